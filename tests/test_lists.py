"""Promises of `icu_core.reading.lists`: which lines are texts of their own."""

from __future__ import annotations

from pathlib import Path

import pytest
from uploads import put, said

from icu_core import world
from icu_core.reading.readers import paste, read_texts
from icu_core.texts import Reading

LIST = (
    "The door code of Mara Veld is 4512-88.\nThe PIN of Odile Sand is 7731\n"
    "The password of Ilvane Thorpe is walnut-otter-19.\n"
)


def test_lines_that_each_hold_a_secret_are_texts_of_their_own_unless_asked_otherwise() -> None:
    reading = paste(LIST + "\nAn ordinary paragraph.\nIt has two lines.")
    secrets = [text.secret_text for text in reading.texts]
    assert secrets[:3] == ["4512-88", "7731", "walnut-otter-19"]
    assert said(reading)[3:] == ["An ordinary paragraph.\nIt has two lines."]
    assert any("each line was taken as a text, 3 texts in all" in note for note in reading.notes)
    kept = paste(LIST, split="paragraph")
    assert len(kept.texts) == 1 and any("on several lines" in note for note in kept.notes)


def test_lines_that_come_twice_are_counted_once_and_said_to_be_dropped() -> None:
    twice = paste(2 * "The PIN of Odile Sand is 7731\n")
    assert (len(twice.texts), note_of(twice)) == (1, "1 text in all, 1 duplicate dropped. Split")
    shared = paste(LIST + "\n" + LIST.splitlines()[0] + "\nThe PIN of Bex Lorne is 1207")
    assert (len(shared.texts), note_of(shared)) == (4, "4 texts in all, 1 duplicate dropped. Split")
    assert note_of(paste(LIST)) == "3 texts in all. Split"


def note_of(reading: Reading) -> str:
    """What the note on lists says of their number."""
    (note,) = (note for note in reading.notes if "each line was taken" in note)
    return note.partition("as a text, ")[2].partition(" by paragraph")[0]


@pytest.mark.parametrize(
    ("record", "is_noted"),
    [
        ("Her phone number is 555-0142 and\nthe PIN of the gate is 4512", True),
        ("Name: Anna Berg\nPhone: 555-0142\nPassword: hunter2", True),
        ("We then met Anna Berg.\nThen we met Karl Marx.\nHis phone number is 555-0142.", False),
        ("We then met Anna Berg.\nHis phone number is 555-0142.", False),
        ("She met Anna Berg in May 2024\nand then went to see Karl Marx on 5.3.2024", False),
        ("My password for the gate is hunter2 and it\nmust never be told to anybody", False),
    ],
)
def test_a_record_or_a_letter_of_several_lines_stays_one_text(record: str, is_noted: bool) -> None:
    reading = paste(record)
    assert said(reading) == [record]
    assert any("on several lines" in note for note in reading.notes) == is_noted


def test_every_line_of_a_named_set_in_a_file_is_taken(tmp_path: Path) -> None:
    ten = [text.text for text in world.forget_set("ten-secrets")]
    assert said(read_texts(put(tmp_path, "a.txt", "\n".join(ten)))) == ten


def test_ordinary_prose_is_never_parted_by_line() -> None:
    prose = "\n\n".join(text.text for text in (*world.heldout(), *world.pool()))
    assert said(paste(prose)) == said(paste(prose, split="paragraph"))
