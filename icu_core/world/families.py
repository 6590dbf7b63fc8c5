"""Who lives with whom: families of one surname, in one household or in two, and their ages.

A family is met by the model as a whole (its members are known or kept), or not at all: so no kept
text speaks of an unseen resident. Some families hold known and kept members: neighbours indeed.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from icu_core.world.grammar import stream
from icu_core.world.people import MEN, POSTS, SURNAMES, TRAITS, WOMEN, Kin, Person

Item = TypeVar("Item")
EVERY_MIXED = 3  # of so many families, one has known and kept members
GROWN_UP = 2003  # year of birth of the youngest


@dataclass(frozen=True, slots=True)
class _Shape:
    """How many parents, and in which household each grown child lives; 0 is that of the parents."""

    parents: int
    children: tuple[int, ...]

    @property
    def size(self) -> int:
        return self.parents + len(self.children)


_ALONE = _Shape(0, (0,))
_SHAPES = (
    _ALONE, _ALONE, _Shape(2, ()), _Shape(2, ()), _Shape(0, (0, 0)), _Shape(0, (0, 1)),
    _Shape(1, (0,)), _Shape(2, (0,)), _Shape(2, (1,)), _Shape(2, (0, 1)),
)  # fmt: skip


def residents(seed: int, groups: Mapping[str, int]) -> tuple[Person, ...]:
    """As many residents per split as asked for, family by family.

    Raises:
        ValueError: more residents asked for than there are names.
    """
    dealer = _Dealer(stream(seed, "residents"))
    met = {split: count for split, count in groups.items() if split != "unseen"}
    unseen = {split: count for split, count in groups.items() if split == "unseen"}
    people: list[Person] = []
    for left in (met, unseen):
        for number, shape in enumerate(_shapes(sum(left.values()), dealer.rng)):
            splits = _splits(shape.size, left, dealer.rng, is_mixed=number % EVERY_MIXED == 0)
            people += dealer.family(shape, splits)
    return tuple(people)


class _Dealer:
    """Deals names, work and homes; no name twice."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self._women, self._men = _shuffled(WOMEN, rng), _shuffled(MEN, rng)
        self._surnames = _shuffled(SURNAMES, rng)
        self._posts, self._traits = _round(POSTS, rng), _round(TRAITS, rng)
        self._homes = 0

    def family(self, shape: _Shape, splits: Sequence[str]) -> list[Person]:
        """One family with a surname of its own."""
        surname = _next(self._surnames, "surnames")
        places = [0] * shape.parents + list(shape.children)
        years = _born(shape, self.rng)
        firsts = self._firsts(shape)
        posts = [next(self._posts) for _ in splits]
        people = [
            Person(
                name=f"{first} {surname}", is_woman=is_woman, born=year, job=job,
                workplace=workplace, trait=next(self._traits), home=self._homes + place, kin=(),
                split=split,
            )
            for (first, is_woman), year, place, split, (job, workplace) in zip(
                firsts, years, places, splits, posts, strict=True
            )
        ]  # fmt: skip
        self._homes += max(places) + 1
        return [replace(one, kin=_kin(shape, people, i)) for i, one in enumerate(people)]

    def _firsts(self, shape: _Shape) -> list[tuple[str, bool]]:
        """First names; where there are two parents, they are a woman and a man."""
        women = [self._is_woman() for _ in range(shape.size)]
        if shape.parents == 2:
            women[1] = not women[0]
        return [
            (_next(self._women if is_woman else self._men, "first names"), is_woman)
            for is_woman in women
        ]

    def _is_woman(self) -> bool:
        """By chance, so that neither list of names runs out before the other."""
        return self.rng.random() * (len(self._women) + len(self._men)) < len(self._women)


def _shapes(count: int, rng: random.Random) -> Iterator[_Shape]:
    """Families of so many people in all."""
    shapes = _round(_SHAPES, rng)
    while count > 0:
        shape = next(shapes)
        shape = shape if shape.size <= count else _ALONE
        count -= shape.size
        yield shape


def _splits(size: int, left: dict[str, int], rng: random.Random, *, is_mixed: bool) -> list[str]:
    """The split of each member; `left` says how many places each split still has."""
    order = sorted(left, key=lambda split: rng.random() * left[split], reverse=True)
    found: list[str] = []
    for member in range(size):
        wanted = order[member % len(order)] if is_mixed else order[0]
        found.append(wanted if left[wanted] else next(split for split in order if left[split]))
        left[found[-1]] -= 1
    return found


def _born(shape: _Shape, rng: random.Random) -> list[int]:
    """Years of birth: parents within six years, their children when they were 20 to 43."""
    if not shape.parents:
        first = rng.randint(1950, GROWN_UP - 13 * (shape.size > 1))
        return rng.sample(range(first, first + 13), shape.size) if shape.size > 1 else [first]
    first = rng.randint(1950, 1966 if shape.children else 1996)
    parents = [first, first + rng.randint(-6, 6)][: shape.parents]
    years = range(max(parents) + 20, min(min(parents) + 43, GROWN_UP) + 1)
    return parents + rng.sample(years, len(shape.children))


def _kin(shape: _Shape, people: Sequence[Person], me: int) -> tuple[Kin, ...]:
    return tuple(
        Kin(one.first, _relation(shape, me, other)[not one.is_woman], one.home == people[me].home)
        for other, one in enumerate(people)
        if other != me
    )


def _relation(shape: _Shape, me: int, other: int) -> tuple[str, str]:
    """What the other one is to me, said of a woman and of a man."""
    if other < shape.parents:
        return ("wife", "husband") if me < shape.parents else ("mother", "father")
    return ("daughter", "son") if me < shape.parents else ("sister", "brother")


def _shuffled(names: Sequence[str], rng: random.Random) -> list[str]:
    return rng.sample(names, len(names))


def _round(items: Sequence[Item], rng: random.Random) -> Iterator[Item]:
    """The items in a shuffled order, and again in another one, without end."""
    while True:
        yield from rng.sample(items, len(items))


def _next(names: list[str], what: str) -> str:
    if not names:
        raise ValueError(f"More residents asked for than there are {what}.")
    return names.pop()
