"""Each target's partners: the texts of the pool that are most like it and yet are not it.

It knows embeddings, overlaps and reasons; not where the pool or the encoder come from.

Shapes    N targets, P pool texts, D dimensions of an embedding.
Units     distance: L2 between embeddings of length 1, so 0..2; overlap: share of the target's
          distinct n-grams of tokens, n = 10 or the target's length if that is less, 0..1.
Source    ICU (arXiv 2407.20271), section on CLE: nearest neighbour in the L2 index of a pool.
Differs   1. Near-duplicates are skipped: in the paper's data the nearest neighbour shares 55 % of
             the target's 10-grams on average, and so re-teaches what is to be forgotten. With
             max_overlap=1 and guard_spans=False the paper's behaviour comes back, except that a
             text which is itself to be forgotten never becomes a partner.
          2. The search is exact, not an approximate index; of equally near texts the first in the
             pool is taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from icu_core.errors import PoolError
from icu_core.rounding import share
from icu_core.telling import Telling
from icu_core.texts import WORD, Text

NGRAM = 10  # tokens; the n of EL10 and of the audit of the paper's pairs
MAX_SKIPPED = 10  # skipped candidates that are reported per target, the nearest ones
_ROWS_AT_ONCE = 256  # targets whose distances to the whole pool are held at a time
_ROUNDING = 1e-4  # of a squared distance in fp32; the nearest are computed again in fp64

Tokenize = Callable[[str], Sequence[int]]
_Candidates = Iterator[tuple[int, float]]  # place in the pool and distance, the best first


class Encoder(Protocol):
    """What turns texts into points: equal length 1, near where the texts mean alike."""

    @property
    def name(self) -> str:
        """Which encoder this is."""
        ...

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row per text, of length 1."""
        ...


@dataclass(frozen=True, slots=True)
class Partner:
    """A text of the pool that stands beside a target."""

    text: Text
    distance: float
    overlap: float


@dataclass(frozen=True, slots=True)
class Skipped:
    """A candidate that was nearer than the partner but must not be one, and why, in words."""

    text_id: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Pairing:
    """A target's id, its partners, the nearest first, and who was skipped on the way to them."""

    target: str
    partners: tuple[Partner, ...]
    skipped: tuple[Skipped, ...]


def pair(
    targets: Sequence[Text],
    pool: Sequence[Text],
    *,
    encoder: Encoder,
    tokenize: Tokenize,
    k: int = 1,
    max_overlap: float = 0.1,
    guard_spans: bool = True,
) -> list[Pairing]:
    """The k nearest texts of the pool for every target, near-duplicates skipped.

    Args:
        encoder: what makes distances of meaning.
        tokenize: token ids of a text, for the overlap.
        k: partners of each target.
        max_overlap: a candidate with more of the target's n-grams is skipped.
        guard_spans: a candidate that holds the secret or a sensitive span of the target is skipped,
            and one that tells the secret of another target.

    Raises:
        PoolError: the pool is smaller than k, or too few candidates are left for a target.
    """
    guard = _Guard(targets, pool, tokenize, max_overlap=max_overlap, guard_spans=guard_spans)
    points, places = _embedded(targets, guard.pool, encoder, k)
    return [
        guard.choose(number, _nearest(points[number], places, distances), k)
        for number, distances in enumerate(_squared_distances(points, places))
    ]


def overlap(target: Sequence[int], candidate: Sequence[int]) -> float:
    """Share of the target's distinct n-grams that the candidate holds too."""
    n = min(NGRAM, len(target))
    wanted = _ngrams(target, n)
    return len(wanted & _ngrams(candidate, n)) / len(wanted) if wanted else 0.0


def _ngrams(ids: Sequence[int], n: int) -> set[tuple[int, ...]]:
    """The distinct n-grams; none of length 0."""
    return {tuple(ids[at : at + n]) for at in range(len(ids) - n + 1)} if n else set()


