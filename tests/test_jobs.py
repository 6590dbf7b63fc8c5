"""A job survives what may happen to it, and nothing is lost."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from watching import PATIENCE_S, NewRun, facts, pid_of, wait_for, weights

from icu_core import jobs, work
from icu_core.errors import RunError
from icu_core.store import Run, Store

pytestmark = pytest.mark.usefixtures("warm")

LONGER = {"learning_rate": 1e-3}
"""Settings with which a run takes all of its iterations."""


def test_a_job_runs_to_its_end_and_leaves_a_model(new_run: NewRun) -> None:
    run = new_run()
    jobs.start(run)
    wait_for(lambda: run.status() == "finished", "finished")
    kinds = [each["type"] for each in run.events()]
    assert kinds[:3] == ["started", "prepared", "iteration"] and kinds[-1] == "finished"
    assert run.result_path() is not None
    first, last = run.iterations()[0], run.iterations()[-1]
    assert first["average"]["exact"] == 1.0 and last["average"]["exact"] < 1.0
    assert first["losses"] is None and set(last["losses"]) == {"total", "forget", "learn", "drift"}


def kill_and_resume(run: Run, kill: int) -> None:
    """Start a job, kill it after `kill` events and a little more, and go on to the end."""
    jobs.start(run)
    wait_for(lambda: len(run.events()) > kill % 6 + 1 or run.status() == "finished", "an iteration")
    time.sleep(0.003 * (kill % 17))
    if run.is_alive():
        os.kill(pid_of(run), signal.SIGKILL)
    wait_for(lambda: not run.is_alive(), "dead")
    if run.status() != "finished":
        assert run.status() == "interrupted"
        done = [each["number"] for each in run.iterations()]
        work.do(run)
        again = (run.last("started") or {})["resumed_from"]
        assert not done or again >= done[-1]  # no iteration that was told is done twice


@pytest.mark.parametrize("kills", [4, pytest.param(200, marks=pytest.mark.slow)])
def test_killed_at_any_moment_it_ends_with_the_same_bits(new_run: NewRun, kills: int) -> None:
    undisturbed = new_run(**LONGER)
    work.do(undisturbed)
    assert len(undisturbed.iterations()) > 6  # so that there is something to kill
    for kill in range(kills):
        run = new_run(**LONGER)
        kill_and_resume(run, kill)
        assert facts(run) == facts(undisturbed)
        assert weights(run) == weights(undisturbed)


def test_the_same_settings_give_the_same_bits(new_run: NewRun) -> None:
    one, two = new_run(), new_run()
    work.do(one)
    work.do(two)
    assert facts(one) == facts(two) and weights(one) == weights(two)


def test_stop_keeps_the_last_whole_iteration_and_can_be_resumed(new_run: NewRun) -> None:
    run = new_run(max_iterations=10_000, unseen_quantile=1.0, learning_rate=1e-6)
    jobs.start(run)
    wait_for(lambda: len(run.iterations()) >= 2, "two iterations")
    assert jobs.stop(run, patience_s=PATIENCE_S)
    end = run.last("finished")
    assert end is not None and end["reason"] == "stopped"
    assert end["result"] == run.iterations()[-1]["number"]
    before = len(run.iterations())
    jobs.resume(run)
    wait_for(lambda: len(run.iterations()) > before, "goes on")
    jobs.stop(run, patience_s=PATIENCE_S)
    started = run.last("started")
    assert started is not None and started["resumed_from"] == end["result"]


def test_a_terminated_job_says_so_and_can_be_resumed(new_run: NewRun) -> None:
    run = new_run(max_iterations=10_000, learning_rate=1e-6)
    jobs.start(run)
    wait_for(lambda: len(run.iterations()) >= 1, "an iteration")
    os.kill(pid_of(run), signal.SIGTERM)
    wait_for(lambda: not run.is_alive(), "gone")
    assert run.status() == "interrupted"
    assert run.last("interrupted") == {**(run.last("interrupted") or {}), "signal": "SIGTERM"}


def test_twenty_starts_at_once_are_one_job(new_run: NewRun) -> None:
    run = new_run()
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(lambda _: jobs.start(run), range(20)))
    wait_for(lambda: run.status() == "finished", "finished")
    assert [each["type"] for each in run.events()].count("started") == 1


@pytest.mark.slow  # `test_job_faults.py` kills an app with every change
def test_a_job_outlives_the_app_that_started_it(new_run: NewRun) -> None:
    run = new_run(max_iterations=10_000, learning_rate=1e-6)
    code = (
        "import sys\nfrom pathlib import Path\n"
        "from icu_core import jobs\nfrom icu_core.store import Run\n"
        "if __name__ == '__main__':\n"
        f"    jobs.start(Run(Path({str(run.path)!r})))\n"
        "    print('READY', flush=True); sys.stdin.read()"
    )
    app = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with app:
        assert app.stdout is not None
        assert app.stdout.readline() == "READY\n"
        app.kill()
    before = len(run.iterations())
    wait_for(lambda: len(run.iterations()) > before + 1, "goes on without the app")
    assert [each.id for each in jobs.adopt(Store(run.path.parent))] == [run.id]
    assert jobs.stop(run, patience_s=PATIENCE_S)


def test_a_bad_model_is_a_failed_run_with_words(tmp_path: Path, new_run: NewRun) -> None:
    run = new_run(model=str(tmp_path / "nowhere"))
    work.do(run)
    failed = run.last("failed")
    assert run.status() == "failed" and failed is not None
    assert failed["error"] == "ModelError" and "embedded" in failed["message"]


def test_an_unforeseen_error_is_recorded_without_any_text(
    new_run: NewRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = new_run()

    def broken(*_: object) -> None:
        raise ZeroDivisionError("the secret is 4071")

    monkeypatch.setattr("icu_core.preparation.load_model", broken)
    work.do(run)
    failed = run.last("failed")
    assert failed is not None and failed["error"] == "ZeroDivisionError"
    assert "4071" not in str(failed) and any("broken" in place for place in failed["trace"])


def test_a_loss_that_explodes_ends_with_the_last_good_weights(new_run: NewRun) -> None:
    run = new_run(learning_rate=1.0, max_grad_norm=0.0, forget_weight=100.0, max_iterations=50)
    work.do(run)
    end = run.last("finished")
    assert end is not None
    assert end["result"] <= run.iterations()[-1]["number"]


def test_too_many_jobs_are_refused_kindly(new_run: NewRun, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "MOST_AT_ONCE", 0)
    with pytest.raises(RunError, match="Try again in a minute"):
        jobs.start(new_run())


def test_brief_runs_work_side_by_side_and_leave_no_snapshot(new_run: NewRun) -> None:
    first, second = (new_run(max_iterations=10_000, learning_rate=1e-6) for _ in range(2))
    for run in (first, second):
        jobs.start(run, is_brief=True)
    wait_for(lambda: all(len(run.iterations()) >= 2 for run in (first, second)), "both at work")
    for run in (first, second):
        assert jobs.stop(run, patience_s=PATIENCE_S)
        assert not (run.path / "snapshots").exists()
        assert run.result_path() is not None


def test_runs_take_turns_on_one_machine(new_run: NewRun) -> None:
    first = new_run(max_iterations=10_000, learning_rate=1e-6)
    second = new_run()
    jobs.start(first)
    wait_for(lambda: len(first.iterations()) >= 1, "the first works")
    jobs.start(second)
    wait_for(lambda: (second.progress() or {}).get("phase") == "waiting", "the second waits")
    assert not second.iterations()
    jobs.stop(first)
    wait_for(lambda: second.status() == "finished", "the second had its turn")
