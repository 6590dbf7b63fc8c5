"""Raw values from a browser into checked ones; Gradio itself checks nothing on the server.

Every function raises an IcuError that names the field, the value and what is allowed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from icu_core import config
from icu_core.config import RunConfig
from icu_core.errors import ConfigError

MAX_PROMPT_CHARACTERS = 20_000
MAX_NAME_CHARACTERS = 80
MAX_LINE_CHARACTERS = 400  # of a search, a hub id, a folder, a data set


def text(value: Any, field: str, *, at_most: int, may_be_empty: bool = False) -> str:
    """A string of a bounded length; halves of surrogate pairs become question marks."""
    if value is None:
        value = ""
    if not isinstance(value, str):
        raise ConfigError(f"{field} must be text, not {shortened(value)}.")
    if len(value) > at_most:
        raise ConfigError(
            f"{field} has {len(value):,} characters; at most {at_most:,} are taken. Shorten it."
        )
    if not value.strip() and not may_be_empty:
        raise ConfigError(f"The field {field} is empty. Write something there.")
    return value.encode("utf-8", "replace").decode("utf-8")


def line(value: Any, field: str) -> str:
    """What stands in a box of one line, without space around it; may be empty."""
    return text(value, field, at_most=MAX_LINE_CHARACTERS, may_be_empty=True).strip()


def one_of(value: Any, field: str, options: Sequence[str]) -> str:
    """One of a few words."""
    if not isinstance(value, str) or value not in options:
        raise ConfigError(f"{field} must be one of {', '.join(options)}, not {shortened(value)}.")
    return value


def number(value: Any, field: str, low: float, high: float) -> float:
    """A finite number within bounds."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ConfigError(f"{field} must be a number, not {shortened(value)}.")
    if abs(value) >= 2**53 or not math.isfinite(value) or not low <= value <= high:
        bounds = " and ".join(f"{each:.10g}" for each in (low, high))
        raise ConfigError(f"{field} must be between {bounds}, not {shortened(value)}.")
    return float(value)


def whole(value: Any, field: str, low: int, high: int) -> int:
    """A whole number within bounds."""
    checked = number(value, field, low, high)
    if not checked.is_integer():
        raise ConfigError(f"{field} must be a whole number, not {shortened(value)}.")
    return int(checked)


def settings(preset: Any, values: Any) -> RunConfig:
    """The settings of a run: a preset, and what was changed of it."""
    base = config.preset(one_of(preset, "preset", tuple(config.presets())))
    if not isinstance(values, dict) or not all(isinstance(name, str) for name in values):
        raise ConfigError(f"settings must be names with values, not {shortened(values)}.")
    return base.with_values(values)


def shortened(value: Any) -> str:
    """A value for an error message, however large it is."""
    if isinstance(value, str):
        return repr(value[:40]) + (f" ({len(value):,} characters)" if len(value) > 40 else "")
    if isinstance(value, (list, tuple, dict)):
        return f"a {type(value).__name__} of {len(value):,}"
    written = (
        repr(value) if isinstance(value, (int, float, bool, type(None))) else type(value).__name__
    )
    return written if len(written) <= 40 else written[:37] + "..."
