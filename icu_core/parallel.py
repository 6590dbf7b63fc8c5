"""Several processes that train one model: which of them this is, and what they tell each other.

Started by torchrun or accelerate. Every rank holds all weights, or (sharded) a share of every block
beside the embeddings and the head. The rows of a step are dealt anew each time; a loss divides by
the count over all ranks, so that sums over the ranks are what one process would have got.

Units     bytes.
Source    FSDP2: `torch.distributed.fsdp.fully_shard`.
Differs   1. Gradients are summed by one call after the backward pass, where the wrapper DDP sums
             while it goes on: a step may pass the network any number of times (a few rows at a
             time, SAM), and a rank without rows joins with zeros.
          2. Texts travel as JSON, never as pickles.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar, cast

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.distributed.tensor import DTensor, distribute_tensor

from icu_core.errors import ConfigError
from icu_core.process import companions

PATIENCE = timedelta(hours=2)
"""How long a rank waits for another: the longest phase of one alone is the making of a plan."""

BUCKET_BYTES = 2**26
_Thing = TypeVar("_Thing")


@dataclass(frozen=True, slots=True)
class World:
    """One of `size` processes; alone, everything it says is what it hears."""

    rank: int = 0
    size: int = 1
    place: str = "cpu"  # the device where what is sent lies
    is_sharded: bool = False

    @property
    def is_main(self) -> bool:
        """Whether this is the rank that writes and speaks."""
        return self.rank == 0

    def deal(self, things: Sequence[_Thing]) -> list[_Thing]:
        """Those of this rank: every `size`-th."""
        return list(things[self.rank :: self.size])

    def total(self, count: int) -> int:
        """The sum of a number over all ranks."""
        return count if self.size == 1 else int(self._reduced(torch.tensor(count)))

    def any(self, claim: bool) -> bool:
        """Whether it is so on any rank."""
        return self.total(claim) > 0

    def summed(self, values: Tensor) -> Tensor:
        """The sum of a small tensor over all ranks, without gradient."""
        return values if self.size == 1 else self._reduced(values.detach().clone())

    def everyones(self, text: str) -> list[str]:
        """What every rank says here, in their order."""
        if self.size == 1:
            return [text]
        said = torch.frombuffer(bytearray(text.encode() + b"."), dtype=torch.uint8)  # never empty
        sizes = self._gathered(torch.tensor([len(said)]))
        padded = torch.zeros(max(int(size) for size in sizes), dtype=torch.uint8)
        padded[: len(said)] = said
        parts = zip(self._gathered(padded), sizes, strict=True)
        return [part[: int(size) - 1].cpu().numpy().tobytes().decode() for part, size in parts]

    def mains(self, text: str) -> str:
        """What the main rank says here."""
        return self.everyones(text if self.is_main else "")[0]

    @torch.no_grad()
    def sum_gradients(self, weights: Sequence[Tensor]) -> None:
        """Every gradient becomes the sum over the ranks; what no rank has a gradient of has none.

        Those of shares are summed already, by their backward pass.
        """
        whole = [weight for weight in weights if not isinstance(weight, DTensor)]
        if self.size == 1 or not whole:
            return
        there = torch.tensor([weight.grad is not None for weight in whole]).int()
        learning = [
            w for w, count in zip(whole, self._reduced(there).tolist(), strict=True) if count
        ]
        for some in _buckets(learning):
            flat = torch.cat([_gradient(weight).flatten() for weight in some])
            dist.all_reduce(flat)
            parts = torch.split(flat, [weight.numel() for weight in some])
            for weight, part in zip(some, parts, strict=True):
                weight.grad = part.view_as(weight).clone()

    def _reduced(self, values: Tensor) -> Tensor:
        sent = values.to(self.place)
        dist.all_reduce(sent)
        return sent.to(values.device)

    def _gathered(self, values: Tensor) -> list[Tensor]:
        sent = values.to(self.place)
        found = [torch.empty_like(sent) for _ in range(self.size)]
        dist.all_gather(found, sent)
        return found


ALONE = World()


@contextmanager
def joined() -> Iterator[World]:
    """The world that torchrun or accelerate has made for this process; alone without them."""
    size, rank = companions(), int(os.environ.get("RANK", "0"))
    if size == 1:
        yield ALONE
        return
    place = "cpu"
    if torch.cuda.is_available():
        place = f"cuda:{os.environ.get('LOCAL_RANK', '0')}"
        torch.cuda.set_device(place)
    dist.init_process_group("gloo" if place == "cpu" else "nccl", timeout=PATIENCE)
    try:
        yield World(rank, size, place)
    finally:
        dist.destroy_process_group()


def is_to_shard(wanted: str, world: World, *, fits: Callable[[], bool]) -> bool:
    """Whether the ranks share the weights: as the setting says, else where one has no room.

    Raises ConfigError where several processes were started and the setting forbids it.
    """
    if world.size > 1 and wanted == "off":
        raise ConfigError(f"parallel is off, and {world.size} processes were started. Start one.")
    return world.size > 1 and (wanted == "fsdp" or (wanted == "auto" and not fits()))


def shard(network: nn.Module, blocks: Sequence[nn.Module], world: World) -> World:
    """Leave of every block a share to each rank; the world in which that is so.

    Collectives must come in one order, so this process computes in one thread from now on.
    """
    from torch.distributed.device_mesh import init_device_mesh
    from torch.distributed.fsdp import fully_shard

    torch.set_num_threads(1)
    mesh = init_device_mesh(world.place.partition(":")[0], (world.size,))
    for block in blocks:
        shared = cast("nn.Module", fully_shard(block, mesh=mesh, reshard_after_forward=True))
        shared.set_gradient_divide_factor(1.0)  # type: ignore[operator]  # the sum, not the mean
        shared.set_force_sum_reduction_for_comms(True)  # type: ignore[operator]
    network.to(world.place)
    return replace(world, is_sharded=True)


def whole(value: Tensor) -> Tensor:
    """All of a tensor of which each rank has a share; every rank has to ask."""
    return value.full_tensor() if isinstance(value, DTensor) else value


def like(value: Tensor, weight: Tensor) -> Tensor:
    """The share of a whole tensor that this rank has of the weight; every rank has to ask."""
    if not isinstance(weight, DTensor) or isinstance(value, DTensor):
        return value
    place = weight.to_local().device
    return distribute_tensor(value.to(place), weight.device_mesh, weight.placements)


@torch.no_grad()
def clip(weights: Sequence[Tensor], longest: float, world: World) -> None:
    """Shorten the gradient of all weights together to this length at most."""
    if not world.is_sharded:
        torch.nn.utils.clip_grad_norm_(weights, longest)
        return
    gradients = [weight.grad for weight in weights if weight.grad is not None]
    ours = [each.to_local() for each in gradients if isinstance(each, DTensor)]
    common = [each for each in gradients if not isinstance(each, DTensor)]
    square = world.summed(_square(ours)) + _square(common)
    for each in gradients:
        each.mul_((longest / (square.sqrt() + 1e-6)).clamp(max=1.0).item())


def _square(tensors: Sequence[Tensor]) -> Tensor:
    """The squared length of tensors together, on the CPU."""
    return torch.stack([torch.zeros(()), *(each.square().sum().cpu() for each in tensors)]).sum()


def _gradient(weight: Tensor) -> Tensor:
    return torch.zeros_like(weight) if weight.grad is None else weight.grad


def _buckets(weights: Sequence[Tensor]) -> Iterator[list[Tensor]]:
    """The weights in groups of about the same number of bytes."""
    some: list[Tensor] = []
    for weight in weights:
        some.append(weight)
        if sum(each.numel() * each.element_size() for each in some) >= BUCKET_BYTES:
            yield some
            some = []
    if some:
        yield some
