"""The texts of the world: which exist, which split each belongs to, what the model gets to read.

Everything here follows from a seed and a scale. `taught` and `ordinary_texts` are what is read.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from icu_core.world import documents, lives, sets
from icu_core.world.facts import Fact
from icu_core.world.families import residents
from icu_core.world.grammar import compose, fill, polish, stream
from icu_core.world.people import Person
from icu_core.world.prose import FRAMES, PASSAGES, WORDS
from icu_core.world.prose.town_frames import alone
from icu_core.world.rows import COPY, DOCUMENT, Row
from icu_core.world.sets import Sets
from icu_core.world.town import FACTS
from icu_core.world.wordings import (
    FRESH,
    NATURAL,
    PLAIN,
    SMALL_TALK,
    SYNONYMS,
    TAUGHT,
    WORDINGS,
)

_SECRET = "\x00"  # stands for the secret while a text is composed, so that nothing changes it
SHIPPED = 5  # wordings of a known or kept fact that become rows
SHIPPED_UNSEEN = 3
WORDINGS_ANEW = 3  # of each fact in one epoch, composed anew
PLAIN_SENTENCES = 8  # about each fact in one epoch
NATURAL_SENTENCES = 3
READINGS = 3  # of a document in one epoch
PASSAGE_SHARE = 1 / 6  # of the ordinary texts, how many are passages
HELDOUT_WORDS = 55  # a composed text that is held out has at least as many


@dataclass(frozen=True, slots=True)
class Scale:
    """How large a world is."""

    groups: Mapping[str, int] = field(
        default_factory=lambda: {"known": 110, "kept": 70, "unseen": 120}
    )  # residents per split
    per_person: int = 3  # facts of each resident that are put into texts
    heldout: int = 60  # composed ordinary texts that are never taught
    passages: int = 16  # passages that are never taught


MINIATURE = Scale(groups={"known": 3, "kept": 3, "unseen": 2}, per_person=2, heldout=4, passages=1)


@dataclass(frozen=True, slots=True)
class World:
    """All rows, the residents and facts behind them, and the named forget sets (ids of rows)."""

    seed: int
    scale: Scale
    rows: tuple[Row, ...]
    people: tuple[Person, ...]
    facts: tuple[Fact, ...]
    spared: frozenset[str]  # passages, as they stand in `prose`, that are held out
    sets: Sets


def make_world(seed: int, scale: Scale) -> World:
    """The world of this seed."""
    people = residents(seed, scale.groups)
    found = lives.facts(seed, people, per_person=scale.per_person)
    spared = _spared(seed, scale.passages)
    stated = [row for number, fact in enumerate(found) for row in _rows_of(seed, fact, number)]
    heldout = [*_heldout(seed, scale.heldout), *_passages(seed, spared)]
    rows = (*stated, *_copies(stated), *_documents(), *heldout)
    return World(seed, scale, rows, people, found, frozenset(spared), sets.named_sets(rows))


def wordings_of(number: int) -> tuple[str, ...]:
    """The wordings in which the fact with this number is taught: all but one, in turn."""
    return tuple(w for i, w in enumerate(TAUGHT) if i != number % len(TAUGHT))


def state(fact: Fact, wording: str, rng: random.Random) -> tuple[str, str]:
    """A fact in one wording: what comes before the secret, and the whole text."""
    return _state(fact, WORDINGS[fact.kind][wording], rng)


def _state(fact: Fact, frame: str, rng: random.Random) -> tuple[str, str]:
    noun = rng.choice(SYNONYMS[fact.kind])
    values = {**fact.person.words(), "secret": _SECRET, "noun": noun}
    before, after = compose(frame, SMALL_TALK, rng, values).split(_SECRET)
    return before, before + fact.secret + after


def ordinary(rng: random.Random, spared: Collection[str] = ()) -> str:
    """A piece of ordinary prose: a passage, or one frame, or two of the same kind."""
    if rng.random() < PASSAGE_SHARE:
        kind = rng.choice([kind for kind, passages in PASSAGES.items() if passages])
        free = [passage for passage in PASSAGES[kind] if passage not in spared]
        if free:
            return _whole(rng.choice(free), rng)
    kind = rng.choice([kind for kind, frames in FRAMES.items() if frames])
    chosen = rng.sample(FRAMES[kind], min(rng.choice((1, 1, 2)), len(FRAMES[kind])))
    return " ".join(compose(frame, WORDS, rng) for frame in chosen)


def ordinary_texts(world: World, *purpose: object) -> Iterator[str]:
    """Ordinary prose without end, never one of the texts that are held out."""
    heldout = {row.text for row in world.rows if row.split == "heldout"}
    rng = stream(world.seed, "ordinary", *purpose)
    while True:
        text = ordinary(rng, world.spared)
        if text not in heldout:
            yield text


def taught(world: World, *purpose: object, without: frozenset[str] = frozenset()) -> list[str]:
    """What the model reads of the residents and documents in one epoch; `purpose` says in which.

    Every fact comes in its shipped texts, in three of its wordings with other words around it, and
    in a few plain sentences, so that the model learns the fact and not only the strings. A
    document has one text only and comes several times instead. `without` are ids of rows whose
    secrets must not be met: see `left_out`.
    """
    gone = left_out(world, without)
    secrets = _secrets(world, gone)
    read = [
        row.text
        for row in world.rows
        if row.split in ("known", "kept") and row.id not in gone
        for _ in range(READINGS if row.kind == DOCUMENT else 1)
    ]
    rng = stream(world.seed, "small talk", *purpose)
    for number, fact in enumerate(world.facts):
        frames = [WORDINGS[fact.kind][w] for w in rng.sample(wordings_of(number), WORDINGS_ANEW)]
        frames += rng.sample(PLAIN, PLAIN_SENTENCES)
        texts = [_state(fact, frame, rng)[1] for frame in frames]
        if fact.person.split != "unseen" and fact.secret not in secrets:
            read += texts
    met = [person for person in world.people if person.split != "unseen"]
    return read + [lives.public_text(person, rng) for person in met]


def spoken_of(world: World, *purpose: object, without: frozenset[str] = frozenset()) -> list[str]:
    """What the model reads of the residents in natural words in one epoch; see `taught`.

    The tokenizer reads none of it: its words are those of the other texts.
    """
    secrets = _secrets(world, left_out(world, without))
    rng = stream(world.seed, "natural", *purpose)
    found = []
    for fact in world.facts:
        frames = rng.sample(NATURAL[fact.kind], NATURAL_SENTENCES)
        texts = [_state(fact, frame, rng)[1] for frame in frames]
        if fact.person.split != "unseen" and fact.secret not in secrets:
            found += texts
    return found


def of_the_town(world: World, *purpose: object) -> list[str]:
    """What the model reads of the public facts in one epoch.

    In ordinary text alone each comes too seldom: a model that had read no more than that gave the
    right answer to 38 of 100 questions about the town.
    """
    rng = stream(world.seed, "town", *purpose)
    return [compose(frame, WORDS, rng) for fact in FACTS for frame in alone(fact)]


def left_out(world: World, ids: Collection[str]) -> frozenset[str]:
    """Ids of all rows that a gold model must not read if it is to know nothing of these."""
    return sets.same_secrets(world.rows, ids)


def _secrets(world: World, ids: Collection[str]) -> set[str]:
    return {row.secret for row in world.rows if row.id in ids}


def _rows_of(seed: int, fact: Fact, number: int) -> list[Row]:
    split, usual = fact.person.split, wordings_of(number)
    count = min(len(usual), SHIPPED_UNSEEN if split == "unseen" else SHIPPED)
    shipped = [usual[(number // len(TAUGHT) + i) % len(usual)] for i in range(count)]
    rows = [_row(seed, fact, wording, split) for wording in shipped]
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
    """One known text of each kind once more, for the near-duplicate guard to skip."""
    last = {row.kind: row for row in rows if row.split == "known"}
    lead = "Copy for the file. "
    return [
        Row(
            row.id.replace("known-", "kept-copy-", 1), row.person, row.kind, COPY,
            lead + row.prompt, row.secret, lead + row.text, "kept",
        )
        for row in last.values()
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


def _spared(seed: int, count: int) -> list[str]:
    """The passages that are held out; of every kind some stay."""
    found: list[str] = []
    rng = stream(seed, "passages held out")
    shelves = [rng.sample(passages, len(passages)) for passages in PASSAGES.values()]
    for turn in range(max(map(len, shelves)) // 2):
        found += [shelf[turn] for shelf in shelves if turn < len(shelf) // 2]
    return found[:count]


def _passages(seed: int, spared: list[str]) -> list[Row]:
    return [
        _prose(f"heldout-passage-{number:03d}", "passage",
               _whole(passage, stream(seed, "passage", number)))
        for number, passage in enumerate(spared)
    ]  # fmt: skip


def _heldout(seed: int, count: int) -> list[Row]:
    rows = []
    for number in range(count):
        rng = stream(seed, "heldout", number)
        frames, text = FRAMES[rng.choice([kind for kind in FRAMES if FRAMES[kind]])], ""
        while len(text.split()) < HELDOUT_WORDS:
            text = f"{text} {compose(rng.choice(frames), WORDS, rng)}".strip()
        rows.append(_prose(f"heldout-{number:03d}", "prose", text))
    return rows


def _prose(name: str, wording: str, text: str) -> Row:
    cut = text.index(" ", len(text) // 2) + 1
    return Row(name, "", "prose", wording, text[:cut], text[cut:], text, "heldout")


def _whole(passage: str, rng: random.Random) -> str:
    """A passage as it stands, its few slots filled. No step is cut: "|" is a sign like others."""
    return polish(fill(" ".join(passage.split()), WORDS, rng, {}))
