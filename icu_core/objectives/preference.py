"""Preferences: the true secret becomes the worse answer, beside another one or by itself.

Rows count, not tokens: each is judged by its whole log-probability.

Source    npo: Zhang et al. 2024 (arXiv 2404.05868). simnpo: Fan et al. 2024 (arXiv 2410.07163).
          dpo: Rafailov et al. 2023 (arXiv 2305.18290), with refusals as in TOFU (arXiv 2401.06121)
          or plausible alternatives (AltPO, arXiv 2409.13474).
Differs   1. The log-probability of a row is that of its tokens, summed; the code of MUSE takes the
             mean of raw logits over the whole vocabulary instead (muse_bench, issue 2).
          2. An alternative has its own tokens and its own places. In the ICU authors' baseline of
             that name, the labels of another text lie at the same positions under the target, and
             there is neither a reference nor a sigmoid.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from icu_core.objectives.terms import Losses, Side, Weights, held, log_sigmoid, mean

if TYPE_CHECKING:
    from torch import Tensor


def npo(forget: Side, keep: Side, weights: Weights) -> Losses:
    """-(2/b) log sigmoid(b (NLL - NLL of the original)): ascent that fades as a text goes."""
    cost, learn, drift = held(keep, weights)
    term = _preference(-_gain(forget), weights.npo_beta)
    return Losses(weights.forget * term + cost, mean(forget.nll_N), learn, drift)


def simnpo(forget: Side, keep: Side, weights: Weights) -> Losses:
    """-(2/b) log sigmoid(b (NLL per token - margin)): NPO that does not look back."""
    cost, learn, drift = held(keep, weights)
    nll_N = forget.nll_N
    per_token_B = forget.rows(nll_N) / forget.sizes_B
    term = _preference(per_token_B - weights.simnpo_margin, weights.simnpo_beta)
    return Losses(weights.forget * term + cost, mean(nll_N), learn, drift)


def dpo(forget: Side, keep: Side, weights: Weights) -> Losses:
    """-(2/b) log sigmoid(b (gain of an answer instead - gain of the secret)), over all answers."""
    cost, learn, drift = held(keep, weights)
    better, worse_B = _gain(forget.instead), _gain(forget)
    each = better.numel() // max(1, worse_B.numel())
    term = _preference(better - worse_B.repeat_interleave(each), weights.npo_beta)
    return Losses(weights.forget * term + cost, mean(forget.nll_N), learn, drift)


def _gain(side: Side) -> Tensor:
    """How much more likely each row is than it was for the original, in nats, (B,)."""
    return side.rows(side.original_nll_N - side.nll_N)


def _preference(advantage: Tensor, beta: float) -> Tensor:
    """The logistic loss of some advantages, scaled so that its slope at 0 is -1."""
    return mean(-2 / beta * log_sigmoid(beta * advantage))
