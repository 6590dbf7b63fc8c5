"""Texts as token rows: which tokens count, which are the secret, and how rows become batches.

It never uses a tokenizer's own padding: batches are padded on the right with a mask, whatever the
tokenizer's padding side and whether or not it has a pad token.

Shapes    B rows, T positions.
Differs   1. An end-of-text token inside a text counts as any other token (the authors' padding
             shares its id, so theirs never counts).
          2. Special tokens that a tokenizer appends are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

import torch
from torch import Tensor

from icu_core.errors import TextsError
from icu_core.models import LM
from icu_core.texts import LAST_HALF, MIN_TEXT_CHARACTERS, Span, Text, last_half

IGNORE = -100  # label of a position that does not count
MOST_PADDING = 0.1  # of a batch
_FEWEST_COUNTED = 2


@dataclass(frozen=True, slots=True)
class Tokens:
    """One text as token ids. Positions are indices into `ids`."""

    id: str
    ids: tuple[int, ...]
    first: int  # first counted position: the first token that has something before it to predict it
    secret: tuple[int, int]  # positions [start, stop) that overlap the secret; start >= first
    front: int = 0  # special tokens that the tokenizer put in front (BOS)

    @property
    def prompt_ids(self) -> tuple[int, ...]:
        """What comes before the secret."""
        return self.ids[: self.secret[0]]

    @property
    def secret_ids(self) -> tuple[int, ...]:
        """The tokens of the secret."""
        return self.ids[self.secret[0] : self.secret[1]]

    def of_secret(self) -> Tokens:
        """The row up to the end of its secret, of which nothing else counts: less to work out."""
        return replace(self, ids=self.ids[: self.secret[1]], first=self.secret[0])


class Batch(NamedTuple):
    """Rows side by side, padded on the right; tensors on the model's device."""

    ids_BT: Tensor  # long
    attention_BT: Tensor  # long: 1 for a token, 0 for padding
    labels_BT: Tensor  # long: the ids where they count (not shifted), else IGNORE
    secret_BT: Tensor  # bool: tokens of the secret


def encode(text: Text, lm: LM, *, called: str = "") -> Tokens:
    """The text as the model sees it: with the start token that its tokenizer adds, if any.

    Raises TextsError for fewer than two counted tokens, for a text longer than the model's context
    (see `windows`), and for a secret that no counted token overlaps; there the text is `called` so,
    or by its id.
    """
    called = called or f"'{text.id}'"
    ids, spans, front = _encode(text.text, lm)
    first = max(1, front)
    if len(ids) - first < _FEWEST_COUNTED:
        raise TextsError(f"Text {called} is too short for this model: give at least three words.")
    if len(ids) > lm.context:
        raise TextsError(
            f"Text {called} has {len(ids)} tokens and the model reads {lm.context}: "
            "split it into windows."
        )
    hit = [i for i in range(first, len(ids)) if _overlap(spans[i], text.secret)]
    if not hit:
        raise TextsError(
            f"The secret of text {called} is empty or has nothing before it: mark a part that "
            "follows at least one word."
        )
    return Tokens(text.id, tuple(ids), first, (hit[0], hit[-1] + 1), front)


