"""The contrastive objective: forget these texts, keep their partners, stay close to the start.

    L = -u * L_forget + alpha * L_learn + beta * L_drift

Source    ICU (arXiv 2407.20271): KUI (forget), CLE (learn, drift).
Differs   1. Drift skips padding (the authors average over padded positions too).
          2. Without a counted token every loss is exactly 0 (the authors' is NaN).
          3. Drift is the divergence itself, 0 for an unchanged model. The authors minimise the
             cross-entropy -sum p log(q + 1e-12), whose gradient is the same.
          4. A token of probability p is pushed with p^power, so that what is gone is not pushed for
             ever (WGA, arXiv 2502.19301), and a row only up to its mark.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from icu_core.objectives.terms import Losses, Side, Weights, kl, mean

if TYPE_CHECKING:
    from torch import Tensor


def icu(forget: Side, keep: Side, weights: Weights) -> Losses:
    """The objective of ICU; with power 0 and marks out of reach it is the paper's."""
    drift, learn = mean(keep.positions(kl)), mean(keep.nll_N)
    nll_N = forget.nll_N
    pushed = mean(push(nll_N, weights.power) * forget.unreached_N * nll_N)
    total = -weights.forget * pushed + weights.learn * learn + weights.drift * drift
    return Losses(total, mean(nll_N), learn, drift)


def push(nll_N: Tensor, power: float) -> Tensor:
    """How hard each token is pushed: its probability to this power; no gradient flows through."""
    return (-power * nll_N.detach()).exp()
