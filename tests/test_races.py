"""The runs behind the lessons: real settings, all or nothing, and nothing left behind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import fake_runs
import pytest

from icu_core import jobs
from icu_core.errors import ConfigError, RunError
from icu_core.store import Run
from icu_core.ui import library
from icu_core.ui.learn import experiments, probes, races
from icu_core.ui.learn.learner import Learner
from icu_core.ui.learn.lessons import LESSONS, METHODS, RACE
from icu_core.ui.server import visitor

REREADING, STOPPING = 2, 3
NO_ID = "0" * 32


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of runs of its own, four texts to forget, and no process."""
    monkeypatch.setenv("ICU_HOME", str(tmp_path / "runs"))
    monkeypatch.setattr(library, "sets", lambda: {"ten": tuple(fake_runs.texts(10))})
    monkeypatch.setattr(jobs, "start", lambda run, *, is_brief: None)
    for cached in (visitor.store, races.secrets):
        cached.cache_clear()
    yield tmp_path / "runs"
    for cached in (visitor.store, races.secrets):
        cached.cache_clear()


def test_every_method_is_a_line_of_settings_that_a_run_takes() -> None:
    for name in METHODS:
        assert races.config_of(name).threads == 1
    with pytest.raises(ConfigError):
        races.config_of("magic")


@pytest.mark.parametrize(
    ("lesson", "changed"), [(REREADING, {"learn_weight", "drift_weight"}), (STOPPING, {"refine"})]
)
def test_only_what_the_lesson_is_about_differs_between_its_lanes(
    lesson: int, changed: set[str]
) -> None:
    one, other = (json.loads(races.config_of(name).to_json()) for name in LESSONS[lesson].methods)
    assert {name for name in one if one[name] != other[name]} == changed


def test_lessons_are_not_among_the_runs_of_a_visitor(home: Path) -> None:
    ids = races.start(("neighbours", "stopped"), lesson=STOPPING)
    assert visitor.store().list() == []
    assert [races.store().get(run_id).name for run_id in ids] == [
        f"Lesson 4: Stopping, {METHODS[name].label}" for name in ("neighbours", "stopped")
    ]
    assert races.store().get(ids[0]).targets == fake_runs.texts(4)


def test_doing_it_again_leaves_nothing_of_the_first_time(home: Path) -> None:
    first = races.start(("ascent",), lesson=1)
    second = races.start(("ascent",), lesson=1, before=[*first, NO_ID])
    assert [run.id for run in races.store().list()] == list(second)
    assert not any(first[0] in str(path) for path in home.rglob("*"))


def test_what_is_old_or_too_much_is_swept_away(monkeypatch: pytest.MonkeyPatch) -> None:
    old = races.start(("ascent",), lesson=1)
    monkeypatch.setattr(races, "KEPT_S", -1.0)
    races.sweep()
    assert races.found(old[0]) is None
    monkeypatch.setattr(races, "KEPT_S", 3600.0)
    monkeypatch.setattr(races, "MOST_KEPT", 2)
    for _ in range(4):
        newest = races.start(("ascent",), lesson=1)
    races.sweep()
    assert len(races.store().list()) == 2
    assert races.found(newest[0]) is not None


def test_a_race_that_cannot_start_whole_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(run: Run, *, is_brief: bool) -> None:
        if METHODS["refined"].label in run.name:
            raise RunError("8 runs are at work. Try again in a minute.")

    monkeypatch.setattr(jobs, "start", refuse)
    with pytest.raises(RunError, match="Try again"):
        races.start(("ascent", "refined"), lesson=RACE)
    assert races.store().list() == []


@pytest.mark.parametrize("names", [(), ("ascent",) * 4, ("magic",), (None,)])
def test_only_a_few_known_methods_race(names: tuple[str, ...]) -> None:
    with pytest.raises(ConfigError):
        races.start(names, lesson=RACE)


def test_a_lane_without_a_run_stands_at_its_start() -> None:
    for run_id in (None, NO_ID, "../../etc"):
        lane = races.lane("refined", run_id)
        assert (lane.status, lane.forgotten, len(lane.bars)) == ("none", 0, races.SECRETS)


def test_a_finished_run_of_another_lesson_is_not_erased_by_this_one() -> None:
    me = experiments.started(Learner(at=STOPPING))
    _finish(me.lanes[1])
    there = me.runs[STOPPING][1]
    me = experiments.started(me.going_to(STOPPING + 1))
    assert there not in me.lanes and races.found(there) is not None


def test_the_last_lesson_makes_a_model_by_each_rule() -> None:
    me = experiments.started(Learner(at=STOPPING + 1))
    for name, run_id in zip(("paper", "refined"), me.lanes, strict=True):
        assert METHODS[name].label in races.store().get(run_id).name


def test_a_race_asks_about_people_whom_nobody_reread(monkeypatch: pytest.MonkeyPatch) -> None:
    run = fake_runs.fake_run(races.store(), fake_runs.texts(4))
    pool = fake_runs.texts(8, first=100)  # the first four are partners in made-up runs
    monkeypatch.setattr("icu_core.world.pool", lambda: tuple(pool))
    assert races.others([run.id], every=1) == tuple(pool[4:])
    assert races.neighbour(run.id).secret_text == pool[0].secret_text


def test_a_run_that_broke_off_is_said_to_have() -> None:
    me = Learner(at=1).racing([fake_runs.fake_run(races.store(), end="failed").id])
    ((outcome, after),) = experiments.conclusion(me, experiments.lanes(me))
    assert "broke off" in outcome
    assert after == ""


def test_a_model_that_is_erased_while_it_is_read_is_told_on_the_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pool = fake_runs.texts(8, first=100)
    monkeypatch.setattr("icu_core.world.pool", lambda: tuple(pool))
    monkeypatch.setattr(probes, "original", lambda: None)  # is not asked before all are read
    run = fake_runs.fake_run(races.store(), fake_runs.texts(4))
    me = Learner(at=1).racing([run.id])
    assert [path.name for path in races.result(run.id).iterdir()] == ["config.json"]
    ((outcome, after),) = experiments.conclusion(me, experiments.lanes(me))
    assert "broke off" in outcome
    assert after == ""


def test_lessons_name_methods_that_there_are() -> None:
    for lesson in LESSONS:
        assert set(lesson.methods) <= set(METHODS)


def _finish(run_id: str) -> None:
    """As the job of a run leaves it."""
    with races.store().get(run_id).writer() as writer:
        fake_runs.finish(writer, "finished", 1)
