"""A tiny town for audits: models that know some door codes, met others never, or nothing at all.

`original` has read the targets, the neighbours and some ordinary sentences; `gold` the same but the
targets; `broken` has random weights. Each is trained anew on request: audits change weights, and
put them back.
"""

from __future__ import annotations

import random
from functools import cache

import tiny
import torch

from icu_core.attacks.shape import Material, Models
from icu_core.models import LM, from_parts
from icu_core.texts import Span, Text
from icu_core.tokens import encode

TARGETS, NEIGHBOURS, CONTROLS = 6, 6, 24
STEPS = 160
NAMES = (
    "Abo", "Bex", "Cid", "Dov", "Eli", "Fen", "Gus", "Hal", "Ivo", "Jud", "Kim", "Lou", "Mab",
    "Ned", "Ora", "Pip", "Quin", "Rex", "Sal", "Tab", "Una", "Vic", "Wes", "Xan", "Yul", "Zed",
    "Ada", "Bor", "Cal", "Dex", "Eve", "Fay", "Gil", "Hob", "Ina", "Jax",
)  # fmt: skip
WORDINGS = ("The door code of {} is {}.", "To enter at {}'s, press {} and push.")


def record(number: int, *, wording: int = 0) -> Text:
    """One resident's door code."""
    code = str(random.Random(number).randrange(1000, 10_000))
    words = WORDINGS[wording].format(NAMES[number], code)
    start = words.index(code)
    secret = Span(start, start + len(code), "code")
    return Text(f"r{number}/{wording}", words, secret, (secret,), "code", "test")


def some(first: int, count: int, *, wording: int = 0) -> tuple[Text, ...]:
    """Consecutive records."""
    return tuple(record(number, wording=wording) for number in range(first, first + count))


def targets() -> tuple[Text, ...]:
    """Records to be forgotten."""
    return some(0, TARGETS)


def neighbours() -> tuple[Text, ...]:
    """Records to be kept."""
    return some(TARGETS, NEIGHBOURS)


def controls() -> tuple[Text, ...]:
    """Records that no model has read."""
    return some(TARGETS + NEIGHBOURS, CONTROLS)


def wordings() -> tuple[Text, ...]:
    """Targets and controls in other words."""
    return (*some(0, TARGETS, wording=1), *some(TARGETS + NEIGHBOURS, CONTROLS, wording=1))


def prose() -> tuple[Text, ...]:
    """Ordinary sentences, which every model but the broken one has read."""
    return tuple(tiny.text(words, id=f"p{i}") for i, words in enumerate(tiny.SENTENCES))


def material() -> Material:
    """All of them."""
    return Material(targets(), controls(), neighbours(), wordings(), prose())


def trained(texts: tuple[Text, ...]) -> LM:
    """A model that has read these texts many times."""
    torch.set_num_threads(1)
    lm = from_parts(tiny.network("llama"), tiny.tokenizer(), name="small")
    tiny.fit(lm, [encode(text, lm) for text in texts], steps=STEPS)
    return lm


@cache
def original() -> LM:
    """A model that knows the targets; whoever trains it puts its weights back."""
    return trained((*targets(), *neighbours(), *prose()))


@cache
def gold() -> LM:
    """A model that never met the targets."""
    return trained((*neighbours(), *prose()))


@cache
def broken() -> LM:
    """A model that has learnt nothing."""
    return from_parts(tiny.network("llama", seed=3), tiny.tokenizer(), name="broken")


def models(audited: LM, *, with_gold: bool = True) -> Models:
    """The audited model beside the others."""
    return Models(audited, original(), gold() if with_gold else None)
