"""Paragraphs that are really lists: lines of which each holds a secret of its own.

Only one secret of a text is forgotten, so that a list that is taken for one text would keep all
the others.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterable, Sequence

from icu_core import rounding
from icu_core.reading.sensitive import mark
from icu_core.texts import Span, Text, distinct, new_text

_MENTIONED = frozenset({"name", "date"})  # kinds that ordinary lines mention one after another
_ASKED_WITH = 3  # words before a secret that make a line complete; "Phone: 555-0142" is a part


def part_lists(texts: Iterable[Text]) -> tuple[list[Text], list[str]]:
    """The texts, those that are lists line by line; with a note on them."""
    kept: list[Text] = []
    lines: list[Text] = []
    lists = 0
    for text in texts:
        own = [mark(new_text(line, source=text.source)) for line in _lines(text)]
        lists += bool(own)
        lines += own
        kept += own or [text]
    different = distinct(kept)
    twice = len(kept) - len(different)
    in_all = f"{rounding.count(len(distinct(lines)), 'text')} in all"
    in_all += f", {rounding.count(twice, 'duplicate')} dropped" if twice else ""
    note = (
        f"{rounding.count(lists, 'paragraph')} with a secret of its own on every line: each line "
        f"was taken as a text, {in_all}. Split by paragraph to keep them together."
    )
    return different, [note] if lists else []


def packed_note(texts: Iterable[Text]) -> list[str]:
    """A note on texts of which several lines hold a secret, where there are any."""
    packed = sum(sum(map(_is_told, _by_line(text))) > 1 for text in texts)
    note = (
        f"{rounding.count(packed, 'text')} with something sensitive on several lines; only one "
        "secret of each text is forgotten. Split by line to forget the others too."
    )
    return [note] if packed else []


def _lines(text: Text) -> Sequence[str]:
    """The lines of a list; none where the text is no list.

    Each begins anew and can be asked for; most tell what lines do not merely mention.
    """
    lines, start = text.text.split("\n"), 0
    by_line = _by_line(text)
    if len(lines) < 2 or 2 * sum(map(_is_told, by_line)) <= len(lines):
        return ()
    for line, spans in zip(lines, by_line, strict=True):
        can_be_asked = any(
            len(text.text[start : each.start].split()) >= _ASKED_WITH for each in spans
        )
        if line.lstrip()[:1].islower() or not can_be_asked:
            return ()
        start += len(line) + 1
    return lines


def _is_told(spans: Iterable[Span]) -> bool:
    """Whether these are more than what ordinary lines mention."""
    return any(each.kind not in _MENTIONED for each in spans)


def _by_line(text: Text) -> list[list[Span]]:
    """What is sensitive on each line of a text."""
    ends = list(itertools.accumulate(len(line) + 1 for line in text.text.split("\n")))
    found: list[list[Span]] = [[] for _ in ends]
    for span in text.spans:
        found[bisect.bisect_right(ends, span.start)].append(span)
    return found
