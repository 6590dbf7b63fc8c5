"""Files that survive being cut off anywhere: a log of events, whole replacement, locks.

It knows bytes and the disk, nothing of runs.
"""

from __future__ import annotations

import fcntl
import json
import math
import os
import threading
import time
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from icu_core.errors import RunError

Event = dict[str, Any]


class LockedError(RunError):
    """Somebody else holds the lock."""


class EventLog:
    """A file of JSON lines that survives being cut off anywhere."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._offset = 0
        self._events: list[Event] = []
        self._one_reader = threading.Lock()

    def read(self) -> list[Event]:
        """All whole lines; only what is new is read from the disk."""
        with self._one_reader, suppress(FileNotFoundError), self.path.open("rb") as file:
            file.seek(self._offset)
            for line in file:
                if not line.endswith(b"\n"):
                    break
                self._offset += len(line)
                with suppress(ValueError):
                    self._events.append(json.loads(line))
        return self._events

    def append(self, event: Event) -> None:
        with self.path.open("ab") as file:
            file.write(json.dumps(without_nan(event), allow_nan=False).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def repair(self) -> None:
        """Cut off a half-written last line."""
        with suppress(FileNotFoundError), self.path.open("r+b") as file:
            whole = file.read().rfind(b"\n") + 1
            file.truncate(whole)


@contextmanager
def locked(path: Path, *, patience_s: float, share: bool = False) -> Iterator[None]:
    """Hold a lock; the system lets it go when the process dies, however it dies.

    Two that only look (`share`) do not take each other for the writer.
    """
    wanted = (fcntl.LOCK_SH if share else fcntl.LOCK_EX) | fcntl.LOCK_NB
    handle = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        deadline = time.monotonic() + patience_s
        while True:
            try:
                fcntl.flock(handle, wanted)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise LockedError("This run is being worked on. Stop it first.") from None
                time.sleep(0.02)
        yield
    finally:
        os.close(handle)


def without_nan(value: Any) -> Any:
    """JSON has no NaN and no infinity: they become null."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: without_nan(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [without_nan(each) for each in value]
    return value


def replace(path: Path, content: str, *, durable: bool = True) -> None:
    """Write a file whole or not at all."""
    work = path.with_name(f".{path.name}.writing")
    with work.open("w", encoding="utf-8") as file:
        file.write(content)
        if durable:
            file.flush()
            os.fsync(file.fileno())
    work.replace(path)


def pack(path: Path, files: Mapping[str, Path], *, texts: Mapping[str, str]) -> None:
    """Write a zip of files and texts by their names; weights are stored as they are."""
    with zipfile.ZipFile(path, "x", allowZip64=True) as made:
        for name, words in texts.items():
            made.writestr(name, words, zipfile.ZIP_DEFLATED)
        for name, file in files.items():
            is_weights = file.suffix == ".safetensors"
            made.write(file, name, zipfile.ZIP_STORED if is_weights else zipfile.ZIP_DEFLATED)
