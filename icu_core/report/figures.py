"""The figures of a report as inline SVG: they need no script and print sharply.

Units     coordinates in pixels of a drawing that scales with the page.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from icu_core.attacks.shape import AUDITED, GOLD, ORIGINAL
from icu_core.escape import escape
from icu_core.palette import GOLD as GOLD_COLOUR
from icu_core.palette import LEAKING, QUIET, UNLEARNED
from icu_core.palette import ORIGINAL as ORIGINAL_COLOUR
from icu_core.report import glossary, words

COLOURS = {
    ORIGINAL: ORIGINAL_COLOUR,
    AUDITED: UNLEARNED,
    GOLD: GOLD_COLOUR,
    "control": QUIET,
}
LINE_UP = "line_up"  # in which no model says anything
ABSENT = "var(--dim)"  # a text that is over-forgotten; readable on light and on dark
WIDE, LABEL, SAID, ROW = 720, 190, 92, 26
LOWEST, HIGHEST = -1.5, 2.5  # strengths shown; beyond, a mark at the edge

PLOT_W, PLOT_H, LEFT, RIGHT, TOP, BOTTOM = 340, 200, 44, 86, 12, 38
BETWEEN = 13  # from one name to the next


def strips(outcomes: Sequence[Mapping[str, Any]], gone: Collection[str]) -> str:
    """Every attack as a line, every text as a dot on it, and the limit across all of them.

    `gone` are the labels of texts that are over-forgotten.
    """
    shown = [each for each in outcomes if each["strengths"]]
    height = ROW * len(shown) + 44
    limit, zero = _x(1.0), _x(0.0)
    parts = [
        f'<rect x="{LABEL}" y="22" width="{limit - LABEL:.1f}" height="{ROW * len(shown)}" '
        'class="usual"/>',
        f'<line x1="{limit:.1f}" x2="{limit:.1f}" y1="16" y2="{height - 20}" class="limit"/>',
        f'<line x1="{zero:.1f}" x2="{zero:.1f}" y1="22" y2="{height - 22}" class="grid"/>',
        _t(limit, 11, "limit", "middle", "strong"),
        _t(zero, height - 6, "mean of never-seen texts", "middle"),
        _t(WIDE - SAID, height - 6, "better known →", "end"),
        _t(LABEL, height - 6, "← less likely", "start"),
        _t(WIDE, 11, "word for word", "end"),
    ]
    for place, each in enumerate(shown):
        parts.append(_strip(each, gone, 22 + ROW * place + ROW / 2))
    return _svg(WIDE, height, "".join(parts), "How far each attack got with each text")


def _strip(outcome: Mapping[str, Any], gone: Collection[str], y: float) -> str:
    """One attack: never-seen texts in grey, targets in colour, the original as a tick."""
    parts = [
        f'<line x1="{LABEL}" x2="{WIDE - SAID}" y1="{y}" y2="{y}" class="grid"/>',
        _t(0, y + 4, glossary.ATTACKS[outcome["attack"]].title, "start", "strong"),
    ]
    for place, value in enumerate(outcome["control_strengths"]):
        parts.append(_dot(value, y + _jitter(place), 1.8, QUIET, 0.45))
    if (before := outcome["original_strength"]) is not None:
        x = _x(before)
        parts.append(f'<path d="M{x:.1f} {y - 9}v18" stroke="{ORIGINAL_COLOUR}" stroke-width="3"/>')
    for place, (label, value) in enumerate(outcome["strengths"].items()):
        colour = LEAKING if value > 1 else ABSENT if label in gone else UNLEARNED
        parts.append(_dot(value, y + _jitter(place), 3.6, colour, 0.9))
    said, asked = outcome["said"].get(AUDITED, 0), outcome["asked"].get(AUDITED, 0)
    told = f"{said} of {asked}" if outcome["attack"] != LINE_UP else "–"
    parts.append(_t(WIDE, y + 4, told, "end", "strong" if said else ""))
    return "".join(parts)


def lines(curve: Mapping[str, Any]) -> str:
    """A curve's lines over a common axis, each named at its right end."""
    xs = _places(curve)
    values = [v for line in curve["lines"].values() for v in line if v is not None]
    is_share = curve["unit"] != "nats"
    high = 1.0 if is_share and max(values, default=0) > 0.5 else _round_up(max(values, default=1))
    low = min(0.0, *values) if values else 0.0
    parts = [_grid(low, high, is_share), _axis(curve, xs)]
    ends: list[tuple[float, str]] = []
    for model, line in curve["lines"].items():
        points = [(x, _y(v, low, high)) for x, v in zip(xs, line, strict=True) if v is not None]
        if not points:
            continue
        dash = ' stroke-dasharray="5 4"' if model == "control" else ""
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
        colour = COLOURS[model]
        parts.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.6" fill="{colour}"/>' for x, y in points]
        ends.append((points[-1][1], model))
    for y, model in _apart(ends):
        parts.append(_t(PLOT_W - RIGHT + 8, y + 4, glossary.MODELS[model], "start", f"of-{model}"))
    return _svg(PLOT_W, PLOT_H, "".join(parts), curve["name"])


