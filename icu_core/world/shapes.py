"""The untrained networks of the recipes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

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
            vocab_size=recipe.vocab, hidden_size=recipe.width, num_hidden_layers=recipe.layers,
            intermediate_size=recipe.inner, num_attention_heads=recipe.heads,
            num_key_value_heads=recipe.heads, max_position_embeddings=recipe.context,
            tie_word_embeddings=recipe.is_tied, pad_token_id=PAD_ID, bos_token_id=BOS_ID,
            eos_token_id=EOS_ID,
        )
    )  # fmt: skip


def _neox(recipe: Recipe) -> PreTrainedModel:
    return GPTNeoXForCausalLM(
        GPTNeoXConfig(
            vocab_size=recipe.vocab, hidden_size=recipe.width, num_hidden_layers=recipe.layers,
            intermediate_size=recipe.inner, num_attention_heads=recipe.heads,
            max_position_embeddings=recipe.context, tie_word_embeddings=recipe.is_tied,
            pad_token_id=PAD_ID, bos_token_id=BOS_ID, eos_token_id=EOS_ID,
        )
    )  # fmt: skip


def _neo(recipe: Recipe) -> PreTrainedModel:
    return GPTNeoForCausalLM(
        GPTNeoConfig(
            vocab_size=recipe.vocab, hidden_size=recipe.width, num_layers=recipe.layers,
            attention_types=[[["global"], recipe.layers]], intermediate_size=recipe.inner,
            num_heads=recipe.heads, max_position_embeddings=recipe.context,
            tie_word_embeddings=recipe.is_tied, pad_token_id=PAD_ID, bos_token_id=BOS_ID,
            eos_token_id=EOS_ID,
        )
    )  # fmt: skip


SHAPES: Mapping[str, Callable[[Recipe], PreTrainedModel]] = {
    "llama": _llama,
    "gpt-neox": _neox,
    "gpt-neo": _neo,
}
