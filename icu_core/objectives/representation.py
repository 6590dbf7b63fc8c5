"""Representations: what a layer within makes of the targets is scrambled, of the partners kept.

Source    rmu: Li et al. 2024 (WMDP, arXiv 2403.03218).
Differs   1. The states that count are those from which the counted tokens are predicted, none of
             padding (open-unlearning averages each row first).
          2. All weights up to the layer may move, not only three matrices of its neighbourhood.
"""

from __future__ import annotations

from icu_core.objectives.terms import Losses, Side, Weights, mean


def rmu(forget: Side, keep: Side, weights: Weights) -> Losses:
    """Steer the targets' states to a random direction and hold the partners' where they were."""
    aim_D = weights.steering * forget.direction_D
    steer = mean((forget.layer_ND - aim_D) ** 2)
    drift = mean((keep.layer_ND - keep.original_layer_ND) ** 2)
    total = weights.forget * steer + weights.drift * drift
    return Losses(total, mean(forget.nll_N.detach()), None, drift)
