"""Handlers behind the page, given what no browser would send: refused in words, never broken."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace
from typing import Any

import fake_runs
import gradio as gr
import pytest
from page_values import BAD, SOMEBODYS

from icu_core import jobs
from icu_core.errors import IcuError, RunError
from icu_core.store import Store
from icu_core.ui import layout
from icu_core.ui.compare import address, asking
from icu_core.ui.server import forms, starting
from icu_core.ui.server.guard import shown, told
from icu_core.ui.server.visitor import Mine, mine
from icu_core.ui.unlearn import intake, setup
from icu_core.ui.unlearn import live as unlearn_live


@pytest.mark.parametrize("bad", BAD)
def test_what_a_browser_remembers_may_be_anything(bad: Any) -> None:
    for raw in (bad, {"current": bad, "runs": bad, "visitor": bad}, {"runs": [bad, SOMEBODYS]}):
        me = mine(raw)
        assert len(me.visitor) == 32
        assert me.current == ""
        assert set(me.runs) <= {SOMEBODYS}


@pytest.mark.parametrize("run_id", [SOMEBODYS, "nonsense", "<script>alert(1)</script>"])
def test_an_address_of_no_run_is_told_without_a_word_about_it(home: Store, run_id: str) -> None:
    own = fake_runs.fake_run(home)
    for me, is_own in ((Mine(), False), (Mine(current=own.id, runs=(own.id,)), True)):
        request = SimpleNamespace(query_params={"run": run_id})
        state, notice, *_ = layout.arrive(me.as_state(), request)  # type: ignore[arg-type]
        assert "is not here" in notice
        assert run_id not in notice
        assert ("this browser knows" in notice) == is_own == bool(state["current"])
    _, notice, *_ = layout.arrive(None, SimpleNamespace(query_params={}))  # type: ignore[arg-type]
    assert notice == ""


def test_looking_at_a_run_that_is_not_there_changes_nothing(home: Store) -> None:
    assert unlearn_live.look({"current": SOMEBODYS}, {}, 0, -1) == gr.skip()


def test_a_run_that_is_deleted_while_it_is_looked_at_is_told_once(home: Store) -> None:
    run = fake_runs.fake_run(home)
    who = Mine(current=run.id).as_state()
    seen = unlearn_live.look(who, {}, 0, -1)[-1]
    jobs.erase(run)
    told = unlearn_live.look(who, seen, 0, -1)
    assert "has been deleted" in told[0]
    shown = [str(value) for value in told if not isinstance(value, dict)]
    assert told[unlearn_live.Live.CHANGING.index("text")] == ""
    assert not any(text.secret_text in each for text in fake_runs.texts(12) for each in shown)
    assert unlearn_live.look(who, told[-1], 0, -1) == gr.skip()


def test_a_run_that_was_left_is_not_said_to_be_deleted_and_nothing_of_it_stays(home: Store) -> None:
    run = fake_runs.fake_run(home)
    seen = unlearn_live.look(Mine(current=run.id).as_state(), {}, 0, -1)[-1]
    told = unlearn_live.look(Mine().as_state(), seen, 0, -1)
    assert told[0] == "" and told[unlearn_live.Live.CHANGING.index("text")] == ""
    assert told[unlearn_live.Live.CHANGING.index("slider")].value == 0
    assert unlearn_live.look(Mine().as_state(), told[-1], 0, -1) == gr.skip()


def test_who_resumes_a_run_is_offered_no_zip_of_before(home: Store) -> None:
    run = fake_runs.fake_run(home)
    who, save = Mine(current=run.id).as_state(), unlearn_live.Live.CHANGING.index("save")
    seen = unlearn_live.look(who, {}, 0, -1)[-1]
    with run.writer() as writer:
        fake_runs.finish(writer, "finished", 8)
    again = unlearn_live.look(who, seen, 0, -1)[save]
    assert again != gr.skip() and not again.visible


@pytest.mark.parametrize(("end", "first"), [("finished", "compare"), ("interrupted", "resume")])
def test_what_comes_next_is_the_only_button_in_black(home: Store, end: str, first: str) -> None:
    who = Mine(current=fake_runs.fake_run(home, end=end).id).as_state()
    told = unlearn_live.look(who, {}, 0, -1)
    buttons = {each: told[unlearn_live.Live.CHANGING.index(each)] for each in ("compare", "resume")}
    black = [each for each, it in buttons.items() if it.visible and it.variant == "primary"]
    assert black == [first]


@pytest.mark.parametrize("bad", BAD)
def test_polling_survives_any_state(home: Store, bad: Any) -> None:
    run = fake_runs.fake_run(home)
    values = unlearn_live.look(Mine(current=run.id).as_state(), bad, bad, bad)
    page = unlearn_live.Live(*dataclasses.fields(unlearn_live.Live))  # any parts will do
    assert len(values) == len(page.outputs())


def test_a_second_look_sends_nothing_again(home: Store) -> None:
    who = Mine(current=fake_runs.fake_run(home).id).as_state()
    seen = unlearn_live.look(who, {}, 0, -1)[-1]
    assert all(value == gr.skip() for value in unlearn_live.look(who, seen, 0, -1))


@pytest.mark.parametrize("bad", BAD)
def test_the_form_refuses_what_is_no_choice(home: Store, bad: Any) -> None:
    for handler, values in (
        (setup.choose_set, [bad]),
        (starting.model_of, [bad, "x" * 500]),
        (forms.settings, [bad, {}]),
        (address.checked, [bad, bad, bad, bad]),
        (asking.required, [{"runs": [SOMEBODYS]}, bad]),
        (intake.from_records, [[bad]]),
        (unlearn_live.stop, [bad]),
        (unlearn_live.resume, [bad]),
    ):
        with pytest.raises(IcuError):
            handler(*values)  # type: ignore[operator]


@pytest.mark.parametrize("bad", BAD)
def test_unreadable_input_is_told_in_its_place(home: Store, bad: Any) -> None:
    for answer in (setup.choose_file(bad, bad, bad, bad), setup.choose_paste(bad, bad)):
        assert answer[0] == intake.Chosen() or answer[0].texts
        assert isinstance(answer[-1], str)


def test_a_browser_may_ask_only_the_runs_it_knows(home: Store) -> None:
    run = fake_runs.fake_run(home)
    assert asking.required({"runs": [run.id]}, run.id).id == run.id
    with pytest.raises(RunError):
        asking.required({"runs": []}, run.id)


def test_an_unforeseen_error_is_told_and_logged_without_its_message(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("the secret is 4071")

    with pytest.warns(UserWarning, match="did not foresee"):  # a notice, where there is a page
        assert shown(broken)() == gr.skip()
    with pytest.raises(gr.Error) as answered:
        told(broken)()
    assert "4071" not in str(answered.value) + caplog.text
    assert "KeyError" in caplog.text and "broken" in caplog.text
    assert answered.value.__suppress_context__ and isinstance(answered.value, Exception)
    assert not isinstance(answered.value, IcuError)
