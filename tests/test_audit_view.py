"""An audit as the page shows it: at work, stopped, failed, done; hostile texts as text."""

from __future__ import annotations

import time
from dataclasses import replace

import audited
import gradio as gr
import guest
import pytest
from fake_audits import fake_audit, fake_table
from page_values import knows

from icu_core import work
from icu_core.attacks.shape import AUDITED
from icu_core.auditing import audits
from icu_core.auditing.audits import Audit
from icu_core.auditing.case import Case
from icu_core.report import glossary
from icu_core.report import words as report_words
from icu_core.store import Run, Store
from icu_core.ui.audit import actions as audit_actions
from icu_core.ui.audit import form as audit_form
from icu_core.ui.audit import live as audit_live
from icu_core.ui.audit import markup as markup_audit
from icu_core.ui.audit import view as audit_view
from icu_core.ui.audit import words as audit_words

HOSTILE = "</td><script>window.broken=1</script><img src=x onerror=alert(2)>\"'"


def test_every_attack_becomes_a_row_and_the_rest_is_to_come(home: Store) -> None:
    view = audit_view.view(fake_audit(home, tables=2, said=("t1",), end="waiting"))
    rows = markup_audit.attacks(view)
    assert rows.count('class="done') == 2
    assert rows.count('class="later"') == 3
    assert "1 of 3" in rows and "3 of 3" in rows and "0 of 8" in rows
    assert markup_audit.verdict(view) == ""


def test_at_the_end_the_verdict_is_large_and_the_weakest_comes_first(home: Store) -> None:
    audit = fake_audit(home, tables=5, end="audited", said=("t1",))
    view = audit_view.view(audit)
    assert view.is_done and view.document is not None
    html = markup_audit.verdict(view)
    assert 'data-verdict="still there"' in html and "<h2>Still there</h2>" in html
    assert report_words.weakest(view.document)[1].split(".")[0] in html
    assert "icu-cell still chosen" in markup_audit.board(view, 0)
    assert markup_audit.board(view, 0).count("icu-cell unseen") == 2
    assert "What this cannot say" in markup_audit.limits(view)
    assert "no certificate" in markup_audit.limits(view)
    first = markup_audit.attacks(view).index('class="done still"')
    assert first < markup_audit.attacks(view).index("Membership")


def test_a_second_look_sends_nothing_again_and_a_new_attack_only_what_it_changes(
    home: Store,
) -> None:
    audit = fake_audit(home, tables=2)
    me = knows(audit=audit.id)
    seen = audit_live.look(me, {}, 0)[-1]
    assert all(value == gr.skip() for value in audit_live.look(me, seen, 0))
    moved = audit_live.look(me, seen, 1)
    changed = [place for place, value in enumerate(moved) if value != gr.skip()]
    assert changed == [5, 6, 11]  # board, evidence, what was seen


def test_between_two_attacks_the_next_one_is_named(
    home: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Audit, "status", lambda audit: "running")
    audit = fake_audit(home, tables=2)
    assert audit_words.headline(audit_view.view(audit)) == "Loading the models"
    for phase, step in (("pieces", 3), ("line_up", 0), ("line_up", 1)):
        with audit.writer() as writer:
            writer.beat({"phase": phase, "iteration": 2, "step": step, "of": 3})
        view = audit_view.view(audit)
        assert audit_words.headline(view) == "Attack 3 of 5: Line-up"
        assert markup_audit.attacks(view).count('class="now"') == 1
        assert view.share == pytest.approx((10 + 4 * (step if phase == "line_up" else 0) / 3) / 22)


def test_no_text_is_as_if_never_seen_before_the_last_attack(home: Store) -> None:
    half = audit_view.view(fake_audit(home, end="stopped", tables=3))
    done = audit_view.view(fake_audit(home, end="audited", tables=5))
    for view, is_done in ((half, False), (done, True)):
        shown = markup_audit.board(view, 0) + markup_audit.evidence(view, 1)
        assert ("as if never seen" in shown) is is_done
        assert ("nothing found yet" in shown) is not is_done


