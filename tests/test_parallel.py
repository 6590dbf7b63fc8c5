"""Two processes train as one does, write as one, go on where another number left off."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import forgetful
import pytest
import ranks
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from icu_core import parallel, work
from icu_core.config import RunConfig
from icu_core.errors import ConfigError
from icu_core.objectives.terms import counted, mean
from icu_core.parallel import ALONE, World
from icu_core.store import Run

NewRun = Callable[..., Run]
SUM_ORDER = 1e-6
"""How far a weight may be from that of one process: sums over rows in another order."""

SMALL = {"learning_rate": 3e-5, "max_iterations": 3, "batch_size": 3, "refine": False}
"""Steps of three targets and of one, so that in each iteration a rank is once left without."""


def weights(run: Run) -> dict[str, Tensor]:
    """The weights of the result."""
    path = run.result_path()
    assert path is not None, run.events()[-1]
    return load_file(path / "model.safetensors")


def farthest(one: dict[str, Tensor], two: dict[str, Tensor]) -> float:
    """The largest difference of any two weights."""
    assert one.keys() == two.keys()
    return max(float((one[name] - two[name]).abs().max()) for name in one)


def alone(new_run: NewRun, **settings: object) -> Run:
    """A run done by one process."""
    run = new_run(**{**SMALL, **settings})
    work.do(run)
    return run


def by_two(run: Run) -> Run:
    """The job of a run done by two processes."""
    assert ranks.together(ranks.do_job, str(run.path)) == [0, 0]
    return run


@pytest.mark.parametrize(
    "settings",
    [
        {},
        pytest.param({"method": "dpo", "learn_weight": 1.0}, marks=pytest.mark.slow),
        pytest.param({"sam_radius": 0.01, "micro_batch": 1}, marks=pytest.mark.slow),
        pytest.param({"parallel": "fsdp"}, marks=pytest.mark.slow),
        {
            "parallel": "fsdp",
            "method": "rmu",
            "drift_weight": 10.0,
            "checkpointing": True,
            "micro_batch": 1,
            "max_grad_norm": 0.1,
        },
    ],
    ids=str,
)
def test_two_processes_give_what_one_gives(new_run: NewRun, settings: dict[str, object]) -> None:
    one = alone(new_run, **settings)
    two = by_two(new_run(**{**SMALL, **settings}))
    assert [each["number"] for each in two.iterations()] == [0, 1, 2, 3]
    moved = load_file(Path(one.config.model) / "model.safetensors")
    assert farthest(weights(one), moved) > 1e-4
    sums = 2 if "sam_radius" in settings else 1  # its second gradient is where the first has led
    assert farthest(weights(one), weights(two)) <= sums * SUM_ORDER
    for ours, theirs in zip(one.iterations()[1:], two.iterations()[1:], strict=True):
        assert theirs["losses"] == pytest.approx(ours["losses"], rel=1e-4, abs=1e-6)
        assert [s["id"] for s in theirs["scores"]] == [s["id"] for s in ours["scores"]]


@pytest.mark.parametrize("kind", ["fsdp", pytest.param("ddp", marks=pytest.mark.slow)])
def test_a_run_goes_on_with_another_number_of_processes(new_run: NewRun, kind: str) -> None:
    one = alone(new_run, parallel=kind)
    some = new_run(**{**SMALL, "parallel": kind})
    by_two(some)
    _forget_all_after(some, iteration=2)
    work.do(some)
    assert farthest(weights(one), weights(some)) <= 2 * SUM_ORDER
    other = new_run(**{**SMALL, "parallel": kind})
    work.do(other)
    _forget_all_after(other, iteration=2)
    by_two(other)
    assert farthest(weights(one), weights(other)) <= 2 * SUM_ORDER


def _forget_all_after(run: Run, *, iteration: int) -> None:
    """Make a run look as if it had been killed after an iteration."""
    shutil.rmtree(run.path / "result")
    shutil.rmtree(run.path / "snapshots" / f"{iteration + 1:06d}")
    log = run.path / "events.jsonl"
    lines = log.read_text("utf-8").splitlines(keepends=True)
    kept = [
        line for line in lines
        if (event := json.loads(line))["type"] != "finished"
        and event.get("number", 0) <= iteration
    ]  # fmt: skip
    log.write_text("".join(kept), encoding="utf-8")


@pytest.mark.parametrize("times", [1, pytest.param(20, marks=pytest.mark.slow)])
def test_nobody_waits_for_ever(new_run: NewRun, times: int) -> None:
    for _ in range(times):
        settings = {**SMALL, "parallel": "fsdp", "max_iterations": 2, "batch_size": 1}
        by_two(new_run(**settings))


def test_a_stop_reaches_all_processes(new_run: NewRun) -> None:
    run = new_run(**{**SMALL, "max_iterations": 10_000})
    assert ranks.together(_stop_itself, str(run.path)) == [0, 0]
    assert run.status() == "finished" and run.events()[-1]["reason"] == "stopped"


def _stop_itself(world: World, path: str) -> None:
    """A job in which the second rank asks for a stop after it has joined."""
    if not world.is_main:
        world.any(False)  # the main rank's question before it begins
        Run(Path(path)).request_stop()
        work._unlearn(
            Run(Path(path)), work.Follower(Run(Path(path))), work._tell_nobody,
            lambda: world.any(False), is_brief=False, world=world,
        )  # fmt: skip
        world.any(False)
    else:
        work.do(Run(Path(path)), world=world)


@pytest.mark.slow  # three processes that import torch; ranks as such are tested above
def test_torchrun_makes_one_run_of_two_processes(tiny_folder: Path, tmp_path: Path) -> None:
    targets, pool, unseen = (tmp_path / f"{name}.txt" for name in ("targets", "pool", "unseen"))
    texts = (forgetful.known(), forgetful.kept(), forgetful.unseen())
    for path, some in zip((targets, pool, unseen), texts, strict=True):
        path.write_text("\n\n".join(text.text for text in some), encoding="utf-8")
    changes = {**forgetful.QUICK, **SMALL, "max_iterations": 1}
    done = subprocess.run(
        [
            sys.executable, "-W", "ignore", "-m", "torch.distributed.run", "--standalone",
            "--nproc_per_node", "2", "-m", "icu_core", "--home", str(tmp_path / "runs"), "run",
            "--model", str(tiny_folder), "--targets", str(targets), "--pool", str(pool),
            "--unseen", str(unseen), "--json",
            *(f"--set={name}={str(value).lower()}" for name, value in changes.items()),
        ],
        capture_output=True, text=True, timeout=300, check=False, cwd=Path(__file__).parents[1],
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[:2000]
    told = json.loads(done.stdout)  # of the main rank alone
    assert told["status"] == "finished" and told["targets"] == 4
    assert len(list((tmp_path / "runs").glob("[0-9a-f]*"))) == 1


@pytest.mark.parametrize(("size", "is_whole"), [("1", True), ("", True), ("2", False)])
def test_one_of_several_ends_without_taking_python_apart(
    size: str, is_whole: bool, tmp_path: Path
) -> None:
    code = (
        "import atexit, runpy, sys; atexit.register(print, 'taken apart'); "
        f"sys.argv = ['icu', '--home', {str(tmp_path)!r}, 'stop', '--run', 'nobody']; "
        "runpy.run_module('icu_core', run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False,
        cwd=Path(__file__).parents[1], env={**os.environ, "WORLD_SIZE": size},
    )  # fmt: skip
    assert done.returncode == 2 and done.stderr.startswith("icu: ")
    assert done.stdout == ("taken apart\n" if is_whole else "")


def test_every_thing_is_dealt_to_one_rank() -> None:
    hands = [World(rank, 3).deal("abcdefgh") for rank in range(3)]
    assert hands == [["a", "d", "g"], ["b", "e", "h"], ["c", "f"]]
    assert World(2, 3).deal("ab") == []


def test_parts_of_a_mean_divide_by_the_count_of_all() -> None:
    with counted(lambda count: count + 6):
        assert mean(torch.tensor([4.0, 12.0])).item() == 2.0
    assert mean(torch.tensor([4.0, 12.0])).item() == 8.0


def test_alone_one_hears_what_one_says() -> None:
    weight = torch.ones(2, requires_grad=True)
    weight.sum().backward()
    ALONE.sum_gradients([weight])
    assert weight.grad is not None and weight.grad.tolist() == [1.0, 1.0]
    assert ALONE.everyones("é") == ["é"] and ALONE.total(3) == 3 and not ALONE.any(False)


def test_ranks_hear_each_other_and_sum_their_gradients(tmp_path: Path) -> None:
    assert ranks.together(_talk, str(tmp_path), size=3) == [0, 0, 0]
    found = load_file(tmp_path / "found.safetensors")
    assert found["one"].tolist() == [1 + 2 + 3, 0.0]
    assert found["late"].tolist() == [5.0]


def _talk(world: World, folder: str) -> None:
    """Texts of all lengths, gradients that some or all or none have; in three ranks."""
    said = ["", "zwei ü", "x" * 70_000]
    assert world.everyones(said[world.rank]) == said
    assert world.mains("m" if world.is_main else "other") == "m"
    assert world.total(world.rank) == 3 and world.any(world.rank == 2) and not world.any(False)
    one, late, never = (torch.zeros(n, requires_grad=True) for n in (2, 1, 1))
    one.grad = torch.tensor([world.rank + 1.0, 0.0])
    if world.rank == 2:
        late.grad = torch.tensor([5.0])
    world.sum_gradients([one, late, never])
    assert never.grad is None and late.grad is not None
    if world.is_main:
        save_file({"one": one.grad, "late": late.grad}, Path(folder) / "found.safetensors")


@pytest.mark.parametrize(
    ("wanted", "fits", "expected"),
    [("ddp", False, False), ("fsdp", True, True), ("auto", True, False), ("auto", False, True)],
)
def test_weights_are_shared_where_one_has_no_room(wanted: str, fits: bool, expected: bool) -> None:
    assert parallel.is_to_shard(wanted, World(0, 2), fits=lambda: fits) == expected
    assert not parallel.is_to_shard(wanted, ALONE, fits=lambda: fits)


def test_several_processes_are_refused_where_parallel_is_off() -> None:
    with pytest.raises(ConfigError, match="2 processes"):
        parallel.is_to_shard("off", World(0, 2), fits=lambda: True)


def test_what_needs_whole_weights_is_refused_in_shares(new_run: NewRun) -> None:
    from icu_core.trainer import Trainer

    config = RunConfig(sam_radius=0.1)
    with pytest.raises(ConfigError, match="ddp"):
        Trainer(forgetful.blank(), [], config, world=World(0, 2, is_sharded=True))
