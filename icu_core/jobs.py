"""A run or an audit as a process of its own: start, resume, stop, adopt; and the work it does.

A job is forked from a server that has torch loaded already, so that it starts at once, and then
leaves its parents (setsid, second fork): it outlives the tab, the page and the app. It is alive
exactly as long as it holds the lock of its run folder, so nothing depends on process numbers.

A killed job loses at most the iteration or the attack it was in: the next one goes on from there.
"""

from __future__ import annotations

import contextvars
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing.context import ForkServerContext
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from icu_core import audits, room
from icu_core.audits import Audit
from icu_core.durable import Event
from icu_core.errors import IcuError, RunError, places
from icu_core.folder import FolderWriter
from icu_core.store import Follower, Run, Store, Writer
from icu_core.threads import be_polite

if TYPE_CHECKING:  # torch is loaded in the job, not in the app that starts it
    from icu_core.engine import Unlearning
    from icu_core.parallel import World

Job = Run | Audit
Inline = Callable[[str], None]
"""Does the work of the run in this folder, in the process that it is called in."""

Tell = Callable[[str, int, int, int], None]
"""Called with phase, iteration (or attack), step and number of steps; for progress bars."""

PRELOADED = [
    "torch",
    "transformers.models.auto.modeling_auto",
    "transformers.models.llama.modeling_llama",
    "transformers.models.gpt_neox.modeling_gpt_neox",
    "transformers.models.bert.modeling_bert",
    "nltk.translate.bleu_score",
    "icu_core.engine",
    "icu_core.preparation",
    "icu_core.auditing",
]
"""What the server of jobs has imported; a job inherits it instead of importing for seconds."""

MOST_AT_ONCE = 8
"""Jobs that may run or wait on this machine; one more is refused with a friendly word."""

BRIEF_AT_ONCE = 3
"""Brief runs that are at work at the same time, so that they can be watched side by side."""

SNAPSHOTS_KEPT = 2
"""The newest, and the one before in case the newest is damaged."""

ERASE_PATIENCE_S = 60.0
"""How long a job may take to stop before its run is not deleted after all."""

START_PATIENCE_S = 20.0
"""How long a new job may take to lock its run before we say that it did not start."""


_inline: list[Inline] = []


def work_inline(call: Inline | None) -> None:
    """From now on models that are not the embedded one are worked on by this call; None: as before.

    It is called in a thread of this process that knows which visitor asked: on ZeroGPU only such a
    call has a GPU. The run folder is the same, and so is everything that reads it.
    """
    _inline[:] = [] if call is None else [call]


def warm_up() -> None:
    """Start the process that jobs are forked from, with torch loaded. Returns at once."""
    _context().Process(target=_nothing).start()


def start(run: Job, *, is_brief: bool = False) -> None:
    """Start the job of a new run. Returns when the job holds it.

    Does nothing for a run that was started before: a double click starts one job. A brief run is
    at work beside others and keeps no snapshots: killed, it is lost. Raises RunError where too
    many jobs wait, or the job did not start.
    """
    with run.starting():
        if not run.is_alive() and run.last("started") is None:
            _launch(run, is_brief=is_brief)


def resume(run: Job) -> None:
    """Go on with a run that was stopped, interrupted or failed; raises as `start` does."""
    with run.starting():
        if not run.is_alive():
            _launch(run)


def _launch(run: Job, *, is_brief: bool = False) -> None:
    """A new process for this run."""
    store = Store(run.home)
    alive = sum(each.is_alive() for each in (*store.list(), *audits.of(store)))
    if alive >= MOST_AT_ONCE:
        raise RunError(f"{alive} jobs are at work or waiting here already. Try again in a minute.")
    if _inline and isinstance(run, Run) and run.config.model != "embedded":
        known = contextvars.copy_context()
        threading.Thread(target=known.run, args=(_inline[0], str(run.path)), daemon=True).start()
        return
    before = len(run.events())
    given = (str(run.path), str(run.home), is_brief)
    child = _context().Process(target=_leave_home, args=given)
    child.start()
    child.join()
    deadline = time.monotonic() + START_PATIENCE_S
    while not run.is_alive() and len(run.events()) == before:
        if time.monotonic() > deadline:
            raise RunError("The job did not start. Try again; the run itself is unharmed.")
        time.sleep(0.02)


def stop(run: Job, *, patience_s: float = 0.0) -> bool:
    """Ask the job to stop at its next batch, wait up to `patience_s`; whether it has stopped."""
    run.request_stop()
    deadline = time.monotonic() + patience_s
    while run.is_alive() and time.monotonic() < deadline:
        time.sleep(0.02)
    return not run.is_alive()


