"""How likely a model finds each token of a text that it is shown, and what it would rather say.

It knows token ids; where they come from, and whose they are, is not its business.

Shapes    T positions, D hidden size, V vocabulary, K likeliest tokens.
Units     probabilities 0..1, of the model itself, before any temperature.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch

from icu_core.errors import TextsError
from icu_core.models import LM, head, last_hidden, project
from icu_core.sampling import ALTERNATIVES, Alternative, piece

POSITIONS = 256  # whose logits are held at a time


class Weighed(NamedTuple):
    """One token as one model sees it, after everything that stands before it."""

    probability: float
    best: tuple[Alternative, ...]  # the likeliest tokens in its place, best first


@torch.no_grad()
def weigh(lm: LM, ids: Sequence[int], *, start: int) -> list[Weighed]:
    """How this model sees every token from position `start` on, in order.

    Raises TextsError where nothing stands before `start` or the context is too short.
    """
    if not 0 < start <= len(ids):
        raise TextsError("The prompt is empty: write at least one word to continue.")
    if len(ids) > lm.context:
        raise TextsError(
            f"Prompt and answer have {len(ids)} tokens and the model reads {lm.context}: "
            "shorten them."
        )
    if start == len(ids):
        return []
    hidden_TD = last_hidden(lm, torch.tensor([ids], device=lm.device))[0, start - 1 : -1]
    live, found = head(lm), []
    for place in range(0, len(hidden_TD), POSITIONS):
        with lm.autocast():
            logits_TV = project(hidden_TD[place : place + POSITIONS], live)
        shares_TV = logits_TV.float().cpu().softmax(1)
        for row, shares_V in enumerate(shares_TV, start=start + place):
            found.append(Weighed(float(shares_V[ids[row]]), _best(lm, ids[row - 1], shares_V)))
    return found


def _best(lm: LM, before: int, shares_V: torch.Tensor) -> tuple[Alternative, ...]:
    """The likeliest tokens after another one."""
    best = shares_V.topk(min(ALTERNATIVES, len(shares_V)))
    return tuple(
        Alternative(i, piece(lm, before, i), p)
        for i, p in zip(best.indices.tolist(), best.values.tolist(), strict=True)
    )
