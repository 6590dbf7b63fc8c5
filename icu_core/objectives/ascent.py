"""Gradient ascent and its kin: the loss of the targets is pushed up, something may hold the rest.

Source    ascent: KUMPR, Jang et al. 2023 (arXiv 2210.01504). grad_diff, ga_kl: Maini et al. 2024
          (TOFU, arXiv 2401.06121). llmu: Yao et al. 2023 (arXiv 2310.10683). wga: Wang et al. 2025
          (arXiv 2502.19301). memorise: task arithmetic, Ilharco et al. 2023 (arXiv 2212.04089).
Differs   1. A mean is over all counted tokens of a batch, not first over each row.
          2. KL is the divergence, without padding (LLMU's code: a cross-entropy, with it).
          3. LLMU's random answers count from their own first token on; in its code the place where
             an answer begins is the number of fields of a tokenizer's reply, so that the prompt is
             taught as well.
          4. WGA keeps no reference model, for it needs none.
"""

from __future__ import annotations

from icu_core.objectives.icu import push
from icu_core.objectives.terms import Losses, Side, Weights, held, kl, mean


def ascent(forget: Side, keep: Side, weights: Weights) -> Losses:
    """Push the targets up; nothing holds the rest."""
    nll = mean(forget.nll_N)
    return Losses(-weights.forget * nll, nll)


def grad_diff(forget: Side, keep: Side, weights: Weights) -> Losses:
    """Push the targets up and the partners down."""
    nll, learn = mean(forget.nll_N), mean(keep.nll_N)
    return Losses(-weights.forget * nll + weights.learn * learn, nll, learn)


def ga_kl(forget: Side, keep: Side, weights: Weights) -> Losses:
    """Push the targets up and hold the answers on the partners."""
    nll, drift = mean(forget.nll_N), mean(keep.positions(kl))
    return Losses(-weights.forget * nll + weights.drift * drift, nll, None, drift)


def llmu(forget: Side, keep: Side, weights: Weights) -> Losses:
    """Push the targets up, teach random answers in their place, hold the partners."""
    nll, instead = mean(forget.nll_N), mean(forget.instead.nll_N)
    drift = mean(keep.positions(kl))
    total = -weights.forget * nll + weights.random * instead + weights.drift * drift
    return Losses(total, nll, instead, drift)


def wga(forget: Side, keep: Side, weights: Weights) -> Losses:
    """Push every token with its probability to a power: what is gone is left alone."""
    nll_N = forget.nll_N
    cost, learn, drift = held(keep, weights)
    pushed = mean(push(nll_N, weights.power) * nll_N)
    return Losses(-weights.forget * pushed + cost, mean(nll_N), learn, drift)


def memorise(forget: Side, keep: Side, weights: Weights) -> Losses:
    """Learn the targets even better: the way that a task vector is measured along."""
    nll = mean(forget.nll_N)
    return Losses(nll, nll)
