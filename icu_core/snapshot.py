"""One training state on disk: written whole or not at all, with a checksum of every byte.

A snapshot is a folder named by its iteration, `000012`. It is written under a name that readers
ignore, synced, and renamed. `manifest.json` names every file with its SHA-256.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from icu_core.errors import RunError

if TYPE_CHECKING:  # a page reads run folders without torch
    from torch import Tensor

MANIFEST = "manifest.json"
STATE = "state.json"


class Snapshot(NamedTuple):
    """What a training needs to go on: named groups of tensors, and plain values."""

    number: int
    groups: dict[str, dict[str, Tensor]]  # e.g. weights, optimizer
    state: dict[str, Any]


def save(
    folder: Path,
    *,
    number: int,
    groups: Mapping[str, Mapping[str, Tensor]],
    state: Mapping[str, Any],
) -> None:
    """Write a snapshot; once this returns it survives a power cut.

    On a full disk OSError or SafetensorError; then the snapshots are as they were.
    """
    from safetensors.torch import save_file

    final, work = folder / f"{number:06d}", folder / f".writing-{number:06d}"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    is_whole = False
    try:
        for name, tensors in groups.items():
            plain = {key: tensor.detach().contiguous() for key, tensor in tensors.items()}
            save_file(plain, work / f"{name}.safetensors")
        (work / STATE).write_text(json.dumps(dict(state)), encoding="utf-8")
        sums = {path.name: _sha256(path) for path in sorted(work.iterdir())}
        (work / MANIFEST).write_text(json.dumps(sums), encoding="utf-8")
        for path in work.iterdir():
            sync(path)
        sync(work)
        shutil.rmtree(final, ignore_errors=True)
        work.rename(final)
        sync(folder)
        is_whole = True
    finally:
        if not is_whole:
            shutil.rmtree(work, ignore_errors=True)  # where the disk is full, this makes room


def newest(folder: Path) -> tuple[Snapshot | None, tuple[str, ...]]:
    """The newest undamaged snapshot, and a sentence on every damaged one that was passed over."""
    notes: list[str] = []
    for number in reversed(numbers(folder)):
        try:
            return load(folder, number), tuple(notes)
        except RunError as error:
            notes.append(str(error))
    return None, tuple(notes)


def load(folder: Path, number: int) -> Snapshot:
    """One snapshot, every byte checked. Raises RunError when it is missing or damaged."""
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    home = folder / f"{number:06d}"
    try:
        sums = json.loads((home / MANIFEST).read_text(encoding="utf-8"))
        for name, expected in sums.items():
            if _sha256(home / name) != expected:
                raise ValueError(f"{name} has changed")
        state = json.loads((home / STATE).read_text(encoding="utf-8"))
        groups = {path.stem: load_file(path) for path in sorted(home.glob("*.safetensors"))}
    except (OSError, ValueError, SafetensorError, AttributeError) as error:
        raise RunError(f"The snapshot of iteration {number} is damaged ({error}).") from error
    return Snapshot(number, groups, state)


def numbers(folder: Path) -> list[int]:
    """Iterations that have a snapshot, oldest first; unfinished ones do not count."""
    if not folder.is_dir():
        return []
    return sorted(int(path.name) for path in folder.iterdir() if path.name.isdigit())


def prune(folder: Path, *, keep: int) -> None:
    """Remove all but the newest `keep` snapshots, and what an interrupted save left behind."""
    for path in folder.glob(".writing-*"):
        shutil.rmtree(path, ignore_errors=True)
    for number in numbers(folder)[:-keep]:
        shutil.rmtree(folder / f"{number:06d}", ignore_errors=True)


def sync(path: Path) -> None:
    """Make what was written to this file or folder survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return _digest(file)


def _digest(file: Any) -> str:
    digest = hashlib.sha256()
    while block := file.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()
