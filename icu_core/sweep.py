"""Many greedy continuations at once, exactly as one at a time: cached, and without any padding.

One teacher-forced pass leaves the keys and values of every true prefix behind. A job continues one
prefix after a given token. The sweep goes through the positions in increasing order; a job joins
the batch at its own position with its row's cache cut there. So at every step all sequences of
the batch have the same length: cache slot and position are the same number, and neither masks nor
left padding are needed, which is also right where attention counts slots (GPT-Neo's local layers)
or windows (Mistral). Networks without a plain cache of keys and values take full passes instead.

Shapes    B rows, J jobs of one sweep, T positions, H key-value heads, D head size, V vocabulary.
Differs   An end-of-text token does not end a continuation: each is as long as asked. One of which
          only n-grams of a text are wanted ends where none of them can come out any more.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from icu_core.hf import Cache, DynamicCache, DynamicLayer
from icu_core.models import LM, head, last_hidden, project
from icu_core.room import CACHES_BYTES


@dataclass(frozen=True, slots=True)
class Prefixes:
    """What one forward pass over right-padded rows leaves behind: ids, and keys and values."""

    ids_BT: Tensor
    layers: tuple[tuple[Tensor, Tensor], ...]  # (keys_BHTD, values_BHTD); none: no cache

    @property
    def slot_bytes(self) -> int:
        """Bytes of keys and values of one token of one row."""
        return sum(_slot_bytes(keys) + _slot_bytes(values) for keys, values in self.layers)

    @property
    def total_bytes(self) -> int:
        """Bytes of all keys and values."""
        return self.slot_bytes * self.ids_BT.numel()

    def take(self, rows: Sequence[int]) -> Prefixes:
        """Only these rows, in this order; copies."""
        chosen = torch.tensor(rows, device=self.ids_BT.device)
        layers = tuple((keys[chosen], values[chosen]) for keys, values in self.layers)
        return Prefixes(self.ids_BT[chosen], layers)


UNREAD = -1
"""In place of tokens that nobody asked for; no tokenizer has it."""


class Grams:
    """The n-grams of one text, and how they may begin."""

    def __init__(self, ids: Sequence[int], n: int) -> None:
        self.n = n
        self._beginnings = {
            tuple(ids[i : i + size]) for size in range(1, n) for i in range(len(ids) - size + 1)
        }

    def may_come(self, said: Sequence[int], more: int) -> bool:
        """Whether one of them can end in the next `more` tokens after these."""
        known = self.n - more  # tokens of it that have been said, at least
        return more > 0 and (known <= 0 or tuple(said[-known:]) in self._beginnings)


@dataclass(frozen=True, slots=True)
class Job:
    """Continue a row of `prefixes`, cut to `start` tokens, by `token` and up to `stop` tokens.

    With `grams`, what comes after the last that can be one of them is `UNREAD`.
    """

    prefixes: Prefixes
    row: int
    start: int  # position of `token`
    stop: int  # exclusive; at least start + 1
    token: int
    grams: Grams | None = None


def budget_bytes(lm: LM) -> int:
    """Bytes of cache to hold at once; fixed per machine, so that equal runs make equal batches."""
    if lm.device.type != "cuda":
        return CACHES_BYTES
    return int(torch.cuda.get_device_properties(lm.device).total_memory) // 8


def has_plain_cache(lm: LM) -> bool:
    """Whether this network reads its past from one key and one value per layer, head and token."""
    takes = inspect.signature(lm.network.base_model.forward).parameters
    if lm.network._is_stateful or "past_key_values" not in takes:
        return False
    ids_BT = torch.arange(1, 7, device=lm.device)[None]
    cache = DynamicCache()
    with torch.no_grad():
        whole_BTD = last_hidden(lm, ids_BT)
        try:
            last_hidden(lm, ids_BT[:, :5], cache=cache)
            if not all(_is_plain(layer, tokens=5) for layer in cache.layers):
                return False
            step_BTD = last_hidden(lm, ids_BT[:, 5:], cache=cache)
        except (TypeError, ValueError, AttributeError, IndexError, RuntimeError):
            return False
    difference = (step_BTD[0, 0] - whole_BTD[0, 5]).float().norm() / whole_BTD[0, 5].float().norm()
    return bool(difference < (1e-3 if lm.compute == torch.float32 else 0.1))


def read_prefixes(
    lm: LM, ids_BT: Tensor, attention_BT: Tensor, *, cached: bool
) -> tuple[Tensor, Prefixes]:
    """One forward pass: hidden_BTD and what it leaves behind. `cached`: see `has_plain_cache`."""
    if not cached:
        return last_hidden(lm, ids_BT, attention_BT), Prefixes(ids_BT, ())
    cache = DynamicCache()
    hidden_BTD = last_hidden(lm, ids_BT, attention_BT, cache=cache)
    return hidden_BTD, Prefixes(ids_BT, tuple((layer.keys, layer.values) for layer in cache.layers))


@torch.no_grad()
def sweep(lm: LM, jobs: Sequence[Job]) -> list[tuple[int, ...]]:
    """Greedy tokens start..stop-1 of every job, the given token first; in the order of the jobs."""
    found: dict[int, tuple[int, ...]] = {}
    for group in _groups(lm, jobs):
        run = _Run(lm, [jobs[i] for i in group])
        found.update(zip(group, run.finish(), strict=True))
    return [found[i] for i in range(len(jobs))]


def _groups(lm: LM, jobs: Sequence[Job]) -> Iterator[list[int]]:
    """Indices of jobs that run together: as many as fit, neighbours in start position."""
    order = sorted(range(len(jobs)), key=lambda i: (jobs[i].start, jobs[i].stop, i))
    if not order:
        return
    longest = max(job.stop for job in jobs)
    slot_bytes = max(job.prefixes.slot_bytes for job in jobs)
    vocabulary = lm.network.get_input_embeddings().weight.shape[0]
    most = budget_bytes(lm) // (longest * slot_bytes) if slot_bytes else 4096 // longest
    most = max(1, min(most, budget_bytes(lm) // (16 * vocabulary)))
    yield from (order[i : i + most] for i in range(0, len(order), most))


class _Run:
    """The state of one sweep over a group of jobs sorted by start."""

    def __init__(self, lm: LM, jobs: list[Job]) -> None:
        self.lm = lm
        self.jobs = jobs
        self.head = head(lm)
        self.ids_JT = _starting_ids(jobs)
        self.joined = 0  # jobs[:joined] have been looked at
        self.active: list[int] = []  # the job in each slot of the batch
        self.active_N = torch.tensor([], dtype=torch.long)
        shapes = jobs[0].prefixes.layers
        longest = self.ids_JT.shape[1]
        self.layers = [_Slots(keys, values, len(jobs), longest) for keys, values in shapes]
        self.cache = Cache(layers=self.layers) if self.layers else None

    def finish(self) -> list[tuple[int, ...]]:
        """Run to the end; the tokens of every job."""
        for position in range(self.jobs[0].start, max(job.stop for job in self.jobs) - 1):
            if self._leave(position) | self._join(position):
                self.active_N = torch.tensor(self.active, device=self.ids_JT.device)
            if self.active:
                self._step(position)
        rows = self.ids_JT.tolist()
        return [tuple(row[j.start : j.stop]) for row, j in zip(rows, self.jobs, strict=True)]

    def _leave(self, position: int) -> bool:
        """Drop the jobs that have all that they need; whether there were any."""
        going = self._going_on(self.active, position)
        keep = [slot for slot, is_going in enumerate(going) if is_going]
        if len(keep) == len(self.active):
            return False
        for layer in self.layers:
            layer.keep(keep, position)
        self.active = [self.active[s] for s in keep]
        return True

    def _join(self, position: int) -> bool:
        """Take in the jobs that start here and need more than one token; whether there were any."""
        first = self.joined
        while self.joined < len(self.jobs) and self.jobs[self.joined].start == position:
            self.joined += 1
        here = range(first, self.joined)
        new = [j for j, is_going in zip(here, self._going_on(here, position), strict=True)
               if is_going]  # fmt: skip
        for prefixes, members in _by_prefixes(self.jobs, new):
            rows = torch.tensor([self.jobs[j].row for j in members], device=self.ids_JT.device)
            for layer, (keys, values) in zip(self.layers, prefixes.layers, strict=True):
                layer.add(keys, values, rows, slot=len(self.active), position=position)
            self.active += members
        return bool(new)

    def _going_on(self, jobs: Sequence[int], position: int) -> list[bool]:
        """Whether each of these jobs needs a token after this position."""
        more = [self.jobs[j].stop - position - 1 for j in jobs]
        grams = [self.jobs[j].grams for j in jobs]
        most = max((g.n - m for g, m in zip(grams, more, strict=True) if g), default=0)
        if most <= 0:  # nobody is near the end: the tokens need not leave their device
            return [m > 0 for m in more]
        said = self.ids_JT[list(jobs), max(0, position + 1 - most) : position + 1].tolist()
        return [
            m > 0 if g is None else g.may_come(ids, m)
            for ids, g, m in zip(said, grams, more, strict=True)
        ]

    def _step(self, position: int) -> None:
        """One more token for every active job."""
        if self.cache is None:
            hidden_NTD = last_hidden(self.lm, self.ids_JT[self.active_N, : position + 1])
        else:
            for layer in self.layers:
                layer.length = position
            tokens_N1 = self.ids_JT[self.active_N, position][:, None]
            hidden_NTD = last_hidden(self.lm, tokens_N1, cache=self.cache)
        with self.lm.autocast():
            logits_NV = project(hidden_NTD[:, -1], self.head)
        self.ids_JT[self.active_N, position + 1] = logits_NV.argmax(1)


class _Slots(DynamicLayer):  # type: ignore[misc]
    """One layer's keys and values of a batch that jobs join and leave; memory is taken once."""

    def __init__(self, keys: Tensor, values: Tensor, jobs: int, longest: int) -> None:
        super().__init__()
        self.dtype, self.device, self.is_initialized = keys.dtype, keys.device, True
        self.keys_JHTD = keys.new_empty(jobs, keys.shape[1], longest, keys.shape[3])
        self.values_JHTD = values.new_empty(jobs, values.shape[1], longest, values.shape[3])
        self.length = 0  # slots that are filled in every active sequence

    def add(self, keys: Tensor, values: Tensor, rows: Tensor, *, slot: int, position: int) -> None:
        """Copy the first `position` tokens of these rows into the batch, from `slot` on."""
        place = slice(slot, slot + len(rows))
        self.keys_JHTD[place, :, :position] = keys[rows, :, :position]
        self.values_JHTD[place, :, :position] = values[rows, :, :position]

    def keep(self, slots: list[int], position: int) -> None:
        """Close the gaps that leaving jobs make."""
        for buffer in (self.keys_JHTD, self.values_JHTD):
            buffer[: len(slots), :, :position] = buffer[slots, :, :position]

    def update(
        self, key_states: Tensor, value_states: Tensor, *_args: object, **_kwargs: object
    ) -> tuple[Tensor, Tensor]:
        """Append one token per active sequence; everything so far. Called by the network."""
        count, stop = key_states.shape[0], self.length + 1
        self.keys_JHTD[:count, :, self.length] = key_states[:, :, 0]
        self.values_JHTD[:count, :, self.length] = value_states[:, :, 0]
        self.length = stop
        return self.keys_JHTD[:count, :, :stop], self.values_JHTD[:count, :, :stop]

    def get_seq_length(self) -> int:
        """Tokens in the cache. Called by the network."""
        return self.length


