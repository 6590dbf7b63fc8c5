"""The run folder keeps what it was given, under every kind of interruption."""

import errno
import os
import stat
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icu_core import folder, work
from icu_core.config import RunConfig
from icu_core.durable import locked
from icu_core.errors import RunError
from icu_core.sources import texts_of
from icu_core.store import Run, Store, home
from icu_core.texts import Span, Text

TARGET = Text("t1", "Ada's code is 314159.", Span(14, 20, "code"), (Span(0, 3, "name"),), "code")


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """A new run with one target."""
    return Store(tmp_path / "runs").create(RunConfig(seed=3), [TARGET], name=" my  run ")


def test_a_run_keeps_its_settings_and_texts(run: Run) -> None:
    again = Store(run.path.parent).get(run.id)
    assert again.config == RunConfig(seed=3)
    assert again.targets == [TARGET]
    assert again.pool is None and again.unseen is None
    assert again.name == "my run" and again.status() == "waiting"


def test_only_its_owner_may_look_into_a_run(run: Run) -> None:
    for path in (run.path, run.path.parent):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700


def test_a_text_that_is_named_twice_is_one_target(tmp_path: Path) -> None:
    assert Store(tmp_path).create(RunConfig(), [TARGET, TARGET]).targets == [TARGET]
    given = texts_of(["Ada's code is 314159.", "Bo's is 2718.", "Ada's code is 314159."])
    assert [text.text for text in given.texts] == ["Ada's code is 314159.", "Bo's is 2718."]


@pytest.mark.parametrize("model", ["x" * 5_000, "x/" * 2_500, "/" + "x" * 5_000])
def test_a_model_with_a_name_too_long_for_a_folder_is_told_by_its_job(
    tmp_path: Path, model: str
) -> None:
    run = Store(tmp_path).create(RunConfig(model=model), [TARGET])
    work.do(run)
    failed = run.last("failed")
    assert failed is not None and "ModelError" in failed["error"], failed
    assert len(failed["message"]) < 400


def test_runs_that_vanish_while_they_are_listed_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path)
    first, second = (store.create(RunConfig(), [TARGET]) for _ in range(2))
    real = Store.get

    def late(self: Store, run_id: str) -> Run:
        if run_id == first.id and first.path.is_dir():
            first.erase()
        return real(self, run_id)

    monkeypatch.setattr(Store, "get", late)
    assert [run.id for run in store.list()] == [second.id]


def test_a_run_without_targets_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no text to forget"):
        Store(tmp_path).create(RunConfig(), [])
    assert list(tmp_path.iterdir()) == []


@given(st.text(max_size=40))
def test_no_word_but_an_id_opens_a_run(tmp_path_factory: pytest.TempPathFactory, word: str) -> None:
    store = Store(tmp_path_factory.getbasetemp())
    with pytest.raises(RunError):
        store.get(word)


@pytest.mark.parametrize("word", ["..", "../x", "a" * 32 + "\n", "A" * 32, "0" * 32, "", "."])
def test_paths_and_near_ids_open_nothing(run: Run, word: str) -> None:
    with pytest.raises(RunError):
        Store(run.path.parent).get(word)


def test_a_link_in_the_folder_of_runs_is_no_run(run: Run) -> None:
    link = run.path.parent / ("f" * 32)
    link.symlink_to(run.path)
    store = Store(run.path.parent)
    with pytest.raises(RunError):
        store.get(link.name)
    assert [each.id for each in store.list()] == [run.id]


def test_events_survive_a_cut_at_every_byte_of_the_last_line(run: Run) -> None:
    with run.writer() as writer:
        writer.append({"type": "one"})
        writer.append({"type": "two", "words": "héllo"})
    log = run.path / "events.jsonl"
    whole = log.read_bytes()
    first = whole.index(b"\n") + 1
    for length in range(first, len(whole)):
        log.write_bytes(whole[:length])
        assert [each["type"] for each in Run(run.path).events()] == ["one"]
        with Run(run.path).writer() as writer:
            writer.append({"type": "three"})
        events = Run(run.path).events()
        assert [each["type"] for each in events] == ["one", "three"]
        assert [each["seq"] for each in events] == [1, 2]


def test_a_reader_sees_new_events_and_can_ask_for_those_after(run: Run) -> None:
    reader = Store(run.path.parent).get(run.id)
    with run.writer() as writer:
        writer.append({"type": "one"})
        assert len(reader.events()) == 1
        writer.append({"type": "two"})
        assert [each["type"] for each in reader.events(after=1)] == ["two"]


def test_there_is_one_writer_and_any_number_of_readers(run: Run) -> None:
    with run.writer():
        assert run.status() == "running"
        assert Run(run.path).is_alive() and Run(run.path).is_alive()
        with pytest.raises(RunError, match="Stop it first"), Run(run.path).writer():
            pass
        with pytest.raises(RunError, match="Stop it first"):
            run.erase()
    assert not run.is_alive()


