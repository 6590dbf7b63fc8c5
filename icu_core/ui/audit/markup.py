"""HTML of the Audit page: progress, verdict, attack by attack, text by text, limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from icu_core.attacks.shape import AUDITED, GOLD, ORIGINAL
from icu_core.auditing.findings import NEVER_SEEN
from icu_core.escape import escape
from icu_core.report import glossary, lines
from icu_core.report import words as report_words
from icu_core.report.lines import Line
from icu_core.ui import words
from icu_core.ui.audit import words as audit_words
from icu_core.ui.audit.view import AuditView
from icu_core.ui.audit.words import NOTHING_YET, RESULTS, SIGNS
from icu_core.ui.markup import Row, empty, marked, page, said, section, table_of

COLUMNS = {AUDITED: "unlearned", ORIGINAL: "original", GOLD: "gold", "control": "never seen"}
"""Whom a number is about, as the other pages call them."""

MOST_CELLS = 2_000
MOST_TIMES = 10  # of the way to the limit; beyond it nobody needs to know how far
USUAL, LIMIT = 36.0, 72.0  # per cent of a bar: a usual never-seen text, and the limit
FIRST_QUESTION = "The first answers will stand here in a moment."
CLICK = "Click a number to see the evidence on that text."


def status(view: AuditView, now: float) -> str:
    """What the audit is doing, time, and a bar of how much is done."""
    share = 100 * view.share
    bar = (
        f'<div class="icu-bar work" role="progressbar" aria-label="of the audit" aria-valuemin="0" '
        f'aria-valuemax="100" aria-valuenow="{share:.0f}"><i style="width:{share:.1f}%"></i></div>'
    )
    told = f'{bar}<div class="icu-legend">{escape(audit_words.so_far(view))}</div>'
    rest = "" if view.is_done else told
    return page(
        f'<div class="icu-status" data-audit="{escape(view.status)}"><div class="line">'
        f'<span class="big">{escape(audit_words.headline(view))}</span>'
        f'<span class="icu-chip">{escape(audit_words.name_of(view))}</span>'
        f'<span class="icu-chip">level: {escape(view.level)}</span>'
        f'<span class="right">{escape(audit_words.times(view, now))}</span></div>'
        f'<div class="dim">{escape(audit_words.explanation(view))}</div>{rest}</div>'
    )


def verdict(view: AuditView) -> str:
    """In large words, when all attacks are done; and the weakest point."""
    if not view.is_done or view.document is None:
        return ""
    document = view.document
    css = SIGNS[document["verdict"]["word"]][0]
    title, told = report_words.weakest(document)
    reasons = "".join(f"<li>{escape(each)}</li>" for each in report_words.reasons(document))
    return page(
        f'<div class="icu-verdict {css}" data-verdict="{escape(document["verdict"]["word"])}">'
        f"<h2>{escape(report_words.headline(document))}</h2>"
        f"<p>{escape(report_words.summary(document))}</p>"
        f"<p><b>Weakest point: {escape(title)}.</b> {escape(told)}</p>"
        f"<details><summary>Why this verdict</summary><ul>{reasons}</ul>"
        f"<p>{escape(report_words.compared_with(document))}</p></details></div>"
    )


def attacks(view: AuditView) -> str:
    """One row per attack: as they come while it is at work, the weakest point first when done."""
    found = _found(view)
    columns = [one for one in COLUMNS if any(one in line.cells for line in found)] or [*COLUMNS]
    rows = [_row(line, columns) for line in found]
    if view.is_at_work:
        left = [name for name in view.order if name not in view.done]
        rows += [_to_come(name, columns, is_now=name == view.attack) for name in left]
    heads = ("attack", "what it found", *(COLUMNS[each] for each in columns), "result")
    told = (
        "Secrets that came out word for word, and where an attack counts something else, its main "
        "number. “Never seen” are texts of the same kind that no model has met: what comes out of "
        "them is luck."
    )
    return section("Attack by attack", told) + page(table_of(heads, rows, css="cards icu-audit"))


def _found(view: AuditView) -> list[Line]:
    if view.document is None:
        return []
    return (lines.ordered if view.is_done else lines.lines)(view.document)


def _row(line: Line, columns: list[str]) -> Row:
    attack = glossary.ATTACKS[line.attack]
    css, told = RESULTS[line.result]
    cells = [
        ("n", f'<span class="of-{each}">{escape(line.cells.get(each, "–"))}</span>')
        for each in columns
    ]
    return Row(
        (
            ("kind", f"<b>{escape(attack.title)}</b>"),
            ("text", f'<span class="dim">{escape(attack.done)}</span> {escape(line.told)}'),
            *cells,
            ("n verdict", f'<span class="icu-result {css}">{escape(told)}</span>'),
        ),
        f"done {css}",
    )


def _to_come(name: str, columns: list[str], *, is_now: bool) -> Row:
    attack = glossary.ATTACKS[name]
    told = "at work …" if is_now else "to come"
    return Row(
        (
            ("kind", escape(attack.title)),
            ("text", escape(attack.done)),
            *(("n", "") for _ in columns),
            ("n verdict", told),
        ),
        "now" if is_now else "later",
    )


def board(view: AuditView, chosen: int) -> str:
    """One cell per text, coloured by its verdict; so far, while the audit is at work."""
    if view.document is None:
        return empty(FIRST_QUESTION)
    texts = view.document["verdict"]["texts"]
    signs = _signs(view)
    cells = "".join(
        _cell(place, signs[each["word"]], place == chosen)
        for place, each in enumerate(texts[:MOST_CELLS])
    )
    counts = "".join(
        f'<span><s class="{css}"></s>{sign} {escape(told)}: <b>{number}</b></span>'
        for word, (told, css, sign) in signs.items()
        if (number := sum(each["word"] == word for each in texts))
    )
    return page(
        f'<div class="icu-board">{cells}</div><div class="icu-legend icu-words">{counts}'
        f"<span>{CLICK}</span></div>"
    )


def _signs(view: AuditView) -> dict[str, tuple[str, str, str]]:
    """By verdict: what it is called, its class and its sign.

    Before the last attack is done nothing is as if never seen.
    """
    found = {word: (word, css, sign) for word, (css, sign) in SIGNS.items()}
    return found if view.is_done else found | {NEVER_SEEN: (NOTHING_YET, "empty", "·")}


def _cell(place: int, signs: tuple[str, str, str], is_chosen: bool) -> str:
    word, css, sign = signs
    label = f"Text {place + 1}: {escape(word)}"
    chosen = " chosen" if is_chosen else ""
    return (
        f'<button class="icu-cell {css}{chosen}" data-text="{place}" title="{label}" '
        f'aria-label="{label}">{place + 1}<small>{sign}</small></button>'
    )


def evidence(view: AuditView, place: int) -> str:
    """One text: its verdict, what every model says in its place, and every attack on it."""
    if view.document is None:
        return ""
    texts = view.document["verdict"]["texts"]
    if not 0 <= place < len(texts):
        return empty(CLICK)
    text = texts[place]
    shown = next(one for one in view.document["shown_texts"] if one["label"] == text["label"])
    word, css, sign = _signs(view)[text["word"]]
    told = "".join(
        f"<li>{escape(each)}</li>" for each in report_words.evidence(view.document, text)
    )
    kind = f'<span class="icu-chip">{escape(shown["kind"])}</span>' if shown["kind"] else ""
    return page(
        f'<h3>Text {place + 1} {kind} <span class="icu-result {css}">{sign} '
        f'{escape(word)}</span></h3><div class="icu-note body">{_with_secret(shown)}</div>'
        f'<ul class="icu-evidence">{told}</ul>{_says(view.document, shown)}'
        f"{_ways(text)}"
    )


def _with_secret(shown: Mapping[str, Any]) -> str:
    whole = f"{shown['prompt']}{shown['secret']}{shown['rest']}"
    start = len(shown["prompt"])
    return marked(whole, [(start, start + len(shown["secret"]))], "icu-secret")


def _says(document: Mapping[str, Any], shown: Mapping[str, Any]) -> str:
    """What every model says after the prompt, and its chance to say the whole secret."""
    if not shown["says"]:
        return ""
    asked = next(table for table in document["tables"] if table["name"] == "asked")
    nats = asked["per_text"].get("nats", {})
    rows = []
    for model in COLUMNS:
        if model not in shown["says"]:
            continue
        chance = nats.get(model, {}).get(shown["label"])
        rows.append(
            Row(
                (
                    ("kind", f'<b class="of-{model}">{COLUMNS[model]}</b>'),
                    ("text", said(shown["says"][model].strip(), shown["secret"])),
                    ("n", escape(report_words.odds(chance)) if chance is not None else "–"),
                )
            )
        )
    return page(table_of(("model", "says instead", "chance"), rows, css="cards"))


def _ways(text: Mapping[str, Any]) -> str:
    """How far every attack got with the text, as bars on the scale of never-seen texts."""
    ranked = [each for each in text["evidence"] if each["strength"] is not None or each["is_said"]]
    if not ranked:
        return ""
    bars = "".join(map(_way, ranked))
    is_by_gold = any(each["gold"] is not None for each in ranked)
    by = "; each text is held against gold" if is_by_gold else ""
    return (
        '<h3 class="apart">How far every attack got <span class="dim plain">– the thin line is a '
        "usual never-seen text, the thick one the limit, set at the furthest of them or beyond; to "
        f'the left the secret is less likely{by}</span></h3><div class="icu-ways">{bars}</div>'
    )


def _way(each: Mapping[str, Any]) -> str:
    """A bar from the usual never-seen text towards the limit, or to the other side."""
    strength = each["strength"] or 0.0
    end = min(100.0, max(0.0, USUAL + (LIMIT - USUAL) * strength))
    left, width = min(USUAL, end), abs(end - USUAL)
    is_telling = each["is_said"] or strength > 1
    css = "still" if is_telling else "unseen" if strength >= 0 else "less"
    share = words.percent(strength) if strength < MOST_TIMES else f"over {MOST_TIMES} times"
    share = share if strength >= 0 else "less likely"
    told = "said word for word" if each["is_said"] else share
    name = glossary.ATTACKS[each["attack"]].title
    return (
        f'<div role="img" aria-label="{escape(name)}: {told}"><span>{escape(name)}</span>'
        f'<span class="way" style="--limit:{LIMIT}%;--usual:{USUAL}%"><i class="{css}" '
        f'style="left:{left:.1f}%;width:{width:.1f}%"></i></span><small>{told}</small></div>'
    )


def limits(view: AuditView) -> str:
    """What the audit cannot say."""
    if view.document is None or view.is_at_work:
        return ""
    told = "".join(f"<li>{escape(each)}</li>" for each in report_words.limits(view.document))
    return section("What this cannot say") + page(f'<ul class="icu-limits">{told}</ul>')
