"""What the browser is told of events: little, never a box with much in it, and no change that is
none.
"""

from __future__ import annotations

import inspect
from typing import Any

import gradio as gr
import guest
import pytest

from icu_core.ui import layout, wiring


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


def hidden_at_first(block: Any) -> bool:
    """Whether it stands in a tab that is not open when the page is."""
    above = block.parent
    if above is None:
        return False
    is_later = isinstance(block, gr.Tab) and block is not above.children[0]
    return is_later or hidden_at_first(above)


def test_states_that_start_something_stand_where_the_page_has_them_from_the_beginning() -> None:
    """Of others Gradio tells as if they had changed when an event leaves them alone."""
    blocks = guest.blocks().blocks
    told = [blocks[at] for fn in by_itself() for at, event in fn.targets if event == "change"]
    states = [block for block in told if isinstance(block, gr.State)]
    assert len(states) >= 2
    assert not [state for state in states if hidden_at_first(state)]
    assert hidden_at_first(next(each for each in blocks.values() if each.elem_id == "answers"))


def listeners(elem_id: str, event: str) -> list[Any]:
    """Everything that one thing of the page sets off, in the order in which it does."""
    blocks = guest.blocks()
    at = next(key for key, each in blocks.blocks.items() if each.elem_id == elem_id)
    return [fn for fn in blocks.fns.values() if (at, event) in fn.targets]


def test_while_a_file_is_read_nothing_can_be_started() -> None:
    first, *_ = listeners("file", "change")
    assert [each.elem_id for each in first.outputs] == ["start", "file-said"]
    assert first.js and "interactive: false" in first.js and not first.fn


def test_gradio_looks_for_work_a_hundred_times_a_second_not_a_thousand_times() -> None:
    with gr.Blocks() as page:
        page.queue()
    before = vars(page._queue).copy()
    layout.look_out_less(page)
    changed = {name for name, value in before.items() if vars(page._queue)[name] != value}
    assert changed == {"sleep_when_free", "progress_update_sleep_when_free"}
    assert vars(page._queue).keys() == before.keys(), "Gradio calls them otherwise now"


@pytest.mark.parametrize(
    ("page", "asks", "streams"),
    [
        ("compare", ["choose", "pick", "_next", "_next", "come"], {"ask", "count"}),
        ("learn", ["arrive", "go", "back", "forth", "pick"], {"begin", "look", "conclude"}),
    ],
)
def test_what_a_page_still_says_is_cancelled_before_anything_new_is_asked(
    page: str, asks: list[str], streams: set[str]
) -> None:
    fns = guest.blocks().fns.values()
    names = {fn._id: guest.name_of(fn) for fn in guest.handlers().values()}
    asked = [fn for fn in fns if names.get(fn._id) in {f"{page}.page.{name}" for name in asks}]
    assert len(asked) == len(asks)
    for fn in asked:
        before = [each for each in fns if each.targets == fn.targets and each._id < fn._id]
        ended = {names[at] for each in before if each.fn is None for at in each.cancels}
        assert ended == {f"{page}.page.{name}" for name in streams}


def test_quiet_events_belong_to_a_page() -> None:
    with pytest.raises(AssertionError, match="inside the page"):
        wiring.quiet()


def says_what_was_clicked(fn: Any) -> bool:
    kinds = (str(each.annotation) for each in inspect.signature(fn.fn).parameters.values())
    return any(kind.endswith(("EventData", "SelectData")) for kind in kinds)


def test_no_click_on_one_thing_of_many_is_lost_while_the_one_before_is_answered() -> None:
    clicked = [fn for fn in by_itself() if callable(fn.fn) and says_what_was_clicked(fn)]
    assert len(clicked) >= 5  # two boards, the library, the shelf, and the pages' own tabs
    assert {(fn.trigger_mode, fn.concurrency_limit) for fn in clicked} == {("multiple", 1)}


def test_of_choices_made_quickly_the_last_is_answered() -> None:
    dropped = {event for fn in by_itself() if fn.trigger_mode == "once" for _, event in fn.targets}
    assert dropped == {"tick", "click", "submit", "blur"}  # no select, no input, no change
