"""A real server process and a real Chromium for the tests of this folder."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from app_server import Server

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running app, the same for all tests."""
    one = Server(tmp_path_factory.mktemp("app") / "runs")
    one.start()
    yield one
    one.kill()


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    """Playwright's own Chromium, else the system's; without either the test is skipped."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        system = shutil.which("chromium") or shutil.which("chromium-browser")
        for path in (None, system):
            with suppress(sync_api.Error):
                browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
                break
        else:
            told = "There is no Chromium: run `playwright install chromium`."
            (pytest.fail if os.environ.get("ICU_NEEDS_BROWSER") else pytest.skip)(told)
        yield browser
        browser.close()


@pytest.fixture
def shot() -> Callable[[object, str], None]:
    """Saves a picture of the whole page into the folder ICU_SHOTS, if that is set."""
    folder = os.environ.get("ICU_SHOTS")

    def take(page: object, name: str) -> None:
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.wait_for_timeout(400)  # type: ignore[attr-defined]
            page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)  # type: ignore[attr-defined]

    return take
