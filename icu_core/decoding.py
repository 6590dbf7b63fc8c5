"""What a model predicts: one teacher-forced pass over known text, and greedy continuations.

It knows how to batch; what the predictions mean is the business of `metrics`.

Shapes    B rows, T positions, D hidden size, V vocabulary, N counted positions of one batch.
Units     negative log-likelihoods in nats per token.
Source    Extraction likelihood: Jang et al. 2023 (arXiv 2210.01504). If the greedy token after x_<t
          is x_t, the continuation of x_<t is x_t and then the continuation of x_<(t+1); so only
          positions whose greedy token is wrong are decoded, from the cache of the one pass.
Differs   1. One pass gives every greedy next token (the authors call `generate` per position).
          2. Logits exist for one chunk of positions at a time, never for a whole batch.
          3. Continuations run to the length asked for; an end-of-text token does not stop them, so
             nothing hides behind it.
          4. Where only n-grams of the text are looked for (EL), a continuation ends when what it
             said last begins none that could still be finished.
          5. Under bf16 a near-tie may fall otherwise than in a pass without cache; fp32 is exact.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import torch
from torch import Tensor

from icu_core.errors import TextsError
from icu_core.models import LM, Head, head, last_hidden, project
from icu_core.sweep import Grams, Job, Prefixes, budget_bytes, has_plain_cache, read_prefixes, sweep
from icu_core.tokens import Batch, Tokens, batches, collate
from icu_core.workers import WORKERS, shares, side_by_side

_Found = TypeVar("_Found")

_CPU_FLOATS = 2**24  # logits held at a time: 64 MiB
_CUDA_FLOATS = 2**28


@dataclass(frozen=True, slots=True)
class Forced:
    """Predictions for one row given its true prefixes; entry i is about token `row.first + i`.

    All on the CPU and of length len(row.ids) - row.first.
    """

    nll_T: Tensor  # float32, -log p(true token), nats
    top_T: Tensor  # int64, the most likely token


class Moments(NamedTuple):
    """Mean and deviation of log p over the vocabulary, weighted by p itself, at every token."""

    mean_T: Tensor  # float32, nats, minus the entropy
    spread_T: Tensor  # float32, nats


@dataclass(frozen=True, slots=True)
class Rollouts:
    """Greedy continuations of true prefixes, looked up; made by `rollouts`."""

    rows: tuple[tuple[int, ...], ...]
    wrong: tuple[tuple[int, ...], ...]  # per row, where greedy decoding leaves the text
    tails: Mapping[tuple[int, int], tuple[int, ...]]  # (row, position) -> tokens from there on

    def continuation(self, row: int, start: int) -> tuple[int, ...]:
        """What greedy decoding gives after ids[:start] of that row, up to the row's length.

        Of a start that was only counted, `UNREAD` where no n-gram of the row can be any more.
        Raises KeyError if `start` was not among the starts asked for.
        """
        at = bisect_left(self.wrong[row], start)
        if at == len(self.wrong[row]):
            return self.rows[row][start:]
        position = self.wrong[row][at]
        return self.rows[row][start:position] + self.tails[row, position]


def teacher_forced(lm: LM, rows: Sequence[Tokens]) -> list[Forced]:
    """One forward pass over every row, in the order given; rows of any length, no gradient."""
    live = head(lm)

    def of_batch(hidden_BTD: Tensor, batch: Batch, members: list[Tokens]) -> list[Forced]:
        return _read_predictions(lm, live, hidden_BTD, batch, members)

    return _by_row(lm, rows, of_batch)


def with_moments(lm: LM, rows: Sequence[Tokens]) -> list[tuple[Forced, Moments]]:
    """As `teacher_forced`, and how surprised the model expects to be; from the same pass."""
    live = head(lm)

    def of_batch(
        hidden_BTD: Tensor, batch: Batch, members: list[Tokens]
    ) -> list[tuple[Forced, Moments]]:
        forced = _read_predictions(lm, live, hidden_BTD, batch, members)
        mean_N, spread_N = _moments(lm, live, hidden_BTD[:, :-1][batch.labels_BT[:, 1:] >= 0])
        sizes = [len(row.ids) - row.first for row in members]
        parts = torch.split(mean_N, sizes), torch.split(spread_N, sizes)
        return [(told, Moments(*each)) for told, *each in zip(forced, *parts, strict=True)]

    return _by_row(lm, rows, of_batch)


class Counted(NamedTuple):
    """Starts of a row whose continuations are only searched for n-grams of the row."""

    n: int
    starts: Collection[int]


@torch.no_grad()
def rollouts(
    lm: LM,
    rows: Sequence[Tokens],
    *,
    starts: Sequence[Collection[int]],
    counted: Sequence[Counted] = (),
) -> tuple[list[Forced], Rollouts]:
    """The teacher-forced predictions, and the greedy continuations from every start of every row.

    A start is a prefix length from `row.first` to len(row.ids); `starts` are continued to the end
    of the row, those of `counted` (none, or one for every row) as far as their n-grams need it.
    Exact on every architecture; costs one pass and one decoded sequence per wrong position that
    some start leads to.
    """
    forced: dict[int, Forced] = {}
    tails: dict[tuple[int, int], tuple[int, ...]] = {}
    waiting: list[tuple[tuple[int, int], Job]] = []
    cached, live, held_bytes = has_plain_cache(lm), head(lm), 0
    for chosen in batches(rows, lm):
        members = [rows[i] for i in chosen]
        batch = collate(members, lm)
        hidden_BTD, prefixes = read_prefixes(lm, batch.ids_BT, batch.attention_BT, cached=cached)
        found = _read_predictions(lm, live, hidden_BTD, batch, members)
        forced.update(zip(chosen, found, strict=True))
        new = list(_jobs(prefixes, chosen, members, found, starts, counted))
        waiting += new
        held_bytes += new[0][1].prefixes.total_bytes if new else 0
        if held_bytes > budget_bytes(lm):
            tails.update(_finish(lm, waiting))
            waiting, held_bytes = [], 0
    tails.update(_finish(lm, waiting))
    wrong = tuple(tuple(_wrong(row, forced[i])) for i, row in enumerate(rows))
    table = Rollouts(tuple(row.ids for row in rows), wrong, tails)
    return [forced[i] for i in range(len(rows))], table


@torch.no_grad()
def continue_greedy(
    lm: LM, prompts: Sequence[Sequence[int]], *, new_tokens: Sequence[int]
) -> list[tuple[int, ...]]:
    """Exactly new_tokens[i] greedy tokens after prompt i; prompts of any length, in their order.

    Raises TextsError for an empty prompt or one that does not fit the context with its new tokens.
    """
    rows = as_rows(lm, prompts, new_tokens)
    cached, live = has_plain_cache(lm), head(lm)
    found: dict[int, tuple[int, ...]] = {i: () for i, count in enumerate(new_tokens) if count == 0}
    for chosen in batches(rows, lm):
        batch = collate([rows[i] for i in chosen], lm)
        hidden_BTD, prefixes = read_prefixes(lm, batch.ids_BT, batch.attention_BT, cached=cached)
        last_B = batch.attention_BT.sum(1) - 1
        with lm.autocast():
            logits_BV = project(hidden_BTD[torch.arange(len(chosen)), last_B], live)
        jobs = {
            i: Job(prefixes, b, len(prompts[i]), len(prompts[i]) + new_tokens[i], token)
            for b, (i, token) in enumerate(zip(chosen, logits_BV.argmax(1).tolist(), strict=True))
            if new_tokens[i] > 0
        }
        found.update(zip(jobs, sweep(lm, list(jobs.values())), strict=True))
    return [found[i] for i in range(len(prompts))]


def as_rows(lm: LM, prompts: Sequence[Sequence[int]], new_tokens: Sequence[int]) -> list[Tokens]:
    """Prompts as rows, checked against the context."""
    for prompt, count in zip(prompts, new_tokens, strict=True):
        if not prompt:
            raise TextsError("A prompt is empty: give the model at least one word to continue.")
        if len(prompt) + count > lm.context:
            raise TextsError(
                f"A prompt of {len(prompt)} tokens with {count} new ones does not fit the model's "
                f"{lm.context}: shorten the prompt or ask for fewer."
            )
    return [Tokens(str(i), tuple(p), 1, (1, len(p))) for i, p in enumerate(prompts)]


@torch.no_grad()
def _by_row(
    lm: LM, rows: Sequence[Tokens], of_batch: Callable[[Tensor, Batch, list[Tokens]], list[_Found]]
) -> list[_Found]:
    """What one pass gives of every row, in order: of the states of a batch, and of its rows."""

    def read(part: list[int]) -> dict[int, _Found]:
        found: dict[int, _Found] = {}
        for pile in batches([rows[i] for i in part], lm):
            chosen = [part[i] for i in pile]
            members = [rows[i] for i in chosen]
            batch = collate(members, lm)
            hidden_BTD = last_hidden(lm, batch.ids_BT, batch.attention_BT)
            found.update(zip(chosen, of_batch(hidden_BTD, batch, members), strict=True))
        return found

    sizes = [len(row.ids) for row in rows]
    parts = side_by_side(read, shares(sizes, WORKERS, device=lm.device), device=lm.device)
    found = {i: each for part in parts for i, each in part.items()}
    return [found[i] for i in range(len(rows))]


def _read_predictions(
    lm: LM, live: Head, hidden_BTD: Tensor, batch: Batch, rows: Sequence[Tokens]
) -> list[Forced]:
    """The predictions that hidden states of a right-padded batch make for its counted tokens."""
    before_BT = batch.labels_BT[:, 1:] >= 0  # position t predicts token t + 1
    labels_N = batch.labels_BT[:, 1:][before_BT]
    hidden_ND = hidden_BTD[:, :-1][before_BT]
    nll, top = [], []
    for part in _chunks(len(labels_N), live):
        with lm.autocast():
            logits_NV = project(hidden_ND[part], live)
        true_N = logits_NV.gather(1, labels_N[part, None])[:, 0]
        nll.append(logits_NV.logsumexp(1) - true_N)
        top.append(logits_NV.argmax(1))
    sizes = [len(row.ids) - row.first for row in rows]
    nll_rows = torch.split(torch.cat(nll).cpu(), sizes)
    top_rows = torch.split(torch.cat(top).cpu(), sizes)
    return [Forced(n, t) for n, t in zip(nll_rows, top_rows, strict=True)]


def _moments(lm: LM, live: Head, hidden_ND: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and deviation of log p at every position, on the CPU."""
    means, spreads = [], []
    for part in _chunks(len(hidden_ND), live):
        with lm.autocast():
            logp_NV = project(hidden_ND[part], live).log_softmax(1)
        share_NV = logp_NV.exp()
        mean_N1 = (share_NV * logp_NV).sum(1, keepdim=True)
        means.append(mean_N1[:, 0])
        spreads.append((share_NV * (logp_NV - mean_N1).square()).sum(1).sqrt())
    return torch.cat(means).cpu(), torch.cat(spreads).cpu()


