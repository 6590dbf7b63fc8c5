"""The handlers of the Learn page: every place has its scene, and only what has moved is sent."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fake_runs
import gradio as gr
import guest
import pytest
from page_values import told

from icu_core import jobs
from icu_core.errors import ConfigError, IcuError
from icu_core.texts import Span, Text
from icu_core.ui.learn import experiments, probes, races
from icu_core.ui.learn import markup as markup_learn
from icu_core.ui.learn import page as learn_page
from icu_core.ui.learn.answers import Outcome
from icu_core.ui.learn.lanes import Bar, Lane
from icu_core.ui.learn.learner import Learner, learner
from icu_core.ui.learn.lessons import LESSONS, METHODS, MOST_LANES, RACE
from icu_core.ui.learn.markup import Question
from icu_core.ui.learn.probes import After, Count, Piece
from icu_core.ui.server import visitor

pytestmark = pytest.mark.skipif(not races.secrets(), reason="the world is not built")

MINE, STEPS, HEAD, PICKED, GUESS, DEEPER, BACK, NEXT, START = range(9)
LANES = slice(9, 9 + MOST_LANES)
OUTCOME, AFTER, TIMER, SEEN = range(9 + MOST_LANES, 13 + MOST_LANES)
BAD: list[Any] = [None, True, -1, 99, math.nan, "", "x" * 9999, [], {}, ["ascent", "magic"]]
HOSTILE = "</span><script>alert(1)</script><img src=x onerror=alert(2)>\"'"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A folder of runs of its own."""
    monkeypatch.setenv("ICU_HOME", str(tmp_path / "runs"))
    monkeypatch.setattr(jobs, "start", lambda run, *, is_brief: None)
    visitor.store.cache_clear()
    yield
    visitor.store.cache_clear()


def state(**how: Any) -> dict[str, Any]:
    """What a browser at some place of the lessons sends."""
    return Learner(**how).as_state()


@pytest.mark.parametrize("place", range(len(LESSONS)))
def test_every_lesson_has_a_whole_scene(place: int) -> None:
    scene = learn_page.arrive(state(at=place))
    assert len(scene) == SEEN + 1
    assert learner(scene[MINE]).at == place
    assert LESSONS[place].title in scene[HEAD]
    assert "{" not in scene[HEAD] + experiments.question(Learner(at=place))
    assert len(experiments.answers(Learner(at=place))) in (2, 3)


def test_one_moves_through_the_lessons() -> None:
    assert learner(learn_page.forth(state(at=0))[MINE]).at == 1
    assert learner(learn_page.back(state(at=0))[MINE]).at == 0
    assert learner(learn_page.forth(state(at=RACE))[MINE]).at == RACE
    assert learner(learn_page.go(state(), learn_page.STEPS[3])[MINE]).at == 3


def test_without_a_guess_nothing_starts() -> None:
    with pytest.raises(ConfigError, match="Choose an answer first"):
        next(learn_page.begin(state(at=1)))
    me, _ = learn_page.guess(state(at=1), LESSONS[1].answers[2])
    assert learner(me).guess == 2


def test_starting_gives_the_browser_its_runs() -> None:
    (scene,) = learn_page.begin(state(at=2, guesses={2: 1}))
    ids = learner(scene[MINE]).lanes
    assert [races.lane("ascent", run_id).status for run_id in ids] == ["waiting", "waiting"]


def test_the_browser_fixes_the_answer_and_shows_the_press_before_the_server_does() -> None:
    (begin,) = (fn for fn in guest.handlers().values() if guest.name_of(fn) == "learn.page.begin")
    fns = guest.blocks().fns.values()
    busy = [fn for fn in fns if fn.targets == begin.targets and "aria-busy" in str(fn.js)]
    assert busy and busy[0]._id < begin._id and "inert = true" in str(busy[0].js)
    after = [fn for fn in fns if fn.trigger_after == begin._id and "inert = false" in str(fn.js)]
    assert after


def test_the_answer_that_stands_at_the_start_is_the_one_that_was_predicted() -> None:
    run = fake_runs.fake_run(races.store(), fake_runs.texts(4))
    me = Learner(at=1, guesses={1: 0}).racing([run.id]).as_state()
    assert told(learn_page.arrive(me)[GUESS], "interactive") is False
    assert learn_page.guess(me, LESSONS[1].answers[2]) == (gr.skip(), gr.skip())
    assert told(learn_page.arrive(state(at=1))[GUESS], "interactive") is True


