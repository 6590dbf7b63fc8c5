"""What an audit folder says, ready to be shown; the verdict so far is judged once per attack."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from icu_core.attacks.shape import AUDITED, names
from icu_core.ui.live import Event, last

if TYPE_CHECKING:
    from icu_core.auditing.audits import Audit

WEIGHTS: Mapping[str, float] = {
    "asked": 7, "pieces": 3, "line_up": 4, "membership": 6, "language": 2, "prefixes": 0.7,
    "wordings": 2, "formats": 5, "openings": 3.5, "neighbours": 8.5, "rounding": 2,
    "relearning": 13, "harmless": 15, "tries": 14, "lens": 2, "depth": 5,
}  # fmt: skip
"""How long the attacks take beside each other: seconds on ten texts of the embedded model."""

AT_WORK = ("running", "waiting")
RESUMABLE = ("waiting", "interrupted", "failed")


@dataclass(frozen=True, slots=True)
class AuditView:
    """One look at an audit."""

    id: str
    name: str
    level: str
    status: str
    model: str  # that was brought along; empty for that of a run
    texts: int
    events: Sequence[Event]
    done: Mapping[str, float]  # seconds by attack, in the order in which they were done
    progress: Event | None
    is_stopping: bool
    document: Mapping[str, Any] | None  # with its secrets; None before the first answer

    @property
    def order(self) -> list[str]:
        """All attacks of the level."""
        return names(self.level)

    @property
    def is_at_work(self) -> bool:
        """Whether a job works on it or is about to."""
        return self.status in AT_WORK

    @property
    def is_done(self) -> bool:
        """Whether every attack has been tried."""
        return self.status == "finished" and not self.was_stopped

    @property
    def was_stopped(self) -> bool:
        """Whether somebody has stopped it."""
        ended = last(self.events, "finished")
        return self.status == "finished" and ended is not None and ended["reason"] == "stopped"

    @property
    def may_resume(self) -> bool:
        """Whether a job could go on with it."""
        return self.status in RESUMABLE or self.was_stopped

    @property
    def attack(self) -> str:
        """The attack that is tried now, or is next; empty where none is."""
        if self.status != "running" or self._phase not in WEIGHTS:
            return ""
        return next((name for name in self.order if name not in self.done), "")

    @property
    def share(self) -> float:
        """How much of the work is done, 0..1."""
        total = sum(WEIGHTS[name] for name in self.order)
        part = WEIGHTS.get(self.attack, 0.0) * self._step()
        return min(1.0, (sum(WEIGHTS[name] for name in self.done) + part) / total)

    @property
    def seconds_left(self) -> float | None:
        """At the pace so far; None before there is any."""
        worked = sum(WEIGHTS[name] for name in self.done)
        if not worked or self.status != "running":
            return None
        pace = sum(self.done.values()) / worked
        return pace * sum(WEIGHTS[name] for name in self.order) * (1 - self.share)

    @property
    def _phase(self) -> str:
        return str((self.progress or {}).get("phase", ""))

    def _step(self) -> float:
        """How much of the attack that is tried now is done."""
        at = self.progress or {}
        is_new = self._phase == self.attack and at.get("of")
        return min(1.0, at.get("step", 0) / at["of"]) if is_new else 0.0


def view(audit: Audit) -> AuditView:
    """Read an audit folder once. Raises RunError where it is damaged."""
    status = audit.status()  # before the events: an end that is seen has all its events
    events = list(audit.events())
    done = {each["name"]: each["table"]["seconds"] for each in events if each["type"] == "table"}
    about = _about(audit)
    return AuditView(
        id=audit.id,
        name=about["name"],
        level=about["level"],
        status=status,
        model=about["model"],
        texts=about["texts"],
        events=events,
        done=done,
        progress=audit.progress(),
        is_stopping=status == "running" and audit.is_stop_requested(),
        document=_document(audit.path, audit.home, len(done)) if "asked" in done else None,
    )


def _about(audit: Audit) -> Mapping[str, Any]:
    """What never changes of an audit; of its texts nothing but their number."""
    return _case(audit.path, audit.home)


@lru_cache(maxsize=256)
def _case(path: Path, home: Path) -> Mapping[str, Any]:
    from icu_core.auditing.audits import Audit
    from icu_core.auditing.case import RUN

    case = json.loads(Audit(path, home=home).case)
    return {
        "name": str(case["name"]),
        "level": str(case["settings"]["level"]),
        "texts": len(case["material"]["targets"]),
        "model": "" if RUN in dict(case["sources"]) else _short(case["models"][AUDITED]),
        "created": float(case["created"]),
    }


def _short(name: str) -> str:
    """Of a folder no more than of a hub id: its name, and whose it is."""
    return str(Path(*Path(name).parts[-2:]))


def created(audit: Audit) -> float:
    """When it was begun, in seconds since 1970."""
    return float(_about(audit)["created"])


@lru_cache(maxsize=64)  # more than a list of earlier audits has, or each look reads all anew
def _document(path: Path, home: Path, tables: int) -> Mapping[str, Any]:
    """The report as far as it has got; `tables` makes it anew after every attack."""
    from icu_core.auditing import job
    from icu_core.auditing.audits import Audit

    return job.read(Audit(path, home=home)).document(show_secrets=True)


def forget() -> None:
    """Let go of the texts of all audits; they are read again when somebody looks."""
    _document.cache_clear()
    _case.cache_clear()
