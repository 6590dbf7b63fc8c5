"""The Runs page: what it lists, compares and does, and to whom it says no."""

from __future__ import annotations

import gc
import json
import re
import shutil
import threading
import time
import weakref
from dataclasses import fields
from itertools import combinations
from pathlib import Path
from typing import Any

import fake_runs
import gradio as gr
import hub_stand_in
import pytest
from gradio.helpers import special_args
from test_ui_theme import contrast

from icu_core import hub, jobs
from icu_core.errors import HubError, IcuError, RunError
from icu_core.store import Run, Store
from icu_core.ui import charts, layout, live, markup_charts, theme
from icu_core.ui.runs import actions
from icu_core.ui.runs import charts as charts_runs
from icu_core.ui.runs import markup as markup_runs
from icu_core.ui.runs import page as runs_page
from icu_core.ui.server import visitor
from icu_core.ui.server.guard import shown
from icu_core.ui.server.visitor import Mine
from icu_core.ui.unlearn import estimate

HOSTILE = "<img src=x onerror=alert(1)> $\\href{javascript:1}{z}$"
SOMEBODYS = "0" * 32
BAD = [None, True, -1, "", "x" * 10_000, [], [1], [None], {}, ["../../etc/passwd"], [SOMEBODYS]]


def knows(*runs: Run, current: str = "") -> dict[str, Any]:
    """A browser that knows these runs."""
    return Mine(visitor="a" * 32, current=current, runs=tuple(run.id for run in runs)).as_state()


def with_weights(run: Run) -> Run:
    """The run with something to take away."""
    (run.path / "result" / "model.safetensors").write_bytes(b"\x02" + b"\0" * 7 + b"{}")
    return run


PARTS: dict[str, Any] = {each.name: each.name for each in fields(runs_page.Runs)}
PLOTS = [f"plot {number}" for number in range(len(charts_runs.CHARTS))]
OUTPUTS = runs_page.Runs(**{**PARTS, "plots": PLOTS}).outputs()
"""The components that a look at the page changes, by name, in its own order."""


def by_part(values: tuple[Any, ...]) -> dict[str, Any]:
    """What a handler of the page changes, by component."""
    return dict(zip(OUTPUTS, values, strict=True))


def labels(raw: Any) -> list[str]:
    """What the list says."""
    update = by_part(runs_page.refresh(raw, []))["chosen"]
    return [label for label, _ in update.choices]


def test_live_runs_stand_on_top_and_nobody_elses_are_listed(home: Store) -> None:
    done, working = (fake_runs.fake_run(home, name=name) for name in ("done", "working"))
    fake_runs.fake_run(home, name="somebody else's")
    raw = knows(done, working)
    assert [label.split(" · ")[0] for label in labels(raw)] == ["done", "working"]
    with working.writer():
        assert [label.split(" · ")[0] for label in labels(raw)] == ["● working", "done"]


def test_a_damaged_run_is_listed_so_that_it_can_be_deleted(home: Store) -> None:
    run, other = fake_runs.fake_run(home), fake_runs.fake_run(home, name="whole")
    (run.path / "config.json").write_text("{", encoding="utf-8")
    raw = knows(run, other)
    assert any("damaged" in label for label in labels(raw))
    assert by_part(runs_page.refresh(raw, [run.id]))["actions"].visible
    actions.erase(raw, [run.id])
    assert not run.path.exists() and other.path.exists()


def test_only_settings_that_differ_are_shown_the_rest_is_folded(home: Store) -> None:
    one = live.view(fake_runs.fake_run(home, name="one", learning_rate=0.001))
    two = live.view(fake_runs.fake_run(home, name="two", partners=2))
    told, folded = markup_runs.settings([one, two]).split("<details>")
    assert re.findall(r"<b>(\w+)</b>", told) == ["learning_rate", "partners"]
    assert "0.001" in told and str(fake_runs.RunConfig().learning_rate) in told
    assert "<b>rule</b>" in folded and "<b>partners</b>" not in folded


def test_a_name_turns_nothing_around_in_a_list(home: Store) -> None:
    run = fake_runs.fake_run(home, name="\u202eforgotten")
    (label,) = labels(Mine(runs=(run.id,)).as_state())
    assert label.startswith("\N{REPLACEMENT CHARACTER}forgotten") and "\u202e" not in label


def test_a_line_of_the_list_says_of_what_there_are_so_many(home: Store) -> None:
    run = fake_runs.fake_run(home, name="one")
    assert "All texts are forgotten · 12 of 12 · " in markup_runs.label(live.view(run), 0.0)
    capped = fake_runs.fake_run(home, name="two", end="interrupted")
    assert re.search(r" · \d+ of 12 forgotten · ", markup_runs.label(live.view(capped), 0.0))


