"""The runs behind the lessons: real ones, brief, side by side, and gone after an hour.

They lie in a folder of their own, so that they are not among the runs of a visitor. Doing a lesson
again erases its runs at once; what is an hour old, or more than the disk should hold, is erased
when the next race or the app starts.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from icu_core import world
from icu_core.errors import ConfigError, RunError
from icu_core.texts import Span, Text
from icu_core.ui import library, live
from icu_core.ui.learn import lanes
from icu_core.ui.learn.lanes import Lane
from icu_core.ui.learn.lessons import LESSONS, METHODS, MOST_LANES, SHARED
from icu_core.ui.server import public, visitor

if TYPE_CHECKING:  # torch comes with these
    from icu_core.config import RunConfig
    from icu_core.store import Run, Store

SECRETS = 4
KEPT_S = 3600.0
MOST_KEPT = 60  # runs on the disk, each with a model of 12 MB


@cache
def secrets() -> tuple[Text, ...]:
    """The texts that every lane forgets: the first of the first named set."""
    sets = library.sets()
    return next(iter(sets.values()))[:SECRETS] if sets else ()


def store() -> Store:
    """The runs of all lessons of this app."""
    return _store(visitor.store().root / "lessons")


@cache
def _store(root: Path) -> Store:
    from icu_core.store import Store

    return Store(root)


def config_of(name: str) -> RunConfig:
    """The settings of a lane. Raises ConfigError for a method that there is not."""
    from icu_core.config import RunConfig

    if not isinstance(name, str) or name not in METHODS:
        raise ConfigError(f"There is no such method. There are: {', '.join(METHODS)}.")
    return RunConfig().with_values({**SHARED, **METHODS[name].settings})


def start(names: Sequence[str], *, lesson: int, before: Sequence[str] = ()) -> tuple[str, ...]:
    """Erase the runs `before`, start one for each method, and return their ids.

    Raises ConfigError for too few or too many methods, RunError where too many jobs wait on this
    machine; then none has been started.
    """
    from icu_core import jobs

    if not 1 <= len(names) <= MOST_LANES:
        raise ConfigError(f"Choose one to {MOST_LANES} methods.")
    configs = {name: config_of(name) for name in names}
    public.take(public.LESSONS, visitor.asks_from())
    erase(before)
    sweep()
    title = f"Lesson {lesson + 1}: {LESSONS[lesson].short}"
    started: list[str] = []
    try:
        for name, config in configs.items():
            run = store().create(config, secrets(), name=f"{title}, {METHODS[name].label}")
            started.append(run.id)
            jobs.start(run, is_brief=True)
    except RunError:
        erase(started)
        raise
    return tuple(started)


def found(run_id: str) -> Run | None:
    """A run of the lessons; None where there is none (any more)."""
    with suppress(RunError):
        return store().get(run_id)
    return None


def is_over(run_id: str) -> bool:
    """Whether nobody works on a run (any more)."""
    run = found(run_id)
    return run is None or not run.is_alive()


def erase(ids: Sequence[str]) -> None:
    """Stop and delete these runs; one that does not stop in time is left to `sweep`."""
    from icu_core import jobs

    gone = [run for run in map(found, ids) if run is not None]
    for run in gone:
        run.request_stop()
    for run in gone:
        with suppress(RunError):
            jobs.erase(run)
    if gone:
        live.forget()


def sweep(*, now: float | None = None) -> None:
    """Erase what is old or too much, and finish what was begun to be erased."""
    now = time.time() if now is None else now
    store().sweep()
    runs = store().list()  # newest first
    old = [run for run in runs if _is_old(run, now)]
    erase([run.id for run in {*old, *runs[MOST_KEPT:]}])


def _is_old(run: Run, now: float) -> bool:
    """Whether nobody looks at it any more; a damaged one nobody can look at."""
    try:
        return now - run.created > KEPT_S
    except RunError:
        return True


def lane(method: str, run_id: str | None) -> Lane:
    """A lane as it is now; without a run it stands at its start."""
    run = found(run_id) if run_id else None
    if run is not None:
        return lanes.lane_of(method, live.view(run))
    neighbours = len(secrets()) * config_of(method).partners
    return lanes.at_start(method, secrets(), neighbours=neighbours)


def result(run_id: str) -> Path:
    """The folder of the model that a lane has made. Raises RunError."""
    path = store().get(run_id).result_path()
    if path is None:
        raise RunError("This run has no model.")
    return path


def neighbour(run_id: str) -> Text:
    """A neighbour of the first secret, as the methods with neighbours reread it; RunError."""
    view = live.view(store().get(run_id))
    pair = live.pairing(view, view.targets[0].id)
    if pair is None or not pair["partners"]:
        raise RunError("This run has no neighbours.")
    first = pair["partners"][0]
    start, stop = first["secret"]
    return Text(first["id"], first["text"], Span(start, stop, "partner"))


def others(ids: Sequence[str], *, every: int) -> tuple[Text, ...]:
    """Texts on residents that no method of these runs has looked at, evenly from the pool."""
    seen = _watched(ids)
    return tuple(text for text in world.pool()[::every] if text.secret_text not in seen)


def _watched(ids: Sequence[str]) -> set[str]:
    """The secrets of all neighbours in these runs."""
    views = [live.view(run) for run in map(found, ids) if run is not None]
    return {
        secret
        for view in views
        for text in view.targets
        for secret in live.partner_secrets(view, text.id)
    }
