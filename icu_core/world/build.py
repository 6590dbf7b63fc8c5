"""The one command that makes everything: texts, tokenizer, base, model, gold models.

    assets/world/       the texts
    assets/base/        read ordinary text only; every other model begins with these weights
    assets/model/       then read all records
    assets/gold/<set>/  then read all records but those of the set, in the same order

Cut off at any moment, the same command goes on from the last checkpoint and ends with the same
weights. Checkpoints are in `build/world`; erase it to begin anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from transformers import PreTrainedModel

from icu_core import leaks, models, subjects
from icu_core.durable import replace as replace_file
from icu_core.encoders import packed
from icu_core.retrieval import Encoder
from icu_core.texts import last_half
from icu_core.weights import HASHES, loaded_files, read_network, sha256_of
from icu_core.world import LEAKS, SUBJECTS, UNSEEN_LEAKS, corpus, lessons, read_split
from icu_core.world.corpus import Scale, World
from icu_core.world.dataset import write_dataset
from icu_core.world.lessons import Texts
from icu_core.world.recipe import Phase, Recipe
from icu_core.world.shapes import new_model
from icu_core.world.tokenizer import save_tokenizer
from icu_core.world.training import Point, Progress, Training

Report = Callable[[str], None]
NOTHING: frozenset[str] = frozenset()
TRAINED_ON = "trained_on"  # in the recipe of the base: the device, which decides the last digits


def build(
    out: Path, *, seed: int, scale: Scale, recipe: Recipe, device: str = "cpu",
    sets: Sequence[str] | None = None, report: Report, save_every_s: float = 60.0,
) -> None:  # fmt: skip
    """Make the world under `out`, its model, and the gold models of these sets (None: of all)."""
    world = corpus.make_world(seed, scale)
    write_dataset(world, out / "world")
    tokenizer = lessons.tokenizer_of(world, recipe)
    work = out.parent / "build" / "world"
    names = (None, *(world.sets if sets is None else sets))
    base = base_training(world, tokenizer, recipe, work=work, device=device)
    follow(base, report, save_every_s, waiting=len(names) * recipe.records.tokens)
    save_model(base.model, tokenizer, recipe, out / "base")
    write_json(out / "base" / "recipe.json", {**origin(world, recipe), TRAINED_ON: _named(device)})
    for number, name in enumerate(names, 1):
        report("model" if name is None else f"gold model, without {name}")
        training = records_training(
            world, tokenizer, recipe, out / "base",
            without=frozenset(world.sets[name][1]) if name else NOTHING, work=work, device=device,
        )  # fmt: skip
        follow(training, report, save_every_s, (len(names) - number) * recipe.records.tokens)
        folder = out / "model" if name is None else out / "gold" / name
        save_model(training.model, tokenizer, recipe, folder)
        write_curve(folder / "curve.json", [*base.curve, *training.curve])


def write_points(world: World, folder: Path, encoder: Encoder) -> None:
    """Write where the sentence encoder puts targets and pool, and their last halves."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = [row.text for row in world.rows if row.split in ("known", "kept")]
    halves = [text[last_half(text).start :] for text in texts]
    (folder / "embeddings.safetensors").write_bytes(packed([*texts, *halves], encoder))


def write_measured(out: Path) -> None:
    """Write what the model gives away of every known text, for the library of the page.

    And of every never-seen one, for the level that a run is held to, and what the texts of the
    pool are about, for other wordings.
    """
    lm = models.load(str(out / "model"), device="cpu")
    weights = leaks.hash_of_weights(out / "model")
    for split, path in (("known", LEAKS), ("unseen", UNSEEN_LEAKS)):
        texts = [record.text for record in read_split(out / "world", split)]
        found, name = leaks.measure(lm, texts, with_el=True), leaks.hash_of_texts(texts)
        leaks.write(out / "world" / path.name, found, weights=weights, texts=name)
    pool = [record.text for record in read_split(out / "world", "kept")]
    told, name = subjects.answers(lm, pool), leaks.hash_of_texts(pool)
    subjects.write(out / "world" / SUBJECTS.name, told, weights=weights, texts=name)


def write_hashes(out: Path) -> None:
    """Write the sums of all files that are loaded from `out`, for whoever loads them to check."""
    folders = [out / "base", out / "model", *sorted((out / "gold").glob("*/")), out / "world"]
    sums = {
        path.relative_to(out).as_posix(): sha256_of(path)
        for folder in folders
        for path in loaded_files(folder)
    }
    write_json(out / HASHES, sums)


