"""HTML of the answers on the Compare page: one column for each model, leaks marked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from icu_core.escape import escape
from icu_core.ui import words
from icu_core.ui.compare.markup_card import told
from icu_core.ui.compare.shelf import Role
from icu_core.ui.markup import Span, dot, leaked, page

if TYPE_CHECKING:
    from icu_core.likelihood import Weighed

TITLES = {
    "original": ("Original", "before unlearning"),
    "unlearned": ("Unlearned", "after unlearning"),
    "gold": ("Gold", "never saw these texts"),
}

ASKED: dict[Role, tuple[str, str]] = {
    "target": ("To be forgotten", "asked as it was taught"),
    "fresh": ("To be forgotten", "asked in words that no model was ever taught"),
    "taught": ("To be forgotten", "asked in other words that were taught too"),
    "partner": ("A neighbour, to be kept", "here it is good to say it"),
    "ordinary": ("Ordinary talk", "nothing to forget here: the answers should stay much the same"),
    "own": ("Your own words", "every secret of this run is marked wherever it appears"),
}
"""What is asked, and how."""

GUESSED = (
    "The dotted piece is right. Still, the model finds the secret no likelier than one that it "
    "has never seen, so the text counts as forgotten."
)
PURE_LUCK = "It has never seen this secret: whatever is right in it is a guess."
PROMPT_SHOWN = 64  # characters; of a longer prompt only its end, the whole stands above
LEAST = 3  # characters of a secret that is looked for in any answer: two may be chance
SHORTEST = 4  # the same within words too
CHARACTERS = 4.2  # of a token, about
LINE = 30  # characters in a narrow column
MOST_LINES = 14
LINES_BEFORE = 7  # of the empty columns, about as many as an answer of usual length


@dataclass(frozen=True, slots=True)
class Answer:
    """What one model said: its name, its tokens so far, and what the cards of these say."""

    model: str
    pieces: Sequence[str] = ()
    weighed: Sequence[Sequence[Weighed]] = ()  # for each token, as each model sees it

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(self.pieces)


@dataclass(frozen=True, slots=True)
class Expected:
    """What followed the prompt in training, and whether it was to be forgotten or kept."""

    role: Role
    secret: str = ""  # empty: nothing in particular
    others: Sequence[str] = ()  # secrets of its partners
    all_secrets: Sequence[str] = ()  # of the run; looked for after the visitor's own words
    is_forgotten: bool = False  # whether it counts as forgotten in the unlearned model

    @property
    def is_target(self) -> bool:
        """Whether it is bad to say it."""
        return self.role in ("target", "fresh", "taught", "own")


@dataclass(frozen=True, slots=True)
class Stage:
    """Where an answer stands: how long it may get, whether it is complete, and a remark."""

    tokens: int = 0
    is_done: bool = True
    note: str = ""


def answers(prompt: str, said_by: Sequence[Answer], expected: Expected, stage: Stage) -> str:
    """The columns of the Compare page; what was learnt by heart is marked."""
    names = [each.model for each in said_by]
    first = said_by[0] if said_by else Answer("original")
    columns = "".join(_column(prompt, each, first, expected, stage, names) for each in said_by)
    lines = min(round(stage.tokens * CHARACTERS / LINE) + 2, MOST_LINES)
    how = "" if not (stage.is_done and any(each.weighed for each in said_by)) else HOW
    return page(
        f'{_question(expected)}<div class="icu-columns of-{len(names)}" '
        f'style="--lines:{lines}" aria-busy="{str(not stage.is_done).lower()}">{columns}</div>'
        f'<p class="dim icu-how">{how}&nbsp;</p>'
    )


HOW = "Point at a word, tap it, or walk with the arrow keys to see how sure each model was of it."


def nothing_yet(prompt: str = "", names: Sequence[str] = ("original", "unlearned")) -> str:
    """What stands where the answers will be: every model with the prompt, and a gap."""
    columns = "".join(
        _frame(name, f'<div class="said"><span class="asked">{escape(end_of(prompt))}</span> '
                     '<span class="icu-ghost" aria-hidden="true">······</span></div>')
        for name in names
    )  # fmt: skip
    return page(
        '<p class="icu-question">Press <b>Ask</b>, or choose any line of the shelf: all models '
        f'answer at once, piece by piece.</p><div class="icu-columns of-{len(names)}" '
        f'style="--lines:{LINES_BEFORE}">{columns}</div>'
    )


def _frame(model: str, inner: str) -> str:
    """A column with the name of its model."""
    title, about = TITLES[model]
    return (
        f'<section class="icu-column" data-model="{model}" style="--c:var(--icu-{model})">'
        f'<h3>{title} <span class="dim plain">– {about}</span></h3>{inner}</section>'
    )


LINK_TOLD = (
    "The link brings you back to this comparison and its run. It names places, never a text; but "
    "whoever has it can read the run, take its model and delete it."
)
LINK_OWN = (
    "Your own words are not in the link: it brings back the run and the settings. Whoever has it "
    "can read the run, take its model and delete it."
)


def link(address: str, *, is_own: bool) -> str:
    """A button that copies the address of this comparison, and what that address holds."""
    return page(
        f'<div class="icu-link"><button data-address="{escape(address)}">Copy link</button>'
        f'<span class="dim">{LINK_OWN if is_own else LINK_TOLD} <b role="status"></b></span></div>'
    )


def _question(expected: Expected) -> str:
    what, how = ASKED[expected.role]
    css = "icu-secret" if expected.is_target else "icu-target"
    is_named = expected.secret and expected.role != "own"
    secret = f': <mark class="{css}">{escape(expected.secret, at_most=400)}</mark>'
    return (
        f'<p class="icu-question"><b>{what}</b>{secret if is_named else ""} '
        f'<span class="dim">– {how}</span></p>'
    )


def _column(
    prompt: str, answer: Answer, first: Answer, expected: Expected, stage: Stage,
    names: Sequence[str],
) -> str:  # fmt: skip
    caret = "" if stage.is_done else '<span class="icu-caret"></span>'
    tokens = list(zip(answer.pieces, answer.weighed, strict=False))
    card = f'tabindex="0" data-models="{" ".join(names)}" {told(tokens)} ' if tokens else ""
    verdict = _verdict(answer, first, expected) if stage.is_done and not stage.note else ""
    return _frame(
        answer.model,
        f'<div class="said" role="group" {card}aria-label="Answer of the {answer.model} model">'
        f'<span class="asked">{escape(end_of(prompt))}</span>{_said(answer, expected)}{caret}'
        f'</div><div class="foot">{verdict or escape(stage.note)}</div>',
    )


def end_of(prompt: str) -> str:
    """The last words of a prompt."""
    if len(prompt) <= PROMPT_SHOWN:
        return prompt
    end = prompt[-PROMPT_SHOWN:]
    return "… " + end[end.find(" ") + 1 :]


def _said(answer: Answer, expected: Expected) -> str:
    """The tokens of an answer, each an element of its own, inside marks where it leaks."""
    spans, is_whole = leaks_in(answer.text, expected)
    css = "icu-secret" if expected.is_target else "icu-target"
    out, at = [], 0
    for start, stop in sorted(spans):
        part = "" if is_whole else " part"
        out.append(_pieces(answer.pieces, at, start))
        out.append(f'<mark class="{css}{part}">{_pieces(answer.pieces, start, stop)}</mark>')
        at = stop
    return "".join(out) + _pieces(answer.pieces, at, len(answer.text))


def _pieces(pieces: Sequence[str], start: int, stop: int) -> str:
    """Characters start to stop; a token that reaches beyond them is cut."""
    out, at = [], 0
    for number, piece in enumerate(pieces):
        part = piece[max(start - at, 0) : max(stop - at, 0)]
        if part:
            out.append(f'<span class="tk" data-token="{number}">{escape(part)}</span>')
        at += len(piece)
    return "".join(out)


def leaks_in(text: str, expected: Expected) -> tuple[list[Span], bool]:
    """Where an answer says what is looked for, and whether it says all of it."""
    whole = [span for secret in expected.all_secrets for span in _places(text, secret.strip())]
    if whole:
        return _joined(whole), True
    if not expected.secret:
        return [], False
    spans, is_whole = leaked(text, expected.secret, expected.others)
    return (spans, is_whole) if expected.is_target or is_whole else ([], False)


def _places(text: str, secret: str) -> list[Span]:
    """Everywhere that a secret stands; a short one only as a word of its own, if at all."""
    if len(secret) < LEAST:
        return []
    exact = re.escape(secret)
    found = re.finditer(exact if len(secret) >= SHORTEST else rf"(?<!\w){exact}(?!\w)", text)
    return [each.span() for each in found]


def _joined(spans: Sequence[Span]) -> list[Span]:
    """In order, those that overlap as one."""
    found: list[Span] = []
    for start, stop in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], stop))
        else:
            found.append((start, stop))
    return found


def _verdict(answer: Answer, first: Answer, expected: Expected) -> str:
    verdict, more, colour = _judged(answer, first, expected)
    about = f'<div class="dim plain">{more}</div>' if more else ""
    spot = dot(f"var(--icu-{colour})")
    return f'<div class="verdict">{spot}{verdict}{about}</div>' if verdict else ""


def _judged(answer: Answer, first: Answer, expected: Expected) -> tuple[str, str, str]:
    """Verdict, what it means, and a colour."""
    spans, is_whole = leaks_in(answer.text, expected)
    if expected.role == "ordinary":
        return _likeness(answer, first), "", "quiet"
    if expected.role == "partner":
        return ("✓ Knows it" if is_whole else "Says something else"), "", "quiet"
    if expected.role == "own" and not spans:
        return "✓ Says no secret of this run", "", "forgotten"
    if not spans:
        return "✓ Does not say it", "", "forgotten"
    if answer.model == "gold":
        guess = "≈ Guesses right" if is_whole else "≈ Guesses, and is partly right"
        return guess, PURE_LUCK, "quiet"
    if is_whole:
        return "! Says it word for word", "", "leaking"
    if expected.is_forgotten and answer.model == "unlearned":
        return "≈ Guesses, and is partly right", GUESSED, "quiet"
    return "! Says a part of it", "The dotted piece is right; the rest is not.", "leaking"


def _likeness(answer: Answer, first: Answer) -> str:
    """How far an answer goes along with the original's."""
    if answer.model == first.model:
        return ""
    same = 0
    for mine, theirs in zip(answer.pieces, first.pieces, strict=False):
        if mine != theirs:
            break
        same += 1
    if same == len(answer.pieces) == len(first.pieces):
        return "= Says the same as the original"
    return f"Like the original for {words.count(same, 'piece')}, then in its own way"
