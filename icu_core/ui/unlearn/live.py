"""The second half of the Unlearn page: a run, live or afterwards, read from its folder."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

import gradio as gr

from icu_core.errors import IcuError, RunError
from icu_core.ui import charts, live, markup, markup_charts, wiring, words
from icu_core.ui.compare import asking
from icu_core.ui.live import View
from icu_core.ui.runs import actions as runs_actions
from icu_core.ui.server import starting, visitor
from icu_core.ui.server.guard import shown
from icu_core.ui.server.visitor import Mine
from icu_core.ui.unlearn import markup_run, markup_summary, proof

CURVES = (
    "Blue: the original model. Purple: what becomes of it. Grey: what to compare with, and the "
    "terms that training weighs."
)
TICK_S = 2.0  # each look costs the page as much as a training step of a small model
RESTING_TICK_S = 5.0  # of a run that nobody works on; somebody else may resume it
NEWEST = -1  # the slider's value while the page follows the run


DELETED = "This run has been deleted. Press New run to go on."


@dataclass(frozen=True, slots=True)
class Live:
    """The components of this half, in the order that `Frame.values` fills them."""

    box: gr.Column
    status: gr.HTML
    told: gr.HTML
    stop: gr.Button
    resume: gr.Button
    compare: gr.Button
    attack: gr.Button
    again: gr.Button
    proof: gr.HTML
    summary: gr.HTML
    take: gr.Button
    save: gr.DownloadButton
    slider: gr.Slider
    board: gr.HTML
    text: gr.HTML
    curves: gr.HTML
    log: gr.HTML
    table: gr.HTML
    timer: gr.Timer
    chosen: gr.State
    at: gr.State
    seen: gr.State
    wanted: gr.State

    CHANGING: ClassVar = (
        "status", "told", "stop", "resume", "compare", "attack", "proof", "wanted", "summary",
        "take", "save", "slider", "board", "text", "curves", "log", "table", "timer",
    )  # fmt: skip

    def outputs(self) -> list[Any]:
        """What a tick may change."""
        return [*(getattr(self, name) for name in self.CHANGING), self.seen]


@dataclass(slots=True)
class Frame:
    """One look at a run, of which only what has changed since the last look is sent."""

    seen: dict[str, Any]
    now: dict[str, Any] = field(default_factory=dict)

    def only_new(self, name: str, key: Any, make: Callable[[], Any]) -> Any:
        """The value if its key is another than last time."""
        self.now[name] = key
        return gr.skip() if self.seen.get(name) == key else make()


def build() -> Live:
    """Lay out; `wire` does the rest."""
    with gr.Column(visible=False, elem_id="live") as box:
        status = gr.HTML(elem_id="status")
        told = gr.HTML(js_on_load=wiring.POLITE_JS, elem_id="told")
        with gr.Row(elem_id="actions"):
            stop = gr.Button("Stop", interactive=False, min_width=120, elem_id="stop")
            resume = gr.Button("Resume", interactive=False, visible=False, min_width=120,
                               elem_id="resume")  # fmt: skip
            compare = gr.Button("Compare both models", variant="primary", interactive=False,
                                min_width=180, elem_id="compare-now")  # fmt: skip
            attack = gr.Button("Attack it", interactive=False, min_width=120, elem_id="attack-now")
            take = gr.Button("Download the model", interactive=False, min_width=120,
                             elem_id="take")  # fmt: skip
            save = gr.DownloadButton("Save", visible=False, min_width=120, elem_id="take-save")
            again = gr.Button("New run", min_width=120, elem_id="again")
        before_and_after = gr.HTML(elem_id="proof")
        summary = gr.HTML(elem_id="summary")
        with gr.Row():
            with gr.Column(scale=5, min_width=320):
                gr.HTML(markup.section("Every text", "From leaking to forgotten."))
                slider = gr.Slider(0, 1, value=0, step=1, label="Iteration", interactive=False,
                                   elem_id="slider", buttons=[])  # fmt: skip
                board = gr.HTML(js_on_load=markup_run.BOARD_JS, elem_id="board")
                gr.HTML(markup.section("What happened"))
                log = gr.HTML(elem_id="log")
            with gr.Column(scale=6, min_width=320):
                text = gr.HTML(js_on_load=markup_run.OPEN_JS, elem_id="text")
        curves = gr.HTML(js_on_load=markup_charts.READ_JS, elem_id="curves")
        gr.HTML(markup_run.terms())
        table = gr.HTML(elem_id="table")
    return Live(
        *(box, status, told, stop, resume, compare, attack, again, before_and_after, summary),
        *(take, save, slider, board, text, curves, log, table),
        *(gr.Timer(TICK_S, active=False), gr.State(0), gr.State(NEWEST), gr.State({})),
        gr.State(""),
    )


def wire(page: Live, mine: gr.BrowserState) -> None:
    """Polling, choosing a text, moving through the iterations, stop and resume."""
    quiet = wiring.quiet()
    looked = [mine, page.seen, page.chosen, page.at]
    page.timer.tick(shown(look), looked, page.outputs(), concurrency_limit=None,
                    **wiring.quiet("once"))  # fmt: skip
    page.board.select(shown(choose_text), None, page.chosen, **wiring.in_turn()).then(
        shown(look), looked, page.outputs(), **quiet
    )
    page.slider.input(shown(move), page.slider, page.at, **quiet).then(
        shown(look), looked, page.outputs(), **quiet
    )
    page.wanted.change(shown(prove), [mine, page.wanted], page.proof,
                       concurrency_limit=asking.AT_ONCE, concurrency_id=asking.GENERATING,
                       **quiet)  # fmt: skip
    sharing = {"concurrency_limit": runs_actions.AT_ONCE, "concurrency_id": runs_actions.SHARING}
    page.take.click(
        shown(take), mine, [page.take, page.save], api_visibility="private", **sharing
    ).then(None, js=runs_actions.SAVE_JS % "take-save", api_visibility="private")
    page.stop.click(shown(stop), mine, page.stop, **quiet)
    page.resume.click(shown(resume), mine, [page.resume, page.at], **wiring.quiet("once")).then(
        shown(look), looked, page.outputs(), **quiet
    )


def look(raw: Any, seen: Any, chosen: Any, at: Any) -> list[Any] | Any:
    """Everything that has changed in the current run since the last look."""
    run = visitor.current(raw)
    frame = Frame(seen if isinstance(seen, dict) else {})
    if run is None:
        return _empty(visitor.mine(raw)) if frame.seen.get("run") else gr.skip()
    if frame.seen.get("run") != run.id:
        frame.seen, at = {}, NEWEST
    place = chosen if isinstance(chosen, int) else 0
    values = _values(frame, live.view(run), place, at if isinstance(at, int) else NEWEST)
    frame.now["run"] = run.id
    return [*values, gr.skip() if frame.now == frame.seen else frame.now]


def _empty(me: Mine) -> list[Any]:
    """Nothing of the run that was looked at stays: it was left, or deleted elsewhere."""
    still = {name: gr.Button(interactive=False) for name in ("resume", "compare", "attack", "take")}
    parts = ("told", "proof", "summary", "board", "text", "curves", "log", "table")
    empty = dict.fromkeys(parts, "")
    told = {
        "status": markup.error(DELETED) if me.current else "",
        "stop": gr.Button("Stop", interactive=False),
        "save": gr.DownloadButton(value=None, visible=False),
        "slider": gr.Slider(maximum=1, value=0, interactive=False),
        **({"timer": gr.Timer(active=False)} if me.current else {}),
        **still, **empty,
    }  # fmt: skip
    return [*(told.get(name, gr.skip()) for name in Live.CHANGING), {}]


def _values(frame: Frame, view: View, place: int, at: int) -> list[Any]:
    """One value per output, in their order; what is unchanged is skipped."""
    number = _number(view, at)
    events, told = len(view.events), (len(view.events), view.status, place, number)
    step = (view.progress or {}).get("step"), (view.progress or {}).get("phase")
    second = round(live.working_seconds(view, time.time())) if view.status == "running" else 0
    work = (view.status, view.is_stopping)
    pace = TICK_S if _is_at(view) else RESTING_TICK_S
    done = (view.status, events, view.has_result)
    drawn = (len(view.iterations), view.prepared is not None, done)
    at_work = drawn if view.status == "running" else None
    return [
        frame.only_new(
            "status", (*told, *work, step, second), lambda: markup_run.status(view, time.time())
        ),
        frame.only_new("told", drawn, lambda: markup.quiet(words.aloud(view))),
        frame.only_new("stop", work, lambda: _stop_button(view)),
        frame.only_new("resume", done, lambda: _resume_button(view)),
        frame.only_new("compare", done, lambda: _compare_button(view)),
        frame.only_new("attack", view.has_result, lambda: gr.Button(interactive=view.has_result)),
        frame.only_new("proof", done, lambda: proof.at_once(view)),
        frame.only_new("wanted", done, lambda: proof.wanted(view)),
        frame.only_new("summary", drawn, lambda: markup_summary.summary(view)),
        frame.only_new("take", done, lambda: _take_button(view)),
        frame.only_new("save", done, lambda: gr.DownloadButton(value=None, visible=False)),
        # not when the visitor moves it: an answer on its way would push it back
        frame.only_new("slider", at_work or done, lambda: _slider(view, number)),
        frame.only_new("board", told, lambda: markup_run.board(view, number, place)),
        frame.only_new("text", told, lambda: markup_run.text_panel(view, place, number)),
        frame.only_new("curves", drawn, lambda: _curves(view)),
        frame.only_new("log", events, lambda: markup_run.log(view)),
        frame.only_new("table", done, lambda: markup_run.table(view)),
        frame.only_new("timer", pace, lambda: gr.Timer(pace)),
    ]


def prove(raw: Any, wanted: Any) -> Any:
    """Ask both models about a neighbour, as soon as a run has ended."""
    run = visitor.current(raw)
    if run is None or not isinstance(wanted, str) or not wanted.startswith(run.id):
        return gr.skip()
    try:
        return proof.asked(run)
    except IcuError:  # too many questions from here: the events tell enough
        return proof.without_asking(live.view(run))


def _curves(view: View) -> str:
    drawn = markup_charts.charts(charts.all_of(view))
    return markup.section("Curves", CURVES) + drawn if drawn else ""


def _number(view: View, at: int) -> int | None:
    """The iteration to show: the chosen one, else the result, else the newest."""
    if at != NEWEST and view.iterations:
        return min(max(at, 0), int(view.iterations[-1]["number"]))
    return view.result_number


def _slider(view: View, number: int | None) -> Any:
    last = int(view.newest["number"]) if view.newest else 0
    return gr.Slider(maximum=max(last, 1), value=number if number is not None else last,
                     interactive=view.status != "running" and last > 0)  # fmt: skip


def _take_button(view: View) -> Any:
    return gr.Button(visible=True, interactive=view.has_result and view.status == "finished")


def take(raw: Any) -> Any:
    """Pack the model of the current run, and offer the zip in the place of the button."""
    return gr.Button(visible=False), runs_actions.download(raw, [visitor.mine(raw).current])


def _stop_button(view: View) -> Any:
    is_working = view.status == "running"
    label = "Stopping…" if view.is_stopping else "Stop"
    return gr.Button(label, interactive=is_working and not view.is_stopping, visible=_is_at(view))


def _resume_button(view: View) -> Any:
    """It takes the place of Stop where there is something to go on with; then it comes first."""
    return gr.Button(interactive=True, visible=_may_resume(view) and not _is_at(view),
                     variant="primary")  # fmt: skip


def _compare_button(view: View) -> Any:
    comes_first = _is_at(view) or not _may_resume(view)
    return gr.Button(interactive=view.has_result, variant="primary" if comes_first else "secondary")


def _is_at(view: View) -> bool:
    return view.status in ("running", "waiting")


def _may_resume(view: View) -> bool:
    was_stopped = view.finished is not None and view.finished["reason"] == "stopped"
    return view.status in starting.RESUMABLE or was_stopped


def choose_text(event: gr.EventData) -> int:
    """A cell of the board was clicked."""
    data = getattr(event, "_data", None)
    place = data.get("index") if isinstance(data, dict) else None
    if isinstance(place, bool) or not isinstance(place, int) or not 0 <= place < 100_000:
        raise RunError("That is no text of this board.")
    return place


def move(number: Any) -> int:
    """The slider was moved."""
    if isinstance(number, bool) or not isinstance(number, (int, float)) or not 0 <= number < 1e6:
        raise RunError("That is no iteration of this run.")
    return int(number)


def stop(raw: Any) -> Any:
    """Stop the current run."""
    starting.stop(visitor.mine(raw).current)
    return gr.Button("Stopping…", interactive=False)


def resume(raw: Any) -> Any:
    """Go on with the current run."""
    starting.resume(visitor.mine(raw))
    return gr.Button(interactive=False), NEWEST


def boxes(me: Mine) -> tuple[Any, Any]:
    """Which half is to be seen: the form, or the run."""
    has_run = visitor.found(me.current) is not None
    return gr.Column(visible=not has_run), gr.Column(visible=has_run)
