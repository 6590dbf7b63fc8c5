"""Hostile files and texts at the input border: read in a known form, or refused with a reason."""

from __future__ import annotations

import random
import time
import unicodedata
from dataclasses import fields
from pathlib import Path

import attack_files
import forgetful
import pytest
import tiny
from hypothesis import given, settings
from hypothesis import strategies as st
from uploads import peak_bytes

from icu_core import config, work
from icu_core.config import RunConfig
from icu_core.errors import ConfigError, IcuError, RunError, TextsError
from icu_core.reading.readers import paste, read_texts
from icu_core.reading.tables import csv_restore, csv_safe
from icu_core.store import Store
from icu_core.texts import Text
from icu_core.tokens import encode, windows
from icu_core.ui import markup
from icu_core.ui.server import forms
from icu_core.ui.unlearn import intake

MOST_BYTES = 500e6
MOST_WORK_S = 4.0  # of this process; half of it on a machine that does nothing else

# Files


def test_the_readme_of_the_attacks_knows_every_file_and_no_other() -> None:
    assert set(attack_files.expected()) == attack_files.names()


@pytest.mark.parametrize("name", attack_files.expected())
def test_a_hostile_file_is_read_or_refused_as_its_readme_says(tmp_path: Path, name: str) -> None:
    path = attack_files.write(name, tmp_path)
    memory, work = peak_bytes(), time.process_time()
    try:
        reading = read_texts(path, most=intake.MOST_TARGETS)
    except TextsError as error:
        happened, told = "refused", str(error)
        assert 20 < len(told) < 400
        assert "4512" not in told, "a refusal does not repeat the text"
    else:
        happened = "read"
        assert reading.texts
        assert all(_is_normal(text.text) for text in reading.texts)
    assert happened == attack_files.expected()[name]
    assert peak_bytes() - memory < MOST_BYTES
    assert time.process_time() - work < MOST_WORK_S
    assert [each.name for each in tmp_path.iterdir()] == [name], "nothing is unpacked"


def _is_normal(text: str) -> bool:
    controls = [each for each in text if unicodedata.category(each) in ("Cc", "Cs")]
    return unicodedata.is_normalized("NFC", text) and set(controls) <= {"\n", "\t"}


# Texts

TEXTS: dict[str, tuple[str, str | None]] = {
    "empty": ("", None),
    "spaces": (" \t \n ", None),
    "one character": ("x", None),
    "two characters": ("xy", "xy"),
    "one token": ("aa", "aa"),
    "NUL": ("the code\0 is 4512", "the code is 4512"),
    "half a character": ("the code \ud83d is 4512", "the code \ufffd is 4512"),
    "right to left": ("\u202ethe code is 4512\u202c", "\u202ethe code is 4512\u202c"),
    "emoji": ("\N{FOX FACE}\N{FOX FACE} is the code", "\N{FOX FACE}\N{FOX FACE} is the code"),
    "a mark": ("\ufeffthe code is 4512", "the code is 4512"),
    "line ends": ("the code\r\nis\r4512", "the code\nis\n4512"),
    "escape codes": ("the \x1b[31mcode\x1b[0m is 4512", "the [31mcode[0m is 4512"),
    "accents apart": ("cafe\u0301 is the code", "caf\u00e9 is the code"),
    "longer than the context": ("the code is 4512 " * 60, "the code is 4512 " * 60),
    "no letters": ("4512 8841 30-77", "4512 8841 30-77"),
    "too long": ("a" * 100_001, None),
    "ten megabytes": ("the code is 4512 " * 600_000, None),
}
"""A text as it is typed, and as it is taken; None where it is refused."""


@pytest.mark.parametrize("name", TEXTS)
def test_a_hostile_text_is_taken_in_its_normal_form_or_refused(tmp_path: Path, name: str) -> None:
    typed, taken = TEXTS[name]
    if taken is None:
        with pytest.raises(TextsError):
            paste(typed, split="whole")
        return
    reading = paste(typed, split="whole")
    assert [text.text for text in reading.texts] == [taken]
    lines = typed.replace("\r\n", "\n").replace("\r", "\n")  # which need no words
    assert taken == lines or any("normalised" in note for note in reading.notes)
    run = Store(tmp_path).create(RunConfig(), reading.texts)
    assert run.targets == list(reading.texts)
    assert _can_be_asked(reading.texts[0])


def _can_be_asked(text: Text) -> bool:
    """Whether the model can be asked for it; a text of one token says so."""
    lm = tiny.lm("llama")
    try:
        return all(encode(part, lm).secret_ids for part in windows(text, lm))
    except TextsError:
        return True


@settings(max_examples=150, deadline=None)
@given(
    st.text(st.characters(), max_size=120)
    | st.text("\ud800\0\r\n\u202e\x1b<>&\"'${}=", max_size=40)
)
def test_any_text_at_all_is_taken_or_refused_in_words(raw: str) -> None:
    for split in intake.SPLITS.values():
        try:
            chosen = intake.from_paste(raw, split)
        except IcuError as error:
            assert str(error)
            continue
        shown = markup.chosen_texts(chosen.texts)
        assert "<script" not in shown and "\x1b" not in shown and "\u202e" not in shown
        assert all(_can_be_asked(text) for text in chosen.texts)


