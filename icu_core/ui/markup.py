"""Every piece of HTML on the pages; whatever comes from a user or a model is escaped here."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from icu_core.ui import words
from icu_core.ui.escape import escape
from icu_core.ui.live import View, leak, leaks, level, mark_of, pairing, score_of

if TYPE_CHECKING:
    from icu_core.texts import Text

Span = tuple[int, int]

TITLES = {
    "original": ("Original", "before unlearning"),
    "unlearned": ("Unlearned", "after unlearning"),
    "gold": ("Gold", "trained without these texts"),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What one model said: its name (original, unlearned, gold) and the text so far."""

    model: str
    text: str


PART_CHARACTERS = 4  # shorter pieces of a secret appear by chance
COMPARED_CHARACTERS = 2_000  # matching takes quadratic time

BOARD_JS = """
element.addEventListener('click', (event) => {
  const cell = event.target.closest('[data-text]');
  if (cell) trigger('select', {index: Number(cell.dataset.text)});
});
"""
"""Says which cell of the board was clicked."""


def page(inner: str, *, css: str = "") -> str:
    """The frame of every piece: sets font and colours."""
    return f'<div class="icu {css}">{inner}</div>'


def note(text: str) -> str:
    """A quiet remark."""
    return page(f'<div class="icu-note">{escape(text)}</div>')


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
    least = min(PART_CHARACTERS, len(bare))
    return [(block.a, block.a + block.size) for block in blocks if block.size >= least], False


def said(continuation: str, secret: str) -> str:
    """A continuation with what it gives away marked: whole secrets strongly, parts weakly."""
    spans, is_whole = leaked(continuation, secret)
    return marked(continuation, spans, "icu-secret" if is_whole else "icu-secret part")


def chosen_texts(texts: Sequence[Text], *, at_most: int = 200) -> str:
    """The texts that are about to be forgotten, secrets marked."""
    if not texts:
        return empty("No text chosen yet.")
    rows = "".join(
        f'<div class="row"><span class="no">{place}</span><span class="body">{with_secret(text)} '
        f'<span class="icu-chip">{escape(text.kind)}</span></span></div>'
        for place, text in enumerate(texts[:at_most], start=1)
    )
    more = (
        f"<p class='dim'>… and {len(texts) - at_most:,} more.</p>" if len(texts) > at_most else ""
    )
    return page(f'<div class="icu-list">{rows}</div>{more}')


def status(view: View, now: float) -> str:
    """What the run is doing, time, and a bar of how many texts are forgotten."""
    newest, total = view.newest, len(view.targets)
    forgotten = newest["forgotten"] if newest else 0
    share = 100 * forgotten / total if total else 0
    name = f'<span class="icu-chip">{escape(view.name)}</span>' if view.name else ""
    told = (
        f"{forgotten} of {words.count(total, 'text')} forgotten"
        if newest
        else words.count(total, "text")
    )
    bar = (
        f'<div class="icu-bar{"" if newest else " idle"}"><i style="width:{share:.1f}%"></i></div>'
    )
    return page(
        f'<div class="icu-status" data-status="{escape(view.status)}"><div class="line">'
        f'<span class="big">{escape(words.headline(view))}</span>{name}'
        f'<span class="right">{escape(words.times(view, now))}</span></div>'
        f'<div class="dim">{escape(words.explanation(view))}</div>{bar}'
        f'<div class="icu-legend"><b>{escape(told)}</b></div></div>'
    )


def board(view: View, number: int | None, chosen: int) -> str:
    """One cell per text, from leaking to forgotten."""
    shares = leaks(view, number)
    cells = "".join(_cell(place, share, place == chosen) for place, share in enumerate(shares))
    legend = (
        '<div class="icu-legend"><span><s style="background:var(--icu-leaking)"></s>! said word for '
        'word</span><span><s style="background:linear-gradient(90deg,var(--icu-leaking),'
        'var(--icu-forgotten))"></s>· fading</span><span><s style="background:var(--icu-forgotten)">'
        "</s>✓ forgotten</span><span>Click a number to open that text.</span></div>"
    )
    return page(f'<div class="icu-board">{cells}</div>{legend}')