def test_results_say_before_and_after_and_why_it_ended(home: Store) -> None:
    told = markup_runs.results([live.view(fake_runs.fake_run(home, name="one"))])
    for words in ("12 of 12", "12 → 0", "100 % → 92 %", "9.10 → 9.40",
                  "All texts are forgotten"):  # fmt: skip
        assert words in told


@pytest.mark.parametrize("end", ["finished", "failed", "interrupted", None])
@pytest.mark.parametrize("iterations", [0, 3])
def test_runs_in_every_state_can_be_compared(home: Store, end: str | None, iterations: int) -> None:
    runs = [fake_runs.fake_run(home, iterations=iterations, end=end), fake_runs.fake_run(home)]
    fresh = home.create(fake_runs.RunConfig(), fake_runs.texts(3))
    page = by_part(runs_page.refresh(knows(*runs, fresh), [run.id for run in [*runs, fresh]]))
    assert page["results"].count("<tr") == 4


def test_a_perplexity_beyond_all_bounds_is_a_dash(home: Store) -> None:
    run = fake_runs.fake_run(home, iterations=2, end="interrupted")
    view = live.view(run)
    view.iterations[-1]["perplexity"] = None
    assert f"{9.1:.2f} → –" in re.sub("<.*?>", "", markup_runs.results([view]))
    shown = markup_charts.charts([charts.perplexity(view)])
    assert "iteration 2: not measured" in shown and "not trained" not in shown


def test_no_name_of_a_user_enters_a_chart_and_none_is_html(home: Store) -> None:
    views = [live.view(fake_runs.fake_run(home, name=HOSTILE[:80])) for _ in range(2)]
    for figure in charts_runs.figures(views):
        assert figure is not None and "href" not in figure.to_json()
    other = live.view(fake_runs.fake_run(home, name=HOSTILE[:80], seed=8))
    for told in (markup_runs.legend(views), markup_runs.results(views),
                 markup_runs.settings([*views, other])):  # fmt: skip
        assert "<img" not in told and "&lt;img" in told


def test_the_charts_count_in_per_cents_and_start_where_the_original_was(home: Store) -> None:
    view = live.view(fake_runs.fake_run(home))
    for (title, curve), figure in zip(charts_runs.CHARTS, charts_runs.figures([view]), strict=True):
        assert figure is not None and figure.layout.yaxis.ticksuffix == " %", title
        shares = [curve(view, each) for each in view.iterations]
        assert [*figure.data[0].y] == [None if one is None else 100 * one for one in shares]
        low, high = figure.layout.yaxis.range
        assert all(low <= y <= high for y in figure.data[0].y if y is not None)


def test_each_run_has_its_colour_and_dashes() -> None:
    assert len(charts_runs.COLOURS) == len(charts_runs.STROKES) == charts_runs.MOST
    meant = (theme.ORIGINAL, theme.UNLEARNED, theme.GOLD, theme.LEAKING, theme.FORGOTTEN)
    for colour in charts_runs.COLOURS:
        assert colour not in meant
        assert contrast(colour, theme.LIGHT_BACKGROUND) >= 3
        assert contrast(colour, theme.DARK_BACKGROUND) >= 3
    for one, other in combinations(range(charts_runs.MOST), 2):
        assert charts_runs.DASHES[one] != charts_runs.DASHES[other]


def test_more_runs_than_colours_are_cut_and_told(home: Store) -> None:
    runs = [fake_runs.fake_run(home, iterations=1) for _ in range(charts_runs.MOST + 1)]
    page = by_part(runs_page.refresh(knows(*runs), [run.id for run in runs]))
    assert page["results"].count("<tr") == charts_runs.MOST + 1
    assert "At most" in page["hint"].value


def test_a_second_look_sends_nothing_until_something_happens(home: Store) -> None:
    run = fake_runs.fake_run(home, end=None)
    raw = knows(run)
    seen = by_part(runs_page.refresh(raw, [run.id]))["seen"]
    assert runs_page.look(raw, [run.id], seen) == gr.skip()
    run.rename("another")
    assert runs_page.look(raw, [run.id], seen) != gr.skip()


def test_a_run_that_is_deleted_elsewhere_is_chosen_no_longer(home: Store) -> None:
    gone, here = (fake_runs.fake_run(home, iterations=1) for _ in range(2))
    who, chosen = knows(gone, here), [gone.id, here.id]
    assert "value" not in runs_page.refresh(who, chosen)[0]._constructor_args[0]
    jobs.erase(gone)
    assert runs_page.refresh(who, chosen)[0].value == [here.id]


