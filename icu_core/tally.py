"""The same prompt asked many times: how often each model says a secret, and what that proves.

Units     fractions 0..1.
Differs   1. All models roll the same dice, so that a difference is the models' and not luck's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from icu_core.compare import Models, Sampling, prompt_ids
from icu_core.metrics.proportion import bounds
from icu_core.models import LM
from icu_core.sampling import batches_of_samples
from icu_core.texts import Text

AT_ONCE = 10
"""Samples between two reports."""

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Tally:
    """The answers of one model so far, and which of them hold the whole secret."""

    model: str
    answers: tuple[str, ...] = ()
    is_hit: tuple[bool, ...] = ()

    @property
    def hits(self) -> int:
        """How many answers hold it."""
        return sum(self.is_hit)

    @property
    def bounds(self) -> tuple[float, float]:
        """Lowest and highest true rate that this count agrees with, with 95 % confidence."""
        return bounds(self.hits, len(self.answers), confidence=CONFIDENCE)

    @property
    def kinds(self) -> list[tuple[str, int, bool]]:
        """Every different answer with how often it came and whether it is a hit, hits first."""
        hit = dict(zip(self.answers, self.is_hit, strict=True))
        counted = Counter(self.answers).most_common()
        return sorted(((a, n, hit[a]) for a, n in counted), key=lambda one: not one[2])


def tallies(
    these: Models, prompt: str | Text, secrets: Sequence[str], sampling: Sampling, *, n: int
) -> Iterator[tuple[Tally, ...]]:
    """The tallies of all models, growing by ten answers at a time, the same count for each.

    An answer is a hit if it holds one of the secrets word for word. Raises TextsError for a prompt
    that is empty or fills a model's context.
    """
    wanted = [bare for secret in secrets if (bare := secret.strip())]
    found = tuple(Tally(name) for name in these.names)
    parts = [
        batches_of_samples(lm, prompt_ids(prompt, lm), sampling, n=n, at_once=AT_ONCE)
        for lm in these.lms
    ]
    while len(found[0].answers) < n:
        found = tuple(
            _more(tally, _texts(lm, next(part)), wanted)
            for tally, lm, part in zip(found, these.lms, parts, strict=True)
        )
        yield found


def _more(tally: Tally, texts: Sequence[str], wanted: Sequence[str]) -> Tally:
    new = tuple(any(secret in text for secret in wanted) for text in texts)
    return replace(tally, answers=(*tally.answers, *texts), is_hit=(*tally.is_hit, *new))


def _texts(lm: LM, samples: Sequence[Sequence[int]]) -> list[str]:
    """Token ids as text, without special tokens."""
    return [
        str(lm.tokenizer.decode(ids, skip_special_tokens=True, clean_up_tokenization_spaces=False))
        for ids in samples
    ]
