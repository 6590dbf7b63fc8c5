"""What every objective is made of: the sides it looks at, its weights, the losses it gives back.

An objective is a function (forget side, keep side, weights) -> losses, of tensors alone. Nothing in
this package loads torch, so that settings and pages know the methods by name without it.

Shapes    N counted tokens of all rows of a side, one row after another; P positions of all rows;
          B rows; D hidden size; V vocabulary; C some of the tokens or positions, for a function
          that is asked chunk by chunk.
Units     NLL and divergences in nats; a mean is per counted token unless said otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

if TYPE_CHECKING:
    from torch import Tensor

_total: ContextVar[Callable[[int], int]] = ContextVar("total", default=int)


class Side(Protocol):
    """Some rows, possibly none, under the model as it is now; each thing is made when asked for.

    On the forget side the counted tokens are those to be forgotten; on the keep side all of them.
    What a method does not declare (see `Method`) is not there, and asking for it is our mistake.
    """

    @property
    def nll_N(self) -> Tensor:
        """-log p(token) of every counted token."""

    @property
    def original_nll_N(self) -> Tensor:
        """The same under the original model; without gradient."""

    @property
    def refusal_nll_N(self) -> Tensor:
        """-log p of the words of the refusal, over and over, where the counted tokens stand."""

    @property
    def unreached_N(self) -> Tensor:
        """1 for the tokens of a row that is still easier than its mark, else 0; no gradient."""

    @property
    def aims_N(self) -> Tensor:
        """The NLL that each counted token is led to; 0 where it may stay as it is."""

    @property
    def sizes_B(self) -> Tensor:
        """How many counted tokens each row has."""

    @property
    def layer_ND(self) -> Tensor:
        """States of the chosen layer from which the counted tokens are predicted."""

    @property
    def original_layer_ND(self) -> Tensor:
        """The same of the original model; without gradient."""

    @property
    def direction_D(self) -> Tensor:
        """A random unit vector of that layer, the same throughout the run."""

    @property
    def instead(self) -> Side:
        """What could stand in place of the secrets: equally many rows for every row, in order."""

    def rows(self, values_N: Tensor) -> Tensor:
        """The sum of a value over the tokens of each row, (B,)."""

    def tokens(self, function: Callable[..., Tensor], *values_N: Tensor) -> Tensor:
        """(N,) function(logits now (C, V), logits of the original, the tokens (C,)) -> (C,).

        Further values of the tokens are passed on to the function, chunk by chunk.
        """

    def positions(self, function: Callable[[Tensor, Tensor], Tensor]) -> Tensor:
        """(P,) function(logits now (C, V), logits of the original) -> (C,), everywhere."""

    def told(self, function: Callable[[Tensor, Tensor], Tensor]) -> tuple[Tensor, Tensor]:
        """(`nll_N`, `positions(function)`), for less than each by itself."""


class Losses(NamedTuple):
    """What is minimised, and the terms that the page draws; all (), None where there is none."""

    total: Tensor
    forget: Tensor  # NLL of the targets, whatever is done to raise it
    learn: Tensor | None = None  # NLL of what is learnt: partners, or answers instead
    drift: Tensor | None = None  # how far the answers on the partners are from the original's


@dataclass(frozen=True, slots=True)
class Weights:
    """The numbers of an objective; `config.py` has the meaning and the source of each."""

    forget: float = 1.0
    learn: float = 1.0
    drift: float = 1.0
    power: float = 1.0  # of a token's probability, in its push (ICU, WGA)
    is_led: bool = False  # targets are led to an answer, not pushed (ICU)
    npo_beta: float = 0.1
    simnpo_beta: float = 4.5
    simnpo_margin: float = 0.0
    random: float = 1.0  # of the random answers of LLMU
    penalty: float = 10.0  # of UNDIAL, in logits
    steering: float = 6.5  # of RMU: how long the states become


@dataclass(frozen=True, slots=True)
class Method:
    """An objective, what it is in a few words, its source, and what it has to be given."""

    losses: Callable[[Side, Side, Weights], Losses]
    about: str
    paper: str  # its number on arXiv
    partners: bool = True  # it looks at the keep side
    looks_back: bool = False  # it asks what the original said of the targets
    instead: Literal["", "plausible", "random", "refusal"] = ""  # rows in place of the secrets
    layer: bool = False  # it looks at a layer within
    is_reversed: bool = False  # it is followed for a while; then the model walks the other way


def mean(values: Tensor) -> Tensor:
    """The mean of all values; 0, with a gradient of 0, where there are none.

    Within `counted` it is this process's part of the mean over the values of all processes.
    """
    return values.sum() / max(1, _total.get()(values.numel()))


@contextmanager
def counted(total: Callable[[int], int]) -> Iterator[None]:
    """Within this context a mean divides by the total of the numbers of values."""
    before = _total.set(total)
    try:
        yield
    finally:
        _total.reset(before)


def log_sigmoid(values: Tensor) -> Tensor:
    """log(1 / (1 + exp(-x))) without overflow."""
    return -(-values).logaddexp(values.new_zeros(()))


def kl(now_CV: Tensor, then_CV: Tensor) -> Tensor:
    """KL(original || now) of two sets of logits, (C,)."""
    now_CV, then_CV = now_CV.log_softmax(-1), then_CV.log_softmax(-1)
    return (then_CV.exp() * (then_CV - now_CV)).sum(-1)


def held(
    keep: Side, weights: Weights, divergence: Callable[[Tensor, Tensor], Tensor] = kl
) -> tuple[Tensor | float, Tensor | None, Tensor | None]:
    """What keeps the partners in place: (weighted sum, learn, drift); a weight of 0 leaves out."""
    learn = drift = None
    if weights.learn and weights.drift:
        learn, drift = map(mean, keep.told(divergence))
    elif weights.learn:
        learn = mean(keep.nll_N)
    elif weights.drift:
        drift = mean(keep.positions(divergence))
    cost: Tensor | float = 0.0
    if learn is not None:
        cost = weights.learn * learn
    if drift is not None:
        cost = cost + weights.drift * drift
    return cost, learn, drift
