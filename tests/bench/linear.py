"""How cost grows with targets, length and weights: `python -m tests.bench linear`.

Cost is the processor's time of this process for one step on all targets and one reading of them
with all metrics. A slope is that of log cost over log size: 1 is linear, below 1 better.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from statistics import median

import tiny
import torch
from transformers import LlamaConfig, LlamaForCausalLM

from icu_core.config import RunConfig
from icu_core.models import LM, from_parts
from icu_core.scores import score
from icu_core.tokens import Tokens
from icu_core.trainer import Trainer

TIMES = 3
TARGETS = (16, 32, 64, 128)
LENGTHS = (32, 64, 128, 256)
WIDTHS = (64, 128, 192, 256)


def table() -> tuple[str, list[tuple[str, str]]]:
    """Four sizes of each, and the slopes."""
    rows = []
    for name, measured in (
        ("targets", [(n, _cost(targets=n)) for n in TARGETS]),
        ("length in tokens", [(n, _cost(length=n)) for n in LENGTHS]),
        ("weights", [(_weights(n), _cost(width=n)) for n in WIDTHS]),
    ):
        slope = _slope(*zip(*measured, strict=True))
        points = "  ".join(f"{size:,}: {cost:.2f} s" for size, cost in measured)
        rows.append((f"slope over {name}", f"{slope:5.2f}    ({points})"))
    return "Growth of cost of a step and a reading (1 is linear)", rows


def _cost(*, targets: int = 16, length: int = 64, width: int = 128) -> float:
    """Seconds, the median of a few times."""
    lm = from_parts(_network(width), tiny.tokenizer(), name="bench")
    ids = torch.randint(3, 320, (2 * targets, length)).tolist()
    rows = [Tokens(str(n), tuple(row), 1, (length // 2, length)) for n, row in enumerate(ids)]
    return median(_seconds(_work(lm, rows[:targets], rows[targets:])) for _ in range(TIMES))


def _network(width: int) -> LlamaForCausalLM:
    torch.manual_seed(0)
    return LlamaForCausalLM(LlamaConfig(
        vocab_size=320, hidden_size=width, intermediate_size=3 * width, num_hidden_layers=4,
        num_attention_heads=4, max_position_embeddings=512,
    ))  # fmt: skip


def _weights(width: int) -> int:
    return sum(each.numel() for each in _network(width).parameters())


def _work(lm: LM, targets: Sequence[Tokens], partners: Sequence[Tokens]) -> Callable[[], None]:
    training = Trainer(lm, partners, RunConfig(learning_rate=1e-6, forget_on="text"))

    def work() -> None:
        for first in range(0, len(targets), 8):
            training.step(targets[first : first + 8], partners[first : first + 8])
        score(lm, targets, el_n=10, el_prefixes="last50")

    return work


def _seconds(work: Callable[[], None]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _slope(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """The least-squares slope of log cost over log size."""
    x, y = [math.log(size) for size in sizes], [math.log(cost) for cost in costs]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    up = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True))
    return up / sum((a - mean_x) ** 2 for a in x)