def _places(curve: Mapping[str, Any]) -> list[float]:
    """Where the values of the axis lie; tries by their logarithm."""
    xs = [math.log2(x) for x in curve["x"]] if curve["axis"] == "tries" else curve["x"]
    width, first, last = PLOT_W - LEFT - RIGHT, min(xs), max(xs)
    return [LEFT + (width * (x - first) / (last - first) if last > first else 0) for x in xs]


def _grid(low: float, high: float, is_share: bool) -> str:
    """Horizontal lines with their values."""
    parts = []
    for quarter in range(5):
        value = low + (high - low) * quarter / 4
        y = _y(value, low, high)
        label = words.share(value) if is_share else f"{value:.1f}"
        parts.append(
            f'<line x1="{LEFT}" x2="{PLOT_W - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" class="grid"/>'
        )
        parts.append(_t(LEFT - 6, y + 4, label, "end"))
    return "".join(parts)


def _axis(curve: Mapping[str, Any], xs: Sequence[float]) -> str:
    """The values along the bottom, as many as fit, and what they are."""
    parts, free = [], -math.inf
    for x, value in zip(xs, curve["x"], strict=True):
        if x >= free:
            is_part = curve["axis"].startswith("share")
            label = words.share(value) if is_part else f"{value:g}"
            parts.append(_t(x, PLOT_H - BOTTOM + 16, label, "middle"))
            free = x + 26
    middle = (LEFT + PLOT_W - RIGHT) / 2
    return "".join(parts) + _t(middle, PLOT_H - 4, curve["axis"], "middle")


def _apart(ends: Sequence[tuple[float, str]]) -> list[tuple[float, str]]:
    """Names moved so that none covers another."""
    found: list[tuple[float, str]] = []
    for y, model in sorted(ends):
        found.append((max(y, found[-1][0] + BETWEEN) if found else y, model))
    over = max(0.0, found[-1][0] - (PLOT_H - BOTTOM)) if found else 0.0
    return [(y - over, model) for y, model in found]


def _x(strength: float) -> float:
    """Place of a strength in the strips."""
    kept = min(max(strength, LOWEST), HIGHEST)
    return LABEL + 6 + (WIDE - SAID - LABEL - 12) * (kept - LOWEST) / (HIGHEST - LOWEST)


def _y(value: float, low: float, high: float) -> float:
    span = high - low or 1.0
    return TOP + (PLOT_H - TOP - BOTTOM) * (1 - (value - low) / span)


def _dot(strength: float, y: float, radius: float, colour: str, opacity: float) -> str:
    """A dot; a triangle at the edge for what lies beyond it."""
    x = _x(strength)
    if LOWEST <= strength <= HIGHEST:
        return (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" style="fill:{colour}" '
            f'fill-opacity="{opacity}"/>'
        )
    way = 1 if strength > HIGHEST else -1
    return (
        f'<path d="M{x - 2 * way:.1f} {y - 4:.1f}l{7 * way} 4l{-7 * way} 4z" style="fill:{colour}" '
        f'fill-opacity="{opacity}"/>'
    )


def _jitter(place: int) -> float:
    """Dots of equal value lie above each other."""
    return (place * 7 % 9 - 4) * 1.6


def _round_up(value: float) -> float:
    """A round number not below the value."""
    if value <= 0:
        return 1.0
    unit = 10.0 ** math.floor(math.log10(value))
    return next(step * unit for step in (1, 2, 2.5, 5, 10) if step * unit >= value * 0.999)


def _t(x: float, y: float, told: str, anchor: str, css: str = "") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" class="{css}">{escape(told)}</text>'
    )


def _svg(width: float, height: float, inner: str, told: str) -> str:
    return (
        f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{escape(told)}" '
        f'xmlns="http://www.w3.org/2000/svg">{inner}</svg>'
    )