@pytest.mark.parametrize(
    ("strength", "told"),
    [
        (0.82, "Nearest by a piece of its answer, 82 % of the way to the limit: "),
        (0.0, "No likelier than a usual never-seen text, nearest by a piece of its answer: "),
        (-0.4, "No likelier than a usual never-seen text, nearest by a piece of its answer: "),
    ],
)
def test_what_came_nearest_is_told_without_a_share_of_nothing(strength: float, told: str) -> None:
    found = {"attack": "pieces", "strength": strength, "value": 0.3, "usual": 0.2, "gold": None,
             "is_said": False}  # fmt: skip
    document = {"settings": {"samples": 200}, "tables": [{"name": "pieces", "unit": "share"}]}
    (only,) = report_words.evidence(document, {"word": "as if never seen", "evidence": [found]})
    assert only.replace("\N{NO-BREAK SPACE}", " ").startswith(f"{told}30 % of it in one piece")


@pytest.mark.parametrize(
    ("strength", "told"),
    [
        (0.047, "Nearest by a piece of its answer, 4.7 % of the way to the limit when each is held "
         "against gold: 12 % of it in one piece, gold 11 %, never-seen texts 17 %."),
        (-0.1, "No likelier than a usual never-seen text when each is held against gold, nearest "
         "by a piece of its answer: 12 % of it in one piece, gold 11 %, never-seen texts 17 %."),
    ],
)  # fmt: skip
def test_what_is_measured_from_gold_names_gold(strength: float, told: str) -> None:
    found = {"attack": "pieces", "strength": strength, "value": 0.12, "usual": 0.17, "gold": 0.11,
             "is_said": False}  # fmt: skip
    document = {"settings": {"samples": 200}, "tables": [{"name": "pieces", "unit": "share"}]}
    text = {"word": "as if never seen", "evidence": [found]}
    (only,) = report_words.evidence(document, text)
    assert only.replace("\N{NO-BREAK SPACE}", " ") == told
    assert "held against gold" in markup_audit._ways(text)
    assert "held against gold" not in markup_audit._ways({"evidence": [{**found, "gold": None}]})


def test_the_limit_is_told_so_that_false_alarms_can_lie_beyond_that_of_the_others(
    home: Store,
) -> None:
    view = audit_view.view(fake_audit(home, tables=5, end="audited"))
    shown = markup_audit.evidence(view, 0) + glossary.FIGURE
    assert "none exceeds" not in shown and "no never-seen text lies beyond" not in shown
    assert shown.count("set at the furthest") == 2
    assert "with its own result left out of the limit each time" in markup_audit.limits(view)


def test_a_finished_attack_keeps_its_result_while_others_follow(home: Store) -> None:
    documents = [audit_view.view(fake_audit(home, tables=n)).document for n in (1, 3, 5)]
    found = [
        next(each for each in (one or {})["verdict"]["outcomes"] if each["attack"] == "asked")
        for one in documents
    ]
    assert found[0]["strengths"] == pytest.approx(found[1]["strengths"])
    assert found[0]["strengths"] == pytest.approx(found[2]["strengths"])


def test_the_time_so_far_runs_on_within_an_attack(
    home: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Audit, "status", lambda audit: "running")
    audit = fake_audit(home, tables=2)
    with audit.writer() as writer:
        writer.beat({"phase": "line_up", "iteration": 3, "step": 0, "of": 3})
    view = audit_view.view(audit)
    begun = next(each["time"] for each in view.events if each["type"] == "started")
    assert audit_words.times(view, begun + 5).startswith("5 s so far, about")
    assert "1 min 35 s so far" in markup_audit.status(view, begun + 95)
    me = knows(audit=audit.id)
    monkeypatch.setattr(audit_live.time, "time", lambda: begun + 5)
    seen = audit_live.look(me, {}, 0)[-1]
    monkeypatch.setattr(audit_live.time, "time", lambda: begun + 6)
    assert "6 s so far" in str(audit_live.look(me, seen, 0)[0])


