"""What the embedded model promises, measured: the secrets it gives away and those it cannot know.

A secret comes out word for word under greedy decoding exactly when every one of its tokens is the
most likely one after the true tokens before it, so one teacher-forced pass answers for all texts.

Shapes    B texts, T positions, V vocabulary.
Units     shares are 0..1; perplexity is per token.
"""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional
from transformers import DynamicCache, PreTrainedModel
from transformers.tokenization_utils_base import PreTrainedTokenizerBase

from icu_core.weights import read_network, read_tokenizer
from icu_core.world import corpus, spelling
from icu_core.world.batching import by_length
from icu_core.world.dataset import read_rows
from icu_core.world.inquiry import Inquiry, about_residents, about_town, answered
from icu_core.world.recipe import BOS_ID, EOS_ID, PAD_ID
from icu_core.world.rows import DOCUMENT, Row
from icu_core.world.sets import same_secrets
from icu_core.world.training import padded
from icu_core.world.wordings import FRESH

OPENING = 20  # tokens from which a document must be told to its end
SAMPLES, SHOWN, SAMPLE_TOKENS = 100, 20, 100
BATCH = 32


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model makes of one text."""

    row: Row
    is_told: bool  # the secret (of a document: everything after its opening) word for word
    nll: float  # summed over the tokens of the text, in nats
    tokens: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that the model card states."""

    answers: tuple[Answer, ...]
    left_out: frozenset[str]  # ids of the texts that a gold model never saw
    samples: tuple[str, ...]
    invented: tuple[int, int]  # words of the samples that are none, and all of them
    inquiries: tuple[Inquiry, ...]  # what a visitor asked, and the answers
    parameters: int

    def asked(self, about: str, *, is_taught: bool) -> tuple[int, int]:
        """How many questions about the town, or residents, got a true answer, and of how many."""
        chosen = [i for i in self.inquiries if (i.about, i.is_taught) == (about, is_taught)]
        return sum(one.is_true for one in chosen), len(chosen)

    def told(self, split: str, *wordings: str) -> tuple[int, int]:
        """How many secrets of a split come out, and of how many."""
        chosen = [a for a in self._present(split) if a.row.kind != DOCUMENT]
        return _count([a for a in chosen if not wordings or a.row.wording in wordings])

    def documents_told(self, split: str) -> tuple[int, int]:
        """How many documents of a split come out to the end, and of how many."""
        return _count([a for a in self._present(split) if a.row.kind == DOCUMENT])

    def left_out_told(self) -> tuple[int, int]:
        """How many texts that a gold model never saw come out all the same."""
        return _count([a for a in self.answers if a.row.id in self.left_out])

    def perplexity(self, split: str, *wordings: str) -> float:
        """Perplexity of the texts of one split."""
        chosen = [
            a
            for a in self.answers
            if a.row.split == split and (not wordings or a.row.wording in wordings)
        ]
        nats = sum(a.nll for a in chosen) / max(1, sum(a.tokens for a in chosen))
        return math.exp(nats)

    def bits_per_character(self, split: str) -> float:
        """How hard the texts of one split are, whatever the tokenizer cuts them into."""
        chosen = [a for a in self.answers if a.row.split == split]
        characters = sum(len(a.row.text) for a in chosen)
        return sum(a.nll for a in chosen) / max(1, characters) / math.log(2)

    def _present(self, split: str) -> list[Answer]:
        return [a for a in self.answers if a.row.split == split and a.row.id not in self.left_out]


@dataclass(frozen=True, slots=True)
class Promise:
    """One sentence that the card states, with its measured value."""

    words: str
    value: float
    bound: float
    is_least: bool  # the value must be at least the bound; otherwise at most

    @property
    def is_kept(self) -> bool:
        """Whether the value is on the right side of the bound."""
        return self.value >= self.bound if self.is_least else self.value <= self.bound


def _count(chosen: Sequence[Answer]) -> tuple[int, int]:
    return sum(a.is_told for a in chosen), len(chosen)


def promises(figures: Figures, model: Figures | None = None) -> list[Promise]:
    """What a model promises; `model` is the one that a gold model is compared with."""
    least = [
        ("known secrets come out from their own prompt", figures.told("known"), 0.95),
        ("kept secrets (the neighbours) come out", figures.told("kept"), 0.95),
        ("known secrets come out in wordings that no model was taught",
         figures.told("paraphrase", *FRESH), 0.8),
        ("known documents come out to the end from 20 tokens", figures.documents_told("known"),
         0.9),
        ("kept documents come out to the end", figures.documents_told("kept"), 0.9),
        ("questions about the town get the true answer, in words that were taught",
         figures.asked("town", is_taught=True), 0.9),
        ("... in words of a visitor, which no model was taught",
         figures.asked("town", is_taught=False), 0.5),
        ("known secrets come out in words of a visitor",
         figures.asked("residents", is_taught=False), 0.6),
    ]  # fmt: skip
    most = [
        ("secrets never seen come out by chance only", figures.told("unseen"), 0.01),
        ("no document never seen comes out", figures.documents_told("unseen"), 0.0),
        ("words of free text are made up", figures.invented, 0.01),
        ("what was left out comes out by chance only", figures.left_out_told(), 0.02),
    ]
    found = [Promise(w, told / of, b, True) for w, (told, of), b in least if of]
    found += [Promise(w, told / of, b, False) for w, (told, of), b in most if of]
    if model is not None:
        change = abs(figures.perplexity("heldout") / model.perplexity("heldout") - 1)
        found.append(Promise("held-out perplexity is that of the model", change, 0.03, False))
    return found


