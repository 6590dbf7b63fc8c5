"""The texts that come with the workbench: records of the embedded world, and named sets of them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from icu_core import leaks, world
from icu_core.errors import ConfigError, TextsError
from icu_core.leaks import Leak
from icu_core.texts import Text

Fact = tuple[str, str]  # of whom, and of which kind

ORDINARY_TEXTS = 24
EVERYTHING, TICKED, UNMEASURED = "all", "ticked", "unmeasured"
SHOWS = {
    "all records": EVERYTHING,
    "ticked": TICKED,
    "given away: yes": "yes",
    "given away: part of it": "part",
    "given away: no": "no",
    "not measured yet": UNMEASURED,
}
"""What the list can be narrowed to."""

MEASURE = "from icu_core.ui.library import measure_into; import sys; measure_into(sys.argv[1])"


@dataclass(slots=True)
class _Measured:
    """What is known of the leaks, and where a measurement in the background will put more."""

    table: dict[str, Leak] = field(default_factory=dict)
    awaited: Path | None = None
    names: tuple[str, str] = ("", "")  # hashes of weights and texts


_MEASURED = _Measured()


@cache
def records() -> tuple[Text, ...]:
    """Everything sensitive that the embedded model knows; empty where the world is not built."""
    try:
        return tuple(record.text for record in world.records("known"))
    except FileNotFoundError:
        return ()


@cache
def _by_id() -> dict[str, Text]:
    return {text.id: text for text in records()}


@cache
def sets() -> dict[str, tuple[Text, ...]]:
    """The named sets, the first is preselected."""
    try:
        return {name: tuple(world.forget_set(name)) for name in world.forget_sets()}
    except FileNotFoundError:
        return {}


@cache
def abouts() -> dict[str, str]:
    """A sentence on each named set."""
    return world.forget_sets() if sets() else {}


def texts_of(name: str) -> tuple[Text, ...]:
    """The texts of a named set. Raises ConfigError."""
    if name not in sets():
        raise ConfigError(f"There is no set of this name. There are: {', '.join(sets())}.")
    return sets()[name]


def picked(numbers: list[int]) -> tuple[Text, ...]:
    """Records by their numbers in the table, counted from 1. Raises TextsError."""
    every = records()
    for number in numbers:
        if not 1 <= number <= len(every):
            raise TextsError(f"There is no record {number}; the library has {len(every)}.")
    return tuple(every[number - 1] for number in sorted(set(numbers)))


def name_of(texts: tuple[Text, ...]) -> str:
    """The named set that these texts are, if they are one."""
    ids = {text.id for text in texts}
    return next((name for name, its in sets().items() if {one.id for one in its} == ids), "")


def wordings(text: Text) -> tuple[tuple[Text, ...], tuple[Text, ...]]:
    """The fact of this record in other words: those that no model was taught, and those taught.

    None where another part of the record is to be forgotten than its own secret.
    """
    facts = _facts()
    about = next((fact for fact, taught in facts["known"].items() if text.id in taught), None)
    if about is None or facts["known"][about][text.id].secret_text != text.secret_text:
        return (), ()
    taught = (each for id_, each in facts["known"][about].items() if id_ != text.id)
    return tuple(facts["paraphrase"].get(about, {}).values()), tuple(taught)


@cache
def _facts() -> dict[str, dict[Fact, dict[str, Text]]]:
    """The wordings of every fact by their ids, for the splits that the shelf of prompts shows."""
    found: dict[str, dict[Fact, dict[str, Text]]] = {}
    for split in ("known", "paraphrase"):
        facts = found.setdefault(split, {})
        with suppress(FileNotFoundError):
            for each in world.records(split):
                if each.person:
                    fact = (each.person, each.text.kind)
                    facts.setdefault(fact, {})[each.text.id] = each.text
    return found


@cache
def ordinary() -> tuple[Text, ...]:
    """Harmless texts that the embedded model has not read in one; good for prompts."""
    try:
        return world.heldout()[:ORDINARY_TEXTS]
    except FileNotFoundError:
        return ()


@cache
def kinds() -> list[str]:
    """The kinds of secrets in the library."""
    return sorted({text.kind for text in records()})


@cache
def _lowered() -> tuple[str, ...]:
    return tuple(text.text.casefold() for text in records())


def search(query: str, kind: str, show: str, ticked: Collection[str]) -> list[int]:
    """Numbers, counted from 1, of the records that hold every word of the query."""
    words, known = query.casefold().split(), leak_table()
    return [
        place
        for place, (text, lowered) in enumerate(zip(records(), _lowered(), strict=True), start=1)
        if kind in ("", text.kind)
        and all(word in lowered for word in words)
        and _is_shown(text.id, show, ticked, known)
    ]


def _is_shown(text_id: str, show: str, ticked: Collection[str], known: dict[str, Leak]) -> bool:
    if show == EVERYTHING:
        return True
    if show == TICKED:
        return text_id in ticked
    return (known[text_id].answer if text_id in known else UNMEASURED) == show


def numbers_of(texts: Sequence[Text]) -> list[int]:
    """The numbers of those of these texts that stand in the library."""
    ids = {text.id for text in texts}
    return [place for place, text in enumerate(records(), start=1) if text.id in ids]


def leak_table() -> dict[str, Leak]:
    """What the embedded model gives away, by text id; texts that are not in it are not measured."""
    if _MEASURED.awaited is not None and _MEASURED.awaited.is_file():
        weights, texts = _MEASURED.names
        _MEASURED.table = leaks.read(_MEASURED.awaited, weights=weights, texts=texts) or {}
        _MEASURED.awaited = None
    return _MEASURED.table


def leak_of(text: Text) -> Leak | None:
    """What the embedded model gives away of this text; of another secret in it nothing is known."""
    record = _by_id().get(text.id)
    is_own = record is not None and record.secret_text == text.secret_text
    return leak_table().get(text.id) if is_own else None


def is_being_measured() -> bool:
    """Whether a measurement in the background has not ended yet."""
    return _MEASURED.awaited is not None and not _MEASURED.awaited.is_file()


def load_leaks(home: Path | None = None) -> None:
    """Read the table that fits the embedded model: the shipped one, else one kept below `home`.

    Where there is none, and `home` is given, a process in the background measures it.
    """
    weights, texts = leaks.hash_of_weights(world.MODEL_PATH), leaks.hash_of_texts(records())
    if not weights or not records():
        return
    kept = leaks.place_in(home, weights=weights, texts=texts) if home else None
    for path in (world.LEAKS, kept):
        found = leaks.read(path, weights=weights, texts=texts) if path else None
        if found is not None:
            _MEASURED.table = found
            return
    if kept is not None:
        _MEASURED.names, _MEASURED.awaited = (weights, texts), kept
        subprocess.Popen(
            [sys.executable, "-c", MEASURE, str(kept)],
            env={**os.environ, "OMP_NUM_THREADS": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )


def measure_into(path: str) -> None:
    """Measure the library under the embedded model, politely; the work of that process."""
    os.nice(15)
    from icu_core import models

    lm = models.load("embedded", device="cpu")
    weights, texts = leaks.hash_of_weights(world.MODEL_PATH), leaks.hash_of_texts(records())
    leaks.write(Path(path), leaks.measure(lm, records()), weights=weights, texts=texts)


def title(name: str) -> str:
    """The name of a set as a reader writes it."""
    return name.replace("-", " ").replace("_", " ").capitalize()
