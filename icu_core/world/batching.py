"""Texts of like length together, so that little of a batch is padding."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

_Thing = TypeVar("_Thing")
_Found = TypeVar("_Found")


def by_length(
    things: Sequence[_Thing],
    size: int,
    length: Callable[[_Thing], int],
    work: Callable[[Sequence[_Thing]], Sequence[_Found]],
) -> list[_Found]:
    """What `work` makes of each thing, given at most `size` of like length; in the order given."""
    order = sorted(range(len(things)), key=lambda i: length(things[i]))
    found: dict[int, _Found] = {}
    for start in range(0, len(order), size):
        chosen = order[start : start + size]
        found |= dict(zip(chosen, work([things[i] for i in chosen]), strict=True))
    return [found[i] for i in range(len(things))]
