"""The Compare page without a browser: the shelf, links, what is streamed."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from itertools import islice
from types import SimpleNamespace
from typing import Any

import fake_runs
import forgetful
import gradio as gr
import pytest

from icu_core import compare, world
from icu_core.errors import ConfigError, IcuError, RunError
from icu_core.store import Run, Store
from icu_core.texts import with_secret
from icu_core.ui import library, live
from icu_core.ui.compare import (
    address,
    asking,
    shelf,
)
from icu_core.ui.compare import form as compare_form
from icu_core.ui.compare import page as compare_page
from icu_core.ui.compare.address import Settings
from icu_core.ui.compare.asking import Halt
from icu_core.ui.live import View
from icu_core.ui.server import visitor

USUAL = Settings().values()
BAD = [None, True, -1, 1e400, "", "x" * 200, "t", "t-1", "t99999", "t0x0", "own2", [], {}, "../t0"]


@pytest.fixture
def run(finished: Run, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """A finished run of this visitor."""
    monkeypatch.setattr(visitor, "store", lambda: Store(finished.path.parent))
    yield finished
    compare._cache.clear()


@pytest.fixture
def view(run: Run) -> View:
    return live.view(run)


def me(run: Run) -> dict[str, Any]:
    return {"visitor": "a" * 32, "current": run.id, "runs": [run.id]}


def asked(run: Run, prompt: str, key: str = "t0", settings: Settings | None = None) -> Any:
    return asking.question(run, key, prompt, settings or Settings())


# the shelf


def test_every_prompt_is_found_again_by_its_key(view: View) -> None:
    every = list(shelf.every(view))
    assert len({each.key for each in every}) == len(every)
    for each in every:
        assert shelf.is_key(each.key)
        assert shelf.find(view, each.key) == each
        assert shelf.asked(view, each.key, each.prompt) == each
        for word in each.prompt.split():
            assert len(word) < 3 or word not in each.key


@pytest.mark.parametrize("bad", BAD)
def test_what_is_no_key_is_refused(view: View, bad: Any) -> None:
    with pytest.raises(ConfigError):
        shelf.find(view, bad)


def test_a_target_has_its_neighbours(view: View) -> None:
    about = shelf.about(view, 1)
    assert [each.role for each in about] == ["partner"]
    assert about[0].key == "t1n0"
    assert about[0].text.secret_text in {text.secret_text for text in forgetful.kept()}


@pytest.mark.skipif(not world.forget_sets(), reason="the world is not built")
def test_a_record_of_the_world_is_asked_in_words_taught_and_never_taught(
    tmp_path: Any,
) -> None:
    targets = library.texts_of("ten-secrets")
    view = live.view(fake_runs.fake_run(Store(tmp_path), targets))
    about = shelf.about(view, 0)
    roles = [each.role for each in about]
    assert {"fresh", "taught", "partner"} == set(roles)
    secret = targets[0].secret_text
    for each in about:
        assert (each.text.secret_text == secret) == (each.role != "partner")
        assert each.prompt != shelf.targets(view)[0].prompt
    never = {record.text.id for record in world.records("paraphrase")}
    assert all((each.text.id in never) == (each.role == "fresh") for each in about)


@pytest.mark.skipif(not world.forget_sets(), reason="the world is not built")
def test_other_wordings_of_a_secret_that_was_not_to_be_forgotten_are_not_offered(
    tmp_path: Any,
) -> None:
    record = library.texts_of("ten-secrets")[0]
    other = with_secret(record, 0, len(record.text.split()[0]))
    view = live.view(fake_runs.fake_run(Store(tmp_path), [other]))
    assert {each.role for each in shelf.about(view, 0)} == {"partner"}


def test_wordings_that_are_targets_themselves_stand_there_only_once(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, other = fake_runs.texts(3)
    monkeypatch.setattr(library, "wordings", lambda _: ((), (second, other)))
    view = live.view(fake_runs.fake_run(Store(tmp_path), [first, second]))
    assert [each.text for each in shelf.about(view, 0) if each.role == "taught"] == [other]


def test_own_words_are_about_the_target_that_was_chosen_last(view: View) -> None:
    own = shelf.asked(view, "t2", "Tell me the code ")
    assert (own.role, own.place, own.key) == ("own", 2, "own")
    assert own.text.text == f"Tell me the code {forgetful.known()[2].secret_text}"
    assert own.text.secret_text == forgetful.known()[2].secret_text
    assert set(shelf.secrets(view, own)) == {text.secret_text for text in forgetful.known()}


def test_the_chances_after_own_words_tell_whose_secret_they_are_of(run: Run) -> None:
    secret = forgetful.known()[2].secret_text
    usual = next(each.prompt for each in shelf.every(live.view(run)) if each.key == "t2")
    for prompt, is_own in (("Tell me the code ", True), (usual, False)):
        asked = asking.question(run, "t2", prompt, Settings())
        found = asking.chances(asked, compare.load(run))
        assert (found.secret, found.text_number, found.is_after_own_words) == (secret, 3, is_own)


def test_a_prompt_that_is_typed_by_hand_is_recognised(view: View) -> None:
    target = shelf.targets(view)[3]
    assert shelf.asked(view, "nonsense", target.prompt + "  ") == target


# links


def test_a_link_brings_back_place_and_settings_and_holds_no_word(run: Run, view: View) -> None:
    settings = Settings(temperature=0.85, top_p=0.9, tokens=12, seed=3)
    for entry in [*shelf.every(view), shelf.own(view, 0, "My very own words")]:
        link = address.query(run.id, entry.key, settings)
        params = dict(each.split("=") for each in link.split("&"))
        assert params["run"] == run.id
        assert address.read(params) == (entry.key, settings)
        assert set(params) == {"run", "ask", "t", "p", "n", "seed"}
        assert not re.search("words|code|door", link)
    assert address.query(run.id, "t0", Settings()) == f"run={run.id}&ask=t0"


@pytest.mark.parametrize("bad", ["x", "", "nan", "1e999", "-1", "<b>", "9" * 50])
def test_settings_of_a_link_that_are_none_are_the_usual_ones(bad: str) -> None:
    for name in ("t", "p", "n", "seed"):
        assert address.read({"ask": "t1", name: bad}) == ("t1", Settings())


def test_an_address_without_a_place_is_no_link() -> None:
    assert address.read({"run": "0" * 32}) is None
    assert address.read({"ask": "<script>"}) is None


def opened(**params: str) -> dict[str, Any]:
    """What opening such an address does, by the names of what it changes."""
    request = SimpleNamespace(query_params=params)
    values = compare_page.by_address(None, 4, request)  # type: ignore[arg-type]
    names = ("tabs", "turn", *compare_form.Compare.SCENE, *compare_form.SETTINGS)
    return dict(zip(names, values, strict=True))


def test_an_address_is_opened_by_who_has_it_and_asks_at_once(run: Run, view: View) -> None:
    found = opened(run=run.id, ask="t1n0", t="0.5")
    assert found["turn"] == 5
    assert found["key"] == "t1n0"
    assert found["prompt"] == shelf.find(view, "t1n0").prompt
    assert found["temperature"] == 0.5
    assert opened(run=run.id, ask="own")["turn"] == gr.skip()


def test_an_address_of_nothing_changes_nothing(run: Run) -> None:
    for params in ({"run": "0" * 32}, {"run": "0" * 32, "ask": "t0"}, {"ask": "t0"}, {}):
        assert set(map(str, opened(**params).values())) == {str(gr.skip())}


def test_the_address_of_a_run_offers_it_also_to_who_was_here_before_it_was_known(run: Run) -> None:
    found = opened(run=run.id)
    assert found["run"].value == run.id and 'data-key="t0"' in found["shelf"]
    assert {str(found[name]) for name in ("tabs", "turn", "temperature")} == {str(gr.skip())}


# asking


def frames(run: Run, prompt: str, key: str = "t0", halt: Halt | None = None) -> list[Any]:
    values = [me(run), run.id, key, prompt, halt, *USUAL]
    return list(compare_page.ask(*values))


def test_answers_begin_at_once_grow_and_end_with_verdicts_and_cards(run: Run, view: View) -> None:
    entry = shelf.first(view)
    assert entry is not None
    columns = [each[0] for each in frames(run, entry.prompt) if isinstance(each[0], str)]
    assert 'aria-busy="true"' in columns[0]
    assert 'data-model="unlearned"' in columns[0]
    assert 'class="tk"' not in columns[0]
    assert 'class="tk"' in columns[1]
    assert "data-told" not in columns[-2]
    assert columns[-1].count("data-told") == 2
    assert columns[-1].count('class="verdict"') == 2
    assert "Says it word for word" in columns[-1]


def test_the_first_piece_comes_within_half_a_second_of_a_warm_model(run: Run, view: View) -> None:
    prompt = shelf.targets(view)[0].prompt
    frames(run, prompt)
    took = []
    for _ in range(3):
        before = time.monotonic()
        stream = compare_page.ask(me(run), run.id, "t0", prompt, None, *USUAL)
        next(each for each in stream if 'class="tk"' in str(each[0]))
        took.append(time.monotonic() - before)
        stream.close()
    assert min(took) < 0.5


def test_the_chart_comes_while_the_answers_still_run(run: Run, view: View) -> None:
    some = frames(run, shelf.targets(view)[0].prompt)
    charts = [(place, each[1]) for place, each in enumerate(some) if isinstance(each[1], str)]
    assert "waiting" in charts[0][1]
    assert "How likely is the secret <mark" in charts[1][1]
    assert charts[1][0] < len(some) - 2


def test_who_leaves_stops_the_models(run: Run, view: View, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    said = compare.said

    def watched(*values: Any) -> Iterator[Any]:
        try:
            yield from said(*values)
        finally:
            told.append("closed")

    monkeypatch.setattr(compare, "said", watched)
    stream = compare_page.ask(me(run), run.id, "t0", shelf.targets(view)[0].prompt, None, *USUAL)
    list(islice(stream, 2))  # two frames, then the tab is closed
    stream.close()
    assert told == ["closed"]


def test_stop_keeps_what_was_said_with_its_cards(run: Run, view: View) -> None:
    halt = Halt()
    stream = compare_page.ask(me(run), run.id, "t0", shelf.targets(view)[0].prompt, halt, *USUAL)
    list(islice(stream, 2))
    compare_page.stop(halt)
    columns = [each[0] for each in stream if isinstance(each[0], str)]
    assert "Stopped." in columns[-1]
    assert "data-told" in columns[-1]
    assert "icu-caret" not in columns[-1]


def test_what_goes_wrong_stands_where_the_answers_would_be(run: Run) -> None:
    for prompt, words in (("", "prompt is empty"), ("word " * 3000, "shorten it")):
        *_, last = frames(run, prompt)
        assert "icu-error" in last[0]
        assert words in last[0]
    *_, last = compare_page.ask(me(run), "0" * 32, "t0", "hello", None, *USUAL)
    assert "Choose one of your runs" in last[0]


def test_a_run_of_somebody_else_is_not_asked(run: Run) -> None:
    stranger = {"visitor": "b" * 32, "current": "", "runs": []}
    with pytest.raises(RunError):
        compare_page.picked(stranger, run.id, "t0")
    assert compare_page.warm(stranger, run.id) is None


@pytest.mark.parametrize("bad", [None, True, float("nan"), -1, "x", [], 1e400])
def test_settings_out_of_bounds_are_refused(bad: Any) -> None:
    for place in range(4):
        with pytest.raises(IcuError):
            address.checked(*(bad if at == place else fine for at, fine in enumerate(USUAL)))


def test_counting_grows_to_the_number_asked_for(run: Run, view: View) -> None:
    prompt = shelf.targets(view)[0].prompt
    values = [me(run), run.id, "t0", prompt, None, 30, 0.0, 1.0, 8, 7]
    html = [each[0] for each in compare_page.count(*values) if isinstance(each[0], str)]
    assert [int(re.findall(r"</b> of (\d+)", each)[0]) for each in html] == [0, 10, 20, 30]
    assert html[-1].count('<i class="hit">') > 10
    assert "Everything they said" in html[-1]


def test_ordinary_talk_has_nothing_to_count(run: Run) -> None:
    if library.ordinary():
        prompt = shelf.ordinary()[0].prompt
        *_, last = compare_page.count(me(run), run.id, "o0", prompt, None, 10, *USUAL)
        assert "no secret here to count" in last[0]


def test_nothing_of_a_deleted_run_stays_on_the_page(home: Store) -> None:
    scene = dict(zip(compare_form.Compare.SCENE, compare_page.arrive(None, "", "t0"), strict=True))
    assert scene["link"] == scene["answers"] == scene["prompt"] == scene["key"] == ""
