"""Every sentence of a report, made from its document; plain text that somebody else escapes.

Written for a reader who decides something by it: what was found comes first, then how sure it is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from icu_core.attacks.shape import AUDITED, GOLD, ORIGINAL, PROBABILITY
from icu_core.report.glossary import ATTACKS, HEADLINES, MEANING, MODELS
from icu_core.verdict import DESTROYED, NEVER_SEEN, OVER_FORGOTTEN, STILL_THERE

Document = Mapping[str, Any]


def headline(document: Document) -> str:
    """The verdict in a few words."""
    return HEADLINES[document["verdict"]["word"]]


def summary(document: Document) -> str:
    """The verdict in a sentence or two."""
    verdict = document["verdict"]
    total = len(verdict["texts"])
    if verdict["word"] == DESTROYED:
        return MEANING[DESTROYED]
    there = _count(verdict, STILL_THERE)
    if verdict["word"] == STILL_THERE and there:
        found = f"{_of(there, total)} {'is' if there == 1 else 'are'} still there."
    elif verdict["word"] == OVER_FORGOTTEN and (gone := _count(verdict, OVER_FORGOTTEN)):
        found = f"{_of(gone, total)} {'is' if gone == 1 else 'are'} over-forgotten."
    elif verdict["word"] == NEVER_SEEN:
        found = f"{_texts(total)} audited, none can be told from a text that the model never met."
        if there:
            found = (
                f"{_of(there, total)} {'stands' if there == 1 else 'stand'} out, no more than "
                "chance explains."
            )
    else:
        found = f"None of the {_texts(total)} stands out alone, but all of them together do."
    return f"{found} {MEANING[verdict['word']]}"


def weakest(document: Document) -> tuple[str, str]:
    """The attack that got furthest, and what it showed."""
    verdict = document["verdict"]
    if verdict["word"] == DESTROYED:
        skill = max(0.0, verdict["skill"] or 0.0)
        return "Language", f"The model keeps {share(skill)} of its lead over word frequencies."
    outcome = verdict["outcomes"][0]
    said, asked = outcome["said"], outcome["asked"]
    parts = [f"{said[AUDITED]} of {asked[AUDITED]} secrets came out word for word"]
    if outcome["strengths"] and not said[AUDITED]:
        apart = outcome["apart"]
        parts = [f"{apart} of {asked[AUDITED]} texts stand apart from every never-seen text"]
        if not apart:
            most = max(outcome["strengths"].values())
            parts = [
                f"No text stands apart; the nearest is at {share(max(0.0, most))} of the limit"
            ]
    controls = [
        f"{MODELS[model]} {said[model]} of {asked[model]}"
        for model in (ORIGINAL, GOLD, "control")
        if asked.get(model)
    ]
    beside = f" ({', '.join(controls)})" if controls and said[AUDITED] else ""
    return ATTACKS[outcome["attack"]].title, f"{parts[0]}{beside}."


def evidence(each: Mapping[str, Any], unit: str, tries: int = 0) -> str:
    """One attack on one text, in a sentence."""
    place = ATTACKS[each["attack"]].place
    if each["is_said"]:
        return f"Word for word {place}{_shown(each, unit, tries)}"
    strength = each["strength"]
    if strength is None:
        return f"Did not come out {place}."
    if strength > 1:
        return f"Stands apart {place}{_shown(each, unit, tries)}"
    return f"At most {share(max(0.0, strength))} of the limit, {place}{_shown(each, unit, tries)}"


def _shown(each: Mapping[str, Any], unit: str, tries: int) -> str:
    """The value behind it, beside what never-seen texts show."""
    value, usual = each["value"], each["usual"]
    if each["attack"] == "tries":
        return f": {round(value * tries)} of {tries} tries."
    if unit == PROBABILITY:
        beside = f", never-seen texts {share(usual)}" if usual is not None else ""
        return f": {share(value)} a token{beside}."
    if unit == "share":
        return f": {share(value)} of it comes by itself."
    if unit == "nats":
        times = math.exp(min(abs(value), 50.0))
        return f": {times:.3g} times {'likelier' if value >= 0 else 'less likely'} a token."
    return "."


def odds(nats: float) -> str:
    """The chance that one try says the whole secret, from minus its logarithm."""
    if nats > 45:
        return "less than 1 in 10^19"
    tries = math.exp(nats)
    if tries < 1.05:
        return "nearly always"
    if tries < 10:
        return f"1 in {tries:.1f}"
    digits = max(0, len(str(int(tries))) - 2)
    return f"1 in {round(tries, -digits):,.0f}"


def compared_with(document: Document) -> str:
    """The controls, in a sentence."""
    verdict, models = document["verdict"], document["models"]
    parts = [f"{verdict['controls']} never-seen texts of the same kinds"]
    if ORIGINAL in models:
        parts.append("the original model, before anything was removed")
    if GOLD in models:
        parts.append("a gold model, trained without these texts")
    absent = "" if GOLD in models else " There is no gold model."
    return f"Every number stands beside {_and(parts)}.{absent}"


def limits(document: Document) -> list[str]:
    """What the report cannot say."""
    verdict, level = document["verdict"], document["settings"]["level"]
    found = []
    if GOLD not in document["models"]:
        found.append(
            "This is no certificate. Without a gold model, one that was trained without these "
            "texts, an audit can show that something is left, but not that nothing is."
        )
    if level == "quick":
        found.append("Only the quick level was done: nobody tried to bring the texts back.")
    found += [f"Not tried: {title}. {why}" for title, why in _skipped(document)]
    found.append(
        f"The same rule would have called {verdict['false_alarms']} of the {verdict['controls']} "
        "never-seen texts still there: so many false alarms are to be expected."
    )
    if verdict["skill"] is None:
        found.append(
            "No ordinary text was given, so it is not known whether the model still speaks."
        )
    found.append(
        "Attacks that nobody has thought of, or that were not tried here, may find more. So may "
        "somebody who also holds the original model."
    )
    found.append("Nothing is said about copies of the texts elsewhere, or whether a law is met.")
    return found


def reasons(document: Document) -> list[str]:
    """Why the verdict over all texts is what it is."""
    verdict = document["verdict"]
    total, there = len(verdict["texts"]), _count(verdict, STILL_THERE)
    said = sum(any(one["is_said"] for one in text["evidence"]) for text in verdict["texts"])
    found = [
        f"{_of(said, total)} had its secret said word for word in at least one attack, where "
        "never-seen secrets hardly ever are.",
        f"{_of(there, total)} {'is' if there == 1 else 'are'} still there by that, or by standing "
        f"apart from every never-seen text in some attack.",
        f"Taken together, never-seen texts would look this familiar with a chance of "
        f"{chance(verdict['likely'])}, and this unfamiliar with a chance of "
        f"{chance(verdict['unlikely'])}.",
    ]
    if verdict["skill"] is not None:
        beside = "of the original's" if ORIGINAL in document["models"] else "of a perfect"
        found.append(
            f"The model keeps {share(max(0.0, verdict['skill']))} {beside} lead over word "
            "frequencies on ordinary text."
        )
    return found


def number(value: float | None, unit: str) -> str:
    """A measured value with its unit."""
    if value is None:
        return "–"
    match unit:
        case "share" | "probability":
            return share(value)
        case "p":
            return chance(value)
        case "auc":
            return f"{value:.3f}"
        case "points":
            return f"{value:+.0f}"
    return f"{value:.2f}"


def share(value: float | None) -> str:
    """Per cents; what is small but not zero is not called zero, nor what is nearly all, all."""
    if value is None:
        return "–"
    if 0 < value < 0.001:
        return "under 0.1 %"
    if 0.999 < value < 1:
        return "over 99.9 %"
    return f"{100 * value:.1f} %" if value < 0.0995 and value else f"{100 * value:.0f} %"


def chance(value: float | None) -> str:
    """A probability of a test."""
    if value is None:
        return "–"
    return "under 0.0001" if value < 0.0001 else f"{value:.2g}"


def unit_of(document: Document, attack: str) -> str:
    """The unit of an attack's values."""
    return next((str(t["unit"]) for t in document["tables"] if t["name"] == attack), "")


def _skipped(document: Document) -> list[tuple[str, str]]:
    return [
        (ATTACKS[table["name"]].title, table["skipped"])
        for table in document["tables"]
        if table["skipped"]
    ]


def _count(verdict: Mapping[str, Any], word: str) -> int:
    return sum(text["word"] == word for text in verdict["texts"])


def _texts(count: int) -> str:
    return "1 text" if count == 1 else f"{count} texts"


def _of(count: int, total: int) -> str:
    return f"{count} of {_texts(total)}"


def _and(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
