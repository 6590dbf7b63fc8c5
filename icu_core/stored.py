"""What the original model made of rows, by id: in memory up to a size, beyond it in a file.

So the memory of a run does not grow with its texts. The file has no name and ends with the process:
nothing of a text stays behind, whatever happens.

Units     bytes.
"""

from __future__ import annotations

import math
import os
import tempfile
import weakref
from collections.abc import Iterator, Mapping
from typing import IO, NamedTuple

import torch
from torch import Tensor

from icu_core.room import STATES_BYTES
from icu_core.sides import States


class _Place(NamedTuple):
    """Where a tensor stands in the file."""

    start: int
    shape: torch.Size
    dtype: torch.dtype


class StoredStates(Mapping[str, States]):
    """States by the id of their row, on the device that they came from.

    Raises OSError for a disk that is full.
    """

    def __init__(self, *, most_bytes: int = STATES_BYTES) -> None:
        self._room = most_bytes
        self._held: dict[str, States] = {}
        self._places: dict[str, tuple[_Place | None, ...]] = {}
        self._file: IO[bytes] | None = None
        self._device = torch.device("cpu")

    def add(self, id_: str, states: States) -> None:
        """Keep a copy of what was made of one row, in place of an earlier one."""
        self._held.pop(id_, None)
        size = sum(each.nbytes for each in states if each is not None)
        self._device = states.last_TD.device
        if size <= self._room:
            self._room -= size
            self._held[id_] = states.cloned()
        else:
            self._places[id_] = tuple(None if each is None else self._put(each) for each in states)

    def __getitem__(self, id_: str) -> States:
        if id_ in self._held:
            return self._held[id_]
        return States(*(None if each is None else self._get(each) for each in self._places[id_]))  # type: ignore[arg-type]

    def __iter__(self) -> Iterator[str]:
        yield from self._held
        yield from self._places

    def __len__(self) -> int:
        return len(self._held) + len(self._places)

    def _put(self, tensor: Tensor) -> _Place:
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115  it is open as long as this is
            weakref.finalize(self, self._file.close)
        start = self._file.seek(0, os.SEEK_END)
        self._file.write(tensor.detach().cpu().contiguous().view(torch.uint8).numpy().tobytes())
        self._file.flush()
        return _Place(start, tensor.shape, tensor.dtype)

    def _get(self, place: _Place) -> Tensor:
        assert self._file is not None, "a place is in the file"
        count = math.prod(place.shape) * place.dtype.itemsize
        found = bytearray(os.pread(self._file.fileno(), count, place.start))
        return torch.frombuffer(found, dtype=place.dtype).view(place.shape).to(self._device)
