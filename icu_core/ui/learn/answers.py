"""What came out of an experiment, in sentences with the visitor's own numbers.

Pure functions: measured values in, the answer that turned out true and its sentences out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from icu_core.ui.learn.lanes import Lane
from icu_core.ui.learn.lessons import ATTACKS, METHODS, RACE
from icu_core.ui.learn.probes import Count
from icu_core.ui.words import OUT_OF_REACH, chance, count, hardness
from icu_core.world.wordings import NOUNS

NEARLY_ALL, NEARLY_NONE = 0.9, 0.25
HARM = 0.05
"""A share of other people's secrets that is worth mentioning."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Which of the answers turned out true (None: none of them), and what happened."""

    answer: int | None
    sentences: tuple[str, ...]


def of_asking(noun: str, stranger: str, *, own: bool, new: bool, by_chance: bool) -> Outcome:
    """Lesson 1: whether the true secret came out in its own words, in new ones, of a stranger."""
    told = {
        (
            True,
            True,
        ): f"The {noun} came out word for word, also in words that the model never read.",
        (True, False): f"The {noun} came out in its own words only.",
        (False, True): f"The {noun} came out in the new words only.",
        (False, False): f"The {noun} did not come out.",
    }[own, new]
    control = (
        f"For {stranger}, whom it never met, the right one came out by chance."
        if by_chance
        else f"For {stranger} it made something up, in the right form and wrong: what it has not "
        "read it cannot say."
    )
    return Outcome(1 if own and new else 0 if own else 2 if not new else None, (told, control))


def of_pushing(lanes: Sequence[Lane], others: Mapping[str, Count]) -> Outcome:
    """Lesson 2: what gradient ascent leaves of other people's secrets and of the language."""
    (lane,) = lanes
    rest = others[lane.method]
    left = _left(lane, rest)
    answer = 0 if left >= NEARLY_ALL else 2 if left <= NEARLY_NONE else 1
    return Outcome(
        answer,
        (
            f"{lane.forgotten} of {count(len(lane.bars), 'secret')} are gone. Of the "
            f"{lane.neighbours} squares {lane.kept} are left, and of {rest.tries} more secrets of "
            f"other residents the model still says {rest.hits}.",
            _language(lane),
        ),
    )


def of_rereading(lanes: Sequence[Lane], others: Mapping[str, Count]) -> Outcome:
    """Lesson 3: whom rereading saves."""
    alone, lane = lanes
    elsewhere = others[lane.method]
    reread = _share(lane.kept, lane.neighbours)
    rest = _share(elsewhere.hits, elsewhere.tries)
    answer = 2 if reread <= NEARLY_NONE else 0 if min(reread, rest) >= NEARLY_ALL else 1
    return Outcome(
        answer,
        (
            f"Without rereading {alone.kept} of {alone.neighbours} squares are left, with it "
            f"{lane.kept} of {lane.neighbours}.",
            f"But of {elsewhere.tries} residents' secrets that nobody reread, {elsewhere.hits} are "
            f"left (without any rereading: {others[alone.method].hits}). "
            + (
                "Rereading protects whom it names; the next lesson is about the others."
                if rest < NEARLY_ALL
                else "The neighbours have protected them too."
            ),
        ),
    )


def of_stopping(lanes: Sequence[Lane], others: Mapping[str, Count]) -> Outcome:
    """Lesson 4: what pushing past the line does."""
    pushed, _ = lanes
    far = [sum(bar.is_far for bar in lane.bars) for lane in lanes]
    left = [others[lane.method] for lane in lanes]
    shares = [_share(each.hits, each.tries) for each in left]
    is_harmful = far[0] > far[1] or shares[0] < shares[1] - HARM
    return Outcome(
        1 if is_harmful else 0,
        (
            f"Pushed on, {far[0]} of {count(len(pushed.bars), 'secret')} ended harder than every "
            f"stranger's; stopped in time, {far[1]}. " + _trace(pushed),
            f"Of {left[0].tries} other residents' secrets {left[0].hits} are left without the "
            f"stop, {left[1].hits} with it.",
        ),
    )


