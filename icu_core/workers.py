"""Two threads compute side by side what one would compute in turn, with gradients or without.

On a CPU a small model gains little from spreading every operation over two threads: most of the
time they wait for each other. Here each thread takes some of the rows and computes them from
beginning to end. What a part gives does not depend on which worker computes it, or on how many
there are.

On any other device all is computed in turn: one thread keeps it busy, and the thread that goes
back through a graph there must not wait for others that want the same.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, nullcontext
from functools import cache, partial
from itertools import pairwise
from typing import Any, TypeVar, cast

import torch
from torch import Tensor

_Part = TypeVar("_Part")
_Found = TypeVar("_Found")
_First = TypeVar("_First")
_Second = TypeVar("_Second")
Function = Callable[..., Tensor]

WORKERS = 2


def side_by_side(
    function: Callable[[_Part], _Found], parts: Sequence[_Part], *, device: torch.device
) -> list[_Found]:
    """The function of every part, in order; each worker has half of this thread's threads.

    `device` is where they compute: workers are for the CPU alone.
    """
    threads = torch.get_num_threads()
    if device.type != "cpu" or threads < WORKERS or len(parts) < 2:
        return [function(part) for part in parts]
    is_learning, each, precision = torch.is_grad_enabled(), threads // WORKERS, _precision(device)

    def work(part: _Part) -> _Found:
        with torch.set_grad_enabled(is_learning), precision():
            return function(part)

    torch.set_num_threads(each)  # MKL has one number for all threads
    try:
        futures = [_pool(each).submit(work, part) for part in parts]
        for left in wait(futures, return_when=FIRST_EXCEPTION).not_done:
            left.cancel()
        wait(futures)  # whoever hears of an error finds nobody at work any more
        return [future.result() for future in futures]
    finally:
        torch.set_num_threads(threads)


def together(
    first: Callable[[], _First], second: Callable[[], _Second], *, device: torch.device
) -> tuple[_First, _Second]:
    """What both functions give, each computed by one worker."""
    found = side_by_side(lambda function: function(), [first, second], device=device)
    return cast("tuple[_First, _Second]", tuple(found))


def shares(sizes: Sequence[int], count: int, *, device: torch.device) -> list[list[int]]:
    """Places of things of these sizes in at most so many parts, like sizes together.

    The costliest part, padding included, is as cheap as can be. One part only on another device
    than the CPU, which is fast by itself.
    """
    order = sorted(range(len(sizes)), key=lambda place: (-sizes[place], place))
    if device.type != "cpu" or len(order) < 2:
        return [order] if order else []
    limits = range(sizes[order[0]], len(sizes) * sizes[order[0]] + 1)
    least = bisect_left(limits, True, key=lambda most: len(_runs(order, sizes, most)) <= count)
    return _runs(order, sizes, limits[least])


def padded(parts: Sequence[Sequence[int]], sizes: Sequence[int]) -> int:
    """The size of all parts when each thing is made as large as the largest of its part."""
    return sum(len(part) * max(sizes[place] for place in part) for part in parts)


def _runs(order: Sequence[int], sizes: Sequence[int], most: int) -> list[list[int]]:
    """Places in this order, in parts of which none, padded to its first, is larger than `most`."""
    parts: list[list[int]] = []
    for place in order:
        if parts and (len(parts[-1]) + 1) * sizes[parts[-1][0]] <= most:
            parts[-1].append(place)
        else:
            parts.append([place])
    return parts


def learn_side_by_side(
    function: Function,
    parts: Sequence[tuple[Tensor, ...]],
    *,
    weights: Sequence[Tensor],
    is_kept: bool = True,
) -> list[Tensor]:
    """function(*part) of every part, so that gradients reach the parts and these weights.

    `weights` are all tensors that the function uses and that are to learn. Without `is_kept`
    nothing is remembered between the passes: the backward pass computes the function once more.
    """
    is_learning = torch.is_grad_enabled() and any(
        tensor.requires_grad for part in (*parts, weights) for tensor in part
    )
    if not parts:
        return []
    device = parts[0][0].device
    if not is_learning or (is_kept and len(parts) == 1):
        return side_by_side(lambda part: function(*part), parts, device=device)
    flat = [tensor for part in parts for tensor in part]
    found: tuple[Tensor, ...] = _Parts.apply(  # type: ignore[no-untyped-call]
        function, [len(part) for part in parts], is_kept, *flat, *weights
    )
    return list(found)


class _Parts(torch.autograd.Function):
    """The function of several parts as one node of the graph, both passes side by side."""

    @staticmethod
    def forward(
        ctx: Any, function: Function, sizes: list[int], is_kept: bool, *tensors: Tensor
    ) -> tuple[Tensor, ...]:
        count = sum(sizes)
        parts, ctx.weights = _split(tensors[:count], sizes), tensors[count:]
        ctx.function, ctx.parts, ctx.made = function, parts, None
        ctx.device = parts[0][0].device
        ctx.precision = _precision(ctx.device)
        if is_kept:
            ctx.made = side_by_side(lambda part: _made(function, part), parts, device=ctx.device)
            return tuple(output.detach() for _, output in ctx.made)
        return tuple(side_by_side(lambda part: function(*part), parts, device=ctx.device))

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        made = ctx.made or [None] * len(gradients)

        def back(place: int) -> list[Tensor | None]:
            with ctx.precision():
                inputs, output = made[place] or _made(ctx.function, ctx.parts[place])
            learning = [tensor for tensor in (*inputs, *ctx.weights) if tensor.requires_grad]
            found = iter(torch.autograd.grad(output, learning, gradients[place], allow_unused=True))
            return [next(found) if t.requires_grad else None for t in (*inputs, *ctx.weights)]

        own: list[Tensor | None] = []
        shared: list[Tensor | None] = [None] * len(ctx.weights)
        for places in _few(len(gradients)):  # so that there are few copies of the gradients
            for part in side_by_side(back, places, device=ctx.device):
                cut = len(part) - len(shared)
                own += part[:cut]
                shared = [_sum(two) for two in zip(shared, part[cut:], strict=True)]
        ctx.made = ctx.parts = None
        return (None, None, None, *own, *shared)


def _precision(device: torch.device) -> Callable[[], AbstractContextManager[Any]]:
    """What makes another thread, or a backward pass, compute in the precision of this moment."""
    if not torch.is_autocast_enabled(device.type):
        return nullcontext
    return partial(torch.autocast, device.type, dtype=torch.get_autocast_dtype(device.type))


def _made(function: Function, part: tuple[Tensor, ...]) -> tuple[list[Tensor], Tensor]:
    """Inputs and output of the function, with the graph between them."""
    inputs = [tensor.detach().requires_grad_(tensor.requires_grad) for tensor in part]
    with torch.enable_grad():
        return inputs, function(*inputs)


def _few(count: int) -> list[range]:
    """Places in groups of one for each worker; a place left over joins the last group."""
    places = range(count)
    cuts = [*places[: max(1, count - 1) : WORKERS], count]
    return [places[start:stop] for start, stop in pairwise(cuts)]


def _split(tensors: Sequence[Tensor], sizes: Sequence[int]) -> list[tuple[Tensor, ...]]:
    rest = iter(tensors)
    return [tuple(next(rest) for _ in range(size)) for size in sizes]


def _sum(two: tuple[Tensor | None, Tensor | None]) -> Tensor | None:
    """The sum of those that are there."""
    one, other = two
    return other if one is None else one if other is None else one + other


@cache
def _pool(threads: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(
        WORKERS, thread_name_prefix="half", initializer=torch.set_num_threads, initargs=(threads,)
    )