def _starting_ids(jobs: Sequence[Job]) -> Tensor:
    """ids_JT with every job's prefix and first token filled in, and nothing read after them."""
    longest = max(job.stop for job in jobs)
    ids_JT = jobs[0].prefixes.ids_BT.new_full((len(jobs), longest), UNREAD)
    for j, job in enumerate(jobs):
        ids_JT[j, : job.start] = job.prefixes.ids_BT[job.row, : job.start]
        ids_JT[j, job.start] = job.token
    return ids_JT


def _by_prefixes(jobs: Sequence[Job], chosen: list[int]) -> Iterator[tuple[Prefixes, list[int]]]:
    """The chosen jobs, those on the same prefixes together."""
    groups: dict[int, list[int]] = {}
    for j in chosen:
        groups.setdefault(id(jobs[j].prefixes), []).append(j)
    yield from ((jobs[members[0]].prefixes, members) for members in groups.values())


def _slot_bytes(tensor_BHTD: Tensor) -> int:
    """Bytes of one token of one row."""
    return tensor_BHTD.shape[1] * tensor_BHTD.shape[3] * tensor_BHTD.element_size()


def _is_plain(layer: Any, *, tokens: int) -> bool:
    """Whether this cache layer holds exactly one key per token."""
    return type(layer) is DynamicLayer and bool(layer.keys.shape[2:3] == (tokens,))
