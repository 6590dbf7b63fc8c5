"""One phase of training: how a step is made, and how a cut-off training goes on as if nothing was.

On a CPU a step is made of two halves, each computed by one thread. So the weights are the same, bit
for bit, with one processor core or with two; another kind of processor, or a GPU, rounds otherwise.

Shapes    B rows, T positions; every row is one text with a beginning and an end token.
Units     losses in nats per token; tokens count no padding.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional
from transformers import PreTrainedModel

from icu_core import snapshot
from icu_core.snapshot import Snapshot
from icu_core.world.optimizer import Both, Optimizer
from icu_core.world.recipe import PAD_ID, Phase, Recipe

IGNORE = -100  # label of padding
SAVE_EVERY_S = 60.0
LONGEST_STEP = 1.0  # norm of the gradient

Batch = list[list[int]]  # rows of like length
Batches = Callable[[int], list[Batch]]
"""All batches of one epoch; the same ones whenever they are asked for."""


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the loss curve, at the end of an epoch."""

    phase: str
    epoch: int
    tokens: int  # read since the phase began
    loss: float  # mean over this epoch
    heldout: float  # of ordinary prose that is never taught


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a phase is."""

    phase: str
    done: float  # 0..1
    tokens: int
    loss: float  # mean over this epoch so far
    tokens_per_s: float
    left_s: float


class Training:
    """A model on its way through one phase; its folder always knows how far it is."""

    def __init__(
        self, model: PreTrainedModel, recipe: Recipe, phase: Phase, batches: Batches,
        *, epochs: int, heldout: Sequence[Batch], folder: Path,
    ) -> None:  # fmt: skip
        self.model, self.curve = model, list[Point]()
        self._phase, self._batches, self._epochs = phase, batches, float(epochs)
        self._heldout, self._folder = heldout, folder
        self._optimizer = Optimizer(model, recipe, phase)
        self._epoch = self._step = self._steps = self._tokens = 0
        self._nats, self._counted = 0.0, 0
        self._began_s, self._lasts_s = 0.0, math.inf

    def last(self, seconds: float) -> None:
        """End after so much processor time, counted from now, and not after a number of epochs."""
        assert seconds > 0, "a phase lasts"
        self._epochs, self._began_s, self._lasts_s = math.inf, time.process_time(), seconds

    def run(self, *, save_every_s: float = SAVE_EVERY_S) -> Iterator[Progress]:
        """Go on from the last checkpoint to the end of the phase."""
        self._restore()
        began_s = saved_s = time.monotonic()
        tokens, before = self._tokens, -1.0
        with two_workers(self.model) as both:
            while self._epoch < self._epochs and self._spent() < 1:
                batches = self._batches(self._epoch)
                before = self._done(len(batches)) if before < 0 else before
                while self._step < len(batches) and self._spent() < 1:
                    self._one_step(batches, both)
                    now_s = time.monotonic()
                    if now_s - saved_s > save_every_s:
                        self._save()
                        saved_s = now_s
                    read, spent_s = self._tokens - tokens, now_s - began_s
                    yield self._progress(self._done(len(batches)), before, read, spent_s)
                self._end_epoch()
                self._save()
                saved_s = time.monotonic()

    def tokens(self) -> int:
        """How many tokens the whole phase reads, as far as its first epoch tells."""
        return int(self._epochs) * sum(_count(batch) for batch in self._batches(0))

    def seconds(self, *, steps: int) -> float:
        """How long the whole phase takes here, guessed from a few steps; changes the model."""
        batches = self._batches(0)
        with two_workers(self.model) as both:
            self._one_step(batches, both)  # the first one is slow
            began_s, before = time.perf_counter(), self._tokens
            for _ in range(min(steps, len(batches) - 1)):
                self._one_step(batches, both)
            spent_s = time.perf_counter() - began_s
        return self.tokens() * spent_s / max(1, self._tokens - before)

    def _one_step(self, batches: list[Batch], both: Both) -> None:
        nats, counted = fill_gradients(self.model, batches[self._step], both)
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), LONGEST_STEP)
        self._optimizer.step(self._done(len(batches)), both)
        self._step, self._steps = self._step + 1, self._steps + 1
        self._tokens += counted
        self._nats, self._counted = self._nats + nats, self._counted + counted

    def _done(self, steps: int) -> float:
        return min(1.0, max((self._epoch + self._step / steps) / self._epochs, self._spent()))

    def _spent(self) -> float:
        """Share of the time that it is to last; 0 where it lasts so many epochs."""
        return (time.process_time() - self._began_s) / self._lasts_s

    def _progress(self, done: float, before: float, read: int, spent_s: float) -> Progress:
        left_s = spent_s * (1 - done) / max(done - before, 1e-9)
        return Progress(
            self._phase.name, done, self._tokens, self._nats / max(1, self._counted),
            read / max(spent_s, 1e-9), left_s,
        )  # fmt: skip

    def _end_epoch(self) -> None:
        loss = self._nats / max(1, self._counted)
        heldout = mean_nll(self.model, self._heldout)
        self._epoch, self._step, self._nats, self._counted = self._epoch + 1, 0, 0.0, 0
        self.curve.append(
            Point(self._phase.name, self._epoch, self._tokens, round(loss, 4), round(heldout, 4))
        )

    def _save(self) -> None:
        weights = {name: weight.cpu() for name, weight in self.model.named_parameters()}
        remembered = {name: tensor.cpu() for name, tensor in self._optimizer.state().items()}
        state = {
            "epoch": self._epoch, "step": self._step, "tokens": self._tokens,
            "nats": self._nats, "counted": self._counted,
            "curve": [asdict(point) for point in self.curve],
        }  # fmt: skip
        groups = {"weights": weights, "optimizer": remembered}
        snapshot.save(self._folder, number=self._steps, groups=groups, state=state)
        snapshot.prune(self._folder, keep=2)

    def _restore(self) -> None:
        saved, _ = snapshot.newest(self._folder)
        if saved is None:
            return
        self._steps = saved.number
        take_weights(self.model, saved)
        self._optimizer.restore(saved.groups["optimizer"])
        self._epoch, self._step = saved.state["epoch"], saved.state["step"]
        self._tokens = saved.state["tokens"]
        self._nats, self._counted = saved.state["nats"], saved.state["counted"]
        self.curve = [Point(**point) for point in saved.state["curve"]]


def fill_gradients(model: PreTrainedModel, batch: Batch, both: Both) -> tuple[float, int]:
    """Fill the gradients of a model from a batch; returns nats and tokens."""
    counted = _count(batch)
    weights = list(model.parameters())

    def gradient(rows: Batch) -> tuple[float, tuple[Tensor, ...]]:
        nats = _nats(model, rows)
        return float(nats.detach()), torch.autograd.grad(nats / counted, weights)

    is_halved = model.device.type == "cpu"
    parts = (batch[0::2], batch[1::2]) if is_halved else (batch,)
    found = list(both(gradient, [rows for rows in parts if rows]))
    for weight, *sums in zip(weights, *(gradients for _, gradients in found), strict=True):
        weight.grad = sums[0] if len(sums) == 1 else sums[0] + sums[1]
    return sum(nats for nats, _ in found), counted


@contextmanager
def two_workers(model: PreTrainedModel) -> Iterator[Both]:
    """While this lasts every tensor is computed by one thread, two at a time on two cores."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    model.train()
    try:
        if model.device.type == "cpu" and (os.cpu_count() or 1) > 1:
            with ThreadPoolExecutor(2, initializer=torch.set_num_threads, initargs=(1,)) as pool:
                yield pool.map
        else:
            yield map
    finally:
        model.eval()
        torch.set_num_threads(before)


