"""A real server process and a real Chromium for the tests of this folder."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
READY_S = 60.0


class Server:
    """The app as a process of its own, with a folder of runs of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = home.parent / "server.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start it; returns the seconds until the page answered."""
        before = time.monotonic()
        here = {
            "ICU_HOME": str(self.home),
            "GRADIO_SERVER_PORT": str(self.port),
            "HF_HUB_OFFLINE": "1",
        }
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "app.py"],
                cwd=ROOT,
                env={**os.environ, **here},
                stdout=log,
                stderr=log,
            )
        while time.monotonic() - before < READY_S:
            with suppress(OSError), urllib.request.urlopen(self.url, timeout=5):
                return time.monotonic() - before
            assert self._process.poll() is None, self.log.read_text("utf-8")
            time.sleep(0.1)
        pytest.fail("The page did not answer within a minute.")

    def kill(self) -> None:
        """kill -9."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()


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
            pytest.skip("There is no Chromium: run `playwright install chromium`.")
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


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
