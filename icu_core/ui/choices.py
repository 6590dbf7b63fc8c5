"""Lists whose choices depend on the visitor.

Gradio refuses what is not among the choices that its memory has for a session. After a restart of
the server a page in a browser shows choices that this memory lacks, so these lists pass on what was
chosen; the handlers check it (`forms`, `visitor`), as they must for every value.
"""

from __future__ import annotations

from typing import Any

import gradio as gr


class OneOf(gr.Dropdown):
    """A drop-down list."""

    is_template = True  # drawn as what it is derived from

    def preprocess(self, payload: Any) -> Any:
        """What was chosen."""
        return payload


class AnyOf(gr.CheckboxGroup):
    """A list of boxes to tick."""

    is_template = True

    def preprocess(self, payload: Any) -> Any:
        """What was ticked."""
        return payload


class Guess(gr.Radio):
    """Answers of which one is chosen."""

    is_template = True

    def preprocess(self, payload: Any) -> Any:
        """What was chosen."""
        return payload
