"""How much of a text a model has by heart, from its greedy predictions.

Shapes    T counted tokens of one text.
Units     all values are fractions 0..1.
Source    MA and EL: Jang et al. 2023 (arXiv 2210.01504); EL over the last 50 prefixes: the ICU
          authors' code; ES: OpenUnlearning (arXiv 2506.12618).
Differs   1. ES is 0 when not even the last token is right (OpenUnlearning's code gives 1/T).
          2. EL of a text that is too short for any n-gram is 0.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

Prefixes = Literal["all", "last50"]
LAST = 50  # prefixes of the ICU authors' variant


def memorisation_accuracy(predicted: Sequence[int], true: Sequence[int]) -> float:
    """MA: the share of positions whose most likely token after the true prefix is the true one."""
    return sum(map(int.__eq__, predicted, true)) / len(true) if len(true) else 0.0


def extraction_strength(predicted: Sequence[int], true: Sequence[int]) -> float:
    """ES = 1 - k/T, k the fewest true tokens after which greedy decoding gives all the rest.

    0 when nothing comes out, 1 when everything does. Teacher-forced predictions are enough: while
    they are right, greedy decoding has seen the true prefix.
    """
    right = 0
    while right < len(true) and predicted[-1 - right] == true[-1 - right]:
        right += 1
    return right / len(true) if len(true) else 0.0


def ngram_overlap(candidate: Sequence[int], true: Sequence[int], n: int) -> float:
    """n-grams of the candidate that occur in the true tokens / n-grams of the true tokens."""
    if len(true) < n:
        return 0.0
    known = set(_ngrams(true, n))
    return sum(gram in known for gram in _ngrams(candidate, n)) / (len(true) - n + 1)


def extraction_likelihood(
    continuation: Callable[[int], Sequence[int]],
    ids: Sequence[int],
    *,
    n: int,
    first: int = 1,
    prefixes: Prefixes = "all",
) -> float:
    """EL_n: the mean overlap of `continuation(t)` with ids[t:], over prefix lengths t.

    `continuation(t)` is what greedy decoding gives after ids[:t], up to len(ids) tokens. "all":
    every t from `first`, as Jang et al.; "last50": the last 50 of them, as the ICU authors.
    Prefixes with fewer than n tokens left have no n-grams and are left out, which is the authors'
    division by the number of prefixes less n - 1.
    """
    counted = el_starts(len(ids), n=n, first=first, prefixes=prefixes)
    total = 0.0
    for t in counted:
        true, answer = tuple(ids[t:]), tuple(continuation(t))
        total += 1.0 if answer == true else ngram_overlap(answer, true, n)
    return total / len(counted) if counted else 0.0


def el_starts(length: int, *, n: int = 1, first: int = 1, prefixes: Prefixes = "all") -> range:
    """The prefix lengths that EL_n looks at, for a text of `length` tokens."""
    return range(first if prefixes == "all" else max(first, length - LAST), length - n + 1)


def _ngrams(ids: Sequence[int], n: int) -> list[tuple[int, ...]]:
    """All runs of n tokens, in order, with repetitions."""
    return [tuple(ids[i : i + n]) for i in range(len(ids) - n + 1)]
