"""Room in memory and on the disk: what a run needs, what there is, and which errors say it ran out.

It knows sizes and the words of errors, nothing of runs; torch is asked only where a GPU computes.

Units     bytes; in sentences GB of 10^9 bytes. Sizes of networks are numbers of float32.
Differs   The need is an estimate: weights, gradients, both moments of Adam and the copy of the
          last good weights are exact; what a step keeps for its backward pass is 17 floats a token,
          layer and hidden unit (Korthikanti et al., arXiv 2205.05198, attention not stored).
"""

from __future__ import annotations

import errno
import json
import math
import resource
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from icu_core.config import RunConfig
from icu_core.errors import ModelError

DISK_FULL = (
    "The disk is full, so the run has paused. Everything up to its last whole iteration is kept: "
    "make room, then resume it."
)
MEMORY_FULL = (
    "The memory of this machine ran out. Choose a smaller model or fewer texts for each step "
    "(batch_size, partners), or train an adapter (lora_rank 8)."
)

FLOAT_BYTES = 4
PROGRAMS_BYTES = 400_000_000
"""What torch and the libraries take themselves (measured: 0.3 to 0.45 GB)."""

HEADER_BYTES = 100_000_000  # of a safetensors file, at most
FLOATS_A_TOKEN = 17
CHARACTERS_A_TOKEN = 3.0
LAYERS = ("num_hidden_layers", "n_layer", "num_layers")
WIDTHS = ("hidden_size", "n_embd", "d_model")
CONTEXTS = ("max_position_embeddings", "n_positions")

_DISK_ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_DISK_WORDS = tuple(f"(os error {number})" for number in _DISK_ERRORS)  # as Rust says it
_MEMORY_WORDS = (
    "can't allocate memory", "cannot allocate memory", "out of memory", "bad_alloc",
    "could not create a memory object", "cannot reserve",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Size:
    """What of a network decides how much memory it takes."""

    weights: int
    layers: int
    width: int
    context: int


def check_memory(config: RunConfig, folder: Path, *, characters: int) -> None:
    """Refuse a run that this machine has no memory for. `characters`: of the longest text.

    Raises ModelError with what is needed and what is free; where either cannot be known, nothing.
    """
    if found := lack(config, folder, characters=characters):
        need, free = found
        raise ModelError(
            f"This run needs about {need / 1e9:.1f} GB of memory and {free / 1e9:.1f} GB are free "
            "here. Choose a smaller model, an adapter (lora_rank 8) or fewer texts for each step "
            f"(batch_size is {config.batch_size}, partners {config.partners})."
        )


def lack(config: RunConfig, folder: Path, *, characters: int) -> tuple[int, int] | None:
    """What a run needs and what is free, where that is less; None where it fits or nobody knows."""
    free = _free_on_gpu(config) or free_memory()
    need = needed_memory(config, size_of(folder), characters=characters)
    return (need, free) if free is not None and need > free else None


def needed_memory(config: RunConfig, size: Size, *, characters: int) -> int:
    """About how much the job of a run takes at its largest."""
    trained = size.weights
    if config.lora_rank:  # two thin matrices for each of about seven square ones in a layer
        trained = 14 * size.layers * size.width * config.lora_rank
    copies = size.weights + 4 * trained  # gradients, two moments, the last good weights
    length = min(size.context, int(characters / CHARACTERS_A_TOKEN) + 2)
    tokens = config.batch_size * (1 + config.partners) * length
    kept = FLOATS_A_TOKEN * tokens * size.layers * size.width
    return PROGRAMS_BYTES + FLOAT_BYTES * (copies + kept)


def size_of(folder: Path) -> Size:
    """The size of the network in a transformers folder, from headers alone."""
    try:
        told = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        told = {}
    weights = sum(_elements(path) for path in folder.glob("model*.safetensors"))
    return Size(
        weights, _told(told, LAYERS, 12), _told(told, WIDTHS, 768), _told(told, CONTEXTS, 1024)
    )


def free_memory() -> int | None:
    """Bytes that this process may still take; None where the system does not say."""
    found = [*_free_on_machine(), *_free_in_container(), *_free_for_process()]
    return max(0, min(found)) if found else None


def is_memory_full(error: BaseException) -> bool:
    """Whether an error says that memory ran out, on whichever device."""
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return True
    said = str(error).lower()
    return isinstance(error, (RuntimeError, OSError)) and any(w in said for w in _MEMORY_WORDS)


def is_disk_full(error: BaseException) -> bool:
    """Whether an error says that the disk, a quota or a limit on files is full."""
    if isinstance(error, OSError):
        return error.errno in _DISK_ERRORS
    return any(words in str(error) for words in _DISK_WORDS)  # safetensors has errors of its own


def _free_on_gpu(config: RunConfig) -> int | None:
    """Free memory of the GPU, where the run will compute on one."""
    if config.device not in ("auto", "cuda"):
        return None
    import torch

    return int(torch.cuda.mem_get_info()[0]) if torch.cuda.is_available() else None


def _free_on_machine() -> Iterator[int]:
    for name, value in _pairs(Path("/proc/meminfo")):
        if name == "MemAvailable:":
            yield int(value) * 1024


def _free_in_container() -> Iterator[int]:
    """Of a control group, if it has a limit; pages of files can be given back."""
    group = Path("/sys/fs/cgroup")
    try:
        most = int((group / "memory.max").read_text(encoding="ascii"))
        used = int((group / "memory.current").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return
    files = dict(_pairs(group / "memory.stat")).get("inactive_file", "0")
    yield most - used + int(files)


def _free_for_process() -> Iterator[int]:
    """Of a limit on this process alone."""
    most, _ = resource.getrlimit(resource.RLIMIT_AS)
    used = dict(_pairs(Path("/proc/self/status"))).get("VmSize:")
    if most != resource.RLIM_INFINITY and used is not None:
        yield most - int(used) * 1024


def _pairs(path: Path) -> Iterator[tuple[str, str]]:
    """The first two words of every line of a file of the system."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return
    for line in lines:
        words = line.split()
        if len(words) >= 2:
            yield words[0], words[1]


def _elements(path: Path) -> int:
    """How many numbers a safetensors file holds, from its header."""
    try:
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            header = json.loads(file.read(min(length, HEADER_BYTES)))
        shapes = [each["shape"] for name, each in header.items() if name != "__metadata__"]
        return sum(math.prod(shape) for shape in shapes)
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return 0  # damaged; whoever loads it says so


def _told(config: dict[str, Any], names: tuple[str, ...], otherwise: int) -> int:
    found = next((config[name] for name in names if isinstance(config.get(name), int)), otherwise)
    return int(found)
