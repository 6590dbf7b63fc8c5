"""A snapshot is there whole or not at all, and damage is always found."""

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from icu_core import snapshot
from icu_core.errors import RunError


def write(folder: Path, number: int) -> dict[str, dict[str, torch.Tensor]]:
    """A small training state."""
    torch.manual_seed(number)
    groups = {
        "weights": {"a": torch.randn(3, 5), "b": torch.randn(7)},
        "optimizer": {"a/exp_avg": torch.randn(3, 5), "a/step": torch.tensor(float(number))},
    }
    snapshot.save(folder, number=number, groups=groups, state={"active": ["x"], "number": number})
    return groups


def test_what_is_saved_is_what_is_loaded(tmp_path: Path) -> None:
    groups = write(tmp_path, 3)
    found = snapshot.load(tmp_path, 3)
    assert found.number == 3 and found.state == {"active": ["x"], "number": 3}
    for name, tensors in groups.items():
        assert tensors.keys() == found.groups[name].keys()
        assert all(torch.equal(tensors[key], found.groups[name][key]) for key in tensors)


def test_a_flipped_byte_anywhere_is_found(tmp_path: Path) -> None:
    write(tmp_path, 1)
    dice = random.Random(0)
    for path in sorted((tmp_path / "000001").iterdir()):
        whole = path.read_bytes()
        for place in dice.sample(range(len(whole)), k=min(40, len(whole))):
            torn = bytearray(whole)
            torn[place] ^= 0x10
            path.write_bytes(torn)
            with pytest.raises(RunError):
                snapshot.load(tmp_path, 1)
        path.write_bytes(whole)
    snapshot.load(tmp_path, 1)


def test_a_file_cut_off_anywhere_is_found(tmp_path: Path) -> None:
    write(tmp_path, 1)
    for path in sorted((tmp_path / "000001").iterdir()):
        whole = path.read_bytes()
        for length in range(0, len(whole), 37):
            path.write_bytes(whole[:length])
            with pytest.raises(RunError):
                snapshot.load(tmp_path, 1)
        path.write_bytes(whole)


def test_a_damaged_snapshot_is_passed_over_and_said(tmp_path: Path) -> None:
    write(tmp_path, 1)
    write(tmp_path, 2)
    (tmp_path / "000002" / "weights.safetensors").write_bytes(b"")
    found, notes = snapshot.newest(tmp_path)
    assert found is not None and found.number == 1
    assert len(notes) == 1 and "iteration 2 is damaged" in notes[0]


def test_a_save_that_breaks_at_any_step_leaves_a_whole_snapshot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, 1)
    real_sync, real_rename = os.fsync, Path.rename
    broken = 0
    for allowed in range(20):
        left = [allowed]

        def count(left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] < 0:
                raise OSError("no space left on device")

        def sync(handle: int, count: Callable[[], None] = count) -> None:
            count()
            real_sync(handle)

        def rename(self: Path, target: Path, count: Callable[[], None] = count) -> Path:
            count()
            return real_rename(self, target)

        monkeypatch.setattr(os, "fsync", sync)
        monkeypatch.setattr(Path, "rename", rename)
        try:
            write(tmp_path, 2)
        except OSError:
            broken += 1
        found, notes = snapshot.newest(tmp_path)
        assert found is not None and notes == ()
        assert snapshot.load(tmp_path, 1).number == 1
    assert 5 < broken < 20


def test_prune_keeps_the_newest_and_clears_what_a_broken_save_left(tmp_path: Path) -> None:
    for number in range(4):
        write(tmp_path, number)
    (tmp_path / ".writing-000009").mkdir()
    snapshot.prune(tmp_path, keep=2)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["000002", "000003"]
