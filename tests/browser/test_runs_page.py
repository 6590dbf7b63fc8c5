"""The Runs page in a real browser: compare, open, take the model away, delete it for good."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import fake_runs
import forgetful
import pytest
from app_server import Server
from hub_stand_in import GOOD, ME, Hub, stand_in
from visits import WAIT_MS, Shot, Visit

from icu_core import work
from icu_core.store import Run, Store

pytestmark = pytest.mark.browser

LOOKED_AT = "dark", "narrow"  # nothing is wider on a wide window in the light
HOSTILE = "<img src=x onerror='window.broken=1'> $\\href{javascript:window.broken=2}{z}$"


def known(one: Visit, *runs: Run) -> None:
    """Let this browser know the runs, as somebody does who was given their addresses."""
    for run in runs:
        one.open(f"/?run={run.id}")
        one.page.wait_for_selector("#live .icu-status")
    one.tab("Runs")
    one.page.wait_for_selector("#runs-results tr >> nth=1")


def choose(one: Visit, run: Run) -> None:
    """Tick a run in the list, or take the tick away."""
    one.page.locator(f"#runs-list label:has-text('{run.id[:6]}')").click()


def test_the_model_is_taken_from_its_own_page_without_a_secret_in_the_words(
    visit: Callable[..., Visit],
    known_run: Run,
    tmp_path: Path,
) -> None:
    one = visit(f"/?run={known_run.id}")
    one.wait_for("finished")
    with one.page.expect_download(timeout=WAIT_MS) as taken:
        one.page.locator("#take").click()
    taken.value.save_as(tmp_path / "model.zip")
    with zipfile.ZipFile(tmp_path / "model.zip") as made:
        for name in made.namelist():
            if not name.endswith((".safetensors", "tokenizer.json")):
                words = made.read(name).decode("utf-8")
                assert all(each.secret_text not in words for each in forgetful.known()), name
    assert "the zip" in one.page.locator("#take-save").inner_text()  # once more, if it got lost
    assert not one.page.locator("#take").is_visible()


@pytest.fixture(scope="module")
def with_hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Hub]]:
    """An app that takes the stand-in for the hub."""
    with stand_in() as hub:
        app = Server(
            tmp_path_factory.mktemp("hub") / "runs",
            HF_ENDPOINT=hub.url,
            HF_HUB_OFFLINE="0",
            HF_HUB_DISABLE_XET="1",
        )
        app.start()
        yield app, hub
        app.kill()


@pytest.mark.slow
def test_a_model_is_pushed_from_the_page(
    chromium: Any, with_hub: tuple[Server, Hub], tiny_folder: Path, shot: Shot
) -> None:
    app, hub = with_hub
    run = forgetful.new_run(app.home, tiny_folder, {"el_n": 3})
    work.do(run)
    one = Visit(chromium.new_context(), app.url)
    page = one.page
    known(one, run)
    page.get_by_role("button", name="Push to the Hugging Face hub").click()
    page.locator("#run-repo input, #run-repo textarea").fill("forgetful")
    token = page.locator("#run-token input")
    for typed, told in (("hf_no" + "0" * 20, "refused the token"), (GOOD, "huggingface|127.0.0.1")):
        token.fill(typed)
        page.locator("#run-push").click()
        page.wait_for_function(
            "told => new RegExp(told).test(document.body.innerText)", arg=told, timeout=WAIT_MS
        )
    page.wait_for_selector("#run-pushed a", timeout=WAIT_MS)
    shot(page, "pushed")
    pushed = hub.repos[f"{ME}/forgetful"]
    assert {"README.md", "model.safetensors", "tokenizer.json"} <= set(pushed)
    assert hub.private[f"{ME}/forgetful"]
    assert all(each.secret_text.encode() not in pushed["README.md"] for each in forgetful.known())
    assert token.input_value() == ""  # it is not kept, not even here
    assert one.strangers == [] and one.faults == []
    one.context.close()


def test_runs_are_compared_opened_taken_and_deleted(
    visit: Callable[..., Visit],
    server: Any,
    known_run: Run,
    shot: Shot,
    tmp_path: Path,
) -> None:
    store = Store(server.home)
    cut = fake_runs.fake_run(store, iterations=5, end="interrupted", partners=2, name=HOSTILE[:80])
    done = fake_runs.fake_run(store, name="Ten secrets, gently", learning_rate=0.0002)
    one = visit(look="narrow")
    page = one.page
    known(one, cut, done, known_run)
    page.wait_for_selector("#runs-plots .js-plotly-plot", timeout=WAIT_MS)
    one.look_over(shot, "runs-1-one", *LOOKED_AT)

    with page.expect_download(timeout=WAIT_MS) as taken:
        page.locator("#run-download").click()
    taken.value.save_as(tmp_path / "model.zip")
    with zipfile.ZipFile(tmp_path / "model.zip") as made:
        assert {"README.md", "model.safetensors", "tokenizer.json"} <= set(made.namelist())

    for other in (cut, done):
        choose(one, other)
    page.wait_for_selector("#runs-settings :text('Settings that differ')")
    page.wait_for_selector("#runs-settings :text('learning_rate')")
    page.wait_for_selector("#runs-results tbody tr >> nth=2")
    assert not page.locator("#run-actions").is_visible()
    one.look_over(shot, "runs-2-three", *LOOKED_AT)
    assert page.evaluate("window.broken") is None

    for other in (known_run, cut):
        choose(one, other)
    page.wait_for_selector("#run-delete")
    page.get_by_role("button", name="Rename").first.click()
    page.get_by_role("button", name="Push to the Hugging Face hub").click()
    page.locator("#run-delete").click()
    page.wait_for_selector("#run-really")
    one.look_over(shot, "runs-3-sure", *LOOKED_AT)
    page.locator("#run-really").click()
    page.wait_for_selector(f"#runs-list label:has-text('{done.id[:6]}')", state="detached")
    assert not done.path.exists()

    with cut.writer():  # as if its job went on: it comes to the top by itself
        page.wait_for_selector("#runs-list label:first-child:has-text('●')", timeout=WAIT_MS)
    page.wait_for_selector("#runs-list label:has-text('●')", state="detached", timeout=WAIT_MS)

    choose(one, cut)
    page.wait_for_selector("#run-resume:enabled")
    page.locator("#run-open").click()
    one.wait_for("interrupted")
    page.wait_for_function("id => location.search.includes(id)", arg=cut.id)