def test_the_answer_is_fixed_while_the_model_speaks_and_until_it_is_asked_about_somebody_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(learn_page.experiments, "asked", lambda me: [experiments.questions(me)])
    first, *_, last = learn_page.begin(state(guesses={0: 2}))
    assert told(first[GUESS], "interactive") is False
    assert last[GUESS] == gr.skip()
    (again,) = learn_page.begin(first[MINE], last[SEEN])
    assert told(again[GUESS], "interactive") is True
    assert told(again[START], "value") == LESSONS[0].button
    assert again[HEAD] != first[HEAD]


def test_doing_a_lesson_again_leads_back_to_its_question() -> None:
    run = fake_runs.fake_run(races.store(), fake_runs.texts(4))
    me = Learner(at=1, guesses={1: 0}).racing([run.id]).as_state()
    (scene,) = learn_page.begin(me)
    assert told(scene[GUESS], "interactive") is True
    assert told(scene[START], "value") == LESSONS[1].button
    assert races.store().list() == []


def test_a_lesson_of_which_one_run_is_gone_is_done_again_from_its_question() -> None:
    run = fake_runs.fake_run(races.store(), fake_runs.texts(4))
    me = Learner(at=2, guesses={2: 1}).racing([run.id, "0" * 32]).as_state()
    shown = learn_page.arrive(me)
    assert told(shown[START], "value") == learn_page.AGAIN == "Clear and guess again"
    assert told(shown[GUESS], "interactive") is False
    (scene,) = learn_page.begin(me)
    assert told(scene[GUESS], "interactive") is True
    assert told(scene[START], "value") == LESSONS[2].button
    assert races.store().list() == []


@pytest.mark.parametrize("bad", BAD)
def test_no_value_breaks_a_handler(bad: Any) -> None:
    for handler, values in (
        (learn_page.go, [bad, bad]),
        (learn_page.guess, [bad, bad]),
        (lambda raw: list(learn_page.begin(raw)), [bad]),
    ):
        with pytest.raises(IcuError):
            handler(*values)
    assert len(learn_page.pick(bad, bad)) == SEEN + 1
    assert len(learn_page.look({"at": 1, "runs": bad}, bad)) == MOST_LANES + 5
    for _ in learn_page.conclude(bad, bad):
        pass


def test_a_second_look_sends_nothing_again() -> None:
    run = fake_runs.fake_run(races.store(), fake_runs.texts(4))
    me = Learner(at=1).racing([run.id]).as_state()
    seen = learn_page.arrive(me)[SEEN]
    *still, timer, state_now = learn_page.look(me, seen)
    assert all(value == gr.skip() for value in [*still, state_now])
    assert told(timer, "active") is False  # what came of it is told now; nothing else will come
    earlier = {**seen, "lanes": ["another"]}
    moved = learn_page.look(me, earlier)
    assert moved[1] != gr.skip()  # its lane
    assert moved[2] == moved[3] == gr.skip()  # no lane of this lesson


def test_the_end_of_a_race_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    run = fake_runs.fake_run(races.store(), fake_runs.texts(4))
    me = Learner(at=1, guesses={1: 2}).racing([run.id])
    after = (fake_runs.text(0), (After("original", "a", "b", Count(60, 63)),
                                 After("ascent", "x", "y", Count(2, 63))))  # fmt: skip
    monkeypatch.setattr(experiments, "_after", lambda ids, methods: after)
    seen = learn_page.arrive(me.as_state())[SEEN]
    *_, (_, outcome, table, _), (button, _, _, now) = [
        None,
        *learn_page.conclude(me.as_state(), seen),
    ]
    assert "of 63" in outcome
    assert "Original" in table
    assert now["told"]
    assert button != gr.skip()
    ((*nothing,),) = learn_page.conclude(me.as_state(), now)
    assert all(value == gr.skip() for value in nothing)


def test_nothing_can_be_cleared_before_all_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    run = fake_runs.fake_run(races.store(), fake_runs.texts(4))
    me = Learner(at=1, guesses={1: 2}).racing([run.id]).as_state()
    monkeypatch.setattr(experiments, "conclusion", lambda me, lanes: [("Trying", ""), ("So", "")])
    scene = learn_page.arrive(me)
    assert told(scene[START], "interactive") is False
    assert told(scene[TIMER], "active") is True  # the next look leads to the conclusion
    *before, (button, _, _, now) = learn_page.conclude(me, scene[SEEN])
    assert all(each[0] == gr.skip() for each in before)
    assert told(button, "interactive") is True and now["told"]


