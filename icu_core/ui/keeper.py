"""What the app clears away while it is up: uploads, and on a public server old and endless runs.

Its clock is that of the moment the app started plus the time since then, so that a clock that is
set anew meanwhile deletes nothing too early.
"""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from icu_core.errors import RunError
from icu_core.ui import live
from icu_core.ui.audit import actions as audit_actions
from icu_core.ui.learn import races
from icu_core.ui.runs import actions as runs_actions
from icu_core.ui.server import public, uploads, visitor

if TYPE_CHECKING:
    from icu_core.auditing.audits import Audit
    from icu_core.store import Run

EVERY_S = 300.0

MISHAPS = (OSError, RunError, ValueError, LookupError)
"""What a damaged folder, or one that somebody else is clearing away, may lead to."""

_started, _up_since = time.time(), time.monotonic()


def now() -> float:
    """Seconds since 1970, as if nobody had touched the clock since the app started."""
    return _started + time.monotonic() - _up_since


def watch() -> None:
    """Clear away for as long as the app is up."""
    up_s = time.monotonic() - _up_since  # somebody may have sent a file meanwhile
    uploads.sweep(older_than_s=up_s)  # of an app that was killed; nobody can ask for them any more
    threading.Thread(target=_for_ever, daemon=True, name="keeper").start()


def _for_ever() -> None:
    while True:
        time.sleep(EVERY_S)
        tidy()


def tidy() -> None:
    """Once; what cannot be cleared away now holds nothing else up."""
    with suppress(*MISHAPS):
        uploads.sweep(older_than_s=uploads.KEPT_S, now=now())
    with suppress(*MISHAPS):
        races.sweep(now=now())
    if not public.is_public():
        return
    with suppress(*MISHAPS):
        for run in visitor.store().list():
            with suppress(*MISHAPS):
                _limit(run)
    with suppress(*MISHAPS):
        for audit in audit_actions.every():
            with suppress(*MISHAPS):
                _limit_audit(audit)


def _limit(run: Run) -> None:
    """Stop a run that works for too long, delete one that nobody has worked on for long."""
    if run.is_alive():
        if live.working_seconds(live.view(run), now()) > 60 * public.MOST_MINUTES:
            run.request_stop()
    elif now() - last_touched(run.path) > 3600 * public.KEEP_HOURS:
        runs_actions.remove(run)


def _limit_audit(audit: Audit) -> None:
    """The same for an audit; that of a run goes with its run at the latest."""
    started = audit.last("started")
    if audit.is_alive():
        if started is not None and now() - started["time"] > 60 * public.MOST_MINUTES:
            audit.request_stop()
    elif now() - last_touched(audit.path) > 3600 * public.KEEP_HOURS:
        audit_actions.erase(audit.id)


def last_touched(folder: Path) -> float:
    """When a run or an audit was last worked on, in seconds since 1970."""
    names = ("events.jsonl", "config.json", "targets.jsonl", "case.json")
    return max(
        (path.stat().st_mtime for name in names if (path := folder / name).is_file()), default=0.0
    )
