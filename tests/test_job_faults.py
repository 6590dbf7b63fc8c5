"""What may happen to a job at work: signals, stops, rivals, a dead app, a clock that jumps.

The kills are in test_jobs.py.
"""

from __future__ import annotations

import itertools
import multiprocessing.forkserver
import os
import random
import signal
import time
from pathlib import Path

import mishaps
import pytest
from mishaps import befalls
from watching import NewRun, facts, pid_of, wait_for, weights

from icu_core import durable, jobs, snapshot, work
from icu_core.store import Run, Store
from icu_core.ui import live, log, words

pytestmark = pytest.mark.usefixtures("warm")

ENDLESS = {"max_iterations": 10_000, "learning_rate": 1e-6, "unseen_quantile": 1.0}
SHORT = {"max_iterations": 2}


@pytest.mark.parametrize("times", [3, pytest.param(20, marks=pytest.mark.slow)])
def test_terminated_often_it_says_so_and_goes_on(new_run: NewRun, times: int) -> None:
    run, dice = new_run(**ENDLESS), random.Random(1)
    for _ in range(times):
        before = len(run.iterations())
        jobs.resume(run)
        wait_for(lambda before=before: len(run.iterations()) > before, "an iteration")
        time.sleep(dice.random() / 20)
        os.kill(pid_of(run), signal.SIGTERM)
        asked = time.monotonic()
        wait_for(lambda: not run.is_alive(), "gone")
        assert time.monotonic() - asked < 10
        assert run.status() == "interrupted" and run.events()[-1]["signal"] == "SIGTERM"
        newest, _ = snapshot.newest(run.path / "snapshots")
        assert newest is not None and newest.number == run.iterations()[-1]["number"]


@pytest.mark.parametrize("moments", [5, pytest.param(50, marks=pytest.mark.slow)])
def test_stopped_at_any_moment_it_keeps_the_last_whole_iteration(
    new_run: NewRun, moments: int
) -> None:
    run, dice = new_run(**ENDLESS, batch_size=1), random.Random(2)
    for _ in range(moments):
        left, after = [dice.randrange(1, 12)], []

        def press(phase: str, *_: int, left: list[int] = left, after: list[str] = after) -> None:
            if left[0] <= 0 and phase == "training":
                after.append(phase)
            if phase in ("training", "scoring"):
                left[0] -= 1
                if left[0] == 0:
                    run.request_stop()

        work.do(run, tell=press)
        end = run.last("finished")
        assert end is not None and end["reason"] == "stopped"
        assert end["result"] == run.iterations()[-1]["number"]
        assert after == [], "no batch after the stop"
        newest, _ = snapshot.newest(run.path / "snapshots")
        assert newest is not None and newest.number == end["result"]


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("processes", [2, pytest.param(10, marks=pytest.mark.slow)])
def test_processes_with_as_many_threads_give_the_same_bits(
    new_run: NewRun, processes: int, threads: int
) -> None:
    runs = [new_run(**SHORT, threads=threads) for _ in range(processes)]
    for run in runs:
        jobs.start(run)
        wait_for(lambda run=run: run.status() == "finished", "finished")
    assert all(facts(run) == facts(runs[0]) for run in runs)
    assert all(weights(run) == weights(runs[0]) for run in runs)


@pytest.mark.parametrize("times", [2, pytest.param(5, marks=pytest.mark.slow)])
def test_of_several_workers_on_one_run_only_one_works(new_run: NewRun, times: int) -> None:
    for _ in range(times):
        run = new_run(**SHORT)
        mishaps.begin_at_once(run.path, 4)
        wait_for(lambda run=run: run.status() == "finished", "finished")
        assert [each["seq"] for each in run.events()] == list(range(1, len(run.events()) + 1))
        assert len(run.iterations()) == sum(e["type"] == "iteration" for e in run.events())


@pytest.mark.parametrize("kills", [3, pytest.param(10, marks=pytest.mark.slow)])
def test_a_killed_app_finds_its_job_and_starts_no_second_one(
    new_run: NewRun, tmp_path: Path, kills: int
) -> None:
    for number in range(kills):
        run, ready = new_run(**ENDLESS), tmp_path / f"ready{number}"
        app = jobs._context().Process(target=mishaps.be_an_app, args=(str(run.path), str(ready)))
        app.start()
        wait_for(ready.exists, "the app has started its job")
        app.kill()
        app.join()
        assert [each.id for each in jobs.adopt(Store(run.path.parent))] == [run.id]
        jobs.start(run)  # what the restarted app does on a double click
        jobs.resume(run)
        wait_for(lambda run=run: run.iterations(), "it is at work")
        assert jobs.stop(run, patience_s=60)
        assert [each["type"] for each in run.events()].count("started") == 1


@pytest.mark.slow  # a new server reads all libraries anew
def test_a_dead_server_of_jobs_is_replaced_and_running_jobs_do_not_notice(new_run: NewRun) -> None:
    running = new_run(**ENDLESS)
    jobs.start(running)
    server = multiprocessing.forkserver._forkserver  # type: ignore[attr-defined]
    dead = server._forkserver_pid
    os.kill(dead, signal.SIGKILL)
    before = len(running.iterations())
    wait_for(lambda: len(running.iterations()) > before + 1, "goes on without the server")
    assert jobs.stop(running, patience_s=60)
    run = new_run(**SHORT)
    jobs.start(run)
    wait_for(lambda: run.status() == "finished", "finished by a job of a new server")
    assert server._forkserver_pid != dead


def test_a_lock_is_let_go_when_its_holder_dies(tmp_path: Path) -> None:
    place = tmp_path / "lock"
    assert befalls(_hold_and_die, str(place)) == -signal.SIGKILL
    with durable.locked(place, patience_s=0.0):
        pass


def _hold_and_die(place: str) -> None:
    with durable.locked(Path(place), patience_s=0.0):
        os.kill(os.getpid(), signal.SIGKILL)


def test_a_clock_that_jumps_changes_nothing_but_times(
    new_run: NewRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    undisturbed = new_run(**SHORT)
    work.do(undisturbed)
    real, jumps = time.time, itertools.cycle([0.0, 86_400 * 400, -86_400 * 400, 3_600, -7.0])
    monkeypatch.setattr(time, "time", lambda: real() + next(jumps))
    run = new_run(**SHORT)
    work.do(run)
    assert facts(run) == facts(undisturbed) and weights(run) == weights(undisturbed)
    view = live.view(run)
    assert live.working_seconds(view, real()) >= 0
    assert words.times(view, real()) and len(log.log(view)) >= 4


def test_waiting_runs_come_in_their_order_and_hear_how_many_are_before_them(
    new_run: NewRun,
) -> None:
    first, second, third = new_run(**ENDLESS), new_run(**SHORT), new_run(**SHORT)
    for place, run in enumerate((first, second, third)):
        jobs.start(run)
        wait_for(lambda run=run, n=place: _ahead(run) == n or n == 0, f"{place} before it")
    assert "2 runs on this machine before this one" in words.headline(live.view(third))
    jobs.stop(first)
    wait_for(lambda: third.status() == "finished", "all had their turn")
    ends = [run.events()[-1]["time"] for run in (second, third)]
    assert ends == sorted(ends) and second.status() == "finished"


def _ahead(run: Run) -> int | None:
    progress = run.progress() or {}
    return progress["step"] if progress.get("phase") == "waiting" else None
