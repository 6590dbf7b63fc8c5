"""Settings on the command line, NAME=VALUE, and what can be told of them before anything begins."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from icu_core.errors import ConfigError


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
