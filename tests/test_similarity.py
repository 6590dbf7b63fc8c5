"""Similarity: numbers by hand, and the special cases that published code gets wrong."""

from collections.abc import Sequence

import pytest
import torch

from icu_core.metrics.similarity import Remembering, bertscore, bleu, rouge_l

WORDS = ("cat", "dog", "red", "blue")


class OneHot:
    """Every known word has a direction of its own; special tokens have one together."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def token_embeddings(self, texts: Sequence[str]) -> list[torch.Tensor]:
        self.asked += texts
        return [self._embed(text.split()) for text in texts]

    def _embed(self, words: list[str]) -> torch.Tensor:
        rows = torch.zeros(len(words) + 2, len(WORDS) + 1)
        rows[0, -1] = rows[-1, -1] = 1.0
        for i, word in enumerate(words, start=1):
            rows[i, WORDS.index(word.lstrip("-"))] = -3.0 if word.startswith("-") else 3.0
        return rows


def test_bleu_of_equal_texts_is_one_even_for_one_word() -> None:
    assert bleu("555-0142", "555-0142") == pytest.approx(1.0)
    assert bleu("The code is 8841.", "the CODE is 8841.") == pytest.approx(1.0)


def test_bleu_by_hand() -> None:
    # 4 of 5 words, 3 of 4 pairs, 2 of 3 triples, 1 of 2 quadruples
    expected = (4 / 5 * 3 / 4 * 2 / 3 * 1 / 2) ** 0.25
    assert bleu("a b c d x", "a b c d e") == pytest.approx(expected)


def test_bleu_without_a_shared_quadruple_is_almost_nothing() -> None:
    assert 0 < bleu("a b c x d e f", "a b c d e f g") < 1e-60


def test_a_short_answer_to_a_long_truth_is_still_nothing() -> None:
    assert bleu("555", "my number is 555 and his is 556") < 0.01


def test_nothing_is_like_nothing() -> None:
    assert bleu("", "a b") == bleu("a", "") == bleu("", "") == 0.0
    assert rouge_l("", "a") == rouge_l("a", "") == (0.0, 0.0)
    assert bertscore(["", "cat", " "], ["cat", "", ""], encoder=OneHot()) == [(0.0, 0.0, 0.0)] * 3


def test_rouge_l_by_hand() -> None:
    score = rouge_l("the red cat sat", "the cat that sat there")
    assert score.recall == pytest.approx(3 / 5)
    assert score.f1 == pytest.approx(2 * 3 / 9)


def test_bertscore_by_hand() -> None:
    [score] = bertscore(["cat red"], ["cat dog blue"], encoder=OneHot())
    assert score.precision == pytest.approx(1 / 2)
    assert score.recall == pytest.approx(1 / 3)
    assert score.f1 == pytest.approx(2 / 5)


def test_a_token_like_nothing_counts_zero_and_not_less() -> None:
    [score] = bertscore(["-cat"], ["cat"], encoder=OneHot())
    assert score == (0.0, 0.0, 0.0)


def test_every_text_is_embedded_once() -> None:
    encoder = OneHot()
    bertscore(["cat", "dog", "cat"], ["cat", "cat", "dog"], encoder=encoder)
    bertscore(["red", "cat", "red"], ["cat", "dog", "cat"], encoder=encoder)
    assert encoder.asked == ["cat", "dog", "cat", "dog", "red"]
    assert bertscore([], [], encoder=encoder) == []


def test_truths_that_come_again_are_remembered() -> None:
    encoder, truths = OneHot(), ["cat dog", "red"]
    remembering = Remembering(encoder)
    for said in (["cat", "red"], ["dog", "blue"], ["cat", "blue"]):
        plain = bertscore(said, truths, encoder=OneHot())
        assert bertscore(said, truths, encoder=remembering) == plain
    assert encoder.asked == ["cat dog", "red", "cat", "dog", "blue", "cat", "blue"]
