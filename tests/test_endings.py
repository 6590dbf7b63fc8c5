"""How a run comes to an end by itself, and with which reason."""

from __future__ import annotations

import signal
from pathlib import Path

import fake_runs
import forgetful
import pytest
from watching import NewRun, weights

from icu_core import parallel, work
from icu_core.config import RunConfig
from icu_core.store import Store


@pytest.mark.parametrize("change", [{"learning_rate": 1.0}, {"forget_weight": 100.0}])
def test_a_training_that_breaks_ends_with_its_reason_and_the_last_good_state(
    new_run: NewRun, change: dict[str, float]
) -> None:
    run = new_run(**{"learning_rate": 1.0, "max_grad_norm": 0.0, "max_iterations": 5, **change})
    work.do(run)
    end = run.last("finished")
    assert end is not None and end["reason"] in ("diverged", "guard", "all_forgotten", "cap")
    good = [each for each in run.iterations() if each["number"] == end["result"]]
    assert good and all(each["nll"] is not None for each in good[0]["scores"])


def test_a_run_that_never_forgets_ends_at_its_cap(new_run: NewRun) -> None:
    run = new_run(learning_rate=1e-9, max_iterations=3)
    work.do(run)
    end = run.last("finished")
    assert end is not None and (end["reason"], end["result"]) == ("cap", 3)


def test_a_run_with_nothing_to_forget_ends_before_it_trains(
    tiny_folder: Path, tmp_path: Path
) -> None:
    config = RunConfig(model=str(tiny_folder)).with_values(forgetful.QUICK)
    run = Store(tmp_path / "runs").create(
        config, forgetful.unseen(), pool=forgetful.kept(), unseen=forgetful.known()
    )
    work.do(run)
    end = run.last("finished")
    assert end is not None and (end["reason"], end["result"]) == ("nothing_to_forget", 0)
    assert len(run.iterations()) == 1


def test_a_run_that_is_stopped_while_it_waits_to_go_on_keeps_its_result(tmp_path: Path) -> None:
    run = fake_runs.fake_run(Store(tmp_path), iterations=8)
    work.do(run, tell=lambda phase, *_: run.request_stop() if phase == "waiting" else None)
    ended = run.last("finished")
    assert ended is not None and ended["reason"] == "stopped" and ended["result"] == 8


def test_a_new_run_that_is_stopped_while_it_waits_has_none(tmp_path: Path) -> None:
    run = Store(tmp_path).create(RunConfig(), fake_runs.texts(2))
    work.do(run, tell=lambda phase, *_: run.request_stop() if phase == "waiting" else None)
    ended = run.last("finished")
    assert ended is not None and ended["reason"] == "stopped" and ended["result"] == 0


@pytest.mark.parametrize(
    ("how", "world"),
    [("stop", None), ("terminate", None), ("stop", parallel.ALONE)],
    ids=["stop", "terminate", "stop on the command line"],
)
def test_a_run_stops_while_it_prepares_and_goes_on_as_if_it_had_not(
    new_run: NewRun, how: str, world: parallel.World | None
) -> None:
    def press(phase: str, iteration: int, step: int, of: int) -> None:
        if (phase, step) == ("preparing", 2):
            run.request_stop() if how == "stop" else signal.raise_signal(signal.SIGTERM)

    undisturbed, run = new_run(max_iterations=1), new_run(max_iterations=1)
    work.do(run, tell=press, world=world)
    assert run.last("prepared") is None and run.iterations() == []
    assert run.status() == ("finished" if how == "stop" else "interrupted")
    assert run.result_path() is None
    for each in (undisturbed, run):
        work.do(each)
    assert weights(run) == weights(undisturbed)