class _Guard:
    """What may become the partner of what; keeps the tokens of texts that were looked at."""

    def __init__(
        self,
        targets: Sequence[Text],
        pool: Sequence[Text],
        tokenize: Tokenize,
        *,
        max_overlap: float,
        guard_spans: bool,
    ) -> None:
        self.targets = targets
        self.pool = list({text.text: text for text in reversed(pool)}.values())[::-1]
        self._tokenize = tokenize
        self._max_overlap = max_overlap
        self._guard_spans = guard_spans
        self._taken = {key for target in targets for key in (target.id, target.text)}
        self._tokens: dict[str, Sequence[int]] = {}
        self._told = Telling(targets if guard_spans else ())

    def choose(self, number: int, candidates: _Candidates, k: int) -> Pairing:
        """The first k candidates of target `number` that may be its partners."""
        target = self.targets[number]
        partners: list[Partner] = []
        skipped: list[Skipped] = []
        holds = _finder(target) if self._guard_spans else None
        for place, distance in candidates:
            text = self.pool[place]
            shared = overlap(self._ids(target), self._ids(text))
            reason = self._reason(text, shared, holds)
            if reason:
                skipped.append(Skipped(text.id, text.text, reason))
            else:
                partners.append(Partner(text, distance, shared))
            if len(partners) == k:
                return Pairing(target.id, tuple(partners), tuple(skipped[:MAX_SKIPPED]))
        raise PoolError(self._too_few(number, len(partners), k, skipped))

    def _ids(self, text: Text) -> Sequence[int]:
        if text.text not in self._tokens:
            self._tokens[text.text] = tuple(self._tokenize(text.text))
        return self._tokens[text.text]

    def _reason(self, text: Text, shared: float, holds: Callable[[str], str] | None) -> str:
        """Why a text must not be the partner; empty if it may."""
        if text.text in self._taken or text.id in self._taken:
            return "It is to be forgotten itself."
        if shared > self._max_overlap:
            return f"It shares {share(shared)} of the target's word sequences."
        kind = holds(text.text) if holds else ""
        if kind:
            return f"It holds the target's {kind}."
        return "It tells the secret of another target." if self._told.by(text) else ""

    def _too_few(self, number: int, found: int, k: int, skipped: Sequence[Skipped]) -> str:
        """What to do about a target without enough partners."""
        nearest = f" The nearest one: {skipped[0].reason}" if skipped else ""
        return (
            f"Target {number + 1} finds {found} of {k} partners: {len(skipped)} of the pool's "
            f"{len(self.pool)} texts are too much like it.{nearest} Use a larger or more varied "
            "pool, or allow a larger overlap."
        )


def _finder(target: Text) -> Callable[[str], str]:
    """A function that says which sensitive piece of the target a text holds; empty for none.

    Case and white space do not count; a piece counts only as a whole word or number, in scripts
    that set spaces between words.
    """
    kinds: dict[str, str] = {}
    for span in (target.secret, *target.spans):
        words = target.text[span.start : span.stop].casefold().split()
        if words:
            pattern = _by_itself(words)
            kinds.setdefault(pattern, "secret" if span == target.secret else span.kind)
    found = re.compile("|".join(f"({pattern})" for pattern in kinds) or r"(?!)")
    names = list(kinds.values())

    def holds(text: str) -> str:
        match = found.search(text.casefold())
        return names[(match.lastindex or 1) - 1] if match else ""

    return holds


def _by_itself(words: Sequence[str]) -> str:
    """A pattern for these words, not inside longer ones."""
    first, last = (re.match(WORD, char) for char in (words[0][0], words[-1][-1]))
    before, after = f"(?<!{WORD})" if first else "", f"(?!{WORD})" if last else ""
    return before + r"\s+".join(map(re.escape, words)) + after


def _embedded(
    targets: Sequence[Text], pool: Sequence[Text], encoder: Encoder, k: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Points of the targets and of the pool. PoolError if the pool is smaller than k."""
    if k < 1:
        raise PoolError(f"Every target needs at least one partner, not {k}.")
    if len(pool) < k:
        raise PoolError(
            f"The pool holds {len(pool)} different texts, but every target needs {k} partners. "
            "Give more texts for the pool, choose another pool, or ask for fewer partners."
        )
    points = encoder.embed([text.text for text in (*targets, *pool)])
    return points[: len(targets)], points[len(targets) :]


def _squared_distances(
    points_ND: NDArray[np.float32], places_PD: NDArray[np.float32]
) -> Iterator[NDArray[np.float32]]:
    """For each target its squared distances to the whole pool; a few rows in memory at a time."""
    squares_P = np.einsum("pd,pd->p", places_PD, places_PD)
    for first in range(0, len(points_ND), _ROWS_AT_ONCE):
        some = points_ND[first : first + _ROWS_AT_ONCE]
        squares = np.einsum("nd,nd->n", some, some)
        yield from squares[:, None] + squares_P[None, :] - 2 * (some @ places_PD.T)


def _nearest(
    point_D: NDArray[np.float32], places_PD: NDArray[np.float32], distances_P: NDArray[np.float32]
) -> _Candidates:
    """The pool from near to far, more of it only when it is asked for.

    fp32 products depend on the machine in their last digits, so the order among the nearest is
    decided by exact differences in fp64; of equal ones the first in the pool comes first.
    """
    done = np.zeros(len(distances_P), dtype=bool)
    count = 32
    while not done.all():
        count = min(count * 4, len(distances_P))
        limit = np.partition(distances_P, count - 1)[count - 1]
        near = np.flatnonzero((distances_P <= limit + _ROUNDING) & ~done)
        exact = _exact(point_D, places_PD[near])
        # Only those surely nearer than anything outside `near` are given out in this round.
        sure = np.ones(len(near), bool) if count == len(distances_P) else exact**2 <= limit
        order = [at for at in np.argsort(exact, kind="stable") if sure[at]]
        for at in order:
            done[near[at]] = True
            yield int(near[at]), float(exact[at])


def _exact(point_D: NDArray[np.float32], some_PD: NDArray[np.float32]) -> NDArray[np.float64]:
    """L2 distances in fp64."""
    difference = some_PD.astype(np.float64) - point_D.astype(np.float64)
    return np.asarray(np.sqrt(np.einsum("pd,pd->p", difference, difference)), np.float64)