def _cell(place: int, share: float | None, is_chosen: bool) -> str:
    sign = "?" if share is None else "!" if share >= 1 else "✓" if share <= 0 else "·"
    css = "icu-cell" + (" empty" if share is None else "") + (" chosen" if is_chosen else "")
    tone = "" if share is None else f"background-color:{mix(share)}"
    label = f"Text {place + 1}: {words.leak_word(share)}"
    return (
        f'<button class="{css}" data-text="{place}" style="{tone}" title="{label}" '
        f'aria-label="{label}">{place + 1}<small>{sign}</small></button>'
    )


def mix(share: float) -> str:
    """The colour between forgotten (0) and leaking (1)."""
    if share >= 1 or share <= 0:
        return "var(--icu-leaking)" if share >= 1 else "var(--icu-forgotten)"
    return f"color-mix(in oklab,var(--icu-leaking) {100 * share:.0f}%,var(--icu-forgotten))"


def text_panel(view: View, place: int, number: int | None) -> str:
    """One text: what it is, what the model said of it through the iterations, its partners."""
    if not 0 <= place < len(view.targets):
        return empty("Click a number on the board to open that text.")
    text = view.targets[place]
    share = leaks(view, number)[place]
    head = (
        f'<h3><span class="icu-dot" style="background:{mix(share if share is not None else 0)}"></span>'
        f'Text {place + 1} <span class="icu-chip">{escape(text.kind)}</span> '
        f'<span class="icu-chip">{words.leak_word(share)}</span></h3>'
        f'<div class="icu-note"><span class="body" style="white-space:pre-wrap">{with_secret(text)}'
        "</span></div>"
    )
    return page(head + _history(view, text, number) + _partners(view, text))


def _history(view: View, text: Text, number: int | None) -> str:
    """What the model continued the prompt with, newest first."""
    shown = view.at(number)
    rows = []
    mark = mark_of(view, text)
    for iteration in reversed(view.iterations):
        score = score_of(iteration, text.id)
        first = score_of(view.iterations[0], text.id)
        if score is None:
            continue
        now = ' class="now"' if shown is not None and iteration is shown else ""
        name = "before" if iteration["number"] == 0 else str(iteration["number"])
        share = leak(score, first or score, mark)
        rows.append(
            f'<tr{now}><td class="n">{name}</td><td><span class="icu-dot" style="background:'
            f'{mix(share)}"></span></td><td class="text">{said(score["continuation"], text.secret_text)}'
            f'</td><td class="n">{words.chance(_per_token(score))}</td></tr>'
        )
    if not rows:
        return '<p class="dim">The model has not been asked yet.</p>'
    unseen = f" A secret it has never seen: {words.chance(math.exp(-mark))}." if mark else ""
    return (
        '<p class="dim" style="margin-top:10px">What the model says after the unmarked beginning, '
        f"and its average chance for each token of the secret.{unseen}</p>"
        '<div class="icu-scroll"><table class="icu-told"><tr><th>iteration</th><th></th>'
        f"<th>it says</th><th>chance</th></tr>{''.join(rows)}</table></div>"
    )


def _per_token(score: Mapping[str, Any]) -> float:
    return math.exp(-min(max(float(score["nll_secret"]), 0.0), 700.0))


def _partners(view: View, text: Text) -> str:
    found = pairing(view, text.id)
    if found is None:
        return ""
    rows = "".join(
        f'<div class="icu-note"><div style="white-space:pre-wrap">{_target_mark(each)}</div>'
        f'<div class="dim">distance {each["distance"]:.2f}; shares '
        f"{words.percent(each['overlap'])} of the target's 10-grams</div></div>"
        for each in found["partners"]
    )
    passed = "".join(
        f'<li class="dim">{escape(each["text"], at_most=160)} <b>{escape(each["reason"])}</b></li>'
        for each in found["skipped"]
    )
    skipped = (
        f"<details><summary>{words.count(len(found['skipped']), 'closer candidate')} skipped"
        f"</summary><ul>{passed}</ul></details>"
        if passed
        else ""
    )
    title = "Its partner" if len(found["partners"]) == 1 else "Its partners"
    about = "similar, and to be kept: the model learns from it while it forgets the text above."
    return f'<h3 style="margin-top:12px">{title} <span class="dim" style="font-weight:400">– {about}</span></h3>{rows}{skipped}'


