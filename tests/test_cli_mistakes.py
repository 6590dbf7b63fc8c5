"""Whatever is typed at the command line ends with one line and a code, never with a traceback."""

from __future__ import annotations

import ast
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from watching import wait_for

from icu_core import cli
from icu_core.report import FORMAT
from icu_core.store import Run, Store

ROOT = Path(__file__).resolve().parents[1]
NO_ID = "0" * 32
FEW = '"The code of Abo is 4071.",4071\n"The code of Bex is 9326.",9326\n'

WRONG = """
run --targets FOLDER
run --targets NOISE
run --targets EMPTY
run --targets MARK
run --targets LONG
run --targets GOOD --column nope
run --targets GOOD --pool nope.csv
run --targets GOOD --pool FOLDER
run --targets GOOD --pool dataset:../../x
run --targets GOOD --unseen FOLDER
run --targets GOOD --set batch_size=1e400
run --targets GOOD --set batch_size=NaN
run --targets GOOD --set =1
run --targets GOOD --set batch_size=DEEP
run --targets GOOD --set model=5
run --targets GOOD --preset ../x
run --targets GOOD --model /not/there
run --targets GOOD --model FOLDER
run --targets GOOD --set device=toaster
--home GOOD run --targets GOOD
--home /proc/nothing run --targets GOOD
compare --run NO_ID --prompt x
compare --run RUN --prompt x --tokens -5
compare --run RUN --prompt x --tokens 1000000
compare --run RUN --prompt x --temperature nan
compare --run RUN --prompt x --temperature -1
compare --run RUN --prompt x --seed -1
compare --run RUN --prompt LONG
compare --run RUN --prompt
resume --run NO_ID
stop --run ../x
erase --run NO_ID
export --run NO_ID --out x
export --run RUN --out GOOD
export --run RUN --out GOOD/x
export --run RUN --out GOOD/x.zip
export --run RUN --out LONG
push --run RUN --repo ../x
gold --set nope --estimate
gold --texts NOISE --estimate
gold --texts LONG --estimate
world build --miniature
world build --device nope
audit --run NO_ID
audit --run RUN --targets GOOD
audit --run RUN --prose GOOD --level quick
audit --run RUN --original none
audit --run RUN --out x.pdf
audit --run RUN --out FOLDER/no/x.html
audit --run RUN --set samples=-1
audit --model embedded
audit --model embedded --targets nope
audit --model embedded --targets GOOD --level quick
audit --model /not/there --targets ten-secrets
audit --model embedded --targets ten-secrets --gold /not/there
audit --model embedded --targets ten-secrets --set device=toaster
audit --run RUN --gold ../nothing
audit --again NO_PART --level quick
audit --resume NO_ID --set seed=9
audit --report NO_ID --targets GOOD
audit --again NOISE
audit --again FOLDER
audit --again NO_PART
audit --again DEEP_FILE
audit --resume NO_ID
audit --report ../x
bench methods --methods nope --out FOLDER
bench methods --sets nope --out FOLDER
bench methods --table --out GOOD
world build --out GOOD
--home FOLDER world build --out GOOD
""".strip().splitlines()

UNKNOWN = """
nothing
run --bogus
compare --run RUN --prompt x --tokens abc
gold
audit
audit --run RUN --level nope
bench
bench nope
bench methods --seeds x
world
world nope
--home FOLDER world
""".strip().splitlines()


@pytest.fixture
def words(tmp_path: Path, finished: Run) -> dict[str, str]:
    """What the words in capitals stand for."""
    home = tmp_path / "runs"
    shutil.copytree(finished.path, home / finished.id)
    made = {
        "GOOD": ("text,secret\n" + FEW).encode(),
        "NOISE": bytes(range(256)) * 10,
        "EMPTY": b"",
        "MARK": b"\xef\xbb\xbf",
        "NO_PART": json.dumps({"format": FORMAT}).encode(),
        "DEEP_FILE": b"[" * 100_000,
    }
    for name, content in made.items():
        (tmp_path / f"{name.lower()}.csv").write_bytes(content)
    files = {name: str(tmp_path / f"{name.lower()}.csv") for name in made}
    return {
        **files, "FOLDER": str(tmp_path), "LONG": "x " * 5_000, "DEEP": "[" * 100_000,
        "RUN": finished.id, "NO_ID": NO_ID, "HOME": str(home),
    }  # fmt: skip


def typed(line: str, words: dict[str, str]) -> list[str]:
    """The arguments of a line; the folder of runs is a new one unless the line names one."""
    given = []
    for each in line.split():
        name, slash, rest = each.partition("/")
        before, equals, after = each.partition("=")
        if name in words:
            each = words[name] + slash + rest
        elif equals and after in words:
            each = before + equals + words[after]
        given.append(each)
    if line.endswith("--prompt"):
        given.append("")
    is_homely = given[0] in ("--home", "world")
    return given if is_homely else ["--home", words["HOME"], *given]


