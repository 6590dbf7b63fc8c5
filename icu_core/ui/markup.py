"""The pieces that HTML on the pages is made of; whatever comes from outside is escaped here.

HTML is made in the modules called markup and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from icu_core.texts import Text
from icu_core.ui.escape import escape

Span = tuple[int, int]


PART_CHARACTERS = 4  # shorter pieces of a secret appear by chance, and so do ...
PART_SHARE = 1 / 3  # ... common words in a longer one
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


def table_of(heads: Sequence[str], rows: str) -> str:
    """A table that scrolls on its own; heads and rows are HTML already."""
    head = "".join(f"<th>{each}</th>" for each in heads)
    return f'<div class="icu-scroll"><table class="icu-told"><tr>{head}</tr>{rows}</table></div>'


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


def leaked(said: str, secret: str) -> tuple[list[Span], bool]:
    """Where a continuation gives parts of the secret away, and whether it says all of it."""
    said, bare = said[:COMPARED_CHARACTERS], secret.strip()[:COMPARED_CHARACTERS]
    if not bare:
        return [], False
    place = said.find(bare)
    if place >= 0:
        return [(place, place + len(bare))], True
    blocks = SequenceMatcher(None, said, bare, autojunk=False).get_matching_blocks()
    least = min(max(PART_CHARACTERS, round(PART_SHARE * len(bare))), len(bare))
    return [(block.a, block.a + block.size) for block in blocks if block.size >= least], False


def said(continuation: str, secret: str) -> str:
    """A continuation with what it gives away marked: whole secrets strongly, parts weakly."""
    spans, is_whole = leaked(continuation, secret)
    return marked(continuation, spans, "icu-secret" if is_whole else "icu-secret part")


def kind_chip(text: Text) -> str:
    """What kind of secret it is, where that says something."""
    return f'<span class="icu-chip">{escape(text.kind)}</span>' if text.kind != "text" else ""


def chosen_texts(texts: Sequence[Text], *, at_most: int = 200) -> str:
    """The texts that are about to be forgotten, secrets marked."""
    if not texts:
        return empty("No text chosen yet.")
    rows = "".join(
        f'<div class="row"><span class="no">{place}</span>'
        f'<span class="body">{with_secret(text)} {kind_chip(text)}</span></div>'
        for place, text in enumerate(texts[:at_most], start=1)
    )
    more = (
        f"<p class='dim'>… and {len(texts) - at_most:,} more.</p>" if len(texts) > at_most else ""
    )
    return page(f'<div class="icu-list">{rows}</div>{more}')


def header() -> str:
    """The first thing that a visitor reads."""
    return page(
        "<h1>Make a language model forget</h1><p>Models repeat things that they should not know. "
        "Unlearning removes them afterwards, without training the model anew.</p>",
        css="icu-head",
    )


def steps() -> str:
    """What there is to do, for somebody who comes for the first time."""
    told = (
        ("Choose texts", "a language model has learnt by heart: phone numbers, codes, diagnoses."),
        ("Watch it forget", "them one by one, while it keeps everything else it knows."),
        ("Compare", "the model before and after, side by side, with any question you like."),
    )
    cells = "".join(
        f"<div><b>{place}. {escape(title)}</b>{escape(text)}</div>"
        for place, (title, text) in enumerate(told, start=1)
    )
    return page(f'<div class="icu-steps">{cells}</div>')
