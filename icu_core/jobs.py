"""A run or an audit as a process of its own: start, resume, stop, adopt.

A job is forked from a server that has torch loaded already, so that it starts at once, and then
leaves its parents (setsid, second fork): it outlives the tab, the page and the app. It is alive
exactly as long as it holds the lock of its run folder, so nothing depends on process numbers.
"""

from __future__ import annotations

import contextvars
import multiprocessing
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.context import ForkServerContext
from pathlib import Path

from icu_core import work
from icu_core.auditing import audits
from icu_core.auditing.audits import Audit
from icu_core.errors import RunError
from icu_core.process import be_polite, keep_memory
from icu_core.store import Run, Store
from icu_core.work import Job

Inline = Callable[[str], None]
"""Does the work of the run in this folder, in the process that it is called in."""

PRELOADED = [
    "torch",
    "transformers.models.auto.modeling_auto",
    "transformers.models.llama.modeling_llama",
    "transformers.models.gpt_neox.modeling_gpt_neox",
    "transformers.models.bert.modeling_bert",
    "nltk.translate.bleu_score",
    "icu_core.engine",
    "icu_core.preparation",
    "icu_core.auditing.inquiry",
]
"""What the server of jobs has imported; a job inherits it instead of importing for seconds."""

MOST_AT_ONCE = 8
"""Jobs that may run or wait on this machine; one more is refused with a friendly word."""

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
        writer.append(work.failure("RunError", words))


def adopt(store: Store) -> list[Run]:
    """The runs whose jobs are alive, for an app that has just (re)started."""
    return [run for run in store.list() if run.is_alive()]


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
    keep_memory()
    silent = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silent, stream)  # a library's warning may quote a text
    with suppress(RunError):  # another job was faster
        is_run = Path(path).parent == Path(home)
        job = Run(Path(path)) if is_run else Audit(Path(path), home=Path(home))
        work.do(job, is_brief=is_brief)
    os._exit(0)


def _nothing() -> None: ...
