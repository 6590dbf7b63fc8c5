"""The texts that come with the workbench: records of the embedded world, and named sets of them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from icu_core import world
from icu_core.errors import ConfigError, TextsError
from icu_core.texts import Text

ORDINARY_TEXTS = 24


@cache
def records() -> tuple[Text, ...]:
    """Everything sensitive that the embedded model knows; empty where the world is not built."""
    try:
        return tuple(record.text for record in world.records("known"))
    except FileNotFoundError:
        return ()


@cache
def sets() -> dict[str, tuple[Text, ...]]:
    """The named sets, the first is preselected."""
    try:
        return {name: tuple(world.forget_set(name)) for name in world.forget_sets()}
    except FileNotFoundError:
        return {}


@cache
def abouts() -> dict[str, str]:
    """A sentence on each named set."""
    return world.forget_sets() if sets() else {}


def texts_of(name: str) -> tuple[Text, ...]:
    """The texts of a named set. Raises ConfigError."""
    if name not in sets():
        raise ConfigError(f"There is no set of this name. There are: {', '.join(sets())}.")
    return sets()[name]


def picked(numbers: list[int]) -> tuple[Text, ...]:
    """Records by their numbers in the table, counted from 1. Raises TextsError."""
    every = records()
    for number in numbers:
        if not 1 <= number <= len(every):
            raise TextsError(f"There is no record {number}; the library has {len(every)}.")
    return tuple(every[number - 1] for number in sorted(set(numbers)))


def name_of(texts: tuple[Text, ...]) -> str:
    """The named set that these texts are, if they are one."""
    ids = {text.id for text in texts}
    return next((name for name, its in sets().items() if {one.id for one in its} == ids), "")


def gold(texts: tuple[Text, ...]) -> Path | None:
    """The model that never saw this set, where one is shipped."""
    name = name_of(texts)
    if not name:
        return None
    return world.gold_path(name)


@cache
def ordinary() -> tuple[Text, ...]:
    """Harmless texts that the embedded model has not seen; their beginnings are good prompts."""
    try:
        return world.heldout()[:ORDINARY_TEXTS]
    except FileNotFoundError:
        return ()


def title(name: str) -> str:
    """The name of a set as a reader writes it."""
    return name.replace("-", " ").replace("_", " ").capitalize()