def test_the_newest_run_is_chosen_on_arrival(home: Store) -> None:
    new, old = fake_runs.fake_run(home), fake_runs.fake_run(home)
    for chosen, expected in (([], new), ([old.id], old)):
        page = by_part(runs_page.arrive(knows(new, old), chosen))
        assert page["chosen"].value == [expected.id] and not page["go"].visible
    page = by_part(runs_page.arrive(None, None))
    assert not page["chosen"].visible and page["go"].visible  # the way to a first run


@pytest.mark.parametrize("bad", BAD)
def test_nobody_handles_a_run_that_is_not_his(home: Store, bad: Any) -> None:
    mine, theirs = fake_runs.fake_run(home, name="mine"), fake_runs.fake_run(home, name="theirs")
    for raw, chosen in ((knows(mine), bad), (bad, [mine.id]), (knows(mine), [theirs.id])):
        for handler, more in (
            (actions.resume, []),
            (actions.rename, ["new"]),
            (actions.download, []),
            (lambda *values: list(actions.push(*values)), ["name", False, "hf_x", None]),
            (actions.erase, []),
            (layout.open_run, []),
        ):
            with pytest.raises(IcuError):
                handler(raw, chosen, *more)
        runs_page.refresh(raw, chosen)
        runs_page.arrive(raw, chosen)
    assert (mine.name, theirs.name) == ("mine", "theirs")


def test_open_shows_the_run_on_the_first_page(home: Store) -> None:
    run, other = fake_runs.fake_run(home), fake_runs.fake_run(home)
    tabs, me, _, setup, page, *_ = layout.open_run(knows(other, run, current=other.id), [run.id])
    assert tabs.selected == "unlearn" and me["current"] == run.id
    assert not setup.visible and page.visible


