"""The named endpoints around choosing: the library, what would be forgotten of a text, settings."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

import gradio as gr

from icu_core import config
from icu_core.config import RunConfig
from icu_core.errors import TextsError
from icu_core.ui import library, words
from icu_core.ui.server import forms
from icu_core.ui.server.guard import told
from icu_core.ui.unlearn import intake

if TYPE_CHECKING:
    from icu_core.texts import Text

MOST_CHARACTERS = 2_000_000  # of one text
PER_PAGE = 50


def add() -> None:
    """Add them to the app that is being built."""
    for endpoint in (list_sets, search_library, find_secrets, list_settings):
        gr.api(told(endpoint), api_name=endpoint.__name__)


def list_sets() -> list[dict[str, Any]]:
    """The named sets of texts that the embedded model has learnt by heart; the first is the usual.

    Returns:
        For each its name (for start_run), what it is about, and how many texts it has.
    """
    abouts = library.abouts()
    return [
        {"name": name, "about": abouts[name], "texts": len(texts)}
        for name, texts in library.sets().items()
    ]


def search_library(
    query: str = "", kind: str = "", given_away: str = "all", page: int = 1
) -> dict[str, Any]:
    """Search the records that the embedded model has learnt by heart, fifty to a page.

    Args:
        query: Words that must all stand in the record; empty for every record.
        kind: One kind of secret, as the answer lists them; empty for all.
        given_away: all, yes, part, no: whether the model says the secret when it is asked.
        page: Which page, counted from 1.

    Returns:
        How many records were found, the kinds there are, and for each record text, secret, kind,
        given_away, and MA: the share of its tokens that the model would say by itself.
    """
    typed = forms.line(query, "query")
    chosen = forms.one_of(kind, "kind", ("", *library.kinds()))
    show = forms.one_of(given_away, "given_away", (library.EVERYTHING, "yes", "part", "no"))
    place = forms.whole(page, "page", 1, 10**6)
    library.load_leaks()
    found = library.search(typed, chosen, show, ())
    some = found[(place - 1) * PER_PAGE : place * PER_PAGE]
    return {
        "found": len(found),
        "kinds": library.kinds(),
        "records": [_record(text) for text in library.picked(some)],
    }


def _record(text: Text) -> dict[str, Any]:
    leak = library.leak_table().get(text.id)
    return {
        "text": text.text,
        "secret": text.secret_text,
        "kind": text.kind,
        "given_away": leak.answer if leak else None,
        "ma": leak.ma if leak else None,
    }


def find_secrets(texts: list[str]) -> list[dict[str, str]]:
    """What would be forgotten of these texts: the beginning the model gets, and the secret part.

    Args:
        texts: The texts, each whole.

    Returns:
        For each text its prompt, its secret and the kind of it. To have another part forgotten,
        give start_run the secrets that you want.
    """
    return [
        {"prompt": text.prompt, "secret": text.secret_text, "kind": text.kind}
        for text in read(texts, "texts")
    ]


def list_settings(preset: str = "default") -> dict[str, Any]:
    """The presets, and every setting of one of them with its bounds and where its value is from.

    Args:
        preset: Which preset the values are shown of.
    """
    chosen = config.preset(forms.one_of(preset, "preset", tuple(config.presets())))
    return {
        "presets": config.presets(),
        "settings": {each.name: _setting(each.name, chosen) for each in fields(RunConfig)},
    }


def _setting(name: str, chosen: RunConfig) -> dict[str, Any]:
    about, source = config.explain(name)
    low, high = config.bounds(name)
    return {
        "value": getattr(chosen, name),
        "about": about,
        "source": source,
        "from": low,
        "to": high,
        "choices": list(config.choices(name)),
    }


def read(texts: Any, field: str) -> tuple[Text, ...]:
    """Texts from a program, secrets found as on the page. Raises TextsError, ConfigError."""
    if not isinstance(texts, list) or not texts:
        raise TextsError(f"{field} must be a list of at least one text.")
    if len(texts) > intake.MOST_TARGETS:
        raise TextsError(
            f"{field} has {words.count(len(texts), 'text')}; at most {intake.MOST_TARGETS:,} "
            "are taken."
        )
    return tuple(text for each in texts for text in _read(each))


def _read(raw: Any) -> tuple[Text, ...]:
    typed = forms.text(raw, "text", at_most=MOST_CHARACTERS)
    return intake.from_paste(typed, "whole").texts
