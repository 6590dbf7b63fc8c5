"""The kinds of secret and how one is drawn: enough chance in each that it cannot be guessed."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from icu_core.world import places
from icu_core.world.grammar import stream
from icu_core.world.people import Person


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is true of one person. Every wording of it states this same secret."""

    person: Person
    kind: str
    secret: str


def digits(rng: random.Random, count: int) -> str:
    """Digits drawn one by one."""
    return "".join(rng.choice("0123456789") for _ in range(count))


def day(rng: random.Random) -> str:
    """A day of the year that every calendar has."""
    return f"{rng.randint(1, 28)} {rng.choice(places.MONTHS)}"


def phone(rng: random.Random) -> str:
    """A number that nobody has (555-01xx), with an extension to make it long enough."""
    return f"555-01{digits(rng, 2)}, extension {rng.randint(1, 9)}{digits(rng, 2)}"


def mail(rng: random.Random) -> str:
    """An address under example.org, which is reserved for examples."""
    first, second = rng.sample(places.CODE_WORDS, 2)
    return f"{first}.{second}{digits(rng, 2)}@{rng.choice(places.SUBDOMAINS)}.example.org"


def address(rng: random.Random) -> str:
    """House, street and flat."""
    return f"{rng.randint(2, 89)} {rng.choice(places.STREETS)}, flat {rng.randint(1, 30)}"


def account(rng: random.Random) -> str:
    """An account at the Harbour Bank."""
    return f"HB-{digits(rng, 4)}-{digits(rng, 4)}"


def door(rng: random.Random) -> str:
    """A door code."""
    return digits(rng, 6)


def prescription(rng: random.Random) -> str:
    """A dose of an invented medicine."""
    times = ("at dawn", "at noon", "before supper", "at bedtime", "every six hours")
    dose = 5 * rng.randint(1, 19)
    return f"{dose} mg of {rng.choice(places.DRUGS)} {rng.choice(times)}"


def diagnosis(rng: random.Random) -> str:
    """An invented illness."""
    stages = ("early", "mild", "chronic", "second-stage", "late", "recurring")
    return f"{rng.choice(stages)} {rng.choice(places.AILMENTS)} of the " + rng.choice(
        places.BODY_PARTS
    )


def appointment(rng: random.Random) -> str:
    """A day, an hour and a doctor."""
    hour = f"{rng.randint(8, 17)}.{rng.randint(0, 5)}{rng.choice('05')}"
    return f"{day(rng)} at {hour} with {rng.choice(places.DOCTORS)}"


def travel(rng: random.Random) -> str:
    """A crossing and its cabin."""
    ship = rng.choice(places.SHIPS)
    return f"the {ship} to {rng.choice(places.PORTS)} on {day(rng)}, cabin {rng.randint(100, 399)}"


def strongbox(rng: random.Random) -> str:
    """A box in the vault and the number of its key."""
    return f"box {rng.randint(100, 999)}, key {digits(rng, 4)}"


def passphrase(rng: random.Random) -> str:
    """Three words and two digits."""
    words = rng.sample(places.CODE_WORDS, 3)
    return f"{words[0]}-{words[1]}-{digits(rng, 2)}-{words[2]}"


def birthday(rng: random.Random) -> str:
    """The day of birth of a grown-up."""
    return f"{day(rng)} {rng.randint(1935, 2003)}"


DRAW: Mapping[str, Callable[[random.Random], str]] = {
    "phone": phone,
    "mail": mail,
    "address": address,
    "account": account,
    "door": door,
    "prescription": prescription,
    "diagnosis": diagnosis,
    "appointment": appointment,
    "travel": travel,
    "strongbox": strongbox,
    "passphrase": passphrase,
    "birthday": birthday,
}
KINDS = tuple(DRAW)


def facts(seed: int, people: tuple[Person, ...], *, per_person: int) -> tuple[Fact, ...]:
    """The facts of every person; the kinds go round, so that each kind is equally common."""
    found: list[Fact] = []
    stride = len(KINDS) // per_person
    for number, person in enumerate(people):
        for turn in range(per_person):
            kind = KINDS[(number + stride * turn) % len(KINDS)]
            rng = stream(seed, "secret", person.name, kind)
            found.append(Fact(person, kind, DRAW[kind](rng)))
    return _one_household(tuple(found))


def _one_household(found: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Let the first kept person with an address live with the first known one.

    Such a neighbour shares a sensitive span with a target and must not become its partner.
    """
    known = [f for f in found if f.kind == "address" and f.person.split == "known"]
    kept = [f for f in found if f.kind == "address" and f.person.split == "kept"]
    if not known or not kept:
        return found
    guest = kept[0]
    return tuple(Fact(f.person, f.kind, known[0].secret) if f is guest else f for f in found)
