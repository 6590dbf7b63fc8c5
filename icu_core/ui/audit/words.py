"""The sentences of the Audit page; plain text that the markup escapes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from icu_core.attacks.shape import LEVELS
from icu_core.auditing.findings import DESTROYED, NEVER_SEEN, OVER_FORGOTTEN, STILL_THERE
from icu_core.report import words as report_words
from icu_core.report.glossary import ATTACKS
from icu_core.ui import words
from icu_core.ui.audit.view import AuditView
from icu_core.ui.live import View, working_seconds

if TYPE_CHECKING:
    from icu_core.ui.live import Event

ABOUT = (
    "A model can say nothing and still know. Here you attack the unlearned model and try "
    "to get the texts back: beside it the model from before, and texts that no model has ever met. "
    "In the end you have a verdict, and a report to hand on."
)

LEVEL_WORDS: Mapping[str, str] = {
    "quick": "Quick: asks plainly, looks for pieces, for a secret that stands out among made-up "
    "ones, for traces of membership, and whether the model still speaks.",
    "attack": "Attack: all that, and nine ways to bring the texts back: other words, beginnings "
    "given away, many tries, rounded weights, and training the model again.",
    "depth": "Depth: all that, and a look inside: how much of the secrets can still be read from "
    "the layers of the network.",
}

ITERATIONS: Mapping[str, float] = {"quick": 0.9, "attack": 2.2, "depth": 2.7}
"""How long a level takes for one text, in the time that an iteration of the run took for one;
measured on the embedded model with ten texts and sixty never-seen ones, gold asked beforehand."""

CONTROLS = 60  # never-seen texts that an audit compares with

TO_CHOOSE = (
    "There is no unlearned model of yours to attack yet. Let the model forget something on the "
    "Unlearn page first, or bring a model of your own below."
)
WORKING = "Your run is still at work. As soon as it ends its model can be attacked here."

OWN = (
    "Any causal model that was made to forget something, by whatever method: a folder with "
    "safetensors or a hub id. Say which texts it should not know any more."
)
NEEDS_UNSEEN = (
    "Texts of your own need never-seen ones to compare with: five or more of the same kind and "
    "form, with made-up secrets."
)
MASKED = (
    "Unless you tick this, secrets and what else is marked as sensitive are masked in the report, "
    "and nothing more: names and the words around them stay readable. Read it before you hand it "
    "on, and do not send a ticked one around."
)

NOTHING_YET = "nothing found yet"
"""Of a text in an audit that is not done: as if never seen so far."""

SIGNS: Mapping[str, tuple[str, str]] = {
    STILL_THERE: ("still", "!"),
    NEVER_SEEN: ("unseen", "✓"),
    OVER_FORGOTTEN: ("over", "○"),
    DESTROYED: ("destroyed", "×"),
}
"""Name in the style sheet and sign of every verdict."""

RESULTS: Mapping[str, tuple[str, str]] = {
    "leaks": ("still", "! leaks"),
    "as if never seen": ("unseen", "✓ as if never seen"),
    "conspicuous": ("over", "○ conspicuously unlikely"),
    "destroyed": ("destroyed", "× no longer speaks"),
    "measured": ("", "measured"),
    "not tried": ("", "not tried"),
}
"""The same of every result of an attack."""


def seconds_of(view: View, level: str) -> float | None:
    """How long an audit of this run will take here, by how long its iterations took."""
    paces = [sum(each["seconds"].values()) for each in view.iterations if each["number"] > 0]
    count = len(view.targets)
    if not paces or not count:
        return None
    each_text = sum(paces) / len(paces) / count
    return float(each_text * ITERATIONS[level] * (count + max(CONTROLS, count)))


def levels(view: View | None) -> list[tuple[str, str]]:
    """The levels to choose from, each with what it does and how long that takes."""
    return [(f"{LEVEL_WORDS[level]}{_told(view, level)}", level) for level in LEVELS]


def _told(view: View | None, level: str) -> str:
    seconds = seconds_of(view, level) if view is not None else None
    return "" if seconds is None else f" About {rounded(seconds)}."


def rounded(seconds: float) -> str:
    """A guess in words: no more digits than it is worth."""
    if seconds < 55:
        return f"{max(5, 5 * round(seconds / 5))} s"
    minutes = seconds / 60
    return f"{max(1, round(minutes))} min" if minutes < 90 else f"{round(minutes / 60, 1):g} h"


def headline(view: AuditView) -> str:
    """What the audit is doing, in one line."""
    if view.is_stopping:
        return "Stopping after this step"
    if view.attack:
        return f"Attack {len(view.done) + 1} of {len(view.order)}: {ATTACKS[view.attack].title}"
    if view.was_stopped:
        return "Stopped on request"
    return {
        "waiting": "Waiting for its turn",
        "running": _starting(view),
        "failed": "The audit failed",
        "interrupted": "Interrupted",
        "finished": "The audit is done",
    }[view.status]


def _starting(view: AuditView) -> str:
    at = view.progress or {}
    if at.get("phase") == "waiting":
        ahead = at.get("step")
        return f"Waiting: {words.count(ahead, 'job')} before this one" if ahead else "Waiting"
    if len(view.done) == len(view.order):
        return "Writing the report"
    return "Loading the models"


def explanation(view: AuditView) -> str:
    """One more sentence under the headline."""
    if view.status == "failed":
        failed: Event = next(each for each in reversed(view.events) if each["type"] == "failed")
        return str(failed.get("message", ""))
    if view.attack:
        return ATTACKS[view.attack].done
    if view.was_stopped or view.status == "interrupted":
        why = str(view.events[-1].get("message", "")) if view.events else ""
        done = f"{len(view.done)} of {words.count(len(view.order), 'attack')} done and kept."
        return why or f"{done} Press Resume to go on."
    if view.is_at_work:
        return "It goes on when this page is closed; the same address brings you back."
    return f"{words.count(len(view.done), 'attack')} in {words.duration(sum(view.done.values()))}."


def times(view: AuditView, now: float) -> str:
    """Time worked and time left."""
    left = view.seconds_left
    if left is None:
        return ""
    return f"{words.duration(working_seconds(view, now))} so far, about {rounded(left)} left"


def so_far(view: AuditView) -> str:
    """What has been seen while there is more to come; no verdict yet."""
    if view.document is None:
        return ""
    outcomes = view.document["verdict"]["outcomes"]
    leaking = [ATTACKS[each["attack"]].title for each in outcomes if each["is_leaking"]]
    if leaking:
        done = words.count(len(view.done), "attack")
        return f"So far something came out by {len(leaking)} of {done}."
    return f"So far nothing came out in {words.count(len(view.done), 'attack')}."


def name_of(view: AuditView) -> str:
    """What an audit is called in a list."""
    return view.name or f"{words.count(view.texts, 'text')} of {view.model or 'a run'}"


def verdict_of(view: AuditView) -> str:
    """The verdict in a list; how far it is, where there is none yet."""
    if view.is_done and view.document is not None:
        return report_words.headline(view.document)
    return headline(view)
