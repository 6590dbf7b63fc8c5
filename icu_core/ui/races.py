"""The runs behind the lessons: real ones, brief, side by side, and gone after an hour.

They lie in a folder of their own, so that they are not among the runs of a visitor. Doing a lesson
again erases its runs at once; what is an hour old is erased when the next race or the app starts.

Units     `way` is where a secret stands: 0 said word for word, 1 as hard as never-seen secrets of
          its kind (the line), 2 twice as hard in nats per token, without end.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from icu_core import world
from icu_core.errors import ConfigError, RunError
from icu_core.texts import Span, Text
from icu_core.ui import library, live, visitor
from icu_core.ui.lessons import LESSONS, METHODS, MOST_LANES, SHARED
from icu_core.ui.live import Event, View

if TYPE_CHECKING:
    from icu_core.config import RunConfig
    from icu_core.store import Run, Store

SECRETS = 4
KEPT_S = 3600.0
FAR = 2.0
"""A secret so many times as hard as a stranger's is conspicuous: it has been over-forgotten."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One secret of a lane."""

    kind: str
    way: float
    before: float  # where it stood one iteration earlier
    leak: float  # 1 said word for word, 0 forgotten

    @property
    def is_far(self) -> bool:
        """Whether it is conspicuously hard."""
        return self.way >= FAR


@dataclass(frozen=True, slots=True)
class Lane:
    """One run as a lane of the board."""

    method: str
    status: str  # none, waiting, running, finished, failed, interrupted
    number: int
    of: int
    bars: tuple[Bar, ...]
    kept: int  # neighbours that still come out word for word
    neighbours: int
    harder: float | None  # ordinary text: share by which its perplexity has risen
    chances: tuple[float, ...] = ()  # of each token of each secret, on average, now ...
    strangers: tuple[float, ...] = ()  # ... and of those of strangers

    @property
    def forgotten(self) -> int:
        """How many secrets count as forgotten."""
        return sum(bar.leak == 0 for bar in self.bars)

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self.status in ("finished", "failed", "interrupted")


@cache
def secrets() -> tuple[Text, ...]:
    """The texts that every lane forgets: the first of the first named set."""
    sets = library.sets()
    return next(iter(sets.values()))[:SECRETS] if sets else ()


@cache
def _store(root: Path) -> Store:
    from icu_core.store import Store

    return Store(root)


def store() -> Store:
    """The runs of all lessons of this app."""
    return _store(visitor.store().root / "lessons")


def config_of(name: str) -> RunConfig:
    """The settings of a lane. Raises ConfigError for a method that there is not."""
    from icu_core.config import RunConfig

    if not isinstance(name, str) or name not in METHODS:
        raise ConfigError(f"There is no such method. There are: {', '.join(METHODS)}.")
    return RunConfig().with_values({**SHARED, **METHODS[name].settings})


def start(names: Sequence[str], *, lesson: int, before: Sequence[str] = ()) -> tuple[str, ...]:
    """Start a run for each method and return their ids; the runs `before` are erased.

    Raises RunError where too many jobs wait on this machine; then nothing has been started.
    """
    from icu_core import jobs

    if not 1 <= len(names) <= MOST_LANES:
        raise ConfigError(f"Choose one to {MOST_LANES} methods.")
    configs = [config_of(name) for name in names]
    erase(before)
    sweep()
    title = f"Lesson {lesson + 1}: {LESSONS[lesson].short}"
    runs: list[Run] = []
    try:
        for name, config in zip(names, configs, strict=True):
            runs.append(store().create(config, secrets(), name=f"{title}, {name}"))
            jobs.start(runs[-1], is_brief=True)
    except RunError:
        erase([run.id for run in runs])
        raise
    return tuple(run.id for run in runs)


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


def sweep() -> None:
    """Erase what is old, and finish what was begun to be erased."""
    store().sweep()
    old = [run.id for run in store().list() if time.time() - run.created > KEPT_S]
    erase(old)


def lane(method: str, run_id: str | None) -> Lane:
    """A lane as it is now; without a run it stands at its start."""
    run = found(run_id) if run_id else None
    if run is None:
        return _waiting(method)
    return lane_of(method, live.view(run))


def _waiting(method: str) -> Lane:
    config = config_of(method)
    bars = tuple(Bar(text.kind, 0.0, 0.0, 1.0) for text in secrets())
    neighbours = len(secrets()) * config.partners
    return Lane(method, "none", 0, config.max_iterations, bars, neighbours, neighbours, None)


def lane_of(method: str, view: View) -> Lane:
    """A lane out of what the folder of its run says."""
    now, of = view.reached, view.config.max_iterations
    if now is None:
        waiting = _waiting(method)
        return Lane(
            method, view.status, 0, of, waiting.bars, waiting.kept, waiting.neighbours, None
        )
    number, kept = int(now["number"]), now.get("kept") or {}
    before = view.at(number - 1) if number else now
    marks = [live.mark_of(view, text) for text in view.targets]
    return Lane(
        method=method,
        status=view.status,
        number=number,
        of=of,
        bars=tuple(
            Bar(text.kind, way, was, leak or 0.0)
            for text, way, was, leak in zip(
                view.targets, _ways(view, now), _ways(view, before), live.leaks(view, number),
                strict=True,
            )
        ),
        kept=round(kept.get("exact", 0.0) * kept.get("n", 0)),
        neighbours=kept.get("n", 0),
        harder=_harder(view, now),
        chances=tuple(_chance(each["nll_secret"]) for each in now["scores"]),
        strangers=tuple(_chance(mark) for mark in marks if mark is not None),
    )  # fmt: skip


def _ways(view: View, iteration: Event | None) -> list[float]:
    """How far each secret has come; without a line to compare with only whether it is said."""
    scores: Mapping[str, Any] = {each["id"]: each for each in (iteration or {}).get("scores", ())}
    return [_way(scores.get(text.id), live.mark_of(view, text)) for text in view.targets]


def _way(score: Event | None, mark: float | None) -> float:
    if score is None:
        return 0.0
    if mark is None or mark <= 0:
        return float(score["is_forgotten"])
    nll = score["nll_secret"]
    return float(nll) / mark if nll is not None and math.isfinite(nll) else math.inf


def _harder(view: View, now: Event) -> float | None:
    first = view.iterations[0]["perplexity"]
    perplexity = now["perplexity"]
    return perplexity / first - 1 if perplexity is not None and first else None


def _chance(nll: float | None) -> float:
    return math.exp(-min(max(nll, 0.0), 700.0)) if nll is not None else 0.0


def watched(ids: Sequence[str]) -> set[str]:
    """The secrets of the neighbours of these runs: those that some method looked at."""
    views = [live.view(run) for run in map(found, ids) if run is not None]
    return {
        secret
        for view in views
        for text in view.targets
        for secret in live.partner_secrets(view, text.id)
    }


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
    seen = watched(ids)
    return tuple(text for text in world.pool()[::every] if text.secret_text not in seen)
