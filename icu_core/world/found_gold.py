"""The gold model of a run, where there is one: shipped, or made here at somebody's request.

It is found by ids and secrets alone: no text of the world is made for it, and torch is not needed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable
from pathlib import Path

from icu_core import world
from icu_core.store import Run
from icu_core.texts import Text
from icu_core.world.recipe import Recipe, recipe_of

WEIGHTS = "model.safetensors"  # written last: where it is, the model is whole
TOLD = "gold.json"  # what it has not read


def of_run(run: Run) -> Path | None:
    """The folder of the model that never met the secrets of this run."""
    if run.config.model != "embedded":
        return None
    return of_texts(run.targets, home=run.path.parent)


def of_texts(texts: Collection[Text], *, home: Path) -> Path | None:
    """The same of these texts; none where a secret was corrected, of which it may have read."""
    own = {each.text.id: each.text.secret_text for each in world.records("known")}
    if any(own.get(text.id) != text.secret_text for text in texts):
        return None
    return made_of({text.id for text in texts}, home=home)


def made_of(ids: Collection[str], *, home: Path) -> Path | None:
    """The folder of the gold model that never met the secrets of these texts, if there is one.

    It is shipped, or was made here; `home` is the folder of the runs.
    """
    wanted = _secrets(ids)
    if not wanted:
        return None
    for name in world.forget_sets():
        shipped = world.gold_path(name)
        if shipped and _secrets({text.id for text in world.forget_set(name)}) == wanted:
            return shipped
    made = (path.parent for path in sorted((home / "gold").glob(f"*/{TOLD}")))
    return next((each for each in made if _is_of(each, wanted)), None)


def _secrets(ids: Collection[str]) -> set[str]:
    """The secrets of these texts; none if one of them is not a record that the model knows."""
    found = [each.text for each in world.records("known") if each.text.id in ids]
    return {text.secret_text for text in found} if len(found) == len(set(ids)) else set()


def _is_of(folder: Path, secrets: Collection[str]) -> bool:
    """Whether here is a whole model that never met these, made from the base that is shipped."""
    try:
        told = json.loads((folder / TOLD).read_text(encoding="utf-8"))
        came = json.loads((world.ASSETS / "base" / "recipe.json").read_text(encoding="utf-8"))
        is_theirs = (folder / WEIGHTS).is_file() and _secrets(told["ids"]) == secrets
        return is_theirs and folder.name == name_of(recipe_of(came), world.ASSETS, told["left_out"])
    except (OSError, ValueError, KeyError, TypeError):
        return False


def name_of(recipe: Recipe, assets: Path, left_out: Iterable[str]) -> str:
    """What the folder of a gold model is called that is made here."""
    base = hashlib.sha256((assets / "base" / WEIGHTS).read_bytes()).hexdigest()
    return recipe.fingerprint(base, *sorted(left_out))
