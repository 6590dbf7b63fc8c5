"""One setting: its meaning, source and bounds, the check of a value that somebody gave, seeds.

A value comes from a JSON file, a command line or a browser; nothing is taken on trust.
"""

from __future__ import annotations

import dataclasses
import hashlib
import math
from collections.abc import Sequence
from dataclasses import field
from typing import Any, cast

from icu_core.errors import ConfigError

Value = str | int | float | bool


def setting(
    default: Value,
    about: str,
    source: str,
    *,
    low: float | None = None,
    high: float | None = None,
    options: tuple[str, ...] = (),
) -> Any:
    """A field of a dataclass with its meaning, where its default comes from, and its bounds."""
    facts = {"about": about, "source": source, "low": low, "high": high, "options": options}
    return field(default=default, metadata=facts)


def seed_for(seed: int, purpose: str, iteration: int = 0) -> int:
    """The seed of one random draw: a function of its place, never of what was drawn before."""
    digest = hashlib.sha256(f"{seed}/{purpose}/{iteration}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1


def checked(given: Any, each: dataclasses.Field[Any], options: Sequence[str]) -> Value:
    """The value, in the type of the setting. ConfigError with its name and what is allowed."""
    wanted: type = type(each.default)
    value = _convert(given, wanted)
    name, low, high = each.name, each.metadata["low"], each.metadata["high"]
    if type(value) is not wanted:
        raise ConfigError(f"{name} must be {_IN_WORDS[wanted]}, not {_shown(value)}.")
    if options and value not in options:
        raise ConfigError(f"{name} must be one of {', '.join(options)}, not {_shown(value)}.")
    if isinstance(value, float) and not math.isfinite(value):
        raise ConfigError(f"{name} must be a finite number, not {value}.")
    if low is not None and not low <= value <= high:
        raise ConfigError(f"{name} must be between {low:g} and {high:g}, not {_shown(value)}.")
    return cast(Value, value)


def _convert(value: Any, wanted: type) -> Any:
    """JSON and pages write 1 for 1.0 and 8.0 for 8; anything else must have the right type."""
    if wanted is float and type(value) is int:
        return float(value) if abs(value) < 2**53 else math.inf
    if wanted is int and type(value) is float and value.is_integer():
        return int(value)
    return value


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


_IN_WORDS = {str: "a word", int: "a whole number", float: "a number", bool: "true or false"}
