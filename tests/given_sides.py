"""Sides of an objective whose numbers are simply given, for values worked out by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

NOTHING = torch.zeros(0)
NO_LOGITS = torch.zeros(0, 2)


@dataclass
class Given:
    """A `terms.Side` of given values; without any it is a side without rows."""

    nll_N: Tensor
    original_nll_N: Tensor
    refusal_nll_N: Tensor
    unreached_N: Tensor
    sizes_B: Tensor
    now_CV: Tensor
    then_CV: Tensor
    labels_C: Tensor
    layer_ND: Tensor
    original_layer_ND: Tensor
    direction_D: Tensor
    aims_N: Tensor
    others: Given | None = None

    @property
    def instead(self) -> Given:
        """The rows in place of these."""
        return self.others or given()

    def rows(self, values_N: Tensor) -> Tensor:
        """Sums per row."""
        parts = torch.split(values_N, self.sizes_B.tolist())
        return torch.stack([part.sum() for part in parts]) if parts else NOTHING

    def tokens(self, function: Callable[..., Tensor], *values_N: Tensor) -> Tensor:
        """The function of the given logits and labels."""
        return function(self.now_CV, self.then_CV, self.labels_C, *values_N)

    def positions(self, function: Callable[[Tensor, Tensor], Tensor]) -> Tensor:
        """The function of the given logits."""
        return function(self.now_CV, self.then_CV)

    def told(self, function: Callable[[Tensor, Tensor], Tensor]) -> tuple[Tensor, Tensor]:
        """Both as given."""
        return self.nll_N, self.positions(function)


def given(
    nll: Sequence[float] | Tensor = (),
    *,
    original: Sequence[float] = (),
    refusal: Sequence[float] | Tensor = (),
    sizes: Sequence[int] | None = None,
    unreached: Sequence[float] | None = None,
    now: Tensor = NO_LOGITS,
    then: Tensor = NO_LOGITS,
    labels: Sequence[int] = (),
    aims: Sequence[float] = (),
    layer: Tensor = NO_LOGITS,
    original_layer: Tensor = NO_LOGITS,
    direction: Sequence[float] = (1.0, 0.0),
    instead: Given | None = None,
) -> Given:
    """A side; all tokens are of one row unless `sizes` says otherwise."""
    nll_N = _tensor(nll)
    count = len(nll_N)
    return Given(
        nll_N=nll_N,
        original_nll_N=_tensor(original),
        refusal_nll_N=_tensor(refusal),
        unreached_N=torch.ones(count) if unreached is None else _tensor(unreached),
        sizes_B=torch.tensor([count] if sizes is None and count else list(sizes or ())).long(),
        now_CV=now,
        then_CV=then,
        labels_C=torch.tensor(list(labels)).long(),
        layer_ND=layer,
        original_layer_ND=original_layer,
        direction_D=_tensor(direction),
        aims_N=_tensor(aims),
        others=instead,
    )


def _tensor(values: Sequence[float] | Tensor) -> Tensor:
    return values if isinstance(values, Tensor) else torch.tensor(list(values)).float()
