"""Every way to say a fact keeps the rules: one secret, the full name before it, good English."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

import pytest

from icu_core.world import people
from icu_core.world.facts import DRAW
from icu_core.world.grammar import compose, fill, polish, stream
from icu_core.world.prose import WORDS
from icu_core.world.wordings import (
    FRESH,
    NATURAL,
    NOUNS,
    PLAIN,
    SMALL_TALK,
    SYNONYMS,
    TAUGHT,
    WORDINGS,
)

SECRET = "\x00"
PERSON = {
    "name": "Odile Varrick",
    "first": "Odile",
    "job": "archivist",
    "trait": "who swims every morning",
    "workplace": "the museum",
    "she": "she",
    "her": "her",
    "him": "her",
    "secret": SECRET,
}
# Words by which a reader knows, before the secret comes, what kind of secret it will be.
TELLING = {
    "phone": "phone|number|dial|ring |call ",
    "mail": "mail",
    "address": r"address|\blives?\b|home|house|door|moved|curtains",
    "account": "account",
    "door": r"\bdoor",
    "prescription": "medicine|prescription|prescribe|take|doctor",
    "diagnosis": r"diagnosis|\bill|suffer|clinic|doctor",
    "appointment": "appointment|clinic|doctor|expected",
    "travel": "booking|booked|ship|sail|ferry|ticket|crossing|trip|travel",
    "strongbox": "strongbox|vault",
    "passphrase": "passphrase|computer|log in",
    "birthday": r"birth|\bborn\b|young|\bage\b|how old",
}
# The word that residents use for a kind of secret; in a fresh frame no other kind's word is near.
NAMED = {
    "phone": "telephone number",
    "mail": "mail address",
    "address": "home address|lives at",
    "account": "bank account",
    "door": "door code",
    "prescription": "medicine",
    "diagnosis": r"diagnosis|illness|\bill with",
    "appointment": "appointment",
    "travel": "ferry booking|ferry office|sails on",
    "strongbox": "strongbox",
    "passphrase": "passphrase",
    "birthday": "birthday|date of birth|born on",
}
NEAR = 8  # words before the secret
PERSONS_SLOTS = {*PERSON, "noun"}


def steps(frame: str) -> list[list[str]]:
    """The alternatives of every step of a frame."""
    lines = [line.strip() for line in frame.strip().splitlines()]
    return [line.removeprefix("? ").split(" | ") for line in lines]


def said(frame: str, seed: str, values: dict[str, str], times: int) -> Iterator[str]:
    for number in range(times):
        yield compose(frame, SMALL_TALK, stream(number, seed), values)


def frames() -> Iterator[tuple[str, str, dict[str, str]]]:
    """Every frame with what it is called and what fills it."""
    for kind, registers in WORDINGS.items():
        for register, frame in registers.items():
            yield f"{kind} {register}", frame, PERSON
        for number, frame in enumerate(NATURAL[kind]):
            yield f"{kind} natural {number}", frame, PERSON
        for noun in SYNONYMS[kind]:
            for number, frame in enumerate(PLAIN):
                yield f"{kind} plain {number}", frame, {**PERSON, "noun": noun}


def test_every_kind_has_every_register() -> None:
    assert set(WORDINGS) == set(NOUNS) == set(SYNONYMS) == set(NATURAL) == set(DRAW)
    for registers in WORDINGS.values():
        assert list(registers) == [*TAUGHT, *FRESH]
    assert {kind: nouns[0] for kind, nouns in SYNONYMS.items()} == NOUNS


def test_the_secret_stands_once_and_after_the_full_name() -> None:
    for called, frame, values in frames():
        for text in said(frame, called, values, 20):
            assert text.count(SECRET) == 1, (called, text)
            assert PERSON["name"] in text.split(SECRET)[0], (called, text)
            first = text.find("Odile")
            assert first == text.find("Odile Varrick"), (called, text)


def test_every_text_is_plain_english() -> None:
    wrong = r"[{}|#]|a\(n\)|  | \.|\?\.|\.\.|[.!?] [a-z]|\b[aA] [aeio]|\b[aA]n [bcdfgkp]|,,|\?,"
    for called, frame, values in frames():
        for text in said(frame, called, values, 20):
            assert not re.search(wrong, text), (called, text)
            assert text.count('"') % 2 == 0, (called, text)
            assert not text[0].islower(), (called, text)
            assert text == polish(text)


def test_a_reader_knows_what_is_coming() -> None:
    for kind, registers in WORDINGS.items():
        for register, frame in registers.items():
            optional = [line.strip().startswith("? ") for line in frame.strip().splitlines()]
            choices = [
                [*step, ""] if may_go else step
                for step, may_go in zip(steps(frame), optional, strict=True)
            ]
            for chosen in itertools.product(*choices):
                before, _ = " ".join(chosen).lower().split("{secret}")
                assert re.search(TELLING[kind], before), (kind, register, before)
                assert "{name}" in before.split("{first}")[0], (kind, register, before)


def test_a_fresh_frame_names_the_kind_right_before_the_secret() -> None:
    assert set(NAMED) == set(WORDINGS)
    for kind, registers in WORDINGS.items():
        for register in FRESH:
            for chosen in itertools.product(*steps(registers[register])):
                text = fill(" ".join(chosen), SMALL_TALK, stream(0, kind, register), PERSON)
                near = " ".join(text.split(SECRET)[0].split()[-NEAR:])
                named = [other for other, words in NAMED.items() if re.search(words, near)]
                assert named == [kind], (kind, register, near)


def test_a_secret_never_begins_a_sentence() -> None:
    """Many secrets begin with a small letter: a medicine's dose, an illness, a mail address."""
    for called, frame, values in frames():
        for text in said(frame, called, values, 20):
            assert not re.search(rf'[.!?]"? "?{SECRET}', text), (called, text)


