"""A row is one text of the world, as the data set holds it."""

from __future__ import annotations

from dataclasses import dataclass

DOCUMENT = "document"  # kind of every text that exists word for word only
COPY = "copy"  # wording of a kept text that repeats a known one


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a split; `person` is empty for documents and prose."""

    id: str
    person: str
    kind: str
    wording: str
    prompt: str
    secret: str
    text: str
    split: str
