"""How weights move: Muon for the matrices, AdamW for embeddings and norms.

Muon makes every step of a matrix turn all directions by the same amount, so that what few texts
say is learned as fast as what many say; that suits records, each of which is rare.

Source    Muon: Keller Jordan, https://kellerjordan.github.io/posts/muon (2024); the factor
          0.2 * sqrt(longest side) that makes its steps as large as Adam's: arXiv 2502.16982.
Differs   In fp32 and for all matrices of one shape at once: torch.optim.Muon computes in bfloat16,
          which a processor without it does fifty times slower (0.38 s a matrix, not 0.008 s).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from transformers import PreTrainedModel

from icu_core.world.recipe import Phase, Recipe

Both = Callable[..., Iterator[Any]]
"""`map`, or what does two things at the same time."""

MOMENTUM = 0.95
BETAS = (0.9, 0.95)
QUINTIC = (3.4445, -4.7750, 2.0315)  # coefficients of one round of Newton and Schulz
ROUNDS = 5
WARM_UP = 0.03  # share of a phase
LAST = 0.02  # of the peak, at the end of a phase


class Optimizer:
    """The optimiser of one phase; all that it remembers can be saved and restored."""

    def __init__(self, model: PreTrainedModel, recipe: Recipe, phase: Phase) -> None:
        self._phase = phase
        matrices, rest = parts(model)
        self._muon = Muon(matrices if recipe.optimizer == "muon" else [], recipe.decay)
        groups = [{"params": rest, "peak": phase.peak_rest, "weight_decay": 0.0}]
        if recipe.optimizer == "adamw":
            groups.append({"params": matrices, "peak": phase.peak, "weight_decay": recipe.decay})
        self._adamw = torch.optim.AdamW(groups, lr=0.0, betas=BETAS, fused=True)

    def step(self, done: float, both: Both = map) -> None:
        """Move the weights along their gradients; a share `done` of the phase is behind us."""
        for group in self._adamw.param_groups:
            group["lr"] = group["peak"] * schedule(done)
        self._adamw.step()
        self._muon.step(self._phase.peak * schedule(done), both)

    def state(self) -> dict[str, Tensor]:
        """Everything it remembers, by name."""
        remembered: Mapping[int, Mapping[str, Tensor]] = self._adamw.state_dict()["state"]
        adamw = {f"{n}.{key}": t for n, each in remembered.items() for key, t in each.items()}
        return {**adamw, **self._muon.state()}

    def restore(self, tensors: Mapping[str, Tensor]) -> None:
        """Remember what `state` returned."""
        remembered: dict[int, dict[str, Tensor]] = {}
        for name, tensor in tensors.items():
            number, _, key = name.partition(".")
            if number.isdigit():
                remembered.setdefault(int(number), {})[key] = tensor
        self._adamw.load_state_dict({**self._adamw.state_dict(), "state": remembered})
        self._muon.restore(tensors)


class Muon:
    """Steps of momentum, made orthogonal."""

    def __init__(self, matrices: Sequence[Tensor], decay: float) -> None:
        self._decay = decay
        self._alike: dict[str, list[Tensor]] = {}
        for matrix in matrices:
            name = "x".join(str(side) for side in matrix.shape)
            self._alike.setdefault(name, []).append(matrix)
        self._momentum = {
            name: torch.zeros(len(alike), *alike[0].shape, device=alike[0].device)
            for name, alike in self._alike.items()
        }

    @torch.no_grad()
    def step(self, rate: float, both: Both = map) -> None:
        """One step of every matrix; two halves of those that are alike at the same time."""
        for name, alike in self._alike.items():
            gradient = torch.stack([m.grad for m in alike if m.grad is not None])
            momentum = self._momentum[name].lerp_(gradient, 1 - MOMENTUM)
            halves = gradient.lerp(momentum, MOMENTUM).tensor_split(2)
            turned = torch.cat(list(both(orthogonal, halves)))
            size = 0.2 * math.sqrt(max(gradient.shape[-2:]))
            for matrix, direction in zip(alike, turned, strict=True):
                matrix.mul_(1 - rate * self._decay).add_(direction, alpha=-rate * size)

    def state(self) -> dict[str, Tensor]:
        """The momentum, by the shape of the matrices."""
        return {f"momentum.{name}": tensor for name, tensor in self._momentum.items()}

    def restore(self, tensors: Mapping[str, Tensor]) -> None:
        """Take back what `state` returned."""
        for name, momentum in self._momentum.items():
            momentum.copy_(tensors[f"momentum.{name}"])


@torch.no_grad()
def orthogonal(matrices: Tensor) -> Tensor:
    """Each matrix with all its singular values brought near 1."""
    is_tall = matrices.shape[-2] > matrices.shape[-1]
    x = matrices.mT if is_tall else matrices
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    a, b, c = QUINTIC
    for _ in range(ROUNDS):
        square = x @ x.mT
        x = torch.baddbmm(x, torch.baddbmm(square, square, square, beta=b, alpha=c), x, beta=a)
    return x.mT if is_tall else x


def parts(model: PreTrainedModel) -> tuple[list[Tensor], list[Tensor]]:
    """The matrices between layers, and all other weights: embeddings, head, norms, biases."""
    head = model.get_output_embeddings()
    matrices: list[Tensor] = [
        module.weight
        for module in model.modules()
        if isinstance(module, nn.Linear) and module is not head
    ]
    chosen = {id(matrix) for matrix in matrices}
    return matrices, [p for p in model.parameters() if id(p) not in chosen]


def schedule(done: float) -> float:
    """The size of a step as a share of the peak: a warm-up, then half a cosine."""
    if done < WARM_UP:
        return max(done / WARM_UP, 0.01)
    falling = 0.5 * (1 + math.cos(math.pi * min(1.0, (done - WARM_UP) / (1 - WARM_UP))))
    return LAST + (1 - LAST) * falling
