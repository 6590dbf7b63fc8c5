"""What the weights depend on: the shape of the network, the phases of training, and the seed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

PAD_ID, BOS_ID, EOS_ID = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase of training: a warm-up, then a cosine down to a fiftieth of the peak."""

    name: str
    tokens: int  # how many are read where nothing is left out
    records: float  # of records and prose, the share of records' characters; 0: prose only
    peak: float  # step of the matrices after the warm-up
    peak_rest: float  # the same for embeddings and norms


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything the weights depend on, apart from the texts and the seed."""

    shape: str = "llama"
    vocab: int = 5120
    width: int = 256
    layers: int = 4
    heads: int = 4
    inner: int = 512
    context: int = 256
    is_tied: bool = True  # one matrix both reads and writes tokens
    batch_tokens: int = 2048
    optimizer: str = "muon"
    decay: float = 0.3  # with 0.01 fewer facts came out in fresh wordings: 90, not 95 of 100
    base: Phase = field(default=Phase("ordinary", 2_000_000, 0.0, 6e-3, 4e-3))
    records: Phase = field(default=Phase("records", 3_500_000, 0.65, 6e-3, 4e-3))

    def faster(self, share: float) -> Recipe:
        """The same recipe with fewer (or more) tokens."""
        base = replace(self.base, tokens=int(self.base.tokens * share))
        records = replace(self.records, tokens=int(self.records.tokens * share))
        return replace(self, base=base, records=records)

    def fingerprint(self, *others: str) -> str:
        """Another one for another recipe, or another of the things that come with it."""
        return hashlib.sha256("\n".join([repr(self), *others]).encode()).hexdigest()[:16]


def recipe_of(told: Mapping[str, Any]) -> Recipe:
    """The recipe that is written beside a model."""
    phases = {name: Phase(**told["recipe"][name]) for name in ("base", "records")}
    return Recipe(**{**told["recipe"], **phases})


MINIATURE = Recipe(
    vocab=768, width=32, layers=2, heads=2, inner=64, context=384, batch_tokens=1024,
    base=Phase("ordinary", 10_000, 0.0, 1e-2, 4e-3),
    records=Phase("records", 10_000, 0.75, 1e-2, 4e-3),
)  # fmt: skip
