"""What a model predicts: one teacher-forced pass over known text, and continuations of prompts.

It knows how to batch and cache; what the predictions mean is the business of `metrics`.

Shapes    B rows, T positions, D hidden size, V vocabulary, N counted positions of one batch.
Units     negative log-likelihoods in nats per token.
Source    One pass for all positions: METHODS.md, from MA of Jang et al. 2023 (arXiv 2210.01504).
Differs   1. MA by one pass instead of one `generate` per position (same numbers).
          2. Logits exist for one chunk of positions at a time, never for a whole batch.
          3. Prompts are padded on the left with a mask; the authors pass none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from icu_core.models import LM, Head, head, last_hidden, project
from icu_core.tokens import Batch, Tokens, batches, collate


@dataclass(frozen=True, slots=True)
class Forced:
    """Predictions for one row given its true prefixes; entry i is about token `row.first + i`.

    Both on the CPU and of length len(row.ids) - row.first.
    """

    nll_T: Tensor  # float32, -log p(true token), nats
    top_T: Tensor  # int64, the most likely token


def teacher_forced(lm: LM, rows: Sequence[Tokens]) -> list[Forced]:
    """One forward pass over every row, in the order given; rows of any length, no gradient."""
    found: dict[int, Forced] = {}
    live = head(lm)
    with torch.no_grad():
        for chosen in batches(rows, lm):
            batch = collate([rows[i] for i in chosen], lm)
            hidden_BTD = last_hidden(lm, batch.ids_BT, batch.attention_BT)
            forced = read_predictions(lm, live, hidden_BTD, batch, [rows[i] for i in chosen])
            found.update(zip(chosen, forced, strict=True))
    return [found[i] for i in range(len(rows))]


def read_predictions(
    lm: LM, live: Head, hidden_BTD: Tensor, batch: Batch, rows: Sequence[Tokens]
) -> list[Forced]:
    """The predictions that hidden states of a right-padded batch make for its counted tokens."""
    before_BT = batch.labels_BT[:, 1:] >= 0  # position t predicts token t + 1
    labels_N = batch.labels_BT[:, 1:][before_BT]
    hidden_ND = hidden_BTD[:, :-1][before_BT]
    nll, top = [], []
    for part in _chunks(len(labels_N), live):
        with lm.autocast():
            logits_NV = project(hidden_ND[part], live)
        true_N = logits_NV.gather(1, labels_N[part, None])[:, 0]
        nll.append(logits_NV.logsumexp(1) - true_N)
        top.append(logits_NV.argmax(1))
    sizes = [len(row.ids) - row.first for row in rows]
    nll_rows = torch.split(torch.cat(nll).cpu(), sizes)
    top_rows = torch.split(torch.cat(top).cpu(), sizes)
    return [Forced(n, t) for n, t in zip(nll_rows, top_rows, strict=True)]


def _chunks(count: int, live: Head) -> Iterator[slice]:
    """Slices of positions whose logits fit a fixed number of floats (64 MiB, on CUDA 1 GiB)."""
    floats = 2**28 if live.weight_VD.is_cuda else 2**24
    step = max(1, floats // live.weight_VD.shape[0])
    return (slice(start, start + step) for start in range(0, count, step))
