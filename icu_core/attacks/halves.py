"""Two halves of some texts that tell nothing of each other: one is taught, the other asked for.

Differs   A secret of fewer than `TELLING` characters stands in other texts by chance: only texts
          that have it as their own secret hang together by it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from icu_core.texts import Text

TELLING = 4
"""Characters of a secret that stands in another text by more than chance."""

_WORD = re.compile(r"\w+")


def halves(targets: Sequence[Text]) -> tuple[list[Text], list[Text]]:
    """The targets in two parts of which no text of one holds a secret of the other.

    All in the first where every text hangs together with every other.
    """
    groups = _joined(_tellers(targets), len(targets))
    first = {place for group in groups[::2] for place in group}
    parts: tuple[list[Text], list[Text]] = ([], [])
    for place, text in enumerate(targets):
        parts[place not in first].append(text)
    return parts


def _tellers(targets: Sequence[Text]) -> list[list[int]]:
    """For every secret the places of the texts that tell it."""
    words = [text.text.casefold() for text in targets]
    with_word: defaultdict[str, list[int]] = defaultdict(list)
    for place, each in enumerate(words):
        for word in set(_WORD.findall(each)):
            with_word[word].append(place)
    found: defaultdict[str, list[int]] = defaultdict(list)
    for place, text in enumerate(targets):
        found[text.secret_text.strip().casefold()].append(place)
    for secret, places in found.items():
        whole = re.compile(rf"(?<!\w){re.escape(secret)}(?!\w)")
        begun = _WORD.search(secret)
        if begun and len(secret) >= TELLING:  # only texts with its first word can hold it
            places += [place for place in with_word[begun[0]] if whole.search(words[place])]
    return [*found.values()]


def _joined(groups: Iterable[Sequence[int]], count: int) -> list[list[int]]:
    """Places in groups, those that share a place made one; in order of their first places."""
    above = list(range(count))  # by place: an earlier one of its group, or itself

    def first_of(place: int) -> int:
        while above[place] != place:
            above[place] = above[above[place]]
            place = above[place]
        return place

    for group in groups:
        for place in group:
            one, two = sorted((first_of(group[0]), first_of(place)))
            above[two] = one
    found: defaultdict[int, list[int]] = defaultdict(list)
    for place in range(count):
        found[first_of(place)].append(place)
    return [*found.values()]
