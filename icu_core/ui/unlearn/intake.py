"""From what a visitor chose, uploaded or pasted to texts; with words on what was done to them."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from icu_core.errors import ConfigError, TextsError
from icu_core.ui import library, words
from icu_core.ui.server import forms, public

if TYPE_CHECKING:
    from icu_core.reading.pieces import Split
    from icu_core.texts import Reading, Text

FILE_TYPES = [".txt", ".csv", ".tsv", ".jsonl", ".json", ".parquet"]
BY_ITSELF = "by itself"
SPLITS = {
    "found by itself": BY_ITSELF,
    "one text per paragraph": "paragraph",
    "one text per line": "line",
    "all is one text": "whole",
}
FIND = "find by name"
MOST_TARGETS = 2_000  # more cells than a board can show; a run of so many takes hours on a CPU


@dataclass(frozen=True, slots=True)
class Chosen:
    """The texts that are about to be forgotten, and where they come from."""

    texts: tuple[Text, ...] = ()
    about: str = ""
    notes: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    file: str = ""  # where it was uploaded to, if it was
    uncorrected: tuple[Text, ...] = ()  # as they were before any secret was typed over

    @property
    def told(self) -> str:
        """How many, as a heading."""
        if not self.texts:
            return "No text chosen yet"
        return f"{words.count(len(self.texts), 'text')} to forget"


def from_set(name: Any) -> Chosen:
    """A named set of the library."""
    set_name = forms.one_of(name, "set", tuple(library.sets()))
    return Chosen(library.texts_of(set_name), library.abouts()[set_name])


def from_records(numbers: Any) -> Chosen:
    """Single records of the library, by their numbers."""
    if not isinstance(numbers, list):
        raise TextsError("Choose records of the library by their numbers.")
    checked = [forms.whole(each, "record", 1, 10**6) for each in numbers]
    return Chosen(library.picked(checked), "Picked from the library.")


def from_paste(raw: Any, split: Any) -> Chosen:
    """What somebody typed."""
    from icu_core.reading import readers
    from icu_core.texts import MAX_FILE_BYTES

    typed = forms.text(raw, "text", at_most=MAX_FILE_BYTES, may_be_empty=True)
    if not typed.strip():
        return Chosen()
    reading = readers.paste(typed, split=_split(split), most=public.most_texts(MOST_TARGETS))
    public.check_length(reading.texts)
    return Chosen(reading.texts, "Pasted.", reading.notes)


def from_file(path: Any, split: Any, text_column: Any, secret_column: Any) -> Chosen:
    """An uploaded file. A column that is not in it raises TextsError."""
    from icu_core.reading import readers
    from icu_core.reading.columns import Columns

    if path is None:
        return Chosen()
    place = Path(forms.text(path, "file", at_most=4096))
    columns = readers.columns_of(place)
    wanted = Columns(text=_column(text_column, columns), secret=_column(secret_column, columns))
    reading = readers.read_texts(
        place, split=_split(split), columns=wanted, most=public.most_texts(MOST_TARGETS)
    )
    public.check_length(reading.texts)
    return Chosen(reading.texts, f"From {place.name}.", reading.notes, columns, str(place))


def columns_of(path: Any) -> tuple[str, ...]:
    """The columns of an uploaded table; none for plain text."""
    from icu_core.reading import readers

    return readers.columns_of(Path(forms.text(path, "file", at_most=4096))) if path else ()


def other_texts(path: Any, field: str) -> tuple[Text, ...] | None:
    """A pool or never-seen texts that were uploaded; None where nothing was."""
    from icu_core.reading import readers
    from icu_core.texts import MAX_ROWS

    if path is None:
        return None
    most = public.most_other_texts(MAX_ROWS)
    return readers.read_texts(Path(forms.text(path, field, at_most=4096)), most=most).texts


def pool_of(path: Any, dataset: Any) -> tuple[Text, ...] | None:
    """Where partners are looked for: an uploaded file or a data set of the hub, not both.

    None where neither was given. Raises TextsError, PoolError, ConfigError.
    """
    name = dataset_name(dataset)
    if path is not None and name:
        raise TextsError(
            "There are both a file and a data set to find partners in. Take one of them away."
        )
    return from_dataset(name).texts if name else other_texts(path, "pool")


def dataset_name(raw: Any) -> str:
    """The id of a data set, with or without "dataset:" before it; empty for none."""
    typed = forms.line(raw, "data set")
    return typed.removeprefix("dataset:").strip()


def from_dataset(name: str) -> Reading:
    """The first rows of a data set of the hub. Raises PoolError, ConfigError."""
    if public.is_public():
        raise ConfigError(
            "On this public server data sets of the hub are not read. Upload a file, or run the "
            "workbench at home."
        )
    return _read_dataset(name)


@lru_cache(maxsize=4)
def _read_dataset(name: str) -> Reading:
    """Read once, so that looking at it and starting a run is one download; errors are not kept."""
    from icu_core.pools import DatasetPool, resolve_pool

    return resolve_pool(DatasetPool(name))


def corrected(chosen: Chosen, secrets: Sequence[Any]) -> Chosen:
    """The same texts with the secrets that were typed beside them. Raises TextsError.

    They are looked for in the texts as these were chosen, so that a correction can be taken back.
    """
    before = chosen.uncorrected or chosen.texts
    if len(secrets) != len(chosen.texts):
        raise TextsError(
            "Texts can be neither added nor removed here; only secrets can be changed."
        )
    texts = [_with_secret(place, text, secret) for place, (text, secret) in
             enumerate(zip(before, secrets, strict=True), start=1)]  # fmt: skip
    return dataclasses.replace(chosen, texts=tuple(texts), uncorrected=before)


def _with_secret(place: int, text: Text, secret: Any) -> Text:
    """A secret elsewhere in the text is of another kind, and is compared with others."""
    from icu_core.texts import MARKED, last_place, with_secret

    if not isinstance(secret, str) or not secret.strip():
        raise TextsError(f"The secret of text {place} is empty. Write the part to be forgotten.")
    if secret == text.secret_text:
        return text
    start = last_place(text.text, secret)
    if start < 0:
        raise TextsError(
            f"What you wrote as the secret of text {place} does not stand in that text. Copy the "
            "part to be forgotten exactly."
        )
    better = with_secret(text, start, start + len(secret))
    is_same_place = start < text.secret.stop and text.secret.start < start + len(secret)
    return better if is_same_place else dataclasses.replace(better, kind=MARKED)


def _split(raw: Any) -> Split | None:
    """How to cut plain text; None where its user did not say."""
    split = forms.one_of(raw, "splitting", tuple(SPLITS.values()))
    return None if split == BY_ITSELF else cast("Split", split)


def _column(raw: Any, columns: Sequence[str]) -> str | None:
    if raw in (None, "", FIND):
        return None
    return forms.one_of(raw, "column", columns) if columns else None
