"""The Learn page: five lessons, each a guess, an experiment and what came of it; and a race."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from icu_core.errors import ConfigError
from icu_core.ui import wiring
from icu_core.ui.learn import experiments, markup_methods, probes, races
from icu_core.ui.learn import markup as markup_learn
from icu_core.ui.learn.lanes import Lane
from icu_core.ui.learn.learner import Learner, learner
from icu_core.ui.learn.lessons import LEAST_RACING, LESSONS, METHODS, MOST_LANES, RACE
from icu_core.ui.server import forms
from icu_core.ui.server.guard import shown

STORED_AS = "icu-lessons"
TICK_S = 1.0
PIECE_S = 0.12  # a reader can follow eight pieces a second
AT_ONCE = 2
STEPS = [
    *(f"{place + 1} {lesson.short}" for place, lesson in enumerate(LESSONS[:RACE])),
    LESSONS[RACE].short,
]

GUESS_FIRST = "Choose an answer first"
AT_WORK = "At work …"
AGAIN = "Clear and guess again"
SOMEBODY_ELSE = "Go on to somebody else"
EMPTY = "What happened will stand here."
ASKING = "Asking every model once more …"
BUSY_JS = """
() => {
  document.querySelector('#lesson-start').setAttribute('aria-busy', '%s');
  for (const id of ['answers', 'picked']) document.querySelector(`#lesson-${id}`).inert = %s;
}
"""
"""The button says that it was pressed, and the answer is fixed, before the server does both."""

BOARD_JS = "() => document.querySelector('#lesson-board').scrollIntoView({block: 'nearest'})"
OUTCOME_JS = """
() => {
  const box = document.querySelector('#lesson-outcome');
  const told = box.querySelector('h3')?.innerText ?? '';
  if (told && told !== box.dataset.told) box.scrollIntoView({block: 'nearest'});
  box.dataset.told = told;
}
"""
"""Shows the outcome when there is a new one, on a screen that is too small for all of the page."""


@dataclass(frozen=True, slots=True)
class Learn:
    """The components of this page."""

    mine: gr.BrowserState
    steps: gr.Radio
    head: gr.HTML
    picked: gr.CheckboxGroup
    guess: gr.Radio
    start: gr.Button
    lanes: list[gr.HTML]
    outcome: gr.HTML
    after: gr.HTML
    deeper: gr.HTML
    back: gr.Button
    next: gr.Button
    timer: gr.Timer
    seen: gr.State

    def moving(self) -> list[Any]:
        """What an experiment changes, in the order of `_moving`."""
        return [self.start, *self.lanes, self.outcome, self.after, self.timer, self.seen]

    def scene(self) -> list[Any]:
        """Everything that another lesson changes, in the order of `_scene`."""
        fixed = [self.mine, self.steps, self.head, self.picked, self.guess, self.deeper]
        return [*fixed, self.back, self.next, *self.moving()]

    def told(self) -> list[Any]:
        """What stands there in the end, in the order of `conclude`."""
        return [self.start, self.outcome, self.after, self.seen]


def is_possible() -> bool:
    """Whether the embedded world is here."""
    return bool(races.secrets()) and all(each.wordings for each in probes.subjects())


def build() -> Learn:
    """Lay out the page."""
    first = Learner()
    mine = gr.BrowserState(first.as_state(), storage_key=STORED_AS, secret=STORED_AS)
    steps = gr.Radio(STEPS, value=STEPS[0], label="Lessons", show_label=False, container=False,
                     elem_id="lesson-steps")  # fmt: skip
    head = gr.HTML(experiments.head(first), elem_id="lesson-head")
    picked = gr.CheckboxGroup([(each.label, name) for name, each in METHODS.items()],
                              value=list(first.picked), label="Methods in the race", visible=False,
                              info="Two or three; fixed from the start until it is cleared.",
                              elem_id="lesson-picked")  # fmt: skip
    with gr.Row(elem_id="lesson-guess"):
        guess = gr.Radio(experiments.answers(first), label=experiments.question(first), scale=4,
                         elem_id="lesson-answers")  # fmt: skip
        start = gr.Button(GUESS_FIRST, variant="primary", size="lg", interactive=False, scale=1,
                          min_width=220, elem_id="lesson-start")  # fmt: skip
    with gr.Row(elem_id="lesson-board"):
        lanes = [gr.HTML(elem_classes="lesson-lane") for _ in range(MOST_LANES)]
    outcome = gr.HTML(
        markup_learn.waiting(EMPTY), js_on_load=wiring.POLITE_JS, elem_id="lesson-outcome"
    )
    after = gr.HTML(elem_id="lesson-after")
    deeper = gr.HTML(markup_learn.deeper(LESSONS[0], ()), elem_id="lesson-deeper")
    with gr.Row(elem_id="lesson-turns"):
        back = gr.Button("Back", interactive=False, elem_id="lesson-back")
        following = gr.Button("Next", elem_id="lesson-next")
    gr.HTML(markup_methods.compared(), elem_id="methods-compared")
    return Learn(
        *(mine, steps, head, picked, guess, start, lanes, outcome, after, deeper, back, following),
        *(gr.Timer(TICK_S, active=False), gr.State({})),
    )


def wire(page: Learn, tab: gr.Tab) -> None:
    """Moving between lessons, guessing, experimenting."""
    quiet, once = wiring.quiet(), wiring.quiet("once")
    slow: dict[str, Any] = {**quiet, "concurrency_limit": AT_ONCE, "concurrency_id": "lessons"}
    telling: dict[str, Any] = {
        "fn": shown(conclude), "inputs": [page.mine, page.seen], "outputs": page.told(), **slow,
    }  # fmt: skip
    ticked = page.timer.tick(shown(look), [page.mine, page.seen], page.moving(), **once)
    told = ticked.then(**telling)  # it alone tells, so that whatever goes elsewhere can end it
    told.then(None, js=OUTCOME_JS, api_visibility="private")
    page.start.click(None, js=BUSY_JS % (("true",) * 2), api_visibility="private")
    begun = wiring.instead(page.start.click, of=[ticked, told])(
        shown(begin), [page.mine, page.seen], page.scene(), **{**slow, **once}
    )
    begun.then(None, js=BUSY_JS % (("false",) * 2), api_visibility="private")
    page.start.click(None, js=BOARD_JS, api_visibility="private")
    page.guess.input(shown(guess), [page.mine, page.guess], [page.mine, page.start], **quiet)
    for event, handler, given in (
        (tab.select, arrive, []),
        (page.steps.input, go, [page.steps]),
        (page.back.click, back, []),
        (page.next.click, forth, []),
        (page.picked.input, pick, [page.picked]),
    ):
        wiring.instead(event, of=[begun, ticked, told])(
            shown(handler), [page.mine, *given], page.scene(), **quiet
        )


def arrive(raw: Any) -> list[Any]:
    """The page was opened: it is where the visitor left it."""
    return _scene(learner(raw))


def go(raw: Any, step: Any) -> list[Any]:
    """A lesson was chosen."""
    return _scene(learner(raw).going_to(STEPS.index(forms.one_of(step, "lesson", STEPS))))


def back(raw: Any) -> list[Any]:
    """One lesson back."""
    me = learner(raw)
    return _scene(me.going_to(me.at - 1))


def forth(raw: Any) -> list[Any]:
    """The next lesson."""
    me = learner(raw)
    return _scene(me.going_to(me.at + 1))


def pick(raw: Any, names: Any) -> list[Any]:
    """Other methods shall race."""
    me, names = learner(raw), names if isinstance(names, list) else []
    chosen = [name for name in METHODS if name in names]
    if _is_begun(experiments.lanes(me)):
        return _scene(me)
    if len(chosen) != len(names) or not LEAST_RACING <= len(chosen) <= MOST_LANES:
        gr.Info("Choose two or three methods.")
        return _scene(me)
    return _scene(me.picking(chosen))


def guess(raw: Any, answer: Any) -> tuple[Any, Any]:
    """An answer was chosen; once the experiment has begun it is the one that was predicted."""
    me = learner(raw)
    every, lanes = experiments.answers(me), experiments.lanes(me)
    chosen = every.index(forms.one_of(answer, "answer", every))
    if _is_begun(lanes):
        return gr.skip(), gr.skip()
    me = me.guessing(chosen)
    return me.as_state(), _button(me, lanes)


def begin(raw: Any, seen: Any = None) -> Iterator[list[Any]]:
    """The start button; where the experiment is begun or told clears, back to the question."""
    me = learner(raw)
    if me.guess is None:
        raise ConfigError("Choose an answer first; then see whether it holds.")
    if _is_told(seen) or _is_begun(experiments.lanes(me)):
        yield _scene(experiments.again(me))
    elif LESSONS[me.at].experiment == "ask":
        yield from _asked(me)
    else:
        yield _scene(experiments.started(me))


def _asked(me: Learner) -> Iterator[list[Any]]:
    """The first lesson: three questions, answered piece by piece."""
    scene = _scene(me, is_begun=True)
    before = len(scene) - len(_moving(me))
    yield [*scene[:before], gr.Button(AT_WORK, interactive=False), *scene[before + 1 :]]
    some = experiments.questions(me)
    for some in experiments.asked(me):
        boards = [markup_learn.question(each) for each in some]
        yield [gr.skip()] * before + [gr.skip(), *boards, *[gr.skip()] * 4]
        time.sleep(PIECE_S)
    told = experiments.outcome_of_asking(me, some)
    again, seen = gr.Button(SOMEBODY_ELSE, interactive=True), {"lanes": [], "told": True}
    boards = [gr.skip()] * MOST_LANES
    yield [gr.skip()] * before + [again, *boards, told, gr.skip(), gr.skip(), seen]


def look(raw: Any, seen: Any) -> list[Any] | Any:
    """A tick: the lanes that have moved since the last one."""
    return _moving(learner(raw), seen if isinstance(seen, dict) else {})


def conclude(raw: Any, seen: Any) -> Iterator[tuple[Any, ...]]:
    """When the race is over: ask every model once more, and say what came of it; once."""
    me = learner(raw)
    lanes = experiments.lanes(me)
    if not isinstance(seen, dict) or _is_told(seen) or not _are_over(lanes):
        yield (gr.skip(),) * 4
        return
    for outcome, after in experiments.conclusion(me, lanes):
        if not _are_over(experiments.lanes(me)):  # cleared or erased meanwhile
            return
        yield gr.skip(), outcome, after, gr.skip()
    yield _button(me, lanes, is_told=True), gr.skip(), gr.skip(), {**seen, "told": True}


def _is_told(seen: Any) -> bool:
    return isinstance(seen, dict) and seen.get("told") is True


def _are_over(lanes: list[Lane]) -> bool:
    return bool(lanes) and all(lane.is_over for lane in lanes)


def _are_there(lanes: list[Lane]) -> bool:
    return all(lane.is_moving or lane.is_over for lane in lanes)


def _is_begun(lanes: list[Lane]) -> bool:
    return any(lane.is_moving or lane.is_over for lane in lanes)


def _scene(me: Learner, *, is_begun: bool = False) -> list[Any]:
    """Where one is; from its start until it is done again, what a lesson was told is fixed."""
    lesson = LESSONS[me.at]
    is_open = not (is_begun or _is_begun(experiments.lanes(me)))
    every = experiments.answers(me)
    chosen = every[me.guess] if me.guess is not None and me.guess < len(every) else None
    return [
        me.as_state(),
        gr.Radio(value=STEPS[me.at]),
        experiments.head(me),
        gr.CheckboxGroup(value=list(me.picked), visible=me.at == RACE, interactive=is_open),
        gr.Radio(every, value=chosen, label=experiments.question(me), interactive=is_open),
        markup_learn.deeper(lesson, me.methods),
        gr.Button(interactive=me.at > 0),
        gr.Button("Next" if me.at < RACE - 1 else "Race the methods", visible=me.at < RACE),
        *_moving(me),
    ]


def _moving(me: Learner, seen: dict[str, Any] | None = None) -> list[Any]:
    """Button, lanes, outcome, what follows, timer and what was seen; all, or what is new."""
    lanes = experiments.lanes(me)
    now = [repr(lane) for lane in lanes]
    if seen is None:
        told = experiments.stopped(me) or EMPTY
        waiting = markup_learn.waiting(ASKING if _are_over(lanes) else told)
        is_open = _are_moving(lanes) or _are_over(lanes)  # the next tick tells what came of it
        timer, state = gr.Timer(active=is_open), {"lanes": now, "told": False}
        return [_button(me, lanes), *_slots(me, lanes), waiting, "", timer, state]
    before = seen.get("lanes")
    timer = gr.skip() if _are_moving(lanes) else gr.Timer(active=False)
    if now == before:
        return [*[gr.skip()] * (MOST_LANES + 3), timer, gr.skip()]
    if not isinstance(before, list) or len(before) != len(now) or not _are_there(lanes):
        return _moving(me)  # what was told of runs that are gone goes with them
    slots = [gr.skip()] * MOST_LANES
    for place, lane in enumerate(lanes):
        slots[place] = gr.skip() if before[place] == now[place] else _slot(lane, len(lanes))
    told = markup_learn.waiting(ASKING) if _are_over(lanes) else gr.skip()
    return [gr.skip(), *slots, told, gr.skip(), timer, {"lanes": now, "told": False}]


def _slots(me: Learner, lanes: list[Lane]) -> list[Any]:
    """The board: lanes, or the questions of the first lesson."""
    questions = [] if lanes else experiments.questions(me)
    slots = [_slot(lane, len(lanes)) for lane in lanes]
    slots += [gr.HTML(markup_learn.question(each), visible=True) for each in questions]
    return slots + [gr.HTML(visible=False)] * (MOST_LANES - len(slots))


def _are_moving(lanes: list[Lane]) -> bool:
    return any(lane.is_moving for lane in lanes)


def _slot(lane: Lane, count: int) -> Any:
    return gr.HTML(markup_learn.lane(lane, is_slim=count > 2), visible=True)


def _button(me: Learner, lanes: list[Lane], *, is_told: bool = False) -> Any:
    """What the start button says; nothing can be begun or cleared before all is told."""
    if _are_moving(lanes) or (_are_over(lanes) and not is_told):
        return gr.Button(AT_WORK, interactive=False)
    if me.guess is None:
        return gr.Button(GUESS_FIRST, interactive=False)
    return gr.Button(AGAIN if _is_begun(lanes) else LESSONS[me.at].button, interactive=True)
