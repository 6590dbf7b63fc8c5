"""A few steps of further training, and afterwards every weight as it was, to the last bit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import torch
from torch import Tensor

from icu_core.attacks.shape import Settings
from icu_core.config import seed_for
from icu_core.models import LM, head, size
from icu_core.passes import hidden_rows
from icu_core.sides import token_nll
from icu_core.tokens import Tokens

ROWS = 16
"""Texts in a step."""

CLIP = 1.0
SMALL_PARAMETERS, SMALL_RATE, POWER = 3.1e6, 1e-4, 0.4


def rate_for(lm: LM) -> float:
    """A step size by the number of parameters: 1e-4 at 3 million, 2e-5 at 125, 1e-5 at 1,300.

    The recipes of relearning attacks name the last two, for models of those sizes.
    """
    return float(SMALL_RATE * (SMALL_PARAMETERS / size(lm)) ** POWER)


@contextmanager
def tuning(lm: LM, rows: Sequence[Tokens], settings: Settings) -> Iterator[Callable[[int], None]]:
    """Gives a function that trains for so many more steps on these rows.

    Shapes: rows of any length; every token counts. AdamW without decay; the order of the rows
    depends on the seed alone.
    """
    weights = [each for each in lm.network.parameters() if each.requires_grad]
    kept = [each.detach().clone() for each in weights]
    rate = settings.relearn_rate or rate_for(lm)
    is_fused = lm.device.type in ("cpu", "cuda")
    optimizer = torch.optim.AdamW(weights, lr=rate, weight_decay=0.0, fused=is_fused)
    order = _order(len(rows), seed_for(settings.seed, "relearning"))

    def teach(steps: int) -> None:
        for _ in range(steps):
            chosen = [rows[next(order)] for _ in range(min(ROWS, len(rows)))]
            optimizer.zero_grad(set_to_none=True)
            _loss(lm, chosen, weights).backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(weights, CLIP)
            optimizer.step()

    try:
        yield teach
    finally:
        optimizer.zero_grad(set_to_none=True)
        with torch.no_grad():
            for weight, before in zip(weights, kept, strict=True):
                weight.copy_(before)


def _order(count: int, seed: int) -> Iterator[int]:
    """Row after row, each once before any comes again."""
    dice = torch.Generator().manual_seed(seed)
    while True:
        yield from torch.randperm(count, generator=dice).tolist()


@torch.enable_grad()
def _loss(lm: LM, rows: Sequence[Tokens], weights: Sequence[Tensor]) -> Tensor:
    """Mean NLL per counted token."""
    with lm.autocast():
        states = hidden_rows(lm, rows, weights)
        before = [state_TD[row.first - 1 : -1] for state_TD, row in zip(states, rows, strict=True)]
        labels = [token for row in rows for token in row.ids[row.first :]]
        return token_nll(torch.cat(before), torch.tensor(labels, device=lm.device), head(lm)).mean()
