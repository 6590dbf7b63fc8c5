"""Many runs in a row, and mixed use with random kills: nothing grows and no run is lost.

ICU_RUNS (100) and ICU_MINUTES (60) make it shorter for a try.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import forgetful
import httpx
import psutil
import pytest
from app_server import Server
from guest import Guest
from watching import pid_of, wait_for

from icu_core import jobs, work
from icu_core.store import Run, Store

pytestmark = pytest.mark.slow

RUNS = int(os.environ.get("ICU_RUNS", "100"))
MINUTES = float(os.environ.get("ICU_MINUTES", "60"))
WARM_UP = max(3, RUNS // 5)
MOST_GROWTH_BYTES = 1_000_000  # a run
MOST_BYTES = 3_000_000_000


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Server]:
    """The app; its folder is looked at as well."""
    server = Server(tmp_path / "runs", TMPDIR=str(tmp_path))
    server.start()
    yield server
    server.kill()


def family(app: Server) -> list[psutil.Process]:
    """The app and the servers that it has started."""
    parent = psutil.Process(app.pid)
    return [parent, *parent.children(recursive=True)]


def measured(app: Server) -> dict[str, float]:
    """What may grow."""
    found = {"bytes": 0.0, "files": 0.0, "threads": 0.0, "processes": 0.0}
    for process in family(app):
        with suppress(psutil.NoSuchProcess):
            found["bytes"] += process.memory_info().rss
            found["files"] += process.num_fds()
            found["threads"] += process.num_threads()
            found["processes"] += 1
    return found


def slope(values: list[float]) -> float:
    """Growth from one to the next, by least squares."""
    middle = (len(values) - 1) / 2
    mean = sum(values) / len(values)
    above = sum((place - middle) * (value - mean) for place, value in enumerate(values))
    below = sum((place - middle) ** 2 for place in range(len(values)))
    return above / below if below else 0.0


def test_a_slope_worked_out_by_hand() -> None:
    assert slope([1.0, 3.0, 5.0, 7.0]) == pytest.approx(2.0)
    assert slope([4.0, 4.0]) == 0.0 and slope([4.0]) == 0.0


def one_life(app: Server, model: Path) -> None:
    """Somebody comes, forgets, compares, takes the model, deletes it and leaves."""
    visitor = Guest(app.url)
    visitor.page()
    assert visitor.choose(forgetful.known()).is_done
    started = visitor.start(model, max_iterations=2)
    assert started.is_done, started.said
    visitor.mine = started.data[0]
    (run,) = [each for each in Store(app.home).list() if each.id == visitor.mine["current"]]
    wait_for(lambda: run.status() == "finished", "finished")
    values = [visitor.mine, run.id, "", "The door code of", None, 0.0, 1.0, 8, 7]
    assert visitor.press("compare.page.ask", values).is_done
    assert visitor.press("runs.actions.download", [visitor.mine, [run.id]]).is_done
    assert visitor.press("runs.actions.erase", [visitor.mine, [run.id]]).is_done
    visitor.http.close()


def test_a_hundred_runs_in_a_row_and_nothing_grows(
    app: Server, tiny_folder: Path, record_property: Callable[[str, object], None]
) -> None:
    seen: list[dict[str, float]] = []
    for _ in range(WARM_UP + RUNS):
        one_life(app, tiny_folder)
        seen.append(measured(app))
    late = seen[WARM_UP:]
    growth = {name: slope([each[name] for each in late]) for name in late[0]}
    left = [path for path in app.home.rglob("*") if path.is_file() and path.stat().st_size]
    record_property("runs", RUNS)
    record_property("KB of memory a run", round(growth["bytes"] / 1e3))
    for name in ("files", "threads"):
        record_property(f"open {name} first and last", f"{late[0][name]:.0f}, {late[-1][name]:.0f}")
    record_property("app MB at the end", round(late[-1]["bytes"] / 1e6))
    record_property("files left on the disk", len(left))
    assert growth["bytes"] < MOST_GROWTH_BYTES
    assert abs(growth["files"]) < 0.1 and abs(growth["threads"]) < 0.1
    assert growth["processes"] < 0.1
    assert Store(app.home).list() == [] and len(left) <= 2


class Owner:
    """Somebody with some runs, to whom things happen."""

    def __init__(self, app: Server, model: Path, dice: random.Random) -> None:
        self.app, self.model, self.dice = app, model, dice
        self.guest = Guest(app.url)
        self.kept: set[str] = set()
        self.happened: dict[str, int] = {}

    def run(self) -> Run | None:
        """One of his runs."""
        ids = sorted(self.kept)
        return Run(self.app.home / self.dice.choice(ids)) if ids else None

    def starts(self) -> None:
        """A new run, if none of his is at work."""
        if not self.guest.choose(forgetful.known()).is_done:
            return
        answer = self.guest.start(self.model, max_iterations=self.dice.randint(1, 40))
        if answer.is_done and answer.data[0]:
            self.guest.mine = answer.data[0]
            self.kept |= set(self.guest.mine["runs"])

    def looks(self) -> None:
        """A tick."""
        self.guest.press("unlearn.live.look", [self.guest.mine, None, None, None])

    def compares(self) -> None:
        """A question."""
        if run := self.run():
            values = [self.guest.mine, run.id, "", "The door code of", None, 0.5, 1.0, 8, 7]
            self.guest.press("compare.page.ask", values)

    def stops(self) -> None:
        """The stop button."""
        self.guest.press("unlearn.live.stop", [self.guest.mine])

    def resumes(self) -> None:
        """The resume button."""
        if run := self.run():
            self.guest.press("runs.actions.resume", [self.guest.mine, [run.id]])

    def erases(self) -> None:
        """Delete for good."""
        if len(self.kept) > 5 and (run := self.run()):
            answer = self.guest.press("runs.actions.erase", [self.guest.mine, [run.id]])
            if answer.is_done and not run.path.exists():
                self.kept.discard(run.id)
                self.guest.mine = answer.data[0]

    def kills_a_job(self) -> None:
        """kill -9 of whatever job is alive."""
        for run in Store(self.app.home).list():
            if run.is_alive() and run.last("started"):
                with suppress(ProcessLookupError):
                    os.kill(pid_of(run), signal.SIGKILL)

    def kills_the_app(self) -> None:
        """kill -9 of the app, and a new one."""
        self.app.kill()
        self.app.start()
        self.guest.http.close()
        mine = self.guest.mine
        self.guest = Guest(self.app.url)
        self.guest.mine = mine


CHANCES = {
    "starts": 4, "looks": 10, "compares": 3, "stops": 1, "resumes": 3, "erases": 2,
    "kills_a_job": 3, "kills_the_app": 0.3,
}  # fmt: skip


def test_an_hour_of_mixed_use_with_random_kills_loses_no_run(
    app: Server, tiny_folder: Path, record_property: Callable[[str, object], None]
) -> None:
    owner = Owner(app, tiny_folder, random.Random(7))
    until, most = time.monotonic() + 60 * MINUTES, 0.0
    while time.monotonic() < until:
        what = owner.dice.choices(list(CHANCES), list(CHANCES.values()))[0]
        owner.happened[what] = owner.happened.get(what, 0) + 1
        with suppress(httpx.HTTPError):
            getattr(owner, what)()
        most = max(most, measured(app)["bytes"])
        time.sleep(owner.dice.uniform(0.0, 1.0))
    owner.guest.http.close()
    for name, count in owner.happened.items():
        record_property(name, count)
    record_property("minutes", MINUTES)
    record_property("app MB at most", round(most / 1e6))
    lost = _lost(app, owner)
    record_property("runs kept", len(owner.kept))
    record_property("runs lost", len(lost))
    assert lost == [] and most < MOST_BYTES
    assert not list(app.home.glob(".*-*")), "nothing half made, nothing half deleted"


def _lost(app: Server, owner: Owner) -> list[str]:
    """Runs that are not there or that cannot be brought to their end."""
    store, lost = Store(app.home), []
    for run in store.list():
        jobs.stop(run, patience_s=60)
    for run_id in sorted(owner.kept):
        run = Run(app.home / run_id)
        if run.status() not in ("finished",):
            work.do(run)
        if run.status() != "finished" or run.last("finished") is None:
            lost.append(f"{run_id}: {run.status()}")
    return lost
