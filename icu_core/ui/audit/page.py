"""The Audit page: attack an unlearned model, watch the attacks one by one, take the report away."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import gradio as gr

from icu_core.errors import IcuError, RunError, TextsError
from icu_core.escape import visible
from icu_core.ui import live, markup, wiring
from icu_core.ui.audit import actions as audit_actions
from icu_core.ui.audit import form as audit_form
from icu_core.ui.audit import live as audit_live
from icu_core.ui.audit import view as audit_view
from icu_core.ui.audit import words as audit_words
from icu_core.ui.audit.actions import Brought
from icu_core.ui.audit.form import NO_SET, Form, Live
from icu_core.ui.compare import page as compare_page
from icu_core.ui.server import forms, visitor
from icu_core.ui.server.guard import shown
from icu_core.ui.server.visitor import Mine
from icu_core.ui.unlearn import intake

if TYPE_CHECKING:
    from icu_core.auditing.audits import Audit
    from icu_core.store import Run
    from icu_core.texts import Text

MOST_EARLIER = 30
UNKNOWN_AUDIT = (
    "The audit of this address is not here: it may have been deleted, or it belongs to a workbench "
    "on another machine. Check that the address is whole."
)
FEW_LINES = 2_000_000  # characters of what is pasted

build = audit_form.build


def wire(
    page: tuple[Form, Live], mine: gr.BrowserState, tab: gr.Tab, tabs: gr.Tabs, jump: gr.Button,
    arrived: Any,
) -> None:  # fmt: skip
    """Arriving, choosing, starting, watching, and the button of the other page that leads here."""
    form, live_ = page
    quiet, once, in_turn = wiring.quiet(), wiring.quiet("once"), wiring.in_turn()
    looked = [mine, live_.seen, live_.chosen]
    again: dict[str, Any] = {
        "fn": shown(audit_live.look), "inputs": looked, "outputs": live_.outputs(), **quiet,
    }  # fmt: skip
    scene = [mine, form.box, live_.box, live_.timer, *form.scene()]
    arrivals = [
        tab.select(shown(arrive), [mine, form.run], scene, **quiet),
        arrived.then(shown(by_address), mine, [tabs, *scene], **quiet),
    ]
    moves = [
        form.start.click(shown(start), [mine, form.run, form.level], scene, **once),
        form.attack.click(shown(start_own), [mine, *form.own], scene, **once),
        form.earlier.input(shown(open_earlier), [mine, form.earlier], scene, **quiet),
        jump.click(shown(come), mine, [tabs, *scene], **quiet),
        live_.again.click(shown(leave), mine, scene, **quiet),
        live_.really.click(shown(erase), mine, [live_.sure, *scene], **once),
    ]  # fmt: skip
    goes_on: dict[str, Any] = {"fn": None, "js": wiring.FOCUS_JS % audit_form.GO_ON,
                               "api_visibility": "private"}  # fmt: skip
    for moved in (*arrivals, *moves):
        looked_at = moved.then(lambda: 0, None, live_.chosen, **quiet).then(**again)
        looked_at.then(None, mine, None, js=audit_form.ADDRESS_JS, api_visibility="private")
        if moved in moves:
            looked_at.then(**goes_on)
    arrivals[0].then(warm, None, None, **quiet)
    form.timer.tick(shown(wait), [mine, form.run], form.scene(), **once)
    form.run.input(shown(choose), [mine, form.run], form.level, **quiet)
    form.go.click(lambda: gr.Tabs(selected="unlearn"), None, tabs, **quiet)
    tabs.select(is_here, mine, live_.timer, **in_turn)
    tabs.select(None, mine, None, js=audit_form.ADDRESS_JS, api_visibility="private")
    live_.timer.tick(**{**again, **once}, concurrency_limit=None)
    live_.board.select(shown(audit_live.choose), None, live_.chosen, **in_turn).then(**again)
    live_.stop.click(shown(audit_live.stop), mine, live_.stop, **quiet)
    resumed = live_.resume.click(shown(audit_live.resume), mine, live_.resume, **once)
    resumed.then(**again).then(**goes_on)
    live_.delete.click(lambda: gr.Column(visible=True), None, live_.sure, **quiet)
    live_.keep.click(lambda: gr.Column(visible=False), None, live_.sure, **quiet)
    taken = [mine, live_.secrets]
    for button, handler in ((live_.html, audit_live.html), (live_.json, audit_live.data)):
        button.click(shown(handler), taken, live_.save, api_visibility="private").success(
            None, js=audit_form.SAVE_JS, api_visibility="private"
        )


def arrive(raw: Any, run_id: Any) -> tuple[Any, ...]:
    """The page was opened: it is where the visitor left it."""
    return _scene(visitor.mine(raw), run_id)


def warm() -> None:
    """Import what a case is made with while the visitor reads, so that the button answers."""
    from icu_core import plan  # noqa: F401


def wait(raw: Any, run_id: Any) -> tuple[Any, ...]:
    """A run is at work that may end any moment."""
    return _choices(visitor.mine(raw), run_id)


def choose(raw: Any, run_id: Any) -> Any:
    """Another run was chosen: its audit takes another time."""
    return gr.Radio(audit_words.levels(live.view(compare_page.required(raw, run_id))))


def start(raw: Any, run_id: Any, level: Any) -> tuple[Any, ...]:
    """The button: attack the unlearned model of a run."""
    me = visitor.mine(raw)
    run = compare_page.required(raw, run_id)
    return _begun(me, audit_actions.of_run(me, run, audit_actions.settings_of(level)))


def start_own(raw: Any, *values: Any) -> tuple[Any, ...]:
    """The other button: attack a model that was brought along."""
    me = visitor.mine(raw)
    *brought, level = values
    settings = audit_actions.settings_of(level)
    return _begun(me, audit_actions.of_model(me, brought_of(*brought), settings))


def _begun(me: Mine, begun: tuple[Audit, bool]) -> tuple[Any, ...]:
    audit, is_new = begun
    if not is_new:
        gr.Info("An audit of yours is at work; here it is. Stop it before you begin another.")
    return _scene(me.with_audit(audit.id))


def brought_of(
    model: Any, original: Any, gold: Any, chosen: Any, file: Any, pasted: Any, unseen: Any,
    others: Any, name: Any,
) -> Brought:  # fmt: skip
    """The checked wish behind the form for a model of one's own. Raises IcuError."""
    named = audit_actions.model_name(model, "model to attack")
    if not named:
        raise TextsError("Name the model to attack: a folder, a hub id, or embedded.")
    targets = _texts_of(chosen, file, pasted)
    known = _given(unseen, others, "never-seen texts")
    if known and _is_set(chosen):
        raise TextsError("A set brings never-seen texts of its own: take yours away, or the set.")
    return Brought(
        model=named,
        original=audit_actions.model_name(original, "model before"),
        gold=audit_actions.model_name(gold, "gold model"),
        targets=targets,
        unseen=known or None,
        name=forms.text(name, "name", at_most=forms.MAX_NAME_CHARACTERS, may_be_empty=True),
        uploads=(file, unseen),
    )


