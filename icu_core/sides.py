"""What a model makes of some rows, in the form that the objectives ask for (`terms.Side`).

Logits live one chunk at a time, those of now and those of the original: the latter are rebuilt from
its final hidden states and its output head. No softmax is ever stored, and padding is not there.

Shapes    B rows, T positions, D hidden size, V vocabulary; N counted tokens of all rows, one row
          after another; P positions of all rows; C a chunk of either.
Units     nats.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from icu_core.errors import ConfigError
from icu_core.models import Head, project
from icu_core.room import CHUNK_BYTES, CHUNK_BYTES_GPU
from icu_core.tokens import IGNORE, Tokens
from icu_core.workers import WORKERS, Function, learn_side_by_side


class States(NamedTuple):
    """What a network made of one row."""

    last_TD: Tensor  # what the output head reads
    layer_TD: Tensor | None = None  # of the layer within, where one is looked at

    def cloned(self) -> States:
        """A copy that holds no more than this row."""
        return States(*(None if each is None else each.clone() for each in self))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Original:
    """What the losses need of the model before training."""

    head: Head
    states: Mapping[str, States]  # by the id of a row
    direction_D: Tensor | None = None  # see `terms.Side`


@dataclass(eq=False)
class Rows:
    """Some rows, possibly none, as the model reads them now. Fulfils `terms.Side`."""

    tokens_B: Sequence[Tokens]
    states_B: Sequence[States]
    head: Head
    original: Original
    is_secret_only: bool = False  # only the tokens of the secrets count
    marks: Mapping[str, float] | None = None  # by id: the NLL from which on a row is not pushed
    aims: Mapping[str, Sequence[float]] | None = None  # by id: of each counted token, see `aims`
    refusal_ids: Sequence[int] = ()
    others: Rows | None = None

    @cached_property
    def nll_N(self) -> Tensor:
        """-log p of the counted tokens."""
        return token_nll(self._now_ND, self._labels_N, self.head)

    @cached_property
    def original_nll_N(self) -> Tensor:
        """The same under the original."""
        with torch.no_grad():
            return token_nll(self._then_ND, self._labels_N, self.original.head)

    @cached_property
    def refusal_nll_N(self) -> Tensor:
        """-log p of the refusal's tokens at the places of the counted ones, row by row."""
        words = self.refusal_ids
        if not words:
            raise ConfigError("refusal is empty. Write the words that are to be said instead.")
        said = [words[place % len(words)] for size in self._sizes for place in range(size)]
        return token_nll(self._now_ND, self._labels_N.new_tensor(said), self.head)

    @property
    def unreached_N(self) -> Tensor:
        """1 for the tokens of rows whose mean NLL is below their mark; without marks 1 for all."""
        marks = self.marks or {}
        limits = [marks.get(row.id, math.inf) for row in self.tokens_B]
        parts = torch.split(self.nll_N.detach(), self._sizes)
        is_below = [float(part.mean() < limit) for part, limit in zip(parts, limits, strict=True)]
        return self.nll_N.new_tensor(is_below).repeat_interleave(self.sizes_B)

    @property
    def aims_N(self) -> Tensor:
        """The aims of the counted tokens; of a row without aims 0."""
        aims = self.aims or {}
        pairs = zip(self.tokens_B, self._sizes, strict=True)
        found = [aim for row, size in pairs for aim in aims.get(row.id, (0.0,) * size)]
        return self.head.weight_VD.new_tensor(found, dtype=torch.float32)

    @property
    def sizes_B(self) -> Tensor:
        """Counted tokens of each row."""
        return torch.tensor(self._sizes, dtype=torch.long, device=self._labels_N.device)

    @property
    def layer_ND(self) -> Tensor:
        """States of the layer within that predict the counted tokens."""
        return self._before([state.layer_TD for state in self.states_B], self.direction_D)

    @property
    def original_layer_ND(self) -> Tensor:
        """The same of the original."""
        return self._before([state.layer_TD for state in self._original_B], self.direction_D)

    @property
    def direction_D(self) -> Tensor:
        """The random unit vector of the layer within."""
        assert self.original.direction_D is not None, "this method has not said that it has one"
        return self.original.direction_D

    @property
    def instead(self) -> Rows:
        """The rows in place of these."""
        assert self.others is not None, "this method has not said what stands in place of a secret"
        return self.others

    def rows(self, values_N: Tensor) -> Tensor:
        """Sums over the tokens of each row, (B,)."""
        sums = [part.sum() for part in torch.split(values_N, self._sizes)]
        return torch.stack(sums) if sums else values_N.new_zeros(0)

    def tokens(self, function: Callable[..., Tensor], *values_N: Tensor) -> Tensor:
        """The function of both models' logits and the token, for every counted token."""

        def of_chunk(now_CD: Tensor, then_CD: Tensor, *others_C: Tensor) -> Tensor:
            return function(self._logits(now_CD), self._original_logits(then_CD), *others_C)

        inputs = (self._now_ND, self._then_ND, self._labels_N, *values_N)
        return _in_chunks(of_chunk, *inputs, head=self.head)

    def positions(self, function: Callable[[Tensor, Tensor], Tensor]) -> Tensor:
        """The function of both models' logits, at every position."""

        def of_chunk(now_CD: Tensor, then_CD: Tensor) -> Tensor:
            return function(self._logits(now_CD), self._original_logits(then_CD))

        return _in_chunks(of_chunk, *self._both_PD, head=self.head)

    def told(self, function: Callable[[Tensor, Tensor], Tensor]) -> tuple[Tensor, Tensor]:
        """`nll_N`, and the function at every position, from the same logits."""

        def of_chunk(now_CD: Tensor, then_CD: Tensor, labels_C: Tensor) -> Tensor:
            now_CV = self._logits(now_CD)
            nll_C = F.cross_entropy(now_CV, labels_C, reduction="none", ignore_index=IGNORE)
            return torch.stack([nll_C, function(now_CV, self._original_logits(then_CD))], 1)

        labels_P = self._labels_P
        found_P2 = _in_chunks(of_chunk, *self._both_PD, labels_P, head=self.head).reshape(-1, 2)
        return found_P2[labels_P != IGNORE, 0], found_P2[:, 1]

    def _logits(self, hidden_CD: Tensor) -> Tensor:
        return project(hidden_CD, self.head).float()

    @torch.no_grad()
    def _original_logits(self, hidden_CD: Tensor) -> Tensor:
        return project(hidden_CD, self.original.head).float()

    @cached_property
    def _spans(self) -> list[tuple[int, int]]:
        """Where the counted tokens of each row stand."""
        if self.is_secret_only:
            return [row.secret for row in self.tokens_B]
        return [(row.first, len(row.ids)) for row in self.tokens_B]

    @property
    def _sizes(self) -> list[int]:
        return [stop - start for start, stop in self._spans]

    @cached_property
    def _labels_N(self) -> Tensor:
        """The counted tokens."""
        pairs = zip(self.tokens_B, self._spans, strict=True)
        ids = [i for row, (start, stop) in pairs for i in row.ids[start:stop]]
        return torch.tensor(ids, dtype=torch.long, device=self.head.weight_VD.device)

    @property
    def _labels_P(self) -> Tensor:
        """At every position the token that it predicts, where that counts; else IGNORE."""
        ids = [
            row.ids[place] if start <= place < stop else IGNORE
            for row, (start, stop) in zip(self.tokens_B, self._spans, strict=True)
            for place in range(1, len(row.ids) + 1)
        ]
        return torch.tensor(ids, dtype=torch.long, device=self.head.weight_VD.device)

    @property
    def _both_PD(self) -> tuple[Tensor, Tensor]:
        """The states at every position, those of now and the original's."""
        nothing_0D = self.head.weight_VD.detach()[:0]
        now_PD, then_PD = (
            torch.cat([state.last_TD for state in some]) if some else nothing_0D
            for some in (self.states_B, self._original_B)
        )
        return now_PD, then_PD

    @cached_property
    def _now_ND(self) -> Tensor:
        return self._before([state.last_TD for state in self.states_B], self.head.weight_VD[0])

    @property
    def _then_ND(self) -> Tensor:
        return self._before([state.last_TD for state in self._original_B], self.head.weight_VD[0])

    @property
    def _original_B(self) -> list[States]:
        return [self.original.states[row.id] for row in self.tokens_B]

    def _before(self, states_B: Sequence[Tensor | None], like_D: Tensor) -> Tensor:
        """The states (N, D) that predict the counted tokens; of no rows as wide as `like_D`."""
        parts = []
        for state_TD, (start, stop) in zip(states_B, self._spans, strict=True):
            assert state_TD is not None, "this method has not said that it looks at a layer"
            parts.append(state_TD[start - 1 : stop - 1])
        return torch.cat(parts) if parts else like_D.detach()[None][:0]


