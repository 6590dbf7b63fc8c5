"""A training step against a plain matrix product of the same number of multiplications.

A step takes 6 floating-point operations a weight and token (2 forward, 4 backward), without the
embedding, which is looked up. The product has the shape of the network's own largest.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

import tiny
import torch
from transformers import LlamaConfig, LlamaForCausalLM

from icu_core.config import RunConfig
from icu_core.models import from_parts
from icu_core.tokens import Tokens
from icu_core.trainer import Trainer

ROWS, LENGTH, TIMES = 8, 128, 3
WIDTH, WITHIN, LAYERS, VOCABULARY = 768, 2048, 12, 8192


def table() -> tuple[str, list[tuple[str, str]]]:
    """Seconds of both, and what share of the product's rate the step reaches."""
    step, weights, flops = _step()
    product = _product(flops)
    step(), product()
    pairs = [(_seconds(step), _seconds(product)) for _ in range(TIMES)]  # side by side in time
    parts = _parts(weights)
    step_s, product_s = (median(each) for each in zip(*pairs, strict=True))
    share = median(product / step for step, product in pairs)
    return f"A training step of {weights / 1e6:.0f} M weights, {ROWS} texts of {LENGTH} tokens", [
        ("step", f"{step_s:8.2f} s"),
        ("matrix product of the same FLOPs", f"{product_s:8.2f} s"),
        ("of which Adam and clipping, alone", f"{parts:8.2f} s"),
        ("share of the product's rate", f"{100 * share:8.1f} %"),
    ]


def _step() -> tuple[Callable[[], object], int, float]:
    torch.manual_seed(0)
    network = LlamaForCausalLM(LlamaConfig(
        vocab_size=VOCABULARY, hidden_size=WIDTH, intermediate_size=WITHIN,
        num_hidden_layers=LAYERS, num_attention_heads=12, max_position_embeddings=256,
    ))  # fmt: skip
    lm = from_parts(network, tiny.tokenizer(), name="bench")
    ids = torch.randint(0, VOCABULARY, (ROWS, LENGTH)).tolist()
    rows = [Tokens(str(n), tuple(row), 1, (1, LENGTH)) for n, row in enumerate(ids)]
    training = Trainer(lm, rows[ROWS // 2 :], RunConfig(learning_rate=1e-6, forget_on="text"))
    weights = sum(each.numel() for each in network.parameters())
    looked_up = VOCABULARY * WIDTH
    flops = 6.0 * (weights - looked_up) * ROWS * LENGTH
    return (
        lambda: training.step(rows[: ROWS // 2], rows[ROWS // 2 :]),
        weights,
        flops,
    )


def _product(flops: float) -> Callable[[], object]:
    tokens = ROWS * LENGTH
    one_TD, other_DI = torch.randn(tokens, WIDTH), torch.randn(WIDTH, WITHIN)
    times = round(flops / (2.0 * tokens * WIDTH * WITHIN))
    return lambda: [one_TD @ other_DI for _ in range(times)][-1]


def _parts(weights: int) -> float:
    """Seconds of one step of Adam, with the length of the gradient, on as many weights."""
    pieces = [torch.randn(2**20, requires_grad=True) for _ in range(round(weights / 2**20))]
    for piece in pieces:
        piece.grad = torch.randn_like(piece)
    adam = torch.optim.Adam(pieces, lr=1e-6)

    def both() -> None:
        torch.nn.utils.clip_grad_norm_(pieces, 1.0)
        adam.step()

    both()
    return median(_seconds(both) for _ in range(TIMES))


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
