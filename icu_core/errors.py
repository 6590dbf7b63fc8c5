"""Everything that can go wrong and that a user may see; the message is shown as it is.

IcuError
├── ConfigError     a setting is missing, of the wrong type or out of bounds
├── TextsError      the input holds no usable text (empty, unreadable, a column is not there, ...)
├── ModelError      a model cannot be found, loaded safely, or used for this
├── PoolError       the pool cannot give every target a partner
├── RunError        a run cannot be found, is damaged, or is in the wrong state for this
└── HubError        the hub of models cannot be reached, or refuses
"""

from __future__ import annotations

import traceback
from pathlib import Path


def places(error: BaseException) -> list[str]:
    """Files, lines and functions on the way to an error; no values, they may be sensitive."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{Path(each.filename).name}:{each.lineno} {each.name}" for each in frames]


class IcuError(Exception):
    """Base of all errors whose message says what is wrong, with which value, and what to do."""


class ConfigError(IcuError):
    """A setting is missing, of the wrong type or out of bounds."""


class TextsError(IcuError):
    """The input holds no usable text."""


class ModelError(IcuError):
    """A model cannot be found, loaded safely, or used for this."""


class PoolError(IcuError):
    """The pool cannot give every target a partner."""


class RunError(IcuError):
    """A run cannot be found, is damaged, or is in the wrong state for this."""


class HubError(IcuError):
    """The hub of models cannot be reached, or refuses."""
