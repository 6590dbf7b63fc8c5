"""Every objective against a value worked out by hand, and the way that it leads."""

import math
import re
from pathlib import Path

import pytest
import torch
from given_sides import Given, given
from torch import Tensor

from icu_core.config import RunConfig, choices, preset, presets
from icu_core.objectives import METHODS
from icu_core.objectives.ascent import ascent, ga_kl, grad_diff, llmu, memorise, wga
from icu_core.objectives.distillation import jensen_shannon, jensun, undial
from icu_core.objectives.icu import icu
from icu_core.objectives.preference import dpo, npo, simnpo
from icu_core.objectives.representation import rmu
from icu_core.objectives.terms import Weights, kl, log_sigmoid

COIN = torch.zeros(1, 2)  # logits of two tokens, equally likely
BIASED = torch.tensor([[math.log(3.0), 0.0]])  # three to one
COIN_TO_BIASED = 0.5 * math.log(0.5 / 0.75) + 0.5 * math.log(0.5 / 0.25)  # KL(coin || biased)
ALONE = Weights(learn=0.0, drift=0.0, npo_beta=1.0, simnpo_beta=1.0)


def leaf(*values: float) -> Tensor:
    """Values that a gradient is asked for."""
    return torch.tensor(values, requires_grad=True)


def slope(total: Tensor, values: Tensor) -> list[float]:
    """How the total changes with each of the values."""
    (found,) = torch.autograd.grad(total, values)
    return [float(each) for each in found.flatten()]


def biased_keep(nll: float = 4.0) -> Given:
    """Partners of NLL 4 on which the model has moved from a coin to three to one."""
    return given([nll], now=BIASED, then=COIN)


def test_icu_weighs_its_three_terms_and_flips_the_first() -> None:
    weights = Weights(forget=1.0, learn=0.5, drift=2.0, power=0.0)
    losses = icu(given([1.0, 3.0]), biased_keep(), weights)
    assert losses.total.item() == pytest.approx(-2.0 + 0.5 * 4.0 + 2.0 * COIN_TO_BIASED)
    assert losses.forget.item() == 2.0 and losses.learn is not None and losses.drift is not None
    assert losses.learn.item() == 4.0 and losses.drift.item() == pytest.approx(COIN_TO_BIASED)


def test_icu_pushes_a_token_with_its_probability_and_a_reached_row_not_at_all() -> None:
    nll_N = leaf(math.log(2), math.log(4), 5.0)
    side = given(nll_N, sizes=[2, 1], unreached=[1.0, 1.0, 0.0])
    total = icu(side, given(), Weights(forget=1.0)).total
    assert total.item() == pytest.approx(-(0.5 * math.log(2) + 0.25 * math.log(4)) / 3)
    assert slope(total, nll_N) == pytest.approx([-0.5 / 3, -0.25 / 3, 0.0])


def test_icu_leads_a_token_to_its_aim_from_both_sides() -> None:
    then = torch.tensor([[0.9, 0.06, 0.04]]).log()
    for now, way in (([0.9, 0.06, 0.04], 1), ([0.02, 0.58, 0.40], -1)):
        now_CV = torch.tensor([now]).log().requires_grad_()
        side = given([1.0], now=now_CV, then=then, labels=[0], aims=[math.log(10)])
        total = icu(side, given(), Weights(is_led=True)).total
        assert math.copysign(1, slope(total, now_CV)[0]) == way
    there = torch.tensor([[0.1, 0.54, 0.36]]).log().requires_grad_()
    side = given([1.0], now=there, then=then, labels=[0], aims=[math.log(10)])
    total = icu(side, given(), Weights(is_led=True)).total
    assert total.item() == pytest.approx(0.0, abs=1e-6)
    assert slope(total, there) == pytest.approx([0.0, 0.0, 0.0], abs=1e-6)


def test_icu_goes_on_where_a_token_is_rare_but_not_rare_enough() -> None:
    then = torch.tensor([[0.98, 0.01, 0.01]]).log()
    now = torch.tensor([[0.01, 0.495, 0.495]]).log().requires_grad_()
    side = given([1.0], now=now, then=then, labels=[0], aims=[10.0])
    total = icu(side, given(), Weights(is_led=True)).total
    aim = math.exp(-10)
    divergence = aim * math.log(aim / 0.01) + (1 - aim) * math.log((1 - aim) / 0.99)
    short = 10 + math.log(0.01)
    assert total.item() == pytest.approx(divergence + 0.3 * short**2 / 20, rel=1e-5)
    by_divergence = 0.01 - aim
    by_distance = 0.3 * short / 10 * (1 - 0.01)
    assert slope(total, now)[0] == pytest.approx(by_divergence + by_distance, rel=1e-4)
    assert by_distance > 10 * by_divergence


