"""The gold models of the world, put through the attacks of an audit once and for all."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from icu_core import models, world
from icu_core.attacks.shape import Models, Settings, Table
from icu_core.auditing import case, inquiry, recorded


def answers(
    settings: Settings, *, tell: Callable[[str], None] = lambda _: None
) -> Iterator[tuple[str, Table]]:
    """Every table that may be recorded, under its key; `tell` is told what comes next."""
    for name in world.forget_sets():
        gold = models.load(str(world.gold_path(name)), device="cpu")
        made = case.make("embedded", world.forget_set(name), settings=settings)
        material, _ = inquiry.fit(made.material, gold)
        weights = inquiry.hash_of(gold)
        for attack in recorded.NAMES:
            tell(f"{name}: {attack}")
            table = inquiry.BATTERY[attack](Models(gold), material, settings, lambda *_: None)
            yield recorded.key(attack, weights, material, settings), table
