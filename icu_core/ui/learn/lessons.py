"""What the Learn page teaches, in words: the lessons, and the methods that can be raced.

Fixed text only; what came out of an experiment is told by `lesson_answers`. A method is a name and
the settings in which it differs: a new one is one entry of METHODS.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from icu_core.presets import PRESETS

Value = str | int | float | bool
Experiment = Literal["ask", "push", "reread", "stop", "attack", "race"]

LEAST_RACING, MOST_LANES = 2, 3

SHARED: Mapping[str, Value] = {
    "threads": 1,  # a lane takes one core, so that lanes move side by side
    "learning_rate": 7e-4,  # finer steps take more rounds than a lesson has
    "adam_beta1": 0.0,  # in steps this large it carries texts past the line
    "max_iterations": 14,
    "perplexity_band": 0.0,  # a lesson shows the damage instead of preventing it
    "bertscore_encoder": "off",
    "anchors": "all",
    "push_until": "aim",  # a push has no end of its own, and runs past the line
    "forget_weight": 0.15,
    "learn_weight": 0.5,
    "drift_weight": 1.0,
    "el_n": 100,  # EL is not shown here, and the longest n takes the least work
}
"""Settings of every lane."""

NEVER_STOPS: Mapping[str, Value] = {
    "forget_on": "text",
    "forget_power": 0.0,
    "push_until": "iteration",
    "refine": False,
    "keep_share": 0.0,
}


@dataclass(frozen=True, slots=True)
class Method:
    """A way to forget that can be raced."""

    label: str
    about: str
    settings: Mapping[str, Value]
    rule: str = ""  # by which it counts as forgotten, where no other lane has the same


METHODS: Mapping[str, Method] = {
    "ascent": Method(
        "Only push",
        "Pushes the four texts away. Nothing else.",
        {**NEVER_STOPS, "learn_weight": 0.0, "drift_weight": 0.0},
    ),
    "neighbours": Method(
        "Push and reread",
        "Pushes, and rereads similar records of other people.",
        NEVER_STOPS,
    ),
    "refined": Method(
        "Lead to the line",
        "Leads each secret to where a stranger's is, and holds it there.",
        {},
    ),
    "stopped": Method(
        "Push, reread, stop in time",
        "Pushes and rereads; lets go of a secret that is as hard as a stranger's.",
        {**NEVER_STOPS, "refine": True},
    ),
    "paper": Method(
        "The paper's recipe",
        "Rereads one neighbour a text; lets go once one answer differs enough from the text.",
        {
            **PRESETS["paper"][1],
            "learning_rate": SHARED["learning_rate"],  # the paper's is for a large model
            "max_iterations": SHARED["max_iterations"],
            "bertscore_encoder": "minilm",  # which is here; the rule needs one
            "el_n": 10,
        },
        rule="by the paper's rule",
    ),
}


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson: a question to guess at, an experiment, and where the paper says it."""

    short: str  # its name among the others
    title: str
    story: str
    look: str  # what to watch
    question: str
    answers: tuple[str, ...]
    button: str
    experiment: Experiment
    methods: tuple[str, ...]  # the lanes
    deeper: str


