"""The Audit page: what it offers, shows and hands out; to whom it says no; hostile texts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import audited
import fake_runs
import gradio as gr
import pytest

from icu_core import jobs, work
from icu_core.attacks.shape import AUDITED, LEVELS, ORIGINAL, Settings, Table, Trace, names
from icu_core.auditing import audits, job
from icu_core.auditing.audits import Audit
from icu_core.auditing.case import Case, make
from icu_core.errors import ConfigError, IcuError, RunError, TextsError
from icu_core.report import words as report_words
from icu_core.store import Run, Store
from icu_core.texts import Span, Text
from icu_core.ui import (
    audit_actions,
    audit_form,
    audit_live,
    audit_page,
    audit_view,
    audit_words,
    endpoints_audit,
    keeper,
    live,
    markup_audit,
    public,
    runs_actions,
    uploads,
    visitor,
)
from icu_core.ui.visitor import Mine, mine

SOMEBODYS = "0" * 32
HOSTILE = "</td><script>window.broken=1</script><img src=x onerror=alert(2)>\"'"
BAD: list[Any] = [None, True, -1, "", "x" * 10_000, [], [1], {}, "../../etc/passwd", SOMEBODYS]
ME, SETUP, LIVE, TIMER, RUN, HINT, GO, CHOICE, LEVEL, EARLIER, WAIT = range(11)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Folders of runs and of downloads of their own; a job that is started does not work."""
    monkeypatch.setenv("ICU_HOME", str(tmp_path / "runs"))
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "gradio"))
    monkeypatch.setattr(jobs, "start", lambda audit: None)
    visitor.store.cache_clear()
    audit_actions._started.clear()
    yield visitor.store()
    visitor.store.cache_clear()
    audit_view.forget()
    live.forget()


@pytest.fixture
def run(home: Store, finished: Run) -> Run:
    """A run of mine that can be attacked."""
    return audited.ready(finished, home.root)


def knows(*runs: Run, audit: str = "", audits: tuple[str, ...] = ()) -> dict[str, Any]:
    """A browser that knows these runs and audits."""
    ids = tuple(run.id for run in runs)
    return Mine("a" * 32, ids[0] if ids else "", ids, audit, audits).as_state()


def told(update: Any, name: str) -> Any:
    """A property that an update sets."""
    return update.constructor_args[name] if hasattr(update, "constructor_args") else update[name]


def text(label: str, secret: str = "4512", prompt: str = "The door code of Mara is ") -> Text:
    """A text of a made-up case."""
    start = len(prompt)
    return Text(label, prompt + secret, Span(start, start + len(secret), "code"), (), "code", "x")


def made_up(
    home: Store, level: str = "quick", *, tables: int = 1, end: str | None = None,
    said: tuple[str, ...] = (), **of: Any,
) -> Audit:  # fmt: skip
    """An audit as its job would have left it after so many attacks, without any model."""
    targets = [text(f"x{n}", **of) for n in range(3)]
    unseen = [text(f"u{n}", secret=f"77{n}0") for n in range(8)]
    case = make("nobody/model", targets, settings=Settings(level=level), controls=unseen,  # type: ignore[arg-type]
                original="nobody/before", prose=[], name=of.get("prompt", "")[:40])  # fmt: skip
    audit = audits.create(home, case.to_json())
    with audit.writer() as writer:
        if end != "waiting":
            writer.append({"type": "started", "pid": 1, "done": 0})
        writer.keep(job.MATERIAL, json.dumps({**_plain(case)["material"]}))
        writer.append({"type": "prepared", "facts": FACTS})
        for name in names(level)[:tables]:
            table = _table(name, case, said, str(of.get("secret", "4512")))
            writer.append({"type": "table", "name": name, "table": table.as_dict()})
        if end not in (None, "waiting"):
            writer.append({"type": "finished", "reason": end, "words": "", "texts": {}})
    return audit


FACTS: dict[str, Any] = {
    "models": {
        name: {"name": f"nobody/{name}", "kind": "llama", "sha256": "ab" * 32,
               "parameters": 9, "vocabulary": 9, "context": 9}
        for name in (AUDITED, ORIGINAL)
    },
    "counts": {"targets": 3, "controls": 8, "neighbours": 0, "wordings": 0, "prose": 0},
    "software": {"python": "3"}, "device": "cpu", "threads": 1, "notes": [],
}  # fmt: skip


def _plain(case: Case) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(case.to_json())
    return plain


