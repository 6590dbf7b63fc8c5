"""The curves of a run as plain values: what is drawn, between which bounds, with which ticks.

It knows nothing of HTML (see `markup_charts`). No text of a user or a model enters a chart: texts
are numbers here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from icu_core.ui.live import View, is_of_pool, level, threshold

Dash = Literal["solid", "dash", "dot"]

TICKS = 4  # on each axis, about
ROOM = 0.15  # of the smallest perplexity; changes below it look as small as they are


@dataclass(frozen=True, slots=True)
class Line:
    """A curve with one value for every iteration of its chart; None: not measured there."""

    name: str
    values: Sequence[float | None]
    dash: Dash = "solid"
    is_model: bool = True  # else a quantity of the training, drawn in grey


@dataclass(frozen=True, slots=True)
class Mark:
    """A level to compare with."""

    name: str
    value: float
    dash: Dash = "dash"


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart. `numbers` are the iterations, `low` and `high` what the axis reaches."""

    title: str
    numbers: Sequence[int]
    lines: Sequence[Line]
    marks: Sequence[Mark]
    low: float
    high: float
    is_share: bool

    @property
    def ticks(self) -> list[float]:
        """Round values within the axis."""
        if self.is_share:
            return [0.0, 0.5, 1.0]
        step = round_step(self.high - self.low, TICKS)
        first = math.ceil(self.low / step)
        return [step * each for each in range(first, math.floor(self.high / step) + 1)]


def round_step(span: float, parts: int) -> float:
    """The smallest of 1, 2, 5 times a power of ten that cuts `span` into at most `parts`."""
    least = max(span, 1e-9) / parts
    power = 10.0 ** math.floor(math.log10(least))
    return next(power * each for each in (1, 2, 5, 10) if power * each >= least * 0.999)


def all_of(view: View) -> list[Chart]:
    """The charts of a run, in the order in which they are shown; none before it has begun."""
    if not view.iterations:
        return []
    return [still_there(view), kept(view), losses(view), perplexity(view)]


def still_there(view: View) -> Chart:
    """MA and EL of the targets, with the levels of never-seen texts and constant thresholds."""
    lines, marks = [], []
    which = "pool" if is_of_pool(view) else "never seen"
    dashes: tuple[tuple[str, Dash], ...] = (("ma", "solid"), ("el", "dot"))
    for name, dash in dashes:
        label = name.upper()
        lines.append(Line(label, [each["average"].get(name) for each in view.iterations], dash))
        marks += _marks(level(view, name), f"{label}, {which}", dash)
        marks += _marks(threshold(view, name), f"{label}, threshold", dash)
    title = "How much of the texts is still there"
    return Chart(title, _numbers(view), lines, marks, 0.0, 1.0, is_share=True)


def kept(view: View) -> Chart:
    """The shares of secrets that the model still says: of partners, of texts that no step reads."""
    partners, rest = (
        [(each.get(key) or {}).get("exact") for each in view.iterations]
        for key in ("kept", "untouched")
    )
    lines = [Line("partners", partners)]
    if rest[0] is not None:
        lines.append(Line("others", rest, "dot"))
    marks = _marks(partners[0], "original", "solid")
    title = "Other records said word for word"
    return Chart(title, _numbers(view), lines, marks, 0.0, 1.0, is_share=True)


def perplexity(view: View) -> Chart:
    """Perplexity on ordinary text, and where the guard stops the run."""
    values = [each["perplexity"] for each in view.iterations]
    known = [each for each in values if each is not None] or [1.0]
    marks = _marks(values[0], "original", "solid")
    low, high = min(known), max(known)
    if view.config.perplexity_band > 0:
        stop = known[0] * (1 + view.config.perplexity_band)
        marks.append(Mark("run stops here", stop, "dot"))
        high = max(high, stop)
    room = max(high - low, ROOM * low)
    title = "Perplexity of ordinary text (lower is better)"
    lines = [Line("perplexity", values)]
    return Chart(title, _numbers(view), lines, marks, low - 0.2 * room, low + 1.1 * room,
                 is_share=False)  # fmt: skip


def losses(view: View) -> Chart:
    """The terms of the objective, each a mean in nats per token."""
    terms: tuple[tuple[str, str, Dash], ...] = (
        ("forget", "forget, to rise", "solid"),
        ("learn", "learn, to fall", "dash"),
        ("drift", "drift, held at 0", "dot"),
    )
    lines = [
        Line(label, [(each.get("losses") or {}).get(name) for each in view.iterations], dash, False)
        for name, label, dash in terms
    ]
    known = [value for line in lines for value in line.values if value is not None]
    high = max([1.0, *known])
    low = min([0.0, *known])
    title = "Loss terms (nats per token)"
    return Chart(title, _numbers(view), lines, [], low - 0.04 * (high - low), high * 1.04,
                 is_share=False)  # fmt: skip


def _numbers(view: View) -> list[int]:
    return [int(each["number"]) for each in view.iterations]


def _marks(value: float | None, name: str, dash: Dash) -> list[Mark]:
    """A level, if there is one; its line is dashed where the curve's is solid."""
    return [] if value is None else [Mark(name, value, "dash" if dash == "solid" else dash)]
