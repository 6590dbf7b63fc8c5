"""Whether generated text still reads as text, from its tokens and their likelihood.

Units     entropy in bits, negative log-likelihoods (NLL) in nats per token, the rest fractions.
Source    Distinct tokens and entropy: the ICU authors' code. Perplexity: exp of the mean NLL.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence


def distinct_ratio(ids: Sequence[int]) -> float:
    """Distinct tokens / tokens; 0 for no tokens."""
    return len(set(ids)) / len(ids) if ids else 0.0


def entropy_bits(ids: Sequence[int]) -> float:
    """Shannon entropy of the token frequencies of one text, in bits."""
    shares = [count / len(ids) for count in Counter(ids).values()]
    return sum(-share * math.log2(share) for share in shares)


def repetition(ids: Sequence[int], *, n: int = 4) -> float:
    """The share of n-grams that occurred before in the same text; 0 for fewer than n tokens."""
    grams = [tuple(ids[i : i + n]) for i in range(len(ids) - n + 1)]
    return 1 - len(set(grams)) / len(grams) if grams else 0.0


def mean_nll(nll: Sequence[float]) -> float:
    """Mean NLL per token; NaN for no tokens."""
    return math.fsum(nll) / len(nll) if len(nll) else math.nan


def perplexity(nll: Sequence[float]) -> float:
    """exp of the mean NLL: 1 is certainty; infinite where that overflows, NaN for no tokens."""
    mean = mean_nll(nll)
    return math.exp(mean) if mean < 700 or math.isnan(mean) else math.inf
