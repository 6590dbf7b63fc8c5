"""How long a run will take, from what the last runs on this machine took; never from a guess."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from icu_core import config
from icu_core.errors import RunError
from icu_core.ui import forms, live, visitor, words

if TYPE_CHECKING:
    from icu_core.store import Run

LOOKED_AT = 30  # newest runs

NOTHING_YET = (
    "No run was measured on this machine yet; on two cores ten texts take about half a minute."
)
UNMEASURED = (
    "No run of this kind was measured on this machine yet; after two iterations it tells the time "
    "left."
)


class Pace(NamedTuple):
    """What one finished run tells about the next."""

    model: str
    method: str
    rule: str
    texts: int
    before_s: float  # loading, finding partners, measuring
    text_s: float  # of one text in one iteration
    iterations: int


def sentence(texts: int, preset: Any, model: Any) -> str:
    """The time that this many texts will take, and what that is taken from."""
    chosen = config.preset(forms.one_of(preset, "preset", tuple(config.presets())))
    name = (model.strip() if isinstance(model, str) else "") or "embedded"
    if not texts:
        return ""
    wanted = (name, chosen.method, chosen.rule)
    alike = [each for each in paces() if (each.model, each.method, each.rule) == wanted]
    if not alike:
        is_usual = name == "embedded" and chosen == config.RunConfig()
        return NOTHING_YET if is_usual else UNMEASURED
    nearest = min(alike, key=lambda each: abs(each.texts - texts))
    took = nearest.before_s + nearest.iterations * nearest.text_s * max(texts, 1)
    return (
        f"About {words.duration(took)}, as the last run of {words.count(nearest.texts, 'text')} "
        f"on this machine went ({words.count(nearest.iterations, 'iteration')})."
    )


def paces() -> list[Pace]:
    """Of the newest finished runs, newest first."""
    found = [_pace(run) for run in visitor.store().list()[:LOOKED_AT] if _is_done(run)]
    return [each for each in found if each is not None]


def _is_done(run: Run) -> bool:
    try:
        return run.status() == "finished"
    except RunError:
        return False


@lru_cache(maxsize=4 * LOOKED_AT)
def _pace(run: Run) -> Pace | None:
    """None for a run that was stopped, or that has had nothing to do."""
    try:
        view = live.view(run)
    except (RunError, OSError, ValueError, KeyError):
        return None
    done = [each for each in view.iterations if each["number"] > 0]
    ended = view.finished
    if not done or ended is None or ended["reason"] == "stopped":
        return None
    prepared = sum((view.prepared or {}).get("seconds", {}).values())
    first = sum(view.iterations[0]["seconds"].values())
    spent = sum(sum(each["seconds"].values()) for each in done)
    of = view.config
    share = spent / len(done) / len(view.targets)
    return Pace(of.model, of.method, of.rule, len(view.targets), prepared + first, share, len(done))
