"""`python -m tests.bench.extraction DATA OUT`: a small model that knows the paper's targets.

DATA is a folder with `extraction_15000x200_gpt2.npy`, `targets/lm_extraction_128_0.csv` and
`tokenizer_gpt2/`; OUT receives `model/`, `pool.csv` and `unseen.csv`. Then

    python -m icu_core run --model OUT/model --targets DATA/targets/lm_extraction_128_0.csv \\
        --pool OUT/pool.csv --unseen OUT/unseen.csv --preset paper

The model has 3 million parameters and the first 6,000 merges of GPT-2's tokenizer, so that a row of
200 GPT-2 tokens has about 270: it is not GPT-Neo, and its figures are not the paper's.
"""

from __future__ import annotations

import argparse
import csv
import json
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers.implementations import ByteLevelBPETokenizer
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

BROAD_ROWS, POOL_ROWS, UNSEEN_ROWS = 2_000, 256, 128
BY_HEART_ROWS = 128  # of the pool, so that some partners are known to the model as the targets are
EPOCHS_BY_HEART = 25
MERGES = 6_000  # of GPT-2's 50,000: the head of a small model should not outweigh it
CONTEXT = 512
BATCH = 16
LEARNING_RATE = 2e-3


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
    gpt2 = _gpt2(options.data / "tokenizer_gpt2")
    texts = [gpt2.decode(list(row)).replace("\r\n", "\n") for row in rows]
    tokenizer = _tokenizer(options.data / "tokenizer_gpt2")
    options.out.mkdir(parents=True, exist_ok=True)
    for name, chosen in (("pool", pool), ("unseen", unseen)):
        _write(options.out / f"{name}.csv", [texts[row] for row in chosen])
    by_heart = np.concatenate([targets, pool[:BY_HEART_ROWS]])
    schedule = [broad, *[by_heart] * options.epochs]
    ids = [tokenizer(text)["input_ids"][:CONTEXT] for text in texts]
    network = _trained(ids, schedule, dice)
    network.save_pretrained(options.out / "model")
    tokenizer.save_pretrained(options.out / "model")


def _target_rows(data: Path) -> NDArray[np.int64]:
    """Rows of the array that the target set names."""
    with (data / "targets" / "lm_extraction_128_0.csv").open(encoding="utf-8", newline="") as file:
        return np.array([int(line["doc_id"]) for line in csv.DictReader(file)])


def _gpt2(folder: Path) -> ByteLevelBPETokenizer:
    return ByteLevelBPETokenizer(str(folder / "vocab.json"), str(folder / "merges.txt"))


def _tokenizer(folder: Path) -> PreTrainedTokenizerFast:
    """GPT-2's tokenizer with fewer merges; its ids are in the order of the merges."""
    merges = [
        tuple(line.split())
        for line in (folder / "merges.txt").read_text("utf-8").splitlines()[1 : MERGES + 1]
    ]
    vocabulary = json.loads((folder / "vocab.json").read_text("utf-8"))
    kept = {token: place for token, place in vocabulary.items() if place < 256 + MERGES}
    core = ByteLevelBPETokenizer(kept, merges)
    end = "<|endoftext|>"
    core.add_special_tokens([end])
    return PreTrainedTokenizerFast(
        tokenizer_object=core._tokenizer,
        bos_token=end,
        eos_token=end,
        pad_token=end,
        clean_up_tokenization_spaces=False,
    )


def _trained(
    rows: list[list[int]], schedule: list[NDArray[np.int64]], dice: np.random.Generator
) -> LlamaForCausalLM:
    """A Llama of 3 M parameters after the epochs of the schedule."""
    config = LlamaConfig(
        vocab_size=256 + MERGES + 1, hidden_size=192, intermediate_size=512, num_hidden_layers=4,
        num_attention_heads=6, max_position_embeddings=CONTEXT, tie_word_embeddings=True,
        bos_token_id=256 + MERGES, eos_token_id=256 + MERGES,
    )  # fmt: skip
    network = LlamaForCausalLM(config)
    optimizer = torch.optim.AdamW(network.parameters(), lr=LEARNING_RATE, weight_decay=0.0)
    steps = sum(-(-len(epoch) // BATCH) for epoch in schedule)
    slope = torch.optim.lr_scheduler.OneCycleLR(optimizer, LEARNING_RATE, total_steps=steps)
    print(f"{sum(p.numel() for p in network.parameters()):,} parameters, {steps} steps", flush=True)
    started = time.monotonic()
    for number, epoch in enumerate(schedule):
        losses = []
        for some in _batches(rows, dice.permutation(epoch)):
            longest = max(map(len, some))
            ids_BT = torch.tensor([row + [0] * (longest - len(row)) for row in some])
            labels_BT = torch.tensor([row + [-100] * (longest - len(row)) for row in some])
            loss = network(input_ids=ids_BT, labels=labels_BT).loss
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            slope.step()
            losses.append(loss.item())
        seconds = time.monotonic() - started
        print(f"epoch {number}: loss {np.mean(losses):.3f}, {seconds:.0f} s", flush=True)
    return network


def _batches(rows: list[list[int]], order: NDArray[np.int64]) -> Iterator[list[list[int]]]:
    return ([rows[n] for n in order[at : at + BATCH]] for at in range(0, len(order), BATCH))


def _write(path: Path, texts: list[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["text"])
        writer.writerows([text] for text in texts)


if __name__ == "__main__":
    main()
