"""Two workers give what one gives, to the last bit, and gradients reach where they should."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from icu_core.workers import learn_side_by_side, padded, shares, side_by_side, together

CPU = torch.device("cpu")


@pytest.fixture(params=[1, 2])
def threads(request: pytest.FixtureRequest) -> Iterator[int]:
    before = torch.get_num_threads()
    torch.set_num_threads(request.param)
    yield request.param
    torch.set_num_threads(before)


@pytest.mark.usefixtures("threads")
def test_what_is_found_comes_in_the_order_of_the_parts() -> None:
    assert side_by_side(lambda part: part * 2, range(5), device=CPU) == [0, 2, 4, 6, 8]
    assert together(lambda: "one", lambda: 2, device=CPU) == ("one", 2)


def test_two_parts_are_computed_at_the_same_time(threads: int) -> None:
    meeting = threading.Barrier(threads, timeout=20)
    side_by_side(
        lambda _: meeting.wait(), [1, 2], device=CPU
    )  # with one alone the barrier would break


@pytest.mark.usefixtures("threads")
def test_an_error_of_a_part_is_the_callers() -> None:
    with pytest.raises(ZeroDivisionError):
        side_by_side(lambda part: 1 / part, [1, 0], device=CPU)


@pytest.mark.usefixtures("two_threads")
def test_an_error_is_heard_when_nobody_is_at_work_any_more() -> None:
    """Else a lesson would still change a model that its owner believes to be as it was."""
    is_begun, said = threading.Event(), []

    def work(part: int) -> None:
        if part == 0:
            is_begun.wait(20)
            raise ZeroDivisionError
        is_begun.set()
        time.sleep(0.3)
        said.append(part)

    with pytest.raises(ZeroDivisionError):
        side_by_side(work, range(9), device=CPU)
    assert 1 in said and len(said) <= 2


def test_threads_and_learning_are_as_they_were(threads: int) -> None:
    def learning() -> list[bool]:
        return side_by_side(lambda _: torch.is_grad_enabled(), [1, 2], device=CPU)

    with torch.no_grad():
        assert learning() == [False, False]
    assert learning() == [True, True]
    assert torch.get_num_threads() == threads


@pytest.mark.usefixtures("threads")
def test_on_another_device_the_caller_computes_alone() -> None:
    """A worker that goes back through a graph there would wait for the thread that waits for it."""
    found = side_by_side(lambda _: threading.get_ident(), [1, 2], device=torch.device("meta"))
    assert found == [threading.get_ident()] * 2


@given(st.lists(st.integers(1, 200), max_size=30), st.integers(2, 8))
def test_shares_hold_every_thing_once(sizes: list[int], count: int) -> None:
    parts = shares(sizes, count, device=CPU)
    assert sorted(place for part in parts for place in part) == list(range(len(sizes)))
    assert all(parts) and len(parts) <= count


def test_shares_cost_about_the_same_with_their_padding() -> None:
    assert shares([10, 10, 10, 10], 2, device=CPU) == [[0, 1], [2, 3]]
    uneven = shares([5, 5, 5, 30, 5, 5, 5], 2, device=CPU)
    assert uneven == [[3], [0, 1, 2, 4, 5, 6]]  # 30 beside 6 x 5
    assert shares([9, 1, 9, 1, 5, 5], 3, device=CPU) == [[0, 2], [4, 5, 1], [3]]
    assert shares([1, 2], 2, device=torch.device("meta")) == [[1, 0]]


def test_padding_makes_each_as_large_as_the_largest_beside_it() -> None:
    assert padded([[0, 1], [2]], [3, 1, 2]) == 3 + 3 + 2
    assert padded([], []) == 0


def gradients(*, is_kept: bool) -> tuple[list[Tensor], list[Tensor]]:
    """Values of x -> sum(w x^2 + b) for two parts, and the gradients of their sum."""
    weight = torch.tensor([2.0, 3.0], requires_grad=True)
    unused = torch.tensor([9.0], requires_grad=True)
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], requires_grad=True)
    fixed = torch.tensor([1.0, 1.0])
    found = learn_side_by_side(
        lambda part, b: (part**2 * weight + b).sum(1),
        [(x[:1], fixed), (x[1:], fixed)],
        weights=[weight, unused],
        is_kept=is_kept,
    )
    torch.cat(found).sum().backward()
    assert weight.grad is not None and x.grad is not None and unused.grad is None
    return [part.detach() for part in found], [weight.grad, x.grad]


@pytest.mark.parametrize("is_kept", [True, False])
@pytest.mark.usefixtures("threads")
def test_gradients_are_those_worked_out_by_hand(is_kept: bool) -> None:
    (first, second), (weight, x) = gradients(is_kept=is_kept)
    assert first.tolist() == [2 * 1 + 3 * 4 + 2]
    assert second.tolist() == [2 * 9 + 3 * 16 + 2, 2 * 25 + 3 * 36 + 2]
    assert weight.tolist() == [1 + 9 + 25, 4 + 16 + 36]
    assert x.tolist() == [[4, 12], [12, 24], [20, 36]]


def test_nothing_is_remembered_where_nothing_learns() -> None:
    weight = torch.ones(2, requires_grad=True)
    with torch.no_grad():
        found = learn_side_by_side(lambda x: x * weight, [(weight,), (weight,)], weights=[weight])
    assert not any(part.requires_grad for part in found)


@pytest.mark.parametrize("is_kept", [True, False])
@pytest.mark.usefixtures("threads")
def test_both_passes_compute_in_the_precision_of_the_first(is_kept: bool) -> None:
    weight, made = torch.ones(2, 2, requires_grad=True), list[torch.dtype]()

    def product(x: Tensor) -> Tensor:
        found = x @ weight
        made.append(found.dtype)
        return found.float().sum(1)

    parts = [(torch.ones(1, 2),), (torch.ones(1, 2),)]
    with torch.autocast("cpu", dtype=torch.bfloat16):
        found = learn_side_by_side(product, parts, weights=[weight], is_kept=is_kept)
    torch.cat(found).sum().backward()
    assert made == [torch.bfloat16] * (2 if is_kept else 4)
