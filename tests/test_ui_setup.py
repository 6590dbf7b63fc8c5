"""Before a run: data sets, records and secrets are chosen, settings made, and one run started."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import fake_runs
import gradio as gr
import pytest
from page_values import BAD
from uploads import put

from icu_core import jobs, pools
from icu_core.errors import ConfigError, IcuError, ModelError, PoolError, TextsError
from icu_core.leaks import Leak
from icu_core.store import Run, Store
from icu_core.texts import MARKED, Reading, new_text
from icu_core.ui import library
from icu_core.ui.server import starting
from icu_core.ui.server.starting import Order
from icu_core.ui.server.visitor import mine
from icu_core.ui.unlearn import intake, preview, settings, setup
from icu_core.ui.unlearn import library as unlearn_library


def test_a_data_set_is_read_once_and_its_errors_are_told_in_place(
    home: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def resolve(source: pools.DatasetPool) -> Reading:
        asked.append(source.name)
        if source.name == "no/where":
            raise PoolError("The data set 'no/where' is not on the hub.")
        return Reading(tuple(fake_runs.texts(3)), ("3 rows were read.",))

    monkeypatch.setattr(pools, "resolve_pool", resolve)
    intake._read_dataset.cache_clear()
    assert "3 rows were read" in setup.look_at_dataset("dataset:some/one")
    assert intake.pool_of(None, " some/one ") == tuple(fake_runs.texts(3))
    assert asked == ["some/one"]
    assert "icu-error" in setup.look_at_dataset("no/where")
    assert intake.pool_of(None, "") is None
    with pytest.raises(TextsError, match="both"):
        intake.pool_of("some.txt", "some/one")
    with pytest.raises(PoolError):
        intake.pool_of(None, "no/where")
    monkeypatch.setenv("SPACE_ID", "somebody/somewhere")
    with pytest.raises(ConfigError, match="public"):
        intake.pool_of(None, "some/one")
    intake._read_dataset.cache_clear()


def test_records_are_searched_ticked_and_turned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "records", lambda: tuple(fake_runs.texts(60)))
    monkeypatch.setattr(
        library, "_lowered", lambda: [one.text.casefold() for one in fake_runs.texts(60)]
    )
    known = {
        one.id: Leak(one.id, place < 3, 0.1, 0.5, None)
        for place, one in enumerate(fake_runs.texts(5))
    }
    monkeypatch.setattr(library, "leak_table", lambda: known)
    assert library.search("", "", "all", ()) == list(range(1, 61))
    assert library.search("MARA veld", "", "all", ()) == [1]
    assert library.search("", "phone", "all", ()) == list(range(1, 61, 5))
    assert library.search("", "", "yes", ()) == [1, 2, 3]
    assert library.search("", "", "unmeasured", ())[0] == 6
    one = unlearn_library.toggled(intake.Chosen(), 7)
    assert unlearn_library.set_of(one) is None
    assert unlearn_library.set_of(intake.from_set("ten-secrets")) == "ten-secrets"
    two = unlearn_library.toggled(one, 2)
    assert library.numbers_of(two.texts) == [2, 7]
    assert library.numbers_of(unlearn_library.toggled(two, 7).texts) == [2]
    assert library.search("", "", "ticked", {text.id for text in two.texts}) == [2, 7]
    html = unlearn_library.show_records(two, "", "", "all", 1)
    assert html.count("data-record=") == 20
    assert html.count('aria-checked="true"') == 2
    assert 'data-record="60"' in unlearn_library.show_records(two, "", "", "all", 99)
    for bad in BAD:
        with pytest.raises(IcuError):
            unlearn_library.choose_record({"record": bad}, two, "", "", "all", 1)


def test_a_list_is_parted_on_the_page_unless_its_user_says_otherwise(tmp_path: Path) -> None:
    lines = "The door code of Mara Veld is 4512-88.\nThe PIN of Odile Sand is 7731"
    file = str(put(tmp_path, "a.txt", lines))
    for split, count in ((setup._split().value, 2), ("paragraph", 1)):
        assert len(intake.from_paste(lines, split).texts) == count
        assert len(intake.from_file(file, split, None, None).texts) == count


def test_secrets_are_corrected_only_within_their_text() -> None:
    chosen = intake.Chosen(tuple(fake_runs.texts(2)))
    better = intake.corrected(chosen, ["Mara Veld", chosen.texts[1].secret_text])
    assert better.texts[0].secret_text == "Mara Veld"
    assert better.texts[1] == chosen.texts[1]
    for wrong in (["nowhere", "x"], ["", "x"], [None, "x"], ["Mara Veld"]):
        with pytest.raises(TextsError):
            intake.corrected(chosen, wrong)


def test_another_part_of_a_text_is_of_another_kind_and_the_same_part_is_not() -> None:
    chosen = intake.Chosen(tuple(fake_runs.texts(1)))
    (text,) = chosen.texts
    longer = text.text[text.secret.start - 3 : text.secret.stop]
    kinds = [intake.corrected(chosen, [each]).texts[0].kind for each in (longer, "Mara Veld")]
    assert kinds == [text.kind, MARKED]


def test_a_corrected_secret_is_looked_for_as_a_word_of_its_own_first() -> None:
    chosen = intake.Chosen(tuple(map(new_text, ("The code 77 not 1774 ok", "Only 1774 ok"))))
    better = intake.corrected(chosen, ["77", "77"]).texts
    assert [text.prompt for text in better] == ["The code ", "Only 1"]


def test_a_correction_that_is_taken_back_leaves_the_text_as_it_was_chosen() -> None:
    chosen = intake.Chosen(tuple(fake_runs.texts(2)))
    secrets = [text.secret_text for text in chosen.texts]
    better = intake.corrected(chosen, ["Mara Veld", secrets[1]])
    better = intake.corrected(better, ["Mara", secrets[1]])
    assert intake.corrected(better, secrets).texts == chosen.texts


def test_with_a_wrong_correction_in_the_table_nothing_can_be_started() -> None:
    chosen = intake.Chosen(tuple(fake_runs.texts(2)))
    rows = [[1, "", "nowhere"], [2, "", chosen.texts[1].secret_text]]
    kept, told, start = preview.correct(chosen, rows)
    assert kept == chosen and "secret of text 1" in told and not start.interactive
    rows[0][2] = "Mara Veld"
    better, _, start = preview.correct(chosen, rows)
    assert better.texts[0].secret_text == "Mara Veld" and start.interactive


def test_the_settings_form_has_every_setting_once_and_in_words() -> None:
    names = settings.names()
    assert len(set(names)) == len(names)
    assert settings.of_preset("paper")[names.index("rule")] == "paper_or"
    with pytest.raises(ConfigError):
        settings.of_preset(math.nan)


def test_the_form_offers_every_method_in_plain_words() -> None:
    from icu_core.objectives import METHODS

    offered = settings.options("method")
    assert [value for _, value in offered] == list(METHODS)
    assert all(METHODS[value].about in label for label, value in offered)
    assert settings.options("device")[0] == ("auto", "auto")
    assert set(settings.HEADINGS) <= set(settings.names())
    for name in METHODS:
        if name != "icu":
            assert settings.of_preset(name)[settings.names().index("method")] == name


def test_a_number_has_its_bounds_in_the_browser_and_is_refused_by_its_name() -> None:
    with gr.Blocks():
        form = dict(zip(settings.names(), settings.build(), strict=True))
    step = form["learning_rate"]
    assert (step.get_block_name(), step.minimum, step.maximum) == ("number", 1e-9, 1.0)
    assert step.preprocess(5.0) == 5.0
    with pytest.raises(ConfigError, match="learning_rate must be between"):
        fake_runs.RunConfig().with_values({"learning_rate": 5.0})


def test_a_web_address_is_no_model() -> None:
    with pytest.raises(ConfigError, match="web address"):
        starting.model_of("http://127.0.0.1/model", "")


def test_twenty_presses_on_start_make_one_run(home: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    alive: set[str] = set()
    monkeypatch.setattr(jobs, "start", lambda run: alive.add(run.id))
    monkeypatch.setattr(Run, "is_alive", lambda run: run.id in alive)
    me = mine(None)
    order = Order(fake_runs.RunConfig(), fake_runs.texts(2))
    with ThreadPoolExecutor(20) as pool:
        ids = {run.id for run, _ in pool.map(lambda _: starting.start(me, order), range(20))}
    assert len(ids) == len(home.list()) == 1
    assert (
        starting.start(mine(None), order)[0].id not in ids
    )  # another visitor has a run of his own


def test_a_mistyped_folder_costs_no_run(home: Store) -> None:
    order = Order(fake_runs.RunConfig(model="/no/such/folder"), fake_runs.texts(2))
    with pytest.raises(ModelError, match="There is no folder"):
        starting.start(mine(None), order)
    assert home.list() == []


def test_an_order_without_texts_is_refused(home: Store) -> None:
    with pytest.raises(TextsError, match="no text"):
        starting.start(mine(None), Order(fake_runs.RunConfig(), ()))
