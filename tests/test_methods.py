"""Every method in training: it forgets, resumes bit for bit, and avoids the known mistakes."""

from collections.abc import Mapping
from functools import cache

import pytest
import tiny
import torch
from torch import Tensor

from icu_core import sides
from icu_core.config import RunConfig, preset
from icu_core.errors import ConfigError
from icu_core.models import LM, from_parts, hidden_at, last_hidden
from icu_core.objectives import METHODS
from icu_core.tokens import Tokens, encode
from icu_core.trainer import Instead, Trainer

LEARNED = 4
INSTEAD = ("0000", "not known", "a secret of others")


@cache
def memorised() -> dict[str, Tensor]:
    """Weights of a model that says the first four sentences by heart."""
    return {name: each.clone() for name, each in tiny.trained("llama").network.state_dict().items()}


def fresh(*, lora_rank: int = 0) -> LM:
    """A copy of that model."""
    network = tiny.network("llama")
    network.load_state_dict(memorised())
    if lora_rank:
        from icu_core import adapters

        adapters.add(network, lora_rank)
    return from_parts(network, tiny.tokenizer(), name="memorised", lora_rank=lora_rank)


def sides_of(lm: LM) -> tuple[list[Tokens], list[Tokens], Instead]:
    """Two targets, two partners, and what could stand in place of the targets' secrets."""
    rows = tiny.rows(lm)[:LEARNED]
    instead = {}
    for number, row in enumerate(rows[:2]):
        words = tiny.SENTENCES[number]
        head = words[: len(words) // 2]
        texts = [tiny.text(head + said, secret=said, id=f"{row.id}~{said}") for said in INSTEAD]
        instead[row.id] = [encode(text, lm) for text in texts]
    return rows[:2], rows[2:], instead


def settings(name: str, **changed: object) -> RunConfig:
    """The preset of a method, or the default for ICU, with steps that suit a tiny model."""
    base = preset("default" if name == "icu" else name)
    return base.with_values({"learning_rate": 3e-3, "push_until": "level", **changed})


def trainer(config: RunConfig, lm: LM | None = None) -> tuple[Trainer, list[Tokens], list[Tokens]]:
    """A trainer on the two targets, and its rows."""
    lm = lm or fresh()
    targets, partners, instead = sides_of(lm)
    return Trainer(lm, partners, config, targets=targets, instead=instead), targets, partners


def copied(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {name: each.clone() for name, each in tensors.items()}


def same(one: Mapping[str, Tensor], two: Mapping[str, Tensor]) -> bool:
    """Whether all weights are equal to the last bit."""
    return all(torch.equal(one[name], two[name]) for name in one)


def test_a_target_is_led_to_its_aim_and_stays_there() -> None:
    lm = fresh()
    targets, partners, _ = sides_of(lm)
    aims = {row.id: (2.0,) * len(row.secret_ids) for row in targets}
    config = preset("default").with_values({"learning_rate": 3e-3, "drift_weight": 1.0})
    work = Trainer(lm, partners, config, targets=targets, aims=aims)
    forget = [work.step(targets, partners)["forget"] for _ in range(60)]
    assert forget[0] < 0.5
    assert all(1.5 < each < 2.6 for each in forget[40:])


@pytest.mark.parametrize("name", METHODS)
def test_every_method_makes_its_targets_harder(name: str) -> None:
    work, targets, partners = trainer(settings(name))
    losses = [work.step(targets, partners) for _ in range(12)]
    assert losses[-1]["forget"] > losses[0]["forget"] + 0.05


@pytest.mark.parametrize("name", METHODS)
def test_every_method_goes_on_bit_for_bit(name: str) -> None:
    work, targets, partners = trainer(settings(name))
    work.step(targets, partners)
    groups = {group: copied(tensors) for group, tensors in work.groups().items()}
    work.step(targets[:1], partners)
    straight = copied(work.weights())

    resumed, targets, partners = trainer(settings(name))
    resumed.load(groups)
    resumed.step(targets[:1], partners)
    assert same(straight, resumed.weights())


@pytest.mark.parametrize("name", METHODS)
def test_without_targets_only_the_partners_lead_and_without_them_nothing_moves(name: str) -> None:
    work, _, partners = trainer(settings(name))
    before = copied(work.weights())
    losses = work.step([], partners)
    assert losses["forget"] == 0.0
    if not METHODS[name].partners:
        work.step([], [])
        assert same(before, work.weights())


@pytest.mark.parametrize("name", METHODS)
def test_before_the_first_step_partners_have_not_drifted(name: str) -> None:
    work, targets, partners = trainer(settings(name, drift_weight=1.0))
    drift = work.losses(targets, partners).drift
    assert drift is None or drift.item() == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize("name", [name for name in METHODS if not METHODS[name].is_reversed])
def test_a_longer_row_beside_it_changes_nothing_for_a_text(name: str) -> None:
    """Padding, which the shorter row gets beside the longer, enters no loss of any method."""
    config = settings(name, forget_on="secret")
    work, targets, _ = trainer(config)
    weights = torch.tensor([float(len(row.secret_ids)) for row in targets])
    if name in ("npo", "simnpo", "dpo", "idk"):  # they count rows
        weights = torch.ones(2)
    alone = torch.stack([work.losses([row], []).total.detach() for row in targets])
    beside = work.losses(targets, []).total
    expected = (alone * weights).sum() / weights.sum()
    assert beside.item() == pytest.approx(expected.item(), rel=1e-3, abs=1e-6)


def test_npo_and_dpo_begin_at_two_log_two_over_beta() -> None:
    """So they do with the log-probabilities of whole rows; raw logits begin anywhere."""
    for name in ("npo", "dpo", "idk"):
        work, targets, partners = trainer(settings(name, learn_weight=0.0, npo_beta=0.5))
        total = work.losses(targets, partners).total.item()
        assert total == pytest.approx(2 / 0.5 * 0.693147, rel=1e-4)


def test_dpo_makes_the_alternatives_likelier_and_not_the_labels_of_others() -> None:
    work, targets, partners = trainer(settings("dpo", learn_weight=0.0))
    _, _, instead = sides_of(work.lm)
    flat = [row for rows in instead.values() for row in rows]

    def nll(rows: list[Tokens]) -> float:
        with torch.no_grad():
            side = work._side(rows, work._reader.read(rows))
            side.is_secret_only = True
            return float(side.nll_N.mean())

    before = nll(flat), nll(targets)
    for _ in range(5):
        work.step(targets, partners)
    assert nll(flat) - before[0] < nll(targets) - before[1] - 0.1


def test_an_adapter_trains_although_logits_are_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Elsewhere LoRA with checkpointing trained nothing: the inputs had no gradient."""
    moved = []
    for chunk_bytes in (4 * tiny.VOCABULARY * 5, sides.CHUNK_BYTES):
        monkeypatch.setattr(sides, "CHUNK_BYTES", chunk_bytes)
        lm = fresh(lora_rank=4)
        base = copied({n: w for n, w in lm.network.named_parameters() if not w.requires_grad})
        work, targets, partners = trainer(settings("npo"), lm)
        before = copied(work.weights())
        for _ in range(3):
            work.step(targets, partners)
        after = work.weights()
        moved.append({name: after[name] - before[name] for name in after})
        assert all(bool(each.abs().sum() > 0) for each in moved[-1].values())
        assert same(base, dict(lm.network.named_parameters()))
    for name, change in moved[0].items():
        torch.testing.assert_close(change, moved[1][name], rtol=0.05, atol=3e-4)


@pytest.mark.parametrize("name", METHODS)
def test_every_method_goes_with_an_adapter(name: str) -> None:
    work, targets, partners = trainer(settings(name, learning_rate=1e-2), fresh(lora_rank=4))
    losses = [work.step(targets, partners) for _ in range(12)]
    assert losses[-1]["forget"] > losses[0]["forget"]


@pytest.mark.parametrize("name", [name for name in METHODS if name != "task_vector"])
def test_every_method_goes_with_sharpness(name: str) -> None:
    work, targets, partners = trainer(settings(name, sam_radius=0.05))
    losses = [work.step(targets, partners) for _ in range(12)]
    assert losses[-1]["forget"] > losses[0]["forget"]


def test_the_sharp_gradient_is_that_of_the_targets_uphill_and_of_the_partners_here() -> None:
    radius = 0.1
    work, targets, partners = trainer(settings("grad_diff", sam_radius=radius))
    weights = dict(work._weights)
    here = copied(work.weights())

    def gradient(rows: list[Tokens], others: list[Tokens]) -> dict[str, Tensor]:
        for weight in weights.values():
            weight.grad = None
        work.losses(rows, others).total.backward()  # type: ignore[no-untyped-call]
        return {n: torch.zeros_like(w) if w.grad is None else w.grad.clone()
                for n, w in weights.items()}  # fmt: skip

    climb, held = gradient(targets, []), gradient([], partners)
    length = torch.cat([each.flatten() for each in climb.values()]).norm()
    work._put({name: here[name] + radius * climb[name] / length for name in here})
    uphill = gradient(targets, [])
    work._put(here)
    for weight in weights.values():
        weight.grad = None
    losses = work._sharp_gradient(targets, partners, {})
    assert same(here, work.weights())
    for name, weight in weights.items():
        assert weight.grad is not None
        torch.testing.assert_close(weight.grad, uphill[name] + held[name], rtol=1e-3, atol=1e-5)
    assert losses.total.item() == pytest.approx(work.losses(targets, partners).total.item())


def test_a_radius_of_nothing_is_the_plain_step() -> None:
    plain, targets, partners = trainer(settings("grad_diff"))
    tiny_radius, _, _ = trainer(settings("grad_diff", sam_radius=1e-9))
    first, second = (each.step(targets, partners) for each in (plain, tiny_radius))
    assert first == pytest.approx(second, rel=1e-5)


def test_the_slider_goes_back_along_one_straight_way() -> None:
    config = settings("task_vector", vector_scale=0.5, vector_steps=3)
    work, targets, _ = trainer(config)
    start = copied(memorised())
    assert same({n: start[n] for n in work.weights()}, work.weights())
    for number in (1, 2):
        work.step(targets, [])
        for name, weight in work.weights().items():
            expected = start[name] - 0.5 * number * work._way[name]
            torch.testing.assert_close(weight, expected, rtol=1e-5, atol=1e-6)


def test_the_way_of_a_task_vector_is_that_of_memorising() -> None:
    config = settings("task_vector", vector_steps=20)
    work, targets, _ = trainer(config)
    before = work.losses(targets, []).forget.item()
    work._put({name: each + work._way[name] for name, each in work.weights().items()})
    assert work.losses(targets, []).forget.item() < before


def test_rmu_moves_nothing_above_its_layer() -> None:
    work, targets, partners = trainer(settings("rmu", rmu_layer=1))
    before = copied(work.weights())
    work.step(targets, partners)
    moved = {n for n, w in work.weights().items() if not torch.equal(w, before[n])}
    assert any("layers.0" in name for name in moved)
    assert not any("layers.1" in name for name in moved)


def test_a_layer_that_is_not_there_is_refused() -> None:
    with pytest.raises(ConfigError, match="2 blocks"):
        trainer(settings("rmu", rmu_layer=3))


@pytest.mark.parametrize("family", ["gpt_neo", "gpt2", "opt", "gpt_neox", "llama", "qwen3"])
def test_the_states_within_come_with_the_final_ones(family: str) -> None:
    lm = tiny.lm(family)
    ids_BT = torch.arange(10)[None] % tiny.VOCABULARY
    last_BTD, first_BTD = hidden_at(lm, ids_BT, torch.ones_like(ids_BT), layer=1)
    assert torch.equal(last_BTD, last_hidden(lm, ids_BT, torch.ones_like(ids_BT)))
    assert first_BTD.shape == (1, 10, 32) and not torch.equal(first_BTD, last_BTD)
