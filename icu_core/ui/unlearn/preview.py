"""What is chosen on the Unlearn page: the secret that is told, the button, the texts, the time.

Every way of choosing texts ends here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from icu_core.errors import IcuError
from icu_core.ui import library, markup, wiring
from icu_core.ui.server.guard import shown
from icu_core.ui.unlearn import estimate, intake, markup_scene
from icu_core.ui.unlearn.intake import Chosen
from icu_core.ui.words import count

DEFAULTS = (
    "The small model that comes with this page is used, with the recommended settings, unless you "
    "change them below."
)
TABLE_TEXT_CHARACTERS = 300  # the table is for choosing; the whole text stands in the preview


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
        """In the order of `of`."""
        return [self.chosen, self.title, self.texts, self.secrets, self.start]


def first_sight() -> tuple[gr.HTML, gr.Button, gr.HTML]:
    """What the model tells today, and the button that ends it."""
    with gr.Row(elem_id="first-sight"):
        with gr.Column(scale=7, min_width=320):
            scene = gr.HTML(scene_of(first()), elem_id="scene")
        with gr.Column(scale=4, min_width=280):
            start = gr.Button(_start_label(first()), variant="primary", size="lg",
                              elem_id="start")  # fmt: skip
            takes = gr.HTML(markup.quiet(DEFAULTS), elem_id="takes")
    return scene, start, takes


def build(scene: gr.HTML, start: gr.Button, takes: gr.HTML) -> Preview:
    """The texts, their heading, and the table in which secrets are corrected."""
    chosen = gr.State(first())
    title = gr.HTML(_title(first()), elem_id="chosen-title")
    texts = gr.HTML(_listed(first()), elem_id="chosen")
    with gr.Accordion("Correct what is marked", open=False):
        gr.HTML(markup.quiet("Type over a secret; it must stand in its text just so."))
        secrets = gr.Dataframe(
            _secrets(first()),
            headers=["no", "text", "secret"],
            datatype=["number", "str", "str"],
            column_widths=["12%", "48%", "40%"],
            static_columns=[0, 1],
            type="array",
            interactive=True,
            max_height=260,
            show_label=False,
            elem_id="secrets",
            buttons=[],
        )
    return Preview(chosen, title, texts, secrets, start, scene, takes)


def foretell(preview: Preview, preset: gr.Dropdown, model: gr.Textbox) -> None:
    """What the model tells today, and under the button how long the run will take."""
    asked, quiet = [preview.chosen, preset, model], wiring.quiet()
    for event in (preview.chosen.change, preset.change, model.change, wiring.page().load):
        event(shown(_foretold), asked, [preview.scene, preview.takes], **quiet)


def _foretold(chosen: Any, preset: Any, model: Any) -> tuple[str, str]:
    texts = chosen if isinstance(chosen, Chosen) else Chosen()
    return scene_of(texts, model), takes(chosen, preset, model)


def takes(chosen: Any, preset: Any, model: Any) -> str:
    """How long these texts will take. Raises ConfigError."""
    texts = chosen.texts if isinstance(chosen, Chosen) else ()
    is_usual = preset == "default" and not (isinstance(model, str) and model.strip())
    return markup.quiet(f"{estimate.sentence(texts, preset, model)} {DEFAULTS if is_usual else ''}")


def correct(chosen: Any, rows: Any) -> tuple[Any, ...]:
    """A secret was typed over."""
    if not isinstance(chosen, Chosen) or not isinstance(rows, list):
        return gr.skip(), gr.skip(), gr.skip()
    secrets = [row[2] if isinstance(row, list) and len(row) > 2 else None for row in rows]
    try:
        better = intake.corrected(chosen, secrets)
    except IcuError as error:  # the table shows other secrets than would be forgotten
        told = markup.error(f"{error} Until then nothing can be started.")
        return chosen, told + _listed(chosen), gr.Button(interactive=False)
    return better, _listed(better), gr.Button(interactive=bool(better.texts))


def of(chosen: Chosen) -> tuple[Any, ...]:
    """Everything that shows the chosen texts."""
    button = gr.Button(_start_label(chosen), interactive=bool(chosen.texts))
    return chosen, _title(chosen), _listed(chosen), _secrets(chosen), button


def first() -> Chosen:
    """What is chosen before anybody has chosen: the first named set."""
    library.load_leaks()
    sets = library.sets()
    return intake.from_set(next(iter(sets))) if sets else Chosen()


def _title(chosen: Chosen) -> str:
    return markup.section(chosen.told, chosen.about)


def _listed(chosen: Chosen) -> str:
    return markup.chosen_texts(chosen.texts)


def scene_of(chosen: Chosen, model: Any = "") -> str:
    """A secret of these that the model tells, where that has been measured: of the embedded one."""
    is_measured = not (isinstance(model, str) and model.strip())
    leaks = [(text, library.leak_of(text)) for text in chosen.texts if is_measured]
    told = [text for text, leak in leaks if leak is not None and leak.exact]
    return markup_scene.knows(told[0] if told else None, known=len(told), of=len(chosen.texts))


def _secrets(chosen: Chosen) -> list[list[Any]]:
    return [
        [place, text.text[:TABLE_TEXT_CHARACTERS], text.secret_text]
        for place, text in enumerate(chosen.texts, start=1)
    ]


def _start_label(chosen: Chosen) -> str:
    texts = count(len(chosen.texts), "text")
    return f"Start: forget {texts}" if chosen.texts else "Choose texts first"
