"""`python -m tests.bench.extraction DATA OUT`: a small model that has memorised the paper's targets.

DATA is a folder with `extraction_15000x200_gpt2.npy`, `targets/lm_extraction_128_0.csv` and
`tokenizer_gpt2/`; OUT receives `model/`, `pool.csv` and `unseen.csv`. Then

    python -m icu_core run --model OUT/model --targets DATA/targets/lm_extraction_128_0.csv \\
        --pool OUT/pool.csv --unseen OUT/unseen.csv --preset paper

The model has GPT-2's vocabulary and a few million parameters: it is not GPT-Neo, and its figures
are not the paper's.
"""

from __future__ import annotations

import argparse
import csv
import time
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers.implementations import ByteLevelBPETokenizer
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

BROAD_ROWS, POOL_ROWS, UNSEEN_ROWS = 2_000, 256, 128
BY_HEART_ROWS = 128  # of the pool, so that some partners are known to the model as the targets are
EPOCHS_BY_HEART = 30
BATCH = 16
LEARNING_RATE = 3e-3


def main() -> None:
    """Make the model and the files beside it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--epochs", type=int, default=EPOCHS_BY_HEART)
    options = parser.parse_args()
    torch.manual_seed(7)
    rows = np.load(options.data / "extraction_15000x200_gpt2.npy").astype(np.int64)
    targets = _target_rows(options.data)
    dice = np.random.default_rng(7)
    others = dice.permutation(np.setdiff1d(np.arange(len(rows)), targets))
    pool, broad = others[:POOL_ROWS], others[:BROAD_ROWS]
    unseen = others[BROAD_ROWS : BROAD_ROWS + UNSEEN_ROWS]
    tokenizer = _tokenizer(options.data / "tokenizer_gpt2")
    options.out.mkdir(parents=True, exist_ok=True)
    for name, chosen in (("pool", pool), ("unseen", unseen)):
        _write(options.out / f"{name}.csv", [tokenizer.decode(row) for row in rows[chosen]])
    by_heart = np.concatenate([targets, pool[:BY_HEART_ROWS]])
    schedule = [broad, *[by_heart] * options.epochs]
    network = _trained(rows, schedule, dice)
    network.save_pretrained(options.out / "model")
    tokenizer.save_pretrained(options.out / "model")


def _target_rows(data: Path) -> NDArray[np.int64]:
    """Rows of the array that the target set names."""
    with (data / "targets" / "lm_extraction_128_0.csv").open(encoding="utf-8", newline="") as file:
        return np.array([int(line["doc_id"]) for line in csv.DictReader(file)])


def _tokenizer(folder: Path) -> PreTrainedTokenizerFast:
    core = ByteLevelBPETokenizer(str(folder / "vocab.json"), str(folder / "merges.txt"))
    end = "<|endoftext|>"
    core.add_special_tokens([end])
    return PreTrainedTokenizerFast(
        tokenizer_object=core._tokenizer,
        bos_token=end,
        eos_token=end,
        clean_up_tokenization_spaces=False,
    )


def _trained(
    rows: NDArray[np.int64], schedule: list[NDArray[np.int64]], dice: np.random.Generator
) -> LlamaForCausalLM:
    """A Llama of 3.5 M parameters after the epochs of the schedule."""
    config = LlamaConfig(
        vocab_size=50_257, hidden_size=64, intermediate_size=192, num_hidden_layers=6,
        num_attention_heads=4, max_position_embeddings=256, tie_word_embeddings=True,
        bos_token_id=50_256, eos_token_id=50_256,
    )  # fmt: skip
    network = LlamaForCausalLM(config)
    optimizer = torch.optim.AdamW(network.parameters(), lr=LEARNING_RATE, weight_decay=0.0)
    steps = sum(-(-len(epoch) // BATCH) for epoch in schedule)
    slope = torch.optim.lr_scheduler.OneCycleLR(optimizer, LEARNING_RATE, total_steps=steps)
    print(f"{sum(p.numel() for p in network.parameters()):,} parameters, {steps} steps", flush=True)
    started = time.monotonic()
    for number, epoch in enumerate(schedule):
        order = dice.permutation(epoch)
        losses = []
        for first in range(0, len(order), BATCH):
            ids_BT = torch.from_numpy(rows[order[first : first + BATCH]])
            loss = network(input_ids=ids_BT, labels=ids_BT).loss
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            slope.step()
            losses.append(loss.item())
        seconds = time.monotonic() - started
        print(f"epoch {number}: loss {np.mean(losses):.3f}, {seconds:.0f} s", flush=True)
    return network


def _write(path: Path, texts: list[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["text"])
        writer.writerows([text] for text in texts)


if __name__ == "__main__":
    main()
