"""The audit in a real browser: from a finished run to a report that is read offline."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import audited
import fake_runs
import pytest
from visits import WAIT_MS, Shot, Visit

from icu_core import jobs, work
from icu_core.attacks.shape import Settings
from icu_core.auditing import audits, case
from icu_core.auditing.audits import Audit
from icu_core.store import Run, Store
from icu_core.texts import Span, Text

pytestmark = pytest.mark.browser

LOOKED_AT = "dark", "narrow"  # nothing is wider on a wide window in the light
HOSTILE = "<img src=x onerror='window.broken=1'><script>window.broken=2</script>"


@pytest.fixture(scope="module")
def run(server: Any, finished: Run) -> Run:
    """A finished run of the tiny model in the app's folder."""
    return audited.ready(finished, server.home)


def opened(one: Visit, run: Run) -> None:
    """On the Audit page, by the button of the Unlearn page."""
    one.open(f"/?run={run.id}")
    one.page.wait_for_selector("#attack-now:enabled", timeout=WAIT_MS)
    one.page.locator("#attack-now").click()
    one.page.wait_for_selector("#audit-start", timeout=WAIT_MS)


def rows(one: Visit) -> int:
    """Attacks that have become a row."""
    return int(one.page.locator("#audit-attacks tr.done").count())


def test_an_audit_from_the_button_to_a_report_that_is_read_offline(
    visit: Callable[..., Visit],
    chromium: Any,
    run: Run,
    shot: Shot,
    tmp_path: Path,
) -> None:
    one = visit()
    page = one.page
    opened(one, run)
    shot(page, "audit-1-choose")
    page.locator("#audit-level input[value=quick]").check()
    page.locator("#audit-start").click()
    page.wait_for_selector("#audit-status [data-audit]", timeout=WAIT_MS)
    page.wait_for_function("/audit=[0-9a-f]{32}/.test(location.search)", timeout=WAIT_MS)
    page.wait_for_selector("#audit-attacks tr.done", timeout=WAIT_MS)
    page.reload()  # in the middle, or just after the end on a fast machine
    page.wait_for_selector("#audit-attacks tr.done", timeout=WAIT_MS)
    seen = rows(one)
    page.wait_for_selector("#audit-verdict [data-verdict]", timeout=2 * WAIT_MS)
    assert seen <= rows(one) == 5
    assert page.locator("#audit-board .icu-cell").count() == 4
    page.locator("#audit-board [data-text='2']").click()
    page.wait_for_selector("#audit-evidence :text('Text 3')")
    assert page.locator("#audit-evidence mark").first.inner_text() == run.targets[2].secret_text
    shot(page, "audit-2-done")

    with page.expect_download() as download:
        page.locator("#audit-html").click()
    report = tmp_path / "report.html"
    download.value.save_as(report)
    with page.expect_download() as download:
        page.locator("#audit-json").click()
    download.value.save_as(tmp_path / "report.json")
    verdict = json.loads((tmp_path / "report.json").read_text("utf-8"))["verdict"]["word"]
    assert page.locator("#audit-verdict [data-verdict]").get_attribute("data-verdict") == verdict
    _reads_offline(chromium, report, verdict, run)


