"""HTML of the charts: lines in an SVG that stretches, words beside it that do not.

Small enough to be sent whole at every iteration; a chart library costs a hundred times the work
in the browser, which shares its processor with the training.

Units     positions inside the plot in per cent of its width and height, from the upper left.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from icu_core.escape import escape
from icu_core.ui import words
from icu_core.ui.charts import Chart, Line, Mark, round_step
from icu_core.ui.markup import page

HEIGHT_PX = 180
BETWEEN_PX = 15  # from one name to the next
DASHES = {"solid": "", "dash": "7 4", "dot": "2 4"}
X_TICKS = 6

READ_JS = """
const read = (event) => {
  const area = event.target.closest('.area');
  if (!area) return;
  const told = JSON.parse(area.dataset.told), box = area.getBoundingClientRect();
  const share = (event.clientX - box.left) / box.width;
  const place = Math.max(0, Math.min(told.length - 1, Math.round(share * area.dataset.last)));
  area.querySelector('.cross').style.left = `${100 * place / Math.max(area.dataset.last, 1)}%`;
  area.parentElement.querySelector('.read').textContent = told[place];
};
element.addEventListener('pointermove', read);
element.addEventListener('pointerdown', read);
"""
"""Tells the values of the iteration under the pointer, in the line below the title."""


def charts(some: Sequence[Chart]) -> str:
    """All charts of a run; nothing where there are none."""
    if not some:
        return ""
    return page(f'<div class="icu-charts">{"".join(map(_chart, some))}</div>')


def _chart(chart: Chart) -> str:
    last = max(chart.numbers[-1], 1)
    told = [_told(chart, place) for place in range(len(chart.numbers))]
    return (
        f'<div class="icu-chart"><h3>{escape(chart.title)}</h3>'
        f'<div class="read dim">{escape(told[-1])}</div>'
        f'<div class="area" data-last="{chart.numbers[-1]}" data-told="{escape(json.dumps(told))}" '
        f'role="img" aria-label="{escape(chart.title)}. {escape(told[-1])}">'
        f'<svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">'
        f"{_grid(chart)}{''.join(_mark(chart, each) for each in chart.marks)}"
        f"{''.join(_line(chart, each, last) for each in chart.lines)}</svg>"
        f'<i class="cross"></i>{_axes(chart, last)}{_names(chart)}</div></div>'
    )


def _told(chart: Chart, place: int) -> str:
    """All values of one iteration in words."""
    number = chart.numbers[place]
    values = [
        f"{line.name.split(',')[0]} {_value(chart, line.values[place])}"
        for line in chart.lines
        if line.values[place] is not None
    ]
    name = "before" if number == 0 else f"iteration {number}"
    return f"{name}: {', '.join(values) or ('not measured' if number else 'not trained yet')}"


def _value(chart: Chart, value: float | None) -> str:
    if value is None:
        return "–"
    return words.percent(value) if chart.is_share else words.figure(value)


def _grid(chart: Chart) -> str:
    return "".join(f'<path class="grid" d="M0 {_y(chart, tick):.2f}H100"/>' for tick in chart.ticks)


def _mark(chart: Chart, mark: Mark) -> str:
    place = _y(chart, mark.value)
    return f'<path class="mark" stroke-dasharray="{DASHES[mark.dash]}" d="M0 {place:.2f}H100"/>'


def _line(chart: Chart, line: Line, last: int) -> str:
    """A curve with a point for every iteration; the original's is blue."""
    points = [
        (number, 100 * number / last, _y(chart, value))
        for number, value in zip(chart.numbers, line.values, strict=True)
        if value is not None
    ]
    if not points:
        return ""
    path = "L".join(f"{x:.2f} {y:.2f}" for _, x, y in points)
    dots = "".join(f"M{x:.2f} {y:.2f}h0" for number, x, y in points if number > 0)
    first = "".join(f"M{x:.2f} {y:.2f}h0" for number, x, y in points if number == 0)
    tone = "model" if line.is_model else "training"
    return (
        f'<path class="line {tone}" stroke-dasharray="{DASHES[line.dash]}" d="M{path}"/>'
        f'<path class="dots {tone}" d="{dots}"/><path class="dots original" d="{first}"/>'
    )


def _y(chart: Chart, value: float) -> float:
    share = (value - chart.low) / (chart.high - chart.low)
    return 100 - 100 * min(max(share, -0.03), 1.03)


def _axes(chart: Chart, last: int) -> str:
    """The numbers along both axes."""
    down = "".join(
        f'<span class="y" style="top:{_y(chart, tick):.2f}%">{_tick(chart, tick)}</span>'
        for tick in chart.ticks
    )
    step = max(1, round(round_step(last, X_TICKS)))
    along = "".join(
        f'<span class="x" style="left:{100 * number / last:.2f}%">{number}</span>'
        for number in range(0, chart.numbers[-1] + 1, step)
    )
    return f'{down}{along}<span class="x unit">iteration</span>'


def _tick(chart: Chart, tick: float) -> str:
    return f"{100 * tick:.0f} %" if chart.is_share else f"{tick:.4g}"


def _names(chart: Chart) -> str:
    """What each line is, at its right end, apart from each other."""
    found = [(_y(chart, mark.value), mark.name, "mark") for mark in chart.marks]
    for line in chart.lines:
        known = [value for value in line.values if value is not None]
        if known:
            tone = "model" if line.is_model else "training"
            found.append((_y(chart, known[-1]), line.name, tone))
    found.sort()
    places = apart([y * HEIGHT_PX / 100 for y, _, _ in found], BETWEEN_PX, HEIGHT_PX)
    return "".join(
        f'<span class="name {tone}" style="top:{place:.1f}px">{escape(name)}</span>'
        for place, (_, name, tone) in zip(places, found, strict=True)
    )


def apart(places: Sequence[float], least: float, end: float) -> list[float]:
    """Sorted places moved as little as needed to be `least` apart and none beyond `end`."""
    moved: list[float] = []
    for place in places:
        moved.append(max(place, moved[-1] + least) if moved else max(place, 0.0))
    limit = end
    for index in range(len(moved) - 1, -1, -1):
        moved[index] = min(moved[index], limit)
        limit = moved[index] - least
    return moved
