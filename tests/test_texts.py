"""Promises of `icu_core.texts`: one normalisation, secrets that can always be corrected."""

from __future__ import annotations

import unicodedata

import pytest
from effort import effort
from hypothesis import given, settings
from hypothesis import strategies as st

from icu_core.errors import TextsError
from icu_core.texts import (
    GIVEN,
    LAST_HALF,
    MARKED,
    MAX_TEXT_CHARACTERS,
    Span,
    choose_secret,
    distinct,
    last_half,
    last_place,
    new_text,
    normalise,
    places,
    text_id,
    with_secret,
    with_spans,
)

few = settings(max_examples=60, deadline=5000)
anything = st.text(st.characters(), max_size=60) | st.text(
    "\ud800\udc00\0\r\n \t\ufeffaé\u0301", max_size=40
)


def test_line_ends_become_line_feeds() -> None:
    assert normalise("a\r\nb\rc\x85d\u2028e\nf") == "a\nb\nc\nd\ne\nf"


def test_controls_and_byte_order_marks_go_tabs_stay() -> None:
    assert normalise("\ufeffa\0b\x1b[31m\tc\x7f\x9d") == "ab[31m\tc"


def test_halves_of_characters_are_replaced() -> None:
    assert normalise("a\ud83dz") == "a\ufffdz"


def test_letters_and_accents_are_joined() -> None:
    assert normalise("cafe\u0301") == "café"


def test_blank_lines_at_the_ends_go_but_not_an_indentation() -> None:
    assert normalise("\n \t\n  first\n\nlast \n\n") == "  first\n\nlast "


def test_a_text_of_blanks_becomes_empty() -> None:
    assert normalise(" \n\t\n ") == ""


@few
@given(anything)
def test_normalising_twice_changes_nothing(raw: str) -> None:
    once = normalise(raw)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)
    once.encode("utf-8")


def test_thousands_of_combining_marks_are_little_work() -> None:
    heap, heaps = "a" + "\u0301\u0316" * 49_999, ("a" + "\u0344" * 40) * 2_000
    assert len(normalise(heap)) == 30
    assert len(normalise(heaps)) < 70_000
    usual = effort(lambda: normalise("as many letters " * 6_250))
    assert effort(lambda: normalise(heap)) + effort(lambda: normalise(heaps)) < 200 * usual


def test_marks_that_normalising_adds_are_limited_too() -> None:
    once = normalise("a" + "\u0344" * 40)
    assert normalise(once) == once


def test_a_text_over_the_limit_is_refused_with_the_limit() -> None:
    with pytest.raises(TextsError, match="at most 100,000"):
        normalise("a" * (MAX_TEXT_CHARACTERS + 1))


def test_the_id_depends_on_the_text_alone() -> None:
    first = new_text("Mara lives here.", source="a.csv", kind="letter")
    assert first.id == text_id("Mara lives here.") == with_secret(first, 0, 4).id
    assert len(first.id) == 16
    assert first.id != text_id("Mara lives there.")


def test_of_a_text_that_comes_twice_the_first_stays_where_it_was() -> None:
    a, b, c = (new_text(words) for words in ("one and two", "three and four", "five and six"))
    assert distinct([a, b, a, c, b]) == [a, b, c]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("他的密码是12啊", 1),
        ("他的𠀋12𠂢啊", 1),
        ("비밀번호는12입니다", 1),
        ("კოდი12", 0),
        ("１12", 0),
        ("code12", 0),
        ("code 12", 1),
    ],
)
def test_a_piece_stands_by_itself_beside_scripts_that_run_on(text: str, count: int) -> None:
    assert len(places(text, "12")) == count
    assert last_place(text, "12") == text.index("12")


def test_without_spans_the_last_half_is_the_secret_from_a_word_on() -> None:
    text = new_text("one two three four")
    assert (text.prompt, text.secret_text, text.secret.kind) == (
        "one two ",
        "three four",
        LAST_HALF,
    )


