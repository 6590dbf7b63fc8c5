"""All pages in one frame: header, tabs, what the browser remembers, and how it is served."""

from __future__ import annotations

import logging
import os
import threading
from typing import Any

import gradio as gr
from starlette.middleware import Middleware

from icu_core.ui import choices, endpoints, keeper, library, markup, wiring
from icu_core.ui.audit import page as audit_page
from icu_core.ui.compare import page as compare_page
from icu_core.ui.endpoints import learn as learn_endpoints
from icu_core.ui.learn import page as learn_page
from icu_core.ui.learn import races
from icu_core.ui.runs import page as runs_page
from icu_core.ui.server import public, visitor, zerogpu
from icu_core.ui.server.gate import Gate
from icu_core.ui.server.guard import hush, shown
from icu_core.ui.server.visitor import Mine
from icu_core.ui.theme import CSS, HEAD, ICON, STYLES, theme
from icu_core.ui.unlearn import live as unlearn_live
from icu_core.ui.unlearn import setup as unlearn_setup

TITLE = "ICU – make a language model forget"
MAX_UPLOAD = "20mb"
UPLOADS_KEPT_S = (600, 3600)  # looked for every ten minutes, deleted when an hour old
STORED_AS = "icu-workbench"
LOOK_OUT_S = 0.01

UNKNOWN_RUN = (
    "The run of this address is not here: it may have been erased, or it belongs to a workbench on "
    "another machine. Check that the address is whole."
)
YOURS = " What you see below is a run that this browser knows."

ADDRESS_JS = """
(mine) => {
  const address = new URL(window.location.href);
  if (mine && mine.current) address.searchParams.set('run', mine.current);
  else address.searchParams.delete('run');
  if (address.href !== window.location.href) window.history.replaceState(null, '', address.href);
}
"""
"""Keeps the address a permalink of the run that is looked at."""

BUSY_JS = "() => document.querySelector('#start')?.setAttribute('aria-busy', '%s')"
"""The button says that it was pressed, before the server does."""


LABELS_JS = """
() => {
  const tidy = () => document.querySelectorAll('button.upload-container[aria-label]').forEach(
    (each) => each.removeAttribute('aria-label'));
  new MutationObserver(tidy).observe(document.body, {childList: true, subtree: true});
  tidy();
}
"""
"""Buttons for uploads are called what stands on them; Gradio calls them something else."""


def build() -> gr.Blocks:
    """The whole page."""
    choices.pass_on()
    with gr.Blocks(
        title=TITLE, analytics_enabled=False, fill_width=True, delete_cache=UPLOADS_KEPT_S
    ) as demo:
        # The fixed secret only keeps what is stored readable after a restart; it hides nothing.
        mine = gr.BrowserState(Mine().as_state(), storage_key=STORED_AS, secret=STORED_AS)
        _header(demo)
        if public.is_public():
            gr.DuplicateButton("Duplicate this Space, for more room", size="sm", elem_id="copy-it")
        notice = gr.HTML(elem_id="notice")
        turn = gr.State(0)
        with gr.Tabs(elem_id="pages") as tabs:
            with gr.Tab("Unlearn", id="unlearn"):
                setup = unlearn_setup.build()
                page = unlearn_live.build()
            with gr.Tab("Compare", id="compare") as compare_tab:
                compare = compare_page.build(turn)
            with gr.Tab("Audit", id="audit") as audit_tab:
                audit = audit_page.build()
            if learn_page.is_possible():
                with gr.Tab("Learn", id="learn") as learn_tab:
                    learn_page.wire(learn_page.build(), learn_tab)
            with gr.Tab("Runs", id="runs") as runs_tab:
                runs = runs_page.build()
        arrived = _wire(demo, mine, notice, setup, page)
        _wire_runs(runs, mine, notice, runs_tab, tabs, setup, page)
        compare_page.wire(compare, mine, compare_tab, tabs, page.compare, arrived)
        audit_page.wire(audit, mine, audit_tab, tabs, page.attack, arrived)
        endpoints.add()
        learn_endpoints.add()
    return demo


def _header(demo: gr.Blocks) -> None:
    """What a visitor reads first, and larger type (in the style sheet) for who sits far away."""
    same: dict[str, Any] = {"js": "(isLarge) => isLarge === true", "api_visibility": "private"}
    kept = gr.BrowserState(False, storage_key="icu-large", secret=STORED_AS)
    with gr.Row(elem_id="head"):
        gr.HTML(markup.header())
        large = gr.Checkbox(False, label="Large type", container=False, min_width=110,
                            elem_id="large-type")  # fmt: skip
    demo.load(None, kept, large, **same)
    large.input(None, large, kept, **same)