def _table(name: str, case: Case, said: tuple[str, ...], secret: str) -> Table:
    """What an attack may have found: so many targets said, never-seen ones never."""
    if name in ("membership", "language"):
        return Table(name, seconds=1.0)
    of = {each.id: Trace(0.9 if each.id in said else 0.05 + n / 99, each.id in said)
          for n, each in enumerate(case.material.targets)}  # fmt: skip
    before = {label: Trace(0.99, True) for label in of}
    unseen = {each.id: Trace(0.04 + n / 90, False) for n, each in enumerate(case.material.controls)}
    words = {AUDITED: dict.fromkeys(of, f" it is {secret}")}
    nats = {AUDITED: dict.fromkeys(of, 3.0), ORIGINAL: dict.fromkeys(of, 0.01)}
    return Table(name, unit="probability", floor=0.1, targets={AUDITED: of, ORIGINAL: before},
                 controls={AUDITED: unseen}, words=words if name == "pieces" else {},
                 per_text={"nats": nats} if name == "asked" else {}, seconds=2.0)  # fmt: skip


# Before an audit


def test_the_newest_run_is_offered_and_the_levels_say_what_they_do_and_take(
    home: Store, run: Run
) -> None:
    scene = audit_page.arrive(knows(run), "")
    assert len(scene) == WAIT + 1
    assert told(scene[RUN], "value") == run.id
    assert told(scene[CHOICE], "visible") and not told(scene[HINT], "visible")
    choices = {value: label for label, value in told(scene[LEVEL], "choices")}
    assert [*choices] == [*LEVELS]
    assert all("About" in label for label in choices.values())


def test_without_a_run_the_page_says_where_to_begin(home: Store) -> None:
    scene = audit_page.arrive(knows(), "")
    assert told(scene[HINT], "visible") and told(scene[GO], "visible")
    assert not told(scene[CHOICE], "visible")


def test_the_time_told_grows_with_the_texts_and_the_level(home: Store) -> None:
    few, many = (fake_runs.fake_run(home, fake_runs.texts(n)) for n in (5, 200))
    seconds = {n: audit_words.seconds_of(live.view(each), "attack")
               for n, each in ((5, few), (200, many))}  # fmt: skip
    quick = audit_words.seconds_of(live.view(few), "quick")
    assert quick is not None and seconds[5] is not None and quick < seconds[5]
    assert [audit_words.rounded(s) for s in (3, 24, 61, 600, 9000)] == [
        "5 s", "25 s", "1 min", "10 min", "2 h",
    ]  # fmt: skip


def test_starting_makes_one_audit_of_the_run_however_often_it_is_pressed(
    home: Store, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        Audit, "is_alive", lambda audit: audit.id in audit_actions._started.values()
    )
    scenes = [audit_page.start(knows(run), run.id, "quick") for _ in range(3)]
    assert len(audits.of(home, run)) == 1
    assert {scene[ME]["audit"] for scene in scenes} == {audits.of(home, run)[0].id}
    assert told(scenes[0][LIVE], "visible") and not told(scenes[0][SETUP], "visible")
    assert audit_view.view(audits.of(home, run)[0]).level == "quick"


@pytest.mark.parametrize("bad", BAD)
def test_no_value_starts_opens_or_deletes_anything(home: Store, run: Run, bad: Any) -> None:
    audit = made_up(home, end="audited", tables=5)
    for handler, values in (
        (audit_page.start, [knows(run), bad, "quick"]),
        (audit_page.start, [knows(run), run.id, bad]),
        (audit_page.choose, [knows(run), bad]),
        (audit_page.open_earlier, [knows(run), bad]),
        (audit_page.start_own, [knows(run), *[bad] * 10]),
        (audit_page.come, [{"current": bad, "runs": [bad]}]),
        (audit_page.erase, [{"audit": bad}]),
        (audit_live.stop, [{"audit": bad}]),
        (audit_live.resume, [{"audit": bad}]),
        (audit_live.html, [{"audit": bad}, True]),
        (endpoints_audit.start_audit, [bad]),
        (endpoints_audit.start_audit, [run.id, "quick", [bad]]),
        (endpoints_audit.start_audit_of_model, [bad, bad]),
        (endpoints_audit.audit_report, [bad, bad]),
        (endpoints_audit.delete_audit, [bad]),
    ):
        with pytest.raises(IcuError):
            handler(*values)  # type: ignore[operator]
    assert audit_live.look({"audit": bad}, bad, bad) == gr.skip()
    assert len(audit_live.look(knows(audit=audit.id), bad, bad)) == 11
    assert [each.id for each in audits.of(home)] == [audit.id]


def test_an_audit_of_somebody_else_is_neither_listed_nor_opened(home: Store, run: Run) -> None:
    theirs = made_up(home, end="audited", tables=5)
    of_run = audits.create(home, theirs.case, run=run)
    me, other = knows(run), knows()
    assert [each.id for each in audit_actions.known(mine(me))] == [of_run.id]
    assert audit_actions.known(mine(other)) == []
    with pytest.raises(RunError):
        audit_page.open_earlier(me, theirs.id)
    with pytest.raises(RunError):
        audit_page.start(other, run.id, "quick")


