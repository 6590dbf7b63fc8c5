"""The gold model of any texts of the world: what the model would be had it never met them.

It begins with the shipped base, so that only phase two is trained, and reads what the shipped
models have read; on another device than theirs it is rounded otherwise. One that was made once is
found again; `found_gold` looks for it without making the world's texts, which takes seconds.
"""

from __future__ import annotations

import functools
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from icu_core import store
from icu_core.durable import LockedError, locked
from icu_core.errors import ModelError, RunError, TextsError
from icu_core.weights import check_shipped, read_tokenizer
from icu_core.world import ASSETS, build, corpus
from icu_core.world.corpus import Scale, World
from icu_core.world.found_gold import TOLD, WEIGHTS, name_of
from icu_core.world.recipe import Recipe, recipe_of
from icu_core.world.training import SAVE_EVERY_S, Progress, Training

TRIAL_STEPS = 5  # from which the time is guessed
SHOWN, LONGEST = 3, 60  # ids in a message, characters of one


@dataclass(frozen=True, slots=True)
class Gold:
    """A gold model that exists or can be made."""

    ids: tuple[str, ...]  # as chosen
    left_out: frozenset[str]  # ids of all texts that hold a secret of these
    folder: Path  # where it is, or will be
    assets: Path

    @property
    def is_ready(self) -> bool:
        """Whether it has been made."""
        return (self.folder / WEIGHTS).is_file()

    def estimate(self, *, device: str = "cpu") -> float:
        """How many seconds it takes to make it on this machine; measured by a few steps."""
        if self.is_ready:
            return 0.0
        return self._training(device).seconds(steps=TRIAL_STEPS)

    def train(
        self, *, device: str = "cpu", save_every_s: float = SAVE_EVERY_S
    ) -> Iterator[Progress]:
        """Make it, and say after every step how far it is; a cut-off training goes on.

        Raises:
            RunError: somebody else is making it right now.
        """
        if self.is_ready:
            return
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with locked(self.folder / "lock", patience_s=0.0):
                yield from self._train(device, save_every_s)
        except LockedError:
            raise RunError("This gold model is being made already; wait until it is.") from None

    def _train(self, device: str, save_every_s: float) -> Iterator[Progress]:
        training = self._training(device)
        yield from training.run(save_every_s=save_every_s)
        _, recipe = origin(self.assets)
        tokenizer = read_tokenizer("base", self.assets / "base").backend_tokenizer
        build.write_curve(self.folder / "curve.json", training.curve)
        build.write_json(
            self.folder / TOLD,
            {"ids": list(self.ids), "left_out": sorted(self.left_out)},
        )
        build.save_model(training.model, tokenizer, recipe, self.folder)
        shutil.rmtree(self.folder / "work", ignore_errors=True)

    def _training(self, device: str) -> Training:
        made, recipe = origin(self.assets)
        check_shipped(self.assets / "base")
        return build.records_training(
            made, read_tokenizer("base", self.assets / "base").backend_tokenizer, recipe,
            self.assets / "base", without=self.left_out, work=self.folder / "work", device=device,
        )  # fmt: skip


def gold_of(ids: Iterable[str], *, home: Path | None = None, assets: Path = ASSETS) -> Gold:
    """The gold model that never met these texts; `home` is the folder of the runs.

    Raises:
        TextsError: no text is chosen, or one that the world does not know or the model never read.
        ModelError: the base is missing, or is not of this program's texts.
    """
    chosen = tuple(dict.fromkeys(ids))
    made, recipe = origin(assets)
    _check(chosen, made, recipe)
    left_out = corpus.left_out(made, chosen)
    for name, (_, theirs) in made.sets.items():
        shipped = assets / "gold" / name
        if (shipped / WEIGHTS).is_file() and corpus.left_out(made, theirs) == left_out:
            return Gold(chosen, left_out, shipped, assets)
    folder = (home or store.home()) / "gold" / name_of(recipe, assets, left_out)
    return Gold(chosen, left_out, folder, assets)


def ids_of_set(name: str, *, assets: Path = ASSETS) -> tuple[str, ...]:
    """The ids of a named set."""
    made, _ = origin(assets)
    if name not in made.sets:
        raise TextsError(f"There is no forget set {name!r}; there are {', '.join(made.sets)}.")
    return made.sets[name][1]


def ids_in(given: str, *, assets: Path = ASSETS) -> tuple[str, ...]:
    """The ids that a user means: separated by commas, or the lines of a file.

    A line is an id, a JSON object with an "id", or a text of the world word for word.
    """
    path = Path(given)
    if not os.path.isfile(given):  # noqa: PTH113  no file either where a name would be too long
        return tuple(each.strip() for each in given.split(",") if each.strip())
    made, _ = origin(assets)
    by_text = {row.text: row.id for row in made.rows if row.split in ("known", "kept")}
    try:
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    except (OSError, ValueError) as problem:
        raise TextsError(f"{path.name!r} cannot be read as a list of ids in UTF-8.") from problem
    return tuple(by_text.get(id_, id_) for id_ in map(_id_in, lines) if id_)


def origin(assets: Path) -> tuple[World, Recipe]:
    """The world and the recipe that the base in this folder came from. Raises ModelError."""
    try:
        came = (assets / "base" / "recipe.json").read_text(encoding="utf-8")
    except OSError as problem:
        raise ModelError(
            f"The base of the gold models is missing ({assets / 'base'}). Restore the folder "
            "`assets` from the repository, or build it anew with `python -m icu_core.world build`."
        ) from problem
    return _origin(came)


@functools.lru_cache(maxsize=2)
def _origin(came: str) -> tuple[World, Recipe]:
    told: dict[str, Any] = json.loads(came)
    told.pop(build.TRAINED_ON, None)
    scale, recipe = Scale(**told["scale"]), recipe_of(told)
    made = corpus.make_world(told["seed"], scale)
    if build.origin(made, recipe) != told:
        raise ModelError(
            "This program makes other texts than those that the shipped models have read. "
            "Build the world anew with `python -m icu_core.world build`."
        )
    return made, recipe


def _check(chosen: tuple[str, ...], made: World, recipe: Recipe) -> None:
    """Raise TextsError for ids of which there is no gold model to be made."""
    if not chosen:
        raise TextsError("No text is chosen. Name a set, or ids such as those of a named set.")
    split_of = {row.id: row.split for row in made.rows}
    unknown = [id_ for id_ in chosen if id_ not in split_of]
    if unknown:
        raise TextsError(
            f"The world does not know {_some(unknown)}. Its ids are in assets/world, for example "
            f"{next(iter(split_of))!r}."
        )
    never = [id_ for id_ in chosen if split_of[id_] in ("unseen", "heldout")]
    if never:
        raise TextsError(
            f"No model has ever read {_some(never)}: leave it out of the choice, for every model "
            "is as if it had never met it."
        )
    early = [id_ for id_ in chosen if recipe.base.records and split_of[id_] == "kept"]
    if early:
        raise TextsError(
            f"{_some(early)} cannot be left out: every model has read the kept texts from the "
            "beginning. Choose among the known ones."
        )


def _some(ids: list[str]) -> str:
    """A few ids in words."""
    more = f" and {len(ids) - SHOWN} more" if len(ids) > SHOWN else ""
    return ", ".join(repr(id_[:LONGEST]) for id_ in ids[:SHOWN]) + more


def _id_in(line: str) -> str:
    """The id in a line of a file, or its text, or the line itself."""
    try:
        found = json.loads(line)
    except ValueError:
        return line
    return str(found.get("id") or found.get("text", line)) if isinstance(found, dict) else line
