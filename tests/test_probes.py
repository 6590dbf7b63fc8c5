"""What the lessons ask models: the embedded one gives its secrets away, and no stranger's."""

from __future__ import annotations

from pathlib import Path

import pytest

from icu_core import work, world
from icu_core.store import Store
from icu_core.texts import Span, Text
from icu_core.ui import live
from icu_core.ui.learn import experiments, lanes, probes, races
from icu_core.ui.learn.learner import Learner
from icu_core.ui.learn.lessons import ATTACKS, LESSONS

pytestmark = pytest.mark.skipif(
    not (world.MODEL_PATH / "model.safetensors").is_file(), reason="the world is not built"
)


def test_every_trick_is_described_and_every_description_is_a_trick() -> None:
    assert [each.name for each in ATTACKS] == list(probes.TRICKS)


def test_wordings_tell_the_same_secret_of_the_same_person() -> None:
    for subject in (*probes.subjects(), *probes.strangers()):
        assert subject.wordings
        assert subject.text not in subject.wordings
        assert all(each.kind == subject.text.kind for each in subject.wordings)
        secret = subject.text.secret_text
        assert all(each.secret_text == secret for each in subject.wordings)
        assert secret not in subject.neighbour.text


def test_strangers_are_people_whom_the_model_never_met() -> None:
    known = {record.person for name in ("known", "kept") for record in world.records(name)}
    kinds = [subject.text.kind for subject in probes.subjects()]
    assert [stranger.text.kind for stranger in probes.strangers()] == kinds
    assert not known & {stranger.person for stranger in probes.strangers()}


def test_words_before_a_text_move_its_secret_along() -> None:
    text = Text("t", "The code is 4071.", Span(12, 16, "code"))
    behind = probes._behind("Look here.", text)
    assert behind.text == "Look here. The code is 4071."
    assert behind.secret_text == "4071"


@pytest.mark.parametrize("name", list(probes.TRICKS))
def test_tricks_get_secrets_out_of_the_original_and_hardly_any_of_strangers(name: str) -> None:
    before, strangers = experiments._controls(name)
    hits, tries = (sum(getattr(one, part) for one in before) for part in ("hits", "tries"))
    at_least = 1 if name == "shown" else tries / 2  # it has never read two records in a row
    assert hits >= at_least > 0
    lucky = 1 if name == "opening" else 0  # told half of an illness, anybody may guess the rest
    assert sum(one.hits for one in strangers) <= lucky


@pytest.mark.slow
def test_the_lane_that_stops_in_time_stands_at_the_line(tmp_path: Path) -> None:
    """With the model that ships: its lessons were wrong before, after it had been built anew."""
    run = Store(tmp_path).create(races.config_of("refined"), races.secrets(), name="Stopping")
    work.do(run)
    lane = lanes.lane_of("refined", live.view(run))
    assert (lane.status, lane.forgotten, lane.kept) == ("finished", 4, lane.neighbours)
    assert not any(bar.is_far for bar in lane.bars)


@pytest.mark.slow
def test_stopping_alone_spares_others_and_keeps_secrets_nearer_to_the_line(tmp_path: Path) -> None:
    """Lesson 4 as it is run: its two lanes differ in one setting."""
    made = []
    for name in next(each for each in LESSONS if each.experiment == "stop").methods:
        run = Store(tmp_path).create(races.config_of(name), races.secrets(), name=name)
        work.do(run)
        lane, path = lanes.lane_of(name, live.view(run)), run.result_path()
        assert path is not None and lane.forgotten == 4
        made.append((lane, probes.known(probes.load(path), world.pool()[::16])))
    (pushed, fewer), (stopped, more) = made
    far = [sum(bar.is_far for bar in lane.bars) for lane in (pushed, stopped)]
    assert far[0] == 4 and far[1] <= 2
    assert stopped.number < pushed.number
    assert more.hits > fewer.hits


def test_asking_ends_with_the_secret_word_for_word() -> None:
    steps = list(experiments.asked(Learner(turn=1)))
    own, new, stranger = steps[-1]
    assert own.is_told and own.is_done
    assert new.text != own.text
    assert not stranger.is_told
    assert len(steps) == sum(len(each.pieces) for each in steps[-1]) + 1
    assert all(0 < piece.probability <= 1 for each in steps[-1] for piece in each.pieces)


def test_each_time_somebody_else_is_asked_about() -> None:
    people = [experiments.question(Learner(turn=turn)) for turn in range(1, 6)]
    assert len(set(people[:4])) == 4
    assert people[4] == people[0] == experiments.question(Learner())
