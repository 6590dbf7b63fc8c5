"""Who is looking: the runs and audits that this browser knows.

A browser knows one because it started it or was given its address; the ids never leave it
otherwise. What it sends is checked like any other input: an id that is no run is dropped.
"""

from __future__ import annotations

import secrets
import threading
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from icu_core.errors import RunError
from icu_core.ui.server import public

if TYPE_CHECKING:
    from icu_core.store import Run, Store

REMEMBERED = 50
ID_CHARACTERS = 32
_STARTING = threading.Lock()


@dataclass(frozen=True, slots=True)
class Mine:
    """What a browser remembers between visits."""

    visitor: str = ""  # a secret of its own, so that one browser starts one run at a time
    current: str = ""  # the run that is looked at; empty: none
    runs: tuple[str, ...] = ()  # newest first
    audit: str = ""  # the audit that is looked at; empty: none
    audits: tuple[str, ...] = ()  # those that were started or given here, newest first

    def as_state(self) -> dict[str, Any]:
        """As the browser keeps it."""
        return {**asdict(self), "runs": list(self.runs), "audits": list(self.audits)}

    def with_run(self, run_id: str) -> Mine:
        """The same browser, looking at this run."""
        others = tuple(each for each in self.runs if each != run_id)
        return replace(self, current=run_id, runs=(run_id, *others)[:REMEMBERED])

    def without_current(self) -> Mine:
        """The same browser, about to set up a new run."""
        return replace(self, current="")

    def without(self, run_id: str) -> Mine:
        """The same browser, which has never heard of this run."""
        others = tuple(each for each in self.runs if each != run_id)
        return replace(self, current="" if self.current == run_id else self.current, runs=others)

    def with_audit(self, audit_id: str) -> Mine:
        """The same browser, looking at this audit."""
        others = tuple(each for each in self.audits if each != audit_id)
        return replace(self, audit=audit_id, audits=(audit_id, *others)[:REMEMBERED])

    def without_audit(self) -> Mine:
        """The same browser, about to begin another audit."""
        return replace(self, audit="")


def mine(raw: Any) -> Mine:
    """What the browser remembers; whatever is not well formed is forgotten."""
    if not isinstance(raw, dict):
        return Mine(visitor=secrets.token_hex(16))
    visitor, current, audit = raw.get("visitor"), raw.get("current"), raw.get("audit")
    return Mine(
        visitor=str(visitor) if is_id(visitor) else secrets.token_hex(16),
        current=str(current) if is_id(current) else "",
        runs=_ids(raw.get("runs")),
        audit=str(audit) if is_id(audit) else "",
        audits=_ids(raw.get("audits")),
    )


def _ids(raw: Any) -> tuple[str, ...]:
    known = [each for each in raw if is_id(each)] if isinstance(raw, list) else []
    return tuple(dict.fromkeys(known))[:REMEMBERED]


def is_id(value: Any) -> bool:
    """Whether this could be the id of a run."""
    return (
        isinstance(value, str)
        and len(value) == ID_CHARACTERS
        and all(character in "0123456789abcdef" for character in value)
    )


@cache
def store() -> Store:
    """The runs of this app. Imported late: the store brings torch with it."""
    from icu_core.store import Store, home

    return Store(home().resolve())


def asks_from() -> str:
    """The address that the request now worked on came from; empty where none did."""
    from gradio.context import LocalContext

    request = LocalContext.request.get(None)
    if request is None or request.client is None:
        return ""
    return public.address(request.headers.get("x-forwarded-for", ""), request.client.host)


def current(raw: Any) -> Run | None:
    """The run that this browser looks at, if it is there."""
    return found(mine(raw).current)


def found(run_id: Any) -> Run | None:
    """A run by its id; None where there is none."""
    if not is_id(run_id):
        return None
    try:
        return store().get(run_id)
    except RunError:
        return None


def known(who: Mine) -> list[Run]:
    """The runs of this browser that are there, newest first."""
    runs = [found(each) for each in who.runs]
    return [run for run in runs if run is not None]


class Turns:
    """One run at a time for each browser, however often the button is pressed."""

    def __init__(self) -> None:
        self._started: dict[str, str] = {}

    def busy(self, who: Mine) -> Run | None:
        """The run of this browser that works or waits right now."""
        for run_id in (self._started.get(who.visitor, ""), *who.runs):
            run = found(run_id)
            if run is not None and run.is_alive():
                return run
        return None

    def note(self, who: Mine, run: Run) -> None:
        """This browser has started this run."""
        self._started[who.visitor] = run.id
        while len(self._started) > 10_000:
            self._started.pop(next(iter(self._started)))


TURNS = Turns()


def starting() -> threading.Lock:
    """Held while a run is created and started, so that two clicks cannot both find nobody busy."""
    return _STARTING
