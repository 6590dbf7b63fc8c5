"""What comes from others, and what we ship: vulnerabilities, licences, floors, sums of weights."""

from __future__ import annotations

import hashlib
import json
import re
import socket
import subprocess
import sys
from pathlib import Path

import crash_results
import pytest
import supply
import tiny
from network import ReachedOutError

from icu_core import models, weights, world
from icu_core.errors import ModelError
from icu_core.world.build import write_hashes

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def assets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of shipped models of its own: the model and one gold model."""
    for name in ("model", "gold/some-set"):
        models.save(tiny.lm("llama"), tmp_path / "assets" / name)
    write_hashes(tmp_path / "assets")
    monkeypatch.setattr(weights, "EMBEDDED", tmp_path / "assets" / "model")
    return tmp_path / "assets"


def flip(path: Path, place: int) -> None:
    """Change one bit."""
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


def test_every_shipped_model_is_the_one_that_its_sum_was_taken_of() -> None:
    known = json.loads((world.ASSETS / weights.HASHES).read_text("utf-8"))
    there = {
        path.relative_to(world.ASSETS).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in world.ASSETS.rglob("*/")
        for path in weights.loaded_files(folder)
    }
    assert there == known, "run `python -m icu_core.world hashes` after building the world"


@pytest.mark.parametrize("name", ["model.safetensors", "config.json", "tokenizer.json"])
def test_a_shipped_file_that_was_changed_is_refused_when_it_is_loaded(
    assets: Path, name: str
) -> None:
    assert models.load("embedded", device="cpu").context == tiny.CONTEXT
    flip(assets / "model" / name, -2)
    with pytest.raises(ModelError, match="not the file that was shipped"):
        models.load("embedded", device="cpu")


def test_a_gold_model_is_checked_like_the_embedded_one(assets: Path) -> None:
    gold = assets / "gold" / "some-set"
    assert models.load(str(gold), device="cpu").context == tiny.CONTEXT
    flip(gold / "model.safetensors", 5_000)
    with pytest.raises(ModelError, match="not the file that was shipped"):
        models.load(str(gold), device="cpu")


def test_a_model_that_was_put_among_the_shipped_ones_is_refused(assets: Path) -> None:
    models.save(tiny.lm("llama"), assets / "gold" / "another")
    with pytest.raises(ModelError, match="not the file that was shipped"):
        models.load(str(assets / "gold" / "another"), device="cpu")


def test_what_a_user_has_elsewhere_is_his_own_affair(assets: Path, tmp_path: Path) -> None:
    models.save(tiny.lm("llama"), tmp_path / "mine")
    assert models.load(str(tmp_path / "mine"), device="cpu").context == tiny.CONTEXT


def test_the_lock_keeps_every_floor_and_every_floor_says_why() -> None:
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    wanted = [line for line in lines if line and not line.startswith("#")]
    explained = {line.split(">=")[0] for line in wanted if "# floor:" in line}
    assert {"torch", "transformers", "gradio", "python-multipart", "nltk"} <= explained
    pinned = re.findall(r"^([\w.-]+)==([\d.]+)", supply.LOCK.read_text("utf-8"), re.MULTILINE)
    for line in wanted:
        match = re.match(r"([\w.-]+)>=([\d.]+)", line)
        assert match, f"{line} has no lower bound"
        versions = [version for name, version in pinned if name == match[1]]
        assert versions, f"{match[1]} is not locked"
        assert all(_parts(version) >= _parts(match[2]) for version in versions)


def _parts(version: str) -> list[int]:
    return [int(part) for part in version.split(".") if part]


def test_no_package_binds_us_to_its_licence(capsys: pytest.CaptureFixture[str]) -> None:
    assert supply.main(["licences"]) == supply.FINE
    assert "torch" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("licence", "binds"),
    [
        ("GPL-3.0-only", True), ("AGPL-3.0", True), ("GNU General Public License v3", True),
        ("LGPL-2.1", False), ("MPL-2.0", False), ("MIT", False),
        ("GNU Lesser General Public License", False),
    ],
)  # fmt: skip
def test_copyleft_is_recognised(licence: str, binds: bool) -> None:
    assert bool(supply.COPYLEFT.search(licence)) == binds


@pytest.mark.parametrize(
    ("code", "found", "said"),
    [
        ("print('No known vulnerabilities found')", supply.FINE, "No known vulnerability"),
        ("print('Found 1 known vulnerability in 1 package'); exit(1)", supply.FOUND, "VULNERABLE"),
        ("print('requests.exceptions.ConnectionError: pypi.org'); exit(1)", supply.UNKNOWN,
         "NOT CHECKED"),
        ("print('a  Dependency not found on PyPI and could not be audited: a (1.0)')",
         supply.UNKNOWN, "NOT CHECKED: PyPI's advisories know nothing of 1 packages"),
        ("raise TimeoutError('The read operation timed out')", supply.UNKNOWN, "NOT CHECKED"),
    ],
)  # fmt: skip
def test_an_audit_says_what_it_found_or_that_it_could_not_look(
    code: str, found: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert supply.audit([sys.executable, "-c", code]) == found
    assert said in capsys.readouterr().out


def test_no_test_reaches_another_machine() -> None:
    with pytest.raises(ReachedOutError), socket.socket() as one:
        one.connect(("192.0.2.1", 80))
    with pytest.raises(ReachedOutError):
        socket.getaddrinfo("example.org", 443)


def test_results_of_long_tests_name_a_commit_that_only_they_differ_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, code = tmp_path / "kept.md", tmp_path / "code.py"
    for file in (kept, code):
        file.write_text("before", "utf-8")
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    for command in (("init", "-q"), ("add", "."), (*who, "commit", "-qm", "first")):
        subprocess.run(["git", "-C", str(tmp_path), *command], check=True)
    monkeypatch.setattr(crash_results, "ROOT", tmp_path)
    monkeypatch.setattr(crash_results, "KEPT", kept)
    kept.write_text("after", "utf-8")
    assert re.fullmatch(r"[0-9a-f]+", crash_results.commit())
    code.write_text("after", "utf-8")
    assert re.fullmatch(r"[0-9a-f]+\+", crash_results.commit())


def test_results_of_long_tests_replace_their_own_rows_alone() -> None:
    first = crash_results.merged("", {"tests/a.py::one": "| tests/a.py::one | passed |"})
    second = crash_results.merged(first, {"tests/b.py::two[5|6]": "| tests/b.py::two[5/6] | x |"})
    third = crash_results.merged(second, {"tests/a.py::one": "| tests/a.py::one | failed |"})
    rows = [line for line in third.splitlines() if line.startswith("| tests/")]
    assert rows == ["| tests/a.py::one | failed |", "| tests/b.py::two[5/6] | x |"]
    assert third.startswith("# What the long tests found last")


def test_every_promise_of_the_readme_names_tests_that_are_there() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    section = text.partition("## What we promise, and how we know")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| ") and "---" not in line]
    assert len(rows) >= 10
    for line in rows[1:]:
        named = re.findall(r"`(\w+\.py)`", line)
        assert named, f"no test is named: {line}"
        for name in named:
            assert list((ROOT / "tests").rglob(name)), f"{name} is not there"