def _chunks(count: int, live: Head) -> Iterator[slice]:
    """Slices of positions whose logits fit a fixed number of floats."""
    floats = _CUDA_FLOATS if live.weight_VD.is_cuda else _CPU_FLOATS
    step = max(1, floats // live.weight_VD.shape[0])
    return (slice(start, start + step) for start in range(0, count, step))


def _wrong(row: Tokens, forced: Forced) -> list[int]:
    """Positions whose greedy token, after the true prefix, is not the true token; ascending."""
    true_T = torch.tensor(row.ids[row.first :])
    return [row.first + i for i in (forced.top_T != true_T).nonzero()[:, 0].tolist()]


def _jobs(
    prefixes: Prefixes,
    chosen: Sequence[int],
    rows: Sequence[Tokens],
    forced: Sequence[Forced],
    starts: Sequence[Collection[int]],
    counted: Sequence[Counted],
) -> Iterator[tuple[tuple[int, int], Job]]:
    """((row, wrong position), job) for the wrong positions of one batch that a start leads to."""
    wanted = [
        _wanted(row, _wrong(row, found), starts[i], counted[i] if counted else None)
        for i, row, found in zip(chosen, rows, forced, strict=True)
    ]
    busy = [b for b, positions in enumerate(wanted) if positions]
    if not busy:
        return
    kept = prefixes if len(busy) == len(rows) else prefixes.take(busy)
    for place, b in enumerate(busy):
        for position, grams in wanted[b].items():
            token = int(forced[b].top_T[position - rows[b].first])
            job = Job(kept, place, position, len(rows[b].ids), token, grams)
            yield (chosen[b], position), job


def _wanted(
    row: Tokens, wrong: Sequence[int], starts: Collection[int], counted: Counted | None
) -> dict[int, Grams | None]:
    """The wrong positions that a start leads to; with n-grams where only those are looked for."""
    wanted: dict[int, Grams | None] = {}
    if counted and (searched := _reached(wrong, counted.starts)):
        wanted |= dict.fromkeys(searched, Grams(row.ids, counted.n))
    return dict(sorted((wanted | dict.fromkeys(_reached(wrong, starts))).items()))


def _reached(wrong: Sequence[int], starts: Collection[int]) -> list[int]:
    """The first wrong position at or after each start, without repetition."""
    at = {bisect_left(wrong, start) for start in starts}
    return [wrong[i] for i in sorted(at) if i < len(wrong)]


def _finish(
    lm: LM, waiting: Sequence[tuple[tuple[int, int], Job]]
) -> Iterator[tuple[tuple[int, int], tuple[int, ...]]]:
    """Decode the waiting jobs."""
    tails = sweep(lm, [job for _, job in waiting])
    return ((key, tail) for (key, _), tail in zip(waiting, tails, strict=True))
