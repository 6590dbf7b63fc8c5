"""`python -m tests.bench.sizes`: the memory that models of four size classes need, computed.

The networks are made of shapes alone (on the meta device). Texts of 200 tokens, 128 of them to
forget; GB of 10^9 bytes, all in fp32: on a GPU, where the arithmetic is in bf16, what a step keeps
is less. Measured against real training steps by tests/test_room.py.
"""

from __future__ import annotations

from dataclasses import fields

import torch
from transformers import AutoModelForCausalLM, GPTNeoConfig, LlamaConfig, PretrainedConfig

from icu_core import room
from icu_core.config import RunConfig, preset

TEXTS, LENGTH = 128, 200


def neo(width: int, layers: int, heads: int) -> PretrainedConfig:
    """A GPT-Neo of the paper's family."""
    return GPTNeoConfig(
        hidden_size=width, num_layers=layers, num_heads=heads,
        attention_types=[[["global", "local"], layers // 2]],
    )  # fmt: skip


CLASSES: dict[str, tuple[PretrainedConfig, dict[str, object]]] = {
    "125M": (neo(768, 12, 12), {"batch_size": 8}),
    "1.3B": (neo(2048, 24, 16), {"batch_size": 4}),
    "2.7B": (neo(2560, 32, 20), {"batch_size": 4, "micro_batch": 2}),
    "7B": (LlamaConfig(), {"batch_size": 4, "micro_batch": 2, "checkpointing": True}),
    "7B, adapter": (LlamaConfig(), {"batch_size": 4, "micro_batch": 2, "lora_rank": 16}),
}
"""A network of each class, and the settings that suit it beside the preset `paper`."""


def settings(name: str) -> RunConfig:
    """The settings of a size class."""
    return preset("paper").with_values(CLASSES[name][1])


def need(name: str) -> tuple[int, room.Need]:
    """How many weights a class has, and what a run on it needs."""
    shape = CLASSES[name][0]
    with torch.device("meta"):
        network = AutoModelForCausalLM.from_config(shape)
    weights = sum(each.numel() for each in network.parameters())
    size = room.size_by(shape.to_dict(), weights)
    bytes_ = int(room.BYTES_A_TOKEN * (LENGTH - 2))
    texts = [bytes_] * TEXTS
    return weights, room.needed_memory(settings(name), size, longest=bytes_, texts=texts)


def main() -> None:
    """Print the table in Markdown."""
    parts = [each.name for each in fields(room.Need)]
    print(
        "# Memory by size class\n\nMade by `python -m tests.bench.sizes > tests/bench/SIZES.md`.\n"
    )
    print(" ".join((__doc__ or "").split("\n\n", 1)[1].split()) + "\n")
    print("| class | weights | settings | " + " | ".join(parts) + " | all, GB | each of 4, fsdp |")
    print("|---|" + "---:|" * (len(parts) + 4))
    for name, (_, changed) in CLASSES.items():
        weights, found = need(name)
        cells = [f"{getattr(found, part) / 1e9:.1f}" for part in parts]
        shared = found.total - 0.75 * (found.weights + found.gradients + found.moments)
        words = ", ".join(f"{key} {value}" for key, value in changed.items())
        print(f"| {name} | {weights / 1e9:.2f} B | {words} | " + " | ".join(cells)
              + f" | {found.total / 1e9:.1f} | {shared / 1e9:.1f} |")  # fmt: skip


if __name__ == "__main__":
    main()
