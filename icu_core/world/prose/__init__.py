"""Ordinary text of the town: frames that the grammar composes, and passages as they stand.

One module per kind of text. Each has `FRAMES` (see `icu_core.world.grammar`), `PASSAGES` (whole
paragraphs; a few slots at most) and, where it needs them, `WORDS`: slots of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import ModuleType

from icu_core.world.lexicon import ORDINARY
from icu_core.world.prose import (
    diary,
    guide,
    harbour,
    home,
    letters,
    market,
    nature,
    news,
    notes,
    school,
    tales,
    talk,
    town_facts,
    town_quiz,
    town_talk,
    year,
)

_MODULES: Mapping[str, ModuleType] = {
    "news": news,
    "harbour": harbour,
    "market": market,
    "home": home,
    "letters": letters,
    "diary": diary,
    "talk": talk,
    "tales": tales,
    "school": school,
    "nature": nature,
    "year": year,
    "notes": notes,
    "guide": guide,
    "town_facts": town_facts,
    "town_talk": town_talk,
    "town_quiz": town_quiz,
}
FRAMES: Mapping[str, tuple[str, ...]] = {name: m.FRAMES for name, m in _MODULES.items()}
PASSAGES: Mapping[str, tuple[str, ...]] = {
    name: getattr(m, "PASSAGES", ()) for name, m in _MODULES.items()
}
WORDS: Mapping[str, Sequence[str]] = {
    **ORDINARY,
    **{slot: words for m in _MODULES.values() for slot, words in getattr(m, "WORDS", {}).items()},
}