# A model of one's own


def own(**changed: Any) -> list[Any]:
    """What the form for a model of one's own sends."""
    values = {
        "model": "owner/name", "original": "", "gold": "", "set": audit_form.NO_SET, "file": None,
        "pasted": "The code is 4512\nThe code is 9911", "unseen": None,
        "others": "\n".join(f"The code is 77{n}0" for n in range(6)), "name": "mine",
    }  # fmt: skip
    return list({**values, **changed}.values())


def test_a_model_of_ones_own_is_audited_with_pasted_texts(home: Store) -> None:
    scene = audit_page.start_own(knows(), *own(), "quick")
    (audit,) = audits.of(home)
    assert scene[ME]["audits"] == [audit.id]
    case = Case.from_json(audit.case)
    assert case.models == {AUDITED: "owner/name"} and case.name == "mine"
    assert (len(case.material.targets), len(case.material.controls)) == (2, 6)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"model": ""}, "Name the model"),
        ({"pasted": ""}, "one of the three"),
        ({"others": ""}, "never-seen"),
        ({"model": "http://127.0.0.1/x"}, "web address"),
    ],
)
def test_what_is_missing_is_told(home: Store, changed: dict[str, Any], words: str) -> None:
    with pytest.raises(IcuError, match=words):
        audit_page.start_own(knows(), *own(**changed), "quick")
    assert audits.of(home) == []


