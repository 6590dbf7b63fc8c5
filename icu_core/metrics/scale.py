"""A scale made of never-seen texts: how far from them does a text lie, and how far is too far?

A text's deviation is the distance of its value from the mean of the never-seen texts of its kind,
in deviations of theirs. The limit is the furthest that any never-seen text lies, or what one in
1 / `error` normal values reaches (Student's prediction limit), if that is further. A strength is a
deviation in limits: above 1 a text stands apart from every never-seen one.

Every never-seen text is itself measured against the others only, so that it is treated as a text
that is judged.

Source    Student's prediction interval. The spread of a small group is drawn towards that of all,
          as in Smyth 2004 (limma), as if `PRIOR` more texts had shown it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from icu_core.metrics.chance import highest_expected

OF_A_KIND = 5
"""Never-seen texts of one kind that make a scale of their own; fewer use that of all."""

PRIOR = 4

LEAST_LIMIT = 1.0
"""A limit is at least one deviation."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Deviations of texts by label."""

    targets: dict[str, float]
    controls: dict[str, float]

    def limit(self, error: float, *, without: str = "") -> float:
        """How far is too far; one never-seen text can be left out."""
        values = [value for label, value in self.controls.items() if label != without]
        expected = highest_expected(values, error=error) if len(values) > 1 else 0.0
        return max(LEAST_LIMIT, expected, *values)


def scale(
    targets: Mapping[str, float],
    controls: Mapping[str, float],
    kinds: Mapping[str, str],
    *,
    floor: float,
) -> Scale:
    """The deviations of values; `floor` is the least spread, differences below it are noise."""
    groups: dict[str, list[str]] = {}
    for label in controls:
        groups.setdefault(kinds[label], []).append(label)
    alike = {kind: labels for kind, labels in groups.items() if len(labels) >= OF_A_KIND}
    pooled = _pooled_variance([[controls[each] for each in labels] for labels in groups.values()])

    def among(kind: str, but: str = "") -> list[float]:
        return [controls[label] for label in alike.get(kind, controls) if label != but]

    def deviation(value: float, others: Sequence[float]) -> float:
        n, mean = len(others), fmean(others)
        squares = math.fsum((each - mean) ** 2 for each in others)
        spread = max(floor, math.sqrt((squares + PRIOR * pooled) / max(1, n - 1 + PRIOR)))
        return (value - mean) / (spread * math.sqrt(1 + 1 / n))

    return Scale(
        {label: deviation(value, among(kinds[label])) for label, value in targets.items()},
        {
            label: deviation(value, others)
            for label, value in controls.items()
            if (others := among(kinds[label], but=label))
        },
    )


def strengths(
    scales: Sequence[Scale], *, error: float
) -> list[tuple[dict[str, float], dict[str, float]]]:
    """Deviations in limits, of targets and of never-seen texts, for every scale.

    `error` is the chance of a false alarm for a text on all scales together.
    """
    found = []
    for each in scales:
        limit = each.limit(error / len(scales))
        found.append(
            (
                {label: value / limit for label, value in each.targets.items()},
                {label: value / limit for label, value in each.controls.items()},
            )
        )
    return found


def false_alarms(scales: Sequence[Scale], *, error: float) -> set[str]:
    """Labels of the never-seen texts that stand apart from all the others on some scale."""
    alarmed: set[str] = set()
    for each in (one for one in scales if one.controls):
        label = max(each.controls, key=lambda name: each.controls[name])  # no other can
        if each.controls[label] > each.limit(error / len(scales), without=label):
            alarmed.add(label)
    return alarmed


def _pooled_variance(groups: Iterable[Sequence[float]]) -> float:
    """The variance within groups, all taken together."""
    squares, freedom = 0.0, 0
    for values in groups:
        mean = fmean(values)
        squares += math.fsum((each - mean) ** 2 for each in values)
        freedom += len(values) - 1
    return squares / freedom if freedom else 0.0
