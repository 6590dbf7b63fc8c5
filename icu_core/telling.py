"""Whether a text tells a secret that is to be forgotten: what holds on to one that does teaches it.

A secret counts word for word and as a whole; case and white space do not count.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from icu_core.texts import WORD, Text


class Telling:
    """The secrets of some targets, looked for in other texts."""

    def __init__(self, targets: Sequence[Text]) -> None:
        self._secrets = {tuple(_words(target.secret_text)) for target in targets}
        self._lengths = sorted({len(secret) for secret in self._secrets} - {0})

    def by(self, text: Text) -> bool:
        """Whether this text tells one of them."""
        words = _words(text.text)
        return any(
            tuple(words[at : at + length]) in self._secrets
            for length in self._lengths
            for at in range(len(words) - length + 1)
        )

    def without(self, texts: Sequence[Text]) -> list[Text]:
        """The texts that tell none of them, in their order."""
        return [text for text in texts if not self.by(text)]


def _words(text: str) -> list[str]:
    """Words, and every other sign by itself."""
    return re.findall(rf"{WORD}+|\S", text.casefold())
