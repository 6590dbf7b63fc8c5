"""A run as a lane: where each secret stands beside a stranger's, what is kept, what is harder."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import fake_runs
import pytest

from icu_core.store import Store
from icu_core.ui import live
from icu_core.ui.learn.lanes import FAR, Bar, at_start, lane_of


def lane(tmp_path: Path, change: dict[str, Any] | None = None, **how: Any) -> Any:
    """The lane of a made-up run of four texts, its last iteration changed."""
    run = fake_runs.fake_run(Store(tmp_path), fake_runs.texts(4), **how)
    view = live.view(run)
    if change:
        view.iterations[-1].update(change)  # type: ignore[attr-defined]
    return lane_of("refined", view)


def test_a_lane_before_its_run_stands_at_the_start() -> None:
    start = at_start("ascent", fake_runs.texts(4), neighbours=16)
    assert (start.status, start.number, start.kept, start.harder) == ("none", 0, 16, 0.0)
    assert [bar.way for bar in start.bars] == [0.0] * 4
    assert (start.forgotten, start.is_moving, start.is_over) == (0, False, False)
    assert not start.is_asked


def test_the_line_is_the_loss_of_never_seen_secrets(tmp_path: Path) -> None:
    end = lane(tmp_path)
    beyond = 1 + 0.22 / 2.9  # 3.12, where 2.9 is typical and 5.8 the hardest
    assert [bar.way for bar in end.bars] == pytest.approx([beyond] * 4)
    assert end.forgotten == 4
    assert end.kept == round(0.96 * 4)
    assert end.harder == pytest.approx(9.4 / 9.1 - 1)
    assert end.strangers == pytest.approx([math.exp(-2.9)] * 4)
    assert end.is_over


def test_a_bar_knows_where_it_stood_before(tmp_path: Path) -> None:
    half = lane(tmp_path, iterations=8, end="interrupted")
    before = lane(tmp_path, iterations=7, end="interrupted")
    assert all(bar.before <= bar.way for bar in half.bars)
    assert before.number == 7


def test_only_what_is_far_beyond_a_stranger_is_conspicuous() -> None:
    assert Bar("door", FAR, 1.0, 0.0).is_far
    assert not Bar("door", FAR - 0.01, 1.0, 0.0).is_far


def test_values_that_are_not_finite_are_at_the_end_of_the_track(tmp_path: Path) -> None:
    broken = lane(tmp_path, {"perplexity": None})
    assert broken.harder == math.inf


def test_a_run_that_waits_has_a_lane(tmp_path: Path) -> None:
    run = Store(tmp_path).create(fake_runs.RunConfig(), fake_runs.texts(4))
    waiting = lane_of("refined", live.view(run))
    assert (waiting.status, waiting.is_moving) == ("waiting", True)
    assert waiting.neighbours == 16
    assert not waiting.is_asked and lane(tmp_path).is_asked
