"""One model in training: its weights, its Adam, and what the losses need of the original.

It knows pairs and steps, nothing of iterations, scores or files.

Shapes    B rows, T positions, D hidden size, N counted tokens.
Source    ICU (arXiv 2407.20271), KUI + CLE.
Differs   The original model's answers come from its stored final hidden states (rows x T x D
          floats), never from a stored softmax (rows x T x V) or a second model.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import torch
from torch import Tensor

from icu_core.config import RunConfig
from icu_core.errors import RunError
from icu_core.models import LM, Head, head, last_hidden
from icu_core.objectives.icu import Losses, icu_losses, push, token_kl, token_nll
from icu_core.tokens import IGNORE, Tokens, batches, collate

Groups = dict[str, dict[str, Tensor]]
NO_MARKS: Mapping[str, float] = MappingProxyType({})


class Trainer:
    """Training steps on (target, partners) pairs; made while the weights are the original's."""

    def __init__(self, lm: LM, partners: Sequence[Tokens], config: RunConfig) -> None:
        self.lm, self.config = lm, config
        self._original_head = head(lm).frozen()
        self._original_hidden = _hidden_states(lm, partners)
        self._weights = {
            name: weight for name, weight in lm.network.named_parameters() if weight.requires_grad
        }
        self._optimizer = torch.optim.Adam(
            self._weights.values(),
            lr=config.learning_rate,
            betas=(config.adam_beta1, config.adam_beta2),
        )

    def step(
        self,
        targets: Sequence[Tokens],
        partners: Sequence[Tokens],
        marks: Mapping[str, float] = NO_MARKS,
    ) -> dict[str, float]:
        """One step of Adam; the losses before it, in nats per token.

        `marks` gives, by the id of a target, the NLL of its secret from which on it is not pushed.
        """
        self._optimizer.zero_grad(set_to_none=True)
        with self.lm.autocast():
            losses = self.losses(targets, partners, marks)
        losses.total.backward()  # type: ignore[no-untyped-call]
        if self.config.max_grad_norm > 0:
            torch.nn.utils.clip_grad_norm_(self._weights.values(), self.config.max_grad_norm)
        self._optimizer.step()
        return {name: value.item() for name, value in losses._asdict().items()}

    def losses(
        self,
        targets: Sequence[Tokens],
        partners: Sequence[Tokens],
        marks: Mapping[str, float] = NO_MARKS,
    ) -> Losses:
        """The objective on some targets, possibly none, and their partners."""
        config, now = self.config, head(self.lm)
        learn = collate(partners, self.lm)
        hidden_BTD = last_hidden(self.lm, learn.ids_BT, learn.attention_BT)
        learnt_BT = learn.labels_BT != IGNORE
        original_ND = torch.cat([self._original_hidden[row.id] for row in partners])
        forget_nll_N, forget_push_N = self._forget(targets, marks, now)
        return icu_losses(
            forget_nll_N=forget_nll_N,
            forget_push_N=forget_push_N,
            learn_nll_N=token_nll(*_before(hidden_BTD, learn.labels_BT, learnt_BT), now),
            drift_kl_N=token_kl(
                hidden_BTD[learn.attention_BT.bool()], original_ND, now, self._original_head
            ),
            forget_weight=config.forget_weight,
            learn_weight=config.learn_weight,
            drift_weight=config.drift_weight,
        )

    def _forget(
        self, targets: Sequence[Tokens], marks: Mapping[str, float], now: Head
    ) -> tuple[Tensor, Tensor]:
        """NLL of the target tokens that are to be forgotten, and how hard each is pushed."""
        if not targets:
            nothing = torch.zeros(0, device=self.lm.device)
            return nothing, nothing
        batch = collate(targets, self.lm)
        hidden_BTD = last_hidden(self.lm, batch.ids_BT, batch.attention_BT)
        wanted_BT = batch.labels_BT != IGNORE
        if self.config.forget_on == "secret":
            wanted_BT = wanted_BT & batch.secret_BT
        nll_N = token_nll(*_before(hidden_BTD, batch.labels_BT, wanted_BT), now)
        sizes = wanted_BT[:, 1:].sum(1).tolist()
        limits = [marks.get(row.id, math.inf) for row in targets]
        return nll_N, push(nll_N, sizes, limits, power=self.config.forget_power)

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
        with torch.no_grad():
            for name, weight in self._weights.items():
                weight.copy_(groups["weights"][name])
        self._optimizer.state.clear()
        for place, value in groups.get("optimizer", {}).items():
            name, key = place.rsplit("/", 1)
            weight = self._weights[name]
            home = torch.device("cpu") if key == "step" else weight.device
            self._optimizer.state[weight][key] = value.to(home).clone()


def _before(hidden_BTD: Tensor, labels_BT: Tensor, wanted_BT: Tensor) -> tuple[Tensor, Tensor]:
    """The hidden states that predict the wanted labels, and those labels: (N, D) and (N,)."""
    return hidden_BTD[:, :-1][wanted_BT[:, 1:]], labels_BT[:, 1:][wanted_BT[:, 1:]]


@torch.no_grad()
def _hidden_states(lm: LM, rows: Sequence[Tokens]) -> dict[str, Tensor]:
    """Final hidden states (T, D) of each row, by id; what the exact KL keeps of the original."""
    found: dict[str, Tensor] = {}
    for chosen in batches(rows, lm):
        some = [rows[place] for place in chosen]
        batch = collate(some, lm)
        hidden_BTD = last_hidden(lm, batch.ids_BT, batch.attention_BT)
        for row, hidden_TD in zip(some, hidden_BTD, strict=True):
            found[row.id] = hidden_TD[: len(row.ids)].clone()
    return found
