"""The first half of the Unlearn page: which texts, which model, how; and the button that starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from icu_core import config
from icu_core.errors import IcuError
from icu_core.ui import markup, wiring
from icu_core.ui.server import forms, public, starting, visitor
from icu_core.ui.server.guard import shown
from icu_core.ui.server.starting import Order
from icu_core.ui.unlearn import intake, settings
from icu_core.ui.unlearn import library as unlearn_library
from icu_core.ui.unlearn import preview as unlearn_preview
from icu_core.ui.unlearn.intake import Chosen
from icu_core.ui.unlearn.library import Library
from icu_core.ui.unlearn.preview import Preview

OWN_TEXTS = (
    "Partners are similar texts that the model keeps. Never-seen texts are of the same kind but "
    "unknown to the model; they tell when a text looks forgotten. Without files the workbench uses "
    "its own."
)
READING_JS = "() => [{__type__: 'update', value: 'Reading the file …', interactive: false}, '']"
"""Until a file is read nothing can be started: it would be of the texts chosen before."""

PRESET_LABELS = {"default": "Recommended", "paper": "As in the paper"}


@dataclass(frozen=True, slots=True)
class Setup:
    """What other parts of the page need of this one."""

    box: gr.Column
    start: gr.Button
    inputs: list[Any]


def build() -> Setup:
    """Lay out the form and wire everything but the start button."""
    with gr.Column(elem_id="setup") as box:
        first_sight = unlearn_preview.first_sight()
        with gr.Row():
            with gr.Column(scale=6, min_width=320):
                gr.HTML(markup.section("What should be forgotten?"))
                sources = _sources()
            with gr.Column(scale=5, min_width=320):
                preview = unlearn_preview.build(*first_sight)
                model, revision = _model()
                pool, dataset, unseen, name = _extras()
        preset, form = _how()
        _wire(sources, preview)
        unlearn_preview.foretell(preview, preset, model)
        preset.change(
            shown(settings.of_preset),
            preset,
            form,
            **wiring.quiet(),
        )
    inputs = [preview.chosen, model, revision, preset, pool, dataset, unseen, name, *form]
    return Setup(box, preview.start, inputs)


def order_of(
    chosen: Any,
    model: Any,
    revision: Any,
    preset: Any,
    pool: Any,
    dataset: Any,
    unseen: Any,
    name: Any,
    *form: Any,
) -> Order:
    """The checked wish behind a press on the start button."""
    if not isinstance(chosen, Chosen):
        chosen = Chosen()
    values = {**settings.read(form), **starting.model_of(model, revision)}
    return Order(
        forms.settings(preset, values),
        chosen.texts,
        name=forms.text(name, "name", at_most=forms.MAX_NAME_CHARACTERS, may_be_empty=True),
        pool=intake.pool_of(pool, dataset),
        unseen=intake.other_texts(unseen, "never-seen texts"),
        uploads=(chosen.file, pool, unseen),
    )


@dataclass(frozen=True, slots=True)
class _Sources:
    """The three ways to choose texts, with a place for what goes wrong in each."""

    library: Library | None
    file: gr.File
    file_split: gr.Radio
    text_column: gr.Dropdown
    secret_column: gr.Dropdown
    file_said: gr.HTML
    pasted: gr.Textbox
    paste_split: gr.Radio
    paste_said: gr.HTML


def _sources() -> _Sources:
    with gr.Tabs():
        with gr.Tab("Library"):
            texts = unlearn_library.build(unlearn_preview.first())
        with gr.Tab("Upload a file"):
            file = gr.File(label="Texts (txt, csv, tsv, jsonl, json, parquet)",
                elem_id="file", height=130,
                           file_types=intake.FILE_TYPES)  # fmt: skip
            file_split = _split(visible=False)
            with gr.Row():
                text_column = _column("Column with the texts")
                secret_column = _column("Column with the secrets")
            file_said = gr.HTML(elem_id="file-said")
        with gr.Tab("Paste"):
            pasted = gr.Textbox(label="Texts", lines=8, max_lines=16, elem_id="paste",
                                placeholder="Paste what the model should forget.")  # fmt: skip
            paste_split = _split()
            paste_said = gr.HTML()
    return _Sources(texts, file, file_split, text_column, secret_column, file_said,
                    pasted, paste_split, paste_said)  # fmt: skip


def _split(*, visible: bool = True) -> gr.Radio:
    return gr.Radio(
        list(intake.SPLITS.items()),
        value=intake.BY_ITSELF,
        label="Cut into texts",
        info="By itself: per paragraph, and per line in lists with a secret on every line.",
        visible=visible,
    )


def _column(label: str) -> gr.Dropdown:
    return gr.Dropdown([intake.FIND], value=intake.FIND, label=label, visible=False, min_width=160)


def _model() -> tuple[gr.Textbox, gr.Textbox]:
    with gr.Accordion("Another model", open=False, visible=not _is_closed()):
        model = gr.Textbox(
            label="Hub id or folder",
            placeholder="EleutherAI/gpt-neo-125m",
            info="Empty: the embedded model. Only safetensors are read, never code.",
            max_length=forms.MAX_LINE_CHARACTERS,
        )
        revision = gr.Textbox(label="Revision", info="Branch, tag or commit; empty: the newest.")
    return model, revision


def _is_closed() -> bool:
    return public.is_public() and not public.allowed_models()


def _how() -> tuple[gr.Dropdown, list[gr.components.Component]]:
    presets = config.presets()
    choices = [
        (f"{PRESET_LABELS.get(name, name)}: {about}", name) for name, about in presets.items()
    ]
    with gr.Accordion("Settings", open=False, elem_id="advanced"):
        preset = gr.Dropdown(
            choices,
            value=next(iter(presets)),
            label="Preset",
            info="What all settings below begin with. Each can be changed by itself.",
            filterable=False,
            elem_id="preset",
        )
        form = settings.build()
    return preset, form


def _extras() -> tuple[gr.File, gr.Textbox, gr.File, gr.Textbox]:
    with gr.Accordion("Your own partners and never-seen texts", open=False):
        gr.HTML(markup.note(OWN_TEXTS))
        with gr.Row():
            pool = gr.File(
                label="Texts to find partners in",
                elem_id="pool",
                file_types=intake.FILE_TYPES,
                height=120,
            )
            unseen = gr.File(
                label="Never-seen texts", elem_id="unseen", file_types=intake.FILE_TYPES, height=120
            )
        dataset = gr.Textbox(
            label="Or a data set of the Hugging Face hub to find partners in",
            placeholder="roneneldan/TinyStories",
            info="Its first 2,000 rows are read, and never any code. Needs the network.",
            max_length=forms.MAX_LINE_CHARACTERS,
            visible=not public.is_public(),
            elem_id="dataset",
        )
        told = gr.HTML(elem_id="dataset-said")
        name = gr.Textbox(label="Name of this run", max_length=forms.MAX_NAME_CHARACTERS)
    for event in (dataset.submit, dataset.blur):
        event(shown(look_at_dataset), dataset, told, api_visibility="private")
    return pool, dataset, unseen, name


def _wire(sources: _Sources, preview: Preview) -> None:
    """Every way of choosing ends in the preview."""
    quiet = wiring.quiet()
    out = preview.outputs()
    if sources.library is not None:
        sources.library.set_name.input(shown(choose_set), sources.library.set_name, out, **quiet)
        unlearn_library.wire(sources.library, preview.chosen, out, unlearn_preview.of)
    columns = [sources.text_column, sources.secret_column]
    file_inputs = [sources.file, sources.file_split, *columns]
    sources.file.change(None, None, [preview.start, sources.file_said], js=READING_JS,
                        api_visibility="private")  # fmt: skip
    sources.file.change(
        shown(open_file), sources.file, [*columns, sources.file_split], **quiet
    ).then(shown(choose_file), file_inputs, [*out, sources.file_said], **quiet)
    for part in (sources.file_split, *columns):
        part.input(shown(choose_file), file_inputs, [*out, sources.file_said], **quiet)
    typed = [sources.pasted, sources.paste_split]
    for part in typed:  # a paste with the mouse is a change, not an input
        part.change(
            shown(choose_paste),
            typed,
            [*out, sources.paste_said],
            **quiet,
        )
    preview.secrets.input(
        shown(unlearn_preview.correct), [preview.chosen, preview.secrets],
        [preview.chosen, preview.texts, preview.start], **quiet,
    )  # fmt: skip


def choose_set(name: Any) -> tuple[Any, ...]:
    """A set was clicked."""
    return unlearn_preview.of(intake.from_set(name))


def look_at_dataset(name: Any) -> str:
    """Read the data set that was named; errors stand under its field."""
    try:
        asked = intake.dataset_name(name)
        return markup.notes(intake.from_dataset(asked).notes) if asked else ""
    except IcuError as error:
        return markup.error(str(error))


def open_file(path: Any) -> tuple[Any, ...]:
    """A file was chosen: show what can be asked about it."""
    try:
        columns = intake.columns_of(path)
    except IcuError:
        columns = ()  # said by `choose_file`, in place
    choices = [intake.FIND, *columns]
    some = gr.Dropdown(choices, value=intake.FIND, visible=bool(columns))
    return some, some, gr.Radio(visible=path is not None and not columns)


def choose_file(path: Any, split: Any, text_column: Any, secret_column: Any) -> tuple[Any, ...]:
    """Read the file; errors stand under it."""
    return _with_errors(lambda: intake.from_file(path, split, text_column, secret_column))


def choose_paste(raw: Any, split: Any) -> tuple[Any, ...]:
    """Read what was typed; errors stand under it."""
    return _with_errors(lambda: intake.from_paste(raw, split))


def _with_errors(read: Callable[[], Chosen]) -> tuple[Any, ...]:
    try:
        chosen = read()
    except IcuError as error:
        return (*unlearn_preview.of(Chosen()), markup.error(str(error)))
    return (*unlearn_preview.of(chosen), markup.notes(chosen.notes))


def start_run(who: Any, *values: Any) -> tuple[Any, bool]:
    """Start a run from the form: what the browser remembers now, and whether the run is new."""
    me = visitor.mine(who)
    run, is_new = starting.start(me, order_of(*values))
    return me.with_run(run.id), is_new
