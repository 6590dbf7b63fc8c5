"""What one iteration did and what the model says after it: the loop's answer to its caller."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from icu_core.models import LM
from icu_core.refine import Finish
from icu_core.scores import Scores, average


@dataclass(frozen=True, slots=True)
class Iteration:
    """One iteration of the loop."""

    number: int  # 0 is the original model
    losses: dict[str, float] | None  # means over the steps, nats per token; None for 0
    scores: tuple[Scores, ...]  # one per target, in the order of the plan
    forgotten: frozenset[str]  # ids of the targets that count as forgotten
    active: frozenset[str]  # ids that are trained on in the next iteration
    kept: dict[str, float]  # how much of the partners' secrets the model still says
    untouched: dict[str, float]  # the same of texts that no step has read
    perplexity: float  # on kept prose
    steps: int
    tokens: int  # tokens of targets and partners trained on
    seconds: dict[str, float]
    step_size: float  # the learning rate, as it was in this iteration
    taken_back: int  # times that it was done with a larger step before, which was too large
    finish: Finish | None  # set when the run ends here
    lm: LM  # the model itself, as it is now

    @property
    def average(self) -> dict[str, float]:
        """Means of the scores over the targets."""
        return average(self.scores)

    def as_event(self) -> dict[str, Any]:
        """The iteration as plain values for the run folder."""
        return {
            "type": "iteration",
            "number": self.number,
            "losses": self.losses,
            "scores": [self._score_event(score) for score in self.scores],
            "average": self.average,
            "forgotten": len(self.forgotten),
            "kept": self.kept,
            "untouched": self.untouched if self.untouched["n"] else None,
            "perplexity": self.perplexity,
            "steps": self.steps,
            "tokens": self.tokens,
            "step_size": self.step_size,
            "taken_back": self.taken_back,
            "seconds": {name: round(value, 4) for name, value in self.seconds.items()},
        }

    def _score_event(self, score: Scores) -> dict[str, Any]:
        is_forgotten, is_active = score.id in self.forgotten, score.id in self.active
        return {**asdict(score), "is_forgotten": is_forgotten, "active": is_active}
