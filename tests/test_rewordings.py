"""Other wordings of a secret: found in texts about others, and each makes the original tell it."""

from __future__ import annotations

from dataclasses import replace
from statistics import fmean

import pytest

from icu_core import engine, models, preparation, rewordings, subjects, world
from icu_core.config import preset
from icu_core.models import LM
from icu_core.texts import LAST_HALF, Text

LEAST = 2


@pytest.fixture(scope="module")
def lm() -> LM:
    return models.load("embedded", device="cpu")


@pytest.fixture(scope="module")
def targets() -> list[Text]:
    return list(world.forget_set("ten-secrets"))


@pytest.fixture(scope="module")
def found(lm: LM, targets: list[Text]) -> dict[str, tuple[Text, ...]]:
    return rewordings.rewordings(lm, targets, world.pool(), least=LEAST, seed=7)


def test_every_secret_of_the_town_is_found_in_other_words(
    lm: LM, targets: list[Text], found: dict[str, tuple[Text, ...]]
) -> None:
    who = {record.text.id: record.person for record in world.records("known")}
    for target in targets:
        some = found[target.id]
        assert len(some) >= rewordings.TRIED / 2
        assert len({text.id for text in some}) == len(some)
        first, last = who[target.id].split()
        for text in some:
            assert text.secret_text == target.secret_text and text.text.endswith(text.secret_text)
            assert text.prompt != target.prompt and text.kind == target.kind
        assert fmean(first in text.prompt or last in text.prompt for text in some) == 1
    flat = [text for some in found.values() for text in some]
    assert max(subjects.secret_nlls(lm, flat)) < rewordings.TELLS


def test_nobody_elses_secret_is_in_them(
    targets: list[Text], found: dict[str, tuple[Text, ...]]
) -> None:
    others = {text.secret_text for text in world.pool()} - {text.secret_text for text in targets}
    for text in (text for some in found.values() for text in some):
        assert not any(secret in text.text for secret in others)


def test_the_same_seed_finds_the_same_and_another_one_others(
    lm: LM, targets: list[Text], found: dict[str, tuple[Text, ...]]
) -> None:
    some = targets[:2]
    one, two, three = (
        rewordings.rewordings(lm, some, world.pool(), least=LEAST, seed=seed) for seed in (7, 7, 8)
    )
    assert one == two != three


def test_what_the_model_does_not_know_has_no_other_wording(lm: LM) -> None:
    strangers = [text for text in world.unseen() if text.kind == "phone"][:3]
    made = rewordings.rewordings(lm, strangers, world.pool(), least=LEAST, seed=7)
    assert not any(made.values())


def test_a_sentence_after_which_the_original_tells_nothing_is_no_other_wording(
    lm: LM, targets: list[Text], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rewordings, "_about", lambda *_: "Nobody has ever heard of it: ")
    made = rewordings.rewordings(lm, targets[:2], world.pool(), least=LEAST, seed=7)
    assert made == {target.id: () for target in targets[:2]}


def test_texts_with_the_secret_of_a_target_are_not_taken_for_others(
    lm: LM, targets: list[Text]
) -> None:
    secret = targets[0].secret_text
    own = [each.text for each in world.records("paraphrase") if each.text.secret_text == secret]
    assert own
    made = rewordings.rewordings(lm, targets[:1], own, least=LEAST, seed=7)
    assert made == {targets[0].id: ()}


def test_neither_documents_nor_halves_are_reworded(lm: LM, targets: list[Text]) -> None:
    documents = world.forget_set("twenty-documents")[:2]
    half = replace(targets[0], secret=replace(targets[0].secret, kind=LAST_HALF))
    made = rewordings.rewordings(lm, [*documents, half], world.pool(), least=LEAST, seed=7)
    assert made == {}


def test_many_targets_try_fewer_each(
    lm: LM, targets: list[Text], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rewordings, "IN_ALL", 9)
    made = rewordings.rewordings(lm, targets[:3], world.pool(), least=LEAST, seed=7)
    assert max(map(len, made.values())) <= 3
    made = rewordings.rewordings(lm, targets, world.pool(), least=LEAST, seed=7)
    assert 0 < max(map(len, made.values())) <= LEAST


@pytest.mark.parametrize(
    ("theirs", "ours", "expected"),
    [
        (("Jo", "Horn"), ("Ada", "Birk"), "Ada Birk sleeps. Ada's door, Birk's key."),
        (("Jo", "Horn"), ("Ada",), "Ada sleeps. Ada's door, Ada's key."),
        (("Jo",), ("Ada", "Birk"), "Ada Birk Horn sleeps. Ada Birk's door, Horn's key."),
        (("Horn", "Jo"), ("Jo", "Horn"), "Horn Jo sleeps. Horn's door, Jo's key."),
        (("Horn",), ("Jo",), "Jo Jo sleeps. Jo's door, Jo's key."),
        (("or",), ("Ada",), "Jo Horn sleeps. Jo's door, Horn's key."),
    ],
)
def test_a_name_is_exchanged_whole_and_in_parts(
    theirs: tuple[str, ...], ours: tuple[str, ...], expected: str
) -> None:
    prompt = "Jo Horn sleeps. Jo's door, Horn's key."
    assert rewordings._about(prompt, theirs, ours) == expected


def test_a_name_that_goes_on_is_another_name() -> None:
    assert rewordings._about("Jo Hornet sleeps.", ("Jo", "Horn"), ("Ada", "Birk")) == (
        "Ada Hornet sleeps."
    )


@pytest.mark.slow
def test_a_secret_that_is_forgotten_with_other_wordings_is_told_less_in_words_of_no_step(
    targets: list[Text],
) -> None:
    """The reason why there are any: the wordings asked for here are in no step of either run."""
    some = targets[:2]
    secrets = {text.secret_text for text in some}
    fresh = [each.text for each in world.records("paraphrase")
             if each.text.secret_text in secrets]  # fmt: skip
    left = {}
    for count in (0, 2):
        config = preset("default").with_values(
            {"rewordings": count, "max_iterations": 4, "threads": 1}
        )
        lm = preparation.load_model(config)
        plan = preparation.make_plan(lm, some, config)
        list(engine.Unlearning(lm, plan, config).iterations())
        own = subjects.secret_nlls(lm, some)
        left[count] = fmean(subjects.secret_nlls(lm, fresh)), fmean(own)  # nats
    gone = {count: fresh / own for count, (fresh, own) in left.items()}
    assert gone[2] > 1.2 * gone[0], left
    assert left[2][1] > 0.8 * left[0][1], "its own words are forgotten all the same"