@pytest.mark.parametrize("kind", WORDINGS)
def test_no_step_of_a_fresh_register_is_taught(kind: str) -> None:
    taught = {a for f in TAUGHT for step in steps(WORDINGS[kind][f]) for a in step}
    taught |= {*PLAIN, *NATURAL[kind]}
    for register in FRESH:
        for step in steps(WORDINGS[kind][register]):
            assert not taught & set(step), (kind, register)


def test_there_is_much_variety() -> None:
    alternatives = {
        (kind, a)
        for kind, registers in WORDINGS.items()
        for frame in registers.values()
        for step in steps(frame)
        for a in step
    }
    assert len(alternatives) >= 900
    assert len(set(PLAIN)) == len(PLAIN) >= 45
    assert sum(plain.startswith("{name}") for plain in PLAIN) >= 15
    for natural in NATURAL.values():
        assert len(set(natural)) == len(natural) >= 12
    for kind, registers in WORDINGS.items():
        for register, frame in registers.items():
            texts = set(said(frame, kind + register, PERSON, 60))
            assert len(texts) >= 45, (kind, register)


def test_a_text_is_neither_a_scrap_nor_a_chapter() -> None:
    for kind, registers in WORDINGS.items():
        for register, frame in registers.items():
            for text in said(frame, kind + register, PERSON, 60):
                assert 7 <= len(text.split()) <= 42, (kind, register, text)


def test_every_slot_is_known_and_small_talk_names_no_resident() -> None:
    texts = [f for registers in WORDINGS.values() for f in registers.values()]
    texts += [
        *PLAIN,
        *(n for natural in NATURAL.values() for n in natural),
        *(word for words in SMALL_TALK.values() for word in words),
    ]
    slots = {slot for text in texts for slot in re.findall(r"\{([a-z_]+)", text)}
    assert slots <= {*SMALL_TALK, *PERSONS_SLOTS}
    assert {slot: WORDS[slot] for slot in SMALL_TALK} == SMALL_TALK, "another list has taken a slot"
    talkers = {*SMALL_TALK["folk"], *SMALL_TALK["friend"]}
    assert len(talkers) == len(SMALL_TALK["folk"]) + len(SMALL_TALK["friend"])
    assert not talkers & {*people.WOMEN, *people.MEN}
