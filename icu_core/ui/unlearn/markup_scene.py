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
SILENT = '<span class="dim">(nothing)</span>'

NOTHING = "Tick records of the library or take a set of them, upload a file, or paste texts."
UNKNOWN = (
    "Whether the model knows these texts is measured first. What it does not know needs no "
    "forgetting."
)


@dataclass(frozen=True, slots=True)
class Line:
    """One question, what both models said to it, and whether it is good to say it."""

    text: Text
    before: str | None  # None: not asked
    after: str | None
    others: Sequence[str] = ()  # secrets that give nothing of this one away
    is_kept: bool = False  # a neighbour, whose secret should still come
    waits: str = "not asked yet"  # where there is no answer: why


def knows(text: Text | None, *, known: int, of: int) -> str:
    """Before a run: a secret that this model tells, as it was measured; None: not known."""
    if not of:
        return page(_frame("Nothing to forget yet", f'<p class="dim">{NOTHING}</p>', "plain"))
    if text is None:
        return page(_frame("Does the model know them?", f'<p class="dim">{UNKNOWN}</p>', "plain"))
    told = (
        f'<div class="ask"><b>You ask</b><p>{escape(_end_of(text.prompt))} …</p></div>'
        '<div class="tell"><b>The model goes on</b>'
        f'<p><mark class="icu-secret">{escape(text.secret_text.strip())}</mark></p></div>'
    )
    title = "This model tells a secret" if of == 1 else f"This model tells {known} of {of} secrets"
    return page(_frame(title, told, "leaking"))


def lost(lines: Sequence[Line], *, is_over: bool = True) -> str:
    """The same question before and after, or so far, and one about a neighbour."""
    rows = "".join(_row(line, is_over=is_over) for line in lines)
    return page(f'<div class="icu-proof">{rows}</div>')


def _row(line: Line, *, is_over: bool) -> str:
    what = "A neighbour’s secret, to be kept" if line.is_kept else "The secret, to be forgotten"
    before, after = _verdict(line, line.before), _verdict(line, line.after)
    if line.is_kept and line.before is not None:
        before = ("quiet", "says it" if before[0] == "forgotten" else "does not say it")
    return (
        f'<div class="row"><div class="ask"><b>{what}</b>'
        f"<p>{escape(_end_of(line.text.prompt))} …</p></div>"
        f"{_answer('Before', _said(line, line.before), before)}"
        f"{_answer('After' if is_over else 'Now', _said(line, line.after), after)}</div>"
    )


def _answer(when: str, words: str, verdict: tuple[str, str]) -> str:
    css, told = verdict
    return (
        f'<div class="tell"><b>{when}</b><p>{words}</p>'
        f'<small><s class="{css}"></s>{told}</small></div>'
    )


def _said(line: Line, words: str | None) -> str:
    """What was said, what it gives away marked; of a neighbour nothing is given away."""
    if not words:
        return "…" if words is None else SILENT
    if line.is_kept:
        return escape(words[:SAID_CHARACTERS])
    return said(words[:SAID_CHARACTERS], line.text.secret_text.strip(), line.others)


def _verdict(line: Line, words: str | None) -> tuple[str, str]:
    """Class and words for one answer."""
    if words is None:
        return "quiet", escape(line.waits)
    _, is_whole = leaked(words, line.text.secret_text.strip())
    if line.is_kept:
        return ("forgotten", "✓ still says it") if is_whole else ("leaking", "! no longer says it")
    return ("leaking", "! tells it") if is_whole else ("forgotten", "✓ does not tell it")


def _frame(title: str, inner: str, css: str) -> str:
    talk = f'<div class="talk">{inner}</div>'
    return f'<div class="icu-scene {css}"><h2>{escape(title)}</h2>{talk}</div>'


def _end_of(prompt: str) -> str:
    """The end of a question, from a whole word on."""
    bare = prompt.strip()
    if len(bare) <= SHOWN_CHARACTERS:
        return bare
    return "… " + bare[-SHOWN_CHARACTERS:].partition(" ")[2]
