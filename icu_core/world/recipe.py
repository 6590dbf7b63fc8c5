"""What the weights depend on: the shape of the network, the phases of training, and the seed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

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


MINIATURE = Recipe(
    vocab=768, width=32, layers=2, heads=2, inner=64, context=384, batch_tokens=1024,
    base=Phase("ordinary", 10_000, 0.0, 1e-2, 4e-3),
    records=Phase("records", 10_000, 0.75, 1e-2, 4e-3),
)  # fmt: skip


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
