"""What a job does: a run or an audit from where it stands to its end, in the process it is in.

What happens is written to the folder as it happens. A killed job loses at most the iteration
or the attack it was in: the next one goes on from there.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING

from icu_core import room
from icu_core.auditing.audits import Audit
from icu_core.durable import Event
from icu_core.errors import IcuError, RunError, places
from icu_core.folder import FolderWriter
from icu_core.store import Follower, Run, Writer

if TYPE_CHECKING:  # torch is loaded where the work begins, not where jobs are started
    from icu_core.engine import Unlearning
    from icu_core.models import LM
    from icu_core.parallel import World
    from icu_core.plan import Plan
    from icu_core.snapshot import Snapshot
    from icu_core.texts import Text

Job = Run | Audit
Tell = Callable[[str, int, int, int], None]
"""Called with phase, iteration (or attack), step and number of steps; for progress bars."""

BRIEF_AT_ONCE = 3
"""Brief runs that are at work at the same time, so that they can be watched side by side."""

SNAPSHOTS_KEPT = 2
"""The newest, and the one before in case the newest is damaged."""


def do(
    run: Job, *, tell: Tell | None = None, is_brief: bool = False, world: World | None = None
) -> None:
    """Do the whole job in this process, from its start or from where it was left.

    Whatever goes wrong is recorded in the folder; nothing is raised but RunError where another
    job holds it. `world`: the ranks that do it together; the others call `follow`.
    """
    with run.writer() as writer, _signals() as caught:
        try:
            _work(run, writer, caught, tell or _tell_nobody, is_brief=is_brief, world=world)
        except IcuError as error:
            writer.append(failure(type(error).__name__, str(error)))
        except Exception as error:  # noqa: BLE001  the outermost frame of a job
            with suppress(OSError):  # a disk so full that not even this fits
                writer.append(_mishap(error))


def follow(run: Run, world: World) -> None:
    """Do the part of one rank that is not the main one. It writes nothing; errors are raised."""
    with _signals() as caught:

        def is_stopped() -> bool:
            return world.any(bool(caught))

        if is_stopped():
            return
        close = _unlearn(run, Follower(run), _tell_nobody, is_stopped, is_brief=False, world=world)
        if not world.any(bool(caught)):
            close()


def _work(
    run: Job,
    writer: FolderWriter,
    caught: list[int],
    tell: Tell,
    *,
    is_brief: bool,
    world: World | None,
) -> None:
    """Wait for this machine, do the work, say how it ended."""

    def beat(phase: str, iteration: int = 0, step: int = 0, of: int = 0) -> None:
        writer.beat({"phase": phase, "iteration": iteration, "step": step, "of": of})
        tell(phase, iteration, step, of)

    def is_stopped_here() -> bool:
        return bool(caught) or run.is_stop_requested()

    def is_stopped() -> bool:
        return world.any(is_stopped_here()) if world else is_stopped_here()

    at_once = BRIEF_AT_ONCE if is_brief else 1
    waiting = partial(beat, "waiting", 0)
    with writer.turn(is_stopped=is_stopped_here, at_once=at_once, tell=waiting):
        if is_stopped():
            writer.append(_finished("stopped", "Stopped before it began.", _kept(run)))
            return
        beat("loading")
        if isinstance(run, Run):
            assert isinstance(writer, Writer), "a run gives its own writer"
            close = _unlearn(run, writer, beat, is_stopped, is_brief=is_brief, world=world)
        else:
            close = _audit(run, writer, beat, is_stopped)
        if world.any(bool(caught)) if world else caught:
            name = signal.Signals(caught[0]).name if caught else "SIGTERM"  # of another rank
            writer.append({"type": "interrupted", "signal": name})
        else:
            writer.append(close())


def _unlearn(
    run: Run,
    writer: Writer,
    beat: Tell,
    is_stopped: Callable[[], bool],
    *,
    is_brief: bool,
    world: World | None,
) -> Callable[[], Event]:
    """Prepare and iterate; what is left saves the result and gives the closing event."""
    try:
        unlearning = _prepared(run, writer, beat, is_stopped, world)
    except _Stopped:
        return lambda: _finished("stopped", "Stopped before the first iteration.", _kept(run))
    for iteration in unlearning.iterations(is_stopped=is_stopped, tell=beat):
        event = iteration.as_event()
        if not is_brief:
            beat("saving", iteration.number, 0, 0)
            writer.save(unlearning.state(), event=event, keep=SNAPSHOTS_KEPT)
        writer.append(event)
    return lambda: _close(unlearning, writer, beat)


def _audit(
    audit: Audit, writer: FolderWriter, beat: Tell, is_stopped: Callable[[], bool]
) -> Callable[[], Event]:
    """Attack after attack; what is left gives the closing event."""
    from icu_core.auditing import job

    closing = job.pursue(audit, writer, beat, is_stopped)
    return lambda: closing or _finished("stopped", "Stopped on request.", 0)


class _Stopped(Exception):  # noqa: N818  not an error
    """Somebody asked to stop before there was anything to keep."""


@contextmanager
def _asking(lm: LM, is_stopped: Callable[[], bool]) -> Iterator[None]:
    """Before every pass of the model it is asked whether to go on; raises `_Stopped` if not.

    What comes before the first iteration may take minutes where texts are long.
    """

    def look(*_: object) -> None:
        if is_stopped():
            raise _Stopped

    hook = lm.network.base_model.register_forward_pre_hook(look)
    try:
        yield
    finally:
        hook.remove()


def _prepared(
    run: Run, writer: Writer, beat: Tell, is_stopped: Callable[[], bool], world: World | None
) -> Unlearning:
    """The training of this run as it was after its last snapshot, or before its first step."""
    import torch

    from icu_core import parallel, preparation, weights
    from icu_core.engine import Unlearning

    started, config = time.monotonic(), run.config
    if config.threads:
        torch.set_num_threads(config.threads)
    folder = preparation.folder_of(config)
    weights.check_same(folder, run.original)
    saved, notes = writer.newest_snapshot()
    lm, world, at_once = preparation.load_for(
        world or parallel.ALONE, config, run.targets, others=others_of(run)
    )
    writer.append(_started(lm, weights.fingerprint(folder), saved, notes))
    load_s = time.monotonic() - started
    said: list[str] = []
    similarity = preparation.similarity_encoder(config, said, device=lm.device)
    is_alone = world.size == 1  # of several ranks none may leave by itself
    with _asking(lm, is_stopped) if is_alone else nullcontext():
        plan = _planned(run, writer, lm, world, beat, said)
    if run.last("prepared") is None:
        writer.append(plan.timed(load=load_s).as_event(config))
    unlearning = Unlearning(lm, plan, config, similarity=similarity, world=world)
    unlearning.read_at_once(at_once)
    if saved:
        unlearning.restore(saved)
        if not any(each["number"] == saved.number for each in run.iterations()):
            writer.append(saved.state["event"])  # killed between the snapshot and its event
    return unlearning


def _started(lm: LM, original: str, saved: Snapshot | None, notes: Sequence[str]) -> Event:
    """Where the job runs, and what it goes on from."""
    import torch

    return {
        "type": "started",
        "pid": os.getpid(),
        "device": str(lm.device),
        "threads": torch.get_num_threads(),
        "original": original,
        "resumed_from": saved.number if saved else None,
        "notes": list(notes),
    }


def _planned(run: Run, writer: Writer, lm: LM, world: World, beat: Tell, said: list[str]) -> Plan:
    """The plan of this run as it is kept; where none is, the main rank makes it."""
    from icu_core import preparation
    from icu_core.plan import Plan

    stored = world.mains(_stored_plan(run, said))
    if not stored:
        if world.is_main or world.is_sharded:
            made = preparation.make_plan(
                lm,
                run.targets,
                run.config,
                pool=run.pool,
                unseen=run.unseen,
                notes=said,
                tell=beat,
            )
            stored = made.to_json()
        stored = world.mains(stored)
        writer.keep_plan(stored)
    return Plan.from_json(stored)


def others_of(run: Run) -> list[Text]:
    """What the user gave beside the texts to forget."""
    return [*(run.pool or ()), *(run.unseen or ())]


def _stored_plan(run: Run, said: list[str]) -> str:
    """The plan of an earlier job; empty where none was made, or it is damaged: both make it anew.

    A plan follows from the settings and the texts alone, so the new one is the same.
    """
    from icu_core.plan import Plan

    try:
        stored = run.plan() or ""
        if stored:
            Plan.from_json(stored)
    except RunError:
        said.append("The file of the plan was damaged; the plan was made anew.")
        return ""
    return stored


def _close(unlearning: Unlearning, writer: Writer, beat: Tell) -> Event:
    """Save the unlearned model; the event that says that the run is finished."""
    from icu_core import models

    finish = unlearning.finish
    assert finish is not None, "iterations() ends with a reason"
    beat("saving", finish.result, 0, 0)
    weights = unlearning.whole_weights()
    if finish.result > 0 and unlearning.world.is_main:
        with writer.new_result() as folder:
            models.save(unlearning.lm, folder, weights=weights)
    return _finished(finish.reason, finish.words, finish.result)


def _kept(run: Run | Audit) -> int:
    """The iteration whose weights are the result of an earlier job, which are still there."""
    return int((run.last("finished") or {}).get("result", 0))


def _finished(reason: str, words: str, result: int) -> Event:
    return {"type": "finished", "reason": reason, "words": words, "result": result}


def failure(error: str, message: str) -> Event:
    return {"type": "failed", "error": error, "message": message}


def _mishap(error: Exception) -> Event:
    """What is recorded of an error that is not one of ours."""
    if room.is_disk_full(error):
        return {"type": "interrupted", "reason": "disk", "message": room.DISK_FULL}
    if room.is_memory_full(error):
        return failure("MemoryError", room.MEMORY_FULL)
    words = f"The job met an error that we did not foresee: {type(error).__name__}."
    return {**failure(type(error).__name__, words), "trace": places(error)}


@contextmanager
def _signals() -> Iterator[list[int]]:
    """SIGTERM and SIGINT as a list to look into between batches, instead of sudden death.

    Who presses Ctrl-C once more does not want to wait; the run is then as after a kill.
    """
    caught: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield caught  # inline in an app, whose signals are not ours
        return

    def note(number: int, frame: FrameType | None) -> None:
        if number == signal.SIGINT and number in caught:
            raise KeyboardInterrupt
        caught.append(number)

    before = {each: signal.signal(each, note) for each in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield caught
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _tell_nobody(phase: str, iteration: int, step: int, of: int) -> None: ...
