"""The Compare page: one prompt, and what each model of a run answers, side by side."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

import gradio as gr

from icu_core.errors import IcuError
from icu_core.escape import visible
from icu_core.ui import live, markup, wiring, words
from icu_core.ui.compare import (
    address,
    asking,
    markup_answers,
    markup_chances,
    markup_shelf,
    markup_tally,
    shelf,
)
from icu_core.ui.compare import form as compare_form
from icu_core.ui.compare.form import Compare
from icu_core.ui.compare.shelf import Entry
from icu_core.ui.server import forms, visitor
from icu_core.ui.server.guard import shown

if TYPE_CHECKING:
    from icu_core.store import Run

NO_CHART = "Here follows how likely each model finds the secret, piece by piece."

build = compare_form.build
required = asking.required


def wire(
    page: Compare, mine: gr.BrowserState, tab: gr.Tab, tabs: gr.Tabs, jump: gr.Button,
    arrived: Any,
) -> None:  # fmt: skip
    """Arriving, the shelf, asking, counting, and the button of the other page that leads here."""
    quiet = wiring.quiet()
    slow = {"concurrency_limit": asking.AT_ONCE, "concurrency_id": asking.GENERATING,
            **wiring.quiet("multiple")}  # fmt: skip
    asked = [mine, page.run, page.key, page.prompt, page.halt]
    streams = [
        page.turn.change(ask, [*asked, *page.sampling], page.answered(), **slow),
        page.count.click(count, [*asked, page.many, *page.sampling], page.counted(), **slow),
    ]
    streams[0].then(None, None, None, js=compare_form.ADDRESS_JS, api_visibility="private")

    instead, turn = partial(wiring.instead, of=streams), wiring.in_turn()
    looked = [mine, page.run, page.key]
    arrivals = [tab.select(shown(arrive), looked, page.scene(), **quiet)]
    arrivals[0].then(None, None, None, js=compare_form.ADDRESS_JS, api_visibility="private")
    page.timer.tick(shown(arrive), looked, page.scene(), **wiring.quiet("once"))
    instead(page.run.input)(shown(choose), [mine, page.run], page.scene(), **turn)
    instead(page.shelf.select)(shown(pick), [mine, page.run, page.turn], page.picked(), **turn)
    for pressed in (page.ask.click, page.prompt.submit):
        instead(pressed)(_next, page.turn, page.turn, **turn)
    page.stop.click(stop, page.halt, page.stop, queue=False, **quiet)
    opened = [tabs, page.turn, *page.scene()]
    instead(jump.click)(shown(come), [mine, page.turn], opened, **turn)
    page.go.click(lambda: gr.Tabs(selected="unlearn"), None, tabs, **quiet)
    arrived.then(shown(by_address), [mine, page.turn], [*opened, *page.sampling], **quiet)
    for arrival in arrivals:
        arrival.then(warm, [mine, page.run], None, **slow)
    tabs.select(None, None, None, js=compare_form.ADDRESS_JS, api_visibility="private")


def arrive(raw: Any, run_id: Any, key: Any) -> tuple[Any, ...]:
    """The page was opened: offer the runs of this browser."""
    me = visitor.mine(raw)
    runs = visitor.known(me)
    ready = with_result(runs)
    wanted = [run for at in (run_id, me.current) for run in ready if run.id == at]
    chosen = next(iter([*wanted, *ready]), None)
    is_same = chosen is not None and chosen.id == run_id and bool(key)
    return _scene(runs, ready, chosen, gr.skip() if is_same else None)


def choose(raw: Any, run_id: Any) -> tuple[Any, ...]:
    """Another run was chosen."""
    run = required(raw, run_id)
    return (gr.skip(), *_scene([run], [run], run)[1:])


def come(raw: Any, turn: Any) -> tuple[Any, ...]:
    """From the Unlearn page, with the current run and its first prompt, which is asked at once."""
    me = visitor.mine(raw)
    required(raw, me.current)
    return (gr.Tabs(selected="compare"), _next(turn), *arrive(raw, me.current, ""))


def by_address(raw: Any, turn: Any, request: gr.Request) -> tuple[Any, ...]:
    """The page was opened by the address of a comparison: it is made again.

    By that of a run alone it is offered, for whoever came here before the run was known.
    """
    wanted = address.read(request.query_params)
    run = visitor.found(request.query_params.get("run"))
    nothing = (gr.skip(),) * len(compare_form.SETTINGS)
    if run is None or run.result_path() is None:
        return (*(gr.skip(),) * (2 + len(Compare.SCENE)), *nothing)
    me = visitor.mine(raw).with_run(run.id)
    runs = visitor.known(me)
    ready = with_result(runs)
    if wanted is None:
        return (gr.skip(), gr.skip(), *_scene(runs, ready, run), *nothing)
    key, settings = wanted
    entry = None if key == shelf.OWN else shelf.find(live.view(run), key)
    turned = gr.skip() if entry is None else _next(turn)
    return (
        gr.Tabs(selected="compare"), turned, *_scene(runs, ready, run, entry), *settings.values()
    )  # fmt: skip


def _scene(
    runs: Sequence[Run], ready: Sequence[Run], chosen: Run | None, entry: Any = None
) -> tuple[Any, ...]:
    """Everything that depends on the run; with an entry to skip, what was asked of it stays."""
    is_working = any(run.is_alive() for run in runs)
    menu = gr.Dropdown([(label(run), run.id) for run in ready], value=chosen.id if chosen else None)
    frame = (
        menu,
        gr.HTML(compare_form.hint(is_working), visible=chosen is None),
        gr.Button(visible=chosen is None and not is_working),
        gr.Column(visible=chosen is not None),
        gr.Timer(active=chosen is None and is_working),
    )
    if entry == gr.skip():
        return (*frame, *(gr.skip(),) * (len(Compare.SCENE) - len(frame)))
    if chosen is None:  # nothing of a run that was deleted stays, its link least of all
        return (*frame, *("",) * (len(Compare.SCENE) - len(frame)))
    view = live.view(chosen)
    entry = entry or shelf.first(view)
    key, prompt = (entry.key, entry.prompt) if entry else ("", "")
    empty = markup_answers.nothing_yet(prompt, asking.names(chosen))
    room = markup_chances.placeholder(NO_CHART)
    counted = markup_tally.waiting(markup_tally.EXPLAINED)
    return (*frame, _shelf(chosen, key), key, prompt, empty, room, counted, "")


def with_result(runs: Sequence[Run]) -> list[Run]:
    """Those that have an unlearned model and can be read."""
    return [run for run in runs if run.result_path() is not None and live.whole_view(run)]


def label(run: Run) -> str:
    """What a run is called in a menu."""
    texts = words.count(len(live.view(run).targets), "text")
    when = time.strftime("%d %b %H:%M", time.localtime(run.created))
    return " · ".join(each for each in (visible(run.name), texts, when, run.id[:6]) if each)


def _shelf(run: Run, key: str, place: int = 0) -> str:
    """The shelf with one prompt lit, opened at the target that it is about."""
    view = live.view(run)
    with suppress(IcuError):
        place = shelf.find(view, key).place
    some = shelf.targets(view)
    about = shelf.about(view, place) if some else []
    return markup_shelf.shelf(view, some, about, shelf.ordinary(), key)


def pick(raw: Any, run_id: Any, turn: Any, event: gr.EventData) -> tuple[Any, ...]:
    """A line of the shelf was clicked: it becomes the prompt, and is asked."""
    data = getattr(event, "_data", None)
    entry = picked(raw, run_id, data.get("key") if isinstance(data, dict) else None)
    return _shelf(required(raw, run_id), entry.key), entry.key, entry.prompt, _next(turn)


def picked(raw: Any, run_id: Any, key: Any) -> Entry:
    """The prompt with this key on the shelf of a run of this browser. Raises IcuError."""
    return shelf.find(live.view(required(raw, run_id)), key)


def _next(turn: Any) -> int:
    """Another number, whose change asks."""
    return (turn if isinstance(turn, int) else 0) + 1


def warm(raw: Any, run_id: Any) -> None:
    """Load the models before somebody asks; what goes wrong is told when somebody does."""
    from icu_core import compare

    with suppress(IcuError):
        compare.load(required(raw, run_id))


def ask(
    raw: Any, run_id: Any, key: Any, prompt: Any, halt: Any, *settings: Any
) -> Iterator[tuple[Any, ...]]:
    """Stream the answers of all models; what goes wrong stands where they would stand."""
    halt = halt if isinstance(halt, asking.Halt) else asking.Halt()
    try:
        asked = asking.question(required(raw, run_id), key, prompt, address.checked(*settings))
        entry = asked.entry
        link = address.query(asked.run.id, entry.key, asked.settings)
        about = markup_answers.link(link, is_own=entry.role == "own")
        lit = _shelf(asked.run, entry.key, entry.place)
        counted = markup_tally.waiting(markup_tally.EXPLAINED)
        rest: tuple[Any, ...] = (about, lit, counted, gr.Button(interactive=True))
        for columns, chart in asking.answers(asked, halt):
            yield _kept(columns), _kept(chart), *rest
            rest = (gr.skip(),) * 4
        yield gr.skip(), gr.skip(), *rest[:3], gr.Button(interactive=False)
    except IcuError as error:
        yield markup.error(str(error)), "", "", *(gr.skip(),) * 2, gr.Button(interactive=False)


def _kept(value: str | None) -> Any:
    return gr.skip() if value is None else value


def count(
    raw: Any, run_id: Any, key: Any, prompt: Any, halt: Any, many: Any, *settings: Any
) -> Iterator[tuple[Any, ...]]:
    """Stream the count of leaks among many answers."""
    halt = halt if isinstance(halt, asking.Halt) else asking.Halt()
    try:
        asked = asking.question(required(raw, run_id), key, prompt, address.checked(*settings))
        n = forms.whole(many, "how often", 1, asking.MOST_ANSWERS)
        for html in asking.many(asked, n, halt):
            yield html, gr.Button(interactive=True)
        yield gr.skip(), gr.Button(interactive=False)
    except IcuError as error:
        yield markup.error(str(error)), gr.Button(interactive=False)


def stop(halt: Any) -> Any:
    """The answers end where they are."""
    if isinstance(halt, asking.Halt):
        halt.is_asked = True
    return gr.Button(interactive=False)
