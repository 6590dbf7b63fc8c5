"""Ordinary text that states a public fact of the town, or two, plainly or as somebody's word."""

from __future__ import annotations

from icu_core.world.prose.town_frames import statements
from icu_core.world.town import FACTS

FRAMES: tuple[str, ...] = (
    *(statements(fact) for fact in FACTS),
    *(f"{statements(fact)}\n{statements(FACTS[i - 90])}" for i, fact in enumerate(FACTS)),
)

# fmt: off
WORDS = {
    "guide_that": (
        "The guidebook says that", "It is well known that", "{folk} says that", "Remember that",
        "I wrote in my essay that", "A notice says that", "It is true that", "We learned that",
        "My aunt told me that", "You should know that",
    ),
}
