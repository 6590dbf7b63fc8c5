"""Attacks that change weights, by rounding and by training again, and put them back."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
import small_town as town
import torch
from attacking import QUICK, Attack, do, measure, weights

from icu_core.attacks import asking, harmless, relearning, rounding, tuning
from icu_core.attacks.asking import ask_all, of_each
from icu_core.attacks.shape import AUDITED, GOLD, Material, Stopped
from icu_core.decoding import teacher_forced
from icu_core.models import LM
from icu_core.tokens import encode

pytestmark = pytest.mark.usefixtures("untouched")


def test_rounding_goes_to_the_nearest_step_of_its_group() -> None:
    """Three bits: steps -3..3 of a third of the largest weight; groups of two."""
    weight = torch.tensor([[3.0, 1.4, 0.6, -0.1]])
    found = rounding.nearest(weight, bits=3, group=2)
    assert torch.allclose(found, torch.tensor([[3.0, 1.0, 0.6, -0.2 * 0]]))


def test_rounded_weights_are_put_back_even_after_an_error() -> None:
    lm = town.original()
    before = weights(lm)
    with pytest.raises(ZeroDivisionError), rounding.rounded(lm, bits=4):
        changed = [k for k, v in lm.network.state_dict().items() if not torch.equal(v, before[k])]
        assert changed and not any("embed" in name or "norm" in name for name in changed)
        raise ZeroDivisionError


def test_weights_that_lie_on_the_steps_are_steady() -> None:
    table = do(rounding.rounding, town.original())
    assert (measure(table, "int8: steadiness, Q")[AUDITED] or 0) > 0.98
    fine = rounding.nearest(torch.tensor([[1.0, -1.0, 0.0, 1.0]]), bits=2)
    assert torch.equal(fine, torch.tensor([[1.0, -1.0, 0.0, 1.0]]))


def test_lessons_are_learnt_and_forgotten_again() -> None:
    lm, text = town.gold(), town.targets()[0]
    before = ask_all(lm, [text])[0].nll
    with tuning.tuning(lm, [encode(text, lm)], QUICK) as teach:
        teach(20)
        assert ask_all(lm, [text])[0].nll < before / 2
    assert ask_all(lm, [text])[0].nll == before


def test_a_lesson_counts_every_token_once_whatever_the_length_of_its_text() -> None:
    lm = town.gold()
    rows = [encode(text, lm) for text in town.targets()[:3]]
    rows[0] = replace(rows[0], ids=rows[0].ids[:5])
    nll = torch.cat([told.nll_T for told in teacher_forced(lm, rows)])
    loss = tuning._loss(lm, rows, list(lm.network.parameters()))
    assert len(nll) == sum(len(row.ids) - row.first for row in rows)
    assert loss.item() == pytest.approx(nll.mean().item(), rel=1e-5) and loss.requires_grad


def test_lessons_that_break_off_leave_nothing() -> None:
    lm = town.gold()
    with pytest.raises(Stopped), tuning.tuning(lm, [encode(town.targets()[0], lm)], QUICK) as teach:
        teach(2)
        raise Stopped


def test_the_step_size_is_that_of_the_recipes() -> None:
    class Counted:
        def __init__(self, count: float) -> None:
            self.network = self
            self.count = int(count)

        def parameters(self) -> list[Counted]:
            return [self]

        def numel(self) -> int:
            return self.count

    for count, rate in ((3.1e6, 1e-4), (125e6, 2e-5), (1.3e9, 1e-5)):
        assert tuning.rate_for(Counted(count)) == pytest.approx(rate, rel=0.3)  # type: ignore[arg-type]


def test_relearning_tests_every_text_without_having_taught_it() -> None:
    table = do(relearning.relearning, town.gold())
    assert set(table.targets[AUDITED]) == {text.id for text in town.targets()}
    assert set(table.controls[AUDITED]) == {text.id for text in town.controls()}
    assert not any(trace.said for trace in table.targets[AUDITED].values())
    assert measure(table, "likeness to gold, R")[AUDITED] == 1.0
    assert measure(table, "recovered")[AUDITED] == pytest.approx(0.0, abs=0.1)


def test_one_secret_has_no_two_halves() -> None:
    one = Material((town.record(0), town.record(0, wording=1)), town.controls())
    assert "no two halves" in do(relearning.relearning, town.original(), one).skipped


def test_harmless_training_never_shows_a_secret() -> None:
    table = do(harmless.harmless, town.gold())
    assert measure(table, "taught texts, probability per token")[AUDITED] is not None
    spoilt = Material(town.targets(), town.controls(), neighbours=town.targets())
    assert do(harmless.harmless, town.gold(), spoilt).skipped


@pytest.mark.parametrize("attack", [relearning.relearning, harmless.harmless])
def test_lessons_say_how_far_they_are_and_never_go_back(attack: Attack) -> None:
    seen: list[tuple[int, int]] = []
    models = town.models(town.original())
    attack(models, town.material(), QUICK, lambda step, of: seen.append((step, of)))
    (of,) = {of for _, of in seen}
    assert [step for step, _ in seen] == [*range(of)] and of % QUICK.relearn_steps == 0


def test_a_watch_can_stop_an_attack() -> None:
    def stop(*_: object) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        relearning.relearning(town.models(town.original()), town.material(), QUICK, stop)


@pytest.mark.usefixtures("two_threads")
def test_a_stop_in_the_middle_of_lessons_of_two_models_leaves_both_as_they_were() -> None:
    """Which `untouched` sees; neither is still at work when the stop is heard."""
    looks = iter(range(7))

    def stop_later(*_: object) -> None:
        if next(looks, None) is None:
            raise Stopped

    with pytest.raises(Stopped):
        relearning.relearning(town.models(town.broken()), town.material(), QUICK, stop_later)


@pytest.mark.usefixtures("two_threads")
@pytest.mark.parametrize("attack", [rounding.rounding, relearning.relearning])
def test_two_models_side_by_side_say_what_they_say_in_turn(attack: Attack) -> None:
    found = do(attack, town.broken())
    torch.set_num_threads(1)
    alone = do(attack, town.broken())
    for model, traces in alone.targets.items():
        for label, trace in traces.items():
            assert found.targets[model][label].value == pytest.approx(trace.value, rel=1e-3)


@pytest.mark.usefixtures("two_threads")
def test_models_have_their_turns_where_two_at_once_would_harm(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One that comes twice, whose weights are changed meanwhile; large ones, for their memory."""
    at_work: list[LM] = []

    def most(lm: LM) -> int:
        at_work.append(lm)
        time.sleep(0.2)
        count = len(at_work)
        at_work.remove(lm)
        return count

    two = {AUDITED: town.original(), GOLD: town.gold()}
    assert max(of_each(most, two).values()) == 2
    assert of_each(most, {AUDITED: town.gold(), GOLD: town.gold()}) == {AUDITED: 1, GOLD: 1}
    monkeypatch.setattr(asking, "LARGE", 1_000)
    assert of_each(most, two) == {AUDITED: 1, GOLD: 1}