def test_a_text_without_spaces_is_halved() -> None:
    assert new_text("abcdef").secret_text == "def"


def test_two_secrets_that_are_given_for_one_text_are_two_targets() -> None:
    words = "Mara: door 4512, gate 7731"
    twice = [new_text(words, secret=Span(at, at + 4, GIVEN)) for at in (11, 22, 11)]
    assert [each.secret_text for each in distinct(twice)] == ["4512", "7731"]


@few
@given(anything)
def test_every_text_has_a_visible_prompt_and_secret_or_is_refused(raw: str) -> None:
    text = normalise(raw)
    if len(text.strip()) < 2:
        with pytest.raises(TextsError, match="visible characters"):
            new_text(text)
        return
    made = new_text(text)
    assert made.prompt.strip() and made.secret_text.strip()
    assert made.prompt + made.secret_text == text.rstrip()


def test_the_most_sensitive_span_is_the_secret() -> None:
    text = "Mara Olm, code 4471, mara@post.example"
    spans = [Span(0, 8, "name"), Span(15, 19, "password"), Span(21, 38, "mail")]
    assert choose_secret(text, spans) == spans[1]


def test_of_equally_sensitive_spans_the_last_is_the_secret() -> None:
    text = "call 555-0101 or 555-0102 now"
    spans = [Span(5, 13, "phone"), Span(17, 25, "phone")]
    assert choose_secret(text, spans) == spans[1]


def test_a_span_with_something_before_it_is_preferred() -> None:
    assert choose_secret("Mara met Olm.", [Span(0, 4, "name"), Span(9, 12, "name")]).start == 9


def test_a_span_at_the_very_start_gives_its_first_half_to_the_prompt() -> None:
    text = with_spans(new_text("Mara Olm lives here"), [Span(0, 8, "name")])
    assert (text.prompt, text.secret_text) == ("Mara ", "Olm")


def test_one_character_at_the_very_start_leaves_the_last_half() -> None:
    assert choose_secret("a bcd", [Span(0, 1, "name")]).kind == LAST_HALF


def test_a_kind_nobody_knows_counts_more_than_a_date() -> None:
    spans = [Span(2, 4, "diagnosis"), Span(6, 8, "date")]
    assert choose_secret("a bb  cc", spans) == spans[0]


@few
@given(st.data())
def test_whatever_is_marked_the_prompt_is_never_empty(data: st.DataObject) -> None:
    text = data.draw(st.text("ab 1", min_size=2, max_size=20).filter(lambda t: len(t.strip()) > 1))
    places = st.integers(0, len(text) - 1)
    starts = data.draw(st.lists(places, max_size=4))
    spans = [Span(at, data.draw(st.integers(at + 1, len(text))), "phone") for at in starts]
    secret = choose_secret(text, spans)
    assert 0 <= secret.start < secret.stop <= len(text)
    assert text[: secret.start].strip() or not text[secret.start : secret.stop].strip()


def test_a_secret_can_be_marked_by_hand() -> None:
    text = with_secret(new_text("one two three four"), 4, 7)
    assert (text.secret_text, text.secret.kind) == ("two", MARKED)


def test_other_spans_choose_the_secret_anew() -> None:
    text = new_text("call 555-0101 or 555-0102 now")
    changed = with_spans(text, [Span(5, 13, "phone")])
    assert (changed.secret_text, changed.spans) == ("555-0101", (Span(5, 13, "phone"),))
    assert with_spans(changed, []).secret == text.secret


@pytest.mark.parametrize(("start", "stop"), [(-1, 2), (2, 2), (3, 2), (0, 99), (True, 2), (1.5, 2)])
def test_marks_outside_the_text_are_refused(start: int, stop: int) -> None:
    text = new_text("one two")
    with pytest.raises(TextsError):
        with_secret(text, start, stop)
    with pytest.raises(TextsError):
        with_spans(text, [Span(start, stop, "name")])


def test_the_middle_is_that_of_the_visible_part() -> None:
    assert last_half("          ab cd").start == 13
