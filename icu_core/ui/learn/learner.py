"""What a browser remembers of its lessons: where it is, what it guessed, which runs are its own.

What it sends is checked like any other input; whatever is not well formed is forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from icu_core.ui.learn.lessons import LEAST_RACING, LESSONS, METHODS, MOST_LANES, RACE
from icu_core.ui.server.visitor import is_id

TURNS = 1_000_000


@dataclass(frozen=True, slots=True)
class Learner:
    """One browser on its way through the lessons; lessons are counted from 0."""

    at: int = 0
    guesses: Mapping[int, int] = field(default_factory=dict)
    runs: Mapping[int, tuple[str, ...]] = field(default_factory=dict)  # ids of a lesson's lanes
    stopped: Mapping[int, int] = field(default_factory=dict)  # a lesson, by the start of another
    picked: tuple[str, ...] = tuple(METHODS)[:MOST_LANES]  # methods of the race
    turn: int = 0  # whom the first lesson asks about

    def as_state(self) -> dict[str, Any]:
        """As the browser keeps it."""
        return {
            "at": self.at,
            "guesses": {str(place): guess for place, guess in self.guesses.items()},
            "runs": {str(place): list(ids) for place, ids in self.runs.items()},
            "stopped": {str(place): other for place, other in self.stopped.items()},
            "picked": list(self.picked),
            "turn": self.turn,
        }

    @property
    def methods(self) -> tuple[str, ...]:
        """The lanes of the lesson that is looked at."""
        return self.picked if self.at == RACE else LESSONS[self.at].methods

    @property
    def guess(self) -> int | None:
        """What was guessed in this lesson."""
        return self.guesses.get(self.at)

    @property
    def lanes(self) -> tuple[str, ...]:
        """The ids of the runs of this lesson."""
        return self.runs.get(self.at, ())

    def going_to(self, place: int) -> Learner:
        """At another lesson."""
        return replace(self, at=min(max(place, 0), RACE))

    def guessing(self, guess: int) -> Learner:
        """With a guess in this lesson."""
        return replace(self, guesses={**self.guesses, self.at: guess})

    def racing(self, ids: Sequence[str]) -> Learner:
        """With these runs in this lesson."""
        stopped = {place: other for place, other in self.stopped.items() if place != self.at}
        return replace(self, runs={**self.runs, self.at: tuple(ids)}, stopped=stopped)

    def stopping(self, places: Iterable[int]) -> Learner:
        """With the runs of other lessons stopped, because this one was started."""
        return replace(self, stopped={**self.stopped, **dict.fromkeys(places, self.at)})

    def picking(self, names: Sequence[str]) -> Learner:
        """With other methods in the race; what was guessed and run of the others is forgotten."""
        guesses = {place: guess for place, guess in self.guesses.items() if place != RACE}
        runs = {place: ids for place, ids in self.runs.items() if place != RACE}
        return replace(self, picked=tuple(names), guesses=guesses, runs=runs)


def learner(raw: Any) -> Learner:
    """What the browser remembers."""
    if not isinstance(raw, dict):
        return Learner()
    picked = [name for name in METHODS if name in _list(raw.get("picked"))]
    return Learner(
        at=_whole(raw.get("at"), RACE),
        guesses={place: _whole(guess, 99) for place, guess in _by_lesson(raw.get("guesses"))},
        runs={place: _ids(ids) for place, ids in _by_lesson(raw.get("runs"))},
        stopped={place: _whole(by, RACE) for place, by in _by_lesson(raw.get("stopped"))},
        picked=tuple(picked[:MOST_LANES]) if len(picked) >= LEAST_RACING else Learner().picked,
        turn=_whole(raw.get("turn"), TURNS),
    )


def _by_lesson(raw: Any) -> list[tuple[int, Any]]:
    values = raw if isinstance(raw, dict) else {}
    return [(place, values[str(place)]) for place in range(len(LESSONS)) if str(place) in values]


def _ids(raw: Any) -> tuple[str, ...]:
    return tuple(each for each in _list(raw) if is_id(each))[:MOST_LANES]


def _list(raw: Any) -> list[Any]:
    return raw if isinstance(raw, list) else []


def _whole(value: Any, at_most: int) -> int:
    is_fine = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= at_most
    return value if is_fine else 0
