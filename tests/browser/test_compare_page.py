"""The Compare page in a real browser: ask, read, look closer, count, and come back by its link."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import Any

import forgetful
import pytest
from visits import WAIT_MS, Shot, Visit

from icu_core.store import Run, Store

pytestmark = pytest.mark.browser

LOOKED_AT = "dark", "narrow"  # nothing is wider on a wide window in the light
ASK_JS = """
() => {
  const answers = gradio_config.components.find(each => each.props.elem_id === 'answers').id;
  return gradio_config.dependencies.find(
    each => each.outputs.includes(answers) && each.targets[0][1] === 'change').id;
}
"""
OWN = "Nobody but me has written these words"


def open_compare(one: Visit, run: Run) -> Any:
    """The page, after this browser was given the address of the run."""
    one.open(f"/?run={run.id}")
    one.page.wait_for_selector("#live .icu-status", timeout=WAIT_MS)
    one.tab("Compare")
    one.page.wait_for_selector("#shelf [data-key=t0]", timeout=WAIT_MS)
    return one.page


def choose(page: Any, key: str, told: str) -> None:
    """Click a line of the shelf and wait for the end of the answers."""
    page.locator(f"#shelf [data-key={key}]").click()
    page.wait_for_selector(f"#answers .icu-question:has-text('{told}')", timeout=WAIT_MS)
    page.wait_for_selector("#answers .said[data-told]", timeout=WAIT_MS)


def asks(page: Any) -> list[str]:
    """Grows with every request that the models answer; a page that was opened makes none."""
    asked = f'"fn_index":{page.evaluate(ASK_JS)},'
    found: list[str] = []

    def note(request: Any) -> None:
        if "queue/join" in request.url and asked in (request.post_data or ""):
            found.append(request.url)

    page.on("request", note)
    return found


def said(page: Any, model: str) -> str:
    """The answer of a model as it is read."""
    return str(page.locator(f"#answers [data-model={model}] .said").inner_text())


def test_both_models_are_asked_looked_at_and_counted(
    visit: Callable[..., Visit],
    known_run: Run,
    shot: Shot,
) -> None:
    one = visit(look="narrow")
    page = one.page
    one.tab("Compare")
    page.wait_for_selector("#compare-hint:has-text('Nothing to compare yet')", timeout=WAIT_MS)
    one.look_over(shot, "compare-1-nothing", *LOOKED_AT)
    asked = asks(page)
    open_compare(one, known_run)
    one.look_over(shot, "compare-2-ready", *LOOKED_AT)
    assert asked == [], "nobody has asked yet"

    secret = forgetful.known()[0].secret_text
    choose(page, "t0", "To be forgotten")
    page.wait_for_selector("#chances .icu-secret-chart")
    assert len(asked) == 1
    assert secret in said(page, "original")
    assert secret not in said(page, "unlearned")
    assert page.locator("#answers [data-model=original] mark").inner_text() == secret
    assert "word for word" in page.locator("[data-model=original] .verdict").inner_text()

    token = page.locator("#answers [data-model=original] mark [data-token]").first
    one.look("light")
    still(token)
    token.hover()
    look_at_card(one, shot, "light")
    one.look("narrow")

    page.locator("#count").click()
    page.wait_for_selector("#tally details", timeout=WAIT_MS)
    told = page.locator("#tally .count").all_inner_texts()
    assert told[0].endswith("of 50 say it")
    assert int(told[0].split()[0]) > int(told[1].split()[0])
    one.look_over(shot, "compare-4-counted", *LOOKED_AT)


def still(token: Any) -> None:
    """In view and at rest: a card goes away while the page moves beneath it."""
    token.scroll_into_view_if_needed()
    token.page.wait_for_timeout(500)


def look_at_card(one: Visit, shot: Shot, look: str) -> None:
    """A card is open: what else each model might have said, within the window."""
    one.page.wait_for_selector("#icu-card .model >> nth=1")
    shot(one.page, f"{look}-compare-3-card")
    card = one.page.locator("#icu-card")
    assert card.locator(".head").all_inner_texts()[0].startswith("Original")
    assert card.locator(".other").count() == 10  # five alternatives under each of two models
    assert one.fits()


def test_a_finger_on_a_piece_of_an_answer_opens_its_card(
    visit: Callable[..., Visit], known_run: Run, shot: Shot
) -> None:
    one = visit(f"/?run={known_run.id}", look="narrow", has_touch=True)
    one.tab("Compare")
    choose(one.page, "t0", "To be forgotten")
    one.page.wait_for_selector("#chances .icu-secret-chart", timeout=WAIT_MS)  # all is there
    token = one.page.locator("#answers [data-model=original] mark [data-token]").first
    still(token)
    token.tap()
    look_at_card(one, shot, "narrow")


def test_words_are_walked_by_keyboard_and_own_words_stay_out_of_the_address(
    visit: Callable[..., Visit],
    known_run: Run,
    shot: Shot,
) -> None:
    one = visit()
    page = open_compare(one, known_run)
    choose(page, "t1", "To be forgotten")  # opens the lines about it
    choose(page, "t1n0", "A neighbour, to be kept")
    neighbour = page.locator("#shelf [data-key=t1n0] mark").inner_text()
    assert neighbour in said(page, "original")
    page.locator("#answers [data-model=unlearned] .said").focus()
    page.keyboard.press("ArrowRight")
    first = page.locator("#icu-card").inner_text()
    page.keyboard.press("ArrowRight")
    assert page.locator("#icu-card").inner_text() != first
    page.keyboard.press("Escape")
    assert not page.locator("#icu-card").is_visible()

    page.wait_for_function("location.search.includes('ask=t1n0')")
    link = page.url
    page.locator("#prompt textarea").fill(OWN)
    page.keyboard.press("Shift+Enter")
    page.wait_for_selector("#answers .icu-question:has-text('Your own words')", timeout=WAIT_MS)
    page.wait_for_selector("#answers .said[data-told]", timeout=WAIT_MS)
    page.wait_for_function("location.search.includes('ask=own')")
    assert "words" not in page.url
    assert "not in the link" in page.locator("#compare-link").inner_text()
    shot(page, "compare-own-words")
    one.tab("Runs")
    page.wait_for_function("!location.search.includes('ask')")

    other = visit(f"{link.removeprefix(one.url)}&t=0.5")
    other.page.wait_for_selector("#answers .said[data-told]", timeout=WAIT_MS)
    assert "to be kept" in other.page.locator("#answers .icu-question").inner_text()
    other.page.get_by_role("button", name="How they answer").click()
    assert other.page.get_by_label("number input for Temperature").input_value() == "0.5"
    shot(other.page, "compare-by-link")


def test_a_model_that_cannot_be_loaded_is_told_in_its_place(
    visit: Callable[..., Visit],
    server: Any,
    known_run: Run,
    shot: Shot,
) -> None:
    broken = server.home / ("d" * 32)
    shutil.copytree(known_run.path, broken)
    (broken / "result" / "model.safetensors").write_bytes(b"no weights")
    one = visit()
    page = open_compare(one, Store(server.home).get(broken.name))
    page.locator("#ask").click()
    page.wait_for_selector("#answers .icu-error", timeout=WAIT_MS)
    shot(page, "compare-error")
    choose(open_compare(one, known_run), "t0", "To be forgotten")
