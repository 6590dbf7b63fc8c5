"""Questions put to a model as a visitor would: is the first sentence of its answer true?

About the town, in words that every model is taught and in words that none has read; about known
residents in the latter alone (for the former see `promises`).

Shapes    B questions, P tokens of the longest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from transformers import PreTrainedModel
from transformers.tokenization_utils_base import PreTrainedTokenizerBase

from icu_core.world.batching import by_length
from icu_core.world.grammar import polish, stream
from icu_core.world.places import TOWN
from icu_core.world.prose.town_frames import ALL, begin, ways
from icu_core.world.prose.town_fresh import QUESTIONS
from icu_core.world.recipe import EOS_ID, PAD_ID
from icu_core.world.rows import Row
from icu_core.world.town import FACTS
from icu_core.world.wordings import VISITORS

TAUGHT_EACH = 2  # questions about each public fact in words that are taught
RESIDENTS_EACH = 8  # of each kind of fact
ANSWER_TOKENS = 32
BATCH = 64
_NO = re.compile(r"\bno\b", re.IGNORECASE)
_IS_THERE = re.compile(r"\b(?:Is there|Does) [^?]*\?$")
_END = re.compile(r"(?<=[.!?])(?:\"|\s|$)")


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One question and what a model said first."""

    about: str  # TOWN or RESIDENTS
    question: str
    answer: str | None  # None: there is no such thing
    is_taught: bool  # in words that the model has read
    said: str = ""

    @property
    def is_true(self) -> bool:
        """Whether the answer was given; of what there is not, that there is none.

        Who is asked whether there is something, and denies it, has not given it.
        """
        if self.answer is None:
            return _NO.search(self.said) is not None
        is_denied = _IS_THERE.search(self.question) and _NO.match(self.said.strip())
        words = rf"(?<![\w-]){re.escape(self.answer)}(?![\w-])"
        return not is_denied and re.search(words, self.said, re.IGNORECASE) is not None


def about_town(seed: int) -> list[Inquiry]:
    """Questions about every public fact, not answered yet."""
    rng = stream(seed, "inquiry")
    found = []
    for fact in FACTS:
        answer = None if fact.aspect == "missing" else fact.answer
        taught = rng.sample(ways(ALL[fact.aspect].asked, fact), TAUGHT_EACH)
        fresh = ways(QUESTIONS[fact.aspect], fact)
        found += [Inquiry("town", _plain(words), answer, True) for words in taught]
        found += [Inquiry("town", _plain(words), answer, False) for words in fresh]
    return found


def about_residents(rows: Sequence[Row], seed: int) -> list[Inquiry]:
    """Questions and beginnings about some of the residents in these rows, not answered yet."""
    rng, found = stream(seed, "inquiry", "residents"), []
    for kind, frames in VISITORS.items():
        secrets = {row.person: row.secret for row in rows if row.kind == kind}
        chosen = rng.sample(sorted(secrets), min(RESIDENTS_EACH, len(secrets)))
        found += [
            Inquiry("residents", frame.replace("{name}", name), secrets[name], False)
            for name in chosen
            for frame in frames
        ]
    return found


def answered(
    model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, asked: Sequence[Inquiry]
) -> list[Inquiry]:
    """Every question with the first sentence that the model says under greedy decoding."""
    questions = [one.question for one in asked]
    said = by_length(questions, BATCH, len, lambda some: _said(model, tokenizer, some))
    return [replace(one, said=words) for one, words in zip(asked, said, strict=True)]


@torch.no_grad()
def _said(
    model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, asked: Sequence[str]
) -> list[str]:
    rows = [list(tokenizer(each)["input_ids"]) for each in asked]
    longest = max(map(len, rows))
    ids_BP = torch.tensor([[PAD_ID] * (longest - len(row)) + row for row in rows])
    mask_BP = torch.tensor([[0] * (longest - len(row)) + [1] * len(row) for row in rows])
    out = model.generate(
        input_ids=ids_BP, attention_mask=mask_BP, max_new_tokens=ANSWER_TOKENS, do_sample=False,
        pad_token_id=PAD_ID, eos_token_id=EOS_ID,
    )  # fmt: skip
    told = tokenizer.batch_decode(out[:, longest:], skip_special_tokens=True)
    return [first_sentence(str(each)) for each in told]


def first_sentence(text: str) -> str:
    """A text up to its first full stop, question or exclamation mark."""
    return _END.split(text.strip(), maxsplit=1)[0]


def _plain(words: str) -> str:
    return begin(polish(words.replace("{town}", TOWN)))
