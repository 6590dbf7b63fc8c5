"""HTML of the library: a page of records with ticks, and whether the model gives each away."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from icu_core.escape import escape
from icu_core.leaks import Leak
from icu_core.texts import Text
from icu_core.ui import words
from icu_core.ui.markup import kind_chip, marked, page

PER_PAGE = 20
SHOWN_CHARACTERS = 300

PICK_JS = """
element.addEventListener('click', (event) => {
  const row = event.target.closest('[data-record]'), turn = event.target.closest('[data-page]');
  if (row) trigger('select', {record: Number(row.dataset.record)});
  else if (turn && !turn.disabled) trigger('select', {page: Number(turn.dataset.page)});
});
"""
"""Says which record was ticked, or which page was turned to."""

CSS_OF = {"yes": "leaking", "part": "leaking", "no": "forgotten"}


def library(
    numbers: Sequence[int],
    records: Sequence[Text],
    ticked: Collection[str],
    leaks: Mapping[str, Leak],
    at: int,
    *,
    is_being_measured: bool,
) -> str:
    """One page of those records whose numbers are given, counted from 1 as pages are."""
    pages = max(1, -(-len(numbers) // PER_PAGE))
    at = min(max(at, 1), pages)
    some = numbers[(at - 1) * PER_PAGE : at * PER_PAGE]
    rows = "".join(
        _row(number, text, text.id in ticked, leaks.get(text.id), is_being_measured)
        for number in some
        if (text := records[number - 1])
    )
    nothing = '<div class="row"><span></span><span class="dim">No record is like that.</span></div>'
    listed = f'<div class="icu-list icu-library">{rows or nothing}</div>'
    return page(listed + _turns(at, pages, len(numbers)))


def _row(
    number: int, text: Text, is_ticked: bool, leak: Leak | None, is_being_measured: bool
) -> str:
    answer, figures = words.leak_told(leak, is_being_measured=is_being_measured)
    shown = text.text[:SHOWN_CHARACTERS]
    span = (min(text.secret.start, len(shown)), min(text.secret.stop, len(shown)))
    body = marked(shown, [span] if span[1] > span[0] else [], "icu-secret")
    tone = f"color:var(--icu-{CSS_OF[leak.answer]}-ink)" if leak else ""
    return (
        f'<button class="row" role="checkbox" aria-checked="{str(is_ticked).lower()}" '
        f'data-record="{number}"><span class="tick">{"✓" if is_ticked else ""}</span>'
        f'<span class="body">{body}{"…" if len(text.text) > len(shown) else ""} '
        f'{kind_chip(text)} <span class="leak">leaks: <b style="{tone}">{escape(answer)}</b> '
        f'<span class="dim">{escape(figures)}</span></span></span></button>'
    )


def _turns(at: int, pages: int, found: int) -> str:
    """Where in the list this is, and the way to its other pages."""
    before = "disabled" if at <= 1 else ""
    after = "disabled" if at >= pages else ""
    return (
        f'<div class="icu-turns"><button data-page="{at - 1}" {before}>← back</button>'
        f"<span>{words.count(found, 'record')}, page {at} of {pages}</span>"
        f'<button data-page="{at + 1}" {after}>more →</button></div>'
    )