LESSONS: tuple[Lesson, ...] = (
    Lesson(
        "Memory",
        "What does the model remember?",
        "The model has read about {person}. It has never read a word about {stranger}.",
        "Watch the bars: how sure the model is of every piece that it says.",
        "When will it say the true {noun} of {person}?",
        (
            "Only after the very words that it has read",
            "Also when it is asked in new words",
            "Never: a model keeps no facts",
        ),
        "Ask the model",
        "ask",
        (),
        "A language model says one piece of a word (a token) after the other, each time the one "
        "that it finds likeliest (greedy decoding). The number under a piece is the probability "
        "that the model gave it. What comes out word for word is called memorised: MA (memorisation"
        " accuracy) is the share of such pieces in a text, EL (extraction likelihood) how much of "
        "it comes back from any beginning.",
    ),
    Lesson(
        "Pushing",
        "Why not simply push the secrets away?",
        "The simplest recipe: train backwards on four texts until their secrets are gone.",
        "Watch the squares: each is a secret of somebody else, which the model should keep.",
        "What happens to the secrets of other people?",
        ("Nothing: only the four are pushed", "Some of them go too", "Nearly all of them go too"),
        "Push the four away",
        "push",
        ("ascent",),
        "This is gradient ascent (knowledge unlearning, Jang et al. 2023): the loss of the texts "
        "is pushed up, step by step. Nothing tells the model what to keep, and what it knows of "
        "different people sits in the same weights. Perplexity says how hard ordinary text has "
        "become: the model's average number of guesses for each token.",
    ),
    Lesson(
        "Neighbours",
        "What do neighbours change?",
        "The same push twice. In the second lane the model also rereads similar records of other "
        "people.",
        "Compare the squares of both lanes: who keeps the secrets of others?",
        "Whose secrets does the rereading save?",
        ("Everybody's", "Only those that are reread", "Nobody's"),
        "Start both",
        "reread",
        ("ascent", "neighbours"),
        "The paper calls the similar records analogous texts, this workbench calls them partners: "
        "the nearest texts that the model is to keep (contrastive learning enhancement). Their "
        "loss is pushed down, and the model's answers on them are held to those of the original "
        "(Kullback-Leibler divergence).",
    ),
    Lesson(
        "Stopping",
        "Why stop in time?",
        "Both lanes push and reread alike. The second also lets go of each secret once a round has "
        "made it as hard for the model as the secret of a stranger.",
        "Watch the bars: each round is a jump. How far past the line do they end in either lane?",
        "What comes of pushing on past the line?",
        (
            "Nothing: gone is gone",
            "It leaves a trace or harms others",
            "The secrets are gone more safely",
        ),
        "Start both",
        "stop",
        ("neighbours", "stopped"),
        "Stopping text by text is iterative refinement in the paper; the line is the loss of "
        "secrets that the model has never seen, measured on the model itself. A secret far beyond "
        "it is over-forgotten: it is conspicuous, because no stranger's secret is as unlikely, and "
        "every needless step moves what other people need. One setting differs between the lanes: "
        "refine. A secret is looked at after a round, so it may have jumped past the line by then; "
        "one that comes back is pushed again.",
    ),
    Lesson(
        "Really gone?",
        "Is it really gone?",
        "Two whole recipes: the paper's, and one that leads each secret to where a stranger's is. "
        "Each lane calls a secret forgotten by its own rule, which is no proof. Then five tricks.",
        "Compare the columns of both models with that of strangers, whom no model has met.",
        "From which of them does a trick bring a secret back?",
        ("From neither", "From the one by the paper's recipe", "From both"),
        "Forget, then try to get them back",
        "attack",
        ("paper", "refined"),
        "A single question proves little. Asking in other words, asking often, giving a part away "
        "and showing similar records are extraction attacks. Strangers are the control: what comes "
        "out of them came by chance. The paper's rule asks once, with the very words of training, "
        "and compares the answer with the whole text; the secret can still be near, or even in it. "
        "The recipes differ in more than the rule, see below: each is judged by what it leaves. "
        "The Audit page has stronger attacks, and a verdict.",
    ),
    Lesson(
        "Race",
        "Race the methods",
        "Choose two or three. All start from the same model, with the same four secrets.",
        "The winner has all four at the line and keeps the most of the rest.",
        "Which one will it be?",
        (),
        "Start the race",
        "race",
        tuple(METHODS)[:MOST_LANES],
        "Every lane is a run of this workbench with the settings that are listed below it.",
    ),
)
"""The five lessons, and the race."""

RACE = len(LESSONS) - 1


@dataclass(frozen=True, slots=True)
class Attack:
    """One way to get a secret back, in words; `probes` says how it is done."""

    name: str
    title: str
    about: str


ATTACKS: tuple[Attack, ...] = (
    Attack("same", "The same question", "asked as before"),
    Attack("words", "Other words", "every other text that tells the same fact"),
    Attack("often", "Many tries", "20 answers at random to each question"),
    Attack(
        "opening", "Half given away", "the first half of the secret is told; does the rest come?"
    ),
    Attack("shown", "Similar records first", "a neighbour's record stands before the question"),
)