def test_an_attack_that_ranks_nothing_has_its_row_too(home: Store) -> None:
    audit = fake_audit(home, "attack", tables=13)
    case = Case.from_json(audit.case)
    with audit.writer() as writer:
        ranked = fake_table("tries", case, (), "4512")
        tries = replace(ranked, unit="", controls={AUDITED: ranked.controls[AUDITED]})
        writer.append({"type": "table", "name": "tries", "table": tries.as_dict()})
        writer.append({"type": "finished", "reason": "audited", "words": "", "texts": {}})
    view = audit_view.view(audit)
    assert view.is_done
    assert "No secret came out." in markup_audit.attacks(view)
    assert "<h2>" in markup_audit.verdict(view)


def test_the_share_done_is_by_the_time_that_attacks_take(home: Store) -> None:
    shares = [audit_view.view(fake_audit(home, "attack", tables=n)).share for n in (1, 5, 12, 14)]
    assert shares == sorted(shares) and shares[-1] == 1.0
    assert shares[1] < 0.3  # the quick ones are the least of it


def test_what_an_audit_does_is_told_aloud_once_for_each_attack(
    home: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Audit, "status", lambda audit: "running")
    audit = fake_audit(home, tables=2)
    me, place = knows(audit=audit.id), audit_form.Live.CHANGING.index("told")
    seen: object = {}
    heard = []
    for step in (0, 1, 2):
        with audit.writer() as writer:
            writer.beat({"phase": "line_up", "iteration": 3, "step": step, "of": 3})
        looked = audit_live.look(me, seen, 0)
        heard.append(looked[place])
        seen = looked[-1]
    assert "Attack 3 of 5: Line-up" in heard[0] and heard[1:] == [gr.skip()] * 2
    (told,) = (each for each in guest.blocks().blocks.values() if each.elem_id == "audit-told")
    assert "aria-live" in str(told.js_on_load)


@pytest.mark.parametrize(("tables", "told"), [(1, "1 of 1 attack."), (2, "2 of 2 attacks.")])
def test_one_attack_is_counted_as_one(home: Store, tables: int, told: str) -> None:
    view = audit_view.view(fake_audit(home, tables=tables, said=("t1",), end="stopped"))
    assert audit_words.so_far(view) == f"So far something came out by {told}"


def test_a_stopped_audit_says_what_is_kept_and_can_be_resumed(home: Store) -> None:
    audit = fake_audit(home, tables=2, end="stopped")
    view = audit_view.view(audit)
    assert view.was_stopped and view.may_resume and not view.is_done
    assert "2 of 5 attacks done and kept" in markup_audit.status(view, time.time())
    assert markup_audit.verdict(view) == ""


def test_an_audit_whose_model_cannot_be_loaded_says_so(home: Store, finished: Run) -> None:
    run = audited.ready(finished, home.root)
    case = Case.from_json(audited.begun(run).case)
    broken = replace(case, models={AUDITED: str(run.path / "nowhere")})
    audit = audits.create(home, broken.to_json())
    work.do(audit)
    view = audit_view.view(audit)
    assert view.status == "failed" and view.may_resume
    assert "nowhere" in markup_audit.status(view, time.time())


def test_hostile_texts_are_shown_as_text_everywhere(home: Store) -> None:
    audit = fake_audit(home, tables=5, end="audited", said=("t2",), secret=HOSTILE, prompt=HOSTILE)
    view = audit_view.view(audit)
    assert view.document is not None
    _, page = audit_actions.report(audit.id, show_secrets=True)
    pieces = [markup_audit.status(view, time.time()), markup_audit.verdict(view),
              markup_audit.attacks(view), markup_audit.board(view, 1), markup_audit.limits(view),
              page, *(markup_audit.evidence(view, place) for place in range(3))]  # fmt: skip
    for html in pieces:
        assert "<script" not in html and "<img" not in html
    assert "&lt;script&gt;" in markup_audit.evidence(view, 1)
