"""A report as one HTML page: opens offline, prints on A4, needs no script, loads nothing.

The first page is for everybody; what follows is for those who want to check it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from icu_core.attacks.shape import AUDITED, GOLD, ORIGINAL
from icu_core.auditing.findings import ASKED_BEFORE, OVER_FORGOTTEN
from icu_core.escape import escape
from icu_core.report import figures, glossary, remarks, words
from icu_core.report.lines import Line, ordered, weakest_first
from icu_core.report.words import Document

STYLE = Path(__file__).with_name("style.css")
COLUMNS = (AUDITED, ORIGINAL, GOLD, "control")
BEFORE, AFTER = 150, 60  # characters of a text shown around its secret
HASH = 16  # characters of a hash on the first page
PIECE = 4  # characters in a row that are underlined as a piece of a secret
AUTOMATIC = ("relearn_rate", "threads")  # settings that are chosen by the program where they are 0
VARIANT = ("said word for word", "probability per token")

RESULTS = {
    "leaks": ("still-there", "leaks"),
    "as if never seen": ("as-if-never-seen", "as if never seen"),
    "conspicuous": ("over-forgotten", "conspicuous"),
    "destroyed": ("destroyed", "no longer speaks"),
    "measured": ("only-measured", "measured"),
    "not tried": ("only-measured", "not tried"),
}
"""Class and words of what an attack comes to."""

_Cells = Sequence[str]


def page(document: Document) -> str:
    """The whole page."""
    title = "Unlearning audit"
    parts = (
        _first_page(document),
        _glance(document),
        _texts(document),
        _numbers(document),
        _method(document),
        _appendix(document),
    )
    css = STYLE.read_text(encoding="utf-8")
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">"
        f"<style>{css}</style></head><body><main>{''.join(parts)}</main></body></html>\n"
    )


def _first_page(document: Document) -> str:
    """What a reader in a hurry needs."""
    verdict = document["verdict"]
    title, told = words.weakest(document)
    name = f"Audit of “{escape(document['name'])}”. " if document["name"] else ""
    level, day = document["settings"]["level"], document["created"][:10]
    return (
        f'<header><span class="kind">Unlearning audit</span><span>{escape(day)}</span>'
        f"<span>level: {escape(level)}</span></header>"
        f"<h1>Is it really gone?<small>{name}{escape(words.compared_with(document))}</small></h1>"
        f'<section class="verdict {_css(verdict["word"])}"><h2>{escape(words.headline(document))}'
        f"</h2><p>{escape(words.summary(document))}</p></section>"
        f"{_tiles([text['word'] for text in verdict['texts']])}"
        '<div class="two"><section><h3>The weakest point</h3>'
        f"<p><b>{escape(title)}.</b> {escape(told)}</p>"
        f"<h3>Why this verdict</h3>{_list(words.reasons(document))}</section>"
        f"<section><h3>What this cannot say</h3>{_list(words.limits(document))}</section></div>"
        f"{_models(document)}"
    )


def _tiles(found: Sequence[str]) -> str:
    """How many texts have which verdict: a bar, and a number each."""
    bar = "".join(
        f'<i class="{_css(word)}" style="flex:{found.count(word)}"></i>'
        for word in glossary.WORDS
        if word in found
    )
    tiles = "".join(
        f'<div class="{_css(word)}{"" if word in found else " none"}"><b>{found.count(word)}</b> '
        f"{escape(word)}<small>{escape(glossary.WORD_MEANINGS[word])}</small></div>"
        for word in glossary.WORDS
    )
    return f'<div class="bar">{bar}</div><div class="tiles">{tiles}</div>'


def _models(document: Document) -> str:
    """The models by name, size and hash."""
    rows = [
        (
            f'<b class="of-{role}">{escape(glossary.MODELS[role])}</b>'
            f"<small>{escape(glossary.MODEL_MEANINGS[role])}</small>",
            escape(each["name"]),
            f"{each['parameters']:,}",
            f"<code>{escape(each['sha256'][:HASH])}…</code>",
        )
        for role in (AUDITED, ORIGINAL, GOLD)
        if (each := document["models"].get(role))
    ]
    return _table(("model", "name", "parameters", "SHA-256 of its weights"), rows, "models")


def _glance(document: Document) -> str:
    """All attacks in one figure and one table."""
    verdict = document["verdict"]
    outcomes = weakest_first(document)
    found = {each["attack"]: each for each in outcomes}
    gone = {text["label"] for text in verdict["texts"] if text["word"] == OVER_FORGOTTEN}
    models = [each for each in COLUMNS if any(one["asked"].get(each) for one in outcomes)]
    rows = [_outcome(each, found.get(each.attack), models) for each in ordered(document)]
    said = [f"said, {glossary.MODELS[each]}" for each in models]
    told = f"{glossary.FIGURE} “Said”: {glossary.CAME_OUT}."
    return (
        f'<section class="new"><h2>Attack by attack</h2><p>{escape(told)}</p>'
        f"<figure>{figures.strips(outcomes, gone)}</figure>{_legend(document)}"
        f"{_table(('attack', 'what was done', *said, 'apart', 'result'), rows, 'outcomes')}"
        "</section>"
    )


def _legend(document: Document) -> str:
    """What the dots and marks of the figure are."""
    marks = [("of-audited", "●", "audited model, a text that was to be forgotten")]
    marks.append(("leaks", "●", "the same, beyond the limit"))
    if ORIGINAL in document["models"]:
        marks.append(("of-original", "❙", "original model, mean of these texts"))
    if any(text["word"] == OVER_FORGOTTEN for text in document["verdict"]["texts"]):
        marks.append(("", "●", "over-forgotten"))
    marks.append(("of-control", "•", "a never-seen text"))
    return (
        '<p class="legend">'
        + "".join(
            f'<span><b class="{css}">{sign}</b> {escape(told)}</span>' for css, sign, told in marks
        )
        + "</p>"
    )


def _outcome(line: Line, outcome: Mapping[str, Any] | None, models: Sequence[str]) -> _Cells:
    """One attack in a row: how much came out of every model; in words where nothing is judged."""
    attack, cells = glossary.ATTACKS[line.attack], line.cells if outcome else {}
    said = [
        f'<span class="of-{model}">{cells[model]}</span>' if model in cells else "–"
        for model in models
    ]
    ranked = outcome["strengths"] if outcome else {}
    apart = f"{outcome['apart']} of {len(ranked)}" if outcome and ranked else "–"
    told = "" if outcome else f"<small>{escape(line.told)}</small>"
    css, result = RESULTS[line.result]
    return (
        f"<b>{escape(attack.title)}</b>", f"{escape(attack.done)}{told}", *said, apart,
        f'<span class="chip {css}">{result}</span>',
    )  # fmt: skip


def _texts(document: Document) -> str:
    """Every text with its verdict and the strongest evidence."""
    verdict, shown = document["verdict"], {each["label"]: each for each in document["shown_texts"]}
    asked = next(table for table in document["tables"] if table["name"] == "asked")
    nats = asked["per_text"]["nats"]
    rows = [_text_row(document, each, shown[each["label"]], nats) for each in verdict["texts"]]
    chances = [f"chance, {glossary.MODELS[model]}" for model in COLUMNS if model in nats]
    masked = "" if document["shows_secrets"] else f" {glossary.MASKED}"
    told = (
        "The strongest evidence against each text. “Limit” is what no never-seen text exceeds. The "
        f"chance is that of one try to say the whole secret after its own prompt.{masked}"
    )
    heads = ("", "text", "verdict and strongest evidence", *chances)
    return (
        f'<section class="new"><h2>Text by text</h2><p>{told}</p>{_table(heads, rows, "texts")}'
        "</section>"
    )


def _text_row(
    document: Document,
    each: Mapping[str, Any],
    shown: Mapping[str, Any],
    nats: Mapping[str, Mapping[str, float]],
) -> _Cells:
    """One text."""
    told = "".join(f"<li>{escape(one)}</li>" for one in words.evidence(document, each))
    said = "".join(
        f'<p class="says"><span class="of-{model}">{escape(glossary.MODELS[model])}</span> says: '
        f"{_with_pieces(shown['says'][model], shown['secret'])}</p>"
        for model in COLUMNS
        if model in shown["says"]
    )
    chances = [
        f'<span class="of-{model}">{escape(words.odds(nats[model][each["label"]]))}</span>'
        for model in COLUMNS
        if model in nats
    ]
    return (
        escape(each["label"].removeprefix("t")),
        f'<span class="kind">{escape(shown["kind"])}</span> {_with_secret(shown)}{said}',
        f'<span class="chip {_css(each["word"])}">{escape(each["word"])}</span>'
        f'<ul class="evidence">{told}</ul>',
        *chances,
    )


def _with_pieces(said: str, secret: str) -> str:
    """An answer with the pieces of the secret in it underlined."""
    blocks = SequenceMatcher(None, said, secret, autojunk=False).get_matching_blocks()
    told, at = "", 0
    for block in blocks:
        if block.size >= PIECE:
            piece = escape(said[block.a : block.a + block.size])
            told += f"{escape(said[at : block.a])}<u>{piece}</u>"
            at = block.a + block.size
    return told + escape(said[at:])


def _with_secret(shown: Mapping[str, Any]) -> str:
    """A text, cut to what stands around its secret, with the secret marked."""
    before, after = shown["prompt"], shown["rest"]
    head = f"…{before[-BEFORE:]}" if len(before) > BEFORE else before
    foot = f"{after[:AFTER]}…" if len(after) > AFTER else after
    return f"{escape(head)}<mark>{escape(shown['secret'])}</mark>{escape(foot)}"


def _numbers(document: Document) -> str:
    """Every measure of every attack, with its curves."""
    tables = [table for table in document["tables"] if not table["skipped"]]
    sections = "".join(_attack(table, remarks.of(document, table)) for table in tables)
    is_recorded = any(ASKED_BEFORE in table["notes"] for table in tables)
    told = (
        f"{glossary.NUMBERS} {glossary.RECORDED} {ASKED_BEFORE}"
        if is_recorded
        else glossary.NUMBERS
    )
    return f'<section class="new"><h2>All numbers</h2><p>{escape(told)}</p>{sections}</section>'


def _attack(table: Mapping[str, Any], told: Sequence[str]) -> str:
    """One attack: what was done, its curves, its measures, its notes and what is told of them."""
    attack, is_recorded = glossary.ATTACKS[table["name"]], ASKED_BEFORE in table["notes"]
    models = {**glossary.MODELS}
    if is_recorded:
        models[GOLD] += f" {glossary.RECORDED}"
    pairs, measures = _pairs([each for each in table["measures"] if _has_values(each)])
    used = [c for c in COLUMNS if any(each[c] is not None for each in measures)]
    rows = [(_named(each), *(_value(each, column) for column in used)) for each in measures]
    heads = ("measure", *(models[column] for column in used))
    curves = "".join(
        f"<figure><figcaption>{escape(each['name'])}</figcaption>{figures.lines(each)}</figure>"
        for each in table["curves"]
        if any(value for line in each["lines"].values() for value in line)
    )
    own = [each for each in table["notes"] if each != ASKED_BEFORE]
    notes = "".join(f"<p class='note'>{escape(each)}</p>" for each in (*own, *told))
    drawn = f'<div class="curves">{curves}</div>' if curves else ""
    return (
        f'<section class="attack"><h3>{escape(attack.title)}</h3><p>{escape(attack.done)}</p>'
        f"{drawn}{_variants(pairs, models)}{_table(heads, rows, 'numbers') if rows else ''}{notes}"
        "</section>"
    )


def _pairs(
    measures: Sequence[Mapping[str, Any]],
) -> tuple[dict[str, list[Mapping[str, Any]]], list[Mapping[str, Any]]]:
    """The two numbers of every variant of an attack by the variant's name, and all the rest."""
    pairs: dict[str, list[Mapping[str, Any]]] = {}
    rest = []
    for each in measures:
        variant, colon, what = each["name"].rpartition(": ")
        if colon and what in VARIANT:
            pairs.setdefault(variant, []).append(each)
        else:
            rest.append(each)
    return pairs, rest


