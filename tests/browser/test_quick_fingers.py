"""Quick fingers: whoever clicks faster than the server answers is answered all the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from visits import Visit

from icu_core.store import Run

pytestmark = pytest.mark.browser

CLICK_ALL_JS = "all => { for (const each of all) document.querySelector(each).click(); }"


def test_of_cells_clicked_at_once_the_last_is_shown(
    visit: Callable[..., Visit], known_run: Run
) -> None:
    one = visit(f"/?run={known_run.id}")
    one.page.wait_for_selector("#board [data-text='3']")
    one.page.evaluate(CLICK_ALL_JS, [f"#board [data-text='{place}']" for place in (1, 2, 3)])
    one.page.wait_for_selector("#text :text('Text 4')")
    one.page.wait_for_selector("#board [data-text='3'].chosen")


def test_every_record_ticked_at_once_is_chosen(visit: Callable[..., Visit]) -> None:
    one = visit()
    one.tab("Library")
    one.page.wait_for_selector("#library [data-record]")
    before = one.page.locator("#library [aria-checked=true]").count()
    free = "#library [data-record][aria-checked=false]"
    some = [each.get_attribute("data-record") for each in one.page.locator(free).all()[:3]]
    one.page.evaluate(CLICK_ALL_JS, [f"#library [data-record='{record}']" for record in some])
    for record in some:
        one.page.wait_for_selector(f"#library [data-record='{record}'][aria-checked=true]")
    assert one.page.locator("#library [aria-checked=true]").count() == before + 3
