"""What each step of an iteration reads: targets, and what it holds on to beside them.

All of it is a function of seed, iteration and what is still active; nothing is remembered.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import torch

from icu_core.config import RunConfig, seed_for
from icu_core.objectives import METHODS
from icu_core.tokens import Tokens

Batch = tuple[list[Tokens], list[Tokens]]
"""Targets of one step, and the partners and anchors beside them."""


class Dealing:
    """The texts of one run, dealt to its steps."""

    def __init__(
        self,
        rows: Sequence[Tokens],
        partners: Mapping[str, Sequence[Tokens]],
        anchors: Sequence[Tokens],
        rewordings: Mapping[str, Sequence[Tokens]],
        config: RunConfig,
    ) -> None:
        self.kept = _unique(partners.values())
        self._rewordings = rewordings
        self._rows, self._partners, self._anchors, self._config = rows, partners, anchors, config
        self._method = METHODS[config.method]

    def batches(self, number: int, active: Collection[str]) -> list[Batch]:
        """Active targets and the partners beside them, in the order of this iteration.

        When nothing is active, partners and anchors alone: what was damaged on the way is learnt
        again.
        """
        config, settled = self._config, [row for row in self._rows if row.id not in active]
        dice = torch.Generator().manual_seed(seed_for(config.seed, "order", number))
        pushed = _shuffled([row for row in self._rows if row.id in active], dice)
        room = config.batch_size * config.partners
        if not pushed:
            others = _shuffled(self._anchors, dice)[: len(self.kept)]
            pieces = _pieces(_shuffled([*self.kept, *others], dice), room)
            return [(self._reworded(self._held([], settled, dice), dice), some) for some in pieces]
        return [
            (
                self._reworded(some + self._held(some, settled, dice), dice),
                self._beside(some, room, dice),
            )
            for some in _pieces(pushed, config.batch_size)
        ]

    def _reworded(self, targets: Sequence[Tokens], dice: torch.Generator) -> list[Tokens]:
        """Targets, and after them some other wordings of each, others every time."""
        count = self._config.rewordings
        drawn = (_shuffled(self._rewordings.get(row.id, ()), dice)[:count] for row in targets)
        return [*targets, *(row for some in drawn for row in some)]

    def _held(
        self, some: Sequence[Tokens], settled: Sequence[Tokens], dice: torch.Generator
    ) -> list[Tokens]:
        """Forgotten targets that fill up a batch, to be held at their aims; none are pushed.

        Never more than there are others, whose share of the loss would become too small.
        """
        if self._config.push_until != "aim" or not self._config.refine:
            return []
        room = self._config.batch_size - len(some)
        return _shuffled(settled, dice)[: min(room, len(some)) if some else room]

    def _beside(self, targets: Sequence[Tokens], room: int, dice: torch.Generator) -> list[Tokens]:
        """What a step on these targets holds on to, as the settings say.

        Nothing for a method that does not look at it.
        """
        if not self._method.partners:
            return []
        own = _unique(self._partners[target.id] for target in targets)
        if self._config.anchors == "active":
            return own
        if self._config.anchors == "pool":
            others = _shuffled(self._anchors, dice)[: room // 2]
            return _shuffled(own, dice)[: room - len(others)] + others
        taken = {row.id for row in own}
        others = _shuffled([row for row in self.kept if row.id not in taken], dice)
        return own + others[: max(0, room - len(own))]


def _unique(partners: Iterable[Sequence[Tokens]]) -> list[Tokens]:
    """Every partner once, in order of first use."""
    return list({row.id: row for rows in partners for row in rows}.values())


def _shuffled(rows: Sequence[Tokens], dice: torch.Generator) -> list[Tokens]:
    return [rows[place] for place in torch.randperm(len(rows), generator=dice).tolist()]


def _pieces(rows: Sequence[Tokens], size: int) -> list[list[Tokens]]:
    return [list(rows[start : start + size]) for start in range(0, len(rows), size)]
