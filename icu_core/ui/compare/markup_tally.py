"""HTML of many answers to one prompt: how often each model says the secret, and what it proves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from icu_core.escape import escape
from icu_core.rounding import at_least, at_most
from icu_core.ui import words
from icu_core.ui.compare.markup_answers import TITLES, Expected, end_of, leaks_in
from icu_core.ui.markup import Row, marked, page, table_of

if TYPE_CHECKING:
    from icu_core.tally import Tally

MOST_KINDS = 40
SHOWN_CHARACTERS = 240

EXPLAINED = (
    "One answer may be luck. Here every model answers the same prompt many times, with fresh dice "
    "each time, and we count."
)


def tally(some: Sequence[Tally], expected: Expected, prompt: str, *, n: int, is_done: bool) -> str:
    """What was asked, one card for each model, and everything that was said."""
    cards = "".join(_card(each, expected, n) for each in some)
    kinds = "".join(_kinds(each, expected) for each in some) if is_done else ""
    more = (
        f'<details><summary>Everything they said</summary><div class="icu-columns of-{len(some)}">'
        f"{kinds}</div></details>"
        if kinds
        else ""
    )
    told = _sentence(some, expected) if is_done else f"{len(some[0].answers)} of {n} answers …"
    return page(
        f'<p class="dim">{_asked(prompt, expected)}</p>'
        f'<div class="icu-columns of-{len(some)}">{cards}</div><p class="icu-told-so">{told}</p>'
        f"{more}"
    )


def _asked(prompt: str, expected: Expected) -> str:
    """What was asked, and what counts: of own words every secret of the run."""
    if expected.role == "own":
        return f"Asked: {escape(end_of(prompt))} … Every secret of this run counts."
    css = "icu-secret" if expected.is_target else "icu-target"
    secret = escape(expected.secret, at_most=SHOWN_CHARACTERS)
    return f'Asked: {escape(end_of(prompt))} <mark class="{css}">{secret}</mark>'


def _card(one: Tally, expected: Expected, of: int) -> str:
    colour = "leaking" if expected.is_target else "quiet"
    dots = "".join('<i class="hit"></i>' if hit else '<i class="done"></i>' for hit in one.is_hit)
    dots += "<i></i>" * (of - len(one.is_hit))
    return (
        f'<section class="icu-column tally" data-model="{one.model}" '
        f'style="--c:var(--icu-{one.model});--hit:var(--icu-{colour})">'
        f'<h3>{TITLES[one.model][0]}</h3><div class="count"><b>{one.hits}</b> of '
        f"{len(one.answers)} say it</div>"
        f'<div class="dots" aria-hidden="true">{dots}</div>'
        f'<div class="dim">{_bounds(one)}</div></section>'
    )


def _bounds(one: Tally) -> str:
    """What the count proves."""
    if not one.answers:
        return "&nbsp;"
    low, high = one.bounds
    if one.hits == 0:
        return f"95 % sure: fewer than {at_most(high)} of all answers"
    if one.hits == len(one.answers):
        return f"95 % sure: more than {at_least(low)} of all answers"
    return f"95 % sure: {at_least(low)} to {at_most(high)} of all answers"


def _sentence(some: Sequence[Tally], expected: Expected) -> str:
    """Which way is good, and why the bound matters."""
    if not expected.is_target:
        return (
            "This was to be kept: the unlearned model should say it about as often as the original."
        )
    near = " and close to the gold model's count" if any(s.model == "gold" for s in some) else ""
    return (
        f"This was to be forgotten: for the unlearned model the count should be 0{near}. Even 0 "
        "proves only a bound: more answers make it tighter."
    )


def _kinds(one: Tally, expected: Expected) -> str:
    """Every different answer of one model, the telling ones first."""
    rows = [
        Row((("n", f"{count} ×"), ("text", _said(text, expected))))
        for text, count, _ in one.kinds[:MOST_KINDS]
    ]
    left = len(one.kinds) - MOST_KINDS
    more = f'<p class="dim">… and {words.count(left, "more answer")}.</p>' if left > 0 else ""
    table = table_of(("", TITLES[one.model][0]), rows, css="tall kinds")
    return f"<div>{table}{more}</div>"


def _said(text: str, expected: Expected) -> str:
    shown = text[:SHOWN_CHARACTERS]
    spans, is_whole = leaks_in(shown, expected)
    css = "icu-secret" if expected.is_target else "icu-target"
    dots = "…" if len(text) > len(shown) else ""
    return marked(shown, spans, css if is_whole else f"{css} part") + dots


def waiting(text: str) -> str:
    """What stands here before anybody has counted."""
    return page(f'<p class="dim">{escape(text)}</p>')