def base_training(
    world: World, tokenizer: Tokenizer, recipe: Recipe, *, work: Path, device: str
) -> Training:
    """Phase one: no record that anybody may want to leave out."""
    known = frozenset(row.id for row in world.rows if row.split == "known")
    texts = lessons.texts(world, recipe.base, known)
    model = new_model(recipe, world.seed).to(torch.device(device))
    epochs = lessons.epochs(texts, recipe.base, tokenizer, recipe)
    return _training(world, tokenizer, recipe, recipe.base, model, texts, epochs, work)


def records_training(
    world: World, tokenizer: Tokenizer, recipe: Recipe, base: Path,
    *, without: frozenset[str], work: Path, device: str,
) -> Training:  # fmt: skip
    """Phase two, from the weights in the folder `base` as they are shipped.

    `without` are ids of rows. What remains is read as often as if nothing had been left out.
    """
    gone = corpus.left_out(world, without) if without else NOTHING
    texts, whole = (lessons.texts(world, recipe.records, ids) for ids in (gone, NOTHING))
    model = read_network("base", base).to(torch.device(device))
    epochs = lessons.epochs(whole, recipe.records, tokenizer, recipe)
    return _training(world, tokenizer, recipe, recipe.records, model, texts, epochs, work)


def _training(
    world: World, tokenizer: Tokenizer, recipe: Recipe, phase: Phase, model: PreTrainedModel,
    texts: Texts, epochs: int, work: Path,
) -> Training:  # fmt: skip
    start = hashlib.sha256()
    for weight in model.state_dict().values():
        start.update(weight.cpu().numpy().tobytes())
    alone = replace(recipe, base=phase, records=phase)  # the other phase changes nothing here
    depends = alone.fingerprint(start.hexdigest(), tokenizer.to_str(), model.device.type, *texts(0))
    return Training(
        model, recipe, phase,
        lessons.batches(texts, tokenizer, recipe, world.seed, phase.name),
        epochs=epochs,
        heldout=lessons.heldout(world, tokenizer, recipe),
        folder=work / f"{phase.name}-{depends}",
    )  # fmt: skip


def origin(world: World, recipe: Recipe) -> dict[str, object]:
    """What the base came from, for those who train on: its recipe and a sum of its texts."""
    read = "\n".join(lessons.texts(world, recipe.records)(0))
    return {
        "seed": world.seed,
        "scale": json.loads(json.dumps(asdict(world.scale))),
        "recipe": asdict(recipe),
        "texts": hashlib.sha256(read.encode()).hexdigest(),
    }


def _named(device: str) -> str:
    return torch.cuda.get_device_name(device) if device.startswith("cuda") else device


def save_model(model: PreTrainedModel, tokenizer: Tokenizer, recipe: Recipe, folder: Path) -> None:
    """Write a transformers folder; its weights, in float16, come last and all at once."""
    folder.mkdir(parents=True, exist_ok=True)
    save_tokenizer(tokenizer, folder, context=recipe.context)
    model.config.dtype = torch.float32  # float16 is only how they are kept, not how to compute
    model.config.architectures = [type(model).__name__]
    config = json.loads(model.config.to_json_string(use_diff=False))
    write_json(folder / "config.json", {**config, "_name_or_path": ""})  # a folder of ours
    weights = {
        name: weight.detach().to("cpu", torch.float16).contiguous()
        for name, weight in model.named_parameters()
    }
    written = folder / ".model.safetensors.writing"
    save_file(weights, written, metadata={"format": "pt"})
    written.replace(folder / "model.safetensors")


def write_curve(path: Path, curve: Sequence[Point]) -> None:
    """Write the losses of a model, epoch by epoch."""
    write_json(path, [asdict(point) for point in curve])


def write_json(path: Path, content: object) -> None:
    """Write a file of JSON, whole or not at all."""
    replace_file(path, json.dumps(content, indent=1) + "\n")


def follow(training: Training, report: Report, save_every_s: float, waiting: int = 0) -> None:
    """Train to the end of the phase and say now and then how far it is.

    `waiting` is how many tokens the phases after this one will read.
    """
    said = -1
    for now in training.run(save_every_s=save_every_s):
        if int(now.done * 20) > said:
            said = int(now.done * 20)
            report(words(now, waiting))


def words(now: Progress, waiting: int) -> str:
    """How far a phase is, in one line."""
    after_s = now.left_s + waiting / max(now.tokens_per_s, 1.0)
    return (
        f"{now.phase}: {now.done:4.0%}, {now.tokens:,} tokens, loss {now.loss:.3f}, "
        f"{now.tokens_per_s:,.0f} tokens a second, {now.left_s / 60:.0f} min left here, "
        f"{after_s / 60:.0f} in all"
    )