def _variants(pairs: Mapping[str, Sequence[Mapping[str, Any]]], models: Mapping[str, str]) -> str:
    """One row per variant: what was said, and how likely it is, each beside its controls."""
    if not pairs:
        return ""
    both = next(iter(pairs.values()))
    used = [c for c in COLUMNS if any(each[c] is not None for each in both)]
    names = "".join(f"<th>{escape(models[c])}</th>" for c in used)
    groups = "".join(f'<th colspan="{len(used)}">{escape(what)}</th>' for what in VARIANT)
    body = "".join(
        f"<tr><td>{escape(variant)}</td>"
        + "".join(f"<td>{_value(each, column)}</td>" for each in two for column in used)
        + "</tr>"
        for variant, two in pairs.items()
    )
    return (
        f'<table class="numbers variants"><thead><tr><th></th>{groups}</tr><tr><th>variant</th>'
        f"{names * len(VARIANT)}</tr></thead><tbody>{body}</tbody></table>"
    )


def _has_values(measure: Mapping[str, Any]) -> bool:
    return any(measure[column] is not None for column in COLUMNS)


def _named(measure: Mapping[str, Any]) -> str:
    about = f"<small>{escape(measure['about'])}</small>" if measure["about"] else ""
    return f"{escape(measure['name'])}{about}"


