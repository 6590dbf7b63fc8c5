"""Distillation: the model imitates another answer, made from its own or from words that refuse.

Source    undial: Dong et al. 2024 (arXiv 2402.10052). jensun: Singh et al. 2025 (arXiv 2509.02820).
Differs   1. Only the tokens to be forgotten count. In open-unlearning the loss of UNDIAL averages
             over prompt and padding too, and an ignored label, -100, takes away the choice of token
             V - 100.
          2. JensUn aims at one word of the refusal at each position, over and over. In its code
             every position gets all the words, each with mass 1, which is no distribution.
"""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

from icu_core.objectives.terms import Losses, Side, Weights, held, mean

if TYPE_CHECKING:
    from torch import Tensor


def undial(forget: Side, keep: Side, weights: Weights) -> Losses:
    """Imitate the original with the logit of the true token lowered."""

    def gap(now_CV: Tensor, then_CV: Tensor, tokens_C: Tensor) -> Tensor:
        lowered = then_CV.gather(1, tokens_C[:, None]) - weights.penalty
        aim_CV = then_CV.scatter(1, tokens_C[:, None], lowered).softmax(-1)
        return -(aim_CV * now_CV.log_softmax(-1)).sum(-1)

    cost, learn, drift = held(keep, weights)
    term = mean(forget.tokens(gap))
    return Losses(weights.forget * term + cost, mean(forget.nll_N.detach()), learn, drift)


def jensun(forget: Side, keep: Side, weights: Weights) -> Losses:
    """Come close to a refusal on the targets and to the original on the partners, both bounded."""
    cost, learn, drift = held(keep, weights, jensen_shannon)
    term = mean(_to_one_word(forget.refusal_nll_N))
    return Losses(weights.forget * term + cost, mean(forget.nll_N.detach()), learn, drift)


def jensen_shannon(now_CV: Tensor, then_CV: Tensor) -> Tensor:
    """The Jensen-Shannon divergence of two sets of logits, (C,): from 0 to log 2."""
    now_CV, then_CV = now_CV.log_softmax(-1), then_CV.log_softmax(-1)
    middle_CV = now_CV.logaddexp(then_CV) - log(2)
    return 0.5 * sum(
        ((side_CV.exp() * (side_CV - middle_CV)).sum(-1) for side_CV in (now_CV, then_CV)),
        start=now_CV.new_zeros(()),
    )


def _to_one_word(nll_N: Tensor) -> Tensor:
    """The same divergence from certainty of one word, which has probability p = exp(-NLL) now.

    With m = (1 + p) / 2: ((1 - p) log 2 + p log(p / m) - log m) / 2.
    """
    p_N = (-nll_N).exp()
    middle_N = (p_N.log1p()) - log(2)
    return 0.5 * ((1 - p_N) * log(2) - p_N * (nll_N + middle_N) - middle_N)
