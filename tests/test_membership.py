"""Membership attacks: hand-made values, and which way each score and its AUC point."""

import math
import random
import zlib
from statistics import NormalDist

import pytest

from icu_core.metrics.membership import (
    auc,
    auc_interval,
    auc_within,
    by_kind,
    closeness,
    gradient_score,
    loss_score,
    min_k_plus_plus_score,
    min_k_score,
    priv_leak,
    reference_score,
    zlib_score,
)

LOGP = [-1.0, -5.0, -3.0, -2.0, -4.0]


def test_loss_is_the_mean() -> None:
    assert loss_score(LOGP) == 3.0


def test_zlib_divides_by_the_compressed_bytes() -> None:
    assert zlib_score(LOGP, "aaaa") == 3.0 / len(zlib.compress(b"aaaa"))
    assert zlib_score(LOGP, "a" * 500) > zlib_score(LOGP, "as long as this, and more varied" * 3)


def test_min_k_takes_the_lowest_share_and_one_at_least() -> None:
    assert min_k_score(LOGP, share=0.4) == 4.5
    assert min_k_score([-1.0, -7.0], share=0.4) == 7.0


def test_min_k_plus_plus_standardises_and_a_certain_position_counts_nothing() -> None:
    """z = (-1+2)/1, (-5+3)/2, (-3+3)/1: 1, -1, 0; the lowest of three is -1."""
    assert min_k_plus_plus_score(LOGP[:3], [-2, -3, -3], [1, 2, 1], share=0.4) == 1.0
    assert min_k_plus_plus_score([-9.0], [-9.0], [0.0]) == 0.0


def test_a_coin_has_no_spread_to_standardise_by() -> None:
    """Two tokens of probability 1/2: mean of log p is -log 2, and its variance is 0."""
    mean = 2 * 0.5 * math.log(0.5)
    spread = math.sqrt(max(0.0, 2 * 0.5 * math.log(0.5) ** 2 - mean**2))
    assert min_k_plus_plus_score([math.log(0.5)], [mean], [spread]) == 0.0


def test_the_reference_is_taken_off() -> None:
    assert reference_score([-1.0, -3.0], [-3.0, -5.0]) == -2.0  # easier here than there: a member


def test_gradient_score_is_a_mean_of_lengths() -> None:
    assert gradient_score([3.0, 5.0]) == 4.0


def test_auc_is_one_while_targets_are_remembered_and_none_when_over_forgotten() -> None:
    known, never_seen, pushed = [0.1, 0.2], [3.0, 4.0, 5.0], [9.0, 8.0]
    assert auc(known, never_seen) == 1.0
    assert auc(pushed, never_seen) == 0.0
    assert auc([3.0, 4.0], [3.0, 4.0]) == 0.5


def test_an_interval_holds_its_auc_and_shrinks_with_texts() -> None:
    low, high = auc_interval(0.8, [(10, 10)])
    assert low < 0.8 < high
    closer = auc_interval(0.8, [(100, 100)])
    assert closer[1] - closer[0] < (high - low) / 2
    assert auc_interval(0.2, [(10, 10)]) == pytest.approx((1 - high, 1 - low))


def test_ten_texts_that_are_all_told_apart_prove_no_certainty() -> None:
    low, high = auc_interval(1.0, [(10, 60)])
    assert 0.7 < low < 0.98 and high == 1.0
    assert auc_interval(0.0, [(10, 60)]) == pytest.approx((0.0, 1 - low))


def test_a_bound_is_where_the_auc_is_two_deviations_off() -> None:
    """At the bound b, 10 and 10: (0.8 - b)^2 = z^2 b (1 - b) (1 + 9 q) / 100."""
    for bound in auc_interval(0.8, [(10, 10)]):
        q = (1 - bound) / (2 - bound) + bound / (1 + bound)
        variance = bound * (1 - bound) * (1 + 9 * q) / 100
        assert abs(0.8 - bound) == pytest.approx(1.959964 * math.sqrt(variance), rel=1e-5)


def test_the_interval_holds_the_true_auc_about_as_often_as_it_says() -> None:
    dice, held = random.Random(1), 0
    true = NormalDist().cdf(1 / math.sqrt(2))
    for _ in range(400):
        some = [dice.gauss(0, 1) for _ in range(10)]
        others = [dice.gauss(1, 1) for _ in range(40)]
        low, high = auc_interval(auc(some, others), [(10, 40)])
        held += low <= true <= high
    assert 0.92 < held / 400 <= 1


def test_an_easy_kind_makes_no_member() -> None:
    """Names lose 1 nat, numbers 5, seen or not; of the targets most are names."""
    dice = random.Random(2)
    losses = {"name": 1.0, "number": 5.0}
    kinds = ["name"] * 18 + ["number"] * 2, ["name"] * 30 + ["number"] * 30
    some, others = ([dice.gauss(losses[kind], 0.3) for kind in of] for of in kinds)
    assert auc(some, others) > 0.65
    assert auc_within(by_kind(some, others, kinds)) == pytest.approx(0.5, abs=0.12)


def test_kinds_with_few_never_seen_texts_are_one_pile_beside_all() -> None:
    few = by_kind([1, 2, 3], [4, 5, 6, 7], (["name", "number", "name"], ["name"] * 4))
    assert few == [([1, 2, 3], [4, 5, 6, 7])]
    kinds = ["name", "number", "day"], ["name"] * 5 + ["day"] * 4
    assert by_kind([1, 2, 3], [*range(9)], kinds) == [([1], [*range(5)]), ([2, 3], [*range(9)])]


def test_a_kind_weighs_as_many_as_it_has_targets() -> None:
    piles = [([0.0, 0.0, 0.0], [1.0, 2.0]), ([9.0], [1.0, 2.0])]
    assert auc_within(piles) == 0.75
    alone = auc_interval(0.8, [(40, 40)])
    apart = auc_interval(0.8, [(10, 10)] * 4)
    unequal = auc_interval(0.8, [(37, 40), (1, 1), (1, 1), (1, 1)])
    for low, high in (alone, apart, unequal):
        assert 0.6 < low < 0.75 < 0.85 < high < 0.9


@pytest.mark.parametrize(
    ("kinds", "each", "unseen"), [(1, 40, 40), (4, 10, 10), (10, 4, 4), (20, 10, 4)]
)
def test_an_interval_over_kinds_holds_what_it_says(kinds: int, each: int, unseen: int) -> None:
    dice, held = random.Random(3), 0
    names = ([f"k{n % kinds}" for n in range(kinds * of)] for of in (each, unseen))
    of_all = tuple(names)
    for _ in range(150):
        some, others = ([dice.gauss(0, 1) for _ in names] for names in of_all)
        piles = by_kind(some, others, of_all)
        low, high = auc_interval(auc_within(piles), [(len(a), len(b)) for a, b in piles])
        held += low <= 0.5 <= high
    assert held >= 0.9 * 150


def test_privleak_points_down_while_remembered_and_up_when_over_forgotten() -> None:
    assert priv_leak(1.0, 0.5) == -100.0
    assert priv_leak(0.5, 0.5) == 0.0
    assert priv_leak(0.0, 0.5) == 100.0
    assert priv_leak(1.0, 1.0) is None


def test_closeness_is_one_at_golds_auc() -> None:
    assert closeness(0.55, 0.55) == 1.0
    assert closeness(0.25, 0.5) == closeness(0.75, 0.5) == 0.5
    assert closeness(1.0, 0.4) == 0.0