@pytest.mark.parametrize("line", WRONG)
def test_a_wrong_argument_is_one_line_and_code_2(
    words: dict[str, str], capsys: pytest.CaptureFixture[str], line: str
) -> None:
    before = {run.id for run in Store(Path(words["HOME"])).list()}
    assert cli.main(typed(line, words)) == cli.BAD_INPUT
    said = capsys.readouterr()
    last = said.err.strip().splitlines()[-1]
    assert last.startswith("icu: ") and 15 < len(last) < 1_200
    assert "Traceback" not in said.err and said.out == ""
    assert {run.id for run in Store(Path(words["HOME"])).list()} == before, "nothing was begun"


@pytest.mark.parametrize("line", UNKNOWN)
def test_an_unknown_word_is_told_with_the_known_ones_and_code_2(
    words: dict[str, str], capsys: pytest.CaptureFixture[str], line: str
) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(typed(line, words))
    assert left.value.code == cli.BAD_INPUT
    assert "usage:" in capsys.readouterr().err


@pytest.mark.parametrize("more", ["\ud83d half", "\0", "\u202e", " ", "🫥" * 20])
def test_an_odd_prompt_is_answered_or_refused_in_words(
    words: dict[str, str], capsys: pytest.CaptureFixture[str], more: str
) -> None:
    asked = ["--home", words["HOME"], "compare", "--run", words["RUN"], "--prompt", more, "--json"]
    code = cli.main(asked)
    said = capsys.readouterr()
    assert (code == cli.DONE and json.loads(said.out)) or (code == 2 and said.err.startswith("icu"))


def test_the_coldest_temperature_is_the_likeliest_word_and_no_error(
    words: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    said = []
    for temperature in ("0", "1e-320", "5e-4"):
        asked = ["compare", "--run", words["RUN"], "--prompt", "The door", "--json"]
        given = ["--home", words["HOME"], *asked, "--temperature", temperature]
        assert cli.main(given) == cli.DONE
        said.append(capsys.readouterr().out)
    assert len(set(said)) == 1


@pytest.mark.parametrize("line", ["runs", "stop --run RUN", "erase --run RUN", "resume --run RUN"])
def test_what_is_printed_as_json_can_be_read_as_json(
    words: dict[str, str], capsys: pytest.CaptureFixture[str], line: str
) -> None:
    assert cli.main([*typed(line, words), "--json"]) == cli.DONE
    assert json.loads(capsys.readouterr().out)


def command(words: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    """The command line as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "icu_core", "--home", words["HOME"], *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
        env={**os.environ, "HF_HUB_OFFLINE": "1"},
    )  # fmt: skip


def test_ctrl_c_interrupts_a_run_which_can_then_be_resumed(
    words: dict[str, str], tiny_folder: Path
) -> None:
    import forgetful

    home = Path(words["HOME"])
    endless = {"max_iterations": 10_000, "learning_rate": 1e-9, "threads": 1}
    run = forgetful.new_run(home, tiny_folder, endless)
    child = command(words, "resume", "--run", run.id)
    wait_for(lambda: run.iterations() or child.poll() is not None, "an iteration")
    child.send_signal(signal.SIGINT)
    _, err = child.communicate(timeout=60)
    assert child.returncode == cli.INTERRUPTED and "Traceback" not in err
    assert run.status() == "interrupted" and run.events()[-1]["signal"] == "SIGINT"


@pytest.mark.slow
def test_ctrl_c_twice_leaves_at_once(words: dict[str, str], tiny_folder: Path) -> None:
    import forgetful

    run = forgetful.new_run(Path(words["HOME"]), tiny_folder, {"max_iterations": 1})
    code = (
        "import sys, time\nfrom icu_core import cli, preparation\n"
        "def wait(config): print('READY', flush=True); time.sleep(600)\n"
        "preparation.load_model = wait\n"
        f"sys.exit(cli.main(['--home', {words['HOME']!r}, 'resume', '--run', {run.id!r}]))"
    )
    child = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", code], stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stdout.readline() == "READY\n"
    while child.poll() is None:  # the first is only noted: here nothing looks for it
        child.send_signal(signal.SIGINT)
        time.sleep(0.5)
    _, err = child.communicate(timeout=60)
    assert child.returncode in (cli.INTERRUPTED, -signal.SIGINT)  # the latter: once too often
    assert "Traceback" not in err and not run.is_alive()


def test_a_reader_who_has_had_enough_of_the_output_causes_no_traceback(
    words: dict[str, str],
) -> None:
    child = command(words, "runs", "--json")
    assert child.stdout is not None
    child.stdout.close()
    assert child.stderr is not None
    err = child.stderr.read()
    child.stderr.close()
    child.wait(timeout=60)
    assert "Traceback" not in err and "BrokenPipe" not in err


def test_all_of_our_code_is_python_3_10() -> None:
    files = [ROOT / "app.py", *(ROOT / "icu_core").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    assert len(files) > 200
    for path in files:
        ast.parse(path.read_text("utf-8"), str(path), feature_version=(3, 10))
