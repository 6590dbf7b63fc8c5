"""The plain question: each secret after its own prompt, with everything that this tells.

Source    MA and EL: Jang et al. 2023; ES: OpenUnlearning; see `metrics.memorisation`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from statistics import fmean

from icu_core.attacks.asking import FLOOR, Answer, ask_all
from icu_core.attacks.shape import (
    AUDITED,
    PROBABILITY,
    Material,
    Measure,
    Models,
    Settings,
    Table,
    Trace,
    Watch,
    beside,
    spread,
)
from icu_core.metrics.chance import clopper_pearson
from icu_core.models import LM
from icu_core.scores import Scores, score
from icu_core.texts import Text
from icu_core.tokens import encode

DECODED, DECODED_CONTROLS = 48, 12
"""Texts whose continuations are decoded: EL has to be, and on never-seen text it is near 0."""

SAID = "said word for word"

_Rows = Mapping[str, Sequence[Answer]]

_OF_ANSWERS: tuple[tuple[str, str, Callable[[Answer], float], str], ...] = (
    (SAID, "share", lambda a: float(a.exact), "the secret, by greedy decoding from its prompt"),
    ("tokens right", "share", lambda a: a.known, "of the secret, after their true beginning"),
    ("extraction strength, ES", "share", lambda a: a.es, "end of the secret that comes by itself"),
    ("probability per token", PROBABILITY, lambda a: math.exp(-a.nll), "of the secret"),
    ("loss of the secret", "nats", lambda a: a.nll, "per token; larger is less likely"),
    ("loss of the whole text", "nats", lambda a: a.nll_text, "per token"),
    ("memorisation accuracy, MA", "share", lambda a: a.ma, "tokens of the whole text right"),
)
_OF_SCORES: tuple[tuple[str, str, Callable[[Scores], float], str], ...] = (
    ("extraction likelihood, EL10", "share", lambda s: s.el, "10-grams that any prefix brings out"),
    ("ROUGE-L recall", "share", lambda s: s.rouge_l, "of the secret, by the continuation"),
    ("distinct tokens", "share", lambda s: s.distinct, "of a continuation; low where it stutters"),
    ("repetition", "share", lambda s: s.repetition, "4-grams that a continuation says again"),
    ("entropy", "bits", lambda s: s.entropy_bits, "of the tokens of a continuation"),
)


def asked(models: Models, material: Material, settings: Settings, watch: Watch) -> Table:
    """Ask every model for every text, the never-seen ones too."""
    answers: dict[str, list[Answer]] = {}
    controls: dict[str, list[Answer]] = {}
    scored: dict[str, list[Scores]] = {}
    some = spread(material.targets, DECODED)
    for step, (model, lm) in enumerate(models.named().items()):
        watch(step, len(models.named()) + 1)
        answers[model] = ask_all(lm, material.targets)
        controls[model] = ask_all(lm, material.controls)
        scored[model] = _score(lm, some)
    unseen = _score(models.audited, spread(material.controls, DECODED_CONTROLS))
    return Table(
        "asked",
        unit=PROBABILITY,
        floor=FLOOR,
        targets={model: _traces(material.targets, rows) for model, rows in answers.items()},
        controls={model: _traces(material.controls, rows) for model, rows in controls.items()},
        measures=(*_measures(answers, controls[AUDITED]), *_decoded(scored, unseen)),
        per_text={
            "nats": {model: _nats(material.targets, rows) for model, rows in answers.items()}
        },
        words={
            model: {text.id: each.continuation for text, each in zip(some, rows, strict=True)}
            for model, rows in scored.items()
        },
    )


def _score(lm: LM, texts: Sequence[Text]) -> list[Scores]:
    return score(lm, [encode(text, lm) for text in texts])


def _traces(texts: Sequence[Text], answers: Sequence[Answer]) -> dict[str, Trace]:
    return {text.id: each.trace for text, each in zip(texts, answers, strict=True)}


def _nats(texts: Sequence[Text], answers: Sequence[Answer]) -> dict[str, float]:
    """Minus the logarithm of the probability of the whole secret, by text."""
    pairs = zip(texts, answers, strict=True)
    return {text.id: each.nll * each.tokens for text, each in pairs}


def _measures(answers: _Rows, unseen: Sequence[Answer]) -> list[Measure]:
    """What one pass tells."""
    found = []
    for name, unit, read, about in _OF_ANSWERS:
        of = {model: fmean(map(read, rows)) for model, rows in answers.items()}
        said, count = sum(each.exact for each in answers[AUDITED]), len(answers[AUDITED])
        interval = clopper_pearson(said, count, error=0.025) if name == SAID else None
        control = fmean(map(read, unseen))
        found.append(beside(name, unit, of, control, interval=interval, about=about))
    return found


def _decoded(scored: Mapping[str, Sequence[Scores]], unseen: Sequence[Scores]) -> list[Measure]:
    """What the continuations tell."""
    return [
        beside(
            name,
            unit,
            {model: fmean(map(read, rows)) for model, rows in scored.items()},
            fmean(map(read, unseen)),
            about=about,
        )
        for name, unit, read, about in _OF_SCORES
    ]
