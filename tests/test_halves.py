"""Halves of some texts that tell nothing of each other."""

from __future__ import annotations

from dataclasses import replace

import pytest
import small_town as town
from effort import effort

from icu_core.attacks.halves import halves
from icu_core.texts import Span, Text


def told(name: str, words: str, secret: str) -> Text:
    """A text whose secret stands where these words last do."""
    start = words.rindex(secret)
    span = Span(start, start + len(secret), "code")
    return Text(name, words, span, (span,), "code", "test")


def ids(targets: list[Text]) -> list[list[str]]:
    """The ids of both halves."""
    return [[text.id for text in part] for part in halves(targets)]


def test_halves_share_no_secret() -> None:
    texts = [*town.targets(), *town.wordings()[: town.TARGETS]]
    one, other = halves(texts)
    assert len(one) + len(other) == len(texts) and one and other
    assert not {t.secret_text for t in one} & {t.secret_text for t in other}


def test_a_text_that_tells_anothers_secret_is_taught_with_it() -> None:
    texts = [
        told("t1", "The code of Abo is 4512.", "4512"),
        told("t2", "The code of Bex is 7788.", "7788"),
        told("t3", "ABO, code 4512, has the phone 555-0134.", "555-0134"),
        told("t4", "The code of Cid is 1200.", "1200"),
    ]
    assert ids(texts) == [["t1", "t3", "t4"], ["t2"]]
    together = [replace(each, text=f"{each.text} 4512 7788 1200 555-0134") for each in texts]
    assert halves(together) == (together, [])


def test_a_secret_is_told_by_whole_words_in_any_case() -> None:
    texts = [
        told("n1", "He lives in Tollan.", "Tollan"),
        told("n2", "From TOLLAN he took the road to Iver.", "Iver"),
        told("n3", "She lives in Upper Combe.", "Upper Combe"),
        told("n4", "Mount Iverness is in the upper combes, near Tollan-on-Sea and Wick.", "Wick"),
        told("n5", "The upper combes are far from Dell.", "Dell"),
    ]
    assert ids(texts) == [["n1", "n2", "n4", "n5"], ["n3"]]


@pytest.mark.parametrize("answers", [("A", "B", "AB", "0"), ("yes", "no"), ("0", "1", "2")])
def test_short_secrets_stand_in_other_texts_by_chance(answers: tuple[str, ...]) -> None:
    opening = "Nobody knows, B or not, 1 yes 2 no, whether A has"
    texts = [
        told(f"t{number}", f"{opening}: {answers[number % len(answers)]}",
             answers[number % len(answers)])
        for number in range(60)
    ]  # fmt: skip
    one, other = halves(texts)
    assert not {t.secret_text for t in one} & {t.secret_text for t in other}
    assert min(len(one), len(other)) >= 20


def test_halving_thousands_of_texts_with_few_secrets_takes_little_more_than_reading_them() -> None:
    def work(count: int) -> None:
        towns = ("Tollan", "Iver", "Combe")
        halves([told(f"t{n}", f"Person {n} lives in {towns[n % 3]}", towns[n % 3])
                for n in range(count)])  # fmt: skip

    few, many = (effort(lambda count=count: work(count)) for count in (500, 4_000))
    assert many < 24 * few