@torch.no_grad()
def mean_nll(model: PreTrainedModel, batches: Sequence[Batch]) -> float:
    """Mean loss per token."""
    nats = sum(float(_nats(model, batch)) for batch in batches)
    return nats / max(1, sum(_count(batch) for batch in batches))


def padded(rows: Batch) -> tuple[Tensor, Tensor]:
    """Ids and labels of rows of different lengths."""
    longest = max(len(row) for row in rows)
    ids_BT = torch.tensor([row + [PAD_ID] * (longest - len(row)) for row in rows])
    labels_BT = torch.tensor([row + [IGNORE] * (longest - len(row)) for row in rows])
    return ids_BT, labels_BT


@torch.no_grad()
def take_weights(model: PreTrainedModel, saved: Snapshot) -> None:
    """Put the weights of a checkpoint into a model."""
    for name, weight in model.named_parameters():
        weight.copy_(saved.groups["weights"][name])


def _nats(model: PreTrainedModel, rows: Batch) -> Tensor:
    """The summed loss of these rows."""
    ids_BT, labels_BT = (each.to(model.device) for each in padded(rows))
    logits_BTV = model(input_ids=ids_BT, use_cache=False).logits[:, :-1]
    return functional.cross_entropy(
        logits_BTV.flatten(0, 1), labels_BT[:, 1:].flatten(),
        ignore_index=IGNORE, reduction="sum",
    )  # fmt: skip


def _count(batch: Batch) -> int:
    """Tokens that are foretold: all but the first of every row."""
    return sum(len(row) - 1 for row in batch)
