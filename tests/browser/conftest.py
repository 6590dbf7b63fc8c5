"""A real server process and a real Chromium for the tests of this folder."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from app_server import ROOT, Server
from window import launched


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running app, the same for all tests."""
    one = Server(tmp_path_factory.mktemp("app") / "runs")
    one.start()
    yield one
    one.kill()


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    """A browser; without one the test is skipped."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        browser = launched(playwright)
        if browser is None:
            told = "There is no Chromium: run `playwright install chromium`."
            (pytest.fail if os.environ.get("ICU_NEEDS_BROWSER") else pytest.skip)(told)
        yield browser
        browser.close()


@pytest.fixture
def shot() -> Callable[[object, str], None]:
    """Saves a picture of the whole page into .shots/, or into the folder ICU_SHOTS."""
    folder = Path(os.environ.get("ICU_SHOTS", ROOT / ".shots"))
    folder.mkdir(parents=True, exist_ok=True)

    def take(page: object, name: str) -> None:
        page.wait_for_timeout(400)  # type: ignore[attr-defined]
        page.screenshot(path=folder / f"{name}.png", full_page=True)  # type: ignore[attr-defined]

    return take