def _wire(
    demo: gr.Blocks,
    mine: gr.BrowserState,
    notice: gr.HTML,
    setup: unlearn_setup.Setup,
    page: unlearn_live.Live,
) -> Any:
    """The Unlearn page; returns the event that comes after the first arrival."""
    quiet = wiring.quiet()
    scene = [mine, notice, setup.box, page.box, page.timer]
    looked = [mine, page.seen, page.chosen, page.at]
    again = {"fn": shown(unlearn_live.look), "inputs": looked, "outputs": page.outputs(), **quiet}
    unlearn_live.wire(page, mine)
    arrived = demo.load(shown(arrive), mine, scene, **quiet)
    setup.start.click(None, js=BUSY_JS % "true", api_visibility="private")
    started = setup.start.click(
        shown(start),
        [mine, *setup.inputs],
        [*scene, page.chosen, page.at],
        **wiring.quiet("once"),
    )
    started.then(None, js=BUSY_JS % "false", api_visibility="private")
    left = page.again.click(shown(leave), mine, scene, **quiet)
    for moved in (arrived, started, left):
        moved.then(**again)
        moved.then(None, mine, None, js=ADDRESS_JS, api_visibility="private")
    for moved, place in ((started, "#stop"), (left, "#start")):
        moved.then(None, js=wiring.FOCUS_JS % place, api_visibility="private")
    return arrived


def _wire_runs(
    runs: runs_page.Runs,
    mine: gr.BrowserState,
    notice: gr.HTML,
    tab: gr.Tab,
    tabs: gr.Tabs,
    setup: unlearn_setup.Setup,
    page: unlearn_live.Live,
) -> None:
    """The Runs page, and what its buttons change on the Unlearn page."""
    quiet = wiring.quiet()
    scene = [mine, notice, setup.box, page.box, page.timer]
    looked = [mine, page.seen, page.chosen, page.at]
    gone = runs_page.wire(runs, mine, tab, tabs)
    opened = runs.open.click(
        shown(open_run), [mine, runs.chosen], [tabs, *scene, page.chosen, page.at], **quiet
    ).then(shown(unlearn_live.look), looked, page.outputs(), **quiet)
    back = gone.then(shown(again), mine, scene, **quiet)
    for moved, place in ((opened, "#again"), (back, "#runs-list input, #runs-go")):
        moved.then(None, mine, None, js=ADDRESS_JS, api_visibility="private")
        moved.then(None, js=wiring.FOCUS_JS % place, api_visibility="private")


def _scene(me: Mine, notice: str = "") -> tuple[Any, ...]:
    setup, run = unlearn_live.boxes(me)
    return me.as_state(), notice, setup, run, gr.Timer(active=bool(me.current))


def arrive(raw: Any, request: gr.Request) -> tuple[Any, ...]:
    """Somebody opened the page, perhaps by the address of a run."""
    me = visitor.mine(raw)
    wanted = request.query_params.get("run")
    asked = visitor.found(wanted)
    if asked is not None:
        return _scene(me.with_run(asked.id))
    if visitor.found(me.current) is None:
        me = me.without_current()
    return _scene(me, markup.note(UNKNOWN_RUN + (YOURS if me.current else "")) if wanted else "")


def start(raw: Any, *values: Any) -> tuple[Any, ...]:
    """The start button."""
    me, is_new = unlearn_setup.start_run(raw, *values)
    if not is_new:
        gr.Info("A run of yours is at work; here it is. Stop it before you start another.")
    return (*_scene(me), 0, unlearn_live.NEWEST)


def open_run(raw: Any, chosen: Any) -> tuple[Any, ...]:
    """From the Runs page to the chosen run."""
    me = runs_page.opened(raw, chosen)
    return (gr.Tabs(selected="unlearn"), *_scene(me), 0, unlearn_live.NEWEST)


def again(raw: Any) -> tuple[Any, ...]:
    """A run was deleted; if it was the one looked at, the form is there again."""
    return _scene(visitor.mine(raw))


def leave(raw: Any) -> tuple[Any, ...]:
    """Back to the form; the run goes on."""
    return _scene(visitor.mine(raw).without_current())


def launch() -> None:
    """Build and serve the page until it is interrupted."""
    zerogpu.prepare()
    logging.getLogger("mcp").setLevel(logging.CRITICAL)  # its warnings quote what is sent
    hush()
    threading.Thread(target=_prepare, daemon=True).start()
    whole = build().queue(default_concurrency_limit=4, max_size=200, api_open=False)
    look_out_less(whole)
    whole.launch(
        server_name="0.0.0.0" if os.environ.get("SPACE_ID") else None,  # Gradio's: loopback
        theme=theme(),
        css=CSS,
        css_paths=STYLES,
        js=LABELS_JS,
        head=HEAD,
        favicon_path=ICON,
        max_file_size=MAX_UPLOAD,
        state_session_capacity=public.SESSIONS,
        allowed_paths=[],
        show_error=False,
        ssr_mode=False,
        run_history=False,
        enable_monitoring=False,
        mcp_server=True,
        _frontend=False,  # else Gradio asks itself for the page and gives up after three seconds
        app_kwargs={"middleware": [Middleware(Gate)]},
        footer_links=["api"],
    )


def look_out_less(whole: gr.Blocks) -> None:
    """Let Gradio look for work a hundred times a second instead of a thousand times.

    It looks whether or not anybody is there, which took a twelfth of a core from the jobs.
    """
    whole._queue.sleep_when_free = LOOK_OUT_S
    whole._queue.progress_update_sleep_when_free = 10 * LOOK_OUT_S  # no page shows Gradio's bars


def _prepare() -> None:
    """Load torch before the first run is started, in the server that jobs are forked from."""
    from icu_core import jobs

    jobs.warm_up()
    keeper.watch()
    visitor.store().sweep()
    jobs.adopt(visitor.store())
    races.sweep()
    library.load_leaks(visitor.store().root)
