"""What is named on the command line, and what can be told of it before anything begins."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

from icu_core import rounding
from icu_core.errors import ConfigError
from icu_core.escape import visible
from icu_core.texts import Reading

SPLITS = ("paragraph", "line", "whole")
SPLIT_HELP = (
    "what is one text in a file of plain text; by paragraph if not named, and by line where every "
    "line of a paragraph holds a secret of its own"
)


def tell_reading(reading: Reading) -> None:
    """Say on stderr how many texts were taken, and what was done to them."""
    for note in (f"{rounding.count(len(reading.texts), 'text')} taken.", *reading.notes):
        print(visible(note), file=sys.stderr)


def changes(pairs: Sequence[str]) -> dict[str, Any]:
    """`name=value` pairs; a value is JSON where it can be read as such, else a word."""
    found = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise ConfigError(f"--set wants NAME=VALUE, not {pair!r}.")
        try:
            found[name] = json.loads(value)
        except (ValueError, RecursionError):
            found[name] = value
    return found


def check_models(*names: str, device: str) -> None:
    """Raise ModelError or ConfigError for names that can be no model, and for an unknown device.

    Whether a hub has a model is seen when it is read.
    """
    from icu_core.auditing.case import pinned
    from icu_core.devices import choose_device
    from icu_core.weights import find

    choose_device(device)
    for name in names:
        find(pinned(name)[0])
