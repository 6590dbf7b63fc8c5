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
from icu_core.tokens import Tokens, batches, collate
from icu_core.workers import halves, learn_side_by_side

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
        rows = [*partners, *targets]
        hidden = hidden_rows(self.lm, rows, tuple(self._weights.values()))
        learn, forget = hidden[: len(partners)], hidden[len(partners) :]
        learn_nll_N, drift_kl_N = self._learn(partners, learn, now)
        forget_nll_N, forget_push_N = self._forget(targets, forget, marks, now)
        return icu_losses(
            forget_nll_N=forget_nll_N,
            forget_push_N=forget_push_N,
            learn_nll_N=learn_nll_N,
            drift_kl_N=drift_kl_N,
            forget_weight=config.forget_weight,
            learn_weight=config.learn_weight,
            drift_weight=config.drift_weight,
        )

    def _learn(
        self, rows: Sequence[Tokens], hidden: Sequence[Tensor], now: Head
    ) -> tuple[Tensor, Tensor]:
        """NLL of the partners' tokens, and how far the answers on them have drifted."""
        original_ND = torch.cat([self._original_hidden[row.id] for row in rows])
        drift_kl_N = token_kl(torch.cat(list(hidden)), original_ND, now, self._original_head)
        return token_nll(*_foretold(rows, hidden, self.lm), now), drift_kl_N

    def _forget(
        self,
        rows: Sequence[Tokens],
        hidden: Sequence[Tensor],
        marks: Mapping[str, float],
        now: Head,
    ) -> tuple[Tensor, Tensor]:
        """NLL of the target tokens that are to be forgotten, and how hard each is pushed."""
        if not rows:
            nothing = torch.zeros(0, device=self.lm.device)
            return nothing, nothing
        if self.config.forget_on == "secret":
            spans = [row.secret for row in rows]
        else:
            spans = [(row.first, len(row.ids)) for row in rows]
        nll_N = token_nll(*_foretold(rows, hidden, self.lm, spans), now)
        sizes = [stop - start for start, stop in spans]
        limits = [marks.get(row.id, math.inf) for row in rows]
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


def _foretold(
    rows: Sequence[Tokens],
    hidden: Sequence[Tensor],
    lm: LM,
    spans: Sequence[tuple[int, int]] | None = None,
) -> tuple[Tensor, Tensor]:
    """Hidden states (N, D) that foretell the tokens in these spans, and those tokens (N,).

    Without spans all tokens that count.
    """
    chosen = spans or [(row.first, len(row.ids)) for row in rows]
    ids = [i for row, (start, stop) in zip(rows, chosen, strict=True) for i in row.ids[start:stop]]
    before = [
        hidden_TD[start - 1 : stop - 1]
        for hidden_TD, (start, stop) in zip(hidden, chosen, strict=True)
    ]
    return torch.cat(before), torch.tensor(ids, device=lm.device)


@torch.no_grad()
def _hidden_states(lm: LM, rows: Sequence[Tokens]) -> dict[str, Tensor]:
    """Final hidden states (T, D) of each row, by id; what the exact KL keeps of the original."""
    found: dict[str, Tensor] = {}
    for chosen in batches(rows, lm):
        some = [rows[place] for place in chosen]
        for row, hidden_TD in zip(some, hidden_rows(lm, some), strict=True):
            found[row.id] = hidden_TD.clone()
    return found
