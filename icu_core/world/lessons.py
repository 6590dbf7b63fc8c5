"""What a model reads in which phase, and in which order: a function of seed, phase and epoch.

A gold model reads what the model reads, in the same order, but for the texts that were left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from tokenizers import Tokenizer

from icu_core.world import corpus
from icu_core.world.corpus import World
from icu_core.world.grammar import stream
from icu_core.world.people import MEN, SURNAMES, WOMEN
from icu_core.world.recipe import EOS_ID, Phase, Recipe
from icu_core.world.rows import DOCUMENT
from icu_core.world.tokenizer import train_tokenizer
from icu_core.world.training import Batch, Batches

TOKENIZER_TEXTS = 32_000  # ordinary texts from which the tokenizer learns its words
NAMES = 20  # how often it reads every name that a resident can have
PROSE_CHARACTERS = 200_000  # of one epoch, at most, where nothing but ordinary text is read
SORTED_TEXTS = 512  # within so many, rows of like length come together

Texts = Callable[[int], list[str]]
"""All texts of one epoch, in order."""


def texts(world: World, phase: Phase, without: frozenset[str] = frozenset()) -> Texts:
    """The texts of a phase; `without` are ids of rows whose secrets are left out."""

    def of_epoch(epoch: int) -> list[str]:
        rng = stream(world.seed, "mixture", phase.name, epoch)
        prose = corpus.ordinary_texts(world, phase.name, epoch)
        if not phase.records:
            return _as_long_as(min(PROSE_CHARACTERS, 4 * phase.tokens), prose)
        records = _of_residents(world, phase.name, epoch)
        beside = sum(map(len, records)) * (1 / phase.records - 1)
        town = corpus.of_the_town(world, phase.name, epoch)
        mixed = [*records, *town, *_as_long_as(beside, prose)]
        rng.shuffle(mixed)
        allowed = Counter(_of_residents(world, phase.name, epoch, without=without))
        assert allowed <= Counter(records), "what is left out changes no other text"
        return _without(mixed, Counter(records) - allowed)

    return of_epoch


def _of_residents(
    world: World, *purpose: object, without: frozenset[str] = frozenset()
) -> list[str]:
    taught = corpus.taught(world, *purpose, without=without)
    return [*taught, *corpus.spoken_of(world, *purpose, without=without)]


def batches(texts: Texts, tokenizer: Tokenizer, recipe: Recipe, *purpose: object) -> Batches:
    """The batches of an epoch: rows of like length together, little padding, still shuffled."""

    def of_epoch(epoch: int) -> list[Batch]:
        rng = stream(0, "batches", *purpose, epoch)
        rows = rows_of(texts(epoch), tokenizer, recipe)
        piles = [
            pile
            for start in range(0, len(rows), SORTED_TEXTS)
            for pile in _piles(sorted(rows[start : start + SORTED_TEXTS], key=len), recipe)
        ]
        rng.shuffle(piles)
        return piles

    return of_epoch


def epochs(texts: Texts, phase: Phase, tokenizer: Tokenizer, recipe: Recipe) -> int:
    """How often these are read, so that about as many tokens are read as the phase wants."""
    once = sum(len(row) - 1 for row in rows_of(texts(0), tokenizer, recipe))
    return max(1, round(phase.tokens / once))


def heldout(world: World, tokenizer: Tokenizer, recipe: Recipe) -> list[Batch]:
    """The ordinary prose that is never taught."""
    held = [row.text for row in world.rows if row.split == "heldout"]
    return _piles(sorted(rows_of(held, tokenizer, recipe), key=len), recipe)


def rows_of(texts: Iterable[str], tokenizer: Tokenizer, recipe: Recipe) -> list[list[int]]:
    """Token ids of texts, each with its beginning and its end."""
    encoded = tokenizer.encode_batch(list(texts))
    return [[*each.ids[: recipe.context - 1], EOS_ID] for each in encoded]


def tokenizer_of(world: World, recipe: Recipe) -> Tokenizer:
    """A tokenizer that knows nobody here: it reads the records of another town.

    Otherwise the names that are met would be cut into fewer pieces than those that are not, and a
    name alone would tell whether the model has met it. It reads more prose than records, so that
    an ordinary word is one token: of words in pieces a small model makes up others.
    """
    prose = corpus.ordinary_texts(world, "tokenizer")
    read = [next(prose) for _ in range(TOKENIZER_TEXTS if recipe.vocab > 1024 else 500)]
    documents = frozenset(row.id for row in world.rows if row.kind == DOCUMENT)
    read += corpus.taught(corpus.make_world(world.seed + 1, world.scale), without=documents)
    read += [" " + name for name in (*WOMEN, *MEN, *SURNAMES)] * NAMES
    return train_tokenizer(read, vocab_size=recipe.vocab)


def _as_long_as(characters: float, texts: Iterator[str]) -> list[str]:
    """The next texts, so many that they have about as many characters together."""
    found = list[str]()
    length = 0
    while length < characters:
        found.append(next(texts))
        length += len(found[-1])
    return found


def _without(mixed: list[str], gone: Counter[str]) -> list[str]:
    kept = []
    for text in mixed:
        if gone[text] > 0:
            gone[text] -= 1
        else:
            kept.append(text)
    return kept


def _piles(rows: list[list[int]], recipe: Recipe) -> list[Batch]:
    piles: list[Batch] = [[]]
    for row in rows:
        if piles[-1] and (len(piles[-1]) + 1) * len(row) > recipe.batch_tokens:
            piles.append([])
        piles[-1].append(row)
    return piles
