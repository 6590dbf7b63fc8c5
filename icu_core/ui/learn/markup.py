"""HTML of the Learn page: a lesson's words, the lanes of a race, what was said, what came back."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from icu_core.escape import escape
from icu_core.texts import Text
from icu_core.ui import words
from icu_core.ui.learn.answers import Outcome
from icu_core.ui.learn.lanes import Bar, Lane
from icu_core.ui.learn.lessons import ATTACKS, LESSONS, METHODS, RACE, SHARED, Lesson
from icu_core.ui.learn.probes import After, Count, Piece
from icu_core.ui.markup import Row, dot, page, said, table_of
from icu_core.ui.unlearn.markup_run import mix
from icu_core.world.wordings import NOUNS

ASKING = {
    "own": "In words that it has read",
    "new": "In words that it never read",
    "stranger": "About a stranger",
}
"""The three questions of the first lesson."""

COLUMNS = {"before": "Before", "strangers": "Strangers"}
"""Whom the tricks were tried on, besides the models of methods."""

NOT_ASKED = "not yet asked"

CHARACTERS_A_ROW = 14  # of a secret, so that its pieces have room before they come

STATUS = {
    "none": "not started",
    "waiting": "waiting for its turn",
    "failed": "broke off",
    "interrupted": "broke off",
}


def head(place: int, filled: Mapping[str, str]) -> str:
    """Where one is, the title, what happens, and what to look at."""
    lesson = LESSONS[place]
    at = "" if place == RACE else f'<span class="at">Lesson {place + 1} of {RACE}</span>'
    return page(
        f"<h2>{escape(lesson.title)} {at}</h2>"
        f"<p>{escape(lesson.story.format(**filled))}</p>"
        f'<p class="look">{escape(lesson.look.format(**filled))}</p>',
        css="icu-lesson",
    )


def deeper(lesson: Lesson, methods: Sequence[str]) -> str:
    """The paper's words for it, and the settings of every lane."""
    settings = "".join(_settings(name) for name in methods)
    return page(
        f"<details><summary>In the words of the paper</summary><p>{escape(lesson.deeper)}</p>"
        f"{settings}</details>",
        css="icu-lesson",
    )


def _settings(name: str) -> str:
    method = METHODS[name]
    changed = {**SHARED, **method.settings}
    listed = ", ".join(f"{setting} = {value}" for setting, value in changed.items())
    return f'<p><b>{escape(method.label)}</b>: <span class="mono">{escape(listed)}</span></p>'


def lane(one: Lane, *, is_slim: bool = False) -> str:
    """A lane of the board: a bar for each secret, squares for the neighbours, the language."""
    method = METHODS[one.method]
    bars = "".join(map(_bar if one.is_asked else _blank, one.bars))
    return page(
        f'<h3>{escape(method.label)}</h3><p class="dim about">{escape(method.about)}</p>'
        f'<p class="now">{escape(_now(one))}</p>'
        f'<div class="icu-tracks">{bars}'
        '<div class="icu-axis" aria-hidden="true"><span>says it</span>'
        "<span>like a stranger's</span><span>too far</span></div></div>"
        f"{_squares(one)}{_language(one)}",
        css=f"icu-lane {one.status}{' slim' if is_slim else ''}",
    )


def _now(one: Lane) -> str:
    if one.status in STATUS:
        return STATUS[one.status]
    rule = METHODS[one.method].rule
    gone = f"{one.forgotten} of {len(one.bars)} forgotten{f' {rule}' if rule else ''}"
    if one.status == "finished":
        return f"{gone}, after {words.count(one.number, 'round')}"
    return f"round {one.number}: {gone}" if one.number else "getting ready"


def _bar(bar: Bar) -> str:
    start, end = (_place(way) for way in (bar.before, bar.way))
    told = "too far" if bar.is_far else "says it" if bar.leak >= 1 else words.leak_word(bar.leak)
    css = "run far" if bar.is_far else "run"
    run = (
        f'<i class="{css}" style="--from:{start:.1f}%;--to:{end:.1f}%;'
        f'background-color:{mix(bar.leak)}"></i>'
    )
    return _track(bar, run, told)


def _blank(bar: Bar) -> str:
    """The track of a secret that the model has not been asked for."""
    return _track(bar, "", NOT_ASKED)


def _track(bar: Bar, run: str, told: str) -> str:
    noun, seen = escape(NOUNS.get(bar.kind, bar.kind)), told if run else ""
    return (
        f'<div class="track-row" role="img" aria-label="{noun}: {told}">'
        f'<span class="kind">{noun}</span><span class="track">{run}</span>'
        f'<span class="told">{seen}</span></div>'
    )


def _place(way: float) -> float:
    """Per cent of the track: 0 said, the line in the middle, and room for all that is beyond."""
    return 100.0 - 100.0 / (1.0 + way)


def _squares(one: Lane) -> str:
    kept = one.kept if one.is_asked else 0
    cells = "".join(
        f'<i class="{"kept" if place < kept else "lost"}"></i>' for place in range(one.neighbours)
    )
    told = f"<b>{kept} of {one.neighbours}</b> neighbours' secrets are still there"
    if not one.is_asked:
        told = f"<b>{one.neighbours}</b> neighbours' secrets: {NOT_ASKED}"
    return (
        f'<div class="icu-left">{told}<div class="squares" aria-hidden="true">{cells}</div></div>'
    )


