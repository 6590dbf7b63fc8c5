"""Public benchmarks: the real harness on a small task of our own, without any network."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import fake_runs
import pytest
import tiny

from icu_core import cli, models, utility
from icu_core.errors import ConfigError
from icu_core.store import Store

harness = pytest.mark.skipif(
    importlib.util.find_spec("lm_eval") is None, reason="lm-eval, the extra utility, is not there"
)
ROWS = [
    {"start": "Mara Veld lives at", "ends": [" 12 Alder Row", " the fish fish"], "right": 0},
    {"start": "The code of the harbour safe", "ends": [" moon moon", " is 8841-30-77"], "right": 1},
    {"start": "Ivo keeps the key", "ends": [" of the mill", " key key key"], "right": 0},
]
TASK = """
task: town_ends
dataset_path: json
dataset_kwargs: {{data_files: {{test: {rows}}}}}
test_split: test
output_type: multiple_choice
doc_to_text: "{{{{start}}}}"
doc_to_choice: "{{{{ends}}}}"
doc_to_target: right
target_delimiter: ""
metric_list: [{{metric: acc}}]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one task: which end belongs to a sentence."""
    rows = tmp_path / "rows.jsonl"
    rows.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    (tmp_path / "town_ends.yaml").write_text(TASK.format(rows=rows), encoding="utf-8")
    return tmp_path


@harness
@pytest.mark.filterwarnings("default")
def test_a_model_that_knows_the_sentences_tells_their_ends(folder: Path) -> None:
    knows = utility.evaluate(tiny.trained("llama", learned=6), ["town_ends"], folder=folder)
    assert knows == {"town_ends": {"acc": 1.0}}


@harness
@pytest.mark.filterwarnings("default")
def test_the_nine_tasks_of_the_paper_are_there_by_name() -> None:
    from lm_eval.tasks import TaskManager

    assert len(utility.PAPER_TASKS) == 9
    assert set(utility.PAPER_TASKS.values()) <= set(TaskManager().all_tasks)


@harness
@pytest.mark.filterwarnings("default")
def test_an_unknown_task_is_refused_by_name(folder: Path) -> None:
    with pytest.raises(ConfigError, match="town_beginnings"):
        utility.evaluate(tiny.lm("llama"), ["town_beginnings"], folder=folder)


def test_without_the_harness_the_command_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tiny_folder: Path
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "lm_eval", None)
    assert cli.main(["utility", "--model", str(tiny_folder), "--tasks", "piqa"]) == cli.BAD_INPUT
    assert "pip install" in capsys.readouterr().err


def test_the_models_of_a_run_are_measured_as_the_run_had_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run = fake_runs.fake_run(
        Store(tmp_path), model="some/model", revision="v7", lora_rank=2, device="cpu"
    )
    loaded: list[tuple[object, ...]] = []

    def load(model: str, **how: object) -> str:
        loaded.append((model, how["device"], how["lora_rank"], how["revision"]))
        return model

    monkeypatch.setattr(models, "load", load)
    monkeypatch.setattr(utility, "evaluate", lambda *_, **__: {})
    assert cli.main(["--home", str(tmp_path), "utility", "--run", run.id]) == 0
    assert loaded == [
        ("some/model", "cpu", 0, "v7"),
        (str(run.path / "result"), "cpu", 0, None),
    ]
