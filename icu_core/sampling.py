"""Free text from models: a lockstep stream to read along with, or many samples at once.

It knows prompts as token ids and gives tokens back; what they show is not its business.

Shapes    N sequences, L different ones among them (lines), T positions, V vocabulary, K likeliest
          tokens, S steps.
Units     probabilities 0..1, of the model itself, before temperature, top-k and top-p.
Differs   Models that stream side by side share their random numbers: where two models agree, they
          say the same, so that differences are the models' and not the dice's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import NamedTuple

import torch
from torch import Tensor

from icu_core.errors import ConfigError, TextsError
from icu_core.hf import Cache, DynamicCache, DynamicLayer
from icu_core.models import LM, Head, head, last_hidden, project
from icu_core.sweep import budget_bytes, has_plain_cache

ALTERNATIVES = 5
COLDEST = 1e-3  # below it only the most likely token is left, and a division would overflow
_BOUNDS: dict[str, tuple[float, float]] = {
    "temperature": (0.0, 5.0),
    "top_k": (0, 1_000_000),
    "top_p": (0.01, 1.0),
    "seed": (0, 2**31 - 1),
    "max_new_tokens": (1, 4096),
}


@dataclass(frozen=True, slots=True)
class Sampling:
    """How the next token is chosen. A value out of bounds raises ConfigError."""

    temperature: float = 0.0  # 0: always the most likely token; at most 5
    top_k: int = 0  # only among the k most likely; 0: all
    top_p: float = 1.0  # only among the most likely that together reach this probability
    seed: int = 0  # the same seed gives the same text
    max_new_tokens: int = 64

    def __post_init__(self) -> None:
        for field in fields(self):
            low, high = _BOUNDS[field.name]
            value = getattr(self, field.name)
            wanted = (int, float) if field.name in ("temperature", "top_p") else (int,)
            if isinstance(value, bool) or not isinstance(value, wanted) or not low <= value <= high:
                raise ConfigError(f"{field.name} is {value!r}; it must be from {low} to {high}.")


IsOpen = Callable[[Sequence[int], int], bool]
"""Asked of a sample with its tokens so far and how many may follow: whether it goes on."""


class Alternative(NamedTuple):
    """A token that could have come, and how likely it was."""

    id: int
    text: str
    probability: float


@dataclass(frozen=True, slots=True)
class Token:
    """One generated token."""

    id: int
    text: (
        str  # what it adds to the text; "" while a character is incomplete, and for special tokens
    )
    probability: float
    alternatives: tuple[Alternative, ...]  # the most likely tokens, best first
    is_end: bool  # an end-of-text token: nothing follows


def stream(
    lms: Sequence[LM], prompts: Sequence[Sequence[int]], sampling: Sampling
) -> Iterator[tuple[Token | None, ...]]:
    """One token per model and step, side by side; None for a model that has ended.

    `prompts` holds the prompt ids for each model. A model ends with its end-of-text token, at
    `max_new_tokens` or where its context is full. Raises TextsError for an empty prompt or one that
    fills the context.
    """
    columns = [_Column(lm, prompt) for lm, prompt in zip(lms, prompts, strict=True)]
    for u in _dice(1, sampling)[0].tolist():
        step = tuple(column.next(sampling, u) for column in columns)
        if all(token is None for token in step):
            return
        yield step


def samples(
    lm: LM,
    prompt_ids: Sequence[int],
    sampling: Sampling,
    *,
    n: int,
    is_open: IsOpen | None = None,
) -> list[tuple[int, ...]]:
    """`n` continuations of one prompt, each up to and without its end-of-text token.

    Sample i is the same whatever n is; where `is_open` says no, it ends early. Errors as `stream`.
    """
    parts = batches_of_samples(lm, prompt_ids, sampling, n=n, is_open=is_open)
    return [one for some in parts for one in some]


def batches_of_samples(
    lm: LM,
    prompt_ids: Sequence[int],
    sampling: Sampling,
    *,
    n: int,
    at_once: int | None = None,
    is_open: IsOpen | None = None,
) -> Iterator[list[tuple[int, ...]]]:
    """The same samples, at most `at_once` at a time (None: as many as fit into memory).

    The prompt is read once for each batch.
    """
    dice_NS = _dice(n, sampling)[:, : max(0, lm.context - len(prompt_ids))]
    prompt_1T = torch.tensor([_checked(lm, prompt_ids)])
    done = 0
    while done < n:
        with torch.no_grad():
            reader = _Reader(lm)
            logits_1V = reader.read(prompt_1T)
            size = reader.room(len(prompt_ids) + dice_NS.shape[1])
            part_NS = dice_NS[done : done + min(size, at_once or size)]
            found = _sample(reader, logits_1V, sampling, part_NS, is_open)
        done += len(found)
        yield found


class _Reader:
    """A model that has read the same number of tokens of N sequences and can read on."""

    def __init__(self, lm: LM) -> None:
        self.lm = lm
        self.head: Head = head(lm)
        self.cache: Cache | None = DynamicCache() if has_plain_cache(lm) else None
        self.ids_NT = torch.zeros(0, 0, dtype=torch.long)

    def read(self, new_NT: Tensor) -> Tensor:
        """Read on; logits_NV for the next token."""
        new_NT = new_NT.to(self.lm.device)
        self.ids_NT = torch.cat([self.ids_NT, new_NT], 1) if self.ids_NT.numel() else new_NT
        unread_NT = self.ids_NT if self.cache is None else new_NT
        hidden_NTD = last_hidden(self.lm, unread_NT, cache=self.cache)
        if isinstance(self.cache, DynamicCache):  # what was read first all sequences have
            self.cache = Cache(layers=[_Lines(each) for each in self.cache.layers])
        with self.lm.autocast():
            logits_NV = project(hidden_NTD[:, -1], self.head)
        return logits_NV.cpu() if self.lm.device.type == "mps" else logits_NV  # MPS has no float64

    def take(self, places_M: Tensor) -> None:
        """Go on with the sequences of these places, in this order; one may come several times."""
        self.ids_NT = self.ids_NT[places_M]
        if self.cache is not None:
            self.cache.batch_select_indices(places_M)

    def room(self, tokens: int) -> int:
        """Sequences of that many tokens that fit in memory together."""
        layers = [] if self.cache is None else self.cache.layers
        held = [layer.keys.shape[1] * layer.keys.shape[3] for layer in layers]
        floats = 2 * sum(held) or 32 * self.head.weight_VD.shape[1]
        return int(max(1, budget_bytes(self.lm) // (4 * floats * tokens)))


class _Lines(DynamicLayer):  # type: ignore[misc]
    """One layer's keys and values: once those of the prompt, and of each line what came after it.

    A prompt is longer than most answers, and lines change at every step: only these are moved.
    """

    def __init__(self, prompt: DynamicLayer) -> None:
        super().__init__()
        self.dtype, self.device, self.is_initialized = prompt.dtype, prompt.device, True
        self.prompt = prompt
        self.keys, self.values = prompt.keys[:, :, :0], prompt.values[:, :, :0]

    def update(
        self, key_states: Tensor, value_states: Tensor, *_args: object, **_kwargs: object
    ) -> tuple[Tensor, Tensor]:
        """Append the new tokens of every line; everything so far. Called by the network."""
        self.keys = torch.cat([self.keys, key_states], 2)
        self.values = torch.cat([self.values, value_states], 2)
        return _behind(self.prompt.keys, self.keys), _behind(self.prompt.values, self.values)

    def get_seq_length(self) -> int:
        """Tokens in the cache. Called by the network."""
        return int(self.prompt.keys.shape[2] + self.keys.shape[2])


def _behind(prompt_1HTD: Tensor, lines_LHSD: Tensor) -> Tensor:
    """Every line behind the one prompt."""
    return torch.cat([prompt_1HTD.expand(len(lines_LHSD), -1, -1, -1), lines_LHSD], 2)


class _Column:
    """One model's side of a stream."""

    def __init__(self, lm: LM, prompt_ids: Sequence[int]) -> None:
        self.lm = lm
        self.ids = list(_checked(lm, prompt_ids))
        self.unread = self.ids
        self.reader = _Reader(lm)
        self.told = _decode(lm, self.ids)
        self.has_ended = False

    @torch.no_grad()
    def next(self, sampling: Sampling, u: float) -> Token | None:
        """The next token, if there is one."""
        if self.has_ended or len(self.ids) == self.lm.context:
            return None
        logits_V = self.reader.read(torch.tensor([self.unread]))[0].cpu()
        chosen = int(_choose(logits_V[None], sampling, torch.tensor([u]), torch.tensor([0]))[0])
        shares_V = logits_V.softmax(0)
        best = shares_V.topk(min(ALTERNATIVES, len(shares_V)))
        self.has_ended = chosen in self.lm.eos_ids
        alternatives = tuple(
            Alternative(i, piece(self.lm, self.ids[-1], i), p)
            for i, p in zip(best.indices.tolist(), best.values.tolist(), strict=True)
        )
        text = self._tell(chosen)
        return Token(chosen, text, float(shares_V[chosen]), alternatives, self.has_ended)

    def _tell(self, chosen: int) -> str:
        """Append the token; the text that it adds once its characters are complete."""
        self.ids = [*self.ids, chosen]
        self.unread = [chosen]
        whole = _decode(self.lm, self.ids)
        if whole.endswith("\N{REPLACEMENT CHARACTER}"):
            return ""
        new, self.told = whole[len(self.told) :], whole
        return new


