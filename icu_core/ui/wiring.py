"""How events are wired that change the page by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from gradio.blocks import Blocks
from gradio.context import get_blocks_context

Busy = Literal["always_last", "multiple", "once"]

POLITE_JS = "element.setAttribute('aria-live', 'polite');"
"""A screen reader says what changes here, once it has finished its sentence."""

FOCUS_JS = """
() => {
  let left = 30;
  const go = () => {
    const place = document.querySelector('%s');
    if (document.activeElement !== document.body) return;
    if (place && !place.disabled) place.focus();
    else if (left-- > 0) setTimeout(go, 100);
  };
  go();
}
"""
"""Who uses keys goes on where something can be pressed, not at the top of the page again."""


def page() -> Blocks:
    """The whole page, within which something is laid out or wired."""
    context = get_blocks_context()
    assert context is not None, "events are wired inside the page"
    return context.root_block


def quiet(busy: Busy = "always_last") -> dict[str, Any]:
    """What such an event is given beside its handler: nothing spins, and no program may call it.

    `busy` is what becomes of a wish that comes while the one before is being answered. Usually the
    last of them is answered too, since a choice made quickly is a choice. One that starts
    something, or that comes again by itself, is dropped ("once").

    Gradio tells each output how its event stands, three times an event, and from then on with every
    other event too. It searches the page for each, and a box that is told copies all that it holds:
    a look at a run cost the browser 50 to 100 ms that way. So only the first thing of the page is
    told, which is what the visitor's browser remembers and shows nothing.
    """
    first = page().children[0]
    return {
        "show_progress": "hidden", "show_progress_on": first, "api_visibility": "private",
        "trigger_mode": busy,
    }  # fmt: skip


def in_turn() -> dict[str, Any]:
    """As `quiet`, for clicks of which every one counts: they are answered one after the other.

    Gradio keeps the event of the first click alone where others wait for it, and would answer
    several at once: then one does not know what the other has ticked.
    """
    return {**quiet("multiple"), "concurrency_limit": 1}


def instead(event: Any, *, of: Sequence[Any]) -> Any:
    """The event to wire next, which ends first what these still say.

    Else the last words of the old would land beside the new. To end it stands by itself: beside a
    handler Gradio cancels only after it has answered.
    """
    event(None, cancels=of, api_visibility="private")
    return event