def _texts_of(chosen: Any, file: Any, pasted: Any) -> Sequence[Text]:
    """The texts from the one place where some were given."""
    typed = forms.text(pasted, "texts", at_most=FEW_LINES, may_be_empty=True)
    has_set = _is_set(chosen)
    if has_set + (file is not None) + bool(typed.strip()) != 1:
        raise TextsError("Say which texts to look for: a set, a file or a paste; one of the three.")
    return intake.from_set(chosen).texts if has_set else _given(file, typed, "texts")


def _is_set(chosen: Any) -> bool:
    """Whether one of the named sets is chosen."""
    return chosen not in (None, "", NO_SET)


def _given(file: Any, pasted: Any, field: str) -> tuple[Text, ...]:
    """Texts of an uploaded file, or pasted, one in a line."""
    if file is not None:
        return intake.other_texts(file, field) or ()
    typed = forms.text(pasted, field, at_most=FEW_LINES, may_be_empty=True)
    return intake.from_paste(typed, "line").texts


def come(raw: Any) -> tuple[Any, ...]:
    """From the Unlearn page, with the current run."""
    me = visitor.mine(raw)
    run = compare_page.required(raw, me.current)
    return (gr.Tabs(selected="audit"), *_scene(me.without_audit(), run.id))


def by_address(raw: Any, request: gr.Request) -> tuple[Any, ...]:
    """The page was opened by the address of an audit."""
    wanted = request.query_params.get("audit")
    audit = audit_actions.found(wanted)
    if audit is None and wanted:
        gr.Info(UNKNOWN_AUDIT)
    if audit is None:
        return (gr.skip(),) * (5 + len(Form.SCENE))
    return (gr.Tabs(selected="audit"), *_scene(visitor.mine(raw).with_audit(audit.id)))


