"""What may happen to a job, done on purpose in processes of their own.

Every function named in `befalls` is run in a child of the server of jobs, which has torch loaded
and no threads, so that it may fork, be limited or die without harm to the tests.
"""

from __future__ import annotations

import os
import resource
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from icu_core import jobs, room, work
from icu_core.auditing import audits
from icu_core.auditing.audits import Audit
from icu_core.process import keep_memory
from icu_core.store import Run

DIED = 9


def befalls(function: Callable[..., None], *values: object) -> int:
    """Run a function of this module in a child; its exit code (minus the signal it died of)."""
    child = jobs._context().Process(target=function, args=values)
    child.start()
    child.join()
    assert child.exitcode is not None
    return child.exitcode


def work_with_small_files(path: str, most_bytes: int) -> None:
    """The job of a run where no file may grow beyond this, as on a disk that is full."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))
    work.do(job_at(path))


def work_with_little_memory(path: str, more_bytes: int, is_estimated: bool) -> None:
    """The job of a run that may take so much more memory than it has now."""
    free = next(room._free_for_process(), None)
    assert free is None, "no limit yet"
    used = int(dict(room._pairs(Path("/proc/self/status")))["VmSize:"]) * 1024
    resource.setrlimit(resource.RLIMIT_AS, (used + more_bytes, used + more_bytes))
    if not is_estimated:
        room.check_memory = lambda *_, **__: None  # type: ignore[assignment]
    work.do(job_at(path))


def work_and_weigh(path: str, answer: str) -> None:
    """The job of a run, as `jobs` does it; writes the most memory that it had, in bytes."""
    keep_memory()
    work.do(Run(Path(path)))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    Path(answer).write_text(str(most), encoding="ascii")


def begin(path: str) -> None:
    """The job of a run; two at once are no error, one of them does nothing."""
    jobs._leave_home(path, str(job_at(path).home), False)


def begin_at_once(path: Path, times: int) -> None:
    """So many jobs of one folder that begin together; all have ended afterwards."""
    context = jobs._context()
    rivals = [context.Process(target=begin, args=(str(path),)) for _ in range(times)]
    for rival in rivals:
        rival.start()
    for rival in rivals:
        rival.join()


def job_at(path: str) -> Run | Audit:
    """The run or the audit in this folder."""
    place = Path(path)
    is_audit = place.parent.name == audits.AUDITS
    return Audit(place, home=place.parents[1]) if is_audit else Run(place)


def be_an_app(path: str, ready: str) -> None:
    """An app that starts the job of a run and then lives on until it is killed.

    It forks the job itself: the server of jobs, which would do it, takes seconds to come up.
    """
    child = os.fork()
    if child == 0:
        jobs._leave_home(path, str(job_at(path).home), False)
    os.waitpid(child, 0)
    while not job_at(path).is_alive():
        jobs.time.sleep(0.01)
    Path(ready).touch()
    jobs.time.sleep(600)


def save_and_die_everywhere(template: str, folder: str) -> None:
    """One copy of the run for every moment at which a save can be cut off; each dies there."""
    for moment in range(1_000):
        place = Path(folder) / f"{moment:03d}" / Path(template).name
        shutil.copytree(template, place)
        child = os.fork()
        if child == 0:
            _die_after(moment)
            save_next(Run(place))
            os._exit(0)
        if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0:
            return
    raise AssertionError("a save of a thousand steps")


def save_next(run: Run) -> None:
    """What a job does at the end of iteration 2, and when it closes."""
    from icu_core.snapshot import Snapshot

    event = {"type": "iteration", "number": 2}
    with run.writer() as writer:
        writer.beat({"phase": "saving", "iteration": 2})
        writer.save(Snapshot(2, groups(2), {"active": [2]}), event=event, keep=1)
        writer.append(event)
        with writer.new_result() as result:
            (result / "config.json").write_text("{}", encoding="utf-8")


def groups(number: int) -> dict[str, dict[str, Any]]:
    """Tensors that tell of which iteration they are."""
    import torch

    return {
        name: {"a": torch.full((50, 7), float(number) + place)}
        for place, name in enumerate(("weights", "optimizer"))
    }


def _die_after(moment: int) -> None:
    """Let this process die at its so-manieth step of writing: before or after each, or halfway."""
    import safetensors.torch

    left = [moment]

    def point() -> None:
        left[0] -= 1
        if left[0] < 0:
            os._exit(DIED)

    def around(real: Callable[..., Any]) -> Callable[..., Any]:
        def stepped(*values: Any, **named: Any) -> Any:
            point()
            found = real(*values, **named)
            point()
            return found

        return stepped

    for name in ("fsync", "rename", "replace", "unlink", "rmdir", "mkdir", "truncate"):
        setattr(os, name, around(getattr(os, name)))
    safetensors.torch.save_file = around(safetensors.torch.save_file)
    real_open = Path.open

    def opened(self: Path, mode: str = "r", *values: Any, **named: Any) -> Any:
        file = real_open(self, mode, *values, **named)
        return _Torn(file, point) if set(mode) & set("wa+") else file

    Path.open = opened  # type: ignore[method-assign, assignment]
    Path.write_text = _write_text  # type: ignore[method-assign, assignment]


def _write_text(self: Path, data: str, encoding: str | None = None) -> int:
    with self.open("w", encoding=encoding) as file:
        return int(file.write(data))


class _Torn:
    """A file whose writes can be cut off before, halfway and after."""

    def __init__(self, file: Any, point: Callable[[], None]) -> None:
        self._file, self._point = file, point

    def write(self, data: Any) -> int:
        half = len(data) // 2
        self._point()
        self._file.write(data[:half])
        self._file.flush()
        self._point()
        self._file.write(data[half:])
        self._file.flush()
        self._point()
        return len(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> _Torn:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
