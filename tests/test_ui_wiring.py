"""What the browser is told of the state of events: little, and never a box with much in it."""

from __future__ import annotations

from typing import Any

import gradio as gr
import guest
import pytest

from icu_core.ui import wiring


def by_itself() -> list[Any]:
    """The events that a browser starts, not a program, and that reach the server."""
    return [
        fn
        for fn in guest.handlers().values()
        if any(target is not None for target, _ in fn.targets)
    ]


def test_events_that_show_no_progress_tell_the_first_thing_of_the_page_alone() -> None:
    first = guest.blocks().children[0]
    assert isinstance(first, gr.BrowserState)
    silent = [fn for fn in by_itself() if fn.show_progress == "hidden"]
    assert len(silent) > 50
    assert all(fn.show_progress_on == [first] for fn in silent)


def test_no_box_is_ever_told_how_an_event_stands() -> None:
    for fn in by_itself():
        told = fn.show_progress_on or fn.outputs
        assert not any(getattr(each, "children", ()) for each in told), guest.name_of(fn)


def test_quiet_events_belong_to_a_page() -> None:
    with pytest.raises(AssertionError, match="inside the page"):
        wiring.quiet()
