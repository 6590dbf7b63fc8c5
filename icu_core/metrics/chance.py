"""What chance explains: exact tests and bounds for small numbers, in plain Python.

Units     probabilities 0..1.
Source    Clopper and Pearson 1934; Kolmogorov and Smirnov, the exact distribution by counting
          lattice paths (Hodges 1958); Mann and Whitney 1947 with the correction for ties; the
          incomplete beta function by Lentz's continued fraction.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from statistics import NormalDist, fmean, stdev
from typing import NamedTuple

_STEPS = 60  # halvings of an interval: beyond the precision of a float
_EXACT_KS = 10_000  # pairs of values up to which the exact distribution is counted


class Tested(NamedTuple):
    """A test's statistic, and how often chance alone gives as much."""

    statistic: float
    p: float


def binomial_tail(hits: int, of: int, chance: float) -> float:
    """Probability of at least so many hits in so many tries that each hit with that chance."""
    if hits <= 0:
        return 1.0
    return _beta_cdf(chance, hits, of - hits + 1) if hits <= of else 0.0


def clopper_pearson(hits: int, of: int, *, error: float = 0.05) -> tuple[float, float]:
    """Bounds of a share seen as `hits` of `of`; each alone is wrong at most with chance `error`.

    With no hit the upper bound is 1 - error ** (1 / of).
    """
    low = 0.0 if hits == 0 else _solve(lambda p: _beta_cdf(p, hits, of - hits + 1) - error)
    high = 1.0 if hits == of else _solve(lambda p: _beta_cdf(p, hits + 1, of - hits) - 1 + error)
    return low, high


def highest_expected(values: Sequence[float], *, error: float) -> float:
    """One more value like these is above this with chance `error`, if they are normal.

    Source: the prediction interval of Student's t; needs two values or more.
    """
    n = len(values)
    return fmean(values) + _t_quantile(1 - error, n - 1) * stdev(values) * math.sqrt(1 + 1 / n)


def kolmogorov_smirnov(a: Sequence[float], b: Sequence[float]) -> Tested:
    """The largest gap between two cumulative shares, and p that both are of one distribution."""
    ordered_a, ordered_b = sorted(a), sorted(b)
    n, m = len(a), len(b)
    gap = max(
        abs(bisect_right(ordered_a, x) * m - bisect_right(ordered_b, x) * n)
        for x in {*ordered_a, *ordered_b}
    )  # in units of 1 / (n m): whole numbers
    p = _exact_ks(gap, n, m) if n * m <= _EXACT_KS else _asymptotic_ks(gap / (n * m), n, m)
    return Tested(gap / (n * m), p)


def mann_whitney(a: Sequence[float], b: Sequence[float]) -> Tested:
    """P(a value of a > one of b), ties half, and p (one-sided) that a is not above b."""
    n, m = len(a), len(b)
    ordered = sorted(b)
    wins = math.fsum((bisect_right(ordered, x) + bisect_left(ordered, x)) / 2 for x in a)
    ties = sum(count**3 - count for count in Counter([*a, *b]).values())
    spread = n * m / 12 * (n + m + 1 - ties / ((n + m) * (n + m - 1)))
    if spread <= 0:
        return Tested(0.5, 1.0)
    z = (wins - n * m / 2 - 0.5) / math.sqrt(spread)
    return Tested(wins / (n * m), 1 - NormalDist().cdf(z))


def _exact_ks(gap: int, n: int, m: int) -> float:
    """Share of the lattice paths from (0, 0) to (n, m) that reach this gap."""
    if gap == 0:
        return 1.0
    inside = [0.0] * (m + 1)  # probability of paths to (i, j) that stay within
    for i in range(n + 1):
        for j in range(m + 1):
            if abs(i * m - j * n) >= gap:
                inside[j] = 0.0
            elif i or j:
                up = inside[j] * i / (i + j) if i else 0.0
                side = inside[j - 1] * j / (i + j) if j else 0.0
                inside[j] = up + side
            else:
                inside[j] = 1.0
    return min(1.0, max(0.0, 1 - inside[m]))


def _asymptotic_ks(gap: float, n: int, m: int) -> float:
    """Kolmogorov's limit distribution."""
    scaled = gap * math.sqrt(n * m / (n + m))
    if scaled < 0.2:
        return 1.0
    terms = ((-1) ** (k - 1) * math.exp(-2 * (k * scaled) ** 2) for k in range(1, 101))
    return min(1.0, max(0.0, 2 * math.fsum(terms)))


@lru_cache(maxsize=1024)
def _t_quantile(share: float, freedom: int) -> float:
    """Student's t below which this share (over a half) lies."""
    tail = _solve(lambda x: _beta_cdf(x, freedom / 2, 0.5) - 2 * (1 - share))
    return math.sqrt(freedom * (1 - tail) / tail)


def _solve(rising: Callable[[float], float]) -> float:
    """Where a rising function on 0..1 is zero."""
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
    return (low + high) / 2


def _beta_cdf(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta_cdf(1 - x, b, a)
    scale = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    front = math.exp(scale + a * math.log(x) + b * math.log1p(-x)) / a
    return front * _fraction(x, a, b)


def _fraction(x: float, a: float, b: float) -> float:
    """The continued fraction of the incomplete beta function, by Lentz's method."""
    tiny, c, d = 1e-300, 1.0, 1 - (a + b) * x / (a + 1)
    d = 1 / (d or tiny)
    value = d
    for k in range(1, 500):
        even = k * (b - k) * x / ((a + 2 * k - 1) * (a + 2 * k))
        odd = -(a + k) * (a + b + k) * x / ((a + 2 * k) * (a + 2 * k + 1))
        for term in (even, odd):
            d = 1 / ((1 + term * d) or tiny)
            c = (1 + term / c) or tiny
            value *= d * c
        if abs(d * c - 1) < 1e-14:
            break
    return value
