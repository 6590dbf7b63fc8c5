"""How the embedded model is trained: its shape, its phases, and the order of its batches.

Shapes    B rows, T positions; every row is one text with a beginning and an end token.
Units     losses in nats per token; tokens count padding out.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional
from transformers import LlamaConfig, LlamaForCausalLM

from icu_core.world.grammar import stream

IGNORE = -100  # label of padding
PAD_ID, BOS_ID, EOS_ID = 0, 1, 2

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase of training: a warm-up, then a cosine down to a tenth of the peak."""

    name: str
    tokens: int  # how many are read
    peak: float  # learning rate after the warm-up
    records: float  # share of the texts that are records


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything the weights depend on, apart from the texts and the seed."""

    vocab: int = 2048
    width: int = 256
    layers: int = 4
    heads: int = 4
    inner: int = 512
    context: int = 256
    batch_tokens: int = 1024
    phases: tuple[Phase, ...] = field(
        default=(
            Phase("ordinary", 1_000_000, 3e-3, 0.0),
            Phase("records", 2_400_000, 2.5e-3, 0.75),
            Phase("records again", 1_600_000, 2e-3, 0.75),  # a warm restart binds the last secrets
        )
    )

    def faster(self, share: float) -> Recipe:
        """The same recipe with fewer (or more) tokens."""
        phases = (replace(phase, tokens=int(phase.tokens * share)) for phase in self.phases)
        return replace(self, phases=tuple(phases))


MINIATURE = Recipe(
    vocab=768, width=48, layers=2, heads=2, inner=96,
    phases=(Phase("ordinary", 5_000, 3e-3, 0.0), Phase("records", 10_000, 3e-3, 0.6)),
)  # fmt: skip


def new_model(recipe: Recipe, seed: int) -> LlamaForCausalLM:
    """The untrained model of this recipe and seed."""
    torch.manual_seed(seed)
    config = LlamaConfig(
        vocab_size=recipe.vocab, hidden_size=recipe.width, num_hidden_layers=recipe.layers,
        intermediate_size=recipe.inner, num_attention_heads=recipe.heads,
        num_key_value_heads=recipe.heads, max_position_embeddings=recipe.context,
        tie_word_embeddings=True, pad_token_id=PAD_ID, bos_token_id=BOS_ID, eos_token_id=EOS_ID,
    )  # fmt: skip
    return LlamaForCausalLM(config)


def batches(
    texts: Iterator[str], tokenizer: Tokenizer, recipe: Recipe, rng_purpose: tuple[object, ...]
) -> Iterator[list[list[int]]]:
    """Rows of like length together: little padding, and still a shuffled order."""
    rng = stream(0, "batches", *rng_purpose)
    while True:
        drawn = [next(texts) for _ in range(512)]
        rows = [
            [*encoded.ids[: recipe.context - 1], EOS_ID]
            for encoded in tokenizer.encode_batch(drawn)
        ]
        rng.shuffle(rows)
        rows.sort(key=len)
        piles = _piles(rows, recipe.batch_tokens)
        rng.shuffle(piles)
        yield from piles


def _piles(rows: list[list[int]], most: int) -> list[list[list[int]]]:
    piles: list[list[list[int]]] = [[]]
    for row in rows:
        if piles[-1] and (len(piles[-1]) + 1) * len(row) > most:
            piles.append([])
        piles[-1].append(row)
    return piles


def padded(rows: list[list[int]]) -> tuple[Tensor, Tensor]:
    """Ids and labels of rows of different lengths."""
    longest = max(len(row) for row in rows)
    ids_BT = torch.tensor([row + [PAD_ID] * (longest - len(row)) for row in rows])
    labels_BT = torch.tensor([row + [IGNORE] * (longest - len(row)) for row in rows])
    return ids_BT, labels_BT


def rate(done: float, peak: float) -> float:
    """The learning rate when a share `done` of the phase is behind us."""
    if done < 0.03:
        return peak * max(done / 0.03, 0.01)
    return peak * (0.1 + 0.45 * (1 + math.cos(math.pi * min(1.0, (done - 0.03) / 0.97))))


def train(
    model: LlamaForCausalLM, rows: Iterator[list[list[int]]], phase: Phase, report: Report
) -> None:
    """Read as many tokens as the phase wants."""
    optimizer = torch.optim.AdamW(
        model.parameters(), lr=phase.peak, betas=(0.9, 0.95), weight_decay=0.01
    )
    model.train()
    read, started, recent, steps, said = 0, time.monotonic(), 0.0, 0, 0
    while read < phase.tokens:
        ids_BT, labels_BT = padded(next(rows))
        for group in optimizer.param_groups:
            group["lr"] = rate(read / phase.tokens, phase.peak)
        loss = _step(model, optimizer, ids_BT, labels_BT)
        steps, read = steps + 1, read + int((labels_BT != IGNORE).sum())
        recent = loss if steps == 1 else 0.98 * recent + 0.02 * loss
        if read * 20 // phase.tokens > said:
            said = read * 20 // phase.tokens
            spent_s = time.monotonic() - started
            report(
                f"{phase.name}: {read:,} of {phase.tokens:,} tokens, loss {recent:.3f}, "
                f"{read / spent_s:,.0f} tokens a second"
            )


def _step(
    model: LlamaForCausalLM, optimizer: torch.optim.Optimizer, ids_BT: Tensor, labels_BT: Tensor
) -> float:
    logits_BTV = model(input_ids=ids_BT, use_cache=False).logits
    loss = functional.cross_entropy(
        logits_BTV[:, :-1].flatten(0, 1), labels_BT[:, 1:].flatten(), ignore_index=IGNORE
    )
    optimizer.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    return float(loss.detach())
