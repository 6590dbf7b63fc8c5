"""The named endpoints: the same operations as on the page, for programs."""

from __future__ import annotations

from typing import Any

import gradio as gr

from icu_core.errors import TextsError
from icu_core.ui import live, words
from icu_core.ui.endpoints import audit as endpoints_audit
from icu_core.ui.endpoints import compare as endpoints_compare
from icu_core.ui.endpoints import runs as endpoints_runs
from icu_core.ui.endpoints import texts as endpoints_texts
from icu_core.ui.server import forms, starting
from icu_core.ui.server.guard import told
from icu_core.ui.server.starting import Order
from icu_core.ui.server.visitor import mine
from icu_core.ui.unlearn import intake


def add() -> None:
    """Add them to the app that is being built."""
    gr.api(told(start_run), api_name="start_run")
    gr.api(told(run_status), api_name="run_status", concurrency_limit=None)
    gr.api(told(stop_run), api_name="stop_run")
    endpoints_texts.add()
    endpoints_runs.add()
    endpoints_compare.add()
    endpoints_audit.add()


def start_run(
    texts: list[str] | None = None,
    preset: str = "default",
    settings: dict[str, Any] | None = None,
    name: str = "",
    target_set: str = "",
    secrets: list[str] | None = None,
    pool: list[str] | None = None,
    unseen: list[str] | None = None,
) -> str:
    """Start to forget these texts; returns the id of the run, a secret that gives access to it.

    Args:
        texts: What is to be forgotten, each whole; or none, and a target_set.
        preset: What the settings begin with; list_settings tells all of them.
        settings: Single settings by name that differ from the preset, the model among them.
        name: What the run is called.
        target_set: Instead of texts the name of a set, as list_sets tells them.
        secrets: For each text the part to be forgotten, as it stands there; none: it is found.
        pool: Texts to find partners in; none: records of the embedded world, or the model's own.
        unseen: Texts of the same kind that the model has never seen; none: those of the world.
    """
    values = dict(settings or {}) if isinstance(settings, (dict, type(None))) else settings
    if isinstance(values, dict):
        values.update(starting.model_of(values.get("model", ""), values.get("revision", "")))
    config = forms.settings(preset, values)
    checked = forms.text(name, "name", at_most=forms.MAX_NAME_CHARACTERS, may_be_empty=True)
    order = Order(
        config,
        _targets(texts, target_set, secrets),
        name=checked,
        pool=None if pool is None else endpoints_texts.read(pool, "pool"),
        unseen=None if unseen is None else endpoints_texts.read(unseen, "unseen"),
    )
    return starting.start(mine(None), order)[0].id


def _targets(texts: Any, target_set: Any, secrets: Any) -> tuple[Any, ...]:
    """The texts of a set, or those given, with the secrets given."""
    if target_set not in ("", None):
        if texts:
            raise TextsError("Give either texts or a target_set, not both.")
        if secrets:
            raise TextsError("A target_set brings its secrets with it: leave secrets out.")
        return intake.from_set(target_set).texts
    found = endpoints_texts.read(texts, "texts")
    if secrets is None:
        return found
    if not isinstance(secrets, list):
        raise TextsError("secrets must be a list, one for each text.")
    return intake.corrected(intake.Chosen(found), secrets).texts


def run_status(run_id: str) -> dict[str, Any]:
    """Where a run is: status, words for it, iterations done, texts forgotten, averages.

    Args:
        run_id: What start_run returned.
    """
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
    """Ask a run to stop at its next batch; what it has reached so far is its result.

    Args:
        run_id: What start_run returned.
    """
    starting.stop(run_id)
    return "stopping"
