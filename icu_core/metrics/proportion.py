"""What a count of hits tells of the true rate: bounds that hold whatever that rate is.

Units     fractions 0..1.
Source    Clopper and Pearson 1934: the exact binomial interval.
Differs   1. Where there was no hit, or nothing but hits, all doubt is put on the one open side:
             no hit in n gives 1 - (1 - confidence)^(1/n), which is near 3/n at 95 %.
"""

from __future__ import annotations

from math import comb, fsum

HALVINGS = 60  # of the interval 0..1: beyond the resolution of a float


def bounds(hits: int, of: int, *, confidence: float = 0.95) -> tuple[float, float]:
    """Lowest and highest true rate that so many hits in `of` independent trials agree with.

    Raises ValueError unless 0 <= hits <= of and of > 0.
    """
    if not 0 <= hits <= of or of == 0:
        raise ValueError(f"{hits} hits in {of} trials are no count.")
    doubt = 1 - confidence
    if hits == 0:
        return 0.0, 1 - doubt ** (1 / of)
    if hits == of:
        return doubt ** (1 / of), 1.0
    return _rate(hits - 1, of, 1 - doubt / 2), _rate(hits, of, doubt / 2)


def _rate(hits: int, of: int, chance: float) -> float:
    """The true rate at which at most so many hits come with this chance; by halving."""
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if _at_most(hits, of, middle) > chance:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _at_most(hits: int, of: int, rate: float) -> float:
    """The chance of at most so many hits."""
    return fsum(comb(of, k) * rate**k * (1 - rate) ** (of - k) for k in range(hits + 1))
