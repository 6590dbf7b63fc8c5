"""The pieces that HTML on the pages is made of; whatever comes from outside is escaped here.

HTML is made in the modules called markup and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from icu_core.escape import escape
from icu_core.texts import Text

Span = tuple[int, int]


PART_CHARACTERS = 4  # shorter pieces of a secret appear by chance, and so do ...
PART_SHARE = 1 / 3  # ... common words in a longer one
SHARED_CHARACTERS = 3  # as many in a row that another secret has too belong to the kind
COMPARED_CHARACTERS = 2_000  # matching takes quadratic time


def page(inner: str, *, css: str = "") -> str:
    """The frame of every piece: sets font and colours."""
    return f'<div class="icu {css}">{inner}</div>'


def note(text: str) -> str:
    """A quiet remark."""
    return page(f'<div class="icu-note">{escape(text)}</div>')


def quiet(text: str) -> str:
    """A sentence in small grey letters."""
    return page(f'<p class="dim">{escape(text)}</p>', css="icu-quiet")


def notes(lines: Sequence[str]) -> str:
    """Remarks on what was read; nothing where there are none."""
    return "".join(note(line) for line in lines)


def error(text: str) -> str:
    """Something went wrong, said where it went wrong."""
    return page(f'<div class="icu-error" role="alert">{escape(text)}</div>')


def empty(text: str) -> str:
    """What stands where nothing is yet."""
    return page(f'<div class="icu-empty">{escape(text)}</div>')


def section(title: str, text: str = "") -> str:
    """A heading with a sentence."""
    more = f'<p class="dim">{escape(text)}</p>' if text else ""
    return page(f'<h2 class="icu-section">{escape(title)}</h2>{more}')


def dot(colour: str) -> str:
    """A round spot in a CSS colour."""
    return f'<span class="icu-dot" style="background:{colour}"></span>'


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: class and HTML of every cell, and a class of its own."""

    cells: Sequence[tuple[str, str]]
    css: str = ""


def table_of(heads: Sequence[str], rows: Iterable[Row], *, css: str = "") -> str:
    """A table; on a narrow window every row becomes a card that names its cells itself."""
    head = "".join(f"<th>{escape(each)}</th>" for each in heads)
    body = "".join(
        f'<tr class="{row.css}">'
        + "".join(
            f'<td class="{of_cell}" data-head="{escape(name)}">{inner}</td>'
            for name, (of_cell, inner) in zip(heads, row.cells, strict=True)
        )
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="icu-scroll {css}" tabindex="0"><table class="icu-told">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def marked(text: str, spans: Iterable[Span], css: str) -> str:
    """Text with some parts marked."""
    out, at = [], 0
    for start, stop in sorted(spans):
        if start < at:
            continue
        out.append(escape(text[at:start]))
        out.append(f'<mark class="{css}">{escape(text[start:stop])}</mark>')
        at = stop
    return "".join(out) + escape(text[at:])


def with_secret(text: Text) -> str:
    """A text with its secret marked."""
    return marked(text.text, [(text.secret.start, text.secret.stop)], "icu-secret")


def leaked(said: str, secret: str, others: Sequence[str] = ()) -> tuple[list[Span], bool]:
    """Where a continuation gives parts of the secret away, and whether it says all of it.

    What also stands in `others`, secrets of the same kind, gives nothing away: "HB-" begins every
    account number of the town, and who knows one of them says it.
    """
    said, bare = said[:COMPARED_CHARACTERS], secret.strip()[:COMPARED_CHARACTERS]
    if not bare:
        return [], False
    place = said.find(bare)
    if place >= 0:
        return [(place, place + len(bare))], True
    blocks = SequenceMatcher(None, said, bare, autojunk=False).get_matching_blocks()
    least = min(max(PART_CHARACTERS, round(PART_SHARE * len(bare))), len(bare))
    parts = [part for block in blocks if block.size >= least
             for part in _own(said, (block.a, block.a + block.size), others)]  # fmt: skip
    return [part for part in parts if part[1] - part[0] >= least], False


def _own(said: str, block: Span, others: Sequence[str]) -> list[Span]:
    """The parts of a block that no other text shares, from left to right."""
    found, at, start = [], block[0], block[0]
    while at < block[1]:
        end = at
        while end < block[1] and any(said[at : end + 1] in other for other in others):
            end += 1
        if end - at >= SHARED_CHARACTERS:
            found.append((start, at))
            at = start = end
        else:
            at += 1
    return [*found, (start, block[1])]


def said(continuation: str, secret: str, others: Sequence[str] = ()) -> str:
    """A continuation with what it gives away marked: whole secrets strongly, parts weakly."""
    spans, is_whole = leaked(continuation, secret, others)
    return marked(continuation, spans, "icu-secret" if is_whole else "icu-secret part")


def kind_chip(text: Text) -> str:
    """What kind of secret it is, where that says something."""
    return f'<span class="icu-chip">{escape(text.kind)}</span>' if text.kind != "text" else ""


def chosen_texts(texts: Sequence[Text], *, at_most: int = 200) -> str:
    """The texts that are about to be forgotten, secrets marked."""
    if not texts:
        return empty("The texts that you choose will stand here, their secrets marked.")
    rows = "".join(
        f'<div class="row"><span class="no">{place}</span>'
        f'<span class="body">{with_secret(text)} {kind_chip(text)}</span></div>'
        for place, text in enumerate(texts[:at_most], start=1)
    )
    more = (
        f"<p class='dim'>… and {len(texts) - at_most:,} more.</p>" if len(texts) > at_most else ""
    )
    return page(f'<div class="icu-list" tabindex="0">{rows}</div>{more}')


def header() -> str:
    """The first thing that a visitor reads."""
    return page(
        "<h1>Make a language model forget</h1><p>Models repeat things that they should not know. "
        "Unlearning removes them afterwards, without training the model anew.</p>",
        css="icu-head",
    )