def test_icu_holds_a_token_that_may_stay_and_never_makes_one_likelier() -> None:
    then = torch.tensor([[0.9, 0.1], [0.1, 0.9]]).log()
    side = given([1.0, 1.0], now=then.clone(), then=then, labels=[0, 0], aims=[0.0, math.log(2)])
    assert icu(side, given(), Weights(is_led=True)).total.item() == pytest.approx(0.0, abs=1e-6)


def test_an_aim_is_finite_where_the_original_was_certain() -> None:
    then = torch.tensor([[60.0, 0.0, 0.0]])
    now = then.clone().requires_grad_()
    side = given([1.0], now=now, then=then, labels=[0], aims=[3.0])
    total = icu(side, given(), Weights(is_led=True)).total
    assert math.isfinite(total.item()) and all(map(math.isfinite, slope(total, now)))


def test_ascent_is_the_loss_upside_down_and_asks_no_partner() -> None:
    nll_N = leaf(1.0, 3.0)
    losses = ascent(given(nll_N), biased_keep(), Weights())
    assert losses.total.item() == -2.0 and losses.forget.item() == 2.0
    assert losses.learn is None and losses.drift is None
    assert slope(losses.total, nll_N) == [-0.5, -0.5]


def test_grad_diff_goes_up_the_targets_and_down_the_partners() -> None:
    nll_N, kept_N = leaf(1.0, 3.0), leaf(4.0)
    losses = grad_diff(given(nll_N), given(kept_N), Weights(learn=0.5))
    assert losses.total.item() == -2.0 + 0.5 * 4.0
    assert slope(losses.total, nll_N) == [-0.5, -0.5]
    losses = grad_diff(given(nll_N), given(kept_N), Weights(learn=0.5))
    assert slope(losses.total, kept_N) == [0.5]


def test_ga_kl_goes_up_the_targets_and_back_to_the_original() -> None:
    now = BIASED.clone().requires_grad_()
    losses = ga_kl(given([1.0, 3.0]), given([4.0], now=now, then=COIN), Weights(drift=2.0))
    assert losses.total.item() == pytest.approx(-2.0 + 2.0 * COIN_TO_BIASED)
    favoured, other = slope(losses.total, now)
    assert favoured > 0 > other  # down this slope both become equally likely again


def test_llmu_adds_random_answers_to_ascent_and_divergence() -> None:
    nll_N, random_N = leaf(1.0, 3.0), leaf(6.0, 2.0)
    side = given(nll_N, instead=given(random_N))
    weights = Weights(forget=0.5, random=1.0, drift=1.0)
    losses = llmu(side, biased_keep(), weights)
    assert losses.total.item() == pytest.approx(-0.5 * 2.0 + 4.0 + COIN_TO_BIASED)
    assert losses.learn is not None and losses.learn.item() == 4.0
    up, down = torch.autograd.grad(losses.total, [nll_N, random_N])
    assert up.tolist() == [-0.25, -0.25] and down.tolist() == [0.5, 0.5]


def test_wga_weighs_each_token_with_its_probability_and_not_the_weight_itself() -> None:
    nll_N = leaf(math.log(2), math.log(4))
    losses = wga(given(nll_N), given(), Weights(learn=0.0, drift=0.0, power=1.0))
    assert losses.total.item() == pytest.approx(-(0.5 * math.log(2) + 0.25 * math.log(4)) / 2)
    assert slope(losses.total, nll_N) == pytest.approx([-0.25, -0.125])


def test_npo_of_an_unchanged_model_climbs_as_fast_as_ascent() -> None:
    nll_N = leaf(1.0, 3.0)
    total = npo(given(nll_N, original=[1.0, 3.0]), given(), ALONE).total
    assert total.item() == pytest.approx(2 * math.log(2))
    assert slope(total, nll_N) == pytest.approx([-1.0, -1.0])  # that of -NLL summed over the row


def test_npo_sums_the_tokens_of_a_row_and_fades_as_it_goes() -> None:
    nll_N = leaf(1.0 + math.log(3), 3.0 + math.log(3))  # together 9 times less likely than before
    total = npo(given(nll_N, original=[1.0, 3.0]), given(), ALONE).total
    assert total.item() == pytest.approx(-2 * math.log(9 / 10))
    assert slope(total, nll_N) == pytest.approx([-0.2, -0.2])


