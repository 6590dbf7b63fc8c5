"""The contrastive objective against values worked out by hand."""

import math

import pytest
import torch

from icu_core.models import Head
from icu_core.objectives import icu

WEIGHTS = {"forget_weight": 1.0, "learn_weight": 0.5, "drift_weight": 1.0}


def coin() -> tuple[torch.Tensor, Head]:
    """One hidden state, and a head that finds both of two tokens equally likely."""
    return torch.ones(1, 2), Head(torch.ones(2, 2))


def test_nll_of_a_coin_flip_is_log_two() -> None:
    hidden, head = coin()
    assert icu.token_nll(hidden, torch.tensor([1]), head).item() == pytest.approx(math.log(2))


def test_kl_of_a_model_with_itself_is_zero() -> None:
    hidden, head = torch.randn(5, 4), Head(torch.randn(7, 4))
    assert icu.token_kl(hidden, hidden, head, head).abs().max() < 1e-6


def test_kl_from_a_coin_to_a_three_to_one_coin() -> None:
    original, head = coin()
    biased = Head(torch.tensor([[math.log(3.0), 0.0], [0.0, 0.0]]))
    expected = 0.5 * math.log(0.5 / 0.75) + 0.5 * math.log(0.5 / 0.25)
    assert icu.token_kl(torch.ones(1, 2), original, biased, head).item() == pytest.approx(expected)


def test_the_total_weighs_the_three_terms_and_flips_the_first() -> None:
    losses = icu.icu_losses(
        forget_nll_N=torch.tensor([1.0, 3.0]),
        forget_push_N=torch.ones(2),
        learn_nll_N=torch.tensor([4.0]),
        drift_kl_N=torch.tensor([0.25, 0.75]),
        **WEIGHTS,
    )
    assert losses.total.item() == pytest.approx(-2.0 + 0.5 * 4.0 + 0.5)


def test_without_a_counted_token_everything_is_zero_and_nothing_moves() -> None:
    hidden = torch.zeros(0, 4, requires_grad=True)
    head = Head(torch.randn(7, 4, requires_grad=True))
    none = icu.token_nll(hidden, torch.zeros(0, dtype=torch.long), head)
    drift = icu.token_kl(hidden, hidden.detach(), head, head.frozen())
    losses = icu.icu_losses(
        forget_nll_N=none, forget_push_N=none, learn_nll_N=none, drift_kl_N=drift, **WEIGHTS
    )
    assert losses.total.item() == 0.0


def test_a_step_down_the_total_makes_targets_harder_and_partners_easier() -> None:
    torch.manual_seed(0)
    hidden_f, hidden_l = torch.randn(6, 8), torch.randn(6, 8)
    labels = torch.arange(6)
    weight = torch.randn(9, 8, requires_grad=True)
    head, then = Head(weight), Head(weight).frozen()

    def terms() -> icu.Losses:
        return icu.icu_losses(
            forget_nll_N=icu.token_nll(hidden_f, labels, head),
            forget_push_N=torch.ones(6),
            learn_nll_N=icu.token_nll(hidden_l, labels, head),
            drift_kl_N=icu.token_kl(hidden_l, hidden_l, head, then),
            **WEIGHTS,
        )

    before = terms()
    before.total.backward()  # type: ignore[no-untyped-call]
    with torch.no_grad():
        assert weight.grad is not None
        weight -= 1e-2 * weight.grad
    after = terms()
    assert after.forget > before.forget
    assert after.learn < before.learn


def test_chunks_change_neither_values_nor_gradients(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.manual_seed(0)
    hidden, labels = torch.randn(37, 8), torch.randint(0, 11, (37,))
    results = []
    for chunk_bytes in (4 * 11 * 5, icu.CHUNK_BYTES):
        monkeypatch.setattr(icu, "CHUNK_BYTES", chunk_bytes)
        state = hidden.clone().requires_grad_()
        weight = torch.linspace(-1, 1, 88).view(11, 8).requires_grad_()
        head = Head(weight)
        then = Head(torch.linspace(1, -1, 88).view(11, 8))
        nll = icu.token_nll(state, labels, head)
        kl = icu.token_kl(state, hidden, head, then)
        (nll.sum() + kl.sum()).backward()  # type: ignore[no-untyped-call]
        results.append((nll.detach(), kl.detach(), state.grad, weight.grad))
    for small, whole in zip(*results, strict=True):
        torch.testing.assert_close(small, whole, rtol=1e-5, atol=1e-6)


def test_a_token_is_pushed_with_its_probability_to_the_power() -> None:
    nll = -torch.tensor([0.5, 0.25]).log()
    assert icu.push(nll, [2], [math.inf], power=1.0).tolist() == pytest.approx([0.5, 0.25])
    assert icu.push(nll, [2], [math.inf], power=0.5).tolist() == pytest.approx([0.5**0.5, 0.5])
    assert icu.push(nll, [2], [math.inf], power=0.0).tolist() == [1.0, 1.0]


def test_a_row_at_its_mark_is_pushed_no_further() -> None:
    nll = torch.tensor([1.0, 3.0, 1.0, 2.0])
    assert icu.push(nll, [2, 2], [2.0, 2.0], power=0.0).tolist() == [0.0, 0.0, 1.0, 1.0]


def test_only_what_is_pushed_enters_the_total() -> None:
    losses = icu.icu_losses(
        forget_nll_N=torch.tensor([1.0, 3.0]),
        forget_push_N=torch.tensor([1.0, 0.0]),
        learn_nll_N=torch.zeros(1),
        drift_kl_N=torch.zeros(1),
        **WEIGHTS,
    )
    assert losses.forget.item() == 2.0 and losses.total.item() == pytest.approx(-0.5)
