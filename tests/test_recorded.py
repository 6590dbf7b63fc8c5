"""What gold models answered beforehand stands where they would have been asked."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path

import pytest
import small_town as town
from attacking import QUICK

from icu_core import models, world
from icu_core.attacks.shape import AUDITED, GOLD, Material, Models, Settings, Table
from icu_core.auditing import case, inquiry, recorded

NEAR = 2e-3
"""Another processor adds up otherwise, and a lesson multiplies what that makes of the weights."""


def tried(name: str, lms: Models) -> Table:
    return inquiry.BATTERY[name](lms, town.material(), QUICK, lambda *_: None)


@pytest.mark.parametrize("name", recorded.NAMES)
def test_gold_put_beside_is_gold_asked(name: str) -> None:
    lms = town.models(town.original())
    asked = tried(name, lms)
    gold = tried(name, Models(town.gold()))
    beside = recorded.beside_gold(tried(name, replace(lms, gold=None)), gold)
    assert beside.notes == (*asked.notes, recorded.ASKED_BEFORE)
    assert beside.targets.keys() == asked.targets.keys()
    for one, other in ((beside.targets, asked.targets), (beside.controls, asked.controls)):
        for label, trace in other[GOLD].items():
            assert one[GOLD][label].said == trace.said
            assert one[GOLD][label].value == pytest.approx(trace.value, abs=1e-5)
    for ours, theirs in zip(beside.measures, asked.measures, strict=True):
        assert ours.name == theirs.name and (ours.gold is None) == (theirs.gold is None)
        assert ours.gold == pytest.approx(theirs.gold, abs=1e-4)
        assert ours.audited == pytest.approx(theirs.audited, abs=1e-4)
    assert [[*each.lines] for each in beside.curves] == [[*each.lines] for each in asked.curves]


@cache
def gold_of(name: str) -> tuple[models.LM, Material]:
    """A gold model of the world, and the texts of an audit of its set."""
    lm = models.load(str(world.gold_path(name)), device="cpu")
    made = case.make("embedded", world.forget_set(name), settings=Settings())
    return lm, inquiry.fit(made.material, lm)[0]


@pytest.mark.parametrize("name", world.forget_sets())
def test_every_named_set_has_all_of_its_answers(name: str) -> None:
    """If not: `python -m icu_core bench gold`."""
    lm, material = gold_of(name)
    known = recorded.of_gold(inquiry.hash_of(lm), material, Settings())
    assert [*known] == [*recorded.NAMES]
    for changed in (replace(Settings(), seed=8), replace(Settings(), samples=20)):
        assert not recorded.of_gold(inquiry.hash_of(lm), material, changed)
    other = replace(material, controls=material.controls[1:])
    assert not recorded.of_gold(inquiry.hash_of(lm), other, Settings())
    assert not recorded.of_gold("another", material, Settings())


QUICKLY = [("one-person", "prefixes"), ("one-person", "rounding")]


@pytest.mark.parametrize(
    ("of", "name"),
    [
        pytest.param(*each, marks=() if each in QUICKLY else pytest.mark.slow)
        for each in product(world.forget_sets(), recorded.NAMES)
    ],
)
def test_gold_still_answers_so(of: str, name: str) -> None:
    """If not, raise `recorded.VERSION` and ask anew: `python -m icu_core bench gold`."""
    lm, material = gold_of(of)
    then = recorded.of_gold(inquiry.hash_of(lm), material, Settings())[name]
    now = inquiry.BATTERY[name](Models(lm), material, Settings(), lambda *_: None)
    for before, after in ((then.targets, now.targets), (then.controls, now.controls)):
        assert before.keys() == after.keys()
        for label, trace in after.get(AUDITED, {}).items():
            assert before[AUDITED][label].value == pytest.approx(trace.value, abs=NEAR, rel=0.02)
    assert then.skipped == now.skipped
    assert [each.name for each in then.measures] == [each.name for each in now.measures]


def test_an_audit_asks_no_gold_whose_answers_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lms, material = town.models(town.original()), town.material()
    settings = replace(QUICK, level="attack")
    weights = inquiry.hash_of(town.gold())
    answers = (
        (recorded.key(name, weights, material, settings), tried(name, Models(town.gold())))
        for name in ("prefixes", "tries")
    )
    recorded.write(tmp_path / "attacks.jsonl", answers)
    monkeypatch.setattr(recorded, "FILE", tmp_path / "attacks.jsonl")
    met: dict[str, bool] = {}

    def watched(name: str) -> inquiry.Attack:
        def attack(models: Models, *rest: object) -> Table:
            met[name] = models.gold is not None
            return asked(models, *rest)  # type: ignore[arg-type]

        asked = inquiry.BATTERY[name]
        return attack

    wanted = ("asked", "line_up", "prefixes", "openings", "tries")
    monkeypatch.setattr(inquiry, "BATTERY", {name: watched(name) for name in wanted})
    monkeypatch.setattr(inquiry, "names", lambda _: wanted)
    found = {table.name: table for table in inquiry.inquire(lms, material, settings)}
    assert met == {name: name not in ("prefixes", "tries") for name in wanted}
    assert all(GOLD in table.targets for table in found.values())
    assert [name for name in wanted if recorded.ASKED_BEFORE in found[name].notes] == [
        "prefixes",
        "tries",
    ]


@pytest.mark.parametrize("content", ["", "[]\n", '["' + "0" * 64 + '", {}]\n', "\x00\n", "{"])
def test_answers_that_cannot_be_read_are_asked_for(content: str, tmp_path: Path) -> None:
    (tmp_path / "attacks.jsonl").write_text(content)
    assert recorded.read(tmp_path / "attacks.jsonl", ["0" * 64]) == {}
    assert recorded.read(tmp_path / "none.jsonl", ["0" * 64]) == {}


def test_a_model_on_a_gpu_is_asked() -> None:
    class OnGpu:
        class device:  # noqa: N801  an attribute of a model
            type = "cuda"

    lms = Models(town.original(), gold=OnGpu())  # type: ignore[arg-type]
    assert inquiry._recorded(lms, town.material(), Settings()) == {}
