"""Words that a model makes up in free text: those that stand in no text of its world."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from icu_core.world import corpus
from icu_core.world.corpus import World

READ_TEXTS = 20_000  # ordinary texts that are looked through for words; all frames come many times

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def words_of(text: str) -> list[str]:
    """Its words in small letters; numbers are none."""
    return _WORD.findall(text.lower())


def known_words(world: World) -> frozenset[str]:
    """All words of this world: its rows, what is taught of it, its ordinary text."""
    read = [
        *(row.text for row in world.rows),
        *corpus.taught(world, "spelling"),
        *islice(corpus.ordinary_texts(world, "spelling"), READ_TEXTS),
    ]
    return frozenset(word for text in read for word in words_of(text))


def invented(samples: Iterable[str], known: frozenset[str]) -> list[str]:
    """The words of free text that are none; of a text cut off, the last word is not looked at."""
    return [word for sample in samples for word in _whole_words(sample) if word not in known]


def _whole_words(sample: str) -> list[str]:
    found = words_of(sample)
    return found[:-1] if sample[-1:].isalpha() else found