def test_what_is_told_goes_with_the_runs_that_it_is_about(monkeypatch: pytest.MonkeyPatch) -> None:
    run = fake_runs.fake_run(races.store(), fake_runs.texts(4))
    me = Learner(at=1, guesses={1: 2}).racing([run.id])
    monkeypatch.setattr(experiments, "conclusion", lambda me, lanes: iter([("1", "a"), ("2", "b")]))
    seen = learn_page.arrive(me.as_state())[SEEN]
    telling = learn_page.conclude(me.as_state(), seen)
    assert next(telling)[1:3] == ("1", "a")
    races.erase(me.lanes)
    assert list(telling) == []
    _, *_, outcome, after, timer, now = learn_page.look(me.as_state(), {**seen, "told": True})
    assert learn_page.EMPTY in outcome and after == ""
    assert told(timer, "active") is False and now["told"] is False


def test_a_press_of_the_button_ends_the_one_event_that_tells() -> None:
    names = {fn._id: guest.name_of(fn) for fn in guest.handlers().values()}
    assert list(names.values()).count("learn.page.conclude") == 1
    fns = list(guest.blocks().fns.values())
    (begin,) = (fn for fn in fns if names.get(fn._id) == "learn.page.begin")
    before = [fn for fn in fns if fn.targets == begin.targets and fn._id < begin._id]
    ended = {names[at] for fn in before for at in fn.cancels}
    assert ended == {"learn.page.look", "learn.page.conclude"}


def test_the_methods_of_a_race_are_fixed_from_its_start() -> None:
    ids = learner(next(learn_page.begin(state(at=RACE, guesses={RACE: 1})))[MINE]).lanes
    me = Learner(at=RACE, guesses={RACE: 1}).racing(ids).as_state()
    scene = learn_page.pick(me, ["refined", "ascent"])
    assert told(scene[PICKED], "interactive") is False
    assert learner(scene[MINE]).lanes == ids
    assert {run.id for run in races.store().list()} == set(ids)


