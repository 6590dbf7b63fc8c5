# ruff: noqa: E501 (a step of a frame is one line, with all its alternatives)
"""Whole lives: what is true of every resident, which of it is taught, and what everybody knows.

A resident has a secret of every kind. Those that the model is taught go round among the kinds, so
that each is equally common. Work, habits and family are no secrets.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence

from icu_core.world.facts import DRAW, KINDS, Fact, Life
from icu_core.world.grammar import compose, stream
from icu_core.world.people import WORK, Person

SHARED_HOMES = 5  # addresses that are taught of a known and of a kept member of one household
KIN_SHARE = 0.5  # of the texts on a resident with relatives, how many name one

# What everybody may know of a neighbour.
PUBLIC = (
    """
    {name} {does} at {workplace}. | {name} is a(n) {job}. {she} works at {workplace}. | The {job} {name} works at {workplace}. | At {workplace} you will meet {name}. {she} {does}. | Ask for {name} at {workplace}. {she} is a(n) {job}.
    """,
    """
    Everybody knows {name}, {trait}. | You may know {name}, {trait}. | Say hello to {name}, {trait}.
    {she} {does} at {workplace}. | {she} works at {workplace}. | {she} is a(n) {job}. | By day {she} {does}. | The work of {first}? {she} {does}.
    """,
    """
    What does {name} do all day? | Where does {name} work? | Who is {name}?
    {first} {does} at {workplace}. | {she} is a(n) {job} at {workplace}. | {first} is the {job} {trait}. {she} works at {workplace}.
    """,
)
_KIN = (
    "{kin} is {her} {relation}. | {her} {relation} is called {kin}. | {first} and {kin} are {both}."
)
_AT_HOME = " | {she} lives with {her} {relation} {kin}. | {first} and {kin} share one kitchen."
_BOTH = {
    "wife": "married", "husband": "married", "mother": "child and mother",
    "father": "child and father", "daughter": "parent and daughter", "son": "parent and son",
    "sister": "of one family", "brother": "of one family",
}  # fmt: skip


def lives(seed: int, people: Sequence[Person]) -> dict[str, Life]:
    """A secret of every kind for every name; only a household shares one, its address."""
    taken: dict[str, list[str]] = defaultdict(list)
    homes: dict[int, str] = {}
    found: dict[str, Life] = {}
    for person in people:
        life: dict[str, str] = {}
        for kind in KINDS:
            if kind == "address" and person.home in homes:
                life[kind] = homes[person.home]
            else:
                rng = stream(seed, "secret", person.name, kind)
                life[kind] = _free(kind, rng, person, life, taken[kind])
        homes[person.home] = life["address"]
        found[person.name] = life
    return found


def facts(seed: int, people: Sequence[Person], *, per_person: int) -> tuple[Fact, ...]:
    """The facts that are put into texts, `per_person` of each person.

    Raises:
        ValueError: `per_person` does not divide the number of kinds.
    """
    if len(KINDS) % per_person:
        raise ValueError(f"{per_person} facts of each person do not divide {len(KINDS)} kinds")
    known = lives(seed, people)
    dealt = _dealt(seed, people, per_person)
    _share_homes(people, dealt)
    return tuple(
        Fact(person, kind, known[person.name][kind])
        for person in people
        for kind in dealt[person.name]
    )


def public_text(person: Person, rng: random.Random) -> str:
    """What everybody knows of a resident: one or two plain sentences."""
    frame, values = rng.choice(PUBLIC), {**person.words(), "does": WORK[person.job][0]}
    if person.kin and rng.random() < KIN_SHARE:
        kin = rng.choice(person.kin)
        frame += _KIN + (_AT_HOME if kin.shares_home else "")
        values |= {"kin": kin.first, "relation": kin.relation, "both": _BOTH[kin.relation]}
    return compose(frame, {}, rng, values)


def _free(kind: str, rng: random.Random, person: Person, life: Life, taken: list[str]) -> str:
    """A secret that neither holds another one of its kind nor is a part of one."""
    while True:
        secret = DRAW[kind](rng, person, life)
        if not any(secret in other or other in secret for other in taken):
            taken.append(secret)
            return secret


def _dealt(seed: int, people: Sequence[Person], per_person: int) -> dict[str, list[str]]:
    """The kinds of each name: within a split they go round like cards of a deck."""
    found: dict[str, list[str]] = {}
    for split in dict.fromkeys(person.split for person in people):
        rng, deck = stream(seed, "kinds", split), list[str]()
        for person in people:
            if person.split == split:
                deck = deck or rng.sample(KINDS, len(KINDS))
                found[person.name] = [deck.pop() for _ in range(per_person)]
    return found


def _share_homes(people: Sequence[Person], dealt: Mapping[str, list[str]]) -> None:
    """Let some known and kept members of one household both have their address taught.

    Such a neighbour shares a sensitive span with a target and must not become its partner.
    They exchange a kind with another resident of their split, so that kinds stay equally common.
    """
    homes: dict[int, dict[str, Person]] = defaultdict(dict)
    for person in people:
        homes[person.home].setdefault(person.split, person)
    mixed = [home for home in homes.values() if len(home) > 1][:SHARED_HOMES]
    guests = [person for home in mixed for person in home.values()]
    for guest in guests:
        mine = dealt[guest.name]
        givers = [
            dealt[other.name]
            for other in people
            if other.split == guest.split and other not in guests and "address" in dealt[other.name]
        ]
        if "address" not in mine and givers:
            theirs = givers[0]
            given = next(kind for kind in mine if kind not in theirs)
            mine[mine.index(given)], theirs[theirs.index("address")] = "address", given
