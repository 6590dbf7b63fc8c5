"""Every page and state, light and dark: a picture, and no serious finding of axe-core.

`make axe` fetches axe-core from npm into build/; without it these tests are skipped.
"""

from __future__ import annotations

from collections.abc import Callable

import fake_runs
import pytest
from app_server import ROOT
from visits import LOOKS, WAIT_MS, Shot, Visit

from icu_core.store import Run, Store

pytestmark = pytest.mark.browser

AXE = ROOT / "build" / "node_modules" / "axe-core" / "axe.min.js"
FINDINGS_JS = """
async () => (await axe.run(document, {resultTypes: ['violations']})).violations
  .filter((each) => ['serious', 'critical'].includes(each.impact))
  .flatMap((each) => each.nodes.map((node) => `${each.id}: ${node.target} ${node.html}`))
"""
ASKED_ABOUT = ("light", "dark")  # the other looks have the same colours and names
SEEN_FROM_AFAR = (".icu-head h1", "#summary b", "#board .icu-cell", "#curves .area", "#curves .x")
FOLDED = ("Correct what is marked", "Another model", "Your own partners", "Settings")


class Walk:
    """A visit that looks at every page it comes by."""

    def __init__(self, one: Visit, shot: Shot) -> None:
        self.one, self.page, self._shot = one, one.page, shot
        self.findings: list[str] = []
        self.is_whole = False  # else each page is seen at its narrowest, and asked about in turn
        self._seen = 0

    def look_at(self, name: str) -> None:
        """Take a picture in each look, see that it fits, and ask axe."""
        self._seen += 1
        self.one.look_over(self._shot, name, *(LOOKS if self.is_whole else ("narrow",)))
        if not AXE.is_file():
            return
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.read_text("utf-8"))
        turn = self._seen % len(ASKED_ABOUT)
        for look in ASKED_ABOUT if self.is_whole else (ASKED_ABOUT[turn],):
            self.one.look(look)
            found = self.page.evaluate(FINDINGS_JS)
            self.findings += [f"{look} {name}: {each}" for each in found]
        self.one.look("narrow")


@pytest.fixture
def walk(visit: Callable[..., Visit], shot: Shot) -> Walk:
    """Pages are opened on a telephone, where there is the least room."""
    return Walk(visit(look="narrow"), shot)


def form(walk: Walk) -> None:
    """The Unlearn page before a run, everything unfolded."""
    walk.look_at("unlearn")
    for name in FOLDED:
        walk.page.locator(f"button:has-text('{name}')").first.click()
    walk.page.wait_for_timeout(500)
    walk.look_at("unlearn-unfolded")
    for name in ("Upload a file", "Paste") if walk.is_whole else ("Upload a file",):
        walk.one.tab(name)
        walk.look_at(f"unlearn-{name.split()[0].lower()}")


def empty_pages(walk: Walk) -> None:
    """All other pages before anything has happened."""
    names = walk.page.locator("#pages > .tab-wrapper [role=tab]").all_inner_texts()
    for name in dict.fromkeys(each.strip() for each in names):
        if name not in ("", "Unlearn"):
            walk.one.tab(name)
            walk.page.wait_for_timeout(700)
            walk.look_at(f"empty-{name.lower()}")


def states(walk: Walk, known_run: Run) -> None:
    """A run at each point of its life, and the pages about one that has ended."""
    page, store = walk.page, Store(known_run.home)
    for end in ("interrupted", "failed") if walk.is_whole else ("failed",):
        run = fake_runs.fake_run(store, fake_runs.texts(40), iterations=9, end=end)
        walk.one.open(f"/?run={run.id}")
        walk.one.wait_for(end)
        walk.look_at(f"run-{end}")
    walk.one.open(f"/?run={known_run.id}")
    walk.one.wait_for("finished")
    page.wait_for_selector("#summary .icu-summary")
    walk.look_at("run-finished")
    page.locator("#compare-now").click()
    page.wait_for_selector("#answers .verdict", timeout=WAIT_MS)
    page.wait_for_timeout(1500)
    walk.look_at("compare")
    walk.one.tab("Runs")
    page.wait_for_selector("#runs-list input", timeout=WAIT_MS)
    for box in page.locator("#runs-list input").all()[:2]:
        box.check()
    page.wait_for_selector("#runs-results tr >> nth=2", timeout=WAIT_MS)
    page.wait_for_timeout(1500)
    walk.look_at("runs")


@pytest.mark.slow
def test_large_type_is_larger_on_every_page_and_stays_so(
    visit: Callable[..., Visit], known_run: Run, shot: Shot
) -> None:
    one = visit(f"/?run={known_run.id}", look="wide")
    page = one.page
    page.wait_for_selector("#curves .icu-chart")
    before = {each: page.locator(each).first.bounding_box()["height"] for each in SEEN_FROM_AFAR}
    page.get_by_label("Large type").check()
    page.wait_for_timeout(500)
    page.reload()
    page.wait_for_selector("#large-type input:checked", timeout=WAIT_MS)
    page.wait_for_selector("#curves .icu-chart")
    for each, height in before.items():
        assert page.locator(each).first.bounding_box()["height"] > 1.4 * height
    shot(page, "large-run")
    assert one.fits()
    page.locator("#compare-now").click()
    page.wait_for_selector("#answers .verdict", timeout=WAIT_MS)
    token = page.locator("#answers [data-model=original] .tk").first
    token.hover()
    card, spot = (each.bounding_box() for each in (page.locator("#icu-card"), token))
    assert abs(card["x"] - spot["x"]) < 100  # beside its token, though all is larger
    page.locator("#compare-run input").click()
    menu, field = (page.locator(f"#compare-run {each}") for each in (".options", "input"))
    below = menu.bounding_box()["y"] - field.bounding_box()["y"] - field.bounding_box()["height"]
    assert abs(below) < 40  # a menu opens at its field
    shot(page, "large-compare")


def test_on_paper_nothing_is_cut_off(visit: Callable[..., Visit], known_run: Run) -> None:
    one = visit(f"/?run={known_run.id}")
    page = one.page
    page.set_viewport_size({"width": 718, "height": 1000})  # A4 between its margins
    page.wait_for_selector("#table td")
    page.emulate_media(media="print")
    assert one.fits()
    for each in page.locator("#live .icu-scroll, #live .icu-log").all():
        assert each.evaluate("(it) => it.scrollHeight <= it.clientHeight + 1")
        assert each.evaluate("(it) => it.scrollWidth <= it.clientWidth + 1")
    assert not page.locator("#actions, footer, #large-type").locator("visible=true").count()


@pytest.mark.parametrize("is_whole", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_every_page_is_whole_and_open_to_everybody(
    walk: Walk, known_run: Run, is_whole: bool
) -> None:
    walk.is_whole = is_whole
    form(walk)
    empty_pages(walk)
    states(walk, known_run)
    assert not walk.findings, "\n".join(walk.findings)
    if not AXE.is_file():
        pytest.skip("The pages fit, but axe-core is not here: make axe (needs npm).")
