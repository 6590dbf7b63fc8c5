"""Files that survive being cut off anywhere: a log of events, whole replacement, locks.

It knows bytes and the disk, nothing of runs. Every line of a log carries a checksum (CRC-32), so
that a flipped byte is found; lines without one are of older versions and are read as they are.
"""

from __future__ import annotations

import fcntl
import json
import math
import operator
import os
import re
import threading
import time
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from icu_core.errors import RunError

Event = dict[str, Any]

DAMAGE = (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError)
"""What meets the reader of a damaged file."""

STALE_S = 60.0  # older than this nobody is writing a file any more

_SEAL = re.compile(r', "crc": "([0-9a-f]{8})"\}$')
_SEAL_LIKE = ', "crc": "????????"}'
_ALIKE = 6  # characters of those twelve: a line without a checksum has two at most


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
        """All whole and undamaged lines; only what is new is read from the disk."""
        with self._one_reader, suppress(FileNotFoundError), self.path.open("rb") as file:
            file.seek(self._offset)
            for line in file:
                if not line.endswith(b"\n"):
                    break
                self._offset += len(line)
                if (event := _opened(line.rstrip(b"\n"))) is not None:
                    self._events.append(event)
        return self._events

    def append(self, event: Event) -> None:
        line = sealed(json.dumps(without_nan(event), allow_nan=False)) + "\n"
        with self.path.open("ab") as file:
            file.write(line.encode())
            file.flush()
            os.fsync(file.fileno())

    def repair(self) -> None:
        """Cut off a half-written last line."""
        with suppress(FileNotFoundError), self.path.open("r+b") as file:
            whole = file.read().rfind(b"\n") + 1
            file.truncate(whole)


def sealed(words: str) -> str:
    """An object of JSON with its checksum as its last field."""
    return f'{words[:-1]}, "crc": "{zlib.crc32(words.encode()):08x}"}}'


def unsealed(words: str) -> str:
    """The object without its checksum, if it has one. Raises ValueError where it is damaged."""
    if seal := _SEAL.search(words):
        words = words[: seal.start()] + "}"
        if zlib.crc32(words.encode()) != int(seal[1], 16):
            raise ValueError("The checksum is another.")
    elif sum(map(operator.eq, words[-len(_SEAL_LIKE) :], _SEAL_LIKE)) >= _ALIKE:
        raise ValueError("The checksum itself is damaged.")
    return words


def _opened(line: bytes) -> Event | None:
    """The event of a line; None where it is damaged."""
    try:
        event = json.loads(unsealed(line.decode()))
    except (ValueError, RecursionError):
        return None
    return event if isinstance(event, dict) and isinstance(event.get("type"), str) else None


@contextmanager
def whole(what: str, *, advice: str = "Delete the run.") -> Iterator[None]:
    """While a file is read that may be damaged: whatever that does becomes one RunError."""
    try:
        yield
    except DAMAGE as error:
        raise RunError(f"{what} cannot be read; the file is damaged or gone. {advice}") from error


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
    own = f"{os.getpid()}-{threading.get_ident()}"  # two may write the same file at once
    work = path.with_name(f".{path.name}.{own}.writing")
    try:
        with work.open("w", encoding="utf-8") as file:
            file.write(content)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        work.replace(path)
    finally:
        work.unlink(missing_ok=True)  # only there if something went wrong


def sweep(folder: Path) -> None:
    """Remove what `replace` left in a folder when its process died."""
    for path in folder.glob(".*.writing"):
        with suppress(OSError):  # somebody else has just written it, or removed it
            if time.time() - path.stat().st_mtime > STALE_S:
                path.unlink()


def pack(path: Path, files: Mapping[str, Path], *, texts: Mapping[str, str]) -> None:
    """Write a zip of files and texts by their names; weights are stored as they are."""
    with zipfile.ZipFile(path, "x", allowZip64=True) as made:
        for name, words in texts.items():
            made.writestr(name, words, zipfile.ZIP_DEFLATED)
        for name, file in files.items():
            is_weights = file.suffix == ".safetensors"
            made.write(file, name, zipfile.ZIP_STORED if is_weights else zipfile.ZIP_DEFLATED)
