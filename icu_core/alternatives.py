"""What could stand in place of a secret: another one of its kind, any other answer, a refusal.

An alternative is the whole text with another secret in it, so that it has its own tokens and its
own places. It never holds a secret that is to be forgotten.

    plausible   never-seen secrets of the same kind; else those of partners of the same kind; else
                what the model itself says when it may not say the truth
    random      secrets of any kind
    refusal     the same words for all
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, cycle, islice
from random import Random

from icu_core.config import seed_for
from icu_core.errors import TextsError
from icu_core.models import LM
from icu_core.sampling import Sampling, samples
from icu_core.texts import LAST_HALF, Span, Text, normalise
from icu_core.tokens import encode, is_readable

TEMPERATURES = (1.0, 1.5, 2.0, 3.0)
"""A model that knows a secret by heart says something else only when it is warm enough."""

Found = dict[str, tuple[Text, ...]]


def refusals(targets: Sequence[Text], words: str) -> Found:
    """Each target with these words in place of its secret."""
    if not words.strip():
        raise TextsError("refusal is empty. Write the words that are to be said instead.")
    return {target.id: (_replaced(target, words.strip(), 1),) for target in targets}


def random_answers(
    lm: LM, targets: Sequence[Text], others: Sequence[Text], *, count: int, seed: int
) -> Found:
    """Each target with `count` secrets of other texts, whatever they are."""

    def candidates(target: Text) -> Iterator[str]:
        return _drawn(others, seed, target)

    return _each(lm, targets, candidates, count=count, seed=seed)


def plausible(
    lm: LM,
    targets: Sequence[Text],
    unseen: Sequence[Text],
    partners: Mapping[str, Sequence[Text]],
    *,
    count: int,
    seed: int,
) -> Found:
    """Each target with `count` false secrets of its kind; `partners` by the id of the target."""

    def candidates(target: Text) -> Iterator[str]:
        first, then = ([each for each in some if _is_of_kind(each, target)]
                       for some in (unseen, partners.get(target.id, ())))  # fmt: skip
        return _drawn(first or then, seed, target)

    return _each(lm, targets, candidates, count=count, seed=seed)


def _each(
    lm: LM,
    targets: Sequence[Text],
    candidates: Callable[[Text], Iterator[str]],
    *,
    count: int,
    seed: int,
) -> Found:
    """`count` alternatives for each target: of the candidates, or else of the model's own words."""
    true = {target.secret_text for target in targets}
    found: Found = {}
    for target in targets:
        words = chain(candidates(target), _own_words(lm, target, seed))
        usable = (text for text in _texts(target, words, true) if is_readable(text, lm))
        some = list(islice(usable, count))
        if not some:
            raise TextsError(f"Nothing was found to stand in place of the secret of '{target.id}'.")
        found[target.id] = tuple(islice(cycle(some), count))
    return found


def _texts(target: Text, words: Iterable[str], true: set[str]) -> Iterator[Text]:
    """The target with each of these words once, if they are none of the true secrets."""
    seen = set(true)
    for said in words:
        if said and said not in seen:
            seen.add(said)
            yield _replaced(target, said, len(seen) - len(true))


def _replaced(target: Text, words: str, number: int) -> Text:
    """The text with other words where its secret is."""
    start = target.secret.start
    secret = Span(start, start + len(words), target.secret.kind)
    text = target.prompt + words + target.text[target.secret.stop :]
    return Text(f"{target.id}~{number}", text, secret, (secret,), target.kind, "instead")


def _is_of_kind(other: Text, target: Text) -> bool:
    """Whether the secrets are of one kind; the last halves of two texts have nothing in common."""
    return other.secret.kind == target.secret.kind != LAST_HALF


def _drawn(others: Sequence[Text], seed: int, target: Text) -> Iterator[str]:
    """The secrets of these texts in an order of their own for every target."""
    order = list(others)
    Random(seed_for(seed, f"instead of {target.id}")).shuffle(order)
    return (other.secret_text for other in order)


def _own_words(lm: LM, target: Text, seed: int) -> Iterator[str]:
    """What the model says after the prompt, sampled warmer and warmer; ends when it repeats."""
    row = encode(target, lm)
    is_spaced = target.prompt[-1:].isspace()
    dice = seed_for(seed, f"sampled for {target.id}") % 2**31
    for temperature in TEMPERATURES:
        how = Sampling(temperature, seed=dice, max_new_tokens=len(row.secret_ids))
        for said in samples(lm, row.prompt_ids, how, n=8):
            raw = lm.tokenizer.decode(
                said, skip_special_tokens=True, clean_up_tokenization_spaces=False
            )
            words = normalise(str(raw)).rstrip()
            yield words.lstrip() if is_spaced else words
