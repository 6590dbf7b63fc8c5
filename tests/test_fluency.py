"""Fluency: numbers worked out by hand."""

import math

import pytest

from icu_core.metrics.fluency import distinct_ratio, entropy_bits, mean_nll, perplexity, repetition


def test_distinct_is_distinct_tokens_over_tokens() -> None:
    assert distinct_ratio([1, 1, 2, 3]) == 0.75
    assert distinct_ratio([]) == 0.0


def test_entropy_of_four_different_tokens_is_two_bits() -> None:
    assert entropy_bits([1, 2, 3, 4]) == 2.0
    assert entropy_bits([1, 1, 2, 2]) == 1.0
    assert entropy_bits([1, 1, 1]) == 0.0
    assert entropy_bits([]) == 0.0


def test_repetition_is_the_share_of_ngrams_seen_before() -> None:
    assert repetition([1, 2, 3, 4, 5]) == 0.0
    assert repetition([7] * 13) == 0.9
    assert repetition([1, 2, 1, 2, 1, 2], n=2) == pytest.approx(3 / 5)
    assert repetition([1, 2, 3]) == 0.0


def test_perplexity_of_a_fair_coin_is_two() -> None:
    assert perplexity([math.log(2)] * 3) == pytest.approx(2.0)
    assert mean_nll([1.0, 3.0]) == 2.0


def test_perplexity_of_a_broken_model_is_infinite_and_of_nothing_unknown() -> None:
    assert perplexity([1e4]) == math.inf
    assert perplexity([math.inf]) == math.inf
    assert math.isnan(perplexity([]))
    assert math.isnan(perplexity([math.nan]))
