"""The first sight: before a run a secret that is told, after it the same question again."""

from __future__ import annotations

from dataclasses import replace

import fake_runs
import pytest

from icu_core.errors import ConfigError
from icu_core.store import Run, Store
from icu_core.texts import Span, Text
from icu_core.ui import library, live
from icu_core.ui.unlearn import estimate, intake, markup_scene, proof
from icu_core.ui.unlearn import preview as unlearn_preview
from icu_core.ui.unlearn.markup_scene import Line


def test_before_a_run_stands_a_secret_that_the_model_was_measured_to_tell() -> None:
    chosen = intake.from_set(next(iter(library.sets())))
    library.load_leaks()
    told = [each for each in chosen.texts if library.leak_table()[each.id].exact]
    scene = unlearn_preview.scene_of(chosen)
    assert f"{len(told)} of {len(chosen.texts)}" in scene
    assert told[0].secret_text in scene


def test_of_texts_that_were_not_measured_nothing_is_claimed() -> None:
    scene = unlearn_preview.scene_of(intake.Chosen(tuple(fake_runs.texts(3))))
    assert "tells" not in scene
    assert not any(text.secret_text in scene for text in fake_runs.texts(3))


def test_of_another_model_or_another_secret_in_a_record_nothing_is_claimed() -> None:
    chosen = intake.from_set(next(iter(library.sets())))
    assert "tells" not in unlearn_preview.scene_of(chosen, "owner/model")
    first = next(each for each in chosen.texts if library.leak_of(each).exact)
    other = intake.corrected(intake.Chosen((first,)), [first.text.split()[0]])
    assert "tells" in unlearn_preview.scene_of(intake.Chosen((first,)))
    assert "tells" not in unlearn_preview.scene_of(other)


def test_where_nothing_is_chosen_no_text_is_spoken_of() -> None:
    assert "these texts" not in unlearn_preview.scene_of(intake.Chosen())


def test_after_a_run_stands_what_both_models_said(home: Store) -> None:
    run = fake_runs.fake_run(home, fake_runs.texts(3), iterations=4)
    view = live.view(run)
    shown = proof.without_asking(view)
    assert shown.count(fake_runs.text(0).secret_text) == 1
    assert shown.index("! tells it") < shown.index("✓ does not tell it")


def test_a_run_that_forgot_nothing_is_not_said_to_have() -> None:
    text = fake_runs.text(0)
    shown = markup_scene.lost([Line(text, text.secret_text, text.secret_text)])
    assert shown.count("! tells it") == 2
    assert "does not tell" not in shown


def test_a_neighbour_that_was_lost_is_told_as_a_loss() -> None:
    text = fake_runs.text(1)
    kept, lost = (
        markup_scene.lost([Line(text, text.secret_text, said, is_kept=True)])
        for said in (text.secret_text, "something else")
    )
    assert "✓ still says it" in kept
    assert "! no longer says it" in lost


def test_a_model_that_was_asked_and_said_nothing_was_asked() -> None:
    text = fake_runs.text(0)
    for is_kept, told in ((False, "✓ does not tell it"), (True, "! no longer says it")):
        shown = markup_scene.lost([Line(text, text.secret_text, "", is_kept=is_kept)])
        assert told in shown and "(nothing)" in shown and "not asked" not in shown
    assert "not asked yet" in markup_scene.lost([Line(text, text.secret_text, None)])


def test_the_shown_text_stays_the_same_while_a_run_is_at_work(home: Store) -> None:
    run = fake_runs.fake_run(home, fake_runs.texts(6), iterations=5, end=None)
    view = live.view(run)
    places = {proof.place_of(replace(view, iterations=view.iterations[:n])) for n in range(1, 7)}
    assert len(places) == 1


def test_what_has_only_changed_its_words_is_not_shown_as_the_proof(home: Store) -> None:
    view = live.view(fake_runs.fake_run(home, fake_runs.texts(4), iterations=4))
    wanted = view.targets[2].id
    for score in view.iterations[-1]["scores"]:
        score["is_forgotten"] = score["id"] == wanted
    assert proof.place_of(view) == 2


def test_a_large_model_is_not_loaded_because_somebody_looks(home: Store) -> None:
    for model, is_asked in (("embedded", True), ("owner/large", False)):
        view = live.view(fake_runs.fake_run(home, model=model))
        assert bool(proof.wanted(view)) is is_asked


def took(home: Store, *, texts: int) -> Run:
    return fake_runs.fake_run(home, fake_runs.texts(texts), iterations=8)


def test_the_time_told_is_that_of_the_last_runs_here(home: Store) -> None:
    ten = fake_runs.texts(10)
    assert "No run was measured" in estimate.sentence(ten, "default", "")
    took(home, texts=10)
    prepared, each, asked = 0.4 + 0.8 + 1.1, 1.4, 1.4
    told = estimate.sentence(ten, "default", "")
    assert f"About {round(prepared + asked + 8 * each)} s" in told
    twice = [replace(one, text=one.text * 2) for one in ten]
    asked_of_them = prepared + asked + 8 * each * 2
    assert f"About {round(asked_of_them)} s" in estimate.sentence(twice, "default", "")


def test_of_much_longer_secrets_no_time_is_told_by_short_ones(home: Store) -> None:
    short, long = fake_runs.texts(4), [lengthened(one) for one in fake_runs.texts(4)]
    assert estimate.sentence(long, "default", "") == estimate.LONG
    took(home, texts=4)
    assert "About" in estimate.sentence(short, "default", "")
    assert estimate.sentence(long, "default", "") == estimate.LONG
    assert estimate.sentence(long, "default", "owner/model") == estimate.UNMEASURED
    fake_runs.fake_run(home, long, iterations=20)
    assert "20 iterations" in estimate.sentence(long, "default", "")
    assert "8 iterations" in estimate.sentence(short, "default", "")


def test_where_only_long_secrets_were_measured_it_is_not_said_that_nothing_was(
    home: Store,
) -> None:
    fake_runs.fake_run(home, [lengthened(one) for one in fake_runs.texts(4)])
    assert estimate.sentence(fake_runs.texts(4), "default", "") == estimate.UNMEASURED


def lengthened(one: Text) -> Text:
    """The same text with a secret of a paragraph."""
    more = one.prompt + " and so on" * 30
    return replace(one, text=more, secret=Span(len(one.prompt), len(more), "text"))


def test_the_small_model_and_usual_settings_are_named_only_where_they_are_chosen() -> None:
    chosen = intake.Chosen()
    assert unlearn_preview.DEFAULTS in unlearn_preview.takes(chosen, "default", " ")
    for preset, model in (("paper", ""), ("default", "owner/model")):
        assert unlearn_preview.DEFAULTS not in unlearn_preview.takes(chosen, preset, model)


def test_no_time_is_told_for_what_was_never_measured(home: Store) -> None:
    ten = fake_runs.texts(10)
    took(home, texts=10)
    assert "About" not in estimate.sentence(ten, "npo", "")
    assert "About" not in estimate.sentence(ten, "default", "owner/model")
    with pytest.raises(ConfigError, match="preset"):
        estimate.sentence(ten, "no such preset", "")