def _target_mark(partner: Mapping[str, Any]) -> str:
    start, stop = partner.get("secret") or (0, 0)
    return marked(partner["text"], [(start, stop)] if stop > start else [], "icu-target")


def log(view: View) -> str:
    """What happened, newest first."""
    lines = "".join(
        f"<div><time>{words.duration(at)}</time><span>{escape(line)}</span></div>"
        for at, line in words.log(view)
    )
    return page(f'<div class="icu-log">{lines}</div>') if lines else empty("Nothing yet.")


def summary(view: View) -> str:
    """After the end: headline, sentences, and the figures that matter."""
    if view.finished is None or not view.iterations:
        return ""
    result = view.at(view.result_number)
    assert result is not None
    left = len(view.targets) - result["forgotten"]
    css = "" if left == 0 else "open"
    told = "".join(f"<p>{escape(line)}</p>" for line in words.summary(view))
    end = escape(str(view.finished.get("words", "")))
    return page(
        f'<div class="icu-summary {css}"><h3>{escape(words.headline(view))}</h3>{told}'
        f'<p class="dim">{end}</p>{_facts(view, result)}</div>'
    )


def _facts(view: View, result: Mapping[str, Any]) -> str:
    first = view.iterations[0]
    kept, before = result.get("kept") or {}, first.get("kept") or {}
    rows = [
        ("texts forgotten", f"{result['forgotten']} of {len(view.targets)}"),
        ("iterations", str(result["number"])),
        ("time", words.duration(sum(sum(each["seconds"].values()) for each in view.iterations))),
        (
            f"EL (before: {words.percent(first['average']['el'])}"
            + _beside("never seen", level(view, "el"))
            + ")",
            words.percent(result["average"]["el"]),
        ),
        (
            f"MA (before: {words.percent(first['average']['ma'])}"
            + _beside("never seen", level(view, "ma"))
            + ")",
            words.percent(result["average"]["ma"]),
        ),
    ]
    if kept.get("n"):
        was = words.percent(before.get("exact"))
        rows.append((f"partners still known (before: {was})", words.percent(kept["exact"])))
    rows.append((f"perplexity (before: {first['perplexity']:.2f})", f"{result['perplexity']:.2f}"))
    return (
        '<div class="icu-facts">'
        + "".join(f"<div><b>{escape(value)}</b>{escape(name)}</div>" for name, value in rows)
        + "</div>"
    )


def _beside(name: str, value: float | None) -> str:
    return "" if value is None else f"; {name}: {words.percent(value)}"


def table(view: View) -> str:
    """Every text before and after."""
    if view.finished is None or not view.iterations:
        return ""
    first, result = view.iterations[0], view.at(view.result_number)
    assert result is not None
    rows = "".join(
        _row(place, text, score_of(first, text.id), score_of(result, text.id))
        for place, text in enumerate(view.targets)
    )
    mark = level(view, "nll_secret")
    unseen = f"never-seen secrets: {words.chance(math.exp(-mark))}" if mark else ""
    return page(
        '<div class="icu-scroll"><table class="icu-told"><tr><th>text</th><th>kind</th><th>secret</th>'
        "<th>original says</th><th>unlearned says</th>"
        f"<th>chance per token of the secret<br>{unseen}</th><th>EL</th><th>verdict</th></tr>"
        f"{rows}</table></div>"
    )


