"""HTML of the Runs page: the legend, the results and the settings of the chosen runs."""

from __future__ import annotations

import dataclasses
import json
import time
from collections.abc import Mapping, Sequence
from typing import Any

from icu_core import config
from icu_core.escape import escape
from icu_core.ui import words
from icu_core.ui.live import View, others, working_seconds
from icu_core.ui.markup import Row, page, section, table_of
from icu_core.ui.runs.charts import COLOURS, STROKES

HEAD_CHARACTERS = 24
ARROW = " → "
HEADS = ("run", "forgotten", "secrets said", "others said", "perplexity", "iterations",
         "time", "how it ended")  # fmt: skip
COMPARED = (
    "Before → after, in the iteration that became the result. Said means word for word; others are "
    "texts to be kept that no step reads; where there are none, the partners."
)
DIFFERENT = "Settings that differ"
SAME = "These runs have the same settings."


def name_of(view: View) -> str:
    """What a run is called; one without a name is called by its number of texts."""
    return view.name or words.count(len(view.targets), "text")


def label(view: View, created: float) -> str:
    """One run in the list, as plain text."""
    when = time.strftime("%d %b %H:%M", time.localtime(created))
    sign = "● " if view.status in ("running", "waiting") else ""
    ends = ("all_forgotten", "nothing_to_forget")
    is_said = view.finished is not None and view.finished["reason"] in ends
    reached = _reached(view) + ("" if is_said else " forgotten") if view.reached else ""
    told = (name_of(view), words.headline(view), reached, when, view.id[:6])
    return sign + " · ".join(each for each in told if each)


def _reached(view: View) -> str:
    if view.reached is None or view.was_unknown:
        return "none known" if view.was_unknown else "–"
    return f"{view.reached['forgotten']} of {len(view.targets)}"


def stroke(place: int) -> str:
    """The line of a run, as the charts draw it."""
    return (
        '<svg class="icu-stroke" width="34" height="8" aria-hidden="true"><path d="M0 4H34" '
        f'stroke="{COLOURS[place]}" stroke-width="3" stroke-dasharray="{STROKES[place]}"/></svg>'
    )


def legend(views: Sequence[View]) -> str:
    """Which line is which run."""
    if len(views) < 2:
        return ""
    names = "".join(
        f"<span>{stroke(place)} {place + 1}: {escape(name_of(view))}</span>"
        for place, view in enumerate(views)
    )
    return page(f'<div class="icu-legend">{names}</div>')


def results(views: Sequence[View]) -> str:
    """One line for each run: what it reached, at which cost, and why it ended."""
    rows = [Row(_cells(place, view)) for place, view in enumerate(views)]
    return section("Results", COMPARED) + page(table_of(HEADS, rows, css="cards runs"))


def _cells(place: int, view: View) -> list[tuple[str, str]]:
    spent = words.duration(working_seconds(view, time.time()))
    first = view.iterations[0] if view.iterations else None
    result = view.reached
    told = [_reached(view), *_before_and_after(first, result)]
    told += [str(result["number"]) if result else "–", spent, _end(view)]
    name = f"{stroke(place)} <b>{place + 1}: {escape(name_of(view))}</b>"
    return [("name", name), *(("n", escape(each)) for each in told[:-1]), ("end", escape(told[-1]))]


def _before_and_after(
    first: Mapping[str, Any] | None, result: Mapping[str, Any] | None
) -> list[str]:
    """Secrets said, other records said, perplexity."""
    if first is None or result is None:
        return ["–"] * 3
    both = (first, result)
    said = [str(sum(1 for each in one["scores"] if each["exact"])) for one in both]
    kept = [words.percent(others(one).get("exact")) for one in both]
    perplexities = [words.figure(one["perplexity"]) for one in both]
    return [ARROW.join(each) for each in (said, kept, perplexities)]


def _end(view: View) -> str:
    """The headline, and what the job said about it."""
    more = words.explanation(view) if view.status in ("failed", "finished") else ""
    return f"{words.headline(view)}. {more}".strip()


def settings(views: Sequence[View]) -> str:
    """What differs between the settings, and folded away what does not."""
    values = [json.loads(view.config.to_json()) for view in views]
    every = [each.name for each in dataclasses.fields(config.RunConfig)]
    differ = [name for name in every if len({json.dumps(one[name]) for one in values}) > 1]
    same = [name for name in every if name not in differ]
    heads = ("setting", *(_short(place, view) for place, view in enumerate(views)))
    shown = table_of(heads, _setting_rows(differ, values), css="cards settings") if differ else ""
    if len(views) > 1 and not differ:
        shown = f'<p class="dim">{escape(SAME)}</p>'
    title = section(DIFFERENT if len(views) > 1 else "Settings")
    return title + page(shown + _folded(same, values[0], is_alone=len(views) == 1))


def _short(place: int, view: View) -> str:
    """A run at the head of a column."""
    name = name_of(view)
    cut = name if len(name) <= HEAD_CHARACTERS else name[: HEAD_CHARACTERS - 1] + "…"
    return f"{place + 1}: {cut}"


def _setting_rows(names: Sequence[str], values: Sequence[Mapping[str, Any]]) -> list[Row]:
    return [
        Row([("setting", _setting(name)), *(("n", _value(one[name])) for one in values)])
        for name in names
    ]


def _folded(names: Sequence[str], values: Mapping[str, Any], *, is_alone: bool) -> str:
    if not names:
        return ""
    title = words.count(len(names), "setting") + ("" if is_alone else " with the same value")
    table = table_of(("setting", "value"), _setting_rows(names, [values]), css="settings")
    return f"<details><summary>{title}</summary>{table}</details>"


def _setting(name: str) -> str:
    about = config.explain(name)[0].replace("`", "")
    return f'<b>{escape(name)}</b><div class="dim">{escape(about)}</div>'


def _value(value: object) -> str:
    written = f"{value:g}" if isinstance(value, float) else str(value)
    return escape(written) or "–"


def pushed(address: str, *, is_private: bool) -> str:
    """Where the model is now."""
    kind = "Private" if is_private else "Public"
    link = f'<a href="{escape(address)}" target="_blank" rel="noopener">{escape(address)}</a>'
    return page(f'<div class="icu-note">{kind} model: {link}</div>')
