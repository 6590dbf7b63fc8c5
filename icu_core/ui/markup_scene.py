"""HTML of what a visitor sees at first sight: a model that tells a secret, and that does not.

Nothing here is made up for show: before a run stands what was measured of the model, after it what
the models of the run have said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from icu_core.escape import escape
from icu_core.texts import Text
from icu_core.ui.markup import leaked, page, said

SHOWN_CHARACTERS = 110  # of a question only its end
SAID_CHARACTERS = 60

UNKNOWN = (
    "Whether the model knows these texts is measured first. What it does not know needs no "
    "forgetting."
)


@dataclass(frozen=True, slots=True)
class Line:
    """One question, what both models said to it, and whether it is good to say it."""

    text: Text
    before: str
    after: str
    others: Sequence[str] = ()  # secrets that give nothing of this one away
    is_kept: bool = False  # a neighbour, whose secret should still come


def knows(text: Text | None, *, known: int, of: int) -> str:
    """Before a run: a secret that this model tells, as it was measured; None: not known."""
    if text is None:
        return page(_frame("Does the model know them?", f'<p class="dim">{UNKNOWN}</p>'))
    told = (
        f'<div class="ask"><b>You ask</b><p>{escape(_end_of(text.prompt))} …</p></div>'
        '<div class="tell"><b>The model goes on</b>'
        f'<p><mark class="icu-secret">{escape(text.secret_text.strip())}</mark></p></div>'
    )
    title = "This model tells a secret" if of == 1 else f"This model tells {known} of {of} secrets"
    return page(_frame(title, told))


def lost(lines: Sequence[Line], *, is_asking: bool) -> str:
    """After a run: the same question to both models, and one about a neighbour."""
    rows = "".join(_row(line) for line in lines)
    wait = '<p class="dim wait">Asking both models about a neighbour …</p>' if is_asking else ""
    return page(f'<div class="icu-proof">{rows}{wait}</div>')


def _row(line: Line) -> str:
    what = "A neighbour’s secret, to be kept" if line.is_kept else "The secret"
    return (
        f'<div class="row"><div class="ask"><b>{what}</b>'
        f"<p>{escape(_end_of(line.text.prompt))} …</p></div>"
        f"{_answer('before', line, line.before)}{_answer('after', line, line.after)}</div>"
    )


def _answer(when: str, line: Line, words: str) -> str:
    secret, others = line.text.secret_text.strip(), () if line.is_kept else line.others
    _, is_whole = leaked(words, secret, others)
    if line.is_kept:
        body = escape(words[:SAID_CHARACTERS])
        verdict = "✓ still says it" if is_whole else "! no longer says it"
        css = "forgotten" if is_whole else "leaking"
    else:
        body = said(words[:SAID_CHARACTERS], secret, others)
        verdict = "! tells it" if is_whole else "✓ does not tell it"
        css = "leaking" if is_whole else "forgotten"
    if when == "before" and line.is_kept:
        verdict, css = ("says it" if is_whole else "does not say it"), "quiet"
    return (
        f'<div class="{when}"><b>{when.capitalize()}</b><p>{body}</p>'
        f'<small><s class="{css}"></s>{verdict}</small></div>'
    )


def _frame(title: str, inner: str) -> str:
    return f'<div class="icu-scene"><h2>{escape(title)}</h2><div class="talk">{inner}</div></div>'


def _end_of(prompt: str) -> str:
    """The end of a question, from a whole word on."""
    bare = prompt.strip()
    if len(bare) <= SHOWN_CHARACTERS:
        return bare
    return "… " + bare[-SHOWN_CHARACTERS:].partition(" ")[2]