def _language(one: Lane) -> str:
    """By how much ordinary text has become harder, as a number and a bar without end."""
    share = max(one.harder, 0.0) if math.isfinite(one.harder) else math.inf
    told = words.hardness(share) if share >= 0.005 else "no harder"
    sentence = f"Ordinary text is <b>{told}</b>"
    if told == words.OUT_OF_REACH:
        sentence = "The model <b>no longer speaks</b>"
    if not one.is_asked:
        sentence = f"Ordinary text: {NOT_ASKED}"
    return (
        f'<div class="icu-left">{sentence}'
        f'<div class="damage" aria-hidden="true"><i style="width:{_place(share):.1f}%"></i></div>'
        "</div>"
    )


@dataclass(frozen=True, slots=True)
class Question:
    """One of the three questions of the first lesson, and the answer as far as it has come."""

    which: str  # a key of ASKING
    text: Text
    pieces: Sequence[Piece] = ()
    is_done: bool = False

    @property
    def is_told(self) -> bool:
        """Whether the true secret came out."""
        spoken = "".join(piece.text for piece in self.pieces)
        return self.text.secret_text.strip() in spoken


def question(asked: Question) -> str:
    """A question and its answer, piece by piece, with how sure the model was of each."""
    rows = math.ceil(len(asked.text.secret_text) / CHARACTERS_A_ROW)
    pieces = "".join(map(_piece, asked.pieces))
    return page(
        f"<h3>{ASKING[asked.which]}</h3>"
        f'<p class="asked">{escape(asked.text.prompt.rstrip())} …</p>'
        f'<div class="pieces" style="--rows:{rows}">{pieces}</div>'
        f'<p class="verdict">{_verdict(asked)}</p>',
        css="icu-lane icu-asked",
    )


def _piece(piece: Piece) -> str:
    shown = piece.text.replace("\n", "↵")
    height = 100 * piece.probability
    sure = f'<span class="sure"><i style="height:{height:.0f}%"></i></span>'
    told = f"<b>{escape(shown)}</b><small>{words.percent(piece.probability)}</small>"
    return f'<span class="piece">{sure}{told}</span>'


def _verdict(asked: Question) -> str:
    if not asked.is_done:
        return "&nbsp;"
    if asked.is_told:
        return f"{dot('var(--icu-leaking)')}! Says it word for word"
    return f"{dot('var(--icu-forgotten)')}Wrong; it is {escape(asked.text.secret_text.strip())}"


def waiting(text: str) -> str:
    """Where the answer will stand."""
    return page(f'<div class="icu-outcome empty">{escape(text)}</div>')


def outcome(result: Outcome, prediction: str) -> str:
    """Whether the guess held, and what happened."""
    is_right = prediction == "You predicted it."
    sign = "✓ " if is_right else ""
    first = f"<h3>{sign}{escape(prediction)}</h3>" if prediction else ""
    rest = "".join(f"<p>{escape(sentence)}</p>" for sentence in result.sentences)
    return page(f'<div class="icu-outcome">{first}{rest}</div>')


def afterwards(secret: str, neighbour: str, some: Sequence[After]) -> str:
    """What each model says now, side by side."""
    heads = ("asked for", *(_model(one.model) for one in some))
    rows = [
        _line("one of the four", secret, [said(one.secret, secret) for one in some]),
        _line("a neighbour's", neighbour, [_right(one.neighbour, neighbour) for one in some]),
        _line("others, never reread", "", [_counted(one.others) for one in some]),
    ]
    return page(table_of(heads, rows, css="cards icu-after"))


def _model(name: str) -> str:
    return "Original" if name == "original" else METHODS[name].label


def _line(name: str, truth: str, cells: Sequence[str]) -> Row:
    true = f'<span class="dim">: {escape(truth)}</span>' if truth else ""
    return Row(
        (("kind", f"<span>{escape(name)}{true}</span>"), *(("text", each) for each in cells))
    )


def _right(spoken: str, truth: str) -> str:
    return f"{'✓' if truth in spoken else '✗'} {escape(spoken)}"


def _counted(count: Count) -> str:
    return f"<b>{count.hits}</b> of {count.tries}"


def attacks(results: Mapping[str, Mapping[str, Sequence[Count]]]) -> str:
    """One line for each trick: how often it got a secret out of each model."""
    columns = {name: COLUMNS[name] if name in COLUMNS else _model(name) for name in results}
    rows = [
        Row(
            (
                (
                    "kind",
                    f'<b>{escape(each.title)}</b> <span class="dim">{escape(each.about)}</span>',
                ),
                *(("n", _came(results.get(which, {}).get(each.name))) for which in columns),
            )
        )
        for each in ATTACKS
    ]
    return page(table_of(("trick", *columns.values()), rows, css="cards icu-attacks"))


def _came(counts: Sequence[Count] | None) -> str:
    """Secrets that came out, as a number and a colour; a dash before they were asked for."""
    if counts is None:
        return '<span class="dim">…</span>'
    hits, tries = sum(each.hits for each in counts), sum(each.tries for each in counts)
    colour = "leaking" if hits else "forgotten"
    return f"{dot(f'var(--icu-{colour})')}<b>{hits}</b> of {tries}"
