"""Promises of `icu_core.sources`, and which of the texts that it names a plan takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import forgetful
import pytest
from uploads import put, said

from icu_core import load, preparation, save, unlearn
from icu_core.config import RunConfig
from icu_core.errors import ModelError, TextsError
from icu_core.reading.columns import Columns
from icu_core.sources import texts_of
from icu_core.texts import Text, new_text

LINES = "one two three\nfour five six\n"


def test_plain_text_is_split_as_asked_and_a_table_or_a_set_is_not(tmp_path: Path) -> None:
    path = str(put(tmp_path, "a.txt", LINES))
    assert said(texts_of(path, split="line")) == LINES.split("\n")[:2]
    assert said(texts_of(path)) == [LINES.strip()]
    table = put(tmp_path, "a.csv", "text\none two\n")
    for source in (table, "ten-secrets", [LINES]):
        with pytest.raises(TextsError, match="split"):
            texts_of(source, split="line")


@pytest.mark.filterwarnings("ignore:.*:UserWarning")
def test_a_program_may_say_how_a_file_is_split(tmp_path: Path) -> None:
    path = put(tmp_path, "a.txt", "The code of Abo is 4071\nThe code of Bex is 9326\n")
    lm = forgetful.blank()
    told = {"pool": forgetful.kept(), "unseen": forgetful.unseen(), "settings": forgetful.QUICK}
    for split, count in (("line", 2), ("paragraph", 1), (None, 2)):
        first = next(unlearn(path, model=lm, split=split, **told))  # type: ignore[arg-type]
        assert len(first.scores) == count


def test_columns_of_a_set_or_of_plain_text_are_refused(tmp_path: Path) -> None:
    for source in ("ten-secrets", str(put(tmp_path, "a.txt", LINES))):
        with pytest.raises(TextsError, match="columns"):
            texts_of(source, columns=Columns(text="text"))


@pytest.mark.parametrize(
    "source",
    [
        "My password is hunter2 today",
        "correct-horse-battery-staple",
        "x1 " * 3_000,
        "a\0b",
        "pw77",
    ],
)
def test_a_text_that_stands_for_a_file_is_not_repeated(source: str) -> None:
    with pytest.raises(TextsError, match="There is no file of that name") as caught:
        texts_of(source)
    assert source not in str(caught.value) and "x1 x1" not in str(caught.value)


def test_a_file_or_a_set_that_is_not_there_is_named() -> None:
    for name in ("nothing at all.csv", "ten-secret", "Ten-People", "one_person"):
        with pytest.raises(TextsError, match=f"There is no file '{name}'.*ten-secrets"):
            texts_of(name)


def planned(targets: list[Text], extra: list[Text]) -> list[str]:
    """The notes of a plan with more texts in its pool and among the never-seen ones."""
    made = preparation.make_plan(
        forgetful.blank(),
        targets,
        RunConfig().with_values(forgetful.QUICK),
        pool=[*forgetful.kept(), *extra],
        unseen=[*forgetful.unseen(), *extra],
    )
    assert not {each.text for each in extra} & {each.text for each in made.anchors}
    return list(made.notes)


def test_a_text_too_short_for_the_model_is_left_out_with_a_note() -> None:
    notes = planned(forgetful.known(), [new_text("ok")])
    for what in ("pool", "never-seen"):
        assert any(note.startswith(f"1 {what} text left out") for note in notes)


def test_a_target_too_short_for_the_model_is_named_by_its_number() -> None:
    with pytest.raises(TextsError, match="Text 5 is too short"):
        planned([*forgetful.known(), new_text("ok")], [])


@pytest.mark.filterwarnings("ignore:.*:UserWarning")
def test_a_program_names_pool_and_never_seen_texts_as_it_names_targets(tmp_path: Path) -> None:
    table = put(tmp_path, "a.csv", "number,words\n1,The code of Abo is 4071\n")
    pool = put(tmp_path, "pool.txt", "\n\n".join(each.text for each in forgetful.kept()))
    unseen = [each.text for each in forgetful.unseen()]
    quick = {"model": forgetful.blank(), "settings": forgetful.QUICK}
    first = next(unlearn(table, column="words", pool=pool, unseen=unseen, **quick))  # type: ignore[arg-type]
    assert [score.truth.strip() for score in first.scores] == ["4071"]


@pytest.mark.parametrize("targets", [None, 7, b"The code is 4071", [1, 2], [b"one two"], {"a": 1}])
def test_what_is_no_text_is_refused_in_words(targets: Any) -> None:
    with pytest.raises(TextsError, match="list of texts"):
        texts_of(targets)


def test_what_serves_for_want_of_better_is_said_to_a_program() -> None:
    known, kept = forgetful.known(), [*forgetful.kept(), *forgetful.unseen()]
    with pytest.warns(UserWarning, match="No never-seen texts were given"):
        next(unlearn(known, model=forgetful.blank(), pool=kept, settings=forgetful.QUICK))


def test_a_model_is_named_by_its_path_and_saved_in_a_folder_alone(tmp_path: Path) -> None:
    lm = forgetful.blank()
    save(lm, tmp_path / "new" / "model")
    assert load(tmp_path / "new" / "model").name == str(tmp_path / "new" / "model")
    there = put(tmp_path, "out.bin", "precious")
    with pytest.raises(ModelError, match="it is a file"):
        save(lm, there)
    assert there.read_text() == "precious"
