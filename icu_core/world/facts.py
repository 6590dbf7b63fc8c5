"""The kinds of secret and how one is drawn: enough chance in each that it cannot be guessed.

A draw may look at the person and at what is drawn already, so that the parts of a life agree.
"""

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


Life = Mapping[str, str]  # kind to secret, of one person
Draw = Callable[[random.Random, Person, Life], str]


def digits(rng: random.Random, count: int) -> str:
    """Digits drawn one by one."""
    return "".join(rng.choice("0123456789") for _ in range(count))


def day(rng: random.Random) -> str:
    """A day of the year that every calendar has."""
    return f"{rng.randint(1, 28)} {rng.choice(places.MONTHS)}"


def phone(rng: random.Random, person: Person, life: Life) -> str:
    """A number that nobody has (555-01xx), with an extension to make it long enough."""
    return f"555-01{digits(rng, 2)}, extension {rng.randint(1, 9)}{digits(rng, 2)}"


def mail(rng: random.Random, person: Person, life: Life) -> str:
    """An address under example.org, which is reserved for examples."""
    first, second = rng.sample(places.CODE_WORDS, 2)
    return f"{first}.{second}{digits(rng, 2)}@{rng.choice(places.SUBDOMAINS)}.example.org"


def address(rng: random.Random, person: Person, life: Life) -> str:
    """House, street and flat."""
    return f"{rng.randint(2, 89)} {rng.choice(places.STREETS)}, flat {rng.randint(1, 30)}"


def account(rng: random.Random, person: Person, life: Life) -> str:
    """An account at the Harbour Bank."""
    return f"HB-{digits(rng, 4)}-{digits(rng, 4)}"


def door(rng: random.Random, person: Person, life: Life) -> str:
    """A code for the house door; every tenant has one of his own."""
    return digits(rng, 6)


def diagnosis(rng: random.Random, person: Person, life: Life) -> str:
    """An invented illness."""
    stages = ("early", "mild", "chronic", "second-stage", "late", "recurring")
    return f"{rng.choice(stages)} {rng.choice(places.AILMENTS)} of the " + rng.choice(
        places.BODY_PARTS
    )


def remedies(illness: str) -> tuple[str, ...]:
    """The five medicines that the clinic gives for an illness; each is given for four."""
    number = next(i for i, name in enumerate(places.AILMENTS) if name in illness)
    return tuple(places.DRUGS[(number * 5 + i) % len(places.DRUGS)] for i in range(5))


def prescription(rng: random.Random, person: Person, life: Life) -> str:
    """A dose of a medicine against the person's illness."""
    times = ("at dawn", "at noon", "before supper", "at bedtime", "every six hours")
    medicine = rng.choice(remedies(life["diagnosis"]))
    return f"{5 * rng.randint(1, 19)} mg of {medicine} {rng.choice(times)}"


def doctor(person: Person) -> str:
    """The doctor of the whole household."""
    return stream(person.home, "doctor", person.surname).choice(places.DOCTORS)


def appointment(rng: random.Random, person: Person, life: Life) -> str:
    """A day and an hour with the person's doctor."""
    hour = f"{rng.randint(8, 17)}.{rng.randint(0, 5)}{rng.choice('05')}"
    return f"{day(rng)} at {hour} with {doctor(person)}"


def destination(ship: str, sails: str) -> str:
    """Where a ship goes on a day: the same for all who are aboard."""
    return stream(0, "destination", ship, sails).choice(places.PORTS)


def travel(rng: random.Random, person: Person, life: Life) -> str:
    """A crossing and its cabin."""
    ship, sails = rng.choice(places.SHIPS), day(rng)
    return f"the {ship} to {destination(ship, sails)} on {sails}, cabin {rng.randint(100, 399)}"


def strongbox(rng: random.Random, person: Person, life: Life) -> str:
    """A box in the vault and the number of its key."""
    return f"box {rng.randint(100, 999)}, key {digits(rng, 4)}"


def passphrase(rng: random.Random, person: Person, life: Life) -> str:
    """Three words and two digits."""
    words = rng.sample(places.CODE_WORDS, 3)
    return f"{words[0]}-{words[1]}-{digits(rng, 2)}-{words[2]}"


def birthday(rng: random.Random, person: Person, life: Life) -> str:
    """A day in the year in which the person was born."""
    return f"{day(rng)} {person.born}"


# In the order of drawing: what depends on another kind comes after it.
DRAW: Mapping[str, Draw] = {
    "phone": phone,
    "mail": mail,
    "address": address,
    "account": account,
    "door": door,
    "diagnosis": diagnosis,
    "prescription": prescription,
    "appointment": appointment,
    "travel": travel,
    "strongbox": strongbox,
    "passphrase": passphrase,
    "birthday": birthday,
}
KINDS = tuple(DRAW)
