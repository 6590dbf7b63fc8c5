"""A real server process and a real Chromium for the tests of this folder."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from visits import Shot, Visit, Windows
from window import launched

from icu_core.store import Run, Store


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    """A browser; without one the test is skipped. Its loop runs in this thread as long as it does,
    so it ends with its file: others have loops of their own.
    """
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        browser = launched(playwright)
        if browser is None:
            told = "There is no Chromium: run `playwright install chromium`."
            (pytest.fail if os.environ.get("ICU_NEEDS_BROWSER") else pytest.skip)(told)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def windows(chromium: object) -> Windows:
    """Windows of this browser, used again by one test after the other."""
    return Windows(chromium)


@pytest.fixture
def visit(windows: Windows, server: Any) -> Iterator[Callable[..., Visit]]:
    """Opens windows on the app and checks in the end that none asked a stranger."""
    made: list[tuple[Visit, bool]] = []

    def open_one(path: str = "/", *, look: str = "light", has_touch: bool = False) -> Visit:
        context = windows.take(has_touch=has_touch)
        made.append((Visit(context, server.url, path=path, look=look), has_touch))
        return made[-1][0]

    yield open_one
    for one, has_touch in made:
        windows.give_back(one.context, has_touch=has_touch)
    for one, _ in made:
        assert one.strangers == []
        assert one.faults == []
        assert one.dialogs == []


@pytest.fixture(scope="session")
def known_run(server: Any, finished: Run) -> Run:
    """The finished run among the runs of the app; only to be read."""
    place = server.home / finished.id
    if not place.is_dir():
        shutil.copytree(finished.path, place)
    return Store(server.home).get(finished.id)


@pytest.fixture
def shot() -> Shot:
    """Saves a picture of the whole page into the folder ICU_SHOTS, if there is one to look at."""
    asked = os.environ.get("ICU_SHOTS")
    if not asked:
        return lambda page, name: None
    folder = Path(asked)
    folder.mkdir(parents=True, exist_ok=True)

    def take(page: object, name: str) -> None:
        page.wait_for_timeout(400)  # type: ignore[attr-defined]  # until what moves has moved
        page.screenshot(path=folder / f"{name}.png", full_page=True)  # type: ignore[attr-defined]

    return take
