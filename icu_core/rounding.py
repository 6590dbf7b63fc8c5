"""Shares and counts in words, rounded so that they still hold.

Units     shares 0..1 in, per cents out.
"""

from __future__ import annotations

import math
from collections.abc import Callable


def share(value: float | None, *, digits: int = 0) -> str:
    """Per cents; what is small but not zero is not called zero, nor what is nearly all, all."""
    if value is None:
        return "–"
    told, least = f"{100 * value:.{digits}f}", 10.0**-digits
    if value > 0 and float(told) == 0:
        return f"under {least:g} %"
    if value < 1 and float(told) == 100:
        return f"over {100 - least:g} %"
    return f"{told} %"


def at_most(bound: float) -> str:
    """An upper bound of a share, rounded up."""
    return _bound(bound, math.ceil)


def at_least(bound: float) -> str:
    """A lower bound of a share, rounded down."""
    return _bound(bound, math.floor)


def count(number: int, noun: str) -> str:
    """1 text, 2 texts."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def _bound(bound: float, rounded: Callable[[float], int]) -> str:
    digits = 2 if bound < 0.001 else 1 if bound < 0.0995 else 0
    return f"{rounded(bound * 10 ** (2 + digits)) / 10**digits:.{digits}f} %"