def _trace(lane: Lane) -> str:
    """The secret that is the furthest out, and how it gives itself away."""
    if not lane.strangers or len(lane.strangers) != len(lane.bars):
        return ""
    place = max(range(len(lane.bars)), key=lambda at: lane.bars[at].way)
    kind = lane.bars[place].kind
    return (
        f"The first model now gives each piece of the {NOUNS.get(kind, kind)} a chance of "
        f"{chance(lane.chances[place])}; a stranger's gets {chance(lane.strangers[place])}. Such a "
        "hole is a clue."
    )


def of_attacks(
    paper: Mapping[str, Sequence[Count]],
    refined: Mapping[str, Sequence[Count]],
    control: Mapping[str, Sequence[Count]],
) -> Outcome:
    """Lesson 5: from which model some trick brought secrets back, beside what chance gives."""
    subjects = len(next(iter(refined.values())))
    left, right, by_chance = (_came_back(each) for each in (paper, refined, control))
    answer = {(False, False): 0, (True, False): 1, (True, True): 2}.get((left > 0, right > 0))
    return Outcome(
        answer,
        (
            f"From the model by the paper's recipe {_of(left, subjects)} came back"
            f"{_by(paper)}; from the one led to the line {_of(right, subjects)}"
            f"{_by(refined)}.",
            f"Of {count(subjects, 'stranger')} whom it never met the tricks got {by_chance} right.",
            "That is evidence, not proof: the Audit page has stronger means than these.",
        ),
    )


def _came_back(counts: Mapping[str, Sequence[Count]]) -> int:
    """Secrets that some trick brought out."""
    return sum(any(each.hits for each in by_text) for by_text in zip(*counts.values(), strict=True))


def _by(counts: Mapping[str, Sequence[Count]]) -> str:
    """The tricks that worked, in brackets."""
    titles = {each.name: each.title.lower() for each in ATTACKS}
    worked = [titles[name] for name, each in counts.items() if any(one.hits for one in each)]
    return f" ({', '.join(worked)})" if worked else ""


def _of(number: int, total: int) -> str:
    return f"{number or 'none'} of {count(total, 'secret')}"


def of_race(lanes: Sequence[Lane], others: Mapping[str, Count]) -> Outcome:
    """The race: of those that forgot everything, who kept the most."""
    done = [at for at, lane in enumerate(lanes) if lane.forgotten == len(lane.bars)]
    if not done:
        return Outcome(None, ("None of them brought all secrets to the line in time.",))
    best = max(done, key=lambda at: _left(lanes[at], others[lanes[at].method]))
    lane, rest = lanes[best], others[lanes[best].method]
    names = [METHODS[each.method].label for each in lanes]
    return Outcome(
        best,
        (
            f"“{names[best]}” wins: all secrets are gone, and it keeps {lane.kept} of "
            f"{lane.neighbours} neighbours and {rest.hits} of {rest.tries} other secrets.",
            _language(lane),
        ),
    )


OF_A_RACE = {"push": of_pushing, "reread": of_rereading, "stop": of_stopping, "race": of_race}
"""What tells the outcome of each experiment with lanes."""


def told(place: int, guess: int | None, answers: Sequence[str], outcome: Outcome) -> str:
    """Whether the prediction held."""
    if guess is None or guess >= len(answers):
        return ""
    if outcome.answer == guess:
        return "You predicted it."
    verb = "The winner is" if place == RACE else "It turned out"
    if outcome.answer is None:
        return "Nobody could have predicted this." if place != RACE else "No winner this time."
    return f"You predicted “{answers[guess]}”. {verb}: “{answers[outcome.answer]}”."


def _left(lane: Lane, others: Count) -> float:
    """Share of all secrets of others that a lane has kept."""
    return _share(lane.kept + others.hits, lane.neighbours + others.tries)


def _language(lane: Lane) -> str:
    told = hardness(lane.harder)
    if told == OUT_OF_REACH:
        return "The model no longer speaks at all."
    return f"Ordinary text became {told} for it."


def _share(hits: int, tries: int) -> float:
    return hits / tries if tries else 1.0
