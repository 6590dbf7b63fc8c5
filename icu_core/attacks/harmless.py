"""Harmless training: a model that is trained on is all there is; do secrets come back by it?

Source    Benign relearning: arXiv 2406.13356.
"""

from __future__ import annotations

from icu_core.attacks.relearning import taught
from icu_core.attacks.shape import Material, Models, Settings, Table, Watch, spread

MOST = 32
"""Texts that are taught."""


def harmless(models: Models, material: Material, settings: Settings, watch: Watch) -> Table:
    """Teach neighbours that hold none of the secrets, and ask for all of them."""
    secrets = {text.secret_text.strip().casefold() for text in material.targets}
    free = [
        text
        for text in material.neighbours
        if not any(secret in text.text.casefold() for secret in secrets)
    ]
    if not free:
        return Table("harmless", skipped="No similar texts were given that hold no secret.")
    everything = frozenset(text.id for text in (*material.targets, *material.controls))
    lessons = [(spread(free, MOST), everything)]
    return taught("harmless", models, material, settings, watch, lessons)