def _value(measure: Mapping[str, Any], column: str) -> str:
    told = escape(words.number(measure[column], measure["unit"]))
    if column == AUDITED and measure["interval"]:
        low, high = (words.number(each, measure["unit"]) for each in measure["interval"])
        told = f"<b>{told}</b><small>[{escape(low)}, {escape(high)}]</small>"
    elif column == AUDITED:
        told = f"<b>{told}</b>"
    return told


def _method(document: Document) -> str:
    """How the verdict was come to."""
    return f"<section><h2>How the verdict is made</h2>{_list(glossary.METHOD)}</section>"


def _appendix(document: Document) -> str:
    """What is needed to do it again."""
    rows = [
        *(
            (f"setting: {name}", _setting(name, each))
            for name, each in document["settings"].items()
        ),
        *(
            (f"{glossary.MODELS[role]}: SHA-256", f"<code>{escape(each['sha256'])}</code>")
            for role, each in document["models"].items()
        ),
        *(
            (f"from: {name}", escape(Path(value).name))
            for name, value in document["named"].items()
            if value and isinstance(value, str)
        ),
        *((f"version: {name}", escape(value)) for name, value in document["software"].items()),
        ("texts", escape(", ".join(f"{n} {name}" for name, n in document["counts"].items()))),
        ("hash of the texts, keyed", f"<code>{escape(document['commitment'])}</code>"),
        ("computed on", escape(f"{document['device']}, {document['threads']} threads")),
        ("seconds", escape(document["seconds"])),
    ]
    notes = _list(document["notes"]) if document["notes"] else ""
    return (
        "<section><h2>To do it again</h2><p>The JSON report holds these settings: "
        "<code>python -m icu_core audit --again REPORT.json</code> gives the same numbers on the "
        "same machine.</p>"
        f"{notes}{_table(('', ''), rows, 'facts')}</section>"
    )


def _setting(name: str, value: object) -> str:
    """A setting as it was given; 0 may leave the choice to the program."""
    return "automatic" if name in AUTOMATIC and not value else escape(value)


def _list(sentences: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(each)}</li>' for each in sentences)}</ul>"


def _table(heads: Sequence[str], rows: Iterable[_Cells], css: str) -> str:
    """A table of ready cells; heads are plain text."""
    head = "".join(f"<th>{escape(each)}</th>" for each in heads)
    body = "".join(
        "<tr>"
        + "".join(
            f'<td data-head="{escape(name)}">{cell}</td>'
            for name, cell in zip(heads, row, strict=True)
        )
        + "</tr>"
        for row in rows
    )
    top = f"<thead><tr>{head}</tr></thead>" if any(heads) else ""
    return f'<table class="{css}">{top}<tbody>{body}</tbody></table>'


def _css(word: str) -> str:
    """A verdict as the name of a class."""
    return word.replace(" ", "-")
