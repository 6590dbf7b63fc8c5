"""What a lesson says afterwards: the answer that held, and the visitor's own numbers."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from icu_core.ui.learn.answers import (
    Outcome,
    of_asking,
    of_attacks,
    of_pushing,
    of_race,
    of_rereading,
    of_stopping,
    told,
)
from icu_core.ui.learn.lanes import Bar, Lane
from icu_core.ui.learn.lessons import LESSONS, RACE
from icu_core.ui.learn.probes import Count

PUSH, REREAD, STOP, ATTACK = 1, 2, 3, 4


def lane(
    method: str, *, kept: int, ways: tuple[float, ...] = (1.5,) * 4, leak: float = 0.0
) -> Lane:
    """A finished lane with sixteen neighbours, of which so many are kept."""
    bars = tuple(Bar("door", way, way, leak) for way in ways)
    chances = tuple(0.5**way for way in ways)
    return Lane(method, "finished", 10, bars, kept, 16, 0.38, chances, (0.5,) * len(ways))


@pytest.mark.parametrize(
    ("own", "new", "answer"),
    [(True, True, 1), (True, False, 0), (False, False, 2), (False, True, None)],
)
def test_asking_says_in_which_words_the_secret_came(own: bool, new: bool, answer: int) -> None:
    outcome = of_asking("door code", "Greta", own=own, new=new, by_chance=False)
    assert outcome.answer == answer
    assert "Greta" in outcome.sentences[1]
    assert "made something up" in outcome.sentences[1]


def test_a_stranger_s_secret_that_came_out_is_called_chance() -> None:
    outcome = of_asking("door code", "Greta", own=True, new=True, by_chance=True)
    assert "by chance" in outcome.sentences[1]


@pytest.mark.parametrize(("kept", "hits", "answer"), [(16, 68, 0), (8, 30, 1), (0, 3, 2)])
def test_pushing_counts_what_others_lost(kept: int, hits: int, answer: int) -> None:
    outcome = of_pushing([lane("ascent", kept=kept)], {"ascent": Count(hits, 69)})
    assert outcome.answer == answer
    assert f"{kept} are left" in outcome.sentences[0]
    assert f"still says {hits}" in outcome.sentences[0]
    assert "38 % harder" in outcome.sentences[1]


@pytest.mark.parametrize(
    ("harder", "told"),
    [(0.004, "0.4 % harder"), (-0.2, "20 % easier"), (11.0, "12 times as hard"),
     (0.0, "became no harder"), (2e15, "no longer speaks"), (math.inf, "no longer speaks"),
     (math.nan, "no longer speaks")],
)  # fmt: skip
def test_how_hard_ordinary_text_became_is_told_in_words_that_one_can_imagine(
    harder: float, told: str
) -> None:
    pushed = replace(lane("ascent", kept=0), harder=harder)
    assert told in of_pushing([pushed], {"ascent": Count(0, 69)}).sentences[1]


@pytest.mark.parametrize(("kept", "hits", "answer"), [(16, 69, 0), (16, 26, 1), (2, 1, 2)])
def test_rereading_tells_those_reread_from_the_others(kept: int, hits: int, answer: int) -> None:
    lanes = [lane("ascent", kept=0), lane("neighbours", kept=kept)]
    outcome = of_rereading(lanes, {"ascent": Count(0, 69), "neighbours": Count(hits, 69)})
    assert outcome.answer == answer
    assert f"with it {kept} of 16" in outcome.sentences[0]


def test_stopping_shows_the_secret_that_is_the_furthest_out() -> None:
    pushed = lane("neighbours", kept=16, ways=(1.1, 5.0, 2.5, 1.9))
    lanes = [pushed, lane("stopped", kept=16)]
    outcome = of_stopping(lanes, {"neighbours": Count(26, 69), "stopped": Count(58, 69)})
    assert outcome.answer == 1
    assert "2 of 4 secrets" in outcome.sentences[0]
    assert "chance of 3.1 %" in outcome.sentences[0]  # one half, five times
    assert "26 are left without the stop, 58 with it" in outcome.sentences[1]


def test_pushing_on_without_harm_is_told_as_it_is() -> None:
    lanes = [lane("neighbours", kept=16), lane("stopped", kept=16)]
    both = {"neighbours": Count(60, 69), "stopped": Count(60, 69)}
    assert of_stopping(lanes, both).answer == 0


@pytest.mark.parametrize(
    ("paper", "refined", "answer"),
    [((0, 0), (0, 0), 0), ((1, 0), (0, 0), 1), ((3, 1), (0, 2), 2), ((0, 0), (1, 0), None)],
)
def test_a_secret_that_any_trick_brought_back_counts(
    paper: tuple[int, int], refined: tuple[int, int], answer: int | None
) -> None:
    nothing = [Count(0, 1), Count(0, 1)]
    after = [{"same": nothing, "words": [Count(each, 8) for each in came]}
             for came in (paper, refined)]  # fmt: skip
    control = {"same": nothing, "words": [Count(1, 8), Count(0, 8)]}
    outcome = of_attacks(*after, control)
    assert outcome.answer == answer
    assert "the tricks got 1 right" in outcome.sentences[1]
    assert outcome.sentences[0].count("(other words)") == any(paper) + any(refined)
    assert ("none of 2 secrets came back" in outcome.sentences[0]) == (not any(paper))


def test_the_winner_has_forgotten_everything_and_kept_the_most() -> None:
    lanes = [
        lane("ascent", kept=0),
        lane("neighbours", kept=16, leak=0.5),  # keeps all, and has not forgotten
        lane("refined", kept=12),
    ]
    others = {"ascent": Count(5, 69), "neighbours": Count(69, 69), "refined": Count(40, 69)}
    outcome = of_race(lanes, others)
    assert outcome.answer == 2
    assert "12 of 16" in outcome.sentences[0]
    unforgotten = [lane("ascent", kept=16, leak=1.0)]
    assert of_race(unforgotten, others).answer is None


def test_the_prediction_is_compared_with_what_happened() -> None:
    answers = LESSONS[PUSH].answers
    assert told(PUSH, 2, answers, Outcome(2, ())) == "You predicted it."
    assert answers[0] in told(PUSH, 0, answers, Outcome(2, ()))
    assert answers[2] in told(PUSH, 0, answers, Outcome(2, ()))
    assert told(PUSH, None, answers, Outcome(2, ())) == ""
    assert told(PUSH, 99, answers, Outcome(2, ())) == ""
    assert "No winner" in told(RACE, 0, ["a", "b"], Outcome(None, ()))


def test_every_outcome_is_one_of_the_answers_of_its_lesson() -> None:
    assert [len(LESSONS[place].answers) for place in (0, PUSH, REREAD, STOP, ATTACK)] == [3] * 5
