"""The fast exact MA and EL against their naive definitions: one `generate` per position."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

import tiny
import torch
from transformers import LlamaConfig, LlamaForCausalLM

from icu_core.models import LM, from_parts
from icu_core.scores import score
from icu_core.tokens import Tokens, collate

ROWS, LENGTH, NAIVE_ROWS = 128, 200, 1
EL_N = 10
Found = TypeVar("Found")


def table() -> tuple[str, list[tuple[str, str]]]:
    """Seconds of both, their ratio, and the largest difference of the values."""
    lm, rows = memorised()
    fast_s, scores = _timed(lambda: score(lm, rows, el_n=EL_N))
    some = rows[:NAIVE_ROWS]
    naive_ma_s, true_ma = _timed(lambda: [naive_ma(lm, row) for row in some])
    naive_el_s, true_el = _timed(lambda: [naive_el(lm, row) for row in some])
    scale = ROWS / NAIVE_ROWS
    apart = max(
        max(abs(each.ma - ma), abs(each.el - el))
        for each, ma, el in zip(scores, true_ma, true_el, strict=False)
    )
    whole_s = (naive_ma_s + naive_el_s) * scale
    mean = sum(each.ma for each in scores) / ROWS
    return f"MA and EL_{EL_N} of {ROWS} memorised texts of {LENGTH} tokens (MA {mean:.3f})", [
        ("fast: all metrics of all rows", f"{fast_s:8.2f} s"),
        ("naive MA", f"{naive_ma_s * scale:8.2f} s  (measured on {NAIVE_ROWS} rows)"),
        ("naive EL", f"{naive_el_s * scale:8.2f} s  (measured on {NAIVE_ROWS} rows)"),
        ("naive / fast", f"{whole_s / fast_s:8.1f} x"),
        ("largest difference", f"{apart:8.1e}"),
    ]


def memorised() -> tuple[LM, list[Tokens]]:
    """A small Llama and rows that it continues without a mistake: walks along one permutation."""
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=512, hidden_size=128, intermediate_size=256, num_hidden_layers=4,
        num_attention_heads=4, max_position_embeddings=256, bos_token_id=1, eos_token_id=0,
    )  # fmt: skip
    lm = from_parts(LlamaForCausalLM(config), tiny.tokenizer(), name="bench")
    order = torch.randperm(512)
    after = torch.empty_like(order)
    after[order] = order.roll(-1)
    ids = [torch.randperm(512)[:ROWS]]
    for _ in range(LENGTH - 1):
        ids.append(after[ids[-1]])
    walks = torch.stack(ids, 1).tolist()
    rows = [Tokens(str(n), tuple(walk), 1, (150, LENGTH)) for n, walk in enumerate(walks)]
    optimizer = torch.optim.Adam(lm.network.parameters(), lr=3e-3)
    for step in range(80):
        batch = collate(rows[step % 8 * 16 : step % 8 * 16 + 16], lm)
        output = lm.network(input_ids=batch.ids_BT, labels=batch.ids_BT)
        optimizer.zero_grad()
        output.loss.backward()
        optimizer.step()
    return lm, rows


@torch.no_grad()
def naive_ma(lm: LM, row: Tokens) -> float:
    """One generated token per position."""
    hits = 0
    for place in range(1, len(row.ids)):
        said = lm.network.generate(
            torch.tensor([row.ids[:place]], device=lm.device),
            max_new_tokens=1,
            do_sample=False,
            use_cache=True,
        )
        hits += int(said[0, -1]) == row.ids[place]
    return hits / (len(row.ids) - 1)


@torch.no_grad()
def naive_el(lm: LM, row: Tokens) -> float:
    """One continuation to the full length per prefix."""
    shares = []
    for place in range(1, len(row.ids) - EL_N + 1):
        left = len(row.ids) - place
        said = lm.network.generate(
            torch.tensor([row.ids[:place]], device=lm.device),
            max_new_tokens=left,
            min_new_tokens=left,
            do_sample=False,
            use_cache=True,
        )[0, place:].tolist()
        true = _ngrams(list(row.ids[place:]))
        shares.append(sum(each in set(true) for each in _ngrams(said)) / len(true))
    return sum(shares) / len(shares)


def _ngrams(ids: list[int]) -> list[tuple[int, ...]]:
    return [tuple(ids[start : start + EL_N]) for start in range(len(ids) - EL_N + 1)]


def _timed(function: Callable[[], Found]) -> tuple[float, Found]:
    started = time.perf_counter()
    found = function()
    return time.perf_counter() - started, found
