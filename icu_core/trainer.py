"""One model in training: its weights, its Adam, and what the losses need of the original.

It knows rows and steps, nothing of iterations, scores or files. What a step aims at is a method
(`objectives`); the network reads rows in `Trainer._read` and nowhere else.

Shapes    B rows, T positions, D hidden size.
Source    ICU (arXiv 2407.20271), KUI + CLE. SAM on the forget loss: SAM-NPO (arXiv 2502.05374).
          The way back along a task vector: Ilharco et al. 2023 (arXiv 2212.04089).
Differs   1. The original model's answers come from its stored final hidden states (rows x T x D
             floats), never from a stored softmax (rows x T x V) or a second model.
          2. A task vector is measured once, at the start, and gone back along in equal steps.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import cycle, islice
from types import MappingProxyType

import torch
from torch import Tensor

from icu_core.config import RunConfig, seed_for
from icu_core.errors import ConfigError, RunError
from icu_core.models import LM, depth, head, hidden_at, last_hidden
from icu_core.objectives import METHODS
from icu_core.objectives.terms import Losses, Weights
from icu_core.sides import Original, Rows, States
from icu_core.tokens import Tokens, batches, collate
from icu_core.workers import halves, learn_side_by_side

Groups = dict[str, dict[str, Tensor]]
Instead = Mapping[str, Sequence[Tokens]]
NO_MARKS: Mapping[str, float] = MappingProxyType({})
NO_AIMS: Mapping[str, Sequence[float]] = MappingProxyType({})
NOTHING_INSTEAD: Instead = MappingProxyType({})


class Trainer:
    """Training steps on (target, partners) pairs; made while the weights are the original's."""

    def __init__(
        self,
        lm: LM,
        partners: Sequence[Tokens],
        config: RunConfig,
        *,
        targets: Sequence[Tokens] = (),
        instead: Instead = NOTHING_INSTEAD,
        aims: Mapping[str, Sequence[float]] = NO_AIMS,
    ) -> None:
        """`targets`: all that may ever come; by the id of each, the rows in place of it (`instead`)
        and what its counted tokens are led to (`aims`).
        """
        self.lm, self.config = lm, config
        self._method = METHODS[config.method]
        self._numbers = _weights(config)
        self._instead, self._aims = instead, aims
        self._layer = _layer(lm, config) if self._method.layer else 0
        words = lm.tokenizer(f" {config.refusal}", add_special_tokens=False)
        self._refusal_ids: list[int] = words["input_ids"] if config.refusal.strip() else []
        self._weights = {
            name: weight for name, weight in lm.network.named_parameters() if weight.requires_grad
        }
        self._original = self._look(partners, targets)
        self._optimizer = self._new_optimizer()
        self._way = self._measured_way(targets) if self._method.is_reversed else {}

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
        if self._method.is_reversed:
            losses = self._go_back(targets)
        else:
            losses = self._descend(self._optimizer, targets, partners, marks)
        terms = losses._asdict().items()
        return {name: value.item() for name, value in terms if value is not None}

    def losses(
        self,
        targets: Sequence[Tokens],
        partners: Sequence[Tokens],
        marks: Mapping[str, float] = NO_MARKS,
    ) -> Losses:
        """The objective on some targets and their partners; either may be none."""
        has = self._method
        instead = [row for each in targets for row in self._instead[each.id]] if has.instead else []
        piles = [partners if has.partners else [], targets, instead]
        states = iter(self._read([row for pile in piles for row in pile]))
        keep, forget, others = (self._side(pile, [next(states) for _ in pile]) for pile in piles)
        forget.is_secret_only = others.is_secret_only = self.config.forget_on == "secret"
        forget.marks, forget.aims = marks, self._aims
        forget.others = others if has.instead else None
        return self._method.losses(forget, keep, self._numbers)

    def weights(self) -> dict[str, Tensor]:
        """The trained weights by name; live, not copied."""
        return {name: weight.detach() for name, weight in self._weights.items()}

    def groups(self) -> Groups:
        """Weights and the state of Adam, by the names of the parameters; live, not copied."""
        moments = {
            f"{name}/{key}": value
            for name, weight in self._weights.items()
            for key, value in self._optimizer.state[weight].items()
        }
        return {"weights": self.weights(), "optimizer": moments}

    def load(self, groups: Mapping[str, Mapping[str, Tensor]]) -> None:
        """Take weights, and the state of Adam where given. RunError if they are another model's."""
        if groups["weights"].keys() != self._weights.keys():
            raise RunError("The snapshot belongs to another model than the one loaded.")
        self._put(groups["weights"])
        self._optimizer.state.clear()
        for place, value in groups.get("optimizer", {}).items():
            name, key = place.rsplit("/", 1)
            weight = self._weights[name]
            home = torch.device("cpu") if key == "step" else weight.device
            self._optimizer.state[weight][key] = value.to(home).clone()

    def _descend(
        self,
        optimizer: torch.optim.Optimizer,
        targets: Sequence[Tokens],
        partners: Sequence[Tokens],
        marks: Mapping[str, float] = NO_MARKS,
    ) -> Losses:
        """One step of Adam down the objective."""
        optimizer.zero_grad(set_to_none=True)
        if self.config.sam_radius > 0:
            losses = self._sharp_gradient(targets, partners, marks)
        else:
            losses = self._gradient(targets, partners, marks)
        if self.config.max_grad_norm > 0:
            torch.nn.utils.clip_grad_norm_(self._weights.values(), self.config.max_grad_norm)
        optimizer.step()
        return losses

    def _gradient(
        self, targets: Sequence[Tokens], partners: Sequence[Tokens], marks: Mapping[str, float]
    ) -> Losses:
        """The losses, and their gradient added to what the weights have."""
        with self.lm.autocast():
            losses = self.losses(targets, partners, marks)
        if losses.total.requires_grad:
            losses.total.backward()  # type: ignore[no-untyped-call]
        return losses

    def _sharp_gradient(
        self, targets: Sequence[Tokens], partners: Sequence[Tokens], marks: Mapping[str, float]
    ) -> Losses:
        """As `_gradient`, but that of the targets taken where their loss is worst nearby (SAM)."""
        first = self._gradient(targets, (), marks)
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
        yield
        self._put(here)

    def _measured_way(self, targets: Sequence[Tokens]) -> dict[str, Tensor]:
        """From the original weights to those after some steps down the objective; none is kept."""
        start = {name: weight.clone() for name, weight in self.weights().items()}
        optimizer, size = self._new_optimizer(), self.config.batch_size
        pieces = [targets[first : first + size] for first in range(0, len(targets), size)]
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
            losses = self.losses(targets, ())
        if targets:
            for name, weight in self._weights.items():
                weight -= self.config.vector_scale * self._way[name]
        return losses

    def _side(self, rows: Sequence[Tokens], states: Sequence[States]) -> Rows:
        """Some rows as the losses look at them."""
        now = head(self.lm)
        return Rows(rows, states, now, self._original, refusal_ids=self._refusal_ids)

    def _read(self, rows: Sequence[Tokens]) -> list[States]:
        """What the network makes of rows, with gradients to the weights unless switched off."""
        if self._layer and rows:
            return _layered_rows(self.lm, rows, self._layer)
        hidden = hidden_rows(self.lm, rows, tuple(self._weights.values()))
        return [States(last_TD) for last_TD in hidden]

    @torch.no_grad()
    def _look(self, partners: Sequence[Tokens], targets: Sequence[Tokens]) -> Original:
        """What the losses will ask of the model as it is before the first step."""
        rows = list(partners) if self._method.partners else []
        if self._method.looks_back:
            rows += [*targets, *(row for some in self._instead.values() for row in some)]
        found: dict[str, States] = {}
        for chosen in batches(rows, self.lm):
            some = [rows[place] for place in chosen]
            states = self._read(some)
            found |= {row.id: each.cloned() for row, each in zip(some, states, strict=True)}
        return Original(head(self.lm).frozen(), found, self._direction() if self._layer else None)

    def _direction(self) -> Tensor:
        """A random unit vector of the layer within; the same for the same seed."""
        dice = torch.Generator().manual_seed(seed_for(self.config.seed, "direction"))
        drawn_D = torch.rand(int(self.lm.network.config.hidden_size), generator=dice)
        return torch.nn.functional.normalize(drawn_D, dim=0).to(self.lm.device)

    def _new_optimizer(self) -> torch.optim.Adam:
        config = self.config
        return torch.optim.Adam(
            self._weights.values(),
            lr=config.learning_rate,
            betas=(config.adam_beta1, config.adam_beta2),
        )

    @torch.no_grad()
    def _put(self, weights: Mapping[str, Tensor]) -> None:
        """Make the weights of these names equal to these."""
        for name, value in weights.items():
            self._weights[name].copy_(value)


