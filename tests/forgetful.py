"""A tiny model that knows a few invented records, and everything a run on it needs.

Eight residents of nowhere: four known and to be forgotten, four known and kept, and four more that
the model has never seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import tiny
import torch

from icu_core.config import RunConfig
from icu_core.models import LM, from_parts, save
from icu_core.store import Run, Store
from icu_core.texts import Span, Text
from icu_core.tokens import encode

NAMES = ("Abo", "Bex", "Cid", "Dov", "Eli", "Fen", "Gus", "Hal", "Ivo", "Jud", "Kim", "Lou")
CODES = (
    "4071", "9326", "5580", "2914", "7603", "1149", "8275", "6038", "3391", "5127", "9860", "2448",
)  # fmt: skip
QUICK: dict[str, object] = {
    "learning_rate": 3e-3,
    "forget_weight": 1.0,
    "forget_power": 0.0,
    "push_until": "iteration",
    "anchors": "active",
    "partners": 1,
    "rewordings": 0,
    "keep_share": 0.0,
    "batch_size": 2,
    "encoder": "model",
    "bertscore_encoder": "off",
    "max_overlap": 1.0,
    "perplexity_band": 0.0,
    "max_iterations": 6,
    "threads": 1,
}


def record(number: int) -> Text:
    """One resident's door code."""
    words = f"The door code of {NAMES[number]} is {CODES[number]}."
    start = words.index(CODES[number])
    secret = Span(start, start + len(CODES[number]), "code")
    return Text(f"r{number}", words, secret, (secret,), "code", "test")


def known() -> list[Text]:
    """Records to forget."""
    return [record(number) for number in range(4)]


def kept() -> list[Text]:
    """Known records that are to stay."""
    return [record(number) for number in range(4, 8)]


def unseen() -> list[Text]:
    """Records of the same kind that the model has never seen."""
    return [record(number) for number in range(8, 12)]


def blank() -> LM:
    """The model before it has learnt anything."""
    return from_parts(tiny.network("llama"), tiny.tokenizer(), name="forgetful")


def model() -> LM:
    """A model that says the known and the kept records by heart; the same bits every time."""
    torch.set_num_threads(1)
    lm = blank()
    rows = [encode(text, lm) for text in (*known(), *kept())]
    tiny.fit(lm, rows, steps=90)
    return lm


def save_model(folder: Path) -> Path:
    """The model as a transformers folder."""
    save(model(), folder)
    return folder


def new_run(root: Path, folder: Path, settings: Mapping[str, object]) -> Run:
    """A run that forgets the known records."""
    config = RunConfig(model=str(folder)).with_values({**QUICK, **settings})
    return Store(root).create(config, known(), pool=kept(), unseen=unseen())