@pytest.mark.parametrize(
    ("events", "status"),
    [
        ([], "waiting"),
        (["started"], "interrupted"),
        (["started", "iteration", "finished"], "finished"),
        (["started", "failed"], "failed"),
        (["started", "interrupted"], "interrupted"),
        (["started", "failed", "started"], "interrupted"),
    ],
)
def test_the_status_follows_from_the_events(run: Run, events: list[str], status: str) -> None:
    with run.writer() as writer:
        for kind in events:
            writer.append({"type": kind})
    assert run.status() == status


def test_a_stop_asked_before_the_job_is_forgotten_when_it_starts(run: Run) -> None:
    run.request_stop()
    with run.writer():
        assert not run.is_stop_requested()
        run.request_stop()
        assert run.is_stop_requested()


@pytest.mark.parametrize("was_stopped", [False, True])
def test_a_stop_asked_as_soon_as_the_job_is_alive_is_heard(
    run: Run, monkeypatch: pytest.MonkeyPatch, was_stopped: bool
) -> None:
    """Somebody who has just seen that it is at work presses stop or deletes it."""
    if was_stopped:
        run.request_stop()
        time.sleep(0.05)  # the clock of files is coarse

    @contextmanager
    def held(path: Path, **how: Any) -> Iterator[None]:
        with locked(path, **how):
            run.request_stop()
            yield

    monkeypatch.setattr(folder, "locked", held)
    with run.writer():
        assert run.is_stop_requested()


def test_repeated_iterations_count_once(run: Run) -> None:
    with run.writer() as writer:
        for number, mark in ((0, "a"), (1, "b"), (1, "c")):
            writer.append({"type": "iteration", "number": number, "mark": mark})
    assert [each["mark"] for each in run.iterations()] == ["a", "c"]


def test_the_heartbeat_is_replaced_not_appended(run: Run) -> None:
    assert run.progress() is None
    with run.writer() as writer:
        for step in range(3):
            writer.beat({"phase": "training", "step": step})
    progress = run.progress()
    assert progress is not None and progress["step"] == 2
    (run.path / "heartbeat.json").write_text("{", encoding="utf-8")
    assert run.progress() is None


def test_a_result_appears_whole(run: Run) -> None:
    with run.writer() as writer:
        with pytest.raises(ZeroDivisionError), writer.new_result() as folder:
            (folder / "config.json").write_text("{}", encoding="utf-8")
            raise ZeroDivisionError
        assert run.result_path() is None
        with writer.new_result() as folder:
            (folder / "config.json").write_text("{}", encoding="utf-8")
    assert run.result_path() == run.path / "result"


def test_erasing_leaves_nothing(run: Run) -> None:
    with run.writer() as writer:
        writer.append({"type": "one"})
    run.erase()
    left = [path for path in run.path.parent.rglob("*") if path.is_file()]
    assert not any("314159" in path.read_text("utf-8") for path in left)
    with pytest.raises(RunError):
        Store(run.path.parent).get(run.id)


def test_renaming_keeps_settings_and_age(run: Run) -> None:
    created = run.created
    run.rename("other" * 40)
    assert run.created == created and run.config == RunConfig(seed=3)
    assert len(run.name) == 80


def test_damaged_settings_are_said(run: Run) -> None:
    (run.path / "config.json").write_text("[]", encoding="utf-8")
    with pytest.raises(RunError, match="Delete the run"):
        _ = Run(run.path).config


def test_nan_and_infinity_become_null(run: Run) -> None:
    with run.writer() as writer:
        writer.append({"type": "iteration", "a": float("nan"), "b": [1.0, float("inf")]})
    (event,) = Run(run.path).events()
    assert event["a"] is None and event["b"] == [1.0, None]


def test_the_home_of_runs_can_be_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("ICU_HOME", raising=False)
    monkeypatch.delenv("SPACE_ID", raising=False)
    assert home() == Path("runs")
    monkeypatch.setenv("ICU_HOME", str(tmp_path))
    assert home() == tmp_path


def test_a_run_may_be_renamed_by_several_at_once(run: Run) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(run.rename, [f"name {number}" for number in range(100)]))
    assert run.name.startswith("name ") and not list(run.path.glob(".config*"))


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "full"), KeyboardInterrupt()])
def test_a_file_that_cannot_be_written_leaves_nothing_beside_it(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def fail(_: object) -> None:
        raise error

    before = sorted(run.path.iterdir())
    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(type(error)):
        run.rename("other")
    assert sorted(run.path.iterdir()) == before and run.name == "my run"


def test_what_a_process_left_half_written_when_it_died_is_gone_with_the_next_job(run: Run) -> None:
    left, being_written = (run.path / f".plan.json.{number}.writing" for number in (1, 2))
    for path in (left, being_written):
        path.write_text("half", encoding="utf-8")
    os.utime(left, times=(0, 0))
    with run.writer():
        assert being_written.exists() and not left.exists()