def _row(place: int, text: Text, first: Any, after: Any) -> str:
    if first is None or after is None:
        return ""
    secret = text.secret_text
    verdict = "forgotten" if after["is_forgotten"] else "still there"
    colour = "forgotten" if after["is_forgotten"] else "leaking"
    return (
        f'<tr><td class="n">{place + 1}</td><td>{escape(text.kind)}</td>'
        f'<td class="text">{escape(secret, at_most=200)}</td>'
        f'<td class="text">{said(first["continuation"][:200], secret)}</td>'
        f'<td class="text">{said(after["continuation"][:200], secret)}</td>'
        f'<td class="n">{words.chance(_per_token(first))} → {words.chance(_per_token(after))}</td>'
        f'<td class="n">{words.percent(first["el"])} → {words.percent(after["el"])}</td>'
        f'<td class="n"><span class="icu-dot" style="background:var(--icu-{colour})"></span>'
        f"{verdict}</td></tr>"
    )


def header() -> str:
    """The first thing that a visitor reads."""
    steps = (
        ("Choose texts", "a language model has learnt by heart: phone numbers, codes, diagnoses."),
        ("Watch it forget", "them one by one, while it keeps everything else it knows."),
        ("Compare", "the model before and after, side by side, with any question you like."),
    )
    cells = "".join(
        f"<div><b>{place}. {escape(title)}</b>{escape(text)}</div>"
        for place, (title, text) in enumerate(steps, start=1)
    )
    return page(
        "<h1>Make a language model forget</h1><p>Models repeat things that they should not know. "
        "Unlearning removes them afterwards, without training the model anew.</p>"
        f'<div class="icu-steps">{cells}</div>',
        css="icu-head",
    )


def answers(prompt: str, said_by: Sequence[Answer], secret: str, *, is_done: bool) -> str:
    """The columns of the Compare page; what gives the secret away is marked."""
    columns = "".join(_column(prompt, each, secret, is_done) for each in said_by)
    return page(f'<div class="icu-columns">{columns}</div>')


def _column(prompt: str, answer: Answer, secret: str, is_done: bool) -> str:
    title, about = TITLES[answer.model]
    text = said(answer.text, secret) if secret else escape(answer.text)
    caret = "" if is_done else '<span class="icu-caret"></span>'
    end = prompt[-400:] if len(prompt) <= 400 else "…" + prompt[-400:]
    return (
        f'<div class="icu-column" data-model="{answer.model}" style="--c:var(--icu-{answer.model})">'
        f'<h3>{title} <span class="dim" style="font-weight:400">– {about}</span></h3>'
        f'<div class="said"><span class="asked">{escape(end)}</span>{text}{caret}</div>'
        f"{_verdict(answer, secret) if is_done and secret else ''}</div>"
    )


def _verdict(answer: Answer, secret: str) -> str:
    spans, is_whole = leaked(answer.text, secret)
    if is_whole:
        told, colour = "The secret stands here, word for word.", "leaking"
    elif spans:
        told, colour = "Pieces of the secret appear, not all of it.", "leaking"
    else:
        told, colour = "Nothing of the secret appears.", "forgotten"
    return (
        f'<div class="verdict"><span class="icu-dot" style="background:var(--icu-{colour})"></span>'
        f"{told}</div>"
    )


def chances(names: Sequence[str], tokens: Sequence[tuple[str, Sequence[float]]]) -> str:
    """How likely each model finds each token of the secret, given all that stands before it."""
    head = "".join(f"<th>{TITLES[name][0]}</th>" for name in names)
    rows = "".join(
        f'<tr><td class="mono">{escape(_plain(token))}</td>'
        + "".join(_track(name, value) for name, value in zip(names, values, strict=True))
        + "</tr>"
        for token, values in tokens
    )
    return section("How likely is the secret, token by token?") + page(
        f'<div class="icu-scroll"><table class="icu-told"><tr><th>token</th>{head}</tr>{rows}'
        "</table></div>"
    )


def _track(name: str, value: float) -> str:
    width = 100 * min(max(value, 0.0), 1.0)
    return (
        f'<td class="n"><span class="icu-track"><i style="width:{width:.1f}%;background:'
        f'var(--icu-{name})"></i></span>{words.chance(value)}</td>'
    )


def _plain(token: str) -> str:
    """Spaces and line ends of a token made visible."""
    return token.replace(" ", "␣").replace("\n", "↵")
