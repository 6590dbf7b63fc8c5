"""What a browser remembers of its lessons, whatever it sends."""

from __future__ import annotations

import math
from typing import Any

import pytest

from icu_core.ui.learn.learner import Learner, learner
from icu_core.ui.learn.lessons import LESSONS, METHODS, RACE

IDS = ("a" * 32, "b" * 32)
BAD = [
    None, True, -1, 0.5, math.nan, 1e400, "", "x" * 10_000, [], [1], {}, {"1": 1}, [None], [[]],
    "../../etc/passwd", "<script>",
]  # fmt: skip


def test_what_is_kept_comes_back() -> None:
    one = Learner().going_to(3).guessing(1).racing(IDS).stopping([1])
    assert learner(one.as_state()) == one
    raced = one.going_to(RACE).picking(("refined", "ascent")).guessing(0)
    assert set(learner(raced.as_state()).picked) == {"refined", "ascent"}


@pytest.mark.parametrize("bad", BAD)
def test_whatever_is_not_well_formed_is_forgotten(bad: Any) -> None:
    for raw in (bad, dict.fromkeys(Learner().as_state(), bad),
                {"runs": {"1": bad}, "guesses": {"1": bad}}):  # fmt: skip
        one = learner(raw)
        assert 0 <= one.at < len(LESSONS)
        assert all(run_id in IDS for ids in one.runs.values() for run_id in ids)
        assert one.picked and set(one.picked) <= set(METHODS)
        assert one.as_state() == learner(one.as_state()).as_state()


def test_a_lesson_has_its_own_guess_and_its_own_runs() -> None:
    one = Learner().going_to(1).guessing(2).racing(IDS[:1]).going_to(2)
    assert (one.guess, one.lanes) == (None, ())
    assert (one.going_to(1).guess, one.going_to(1).lanes) == (2, IDS[:1])
    assert one.going_to(99).at == RACE
    assert one.going_to(-1).at == 0


def test_other_methods_make_another_race() -> None:
    one = Learner().going_to(RACE).guessing(1).racing(IDS).picking(("ascent", "refined"))
    assert (one.guess, one.lanes, one.methods) == (None, (), ("ascent", "refined"))
