"""What the original made of rows is the same from file as from memory; the file has no name."""

from __future__ import annotations

import os
import tempfile
from functools import partial
from pathlib import Path

import pytest
import tiny
import torch

from icu_core import trainer
from icu_core.config import preset
from icu_core.models import from_parts
from icu_core.sides import States
from icu_core.stored import StoredStates
from icu_core.trainer import Trainer


def states(seed: int, *, dtype: torch.dtype = torch.float32, has_layer: bool = False) -> States:
    """Of a row of three tokens."""
    dice = torch.Generator().manual_seed(seed)
    last_TD, layer_TD = torch.randn(2, 3, 4, generator=dice).to(dtype)
    return States(last_TD, layer_TD if has_layer else None)


@pytest.mark.parametrize("most_bytes", [0, 60, 10**6])
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("has_layer", [False, True])
def test_what_was_kept_comes_back_bit_for_bit(
    most_bytes: int, dtype: torch.dtype, has_layer: bool
) -> None:
    kept = StoredStates(most_bytes=most_bytes)
    given = {f"row {n}": states(n, dtype=dtype, has_layer=has_layer) for n in range(5)}
    for name, each in given.items():
        kept.add(name, each)
    assert len(kept) == 5 and sorted(kept) == sorted(given)
    for name, each in given.items():
        found = kept[name]
        assert found.last_TD.dtype == dtype and torch.equal(found.last_TD, each.last_TD)
        assert (found.layer_TD is None) == (not has_layer)
        assert found.layer_TD is None or torch.equal(found.layer_TD, each.layer_TD)
    with pytest.raises(KeyError):
        kept["nobody"]


def test_the_last_that_was_kept_of_a_row_counts() -> None:
    kept = StoredStates(most_bytes=60)
    for seed in range(3):
        kept.add("row", states(seed))
    assert len(kept) == 1 and torch.equal(kept["row"].last_TD, states(2).last_TD)


def test_what_is_kept_is_a_copy_of_its_own_row() -> None:
    both = torch.zeros(2, 3, 4)
    kept = StoredStates(most_bytes=both[0].nbytes)
    for n in range(2):
        kept.add(str(n), States(both[n]))
    both += 1
    assert all(kept[str(n)].last_TD.sum() == 0 for n in range(2))
    assert kept["0"].last_TD.untyped_storage().nbytes() == both[0].nbytes


def test_the_file_has_no_name_and_is_for_its_owner_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    kept = StoredStates(most_bytes=0)
    kept.add("row", states(0))
    assert kept._file is not None and not list(tmp_path.iterdir())
    assert os.fstat(kept._file.fileno()).st_size == states(0).last_TD.nbytes
    assert os.fstat(kept._file.fileno()).st_mode & 0o077 == 0


@pytest.mark.parametrize("method", ["icu", "npo", "rmu"])
def test_training_is_the_same_with_the_original_on_the_disk(
    method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for most_bytes in (10**9, 0):
        monkeypatch.setattr(trainer, "StoredStates", partial(StoredStates, most_bytes=most_bytes))
        lm = from_parts(tiny.network("llama"), tiny.tokenizer(), name="stored")
        rows = tiny.rows(lm)
        work = Trainer(lm, rows[3:], preset("default" if method == "icu" else method),
                       targets=rows[:3])  # fmt: skip
        losses = [work.step(rows[:3], rows[3:]) for _ in range(2)]
        found.append((losses, torch.cat([each.flatten() for each in work.weights().values()])))
    assert found[0][0] == found[1][0] and torch.equal(found[0][1], found[1][1])
