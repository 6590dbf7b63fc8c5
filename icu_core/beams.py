"""Continuations by beam search, as transformers makes them; each prompt is read once for all beams.

Shapes    B rows, T positions.
Differs   1. A beam ends with its end-of-text token; greedy continuations (`decoding`) do not.
          2. Prompts are padded on the left with a mask; the ICU authors pass none.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch

from icu_core.decoding import as_rows, continue_greedy
from icu_core.errors import ConfigError
from icu_core.hf import Cache, DynamicCache, GenerationConfig
from icu_core.models import LM, last_hidden
from icu_core.sweep import has_plain_cache
from icu_core.tokens import batches


@torch.no_grad()
def continue_beam(
    lm: LM, prompts: Sequence[Sequence[int]], *, new_tokens: Sequence[int], beams: int
) -> list[tuple[int, ...]]:
    """Continuations by beam search without sampling; `beams` = 1 is `continue_greedy`.

    With more beams a continuation ends early, with its end-of-text token, if the best beam does.
    Raises ConfigError for beams below 1 and TextsError as `continue_greedy` does.
    """
    if beams < 1:
        raise ConfigError(f"beams is {beams}; use 1 (greedy) or more.")
    if beams == 1:
        return continue_greedy(lm, prompts, new_tokens=new_tokens)
    rows = as_rows(lm, prompts, new_tokens)
    found: dict[int, tuple[int, ...]] = {i: () for i, count in enumerate(new_tokens) if count == 0}
    cached = has_plain_cache(lm)
    for count in sorted(set(new_tokens) - {0}):
        same = [i for i in range(len(rows)) if new_tokens[i] == count]
        for part in batches([rows[i] for i in same], lm):
            chosen = [same[i] for i in part]
            answers = _beam(lm, [prompts[i] for i in chosen], count, beams, cached=cached)
            found.update(zip(chosen, answers, strict=True))
    return [found[i] for i in range(len(prompts))]


def _beam(
    lm: LM, prompts: Sequence[Sequence[int]], count: int, beams: int, *, cached: bool
) -> list[tuple[int, ...]]:
    """Beam search for prompts of similar length, padded on the left; each is read once."""
    longest = max(map(len, prompts))
    ids_BT = torch.tensor([[lm.pad_id] * (longest - len(p)) + list(p) for p in prompts])
    mask_BT = torch.tensor([[0] * (longest - len(p)) + [1] * len(p) for p in prompts])
    ids_BT, mask_BT = ids_BT.to(lm.device), mask_BT.to(lm.device)
    settings = GenerationConfig(max_new_tokens=count, num_beams=beams, do_sample=False)
    past: dict[str, Cache] = {}
    if cached and longest > 1:
        past["past_key_values"] = cache = DynamicCache()
        last_hidden(lm, ids_BT[:, :-1], mask_BT[:, :-1], cache=cache)
        cache.batch_repeat_interleave(beams)
    with lm.autocast():
        output_BT = lm.network.generate(
            ids_BT, attention_mask=mask_BT, generation_config=settings, **past
        )
    return [_until_end(row, lm) for row in output_BT[:, longest:].tolist()]


def _until_end(ids: list[int], lm: LM) -> tuple[int, ...]:
    """The ids up to and with the first end-of-text token."""
    stop = next((i + 1 for i, token in enumerate(ids) if token in lm.eos_ids), len(ids))
    return tuple(ids[:stop])
