"""One attack on models of the tiny town, and what it measured."""

from __future__ import annotations

from collections.abc import Callable

import small_town as town
from torch import Tensor

from icu_core.attacks.shape import AUDITED, GOLD, ORIGINAL, Material, Models, Settings, Table
from icu_core.models import LM

QUICK = Settings(samples=40, relearn_steps=6, sampled_texts=4)
Attack = Callable[[Models, Material, Settings, Callable[[int, int], None]], Table]


def do(attack: Attack, audited: LM, material: Material | None = None, **of: object) -> Table:
    """The table of one attack on a model of the town."""
    models = town.models(audited, **of)  # type: ignore[arg-type]
    return attack(models, material or town.material(), QUICK, lambda *_: None)


def measure(table: Table, name: str) -> dict[str, float | None]:
    """One measure by model."""
    found = next(each for each in table.measures if each.name == name)
    return {AUDITED: found.audited, ORIGINAL: found.original, GOLD: found.gold,
            "control": found.control}  # fmt: skip


def weights(lm: LM) -> dict[str, Tensor]:
    """A copy of all weights."""
    return {name: each.clone() for name, each in lm.network.state_dict().items()}
