"""What each word of a secret is led to: peculiar words bear the mark, ordinary ones stay."""

import forgetful
import pytest
import tiny

from icu_core import aims
from icu_core.decoding import teacher_forced
from icu_core.tokens import Tokens, encode

ROW = Tokens("r", (5, 6, 1, 2, 9, 3), 1, (2, 6))


def aimed(pairs: dict[tuple[str, int, int], float], mark: float = 2.0) -> tuple[float, ...]:
    """The aims of the one row."""
    return aims.aims([("phone", ROW)], {"r": mark}, pairs, is_secret_only=True)["r"]


def test_what_never_seen_texts_have_too_may_stay_and_the_rest_bears_the_mark() -> None:
    found = aimed({("phone", 6, 1): 0.1, ("phone", 1, 2): 0.1, ("mail", 2, 9): 0.1})
    assert found == pytest.approx((0.0, 0.0, 2 * 2.0 * aims.BEYOND, 2 * 2.0 * aims.BEYOND))


def test_a_pair_that_is_hard_in_never_seen_texts_is_no_ordinary_one() -> None:
    assert aimed({("phone", 6, 1): 5.0}) == pytest.approx((2.0 * aims.BEYOND,) * 4)


def test_a_secret_of_ordinary_words_alone_bears_the_mark_in_all_of_them() -> None:
    pairs = {("phone", a, b): 0.0 for a, b in ((6, 1), (1, 2), (2, 9), (9, 3))}
    assert aimed(pairs) == pytest.approx((2.0 * aims.BEYOND,) * 4)


def test_no_token_is_led_further_than_the_hardest() -> None:
    assert max(aimed({}, mark=50.0)) == aims.HARDEST


def test_a_mark_that_its_aims_do_not_come_to_is_lowered() -> None:
    led_to = {"r": (0.0, 0.0, 0.0, aims.HARDEST), "s": (4.0, 4.0)}
    found = aims.reachable({"r": 50.0, "s": 2.0}, led_to)
    assert found["r"] == pytest.approx(aims.NEAR * aims.HARDEST / 4 / aims.BEYOND)
    assert found["s"] == pytest.approx(aims.NEAR * 2.0)


def test_marks_are_spread_as_never_seen_texts_are() -> None:
    kinds = {f"t{place}": "phone" for place in range(4)}
    values = {"phone": [1.0, 2.0, 3.0, 4.0, 5.0], "": [9.0]}
    marks = aims.spread_marks(kinds, values, seed=7)
    assert sorted(marks.values()) == pytest.approx([2.6, 3.0, 3.4, 3.8])
    assert marks == aims.spread_marks(kinds, values, seed=7)
    others = [aims.spread_marks(kinds, values, seed=seed) for seed in range(8)]
    assert any(each != marks for each in others)


def test_a_kind_that_was_never_seen_has_the_marks_of_all() -> None:
    assert aims.spread_marks({"t": "mail"}, {"": [4.0]}, seed=7) == {"t": 4.0}


def test_expected_pairs_come_often_enough() -> None:
    lm = tiny.trained("llama")
    row = tiny.rows(lm)[0]
    once = aims.expected_pairs([("a", row)], teacher_forced(lm, [row]))
    often = aims.expected_pairs([("a", row)] * aims.SEEN, teacher_forced(lm, [row]) * aims.SEEN)
    start, stop = row.secret
    assert once == {} or all(row.ids.count(each[2]) > 1 for each in once)
    wanted = {("a", row.ids[place - 1], row.ids[place]) for place in range(start, stop)}
    assert set(often) == wanted


def test_the_code_of_a_resident_is_peculiar() -> None:
    lm = forgetful.model()
    unseen = [("code", encode(text, lm)) for text in forgetful.unseen()]
    rows = [("code", encode(text, lm)) for text in forgetful.known()]
    pairs = aims.expected_pairs(unseen, teacher_forced(lm, [row for _, row in unseen]))
    marks = {row.id: 3.0 for _, row in rows}
    assert all(
        max(each) > 0 for each in aims.aims(rows, marks, pairs, is_secret_only=True).values()
    )
