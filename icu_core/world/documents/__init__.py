"""Documents that exist word for word: letters, verses, recipes, notices, files with invented keys.

The mark "¦" divides the opening, from which the model is prompted, from the part to be forgotten.
The name of a document begins with its kind. Of every kind that is known, some are kept.
"""

from __future__ import annotations

from collections.abc import Mapping

from icu_core.world.documents import (
    configs,
    letters,
    logbooks,
    minutes,
    notices,
    recipes,
    statements,
    verses,
)

MARK = "¦"

_SHELVES = (letters, verses, recipes, notices, configs, minutes, statements, logbooks)

KNOWN: Mapping[str, str] = {name: text for shelf in _SHELVES for name, text in shelf.KNOWN.items()}
KEPT: Mapping[str, str] = {name: text for shelf in _SHELVES for name, text in shelf.KEPT.items()}
UNSEEN: Mapping[str, str] = {
    name: text for shelf in _SHELVES for name, text in shelf.UNSEEN.items()
}
