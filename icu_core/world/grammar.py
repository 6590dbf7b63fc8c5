"""The small grammar that composes text from frames: steps, alternatives, slots, good English.

A frame is a text of several lines. Every line is one step and gives one sentence or a few;
alternatives within a line are separated by " | ", a line that starts with "? " may be left out.
A slot such as {weather} is filled from the lexicon or from the values of the caller; {tool#1}
keeps its first choice for the rest of the frame. "a(n)" becomes "a" or "an".
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence

Lexicon = Mapping[str, Sequence[str]]

_SLOT = re.compile(r"\{([a-z0-9_]+)(?:#([a-z0-9]+))?\}")
_ARTICLE = re.compile(r"\b([aA])\(n\) (?=(.))")
# After ?" and !" the sentence usually goes on ("Why?" asked Ned), so only ." begins a new one.
_SENTENCE_START = re.compile(r"(^|[.!?]\s+|\.\"\s+)(\"?)([a-z])")
_SOUNDS_LIKE_A_CONSONANT = re.compile(r"(?:one|use|uni|eu)", re.IGNORECASE)
_SOUNDS_LIKE_A_VOWEL = re.compile(r"(?:hour|honest|heir)", re.IGNORECASE)
_DEEPEST = 40  # a slot that still holds slots after this many rounds refers to itself
OPTIONAL_SHARE = 0.5  # how often a step marked "? " is kept


def stream(seed: int, *purpose: object) -> random.Random:
    """A generator that depends on the seed and on what it is for, and on nothing else."""
    return random.Random("/".join(str(part) for part in (seed, *purpose)))


def compose(
    frame: str, lexicon: Lexicon, rng: random.Random, values: Mapping[str, str] | None = None
) -> str:
    """One text from a frame: steps chosen, slots filled, grammar put right."""
    sentences = [_choose(step, rng) for step in _kept_steps(frame, rng)]
    return polish(fill(" ".join(sentences), lexicon, rng, values or {}))


def fill(text: str, lexicon: Lexicon, rng: random.Random, values: Mapping[str, str]) -> str:
    """Replace every slot; what a slot brings in may hold slots of its own."""
    remembered: dict[str, str] = {}

    def one(match: re.Match[str]) -> str:
        name, label = match.group(1), match.group(2)
        if name in values:
            return values[name]
        key = f"{name}#{label}"
        if label and key in remembered:
            return remembered[key]
        chosen = _SLOT.sub(one, rng.choice(lexicon[name]))
        if label:
            remembered[key] = chosen
        return chosen

    for _ in range(_DEEPEST):
        if not _SLOT.search(text):
            return text
        text = _SLOT.sub(one, text)
    raise ValueError(f"a slot of this frame refers to itself: {text[:80]!r}")


def polish(text: str) -> str:
    """Choose between "a" and "an", and begin every sentence with a capital letter."""
    text = _ARTICLE.sub(lambda m: _article(m, text), text)
    return _SENTENCE_START.sub(lambda m: m.group(1) + m.group(2) + m.group(3).upper(), text)


def _article(match: re.Match[str], text: str) -> str:
    word = text[match.end() : match.end() + 6]
    vowel = word[:1].lower() in "aeiou" and not _SOUNDS_LIKE_A_CONSONANT.match(word)
    return match.group(1) + ("n " if vowel or _SOUNDS_LIKE_A_VOWEL.match(word) else " ")


def _kept_steps(frame: str, rng: random.Random) -> list[str]:
    lines = [line.strip() for line in frame.strip().splitlines() if line.strip()]
    kept = [s for s in lines if not s.startswith("? ") or rng.random() < OPTIONAL_SHARE]
    return [step.removeprefix("? ") for step in kept]


def _choose(step: str, rng: random.Random) -> str:
    return rng.choice(step.split(" | ")).strip()
