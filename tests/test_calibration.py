"""The never-seen level: what was measured when the world was built is what is measured now."""

from statistics import fmean

import pytest

from icu_core import calibration, config, leaks, models, world
from icu_core.calibration import EL_TEXTS, UNSEEN_TEXTS, calibrate, evenly
from icu_core.models import LM
from icu_core.scores import score
from icu_core.tokens import encode

FEW = 4  # texts that are decoded again to check the table


@pytest.fixture(scope="module")
def lm() -> LM:
    return models.load("embedded", device="cpu")


def test_the_shipped_table_is_of_these_weights_and_says_what_decoding_says(lm: LM) -> None:
    weights, texts = leaks.hash_of_weights(world.MODEL_PATH), leaks.hash_of_texts(world.unseen())
    table = leaks.read(world.UNSEEN_LEAKS, weights=weights, texts=texts)
    assert table is not None and len(table) == len(world.unseen())
    some = evenly(world.unseen(), FEW)
    rows = [encode(text, lm) for text in some]
    for text, each in zip(some, score(lm, rows), strict=True):
        assert table[text.id].el == pytest.approx(each.el, abs=1e-4), "the table is rounded"


def test_the_level_of_el_is_the_mean_of_the_table_and_nothing_is_decoded(
    lm: LM, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calibration, "score", None)
    targets = world.forget_set("ten-secrets")
    found = calibrate(lm, targets, {}, world.unseen(), config.preset("default"))
    weights, texts = leaks.hash_of_weights(world.MODEL_PATH), leaks.hash_of_texts(world.unseen())
    table = leaks.read(world.UNSEEN_LEAKS, weights=weights, texts=texts) or {}
    kinds = {text.kind for text in targets}
    strangers = evenly([text for text in world.unseen() if text.kind in kinds], UNSEEN_TEXTS)
    assert found.levels[""].el == pytest.approx(fmean(table[text.id].el or 0 for text in strangers))
    assert found.levels[""].n == len(strangers)
    assert found.marks.keys() == found.aims.keys() == {text.id for text in targets}


def test_other_wordings_are_led_to_the_mark_of_their_target(lm: LM) -> None:
    target, other = (
        next(text for text in world.forget_set("ten-secrets") if text.kind == kind)
        for kind in ("door", "phone")
    )
    record = next(each.text for each in world.records("paraphrase")
                  if each.text.secret_text == target.secret_text)  # fmt: skip
    found = calibrate(
        lm, [target, other], {target.id: [record]}, world.unseen(), config.preset("default")
    )
    assert found.marks.keys() == {target.id, other.id}
    assert found.aims.keys() == {target.id, other.id, record.id}
    assert len(found.aims[record.id]) == len(encode(record, lm).secret_ids)
    assert fmean(found.aims[record.id]) == pytest.approx(fmean(found.aims[target.id]), rel=0.25)


@pytest.mark.parametrize("values", [{"el_n": 3}, {"el_prefixes": "last50"}])
def test_other_settings_than_the_tables_are_decoded(
    lm: LM, monkeypatch: pytest.MonkeyPatch, values: dict[str, object]
) -> None:
    asked = []

    def counted(lm: LM, rows: list[object], **settings: object) -> list[object]:
        asked.append(len(rows))
        return score(lm, rows[:1], **settings)  # type: ignore[arg-type]

    monkeypatch.setattr(calibration, "score", counted)
    targets = world.forget_set("ten-secrets")
    calibrate(lm, targets, {}, world.unseen(), config.preset("default").with_values(values))
    assert asked and 1 < asked[0] <= EL_TEXTS


def test_evenly_takes_from_the_first_to_the_last() -> None:
    assert evenly(range(10), 4) == range(0, 10, 3)
    assert evenly(range(3), 4) == range(3)
