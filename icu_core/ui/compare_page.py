"""The Compare page: one prompt, and what each model of a run answers, side by side."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import gradio as gr

from icu_core.errors import IcuError, RunError
from icu_core.texts import Span, Text
from icu_core.ui import (
    forms,
    library,
    live,
    markup,
    markup_answers,
    public,
    starting,
    visitor,
)
from icu_core.ui.guard import shown
from icu_core.ui.markup_answers import Answer, Expected

if TYPE_CHECKING:
    from icu_core.compare import Sampling
    from icu_core.store import Run

MOST_EXAMPLES = 60
ORDINARY_WORDS = 9
FRAMES_PER_S = 12
AT_ONCE = 2
GENERATING = "generating"  # one queue for everything that asks models in this process
MOST_TOKENS = 400
ORDINARY = "ordinary"  # kind of a secret that is none

NOTHING_ASKED = "The answers appear here, one column for each model."
HINT = "Finish a run on the Unlearn page first. Then both of its models can be asked here."


@dataclass(frozen=True, slots=True)
class Compare:
    """The components of this page."""

    run: gr.Dropdown
    hint: gr.HTML
    prompt: gr.Textbox
    ask: gr.Button
    stop: gr.Button
    examples: list[gr.Dataset]
    sampling: list[Any]
    answers: gr.HTML
    chances: gr.HTML

    def scene(self) -> list[Any]:
        """What depends on the runs of the browser, in the order of `arrive`."""
        return [self.run, self.hint, self.ask, *self.examples, self.prompt]


def build(mine: gr.BrowserState) -> Compare:
    """Lay out the page."""
    with gr.Row():
        with gr.Column(scale=5, min_width=320):
            run = gr.Dropdown([], label="Run", interactive=True, elem_id="compare-run")
            hint = gr.HTML(markup.note(HINT), elem_id="compare-hint")
            prompt = gr.Textbox(label="Prompt", lines=3, max_lines=12, elem_id="prompt",
                                placeholder="Type anything, or click an example.")  # fmt: skip
            with gr.Row():
                ask = gr.Button("Ask both models", variant="primary", interactive=False,
                                elem_id="ask")  # fmt: skip
                stop = gr.Button("Stop", min_width=90, scale=0)
            sampling = _sampling()
        with gr.Column(scale=6, min_width=320):
            examples = _examples()
    answers = gr.HTML(markup.empty(NOTHING_ASKED), elem_id="answers")
    chances = gr.HTML(elem_id="chances")
    return Compare(run, hint, prompt, ask, stop, examples, sampling, answers, chances)


def _sampling() -> list[Any]:
    with gr.Accordion("How they answer", open=False):
        with gr.Row():
            temperature = gr.Slider(0, 2, value=0, step=0.05, label="Temperature", min_width=140,
                                    info="0: always the likeliest token.", buttons=[])  # fmt: skip
            tokens = gr.Slider(1, MOST_TOKENS, value=40, step=1, label="Tokens", min_width=140,
                               info="Longest answer.", buttons=[])  # fmt: skip
        with gr.Row():
            top_k = gr.Number(0, label="Top k", info="0: all tokens.", min_width=100)
            top_p = gr.Slider(0.01, 1, value=1, step=0.01, label="Top p", min_width=140, buttons=[])
            seed = gr.Number(7, label="Seed", min_width=100)
    return [temperature, top_k, top_p, tokens, seed]


def _examples() -> list[gr.Dataset]:
    titles = ("Texts that were to be forgotten", "Their partners, to be kept", "Ordinary text")
    made = []
    with gr.Tabs():
        for title in titles:
            with gr.Tab(title):
                made.append(
                    gr.Dataset(components=["textbox"], samples=[], type="index", show_label=False,
                               samples_per_page=8, headers=["Click a beginning to ask for it"])
                )  # fmt: skip
    return made


def wire(page: Compare, mine: gr.BrowserState, tab: gr.Tab, tabs: gr.Tabs, jump: gr.Button) -> None:
    """Arriving, examples, asking, and the button of the other page that leads here."""
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    inputs = [mine, page.run, page.prompt, *page.sampling]
    outputs = [page.answers, page.chances]
    asking: dict[str, Any] = {
        "fn": ask, "inputs": inputs, "outputs": outputs,
        "concurrency_limit": AT_ONCE, "concurrency_id": GENERATING, **quiet,
    }  # fmt: skip
    tab.select(shown(arrive), [mine, page.run], page.scene(), **quiet)
    page.run.input(shown(choose), [mine, page.run], page.scene(), **quiet)
    streams = [page.ask.click(**asking), page.prompt.submit(**asking)]
    for place, dataset in enumerate(page.examples):
        taken = dataset.click(shown(_taker(place)), [mine, page.run, dataset], page.prompt, **quiet)
        streams.append(taken.then(**asking))
    jumped = jump.click(shown(come), mine, [tabs, *page.scene()], **quiet)
    streams.append(jumped.then(**asking))
    page.stop.click(None, None, None, cancels=streams, api_visibility="private")


def arrive(raw: Any, run_id: Any) -> tuple[Any, ...]:
    """The page was opened: offer the runs of this browser."""
    me = visitor.mine(raw)
    runs = visitor.known(me)
    ready = [run for run in runs if run.result_path() is not None]
    wanted = [run for at in (run_id, me.current) for run in ready if run.id == at]
    chosen = next(iter([*wanted, *ready]), None)
    choices = [(label(run), run.id) for run in ready]
    menu = gr.Dropdown(choices, value=chosen.id if chosen else None, visible=bool(ready))
    return (menu, *_for_run(chosen, _hint(runs)), gr.skip())


def choose(raw: Any, run_id: Any) -> tuple[Any, ...]:
    """Another run was chosen."""
    run = required(raw, run_id)
    return (gr.skip(), *_for_run(run, ""), gr.skip())


def come(raw: Any) -> tuple[Any, ...]:
    """From the Unlearn page, with the current run and its first prompt."""
    me = visitor.mine(raw)
    scene = arrive(raw, me.current)
    first = next(iter(examples(required(raw, me.current))[0]), None)
    return (gr.Tabs(selected="compare"), *scene[:-1], _shown(first) if first else gr.skip())


def _for_run(run: Run | None, hint: str) -> tuple[Any, ...]:
    lists = examples(run) if run is not None else ([], [], [])
    shown_lists = [gr.Dataset(samples=[[_shown(text)] for text in some]) for some in lists]
    told = gr.HTML(markup.note(hint) if hint else "", visible=bool(hint))
    return told, gr.Button(interactive=run is not None), *shown_lists


def _hint(runs: Sequence[Run]) -> str:
    if any(run.result_path() is not None for run in runs):
        return ""
    if any(run.is_alive() for run in runs):
        return (
            "Your run is still at work. As soon as it ends, both of its models can be asked here."
        )
    return HINT


def label(run: Run) -> str:
    """What a run is called in a menu."""
    texts = f"{len(live.view(run).targets)} texts"
    when = time.strftime("%d %b %H:%M", time.localtime(run.created))
    return " · ".join(each for each in (run.name, texts, when, run.id[:6]) if each)


def required(raw: Any, run_id: Any) -> Run:
    """A run of this browser that has a result. Raises RunError."""
    me = visitor.mine(raw)
    if not isinstance(run_id, str) or run_id not in me.runs:
        raise RunError("Choose one of your runs first.")
    run = starting.required(run_id)
    if run.result_path() is None:
        raise RunError("This run has no result yet. Wait for its end.")
    return run


def examples(run: Run) -> tuple[list[Text], list[Text], list[Text]]:
    """Texts whose beginnings are good prompts: targets, partners, ordinary ones."""
    view = live.view(run)
    pairs = (view.prepared or {}).get("pairs", ())
    partners = {each["id"]: _partner(each) for pair in pairs for each in pair["partners"]}
    both = ([*view.targets], [*partners.values()])
    asked, kept = ([text for text in some if text.prompt.strip()] for some in both)
    return (
        asked[:MOST_EXAMPLES],
        kept[:MOST_EXAMPLES],
        [_beginning(one) for one in library.ordinary()],
    )


def _partner(each: Mapping[str, Any]) -> Text:
    start, stop = each["secret"]
    return Text(each["id"], each["text"], Span(start, stop, "partner"))


def _beginning(text: Text) -> Text:
    """An ordinary text of which only the first words are asked."""
    words = text.text.split(" ", ORDINARY_WORDS)
    start = len(text.text) - len(words[-1]) if len(words) > ORDINARY_WORDS else len(text.text) // 2
    return Text(text.id, text.text, Span(start, len(text.text), ORDINARY))


def _taker(kind: int) -> Any:
    def take(raw: Any, run_id: Any, place: Any) -> str:
        """An example was clicked."""
        some = examples(required(raw, run_id))[kind]
        return _shown(some[forms.whole(place, "example", 0, max(len(some) - 1, 0))])

    return take


def sampling_of(temperature: Any, top_k: Any, top_p: Any, tokens: Any, seed: Any) -> Sampling:
    """The checked sampling settings."""
    from icu_core.compare import Sampling

    return Sampling(
        temperature=forms.number(temperature, "temperature", 0.0, 2.0),
        top_k=forms.whole(top_k, "top k", 0, 100_000),
        top_p=forms.number(top_p, "top p", 0.01, 1.0),
        max_new_tokens=forms.whole(tokens, "tokens", 1, MOST_TOKENS),
        seed=forms.whole(seed, "seed", 0, 2**31 - 1),
    )


def ask(request: gr.Request, *values: Any) -> Iterator[tuple[Any, Any]]:
    """Stream the answers of all models; what goes wrong stands where they would stand."""
    try:
        public.take(public.QUESTIONS, visitor.address(request))
        yield from _streamed(*values)
    except IcuError as error:
        yield markup.error(str(error)), ""


def _streamed(raw: Any, run_id: Any, prompt: Any, *sampling: Any) -> Iterator[tuple[Any, Any]]:
    """The answers in lockstep, then the chances of the secret."""
    run = required(raw, run_id)
    typed = forms.text(prompt, "prompt", at_most=forms.MAX_PROMPT_CHARACTERS)
    checked = sampling_of(*sampling)
    yield markup.empty("Loading both models …"), ""
    from icu_core import compare

    models = compare.load(run, gold=library.gold(tuple(live.view(run).targets)))
    text = text_of(run, typed)
    expected = _expected(run, text)
    answers: list[Answer] = []
    drawn = 0.0
    for step in compare.said(models, typed if text is None else text, checked):
        answers = [
            Answer(name, _joined(text, said)) for name, said in zip(models.names, step, strict=True)
        ]
        if time.monotonic() - drawn > 1 / FRAMES_PER_S:
            drawn = time.monotonic()
            yield markup_answers.answers(typed, answers, expected, is_done=False), gr.skip()
    found = compare.chances(models, text) if text is not None and expected is not None else []
    chances = markup_answers.chances(models.names, found) if found else ""
    yield markup_answers.answers(typed, answers, expected, is_done=True), chances


def _expected(run: Run, text: Text | None) -> Expected | None:
    if text is None or text.secret.kind == ORDINARY:
        return None
    view = live.view(run)
    is_target = any(text.id == each.id for each in view.targets)
    after = live.score_of(view.reached, text.id) if view.reached else None
    return Expected(
        text.secret_text.strip(),
        is_target,
        tuple(live.partner_secrets(view, text.id)),
        bool(after and after["is_forgotten"]),
    )


def text_of(run: Run, prompt: str) -> Text | None:
    """The text that this prompt is the beginning of, if it is one of the examples."""
    every = (text for some in examples(run) for text in some)
    return next((text for text in every if _shown(text) == prompt), None)


def _joined(text: Text | None, said: str) -> str:
    """A continuation with the space between it and the prompt, if the model has not said it."""
    if text is None or not said or said[0].isspace():
        return said
    return text.prompt[len(_shown(text)) :] + said


def _shown(text: Text) -> str:
    """A beginning as it stands in the prompt; the space before the secret is the model's to say."""
    return text.prompt.rstrip(" ")


def answer_of(run_id: Any, prompt: Any, sampling: Sampling) -> dict[str, str]:
    """All answers at once, for the endpoint. Raises RunError, ConfigError."""
    from icu_core import compare

    run = starting.required(run_id)
    typed = forms.text(prompt, "prompt", at_most=forms.MAX_PROMPT_CHARACTERS)
    models = compare.load(run)
    text = text_of(run, typed)
    last: Sequence[str] = [""] * len(models.names)
    for step in compare.said(models, typed if text is None else text, sampling):
        last = step
    return dict(zip(models.names, last, strict=True))
