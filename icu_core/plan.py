"""What is fixed before the first iteration: the targets, their partners, and the marks to reach.

Everything here was measured on the original model. A plan goes into the run folder as JSON, so
that a resumed run has the same partners and the same marks.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from icu_core.config import RunConfig
from icu_core.durable import whole
from icu_core.objectives import METHODS
from icu_core.refine import Level, mean_level
from icu_core.retrieval import Pairing, Partner, Skipped
from icu_core.store import PLAN_GONE
from icu_core.texts import Text, text_from_json

Strangers = Literal["never seen", "other kinds", "pool"]
"""Texts of all the kinds to forget, of some of them or of none, or of the pool in their place."""

NEVER_SEEN: Strangers = "never seen"


@dataclass(frozen=True, slots=True)
class Plan:
    """Targets, partners, anchors, marks, kept prose and answers instead of one run."""

    targets: tuple[Text, ...]
    pairings: tuple[Pairing, ...]
    prose: tuple[Text, ...]  # text whose perplexity is watched
    levels: dict[str, Level]  # by kind; "" is the level of all never-seen texts
    strangers: Strangers = NEVER_SEEN  # what that level was measured on
    notes: tuple[str, ...] = ()
    seconds: Mapping[str, float] | None = None
    instead: dict[str, tuple[Text, ...]] = field(default_factory=dict)  # by target's id
    marks: dict[str, float] = field(default_factory=dict)  # by target's id: its own, if it has one
    aims: dict[str, tuple[float, ...]] = field(default_factory=dict)  # by target's id, see `aims`
    anchors: tuple[Text, ...] = ()  # of the pool, nobody's partners, held on to beside these
    rewordings: dict[str, tuple[Text, ...]] = field(default_factory=dict)  # by target's id
    untouched: tuple[Text, ...] = ()  # of the pool, read by no step: what they suffer is watched

    @property
    def level(self) -> Level:
        """What this set of targets would show if the model had never seen it."""
        return mean_level((text.kind for text in self.targets), self.levels)

    def thresholds(self, config: RunConfig) -> tuple[float, float] | None:
        """MA and EL below which the run may end; None where it does not look at them."""
        if config.stop_levels == "constant":
            return config.ma_threshold, config.el_threshold
        if config.stop_levels == "calibrated":
            return self.level.ma, self.level.el
        return None

    def timed(self, *, load: float) -> Plan:
        """The plan with the seconds that loading the model took."""
        return replace(self, seconds={"load": load, **(self.seconds or {})})

    def as_event(self, config: RunConfig) -> dict[str, Any]:
        """What the views show of it, as plain values."""
        marks = self.thresholds(config)
        return {
            "type": "prepared",
            "pairs": [_pair_event(each) for each in self.pairings],
            "learns": METHODS[config.method].partners,
            "levels": asdict(self.level),
            "strangers": self.strangers,
            "kinds": {kind: asdict(each) for kind, each in self.levels.items()},
            "marks": self.marks,
            "rewordings": {
                id_: [text.text for text in some] for id_, some in self.rewordings.items()
            },
            "thresholds": {"ma": marks[0], "el": marks[1]} if marks else None,
            "notes": list(self.notes),
            "seconds": {name: round(value, 4) for name, value in (self.seconds or {}).items()},
        }

    def to_json(self) -> str:
        """The whole plan; `from_json` gives the same object."""
        return json.dumps(asdict(self))

    @staticmethod
    def from_json(text: str) -> Plan:
        """A plan from what `to_json` wrote. Raises RunError where that is damaged."""
        with whole("The plan of this run", advice=PLAN_GONE):
            return Plan._from_values(json.loads(text))

    @staticmethod
    def _from_values(value: Mapping[str, Any]) -> Plan:
        return Plan(
            targets=tuple(text_from_json(each) for each in value["targets"]),
            pairings=tuple(_pairing(each) for each in value["pairings"]),
            prose=tuple(text_from_json(each) for each in value["prose"]),
            levels={kind: Level(**each) for kind, each in value["levels"].items()},
            strangers=value.get("strangers", NEVER_SEEN),
            notes=tuple(value["notes"]),
            seconds=value["seconds"],
            instead={
                target: tuple(text_from_json(each) for each in texts)
                for target, texts in value.get("instead", {}).items()
            },
            marks=value.get("marks", {}),
            aims={target: tuple(each) for target, each in value.get("aims", {}).items()},
            anchors=tuple(text_from_json(each) for each in value.get("anchors", ())),
            rewordings={
                target: tuple(text_from_json(each) for each in texts)
                for target, texts in value.get("rewordings", {}).items()
            },
            untouched=tuple(text_from_json(each) for each in value.get("untouched", ())),
        )


def _pair_event(pairing: Pairing) -> dict[str, Any]:
    partners = [
        {
            "id": each.text.id,
            "text": each.text.text,
            "secret": [each.text.secret.start, each.text.secret.stop],
            "distance": each.distance,
            "overlap": each.overlap,
        }
        for each in pairing.partners
    ]
    skipped = [
        {"id": each.text_id, "text": each.text, "reason": each.reason} for each in pairing.skipped
    ]
    return {"target": pairing.target, "partners": partners, "skipped": skipped}


def _pairing(value: Mapping[str, Any]) -> Pairing:
    partners = [
        Partner(text_from_json(each["text"]), each["distance"], each["overlap"])
        for each in value["partners"]
    ]
    skipped = [Skipped(each["text_id"], each["text"], each["reason"]) for each in value["skipped"]]
    return Pairing(value["target"], tuple(partners), tuple(skipped))
