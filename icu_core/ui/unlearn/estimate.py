"""How long a run will take, from what the last runs on this machine took; never from a guess."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean
from typing import TYPE_CHECKING, Any, NamedTuple

from icu_core import config
from icu_core.errors import RunError
from icu_core.ui import live, words
from icu_core.ui.server import forms, visitor

if TYPE_CHECKING:
    from icu_core.store import Run
    from icu_core.texts import Text

LOOKED_AT = 30  # newest runs
USUAL = 25.0  # characters of a secret, as long as nothing was measured
LIKE = 3.0  # how many times longer or shorter the secrets of a run may be that another is told by

NOTHING_YET = "No run was measured on this machine yet; on two cores ten texts take up to a minute."
UNMEASURED = (
    "No run with this model, method and such texts was measured here yet; after two iterations it "
    "tells the time left."
)
LONG = "Secrets this long take many more iterations; after two the run tells the time left."


class Pace(NamedTuple):
    """What one finished run tells about the next."""

    model: str
    method: str
    rule: str
    texts: int
    secret: float  # characters of a secret, on average
    before_s: float  # loading, finding partners, measuring
    character_s: float  # of one character of the texts in one iteration
    iterations: int


def sentence(texts: Sequence[Text], preset: Any, model: Any) -> str:
    """The time that these texts will take, and what that is taken from."""
    chosen = config.preset(forms.one_of(preset, "preset", tuple(config.presets())))
    name = (model.strip() if isinstance(model, str) else "") or "embedded"
    if not texts:
        return ""
    wanted, is_usual = (name, chosen.method, chosen.rule), chosen == config.RunConfig()
    measured = [each for each in paces() if (each.model, each.method, each.rule) == wanted]
    alike = [each for each in measured if 1 / LIKE <= _secret(texts) / each.secret <= LIKE]
    if not alike:
        is_long = _secret(texts) > LIKE * max((each.secret for each in measured), default=USUAL)
        kind = LONG if is_long else NOTHING_YET if is_usual and not measured else UNMEASURED
        return kind if name == "embedded" else UNMEASURED
    nearest = min(alike, key=lambda each: abs(each.texts - len(texts)))
    took = nearest.before_s + nearest.iterations * nearest.character_s * _characters(texts)
    return (
        f"About {words.duration(took)}, as the last run of {words.count(nearest.texts, 'text')} "
        f"on this machine went ({words.count(nearest.iterations, 'iteration')})."
    )


_known: dict[tuple[str, int], tuple[Pace | None]] = {}
"""What is known by the id of a run and the number of its events; never by the run itself, which
would stay in memory with its texts.
"""


def paces() -> list[Pace]:
    """Of the newest finished runs, newest first."""
    found: dict[tuple[str, int], tuple[Pace | None]] = {}
    for run in visitor.store().list()[:LOOKED_AT]:
        if _is_done(run):
            key = (run.id, len(run.events()))
            found[key] = _known.get(key) or (_pace(run),)
    _known.clear()  # of a deleted run nothing stays
    _known.update(found)
    return [pace for (pace,) in found.values() if pace is not None]


def _is_done(run: Run) -> bool:
    try:
        return run.status() == "finished"
    except RunError:
        return False


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
    share = spent / len(done) / _characters(view.targets)
    return Pace(
        of.model, of.method, of.rule, len(view.targets), _secret(view.targets), prepared + first,
        share, len(done),
    )  # fmt: skip


def _characters(texts: Sequence[Text]) -> int:
    return max(1, sum(len(each.text) for each in texts))


def _secret(texts: Sequence[Text]) -> float:
    return max(1.0, fmean(len(each.secret_text) for each in texts))
