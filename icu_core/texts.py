"""A text, its secret part, and where both came from; what enters the program enters here.

It knows nothing of tokens or models: offsets count characters of the normalised text.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a text: characters start (inclusive) to stop (exclusive), and what it is."""

    start: int
    stop: int
    kind: str


@dataclass(frozen=True, slots=True)
class Text:
    """One text. `text[:secret.start]` is its prompt, `text[secret.start:secret.stop]` its secret."""

    id: str
    text: str
    secret: Span
    spans: tuple[Span, ...] = ()  # every sensitive span, found or given
    kind: str = "text"
    source: str = "pasted"

    @property
    def prompt(self) -> str:
        """What comes before the secret."""
        return self.text[: self.secret.start]

    @property
    def secret_text(self) -> str:
        """The part that is to be forgotten."""
        return self.text[self.secret.start : self.secret.stop]