def test_npo_averages_over_rows_however_long_they_are() -> None:
    side = given([1.0, 1.0, 1.0], original=[1.0, 1.0, 1.0 - math.log(3)], sizes=[2, 1])
    total = npo(side, given(), ALONE).total
    assert total.item() == pytest.approx(-(math.log(1 / 2) + math.log(3 / 4)))


def test_simnpo_judges_a_row_by_its_mean_beyond_the_margin() -> None:
    nll_N = leaf(1.0, 3.0)
    weights = Weights(learn=0.0, drift=0.0, simnpo_beta=2.0, simnpo_margin=2.0 - math.log(3) / 2)
    total = simnpo(given(nll_N), given(), weights).total
    assert total.item() == pytest.approx(-(2 / 2) * math.log(3 / 4))
    assert slope(total, nll_N) == pytest.approx([-0.25, -0.25])  # -2 (1 - 3/4) / 2 each


def test_dpo_compares_what_both_answers_gained() -> None:
    better_N, worse_N = leaf(2.0), leaf(1.0, 1.0)
    instead = given(better_N, original=[2.0 + math.log(2)])  # twice as likely as before
    side = given(worse_N, original=[1.0 - math.log(1.5), 1.0], instead=instead)  # 1.5 times less
    total = dpo(side, given(), ALONE).total
    assert total.item() == pytest.approx(-2 * math.log(3 / 4))
    down, up = torch.autograd.grad(total, [better_N, worse_N])
    assert down.tolist() == pytest.approx([0.5]) and up.tolist() == pytest.approx([-0.5, -0.5])


def test_dpo_sets_every_alternative_beside_its_own_target() -> None:
    instead = given([0.0, 0.0, 0.0, 0.0], original=[1.0, 2.0, 3.0, 4.0], sizes=[1, 1, 1, 1])
    side = given([0.0, 0.0], original=[0.0, 3.0], sizes=[1, 1], instead=instead)
    total = dpo(side, given(), ALONE).total
    expected = [-2 * log_sigmoid(torch.tensor(each)) for each in (1.0, 2.0, 0.0, 1.0)]
    assert total.item() == pytest.approx(float(sum(expected)) / 4)


def test_undial_imitates_the_original_without_its_first_choice() -> None:
    """Three to one for the true token, lowered by log 9: one to three, against a coin now."""
    now = COIN.clone().requires_grad_()
    weights = Weights(learn=0.0, drift=0.0, penalty=math.log(9.0))
    side = given([0.1], now=now, then=BIASED, labels=[0])
    total = undial(side, given(), weights).total
    assert total.item() == pytest.approx(math.log(2))
    true, other = slope(total, now)
    assert (true, other) == pytest.approx((0.5 - 0.25, 0.5 - 0.75))


def test_undial_at_its_aim_has_no_slope() -> None:
    now = torch.tensor([[0.0, math.log(3.0)]], requires_grad=True)
    weights = Weights(learn=0.0, drift=0.0, penalty=math.log(9.0))
    total = undial(given([0.1], now=now, then=BIASED, labels=[0]), given(), weights).total
    assert slope(total, now) == pytest.approx([0.0, 0.0], abs=1e-7)


@pytest.mark.parametrize("p", [0.5, 0.75, 0.01])
def test_jensun_is_the_divergence_from_one_word_of_the_refusal(p: float) -> None:
    middle = (1 + p) / 2
    to_model = p * math.log(p / middle) + (1 - p) * math.log(2)
    expected = 0.5 * to_model + 0.5 * math.log(1 / middle)
    refusal = leaf(-math.log(p))
    total = jensun(given([1.0], refusal=refusal), given(), ALONE).total
    assert total.item() == pytest.approx(expected)
    assert slope(total, refusal)[0] > 0  # down: the refusal becomes likely


def test_jensun_stays_between_nothing_and_log_two() -> None:
    sure = jensun(given([1.0], refusal=[0.0]), given(), ALONE).total
    never = jensun(given([1.0], refusal=[200.0]), given(), ALONE).total
    assert sure.item() == pytest.approx(0.0, abs=1e-7)
    assert never.item() == pytest.approx(math.log(2))


