"""HTML of a run: its status, the board, one text through the iterations, the log, the end."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from icu_core.escape import escape
from icu_core.texts import Text
from icu_core.ui import log as log_of
from icu_core.ui import words
from icu_core.ui.live import (
    Event,
    View,
    chance_of,
    is_of_pool,
    leak,
    leaks,
    mark_of,
    pairing,
    partner_secrets,
    rewordings,
    score_of,
    unseen_of,
)
from icu_core.ui.markup import (
    Row,
    dot,
    empty,
    kind_chip,
    marked,
    page,
    said,
    section,
    table_of,
    with_secret,
)

BOARD_JS = """
element.addEventListener('click', (event) => {
  const cell = event.target.closest('[data-text]');
  if (cell) trigger('select', {index: Number(cell.dataset.text)});
});
"""
"""Says which cell of the board was clicked."""

OPEN_JS = """
const open = new Set(), name = (summary) => summary?.textContent;
element.addEventListener('click', ({target}) => {
  const summary = target.closest('summary');
  if (summary) open[summary.parentElement.open ? 'delete' : 'add'](name(summary));
});
new MutationObserver(() => element.querySelectorAll('details').forEach((each) => {
  if (!each.open && open.has(name(each.querySelector('summary')))) each.open = true;
})).observe(element, {childList: true, subtree: true, attributeFilter: ['open']});
"""
"""What was unfolded stays so when a new iteration is written over it, which folds it."""

TABLE_ROWS = 200

LEGEND = """<div class="icu-legend">
<span><s class="leaking"></s>! said word for word</span>
<span><s class="fading"></s>· fading</span>
<span><s class="forgotten"></s>✓ forgotten</span>
<span>Click a number to open that text.</span>
</div>"""


def status(view: View, now: float) -> str:
    """What the run is doing, time, and a bar of how many texts are forgotten."""
    reached, total = view.reached, len(view.targets)
    forgotten = reached["forgotten"] if reached and not view.was_unknown else 0
    share = 100 * forgotten / total if total else 0
    name = f'<span class="icu-chip">{escape(view.name)}</span>' if view.name else ""
    bar = (
        f'<div class="icu-bar" role="progressbar" aria-label="texts forgotten" aria-valuemin="0" '
        f'aria-valuemax="100" aria-valuenow="{share:.0f}"><i style="width:{share:.1f}%"></i></div>'
    )
    return page(
        f'<div class="icu-status" data-status="{escape(view.status)}"><div class="line">'
        f'<span class="big">{escape(words.headline(view))}</span>{name}'
        f'<span class="right">{escape(words.times(view, now))}</span></div>'
        f'<div class="dim">{escape(words.explanation(view))}</div>{bar}'
        f'<div class="icu-legend"><b>{escape(words.reached(view))}</b></div></div>'
    )


def terms() -> str:
    """What the numbers mean, one click deeper."""
    told = "".join(f"<dt>{escape(name)}</dt><dd>{escape(about)}</dd>" for name, about in
                   words.TERMS.items())  # fmt: skip
    return page(
        f"<details><summary>What these numbers mean</summary><dl>{told}</dl></details>",
        css="icu-terms",
    )


def board(view: View, number: int | None, chosen: int) -> str:
    """One cell per text, from leaking to forgotten."""
    shares = leaks(view, number)
    cells = "".join(
        _cell(place, share, words.leak_word(share, was_unknown=view.was_unknown), place == chosen)
        for place, share in enumerate(shares)
    )
    legend = "" if view.was_unknown else LEGEND
    return page(f'<div class="icu-board">{cells}</div>{legend}')


def _cell(place: int, share: float | None, told: str, is_chosen: bool) -> str:
    css = "icu-cell" + (" empty" if share is None else "") + (" chosen" if is_chosen else "")
    tone = "" if share is None else f"background-color:{mix(share)}"
    label = f"Text {place + 1}: {told}"
    return (
        f'<button class="{css}" data-text="{place}" style="{tone}" title="{label}" '
        f'aria-label="{label}">{place + 1}<small>{_sign(share)}</small></button>'
    )


def _sign(share: float | None) -> str:
    """How much of a text is there, for those who do not see the colour."""
    return "–" if share is None else "!" if share >= 1 else "✓" if share <= 0 else "·"


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
    colour = mix(share) if share is not None else "var(--icu-quiet)"
    head = (
        f"<h2>{dot(colour)}Text {place + 1} {kind_chip(text)} "
        f'<span class="icu-chip">{words.leak_word(share, was_unknown=view.was_unknown)}</span></h2>'
        f'<div class="icu-note body">{with_secret(text)}</div>'
    )
    below = _rewordings(view, text) + _partners(view, text)
    return page(head + _history(view, text, number) + below)


def _history(view: View, text: Text, number: int | None) -> str:
    """What the model continued the prompt with, newest first."""
    if not view.iterations:
        return '<p class="dim">The model has not been asked yet.</p>'
    mark, shown = mark_of(view, text), view.at(number)
    before, others = score_of(view.iterations[0], text.id), partner_secrets(view, text.id)
    rows = [
        _said_at(
            iteration["number"], score, before or score, text, mark, others,
            is_shown=iteration is shown,
        )
        for iteration in reversed(view.iterations)
        if (score := score_of(iteration, text.id)) is not None
    ]  # fmt: skip
    told = f" Forgotten at {words.chance(math.exp(-mark))} or less." if mark else ""
    if unseen := unseen_of(view, text):
        which = "of the pool" if is_of_pool(view) else "it has never seen"
        told += f" Secrets {which}: {words.chance(math.exp(-unseen))}."
    return (
        '<p class="dim">What the model says after the unmarked beginning, and its average chance '
        f"for each token of the secret.{told}</p>"
        + table_of(("iteration", "state", "it says", "chance"), rows, css="tall history")
    )


def _said_at(
    number: int,
    score: Event,
    before: Event,
    text: Text,
    mark: float | None,
    others: Sequence[str],
    *,
    is_shown: bool,
) -> Row:
    """One line of the history."""
    cells = (
        ("n no", "before" if number == 0 else str(number)),
        ("spot", dot(mix(leak(score, before, mark)))),
        ("text", said(score["continuation"].strip(), text.secret_text, others)),
        ("n chance", words.chance(chance_of(score))),
    )
    return Row(cells, "now" if is_shown else "")


def _rewordings(view: View, text: Text) -> str:
    """The same secret in other words, which goes with the text."""
    found = rewordings(view, text.id)
    if not found:
        return ""
    size = len(text.secret_text)
    spans = [(each, [(len(each) - size, len(each))]) for each in found]
    lines = "".join(f"<li>{marked(each, span, 'icu-secret')}</li>" for each, span in spans)
    title = f"{words.count(len(found), 'other wording')} forgotten with it"
    about = (
        "Found in texts about others, with its subject put in their place: the original model "
        f"tells the secret after each. A step reads {view.config.rewordings} of them."
    )
    return (
        f'<details class="apart"><summary>{title}</summary>'
        f'<p class="dim">{about}</p><ul>{lines}</ul></details>'
    )


def _partners(view: View, text: Text) -> str:
    """What the model learns from while it forgets the text, and what was not good for that."""
    found = pairing(view, text.id)
    if found is None:
        return ""
    cards = "".join(
        f'<div class="icu-note"><div class="body">{_target_mark(each)}</div>'
        f'<div class="dim">distance {each["distance"]:.2f}; shares '
        f"{words.percent(each['overlap'])} of the target's 10-grams</div></div>"
        for each in found["partners"]
    )
    title, them = ("Its partner", "it") if len(found["partners"]) == 1 else ("Its partners", "them")
    about = (
        f"similar, and to be kept: the model learns from {them} while it forgets the text above."
        if (view.prepared or {}).get("learns", True)
        else f"similar, and to be kept: this method only watches {them}."
    )
    return (
        f'<h3 class="apart">{title} <span class="dim plain">– {about}</span></h3>'
        f"{cards}{_skipped(found['skipped'])}"
    )


def _skipped(candidates: Sequence[Mapping[str, Any]]) -> str:
    """Closer texts that were passed over, each with the reason."""
    if not candidates:
        return ""
    lines = "".join(
        f'<li class="dim">{escape(each["text"], at_most=160)} <b>{escape(each["reason"])}</b></li>'
        for each in candidates
    )
    title = f"{words.count(len(candidates), 'closer candidate')} skipped"
    return f"<details><summary>{title}</summary><ul>{lines}</ul></details>"


def _target_mark(partner: Mapping[str, Any]) -> str:
    start, stop = partner.get("secret") or (0, 0)
    return marked(partner["text"], [(start, stop)] if stop > start else [], "icu-target")


def log(view: View) -> str:
    """What happened, newest first."""
    lines = "".join(
        f"<div><time>{words.duration(at)}</time><span>{escape(line)}</span></div>"
        for at, line in log_of.log(view)
    )
    return (
        page(f'<div class="icu-log" tabindex="0">{lines}</div>') if lines else empty("Nothing yet.")
    )


def table(view: View) -> str:
    """Every text before and after."""
    if view.finished is None or view.was_unknown or not view.iterations:
        return ""
    first, result = view.iterations[0], view.at(view.result_number)
    assert result is not None
    before, now = ({each["id"]: each for each in one["scores"]} for one in (first, result))
    asked = [each for each in enumerate(view.targets) if each[1].id in before and each[1].id in now]
    asked.sort(key=lambda each: bool(now[each[1].id]["is_forgotten"]))  # what is left comes first
    rows = [_row(view, place, before[text.id], now[text.id]) for place, text in asked[:TABLE_ROWS]]
    heads = (
        *("text", "kind", "secret", "original says", "unlearned says"),
        *("chance", "mark", "EL", "verdict"),
    )
    more = len(asked) - len(rows)
    rest = f'<p class="dim">… and {words.count(more, "more text")}.</p>' if more else ""
    told = section("Before and after", words.verdict_explained(view))
    return told + page(table_of(heads, rows, css="cards") + rest)


def _row(view: View, place: int, first: Event, after: Event) -> Row:
    text = view.targets[place]
    secret, others = text.secret_text, partner_secrets(view, text.id)
    mark = mark_of(view, text)
    share = leak(after, first, mark)
    verdict = words.verdict_of(after, mark, leak=share)
    return Row(
        (
            ("n no", str(place + 1)),
            ("kind", escape(text.kind)),
            ("text", escape(secret, at_most=200)),
            ("text", said(first["continuation"].lstrip()[:200], secret)),
            ("text", said(after["continuation"].lstrip()[:200], secret, others)),
            ("n", f"{words.chance(chance_of(first))} → {words.chance(chance_of(after))}"),
            ("n", words.chance(math.exp(-mark)) if mark else "–"),
            ("n", f"{words.percent(first['el'])} → {words.percent(after['el'])}"),
            ("n verdict", f"{dot(mix(share))}{escape(verdict)} {_sign(share)}"),
        )
    )
