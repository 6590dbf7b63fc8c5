"""Membership: telling texts that a model was trained on from texts that it never saw.

An attack gives every text a score, smaller where the text looks more like a member. Its AUC is the
chance that a target scores below a never-seen text: 1 while the targets are remembered, 0.5 when
nothing tells them apart, near 0 when they are conspicuously unlikely (over-forgotten). Texts are
compared with those of their own kind: that phone numbers are harder than names tells no member.

Shapes    T counted tokens of one text.
Units     log-probabilities in nats; AUC, shares and closeness 0..1; PrivLeak in points.
Source    Loss: Yeom et al. 2018; zlib and reference: Carlini et al. 2021 (arXiv 2012.07805);
          Min-K: Shi et al. 2024 (arXiv 2310.16789); Min-K++: Zhang et al. 2024 (arXiv 2404.02936);
          gradient norm and PrivLeak: MUSE (arXiv 2407.06460); closeness: UDS (arXiv 2605.24614);
          the interval of an AUC: Newcombe 2006 (Statistics in Medicine 25, method 5), with the
          variance of Hanley and McNeil 1982 at the bound instead of at the estimate.
Differs   The gradient norm is taken without dropout (OpenUnlearning's code switches it on).
"""

from __future__ import annotations

import math
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from statistics import NormalDist, fmean
from typing import TypeVar

from icu_core.metrics.chance import mann_whitney
from icu_core.metrics.scale import OF_A_KIND

_STEPS = 40  # halvings
_Thing = TypeVar("_Thing")

SHARE = 0.4  # k of Min-K, as OpenUnlearning sets it


def loss_score(logp: Sequence[float]) -> float:
    """Mean NLL."""
    return -fmean(logp)


def zlib_score(logp: Sequence[float], words: str) -> float:
    """Mean NLL per byte that the text takes when compressed: common phrases count less."""
    return -fmean(logp) / len(zlib.compress(words.encode("utf-8")))


def min_k_score(values: Sequence[float], *, share: float = SHARE) -> float:
    """Minus the mean of the lowest share of the values, of one at least."""
    lowest = sorted(values)[: max(1, int(len(values) * share))]
    return -fmean(lowest)


def min_k_plus_plus_score(
    logp: Sequence[float],
    means: Sequence[float],
    spreads: Sequence[float],
    *,
    share: float = SHARE,
) -> float:
    """Min-K of (log p - mean) / spread, both over the whole vocabulary under the model itself.

    A position where the model spreads nothing (spread 0) is certain, and counts 0.
    """
    terms = zip(logp, means, spreads, strict=True)
    return min_k_score([(lp - mu) / sd if sd > 0 else 0.0 for lp, mu, sd in terms], share=share)


def reference_score(logp: Sequence[float], reference: Sequence[float]) -> float:
    """Mean NLL less that of a reference model."""
    return fmean(reference) - fmean(logp)


def gradient_score(norms: Iterable[float]) -> float:
    """Mean over the parameters of the length of the loss's gradient."""
    return fmean(norms)


def auc(targets: Sequence[float], unseen: Sequence[float]) -> float:
    """The chance that a target scores below a never-seen text; ties count half."""
    return mann_whitney(unseen, targets).statistic


Piles = Sequence[tuple[Sequence[_Thing], Sequence[_Thing]]]
"""Targets of one kind and the never-seen things that they are compared with, kind by kind."""


def by_kind(
    targets: Sequence[_Thing],
    unseen: Sequence[_Thing],
    kinds: tuple[Sequence[str], Sequence[str]],
) -> Piles[_Thing]:
    """Things of each kind.

    Those of kinds with fewer than `OF_A_KIND` never-seen ones are one pile beside all of these.
    """
    known = {kind for kind, count in Counter(kinds[1]).items() if count >= OF_A_KIND}
    piles: dict[str | None, tuple[list[_Thing], list[_Thing]]] = {}
    for each, kind in zip(targets, kinds[0], strict=True):
        piles.setdefault(kind if kind in known else None, ([], []))[0].append(each)
    for each, kind in zip(unseen, kinds[1], strict=True):
        for name in {kind, None} & piles.keys():
            piles[name][1].append(each)
    return [*piles.values()]


def auc_within(piles: Piles[float]) -> float:
    """The AUC within each kind, weighted by its targets."""
    total = sum(len(own) for own, _ in piles)
    return math.fsum(len(own) * auc(own, alike) for own, alike in piles) / total


def auc_interval(
    value: float, sizes: Sequence[tuple[int, int]], *, error: float = 0.05
) -> tuple[float, float]:
    """Both bounds of an AUC, together wrong with chance `error`.

    `sizes`: targets of each kind, and the never-seen texts they were compared with.
    """
    total, z = sum(own for own, _ in sizes), NormalDist().inv_cdf(1 - error / 2)

    def is_too_far(bound: float) -> bool:
        variance = math.fsum((own / total) ** 2 * _variance(bound, own, alike)
                             for own, alike in sizes)  # fmt: skip
        return (value - bound) ** 2 > z * z * variance

    return _edge(0.0, value, is_too_far), _edge(1.0, value, is_too_far)


def _variance(value: float, own: int, alike: int) -> float:
    """Of an AUC that is this, from so many texts on both sides."""
    more = (own + alike) / 2 - 1
    shares = (1 - value) / (2 - value) + value / (1 + value)
    return value * (1 - value) * (1 + more * shares) / (own * alike)


def _edge(end: float, value: float, is_too_far: Callable[[float], bool]) -> float:
    """The bound between an end of the scale and a value."""
    for _ in range(_STEPS):
        middle = (end + value) / 2
        end, value = (middle, value) if is_too_far(middle) else (end, middle)
    return value


def priv_leak(value: float, gold: float) -> float | None:
    """100 * (AUC of gold - AUC) / (1 - AUC of gold): below 0 remembered, above over-forgotten.

    None where gold itself tells them apart without error.
    """
    return 100 * (gold - value) / (1 - gold) if gold < 1 else None


def closeness(value: float, gold: float) -> float:
    """1 where an AUC equals gold's, 0 where it is as far off as gold's is from 0."""
    return max(0.0, 1 - abs(value - gold) / gold) if gold > 0 else float(value == gold)
