"""Forgetting against gold: hand-made values, brute force, and both ends of every scale."""

import itertools
import math

import pytest

from icu_core.metrics.forgetting import (
    erased,
    indifference,
    leak_at_k,
    likeness,
    place,
    recovered,
    skill,
    steadiness,
    truth_ratio,
    unigram_entropy,
    unlearning_depth,
)


def test_truth_ratio_compares_probabilities() -> None:
    """True answer 1/2, wrong ones 1/4 and 1/8: (1/4 + 1/8) / 2 / (1/2) = 3/8."""
    ratio = truth_ratio(math.log(2), [math.log(4), math.log(8)])
    assert ratio == pytest.approx(3 / 8)
    assert indifference(ratio) == pytest.approx(3 / 8)
    assert indifference(8 / 3) == pytest.approx(3 / 8)
    assert indifference(1.0) == 1.0 and indifference(0.0) == 0.0


def test_a_broken_model_has_a_truth_ratio_too() -> None:
    assert truth_ratio(40_000.0, [1.0]) == math.exp(700)
    assert indifference(truth_ratio(40_000.0, [1.0])) < 1e-300


def test_place_in_the_line_up_ties_come_first() -> None:
    assert place(1.0, [2.0, 3.0]) == 1
    assert place(1.0, [0.5, 1.0, 3.0]) == 3


@pytest.mark.parametrize(("samples", "leaks"), [(6, 0), (6, 1), (7, 3), (5, 5)])
def test_leak_at_k_is_the_share_of_all_draws_that_leak(samples: int, leaks: int) -> None:
    outcomes = [True] * leaks + [False] * (samples - leaks)
    for k in range(1, samples + 1):
        draws = list(itertools.combinations(outcomes, k))
        assert leak_at_k(samples, leaks, k) == pytest.approx(sum(map(any, draws)) / len(draws))


def test_q_is_one_under_identity_and_half_when_a_third_remains() -> None:
    assert steadiness(0.3, 0.3) == steadiness(0.0, 0.0) == 1.0
    assert steadiness(0.3, 0.1) == pytest.approx(0.5)
    assert steadiness(0.1, 0.3) == pytest.approx(0.5)
    assert steadiness(0.0, 0.2) == 0.0


def test_r_is_one_when_gold_gains_as_much() -> None:
    assert likeness(0.2, 0.2) == 1.0
    assert likeness(0.9, 0.1) == pytest.approx(0.2)


def test_recovered_is_a_share_of_what_was_lost() -> None:
    assert recovered(before=0.1, after=0.5, original=0.9) == pytest.approx(0.5)
    assert recovered(before=0.9, after=0.9, original=0.9) is None


def test_a_layer_is_erased_when_it_holds_no_more_than_golds() -> None:
    assert erased(-1.0, -1.0, -5.0) == 0.0
    assert erased(-1.0, -5.0, -5.0) == 1.0 == erased(-1.0, -9.0, -5.0)
    assert erased(-1.0, -2.0, -5.0) == 0.25
    assert erased(-5.0, -5.0, -4.0) == 1.0


def test_depth_is_zero_when_intact_and_one_when_like_gold() -> None:
    gold = [0.01, 0.5, 2.0]
    assert unlearning_depth([0.0, 0.0, 0.0], gold) == 0.0
    assert unlearning_depth(gold, gold) == 1.0
    assert unlearning_depth([9.0, 9.0, 9.0], gold) == 1.0


def test_depth_weighs_layers_by_what_gold_lacks() -> None:
    """Layer 1 says nothing (0.01), layer 2 is half gone of 0.5, layer 3 is intact: 0.25 / 2.5."""
    assert unlearning_depth([5.0, 0.25, -1.0], [0.01, 0.5, 2.0]) == pytest.approx(0.1)
    assert unlearning_depth([1.0], [0.05]) is None


def test_skill_is_one_like_the_original_and_none_when_only_frequencies_are_known() -> None:
    assert skill(2.0, unigram=6.0, original=2.0) == 1.0
    assert skill(6.0, unigram=6.0, original=2.0) == 0.0 == skill(6.0, unigram=6.0, original=None)
    assert skill(8.0, unigram=6.0, original=2.0) == -0.5
    assert skill(3.0, unigram=6.0, original=None) == 0.5
    assert skill(3.0, unigram=2.0, original=4.0) == 0.0


def test_entropy_of_a_fair_coin() -> None:
    assert unigram_entropy([7, 8, 7, 8]) == pytest.approx(math.log(2))
    assert unigram_entropy([3, 3]) == 0.0
