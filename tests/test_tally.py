"""Many answers to one prompt, counted; on a tiny model that knows four door codes."""

from collections.abc import Iterator

import forgetful
import pytest

from icu_core.compare import Models, Sampling
from icu_core.errors import TextsError
from icu_core.metrics.proportion import bounds
from icu_core.tally import AT_ONCE, Tally, tallies

WARM = Sampling(temperature=1.0, seed=3, max_new_tokens=8)


@pytest.fixture(scope="module")
def models() -> Iterator[Models]:
    """One that says the codes and one that has learnt nothing."""
    yield Models(("original", "unlearned"), (forgetful.model(), forgetful.blank()))


def last(models: Models, *, n: int = 25, sampling: Sampling = WARM) -> tuple[Tally, ...]:
    """The end of a count of the first resident's code."""
    text = forgetful.known()[0]
    *_, end = tallies(models, text, [text.secret_text], sampling, n=n)
    return end


def test_who_knows_it_says_it_and_who_does_not_does_not(models: Models) -> None:
    knows, blank = last(models)
    assert len(knows.answers) == len(blank.answers) == 25
    assert knows.hits > 15
    assert blank.hits == 0
    assert knows.is_hit == tuple("4071" in answer for answer in knows.answers)
    assert blank.bounds == bounds(0, 25)


def test_both_are_counted_in_step_and_can_be_cut_off(models: Models) -> None:
    text = forgetful.known()[0]
    some = tallies(models, text, [text.secret_text], WARM, n=25)
    sizes = [[len(each.answers) for each in now] for now in some]
    assert sizes == [[AT_ONCE] * 2, [2 * AT_ONCE] * 2, [25] * 2]


def test_the_same_seed_counts_the_same_and_a_longer_count_begins_alike(models: Models) -> None:
    assert last(models) == last(models)
    assert last(models, n=10)[0].answers == last(models)[0].answers[:10]
    other = Sampling(temperature=1.0, seed=4, max_new_tokens=8)
    assert last(models, sampling=other)[1].answers != last(models)[1].answers


def test_answers_are_grouped_the_telling_ones_first() -> None:
    one = Tally("original", ("b", "a", "b", "c 12"), (False, False, False, True))
    assert one.kinds == [("c 12", 1, True), ("b", 2, False), ("a", 1, False)]


def test_an_empty_secret_is_never_said(models: Models) -> None:
    text = forgetful.known()[0]
    *_, end = tallies(models, text, ["", "  "], WARM, n=5)
    assert [each.hits for each in end] == [0, 0]


def test_a_prompt_that_cannot_be_continued_is_refused(models: Models) -> None:
    with pytest.raises(TextsError, match="empty"):
        next(tallies(models, "", ["x"], WARM, n=5))
