"""The Audit page before an audit: what it offers and begins, and to whom it says no."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import audited
import fake_runs
import gradio as gr
import guest
import pytest
from fake_audits import fake_audit
from page_values import SOMEBODYS, knows, told

from icu_core import jobs
from icu_core.attacks.shape import AUDITED, LEVELS
from icu_core.auditing import audits
from icu_core.auditing.audits import Audit
from icu_core.auditing.case import Case
from icu_core.errors import ConfigError, IcuError, ModelError, RunError
from icu_core.store import Run, Store
from icu_core.ui import library, live
from icu_core.ui.audit import actions as audit_actions
from icu_core.ui.audit import form as audit_form
from icu_core.ui.audit import live as audit_live
from icu_core.ui.audit import page as audit_page
from icu_core.ui.audit import view as audit_view
from icu_core.ui.audit import words as audit_words
from icu_core.ui.endpoints import audit as endpoints_audit
from icu_core.ui.server import public
from icu_core.ui.server.visitor import mine

BAD: list[Any] = [None, True, -1, "", "x" * 10_000, [], [1], {}, "../../etc/passwd", SOMEBODYS]
ME, SETUP, LIVE, TIMER, RUN, HINT, GO, CHOICE, LEVEL, EARLIER, WAIT = range(11)


@pytest.fixture
def home(home: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A job that is started does not work."""
    monkeypatch.setattr(jobs, "start", lambda audit: None)
    audit_actions._started.clear()
    return home


@pytest.fixture
def run(home: Store, finished: Run) -> Run:
    """A run of mine that can be attacked."""
    return audited.ready(finished, home.root)


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


def test_the_run_that_was_looked_at_last_is_offered_and_called_so(home: Store, run: Run) -> None:
    newer = fake_runs.fake_run(home, end="finished")
    me = {**knows(newer, run), "current": run.id}
    assert told(audit_page.arrive(me, "")[RUN], "value") == run.id
    (menu,) = (each for each in guest.blocks().blocks.values() if each.elem_id == "audit-run")
    assert "looked at last, else the newest" in menu.info


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
    assert [audit_words.rounded(s) for s in (3, 24, 61, 600, 5399, 5401, 9000)] == [
        "5 s", "25 s", "1 min", "10 min", "90 min", "1.5 h", "2.5 h",
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
    audit = fake_audit(home, end="audited", tables=5)
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
    assert len(audit_live.look(knows(audit=audit.id), bad, bad)) == 12
    assert [each.id for each in audits.of(home)] == [audit.id]


def test_an_audit_of_somebody_else_is_neither_listed_nor_opened(home: Store, run: Run) -> None:
    theirs = fake_audit(home, end="audited", tables=5)
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


def test_sets_are_called_in_the_menu_as_on_the_unlearn_page() -> None:
    blocks = guest.blocks().blocks.values()
    (menu,) = (each for each in blocks if getattr(each, "label", "") == "Texts: a set of the town")
    assert menu.choices[0] == (audit_form.NO_SET, audit_form.NO_SET)
    assert menu.choices[1:] == [
        (f"{library.title(name)} ({len(texts)})", name) for name, texts in library.sets().items()
    ]


@pytest.mark.parametrize("role", ["model", "original", "gold"])
def test_a_wrong_folder_is_told_before_there_is_an_audit(
    home: Store, tmp_path: Path, role: str
) -> None:
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "empty", tmp_path / "nowhere"):
        with pytest.raises(ModelError, match=folder.name):
            audit_page.start_own(knows(), *own(**{role: str(folder)}), "quick")
    assert audits.of(home) == []


def test_in_the_list_an_audit_has_its_model_and_nothing_that_turns_letters_around(
    home: Store,
) -> None:
    audit_page.start_own(knows(), *own(name=""), "quick")
    audit_page.start_own(knows(), *own(name="\u202egnorw"), "quick")
    labels = [audit_page._label(audit) for audit in audits.of(home)]
    assert any("2 texts of owner/name" in label for label in labels)
    assert any("\N{REPLACEMENT CHARACTER}gnorw" in label for label in labels)
    assert audit_view._short("/some/where/run/result") == "run/result"


def test_the_keyboard_goes_on_at_a_button_of_the_half_that_has_come() -> None:
    fns = guest.blocks().fns
    goes_on = [fn for fn in fns.values() if audit_form.GO_ON in str(fn.js)]
    ids = {str(each.elem_id) for each in guest.blocks().blocks.values()}
    assert {part.split()[0][1:].split(":")[0] for part in audit_form.GO_ON.split(", ")} <= ids
    began = set()
    for fn in goes_on:
        while fn.trigger_after is not None:
            fn = fns[fn.trigger_after]
        began.add(guest.name_of(fn))
    pages = ("start", "start_own", "open_earlier", "come", "leave", "erase")
    assert began == {*(f"audit.page.{each}" for each in pages), "audit.live.resume"}


# By its address


def test_the_page_of_an_address_opens_there_and_one_of_nobody_changes_nothing(
    home: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr("gradio.Info", said.append)
    audit = fake_audit(home, tables=5, end="audited")
    for audit_id, is_there in ((audit.id, True), (SOMEBODYS, False), ("<b>", False)):
        request = SimpleNamespace(query_params={"audit": audit_id})
        scene = audit_page.by_address(knows(), request)  # type: ignore[arg-type]
        assert len(scene) == WAIT + 2
        assert (scene[1] != gr.skip()) == is_there
        if is_there:
            assert scene[1]["audit"] == audit.id
    assert said == [audit_page.UNKNOWN_AUDIT] * 2


def test_never_seen_texts_beside_a_set_are_refused_not_forgotten(home: Store) -> None:
    def brought(chosen: Any, pasted: str) -> Any:
        others = "a code 1\nb code 2"
        return audit_page.brought_of("some/model", "", "", chosen, None, pasted, None, others, "")

    with pytest.raises(IcuError, match="never-seen texts of its own"):
        brought("ten-secrets", "")
    for nothing in (None, "", audit_form.NO_SET):
        assert len(brought(nothing, "the code is 4512").unseen) == 2


def test_an_audit_that_is_deleted_while_it_is_looked_at_is_told_once(home: Store) -> None:
    audit = fake_audit(home, tables=2)
    me = knows(audit=audit.id)
    seen = audit_live.look(me, {}, 0)[-1]
    jobs.erase(audit)
    gone = audit_live.look(me, seen, 0)
    assert "has been deleted" in gone[0] and len(gone) == len(audit_form.Live.CHANGING) + 1
    assert gone[audit_form.Live.CHANGING.index("evidence")] == ""
    assert audit_live.look(me, gone[-1], 0) == gr.skip()


def test_an_audit_that_was_only_left_is_not_called_deleted(home: Store) -> None:
    me = knows(audit=fake_audit(home, tables=2).id)
    seen = audit_live.look(me, {}, 0)[-1]
    left = audit_live.look(audit_page.leave(me)[ME], seen, 0)
    assert left[audit_form.Live.CHANGING.index("status")] == ""
    assert left[-1] == {}


def test_all_earlier_audits_are_kept_at_hand() -> None:
    assert audit_view._document.cache_parameters()["maxsize"] > audit_page.MOST_EARLIER