def open_earlier(raw: Any, audit_id: Any) -> tuple[Any, ...]:
    """An earlier audit was chosen."""
    me = visitor.mine(raw)
    return _scene(me.with_audit(audit_actions.chosen(me, audit_id).id))


def leave(raw: Any) -> tuple[Any, ...]:
    """Back to the form; the audit goes on."""
    return _scene(visitor.mine(raw).without_audit())


def erase(raw: Any) -> tuple[Any, ...]:
    """Delete the current audit for good."""
    me = visitor.mine(raw)
    audit_actions.erase(audit_actions.required(me.audit).id)
    return (gr.Column(visible=False), *_scene(me.without_audit()))


def is_here(raw: Any, event: gr.SelectData) -> Any:
    """The page looks at its audit only while it is looked at."""
    return gr.Timer(active=event.value == "Audit" and audit_actions.current(raw) is not None)


def _scene(me: Mine, run_id: Any = "") -> tuple[Any, ...]:
    """Browser, which half is to be seen, the timer, and the form."""
    has_audit = audit_actions.found(me.audit) is not None
    return (
        me.as_state(),
        gr.Column(visible=not has_audit),
        gr.Column(visible=has_audit),
        gr.Timer(active=has_audit),
        *_choices(me, run_id),
    )


def _choices(me: Mine, run_id: Any = "") -> tuple[Any, ...]:
    """The runs that can be attacked, the levels with their times, and earlier audits."""
    runs = visitor.known(me)
    ready = compare_page.with_result(runs)
    chosen = _first(ready, run_id, me.current)
    is_working = any(run.is_alive() for run in runs)
    hint = audit_words.WORKING if is_working else audit_words.TO_CHOOSE
    earlier = [(_label(audit), audit.id) for audit in audit_actions.known(me)[:MOST_EARLIER]]
    levels = audit_words.levels(live.view(chosen) if chosen else None)
    return (
        gr.Dropdown([(compare_page.label(run), run.id) for run in ready],
                    value=chosen.id if chosen else None),
        gr.HTML(markup.empty(hint), visible=chosen is None),
        gr.Button(visible=chosen is None and not is_working),
        gr.Column(visible=chosen is not None),
        gr.Radio(levels),
        gr.Dropdown(earlier, value=None, visible=bool(earlier)),
        gr.Timer(active=chosen is None and is_working),
    )  # fmt: skip


def _first(ready: Sequence[Run], *wanted: Any) -> Run | None:
    """The first run that is wanted, else the newest."""
    by_id = {run.id: run for run in ready}
    named = [by_id[each] for each in wanted if isinstance(each, str) and each in by_id]
    return next(iter([*named, *ready]), None)


def _label(audit: Audit) -> str:
    """What an earlier audit is called; one that cannot be read can still be opened and deleted."""
    try:
        view = audit_view.view(audit)
    except (IcuError, RunError, ValueError, KeyError):
        return f"This audit is damaged · {audit.id[:6]}"
    when = time.strftime("%d %b %H:%M", time.localtime(audit_view.created(audit)))
    name = visible(audit_words.name_of(view))
    told = (audit_words.verdict_of(view), name, view.level, when)
    return " · ".join((*told, audit.id[:6]))
