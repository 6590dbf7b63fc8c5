"""The layout of the Audit page: its components, and the little that runs in the browser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import gradio as gr

from icu_core.ui import library, markup, wiring
from icu_core.ui.audit import words as audit_words
from icu_core.ui.server import forms, public
from icu_core.ui.unlearn import intake, markup_run

TICK_S = 1.5
WAIT_S = 4.0  # between two looks at whether a run has ended
USUAL = "attack"
NO_SET = "none of these"

ADDRESS_JS = """
(mine) => {
  const address = new URL(window.location.href);
  const tab = document.querySelector('#pages button[role=tab][aria-selected=true]');
  const isHere = tab && tab.textContent.trim() === 'Audit';
  if (isHere && mine && mine.audit) address.searchParams.set('audit', mine.audit);
  else address.searchParams.delete('audit');
  if (address.href !== window.location.href) window.history.replaceState(null, '', address.href);
}
"""
"""Keeps the address that of the audit, as long as this page is the one looked at."""

GO_ON = (
    "#audit-go, #audit-start, #audit-own button, "
    "#audit-stop:enabled, #audit-resume:enabled, #audit-again"
)
"""The first button of each half, of which one alone is on the page."""

SAVE_JS = """
() => setTimeout(() => document.querySelector('#audit-save')?.click(), 300)
"""
"""Fetches the report as soon as its hidden button knows where it is."""


@dataclass(frozen=True, slots=True)
class Form:
    """What is chosen before an audit begins."""

    box: gr.Column
    run: gr.Dropdown
    hint: gr.HTML
    go: gr.Button
    choice: gr.Column
    level: gr.Radio
    start: gr.Button
    earlier: gr.Dropdown
    timer: gr.Timer
    own: list[Any]  # in the order of `page.brought_of`
    attack: gr.Button

    SCENE: ClassVar = ("run", "hint", "go", "choice", "level", "earlier", "timer")

    def scene(self) -> list[Any]:
        """What depends on the runs of the visitor, in the order of `page.scene`."""
        return [getattr(self, name) for name in self.SCENE]


@dataclass(frozen=True, slots=True)
class Live:
    """An audit at work or done, in the order of `audit_live.values`."""

    box: gr.Column
    status: gr.HTML
    told: gr.HTML
    stop: gr.Button
    resume: gr.Button
    verdict: gr.HTML
    board: gr.HTML
    evidence: gr.HTML
    attacks: gr.HTML
    take: gr.Column
    limits: gr.HTML
    timer: gr.Timer
    seen: gr.State
    chosen: gr.State
    again: gr.Button
    delete: gr.Button
    sure: gr.Column
    really: gr.Button
    keep: gr.Button
    secrets: gr.Checkbox
    html: gr.Button
    json: gr.Button
    save: gr.DownloadButton

    CHANGING: ClassVar = (
        "status", "told", "stop", "resume", "verdict", "board", "evidence", "attacks", "take",
        "limits", "timer",
    )  # fmt: skip

    def outputs(self) -> list[Any]:
        """What a tick may change."""
        return [*(getattr(self, name) for name in self.CHANGING), self.seen]


def build() -> tuple[Form, Live]:
    """Lay out the page."""
    gr.HTML(markup.section("Is it really gone?", audit_words.ABOUT))
    return _form(), _live()


def _form() -> Form:
    with gr.Column(elem_id="audit-setup") as box:
        hint = gr.HTML(markup.empty(audit_words.TO_CHOOSE), elem_id="audit-hint")
        go = gr.Button("Go to Unlearn", variant="primary", elem_id="audit-go",
                       elem_classes="icu-go")  # fmt: skip
        with gr.Column(visible=False, elem_id="audit-choice") as choice:
            run = gr.Dropdown(
                [], label="Which model?", interactive=True, elem_id="audit-run",
                info="The run that you looked at last, else the newest; choose any other.",
            )  # fmt: skip
            level = gr.Radio(audit_words.levels(None), value=USUAL, label="How hard?",
                             elem_id="audit-level")  # fmt: skip
            start = gr.Button("Attack the unlearned model", variant="primary", size="lg",
                              elem_id="audit-start")  # fmt: skip
        earlier = gr.Dropdown(
            [], label="Earlier audits", value=None, visible=False, elem_id="audit-earlier",
            info="Choose one to see it again.",
        )  # fmt: skip
        own, attack = _own()
    timer = gr.Timer(WAIT_S, active=False)
    return Form(box, run, hint, go, choice, level, start, earlier, timer, own, attack)


def _own() -> tuple[list[Any], gr.Button]:
    """Bring your own model."""
    sets = [(f"{library.title(name)} ({len(texts)})", name)
            for name, texts in library.sets().items()]  # fmt: skip
    allowed = ", ".join(("embedded", *public.allowed_models()))
    where = f"One of: {allowed}." if public.is_public() else "Only safetensors are read, no code."
    kinds = intake.FILE_TYPES
    with gr.Accordion("Bring your own model", open=False, elem_id="audit-own"):
        gr.HTML(markup.quiet(audit_words.OWN))
        with gr.Row():
            model = gr.Textbox(label="Model to attack", info=where, min_width=220,
                               placeholder="folder, or owner/name@revision",
                               elem_id="audit-model")  # fmt: skip
            original = gr.Textbox(label="The model before, if you have it", min_width=220,
                                  info="Shows what there was to forget.")  # fmt: skip
            gold = gr.Textbox(label="A gold model, if there is one", min_width=220,
                              info="Trained without these texts: the true yardstick.")  # fmt: skip
        with gr.Row():
            chosen = gr.Dropdown([NO_SET, *sets], value=NO_SET, label="Texts: a set of the town",
                                 filterable=False, min_width=220)  # fmt: skip
            file = gr.File(label="Or a file of texts", file_types=kinds, height=130, min_width=220,
                           elem_id="audit-file")  # fmt: skip
            pasted = gr.Textbox(label="Or paste them, one in a line", lines=4, max_lines=8,
                                min_width=220, elem_id="audit-paste")  # fmt: skip
        gr.HTML(markup.quiet(audit_words.NEEDS_UNSEEN))
        with gr.Row():
            unseen = gr.File(label="A file of never-seen texts", file_types=kinds, height=130,
                             min_width=220, elem_id="audit-unseen")  # fmt: skip
            others = gr.Textbox(label="Or paste them, one in a line", lines=4, max_lines=8,
                                min_width=220, elem_id="audit-unseen-paste")  # fmt: skip
        with gr.Row():
            level = gr.Radio(audit_words.levels(None), value="quick", label="How hard?",
                             min_width=220, scale=3, elem_id="audit-own-level")  # fmt: skip
            name = gr.Textbox(label="Name of this audit", max_length=forms.MAX_NAME_CHARACTERS,
                              min_width=220)  # fmt: skip
        attack = gr.Button("Attack this model", elem_id="audit-own-start")
    return [model, original, gold, chosen, file, pasted, unseen, others, name, level], attack


def _live() -> Live:
    with gr.Column(visible=False, elem_id="audit-live") as box:
        status = gr.HTML(elem_id="audit-status")
        told = gr.HTML(js_on_load=wiring.POLITE_JS, elem_id="audit-told")
        with gr.Row(elem_id="audit-actions"):
            stop = gr.Button("Stop", interactive=False, min_width=110, elem_id="audit-stop")
            resume = gr.Button("Resume", variant="primary", interactive=False, min_width=110,
                               elem_id="audit-resume")  # fmt: skip
            again = gr.Button("Another audit", min_width=140, elem_id="audit-again")
            delete = gr.Button("Delete for good", min_width=140, elem_id="audit-delete")
        with gr.Column(visible=False, elem_id="audit-sure") as sure:
            gr.HTML(markup.note("Delete this audit for good? Its report cannot be brought back."))
            with gr.Row():
                really = gr.Button("Yes, delete it for good", variant="stop",
                                   elem_id="audit-really")  # fmt: skip
                keep = gr.Button("Keep it", elem_id="audit-keep")
        verdict = gr.HTML(js_on_load=wiring.POLITE_JS, elem_id="audit-verdict")
        with gr.Column(visible=False, elem_id="audit-take") as take:
            gr.HTML(markup.section("Take the report with you", audit_words.MASKED))
            with gr.Row(equal_height=True):
                secrets = gr.Checkbox(False, label="Show the secrets in it", min_width=200,
                                      elem_id="audit-secrets")  # fmt: skip
                html = gr.Button("Report (HTML)", variant="primary", min_width=160,
                                 elem_id="audit-html")  # fmt: skip
                data = gr.Button("Data (JSON)", min_width=160, elem_id="audit-json")
                save = gr.DownloadButton("Save", visible="hidden", elem_id="audit-save")
        with gr.Row():
            with gr.Column(scale=4, min_width=320):
                gr.HTML(markup.section("Every text", "Click a number to see what was found."))
                board = gr.HTML(js_on_load=markup_run.BOARD_JS, elem_id="audit-board")
            with gr.Column(scale=7, min_width=320):
                evidence = gr.HTML(elem_id="audit-evidence")
        attacks = gr.HTML(elem_id="audit-attacks")
        limits = gr.HTML(elem_id="audit-limits")
    timer = gr.Timer(TICK_S, active=False)
    return Live(
        *(box, status, told, stop, resume, verdict, board, evidence, attacks, take, limits, timer),
        *(gr.State({}), gr.State(0), again, delete, sure, really, keep, secrets, html, data, save),
    )
