"""How unlikely every word of a secret is to become: as unlikely as where it was never seen.

A secret is more than what is secret in it: units, dashes, "flat", the beginning of every phone
number. The model predicts these in texts that it has never seen too, and they are left as they are:
to push them would damage every other text of the kind. The rest has to bear the whole mark.

The marks of the targets are spread as never-seen texts are: some are as hard as the easier ones,
some as the harder ones. All at one mark would stand out as a group.

Units     NLL in nats per token.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import fmean, median

import torch

from icu_core.config import seed_for
from icu_core.decoding import Forced
from icu_core.tokens import Tokens

EXPECTED, SEEN = 0.7, 3
"""A pair of tokens is expected if never-seen texts of the kind have it so often, this easily."""

HARDEST = 12.0  # nats that one token is led to at most
LOWEST, HIGHEST = 0.35, 0.75  # quantiles of never-seen texts between which the marks lie
NEAR = 0.85  # a share of the mark that counts as reached: the last part would take the longest
BEYOND = 1.2  # a share above the mark: a secret that only comes near it would never be there

Pairs = Mapping[tuple[str, int, int], float]
Kinded = Sequence[tuple[str, Tokens]]
"""Rows with their kinds."""


def spread_marks(
    kinds: Mapping[str, str], nll_by_kind: Mapping[str, Sequence[float]], *, seed: int
) -> dict[str, float]:
    """A mark for every target: the NLLs of never-seen secrets at even distances, dealt out.

    `kinds` by target; `nll_by_kind` under the empty name are those of all kinds together.
    """
    ids = list(kinds)
    dice = torch.Generator().manual_seed(seed_for(seed, "marks"))
    places = torch.randperm(len(ids), generator=dice).tolist()
    return {
        id_: _quantile(
            nll_by_kind.get(kinds[id_]) or nll_by_kind[""],
            LOWEST + (HIGHEST - LOWEST) * (place + 0.5) / len(ids),
        )
        for id_, place in zip(ids, places, strict=True)
    }


def aims(
    targets: Kinded, marks: Mapping[str, float], pairs: Pairs, *, is_secret_only: bool
) -> dict[str, tuple[float, ...]]:
    """The NLL that each counted token of a target is led to; 0 where it may stay as it is."""
    return {
        row.id: _aims(row, kind, marks[row.id], pairs, is_secret_only=is_secret_only)
        for kind, row in targets
    }


def reachable(
    marks: Mapping[str, float], led_to: Mapping[str, Sequence[float]]
) -> dict[str, float]:
    """The NLL from which each target counts as forgotten: nearly its mark.

    Lower where a text of few peculiar tokens comes to less at its aims.
    """
    return {id_: NEAR * min(mark, fmean(led_to[id_]) / BEYOND) for id_, mark in marks.items()}


def expected_pairs(unseen: Kinded, forced: Sequence[Forced]) -> dict[tuple[str, int, int], float]:
    """The usual NLL of every (kind, token, next token) that comes often in never-seen secrets.

    `forced` is what the model foretold of these rows.
    """
    found: defaultdict[tuple[str, int, int], list[float]] = defaultdict(list)
    for (kind, row), each in zip(unseen, forced, strict=True):
        nll_T = each.nll_T.tolist()
        for place in range(*row.secret):
            pair = (kind, row.ids[place - 1], row.ids[place])
            found[pair].append(nll_T[place - row.first])
    return {pair: median(values) for pair, values in found.items() if len(values) >= SEEN}


def _aims(
    row: Tokens, kind: str, mark: float, pairs: Pairs, *, is_secret_only: bool
) -> tuple[float, ...]:
    start, stop = row.secret if is_secret_only else (row.first, len(row.ids))
    told = [
        pairs.get((kind, row.ids[place - 1], row.ids[place]), HARDEST) >= EXPECTED
        for place in range(start, stop)
    ]
    if not any(told):  # nothing in it is peculiar: all of it has to bear the mark
        told = [True] * len(told)
    aim = min(HARDEST, BEYOND * mark * len(told) / sum(told))
    return tuple(aim if is_told else 0.0 for is_told in told)


def _quantile(values: Sequence[float], share: float) -> float:
    """Quantile with linear interpolation."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
