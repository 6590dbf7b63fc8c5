"""The pictures of the README, made by the browser of the tests from a real run.

    python -m tests.pictures

Writes assets/pictures/: a short animation of a run, from the first sight to its end, and both
models asked the same.
"""

from __future__ import annotations

import io
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parent))

from app_server import ROOT, Server
from window import launched

PICTURES = ROOT / "assets" / "pictures"
SIZE = {"width": 1280, "height": 860}
WAIT_MS = 300_000
FRAME_S = 1.0
FIRST_MS, SHOWN_MS, LAST_MS = 2_500, 700, 5_000  # of a frame of the animation
LOOK_JS = "(cells) => cells.map((each) => each.ariaLabel + each.style.cssText).join()"
MOST_BYTES = 2_000_000
ANIMATED_PX = 880


def main() -> int:
    """Make all of them anew."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder) / "runs")
        server.start()
        browser = launched(playwright)
        try:
            _walk(browser.new_page(viewport=SIZE), server.url)
        finally:
            browser.close()
            server.kill()
    return 0


def _walk(page: Any, url: str) -> None:
    page.goto(url)
    page.wait_for_selector("#scene mark")
    page.wait_for_timeout(3_000)
    first = _picture(page)
    page.locator("#start").click()
    page.wait_for_selector("#board .icu-cell:not(.empty)", timeout=WAIT_MS)
    _animate(page, first)
    page.locator("#compare-now").click()
    page.wait_for_selector("#answers .verdict", timeout=WAIT_MS)
    page.wait_for_timeout(3_000)
    _save(page, "compare")


def _save(page: Any, name: str) -> None:
    page.mouse.move(0, 0)
    _picture(page).convert("P", palette=Image.Palette.ADAPTIVE, colors=128).save(
        PICTURES / f"{name}.png", optimize=True
    )
    print(name)


def _picture(page: Any) -> Image.Image:
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def _animate(page: Any, first: Image.Image) -> None:
    """A frame whenever the board has changed, until the run has ended."""
    frames = [first]
    newest, is_over = "", False
    while not is_over:
        is_over = page.locator('#status [data-status="finished"]').count() > 0
        if is_over:
            page.wait_for_selector("#proof .row >> nth=1 >> text=says it", timeout=WAIT_MS)
            page.wait_for_timeout(1_000)
        told = page.locator("#board .icu-cell").evaluate_all(LOOK_JS)
        if told != newest or is_over:
            newest = told
            frames.append(_picture(page))
        time.sleep(FRAME_S)
    height = round(ANIMATED_PX * SIZE["height"] / SIZE["width"])
    small = [each.resize((ANIMATED_PX, height), Image.Resampling.LANCZOS) for each in frames]
    path = PICTURES / "run.webp"
    small[0].save(path, save_all=True, append_images=small[1:], loop=0, quality=72, method=6,
                  duration=[FIRST_MS, *[SHOWN_MS] * (len(small) - 2), LAST_MS])  # fmt: skip
    if path.stat().st_size > MOST_BYTES:
        raise SystemExit(f"{path.name} has {path.stat().st_size:,} bytes; at most {MOST_BYTES:,}.")
    print(f"{path.name}: {len(small)} frames, {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    sys.exit(main())