def test_a_public_server_attacks_listed_models_alone_and_within_its_limits(
    home: Store, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = "0123456789abcdef" * 2 + "01234567"
    monkeypatch.setenv("SPACE_ID", "somebody/somewhere")
    monkeypatch.setenv("ICU_MODELS", f"good/model@{commit}")
    assert audit_actions.model_name(f"good/model@{commit}", "model")
    for bad in ("good/model", "good/model@main", "/etc", "..", str(run.path / "result")):
        with pytest.raises(ConfigError):
            audit_actions.model_name(bad, "model")
    with pytest.raises(ConfigError, match="samples may be at most"):
        endpoints_audit.start_audit(run.id, "quick", {"samples": 10_000})
    monkeypatch.setattr(public, "AUDITS", public.Quota("audits", 1, 60.0))
    endpoints_audit.start_audit(run.id, "quick")
    with pytest.raises(RunError, match="1 audits from your address"):
        endpoints_audit.start_audit(run.id, "quick")


# At work and done


def test_every_attack_becomes_a_row_and_the_rest_is_to_come(home: Store) -> None:
    view = audit_view.view(made_up(home, tables=2, said=("t1",), end="waiting"))
    rows = markup_audit.attacks(view)
    assert rows.count('class="done') == 2
    assert rows.count('class="later"') == 3
    assert "1 of 3" in rows and "3 of 3" in rows and "0 of 8" in rows
    assert markup_audit.verdict(view) == ""


def test_at_the_end_the_verdict_is_large_and_the_weakest_comes_first(home: Store) -> None:
    audit = made_up(home, tables=5, end="audited", said=("t1",))
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
    audit = made_up(home, tables=2)
    me = knows(audit=audit.id)
    seen = audit_live.look(me, {}, 0)[-1]
    assert all(value == gr.skip() for value in audit_live.look(me, seen, 0))
    moved = audit_live.look(me, seen, 1)
    changed = [place for place, value in enumerate(moved) if value != gr.skip()]
    assert changed == [4, 5, 10]  # board, evidence, what was seen


def test_between_two_attacks_the_next_one_is_named(
    home: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Audit, "status", lambda audit: "running")
    audit = made_up(home, tables=2)
    assert audit_words.headline(audit_view.view(audit)) == "Loading the models"
    for phase, step in (("pieces", 3), ("line_up", 0), ("line_up", 1)):
        with audit.writer() as writer:
            writer.beat({"phase": phase, "iteration": 2, "step": step, "of": 3})
        view = audit_view.view(audit)
        assert audit_words.headline(view) == "Attack 3 of 5: Line-up"
        assert markup_audit.attacks(view).count('class="now"') == 1
        assert view.share == pytest.approx((6.5 + 3 * (step if phase == "line_up" else 0) / 3) / 16)


def test_an_attack_that_ranks_nothing_has_its_row_too(home: Store) -> None:
    audit = made_up(home, "attack", tables=13)
    case = Case.from_json(audit.case)
    with audit.writer() as writer:
        ranked = _table("tries", case, (), "4512")
        tries = replace(ranked, unit="", controls={AUDITED: ranked.controls[AUDITED]})
        writer.append({"type": "table", "name": "tries", "table": tries.as_dict()})
        writer.append({"type": "finished", "reason": "audited", "words": "", "texts": {}})
    view = audit_view.view(audit)
    assert view.is_done
    assert "No secret came out." in markup_audit.attacks(view)
    assert "<h2>" in markup_audit.verdict(view)


def test_the_share_done_is_by_the_time_that_attacks_take(home: Store) -> None:
    shares = [audit_view.view(made_up(home, "attack", tables=n)).share for n in (1, 5, 12, 14)]
    assert shares == sorted(shares) and shares[-1] == 1.0
    assert shares[2] < 0.5  # training again and many tries are most of it


def test_a_stopped_audit_says_what_is_kept_and_can_be_resumed(home: Store) -> None:
    audit = made_up(home, tables=2, end="stopped")
    view = audit_view.view(audit)
    assert view.was_stopped and view.may_resume and not view.is_done
    assert "2 attacks of 5 are done" in markup_audit.status(view)
    assert markup_audit.verdict(view) == ""


def test_hostile_texts_are_shown_as_text_everywhere(home: Store) -> None:
    audit = made_up(home, tables=5, end="audited", said=("t2",), secret=HOSTILE, prompt=HOSTILE)
    view = audit_view.view(audit)
    assert view.document is not None
    _, page = audit_actions.report(audit.id, show_secrets=True)
    pieces = [markup_audit.status(view), markup_audit.verdict(view), markup_audit.attacks(view),
              markup_audit.board(view, 1), markup_audit.limits(view), page,
              *(markup_audit.evidence(view, place) for place in range(3))]  # fmt: skip
    for html in pieces:
        assert "<script" not in html and "<img" not in html
    assert "&lt;script&gt;" in markup_audit.evidence(view, 1)


def test_the_page_of_an_address_opens_there_and_one_of_nobody_changes_nothing(home: Store) -> None:
    audit = made_up(home, tables=5, end="audited")
    for audit_id, is_there in ((audit.id, True), (SOMEBODYS, False), ("<b>", False)):
        request = SimpleNamespace(query_params={"audit": audit_id})
        scene = audit_page.by_address(knows(), request)  # type: ignore[arg-type]
        assert len(scene) == WAIT + 2
        assert (scene[1] != gr.skip()) == is_there
        if is_there:
            assert scene[1]["audit"] == audit.id


def test_what_is_taken_away_is_masked_unless_somebody_says_otherwise(home: Store) -> None:
    audit = made_up(home, tables=5, end="audited", secret="kestrel-9137")
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
    audit = made_up(home, tables=0)
    with pytest.raises(RunError, match="found nothing yet"):
        endpoints_audit.audit_report(audit.id)
    status = endpoints_audit.audit_status(audit.id)
    assert status["verdict"] is None and status["to_come"] == names("quick")


def test_a_deleted_audit_is_gone_with_its_reports(home: Store) -> None:
    audit = made_up(home, tables=5, end="audited")
    me = knows(audit=audit.id, audits=(audit.id,))
    path = Path(told(audit_live.html(me, True), "value"))
    audit_view.view(audit)
    scene = audit_page.erase(me)
    assert scene[1]["audit"] == ""
    assert not path.exists() and not audit.path.exists()
    assert audit_view._document.cache_info().currsize == 0
    assert audits.of(home) == []


def test_with_a_run_its_audits_and_their_reports_are_deleted_for_good(
    home: Store, run: Run
) -> None:
    made = made_up(home, tables=5, end="audited", secret="kestrel-9137")
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
    import os

    monkeypatch.setenv("SPACE_ID", "somebody/somewhere")
    old, new = made_up(home, end="audited", tables=5), made_up(home, end="audited", tables=5)
    for path in old.path.iterdir():
        os.utime(path, (1.0, 1.0))
    keeper.tidy()
    assert [each.id for each in audits.of(home)] == [new.id]


# Programs


def test_a_program_attacks_a_run_to_its_end_and_reads_the_report(
    home: Store, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
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


def test_an_audit_whose_model_cannot_be_loaded_says_so(home: Store, run: Run) -> None:
    case = Case.from_json(audited.begun(run).case)
    broken = replace(case, models={AUDITED: str(run.path / "nowhere")})
    audit = audits.create(home, broken.to_json())
    work.do(audit)
    view = audit_view.view(audit)
    assert view.status == "failed" and view.may_resume
    assert "nowhere" in markup_audit.status(view)


def test_texts_of_an_endpoint_are_a_list(home: Store) -> None:
    with pytest.raises(TextsError, match="list"):
        endpoints_audit.start_audit_of_model("owner/name", "one text")  # type: ignore[arg-type]
    with pytest.raises(TextsError, match="never-seen"):
        endpoints_audit.start_audit_of_model("owner/name", ["The code is 4512"])
