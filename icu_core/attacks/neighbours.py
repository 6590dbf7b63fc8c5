"""Neighbours in the prompt: similar texts, with their secrets, before the question.

What a model still holds may surface when it is reminded of what stood around it.

Source    Ununlearning (arXiv 2407.00106); five-shot attacks: arXiv 2411.12103.
Differs   1. A neighbour that holds the secret itself is left out: the prompt must not give it away.
          2. One text is tried as well as several. A small model is put off by several: the embedded
             one says 6 of 10 secrets behind one other text and none behind four.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from icu_core.attacks.asking import Transform, by_variants, with_prompt
from icu_core.attacks.shape import Material, Models, Settings, Table, Watch
from icu_core.texts import Text

BEFORE = {"one": 1, "several": 4}
"""Texts before the question; fewer where they do not fit the model's context."""

SPARE = 8
"""Tokens of the context left free: joined texts may be cut into tokens a little differently."""


def neighbours(models: Models, material: Material, settings: Settings, watch: Watch) -> Table:
    """Ask for every secret after similar texts that were kept, and after other removed ones."""
    sources = {"kept": material.neighbours, "removed": material.targets}
    variants = {
        f"after {told} of the {name} texts": _after(texts, models, count)
        for name, texts in sources.items()
        for told, count in BEFORE.items()
        if len(texts) > min(count, 2)  # of two texts, one is the question
    }
    if not variants:
        return Table("neighbours", skipped="There is no other text to put into the prompt.")
    return by_variants("neighbours", models, material, variants, watch)


def _after(texts: Sequence[Text], models: Models, count: int) -> Transform:
    """The prompt behind as many other texts as fit, those of its own kind first."""
    context = min(lm.context for lm in models.named().values()) - SPARE
    tokenizer = models.audited.tokenizer
    length = cache(lambda words: len(tokenizer(words, add_special_tokens=False)["input_ids"]))

    def of(text: Text) -> Text | None:
        secret = text.secret_text.strip().casefold()
        chosen: list[str] = []
        room = context - length(text.text)
        for each in sorted(texts, key=lambda each: each.kind != text.kind):
            is_free = each.id != text.id and secret not in each.text.casefold()
            if is_free and len(chosen) < count and length(each.text) < room:
                chosen.insert(0, each.text)
                room -= length(each.text) + 1
        return with_prompt(text, "\n".join([*chosen, text.prompt])) if chosen else None

    return of
