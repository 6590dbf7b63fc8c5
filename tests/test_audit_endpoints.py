"""Programs audit a run or a model of their own, and read the report."""

from __future__ import annotations

import re

import audited
import pytest

from icu_core import jobs, work
from icu_core.attacks.shape import names
from icu_core.errors import RunError, TextsError
from icu_core.store import Run, Store
from icu_core.ui.endpoints import audit as endpoints_audit


def test_a_program_attacks_a_run_to_its_end_and_reads_the_report(
    home: Store, finished: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = audited.ready(finished, home.root)
    monkeypatch.setattr(jobs, "start", work.do)  # in this process
    small = {"controls": 8, "line_up": 2, "threads": 1}
    audit_id = endpoints_audit.start_audit(run.id, "quick", small)
    assert re.fullmatch("[0-9a-f]{32}", audit_id) and audit_id != run.id
    status = endpoints_audit.audit_status(audit_id)
    assert status["status"] == "finished" and status["done"] == names("quick")
    assert sum(status["texts"].values()) == 4
    report = endpoints_audit.audit_report(audit_id)
    assert report["verdict"]["word"] == status["verdict"]
    assert endpoints_audit.audit_report_page(audit_id).startswith("<!doctype html>")
    with pytest.raises(RunError, match="not at work"):
        endpoints_audit.stop_audit(audit_id)
    with pytest.raises(RunError, match="nothing to resume"):
        endpoints_audit.resume_audit(audit_id)
    assert endpoints_audit.delete_audit(audit_id) == "deleted"
    with pytest.raises(RunError):
        endpoints_audit.audit_status(audit_id)


def test_texts_of_an_endpoint_are_a_list(home: Store) -> None:
    with pytest.raises(TextsError, match="list"):
        endpoints_audit.start_audit_of_model("owner/name", "one text")  # type: ignore[arg-type]
    with pytest.raises(TextsError, match="never-seen"):
        endpoints_audit.start_audit_of_model("owner/name", ["The code is 4512"])