def token_nll(hidden_ND: Tensor, labels_N: Tensor, head: Head) -> Tensor:
    """-log p(label) of every token, (N,) nats; logits live one chunk at a time."""

    def of_chunk(hidden_CD: Tensor, labels_C: Tensor) -> Tensor:
        return F.cross_entropy(project(hidden_CD, head).float(), labels_C, reduction="none")

    return _in_chunks(of_chunk, hidden_ND, labels_N, head=head)


def _in_chunks(function: Function, *inputs: Tensor, head: Head) -> Tensor:
    """The function of all tokens, chunk by chunk, (N,) float32.

    Where there are many chunks, the logits of each are made again for the backward pass instead of
    being kept; one or two stay, which is the same to the last bit and a little faster.
    """
    chunks = list(_chunks(inputs[0], head))
    weights = [weight for weight in (head.weight_VD, head.bias_V) if weight is not None]
    parts = [tuple(each[chunk] for each in inputs) for chunk in chunks]
    found = learn_side_by_side(function, parts, weights=weights, is_kept=len(chunks) <= WORKERS)
    return torch.cat(found) if found else inputs[0].new_zeros(0).float()


def _chunks(hidden_ND: Tensor, head: Head) -> Iterator[slice]:
    """Slices of tokens whose logits fit; on a CPU one for each worker at least."""
    count, is_on_cpu = len(hidden_ND), hidden_ND.device.type == "cpu"
    bytes_ = CHUNK_BYTES if is_on_cpu else CHUNK_BYTES_GPU
    size = max(1, bytes_ // (4 * head.weight_VD.shape[0]))
    if is_on_cpu:
        size = min(size, max(1, -(-count // WORKERS)))
    return (slice(start, start + size) for start in range(0, count, size))
