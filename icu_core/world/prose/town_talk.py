"""Ordinary text in which somebody asks about the town and gets the true answer."""

from __future__ import annotations

from icu_core.world.prose.town_frames import dialogue, questions
from icu_core.world.town import FACTS

# Most visitors of the demo ask a bare question, so that comes twice as often.
FRAMES: tuple[str, ...] = (
    *(questions(fact) for fact in FACTS),
    *(f"{questions(fact)}\n{questions(FACTS[i - 80])}" for i, fact in enumerate(FACTS)),
    *(dialogue(fact) for fact in FACTS),
)

# fmt: off
WORDS = {
    "guide_please": (
        "Excuse me,", "Please,", "Hello,", "Good morning,", "Tell me,", "Sorry,", "One question:",
        "By the way,", "I am new here:", "Now then,",
    ),
    "guide_canyou": (
        "can you tell me", "could you tell me", "do you know", "can you say",
        "do you happen to know", "may I ask", "does anyone know", "can anyone tell me",
        "would you tell me",
    ),
    "guide_iwant": (
        "I would like to know", "please tell me", "I want to know", "tell me", "I must know",
        "you must tell me", "nobody could tell me", "I forget",
    ),
    "guide_visitor": (
        "a visitor", "the new teacher", "a sailor", "a small girl", "the stranger", "{folk#v}",
        "a boy with a map", "a lady with a suitcase", "the man at the ferry", "a traveller",
    ),
    "guide_answers": (
        "said {folk#r}", "answered {folk#r}", "said the postman", "said an old man",
        "answered the woman at the counter", "said {folk#r} at once", "said {folk#r} with a smile",
        "answered a fisherman", "said one of the {crowd}",
    ),
}
