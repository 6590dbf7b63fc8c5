"""The address of a comparison: its run, its place on the shelf, its settings; never a text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from icu_core.errors import ConfigError
from icu_core.ui.compare import shelf
from icu_core.ui.server import forms

MOST_TOKENS = 400
NAMES = {"temperature": "t", "top_p": "p", "tokens": "n", "seed": "seed"}


@dataclass(frozen=True, slots=True)
class Settings:
    """How the models answer, as the page asks for it; `checked` makes one from anything."""

    temperature: float = 0.0
    top_p: float = 1.0
    tokens: int = 40
    seed: int = 7

    def values(self) -> list[Any]:
        """In the order of the form."""
        return [self.temperature, self.top_p, self.tokens, self.seed]


def checked(temperature: Any, top_p: Any, tokens: Any, seed: Any) -> Settings:
    """The settings of a form. Raises ConfigError."""
    return Settings(
        temperature=forms.number(temperature, "temperature", 0.0, 2.0),
        top_p=forms.number(top_p, "top p", 0.01, 1.0),
        tokens=forms.whole(tokens, "tokens", 1, MOST_TOKENS),
        seed=forms.whole(seed, "seed", 0, 2**31 - 1),
    )


def query(run_id: str, key: str, settings: Settings) -> str:
    """The part of an address after its question mark; settings only where they were changed."""
    usual = Settings()
    changed = {
        short: f"{value:g}" if isinstance(value, float) else str(value)
        for name, short in NAMES.items()
        if (value := getattr(settings, name)) != getattr(usual, name)
    }
    return urlencode({"run": run_id, "ask": key, **changed})


def read(params: Mapping[str, str]) -> tuple[str, Settings] | None:
    """The place on the shelf and the settings that an address names; None: it names none.

    Settings that are none are the usual ones.
    """
    key = params.get("ask", "")
    if key != shelf.OWN and not shelf.is_key(key):
        return None
    usual = Settings()
    try:
        return key, checked(
            *(
                _number(params[short]) if short in params else getattr(usual, name)
                for name, short in NAMES.items()
            )
        )
    except ConfigError:
        return key, usual


def _number(written: str) -> float:
    """A number as it stands in an address. Raises ConfigError."""
    try:
        return float(written[:20])
    except ValueError:
        raise ConfigError(f"The address holds {written[:20]!r} where a number belongs.") from None
