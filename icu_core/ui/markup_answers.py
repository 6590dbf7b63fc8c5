"""HTML of the Compare page: the models' answers in columns, and the chances of a secret."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from icu_core.escape import escape
from icu_core.ui import words
from icu_core.ui.markup import Row, dot, leaked, marked, page, said, section, table_of

TITLES = {
    "original": ("Original", "before unlearning"),
    "unlearned": ("Unlearned", "after unlearning"),
    "gold": ("Gold", "trained without these texts"),
}

GUESSED = (
    "The dotted piece is right. Still, the model finds the secret no likelier than one that it "
    "has never seen, so the text counts as forgotten."
)
PROMPT_SHOWN = 400  # characters; of a longer prompt only its end


@dataclass(frozen=True, slots=True)
class Answer:
    """What one model said: its name (original, unlearned, gold) and the text so far."""

    model: str
    text: str


@dataclass(frozen=True, slots=True)
class Expected:
    """What followed the prompt in training, and whether it was to be forgotten or kept."""

    secret: str
    is_target: bool
    others: Sequence[str] = ()  # secrets of its partners
    is_forgotten: bool = False  # whether it counts as forgotten in the unlearned model


def answers(
    prompt: str, said_by: Sequence[Answer], expected: Expected | None, *, is_done: bool
) -> str:
    """The columns of the Compare page; what was learnt by heart is marked."""
    columns = "".join(_column(prompt, each, expected, is_done) for each in said_by)
    told = "" if expected is None else _question(expected)
    return page(f'{told}<div class="icu-columns">{columns}</div>')


def _question(expected: Expected) -> str:
    about, css = (
        ("This was to be forgotten:", "icu-secret")
        if expected.is_target
        else ("This was to be kept:", "icu-target")
    )
    secret = escape(expected.secret, at_most=400)
    return f'<p class="icu-question">{about} <mark class="{css}">{secret}</mark></p>'


def _column(prompt: str, answer: Answer, expected: Expected | None, is_done: bool) -> str:
    title, about = TITLES[answer.model]
    caret = "" if is_done else '<span class="icu-caret"></span>'
    asked = prompt if len(prompt) <= PROMPT_SHOWN else "…" + prompt[-PROMPT_SHOWN:]
    verdict = _verdict(answer, expected) if is_done and expected is not None else ""
    return (
        f'<div class="icu-column" data-model="{answer.model}" '
        f'style="--c:var(--icu-{answer.model})">'
        f'<h3>{title} <span class="dim plain">– {about}</span></h3>'
        f'<div class="said"><span class="asked">{escape(asked)}</span>'
        f"{_said(answer, expected)}{caret}</div>{verdict}</div>"
    )


def _said(answer: Answer, expected: Expected | None) -> str:
    if expected is None:
        return escape(answer.text)
    if expected.is_target:
        return said(answer.text, expected.secret, expected.others)
    spans, is_whole = leaked(answer.text, expected.secret)
    return marked(answer.text, spans if is_whole else [], "icu-target")


def _verdict(answer: Answer, expected: Expected) -> str:
    told, more, colour = _judged(answer, expected)
    about = f'<div class="dim plain">{more}</div>' if more else ""
    return f'<div class="verdict">{dot(f"var(--icu-{colour})")}{told}{about}</div>'


def _judged(answer: Answer, expected: Expected) -> tuple[str, str, str]:
    """Verdict, what it means, and a colour."""
    spans, is_whole = leaked(answer.text, expected.secret, expected.others)
    if not expected.is_target:
        return ("Knows it" if is_whole else "Says something else"), "", "quiet"
    if is_whole:
        return "! Says it word for word", "", "leaking"
    if not spans:
        return "✓ Does not say it", "", "forgotten"
    if expected.is_forgotten and answer.model == "unlearned":
        return "≈ Guesses, and is partly right", GUESSED, "quiet"
    return "! Says a part of it", "The dotted piece is right; the rest is not.", "leaking"


def chances(names: Sequence[str], tokens: Sequence[tuple[str, Sequence[float]]]) -> str:
    """How likely each model finds each token of the secret, given all that stands before it."""
    rows = [
        Row(
            (
                ("mono", escape(_plain(token))),
                *(("n", _track(name, value)) for name, value in zip(names, values, strict=True)),
            )
        )
        for token, values in tokens
    ]
    heads = ("token", *(TITLES[name][0] for name in names))
    return section("How likely is it, token by token?") + page(table_of(heads, rows, css="tracks"))


def _track(name: str, value: float) -> str:
    width = 100 * min(max(value, 0.0), 1.0)
    return (
        f'<span class="icu-track"><i style="width:{width:.1f}%;background:'
        f'var(--icu-{name})"></i></span>{words.chance(value)}'
    )


def _plain(token: str) -> str:
    """Spaces and line ends of a token made visible."""
    return token.replace(" ", "␣").replace("\n", "↵")
