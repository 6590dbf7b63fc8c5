"""Exact tests and bounds: values worked out by hand, and the definitions counted out."""

import itertools
import math
import random
from collections.abc import Sequence

import pytest

from icu_core.metrics.chance import (
    binomial_tail,
    clopper_pearson,
    highest_expected,
    kolmogorov_smirnov,
    mann_whitney,
)


def test_two_heads_or_more_in_three_throws_is_a_half() -> None:
    assert binomial_tail(2, 3, 0.5) == pytest.approx(0.5)
    assert binomial_tail(0, 3, 0.5) == 1.0 and binomial_tail(4, 3, 0.5) == 0.0


@pytest.mark.parametrize(("hits", "of", "chance"), [(1, 10, 0.02), (3, 60, 0.0164), (7, 9, 0.8)])
def test_the_tail_is_the_sum_of_its_terms(hits: int, of: int, chance: float) -> None:
    terms = (math.comb(of, k) * chance**k * (1 - chance) ** (of - k) for k in range(hits, of + 1))
    assert binomial_tail(hits, of, chance) == pytest.approx(math.fsum(terms), rel=1e-10)


def test_two_hundred_tries_without_a_hit_leave_one_and_a_half_per_cent() -> None:
    low, high = clopper_pearson(0, 200)
    assert low == 0.0 and high == pytest.approx(1 - 0.05 ** (1 / 200)) == pytest.approx(
        0.01487, 1e-3
    )


def test_bounds_are_where_the_tail_is_the_error() -> None:
    low, high = clopper_pearson(3, 20)
    assert binomial_tail(3, 20, low) == pytest.approx(0.05)
    assert 1 - binomial_tail(4, 20, high) == pytest.approx(0.05)
    assert clopper_pearson(5, 5)[1] == 1.0


def test_the_prediction_limit_is_students() -> None:
    """t of 3 degrees at 99 % is 4.5407; mean 0, deviation 1, four values."""
    values = [-1.0, -1.0, 1.0, 1.0]
    spread = math.sqrt(4 / 3)
    wanted = 4.540703 * spread * math.sqrt(1.25)
    assert highest_expected(values, error=0.01) == pytest.approx(wanted, rel=1e-6)


def ks_by_counting(a: Sequence[float], b: Sequence[float]) -> float:
    """p over all ways to deal the pooled values into two samples of these sizes."""
    pooled = [*a, *b]

    def gap(chosen: frozenset[int]) -> float:
        ours = [x for i, x in enumerate(pooled) if i in chosen]
        theirs = [x for i, x in enumerate(pooled) if i not in chosen]
        return kolmogorov_smirnov(ours, theirs).statistic

    seen = kolmogorov_smirnov(a, b).statistic
    deals = [frozenset(each) for each in itertools.combinations(range(len(pooled)), len(a))]
    return sum(gap(each) >= seen - 1e-12 for each in deals) / len(deals)


def test_two_samples_wholly_apart() -> None:
    """Of the six ways to place two of four values, two are wholly apart."""
    assert kolmogorov_smirnov([1, 2], [3, 4]) == (1.0, pytest.approx(1 / 3))


def test_equal_samples_say_nothing() -> None:
    assert kolmogorov_smirnov([1, 2, 3], [1, 2, 3]) == (0.0, 1.0)


@pytest.mark.parametrize("seed", range(4))
def test_ks_counts_every_way_to_deal(seed: int) -> None:
    dice = random.Random(seed)
    a, b = [dice.gauss(0, 1) for _ in range(4)], [dice.gauss(1, 1) for _ in range(5)]
    assert kolmogorov_smirnov(a, b).p == pytest.approx(ks_by_counting(a, b))


def test_large_samples_use_the_limit_and_agree_with_the_exact_value() -> None:
    dice = random.Random(1)
    a, b = [dice.gauss(0, 1) for _ in range(101)], [dice.gauss(0.3, 1) for _ in range(100)]
    larger = kolmogorov_smirnov(a, b).p
    exact = kolmogorov_smirnov(a[:100], b).p
    assert larger == pytest.approx(exact, abs=0.1) and 0 < larger < 1


def test_mann_whitney_counts_wins() -> None:
    assert mann_whitney([2, 3], [1, 2]).statistic == (1 + 0.5 + 1 + 1) / 4
    assert mann_whitney([1, 1], [1, 1]) == (0.5, 1.0)


def test_mann_whitney_is_small_only_in_its_direction() -> None:
    low, high = list(range(20)), list(range(20, 40))
    assert mann_whitney(high, low).p < 1e-6 < 1 - 1e-6 < mann_whitney(low, high).p
