"""What may happen to a job besides being killed: full disks, no memory, clocks, helpers that die.

The kills are in test_jobs.py, torn and flipped bytes in test_snapshot.py and test_store.py.
"""

from __future__ import annotations

import itertools
import multiprocessing.forkserver
import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import forgetful
import mishaps
import pytest
from mishaps import befalls
from watching import NewRun, facts, pid_of, wait_for, weights

from icu_core import durable, jobs, room, snapshot, work
from icu_core.config import RunConfig
from icu_core.errors import ModelError, RunError
from icu_core.store import Run, Store
from icu_core.texts import new_text
from icu_core.ui import live, words

pytestmark = pytest.mark.usefixtures("warm")

ENDLESS = {"max_iterations": 10_000, "learning_rate": 1e-6, "unseen_quantile": 1.0}
SHORT = {"max_iterations": 2}


@pytest.fixture
def undisturbed(new_run: NewRun) -> Run:
    """A short run to which nothing happens."""
    run = new_run(**SHORT)
    work.do(run)
    return run


# A save


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


# The disk


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


# Memory


def test_a_run_too_large_for_the_memory_is_refused_before_it_loads_anything(
    new_run: NewRun,
) -> None:
    for more in range(10):
        run = new_run()
        assert befalls(mishaps.work_with_little_memory, str(run.path), more * 10**7, True) == 0
        failed = run.last("failed")
        assert failed is not None and run.last("started") is None
        assert "needs about" in failed["message"] and "are free" in failed["message"]


def test_memory_that_runs_out_all_the_same_is_told_and_kills_nobody_else(new_run: NewRun) -> None:
    for more in range(10):
        run = new_run()
        befalls(mishaps.work_with_little_memory, str(run.path), more * 4 * 10**6, False)
        assert not run.is_alive()
        failed = run.last("failed")
        if failed is not None:
            assert failed["error"] == "MemoryError" and failed["message"] == room.MEMORY_FULL
        else:  # a library took its own life; the run can be resumed
            assert run.status() in ("interrupted", "waiting", "finished")


def test_the_estimate_knows_sizes_from_headers_alone(tiny_folder: Path) -> None:
    from icu_core import models

    size = room.size_of(tiny_folder)
    network = models.load(str(tiny_folder)).network
    assert size.weights == sum(each.numel() for each in network.parameters())
    assert (size.layers, size.width, size.context) == (2, 32, 96)


def test_the_estimate_of_a_small_case_worked_out_by_hand() -> None:
    config = RunConfig(batch_size=2, partners=1)
    size = room.Size(weights=1_000, layers=3, width=10, context=100, vocabulary=7, within=20)
    need = room.needed_memory(config, size, characters=30, texts=5)
    length = 30 // 3 + 2
    kept = 3 * (9 * 10 + 2 * 20) * 4 * length  # of two targets and their partners
    assert (need.weights, need.gradients, need.moments) == (8_000, 4_000, 8_000)
    assert need.original == 4 * (7 * 10 + 5 * length * 10)
    assert need.kept == 4 * kept and need.logits == 4 * 2.5 * 4 * length * 7
    assert need.total == room.PROGRAMS_BYTES + 20_000 + need.original + need.kept + need.logits
    for change, expected in (
        ({"micro_batch": 1}, kept), ({"checkpointing": True}, 4 * length * 4 * (30 + 130)),
    ):  # fmt: skip
        changed = room.needed_memory(config.with_values(change), size, characters=30, texts=5)
        assert changed.kept == expected
    adapter = room.needed_memory(config.with_values({"lora_rank": 1}), size, characters=30)
    assert adapter.total < room.needed_memory(config, size, characters=30).total