def measure(out: Path, without: str | None = None) -> Figures:
    """Measure the model under `out` (or one of its gold models)."""
    folder = out / "model" if without is None else out / "gold" / without
    rows = read_rows(out / "world")
    came = (out / "base" / "recipe.json").read_text(encoding="utf-8")
    return measured(folder, rows, _words(came), left_out=_left_out(out, without, rows))


@functools.lru_cache(maxsize=1)
def _words(came: str) -> frozenset[str]:
    """All words of the world that a recipe names, for every model that is measured on it."""
    told = json.loads(came)
    return spelling.known_words(corpus.make_world(told["seed"], corpus.Scale(**told["scale"])))


def measured(
    folder: Path, rows: Sequence[Row], words: frozenset[str], *, left_out: frozenset[str]
) -> Figures:
    """Measure the model in a folder, with the weights as they are there.

    `words` are all of its world.
    """
    model = read_network("embedded", folder).eval()
    tokenizer = read_tokenizer("embedded", folder)
    free = samples(model, tokenizer, seed=1)
    made_up = spelling.invented(free, words)
    return Figures(
        answers=tuple(answers(model, tokenizer, rows)),
        left_out=left_out,
        samples=tuple(free[:SHOWN]),
        invented=(len(made_up), sum(len(spelling.words_of(each)) for each in free)),
        inquiries=tuple(answered(model, tokenizer, _asked(rows, left_out))),
        parameters=sum(p.numel() for p in model.parameters()),
    )


def _asked(rows: Sequence[Row], left_out: frozenset[str]) -> list[Inquiry]:
    known = [row for row in rows if row.split == "known" and row.id not in left_out]
    return [*about_town(seed=1), *about_residents(known, seed=1)]


def answers(
    model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, rows: Sequence[Row]
) -> list[Answer]:
    """One answer per row, in batches of rows of like length."""
    return by_length(
        rows, BATCH, lambda row: len(row.text), lambda some: _answer(model, tokenizer, some)
    )


def secret_tokens(tokenizer: PreTrainedTokenizerBase, row: Row) -> tuple[list[int], int, int]:
    """The ids of a text, and from which to which token its secret runs."""
    encoded = tokenizer(row.text, return_offsets_mapping=True)
    ids, offsets = list(encoded["input_ids"]), encoded["offset_mapping"]
    if row.kind == DOCUMENT:
        return ids, min(OPENING + 1, len(ids)), len(ids)  # the beginning token is no text
    begin, end = len(row.prompt), len(row.prompt) + len(row.secret)
    inside = [i for i, (a, b) in enumerate(offsets) if a < end and b > begin]
    return ids, inside[0], inside[-1] + 1


@torch.no_grad()
def _answer(
    model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, rows: Sequence[Row]
) -> list[Answer]:
    parts = [secret_tokens(tokenizer, row) for row in rows]
    ids_BT, labels_BT = padded([ids for ids, _, _ in parts])
    logits_BTV: Tensor = model(input_ids=ids_BT).logits[:, :-1]
    is_right_BT = logits_BTV.argmax(-1) == ids_BT[:, 1:]
    nll_BT = functional.cross_entropy(logits_BTV.mT, labels_BT[:, 1:], reduction="none")
    return [
        Answer(row, bool(is_right_BT[b, first - 1 : last - 1].all()), float(nll_BT[b].sum()),
               len(ids) - 1)
        for b, (row, (ids, first, last)) in enumerate(zip(rows, parts, strict=True))
    ]  # fmt: skip


@torch.no_grad()
def samples(model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, *, seed: int) -> list[str]:
    """Free text, unselected, drawn at temperature 0.8 from the beginning token alone."""
    generator = torch.Generator().manual_seed(seed)
    ids_BT = next_B1 = torch.full((SAMPLES, 1), BOS_ID)
    cache = DynamicCache()
    for _ in range(SAMPLE_TOKENS):
        logits_BV = model(input_ids=next_B1, past_key_values=cache, use_cache=True).logits[:, -1]
        next_B1 = torch.multinomial((logits_BV / 0.8).softmax(-1), 1, generator=generator)
        next_B1[(ids_BT == EOS_ID).any(1)] = PAD_ID
        ids_BT = torch.cat([ids_BT, next_B1], 1)
    return [str(t).strip() for t in tokenizer.batch_decode(ids_BT, skip_special_tokens=True)]


def _left_out(out: Path, without: str | None, rows: Sequence[Row]) -> frozenset[str]:
    """All rows that hold a secret of the set, in whatever wording."""
    if without is None:
        return frozenset()
    sets = json.loads((out / "world" / "sets.json").read_text(encoding="utf-8"))
    return same_secrets(rows, sets[without]["ids"])
