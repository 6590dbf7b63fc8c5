"""What stands beside targets and partners: what steps hold on to, what none reads, what is watched.

Source    Texts of the pool as anchors: see `anchors` in config.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import filterfalse, islice

from icu_core import world
from icu_core.calibration import evenly
from icu_core.config import RunConfig
from icu_core.models import LM
from icu_core.telling import Telling
from icu_core.texts import Text

ANCHOR_TEXTS = 256
"""Texts of the pool that are held on to beside the partners: a sample of all that is to stay."""

UNTOUCHED_TEXTS = 64
"""Texts of the pool that no step reads: partners are read again and again, and hide the damage."""

PROSE_TEXTS = 8
"""Texts that perplexity is watched on; always the same ones, so few tell a change of 1 %."""


def beside(
    free: Sequence[Text], read: Sequence[Text], told: Telling, config: RunConfig
) -> tuple[Sequence[Text], Sequence[Text]]:
    """What steps hold on to beside partners, and what none of them reads.

    Of a small pool a fifth or more stays untouched, and no secret of those that the steps read.
    """
    anchors: Sequence[Text] = []
    if config.anchors == "pool":
        most = min(ANCHOR_TEXTS, len(free) * 4 // 5) if len(free) > 1 else 1
        anchors = told.without(evenly(free, most))
    held = {text.secret_text for text in (*read, *anchors)}
    others = [text for text in free if text.secret_text not in held]
    return anchors, told.without(evenly(others, UNTOUCHED_TEXTS))


def prose_of(lm: LM, rest: Sequence[Text], told: Telling) -> list[Text]:
    """Text that must not become harder."""
    found = world.heldout() if lm.name == "embedded" else rest
    return list(islice(filterfalse(told.by, found), PROSE_TEXTS))
