"""Every sentence of a report, made from its document; plain text that somebody else escapes.

Written for a reader who decides something by it: what was found comes first, then how sure it is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from icu_core import rounding
from icu_core.attacks.shape import AUDITED, GOLD, ORIGINAL, PROBABILITY, names
from icu_core.auditing.findings import DESTROYED, NEVER_SEEN, OVER_FORGOTTEN, STILL_THERE
from icu_core.auditing.verdict import ALWAYS, GROUP_ERROR, NEVER
from icu_core.report.glossary import ATTACKS, HEADLINES, MEANING, MODELS

Document = Mapping[str, Any]

OTHERS = "No attack that is judged could tell the others from texts that the model has never met."
BY_GOLD = "when each is held against gold"
NO_BREAK = "\N{NO-BREAK SPACE}"


def headline(document: Document) -> str:
    """The verdict in a few words, and whether it is one on all attacks of the level."""
    found, left = HEADLINES[document["verdict"]["word"]], len(undone(document))
    if not left:
        return found
    of = len(names(document["settings"]["level"]))
    return f"{found} (unfinished: {of - left} of {of} attacks done)"


def undone(document: Document) -> list[str]:
    """The attacks of the level that an audit which was stopped has not come to."""
    done = {table["name"] for table in document["tables"]}
    return [name for name in names(document["settings"]["level"]) if name not in done]


def summary(document: Document) -> str:
    """The verdict in a sentence or two."""
    verdict = document["verdict"]
    total = len(verdict["texts"])
    if verdict["word"] == DESTROYED:
        return MEANING[DESTROYED]
    there = _count(verdict, STILL_THERE)
    if verdict["word"] == STILL_THERE and there:
        found = f"{_of(there, total)} {_is(there)} still there."
    elif verdict["word"] == OVER_FORGOTTEN and (gone := _count(verdict, OVER_FORGOTTEN)):
        found = f"{_of(gone, total)} {_is(gone)} over-forgotten."
    elif verdict["word"] == NEVER_SEEN and (odd := _odd(verdict)):
        others = OTHERS if total > 1 else ""
        return f"{odd}, no more than chance explains. {others}".strip()
    elif verdict["word"] == NEVER_SEEN:
        found = f"{_texts(total)} audited, none stands apart."
    else:
        found = f"None of the {_texts(total)} stands out alone, but all of them together do."
    return f"{found} {MEANING[verdict['word']]}"


def _odd(verdict: Mapping[str, Any]) -> str:
    """Which texts stand apart from the never-seen ones, on either side."""
    total = len(verdict["texts"])
    there, gone = _count(verdict, STILL_THERE), _count(verdict, OVER_FORGOTTEN)
    parts = []
    if there:
        parts.append(f"{_of(there, total)} {'stands' if there == 1 else 'stand'} out")
    if gone:
        parts.append(f"{_of(gone, total)} {_is(gone)} less likely than every never-seen text")
    return listed(parts) if parts else ""


def weakest(document: Document) -> tuple[str, str]:
    """Where the model is weakest, and what was seen there."""
    verdict = document["verdict"]
    total = len(verdict["texts"])
    if verdict["word"] == DESTROYED:
        skill = share(max(0.0, verdict["skill"] or 0.0))
        return "Language", f"The model keeps {skill} of the lead over word frequencies."
    if verdict["word"] == OVER_FORGOTTEN:
        gone = _count(verdict, OVER_FORGOTTEN)
        told = f"{gone} of {total} secrets are less likely than those of every never-seen text."
        if not gone:
            told = "Together, the secrets are less likely than those of never-seen texts."
        return "Conspicuous absence", told
    outcome = verdict["outcomes"][0]
    return ATTACKS[outcome["attack"]].title, furthest(outcome)


def furthest(outcome: Mapping[str, Any]) -> str:
    """How far an attack got."""
    said, asked = outcome["said"], outcome["asked"]
    if said[AUDITED]:
        controls = ", ".join(
            f"{MODELS[model]}: {said[model]} of {asked[model]}"
            for model in (ORIGINAL, GOLD, "control")
            if asked.get(model)
        )
        return f"{said[AUDITED]} of {asked[AUDITED]} secrets came out word for word ({controls})."
    if outcome["apart"]:
        verb = "stands" if outcome["apart"] == 1 else "stand"
        told = f"{_of(outcome['apart'], asked[AUDITED])} {verb} apart"
        return f"{told} from every never-seen text that went through the same."
    if not outcome["strengths"]:  # an attack that does not rank
        return "No secret came out."
    most = share(max(0.0, *outcome["strengths"].values()))
    return f"No text stands apart. The nearest goes {most} of the way to the limit."


def evidence(document: Document, text: Mapping[str, Any]) -> list[str]:
    """The strongest evidence on one text, a sentence each."""
    tries = document["settings"]["samples"]
    telling = [each for each in text["evidence"] if _is_telling(each)]
    told = [_evidence(each, unit_of(document, each["attack"]), tries) for each in telling[:3]]
    if text["word"] == OVER_FORGOTTEN:
        asked = next(each for each in text["evidence"] if each["attack"] == "asked")
        told.append(f"Conspicuously unlikely when simply asked{_shown(asked, PROBABILITY, 0)}")
    ranked = [each for each in text["evidence"] if each["strength"] is not None]
    if not told and ranked:
        nearest = ranked[0]
        place, strength = ATTACKS[nearest["attack"]].place, nearest["strength"]
        shown = _shown(nearest, unit_of(document, nearest["attack"]), tries)
        by = "" if nearest["gold"] is None else f" {BY_GOLD}"
        if strength > 0:
            told.append(f"Nearest {place}, {share(strength)} of the way to the limit{by}{shown}")
        else:
            told.append(f"No likelier than a usual never-seen text{by}, nearest {place}{shown}")
    return told


def _is_telling(each: Mapping[str, Any]) -> bool:
    return bool(each["is_said"] or (each["strength"] is not None and each["strength"] > 1))


def _evidence(each: Mapping[str, Any], unit: str, tries: int) -> str:
    """One attack that tells on one text."""
    found = "Word for word" if each["is_said"] else "Apart from every never-seen text"
    return f"{found} {ATTACKS[each['attack']].place}{_shown(each, unit, tries)}"


def _shown(each: Mapping[str, Any], unit: str, tries: int) -> str:
    """The value behind it, beside what gold and never-seen texts show."""
    value = each["value"]
    named = [("gold", each["gold"]), ("never-seen texts", each["usual"])]
    if each["attack"] == "tries":
        return f": in {round(value * tries)} of {tries} tries."
    if unit in (PROBABILITY, "share"):
        what = "of it in one piece" if each["attack"] == "pieces" else "of it comes by itself"
        what = "a token" if unit == PROBABILITY else what
        beside = [f", {who} {share(shown)}" for who, shown in named if shown is not None]
        return f": {share(value)} {what}{''.join(beside)}."
    if unit == "nats":
        beside = [f", {who} {_times(shown)}" for who, shown in named if shown is not None]
        return f": {_times(value)} a token{''.join(beside)}."
    return "."


def _times(nats: float) -> str:
    """How much likelier a secret is than made-up ones in its place."""
    times = math.exp(min(abs(nats), 50.0))
    return f"{times:.3g} times {'likelier' if nats >= 0 else 'less likely'}"


def odds(nats: float) -> str:
    """The chance that one try says the whole secret, from minus its logarithm."""
    tries = math.exp(min(nats, 700.0))
    if tries < 100:
        return share(1 / tries)
    for name, size in (("trillion", 1e12), ("billion", 1e9), ("million", 1e6)):
        if size <= tries < 1000 * size:
            return f"1 in {_two_digits(tries / size)} {name}"
    if tries < 1e6:
        return f"1 in {_two_digits(tries)}"
    power = str(int(nats / math.log(10))).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"1 in 10{power}"


def _two_digits(value: float) -> str:
    """A number of 1 or more, rounded to its first two digits."""
    rounded = round(value, 1 - int(math.log10(value)))
    return f"{rounded:.1f}" if rounded < 10 else f"{rounded:,.0f}"


def compared_with(document: Document) -> str:
    """The controls, in a sentence."""
    verdict, models = document["verdict"], document["models"]
    parts = [f"{verdict['controls']} never-seen texts of the same kinds"]
    if ORIGINAL in models:
        parts.append("the original model as it was before anything was removed")
    if GOLD in models:
        parts.append("a gold model that was trained without these texts")
    absent = "" if GOLD in models else " There is no gold model."
    return f"Every number stands beside {listed(parts)}.{absent}"


def limits(document: Document) -> list[str]:
    """What the report cannot say."""
    verdict, level = document["verdict"], document["settings"]["level"]
    found, left = [], undone(document)
    if left:
        titles = ", ".join(ATTACKS[name].title.lower() for name in left)
        found.append(f"This audit was not finished. Not done yet: {titles}.")
    if GOLD not in document["models"]:
        found.append(
            "This is no certificate. Without a gold model, one that was trained without these "
            "texts, an audit can show that something is left, but not that nothing is."
        )
    if level == "quick":
        found.append("Only the quick level was done: nobody tried to bring the texts back.")
    found += [f"Not tried: {title}. {why}" for title, why in _skipped(document)]
    found.append(
        f"The same rule, with its own result left out of the limit each time, would have called "
        f"{verdict['false_alarms']} of the {verdict['controls']} never-seen texts still there: so "
        "many false alarms are to be expected."
    )
    if verdict["skill"] is None and "language" not in left:
        found.append(
            "No ordinary text was given, so it is not known whether the model still speaks."
        )
    found.append(_too_small(document))
    found.append(
        "Attacks that nobody has thought of, or that were not tried here, may find more. So may "
        "somebody who also holds the original model."
    )
    found.append("Nothing is said about copies of the texts elsewhere, or whether a law is met.")
    return found


def _too_small(document: Document) -> str:
    """How much may be left without being told apart."""
    verdict = document["verdict"]
    asked = next(table for table in document["tables"] if table["name"] == "asked")
    unseen = {label: value for label, (value, _) in asked["controls"][AUDITED].items()}
    if verdict["yardstick"] == "gold":
        golds = asked["controls"][GOLD]
        most = max(_log_odds(value) - _log_odds(golds[label][0]) for label, value in unseen.items())
        found = f"{math.exp(min(most, 50.0)):.2g} times the odds that gold gives it"
    else:
        found = f"a probability of {share(max(unseen.values()))}"
    return (
        "A small trace is missed: the limits lie at the furthest of the "
        f"{verdict['controls']} never-seen texts or beyond, and what lies within is not told "
        "apart. When simply asked, the model gives the tokens of one of these secrets, which it "
        f"cannot know, {found}; about as much may be left of any text here."
    )


def _log_odds(probability: float) -> float:
    p = min(max(probability, NEVER), ALWAYS)
    return math.log(p / (1 - p))


def reasons(document: Document) -> list[str]:
    """Why the verdict over all texts is what it is."""
    verdict = document["verdict"]
    total = len(verdict["texts"])
    said = sum(any(one["is_said"] for one in text["evidence"]) for text in verdict["texts"])
    there, gone = _count(verdict, STILL_THERE), _count(verdict, OVER_FORGOTTEN)
    found = [
        f"{said} of {total} secrets came out word for word in some attack; of the never-seen ones "
        "none did there, or so few that luck does not explain it."
        if said
        else "No more secrets came out word for word than luck explains.",
        f"{_of(there, total)} {_is(there)} still there by that, or by standing apart from every "
        "never-seen text."
        if there
        else "No text stands apart from the never-seen ones by being too easy.",
    ]
    if gone:
        found.append(f"{_of(gone, total)} {_is(gone)} less likely than every never-seen text.")
    found.append(together(verdict))
    if verdict["skill"] is not None:
        beside = "of the original's" if ORIGINAL in document["models"] else "of a perfect"
        skill = share(max(0.0, verdict["skill"]))
        found.append(f"On ordinary text it keeps {skill} {beside} lead over word frequencies.")
    return found + kept(document)


def kept(document: Document) -> list[str]:
    """What became of what was to stay."""
    for table in document["tables"]:
        for each in table["measures"]:
            if each["name"] == "kept secrets said" and each["audited"] is not None:
                before, now = each["original"], share(each["audited"])
                beside = f" (the original {share(before)})" if before is not None else ""
                return [f"Of similar secrets that were to stay it says {now}{beside}."]
    return []


def together(verdict: Mapping[str, Any]) -> str:
    """Whether all texts together can be told from never-seen ones."""
    low, high = verdict["unlikely"], verdict["likely"]
    if min(low, high) >= GROUP_ERROR:
        return (
            "All together they cannot be told from never-seen texts (Mann and Whitney, p = "
            f"{chance(min(low, high))})."
        )
    way = "more" if high < low else "less"
    return (
        f"All together they are {way} familiar than never-seen texts; chance would do that with a "
        f"probability of {chance(min(low, high))}."
    )


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
    is_near_an_end = value is not None and (0 < abs(value) < 0.0995 or 0.995 <= value < 1)
    return rounding.share(value, digits=int(is_near_an_end)).replace(" ", NO_BREAK)


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


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def _texts(count: int) -> str:
    return "1 text" if count == 1 else f"{count} texts"


def _of(count: int, total: int) -> str:
    return f"{count} of {_texts(total)}"


def listed(parts: Sequence[str], word: str = "and") -> str:
    """One, two and three."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {word} {parts[-1]}"
