"""A hostile model in a real browser: no dialog, no foreign request, no broken layout."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import hostile
import pytest
from test_main_job import LOOKS, WAIT_MS, Shot, Visit, visit  # noqa: F401  a fixture

from icu_core import work
from icu_core.escape import visible
from icu_core.store import Run

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def run(server: Any, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A finished run on the hostile model."""
    folder = hostile.save_model(tmp_path_factory.mktemp("hostile") / "model")
    one = hostile.new_run(server.home, folder)
    work.do(one)
    return one


@pytest.mark.parametrize("look", ["light", "narrow"])
def test_what_a_hostile_model_says_is_shown_and_does_nothing(
    visit: Callable[..., Visit],  # noqa: F811
    server: Any,
    run: Run,
    shot: Shot,
    look: str,
    tmp_path: Path,
) -> None:
    one = visit(**LOOKS[look])
    page, dialogs = one.page, []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(f"{server.url}/?run={run.id}")
    one.wait_for("finished")
    for place in range(len(hostile.EMITTED)):
        page.locator(f"#board [data-text='{place}']").click()
        page.wait_for_selector(f"#text :text('Text {place + 1}')")
    shot(page, f"{look}-hostile-run")
    assert one.fits()
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
        assert one.fits()
    shot(page, f"{look}-hostile-answers")
    one.tab("Runs")
    page.wait_for_selector("#runs-results tr >> nth=1")
    shot(page, f"{look}-hostile-runs")
    assert one.fits()
    assert page.evaluate("window.broken") is None
    assert dialogs == []
    assert page.locator("#answers img, #answers script, #answers a, #text img, #runs-list img"
                        ).count() == 0  # fmt: skip


def test_a_page_may_load_nothing_from_elsewhere_even_if_something_were_to_slip_in(
    visit: Callable[..., Visit],  # noqa: F811
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
