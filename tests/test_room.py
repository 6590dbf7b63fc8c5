"""The estimate of memory against what training steps really take."""

from __future__ import annotations

import pytest
import tiny
import torch
from peak import only_on_linux, peak_bytes
from transformers import (
    GPTNeoConfig,
    GPTNeoForCausalLM,
    LlamaConfig,
    LlamaForCausalLM,
    PreTrainedModel,
)

from icu_core import room
from icu_core.config import RunConfig
from icu_core.models import from_parts
from icu_core.tokens import Tokens
from icu_core.trainer import Trainer

LENGTH, PAIRS = 120, 6


def llama() -> PreTrainedModel:
    """7 M weights, deep, with a small vocabulary."""
    return LlamaForCausalLM(LlamaConfig(
        vocab_size=400, hidden_size=256, intermediate_size=704, num_hidden_layers=8,
        num_attention_heads=4, max_position_embeddings=256,
    ))  # fmt: skip


def gpt_neo() -> PreTrainedModel:
    """6 M weights, most of them in the embedding of a vocabulary of 20,000."""
    return GPTNeoForCausalLM(GPTNeoConfig(
        vocab_size=20_000, hidden_size=256, num_layers=4, num_heads=8, max_position_embeddings=256,
        attention_types=[[["global", "local"], 2]],
    ))  # fmt: skip


@only_on_linux
@pytest.mark.parametrize(
    ("network", "changed"),
    [(llama, {}), (llama, {"micro_batch": 2}), (gpt_neo, {})],
    ids=["llama", "llama, two at a time", "gpt_neo"],  # the same in every process of the tests
)
def test_the_estimate_is_within_a_fifth_of_what_training_takes(
    network: object, changed: dict[str, object]
) -> None:
    assert callable(network)
    torch.manual_seed(0)
    shape = network().config
    settings = {"forget_on": "text", "batch_size": PAIRS, "partners": 1, **changed}
    config = RunConfig(learning_rate=1e-6).with_values(settings)
    ids = torch.randint(0, shape.vocab_size, (2 * PAIRS, LENGTH)).tolist()
    rows = [Tokens(str(n), tuple(row), 1, (1, LENGTH)) for n, row in enumerate(ids)]
    made: list[object] = []

    def work() -> None:
        lm = from_parts(network(), tiny.tokenizer(), name="measured")
        training = Trainer(lm, rows[PAIRS:], config)
        good = {name: weight.clone() for name, weight in training.weights().items()}
        for _ in range(2):
            training.step(rows[:PAIRS], rows[PAIRS:])
        made.extend([training, good])

    work()  # what is loaded once
    made.clear()
    taken = peak_bytes(work)
    weights = sum(each.numel() for each in made[0].lm.network.parameters())  # type: ignore[attr-defined]
    size = room.size_by(shape.to_dict(), weights)
    need = room.needed_memory(config, size, characters=3 * (LENGTH - 2), texts=PAIRS)
    estimate = need.total - need.programs
    assert 0.8 * taken < estimate < 1.2 * taken, (taken / 1e6, need)
