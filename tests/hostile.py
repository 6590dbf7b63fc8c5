"""A tiny model that has learnt to say hostile things, and a run on it.

It is trained in code, on texts that never passed our normalisation: what a checkpoint of somebody
else may say is not ours to choose.
"""

from __future__ import annotations

from pathlib import Path

import forgetful
import tiny

from icu_core.config import RunConfig
from icu_core.models import LM, from_parts, save
from icu_core.store import Run, Store
from icu_core.texts import Span, Text
from icu_core.tokens import encode

EMITTED = {
    "script": "<script>window.broken=1</script>",
    "picture": "<img src=x onerror=window.broken=2>",
    "markdown": "![a](https://example.org/a.png)",
    "link": "[b](javascript:window.broken=3)",
    "tex": r"$\href{javascript:window.broken=4}{c}$",
    "template": "${window.broken=5}{{window.broken=6}}",
    "ansi": "\x1b[31mred\x1b]0;title\x07",
    "direction": "\u202egnorw\u2066",
}
"""What the model says after its prompt, the name and a colon."""

STEPS = 220


def text(name: str) -> Text:
    """One prompt and the hostile thing after it."""
    words = f"{name}: {EMITTED[name]}"
    secret = Span(len(name) + 2, len(words), "code")
    return Text(name, words, secret, (secret,), "code", "test")


def texts() -> list[Text]:
    """All of them."""
    return [text(name) for name in EMITTED]


def model() -> LM:
    """A model that says them by heart."""
    lm = from_parts(tiny.network("llama"), tiny.tokenizer(), name="hostile")
    tiny.fit(lm, [encode(each, lm) for each in texts()], steps=STEPS, lr=5e-3)
    return lm


def save_model(folder: Path) -> Path:
    """The model as a transformers folder."""
    save(model(), folder)
    return folder


def new_run(root: Path, folder: Path) -> Run:
    """A short run on these texts, whose name is hostile as well."""
    settings = {**forgetful.QUICK, "max_iterations": 1, "learning_rate": 1e-4}
    return Store(root).create(
        RunConfig(model=str(folder)).with_values(settings),
        texts(),
        name=EMITTED["picture"],
        pool=forgetful.kept(),
        unseen=forgetful.unseen(),
    )
