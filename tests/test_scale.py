"""The scale of never-seen texts: worked out by hand, and calibrated on numbers of chance."""

import math
import random

import pytest

from icu_core.metrics.chance import highest_expected
from icu_core.metrics.scale import false_alarms, scale, strengths


def one_kind(*labels: str) -> dict[str, str]:
    """All of the same kind."""
    return dict.fromkeys(labels, "code")


def test_a_deviation_counts_spreads_from_the_mean_of_never_seen_texts() -> None:
    """Values 1, 2, 3: mean 2, squares 2. Drawn towards all (variance 1): (2 + 4) / (2 + 4) = 1."""
    controls = {"c1": 1.0, "c2": 2.0, "c3": 3.0}
    found = scale({"t1": 6.0}, controls, one_kind("t1", *controls), floor=0.0)
    assert found.targets["t1"] == pytest.approx(4 / math.sqrt(1 + 1 / 3))


def test_a_never_seen_text_is_measured_against_the_others() -> None:
    """For 3 the others are 1 and 2: mean 1.5, squares 0.5, (0.5 + 4) / (1 + 4) = 0.9."""
    controls = {"c1": 1.0, "c2": 2.0, "c3": 3.0}
    found = scale({}, controls, one_kind(*controls), floor=0.0)
    assert found.controls["c3"] == pytest.approx(1.5 / math.sqrt(0.9 * 1.5))


def test_a_kind_with_enough_texts_has_a_scale_of_its_own() -> None:
    low = {f"a{i}": float(i % 3) for i in range(6)}
    high = {f"b{i}": 100.0 + i % 3 for i in range(6)}
    kinds = {**dict.fromkeys(low, "low"), **dict.fromkeys(high, "high"), "t1": "high", "t2": "low"}
    found = scale({"t1": 101.0, "t2": 101.0}, {**low, **high}, kinds, floor=0.0)
    assert abs(found.targets["t1"]) < 1 and found.targets["t2"] > 50


def test_equal_values_have_no_spread_and_differences_below_the_floor_are_noise() -> None:
    controls = dict.fromkeys(("c1", "c2", "c3", "c4"), 0.5)
    found = scale({"t1": 0.5, "t2": 0.55}, controls, one_kind("t1", "t2", *controls), floor=0.1)
    assert found.targets["t1"] == 0.0 and found.targets["t2"] < 0.5
    assert set(found.controls.values()) == {0.0}


def test_the_limit_is_the_furthest_never_seen_text_or_students_if_that_is_further() -> None:
    dice = random.Random(0)
    controls = {f"c{i}": dice.gauss(0, 1) for i in range(30)}
    found = scale({}, controls, one_kind(*controls), floor=0.0)
    values = [*found.controls.values()]
    assert found.limit(0.5) == max(values) > 1
    assert found.limit(1e-4) == highest_expected(values, error=1e-4) > max(values)


def test_a_strength_of_one_is_at_the_limit() -> None:
    controls = {f"c{i}": float(i % 5) for i in range(10)}
    found = scale({"t1": 9.0}, controls, one_kind("t1", *controls), floor=0.0)
    (ours, theirs), *_ = strengths([found], error=0.01)
    assert ours["t1"] == found.targets["t1"] / found.limit(0.01) > 1
    assert max(theirs.values()) <= 1


def test_of_never_seen_texts_hardly_any_raises_a_false_alarm() -> None:
    """Normal values on five scales, 1 % aimed at over all of them together."""
    alarms, dice = 0, random.Random(4)
    for _ in range(20):
        scales = [
            scale({}, c, one_kind(*c), floor=0.0)
            for c in ({f"c{i}": dice.gauss(0, 1) for i in range(40)} for _ in range(5))
        ]
        alarms += len(false_alarms(scales, error=0.01))
    assert alarms <= 0.03 * 20 * 40


def test_a_never_seen_text_far_from_the_others_is_a_false_alarm() -> None:
    controls = {f"c{i}": 0.1 * (i % 4) for i in range(12)} | {"odd": 9.0}
    found = scale({}, controls, one_kind(*controls), floor=0.0)
    assert len(false_alarms([found], error=0.01)) == 1
