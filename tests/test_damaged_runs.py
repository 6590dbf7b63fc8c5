"""Any one file of a run folder damaged: a sentence where it matters, and nobody else is harmed."""

from __future__ import annotations

import itertools
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from watching import NewRun, facts, weights

from icu_core import cli, durable, work
from icu_core.config import RunConfig
from icu_core.errors import IcuError, RunError
from icu_core.store import Run, Store
from icu_core.ui import endpoints, keeper, layout, live
from icu_core.ui.audit import page as audit_page
from icu_core.ui.compare import page as compare_page
from icu_core.ui.runs import page as runs_page
from icu_core.ui.server import visitor
from icu_core.ui.server.visitor import Mine
from icu_core.ui.unlearn import live as unlearn_live

Damage = Callable[[Path], object]

DAMAGES: dict[str, Damage] = {
    "gone": Path.unlink,
    "empty": lambda path: path.write_bytes(b""),
    "half": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "noise": lambda path: path.write_bytes(bytes(range(256)) * 4),
    "zeros": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "a list": lambda path: path.write_bytes(b"[]\n"),
    "nothing": lambda path: path.write_bytes(b"null\n"),
    "a number": lambda path: path.write_bytes(b"7\n"),
    "other fields": lambda path: path.write_bytes(b'{"type": 3, "number": [], "seq": "x"}\n'),
    "an endless list": lambda path: path.write_bytes(b"[" * 100_000),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}
FILES = (
    "config.json", "events.jsonl", "heartbeat.json", "plan.json", "targets.jsonl", "pool.jsonl",
    "unseen.jsonl", "result/config.json", "result/model.safetensors",
)  # fmt: skip
PAGES: dict[str, Callable[[dict[str, Any], str], object]] = {
    "arrival": lambda me, id_: layout.arrive(me, SimpleNamespace(query_params={"run": id_})),  # type: ignore[arg-type]
    "the run": lambda me, _: unlearn_live.look(me, 0, 0, None),
    "all runs": lambda me, id_: runs_page.arrive(me, [id_]),
    "what can be compared": lambda me, id_: compare_page.arrive(me, id_, ""),
    "what can be attacked": lambda me, id_: audit_page.arrive(me, id_),
    "a program": lambda _, id_: endpoints.run_status(id_),
}
EVERYTHING = ("arrival", "all runs", "what can be compared", "what can be attacked")
"""What shows other runs too must not even say that it cannot."""


