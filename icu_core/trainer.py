"""One model in training: its weights, its Adam, and what the losses need of the original.

It knows rows and steps, nothing of iterations, scores or files. What a step aims at is a method
(`objectives`); how the network reads rows is the business of `passes`.

Shapes    B rows, T positions, D hidden size.
Source    ICU (arXiv 2407.20271), KUI + CLE. SAM on the forget loss: SAM-NPO (arXiv 2502.05374).
          The way back along a task vector: Ilharco et al. 2023 (arXiv 2212.04089).
Differs   1. The original model's answers come from its stored final hidden states (rows x T x D
             floats, see `stored`), never from a stored softmax (rows x T x V) or a second model.
          2. A task vector is measured once, at the start, and gone back along in equal steps.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import cycle, islice
from types import MappingProxyType

import torch
from torch import Tensor
from torch.distributed.tensor import DTensor

from icu_core.config import RunConfig, seed_for
from icu_core.errors import ConfigError, RunError
from icu_core.models import LM, depth, head
from icu_core.objectives import METHODS
from icu_core.objectives.terms import Losses, Weights, counted
from icu_core.parallel import ALONE, World, clip, like, whole
from icu_core.passes import Reader
from icu_core.room import is_memory_full
from icu_core.sides import Original, Rows, States
from icu_core.stored import StoredStates
from icu_core.tokens import Tokens, batches

Groups = dict[str, dict[str, Tensor]]
Instead = Mapping[str, Sequence[Tokens]]
NO_MARKS: Mapping[str, float] = MappingProxyType({})
NO_AIMS: Mapping[str, Sequence[float]] = MappingProxyType({})
NOTHING_INSTEAD: Instead = MappingProxyType({})


class Trainer:
    """Training steps on (target, partners) pairs; made while the weights are the original's.

    What is needed of the original is looked at before the first step, and not before: the model can
    be asked meanwhile.
    """

    def __init__(
        self,
        lm: LM,
        partners: Sequence[Tokens],
        config: RunConfig,
        *,
        targets: Sequence[Tokens] = (),
        instead: Instead = NOTHING_INSTEAD,
        aims: Mapping[str, Sequence[float]] = NO_AIMS,
        world: World = ALONE,
    ) -> None:
        """`targets`: all that may ever come; by the id of each, the rows in place of it (`instead`)
        and what its counted tokens are led to (`aims`).
        """
        self.lm, self.config, self.world = lm, config, world
        self._method = METHODS[config.method]
        self._numbers = _weights(config, is_led=bool(aims))
        self._partners, self._targets, self._instead, self._aims = partners, targets, instead, aims
        self._layer = _layer(lm, config) if self._method.layer else 0
        self.at_once = config.micro_batch
        words = lm.tokenizer(f" {config.refusal}", add_special_tokens=False)
        self._refusal_ids: list[int] = words["input_ids"] if config.refusal.strip() else []
        self._weights = {
            name: weight for name, weight in lm.network.named_parameters() if weight.requires_grad
        }
        self._reader = Reader(
            lm,
            tuple(self._weights.values()),
            layer=self._layer,
            is_checkpointed=config.checkpointing,
            is_sharded=world.is_sharded,
        )
        if world.is_sharded and (self._method.is_reversed or config.sam_radius):
            raise ConfigError("SAM and task_vector need whole weights: set parallel to ddp.")
        self._optimizer = self._new_optimizer()

    def step(
        self,
        targets: Sequence[Tokens],
        partners: Sequence[Tokens],
        marks: Mapping[str, float] = NO_MARKS,
    ) -> dict[str, float]:
        """One step; the losses before it, in nats per token, those that the method has.

        `marks` gives, by the id of a target, the NLL of its secret from which on ICU does not push
        it. Where there is nothing to go down, exactly nothing moves.
        """
        self.look()
        if self._method.is_reversed:
            losses = self._go_back(targets)
        else:
            losses = self._descend(self._optimizer, targets, partners, marks)
        terms = losses._asdict().items()
        return {name: value.item() for name, value in terms if value is not None}

    def look(self) -> None:
        """See what will be needed of the original, unless it has been seen; steps do so first."""
        _ = self._original, self._way if self._method.is_reversed else None

    def losses(
        self,
        targets: Sequence[Tokens],
        partners: Sequence[Tokens],
        marks: Mapping[str, float] = NO_MARKS,
    ) -> Losses:
        """The objective on some targets and their partners; either may be none.

        Of many ranks each computes the part of the rows that it is dealt; their sum is the loss.
        """
        has, deal = self._method, self.world.deal
        instead = [row for each in deal(targets) if has.instead for row in self._instead[each.id]]
        piles = [deal(partners) if has.partners else [], deal(targets), instead]
        rows = [row for pile in piles for row in pile]
        states = self._reader.read(self._filled(rows, targets, partners), at_once=self.at_once)
        each = iter(states)
        keep, forget, others = (self._side(pile, [next(each) for _ in pile]) for pile in piles)
        forget.is_secret_only = others.is_secret_only = self.config.forget_on == "secret"
        forget.marks, forget.aims = marks, self._aims
        forget.others = others if has.instead else None
        with counted(self.world.total):
            losses = self._method.losses(forget, keep, self._numbers)
        if self.world.is_sharded:
            losses = losses._replace(total=losses.total + _nothing(states))
        return losses

    def weights(self) -> dict[str, Tensor]:
        """The trained weights by name; live, not copied."""
        return {name: weight.detach() for name, weight in self._weights.items()}

    def groups(self) -> Groups:
        """Weights and the state of Adam, by the names of the parameters; live, not copied.

        Where ranks have shares every rank has to ask; each gets all of them.
        """
        moments = {
            f"{name}/{key}": whole(value)
            for name, weight in self._weights.items()
            for key, value in self._optimizer.state[weight].items()
        }
        weights = {name: whole(weight) for name, weight in self.weights().items()}
        return {"weights": weights, "optimizer": moments}

    @property
    def step_size(self) -> float:
        """The learning rate of Adam as it is now."""
        return float(self._optimizer.param_groups[0]["lr"])

    @step_size.setter
    def step_size(self, value: float) -> None:
        for group in self._optimizer.param_groups:
            group["lr"] = value

    def load(self, groups: Mapping[str, Mapping[str, Tensor]]) -> None:
        """Take weights, and the state of Adam where given. RunError if they are another model's."""
        if groups["weights"].keys() != self._weights.keys():
            raise RunError("The snapshot belongs to another model than the one loaded.")
        self.look()  # these weights are not the original's
        self._put(groups["weights"])
        self._optimizer.state.clear()
        for place, value in groups.get("optimizer", {}).items():
            name, key = place.rsplit("/", 1)
            weight = self._weights[name]
            share = value if key == "step" else like(value, weight)
            home = weight.device if key != "step" or weight.is_cuda else torch.device("cpu")
            self._optimizer.state[weight][key] = share.to(home).clone()

    def _descend(
        self,
        optimizer: torch.optim.Optimizer,
        targets: Sequence[Tokens],
        partners: Sequence[Tokens],
        marks: Mapping[str, float] = NO_MARKS,
    ) -> Losses:
        """One step of Adam down the objective."""
        of_step = self._sharp_gradient if self.config.sam_radius > 0 else self._gradient
        while True:
            optimizer.zero_grad(set_to_none=True)
            try:
                losses = of_step(targets, partners, marks)
                break
            except (RuntimeError, MemoryError) as error:
                if not is_memory_full(error) or self.at_once == 1:
                    raise
            self._halve(len(targets) + len(partners))
        weights = list(self._weights.values())
        self.world.sum_gradients(weights)
        if self.config.max_grad_norm > 0:
            clip(weights, self.config.max_grad_norm, self.world)
        optimizer.step()
        return losses

    def _halve(self, rows: int) -> None:
        """Read half as many rows at a time from now on."""
        self.at_once = max(1, min(self.at_once or rows, rows) // 2)
        if self.lm.device.type == "cuda":
            torch.cuda.empty_cache()

    def _gradient(
        self, targets: Sequence[Tokens], partners: Sequence[Tokens], marks: Mapping[str, float]
    ) -> Losses:
        """The losses, and their gradient added to what the weights have."""
        with self.lm.autocast():
            losses = self.losses(targets, partners, marks)
        if losses.total.requires_grad:
            losses.total.backward()  # type: ignore[no-untyped-call]
        return self._summed(losses)

    def _summed(self, losses: Losses) -> Losses:
        """The losses of all ranks together, as numbers."""
        there = [each.detach() for each in losses if each is not None]
        sums = iter(self.world.summed(torch.stack(there)))
        return Losses(*(None if each is None else next(sums) for each in losses))  # type: ignore[arg-type]

    def _sharp_gradient(
        self, targets: Sequence[Tokens], partners: Sequence[Tokens], marks: Mapping[str, float]
    ) -> Losses:
        """As `_gradient`, but that of the targets taken where their loss is worst nearby (SAM)."""
        first = self._gradient(targets, (), marks)
        self.world.sum_gradients(list(self._weights.values()))
        with self._worst_nearby():
            self._gradient(targets, (), marks)
        rest = self._gradient((), partners, marks)
        return _sum(first, rest)

    @contextmanager
    def _worst_nearby(self) -> Iterator[None]:
        """Weights moved up their gradient by the radius, and without it; afterwards moved back."""
        here = {name: weight.clone() for name, weight in self.weights().items()}
        climbs = {name: w.grad for name, w in self._weights.items() if w.grad is not None}
        norms = [climb.norm() for climb in climbs.values()]
        length = torch.stack(norms).norm().clamp(min=1e-12) if norms else 1.0
        self._put({name: here[name] + self.config.sam_radius / length * climbs[name]
                   for name in climbs})  # fmt: skip
        self._optimizer.zero_grad(set_to_none=True)
        try:
            yield
        finally:
            self._put(here)

    @cached_property
    def _way(self) -> dict[str, Tensor]:
        """From the original weights to those after some steps down the objective; none is kept."""
        start = {name: weight.clone() for name, weight in self.weights().items()}
        optimizer, size = self._new_optimizer(), self.config.batch_size
        pieces = [self._targets[at : at + size] for at in range(0, len(self._targets), size)]
        for some in islice(cycle(pieces), self.config.vector_steps):
            self._descend(optimizer, some, ())
        way = {name: weight - start[name] for name, weight in self.weights().items()}
        optimizer.zero_grad(set_to_none=True)
        self._put(start)
        return way

    @torch.no_grad()
    def _go_back(self, targets: Sequence[Tokens]) -> Losses:
        """One step of the slider away from memorising."""
        with self.lm.autocast():
            losses = self._summed(self.losses(targets, ()))
        if targets:
            for name, weight in self._weights.items():
                weight -= self.config.vector_scale * self._way[name]
        return losses

    def _filled(
        self, rows: list[Tokens], targets: Sequence[Tokens], partners: Sequence[Tokens]
    ) -> list[Tokens]:
        """Of sharded ranks each has to read equally many rows: filled up with some of no weight."""
        if not self.world.is_sharded:
            return rows
        each = max(map(len, self._instead.values()), default=0) if self._method.instead else 0
        most = -(-len(targets) // self.world.size) * (1 + each)
        if self._method.partners:
            most += -(-len(partners) // self.world.size)
        filler = [*targets, *partners][:1]
        return rows + filler * (most - len(rows))

    def _side(self, rows: Sequence[Tokens], states: Sequence[States]) -> Rows:
        """Some rows as the losses look at them."""
        now = head(self.lm)
        return Rows(rows, states, now, self._original, refusal_ids=self._refusal_ids)

    @cached_property
    @torch.no_grad()
    def _original(self) -> Original:
        """What the losses will ask of the model as it is before the first step."""
        rows = list(self._partners) if self._method.partners else []
        if self._method.looks_back or self._aims:
            rows += self._targets
            rows += [row for some in self._instead.values() for row in some]
        found = StoredStates()
        for chosen in batches(rows, self.lm):
            some = [rows[place] for place in chosen]
            for row, states in zip(some, self._reader.read(some), strict=True):
                found.add(row.id, states)
        return Original(head(self.lm).frozen(), found, self._direction() if self._layer else None)

    def _direction(self) -> Tensor:
        """A random unit vector of the layer within; the same for the same seed."""
        dice = torch.Generator().manual_seed(seed_for(self.config.seed, "direction"))
        drawn_D = torch.rand(int(self.lm.network.config.hidden_size), generator=dice)
        return torch.nn.functional.normalize(drawn_D, dim=0).to(self.lm.device)

    def _new_optimizer(self) -> torch.optim.Adam:
        config = self.config
        shares = [weight for weight in self._weights.values() if isinstance(weight, DTensor)]
        others = [weight for weight in self._weights.values() if not isinstance(weight, DTensor)]
        return torch.optim.Adam(
            [{"params": some} for some in (others, shares) if some],
            lr=config.learning_rate,
            betas=(config.adam_beta1, config.adam_beta2),
            fused=True if self.lm.device.type == "cuda" else None,
        )

    @torch.no_grad()
    def _put(self, weights: Mapping[str, Tensor]) -> None:
        """Make the weights of these names equal to these."""
        for name, value in weights.items():
            self._weights[name].copy_(like(value, self._weights[name]))


def _weights(config: RunConfig, *, is_led: bool) -> Weights:
    """The numbers of the objective."""
    return Weights(
        forget=config.forget_weight,
        learn=config.learn_weight,
        drift=config.drift_weight,
        power=config.forget_power,
        is_led=is_led,
        npo_beta=config.npo_beta,
        simnpo_beta=config.simnpo_beta,
        simnpo_margin=config.simnpo_margin,
        random=config.random_weight,
        penalty=config.undial_penalty,
        steering=config.rmu_steering,
    )


def _layer(lm: LM, config: RunConfig) -> int:
    """The layer that is looked at; ConfigError where the model has no such layer."""
    blocks = depth(lm)
    if config.rmu_layer > blocks:
        raise ConfigError(f"rmu_layer is {config.rmu_layer}, and this model has {blocks} blocks.")
    return config.rmu_layer or max(1, round(blocks / 3))


def _nothing(states: Sequence[States]) -> Tensor | float:
    """0, with a gradient of 0 through every state."""
    sums = [(each.last_TD if each.layer_TD is None else each.layer_TD).sum() for each in states]
    return 0.0 * torch.stack(sums).sum() if sums else 0.0


def _sum(one: Losses, two: Losses) -> Losses:
    """The losses of a step in two parts, neither of which has what the other has."""
    total, forget, learn, drift = (
        None if a is None or b is None else (a + b).detach() for a, b in zip(one, two, strict=True)
    )
    assert total is not None and forget is not None, "every method has these"
    return Losses(total, forget, learn, drift)
