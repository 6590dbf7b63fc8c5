"""The main job in a real browser: upload, start, watch live, compare; and what may go wrong.

The model is a tiny one that knows eight door codes, so that a run takes seconds.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import fake_runs
import forgetful
import pytest
from visits import WAIT_MS, Shot, Visit

from icu_core import jobs, world
from icu_core.store import Run, Store
from icu_core.texts import Span, Text

pytestmark = pytest.mark.browser

SETTINGS = {
    "learning_rate": "0.003",
    "batch_size": "2",
    "max_overlap": "1",
    "perplexity_band": "0",
    "max_iterations": "8",
    "threads": "1",
    "el_n": "3",
}
CHOICES = {"encoder": "model", "bertscore_encoder": "off", "push_until": "iteration"}

MOST_TABS = 12
MOST_SHIFT = 0.02  # from the press of the button to the end; browsers call 0.1 good
CLICK_ALL_JS = "all => { for (const each of all) document.querySelector(each).click(); }"
WATCH_JS = """
() => {
  window.moved = 0;
  window.watch = new PerformanceObserver((list) => {
    for (const each of list.getEntries()) if (!each.hadRecentInput) window.moved += each.value;
  });
  window.watch.observe({type: 'layout-shift'});
}
"""


def as_csv(path: Path, texts: Sequence[Text]) -> Path:
    """A file with the columns text and secret."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "secret"])
        writer.writerows([text.text, text.secret_text] for text in texts)
    return path


def order(one: Visit, folder: Path, model: Path) -> None:
    """Fill in the form: targets, pool and never-seen texts from files, and the tiny model."""
    page = one.page
    one.tab("Upload a file")
    targets = as_csv(folder / "targets.csv", forgetful.known())
    page.locator("#file input[type=file]").set_input_files(targets)
    page.wait_for_selector("#start:has-text('forget 4 texts')")
    page.locator("button:has-text('Another model')").click()
    page.wait_for_timeout(500)  # what is written while it unfolds may be lost
    page.get_by_label("Hub id or folder").fill(str(model))
    page.locator("button:has-text('Your own partners')").click()
    for name, texts in (("pool", forgetful.kept()), ("unseen", forgetful.unseen())):
        file = as_csv(folder / f"{name}.csv", texts)
        page.locator(f"#{name} input[type=file]").set_input_files(file)
        page.wait_for_selector(f"#{name} :text('{name}')")
    page.locator("#advanced > button").click()
    for setting, value in SETTINGS.items():
        page.get_by_label(setting, exact=True).fill(value)
    for setting, value in CHOICES.items():
        page.get_by_label(setting, exact=True).click()
        option = page.get_by_role("option", name=value, exact=True)
        option.click()
        option.wait_for(state="hidden")  # the page moves while the list closes
        page.wait_for_timeout(300)


def iterations(one: Visit) -> list[int]:
    """Iterations that the log has told of so far."""
    log = one.page.locator("#log").inner_text()
    return [int(number) for number in re.findall(r"Iteration (\d+):", log)]


def test_upload_run_live_and_compare(
    visit: Callable[..., Visit], tmp_path: Path, tiny_folder: Path, shot: Shot
) -> None:
    one = visit()
    order(one, tmp_path, tiny_folder)
    shot(one.page, "upload")
    _press_start(one)
    one.page.wait_for_selector("#board .icu-cell:not(.empty)", timeout=WAIT_MS)
    one.page.wait_for_function("/run=[0-9a-f]{32}/.test(location.search)", timeout=WAIT_MS)
    shot(one.page, "live")
    one.wait_for("finished")
    one.page.wait_for_selector("#summary .icu-summary")
    shot(one.page, "finished")
    assert iterations(one)
    assert one.page.locator("#board .icu-cell").count() == 4

    one.page.locator("#compare-now").click()
    one.page.wait_for_selector("#answers .verdict", timeout=WAIT_MS)
    shot(one.page, "compare")
    said = {
        name: one.page.locator(f"#answers [data-model={name}] .said").inner_text()
        for name in ("original", "unlearned")
    }
    secret = forgetful.known()[0].secret_text
    assert secret in said["original"]
    assert secret not in said["unlearned"]
    assert one.page.locator("#answers [data-model=original] mark").inner_text() == secret


def _press_start(one: Visit) -> None:
    """The button says at once that it was pressed, however long the server takes to hear it."""
    held: list[Any] = []

    def hold(route: Any) -> None:
        held.append(route)

    one.page.route("**/queue/join*", hold, times=1)
    one.page.locator("#start").click()
    one.page.wait_for_selector("#start[aria-busy=true]")
    while not held:
        one.page.wait_for_timeout(10)
    held.pop().continue_()


