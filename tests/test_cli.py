"""The command line on the tiny model: what it prints, and what it returns."""

import io
import json
import re
import shutil
import sys
from pathlib import Path

import fake_runs
import forgetful
import pytest

from icu_core import cli
from icu_core.cli import commands
from icu_core.cli.bar import progress
from icu_core.reading.tables import csv_safe
from icu_core.store import Store


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """Targets, pool and never-seen texts as csv files."""
    made = {}
    for name, texts in (
        ("targets", forgetful.known()),
        ("pool", forgetful.kept()),
        ("unseen", forgetful.unseen()),
    ):
        made[name] = tmp_path / f"{name}.csv"
        lines = [f'"{csv_safe(each.text)}",{each.secret_text}' for each in texts]
        made[name].write_text("\n".join(["text,secret", *lines]) + "\n", encoding="utf-8")
    return made


def run(tmp_path: Path, tiny_folder: Path, files: dict[str, Path], *more: str) -> int:
    """`run` on the tiny model."""
    quick = [f"--set={name}={value}" for name, value in forgetful.QUICK.items()]
    return cli.main([
        "--home", str(tmp_path / "runs"), "run", "--model", str(tiny_folder),
        "--targets", str(files["targets"]), "--pool", str(files["pool"]),
        "--unseen", str(files["unseen"]), *quick, *more,
    ])  # fmt: skip


def test_a_run_ends_with_a_table_and_a_model(
    tmp_path: Path, tiny_folder: Path, files: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, tiny_folder, files) == cli.DONE
    said, told = capsys.readouterr()
    assert "4 texts taken." in told
    assert "perplexity" in said and "finished:" in said and "result" in said
    assert not any(code in said for code in forgetful.CODES)


def test_a_run_on_texts_that_the_model_never_knew_says_so(
    tmp_path: Path, tiny_folder: Path, files: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    unknown = {**files, "targets": files["unseen"], "unseen": files["targets"]}
    assert run(tmp_path, tiny_folder, unknown) == cli.DONE
    said = capsys.readouterr().out
    assert "finished: The model does not know any of the texts. Nothing was trained" in said


def test_json_holds_the_settings_and_every_iteration_but_no_text(
    tmp_path: Path, tiny_folder: Path, files: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, tiny_folder, files, "--json", "--set", "seed=3") == cli.DONE
    said = capsys.readouterr().out
    summary = json.loads(said)
    assert summary["settings"]["seed"] == 3 and summary["status"] == "finished"
    assert summary["iterations"][0]["average"]["exact"] == 1.0
    words = re.sub(r"\d+\.\d+(e-?\d+)?", "", said)  # of whose digits some may be a code's
    assert not any(code in words for code in forgetful.CODES)


def test_compare_asks_both_models_and_runs_lists_the_run(
    tmp_path: Path, tiny_folder: Path, files: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    run(tmp_path, tiny_folder, files, "--json", "--set", "max_iterations=30")
    run_id = json.loads(capsys.readouterr().out)["id"]
    home = ["--home", str(tmp_path / "runs")]
    asked = [*home, "compare", "--run", run_id, "--prompt", "The door code of Abo is", "--json"]
    assert cli.main(asked) == cli.DONE
    answers = json.loads(capsys.readouterr().out)
    assert "4071" in answers["original"] and "4071" not in answers["unlearned"]
    assert cli.main([*home, "runs"]) == cli.DONE
    assert run_id in capsys.readouterr().out
    assert cli.main([*home, "erase", "--run", run_id]) == cli.DONE
    assert cli.main([*home, "compare", "--run", run_id, "--prompt", "x"]) == cli.BAD_INPUT


def test_a_run_on_a_missing_model_is_not_begun(
    tmp_path: Path, files: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, tmp_path / "nowhere", files) == cli.BAD_INPUT
    assert "no folder" in capsys.readouterr().err
    assert Store(tmp_path / "runs").list() == [] == Store(tmp_path).list()


def test_a_reader_of_the_progress_that_goes_away_does_not_end_the_job(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Gone(io.StringIO):
        def write(self, words: str) -> int:
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stderr", Gone())
    with progress(is_silent=False) as show:
        for number in range(3):
            show(f"iteration {number}", number / 3)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "--targets", "nothing.csv"], "neither a file|no file"),
        (["run", "--targets", "ten-secrets", "--split", "line"], "its text be split"),
        (["run", "--preset", "papre"], "default, paper"),
        (["run", "--set", "seed"], "NAME=VALUE"),
        (["run", "--set", "sede=1"], "no setting 'sede'"),
        (["run", "--set", "seed=-1"], "between 0 and"),
        (["compare", "--run", "../x", "--prompt", "x"], "32 hexadecimal"),
        (["resume", "--run", "0" * 32], "no run with this id"),
    ],
)
def test_bad_input_is_code_2_and_a_message(
    tmp_path: Path, arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    import re

    assert cli.main(["--home", str(tmp_path / "runs"), *arguments]) == cli.BAD_INPUT
    assert re.search(words, capsys.readouterr().err)


def test_a_pool_with_too_few_texts_fails_with_words(
    tmp_path: Path, tiny_folder: Path, files: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, tiny_folder, files, "--set", "partners=9") == cli.FAILED
    assert "pool" in capsys.readouterr().out


def test_a_data_set_that_cannot_be_reached_says_what_to_do(
    tmp_path: Path, tiny_folder: Path, files: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, tiny_folder, files, "--pool", "dataset:no/such") == cli.BAD_INPUT
    assert "Upload a file" in capsys.readouterr().err


def test_the_bar_says_where_the_run_is_and_promises_no_time(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with progress(is_silent=False) as show:
        show("iteration 1, training, 2 of 10 forgotten", 0.5)
    shown = capsys.readouterr().err
    assert "iteration 1, training, 2 of 10 forgotten:  50%" in shown and "/s" not in shown
    run = fake_runs.fake_run(Store(tmp_path), iterations=2)
    forgotten = run.iterations()[-1]["forgotten"]
    assert commands._so_far(run) == f", {forgotten} of {len(run.targets)} forgotten"
    assert commands._so_far(Store(tmp_path).create(fake_runs.RunConfig(), fake_runs.texts(3))) == ""
    with progress(is_silent=True) as show:
        show("iteration 1, training", 0.5)
    assert capsys.readouterr().err == ""


def test_what_serves_for_want_of_better_is_said_before_the_first_step(
    tmp_path: Path, tiny_folder: Path, files: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    both = files["targets"].read_text() + files["pool"].read_text().partition("\n")[2]
    files["pool"].write_text(both.replace("text,secret", "words,secret"), encoding="utf-8")
    assert run(tmp_path, tiny_folder, files, "--pool-column", "words") == cli.DONE
    told = capsys.readouterr().err
    assert told.count("4 texts of the pool left out") == 1
    assert told.index("left out") < told.index("training")
    assert re.search(r"[\r\n] *\r?4 texts of the pool", told), "the bar is taken away for it"


def test_a_run_that_is_deleted_at_work_is_said_to_be(
    tmp_path: Path,
    tiny_folder: Path,
    files: dict[str, Path],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(commands.work, "do", lambda run, **_: shutil.rmtree(run.path))
    assert run(tmp_path, tiny_folder, files) == cli.FAILED
    said, told = capsys.readouterr()
    assert "was deleted while it was at work" in told and "finished" not in said