def test_a_run_on_hostile_texts_goes_to_its_end(tiny_folder: Path, tmp_path: Path) -> None:
    targets = [
        text
        for typed, taken in TEXTS.values()
        if taken is not None and len(taken) > 8
        for text in paste(typed, split="whole").texts
    ]
    config = RunConfig(model=str(tiny_folder)).with_values({**forgetful.QUICK, "max_iterations": 1})
    run = Store(tmp_path).create(
        config, targets, pool=forgetful.kept(), unseen=forgetful.unseen()
    )  # fmt: skip
    work.do(run)
    assert run.status() == "finished", run.events()[-1]


# Values, from the settings' own bounds

NUMBERS = [
    (each.name, type(each.default)) for each in fields(RunConfig)
    if type(each.default) in (int, float)
]  # fmt: skip
CHOICES = [each.name for each in fields(RunConfig) if config.choices(each.name)]
FLAGS = [each.name for each in fields(RunConfig) if type(each.default) is bool]


def outside(name: str, kind: type) -> st.SearchStrategy[object]:
    """Values that a setting must refuse."""
    low, high = config.bounds(name)
    assert low is not None and high is not None
    beyond = st.one_of(
        st.floats(max_value=low, exclude_max=True, allow_nan=False),
        st.floats(min_value=high, exclude_min=True, allow_nan=False),
        st.integers(max_value=int(low) - 1),
        st.integers(min_value=int(high) + 1),
    )
    broken = st.floats(low, high).filter(lambda x: not x.is_integer()) if kind is int else beyond
    return st.one_of(beyond, broken, *_OF_NO_KIND)


_OF_NO_KIND = (
    st.just(float("nan")), st.booleans(), st.none(), st.text(max_size=9), st.lists(st.integers()),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2), st.binary(max_size=4),
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_a_value_out_of_bounds_is_refused_with_its_name_and_its_bounds(data: st.DataObject) -> None:
    name, kind = data.draw(st.sampled_from(NUMBERS))
    value = data.draw(outside(name, kind))
    with pytest.raises(ConfigError) as refused:
        forms.settings("default", {name: value})
    told = str(refused.value)
    assert name in told and len(told) < 250
    if type(value) in (int, float) and value == value and kind is float:
        assert "between" in told or "finite" in told


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_value_within_its_bounds_is_taken_and_kept(data: st.DataObject) -> None:
    name, kind = data.draw(st.sampled_from(NUMBERS))
    low, high = config.bounds(name)
    assert low is not None and high is not None
    drawn = st.integers(int(low), int(high)) if kind is int else st.floats(low, high)
    made = forms.settings("default", {name: data.draw(drawn)})
    assert low <= getattr(made, name) <= high
    assert RunConfig.from_json(made.to_json()) == made


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_word_that_is_no_choice_is_refused_with_the_choices(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(CHOICES + FLAGS))
    words = config.choices(name)
    value = data.draw(st.text(max_size=20) | st.integers() | st.none() | st.lists(st.text()))
    if value in words:
        return
    with pytest.raises(ConfigError) as refused:
        forms.settings("default", {name: value})
    told = str(refused.value)
    assert name in told and (not isinstance(value, str) or name in FLAGS or words[0] in told)


@given(st.dictionaries(st.text(max_size=20), st.integers(), min_size=1, max_size=3))
def test_a_setting_that_there_is_not_is_refused_by_its_name(values: dict[str, int]) -> None:
    known = {each.name for each in fields(RunConfig)}
    if set(values) & known:
        return
    with pytest.raises(ConfigError, match="There is no setting"):
        forms.settings("default", values)


# Ids and names


PIECES = (
    "..", "/", "\\", "\0", "\n", "%2e", "~", " ", "con", "\u0660", "é", "{}", "$HOME",
    *"0123456789abcdefABCDEF",
)  # fmt: skip


def test_none_of_five_thousand_fuzzed_ids_opens_anything(tmp_path: Path) -> None:
    store, dice = Store(tmp_path / "runs"), random.Random(7)
    run = store.create(RunConfig(), forgetful.known())
    for _ in range(5_000):
        word = "".join(dice.choices(PIECES, k=dice.randrange(40)))
        around = dice.choice(["", f"{run.id}/", f"../runs/{run.id}", run.id[:-1]])
        if around + word != run.id:
            with pytest.raises(RunError):
                store.get(around + word)
    assert store.get(run.id).id == run.id


# What leaves


@settings(max_examples=500, deadline=None)
@given(st.text(st.sampled_from("=+-@\t\r\n '\"＝＋－＠|a1"), max_size=12) | st.text(max_size=30))
def test_an_exported_cell_is_no_formula_and_comes_back(cell: str) -> None:
    safe = csv_safe(cell)
    assert not safe.lstrip(" \t\r\n").startswith(tuple("=+-@＝＋－＠"))
    assert csv_restore(safe) == cell
