"""What may happen to what a run writes: a save cut off at any step, a disk that is full.

Torn and flipped bytes are in test_snapshot.py, test_store.py and test_damaged_runs.py.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import forgetful
import mishaps
import pytest
from mishaps import befalls
from watching import NewRun, facts, wait_for, weights

from icu_core import jobs, snapshot, work
from icu_core.config import RunConfig
from icu_core.errors import RunError
from icu_core.store import Run, Store
from icu_core.ui import live, words

pytestmark = pytest.mark.usefixtures("warm")

SHORT = {"max_iterations": 2}


@pytest.fixture
def undisturbed(new_run: NewRun) -> Run:
    """A short run to which nothing happens."""
    run = new_run(**SHORT)
    work.do(run)
    return run


def test_a_save_that_is_killed_at_any_step_leaves_the_old_or_the_new_state(
    new_run: NewRun, tmp_path: Path
) -> None:
    run = new_run()
    with run.writer() as writer:
        event = {"type": "iteration", "number": 1}
        state = snapshot.Snapshot(1, mishaps.groups(1), {"active": [1]})
        writer.save(state, event=event, keep=1)
        writer.append(event)
    assert befalls(mishaps.save_and_die_everywhere, str(run.path), str(tmp_path / "cut")) == 0
    cut = [Run(path) for path in sorted((tmp_path / "cut").glob("*/*"))]
    assert len(cut) > 50
    reached = {_old_or_new(each) for each in cut}
    assert reached == {(1, 1), (2, 1), (2, 2)}  # an event follows its snapshot


def _old_or_new(run: Run) -> tuple[int, int]:
    """The state that a cut-off save left, and how many events tell of it; both are whole."""
    found, notes = snapshot.newest(run.path / "snapshots")
    assert found is not None and notes == ()
    expected = mishaps.groups(found.number)
    for name, tensors in expected.items():
        assert all((tensors[key] == found.groups[name][key]).all() for key in tensors)
    assert found.state["active"] == [found.number]
    assert found.state["event"]["number"] == found.number
    seen = [each["number"] for each in run.events()]
    assert seen == list(range(1, len(seen) + 1)) and seen[-1] <= found.number
    mishaps.save_next(run)  # and whoever goes on finds nothing in his way
    assert snapshot.numbers(run.path / "snapshots") == [2]
    assert run.result_path() is not None
    return found.number, len(seen)


@pytest.mark.parametrize(
    "most_bytes", [100, 2_000, 4_000, 30_000, 100_000]
)  # 2,000: not even the plan
def test_a_full_disk_pauses_the_run_with_that_reason(
    new_run: NewRun, undisturbed: Run, most_bytes: int
) -> None:
    run = new_run(**SHORT)
    befalls(mishaps.work_with_small_files, str(run.path), most_bytes)
    assert not run.is_alive()
    if run.events():
        last = run.events()[-1]
        assert (last["type"], last.get("reason")) == ("interrupted", "disk")
        assert "disk is full" in words.explanation(live.view(run))
    _, notes = snapshot.newest(run.path / "snapshots")
    assert notes == ()
    left = [path for path in run.path.rglob(".*writing*") if path.is_dir()]
    assert left == [], "what could not be written takes no room"
    jobs.resume(run)  # there is room again
    wait_for(lambda: run.status() == "finished", "finished")
    assert facts(run) == facts(undisturbed) and weights(run) == weights(undisturbed)


def test_on_a_full_disk_no_run_is_made_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("icu_core.store.replace", full)
    with pytest.raises(RunError, match="disk is full"):
        Store(tmp_path).create(RunConfig(), forgetful.known())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_small_disk_that_fills_up_pauses_the_run_until_there_is_room(
    new_run: NewRun, undisturbed: Run, tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)], check=True)
    try:
        for free in range(20_000, 1_000_000, 50_000):
            _fills_up(new_run(**SHORT), undisturbed, disk, free)
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def _fills_up(run: Run, undisturbed: Run, disk: Path, free: int) -> None:
    there = Run(Path(shutil.copytree(run.path, disk / "runs" / run.id)))
    filler = disk / "filler"
    filler.write_bytes(bytes(shutil.disk_usage(disk).free - free))
    befalls(mishaps.begin, str(there.path))
    wait_for(lambda: not there.is_alive(), "paused")
    assert there.status() in ("interrupted", "waiting", "finished")
    filler.unlink()
    if there.status() != "finished":
        work.do(there)
    assert facts(there) == facts(undisturbed) and weights(there) == weights(undisturbed)
    shutil.rmtree(there.path)
