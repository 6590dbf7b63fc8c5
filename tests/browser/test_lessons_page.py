"""The Learn page in a real browser: larger type fits and is there, and no word comes too late."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from visits import WAIT_MS, Shot, Visit

from icu_core.ui.learn import races
from icu_core.ui.learn.lessons import LESSONS, RACE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not races.secrets(), reason="the world is not built"),
]

AXIS_JS = """
() => [...document.querySelectorAll('.icu-lane')].map(lane => {
  const track = lane.querySelector('.track').getBoundingClientRect();
  return [...lane.querySelectorAll('.icu-axis span')].map(span => {
    const words = document.createRange();
    words.selectNodeContents(span);
    const box = words.getBoundingClientRect();
    return [(box.left - track.left) / track.width, (box.right - track.left) / track.width];
  });
})
"""
"""Where the words of an axis begin and end, as shares of the track above them."""

STOPPING = next(at for at, each in enumerate(LESSONS) if each.experiment == "stop")
ATTACKS = next(at for at, each in enumerate(LESSONS) if each.experiment == "attack")


def go(page: Any, place: int) -> None:
    """Choose a lesson, and wait until it is there."""
    page.locator("#lesson-steps label").nth(place).click()
    page.wait_for_selector(f"#lesson-head h2:has-text('{LESSONS[place].title}')")


@pytest.mark.parametrize("look", ["light", "wide"])
def test_the_words_of_an_axis_stand_under_their_marks_in_large_type(
    visit: Callable[..., Visit], shot: Shot, look: str
) -> None:
    one = visit(look=look)
    one.tab("Learn")
    one.page.get_by_label("Large type").check()
    for place in (STOPPING, RACE):
        go(one.page, place)
        for says, line, far in one.page.evaluate(AXIS_JS):
            assert says[0] >= 0 and says[1] < line[0]
            assert sum(line) / 2 == pytest.approx(0.5, abs=0.02)
            assert line[1] < far[0] and far[0] > 2 / 3 and far[1] <= 1.01
    shot(one.page, f"large-learn-{look}")
    assert one.fits()


def test_lessons_can_be_made_larger_on_a_page_that_its_browser_enlarges(
    visit: Callable[..., Visit], shot: Shot
) -> None:
    one = visit()
    one.page.set_viewport_size({"width": 640, "height": 450})  # 1280 at 200 %
    assert not one.page.locator("#large-type").is_visible()  # elsewhere it would change nothing
    one.tab("Learn")
    go(one.page, STOPPING)
    before = one.page.locator(".track").first.bounding_box()["height"]
    one.page.get_by_label("Large type").check()
    one.page.wait_for_timeout(500)
    assert one.page.locator(".track").first.bounding_box()["height"] > 1.15 * before
    shot(one.page, "large-learn-narrow")
    assert one.fits()


@pytest.mark.slow
def test_a_lesson_is_cleared_when_all_is_told_and_nothing_is_told_elsewhere(
    visit: Callable[..., Visit],
) -> None:
    one = visit()
    page = one.page
    one.tab("Learn")
    go(page, ATTACKS)
    page.locator("#lesson-answers label").nth(1).click()
    page.locator("#lesson-start:enabled").click()
    trying = "#lesson-outcome :text('Trying')"
    page.wait_for_selector(trying, timeout=WAIT_MS)
    assert page.locator("#lesson-start").is_disabled()
    for _ in range(2):  # the first time it was told after a look, now after a return
        go(page, STOPPING)
        for _ in range(12):
            page.wait_for_timeout(250)
            assert not page.locator("#lesson-after table, #lesson-outcome h3").count()
        go(page, ATTACKS)
        page.wait_for_selector(trying, timeout=WAIT_MS)
    page.wait_for_selector("#lesson-outcome h3", timeout=WAIT_MS)
    page.get_by_role("button", name="Clear and guess again").click()
    page.wait_for_selector(f"#lesson-start:has-text('{LESSONS[ATTACKS].button}')")
    assert page.locator(".icu-lane .now").all_inner_texts() == ["not started"] * 2
    assert not page.locator("#lesson-after table, #lesson-outcome h3").count()
