"""The first half of the Unlearn page: which texts, which model, how; and the button that starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr
from gradio.context import get_blocks_context

from icu_core import config
from icu_core.errors import IcuError
from icu_core.ui import (
    estimate,
    forms,
    intake,
    library,
    markup,
    markup_scene,
    public,
    settings,
    starting,
    unlearn_library,
    visitor,
)
from icu_core.ui.guard import shown
from icu_core.ui.intake import Chosen
from icu_core.ui.starting import Order
from icu_core.ui.unlearn_library import Library
from icu_core.ui.words import count

DEFAULTS = (
    "The small model that comes with this page, the recommended settings; both can be changed "
    "below."
)
OWN_TEXTS = (
    "Partners are similar texts that the model keeps. Never-seen texts are of the same kind but "
    "unknown to the model; they tell when a text looks forgotten. Without files the workbench uses "
    "its own."
)
TABLE_TEXT_CHARACTERS = 300  # the table is for choosing; the whole text stands in the preview
PRESET_LABELS = {"default": "Recommended", "paper": "As in the paper"}


@dataclass(frozen=True, slots=True)
class Preview:
    """What shows the chosen texts; every way of choosing ends here."""

    chosen: gr.State
    title: gr.HTML
    texts: gr.HTML
    secrets: gr.Dataframe
    start: gr.Button
    scene: gr.HTML
    takes: gr.HTML

    def outputs(self) -> list[Any]:
        """In the order of `preview_of`."""
        return [self.chosen, self.title, self.texts, self.secrets, self.start, self.scene]


@dataclass(frozen=True, slots=True)
class Setup:
    """What other parts of the page need of this one."""

    box: gr.Column
    start: gr.Button
    inputs: list[Any]


def build() -> Setup:
    """Lay out the form and wire everything but the start button."""
    with gr.Column(elem_id="setup") as box:
        first_sight = _first_sight()
        with gr.Row():
            with gr.Column(scale=6, min_width=320):
                gr.HTML(markup.section("What should be forgotten?"))
                sources = _sources()
            with gr.Column(scale=5, min_width=320):
                preview = _preview(*first_sight)
                model, revision = _model()
                pool, dataset, unseen, name = _extras()
        preset, form = _how()
        _wire(sources, preview)
        _tell_time(preview, preset, model)
        preset.change(
            shown(settings.of_preset),
            preset,
            form,
            show_progress="hidden",
            api_visibility="private",
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
            texts = unlearn_library.build(_first())
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
    return gr.Radio(list(intake.SPLITS.items()), value="paragraph", label="Cut into texts",
                    visible=visible)  # fmt: skip


def _column(label: str) -> gr.Dropdown:
    return gr.Dropdown([intake.FIND], value=intake.FIND, label=label, visible=False, min_width=160)


def _first_sight() -> tuple[gr.HTML, gr.Button, gr.HTML]:
    """What the model tells today, and the button that ends it."""
    with gr.Row(elem_id="first-sight"):
        with gr.Column(scale=7, min_width=320):
            scene = gr.HTML(_scene(_first()), elem_id="scene")
        with gr.Column(scale=4, min_width=280):
            start = gr.Button(_start_label(_first()), variant="primary", size="lg",
                              elem_id="start")  # fmt: skip
            takes = gr.HTML(markup.quiet(DEFAULTS), elem_id="takes")
    return scene, start, takes


def _preview(scene: gr.HTML, start: gr.Button, takes: gr.HTML) -> Preview:
    chosen = gr.State(_first())
    title = gr.HTML(_title(_first()), elem_id="chosen-title")
    texts = gr.HTML(_listed(_first()), elem_id="chosen")
    with gr.Accordion("Correct what is marked", open=False):
        gr.HTML(markup.quiet("Type over a secret; it must stand in its text just so."))
        secrets = gr.Dataframe(
            _secrets(_first()),
            headers=["no", "text", "secret"],
            datatype=["number", "str", "str"],
            column_widths=[50, 300, 200],
            static_columns=[0, 1],
            type="array",
            interactive=True,
            max_height=260,
            show_label=False,
            elem_id="secrets",
            buttons=[],
        )
    return Preview(chosen, title, texts, secrets, start, scene, takes)


def _model() -> tuple[gr.Textbox, gr.Textbox]:
    with gr.Accordion("Another model", open=False, visible=not _is_closed()):
        model = gr.Textbox(
            label="Hub id or folder",
            placeholder="EleutherAI/gpt-neo-125m",
            info="Empty: the embedded model. Only safetensors are read, never code.",
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
            max_length=200,
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
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    out = preview.outputs()
    if sources.library is not None:
        sources.library.set_name.input(shown(choose_set), sources.library.set_name, out, **quiet)
        unlearn_library.wire(sources.library, preview.chosen, out, preview_of)
    columns = [sources.text_column, sources.secret_column]
    file_inputs = [sources.file, sources.file_split, *columns]
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
            trigger_mode="always_last",
            **quiet,
        )
    preview.secrets.input(
        shown(correct), [preview.chosen, preview.secrets],
        [preview.chosen, preview.texts], **quiet,
    )  # fmt: skip


def _tell_time(preview: Preview, preset: gr.Dropdown, model: gr.Textbox) -> None:
    """How long the run will take stands under its button."""
    whole = get_blocks_context()
    assert whole is not None, "the form is laid out inside the page"
    asked, quiet = [preview.chosen, preset, model], {"show_progress": "hidden"}
    for event in (preview.chosen.change, preset.change, model.change, whole.root_block.load):
        event(shown(takes), asked, preview.takes, api_visibility="private",
              trigger_mode="always_last", **quiet)  # fmt: skip


def takes(chosen: Any, preset: Any, model: Any) -> str:
    """How long these texts will take. Raises ConfigError."""
    texts = len(chosen.texts) if isinstance(chosen, Chosen) else 0
    return markup.quiet(f"{estimate.sentence(texts, preset, model)} {DEFAULTS}")


def choose_set(name: Any) -> tuple[Any, ...]:
    """A set was clicked."""
    return preview_of(intake.from_set(name))


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
        return (*preview_of(Chosen()), markup.error(str(error)))
    return (*preview_of(chosen), markup.notes(chosen.notes))


def correct(chosen: Any, rows: Any) -> tuple[Any, ...]:
    """A secret was typed over."""
    if not isinstance(chosen, Chosen) or not isinstance(rows, list):
        return gr.skip(), gr.skip()
    secrets = [row[2] if isinstance(row, list) and len(row) > 2 else None for row in rows]
    try:
        better = intake.corrected(chosen, secrets)
    except IcuError as error:
        return chosen, markup.error(str(error)) + _listed(chosen)
    return better, _listed(better)


def preview_of(chosen: Chosen) -> tuple[Any, ...]:
    """Everything that shows the chosen texts."""
    button = gr.Button(_start_label(chosen), interactive=bool(chosen.texts))
    return chosen, _title(chosen), _listed(chosen), _secrets(chosen), button, _scene(chosen)


def _first() -> Chosen:
    library.load_leaks()
    sets = library.sets()
    return intake.from_set(next(iter(sets))) if sets else Chosen()


def _title(chosen: Chosen) -> str:
    return markup.section(chosen.told, chosen.about)


def _listed(chosen: Chosen) -> str:
    return markup.chosen_texts(chosen.texts)


def _scene(chosen: Chosen) -> str:
    """A secret of these that the model tells, where that has been measured."""
    table = library.leak_table()
    told = [text for text in chosen.texts if text.id in table and table[text.id].exact]
    return markup_scene.knows(told[0] if told else None, known=len(told), of=len(chosen.texts))


def _secrets(chosen: Chosen) -> list[list[Any]]:
    return [
        [place, text.text[:TABLE_TEXT_CHARACTERS], text.secret_text]
        for place, text in enumerate(chosen.texts, start=1)
    ]


def _start_label(chosen: Chosen) -> str:
    texts = count(len(chosen.texts), "text")
    return f"Start: forget {texts}" if chosen.texts else "Choose texts first"


def start_run(who: Any, *values: Any) -> tuple[Any, bool]:
    """Start a run from the form: what the browser remembers now, and whether the run is new."""
    me = visitor.mine(who)
    run, is_new = starting.start(me, order_of(*values))
    return me.with_run(run.id), is_new