def test_as_many_texts_are_read_at_a_time_as_there_is_room_for(
    tiny_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = RunConfig(batch_size=8, partners=3)
    size = room.size_of(tiny_folder)

    def need(micro_batch: int) -> int:
        asked = config.with_values({"micro_batch": micro_batch})
        return room.needed_memory(asked, size, characters=60, texts=4).total

    for free, expected in ((need(0), 0), (need(0) - 1, 16), (need(4), 4), (need(1), 1)):
        monkeypatch.setattr(room, "free_memory", lambda free=free: free)
        assert room.check_memory(config, tiny_folder, characters=60, texts=4) == expected
    monkeypatch.setattr(room, "free_memory", lambda: need(1) - 1)
    with pytest.raises(ModelError, match="GB are free"):
        room.check_memory(config, tiny_folder, characters=60, texts=4)
    chosen = config.with_values({"micro_batch": 4})
    with pytest.raises(ModelError, match="micro_batch is 4"):
        room.check_memory(chosen, tiny_folder, characters=60, texts=4)


@pytest.mark.slow
def test_the_estimate_is_above_what_a_run_takes_and_not_far_above(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    folder = _larger_model(tmp_path / "model")
    words = "The ferry to Holm leaves from the north pier at 7:45 and Ivo keeps the key of the mill"
    targets = [new_text(f"{number} {words}") for number in range(16)]
    settings = {**forgetful.QUICK, "batch_size": 16, "partners": 4, "max_iterations": 1}
    config = RunConfig(model=str(folder)).with_values(settings)
    run = Store(tmp_path / "runs").create(
        config, targets, pool=[new_text(f"{words} {n}") for n in range(90)],
        unseen=forgetful.unseen(),
    )  # fmt: skip
    befalls(mishaps.begin_and_weigh, str(run.path), str(tmp_path / "most"))
    assert run.status() == "finished", run.events()[-1]
    taken = int((tmp_path / "most").read_text("ascii"))
    longest = max(len(text.text) for text in targets)
    estimated = room.needed_memory(config, room.size_of(folder), characters=longest).total
    record_property("GB taken and estimated", f"{taken / 1e9:.2f}, {estimated / 1e9:.2f}")
    assert 0.9 * taken < estimated < 3 * taken


def _larger_model(folder: Path) -> Path:
    """A network whose steps weigh more than the program: 40 M numbers."""
    import tiny
    from transformers import LlamaConfig, LlamaForCausalLM

    from icu_core import models

    config = LlamaConfig(
        vocab_size=tiny.VOCABULARY, hidden_size=640, intermediate_size=1920, num_hidden_layers=8,
        num_attention_heads=8, max_position_embeddings=96,
    )  # fmt: skip
    lm = models.from_parts(LlamaForCausalLM(config), tiny.tokenizer(), name="larger")
    models.save(lm, folder)
    return folder


@pytest.mark.parametrize(
    ("error", "is_memory", "is_disk"),
    [
        (MemoryError(), True, False),
        (RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory"), True, False),
        (RuntimeError("CUDA out of memory. Tried to allocate"), True, False),
        (OSError(12, "Cannot allocate memory"), True, False),
        (OSError(28, "No space left on device"), False, True),
        (OSError(27, "File too large"), False, True),
        (ValueError("I/O error: No space left on device (os error 28)"), False, True),
        (OSError(2, "No such file"), False, False),
        (RuntimeError("mat1 and mat2 shapes cannot be multiplied"), False, False),
    ],
)
def test_errors_that_say_what_ran_out(error: Exception, is_memory: bool, is_disk: bool) -> None:
    assert room.is_memory_full(error) == is_memory
    assert room.is_disk_full(error) == is_disk


def test_a_damaged_checkpoint_has_no_size_and_is_left_to_who_loads_it(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"\xff" * 40)
    (tmp_path / "config.json").write_text("[", encoding="utf-8")
    assert room.size_of(tmp_path).weights == 0


# Signals, stops, starts


@pytest.mark.parametrize("times", [6, pytest.param(20, marks=pytest.mark.slow)])
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


@pytest.mark.parametrize("moments", [12, pytest.param(50, marks=pytest.mark.slow)])
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
@pytest.mark.parametrize("processes", [4, pytest.param(10, marks=pytest.mark.slow)])
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
        context = jobs._context()
        rivals = [context.Process(target=mishaps.begin, args=(str(run.path),)) for _ in range(4)]
        for rival in rivals:
            rival.start()
        for rival in rivals:
            rival.join()
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


# Clocks


def test_a_clock_that_jumps_changes_nothing_but_times(
    new_run: NewRun, undisturbed: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, jumps = time.time, itertools.cycle([0.0, 86_400 * 400, -86_400 * 400, 3_600, -7.0])
    monkeypatch.setattr(time, "time", lambda: real() + next(jumps))
    run = new_run(**SHORT)
    work.do(run)
    assert facts(run) == facts(undisturbed) and weights(run) == weights(undisturbed)
    view = live.view(run)
    assert live.working_seconds(view, real()) >= 0
    assert words.times(view, real()) and len(words.log(view)) >= 4


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


# What a run may do to itself


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


def test_a_lock_is_let_go_when_its_holder_dies(tmp_path: Path) -> None:
    place = tmp_path / "lock"
    assert befalls(_hold_and_die, str(place)) == -signal.SIGKILL
    with durable.locked(place, patience_s=0.0):
        pass


def _hold_and_die(place: str) -> None:
    with durable.locked(Path(place), patience_s=0.0):
        os.kill(os.getpid(), signal.SIGKILL)