def erase(run: Job, *, patience_s: float = ERASE_PATIENCE_S) -> None:
    """Stop the job of a run and those of its audits, if there are any, and delete it for good.

    Raises RunError where the job does not stop in time; it will stop, and the run is still there.
    """
    parts = audits.of(Store(run.home), run) if isinstance(run, Run) else []
    if not all(stop(each, patience_s=patience_s) for each in (run, *parts)):
        raise RunError(
            "The job is still busy with its last batch and will stop after it. Nothing was deleted "
            "yet; try again in a minute."
        )
    with run.starting():
        run.erase()


def refuse(run: Run, words: str) -> None:
    """Note that nobody could begin with this run, and why."""
    with suppress(RunError), run.writer() as writer:
        writer.append(_failure("RunError", words))


def adopt(store: Store) -> list[Run]:
    """The runs whose jobs are alive, for an app that has just (re)started."""
    return [run for run in store.list() if run.is_alive()]


def work(
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
            writer.append(_failure(type(error).__name__, str(error)))
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
            writer.append(_finished("stopped", "Stopped before it began.", 0))
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
    unlearning = _prepared(run, writer, beat, world)
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
    from icu_core import auditjob

    closing = auditjob.pursue(audit, writer, beat, is_stopped)
    return lambda: closing or _finished("stopped", "Stopped on request.", 0)


def _prepared(run: Run, writer: Writer, beat: Tell, world: World | None) -> Unlearning:
    """The training of this run as it was after its last snapshot, or before its first step."""
    import torch

    from icu_core import parallel, preparation
    from icu_core.engine import Unlearning
    from icu_core.plan import Plan

    started, config = time.monotonic(), run.config
    if config.threads:
        torch.set_num_threads(config.threads)
    saved, notes = writer.newest_snapshot()
    lm, world, at_once = preparation.load_for(world or parallel.ALONE, config, run.targets)
    writer.append(
        {
            "type": "started",
            "pid": os.getpid(),
            "device": str(lm.device),
            "threads": torch.get_num_threads(),
            "resumed_from": saved.number if saved else None,
            "notes": list(notes),
        }
    )
    loaded = time.monotonic() - started
    said: list[str] = []
    similarity = preparation.similarity_encoder(config, said)
    stored = world.mains(_stored_plan(run, said))
    if not stored:
        if world.is_main or world.is_sharded:
            stored = (
                preparation.make_plan(
                    lm,
                    run.targets,
                    config,
                    pool=run.pool,
                    unseen=run.unseen,
                    notes=said,
                    tell=beat,
                )
                .timed(load=loaded)
                .to_json()
            )
        stored = world.mains(stored)
        writer.keep_plan(stored)
    plan = Plan.from_json(stored)
    if run.last("prepared") is None:
        writer.append(plan.as_event(config))
    unlearning = Unlearning(lm, plan, config, similarity=similarity, world=world)
    unlearning.read_at_once(at_once)
    if saved:
        unlearning.restore(saved)
        if not any(each["number"] == saved.number for each in run.iterations()):
            writer.append(saved.state["event"])  # killed between the snapshot and its event
    return unlearning


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


def _finished(reason: str, words: str, result: int) -> Event:
    return {"type": "finished", "reason": reason, "words": words, "result": result}


def _failure(error: str, message: str) -> Event:
    return {"type": "failed", "error": error, "message": message}


def _mishap(error: Exception) -> Event:
    """What is recorded of an error that is not one of ours."""
    if room.is_disk_full(error):
        return {"type": "interrupted", "reason": "disk", "message": room.DISK_FULL}
    if room.is_memory_full(error):
        return _failure("MemoryError", room.MEMORY_FULL)
    words = f"The job met an error that we did not foresee: {type(error).__name__}."
    return {**_failure(type(error).__name__, words), "trace": places(error)}


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


def _context() -> ForkServerContext:
    be_polite()
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    return context


def _leave_home(path: str, home: str, is_brief: bool) -> None:
    """In the forked child: become nobody's child, so that nobody's end is ours, and work."""
    os.setsid()
    os.umask(0o077)
    if os.fork():
        os._exit(0)
    silent = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silent, stream)  # a library's warning may quote a text
    with suppress(RunError):  # another job was faster
        is_run = Path(path).parent == Path(home)
        job = Run(Path(path)) if is_run else Audit(Path(path), home=Path(home))
        work(job, is_brief=is_brief)
    os._exit(0)


def _nothing() -> None: ...


def _tell_nobody(phase: str, iteration: int, step: int, of: int) -> None: ...
