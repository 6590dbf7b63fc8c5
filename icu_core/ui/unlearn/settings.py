"""The form of a run's settings, made from the settings themselves: names, bounds, explanations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import gradio as gr

from icu_core import config
from icu_core.config import RunConfig
from icu_core.objectives import METHODS
from icu_core.ui import markup

PER_ROW = 4
APART = ("model", "revision")  # chosen elsewhere on the page
HEADINGS = {
    "device": "Machine",
    "method": "The method",
    "alternatives": "What single methods ask for",
    "forget_weight": "The objective: −u · forget + α · learn + β · drift",
    "learning_rate": "Training",
    "encoder": "Partners",
    "rule": "When a text counts as forgotten",
    "stop_levels": "When the run ends",
}
"""The first setting of each group; a new setting joins the group that it stands in."""


def names() -> list[str]:
    """The settings of the form, in order."""
    return [each.name for each in fields(RunConfig) if each.name not in APART]


def build() -> list[gr.components.Component]:
    """The form; one component per name."""
    made: list[gr.components.Component] = []
    for group in _groups():
        gr.HTML(markup.section(HEADINGS[group[0]]))
        for start in range(0, len(group), PER_ROW):
            with gr.Row():
                made.extend(_component(name) for name in group[start : start + PER_ROW])
    return made


class _Bounded(gr.Number):  # type: ignore[misc]
    """A number that the browser marks where it is out of bounds; why is said by RunConfig."""

    is_template = True  # the page draws it as what it is made of

    def preprocess(self, payload: float | None) -> float | int | None:
        """The number as it was typed: Gradio's own refusal would not name the setting."""
        return payload


def _groups() -> list[list[str]]:
    groups: list[list[str]] = []
    for name in names():
        if name in HEADINGS or not groups:
            groups.append([])
        groups[-1].append(name)
    return groups


def _component(name: str) -> gr.components.Component:
    """A switch, a choice or a number; checked by RunConfig, so that errors name the setting."""
    value = getattr(RunConfig(), name)
    common: dict[str, Any] = {"label": name, "info": _info(name), "min_width": 240}
    if isinstance(value, bool):
        return gr.Checkbox(value, **common)
    if config.choices(name):
        return gr.Dropdown(options(name), value=value, filterable=False, **common)
    if isinstance(value, (int, float)):
        low, high = config.bounds(name)
        step = 1 if isinstance(value, int) else 0
        return _Bounded(value, step=step, minimum=low, maximum=high, **common)
    return gr.Textbox(value, **common)


def options(name: str) -> list[tuple[str, str]]:
    """What can be chosen: a method with a few words on it, anything else by its name."""
    words = {key: method.about for key, method in METHODS.items()} if name == "method" else {}
    return [
        (f"{each}: {words[each]}" if each in words else each, each) for each in config.choices(name)
    ]


def _info(name: str) -> str:
    about, source = config.explain(name)
    low, high = config.bounds(name)
    span = "" if low is None or high is None else f" From {low:g} to {_short(high)}."
    return f"{about}{span} ({source})"


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:g}"


def of_preset(name: Any) -> list[Any]:
    """The values that a preset gives to the form."""
    chosen = config.preset(name if isinstance(name, str) else "")
    return [getattr(chosen, each) for each in names()]


def read(values: Sequence[Any]) -> dict[str, Any]:
    """The form as names and values."""
    return dict(zip(names(), values, strict=True))
