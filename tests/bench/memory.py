"""Memory of the original's answers: stored final hidden states against the stored softmax."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

TEXTS, LENGTH, BATCH = 128, 200, 8
VOCABULARY, HIDDEN = 50_257, 256
MIB = 2**20
ROOT = Path(__file__).resolve().parents[2]


def table() -> tuple[str, list[tuple[str, str]]]:
    """Peak of one training step beyond what was there before it, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.bench.memory"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    kept, peak = (float(word) for word in done.stdout.split()[-2:])
    softmax = TEXTS * LENGTH * VOCABULARY * 4 / MIB
    return f"Original's answers for {TEXTS} partners of {LENGTH} tokens, vocabulary {VOCABULARY}", [
        ("softmax that is not stored", f"{softmax:9.0f} MiB  (computed)"),
        ("hidden states that are", f"{kept:9.0f} MiB"),
        (f"peak of a step of {BATCH} pairs", f"{peak:9.0f} MiB  above model, gradients and Adam"),
        ("softmax / (hidden + live peak)", f"{softmax / (kept + peak):9.1f} x"),
    ]


def _measure() -> None:
    """One training step on a narrow GPT-Neo with GPT-2's vocabulary; prints two figures in MiB."""
    import tiny
    import torch
    from peak import peak_bytes
    from transformers import GPTNeoConfig, GPTNeoForCausalLM

    from icu_core.config import RunConfig
    from icu_core.models import from_parts
    from icu_core.tokens import Tokens
    from icu_core.trainer import Trainer

    torch.manual_seed(0)
    config = GPTNeoConfig(
        vocab_size=VOCABULARY, hidden_size=HIDDEN, num_layers=2, num_heads=4,
        attention_types=[[["global", "local"], 1]], max_position_embeddings=256,
    )  # fmt: skip
    lm = from_parts(GPTNeoForCausalLM(config), tiny.tokenizer(), name="bench")
    ids = torch.randint(0, VOCABULARY, (TEXTS, LENGTH)).tolist()
    rows = [Tokens(str(n), tuple(row), 1, (150, LENGTH)) for n, row in enumerate(ids)]
    trainer = Trainer(lm, rows, RunConfig(forget_on="text", learning_rate=1e-6, push_until="level"))
    kept = sum(each.last_TD.numel() * 4 for each in trainer._original.states.values())
    trainer.step(rows[:1], rows[:1])  # gradients and the state of Adam are there from now on
    peak = peak_bytes(lambda: trainer.step(rows[:BATCH], rows[:BATCH]))
    print(kept / MIB, peak / MIB)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "tests"))
    _measure()
