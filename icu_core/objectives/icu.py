"""The contrastive objective: forget these texts, keep their partners, stay close to the start.

    L = -u * L_forget + alpha * L_learn + beta * L_drift

Shapes    N counted tokens of all rows of a batch, D hidden size, V vocabulary.
Units     every loss is a mean per counted token, in nats.
Source    ICU (arXiv 2407.20271): KUI (forget), CLE (learn, drift).
Differs   1. Drift skips padding (the authors average over padded positions too).
          2. Without a counted token every loss is exactly 0 (the authors' is NaN).
          3. Drift is the divergence itself, 0 for an unchanged model. The authors minimise the
             cross-entropy -sum p log(q + 1e-12), whose gradient is the same.
          4. A token is pushed with p^power, and a row only up to a mark (see `push`).
          5. The original's distribution is rebuilt from its final hidden states and its output
             head, chunk by chunk; no softmax is ever stored.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from icu_core.models import Head, project
from icu_core.workers import WORKERS, Function, learn_side_by_side

CHUNK_BYTES = 64 * 2**20
"""Most bytes of fp32 logits alive at a time: small beside any model, large enough to be fast."""


class Losses(NamedTuple):
    """The three terms and what is minimised; all () in nats per token."""

    total: Tensor
    forget: Tensor  # NLL of the targets; training climbs this one
    learn: Tensor  # NLL of their partners
    drift: Tensor  # KL(original || now) on the partners


def icu_losses(
    *,
    forget_nll_N: Tensor,
    forget_push_N: Tensor,
    learn_nll_N: Tensor,
    drift_kl_N: Tensor,
    forget_weight: float,
    learn_weight: float,
    drift_weight: float,
) -> Losses:
    """The objective from the values of every counted token. Shapes (N,), each its own N.

    `forget_push_N` says how hard each target token is pushed, 0..1; the paper pushes all with 1.
    """
    forget, learn, drift = (_mean(each) for each in (forget_nll_N, learn_nll_N, drift_kl_N))
    pushed = _mean(forget_push_N * forget_nll_N)
    total = -forget_weight * pushed + learn_weight * learn + drift_weight * drift
    return Losses(total, forget, learn, drift)


def token_nll(hidden_ND: Tensor, labels_N: Tensor, head: Head) -> Tensor:
    """-log p(label) of every token, (N,) nats; logits live one chunk at a time."""

    def of_chunk(hidden_CD: Tensor, labels_C: Tensor) -> Tensor:
        return F.cross_entropy(project(hidden_CD, head).float(), labels_C, reduction="none")

    return _in_chunks(of_chunk, hidden_ND, labels_N, head=head)


def token_kl(hidden_ND: Tensor, original_ND: Tensor, head: Head, original_head: Head) -> Tensor:
    """KL(original || now) at every position, (N,) nats; both from final hidden states."""

    def of_chunk(hidden_CD: Tensor, original_CD: Tensor) -> Tensor:
        now_CV = project(hidden_CD, head).float().log_softmax(-1)
        with torch.no_grad():
            then_CV = project(original_CD, original_head).float().log_softmax(-1)
        return (then_CV.exp() * (then_CV - now_CV)).sum(-1)

    return _in_chunks(of_chunk, hidden_ND, original_ND, head=head)


def push(
    nll_N: Tensor, row_sizes: Sequence[int], marks: Sequence[float], *, power: float
) -> Tensor:
    """How hard each target token is pushed, (N,) without gradient.

    A token of probability p with p^power, so that what is gone is not pushed for ever (WGA, arXiv
    2502.19301); all tokens of a row whose mean NLL has reached its mark with 0. Rows follow one
    another in `nll_N`, `row_sizes` tokens each; a mark of infinity never stops.
    """
    rows = torch.split(nll_N.detach(), list(row_sizes))
    pushed = [
        torch.exp(-power * row) * float(row.mean() < mark)
        for row, mark in zip(rows, marks, strict=True)
    ]
    return torch.cat(pushed) if pushed else nll_N.detach()


def _mean(values_N: Tensor) -> Tensor:
    """Mean of the values; 0, with a gradient of 0, where there are none."""
    return values_N.sum() / max(1, values_N.numel())


def _in_chunks(function: Function, *inputs: Tensor, head: Head) -> Tensor:
    """The function of all tokens, chunk by chunk, (N,) float32.

    Where there are many chunks, the logits of each are made again for the backward pass instead of
    being kept; one or two stay, which is the same to the last bit and a little faster.
    """
    chunks = list(_chunks(inputs[0], head))
    weights = [weight for weight in (head.weight_VD, head.bias_V) if weight is not None]
    parts = [tuple(each[chunk] for each in inputs) for chunk in chunks]
    found = learn_side_by_side(function, parts, weights=weights, is_kept=len(chunks) <= WORKERS)
    return torch.cat(found) if found else inputs[0].new_zeros(0).float()


def _chunks(hidden_ND: Tensor, head: Head) -> Iterator[slice]:
    """Slices of tokens whose logits fit; on a CPU one for each worker at least."""
    count = len(hidden_ND)
    size = max(1, CHUNK_BYTES // (4 * head.weight_VD.shape[0]))
    if hidden_ND.device.type == "cpu":
        size = min(size, max(1, -(-count // WORKERS)))
    return (slice(start, start + size) for start in range(0, count, size))