@pytest.fixture
def at_work(server: Any, tiny_folder: Path) -> Iterator[Run]:
    """A run of the app that would go on for long."""
    run = forgetful.new_run(
        server.home, tiny_folder, {"max_iterations": 4_000, "learning_rate": 1e-6}
    )
    jobs.start(run)
    yield run
    jobs.stop(run)


def test_reloading_comes_back_to_the_run(visit: Callable[..., Visit], at_work: Run) -> None:
    one = visit(f"/?run={at_work.id}")
    one.wait_for("running")
    other = one.context.new_page()  # a second tab
    other.goto(one.url)
    other.wait_for_selector('#status [data-status="running"]', timeout=WAIT_MS)
    other.close()
    one.page.reload()
    one.wait_for("running")
    one.page.wait_for_selector("#log :text('Iteration')", timeout=WAIT_MS)
    seen = max(iterations(one))
    one.page.wait_for_function(
        "seen => document.querySelector('#log').innerText.includes(`Iteration ${seen + 1}:`)",
        arg=seen,
        timeout=WAIT_MS,
    )
    one.page.locator("#stop").click()
    one.wait_for("finished")
    assert "Stopped on request" in one.page.locator("#status").inner_text()
    one.page.wait_for_selector("#resume:enabled")
    stopped_at = max(iterations(one))
    one.page.locator("#resume").click()
    one.page.wait_for_function(
        "seen => document.querySelector('#log').innerText.includes(`Iteration ${seen + 1}:`)",
        arg=stopped_at,
        timeout=WAIT_MS,
    )
    one.page.locator("#stop").click()
    one.wait_for("finished")


@pytest.mark.slow  # here the app is started anew; `test_jobs.py` kills one with every change
def test_a_killed_app_finds_its_run_again(
    visit: Callable[..., Visit], server: Any, at_work: Run
) -> None:
    one = visit(f"/?run={at_work.id}")
    one.page.wait_for_selector("#board .icu-cell:not(.empty)", timeout=WAIT_MS)
    server.kill()
    server.start()
    one.page.goto(one.page.url)
    one.faults.clear()  # what the page could not fetch while the app was dead
    one.wait_for("running")
    one.page.locator("#stop").click()
    one.wait_for("finished")


@pytest.mark.slow  # `test_visitors.py` asks as a stranger with every change
def test_somebody_else_sees_no_run_of_mine(visit: Callable[..., Visit], known_run: Run) -> None:
    mine, theirs = visit(f"/?run={known_run.id}"), visit()
    mine.wait_for("finished")
    theirs.page.reload()
    theirs.page.wait_for_selector("#start")
    theirs.tab("Compare")
    theirs.page.wait_for_selector("#compare-hint:has-text('Nothing to compare yet')")
    assert not theirs.page.locator("#ask").is_visible()


def test_an_address_of_no_run_says_so(visit: Callable[..., Visit], shot: Shot) -> None:
    one = visit(f"/?run={'0' * 32}")
    one.page.wait_for_selector("#notice :text('is not here')", timeout=WAIT_MS)
    one.page.wait_for_selector("#start")
    shot(one.page, "no-such-run")
    assert "0000" not in one.page.locator("#notice").inner_text()


@pytest.mark.skipif(not world.forget_sets(), reason="the world is not built")
def test_records_of_the_library_are_searched_and_ticked(
    visit: Callable[..., Visit], shot: Shot
) -> None:
    one = visit()
    page = one.page
    first = page.locator("#library [data-record]").first
    word = first.inner_text().split()[1]
    page.locator("#search textarea, #search input").first.fill(word)
    page.wait_for_timeout(1500)
    page.locator("#library [data-record]").first.click()
    page.wait_for_selector("#chosen-title :text(' to forget')")
    page.locator("#library [data-record][aria-checked=true]").first.wait_for()
    free = page.locator("#library [data-record][aria-checked=false]").all()[:3]
    some = [f"#library [data-record='{each.get_attribute('data-record')}']" for each in free]
    assert len(some) > 1
    page.evaluate(CLICK_ALL_JS, some)  # faster than the server answers
    for each in some:
        page.wait_for_selector(f"{each}[aria-checked=true]")
    shot(page, "library")


HOSTILE = (
    "<img src='https://example.org/x.png' onerror='window.broken=1'> ${window.broken=2} "
    "{{constructor.constructor('window.broken=3')()}} ![a](https://example.org/y.png) "
    "$\\href{javascript:window.broken=4}{z}$ the code of <b>Mara</b> is 4512-8890-1177"
)


def test_hostile_text_in_the_form_stays_text(visit: Callable[..., Visit], shot: Shot) -> None:
    one = visit()
    one.tab("Paste")
    one.page.locator("#paste textarea").fill(HOSTILE)
    one.page.wait_for_selector("#chosen :text('Mara')")
    one.page.locator("button:has-text('Correct what is marked')").click()
    one.page.wait_for_timeout(1000)
    shot(one.page, "hostile")
    assert "<b>Mara</b>" in one.page.locator("#chosen").inner_text()
    assert one.page.evaluate("window.broken") is None


