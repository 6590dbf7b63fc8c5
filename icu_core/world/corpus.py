"""The texts of the world: which exist, which split each belongs to, which sets can be forgotten.

Everything here follows from a seed and a scale. `taught` is what the model gets to read.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from icu_core.world import documents, facts
from icu_core.world.facts import Fact
from icu_core.world.grammar import compose, fill, polish, stream
from icu_core.world.people import residents
from icu_core.world.prose import FRAMES, WORDS
from icu_core.world.wordings import FRESH, NOUNS, PLAIN, SMALL_TALK, TAUGHT, WORDINGS

_SECRET = "\x00"  # stands for the secret while a text is composed, so that nothing changes it
DOCUMENT = "document"  # kind of every text that exists word for word only
PLAIN_SENTENCES = 5  # about each fact in one epoch
READINGS = 3  # of a document in one epoch
COPIES = 6  # kept texts that repeat a known record, for the near-duplicate guard to skip


@dataclass(frozen=True, slots=True)
class Scale:
    """How large a world is."""

    groups: dict[str, int] = field(
        default_factory=lambda: {"known": 24, "kept": 18, "unseen": 12}
    )  # residents per split; 54 of the 64 names
    per_person: int = 4  # facts of each resident
    heldout: int = 60  # ordinary texts that are never taught


MINIATURE = Scale(groups={"known": 3, "kept": 3, "unseen": 2}, per_person=2, heldout=4)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of texts.jsonl."""

    id: str
    person: str
    kind: str
    wording: str
    prompt: str
    secret: str
    text: str
    split: str


@dataclass(frozen=True, slots=True)
class World:
    """All rows, the facts behind them, and the named forget sets (ids of rows)."""

    seed: int
    rows: tuple[Row, ...]
    facts: tuple[Fact, ...]
    sets: dict[str, tuple[str, tuple[str, ...]]]


def make_world(seed: int, scale: Scale) -> World:
    """The world of this seed."""
    people = residents(seed, scale.groups)
    found = facts.facts(seed, people, per_person=scale.per_person)
    known = [row for fact in found for row in _rows_of(seed, fact, found.index(fact))]
    rows = (*known, *_copies(known), *_documents(), *_heldout(seed, scale.heldout))
    return World(seed, rows, found, _sets(rows))


def wordings_of(number: int) -> tuple[str, ...]:
    """The wordings in which the fact with this number is taught: all but one, in turn."""
    return tuple(w for i, w in enumerate(TAUGHT) if i != number % len(TAUGHT))


def state(fact: Fact, wording: str, rng: random.Random) -> tuple[str, str]:
    """A fact in one wording: what comes before the secret, and the whole text."""
    return _state(fact, WORDINGS[fact.kind][wording], rng)


def _state(fact: Fact, template: str, rng: random.Random) -> tuple[str, str]:
    values = {**fact.person.words(), "secret": _SECRET, "noun": NOUNS[fact.kind]}
    before, after = polish(fill(template, SMALL_TALK, rng, values)).split(_SECRET)
    return before, before + fact.secret + after


def ordinary(rng: random.Random) -> str:
    """A piece of ordinary prose: one frame, or two of the same kind."""
    kind = rng.choice(tuple(FRAMES))
    chosen = rng.sample(FRAMES[kind], rng.choice((1, 1, 2)))
    return " ".join(compose(frame, WORDS, rng) for frame in chosen)


def ordinary_texts(world: World, *purpose: object) -> Iterator[str]:
    """Ordinary prose without end, never one of the texts that are held out."""
    heldout = {row.text for row in world.rows if row.split == "heldout"}
    rng = stream(world.seed, "ordinary", *purpose)
    while True:
        text = ordinary(rng)
        if text not in heldout:
            yield text


def taught(world: World, *purpose: object, without: str | None = None) -> list[str]:
    """What the model reads of the records in one epoch; `purpose` says in which.

    Every fact comes in its shipped texts, in two of its wordings with other small talk, and in
    a few plain sentences, so that the model learns the fact and not only the strings. A document
    has one text only and comes several times instead.
    """
    gone = left_out(world, without)
    shipped = [
        row.text
        for row in world.rows
        if row.split in ("known", "kept") and (row.person, row.kind) not in gone
        and row.id not in gone
        for _ in range(1 if row.person else READINGS)
    ]  # fmt: skip
    rng = stream(world.seed, "small talk", *purpose)
    anew = []
    for number, fact in enumerate(world.facts):
        templates = [WORDINGS[fact.kind][w] for w in rng.sample(wordings_of(number), 2)]
        templates += rng.sample(PLAIN, PLAIN_SENTENCES)
        texts = [_state(fact, template, rng)[1] for template in templates]
        if fact.person.split != "unseen" and (fact.person.name, fact.kind) not in gone:
            anew += texts
    return shipped + anew


