"""The estimate of memory against what training steps really take."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

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

ROOT = Path(__file__).resolve().parents[1]
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


NETWORKS: dict[str, Callable[[], PreTrainedModel]] = {"llama": llama, "gpt_neo": gpt_neo}


def settings_of(changed: dict[str, object]) -> RunConfig:
    """Of steps that move hardly anything."""
    fixed = {"forget_on": "text", "batch_size": PAIRS, "partners": 1}
    return RunConfig(learning_rate=1e-6).with_values({**fixed, **changed})


def taken_by(network: str, changed: dict[str, object]) -> int:
    """Bytes that training steps take at most, in a process that has done the same once before."""
    torch.manual_seed(0)
    config, vocabulary = settings_of(changed), NETWORKS[network]().config.vocab_size
    ids = torch.randint(0, vocabulary, (2 * PAIRS, LENGTH)).tolist()
    rows = [Tokens(str(n), tuple(row), 1, (1, LENGTH)) for n, row in enumerate(ids)]
    made: list[object] = []

    def work() -> None:
        lm = from_parts(NETWORKS[network](), tiny.tokenizer(), name="measured")
        training = Trainer(lm, rows[PAIRS:], config)
        good = {name: weight.clone() for name, weight in training.weights().items()}
        for _ in range(2):
            training.step(rows[:PAIRS], rows[PAIRS:])
        made.extend([training, good])

    work()  # what is loaded once
    made.clear()
    return peak_bytes(work)


@only_on_linux
@pytest.mark.parametrize(
    ("network", "changed"),
    [("llama", {}), ("llama", {"micro_batch": 2}), ("gpt_neo", {})],
    ids=["llama", "llama, two at a time", "gpt_neo"],  # the same in every process of the tests
)
def test_the_estimate_is_within_a_fifth_of_what_training_takes(
    network: str, changed: dict[str, object]
) -> None:
    # in a process of its own: what other tests have left would count, or would be used again;
    # blocks go back to the system at once, from the beginning, else the warm-up is counted too
    asked = [sys.executable, __file__, network, json.dumps(changed)]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "MALLOC_MMAP_THRESHOLD_": str(2**17)}
    done = subprocess.run(asked, check=True, capture_output=True, cwd=ROOT, env=env)
    taken = int(done.stdout)
    made = NETWORKS[network]()
    size = room.size_by(made.config.to_dict(), sum(each.numel() for each in made.parameters()))
    characters = 3 * (LENGTH - 2)
    need = room.needed_memory(settings_of(changed), size, characters=characters, texts=PAIRS)
    estimate = need.total - need.programs
    assert 0.8 * taken < estimate < 1.2 * taken, (taken / 1e6, need)


if __name__ == "__main__":
    print(taken_by(sys.argv[1], json.loads(sys.argv[2])))  # noqa: T201