def test_one_method_alone_is_no_race(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr("gradio.Info", said.append)
    scene = learn_page.pick(state(at=RACE), ["ascent"])
    assert said == ["Choose two or three methods."]
    assert "two or three" in LESSONS[RACE].story
    assert learner(scene[MINE]).picked == learner({"picked": ["ascent"]}).picked == Learner().picked


def test_a_lesson_that_was_stopped_for_another_says_so_until_it_is_started_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (scene,) = learn_page.begin(state(at=1, guesses={1: 0, 2: 0}))
    monkeypatch.setattr(races, "is_over", lambda run_id: False)
    (scene,) = learn_page.begin(learn_page.forth(scene[MINE])[MINE])
    back = learn_page.back(scene[MINE])
    assert "Stopped because lesson 3 was started." in back[OUTCOME]
    assert "Stopped" not in scene[OUTCOME]
    (again,) = learn_page.begin(back[MINE])
    assert "Stopped" not in again[OUTCOME]
    assert "Stopped because lesson 2 was started." in learn_page.forth(again[MINE])[OUTCOME]


def test_other_methods_make_another_race_and_too_many_do_not() -> None:
    scene = learn_page.pick(state(at=RACE, guesses={RACE: 1}), ["refined", "ascent"])
    me = learner(scene[MINE])
    assert me.picked == ("ascent", "refined")
    assert me.guess is None
    assert learner(learn_page.pick(state(at=RACE), [])[MINE]).picked == tuple(METHODS)[:MOST_LANES]


def test_the_last_lesson_races_the_papers_rule_against_the_default_and_attacks_both(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    runs = [fake_runs.fake_run(races.store(), fake_runs.texts(4)) for _ in range(2)]
    place = next(at for at, each in enumerate(LESSONS) if each.experiment == "attack")
    me = Learner(at=place, guesses={place: 1}).racing([run.id for run in runs])
    assert me.methods == ("paper", "refined")
    config = races.config_of("paper")
    assert (config.rule, config.stop_levels, config.partners) == ("paper_or", "constant", 1)
    monkeypatch.setattr(probes, "load", lambda folder: str(folder))
    monkeypatch.setattr(probes, "original", lambda: "before")
    leaky = str(races.result(runs[0].id))
    tricks = {
        name: lambda lm, who: Count(int(lm in (leaky, "before")), 1) for name in probes.TRICKS
    }
    monkeypatch.setattr(probes, "TRICKS", tricks)
    monkeypatch.setattr(probes, "strangers", lambda: ())
    monkeypatch.setattr(experiments, "_controls", experiments._controls.__wrapped__)
    lanes = experiments.lanes(me)
    *_, (outcome, table) = experiments.conclusion(me, lanes)
    assert "You predicted it." in outcome
    assert "paper&#x27;s recipe" in outcome
    assert "<b>4</b> of 4" in table and "<b>0</b> of 4" in table


def test_text_of_models_and_worlds_stays_text() -> None:
    text = Text("t", f"{HOSTILE} is {HOSTILE}", Span(len(HOSTILE) + 4, 2 * len(HOSTILE) + 4, "x"))
    bar = Bar(HOSTILE, 3.0, 1.0, 0.0)
    pieces = [
        markup_learn.question(Question("own", text, (Piece(HOSTILE, 0.5),), is_done=True)),
        markup_learn.lane(Lane("ascent", "running", 3, (bar,), 1, 2, math.inf)),
        markup_learn.outcome(Outcome(0, (HOSTILE,)), HOSTILE),
        markup_learn.head(0, {"person": HOSTILE, "stranger": HOSTILE, "noun": HOSTILE}),
        markup_learn.afterwards(
            HOSTILE, HOSTILE, [After("original", HOSTILE, HOSTILE, Count(1, 2))]
        ),
    ]
    for html in pieces:
        assert "<script" not in html
        assert "<img" not in html
        assert "&lt;script" in html


def test_a_lane_shows_what_is_too_far_and_what_is_lost() -> None:
    html = markup_learn.lane(
        Lane("ascent", "running", 3, (Bar("door", 2.5, 1.0, 0.0), Bar("phone", 0.0, 0.0, 1.0)),
             3, 16, math.inf)
    )  # fmt: skip
    assert "door code: too far" in html
    assert "telephone number: says it" in html
    assert html.count('class="kept"') == 3
    assert html.count('class="lost"') == 13
    assert "no longer speaks" in html
    assert "out of reach" not in html
    assert "round 3: 1 of 2 forgotten" in html


def test_a_lane_says_nothing_of_a_model_that_has_not_been_asked() -> None:
    bars = (Bar("door", 0.0, 0.0, 1.0),)
    html = markup_learn.lane(Lane("ascent", "running", 0, bars, 16, 16, 0.0, is_asked=False))
    assert "door code: not yet asked" in html and "16</b> neighbours' secrets: not yet" in html
    for claim in ("still there", 'class="kept"', ">says it</span></div>", "no harder"):
        assert claim not in html
    assert "16 of 16" in markup_learn.lane(Lane("ascent", "running", 0, bars, 16, 16, 0.0))


def test_a_lane_with_a_rule_of_its_own_says_whose_word_it_is() -> None:
    done = (Bar("door", 0.7, 0.5, 0.0),)
    said = {name: markup_learn.lane(Lane(name, "finished", 4, done, 4, 4, 0.1)) for name in METHODS}
    assert "1 of 1 forgotten by the paper&#x27;s rule, after 4 rounds" in said["paper"]
    assert [name for name in said if "1 of 1 forgotten, after 4" in said[name]] == [
        name for name in METHODS if races.config_of(name).rule == "calibrated"
    ]
    place = next(at for at, each in enumerate(LESSONS) if each.experiment == "attack")
    assert "which is no proof" in LESSONS[place].story
    assert "one neighbour" in said["paper"]  # and so its squares are fewer than the other lane's


def test_half_of_the_track_is_the_line() -> None:
    html = markup_learn.lane(
        Lane("refined", "running", 1, (Bar("door", 1.0, 0.0, 0.0),), 1, 1, 0.0)
    )
    assert "--to:50.0%" in html
    assert "no harder" in html


def test_the_first_lesson_shows_each_piece_with_its_probability() -> None:
    subject = probes.subjects()[0]
    said = (Piece("3", 0.99), Piece("5", 0.001))
    html = markup_learn.question(Question("own", subject.text, said))
    assert "99 %" in html
    assert html.count('class="piece"') == 2
    assert "Says it" not in html
