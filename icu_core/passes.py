"""How a network reads the rows of a training step: all at once, or a few at a time.

A few at a time costs one more forward pass and keeps what a backward pass needs of those few only.
The states of all rows are there before any loss is, so that the losses, their counts and, but for
the order of additions, their gradients are those of the whole step.

Shapes    B rows, T positions, D hidden size.
Source    Recomputing within a block: Chen et al. 2016 (arXiv 1604.06174). Losses on states whose
          passes are repeated piece by piece: GradCache, Gao et al. 2021 (arXiv 2101.06983).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.utils.checkpoint import checkpoint

from icu_core.models import LM, checkpointed, hidden_at, last_hidden
from icu_core.sides import States
from icu_core.tokens import MOST_PADDING, Tokens, collate
from icu_core.workers import WORKERS, learn_side_by_side, padded, shares

LEAST_TOKENS = 256
"""Tokens of a part that a CPU reads for itself."""


@dataclass(frozen=True, slots=True)
class Reader:
    """What a network makes of rows, with gradients to the weights unless switched off."""

    lm: LM
    weights: tuple[Tensor, ...]  # those that learn
    layer: int = 0  # of the states within that are looked at; 0: none
    is_checkpointed: bool = False  # what is inside a block is computed again
    is_sharded: bool = False  # blocks are gathered for each pass

    def read(self, rows: Sequence[Tokens], *, at_once: int = 0) -> list[States]:
        """The states of every row, in order; `at_once` rows at a time, 0: all of them."""
        if at_once and torch.is_grad_enabled() and len(rows) > at_once:
            return self._read_in_pieces(rows, at_once)
        if rows and (self.layer or self.is_sharded):
            return self._read_together(rows)
        with checkpointed(self.lm, is_on=self.is_checkpointed):
            return [States(last_TD) for last_TD in hidden_rows(self.lm, rows, self.weights)]

    def _read_in_pieces(self, rows: Sequence[Tokens], at_once: int) -> list[States]:
        """Rows of similar length together; each piece is read again in the backward pass."""
        order = sorted(range(len(rows)), key=lambda place: (-len(rows[place].ids), place))
        found: dict[int, States] = {}
        for first in range(0, len(rows), at_once):
            piece = order[first : first + at_once]
            states = self._read_twice([rows[place] for place in piece])
            found.update(zip(piece, states, strict=True))
        return [found[place] for place in range(len(rows))]

    def _read_twice(self, rows: Sequence[Tokens]) -> list[States]:
        """States whose pass is made again when their gradients are there, and adds those up."""
        count = len(rows)

        def flat(_: Tensor) -> tuple[Tensor, ...]:
            states = self._read_together(rows)
            layers = [each.layer_TD for each in states if each.layer_TD is not None]
            return (*(each.last_TD for each in states), *layers)

        learning = torch.zeros((), requires_grad=True)  # so that the states have gradients
        found = checkpoint(flat, learning, use_reentrant=True, preserve_rng_state=False)
        layers = found[count:] or [None] * count
        return [States(*pair) for pair in zip(found[:count], layers, strict=True)]

    def _read_together(self, rows: Sequence[Tokens]) -> list[States]:
        """All rows in one batch. No gradient goes through final states beside a layer within."""
        batch, layer_BTD = collate(rows, self.lm), None
        with checkpointed(self.lm, is_on=self.is_checkpointed):
            if self.layer:
                last_BTD, layer_BTD = hidden_at(
                    self.lm, batch.ids_BT, batch.attention_BT, layer=self.layer
                )
                last_BTD = last_BTD.detach()
            else:
                last_BTD = last_hidden(self.lm, batch.ids_BT, batch.attention_BT)
        sizes = [len(row.ids) for row in rows]
        return [
            States(last_BTD[b, :size], None if layer_BTD is None else layer_BTD[b, :size])
            for b, size in enumerate(sizes)
        ]


def hidden_rows(lm: LM, rows: Sequence[Tokens], weights: Sequence[Tensor] = ()) -> list[Tensor]:
    """Final hidden states (T, D) of every row, in order; gradients reach the weights."""
    parts = _parts([len(row.ids) for row in rows], lm.device)
    batches = [collate([rows[place] for place in part], lm) for part in parts]

    def of_batch(ids_BT: Tensor, attention_BT: Tensor) -> Tensor:
        return last_hidden(lm, ids_BT, attention_BT)

    found = learn_side_by_side(
        of_batch, [(batch.ids_BT, batch.attention_BT) for batch in batches], weights=weights
    )
    rowwise = {
        place: hidden_BTD[b, : len(rows[place].ids)]
        for part, hidden_BTD in zip(parts, found, strict=True)
        for b, place in enumerate(part)
    }
    return [rowwise[place] for place in range(len(rows))]


def _parts(sizes: Sequence[int], device: torch.device) -> list[list[int]]:
    """Places of rows of like length, in parts that cost the workers about the same.

    As few parts as leave no more padding than any batch may have, but none of them so small that
    the sum of all gradients, which a backward pass makes after each, would cost more.
    """
    found = shares(sizes, WORKERS, device=device)
    most = sum(sizes) // LEAST_TOKENS if device.type == "cpu" else 0
    for count in range(2 * WORKERS, most + 1, WORKERS):
        if sum(sizes) >= (1 - MOST_PADDING) * padded(found, sizes):
            break
        found = shares(sizes, count, device=device)
    return found
