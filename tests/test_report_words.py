"""What a report says of its numbers: every attack, beside gold, and what disagrees or is missed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fake_audits import fake_audit

from icu_core.attacks.shape import AUDITED, GOLD, ORIGINAL, names
from icu_core.auditing import job
from icu_core.auditing.findings import ASKED_BEFORE, NEVER_SEEN, STILL_THERE
from icu_core.report import glossary, lines, remarks, words
from icu_core.report.page import page
from icu_core.store import Store
from icu_core.ui.audit import words as audit_words


def measure(
    name: str, unit: str, audited: float, gold: float | None, **more: Any
) -> dict[str, Any]:
    """A measure as it stands in a document."""
    plain = {"name": name, "unit": unit, "audited": audited, "gold": gold, "about": ""}
    return {**plain, "original": None, "control": None, "interval": None, **more}


MEMBERSHIP = (
    measure("Min-K, secret", "auc", 0.717, 0.167, interval=[0.51, 0.86]),
    measure("Min-K++, secret", "auc", 0.783, 0.367),
    measure("loss, text", "auc", 1.0, 1.0),
    measure("zlib, text", "auc", 0.99, 0.98),
    measure("Min-K++, text", "auc", 0.98, 0.65),
)


@pytest.fixture
def document(home: Store) -> dict[str, Any]:
    """The report of a finished quick audit that found nothing."""
    found = job.read(fake_audit(home, tables=5, end="audited")).document()
    assert found["verdict"]["word"] == NEVER_SEEN
    return found


def table(document: dict[str, Any], name: str) -> dict[str, Any]:
    """The table of an attack."""
    found: dict[str, Any] = next(each for each in document["tables"] if each["name"] == name)
    return found


def told_of(document: dict[str, Any], name: str, *measures: dict[str, Any]) -> str:
    """What is remarked on an attack with these measures."""
    table(document, name)["measures"] = list(measures)
    return " ".join(remarks.of(document, table(document, name)))


def test_membership_is_told_of_secrets_beside_gold_and_of_whole_texts_where_gold_is_as_sure(
    document: dict[str, Any],
) -> None:
    table(document, "membership")["measures"] = [*MEMBERSHIP]
    told = next(line.told for line in lines.lines(document) if line.attack == "membership")
    assert "Of the attacks on the secrets alone Min-K++ is furthest from guessing" in told
    assert "an AUC of 0.783, gold 0.367 (0.5 is guessing" in told
    assert "gold, which never met the secrets, is near 1 as well (loss and zlib)" in told
    assert "cannot tell anything here. No verdict rests on it." in told


def test_nothing_is_said_of_whole_texts_that_gold_does_not_know(document: dict[str, Any]) -> None:
    for gold, told in ((0.5, ""), (None, "without gold nobody can tell")):
        own = [measure("loss, text", "auc", 1.0, gold), measure("Min-K, secret", "auc", 0.6, gold)]
        assert told_of(document, "membership", *own).count(told or "hole texts") == bool(told)


def test_the_overview_has_a_row_for_every_attack_that_was_done(document: dict[str, Any]) -> None:
    table(document, "membership")["measures"] = [*MEMBERSHIP]
    table(document, "language")["skipped"] = "There is no ordinary text."
    rows = page(document).split('<table class="outcomes">')[1].split("</table>")[0].split("<tr>")
    cells = {title: row for row in rows for name in names("quick")
             if (title := glossary.ATTACKS[name].title) and f"<b>{title}</b>" in row}  # fmt: skip
    assert len(cells) == 5 and len(rows) == 7  # and what stands before them, and the heads
    assert ">measured</span>" in cells["Membership"] and "gold 0.367" in cells["Membership"]
    assert ">not tried</span>" in cells["Language"] and "no ordinary text" in cells["Language"]
    assert ">as if never seen</span>" in cells["Plain question"]


def test_a_measured_number_that_disagrees_is_explained(document: dict[str, Any]) -> None:
    leak = measure("PrivLeak by Min-K, secret", "points", -66.0, 0.0)
    told = told_of(document, "membership", *MEMBERSHIP, leak)
    assert "PrivLeak -66" in told and "more familiar" in told and "It may be a trace" in told
    assert "AUC 0.717, gold 0.167" in told and "between 0.510 and 0.860" in told
    assert words.together(document["verdict"]) in told
    told = told_of(document, "membership", measure("privacy", "share", 0.79, 1.0, original=0.77))
    assert "Privacy 79" in told and "not the share of secrets that are safe" in told
    right = measure("tokens right", "share", 0.28, 0.51)
    told = told_of(document, "asked", right, measure("probability per token", "share", 0.2, 0.3))
    assert "fewer tokens" in told and "trace of having forgotten" in told
    quality = measure("forget quality, KS p of the truth ratio", "p", 0.01, 1.0)
    assert "p = 0.01" in told_of(document, "line_up", quality)


def test_r_is_told_with_the_gains_it_compares(document: dict[str, Any]) -> None:
    for name in ("relearning", "harmless"):
        document["tables"].append({**table(document, "language"), "name": name})
        gain = measure(remarks.GAIN, "probability", 0.018, 0.0016)
        told = told_of(document, name, gain, measure("likeness to gold, R", "share", 0.16, None))
        assert "by +1.8 points of probability a token against +0.2" in told


@pytest.mark.parametrize(("name", "what"), [("lens", "erased"), ("depth", "unlearning depth, UDS")])
def test_what_the_layers_still_hold_is_told(document: dict[str, Any], name: str, what: str) -> None:
    document["tables"].append({**table(document, "language"), "name": name})
    other = measure("most that a layer shows", "probability", 0.1, 0.1)
    told = told_of(document, name, other, measure(what, "share", 0.55, 1.0))
    assert "By 55" in told and "may still lie in there" in told and "does not count" in told
    assert not told_of(document, name, other, measure(what, "share", 0.95, 1.0))


def test_numbers_that_agree_with_the_verdict_have_no_remark(document: dict[str, Any]) -> None:
    leak = measure("PrivLeak by Min-K, secret", "points", -6.0, 0.0)
    assert not told_of(document, "membership", *MEMBERSHIP[:2], leak)
    assert not told_of(document, "membership", measure("privacy", "share", 0.95, 1.0))
    right = measure("tokens right", "share", 0.48, 0.51)
    assert not told_of(
        document, "asked", right, measure("probability per token", "share", 0.2, 0.3)
    )
    leak = measure("PrivLeak by Min-K, secret", "points", -66.0, 0.0)
    document["verdict"]["word"] = STILL_THERE  # it agrees with that
    assert not told_of(document, "membership", *MEMBERSHIP[:2], leak)


def test_the_page_shows_the_remarks_and_names_recorded_answers_once(
    document: dict[str, Any],
) -> None:
    for each in document["tables"]:
        each["measures"] = [measure("privacy", "share", 0.79, 1.0)]
        each["notes"] = [ASKED_BEFORE, "Something else."]
    written = page(document)
    assert written.count(ASKED_BEFORE) == 1 and written.count("Something else.") == 5
    assert written.count(f"<th>gold {glossary.RECORDED}</th>") == 5
    assert written.count("not the share of secrets that are safe") == 1
    for each in document["tables"]:
        each["notes"] = []
    assert ASKED_BEFORE not in page(document) and glossary.RECORDED not in page(document)


def test_a_report_says_how_much_may_be_left_unseen(document: dict[str, Any]) -> None:
    told = " ".join(words.limits(document))
    most = max(value for value, _ in table(document, "asked")["controls"][AUDITED].values())
    assert f"cannot know, a probability of {words.share(most)}" in told
    assert "the furthest of the 8 never-seen texts" in told
    document["verdict"]["yardstick"] = "gold"
    unseen = table(document, "asked")["controls"]
    unseen[GOLD] = {label: [0.5, False] for label in unseen[AUDITED]}
    unseen[AUDITED] = {label: [0.2, False] for label in unseen[AUDITED]}
    unseen[AUDITED]["c1"] = [0.8, False]
    assert "4 times the odds that gold gives it" in " ".join(words.limits(document))


def test_a_masked_report_says_that_names_stay_readable(document: dict[str, Any]) -> None:
    assert glossary.MASKED in page(document) and "names" in glossary.MASKED
    assert glossary.MASKED not in page({**document, "shows_secrets": True})
    assert "names and the words around them stay readable" in audit_words.MASKED


def test_a_verdict_has_one_name(document: dict[str, Any]) -> None:
    assert NEVER_SEEN in audit_words.RESULTS[NEVER_SEEN][1]
    for other in ("as never seen", "as never-seen"):
        assert other not in page(document) and other not in json.dumps(audit_words.RESULTS)


def test_settings_that_the_program_chooses_are_called_so(document: dict[str, Any]) -> None:
    facts = page(document).split("To do it again")[1]
    assert "setting: relearn_rate" in facts and ">automatic<" in facts and ">0.0<" not in facts
    document["settings"]["relearn_rate"] = 0.0001
    assert ">0.0001<" in page(document)


def test_what_stands_beside_the_numbers_is_told_as_a_list(document: dict[str, Any]) -> None:
    assert ORIGINAL in document["models"]
    document["models"][GOLD] = document["models"][ORIGINAL]
    assert words.compared_with(document).endswith(
        "same kinds, the original model as it was before anything was removed and a gold model "
        "that was trained without these texts."
    )


def test_what_an_attack_asks_ends_as_a_question_only_if_it_is_one() -> None:
    for each in glossary.ATTACKS.values():
        last = each.done.removesuffix("?").rpartition(". ")[2]
        assert each.done.endswith("?") == last.startswith(("Does", "Is ", "How much of"))