def _sample(
    reader: _Reader,
    logits_1V: Tensor,
    sampling: Sampling,
    dice_NS: Tensor,
    is_open: IsOpen | None,
) -> list[tuple[int, ...]]:
    """Sample N sequences after what the reader has read, until each has ended.

    Sequences that have said the same so far are one to the reader, and ended ones are none.
    """
    found: list[list[int]] = [[] for _ in dice_NS]
    going = torch.arange(len(dice_NS))  # places of the sequences that have not ended
    lines_N, logits_LV = torch.zeros(len(dice_NS), dtype=torch.long), logits_1V
    ends = torch.tensor(sorted(reader.lm.eos_ids), dtype=torch.long, device=logits_LV.device)
    for step in range(dice_NS.shape[1]):
        lines_N = lines_N.to(logits_LV.device)
        chosen_N = _choose(logits_LV, sampling, dice_NS[going, step], lines_N)
        is_end_N = torch.isin(chosen_N, ends)
        chosen_N, lines_N = chosen_N[~is_end_N], lines_N[~is_end_N]
        going = going[~is_end_N.cpu()]
        for place, token in zip(going.tolist(), chosen_N.tolist(), strict=True):
            found[place].append(token)
        if is_open is not None:
            left = dice_NS.shape[1] - step - 1
            open_N = torch.tensor([is_open(found[place], left) for place in going.tolist()]).bool()
            going, on_N = going[open_N], open_N.to(chosen_N.device)
            chosen_N, lines_N = chosen_N[on_N], lines_N[on_N]
        if not len(going) or step + 1 == dice_NS.shape[1]:
            break
        pairs_N2 = torch.stack([lines_N, chosen_N], 1)
        pairs_L2, lines_N = pairs_N2.unique(dim=0, return_inverse=True)  # type: ignore[no-untyped-call]
        reader.take(pairs_L2[:, 0])
        logits_LV = reader.read(pairs_L2[:, 1:])
    return [tuple(one) for one in found]


