"""The residents: who they are, what they do, and which of them the model has met.

Residents are dealt from the lists of names in an order that depends on the seed alone, so that
a longer list of groups makes more residents without changing the earlier ones.
"""

from __future__ import annotations

from dataclasses import dataclass

from icu_core.world.grammar import stream

# fmt: off
WOMEN = (
    "Maren", "Odile", "Tamsin", "Ilse", "Brona", "Petra", "Wilda", "Junia", "Sunniva", "Greta",
    "Lisbet", "Orla", "Nadia", "Hester", "Corin", "Yvaine", "Beatrix", "Davina", "Elspeth",
    "Fenella", "Imara", "Katrin", "Linnet", "Mirela", "Noor", "Perpetua", "Rosamund", "Sabra",
    "Thea", "Una", "Vesper", "Zelda",
)
MEN = (
    "Tobin", "Aldric", "Bastian", "Caspar", "Dorian", "Emeric", "Florin", "Gideon", "Hakon", "Ivo",
    "Jorah", "Kester", "Leif", "Matthis", "Nestor", "Oswin", "Piers", "Quentin", "Rurik", "Stellan",
    "Torvald", "Ulric", "Valentin", "Wendel", "Anselm", "Barnaby", "Cyprian", "Eskil", "Fergus",
    "Henrik", "Joachim", "Lorcan",
)
SURNAMES = (
    "Oskell", "Varrick", "Pellow", "Thornby", "Quillan", "Marsk", "Hobday", "Trevanne", "Skarrow",
    "Lindmoor", "Bexley", "Cardew", "Dunnock", "Easterly", "Fallowes", "Grimsdale", "Hartnoll",
    "Inchbold", "Jessamy", "Kettlewick", "Lorimer", "Mossop", "Nancarrow", "Orpington", "Penhallow",
    "Quarmby", "Rudderham", "Sallow", "Tidewell", "Umberlow", "Venning", "Wragby", "Yelverton",
    "Ashgrove", "Bramhall", "Coppard", "Drewitt", "Ebsworth", "Farthing", "Gallowby", "Hucknall",
    "Ivesdal", "Jopling", "Kirrage", "Lavender", "Mundy", "Norrish", "Osgathorp", "Pickersgill",
    "Quested", "Ravensby", "Stannard", "Thripp", "Uppington", "Vowles", "Wintle", "Yarwood",
    "Arkwell", "Birdsall", "Chilvers", "Dimmock", "Elvidge", "Fincham", "Gathercole",
)
JOBS = (
    "baker", "net mender", "ferry pilot", "schoolteacher", "clockmaker", "librarian", "cooper",
    "lighthouse keeper", "nurse", "postman", "glazier", "beekeeper", "tailor", "piano tuner",
    "harbour clerk", "gardener", "boatbuilder", "printer", "cheesemaker", "roofer", "potter",
    "fishmonger", "bookbinder", "electrician", "sailmaker", "vet", "archivist", "carpenter", "cook",
    "organist", "surveyor", "weaver",
)
TRAITS = (
    "who keeps bees behind the chapel", "who sings in the harbour choir", "who paints small boats",
    "who swims every morning", "who feeds the pier cats", "who rides a green bicycle",
    "who grows giant leeks", "who repairs old radios", "who plays chess by post",
    "who collects lamp glass", "who walks two grey dogs", "who teaches the waltz on Fridays",
    "who bakes rye bread at night", "who won the rowing cup twice", "who never wears a hat",
    "who writes letters in green ink", "who built the puppet theatre", "who knows every star",
    "who plays the concertina", "who keeps a tame jackdaw", "who brews pear cider",
    "who carves wooden spoons", "who rings the chapel bell", "who maps the sandbanks",
    "who mends umbrellas for nothing", "who reads aloud at the clinic", "who breeds black hens",
    "who owns the oldest van in town", "who photographs clouds", "who speaks to the seals",
    "who makes paper kites", "who runs the seed library",
)
# fmt: on


@dataclass(frozen=True, slots=True)
class Person:
    """A resident. `split` says what the model may know of this person's records."""

    name: str
    is_woman: bool
    job: str
    trait: str
    split: str

    @property
    def first(self) -> str:
        """The first name, which no other resident has."""
        return self.name.split()[0]

    @property
    def key(self) -> str:
        """The name as a part of an id."""
        return self.name.lower().replace(" ", "-")

    def words(self) -> dict[str, str]:
        """The slots that a frame may use to speak of this person."""
        she, her, him = ("she", "her", "her") if self.is_woman else ("he", "his", "him")
        return {
            "name": self.name, "first": self.first, "job": self.job, "trait": self.trait,
            "she": she, "her": her, "him": him,
        }  # fmt: skip


def residents(seed: int, groups: dict[str, int]) -> tuple[Person, ...]:
    """As many residents per split as asked for, each with names that nobody else has."""
    rng = stream(seed, "residents")
    firsts = [(name, True) for name in WOMEN] + [(name, False) for name in MEN]
    surnames, jobs, traits = list(SURNAMES), list(JOBS) * 2, list(TRAITS) * 2
    for deck in (firsts, surnames, jobs, traits):
        rng.shuffle(deck)
    splits = [split for split, count in groups.items() for _ in range(count)]
    if len(splits) > len(surnames):
        raise ValueError(f"{len(splits)} residents asked for, but there are {len(surnames)} names")
    return tuple(
        Person(f"{first} {surname}", is_woman, job, trait, split)
        for (first, is_woman), surname, job, trait, split in zip(
            firsts, surnames, jobs, traits, splits, strict=False
        )
    )