@pytest.fixture
def home(
    finished: Run, new_run: NewRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """A folder of runs with a finished one and one that waits."""
    place = tmp_path / "runs"
    monkeypatch.setenv("ICU_HOME", str(place))
    visitor.store.cache_clear()
    live.forget()
    new_run(max_iterations=1)
    shutil.copytree(finished.path, place / finished.id)
    yield place
    visitor.store.cache_clear()
    live.forget()


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("file", FILES)
def test_a_damaged_file_is_a_sentence_on_every_page_and_harms_no_other_run(
    home: Path, finished: Run, capsys: pytest.CaptureFixture[str], file: str, damage: str
) -> None:
    DAMAGES[damage](home / finished.id / file)
    mine = Mine("a" * 32, finished.id, (finished.id,)).as_state()
    for name, look in PAGES.items():
        try:
            look(mine, finished.id)
        except IcuError as error:
            assert 20 < len(str(error)) < 400 and name not in EVERYTHING
    for more in ([], ["--json"]):
        assert cli.main(["--home", str(home), "runs", *more]) == cli.DONE
        told = capsys.readouterr().out
        others = {path.name for path in home.iterdir()} - {finished.id}
        assert all(each in told for each in others)
        assert finished.id in told or (file == "config.json" and damage in ("gone", "a folder"))
    keeper.tidy()
    assert {run.id for run in Store(home).list()} >= others
    if damage not in ("gone", "a folder") or file != "config.json":
        assert cli.main(["--home", str(home), "erase", "--run", finished.id]) == cli.DONE
        assert not (home / finished.id).exists()


def test_a_run_of_another_version_says_so_and_is_left_alone(home: Path, finished: Run) -> None:
    header = home / finished.id / "config.json"
    value = json.loads(header.read_text("utf-8"))
    value["settings"]["warp"] = 9
    header.write_text(json.dumps(value), encoding="utf-8")
    before = header.read_bytes()
    run = Store(home).get(finished.id)
    with pytest.raises(RunError, match=r"another version.*warp"):
        _ = run.config
    with pytest.raises(RunError, match="another version"):
        run.rename("other")
    mine = Mine("a" * 32, run.id, (run.id,)).as_state()
    assert "damaged" in str(runs_page.arrive(mine, [run.id])[0].choices)
    assert header.read_bytes() == before


def test_a_setting_that_came_later_has_its_default_in_an_older_run(
    home: Path, finished: Run
) -> None:
    header = home / finished.id / "config.json"
    value = json.loads(header.read_text("utf-8"))
    del value["settings"]["seed"]
    header.write_text(json.dumps(value), encoding="utf-8")
    assert Store(home).get(finished.id).config.seed == RunConfig().seed


def test_a_flipped_byte_in_what_happened_is_found_and_only_that_line_is_lost(
    home: Path, finished: Run
) -> None:
    log = home / finished.id / "events.jsonl"
    whole, before = log.read_bytes(), Run(log.parent).events()
    seals = [place for place in range(len(whole)) if b"\n" in whole[place : place + 24]]
    for place in [*range(0, len(whole), 37), *seals]:
        if whole[place] == 10:
            continue  # a line end: then two lines are one
        content = bytearray(whole)
        content[place] ^= 1
        log.write_bytes(content)
        now = Run(log.parent).events()
        lost = [each for each in before if each not in now]
        assert len(now) >= len(before) - 2 and len(lost) <= 2
        assert all(each in before for each in now), "no changed value is believed"
    log.write_bytes(whole)
    assert Run(log.parent).events() == before


def test_every_flipped_bit_of_a_line_is_found_in_its_checksum_too(tmp_path: Path) -> None:
    log = durable.EventLog(tmp_path / "log")
    event = {"seq": 7, "time": 1.5, "type": "iteration", "x": [0.1, None, "é"], "result": 2}
    log.append(event)
    line = log.path.read_bytes()[:-1]
    assert durable._opened(line) == event
    for place, bit in itertools.product(range(len(line)), range(8)):
        content = bytearray(line)
        content[place] ^= 1 << bit
        assert durable._opened(bytes(content)) is None


def test_lines_of_older_versions_without_a_checksum_are_read(home: Path, finished: Run) -> None:
    log = home / finished.id / "events.jsonl"
    before = Run(log.parent).events()
    log.write_text("".join(json.dumps(each) + "\n" for each in before), encoding="utf-8")
    assert Run(log.parent).events() == before


@pytest.mark.parametrize("damage", ["gone", "half", "a list", "other fields"])
def test_a_run_whose_plan_is_lost_makes_the_same_one_and_ends_with_the_same_bits(
    new_run: NewRun, damage: str
) -> None:
    slowly = {"max_iterations": 2, "learning_rate": 1e-4}
    undisturbed, run = new_run(**slowly), new_run(**slowly)
    work.do(undisturbed)
    work.do(run, tell=lambda phase, number, *_: number == 1 and run.request_stop())
    assert (run.last("finished") or {})["reason"] == "stopped"
    DAMAGES[damage](run.path / "plan.json")
    work.do(run)
    assert run.status() == "finished", run.events()[-1]
    assert facts(run) == facts(undisturbed) and weights(run) == weights(undisturbed)
    plans = [
        json.loads((each.path / "plan.json").read_text("utf-8")) for each in (run, undisturbed)
    ]
    assert plans[0]["targets"] == plans[1]["targets"]
    assert plans[0]["pairings"] == plans[1]["pairings"]


@pytest.mark.parametrize("file", ["targets.jsonl", "pool.jsonl", "unseen.jsonl", "config.json"])
def test_a_job_on_damaged_texts_or_settings_fails_with_a_sentence(
    new_run: NewRun, file: str
) -> None:
    run = new_run()
    DAMAGES["half"](run.path / file)
    work.do(run)
    failed = run.last("failed")
    assert failed is not None and failed["error"] == "RunError"
    assert "cannot be read" in failed["message"] and "Delete the run" in failed["message"]
