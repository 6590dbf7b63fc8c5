"""Memorisation: numbers worked out by hand."""

import pytest

from icu_core.metrics.memorisation import (
    el_starts,
    extraction_likelihood,
    extraction_strength,
    memorisation_accuracy,
    ngram_overlap,
)


def test_ma_is_the_share_of_right_tokens() -> None:
    assert memorisation_accuracy([1, 2, 9, 4], [1, 2, 3, 4]) == 0.75


def test_es_is_zero_when_not_even_the_last_token_comes_out() -> None:
    assert extraction_strength([1, 2, 3, 9], [1, 2, 3, 4]) == 0.0


@pytest.mark.parametrize(
    ("predicted", "expected"),
    [([9, 9, 9, 4], 0.25), ([9, 2, 3, 4], 0.75), ([1, 2, 9, 4], 0.25), ([1, 2, 3, 4], 1.0)],
)
def test_es_is_the_share_that_comes_out_after_the_last_mistake(
    predicted: list[int], expected: float
) -> None:
    assert extraction_strength(predicted, [1, 2, 3, 4]) == expected


def test_nothing_to_predict_is_nothing_memorised() -> None:
    assert memorisation_accuracy([], []) == 0.0
    assert extraction_strength([], []) == 0.0


def test_overlap_counts_every_ngram_of_the_candidate_against_those_of_the_truth() -> None:
    assert ngram_overlap([1, 2, 3, 9], [1, 2, 3, 4], 2) == pytest.approx(2 / 3)
    assert ngram_overlap([1, 2, 1, 2], [1, 2, 3, 4], 2) == pytest.approx(2 / 3)
    assert ngram_overlap([4, 3, 2, 1], [1, 2, 3, 4], 2) == 0.0
    assert ngram_overlap([1], [1], 2) == 0.0


def test_el_of_a_text_known_by_heart_is_one() -> None:
    ids = list(range(20))
    assert extraction_likelihood(lambda t: ids[t:], ids, n=5) == 1.0
    assert extraction_likelihood(lambda t: ids[t:], ids, n=5, prefixes="last50") == 1.0


def test_el_averages_over_the_prefixes_that_have_ngrams_left() -> None:
    ids = [0, 1, 2, 3, 4]
    said = {1: [1, 2, 9, 9], 2: [2, 3, 4], 3: [9, 9]}  # overlaps 1/3, 1, 0 for n = 2
    assert extraction_likelihood(said.__getitem__, ids, n=2) == pytest.approx(4 / 9)


def test_el_of_unigrams_uses_every_prefix() -> None:
    said = {1: [1, 9], 2: [2]}
    assert extraction_likelihood(said.__getitem__, [0, 1, 2], n=1) == pytest.approx(0.75)


def test_el_starts_where_a_token_counts() -> None:
    said = {2: [2, 3], 3: [9]}
    assert extraction_likelihood(said.__getitem__, [0, 1, 2, 3], n=1, first=2) == pytest.approx(0.5)


def test_last50_divides_by_the_prefixes_less_n_minus_one() -> None:
    ids = list(range(200))
    asked: list[int] = []

    def said(t: int) -> list[int]:
        asked.append(t)
        return ids[t:] if t == 150 else [999] * (200 - t)

    assert extraction_likelihood(said, ids, n=10, prefixes="last50") == pytest.approx(1 / 41)
    assert asked == list(range(150, 191))
    assert el_starts(200, prefixes="last50") == range(150, 200)
    assert el_starts(30, prefixes="last50") == range(1, 30)
    assert el_starts(30, n=10) == range(1, 21)  # later ones have no 10-gram left


def test_el_of_a_text_without_any_ngram_is_zero() -> None:
    assert extraction_likelihood(lambda t: [], [1, 2, 3], n=10) == 0.0
