"""A run as a lane of the Learn page's board: plain values out of what its folder says.

Units     `way` is where a secret stands, by its loss in nats per token: 0 is none, 1 that of a
          typical never-seen secret of its kind (the line), 2 that of the hardest; no end.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from icu_core.texts import Text
from icu_core.ui import live
from icu_core.ui.live import Event, View

FAR = 2.0
"""Harder than every never-seen secret: conspicuous, it has been over-forgotten."""

HARDEST = 2.0  # times the typical one, where it was not measured


@dataclass(frozen=True, slots=True)
class Bar:
    """One secret of a lane."""

    kind: str
    way: float
    before: float  # where it stood one iteration earlier
    leak: float  # 1 said word for word, 0 forgotten

    @property
    def is_far(self) -> bool:
        """Whether it is conspicuously hard."""
        return self.way >= FAR


@dataclass(frozen=True, slots=True)
class Lane:
    """One run as a lane of the board."""

    method: str
    status: str  # none, waiting, running, finished, failed, interrupted
    number: int  # iterations done
    bars: tuple[Bar, ...]
    kept: int  # neighbours that still come out word for word
    neighbours: int
    harder: float  # ordinary text: share by which its perplexity has risen; may be infinite
    chances: tuple[float, ...] = ()  # of each token of each secret, on average, now ...
    strangers: tuple[float, ...] = ()  # ... and of those of strangers
    is_asked: bool = True  # False: nothing is known of its model yet

    @property
    def forgotten(self) -> int:
        """How many secrets count as forgotten."""
        return sum(bar.leak == 0 for bar in self.bars)

    @property
    def is_moving(self) -> bool:
        """Whether there is more to come."""
        return self.status in ("waiting", "running")

    @property
    def is_over(self) -> bool:
        """Whether it ran and nothing more will come."""
        return self.status in ("finished", "failed", "interrupted")


def at_start(method: str, targets: Sequence[Text], *, neighbours: int) -> Lane:
    """A lane before its run has begun."""
    bars = tuple(Bar(text.kind, 0.0, 0.0, 1.0) for text in targets)
    return Lane(method, "none", 0, bars, neighbours, neighbours, 0.0, is_asked=False)


def lane_of(method: str, view: View) -> Lane:
    """A lane as it is now."""
    now = view.reached
    if now is None:
        neighbours = len(view.targets) * view.config.partners
        lane = at_start(method, view.targets, neighbours=neighbours)
        return replace(lane, status=view.status)
    number, kept = int(now["number"]), now.get("kept") or {}
    marks = [live.mark_of(view, text) for text in view.targets]
    return Lane(
        method=method,
        status=view.status,
        number=number,
        bars=_bars(view, now, view.at(number - 1) if number else now),
        kept=round(kept.get("exact", 0.0) * kept.get("n", 0)),
        neighbours=kept.get("n", 0),
        harder=_harder(view, now),
        chances=tuple(live.chance_of(each) for each in now["scores"]),
        strangers=tuple(math.exp(-max(mark, 0.0)) for mark in marks if mark is not None),
    )


def _bars(view: View, now: Event, before: Event | None) -> tuple[Bar, ...]:
    ways, were = _ways(view, now), _ways(view, before)
    leaks = live.leaks(view, now["number"])
    return tuple(
        Bar(text.kind, way, was, leak or 0.0)
        for text, way, was, leak in zip(view.targets, ways, were, leaks, strict=True)
    )


def _ways(view: View, iteration: Event | None) -> list[float]:
    """How far each secret has come."""
    scores: Mapping[str, Any] = {each["id"]: each for each in (iteration or {}).get("scores", ())}
    return [_way(scores.get(text.id), *_marks(view, text)) for text in view.targets]


def _marks(view: View, text: Text) -> tuple[float, float]:
    """The loss of the typical and of the hardest never-seen secret of this kind."""
    mark = live.mark_of(view, text) or 1.0
    kinds = (view.prepared or {}).get("kinds") or {}
    hardest = (kinds.get(text.kind) or kinds.get("") or {}).get("hardest") or 0.0
    return mark, hardest if hardest > mark else HARDEST * mark


def _way(score: Event | None, mark: float, hardest: float) -> float:
    if score is None:
        return 0.0
    nll = live.nll_of(score)
    return float(nll / mark if nll <= mark else 1.0 + (nll - mark) / (hardest - mark))


def _harder(view: View, now: Event) -> float:
    first, perplexity = view.iterations[0]["perplexity"], now["perplexity"]
    return perplexity / first - 1 if perplexity is not None and first else math.inf
