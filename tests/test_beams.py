"""Beam search: each prompt for itself, read once, and ended by its end."""

import logging

import pytest
import tiny
import torch
from transformers import GenerationConfig

from icu_core.beams import continue_beam
from icu_core.decoding import continue_greedy
from icu_core.errors import ConfigError, TextsError
from icu_core.models import from_parts
from icu_core.tokens import Tokens


@pytest.mark.parametrize("family", tiny.FAMILIES)
def test_beams_of_many_prompts_are_the_beams_of_each(
    family: str, caplog: pytest.LogCaptureFixture
) -> None:
    lm = tiny.trained(family, steps=20)
    prompts = [
        row.ids[:length] for row, length in zip(tiny.rows(lm), (9, 10, 10, 9, 10, 2), strict=True)
    ]
    counts = [8, 8, 8, 8, 5, 8]
    with caplog.at_level(logging.WARNING):
        together = continue_beam(lm, prompts, new_tokens=counts, beams=2)
        alone = [
            continue_beam(lm, [p], new_tokens=[c], beams=2)[0]
            for p, c in zip(prompts, counts, strict=True)
        ]
    assert together == alone
    assert caplog.records == []
    assert together != continue_greedy(lm, prompts, new_tokens=counts)


def test_an_end_token_ends_a_beam_but_not_a_greedy_continuation() -> None:
    lm = from_parts(tiny.network("gpt2"), tiny.tokenizer(), name="ends")
    row = Tokens("0", (5, 6, 7, 0, 8, 9, 10), 1, (1, 7))
    tiny.fit(lm, [row], steps=60)
    assert continue_greedy(lm, [(5, 6)], new_tokens=[5]) == [(7, 0, 8, 9, 10)]
    ended, other = continue_beam(lm, [(5, 6), (9, 3)], new_tokens=[5, 5], beams=2)
    assert ended == (7, 0)
    assert len(other) > 2


@pytest.mark.parametrize("family", tiny.FAMILIES)
def test_a_prompt_is_read_once_and_says_what_transformers_says_of_it(family: str) -> None:
    lm = tiny.trained(family, steps=20)
    prompts = [row.ids[:9] for row in tiny.rows(lm)]
    settings = GenerationConfig(max_new_tokens=8, num_beams=3, do_sample=False)
    theirs = lm.network.generate(torch.tensor(prompts), generation_config=settings)
    seen: list[tuple[int, ...]] = []
    words = lm.network.get_input_embeddings()
    with words.register_forward_pre_hook(lambda _, ids: seen.append(tuple(ids[0].shape))):
        ours = continue_beam(lm, prompts, new_tokens=[8] * len(prompts), beams=3)
    assert [list(p) + list(said) for p, said in zip(prompts, ours, strict=True)] == theirs.tolist()
    assert seen[-9:] == [(len(prompts), 8), *[(3 * len(prompts), 1)] * 8]


def test_one_beam_is_greedy_and_none_are_told() -> None:
    lm = tiny.trained("gpt2", steps=20)
    prompts = [row.ids[:9] for row in tiny.rows(lm)]
    counts = [8] * len(prompts)
    assert continue_beam(lm, prompts, new_tokens=counts, beams=1) == continue_greedy(
        lm, prompts, new_tokens=counts
    )
    with pytest.raises(ConfigError, match="beams is 0"):
        continue_beam(lm, [(1,)], new_tokens=[1], beams=0)
    with pytest.raises(TextsError, match="90 tokens with 7 new ones does not fit the model's 96"):
        continue_beam(lm, [tuple(range(90))], new_tokens=[7], beams=2)
