"""What stands beside targets and partners: what steps hold on to, what none reads, what is watched.

Source    Texts of the pool as anchors: see `anchors` in config.py.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from icu_core import world
from icu_core.calibration import evenly
from icu_core.config import RunConfig
from icu_core.models import LM
from icu_core.texts import WORD, Text

ANCHOR_TEXTS = 256
"""Texts of the pool that are held on to beside the partners: a sample of all that is to stay."""

UNTOUCHED_TEXTS = 64
"""Texts of the pool that no step reads: partners are read again and again, and hide the damage."""

PROSE_TEXTS = 8
"""Texts that perplexity is watched on; always the same ones, so few tell a change of 1 %."""


class Harmless:
    """Of texts those that tell no secret of a target: what holds on to one teaches it again.

    A secret counts word for word; case and white space do not count.
    """

    def __init__(self, targets: Sequence[Text]) -> None:
        self._secrets = {tuple(_words(target.secret_text)) for target in targets}
        self._lengths = sorted({len(secret) for secret in self._secrets} - {0})

    def __call__(self, texts: Sequence[Text]) -> list[Text]:
        """Those, in their order."""
        return [text for text in texts if self.is_one(text)]

    def is_one(self, text: Text) -> bool:
        """Whether this text tells none of them."""
        words = _words(text.text)
        return not any(
            tuple(words[at : at + length]) in self._secrets
            for length in self._lengths
            for at in range(len(words) - length + 1)
        )


def beside(
    free: Sequence[Text], read: Sequence[Text], harmless: Harmless, config: RunConfig
) -> tuple[Sequence[Text], Sequence[Text]]:
    """What steps hold on to beside partners, and what none of them reads.

    Of a small pool a fifth or more stays untouched, and no secret of those that the steps read.
    """
    anchors: Sequence[Text] = []
    if config.anchors == "pool":
        most = min(ANCHOR_TEXTS, len(free) * 4 // 5) if len(free) > 1 else 1
        anchors = harmless(evenly(free, most))
    held = {text.secret_text for text in (*read, *anchors)}
    others = [text for text in free if text.secret_text not in held]
    return anchors, harmless(evenly(others, UNTOUCHED_TEXTS))


def prose_of(lm: LM, rest: Sequence[Text], harmless: Harmless) -> list[Text]:
    """Text that must not become harder."""
    found = world.heldout() if lm.name == "embedded" else rest
    return list(islice(filter(harmless.is_one, found), PROSE_TEXTS))


def _words(text: str) -> list[str]:
    """Words, and every other sign by itself."""
    return re.findall(rf"{WORD}+|\S", text.casefold())