def test_hostile_text_in_a_run_stays_text(
    visit: Callable[..., Visit], server: Any, shot: Shot
) -> None:
    start = HOSTILE.index("4512")
    text = Text("h", HOSTILE, Span(start, len(HOSTILE), "<i>code</i>"), (), "<i>code</i>", "x")
    run = fake_runs.fake_run(Store(server.home), [text, *fake_runs.texts(3)], name=HOSTILE[:70])
    one = visit(f"/?run={run.id}")
    one.wait_for("finished")
    one.page.wait_for_selector("#text :text('Mara')")
    shot(one.page, "hostile-run")
    one.tab("Compare")
    one.page.wait_for_selector("#compare-run")
    one.page.wait_for_timeout(1500)
    shot(one.page, "hostile-compare")
    assert one.page.evaluate("window.broken") is None


def test_a_bad_file_is_refused_in_its_place(
    visit: Callable[..., Visit], tmp_path: Path, shot: Shot
) -> None:
    one = visit()
    bad = tmp_path / "notes.txt"
    bad.write_bytes(b"PK\x03\x04 this is an archive")
    one.tab("Upload a file")
    one.page.locator("#file input[type=file]").set_input_files(bad)
    one.page.wait_for_selector("#file-said .icu-error")
    shot(one.page, "refused")
    assert not one.page.locator("#start").is_enabled()


def test_failures_are_told_on_the_page(
    visit: Callable[..., Visit], server: Any, shot: Shot
) -> None:
    run = fake_runs.fake_run(Store(server.home), iterations=0, end="failed")
    one = visit(f"/?run={run.id}")
    one.wait_for("failed")
    shot(one.page, "failed")
    assert "cannot be found" in one.page.locator("#status").inner_text()


def test_a_text_is_followed_back_through_the_iterations(
    visit: Callable[..., Visit], server: Any
) -> None:
    run = fake_runs.fake_run(Store(server.home), fake_runs.texts(10), iterations=6)
    one = visit(f"/?run={run.id}")
    page = one.page
    one.wait_for("finished")
    assert page.locator("#board [aria-label*='forgotten']").count() == 10
    page.locator("#text summary").first.click()
    page.locator("#slider input[type=range]").focus()
    for _ in range(6):
        page.keyboard.press("ArrowLeft")
    page.wait_for_function(  # on its way there the page shows iterations between
        "document.querySelector('#text tr.now').innerText.startsWith('before')"
    )
    assert page.locator("#board [aria-label*='word for word']").count() == 10
    page.wait_for_selector("#text details[open]")  # what was unfolded stays so


@pytest.mark.skipif(
    not (world.MODEL_PATH / "model.safetensors").is_file(), reason="the world is not built"
)
@pytest.mark.slow
def test_the_first_minute_by_keys_alone(visit: Callable[..., Visit], shot: Shot) -> None:
    """A run of the shipped model with the default settings, which takes both cores."""
    one = visit()
    page = one.page
    secret = page.locator("#scene mark").inner_text()
    shot(page, "world-scene")
    press_until_focused(page, "start")
    page.evaluate(WATCH_JS)
    page.keyboard.press("Enter")
    page.wait_for_selector("#board .icu-cell:not(.empty)", timeout=10 * WAIT_MS)
    assert page.locator("#board [aria-label*='word for word']").count() == 10
    assert secret in page.locator("#proof .tell").first.inner_text()
    shot(page, "world-before")
    page.wait_for_selector("#log :text('Iteration 3:')", timeout=WAIT_MS)
    shot(page, "world-live")
    page.wait_for_selector('#status [data-status="finished"]', timeout=10 * WAIT_MS)
    page.wait_for_selector("#proof .row >> nth=1 >> text=says it", timeout=WAIT_MS)
    before, after, _, kept = page.locator("#proof .tell").all_inner_texts()
    assert secret in before
    assert secret not in after
    assert "still says it" in kept
    page.wait_for_timeout(1_000)
    assert page.evaluate("window.moved") < MOST_SHIFT
    shot(page, "world-after")
    page.locator("#compare-now").click()
    page.wait_for_selector("#answers .verdict", timeout=WAIT_MS)
    shot(page, "world-compare")
    told = page.locator("#answers .verdict").all_inner_texts()
    assert told[0].strip() == "! Says it word for word"
    assert told[1].strip() != told[0].strip()


def press_until_focused(page: Any, name: str) -> None:
    """Tab through the page until the element of this id has the focus."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == name:
            return
    raise AssertionError(f"{name} is not reached by {MOST_TABS} tabs")
