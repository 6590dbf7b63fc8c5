"""Begin, resume and stop runs on behalf of a visitor; the same for the page and the endpoints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from icu_core.errors import ConfigError, RunError, TextsError
from icu_core.ui.server import forms, public, uploads, visitor
from icu_core.ui.server.public import allowed_models, is_public
from icu_core.ui.server.visitor import TURNS, Mine

if TYPE_CHECKING:
    from icu_core.config import RunConfig
    from icu_core.store import Run
    from icu_core.texts import Text

RESUMABLE = ("waiting", "interrupted", "failed")


@dataclass(frozen=True, slots=True)
class Order:
    """A checked wish for a run."""

    config: RunConfig
    targets: Sequence[Text]
    name: str = ""
    pool: Sequence[Text] | None = None
    unseen: Sequence[Text] | None = None
    uploads: Sequence[Any] = ()  # files that these texts came from


def model_of(name: Any, revision: Any) -> dict[str, str]:
    """Model and revision, checked; empty means the embedded one."""
    model = forms.line(name, "model") or "embedded"
    version = forms.line(revision, "revision")
    if "://" in model:
        raise ConfigError("model must be a hub id like owner/name or a folder, not a web address.")
    if is_public() and model != "embedded" and f"{model}@{version}" not in allowed_models():
        raise ConfigError(
            "On this public server only these models can be loaded: "
            f"{', '.join(('embedded', *allowed_models()))}. Run the workbench at home for others."
        )
    return {"model": model, "revision": version}


def start(who: Mine, order: Order) -> tuple[Run, bool]:
    """A run for this order and whether it is new: a browser whose run is at work gets that one.

    Raises TextsError, ConfigError, ModelError, RunError, on a public server also for too much or
    too often.
    """
    from icu_core import jobs

    if not order.targets:
        raise TextsError("There is no text to forget yet. Choose, upload or paste at least one.")
    public.check(order.config, order.targets, order.pool, order.unseen)
    if order.config.model != "embedded":
        from icu_core import weights

        weights.find(order.config.model)  # a mistyped folder is told while the form is still there
    with visitor.starting():
        busy = TURNS.busy(who)
        if busy is not None:
            return busy, False
        public.take(public.RUNS, visitor.asks_from())
        run = visitor.store().create(
            order.config, order.targets, name=order.name, pool=order.pool, unseen=order.unseen
        )
        uploads.belong(run.id, order.uploads)
        TURNS.note(who, run)
        jobs.start(run)
    return run, True


def resume(who: Mine) -> Run:
    """Go on with the current run of this browser. Raises RunError."""
    from icu_core import jobs

    run = required(who.current)
    with visitor.starting():
        busy = TURNS.busy(who)
        if busy is not None and busy.id != run.id:
            raise RunError("Another run of yours is at work. Stop it first.")
        if not may_resume(run):
            raise RunError("This run has come to its end; there is nothing to resume.")
        jobs.resume(run)
    return run


def may_resume(run: Run) -> bool:
    """Whether a job could go on with this run."""
    status = run.status()
    finished = run.last("finished")
    was_stopped = finished is not None and finished["reason"] == "stopped"
    return status in RESUMABLE or (status == "finished" and was_stopped)


def stop(run_id: str) -> Run:
    """Ask a run to stop at its next batch. Raises RunError."""
    from icu_core import jobs

    run = required(run_id)
    if not run.is_alive():
        raise RunError("This run is not at work; there is nothing to stop.")
    jobs.stop(run)
    return run


def required(run_id: Any) -> Run:
    """The run with this id. Raises RunError; whether it ever was is not told."""
    return visitor.store().get(run_id)
