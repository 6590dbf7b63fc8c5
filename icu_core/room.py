"""Room in memory and on the disk: what a run needs, what there is, and which errors say it ran out.

It knows sizes and the words of errors, nothing of runs; torch is asked only where a GPU computes.

Units     bytes; in sentences GB of 10^9 bytes. Sizes of networks are numbers of float32.
Differs   The need is an estimate: weights, gradients, both moments of Adam, the copy of the last
          good weights, that of the head and the states of the original are exact. What a step keeps
          for its backward pass was fitted to measured networks (tests/bench/RESULTS.md): so many
          floats a token and layer for each unit of the width and of the width within.
"""

from __future__ import annotations

import errno
import json
import math
import resource
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from icu_core.config import RunConfig
from icu_core.errors import ModelError

DISK_FULL = (
    "The disk is full, so the run has paused. Everything up to its last whole iteration is kept: "
    "make room, then resume it."
)
MEMORY_FULL = (
    "The memory of this machine ran out. Choose a smaller model or fewer texts at a time "
    "(micro_batch 1, checkpointing), or train an adapter (lora_rank 8)."
)

FLOAT_BYTES = 4
PROGRAMS_BYTES = 560_000_000
"""What torch and the libraries take themselves (measured: 0.43 GB; 0.54 with those that score)."""

LARGE_BYTES = 2_000_000_000
"""A run that needs as much should give memory back when it can (`process.keep_memory`)."""

HEADER_BYTES = 100_000_000  # of a safetensors file, at most
BYTES_A_TOKEN = 3.0
CHUNK_BYTES, CHUNK_BYTES_GPU = 64 * 2**20, 512 * 2**20
"""Most bytes of fp32 logits alive at a time: small beside any model, large enough to be fast.

A GPU casts the head anew for each chunk, and wants thousands of tokens at a time to be busy.
"""

KEPT_A_UNIT = 9.0  # floats of a block's own width: norms, queries, keys, values, sums
KEPT_WITHIN = {"gelu_new": 4.5, "gelu_pytorch_tanh": 2.0, "silu": 4.0}  # of the width within
KEPT_WITHIN_OTHERS = 2.0
KEPT_A_PAIR = 1.2  # of each pair of tokens and head, where attention is written out
WRITTEN_OUT = ("gpt_neo",)
LOGITS_KEPT, CHUNKS_ALIVE = 2.5, 12.0

STATES_BYTES = 2**30
"""Of the original's states that are held in memory; those beyond are read from the disk."""

CACHES_BYTES = 2**30
"""Of keys and values to hold at once while a model is made to speak."""

LEFT_AT, FILLED = 0.5, 0.5
"""At so many tokens of a text the model leaves it, and so much of each cache is in use (fitted)."""

LAYERS = ("num_hidden_layers", "n_layer", "num_layers")
WIDTHS = ("hidden_size", "n_embd", "d_model")
WITHIN = ("intermediate_size", "ffn_dim", "n_inner")
HEADS = ("num_attention_heads", "n_head", "num_heads")
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
    vocabulary: int = 0
    within: int = 0  # the width inside a block; 0: four times the width
    kept_within: float = KEPT_WITHIN_OTHERS
    written_out_heads: int = 0  # whose attention is written out


@dataclass(frozen=True, slots=True)
class Need:
    """About how much a run takes, by what for; bytes."""

    programs: int
    weights: int  # and the copy of the last good ones
    gradients: int
    moments: int
    original: int  # its head and its states
    kept: int  # what a step keeps for its backward pass
    logits: int
    asked: int  # caches of what the model says when it is scored

    @property
    def total(self) -> int:
        """Its largest. A small run keeps what a step has freed while it scores, a large one not."""
        together = int(sum(getattr(self, each.name) for each in fields(self)))
        if together < LARGE_BYTES:
            return together
        spared = min(self.kept + self.logits, self.asked)
        return max(LARGE_BYTES, together - spared)


def check_memory(config: RunConfig, folder: Path, *, longest: int, texts: Sequence[int]) -> int:
    """How many texts a step may read at a time, 0 for all; as the settings say or as many as fit.

    `longest`: bytes of the longest text that is read; `texts`: those of each text to forget. Raises
    ModelError where this machine has no memory for the run, with what is needed and what is free;
    where that is unknown, all fit.
    """
    on_gpu = _free_on_gpu(config)
    free, size = on_gpu or free_memory(), size_of(folder)
    at_once = config.micro_batch
    while True:
        asked = config.with_values({"micro_batch": at_once})
        need = needed_memory(
            asked, size, longest=longest, texts=texts, on_gpu=on_gpu is not None
        ).total
        if free is None or need <= free:
            return at_once
        rows = at_once or _rows_of_step(config, _windows(texts, size.context))
        if config.micro_batch or rows == 1:
            break
        at_once = rows // 2
    raise ModelError(
        f"This run needs about {need / 1e9:.1f} GB of memory and {free / 1e9:.1f} GB are free "
        "here. Choose a smaller model, an adapter (lora_rank 8) or fewer texts at a time "
        f"(micro_batch is {config.micro_batch}, 0 finds the number; checkpointing saves more)."
    )


