"""Pushing to the hub, against a stand-in on this machine that the real client talks to."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import fake_runs
import hub_stand_in
import huggingface_hub
import pytest
from hub_stand_in import GOOD, ME, READ_ONLY, Hub
from huggingface_hub import constants

from icu_core import cli, hub
from icu_core.errors import HubError, IcuError, RunError
from icu_core.store import Run, Store

# The hub's own client uploads in a way that its HTTP library finds old-fashioned.
pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")

WEIGHTS = b"\x08\x00\x00\x00\x00\x00\x00\x00{}      " * 400


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """A hub on this machine; the client is as online and as plain as outside of our tests."""
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    huggingface_hub.close_session()
    with hub_stand_in.stand_in() as one:
        yield one
    huggingface_hub.close_session()


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """A finished run with weights."""
    one = fake_runs.fake_run(Store(tmp_path / "runs"), name="Mara's")
    (one.path / "result" / "model.safetensors").write_bytes(WEIGHTS)
    (one.path / "result" / "targets.jsonl").write_text("not for others", encoding="utf-8")
    return one


def test_a_push_makes_a_private_repository_with_model_and_card(there: Hub, run: Run) -> None:
    address = hub.push(run, repo="forgetful", token=GOOD, endpoint=there.url)
    assert address == f"{there.url}/{ME}/forgetful"
    assert there.private == {f"{ME}/forgetful": True}
    files = there.repos[f"{ME}/forgetful"]
    assert set(files) == {".gitattributes", "README.md", "config.json", "model.safetensors"}
    assert files["model.safetensors"] == WEIGHTS
    assert b"# An unlearned language model" in files["README.md"]
    everything = b"".join(files.values())
    assert b"Mara" not in everything and run.id.encode() not in everything


def test_public_only_when_asked(there: Hub, run: Run) -> None:
    hub.push(run, repo="team/forgetful", token=GOOD, is_private=False, endpoint=there.url)
    assert there.private == {"team/forgetful": False}


def test_a_name_that_is_taken_is_left_alone(there: Hub, run: Run) -> None:
    there.repos[f"{ME}/mine"], there.private[f"{ME}/mine"] = {"model.safetensors": b"old"}, True
    with pytest.raises(HubError, match="already, and it stays"):
        hub.push(run, repo="mine", token=GOOD, endpoint=there.url)
    assert there.repos[f"{ME}/mine"] == {"model.safetensors": b"old"}


def test_a_push_that_failed_can_be_repeated(there: Hub, run: Run) -> None:
    there.broken = "/commit/"
    with pytest.raises(HubError, match="error 500"):
        hub.push(run, repo="mine", token=GOOD, endpoint=there.url)
    there.broken = ""
    hub.push(run, repo="mine", token=GOOD, endpoint=there.url)
    assert there.repos[f"{ME}/mine"]["model.safetensors"] == WEIGHTS


def test_what_was_to_be_private_never_fills_a_public_repository(there: Hub, run: Run) -> None:
    there.repos[f"{ME}/mine"], there.private[f"{ME}/mine"] = {".gitattributes": b""}, False
    with pytest.raises(HubError, match="is public, not private"):
        hub.push(run, repo="mine", token=GOOD, endpoint=there.url)
    assert set(there.repos[f"{ME}/mine"]) == {".gitattributes"}


@pytest.mark.parametrize(("token", "said"), [
    ("hf_wrong", "refused the token"), (READ_ONLY, "no right"), ("", "Sign in"),
    ("two words", "no token"), ("a\nX-Evil: 1", "no token"), ("é" * 20, "no token"),
    ("x" * 5000, "no token"),
])  # fmt: skip
def test_a_bad_token_is_refused_in_words_that_do_not_repeat_it(
    there: Hub, run: Run, token: str, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(HubError, match=said) as refused:
        hub.push(run, repo="mine", token=token, endpoint=there.url)
    assert not token or token not in str(refused.value)
    assert refused.value.__cause__ is None and refused.value.__suppress_context__ is not None
    assert not token or token not in caplog.text
    assert there.repos == {}


def test_the_token_stays_nowhere(
    there: Hub, run: Run, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    hub.push(run, repo="mine", token=GOOD, endpoint=there.url)
    assert GOOD not in caplog.text + "".join(capsys.readouterr())
    kept = [path for path in run.path.rglob("*") if path.is_file()]
    assert kept and not any(GOOD.encode() in path.read_bytes() for path in kept)


def test_the_token_of_this_machine_is_not_lent(
    there: Hub, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", GOOD)
    with pytest.raises(HubError, match="Sign in"):
        hub.push(run, repo="mine", token="", endpoint=there.url)
    assert there.asked == []


@pytest.mark.parametrize(
    "name", ["", "a b", "../x", "a/b/c", "a--b", "x.git", "-x", "é", "a" * 97, "http://x/y"]
)
def test_a_bad_name_is_refused_before_anything_is_sent(there: Hub, run: Run, name: str) -> None:
    with pytest.raises(HubError, match="no name for a repository"):
        hub.push(run, repo=name, token=GOOD, endpoint=there.url)
    assert there.asked == []


@pytest.mark.usefixtures("there")
def test_a_hub_that_is_not_there_is_told(run: Run) -> None:
    with pytest.raises(HubError, match="did not answer"):
        hub.push(run, repo="mine", token=GOOD, endpoint="http://127.0.0.1:9")


def test_offline_is_told(there: Hub, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    huggingface_hub.close_session()
    with pytest.raises(HubError, match="did not answer"):
        hub.push(run, repo="mine", token=GOOD, endpoint=there.url)
    assert there.asked == []


def test_a_run_without_a_model_is_not_pushed(there: Hub, tmp_path: Path) -> None:
    with pytest.raises(RunError):
        hub.push(fake_runs.fake_run(Store(tmp_path), end="failed"), repo="mine", token=GOOD,
                 endpoint=there.url)  # fmt: skip
    assert there.asked == []


def test_the_command_takes_the_token_from_the_environment(
    there: Hub, run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(constants, "ENDPOINT", there.url)
    monkeypatch.setenv("HF_TOKEN", GOOD)
    home = ["--home", str(run.path.parent), "push", "--run", run.id, "--repo"]
    assert cli.main([*home, "mine"]) == cli.DONE
    assert capsys.readouterr().out.strip() == f"{there.url}/{ME}/mine"
    monkeypatch.setenv("HF_TOKEN", "hf_wrong")
    assert cli.main([*home, "other"]) == cli.BAD_INPUT
    assert issubclass(HubError, IcuError)
