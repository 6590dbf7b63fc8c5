"""The contrastive objective: forget these texts, keep their partners, stay close to the start.

    L = -u * L_forget + alpha * L_learn + beta * L_drift

Source    ICU (arXiv 2407.20271): KUI (forget), CLE (learn, drift).
Differs   1. Drift skips padding (the authors average over padded positions too).
          2. Without a counted token every loss is exactly 0 (the authors' is NaN).
          3. Drift is the divergence itself, 0 for an unchanged model. The authors minimise the
             cross-entropy -sum p log(q + 1e-12), whose gradient is the same.
          4. A token of probability p is pushed with p^power, so that what is gone is not pushed for
             ever (WGA, arXiv 2502.19301), and a row only up to its mark. Or it is led: to what the
             original would say if the true token were as unlikely as it is in never-seen texts.
             Being led has an end from both sides, ascent has none. The distance to the aim counts
             beside the divergence, which hardly changes between one in a hundred and one in a
             million: without it a text whose aim lies there is never there.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from icu_core.objectives.terms import Losses, Side, Weights, kl, mean

if TYPE_CHECKING:
    from torch import Tensor

SHORT = 0.3
"""How much the nats that a token is short of its aim count. With 0 one text of ten may never be
there, with 1 more neighbours suffer (three seeds, see assets/methods/tried.md)."""

CERTAIN, NEVER = -1e-6, -100.0  # the largest and the smallest log-probability of an aim


def icu(forget: Side, keep: Side, weights: Weights) -> Losses:
    """The objective of ICU; with power 0 and marks out of reach it is the paper's."""
    learn, drift = map(mean, keep.told(kl))
    nll_N = forget.nll_N
    if weights.is_led:
        term = mean(forget.tokens(away, forget.aims_N))
    else:
        term = -mean(push(nll_N, weights.power) * forget.unreached_N * nll_N)
    total = weights.forget * term + weights.learn * learn + weights.drift * drift
    return Losses(total, mean(nll_N), learn, drift)


def away(now_CV: Tensor, then_CV: Tensor, tokens_C: Tensor, aims_C: Tensor) -> Tensor:
    """KL(aim || now) + SHORT * short^2 / 2 aim, (C,): short are the nats that the token is short.

    The aim is the original's answer, the token no likelier than exp(-aim): what is taken from it
    goes to the others in the proportions that they had.
    """
    places_C1 = tokens_C[:, None]
    true_C1 = then_CV.log_softmax(-1).gather(1, places_C1)
    wanted_C1 = true_C1.minimum(-aims_C[:, None]).clamp(max=CERTAIN)
    others_CV = then_CV.scatter(1, places_C1, -inf).log_softmax(-1)
    aim_CV = (others_CV + (-wanted_C1.expm1()).log()).scatter(1, places_C1, wanted_C1)
    now_CV = now_CV.log_softmax(-1)
    short_C = (aims_C + now_CV.gather(1, places_C1)[:, 0]).clamp(min=0)
    divergence_C = (aim_CV.exp() * (aim_CV.clamp(min=NEVER) - now_CV)).sum(-1)
    return divergence_C + SHORT * short_C**2 / (2 * aims_C.clamp(min=1.0))


def push(nll_N: Tensor, power: float) -> Tensor:
    """How hard each token is pushed: its probability to this power; no gradient flows through."""
    return (-power * nll_N.detach()).exp()
