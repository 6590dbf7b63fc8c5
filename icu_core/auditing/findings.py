"""What an audit comes to: its words, and what stands behind them, text by text, attack by attack.

Units     strengths in limits, above 1 stands apart; chances 0..1.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Word = Literal["still there", "as if never seen", "over-forgotten", "destroyed"]

STILL_THERE: Word = "still there"
NEVER_SEEN: Word = "as if never seen"
OVER_FORGOTTEN: Word = "over-forgotten"
DESTROYED: Word = "destroyed"

ASKED_BEFORE = "Gold was asked beforehand: its answers come with the world."
"""Note of a table whose numbers of gold were recorded, see `auditing.recorded`."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One attack on one text."""

    attack: str
    strength: float | None  # None: this attack does not rank
    value: float
    usual: float | None  # mean of the never-seen texts of its kind
    gold: float | None
    is_said: bool  # word for word, where luck does not explain as many

    @property
    def is_telling(self) -> bool:
        """Whether this alone says that the text is still there."""
        return self.is_said or (self.strength is not None and self.strength > 1)


@dataclass(frozen=True, slots=True)
class TextVerdict:
    """One text, the strongest evidence first."""

    label: str
    word: Word
    evidence: tuple[Evidence, ...]
    unlikely: float  # strength on the other side


@dataclass(frozen=True, slots=True)
class Outcome:
    """One attack on all texts."""

    attack: str
    is_leaking: bool
    said: dict[str, int]  # secrets said word for word, by model; "control": never-seen ones
    asked: dict[str, int]  # of so many
    telling: int  # secrets said where that says something
    apart: int  # targets that stand apart
    chance: float  # of so many, had the model never seen them
    strengths: dict[str, float]  # of targets
    control_strengths: tuple[float, ...]
    original_strength: float | None  # mean over the targets, had nothing been unlearned
    auc: float | None  # how well this attack tells targets from never-seen texts


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the audit comes to."""

    word: Word
    yardstick: Literal["gold", "never-seen texts"]
    texts: tuple[TextVerdict, ...]
    outcomes: tuple[Outcome, ...]  # the weakest point first
    false_alarms: int  # never-seen texts that the rule would have called still there
    controls: int
    likely: float  # chance that never-seen texts are together so likely
    unlikely: float  # ... and so unlikely
    skill: float | None  # language kept; None: not measured

    def count(self, word: Word) -> int:
        """Texts with this verdict."""
        return sum(each.word == word for each in self.texts)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)