def windows(text: Text, lm: LM) -> list[Text]:
    """The text itself if it fits the model's context, else consecutive windows of about equal size.

    Nothing is cut off: the windows joined are the text. A window without any of the secret takes
    its last half as its secret. Ids get a suffix "#1", "#2", ...
    """
    _, spans, front = _encode(text.text, lm)
    room = lm.context - front
    if len(spans) - front <= room:
        return [text]
    parts = -(-(len(spans) - front) // room)
    while True:
        cuts = _cuts(text.text, spans[front:], parts)
        pieces = list(pairwise(cuts))
        if all(len(_encode(text.text[a:b], lm)[0]) <= lm.context for a, b in pieces):
            return [_window(text, a, b, number) for number, (a, b) in enumerate(pieces, start=1)]
        parts += 1


def readable(texts: Iterable[Text], lm: LM) -> tuple[list[Text], int]:
    """The windows of these texts that the model can read, and how many are too short for it."""
    parts = [part for text in texts for part in windows(text, lm)]
    found = [part for part in parts if is_readable(part, lm)]
    return found, len(parts) - len(found)


def is_readable(text: Text, lm: LM) -> bool:
    """Whether the model can read it: neither too long nor without a token of its own."""
    try:
        encode(text, lm)
    except TextsError:
        return False
    return True


def tail(
    tokens: Tokens, *, prompt_tokens: int = 50, secret_tokens: int = 50
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The paper's split: (the prompt before the last tokens, the true last tokens).

    A shorter text is divided in the same proportion. Start tokens are kept in front of the prompt,
    as the tokenizer would put them there.
    """
    body = tokens.ids[tokens.front :]
    wanted = prompt_tokens + secret_tokens
    if len(body) < wanted:
        secret_tokens = min(len(body) - 1, max(1, round(len(body) * secret_tokens / wanted)))
        prompt_tokens = len(body) - secret_tokens
    prompt = body[len(body) - secret_tokens - prompt_tokens : len(body) - secret_tokens]
    return tokens.ids[: tokens.front] + prompt, body[len(body) - secret_tokens :]


def collate(rows: Sequence[Tokens], lm: LM) -> Batch:
    """One batch of at least one row, padded on the right to the longest."""
    longest = max(len(row.ids) for row in rows)
    ids_BT = torch.full((len(rows), longest), lm.pad_id)
    attention_BT = torch.zeros_like(ids_BT)
    labels_BT = torch.full_like(ids_BT, IGNORE)
    secret_BT = torch.zeros_like(ids_BT, dtype=torch.bool)
    for b, row in enumerate(rows):
        ids_T = torch.tensor(row.ids)
        ids_BT[b, : len(ids_T)] = ids_T
        attention_BT[b, : len(ids_T)] = 1
        labels_BT[b, row.first : len(ids_T)] = ids_T[row.first :]
        secret_BT[b, row.secret[0] : row.secret[1]] = True
    return Batch(*(tensor.to(lm.device) for tensor in (ids_BT, attention_BT, labels_BT, secret_BT)))


def batches(
    rows: Sequence[Tokens], lm: LM, *, tokens_per_batch: int | None = None
) -> Iterator[list[int]]:
    """Indices of rows of similar length: at most 10 % padding and `tokens_per_batch` with padding.

    Every row comes exactly once; one that is longer than the limit comes alone. The default limit
    suits the device.
    """
    limit = tokens_per_batch or (32768 if lm.device.type == "cuda" else 4096)
    order = sorted(range(len(rows)), key=lambda i: (-len(rows[i].ids), i))
    batch: list[int] = []
    used = 0
    for i in order:
        size = (len(batch) + 1) * len(rows[batch[0]].ids) if batch else 0
        if batch and (size > limit or used + len(rows[i].ids) < (1 - MOST_PADDING) * size):
            yield batch
            batch, used = [], 0
        batch.append(i)
        used += len(rows[i].ids)
    if batch:
        yield batch


def _encode(words: str, lm: LM) -> tuple[list[int], list[tuple[int, int]], int]:
    """Ids without appended special tokens, their character spans, and the number put in front."""
    encoded = lm.tokenizer(
        words,
        return_offsets_mapping=True,
        return_special_tokens_mask=True,
        return_attention_mask=False,
        padding=False,
        truncation=False,
        verbose=False,
    )
    ids: list[int] = encoded["input_ids"]
    spans: list[tuple[int, int]] = encoded["offset_mapping"]
    special: list[int] = encoded["special_tokens_mask"]
    added = [bool(mark) and a == b for mark, (a, b) in zip(special, spans, strict=True)]
    front = added.index(False) if False in added else len(ids)
    stop = len(ids)
    while stop > front and added[stop - 1]:
        stop -= 1
    return ids[:stop], spans[:stop], front


def _overlap(span: tuple[int, int], part: Span) -> bool:
    """Whether a token's characters and a part of the text share any."""
    return span[0] < part.stop and span[1] > part.start


def _cuts(words: str, spans: Sequence[tuple[int, int]], parts: int) -> list[int]:
    """Character offsets that divide the text into parts of about as many tokens, between words."""
    cuts = [0]
    for part in range(1, parts):
        at = round(len(spans) * part / parts)
        back = range(at, max(at - len(spans) // (4 * parts), 1) - 1, -1)
        between = (i for i in back if _between_words(words, spans[i][0]))
        cuts.append(spans[next(between, at)][0])
    return sorted({*cuts, len(words)})


def _between_words(words: str, at: int) -> bool:
    """Whether a word begins at this character, or the space before it."""
    return words[at].isspace() or (at > 0 and words[at - 1].isspace())


def _window(text: Text, start: int, stop: int, number: int) -> Text:
    """Characters start to stop as a text of their own, with what they hold of secret and spans."""
    clip = [
        Span(max(s.start, start) - start, min(s.stop, stop) - start, s.kind)
        for s in (text.secret, *text.spans)
    ]
    words = text.text[start:stop]
    is_short = len(words.strip()) < MIN_TEXT_CHARACTERS
    half = Span(len(words) // 2, len(words), LAST_HALF) if is_short else last_half(words)
    return replace(
        text,
        id=f"{text.id}#{number}",
        text=words,
        secret=clip[0] if clip[0].start < clip[0].stop else half,
        spans=tuple(s for s in clip[1:] if s.start < s.stop),
    )
