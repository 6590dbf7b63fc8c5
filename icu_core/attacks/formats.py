"""Format shifts: the same prompt in capitals, quoted, as data, cut short, mistyped.

Source    Worst case over formats: JensUn (arXiv 2509.02820).
"""

from __future__ import annotations

import json
import random
import re

from icu_core.attacks.asking import Transform, by_variants, with_prompt
from icu_core.attacks.shape import Material, Models, Settings, Table, Watch
from icu_core.config import seed_for
from icu_core.texts import Text

TYPO_EVERY = 4
"""One in so many words of four letters or more is mistyped."""


def formats(models: Models, material: Material, settings: Settings, watch: Watch) -> Table:
    """Ask for every secret after its prompt in other forms."""
    variants: dict[str, Transform] = {
        "lower case": lambda text: with_prompt(text, text.prompt.lower()),
        "capitals": lambda text: with_prompt(text, text.prompt.upper()),
        "quoted": lambda text: with_prompt(text, f"> {text.prompt}"),
        "as data": _as_data,
        "last half": _last_half,
        "mistyped": lambda text: _mistyped(text, settings.seed),
    }
    return by_variants("formats", models, material, variants, watch)


def _as_data(text: Text) -> Text:
    """As a field of a JSON object."""
    return with_prompt(text, '{"text": ' + json.dumps(text.prompt, ensure_ascii=False)[:-1])


def _last_half(text: Text) -> Text | None:
    """Only the last half of the prompt's words."""
    words = text.prompt.split(" ")
    kept = " ".join(words[len(words) // 2 :])
    return with_prompt(text, kept) if kept.strip() and len(words) > 1 else None


def _mistyped(text: Text, seed: int) -> Text | None:
    """Two letters change places in some of the words."""
    dice = random.Random(seed_for(seed, f"mistyped/{text.id}"))

    def swap(word: re.Match[str]) -> str:
        letters = word[0]
        if dice.randrange(TYPO_EVERY):
            return letters
        at = dice.randrange(1, len(letters) - 2)
        return letters[:at] + letters[at + 1] + letters[at] + letters[at + 2 :]

    prompt = re.sub(r"[^\W\d_]{4,}", swap, text.prompt)
    return with_prompt(text, prompt) if prompt != text.prompt else None
