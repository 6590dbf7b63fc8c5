"""The table of a comparison as a picture: what each method keeps, and how far it is from gold.

One panel for each set, one mark for each method: to the right more neighbours are left, downwards
the secrets look more as if they had never been seen. The best place is the lower right corner. A
hollow mark is a method that did not get every text forgotten; it stands where its run ended.

Units     coordinates in pixels of a drawing that scales with the page; shares 0..1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from icu_core.escape import escape
from icu_core.palette import QUIET, UNLEARNED

Row = Mapping[str, Any]

OURS = "default"
ACROSS, UPWARDS = "neighbours", "auc_gold"
WIDE, HIGH, LEFT, TOP, BOTTOM, NAMES = 460, 300, 52, 34, 44, 96
BETWEEN = 13  # from one name to the next
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
WORST = 0.5  # no AUC of a model that says nothing is further from gold's than about this
STYLE = "font:11px system-ui,sans-serif"


class Mark(NamedTuple):
    """One method on one set."""

    name: str
    x: float
    y: float
    spread_x: float
    spread_y: float
    is_whole: bool  # every case got every text forgotten


def picture(rows: Sequence[Row]) -> str:
    """Sets of several methods side by side as one SVG; empty where nothing can be compared."""
    found = {name: marks(rows, name) for name in dict.fromkeys(row["set"] for row in rows)}
    panels = {name: some for name, some in found.items() if len(some) > 1}
    if not panels:
        return ""
    columns = min(2, len(panels))
    lines = -(-len(panels) // columns)
    inner = "".join(
        f'<g transform="translate({place % columns * WIDE} {place // columns * HIGH})">'
        f"{_panel(name, some)}</g>"
        for place, (name, some) in enumerate(panels.items())
    )
    told = "Methods by neighbours kept and by distance from gold, one panel for each set"
    return (
        f'<svg viewBox="0 0 {columns * WIDE} {lines * HIGH}" role="img" aria-label="{told}" '
        f'style="{STYLE};max-width:{columns * WIDE}px" xmlns="http://www.w3.org/2000/svg">{inner}</svg>'
    )


def marks(rows: Sequence[Row], set_name: str) -> list[Mark]:
    """The mark of every method on this set: at equal forgetting, else at the end."""
    looks = {(row["preset"], row["look"]): row for row in rows if row["set"] == set_name}
    found = []
    for name in dict.fromkeys(preset for preset, _ in looks):
        equal, end = looks[name, "equal"], looks[name, "end"]
        is_whole = equal["reached"] == equal["of"]
        columns = (equal if is_whole else end)["columns"]
        if ACROSS in columns and UPWARDS in columns:
            x, y = columns[ACROSS], columns[UPWARDS]
            spreads = x["spread"] or 0.0, y["spread"] or 0.0
            found.append(Mark(name, x["mean"], abs(y["mean"]), *spreads, is_whole))
    return found


def _panel(set_name: str, some: Sequence[Mark]) -> str:
    """One set: axes, marks with their spread, names at their right."""
    middle = (LEFT + WIDE - NAMES) / 2
    axes = [
        _text(LEFT, 16, set_name, weight="bold"),
        _text(middle, HIGH - 6, "neighbours still word for word →", "middle"),
        f'<g transform="translate(12 {(TOP + HIGH - BOTTOM) / 2}) rotate(-90)">'
        f"{_text(0, 0, '← as never seen: AUC from gold’s', 'middle')}</g>",
    ]
    for tick in TICKS:
        axes += [_line(_x(tick), TOP, _x(tick), HIGH - BOTTOM),
                 _text(_x(tick), HIGH - BOTTOM + 15, f"{100 * tick:.0f} %", "middle")]  # fmt: skip
    for tick in (0.0, WORST / 2, WORST):
        axes += [_line(LEFT, _y(tick), WIDE - NAMES, _y(tick)),
                 _text(LEFT - 6, _y(tick) + 4, f"{tick:.2f}", "end")]  # fmt: skip
    return "".join((*axes, *(_mark(each) for each in some), *_names(some)))


def _mark(mark: Mark) -> str:
    """A dot, and its spread over the seeds as a cross."""
    colour, x, y = _colour(mark), _x(mark.x), _y(mark.y)
    left, right = _x(mark.x - mark.spread_x), _x(mark.x + mark.spread_x)
    low, high = _y(mark.y - mark.spread_y), _y(mark.y + mark.spread_y)
    fill = colour if mark.is_whole else "none"
    radius = 6 if mark.name == OURS else 4
    return (
        f"{_line(left, y, right, y, colour)}{_line(x, low, x, high, colour)}"
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{fill}" stroke="{colour}" '
        f'stroke-width="1.5"><title>{escape(mark.name)}: neighbours {100 * mark.x:.1f} %, AUC '
        f"{mark.y:.2f} from gold’s</title></circle>"
    )


def _names(some: Sequence[Mark]) -> Iterator[str]:
    """Every name at the right edge at the height of its mark, none above another."""
    free = float(TOP - BETWEEN)
    order = sorted(some, key=lambda mark: _y(mark.y))
    places = []
    for mark in order:
        free = max(_y(mark.y), free + BETWEEN)
        places.append(free)
    lowest = float(HIGH - BOTTOM)
    for number in reversed(range(len(places))):  # those that would lie too low push the others up
        places[number] = min(places[number], lowest)
        lowest = places[number] - BETWEEN
    for mark, height in zip(order, places, strict=True):
        x, edge = _x(mark.x), WIDE - NAMES + 8
        yield _line(x + 6, _y(mark.y), edge - 3, height, _colour(mark), 0.35)
        weight = "bold" if mark.name == OURS else ""
        yield _text(edge, height + 4, mark.name, colour=_colour(mark), weight=weight)


def _colour(mark: Mark) -> str:
    return UNLEARNED if mark.name == OURS else QUIET


def _x(share: float) -> float:
    """Place of a share of neighbours."""
    return LEFT + (WIDE - NAMES - LEFT) * min(max(share, 0.0), 1.0)


def _y(distance: float) -> float:
    """Place of a distance; the best is at the bottom."""
    return TOP + (HIGH - BOTTOM - TOP) * (1 - min(max(distance, 0.0), WORST) / WORST)


def _line(
    x1: float, y1: float, x2: float, y2: float, colour: str = QUIET, opacity: float = 0.25
) -> str:
    return (
        f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="{colour}" '
        f'stroke-opacity="{opacity}"/>'
    )


def _text(
    x: float, y: float, told: str, anchor: str = "start", *, colour: str = QUIET, weight: str = ""
) -> str:
    bold = f' font-weight="{weight}"' if weight else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}"{bold}>'
        f"{escape(told)}</text>"
    )
