"""A folder that one job writes and any number of views read: what happened, how far it is, a stop.

    events.jsonl     what happened, one JSON object a line; only ever appended to, and synced
    heartbeat.json   where the job is now; replaced, never appended
    lock             held by the job for as long as it lives
    stop             its presence asks the job to stop; the only arrow back

An id is a 128-bit secret: who does not know it sees nothing of the folder. One writer at a time.
"""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from icu_core.durable import Event, EventLog, LockedError, locked, replace, sweep, whole

ID = re.compile(r"[0-9a-f]{32}")
JOBS = ("*", "audits/*", "*/audits/*")  # where the folders of jobs lie below their home
TURN_PATIENCE_S = 0.5
START_PATIENCE_S = 60.0


class JobFolder:
    """One folder of a job. Reading is always safe; writing goes through a `FolderWriter`."""

    def __init__(self, path: Path, *, home: Path) -> None:
        self.path = path
        self.home = home  # of all jobs that take turns on this machine
        self._log = EventLog(path / "events.jsonl")

    @property
    def id(self) -> str:
        """The secret that names the folder."""
        return self.path.name

    def events(self, after: int = 0) -> list[Event]:
        """What happened, in order, from `seq` after+1 on. A half-written last line is left out."""
        with whole("What happened in this run"):
            return self._log.read()[after:]

    def last(self, kind: str) -> Event | None:
        """The newest event of a type."""
        return next((each for each in reversed(self.events()) if each["type"] == kind), None)

    def progress(self) -> Event | None:
        """Where the job was when it last said so: time, phase, iteration, step, of."""
        try:
            value = json.loads((self.path / "heartbeat.json").read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return None
        return value if isinstance(value, dict) else None

    def status(self) -> str:
        """waiting, running, interrupted, finished or failed."""
        if self.is_alive():
            return "running"
        for event in reversed(self.events()):
            if event["type"] in ("finished", "failed", "interrupted"):
                return str(event["type"])
            if event["type"] == "started":
                return "interrupted"  # the job died without a word
        return "waiting"

    def is_alive(self) -> bool:
        """Whether a job holds this folder."""
        try:
            with locked(self.path / "lock", patience_s=0.0, share=True):
                return False
        except LockedError:
            return True
        except OSError:
            return False

    def came(self) -> tuple[int, str]:
        """Its place in the queue for this machine: since when its job holds it."""
        try:
            return (self.path / "lock").stat().st_mtime_ns, self.id
        except OSError:
            return 0, self.id  # never started, or deleted: not alive either

    def request_stop(self) -> None:
        """Ask the job to stop at its next batch."""
        (self.path / "stop").touch()

    def is_stop_requested(self) -> bool:
        """Whether somebody asked the job to stop."""
        return (self.path / "stop").exists()

    def erase(self) -> None:
        """Delete it for good. Raises RunError while a job holds it: stop it first."""
        with locked(self.path / "lock", patience_s=2.0):
            gone = self.path.with_name(f".erased-{self.id}")
            self.path.rename(gone)
        shutil.rmtree(gone)

    @contextmanager
    def starting(self) -> Iterator[None]:
        """Held while a job is started, so that of many starts at once each sees the one before."""
        with locked(self.path / "starting", patience_s=START_PATIENCE_S):
            yield

    @contextmanager
    def held(self) -> Iterator[None]:
        """Held while the result is read: meanwhile no job begins and nobody deletes the run."""
        with locked(self.path / "lock", patience_s=0.0, share=True):
            yield

    @contextmanager
    def owned(self) -> Iterator[None]:
        """Held by the only one who writes; RunError when another job does.

        A stop that was asked for before is forgotten, not one that is asked for as soon as the job
        is seen to be alive.
        """
        old = self._stop_asked()
        with locked(self.path / "lock", patience_s=2.0):
            (self.path / "lock").touch()  # since when it waits for its turn
            if old is not None and self._stop_asked() == old:
                (self.path / "stop").unlink()
            yield

    def _stop_asked(self) -> tuple[int, int] | None:
        """Which request to stop there is."""
        try:
            told = (self.path / "stop").stat()
        except FileNotFoundError:
            return None
        return told.st_ino, told.st_mtime_ns


class FolderWriter:
    """What the job that holds a folder may do to it."""

    def __init__(self, folder: JobFolder) -> None:
        self._folder = folder
        self._path, self._home = folder.path, folder.home
        self._log = EventLog(folder.path / "events.jsonl")
        sweep(folder.path)
        with whole("What happened in this run"):
            self._log.repair()
            told = self._log.read()
            self._seq = int(told[-1].get("seq", len(told))) if told else 0  # some may be damaged

    def append(self, event: Mapping[str, Any]) -> None:
        """Add one event; it is on the disk when this returns."""
        self._seq += 1
        self._log.append({"seq": self._seq, "time": time.time(), **event})

    def beat(self, progress: Mapping[str, Any]) -> None:
        """Say where the job is. Cheap: not synced."""
        replace(
            self._path / "heartbeat.json",
            json.dumps({"time": time.time(), **progress}),
            durable=False,
        )

    def keep(self, name: str, content: str) -> None:
        """Write a file of the folder, whole or not at all."""
        replace(self._path / name, content)

    @contextmanager
    def turn(
        self,
        *,
        is_stopped: Callable[[], bool],
        at_once: int = 1,
        tell: Callable[[int], None] = lambda ahead: None,
    ) -> Iterator[None]:
        """Wait until fewer than so many jobs of this home are at work; not when stopped.

        Where one works at a time they come in their order; `tell` hears, again and again, how many
        are before this one.
        """
        turns = [self._home / f".turn{place or ''}" for place in range(at_once)]
        with ExitStack() as held:
            while not is_stopped():
                ahead = self._ahead() if at_once == 1 else 0
                tell(ahead)
                if ahead:
                    time.sleep(TURN_PATIENCE_S)
                    continue
                turn = turns.pop(0)
                with suppress(LockedError):
                    held.enter_context(locked(turn, patience_s=TURN_PATIENCE_S / at_once))
                    break
                turns.append(turn)
            yield

    def _ahead(self) -> int:
        """How many jobs are at work or waiting since before this one."""
        mine = self._folder.came()
        places = (path for some in JOBS for path in self._home.glob(some))
        others = (JobFolder(path, home=self._home) for path in places if ID.fullmatch(path.name))
        return sum(other.came() < mine and other.is_alive() for other in others)
