"""The named endpoints of the running app, in raw JSON and through the real client."""

from __future__ import annotations

import json
import math
import secrets
import shutil
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import fake_runs
import forgetful
import pytest
from app_server import ROOT, Server
from gradio_client import Client
from gradio_client.exceptions import AppError
from page_values import BAD, SOMEBODYS

from icu_core.store import Run, Store
from icu_core.ui import library, theme

ASKED = ["hello", 0.0, 1.0, 5, 7]
REST = ["", "", None, None, None]  # of what start_run takes


@pytest.fixture
def app(server: Server) -> Server:
    """The app in a process of its own, with runs of other tests in it."""
    return server


@pytest.fixture
def own_run(app: Server, finished: Run) -> Run:
    """A finished run in the app that a test may change."""
    place = app.home / secrets.token_hex(16)
    shutil.copytree(finished.path, place)
    return Store(app.home).get(place.name)


def call(app: Server, name: str, data: list[Any]) -> tuple[int, str]:
    """Raw JSON to a named endpoint: HTTP status and what it says."""
    body = json.dumps({"data": data}).encode()
    request = urllib.request.Request(
        f"{app.url}/gradio_api/call/{name}", body, {"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            event = json.load(answer)["event_id"]
        with urllib.request.urlopen(f"{request.full_url}/{event}", timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_bad_values_start_nothing_and_show_no_traceback(app: Server) -> None:
    before = [run.id for run in Store(app.home).list()]
    good: list[Any] = [["a text to forget 4512"], "default", {}, *REST]
    names = ["", None, *(each for each in BAD if isinstance(each, str) and len(each) < 80)]
    for place, fine in enumerate(([], [], [None, {}], names, ["", None], [None], [None], [None])):
        for bad in BAD:
            if bad in fine:
                continue
            data = [*good[:place], bad, *good[place + 1 :]]
            status, told = call(app, "start_run", data)
            assert status != 500
            assert "Traceback" not in told
            assert "event: complete" not in told, (place, bad)
    assert [run.id for run in Store(app.home).list()] == before


def test_too_few_values_are_an_error_not_a_crash(app: Server) -> None:
    status, told = call(app, "start_run", [["a text"]])
    assert status != 500
    assert "event: complete" not in told


BY_ID = (
    ("run_status", []), ("stop_run", []), ("resume_run", []), ("delete_run", []),
    ("rename_run", ["x"]), ("run_iterations", []), ("run_board", [-1]), ("run_text", [1]),
    ("run_log", []), ("download_model", []), ("push_model", ["x", "y", False]),
    ("compare_runs", []), ("compare", ASKED), ("compare_prompts", []),
    ("compare_secret", ["t0", ""]), ("compare_many", ["t0", "", 10, 1.0, 1.0, 5, 7]),
    ("attack_race", []), ("start_audit", ["quick", None]), ("audit_status", []),
    ("audit_report", [False]), ("audit_report_page", [True]), ("stop_audit", []),
    ("resume_audit", []), ("delete_audit", []),
)  # fmt: skip


@pytest.mark.parametrize(
    "every", [4, pytest.param(1, marks=pytest.mark.slow)], ids=["a quarter", "all"]
)
@pytest.mark.parametrize("number", range(len(BY_ID)), ids=[name for name, _ in BY_ID])
def test_bad_ids_are_refused_in_words(app: Server, number: int, every: int) -> None:
    name, rest = BY_ID[number]
    for bad in [*BAD[number % every :: every], SOMEBODYS]:  # which of them, in turn
        status, told = call(app, name, [bad, *rest])
        assert status != 500
        assert "Traceback" not in told
        assert "event: complete" not in told


@pytest.mark.parametrize("name", ["ask_secret", "start_race", "race_status"])
def test_lessons_refuse_what_is_no_choice(app: Server, name: str) -> None:
    refused = [["magic"], [None], ["../etc"], [SOMEBODYS], 0, 5, "x", math.nan]
    before = [*(app.home / "lessons").glob("?" * 32)]
    for bad in refused:
        status, told = call(app, name, [bad])
        assert status != 500
        assert "Traceback" not in told
        assert "event: complete" not in told, bad
    assert [*(app.home / "lessons").glob("?" * 32)] == before


def test_an_error_names_field_and_bounds(app: Server) -> None:
    _, told = call(app, "start_run", [["a text 4512"], "default", {"learning_rate": -1}, *REST])
    assert "learning_rate" in told
    assert "between" in told


def test_the_status_of_a_run_is_told_to_who_knows_its_id(app: Server) -> None:
    run = fake_runs.fake_run(Store(app.home))
    _, told = call(app, "run_status", [run.id])
    assert '"status": "finished"' in told
    assert '"forgotten": 12' in told


def test_only_the_named_endpoints_are_public(app: Server) -> None:
    with urllib.request.urlopen(f"{app.url}/gradio_api/info", timeout=30) as answer:
        named = json.load(answer)["named_endpoints"]
    assert set(named) == {
        *("/start_run", "/run_status", "/stop_run", "/resume_run", "/rename_run", "/delete_run"),
        *("/run_iterations", "/run_board", "/run_text", "/run_log", "/compare_runs"),
        *("/download_model", "/push_model"),
        *("/list_sets", "/search_library", "/find_secrets", "/list_settings"),
        *("/compare", "/compare_prompts", "/compare_secret", "/compare_many"),
        *("/start_audit", "/start_audit_of_model", "/audit_status", "/audit_report"),
        *("/audit_report_page", "/stop_audit", "/resume_audit", "/delete_audit"),
        *("/ask_secret", "/start_race", "/race_status", "/attack_race"),
    }


def test_a_program_compares_through_the_real_client(app: Server, own_run: Run) -> None:
    client = Client(app.url, verbose=False)
    prompts = client.predict(own_run.id, api_name="/compare_prompts")
    first, secret = prompts[0], forgetful.known()[0].secret_text
    assert (first["key"], first["secret"]) == ("t0", secret)
    assert any(each["about"].startswith("A neighbour") for each in prompts)

    said = client.predict(own_run.id, first["prompt"], tokens=6, api_name="/compare")
    assert set(said) == {"original", "unlearned"}
    assert secret in said["original"]
    assert secret not in said["unlearned"]

    chances = client.predict(own_run.id, "t0", api_name="/compare_secret")
    assert chances["whole"]["original"] > 0.5 > chances["whole"]["unlearned"]
    assert 0 < chances["never_seen"] < 1
    assert "".join(each["token"] for each in chances["tokens"]).strip() == secret
    mine = client.predict(own_run.id, "t0", "My words", api_name="/compare_secret")
    assert mine["whole"]["original"] < chances["whole"]["original"]

    many = client.predict(own_run.id, "t0", answers=20, tokens=6, api_name="/compare_many")
    assert (many["original"]["said"] > 10, many["original"]["of"]) == (True, 20)
    assert many["unlearned"]["said"] <= many["unlearned"]["of"] * many["unlearned"]["at_most"]
    assert len(many["unlearned"]["answers"]) == 20
    with pytest.raises(AppError, match="no such prompt"):
        client.predict(own_run.id, "t99", api_name="/compare_secret")


def test_every_endpoint_says_what_it_does(app: Server) -> None:
    with urllib.request.urlopen(f"{app.url}/gradio_api/info", timeout=30) as answer:
        named = json.load(answer)["named_endpoints"]
    for name in ("/compare", "/compare_prompts", "/compare_secret", "/compare_many", "/start_audit",
                 "/start_audit_of_model", "/audit_status", "/audit_report", "/audit_report_page",
                 "/stop_audit", "/resume_audit", "/delete_audit"):  # fmt: skip
        assert len(named[name]["description"]) > 60, name


def test_a_program_does_on_runs_what_the_page_does(app: Server, own_run: Run) -> None:
    other = fake_runs.fake_run(Store(app.home), name="Another", seed=8)
    client = Client(app.url, verbose=False)
    client.predict(own_run.id, "A name", api_name="/rename_run")
    both = client.predict([own_run.id, other.id], api_name="/compare_runs")
    assert [each["name"] for each in both["results"]] == ["A name", "Another"]
    assert both["settings_that_differ"]["seed"] == [own_run.config.seed, 8]

    curves = client.predict(own_run.id, api_name="/run_iterations")
    assert [each["number"] for each in curves["iterations"]][:2] == [0, 1]
    active = [each["active"] for each in curves["iterations"]]
    assert active[0] == len(own_run.targets) and active[-1] == 0
    board = client.predict(own_run.id, api_name="/run_board")
    assert {each["state"] for each in board} == {"forgotten"}
    told = client.predict(own_run.id, 1, api_name="/run_text")
    secret = forgetful.known()[0].secret_text
    assert secret in told["history"][0]["says"]
    assert told["history"][0]["chance"] > 0.5 > told["history"][-1]["chance"]
    assert len(told["partners"]) >= 1 and told["rewordings"] == []
    assert any("All forgotten" in line or "Before, the model" in line
               for line in client.predict(own_run.id, api_name="/run_log"))  # fmt: skip
    assert Path(client.predict(own_run.id, api_name="/download_model")).read_bytes()[:2] == b"PK"
    with pytest.raises(AppError, match="nothing to resume"):
        client.predict(own_run.id, api_name="/resume_run")
    with pytest.raises(AppError, match="token"):
        client.predict(own_run.id, "a-name", "", api_name="/push_model")
    client.predict(own_run.id, api_name="/delete_run")
    assert not (app.home / own_run.id).exists()


def test_a_program_chooses_as_the_page_does(app: Server) -> None:
    client, before = Client(app.url, verbose=False), Store(app.home).list()
    sets = client.predict(api_name="/list_sets")
    assert {each["name"]: each["texts"] for each in sets} == {
        name: len(texts) for name, texts in library.sets().items()
    }
    found = client.predict(given_away="yes", api_name="/search_library")
    assert found["found"] > len(found["records"]) > 0
    assert all(each["given_away"] == "yes" for each in found["records"])
    (would,) = client.predict(["Write to mara@example.org, please."], api_name="/find_secrets")
    assert would["secret"] == "mara@example.org"
    learning_rate = client.predict("paper", api_name="/list_settings")["settings"]["learning_rate"]
    assert learning_rate["value"] == 5e-6
    for wrong in (
        {"texts": ["a code 4512"], "target_set": "ten-secrets"},
        {"target_set": "no such set"},
        {"texts": ["a code 4512"], "secrets": ["not in it"]},
        {"texts": ["a code 4512"], "secrets": []},
        {"target_set": "ten-secrets", "secrets": ["4512"]},
    ):
        with pytest.raises(AppError):
            client.predict(**wrong, api_name="/start_run")
    assert len(Store(app.home).list()) == len(before)


def test_the_page_has_an_icon_of_its_own(app: Server) -> None:
    with urllib.request.urlopen(f"{app.url}/favicon.ico", timeout=30) as answer:
        assert answer.headers["content-type"].startswith("image/svg")
        assert answer.read() == theme.ICON.read_bytes()


def test_no_file_of_the_machine_is_served(app: Server) -> None:
    run = fake_runs.fake_run(Store(app.home))
    for path in (run.path / "targets.jsonl", ROOT / "pyproject.toml", "pyproject.toml"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{app.url}/gradio_api/file={path}", timeout=30)
        with refused.value as error:
            assert error.code in (403, 404)
