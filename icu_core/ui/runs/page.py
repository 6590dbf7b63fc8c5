"""The Runs page: the visitor's own runs, live ones on top; some of them compared; one handled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import gradio as gr

from icu_core.errors import RunError
from icu_core.ui import live, markup, wiring
from icu_core.ui.live import View
from icu_core.ui.runs import actions as runs_actions
from icu_core.ui.runs import charts as charts_runs
from icu_core.ui.runs import markup as markup_runs
from icu_core.ui.server import forms, public, starting, visitor
from icu_core.ui.server.guard import shown
from icu_core.ui.server.visitor import Mine

if TYPE_CHECKING:
    from icu_core.store import Run

TICK_S = 3.0
LIVE = ("running", "waiting")

NO_RUNS = "There is no run yet. Start one on the Unlearn page; it will be listed here."
ABOUT = "Choose one to open, keep or delete it; choose several to compare them."
ONE_ONLY = "To open, rename, take or delete a run, choose that one alone."
TOO_MANY = f"At most {charts_runs.MOST} runs are compared at once; the first ones chosen are shown."
DELETE = "Delete for good"
WARNING = "Its texts, its curves and its model are deleted, and cannot be brought back."
DELETING_JS = (
    "() => [{__type__: 'update', visible: false}, "
    "{__type__: 'update', value: 'Deleting …', interactive: false}]"
)
"""Who has said yes is not asked on, and sees that something happens."""

HUB = "Push to the Hugging Face hub"
TOKEN = "It is used for this push alone and is not kept."
SIGN_IN = "Sign in first; the model then goes to your own account."


@dataclass(frozen=True, slots=True)
class Runs:
    """The components of this page."""

    chosen: gr.CheckboxGroup
    hint: gr.HTML
    go: gr.Button
    actions: gr.Column
    open: gr.Button
    resume: gr.Button
    download: gr.Button
    save: gr.DownloadButton
    name: gr.Textbox
    rename: gr.Button
    repo: gr.Textbox
    is_public: gr.Checkbox
    token: gr.Textbox
    push: gr.Button
    pushed: gr.HTML
    delete: gr.Button
    sure: gr.Column
    really: gr.Button
    keep: gr.Button
    results: gr.HTML
    legend: gr.HTML
    plots: list[gr.Plot]
    settings: gr.HTML
    timer: gr.Timer
    seen: gr.State

    def outputs(self) -> list[Any]:
        """What depends on the runs and the choice, in the order of `_values`."""
        return [
            self.chosen, self.hint, self.go, self.actions, self.resume, self.download,
            self.results, self.legend, *self.plots, self.settings, self.timer, self.seen,
        ]  # fmt: skip

    def once(self) -> list[Any]:
        """What is set anew when the choice changes, in the order of `_fresh`."""
        return [self.name, self.save, self.sure, self.pushed, self.delete]


def build() -> Runs:
    """Lay out the page."""
    gr.HTML(markup.section("Your runs", f"{ABOUT} {public.kept()}"))
    chosen = gr.CheckboxGroup([], show_label=False, container=False, elem_id="runs-list",
                              interactive=True)  # fmt: skip
    hint = gr.HTML(elem_id="runs-hint")  # nothing is said before it is known
    go = gr.Button("Go to Unlearn", variant="primary", visible=False, elem_id="runs-go",
                   elem_classes="icu-go")  # fmt: skip
    with gr.Column(visible=False, elem_id="run-actions") as actions:
        with gr.Row():
            first = [
                gr.Button("Open", variant="primary", min_width=110, elem_id="run-open"),
                gr.Button("Resume", min_width=110, elem_id="run-resume"),
                gr.Button("Download the model", min_width=180, elem_id="run-download"),
                gr.DownloadButton("Save", visible=False, min_width=180, elem_id="run-save"),
            ]
            delete = gr.Button(DELETE, min_width=140, elem_id="run-delete")
        sure, really, keep = _sure()
        with gr.Row():
            with gr.Column(min_width=320), gr.Accordion("Rename", open=False):
                name = gr.Textbox(
                    label="Name", max_length=forms.MAX_NAME_CHARACTERS, elem_id="run-name"
                )
                rename = gr.Button("Rename", elem_id="run-rename")
            with gr.Column(min_width=320), gr.Accordion(HUB, open=False, elem_id="run-hub"):
                pushing = _push()
    results = gr.HTML(elem_id="runs-results")
    legend = gr.HTML(elem_id="runs-legend")
    with gr.Row(elem_id="runs-plots"):
        plots = [gr.Plot(show_label=False, container=False, visible=False, min_width=320)
                 for _ in charts_runs.CHARTS]  # fmt: skip
    settings = gr.HTML(elem_id="runs-settings")
    every: list[Any] = [chosen, hint, go, actions, *first, name, rename, *pushing]
    every += [delete, sure, really, keep, results, legend, plots, settings]
    every += [gr.Timer(TICK_S, active=False), gr.State("")]
    return Runs(*every)


def _sure() -> tuple[gr.Column, gr.Button, gr.Button]:
    """The question before something is deleted."""
    with gr.Column(visible=False, elem_id="run-sure") as sure:
        gr.HTML(markup.note(f"Delete this run for good? {WARNING}"))
        with gr.Row():
            really = gr.Button("Yes, delete it for good", variant="stop", elem_id="run-really")
            keep = gr.Button("Keep it", elem_id="run-keep")
    return sure, really, keep


def _push() -> list[Any]:
    """Name, visibility and who is asking; on a Space with OAuth nobody types a token."""
    signs_in = runs_actions.has_sign_in()
    if signs_in:
        gr.HTML(markup.quiet(SIGN_IN))
        gr.LoginButton(size="md")
    repo = gr.Textbox(label="Repository", placeholder="name, or owner/name", elem_id="run-repo")
    token = gr.Textbox(label="Token that may write", type="password", info=TOKEN,
                       visible=not signs_in, elem_id="run-token",
                       html_attributes=gr.InputHTMLAttributes(autocomplete="off"))  # fmt: skip
    is_public = gr.Checkbox(False, label="Public: everybody may see and load it")
    push = gr.Button("Push", elem_id="run-push")
    return [repo, is_public, token, push, gr.HTML(elem_id="run-pushed")]


def wire(page: Runs, mine: gr.BrowserState, tab: gr.Tab, tabs: gr.Tabs) -> gr.events.Dependency:
    """Looking, choosing and every action. Returns the event after which a run is deleted."""
    quiet, once = wiring.quiet(), wiring.quiet("once")
    slow = {
        "concurrency_limit": runs_actions.AT_ONCE,
        "concurrency_id": runs_actions.SHARING,
        "api_visibility": "private",
    }
    one = [mine, page.chosen]
    again: dict[str, Any] = {
        "fn": shown(refresh),
        "inputs": one,
        "outputs": page.outputs(),
        **quiet,
    }
    anew: dict[str, Any] = {"fn": shown(_fresh), "inputs": one, "outputs": page.once(), **quiet}
    tab.select(shown(arrive), one, page.outputs(), **quiet).then(**anew)
    page.go.click(lambda: gr.Tabs(selected="unlearn"), None, tabs, **quiet)
    tabs.select(is_here, None, page.timer, **wiring.in_turn())
    page.timer.tick(shown(look), [*one, page.seen], page.outputs(), **once)
    page.chosen.input(**again).then(**anew)
    page.resume.click(shown(runs_actions.resume), one, None, **once).then(**again).then(**anew)
    page.rename.click(shown(runs_actions.rename), [*one, page.name], None, **quiet).then(**again)
    page.download.click(shown(runs_actions.download), one, page.save, **slow).then(
        None, js=runs_actions.SAVE_JS % "run-save", api_visibility="private"
    )
    typed = [*one, page.repo, page.is_public, page.token]
    page.push.click(shown(runs_actions.push), typed, [page.pushed, page.token], **slow)
    page.delete.click(lambda: gr.Column(visible=True), None, page.sure, **quiet)
    page.keep.click(lambda: gr.Column(visible=False), None, page.sure, **quiet)
    page.really.click(None, None, [page.sure, page.delete], js=DELETING_JS,
                      api_visibility="private")  # fmt: skip
    gone = page.really.click(
        shown(runs_actions.erase), one, [mine, page.chosen], trigger_mode="once",
        api_visibility="private",
    )  # fmt: skip
    gone.then(**again).then(**anew)
    return gone


def arrive(raw: Any, chosen: Any) -> tuple[Any, ...]:
    """The page was opened: the newest run is chosen where none is."""
    me = visitor.mine(raw)
    mine_now = runs_actions.ids(runs_actions.ours(me, chosen))
    if not mine_now:
        mine_now = runs_actions.ids(visitor.known(me)[:1])
    every = _values(me, mine_now)
    choices = _choices(me)
    return (gr.CheckboxGroup(choices, value=mine_now, visible=bool(choices)), *every[1:])


def is_here(event: gr.SelectData) -> Any:
    """The page looks at its runs only while it is looked at."""
    return gr.Timer(active=event.value == "Runs")


def look(raw: Any, chosen: Any, seen: Any) -> Any:
    """A tick: everything, if anything has changed."""
    me = visitor.mine(raw)
    if _state(me, runs_actions.ours(me, chosen)) == seen:
        return gr.skip()
    return refresh(raw, chosen)


def refresh(raw: Any, chosen: Any) -> tuple[Any, ...]:
    """The list, and what is chosen of it."""
    return _values(visitor.mine(raw), chosen)


def _values(me: Mine, chosen: Any) -> tuple[Any, ...]:
    runs = runs_actions.ours(me, chosen)
    views = [view for view in map(live.whole_view, runs[: charts_runs.MOST]) if view is not None]
    choices = _choices(me)
    drawn = charts_runs.figures(views) if views else [None] * len(charts_runs.CHARTS)
    is_one = len(runs) == 1
    has_gone = isinstance(chosen, list) and len(runs) < len(chosen)  # deleted elsewhere
    rest = {"value": runs_actions.ids(runs)} if has_gone else {}  # else a tick of now stays
    return (
        gr.CheckboxGroup(choices, visible=bool(choices), **rest),
        _hint(len(runs), bool(choices)),
        gr.Button(visible=not choices),
        gr.Column(visible=is_one),
        gr.Button(interactive=is_one and _may_resume(runs[0])),
        gr.Button(interactive=is_one and _may_take(runs[0])),
        markup_runs.results(views) if views else "",
        markup_runs.legend(views) if any(view.iterations for view in views) else "",
        *(gr.Plot(each, visible=each is not None) for each in drawn),
        markup_runs.settings(views) if views else "",
        gr.Timer(active=True),
        _state(me, runs),
    )


def _fresh(raw: Any, chosen: Any) -> tuple[Any, ...]:
    """Nothing that was said of another run stays."""
    runs = runs_actions.ours(visitor.mine(raw), chosen)
    view = live.whole_view(runs[0]) if len(runs) == 1 else None
    hidden = gr.DownloadButton(visible=False, value=None)
    delete = gr.Button(DELETE, interactive=True)
    return view.name if view else "", hidden, gr.Column(visible=False), "", delete


def _hint(chosen: int, has_runs: bool) -> Any:
    if not has_runs:
        return gr.HTML(markup.empty(NO_RUNS), visible=True)
    more = TOO_MANY if chosen > charts_runs.MOST else ONE_ONLY
    return gr.HTML(markup.quiet(more), visible=chosen > 1)


def _choices(me: Mine) -> list[tuple[str, str]]:
    """What the list says, live runs first; a run that cannot be read can still be deleted."""
    found = [(live.whole_view(run), run) for run in visitor.known(me)]
    found.sort(key=lambda each: each[0] is None or each[0].status not in LIVE)
    return [(_label(view, run), run.id) for view, run in found]


def _label(view: View | None, run: Run) -> str:
    if view is None:
        return f"This run is damaged; delete it · {run.id[:6]}"
    return markup_runs.label(view, run.created)


def _may_take(run: Run) -> bool:
    return run.result_path() is not None and not run.is_alive()


def _may_resume(run: Run) -> bool:
    return _happened(run) is not None and starting.may_resume(run)


def _happened(run: Run) -> tuple[str, int] | None:
    """Another one whenever something has; None where that cannot be read."""
    try:
        return run.status(), len(run.events())
    except RunError:
        return None


def _state(me: Mine, chosen: Sequence[Run]) -> str:
    """Another one whenever there is something new to see."""
    told = [label for label, _ in _choices(me)]
    return repr((told, [(run.id, _happened(run)) for run in chosen]))


def opened(raw: Any, chosen: Any) -> Mine:
    """The browser, about to look at the chosen run on the Unlearn page."""
    return visitor.mine(raw).with_run(runs_actions.owned(raw, chosen).id)