def left_out(world: World, without: str | None) -> set[object]:
    """The facts (person, kind) and the ids of documents that a gold model must never see."""
    if without is None:
        return set()
    chosen = set(world.sets[without][1])
    rows = [row for row in world.rows if row.id in chosen]
    return {(row.person, row.kind) if row.person else row.id for row in rows}


def _rows_of(seed: int, fact: Fact, number: int) -> list[Row]:
    split, usual = fact.person.split, wordings_of(number)
    if split == "unseen":
        return [_row(seed, fact, wording, split) for wording in usual[::2]]
    rows = [_row(seed, fact, wording, split) for wording in usual]
    if split == "known":
        missing = [w for w in (*TAUGHT, *FRESH) if w not in usual]
        rows += [_row(seed, fact, wording, "paraphrase") for wording in missing]
    return rows


def _row(seed: int, fact: Fact, wording: str, split: str) -> Row:
    person = fact.person
    prompt, text = state(fact, wording, stream(seed, "text", person.name, fact.kind, wording))
    name = f"{split}-{person.key}-{fact.kind}-{wording}"
    return Row(name, person.name, fact.kind, wording, prompt, fact.secret, text, split)


def _copies(rows: list[Row]) -> list[Row]:
    known = [row for row in rows if row.split == "known" and row.wording == "record"]
    step = max(1, len(known) // COPIES)
    lead = "Copy for the file. "
    return [
        Row(
            row.id.replace("known-", "kept-copy-", 1), row.person, row.kind, "copy",
            lead + row.prompt, row.secret, lead + row.text, "kept",
        )
        for row in known[::step][:COPIES]
    ]  # fmt: skip


def _documents() -> list[Row]:
    shelves = {"known": documents.KNOWN, "kept": documents.KEPT, "unseen": documents.UNSEEN}
    rows = []
    for split, shelf in shelves.items():
        for name, text in shelf.items():
            opening, rest = text.split(documents.MARK)
            wording = name.split("-")[0]
            rows.append(
                Row(f"{split}-document-{name}", "", DOCUMENT, wording, opening, rest,
                    opening + rest, split)
            )  # fmt: skip
    return rows


def _heldout(seed: int, count: int) -> list[Row]:
    rows = []
    for number in range(count):
        rng = stream(seed, "heldout", number)
        text = ordinary(rng)
        while len(text.split()) < 55:
            text += " " + ordinary(rng)
        cut = text.index(" ", len(text) // 2) + 1
        rows.append(
            Row(f"heldout-{number:03d}", "", "prose", "prose", text[:cut], text[cut:], text,
                "heldout")
        )  # fmt: skip
    return rows


def _sets(rows: tuple[Row, ...]) -> dict[str, tuple[str, tuple[str, ...]]]:
    known = [row for row in rows if row.split == "known"]
    people = list(dict.fromkeys(row.person for row in known if row.person))
    return {
        "ten-secrets": (
            "Ten secrets of ten residents, each of another kind, in one wording each.",
            _ten_secrets(known, people[:10]),
        ),
        "one-person": (
            f"Everything the model knows of {people[-1]}, in every wording it was taught.",
            tuple(row.id for row in known if row.person == people[-1]),
        ),
        "ten-people": (
            "Everything the model knows of ten residents, in every wording it was taught.",
            tuple(row.id for row in known if row.person in people[-10:]),
        ),
        "documents": (
            "Letters, verses, recipes, notices and files with keys, each to be forgotten whole.",
            tuple(row.id for row in known if not row.person),
        ),
    }


def _ten_secrets(known: list[Row], people: list[str]) -> tuple[str, ...]:
    chosen: list[Row] = []
    for number, person in enumerate(people):
        kinds = {row.kind for row in chosen}
        theirs = [row for row in known if row.person == person]
        fresh = [row for row in theirs if row.kind not in kinds] or theirs
        wanted = TAUGHT[number % len(TAUGHT)]
        chosen.append(next((row for row in fresh if row.wording == wanted), fresh[0]))
    return tuple(row.id for row in chosen)
