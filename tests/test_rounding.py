"""Shares and counts in words."""

import pytest

from icu_core.report import words
from icu_core.rounding import at_least, at_most, count, share


def test_neither_nearly_all_is_all_nor_next_to_nothing_nothing() -> None:
    assert [share(each) for each in (None, 0.0, 0.005, 0.006, 0.994, 0.997, 1.0)] == [
        "–", "0 %", "under 1 %", "1 %", "99 %", "over 99 %", "100 %",
    ]  # fmt: skip
    assert [share(each, digits=1) for each in (0.0004, 0.0006, 0.997, 0.9994, 0.9996)] == [
        "under 0.1 %", "0.1 %", "99.7 %", "99.9 %", "over 99.9 %",
    ]  # fmt: skip
    assert share(-0.2) == "-20 %" and share(0.99995, digits=1) == "over 99.9 %"
    assert share(0.999, digits=1) == "99.9 %" and share(1e-12) == "under 1 %"


def test_a_report_calls_no_share_below_one_all() -> None:
    shown = [words.share(each).replace(words.NO_BREAK, " ") for each in (0.05, 0.5, 0.997, 1.0)]
    assert shown == ["5.0 %", "50 %", "99.7 %", "100 %"]


@pytest.mark.parametrize("bound", [0.0004, 0.0149, 0.01828, 0.2, 0.9871, 1.0])
def test_a_rounded_bound_still_holds(bound: float) -> None:
    low, high = (float(told.removesuffix(" %")) for told in (at_least(bound), at_most(bound)))
    assert low - 1e-9 <= 100 * bound <= high + 1e-9 and high - low <= 1
    assert high - low < 60 * bound or bound == 1.0


def test_one_text_and_two_texts() -> None:
    assert [count(each, "text") for each in (0, 1, 2000)] == ["0 texts", "1 text", "2,000 texts"]
