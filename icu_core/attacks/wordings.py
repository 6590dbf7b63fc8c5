"""Other wordings: the same secret asked for in every other text that holds it.

Source    Worst case over paraphrases: JensUn (arXiv 2509.02820).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from icu_core.attacks.asking import Transform, by_variants
from icu_core.attacks.shape import Material, Models, Settings, Table, Watch
from icu_core.texts import Text

MOST = 4
"""Wordings of one secret that are tried."""


def wordings(models: Models, material: Material, settings: Settings, watch: Watch) -> Table:
    """Ask for every secret in its other wordings."""
    by_secret: dict[str, list[Text]] = {}
    for text in material.wordings:
        by_secret.setdefault(text.secret_text, []).append(text)
    others = {
        text.id: [each for each in by_secret.get(text.secret_text, []) if each.text != text.text]
        for text in (*material.targets, *material.controls)
    }
    if not any(others[text.id] for text in material.targets):
        return Table("wordings", skipped="No other wording of these secrets was given.")
    variants = {f"wording {place + 1}": _other(others, place) for place in range(MOST)}
    return by_variants("wordings", models, material, variants, watch)


def _other(others: Mapping[str, Sequence[Text]], place: int) -> Transform:
    """The text's other wording of that number."""

    def of(text: Text) -> Text | None:
        return others[text.id][place] if place < len(others[text.id]) else None

    return of
