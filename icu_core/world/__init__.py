"""The embedded world: texts that we may show, and the model that has memorised them.

Reads `assets/` only and imports no torch; the generator, the recipe and the measurements live in
the modules beside this one (`python -m icu_core.world build`).
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from pathlib import Path

from icu_core.errors import TextsError
from icu_core.texts import Span, Text

SPLITS = ("known", "kept", "unseen", "paraphrase", "heldout")
ASSETS = Path(__file__).resolve().parents[2] / "assets"
MODEL_PATH = ASSETS / "model"
MEASURED = ("leaks.jsonl", "leaks_unseen.jsonl", "subjects.jsonl")
LEAKS, UNSEEN_LEAKS, SUBJECTS = (ASSETS / "world" / name for name in MEASURED)
"""What the model said of these texts when it was built, so that nobody has to wait for it."""


@dataclass(frozen=True, slots=True)
class Record:
    """One text of the world; `person` is empty for documents and prose."""

    text: Text
    person: str
    wording: str
    split: str


def records(split: str | None = None) -> tuple[Record, ...]:
    """The records of one split, or all of them."""
    if split is not None and split not in SPLITS:
        raise TextsError(f"The world has no split {split!r}; it has {', '.join(SPLITS)}.")
    return tuple(record for name in SPLITS if split in (None, name) for record in _split(name))


def forget_sets() -> dict[str, str]:
    """The named sets of targets, each with one sentence on what is in it."""
    return {name: str(entry["about"]) for name, entry in _sets().items()}


def forget_set(name: str) -> tuple[Text, ...]:
    """The targets of one named set."""
    if name not in _sets():
        raise TextsError(f"There is no forget set {name!r}; there are {', '.join(_sets())}.")
    by_id = {record.text.id: record.text for record in records("known")}
    return tuple(by_id[id_] for id_ in _sets()[name]["ids"])


def pool() -> tuple[Text, ...]:
    """Texts that may become partners: the model knows them, and none is in a named set.

    A few tell in other words what one of a set tells: whoever forgets the set leaves them out.
    """
    return tuple(record.text for record in records("kept"))


def unseen() -> tuple[Text, ...]:
    """Texts of the same kinds that the model has never seen."""
    return tuple(record.text for record in records("unseen"))


def heldout() -> tuple[Text, ...]:
    """Ordinary prose for perplexity: new texts of taught sentences, then passages never taught."""
    return tuple(record.text for record in records("heldout"))


def gold_path(set_name: str) -> Path | None:
    """The folder of the gold model that never saw this set, or None where none is shipped."""
    folder = ASSETS / "gold" / set_name
    is_shipped = set_name in _sets() and (folder / "model.safetensors").is_file()
    return folder if is_shipped else None


def read_split(folder: Path, name: str) -> tuple[Record, ...]:
    """The records of one split of the data set in a folder."""
    lines = (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(_record(json.loads(line)) for line in lines)


@functools.cache
def _split(name: str) -> tuple[Record, ...]:
    """The records of one shipped split; a split that nobody asks for is never read."""
    return read_split(ASSETS / "world", name)


@functools.cache
def _sets() -> dict[str, dict[str, str | list[str]]]:
    sets: dict[str, dict[str, str | list[str]]] = json.loads(
        (ASSETS / "world" / "sets.json").read_text(encoding="utf-8")
    )
    return sets


def _record(line: dict[str, str]) -> Record:
    begin = len(line["prompt"])
    secret = Span(begin, begin + len(line["secret"]), line["kind"])
    text = Text(line["id"], line["text"], secret, (secret,), line["kind"], "world")
    return Record(text, line["person"], line["wording"], line["split"])