def test_jensen_shannon_by_hand_the_same_both_ways_and_bounded() -> None:
    half = 0.5 * (0.5 * math.log(0.5 / 0.625) + 0.5 * math.log(0.5 / 0.375))
    other = 0.5 * (0.75 * math.log(0.75 / 0.625) + 0.25 * math.log(0.25 / 0.375))
    assert jensen_shannon(COIN, BIASED).item() == pytest.approx(half + other)
    assert jensen_shannon(BIASED, COIN).item() == pytest.approx(half + other)
    apart = torch.tensor([[90.0, 0.0]]), torch.tensor([[0.0, 90.0]])
    assert jensen_shannon(*apart).item() == pytest.approx(math.log(2))


def test_rmu_is_the_squared_way_to_its_aim_and_from_where_partners_were() -> None:
    layer = torch.tensor([[3.0, 4.0]], requires_grad=True)
    keep = given([1.0], layer=torch.tensor([[1.0, 2.0]]), original_layer=torch.tensor([[1.0, 0.0]]))
    losses = rmu(given([1.0], layer=layer), keep, Weights(steering=2.0, drift=10.0))
    assert losses.total.item() == pytest.approx(((3 - 2) ** 2 + 4**2) / 2 + 10 * 2**2 / 2)
    assert slope(losses.total, layer) == pytest.approx([1.0, 4.0])  # away from here, to (2, 0)


def test_memorising_goes_down_the_targets() -> None:
    nll_N = leaf(1.0, 3.0)
    total = memorise(given(nll_N), given(), Weights()).total
    assert total.item() == 2.0 and slope(total, nll_N) == [0.5, 0.5]


def test_partners_hold_whatever_is_done_to_the_targets() -> None:
    """The same two terms beside each of these, and a weight of 0 leaves its term out."""
    targets = given([1.0], original=[1.0], refusal=[1.0], now=COIN, then=COIN, labels=[0],
                    instead=given([1.0], original=[1.0]))  # fmt: skip
    for method in (wga, npo, simnpo, dpo, undial):
        alone = method(targets, given(), Weights(learn=0.0, drift=0.0))
        beside = method(targets, biased_keep(), Weights(learn=0.5, drift=2.0))
        held = beside.total - alone.total
        assert held.item() == pytest.approx(0.5 * 4.0 + 2.0 * COIN_TO_BIASED, rel=1e-4)
        assert alone.learn is None and alone.drift is None
        learnt = method(targets, biased_keep(), Weights(learn=0.5, drift=0.0))
        near = method(targets, biased_keep(), Weights(learn=0.0, drift=2.0))
        assert learnt.drift is None and near.learn is None
        assert learnt.learn == beside.learn and near.drift == beside.drift


@pytest.mark.parametrize("name", METHODS)
def test_sides_without_rows_cost_nothing(name: str) -> None:
    losses = METHODS[name].losses(given(), given(), Weights())
    assert all(each is None or each.item() == 0.0 for each in losses)


def test_the_divergence_is_zero_for_equals_and_by_hand_for_coins() -> None:
    assert kl(BIASED, BIASED).item() == pytest.approx(0.0, abs=1e-7)
    assert kl(BIASED, COIN).item() == pytest.approx(COIN_TO_BIASED)


def test_log_sigmoid_never_overflows() -> None:
    found = log_sigmoid(torch.tensor([-1000.0, 0.0, 1000.0]))
    assert found.tolist() == pytest.approx([-1000.0, -math.log(2), 0.0])


def test_settings_offer_every_method_and_each_has_a_preset() -> None:
    assert choices("method") == tuple(METHODS)
    by_method = {preset(name).method for name in presets()}
    assert by_method == set(METHODS)
    for name in METHODS:
        if name != "icu":
            assert preset(name).method == name


def test_the_method_in_the_readme_is_the_one_that_runs() -> None:
    root = Path(__file__).resolve().parent.parent
    blocks = re.findall(r"```python\n(.*?)```", (root / "README.md").read_text("utf-8"), re.S)
    function, line = (next(b for b in blocks if mark in b) for mark in ("def wga", "Method(wga"))
    folder = root / "icu_core" / "objectives"
    assert function in (folder / "ascent.py").read_text("utf-8")
    assert line in (folder / "__init__.py").read_text("utf-8")


def test_settings_of_a_run_from_before_there_were_methods_can_be_read() -> None:
    old = RunConfig.from_json('{"seed": 8, "forget_weight": 0.5}')
    assert old.method == "icu" and old.sam_radius == 0.0 and old.seed == 8