def test_rename(home: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    run = fake_runs.fake_run(home, name="old")
    actions.rename(knows(run), [run.id], "new")
    assert run.name == "new"
    with pytest.raises(IcuError, match="name"):
        actions.rename(knows(run), [run.id], "x" * 100)

    def full(*values: object, **named: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("icu_core.store.replace", full)
    with pytest.raises(RunError, match="No space left"):
        actions.rename(knows(run), [run.id], "newer")
    assert run.name == "new"


def test_resume_goes_on_with_the_chosen_run(home: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    resumed: list[str] = []
    monkeypatch.setattr(jobs, "resume", lambda run: resumed.append(run.id))
    done, cut = fake_runs.fake_run(home), fake_runs.fake_run(home, end="interrupted")
    raw = knows(done, cut, current=done.id)
    actions.resume(raw, [cut.id])
    assert resumed == [cut.id]
    with pytest.raises(RunError, match="come to its end"):
        actions.resume(raw, [done.id])


def test_the_download_lies_where_only_its_owner_can_name_it(home: Store) -> None:
    run = with_weights(fake_runs.fake_run(home, name="Mara"))
    button = actions.download(knows(run), [run.id])
    path = Path(button.value["path"] if isinstance(button.value, dict) else button.value)
    assert path.is_file() and path.is_relative_to(home.root.parent / "gradio")
    assert run.id not in str(path) and "Mara" not in str(path)
    with pytest.raises(RunError, match="weights"):
        other = fake_runs.fake_run(home)
        actions.download(knows(other), [other.id])


def test_nothing_of_a_deleted_run_remains(home: Store) -> None:
    run, other = fake_runs.fake_run(home, name="canary-9274"), fake_runs.fake_run(home)
    with_weights(run)
    secret = run.targets[0].secret_text
    raw = knows(run, other, current=run.id)
    actions.download(raw, [run.id])
    live.view(run)
    shutil.rmtree(other.path)  # its texts are the same
    me, chosen = actions.erase(raw, [run.id])
    assert me["runs"] == [other.id] and me["current"] == "" and chosen == []
    for path in home.root.parent.rglob("*"):
        assert run.id not in path.name
        if path.is_file():
            content = path.read_bytes()
            assert b"canary-9274" not in content and secret.encode() not in content
    assert run.id not in json.dumps(me)
    _, _, setup, page, _ = layout.again(me)
    assert setup.visible and not page.visible  # the form is there again


def test_after_a_deletion_that_worked_or_failed_the_button_is_as_before(home: Store) -> None:
    raw, fresh = Mine(runs=(fake_runs.fake_run(home).id,)).as_state(), runs_page._fresh
    for chosen in ([], [raw["runs"][0]]):
        *_, sure, _, delete = fresh(raw, chosen)
        assert not sure.visible
        assert (delete.value, delete.interactive) == (runs_page.DELETE, True)


def test_the_texts_of_a_deleted_run_leave_the_memory(home: Store) -> None:
    run = visitor.store().get(fake_runs.fake_run(home).id)
    assert len(estimate.paces()) == 1
    gone = weakref.ref(run)
    actions.remove(run)
    del run
    gc.collect()
    assert gone() is None
    assert estimate.paces() == []


def test_the_model_of_a_deleted_run_leaves_the_memory(home: Store) -> None:
    from icu_core import compare

    run, other = fake_runs.fake_run(home), fake_runs.fake_run(home)
    compare._cache.clear()  # of what other tests asked
    for each in (run, other):
        compare._cache[(str(each.path / "result"), "1")] = None  # type: ignore[assignment]
    actions.erase(knows(run), [run.id])
    left = list(compare._cache)
    compare._cache.clear()
    assert left == [(str(other.path / "result"), "1")]


def test_a_run_at_work_is_stopped_before_it_is_deleted(home: Store) -> None:
    run = fake_runs.fake_run(home, end=None)
    begun = threading.Event()

    def job() -> None:
        with run.writer():
            begun.set()
            while not run.is_stop_requested():
                time.sleep(0.01)

    thread = threading.Thread(target=job)
    thread.start()
    begun.wait()
    actions.erase(knows(run), [run.id])
    thread.join()
    assert not run.path.exists()


def test_a_job_that_does_not_stop_keeps_its_run(home: Store) -> None:
    run = fake_runs.fake_run(home, end=None)
    with run.writer(), pytest.raises(RunError, match="Nothing was deleted"):
        jobs.erase(run, patience_s=0.1)
    assert run.path.exists()


def test_what_a_dying_app_left_half_deleted_is_swept(home: Store) -> None:
    run, kept = fake_runs.fake_run(home), fake_runs.fake_run(home)
    run.path.rename(run.path.with_name(f".erased-{run.id}"))
    home.sweep()
    assert [path.name for path in home.root.iterdir()] == [kept.id]


def test_push_says_where_the_model_is_and_empties_the_token(
    home: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, Any] = {}

    def push(run: Run, **how: Any) -> str:
        asked.update(how)
        return "https://hub/me/x?<b>"

    monkeypatch.setattr(hub, "push", push)
    run = fake_runs.fake_run(home)
    *_, (said, token) = actions.push(knows(run), [run.id], " x ", "yes", hub_stand_in.GOOD, None)
    assert asked == {"repo": "x", "token": hub_stand_in.GOOD, "is_private": True}
    assert "Private model" in said and "<b>" not in said and token == ""
    signed_in = gr.OAuthToken(token="hf_oauth", scope="manage-repos", expires_at=0)
    list(actions.push(knows(run), [run.id], "x", True, "", signed_in))
    assert asked == {"repo": "x", "token": "hf_oauth", "is_private": False}


def test_gradio_hands_the_token_of_a_signed_in_visitor_to_the_push() -> None:
    token = gr.OAuthToken(token="hf_oauth", scope="manage-repos", expires_at=0)
    given, *_ = special_args(shown(actions.push), list(range(5)), request=None, token=token)
    assert given == [0, 1, 2, 3, 4, token]
    given, *_ = special_args(shown(actions.push), list(range(5)), request=None)
    assert given == [0, 1, 2, 3, 4, None]


def test_a_refused_push_is_told_and_takes_the_waiting_note_away(
    home: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def push(run: Run, **how: Any) -> str:
        raise HubError("The hub refused the token.")

    monkeypatch.setattr(hub, "push", push)
    run = fake_runs.fake_run(home)
    told = actions.push(knows(run), [run.id], "x", False, "hf_x", None)
    assert "Sending" in next(told)[0]
    assert next(told)[0] == ""
    with pytest.raises(HubError):
        next(told)


def test_visitors_of_a_space_sign_in_instead_of_typing_a_token(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert not actions.has_sign_in()
    monkeypatch.setenv("SPACE_ID", "somebody/somewhere")
    monkeypatch.setenv("OAUTH_CLIENT_ID", "x")
    monkeypatch.setattr(actions, "find_spec", lambda name: name)
    assert actions.has_sign_in()
    monkeypatch.setattr(actions, "find_spec", lambda name: None)
    assert not actions.has_sign_in()
