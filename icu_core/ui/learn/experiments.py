"""What the lessons do: questions, races, tricks; from the visitor's place to HTML and back.

Between the layout (`page`) and those who know the parts: `races`, `probes`,
`answers`, `markup`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from icu_core.errors import ModelError, RunError
from icu_core.texts import Text
from icu_core.ui import markup
from icu_core.ui.learn import answers as lesson_answers
from icu_core.ui.learn import markup as markup_learn
from icu_core.ui.learn import probes, races
from icu_core.ui.learn.answers import OF_A_RACE, Outcome
from icu_core.ui.learn.lanes import Lane
from icu_core.ui.learn.learner import Learner
from icu_core.ui.learn.lessons import ATTACKS, LESSONS, METHODS, RACE
from icu_core.ui.learn.markup import Question
from icu_core.ui.learn.probes import After, Count, Subject

TRYING = "Trying …"
BROKEN = "A run broke off, so there is nothing to tell. Start again."
BEFORE, STRANGERS = "before", "strangers"  # the original, and texts that no model has met
EVERY = 16  # of the pool: residents that are asked about when a race is over

Results = dict[str, dict[str, list[Count]]]  # by model, then by trick: one count per secret


def _pair(me: Learner) -> tuple[Subject, Subject]:
    """Whom the first lesson asks about, and a stranger; somebody else each time."""
    place = max(me.turn - 1, 0) % len(probes.subjects())
    return probes.subjects()[place], probes.strangers()[place]


def _people(me: Learner) -> dict[str, str]:
    """What the sentences of the lessons are filled with."""
    subject, stranger = _pair(me)
    return {"person": subject.person, "noun": subject.noun, "stranger": stranger.person}


def head(me: Learner) -> str:
    """The words above the question."""
    return markup_learn.head(me.at, _people(me))


def question(me: Learner) -> str:
    """What the visitor is to guess."""
    return LESSONS[me.at].question.format(**_people(me))


def answers(me: Learner) -> list[str]:
    """The answers to choose from; in the race the methods themselves."""
    fixed = LESSONS[me.at].answers
    return list(fixed) or [METHODS[name].label for name in me.picked]


def lanes(me: Learner) -> list[Lane]:
    """The lanes of the lesson that is looked at; none in the first."""
    ids = me.lanes if len(me.lanes) == len(me.methods) else (None,) * len(me.methods)
    return [races.lane(name, run_id) for name, run_id in zip(me.methods, ids, strict=True)]


def questions(me: Learner) -> list[Question]:
    """The three questions of the first lesson."""
    subject, stranger = _pair(me)
    return [
        Question("own", subject.text),
        Question("new", subject.wordings[0]),
        Question("stranger", stranger.text),
    ]


def asked(me: Learner) -> Iterator[list[Question]]:
    """The three questions with one more piece of an answer each time."""
    some = questions(me)
    for place in range(len(some)):
        for piece in probes.spoken(probes.original(), some[place].text):
            some[place] = replace(some[place], pieces=(*some[place].pieces, piece))
            yield list(some)
        some[place] = replace(some[place], is_done=True)
    yield list(some)


def outcome_of_asking(me: Learner, some: Sequence[Question]) -> str:
    """The first lesson, in words."""
    own, new, by_chance = (each.is_told for each in some)
    subject, stranger = _pair(me)
    outcome = lesson_answers.of_asking(
        subject.noun, stranger.person, own=own, new=new, by_chance=by_chance
    )
    return _told(me, outcome)


def started(me: Learner) -> Learner:
    """Start the lanes of this lesson; what another lesson still works on is stopped."""
    elsewhere = {
        run_id: place for place, ids in me.runs.items() if place != me.at for run_id in ids
    }
    own = [run_id for run_id in me.lanes if run_id not in elsewhere]
    unfinished = [run_id for run_id in elsewhere if not races.is_over(run_id)]
    ids = races.start(me.methods, lesson=me.at, before=[*own, *unfinished])
    return me.racing(ids).stopping(elsewhere[run_id] for run_id in unfinished)


def stopped(me: Learner) -> str:
    """Why there is nothing of this lesson any more; empty where nothing was stopped."""
    if me.at not in me.stopped:
        return ""
    other = me.stopped[me.at]
    return f"Stopped because {'the race' if other == RACE else f'lesson {other + 1}'} was started."


def again(me: Learner) -> Learner:
    """Back at the question: what this lesson made is erased; the first asks about somebody else."""
    races.erase(me.lanes)
    is_asking = LESSONS[me.at].experiment == "ask"
    return replace(me.racing(()), turn=max(me.turn, 1) + 1 if is_asking else me.turn)


def conclusion(me: Learner, some: Sequence[Lane]) -> Iterator[tuple[str, str]]:
    """What came of a race: the outcome and what follows it, as far as they are there."""
    if any(lane.status != "finished" for lane in some):
        yield markup.error(BROKEN), ""
        return
    try:
        if LESSONS[me.at].experiment == "attack":
            yield from _attacked(me)
        else:
            yield _raced(me, some)
    except (RunError, ModelError):  # erased meanwhile
        yield markup.error(BROKEN), ""


def _raced(me: Learner, some: Sequence[Lane]) -> tuple[str, str]:
    """The outcome of a race, and what each model says now."""
    neighbour, after = _after(me.lanes, me.methods)
    others = {one.model: one.others for one in after}
    secret = probes.subjects()[0].text.secret_text.strip()
    table = markup_learn.afterwards(secret, neighbour.secret_text.strip(), after)
    return _told(me, OF_A_RACE[LESSONS[me.at].experiment](some, others)), table


@lru_cache(maxsize=32)
def _after(ids: tuple[str, ...], methods: tuple[str, ...]) -> tuple[Text, tuple[After, ...]]:
    """A neighbour, and what the original and the model of every run say now. Raises RunError."""
    neighbour, others = races.neighbour(ids[0]), races.others(ids, every=EVERY)
    lms = [probes.original(), *(probes.load(races.result(run_id)) for run_id in ids)]
    return neighbour, tuple(
        probes.after(name, lm, neighbour, others)
        for name, lm in zip(("original", *methods), lms, strict=True)
    )


def _attacked(me: Learner) -> Iterator[tuple[str, str]]:
    """One trick after the other, then what came of it."""
    models = dict(zip(me.methods, me.lanes, strict=True))
    for results in attacks(models):
        yield markup_learn.waiting(TRYING), markup_learn.attacks(results)
    counts = [results[name] for name in (*models, STRANGERS)]
    yield _told(me, lesson_answers.of_attacks(*counts)), markup_learn.attacks(results)


def attacks(models: Mapping[str, str]) -> Iterator[Results]:
    """What the tricks get out of the models of some runs (ids by name), one more each time.

    Raises RunError.
    """
    results: Results = {name: {} for name in (BEFORE, *models, STRANGERS)}
    yield results
    lms = {name: probes.load(races.result(run_id)) for name, run_id in models.items()}
    for each in ATTACKS:
        trick = probes.TRICKS[each.name]
        results[BEFORE][each.name], results[STRANGERS][each.name] = _controls(each.name)
        for name, lm in lms.items():
            results[name][each.name] = [trick(lm, subject) for subject in probes.subjects()]
        yield results


@lru_cache
def _controls(name: str) -> tuple[list[Count], list[Count]]:
    """What a trick gets out of the original: of the secrets, and of strangers."""
    lm, trick = probes.original(), probes.TRICKS[name]
    before = [trick(lm, subject) for subject in probes.subjects()]
    return before, [trick(lm, stranger) for stranger in probes.strangers()]


def _told(me: Learner, outcome: Outcome) -> str:
    prediction = lesson_answers.told(me.at, me.guess, answers(me), outcome)
    return markup_learn.outcome(outcome, prediction)
