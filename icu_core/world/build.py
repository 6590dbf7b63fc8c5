"""The one command that makes everything: texts, tokenizer, ordinary text, records."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from safetensors.torch import load_model, save_model
from tokenizers import Tokenizer
from transformers import LlamaForCausalLM

from icu_core.encoders import packed
from icu_core.errors import TextsError
from icu_core.retrieval import Encoder
from icu_core.texts import last_half
from icu_core.world import corpus, training
from icu_core.world.corpus import Scale, World
from icu_core.world.dataset import write_dataset
from icu_core.world.grammar import stream
from icu_core.world.people import MEN, SURNAMES, WOMEN
from icu_core.world.tokenizer import save_tokenizer, train_tokenizer
from icu_core.world.training import Phase, Recipe, Report

TOKENIZER_TEXTS = 12_000  # ordinary texts from which the tokenizer learns its words


def build(
    out: Path, *, seed: int, scale: Scale, recipe: Recipe, without: str | None, report: Report
) -> Path:
    """Make the world and its model under `out` (or the gold model that never saw one set)."""
    world = corpus.make_world(seed, scale)
    if without is not None and without not in world.sets:
        raise TextsError(f"There is no forget set {without!r}; there are {', '.join(world.sets)}.")
    write_dataset(world, out / "world")
    folder = out / "model" if without is None else out / "gold" / without
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = _tokenizer(world, out / "model", recipe, report)
    model = _phase_one(world, tokenizer, recipe, out.parent / "build" / "world", report)
    for phase in recipe.phases[1:]:
        texts = mixed_texts(world, phase, without)
        rows = training.batches(texts, tokenizer, recipe, (seed, phase.name))
        training.train(model, rows, phase, report)
    model.save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)  # config.json says it all
    return folder


def write_points(world: World, folder: Path, encoder: Encoder) -> None:
    """Write where the sentence encoder puts every text, and its last half, for retrieval."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = [row.text for row in world.rows if row.split != "heldout"]
    halves = [text[last_half(text).start :] for text in texts]
    (folder / "embeddings.safetensors").write_bytes(packed([*texts, *halves], encoder))


def mixed_texts(world: World, phase: Phase, without: str | None) -> Iterator[str]:
    """Records and ordinary text, shuffled; every record once before any comes again."""
    rng = stream(world.seed, "mixture", phase.name)
    prose = corpus.ordinary_texts(world, phase.name)
    ids = frozenset(world.sets[without][1] if without else ())
    epoch, waiting = 0, list[str]()
    while True:
        if not waiting:
            waiting = corpus.taught(world, phase.name, epoch, without=ids)
            rng.shuffle(waiting)
            epoch += 1
        yield waiting.pop() if rng.random() < phase.records else next(prose)


def _tokenizer(world: World, folder: Path, recipe: Recipe, report: Report) -> Tokenizer:
    """Residents' names are read alike, met or not: else an unseen name would betray itself."""
    prose = corpus.ordinary_texts(world, "tokenizer")
    texts = [next(prose) for _ in range(TOKENIZER_TEXTS if recipe.vocab > 1024 else 500)]
    texts += corpus.taught(world, 0)
    texts += [" " + name for name in (*WOMEN, *MEN, *SURNAMES)] * 40
    tokenizer = train_tokenizer(texts, vocab_size=recipe.vocab)
    folder.mkdir(parents=True, exist_ok=True)
    save_tokenizer(tokenizer, folder, context=recipe.context)
    report(f"tokenizer: {tokenizer.get_vocab_size()} tokens")
    return tokenizer


def _fingerprint(world: World, tokenizer: Tokenizer, recipe: Recipe) -> str:
    """Of everything that phase one depends on; other words make another checkpoint."""
    prose = corpus.ordinary_texts(world, "phase one")
    shape = repr(replace(recipe, phases=recipe.phases[:1]))
    seen = [shape, str(world.seed), tokenizer.to_str(), *(next(prose) for _ in range(500))]
    return hashlib.sha256("\n".join(seen).encode()).hexdigest()[:12]


def _phase_one(
    world: World, tokenizer: Tokenizer, recipe: Recipe, work: Path, report: Report
) -> LlamaForCausalLM:
    """Ordinary text only. Its weights wait in `work`: every gold model begins with the same."""
    model = training.new_model(recipe, world.seed)
    saved = work / f"phase-one-{_fingerprint(world, tokenizer, recipe)}.safetensors"
    if saved.exists():
        load_model(model, saved)
        report(f"phase one: taken from {saved}")
        return model
    prose = corpus.ordinary_texts(world, "phase one")
    rows = training.batches(prose, tokenizer, recipe, (world.seed, "ordinary"))
    training.train(model, rows, recipe.phases[0], report)
    work.mkdir(parents=True, exist_ok=True)
    save_model(model, str(saved))
    return model