def hidden_rows(lm: LM, rows: Sequence[Tokens], weights: Sequence[Tensor] = ()) -> list[Tensor]:
    """Final hidden states (T, D) of every row, in order; gradients reach the weights."""
    parts = halves([len(row.ids) for row in rows], lm.device)
    batches = [collate([rows[place] for place in part], lm) for part in parts]

    def of_batch(ids_BT: Tensor, attention_BT: Tensor) -> Tensor:
        return last_hidden(lm, ids_BT, attention_BT)

    found = learn_side_by_side(
        of_batch, [(batch.ids_BT, batch.attention_BT) for batch in batches], weights=weights
    )
    rowwise = {
        place: hidden_BTD[b, : len(rows[place].ids)]
        for part, hidden_BTD in zip(parts, found, strict=True)
        for b, place in enumerate(part)
    }
    return [rowwise[place] for place in range(len(rows))]


def _layered_rows(lm: LM, rows: Sequence[Tokens], layer: int) -> list[States]:
    """The states after `layer` blocks beside the final ones, which no gradient goes through."""
    batch = collate(rows, lm)
    last_BTD, layer_BTD = hidden_at(lm, batch.ids_BT, batch.attention_BT, layer=layer)
    return [
        States(last_BTD.detach()[b, : len(row.ids)], layer_BTD[b, : len(row.ids)])
        for b, row in enumerate(rows)
    ]


def _weights(config: RunConfig) -> Weights:
    """The numbers of the objective."""
    return Weights(
        forget=config.forget_weight,
        learn=config.learn_weight,
        drift=config.drift_weight,
        power=config.forget_power,
        is_led=config.push_until == "aim",
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


def _sum(one: Losses, two: Losses) -> Losses:
    """The losses of a step in two parts, neither of which has what the other has."""
    total, forget, learn, drift = (
        None if a is None or b is None else (a + b).detach() for a, b in zip(one, two, strict=True)
    )
    assert total is not None and forget is not None, "every method has these"
    return Losses(total, forget, learn, drift)