def _reads_offline(chromium: Any, report: Path, verdict: str, run: Run) -> None:
    """The saved page opens without a network, asks nobody for anything, fits, hides secrets."""
    context = chromium.new_context(offline=True, viewport={"width": 360, "height": 700})
    asked: list[str] = []
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(report.as_uri())
    assert page.locator(".verdict h2").inner_text().lower() == verdict
    assert asked == [report.as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    shown = page.inner_text("body")
    assert not any(f" {target.secret_text}" in shown for target in run.targets)
    assert run.id not in page.content()
    context.close()


@pytest.mark.slow
def test_a_second_tab_another_browser_and_a_restarted_app_see_it_at_work(
    visit: Callable[..., Visit],
    server: Any,
    run: Run,
) -> None:
    audit = _long(Store(server.home), run)
    jobs.start(audit)
    address = f"/?audit={audit.id}"
    one = visit(address)
    one.page.wait_for_selector("#audit-status [data-audit=running]", timeout=WAIT_MS)
    another = visit(address)
    another.page.wait_for_selector("#audit-status [data-audit=running]", timeout=WAIT_MS)
    server.kill()
    server.start()
    for each in (one, another):
        each.open(address)
        each.faults.clear()  # what the page could not fetch while the app was dead
        each.page.wait_for_selector("#audit-status [data-audit=running]", timeout=WAIT_MS)
    one.page.locator("#audit-stop").click()
    for each in (one, another):
        each.page.wait_for_selector("#audit-resume:visible", timeout=WAIT_MS)
    assert "Stopped on request" in another.page.locator("#audit-status").inner_text()
    kept = len(audit.tables())
    one.page.locator("#audit-resume").click()
    one.page.wait_for_selector("#audit-status [data-audit=running]", timeout=WAIT_MS)
    one.page.locator("#audit-delete").click()
    one.page.locator("#audit-really").click()
    one.page.wait_for_selector("#audit-setup", timeout=WAIT_MS)
    assert kept >= 0 and not audit.path.exists()


def _long(store: Store, run: Run) -> Audit:
    """An audit that would train for minutes."""
    settings = Settings(level="attack", controls=8, line_up=2, relearn_steps=10_000, threads=1)
    return audits.create(store, case.of_run(run, settings=settings).to_json(), run=run)


def test_hostile_texts_of_a_model_brought_along_stay_text(
    visit: Callable[..., Visit],
    server: Any,
    tiny_folder: Path,
    shot: Shot,
) -> None:
    text = f"{HOSTILE} the code of Mara is 4512"
    span = Span(len(text) - 4, len(text), "<i>code</i>")
    target = Text("h", text, span, (), "<i>code</i>", "x")
    others = [audited.stranger(*each) for each in audited.STRANGERS.items()]
    made = case.make(str(tiny_folder), [target], settings=audited.QUICK, controls=others, prose=[],
                     original="", gold="", name=HOSTILE[:70])  # fmt: skip
    audit = audits.create(Store(server.home), made.to_json())
    work.do(audit)
    assert audit.status() == "finished", audit.events()[-1]
    one = visit(f"/?audit={audit.id}")
    one.page.wait_for_selector("#audit-evidence :text('Mara')", timeout=WAIT_MS)
    shot(one.page, "audit-hostile")
    assert one.page.evaluate("window.broken") is None
    assert "<script>" in one.page.locator("#audit-evidence").inner_text()


def test_every_state_of_the_audit_fits_the_window(
    visit: Callable[..., Visit],
    run: Run,
    shot: Shot,
) -> None:
    one = visit(look="narrow")
    page = one.page
    one.tab("Audit")
    page.wait_for_selector("#audit-go:visible")
    one.look_over(shot, "audit-1-nothing", *LOOKED_AT)
    opened(one, run)
    page.locator("#audit-own > button").click()
    page.wait_for_selector("#audit-own-start:visible")
    one.look_over(shot, "audit-2-own", *LOOKED_AT)
    one.open(f"/?audit={audited.done(run).id}")
    page.wait_for_selector("#audit-verdict [data-verdict]", timeout=WAIT_MS)
    one.look_over(shot, "audit-3-done", *LOOKED_AT)


def test_somebody_without_a_run_is_told_where_to_begin(
    visit: Callable[..., Visit],
    server: Any,
) -> None:
    fake_runs.fake_run(Store(server.home))  # somebody else's
    one = visit()
    one.tab("Audit")
    one.page.wait_for_selector("#audit-hint:has-text('no unlearned model of yours')")
    assert not one.page.locator("#audit-start").is_visible()
    one.page.locator("#audit-go").click()
    one.page.wait_for_selector("#start")
