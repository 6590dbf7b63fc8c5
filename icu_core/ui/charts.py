"""The curves of a run, as plotly figures.

No text of a user or a model enters a chart: plotly runs MathJax on labels. Texts are numbers here.
Colours: what the original did is marked in its colour, what became of it in the unlearned's.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from icu_core.ui.live import View, level, threshold
from icu_core.ui.theme import ORIGINAL, QUIET, UNLEARNED

HEIGHT = 250


def still_there(view: View) -> go.Figure:
    """MA and EL of the targets, with the levels of never-seen texts and constant thresholds."""
    figure = _figure(view, "How much of the texts is still there", ".0%", range=[0, 1.1])
    for name, label, dash in (("ma", "MA", "solid"), ("el", "EL", "dot")):
        values = [each["average"].get(name) for each in view.iterations]
        _line(figure, view, values, label, dash)
        _mark(figure, level(view, name), f"{label} of never-seen texts", dash, "top left")
        _mark(figure, threshold(view, name), f"{label} threshold", dash, "bottom left")
    return figure


def kept(view: View) -> go.Figure:
    """The share of the partners' secrets that the model still says."""
    figure = _figure(view, "Other records still known", ".0%", range=[0, 1.1])
    values = [(each.get("kept") or {}).get("exact") for each in view.iterations]
    _line(figure, view, values, "partners said word for word", "solid")
    if values and values[0] is not None:
        _mark(figure, values[0], "original", "dash", "top right")
    return figure


def perplexity(view: View) -> go.Figure:
    """Perplexity on ordinary text, and where the guard stops the run."""
    figure = _figure(view, "Perplexity of ordinary text (lower is better)", ".3~g")
    values = [each["perplexity"] for each in view.iterations]
    _line(figure, view, values, "perplexity", "solid")
    if values:
        _mark(figure, values[0], "original", "dash", "bottom right")
        if view.config.perplexity_band > 0:
            _mark(
                figure, values[0] * (1 + view.config.perplexity_band), "the run stops here", "dot"
            )
        low, high = min(values), max(values)
        room = max(high - low, 0.15 * low)
        figure.update_yaxes(range=[low - 0.3 * room, high + 0.5 * room])
    return figure


def losses(view: View) -> go.Figure:
    """The terms of the objective, each a mean in nats per token."""
    figure = _figure(view, "Loss terms (nats per token)", ".3~g")
    done = [each for each in view.iterations if each.get("losses")]
    names = (
        ("forget", "forget: pushed up", "solid"),
        ("learn", "learn: pushed down", "dash"),
        ("drift", "drift: held at 0", "dot"),
    )
    for name, label, dash in names:
        figure.add_scatter(
            x=[each["number"] for each in done],
            y=[each["losses"].get(name) for each in done],
            name=label,
            mode="lines+markers",
            line={"color": QUIET, "dash": dash, "width": 2},
            marker={"size": 4},
        )
    return figure


def _line(
    figure: go.Figure, view: View, values: Sequence[float | None], name: str, dash: str
) -> None:
    numbers = [each["number"] for each in view.iterations]
    colours = [ORIGINAL if number == 0 else UNLEARNED for number in numbers]
    figure.add_scatter(
        x=numbers,
        y=values,
        name=name,
        mode="lines+markers",
        line={"color": UNLEARNED, "dash": dash, "width": 2.5},
        marker={"color": colours, "size": [10 if number == 0 else 6 for number in numbers]},
        cliponaxis=False,
    )


def _mark(
    figure: go.Figure, value: float | None, name: str, dash: str, place: str = "top right"
) -> None:
    """A horizontal line with its name on it, where the curve does not run."""
    if value is None:
        return
    figure.add_hline(
        y=value,
        line={"color": QUIET, "dash": "dash" if dash == "solid" else dash, "width": 1.3},
        annotation={"text": name, "font": {"size": 11, "color": QUIET}},
        annotation_position=place,
    )


def _figure(view: View, title: str, tick: str, **axis: Any) -> go.Figure:
    iterations = max(int(view.newest["number"]), 1) if view.newest else 1
    grid = "rgba(124,130,140,.18)"
    layout = {
        "title": {"text": title, "font": {"size": 14}, "x": 0, "xanchor": "left", "pad": {"l": 8}},
        "height": HEIGHT,
        "margin": {"l": 46, "r": 14, "t": 40, "b": 34},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": QUIET, "family": "IBM Plex Sans, system-ui, sans-serif", "size": 12},
        "legend": {"orientation": "h", "x": 0, "y": -0.2, "yanchor": "top", "font": {"size": 12}},
        "hovermode": "x unified",
        "hoverlabel": {"bgcolor": "#2b2f36", "font": {"color": "#ffffff"}},
        "showlegend": True,
        "uirevision": "run",
        "xaxis": {"gridcolor": grid, "zeroline": False, "tickformat": "d", "tick0": 0,
                  "dtick": math.ceil(iterations / 8),
                  "range": [-0.05 * iterations, 1.05 * iterations]},
        "yaxis": {"gridcolor": grid, "zeroline": False, "tickformat": tick, **axis},
    }  # fmt: skip
    return go.Figure(layout=layout)
