"""The fast exact MA and EL against their naive definitions: one `generate` per position.

Both read all rows in batches, and what the naive one gives is compared row by row. EL over the last
50 prefixes, as the ICU authors measure it: over all 190 the naive one would take ten times as long.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from statistics import fmean
from typing import TypeVar

import tiny
import torch
from transformers import GenerationConfig, LlamaConfig, LlamaForCausalLM

from icu_core.metrics.memorisation import LAST
from icu_core.models import LM, from_parts
from icu_core.scores import Scores, score
from icu_core.tokens import Tokens, collate

ROWS, LENGTH, NAIVE_ROWS = 128, 200, 32
EL_N = 10
HALF, WHOLE = 30, 80
"""Steps after which about half of the tokens, and all of them, are memorised."""

Found = TypeVar("Found")


def table() -> tuple[str, list[tuple[str, str]]]:
    """Seconds of both, their ratio, and the largest difference of the values."""
    lines = []
    for name, steps in (("memorised", WHOLE), ("half of it", HALF)):
        lines += [(f"{name}: {what}", value) for what, value in _compared(*learnt(steps))]
    return f"MA and EL_{EL_N} of {ROWS} texts of {LENGTH} tokens, the last 50 prefixes", lines


def _compared(lm: LM, rows: list[Tokens]) -> list[tuple[str, str]]:
    """One model, asked in both ways."""
    fast_s, scores = _timed(lambda: score(lm, rows, el_n=EL_N, el_prefixes="last50"))
    some = rows[:NAIVE_ROWS]
    naive_ma_s, true_ma = _timed(lambda: naive_ma(lm, some))
    naive_el_s, true_el = _timed(lambda: naive_el(lm, some))
    scale = ROWS / NAIVE_ROWS
    apart = max(
        max(abs(each.ma - ma), abs(each.el - el))
        for each, ma, el in zip(scores, true_ma, true_el, strict=False)
    )
    whole_s = (naive_ma_s + naive_el_s) * scale
    return [
        ("MA, EL", f"{_mean(scores, 'ma'):8.3f}, {_mean(scores, 'el'):.3f}"),
        ("fast, all metrics", f"{fast_s:8.2f} s"),
        ("naive MA", f"{naive_ma_s * scale:8.2f} s  (measured on {NAIVE_ROWS} rows)"),
        ("naive EL", f"{naive_el_s * scale:8.2f} s  (measured on {NAIVE_ROWS} rows)"),
        ("naive / fast", f"{whole_s / fast_s:8.1f} x"),
        ("largest difference", f"{apart:8.1e}"),
    ]


def _mean(scores: Sequence[Scores], name: str) -> float:
    return fmean(getattr(each, name) for each in scores)


def learnt(steps: int) -> tuple[LM, list[Tokens]]:
    """A small Llama after so many steps on walks along one permutation, and these rows."""
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=512, hidden_size=128, intermediate_size=256, num_hidden_layers=4,
        num_attention_heads=4, max_position_embeddings=256, bos_token_id=1, eos_token_id=0,
    )  # fmt: skip
    lm = from_parts(LlamaForCausalLM(config), tiny.tokenizer(), name="bench")
    lm.network.generation_config.eos_token_id = None  # 0 is a token like any other here
    order = torch.randperm(512)
    after = torch.empty_like(order)
    after[order] = order.roll(-1)
    ids = [torch.randperm(512)[:ROWS]]
    for _ in range(LENGTH - 1):
        ids.append(after[ids[-1]])
    walks = torch.stack(ids, 1).tolist()
    rows = [Tokens(str(n), tuple(walk), 1, (150, LENGTH)) for n, walk in enumerate(walks)]
    optimizer = torch.optim.Adam(lm.network.parameters(), lr=3e-3)
    for step in range(steps):
        batch = collate(rows[step % 8 * 16 : step % 8 * 16 + 16], lm)
        output = lm.network(input_ids=batch.ids_BT, labels=batch.ids_BT)
        optimizer.zero_grad()
        output.loss.backward()
        optimizer.step()
    return lm, rows


@torch.no_grad()
def naive_ma(lm: LM, rows: Sequence[Tokens]) -> list[float]:
    """One generated token per position; rows of one length."""
    ids_BT = _ids(lm, rows)
    hits_B = torch.zeros(len(rows), device=lm.device)
    for place in range(1, ids_BT.shape[1]):
        hits_B += _said(lm, ids_BT[:, :place], 1)[:, 0] == ids_BT[:, place]
    return (hits_B / (ids_BT.shape[1] - 1)).tolist()


@torch.no_grad()
def naive_el(lm: LM, rows: Sequence[Tokens]) -> list[float]:
    """One continuation to the full length per prefix; rows of one length."""
    ids_BT = _ids(lm, rows)
    length = ids_BT.shape[1]
    shares: list[list[float]] = [[] for _ in rows]
    for place in range(max(1, length - LAST), length - EL_N + 1):
        said_BT = _said(lm, ids_BT[:, :place], length - place)
        for found, said, row in zip(shares, said_BT.tolist(), rows, strict=True):
            true = _ngrams(list(row.ids[place:]))
            found.append(sum(each in set(true) for each in _ngrams(said)) / len(true))
    return [fmean(each) for each in shares]


def _said(lm: LM, ids_BT: torch.Tensor, count: int) -> torch.Tensor:
    """So many tokens after each, by the library's own way; none of them ends a text."""
    said_BT = lm.network.generate(
        ids_BT,
        GenerationConfig(max_new_tokens=count, do_sample=False, use_cache=True, pad_token_id=0),
        attention_mask=torch.ones_like(ids_BT),
    )
    return said_BT[:, ids_BT.shape[1] :]


def _ids(lm: LM, rows: Sequence[Tokens]) -> torch.Tensor:
    return torch.tensor([row.ids for row in rows], device=lm.device)


def _ngrams(ids: list[int]) -> list[tuple[int, ...]]:
    return [tuple(ids[start : start + EL_N]) for start in range(len(ids) - EL_N + 1)]


def _timed(function: Callable[[], Found]) -> tuple[float, Found]:
    started = time.perf_counter()
    found = function()
    return time.perf_counter() - started, found
