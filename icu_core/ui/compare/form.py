"""The layout of the Compare page: its components, and the little that runs in the browser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import gradio as gr

from icu_core.ui import markup, markup_charts
from icu_core.ui.compare import markup_answers, markup_card, markup_shelf, markup_tally
from icu_core.ui.compare.address import MOST_TOKENS, Settings
from icu_core.ui.compare.asking import MOST_ANSWERS, Halt

USUAL_MANY = 50
WAIT_S = 4.0  # between two looks at whether a run has ended

NO_RUN = (
    "Nothing to compare yet. Let the model forget something on the Unlearn page first: then the "
    "model before and the model after answer here, side by side."
)
WORKING = (
    "Your run is still at work. As soon as it ends, both of its models can be asked here; this "
    "page notices by itself."
)
SETTINGS = ("temperature", "top_p", "tokens", "seed")

ADDRESS_JS = """
() => {
  const address = new URL(window.location.href);
  const at = document.querySelector('#compare-link [data-address]');
  const tab = document.querySelector('#pages button[role=tab][aria-selected=true]');
  const isHere = tab && tab.textContent.trim() === 'Compare';
  for (const name of ['ask', 't', 'p', 'n', 'seed']) address.searchParams.delete(name);
  if (isHere && at) for (const [name, value] of new URLSearchParams(at.dataset.address))
    address.searchParams.set(name, value);
  if (address.href !== window.location.href) window.history.replaceState(null, '', address.href);
}
"""
"""Keeps the address that of the comparison, as long as this page is the one looked at."""

COPY_JS = """
element.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-address]');
  if (!button) return;
  const address = `${location.origin}${location.pathname}?${button.dataset.address}`;
  const told = element.querySelector('[role=status]');
  try {
    await navigator.clipboard.writeText(address);
    told.textContent = 'Copied.';
  } catch {
    told.textContent = address;
  }
});
"""
"""Copies the link; where the browser does not allow that, shows it."""


@dataclass(frozen=True, slots=True)
class Compare:
    """The components of this page."""

    run: gr.Dropdown
    hint: gr.HTML
    go: gr.Button
    box: gr.Column
    timer: gr.Timer
    shelf: gr.HTML
    prompt: gr.Textbox
    ask: gr.Button
    stop: gr.Button
    sampling: list[Any]
    answers: gr.HTML
    link: gr.HTML
    chances: gr.HTML
    many: gr.Slider
    count: gr.Button
    tally: gr.HTML
    key: gr.State
    turn: gr.State
    halt: gr.State

    SCENE: ClassVar = (
        "run", "hint", "go", "box", "timer",
        "shelf", "key", "prompt", "answers", "chances", "tally", "link",
    )  # fmt: skip

    def scene(self) -> list[Any]:
        """What depends on the run."""
        return [getattr(self, name) for name in self.SCENE]

    def picked(self) -> list[Any]:
        """What a click on the shelf changes."""
        return [self.shelf, self.key, self.prompt, self.turn]

    def answered(self) -> list[Any]:
        """What asking fills."""
        return [self.answers, self.chances, self.link, self.shelf, self.tally, self.stop]

    def counted(self) -> list[Any]:
        """What counting fills."""
        return [self.tally, self.stop]


def hint(is_working: bool) -> str:
    """What stands here before there is a run to ask."""
    return markup.empty(WORKING if is_working else NO_RUN)


def build(turn: gr.State) -> Compare:
    """Lay out the page; a change of `turn` asks.

    That state has to stand outside of all tabs: of one in a tab that was never open Gradio tells as
    if it had changed whenever an event that could change it does not.
    """
    none = gr.HTML(hint(False), elem_id="compare-hint")
    go = gr.Button("Go to Unlearn", variant="primary", elem_classes="icu-go")
    with gr.Row(visible=False, elem_id="compare-box", equal_height=False) as box:
        with gr.Column(scale=4, min_width=320, elem_id="compare-rail"):
            run = gr.Dropdown([], label="Run", interactive=True, elem_id="compare-run")
            shelf = gr.HTML(js_on_load=markup_shelf.PICK_JS, elem_id="shelf")
        with gr.Column(scale=8, min_width=320):
            prompt, ask, stop = _prompt()
            sampling = _sampling()
            answers = gr.HTML(markup_answers.nothing_yet(), js_on_load=markup_card.CARD_JS,
                              elem_id="answers")  # fmt: skip
            link = gr.HTML(js_on_load=COPY_JS, elem_id="compare-link")
            both = markup_charts.READ_JS + markup_card.CARD_JS
            chances = gr.HTML(js_on_load=both, elem_id="chances")
            many, count, tally = _many()
    states = (gr.State(""), turn, gr.State(Halt()))
    return Compare(
        *(run, none, go, box, gr.Timer(WAIT_S, active=False), shelf, prompt, ask, stop),
        *(sampling, answers, link, chances, many, count, tally, *states),
    )


def _prompt() -> tuple[Any, Any, Any]:
    with gr.Row(elem_id="compare-ask"):
        prompt = gr.Textbox(
            label="Prompt", lines=2, max_lines=8, elem_id="prompt", scale=6, min_width=240,
            info="Change it, or write your own words; Shift and Enter asks.",
            placeholder="Type anything, or choose a line of the shelf.",
        )  # fmt: skip
        with gr.Column(scale=1, min_width=120, elem_id="compare-actions"):
            ask = gr.Button("Ask", variant="primary", elem_id="ask")
            stop = gr.Button("Stop", interactive=False, elem_id="compare-stop")
    return prompt, ask, stop


def _sampling() -> list[Any]:
    usual = Settings()
    with gr.Accordion("How they answer", open=False, elem_id="compare-how"):
        with gr.Row():
            temperature = gr.Slider(
                0, 2, value=usual.temperature, step=0.05, label="Temperature", min_width=200,
                info="0: always the likeliest piece. 1: by the model's own odds. Above: wilder.",
                buttons=[],
            )  # fmt: skip
            top_p = gr.Slider(
                0.01, 1, value=usual.top_p, step=0.01, label="Top p", min_width=200, buttons=[],
                info="Only among the likeliest pieces that together reach this share; 1: all.",
            )  # fmt: skip
        with gr.Row():
            tokens = gr.Slider(
                1, MOST_TOKENS, value=usual.tokens, step=1, label="Length", min_width=200,
                info="The longest answer, in pieces of words (tokens).", buttons=[],
            )  # fmt: skip
            seed = gr.Number(
                usual.seed, label="Seed", min_width=200, precision=0,
                info="Names the dice: the same number, the same answers. All models roll the same.",
            )  # fmt: skip
    return [temperature, top_p, tokens, seed]


def _many() -> tuple[Any, Any, Any]:
    gr.HTML(markup.section("Ask many times"), elem_id="many-title")
    with gr.Row(elem_id="compare-many", equal_height=True):
        many = gr.Slider(
            10, MOST_ANSWERS, value=USUAL_MANY, step=10, label="How many answers", min_width=200,
            info="At the temperature above; where that is 0, at 1.", buttons=[], scale=3,
        )  # fmt: skip
        count = gr.Button("Ask and count", min_width=140, scale=1, elem_id="count")
    tally = gr.HTML(markup_tally.waiting(markup_tally.EXPLAINED), elem_id="tally")
    return many, count, tally
