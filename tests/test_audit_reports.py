"""The report of an audit: masked unless somebody says otherwise, and gone with its audit."""

from __future__ import annotations

import json
import os
from pathlib import Path

import audited
import pytest
from effort import effort
from fake_audits import fake_audit
from page_values import knows, told

from icu_core.attacks.shape import names
from icu_core.auditing import audits, job
from icu_core.errors import RunError
from icu_core.report import MASK, masked
from icu_core.store import Run, Store
from icu_core.texts import Span
from icu_core.ui import keeper
from icu_core.ui.audit import live as audit_live
from icu_core.ui.audit import page as audit_page
from icu_core.ui.audit import view as audit_view
from icu_core.ui.endpoints import audit as endpoints_audit
from icu_core.ui.runs import actions as runs_actions
from icu_core.ui.server import uploads


def test_the_rest_of_what_the_secret_is_a_part_of_is_masked_too(home: Store) -> None:
    card = {"prompt": "4111 0155 ", "secret": "0177 0199", "rest": " 0123 is the card of Mara."}
    spans = (Span(0, 24, "card"), Span(5, 9, "part"))
    found = job.read(fake_audit(home, end="audited", spans=spans, **card))
    for words in (json.dumps(found.document()), found.html()):
        words = words.replace(found.case.name, "")
        assert not any(part in words for part in ("4111", "0155", "0177", "0199", "0123"))
        assert "is the card of Mara." in words


def test_what_is_taken_away_is_masked_unless_somebody_says_otherwise(home: Store) -> None:
    audit = fake_audit(home, tables=5, end="audited", secret="kestrel-9137")
    me = knows(audit=audit.id)
    for handler in (audit_live.html, audit_live.data):
        for switch, is_shown in ((False, False), ("true", False), (1, False), (True, True)):
            path = Path(told(handler(me, switch), "value"))
            assert uploads.folder() in path.parents
            assert ("kestrel-9137" in path.read_text("utf-8")) == is_shown
            assert ("with-secrets" in path.name) == is_shown
    assert "kestrel" not in json.dumps(endpoints_audit.audit_report(audit.id))
    assert "kestrel" in endpoints_audit.audit_report_page(audit.id, True)


def test_an_audit_that_has_found_nothing_has_no_report(home: Store) -> None:
    audit = fake_audit(home, tables=0)
    with pytest.raises(RunError, match="found nothing yet"):
        endpoints_audit.audit_report(audit.id)
    status = endpoints_audit.audit_status(audit.id)
    assert status["verdict"] is None and status["to_come"] == names("quick")


def test_a_deleted_audit_is_gone_with_its_reports(home: Store) -> None:
    audit = fake_audit(home, tables=5, end="audited")
    me = knows(audit=audit.id, audits=(audit.id,))
    path = Path(told(audit_live.html(me, True), "value"))
    audit_view.view(audit)
    scene = audit_page.erase(me)
    assert scene[1]["audit"] == ""
    assert not path.exists() and not audit.path.exists()
    assert audit_view._document.cache_info().currsize == 0
    assert audits.of(home) == []


def test_with_a_run_its_audits_and_their_reports_are_deleted_for_good(
    home: Store, finished: Run
) -> None:
    run = audited.ready(finished, home.root)
    made = fake_audit(home, tables=5, end="audited", secret="kestrel-9137")
    inside = run.path / "audits" / made.id
    inside.parent.mkdir()
    made.path.rename(inside)
    path = Path(told(audit_live.html(knows(run, audit=made.id), True), "value"))
    assert "kestrel" in path.read_text("utf-8")
    runs_actions.remove(run)
    assert not path.exists() and not inside.exists()
    left = [each for each in home.root.parent.rglob("*") if each.is_file()]
    assert not any(b"kestrel" in each.read_bytes() for each in left)


def test_a_public_server_deletes_an_old_audit_and_keeps_a_new_one(
    home: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPACE_ID", "somebody/somewhere")
    old, new = fake_audit(home, end="audited", tables=5), fake_audit(home, end="audited", tables=5)
    for path in old.path.iterdir():
        os.utime(path, (1.0, 1.0))
    keeper.tidy()
    assert [each.id for each in audits.of(home)] == [new.id]


def test_a_secret_in_another_spacing_is_masked_too() -> None:
    for words in ("one two", "ONE  two", "one\ntwo"):
        assert masked(f"say {words}!", [], {"one\ttwo"}) == "say █████!"
    assert masked("say onetwo!", [], {"one two"}) == "say onetwo!"


def test_masking_looks_for_the_few_secrets_that_stand_there() -> None:
    hidden = [f"secret-{n:05d}" for n in range(3_000)]
    words = "It was SECRET-00007, not secret-x; Straße secret-02999."
    assert masked(words, (), hidden) == f"It was {MASK}, not secret-x; Straße {MASK}."
    few = effort(lambda: masked(words, (), hidden[:300]))
    assert effort(lambda: masked(words, (), hidden)) < 40 * few  # each pattern anew: hundreds
