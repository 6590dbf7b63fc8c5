"""A hostile model in a real browser: no dialog, no foreign request, no broken layout."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import hostile
import pytest
from visits import WAIT_MS, Shot, Visit

from icu_core import work
from icu_core.escape import visible
from icu_core.store import Run

pytestmark = pytest.mark.browser

SIZES = "light", "narrow"


@pytest.fixture(scope="module")
def run(server: Any, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A finished run on the hostile model."""
    folder = hostile.save_model(tmp_path_factory.mktemp("hostile") / "model")
    one = hostile.new_run(server.home, folder)
    work.do(one)
    return one


def test_what_a_hostile_model_says_is_shown_and_does_nothing(
    visit: Callable[..., Visit], run: Run, shot: Shot
) -> None:
    one = visit(f"/?run={run.id}", look="narrow")
    page = one.page
    one.wait_for("finished")
    for place in range(len(hostile.EMITTED)):
        page.locator(f"#board [data-text='{place}']").click()
        page.wait_for_selector(f"#text :text('Text {place + 1}')")
    for place in (0, 1):  # faster than the server answers
        page.locator(f"#board [data-text='{place}']").click()
    page.wait_for_selector("#text :text('Text 2')")
    one.look_over(shot, "hostile-run", *SIZES)
    one.tab("Compare")
    page.wait_for_selector("#ask:enabled", timeout=WAIT_MS)
    for name, said in hostile.EMITTED.items():
        page.locator("#prompt textarea").fill(f"{name}:")
        page.locator("#ask").click()
        wanted = visible(said)
        page.wait_for_function(
            "said => (document.querySelector('#answers [data-model=original] .said')"
            "?.textContent || '').includes(said)",
            arg=wanted,
            timeout=WAIT_MS,
        )
        shot(page, "hostile-answers")
        assert one.fits()
    one.look_over(shot, "hostile-answers", *SIZES)
    one.tab("Runs")
    page.wait_for_selector("#runs-results tr >> nth=1")
    one.look_over(shot, "hostile-runs", *SIZES)
    assert page.evaluate("window.broken") is None
    assert one.dialogs == []
    assert page.locator("#answers img, #answers script, #answers a, #text img, #runs-list img"
                        ).count() == 0  # fmt: skip


def test_a_page_may_load_nothing_from_elsewhere_even_if_something_were_to_slip_in(
    visit: Callable[..., Visit],
) -> None:
    one = visit()
    refused = one.page.evaluate(
        """async () => {
            const refused = [];
            document.addEventListener('securitypolicyviolation',
                event => refused.push(event.effectiveDirective));
            new Image().src = 'https://example.org/pixel.png';
            await fetch('https://example.org/').catch(() => null);
            await new Promise(done => setTimeout(done, 500));
            return refused.sort();
        }"""
    )
    assert refused == ["connect-src", "img-src"]
    one.strangers.clear()  # what this test asked for itself; none of it left the browser
