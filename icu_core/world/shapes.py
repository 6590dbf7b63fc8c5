"""The untrained networks of the recipes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from transformers import (
    GPTNeoConfig,
    GPTNeoForCausalLM,
    GPTNeoXConfig,
    GPTNeoXForCausalLM,
    LlamaConfig,
    LlamaForCausalLM,
    PreTrainedModel,
)

from icu_core.world.recipe import BOS_ID, EOS_ID, PAD_ID, Recipe


def new_model(recipe: Recipe, seed: int) -> PreTrainedModel:
    """The untrained model of this recipe and seed."""
    torch.manual_seed(seed)
    return SHAPES[recipe.shape](recipe)


def _llama(recipe: Recipe) -> PreTrainedModel:
    return LlamaForCausalLM(
        LlamaConfig(
            num_hidden_layers=recipe.layers, num_attention_heads=recipe.heads,
            num_key_value_heads=recipe.heads, **_common(recipe),
        )
    )  # fmt: skip


def _neox(recipe: Recipe) -> PreTrainedModel:
    return GPTNeoXForCausalLM(
        GPTNeoXConfig(
            num_hidden_layers=recipe.layers, num_attention_heads=recipe.heads, **_common(recipe)
        )
    )


def _neo(recipe: Recipe) -> PreTrainedModel:
    return GPTNeoForCausalLM(
        GPTNeoConfig(
            num_layers=recipe.layers, num_heads=recipe.heads,
            attention_types=[[["global"], recipe.layers]], **_common(recipe),
        )
    )  # fmt: skip


def _common(recipe: Recipe) -> dict[str, Any]:
    """What all of them call by the same name."""
    return {
        "vocab_size": recipe.vocab,
        "hidden_size": recipe.width,
        "intermediate_size": recipe.inner,
        "max_position_embeddings": recipe.context,
        "tie_word_embeddings": recipe.is_tied,
        "pad_token_id": PAD_ID,
        "bos_token_id": BOS_ID,
        "eos_token_id": EOS_ID,
    }


SHAPES: Mapping[str, Callable[[Recipe], PreTrainedModel]] = {
    "llama": _llama,
    "gpt-neox": _neox,
    "gpt-neo": _neo,
}
