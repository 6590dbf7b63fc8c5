"""The browser of the tests and of the pictures."""

import shutil
from contextlib import suppress
from typing import Any

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


def launched(playwright: Any) -> Any:
    """Playwright's own Chromium, else the system's; None where there is neither."""
    from playwright.sync_api import Error

    system = shutil.which("chromium") or shutil.which("chromium-browser")
    for path in (None, system):
        with suppress(Error):
            return playwright.chromium.launch(executable_path=path, args=FLAGS)
    return None
