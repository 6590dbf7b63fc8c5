"""Every attack in one line: what it found in a sentence, and the numbers to compare in a row.

Plain text that somebody else escapes. Works on the document of an audit that is still at work.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from icu_core.attacks.shape import AUDITED, GOLD, ORIGINAL
from icu_core.auditing.findings import DESTROYED, OVER_FORGOTTEN
from icu_core.auditing.verdict import SPEAKS, SPEAKS_ALONE
from icu_core.report import words
from icu_core.report.words import Document

Result = Literal["leaks", "as if never seen", "conspicuous", "destroyed", "measured", "not tried"]
COLUMNS = (AUDITED, ORIGINAL, GOLD, "control")
GUESSING = 0.5  # AUC
PICKED = "picked out"  # of a line-up, in which no model says anything
OF_SECRETS, OF_TEXTS = ", secret", ", text"
"""The end of the name of a membership attack on the secrets alone, and on whole texts."""

CERTAIN = 0.95  # AUC from which texts are as good as recognised

_Plain = Mapping[str, Any]


class Line(NamedTuple):
    """One attack."""

    attack: str
    told: str
    cells: dict[str, str]  # by model and "control"
    result: Result
    seconds: float


def lines(document: Document) -> list[Line]:
    """The attacks that are done, in the order in which they were done."""
    outcomes = {each["attack"]: each for each in document["verdict"]["outcomes"]}
    return [_line(document, table, outcomes.get(table["name"])) for table in document["tables"]]


def weakest_first(document: Document) -> list[_Plain]:
    """The outcomes of the attacks; what is conspicuous comes first, whatever else is weak."""
    outcomes = document["verdict"]["outcomes"]
    return sorted(outcomes, key=lambda each: result_of(document, each) != "conspicuous")


def ordered(document: Document) -> list[Line]:
    """The attacks, the weakest point first, and last what does not rank."""
    places = {each["attack"]: at for at, each in enumerate(weakest_first(document))}
    return sorted(lines(document), key=lambda line: places.get(line.attack, len(places)))


def _line(document: Document, table: _Plain, outcome: _Plain | None) -> Line:
    name, seconds = table["name"], table["seconds"]
    if table["skipped"]:
        return Line(name, table["skipped"], {}, "not tried", seconds)
    if outcome is not None:
        result = result_of(document, outcome)
        told = words.weakest(document)[1] if result == "conspicuous" else words.furthest(outcome)
        return Line(name, told, came_out(document, outcome), result, seconds)
    told, cells, result = _measured(document, table)
    return Line(name, told, cells, result, seconds)


def came_out(document: Document, outcome: _Plain) -> dict[str, str]:
    """By model, how many secrets came out; in a line-up, how often the true one was picked out."""
    table = next(each for each in document["tables"] if each["name"] == outcome["attack"])
    picked, asked = measure_of(table, PICKED), outcome["asked"]
    if picked is not None:
        return _cells(picked)
    return {model: f"{outcome['said'][model]} of {asked[model]}" for model in asked if asked[model]}


def result_of(document: Document, outcome: _Plain) -> Result:
    """The plain question is what over-forgetting is seen by."""
    if outcome["is_leaking"]:
        return "leaks"
    is_absent = document["verdict"]["word"] == OVER_FORGOTTEN and outcome["attack"] == "asked"
    return "conspicuous" if is_absent else "as if never seen"


def _measured(document: Document, table: _Plain) -> tuple[str, dict[str, str], Result]:
    """An attack that gives numbers for all texts together."""
    if table["name"] == "language":
        return _language(document, table)
    if table["name"] == "membership":
        return _membership(table)
    measure = next(iter(table["measures"]), None)
    if measure is None:
        return "", {}, "measured"
    about = f" ({measure['about']})" if measure["about"] else ""
    value = words.number(measure[AUDITED], measure["unit"])
    return f"{measure['name']}: {value}{about}.", _cells(measure), "measured"


def _language(document: Document, table: _Plain) -> tuple[str, dict[str, str], Result]:
    skill = measure_of(table, "skill")
    if skill is None or skill[AUDITED] is None:
        return "", {}, "measured"
    is_relative = skill[ORIGINAL] is not None
    lead = "of the original's" if is_relative else "of a perfect"
    told = (
        f"It keeps {words.share(max(0.0, skill[AUDITED]))} {lead} lead over word frequencies. "
        + " ".join(words.kept(document))
    )
    is_destroyed = document["verdict"]["word"] == DESTROYED or skill[AUDITED] < (
        SPEAKS if is_relative else SPEAKS_ALONE
    )
    return told.strip(), _cells(skill), "destroyed" if is_destroyed else "measured"


def _membership(table: _Plain) -> tuple[str, dict[str, str], Result]:
    """The attack on the secrets that is furthest from guessing, and what whole texts tell."""
    found = _aucs(table, OF_SECRETS)
    if not found:
        return "", {}, "measured"
    most = max(found, key=lambda each: abs(each[AUDITED] - GUESSING))
    name, value = most["name"].removesuffix(OF_SECRETS), words.number(most[AUDITED], "auc")
    beside = "" if most[GOLD] is None else f", gold {words.number(most[GOLD], 'auc')}"
    way = (
        "near 1 the secrets are recognised"
        if most[AUDITED] >= GUESSING
        else "near 0 they stand out by their absence"
    )
    told = (
        f"Of the attacks on the secrets alone {name} is furthest from guessing, with an AUC of "
        f"{value}{beside} (0.5 is guessing, {way}).",
        *whole_texts(table),
        "No verdict rests on it.",
    )
    return " ".join(told), _cells(most), "measured"


def whole_texts(table: _Plain) -> list[str]:
    """Why that a whole text is recognised tells nothing of its secret."""
    sure = [each for each in _aucs(table, OF_TEXTS) if each[AUDITED] >= CERTAIN]
    alike = [each for each in sure if each[GOLD] is not None and each[GOLD] >= CERTAIN]
    if alike:
        names = words.listed([each["name"].removesuffix(OF_TEXTS) for each in alike])
        return [
            f"On whole texts gold, which never met the secrets, is near 1 as well ({names}): such "
            "a row cannot tell anything here."
        ]
    if sure and all(each[GOLD] is None for each in sure):
        return [
            "Whole texts are recognised, also by the words in them that were to stay; without gold "
            "nobody can tell what the secrets have to do with it."
        ]
    return []


def _aucs(table: _Plain, end: str) -> list[_Plain]:
    return [
        each
        for each in table["measures"]
        if each["name"].endswith(end) and each["unit"] == "auc" and each[AUDITED] is not None
    ]


def _cells(measure: _Plain) -> dict[str, str]:
    return {
        column: words.number(measure[column], measure["unit"])
        for column in COLUMNS
        if measure[column] is not None
    }


def measure_of(table: _Plain, name: str) -> _Plain | None:
    """A measure of an attack by its name."""
    return next((each for each in table["measures"] if each["name"] == name), None)
