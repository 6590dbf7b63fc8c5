"""The library on the Unlearn page: sets, a searched list of records, ticks, pages.

The list is made on the server, one page at a time, so that thousands of records cost nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from icu_core.ui import library, markup, wiring
from icu_core.ui.server import forms
from icu_core.ui.server.guard import shown
from icu_core.ui.unlearn import intake, markup_library
from icu_core.ui.unlearn.intake import Chosen

TOWN = (
    "Invented records of an invented town. The small model that comes with this page has learnt "
    "them by heart; what it gives away of each stands beside it."
)


@dataclass(frozen=True, slots=True)
class Library:
    """The sets, and the list of records with its search."""

    set_name: gr.Radio
    search: gr.Textbox
    kind: gr.Dropdown
    show: gr.Dropdown
    records: gr.HTML
    at: gr.State

    def asked(self, chosen: gr.State) -> list[Any]:
        """What decides which records are shown."""
        return [chosen, self.search, self.kind, self.show, self.at]


def build(chosen: Chosen) -> Library | None:
    """Lay out; None where the world is not built."""
    sets = library.sets()
    if not sets:
        gr.HTML(markup.empty("The embedded world is not built: run python -m icu_core.world."))
        return None
    gr.HTML(markup.quiet(TOWN))
    first = next(iter(sets))
    choices = [(f"{library.title(name)} ({len(texts)})", name) for name, texts in sets.items()]
    set_name = gr.Radio(choices, value=first, label="A set with one click", elem_id="sets")
    with gr.Row():
        search = gr.Textbox(label="Or tick records yourself", placeholder="Search",
                            max_length=forms.MAX_LINE_CHARACTERS,
                            elem_id="search", min_width=150, scale=2)  # fmt: skip
        kinds = [("all kinds", ""), *((kind, kind) for kind in library.kinds())]
        kind = gr.Dropdown(kinds, value="", label="Kind", filterable=False, min_width=140)
        show = gr.Dropdown(list(library.SHOWS.items()), value=library.EVERYTHING, min_width=150,
                           label="Show", filterable=False, elem_id="show")  # fmt: skip
    library.load_leaks()
    records = gr.HTML(
        show_records(chosen, "", "", library.EVERYTHING, 1),
        js_on_load=markup_library.PICK_JS,
        elem_id="library",
    )
    return Library(set_name, search, kind, show, records, gr.State(1))


def wire(
    texts: Library,
    chosen: gr.State,
    out: list[Any],
    preview_of: Callable[[Chosen], tuple[Any, ...]],
) -> None:
    """Search, ticks and pages; `out` is filled by what `preview_of` says of the chosen texts."""
    quiet = wiring.quiet()
    asked = texts.asked(chosen)

    def choose(event: gr.EventData, *values: Any) -> tuple[Any, ...]:
        better, html, at = choose_record(getattr(event, "_data", None), *values)
        shown_now = [gr.skip()] * len(out) if better is None else preview_of(better)
        return (*shown_now, html, at)

    texts.records.select(shown(choose), asked, [*out, texts.records, texts.at],
                         **wiring.in_turn())  # fmt: skip
    for part in (texts.search, texts.kind, texts.show):
        part.change(shown(browse), asked[:-1], [texts.records, texts.at], **quiet)
    chosen.change(shown(show_records), asked, texts.records, **quiet)
    chosen.change(shown(set_of), chosen, texts.set_name, **quiet)
    wiring.page().load(
        shown(show_records), asked, texts.records, **quiet
    )  # leaks were measured meanwhile


def set_of(chosen: Any) -> str | None:
    """The named set that is chosen; one that seems to be could not be clicked again."""
    texts = chosen.texts if isinstance(chosen, Chosen) else ()
    return next((name for name, its in library.sets().items() if its == texts), None)


def browse(chosen: Any, search: Any, kind: Any, show: Any) -> tuple[str, int]:
    """Another search: its first page."""
    return show_records(chosen, search, kind, show, 1), 1


def show_records(chosen: Any, search: Any, kind: Any, show: Any, at: Any) -> str:
    """A page of the records that are looked for. Raises ConfigError."""
    texts = chosen.texts if isinstance(chosen, Chosen) else ()
    ticked = {text.id for text in texts}
    words = forms.line(search, "search")
    chosen_kind = forms.one_of(kind, "kind", ("", *library.kinds()))
    what = forms.one_of(show, "what is shown", tuple(library.SHOWS.values()))
    return markup_library.library(
        library.search(words, chosen_kind, what, ticked),
        library.records(),
        ticked,
        library.leak_table(),
        forms.whole(at, "page", 1, 10**6),
        is_being_measured=library.is_being_measured(),
    )


def choose_record(
    data: Any, chosen: Any, search: Any, kind: Any, show: Any, at: Any
) -> tuple[Chosen | None, str, int]:
    """A record was ticked or unticked, or a page was turned to: what is chosen now, or None."""
    raw = data if isinstance(data, dict) else {}
    if "page" in raw:
        place = forms.whole(raw["page"], "page", 1, 10**6)
        return None, show_records(chosen, search, kind, show, place), place
    better = toggled(chosen, forms.whole(raw.get("record"), "record", 1, 10**6))
    return better, show_records(better, search, kind, show, at), at


def toggled(chosen: Any, number: int) -> Chosen:
    """The chosen records with one more or one less; texts from elsewhere give way to records."""
    before = library.numbers_of(chosen.texts) if isinstance(chosen, Chosen) else []
    return intake.from_records(sorted(set(before) ^ {number}))