def is_large(config: RunConfig, folder: Path, *, longest: int, texts: Sequence[int]) -> bool:
    """Whether the run needs so much of this machine's memory that none should be kept idle."""
    size = size_of(folder)
    return needed_memory(config, size, longest=longest, texts=texts).total >= LARGE_BYTES


def told(config: RunConfig, folder: Path, *, longest: int, texts: Sequence[int]) -> str:
    """The memory that a run needs and what is free, as a sentence.

    Where less is free than all of a step at once would take, it is read in parts.
    """
    with suppress(ModelError):
        few = check_memory(config, folder, longest=longest, texts=texts)
        config = config.with_values({"micro_batch": few})
    on_gpu = _free_on_gpu(config)
    need = needed_memory(
        config, size_of(folder), longest=longest, texts=texts, on_gpu=on_gpu is not None
    ).total
    free = on_gpu or free_memory()
    there = f", {free / 1e9:.1f} GB are free" if free is not None else ""
    return f"about {need / 1e9:.1f} GB of memory{there}"


def needed_memory(
    config: RunConfig, size: Size, *, longest: int, texts: Sequence[int], on_gpu: bool = False
) -> Need:
    """About how much the job of a run takes at its largest."""
    trained = size.weights
    if config.lora_rank:  # two thin matrices for each of about seven square ones in a layer
        trained = 14 * size.layers * size.width * config.lora_rank
    length, windows = min(size.context, _tokens(longest)), _windows(texts, size.context)
    step = _rows_of_step(config, windows)
    rows = min(config.micro_batch or step, step)
    states = windows * config.partners * length * size.width
    caches = LEFT_AT * windows * length * length * 2 * size.layers * size.width
    bytes_ = {
        "weights": size.weights + trained,
        "gradients": trained,
        "moments": 2 * trained,
        "original": size.vocabulary * size.width + min(states, STATES_BYTES / FLOAT_BYTES),
        "kept": rows * length * _kept_a_token(config, size, length),
        "logits": min(
            LOGITS_KEPT * step * length * size.vocabulary,
            CHUNKS_ALIVE * (CHUNK_BYTES_GPU if on_gpu else CHUNK_BYTES) / FLOAT_BYTES,
        ),
        "asked": FILLED * min(caches, CACHES_BYTES / FLOAT_BYTES),
    }
    return Need(PROGRAMS_BYTES, **{name: int(FLOAT_BYTES * n) for name, n in bytes_.items()})


def _tokens(bytes_: int) -> int:
    """About how many tokens a text of so many bytes has."""
    return int(bytes_ / BYTES_A_TOKEN) + 2


def _windows(texts: Sequence[int], context: int) -> int:
    """Rows that texts of so many bytes become: long ones are read in windows."""
    return sum(math.ceil(_tokens(each) / context) for each in texts)


def _rows_of_step(config: RunConfig, windows: int) -> int:
    """Rows that a step reads at most, of so many to forget."""
    few, most = min(config.batch_size, windows), config.batch_size * config.partners
    reworded = config.rewordings if config.forget_on == "secret" else 0
    beside = {"active": few * config.partners, "pool": few * config.partners + most // 2}
    return few * (1 + reworded) + min(most, beside.get(config.anchors, most))


def _kept_a_token(config: RunConfig, size: Size, length: int) -> float:
    """Floats that a step keeps of each token it reads."""
    within = size.within or 4 * size.width
    block = KEPT_A_UNIT * size.width + size.kept_within * within
    block += KEPT_A_PAIR * size.written_out_heads * length
    if config.checkpointing:  # what goes into each block, and all of one
        return size.layers * size.width + block
    return size.layers * block


def size_of(folder: Path) -> Size:
    """The size of the network in a transformers folder, from headers alone."""
    try:
        told = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        told = {}
    weights = sum(_elements(path) for path in folder.glob("model*.safetensors"))
    return size_by(told, weights)


def size_by(told: Mapping[str, Any], weights: int) -> Size:
    """The size of a network from what its config tells, and the number of its weights."""
    act = told.get("hidden_act") or told.get("activation_function") or ""
    width, heads = _told(told, WIDTHS, 768), _told(told, HEADS, 12)
    return Size(
        weights,
        _told(told, LAYERS, 12),
        width,
        _told(told, CONTEXTS, 1024),
        vocabulary=_told(told, ("vocab_size",), 0),
        within=_told(told, WITHIN, 4 * width),
        kept_within=KEPT_WITHIN.get(str(act), KEPT_WITHIN_OTHERS),
        written_out_heads=heads if told.get("model_type") in WRITTEN_OUT else 0,
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

    from icu_core.devices import choose_device

    if not torch.cuda.is_available() or choose_device(config.device).type != "cuda":
        return None
    return int(torch.cuda.mem_get_info()[0])


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


def _told(config: Mapping[str, Any], names: tuple[str, ...], otherwise: int) -> int:
    found = [config[name] for name in names if isinstance(config.get(name), int)]
    return next((int(each) for each in found if each > 0), otherwise)
