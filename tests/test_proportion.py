"""Bounds of a rate, against closed forms and tables."""

import pytest

from icu_core.metrics.proportion import bounds


def test_no_hit_is_bounded_by_the_closed_form() -> None:
    low, high = bounds(0, 50)
    assert low == 0
    assert (1 - high) ** 50 == pytest.approx(0.05)
    assert high == pytest.approx(0.0582, abs=1e-4)
    assert bounds(0, 1)[1] == pytest.approx(0.95)


def test_nothing_but_hits_is_its_mirror() -> None:
    assert bounds(50, 50) == pytest.approx((1 - bounds(0, 50)[1], 1.0))


def test_counts_between_give_the_published_interval() -> None:
    # 5 of 10 and 1 of 20 stand in every table of exact binomial limits.
    assert bounds(5, 10) == pytest.approx((0.1871, 0.8129), abs=1e-4)
    assert bounds(1, 20) == pytest.approx((0.0013, 0.2487), abs=1e-4)


def test_more_trials_narrow_it() -> None:
    few, many = bounds(2, 10), bounds(20, 100)
    assert few[0] < many[0] < 0.2 < many[1] < few[1]


@pytest.mark.parametrize(("hits", "of"), [(-1, 5), (6, 5), (0, 0)])
def test_what_is_no_count_is_refused(hits: int, of: int) -> None:
    with pytest.raises(ValueError, match="no count"):
        bounds(hits, of)
