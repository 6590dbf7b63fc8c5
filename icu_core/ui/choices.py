"""Lists to choose from pass on what was chosen; the handlers check it, as they must for any value.

Gradio itself refuses what is not among the choices that its memory has for a session, in words that
name it. After a restart of the server a page shows choices that this memory lacks.
"""

from __future__ import annotations

from typing import Any

import gradio as gr


def pass_on() -> None:
    """Have all lists pass on what was chosen."""
    for kind in (gr.Dropdown, gr.CheckboxGroup, gr.Radio):
        kind.preprocess = _as_it_is


def _as_it_is(self: Any, payload: Any) -> Any:
    return payload
