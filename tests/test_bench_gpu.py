"""The script for a GPU, on a CPU with everything small: it runs, and what it measures is right."""

from __future__ import annotations

import argparse

import pytest
from bench import gpu, gpu_paper, history


@pytest.fixture
def options() -> argparse.Namespace:
    """As `--tiny --device cpu`."""
    return argparse.Namespace(tiny=True, device="cpu", shapes=["125M"])


def test_the_device_gives_the_golden_values_and_half_precision_comes_close(
    options: argparse.Namespace,
) -> None:
    found = next(gpu.correct(options))
    assert found.pop("losses in bf16 against fp32") <= 1e-2
    assert all(value <= 1e-4 for value in found.values()), found


def test_speed_is_told_as_shares_and_seconds(options: argparse.Namespace) -> None:
    *_, found = gpu.speed(options)
    assert 0 < found["tiny"]["batch 2"]["share of the matrix rate"] < 1
    found = found["tiny"]
    assert found["seconds of an iteration with all metrics"] > found["of which scoring"] > 0


def test_mean_and_spread_are_over_the_target_sets() -> None:
    lines = [
        {"preset": "paper", "after": {"el": el}, "iterations": 2, "seconds": 1.0}
        for el in (0.1, 0.3)
    ]
    assert gpu_paper.summary(lines)["paper"]["el"] == pytest.approx([0.2, 0.1])


def test_a_ratio_well_below_those_before_is_seen() -> None:
    tables = [("MA and EL of 8 texts, quick", [("naive / fast", "  40.0 x"), ("naive", "9 s")])]
    now = history.ratios(tables)
    assert now == {"MA and EL of 8 texts: naive / fast": 40.0}
    name = next(iter(now))
    before = [{name: 60.0}, {name: 90.0}, {name: 100.0}, {"other": 1.0}]
    assert history.worse(now, before) == {name: 90.0}
    assert not history.worse({name: 70.0}, before)
