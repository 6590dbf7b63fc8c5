"""What a run is shown to have done at first sight: a secret before and after, and a neighbour's.

The secret's answers stand in the events of the run. The neighbour's are asked for when somebody
looks, where the models are small enough to answer at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from icu_core.ui import live
from icu_core.ui.compare import address, asking, shelf
from icu_core.ui.compare.shelf import Entry
from icu_core.ui.live import View
from icu_core.ui.unlearn import markup_scene
from icu_core.ui.unlearn.markup_scene import Line

if TYPE_CHECKING:
    from icu_core.store import Run

SMALL = ("embedded",)  # models that are loaded and asked without being waited for
TOKENS = 24
ASKING, LATER = "being asked …", "is asked when the run has ended"


def place_of(view: View) -> int | None:
    """The target that shows best what happens: known before and, in the end, forgotten.

    While a run is at work it is always the same one.
    """
    if not view.iterations:
        return 0 if view.targets else None
    first, result = view.iterations[0], view.reached
    before, after = ({each["id"]: each for each in one["scores"]} for one in (first, result or {}))
    both = [place for place, text in enumerate(view.targets)
            if text.id in before and text.id in after]  # fmt: skip
    known = [place for place in both if before[view.targets[place].id]["exact"]]
    scores = {place: after[view.targets[place].id] for place in known}
    gone = [at for at, one in scores.items() if one["is_forgotten"] and not one["exact"]]
    return next(iter([*(gone if view.finished else ()), *known, *both]), None)


def at_once(view: View) -> str:
    """What the events tell, while the neighbour is asked."""
    return without_asking(view, is_asking=bool(wanted(view)))


def without_asking(view: View, *, is_asking: bool = False) -> str:
    """What the events tell, and no more."""
    place = place_of(view)
    is_nothing = view.was_unknown or (view.status == "failed" and not view.iterations)
    if place is None or is_nothing:
        return ""
    is_over = view.status not in ("running", "waiting")
    lines = [_target(view, place)]
    entry = _neighbour(view, place) if view.config.model in SMALL else None
    if entry is not None and (is_asking or not is_over):
        waits = ASKING if is_asking else LATER
        lines.append(Line(entry.text, None, None, is_kept=True, waits=waits))
    return markup_scene.lost(lines, is_over=is_over)


def wanted(view: View) -> str:
    """Names what can be asked of this run now, another name after each end; empty: nothing."""
    place = place_of(view) if view.finished and view.has_result else None
    if place is None or view.config.model not in SMALL or _neighbour(view, place) is None:
        return ""
    return f"{view.id} {len(view.events)}"


def asked(run: Run) -> str:
    """The whole proof, with a neighbour that both models have just been asked about.

    Raises IcuError.
    """
    view = live.view(run)
    place = place_of(view)
    entry = None if place is None else _neighbour(view, place)
    if place is None or entry is None:
        return without_asking(view)
    settings = address.Settings(tokens=TOKENS)
    answers = asking.whole_answers(asking.question(run, entry.key, entry.prompt, settings))
    line = Line(entry.text, answers["original"], answers["unlearned"], is_kept=True)
    return markup_scene.lost([_target(view, place), line])


def _target(view: View, place: int) -> Line:
    text = view.targets[place]
    some = (view.iterations[0], view.reached or {"scores": ()}) if view.iterations else ()
    said = [live.score_of(each, text.id) for each in some]
    before, after = [str(each["continuation"]).strip() if each else None for each in said] or (
        None,
        None,
    )
    return Line(text, before, after, live.partner_secrets(view, text.id))


def _neighbour(view: View, place: int) -> Entry | None:
    partners = (each for each in shelf.about(view, place) if each.role == "partner")
    return next((each for each in partners if each.has_secret), None)
