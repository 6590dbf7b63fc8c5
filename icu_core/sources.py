"""Texts by what a user names: a file, a set of the embedded world, or the texts themselves."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path

from icu_core import world
from icu_core.errors import TextsError
from icu_core.reading.columns import Columns
from icu_core.reading.contents import told_name
from icu_core.reading.pieces import Split
from icu_core.reading.readers import paste, read_texts
from icu_core.texts import Reading, Text, distinct


def texts_of(
    source: str | Path | Sequence[str] | Sequence[Text],
    *,
    columns: Columns | None = None,
    split: Split | None = None,
) -> Reading:
    """Texts from a file, a forget set of the embedded world, or a list of texts or words.

    Args:
        source: the file, the name of the set, or the list.
        columns: of a table; nothing else has columns.
        split: of a file of plain text, how to cut it; nothing else is cut.

    Raises TextsError where there is nothing usable under that name.
    """
    if not isinstance(source, (str, Path)) and not _is_list(source):
        raise TextsError("Give a file, the name of a set, or a list of texts.")
    if isinstance(source, Path) or (isinstance(source, str) and source not in world.forget_sets()):
        return _of_file(source, columns, split)
    if split or columns not in (None, Columns()):
        raise TextsError(
            "Only where a file is read can its columns be chosen or its text be split. Leave that "
            "out: the texts of a set or a list are told apart already."
        )
    if isinstance(source, str):
        return Reading(world.forget_set(source))
    readings = [
        Reading((each,)) if isinstance(each, Text) else paste(each, split="whole")
        for each in source
    ]
    return Reading(
        tuple(distinct(text for reading in readings for text in reading.texts)),
        tuple(note for reading in readings for note in reading.notes),
    )


def _of_file(source: str | Path, columns: Columns | None, split: Split | None) -> Reading:
    """The texts of a file. Raises TextsError."""
    if isinstance(source, str) and not _is_there(source):
        named = repr(source) if _is_nearly_a_set(source) else told_name(source)
        raise TextsError(
            f"There is no file {named}, and no such set. Texts themselves are "
            f"given in a file or, in Python, in a list. Sets: {', '.join(world.forget_sets())}."
        )
    reading = read_texts(source, columns=columns, split=split)
    if split and reading.columns:
        raise TextsError("A table is not split: every row of it is a text. Leave the split out.")
    return reading


def _is_list(source: object) -> bool:
    """Whether these are texts one after the other, and nothing else is among them."""
    return isinstance(source, Sequence) and all(isinstance(each, (str, Text)) for each in source)


def _is_nearly_a_set(name: str) -> bool:
    """Whether this is the name of a set with a slip in it; anything else may be a text."""
    return bool(difflib.get_close_matches(name.lower(), world.forget_sets(), cutoff=0.8))


def _is_there(name: str) -> bool:
    try:
        return Path(name).exists()
    except (OSError, ValueError):  # too long for a name, or with signs that no name has
        return False
