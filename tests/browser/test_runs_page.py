"""The Runs page in a real browser: compare, open, take the model away, delete it for good."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fake_runs
import pytest
from visits import WAIT_MS, Shot, Visit

from icu_core.store import Run, Store

pytestmark = pytest.mark.browser

LOOKED_AT = "light", "dark", "narrow"
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
