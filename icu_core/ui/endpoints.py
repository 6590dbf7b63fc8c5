"""The named endpoints: the same operations as on the page, for programs."""

from __future__ import annotations

from typing import Any

import gradio as gr

from icu_core.errors import TextsError
from icu_core.ui import endpoints_audit, endpoints_compare, forms, intake, live, starting, words
from icu_core.ui.guard import told
from icu_core.ui.starting import Order
from icu_core.ui.visitor import mine

MOST_CHARACTERS = 2_000_000


def add() -> None:
    """Add them to the app that is being built."""
    gr.api(told(start_run), api_name="start_run")
    gr.api(told(run_status), api_name="run_status", concurrency_limit=None)
    gr.api(told(stop_run), api_name="stop_run")
    endpoints_compare.add()
    endpoints_audit.add()


def start_run(
    texts: list[str],
    preset: str = "default",
    settings: dict[str, Any] | None = None,
    name: str = "",
) -> str:
    """Start to forget these texts; returns the id of the run, a secret that gives access to it.

    `settings` changes single settings of the preset ("default" or "paper"). The
    sensitive part of each text is found as on the page.
    """
    values = dict(settings or {}) if isinstance(settings, (dict, type(None))) else settings
    if isinstance(values, dict):
        values.update(starting.model_of(values.get("model", ""), values.get("revision", "")))
    config = forms.settings(preset, values)
    checked = forms.text(name, "name", at_most=forms.MAX_NAME_CHARACTERS, may_be_empty=True)
    order = Order(config, _texts(texts), name=checked)
    return starting.start(mine(None), order)[0].id


def run_status(run_id: str) -> dict[str, Any]:
    """Where a run is: status, words for it, iterations done, texts forgotten, averages."""
    view = live.view(starting.required(run_id))
    newest = view.newest
    return {
        "status": view.status,
        "words": words.headline(view),
        "targets": len(view.targets),
        "iteration": newest["number"] if newest else None,
        "forgotten": newest["forgotten"] if newest else None,
        "average": newest["average"] if newest else None,
        "finished": dict(view.finished) if view.finished else None,
    }


def stop_run(run_id: str) -> str:
    """Ask a run to stop at its next batch; what it has reached so far is its result."""
    starting.stop(run_id)
    return "stopping"


def _texts(texts: Any) -> tuple[Any, ...]:
    if not isinstance(texts, list) or not texts:
        raise TextsError("texts must be a list of at least one text.")
    if len(texts) > intake.MOST_TARGETS:
        raise TextsError(
            f"There are {len(texts):,} texts; at most {intake.MOST_TARGETS:,} are taken."
        )
    return tuple(text for each in texts for text in _read(each))


def _read(raw: Any) -> tuple[Any, ...]:
    typed = forms.text(raw, "text", at_most=MOST_CHARACTERS)
    return intake.from_paste(typed, "whole").texts
