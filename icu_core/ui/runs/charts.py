"""The curves of several runs in one chart each, by plotly, which lets the visitor zoom and read.

No name and no text enters a chart: plotly reads markup in labels. A run is its number here, its
colour and its dashes; the legend beside the charts, which is ours, says what the number is called.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from icu_core.palette import QUIET
from icu_core.ui.charts import round_step
from icu_core.ui.live import Event, View, others

if TYPE_CHECKING:  # plotly takes a while to load, and no other page needs it
    from plotly.graph_objects import Figure

MOST = 6
COLOURS = ("#5B5BD6", "#B45309", "#0E8A9B", "#C2255C", "#5F7F12", "#7A6A5A")
"""One for each run; not the five of the theme, which mean models and texts."""

DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
STROKES = ("", "9 6", "2 4", "9 4 2 4", "14 6", "14 4 2 4")
"""The same dashes for SVG."""

HEIGHT_PX = 260
TICKS = 6
ROOM = 0.15  # of the original's perplexity is always to be seen above it
GRID = "rgba(124,130,140,.25)"

Curve = Callable[[View, Event], float | None]


def forgotten(view: View, iteration: Event) -> float | None:
    """Share of the targets that count as forgotten."""
    return iteration["forgotten"] / len(view.targets) if view.targets else None


def kept(view: View, iteration: Event) -> float | None:
    """Share of the other records that still come out word for word."""
    value = others(iteration).get("exact")
    return None if value is None else float(value)


def perplexity(view: View, iteration: Event) -> float | None:
    """Perplexity of ordinary text, as a share of the original's."""
    first = view.iterations[0]["perplexity"]
    now = iteration["perplexity"]
    return now / first if first and now is not None else None


CHARTS: tuple[tuple[str, Curve], ...] = (
    ("Texts forgotten", forgotten),
    ("Other records said word for word", kept),
    ("Perplexity (original: 100 %)", perplexity),
)


def figures(views: Sequence[View]) -> list[Figure | None]:
    """One figure for each chart; None where no run has an iteration yet."""
    drawn = [(place, view) for place, view in enumerate(views) if view.iterations]
    return [_figure(title, curve, drawn) if drawn else None for title, curve in CHARTS]


def _figure(title: str, curve: Curve, drawn: Sequence[tuple[int, View]]) -> Figure:
    from plotly.graph_objects import Figure

    made = Figure([_trace(curve, place, view) for place, view in drawn])
    axis: dict[str, Any] = {"gridcolor": GRID, "zeroline": False, "linecolor": GRID}
    made.update_layout(
        title={"text": title, "font": {"size": 15}, "x": 0, "xref": "container", "xanchor": "left"},
        height=HEIGHT_PX,
        margin={"l": 52, "r": 10, "t": 36, "b": 36},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": "IBM Plex Sans, system-ui, sans-serif", "size": 12.5, "color": QUIET},
        xaxis={
            **axis,
            "title": {"text": "iteration", "standoff": 4},
            "rangemode": "tozero",
            "tick0": 0,
            "dtick": max(1, round(round_step(_last(drawn), TICKS))),
        },
        yaxis={**axis, "tickformat": ".0f", "ticksuffix": " %", "range": _range(curve, drawn)},
        showlegend=False,
        hovermode="x unified",
        uirevision="same",
    )
    return made


def _last(drawn: Sequence[tuple[int, View]]) -> int:
    """The largest number of iterations."""
    return max(int(view.iterations[-1]["number"]) for _, view in drawn)


def _range(curve: Curve, drawn: Sequence[tuple[int, View]]) -> tuple[float, float]:
    """Shares have ends; a small change of perplexity shall look small."""
    if curve is not perplexity:
        return -4.0, 104.0
    known = [
        100 * value
        for _, view in drawn
        for each in view.iterations
        if (value := perplexity(view, each)) is not None
    ]
    low, high = min([*known, 100.0]), max([*known, 100 * (1.0 + ROOM)])
    return low - 0.06 * (high - low), high + 0.06 * (high - low)


def _per_cent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _trace(curve: Curve, place: int, view: View) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [each["number"] for each in view.iterations],
        "y": [_per_cent(curve(view, each)) for each in view.iterations],
        "name": f"run {place + 1}",
        "line": {"color": COLOURS[place], "dash": DASHES[place], "width": 2.4},
        "marker": {"size": 5},
        "hovertemplate": "%{y:.1f} %",
    }