def _choose(logits_LV: Tensor, sampling: Sampling, u_N: Tensor, lines_N: Tensor) -> Tensor:
    """One token id for each u: of its line the likeliest, or that at quantile u of the allowed."""
    if sampling.temperature < COLDEST:
        return logits_LV.argmax(1)[lines_N]
    if not sampling.top_k and sampling.top_p == 1:
        shares_LV = (logits_LV.double() / sampling.temperature).softmax(1)
        return _at_quantile(shares_LV.cumsum(1)[lines_N], u_N)
    best = logits_LV.topk(min(sampling.top_k or logits_LV.shape[1], logits_LV.shape[1]), dim=1)
    shares_LK = (best.values.double() / sampling.temperature).softmax(1)
    before_LK = shares_LK.cumsum(1) - shares_LK
    reach_LK = shares_LK.masked_fill(before_LK >= sampling.top_p, 0.0).cumsum(1)
    places_N = _at_quantile(reach_LK[lines_N], u_N)
    return best.indices[lines_N].gather(1, places_N[:, None])[:, 0]


def _at_quantile(reach_NK: Tensor, u_N: Tensor) -> Tensor:
    """The index where the running sum of each row passes the share u of its total."""
    target_N1 = u_N.to(reach_NK)[:, None] * reach_NK[:, -1:]
    return torch.searchsorted(reach_NK, target_N1, right=True)[:, 0]


def _dice(n: int, sampling: Sampling) -> Tensor:
    """dice_NS: a uniform number for every sequence and step; row i does not depend on n."""
    generator = torch.Generator().manual_seed(sampling.seed)
    return torch.rand(n, sampling.max_new_tokens, generator=generator)


def _checked(lm: LM, prompt_ids: Sequence[int]) -> list[int]:
    """The prompt, if the model can continue it. Raises TextsError."""
    if not prompt_ids:
        raise TextsError("The prompt is empty: write at least one word to continue.")
    if len(prompt_ids) >= lm.context:
        raise TextsError(
            f"The prompt has {len(prompt_ids)} tokens and the model reads {lm.context}: shorten it."
        )
    return list(prompt_ids)


def _decode(lm: LM, ids: Sequence[int]) -> str:
    """Text of these ids without special tokens."""
    return str(
        lm.tokenizer.decode(ids, skip_special_tokens=True, clean_up_tokenization_spaces=False)
    )


def piece(lm: LM, before: int, token: int) -> str:
    """What a token looks like after another one, special tokens by their name."""
    pair, alone = (
        str(lm.tokenizer.decode(ids, clean_up_tokenization_spaces=False))
        for ids in ([before, token], [before])
    )
    return pair[len(alone) :]
