"""Windows on the app: how they look, what they show, and whether they asked a stranger."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

WAIT_MS = 90_000  # where two cores are shared by an app, its job, a browser and other tests
SETTLED_MS = 5_000  # what a page may take to fit a window that has just changed its size
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"size": {"width": 1280, "height": 900}, "scheme": "light"},
    "dark": {"size": {"width": 1280, "height": 900}, "scheme": "dark"},
    "narrow": {"size": {"width": 360, "height": 780}, "scheme": "light"},
    "wide": {"size": {"width": 1920, "height": 1080}, "scheme": "light"},
}
READY = (  # something of each page that an address opens
    "#start:visible, #live .icu-status:visible, #audit-status:visible, #compare-box:visible"
)
FITS_JS = "document.documentElement.scrollWidth <= window.innerWidth"
THEMED_JS = """
dark => document.body.classList.contains('dark') === dark
  && !document.getAnimations().some(each => each instanceof CSSTransition)
"""

Shot = Callable[[object, str], None]


class Visit:
    """A browser window on the app that notes every request to somewhere else."""

    def __init__(self, context: Any, url: str, *, path: str = "/", look: str = "light") -> None:
        self.url = url
        self.strangers: list[str] = []
        self.faults: list[str] = []
        self.dialogs: list[str] = []
        self.context = context
        self.page = context.new_page()
        self.page.set_default_timeout(WAIT_MS)
        self.page.goto(f"{url}/favicon.ico")  # the cheapest page that shares its memory
        self.page.evaluate("localStorage.clear()")
        self.page.on("request", self._note)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("dialog", self._refuse)
        self._resize(look)
        self.open(path)

    def open(self, path: str) -> None:
        """Go to an address of the app and wait until it is there."""
        self.page.goto(f"{self.url}{path}")
        self.page.wait_for_selector(READY, timeout=WAIT_MS)

    def _note(self, request: Any) -> None:
        if not request.url.startswith((self.url, "data:", "blob:")):
            self.strangers.append(request.url)

    def _refuse(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def look(self, name: str) -> None:
        """Change size and colours of the window, as somebody does who turns his telephone."""
        self._resize(name)
        self.page.wait_for_function(THEMED_JS, arg=name == "dark")

    def look_over(self, shot: Shot, name: str, *looks: str) -> None:
        """A picture in each of these looks, in which nothing is wider than the window."""
        before = self._name
        for look in looks:
            self.look(look)
            shot(self.page, f"{look}-{name}")
            assert self.fits(), (look, name)
        self.look(before)

    def _resize(self, name: str) -> None:
        self._name = name
        self.page.set_viewport_size(LOOKS[name]["size"])
        self.page.emulate_media(color_scheme=LOOKS[name]["scheme"], reduced_motion="reduce")

    def tab(self, name: str) -> None:
        """Open one of the pages, or one of the ways to choose texts."""
        self.page.get_by_role("tab", name=name, exact=True).click()

    def fits(self) -> bool:
        """Whether nothing is wider than the window, once the page has settled in it."""
        from playwright.sync_api import TimeoutError as TooLate

        try:
            self.page.wait_for_function(FITS_JS, timeout=SETTLED_MS)
        except TooLate:
            return False
        return True

    def wait_for(self, status: str) -> None:
        """Until the page shows this status."""
        self.page.wait_for_selector(f'#status [data-status="{status}"]', timeout=WAIT_MS)


class Windows:
    """Contexts of a browser, used again: in a new one the page's code is compiled for seconds.

    Two visits at the same time are two browsers, which share nothing.
    """

    def __init__(self, chromium: Any) -> None:
        self._chromium = chromium
        self._free: dict[bool, list[Any]] = {False: [], True: []}  # by whether it has touch

    def take(self, *, has_touch: bool) -> Any:
        """A context that nobody looks at; one for fingers knows no mouse."""
        free = self._free[has_touch]
        return free.pop() if free else self._chromium.new_context(has_touch=has_touch)

    def give_back(self, context: Any, *, has_touch: bool) -> None:
        """Close its pages; whoever visits next forgets what it remembers."""
        for page in context.pages:
            page.close()
        context.clear_cookies()
        self._free[has_touch].append(context)
