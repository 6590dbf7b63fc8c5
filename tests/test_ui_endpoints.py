"""The endpoints and the handlers behind the page, with values that no browser would send."""

from __future__ import annotations

import dataclasses
import json
import math
import secrets
import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import fake_runs
import forgetful
import gradio as gr
import pytest
from app_server import ROOT, Server
from gradio_client import Client
from gradio_client.exceptions import AppError

from icu_core import pools
from icu_core.errors import ConfigError, IcuError, PoolError, RunError, TextsError
from icu_core.leaks import Leak
from icu_core.store import Run, Store
from icu_core.texts import Reading
from icu_core.ui import (
    address,
    asking,
    forms,
    intake,
    layout,
    library,
    settings,
    starting,
    theme,
    unlearn_library,
    unlearn_live,
    visitor,
)
from icu_core.ui import unlearn_setup as setup
from icu_core.ui.starting import Order
from icu_core.ui.visitor import Mine, mine

ASKED = ["hello", 0.0, 1.0, 5, 7]
REST = ["", "", None, None, None]  # of what start_run takes
SOMEBODYS = "0" * 32
BAD = [
    None, True, -1, 0, 1e400, math.nan, "", "x" * 2_000_000, [], [1], {}, {"a": 1},
    "../../etc/passwd", "<script>", "\ud800", "🦊" * 50,
]  # fmt: skip


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A folder of runs of its own."""
    monkeypatch.setenv("ICU_HOME", str(tmp_path / "runs"))
    visitor.store.cache_clear()
    yield visitor.store()
    visitor.store.cache_clear()


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


@pytest.mark.parametrize(
    ("name", "rest"),
    [
        ("run_status", []), ("stop_run", []), ("resume_run", []), ("delete_run", []),
        ("rename_run", ["x"]), ("run_iterations", []), ("run_board", [-1]), ("run_text", [1]),
        ("run_log", []), ("download_model", []), ("push_model", ["x", "y", False]),
        ("compare_runs", []), ("compare", ASKED), ("compare_prompts", []),
        ("compare_secret", ["t0", ""]), ("compare_many", ["t0", "", 10, 1.0, 1.0, 5, 7]),
        ("attack_race", []), ("start_audit", ["quick", None]), ("audit_status", []),
        ("audit_report", [False]), ("audit_report_page", [True]), ("stop_audit", []),
        ("resume_audit", []), ("delete_audit", []),
    ],
)  # fmt: skip
def test_bad_ids_are_refused_in_words(app: Server, name: str, rest: list[Any]) -> None:
    for bad in [*BAD, SOMEBODYS]:
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
    board = client.predict(own_run.id, api_name="/run_board")
    assert {each["state"] for each in board} == {"forgotten"}
    told = client.predict(own_run.id, 1, api_name="/run_text")
    secret = forgetful.known()[0].secret_text
    assert secret in told["history"][0]["says"]
    assert told["history"][0]["chance"] > 0.5 > told["history"][-1]["chance"]
    assert len(told["partners"]) >= 1
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


@pytest.mark.parametrize("bad", BAD)
def test_what_a_browser_remembers_may_be_anything(bad: Any) -> None:
    for raw in (bad, {"current": bad, "runs": bad, "visitor": bad}, {"runs": [bad, SOMEBODYS]}):
        me = mine(raw)
        assert len(me.visitor) == 32
        assert me.current == ""
        assert set(me.runs) <= {SOMEBODYS}


@pytest.mark.parametrize("run_id", [SOMEBODYS, "nonsense", "<script>alert(1)</script>"])
def test_an_address_of_no_run_is_told_without_a_word_about_it(home: Store, run_id: str) -> None:
    own = fake_runs.fake_run(home)
    for me, is_own in ((Mine(), False), (Mine(current=own.id, runs=(own.id,)), True)):
        request = SimpleNamespace(query_params={"run": run_id})
        state, notice, *_ = layout.arrive(me.as_state(), request)  # type: ignore[arg-type]
        assert "is not here" in notice
        assert run_id not in notice
        assert ("your own" in notice) == is_own == bool(state["current"])
    _, notice, *_ = layout.arrive(None, SimpleNamespace(query_params={}))  # type: ignore[arg-type]
    assert notice == ""


def test_a_data_set_is_read_once_and_its_errors_are_told_in_place(
    home: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def resolve(source: pools.DatasetPool) -> Reading:
        asked.append(source.name)
        if source.name == "no/where":
            raise PoolError("The data set 'no/where' is not on the hub.")
        return Reading(tuple(fake_runs.texts(3)), ("3 rows were read.",))

    monkeypatch.setattr(pools, "resolve_pool", resolve)
    intake._read_dataset.cache_clear()
    assert "3 rows were read" in setup.look_at_dataset("dataset:some/one")
    assert intake.pool_of(None, " some/one ") == tuple(fake_runs.texts(3))
    assert asked == ["some/one"]
    assert "icu-error" in setup.look_at_dataset("no/where")
    assert intake.pool_of(None, "") is None
    with pytest.raises(TextsError, match="both"):
        intake.pool_of("some.txt", "some/one")
    with pytest.raises(PoolError):
        intake.pool_of(None, "no/where")
    monkeypatch.setenv("SPACE_ID", "somebody/somewhere")
    with pytest.raises(ConfigError, match="public"):
        intake.pool_of(None, "some/one")
    intake._read_dataset.cache_clear()


def test_records_are_searched_ticked_and_turned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "records", lambda: tuple(fake_runs.texts(60)))
    monkeypatch.setattr(
        library, "_lowered", lambda: [one.text.casefold() for one in fake_runs.texts(60)]
    )
    known = {
        one.id: Leak(one.id, place < 3, 0.1, 0.5, None)
        for place, one in enumerate(fake_runs.texts(5))
    }
    monkeypatch.setattr(library, "leak_table", lambda: known)
    assert library.search("", "", "all", ()) == list(range(1, 61))
    assert library.search("MARA veld", "", "all", ()) == [1]
    assert library.search("", "phone", "all", ()) == list(range(1, 61, 5))
    assert library.search("", "", "yes", ()) == [1, 2, 3]
    assert library.search("", "", "unmeasured", ())[0] == 6
    one = unlearn_library.toggled(intake.Chosen(), 7)
    two = unlearn_library.toggled(one, 2)
    assert library.numbers_of(two.texts) == [2, 7]
    assert library.numbers_of(unlearn_library.toggled(two, 7).texts) == [2]
    assert library.search("", "", "ticked", {text.id for text in two.texts}) == [2, 7]
    html = unlearn_library.show_records(two, "", "", "all", 1)
    assert html.count("data-record=") == 20
    assert html.count('aria-checked="true"') == 2
    assert 'data-record="60"' in unlearn_library.show_records(two, "", "", "all", 99)
    for bad in BAD:
        with pytest.raises(IcuError):
            unlearn_library.choose_record({"record": bad}, two, "", "", "all", 1)


def test_looking_at_a_run_that_is_not_there_changes_nothing(home: Store) -> None:
    assert unlearn_live.look({"current": SOMEBODYS}, {}, 0, -1) == gr.skip()


@pytest.mark.parametrize("bad", BAD)
def test_polling_survives_any_state(home: Store, bad: Any) -> None:
    run = fake_runs.fake_run(home)
    values = unlearn_live.look(Mine(current=run.id).as_state(), bad, bad, bad)
    page = unlearn_live.Live(*dataclasses.fields(unlearn_live.Live))  # any parts will do
    assert len(values) == len(page.outputs())


def test_a_second_look_sends_nothing_again(home: Store) -> None:
    who = Mine(current=fake_runs.fake_run(home).id).as_state()
    seen = unlearn_live.look(who, {}, 0, -1)[-1]
    assert all(value == gr.skip() for value in unlearn_live.look(who, seen, 0, -1))


@pytest.mark.parametrize("bad", BAD)
def test_the_form_refuses_what_is_no_choice(home: Store, bad: Any) -> None:
    for handler, values in (
        (setup.choose_set, [bad]),
        (starting.model_of, [bad, "x" * 500]),
        (forms.settings, [bad, {}]),
        (address.checked, [bad, bad, bad, bad]),
        (asking.required, [{"runs": [SOMEBODYS]}, bad]),
        (intake.from_records, [[bad]]),
        (unlearn_live.stop, [bad]),
        (unlearn_live.resume, [bad]),
    ):
        with pytest.raises(IcuError):
            handler(*values)  # type: ignore[operator]


@pytest.mark.parametrize("bad", BAD)
def test_unreadable_input_is_told_in_its_place(home: Store, bad: Any) -> None:
    for answer in (setup.choose_file(bad, bad, bad, bad), setup.choose_paste(bad, bad)):
        assert answer[0] == intake.Chosen() or answer[0].texts
        assert isinstance(answer[-1], str)


def test_a_browser_may_ask_only_the_runs_it_knows(home: Store) -> None:
    run = fake_runs.fake_run(home)
    assert asking.required({"runs": [run.id]}, run.id).id == run.id
    with pytest.raises(RunError):
        asking.required({"runs": []}, run.id)


def test_the_settings_form_has_every_setting_once_and_in_words() -> None:
    names = settings.names()
    assert len(set(names)) == len(names)
    assert settings.of_preset("paper")[names.index("rule")] == "paper_or"
    with pytest.raises(ConfigError):
        settings.of_preset(math.nan)


def test_the_form_offers_every_method_in_plain_words() -> None:
    from icu_core.objectives import METHODS

    offered = settings.options("method")
    assert [value for _, value in offered] == list(METHODS)
    assert all(METHODS[value].about in label for label, value in offered)
    assert settings.options("device")[0] == ("auto", "auto")
    assert set(settings.HEADINGS) <= set(settings.names())
    for name in METHODS:
        if name != "icu":
            assert settings.of_preset(name)[settings.names().index("method")] == name


def test_twenty_presses_on_start_make_one_run(home: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from icu_core import jobs
    from icu_core.store import Run

    alive: set[str] = set()
    monkeypatch.setattr(jobs, "start", lambda run: alive.add(run.id))
    monkeypatch.setattr(Run, "is_alive", lambda run: run.id in alive)
    me = mine(None)
    order = Order(fake_runs.RunConfig(), fake_runs.texts(2))
    with ThreadPoolExecutor(20) as pool:
        ids = {run.id for run, _ in pool.map(lambda _: starting.start(me, order), range(20))}
    assert len(ids) == len(home.list()) == 1
    assert (
        starting.start(mine(None), order)[0].id not in ids
    )  # another visitor has a run of his own


def test_an_order_without_texts_is_refused(home: Store) -> None:
    with pytest.raises(TextsError, match="no text"):
        starting.start(mine(None), Order(fake_runs.RunConfig(), ()))


def test_on_a_public_server_only_listed_models_are_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPACE_ID", "somebody/somewhere")
    commit = "0123456789abcdef" * 2 + "01234567"
    monkeypatch.setenv("ICU_MODELS", f"good/model@{commit}, moving/branch@main, bare/model")
    good = {"model": "good/model", "revision": commit}
    assert starting.model_of("good/model", commit) == good
    assert starting.model_of("", "")["model"] == "embedded"
    for name, revision in (
        ("good/model", "other"), ("good/model", ""), ("bad/model", ""), ("/etc", ""), ("..", ""),
        ("moving/branch", "main"), ("bare/model", ""), ("bare/model", "model"),
    ):  # fmt: skip
        with pytest.raises(ConfigError):
            starting.model_of(name, revision)


def test_a_web_address_is_no_model() -> None:
    with pytest.raises(ConfigError, match="web address"):
        starting.model_of("http://127.0.0.1/model", "")


def test_secrets_are_corrected_only_within_their_text() -> None:
    chosen = intake.Chosen(tuple(fake_runs.texts(2)))
    better = intake.corrected(chosen, ["Mara Veld", chosen.texts[1].secret_text])
    assert better.texts[0].secret_text == "Mara Veld"
    assert better.texts[1] == chosen.texts[1]
    for wrong in (["nowhere", "x"], ["", "x"], [None, "x"], ["Mara Veld"]):
        with pytest.raises(TextsError):
            intake.corrected(chosen, wrong)
