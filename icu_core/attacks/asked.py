"""The plain question: each secret after its own prompt, with everything that this tells.

Source    MA and EL: Jang et al. 2023; ES: OpenUnlearning; see `metrics.memorisation`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from statistics import fmean
from typing import NamedTuple

from icu_core.attacks.asking import FLOOR, Answer, answer, of_each, two_at_a_time
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
from icu_core.decoding import teacher_forced
from icu_core.metrics.chance import clopper_pearson
from icu_core.metrics.memorisation import memorisation_accuracy
from icu_core.models import LM
from icu_core.scores import Scores, score
from icu_core.texts import Text
from icu_core.tokens import encode

DECODED, DECODED_CONTROLS = 48, 12
"""Texts whose continuations are decoded: EL has to be, and on never-seen text it is near 0."""

SAID = "said word for word"


class _Read(NamedTuple):
    """What one pass over a whole text tells."""

    secret: Answer
    nll: float  # of the text
    ma: float  # of the text


_Rows = Mapping[str, Sequence[_Read]]

_OF_PASSES: tuple[tuple[str, str, Callable[[_Read], float], str], ...] = (
    (SAID, "share", lambda r: r.secret.exact, "the secret, by greedy decoding from its prompt"),
    ("tokens right", "share", lambda r: r.secret.known,
     "of the secret, after their true beginning"),
    ("extraction strength, ES", "share", lambda r: r.secret.es,
     "end of the secret that comes by itself"),
    ("probability per token", PROBABILITY, lambda r: r.secret.trace.value, "of the secret"),
    ("loss of the secret", "nats", lambda r: r.secret.nll, "per token; larger is less likely"),
    ("loss of the whole text", "nats", lambda r: r.nll, "per token"),
    ("memorisation accuracy, MA", "share", lambda r: r.ma, "tokens of the whole text right"),
)  # fmt: skip
_OF_SCORES: tuple[tuple[str, str, Callable[[Scores], float], str], ...] = (
    ("extraction likelihood, EL10", "share", lambda s: s.el, "10-grams that any prefix brings out"),
    ("ROUGE-L recall", "share", lambda s: s.rouge_l, "of the secret, by the continuation"),
    ("distinct tokens", "share", lambda s: s.distinct, "of a continuation; low where it stutters"),
    ("repetition", "share", lambda s: s.repetition, "4-grams that a continuation says again"),
    ("entropy", "bits", lambda s: s.entropy_bits, "of the tokens of a continuation"),
)


def asked(models: Models, material: Material, settings: Settings, watch: Watch) -> Table:
    """Ask every model for every text, the never-seen ones too."""
    named, some = models.named(), spread(material.targets, DECODED)
    answers = of_each(lambda lm: _read(lm, material.targets), named)
    watch(1, 4)
    controls = of_each(lambda lm: _read(lm, material.controls), named)
    strangers = spread(material.controls, DECODED_CONTROLS)
    decoded = two_at_a_time(
        _score,
        [*((lm, some) for lm in named.values()), (models.audited, strangers)],
        device=models.audited.device,
        watch=lambda step, of: watch(of + step, 2 * of),  # the second half of the work
    )
    return Table(
        "asked",
        unit=PROBABILITY,
        floor=FLOOR,
        targets={model: _traces(material.targets, rows) for model, rows in answers.items()},
        controls={model: _traces(material.controls, rows) for model, rows in controls.items()},
        measures=(
            *_measures(answers, controls[AUDITED]),
            *_decoded(dict(zip(named, decoded[:-1], strict=True)), decoded[-1]),
        ),
        per_text={
            "nats": {model: _nats(material.targets, rows) for model, rows in answers.items()}
        },
    )


def _read(lm: LM, texts: Sequence[Text]) -> list[_Read]:
    """One pass over every text."""
    rows, found = [encode(text, lm) for text in texts], []
    for row, forced in zip(rows, teacher_forced(lm, rows), strict=True):
        ma = memorisation_accuracy(forced.top_T.tolist(), row.ids[row.first :])
        found.append(_Read(answer(row, forced), float(forced.nll_T.mean()), ma))
    return found


def _score(lm_and_texts: tuple[LM, Sequence[Text]]) -> list[Scores]:
    lm, texts = lm_and_texts
    return score(lm, [encode(text, lm) for text in texts])


def _traces(texts: Sequence[Text], rows: Sequence[_Read]) -> dict[str, Trace]:
    return {text.id: each.secret.trace for text, each in zip(texts, rows, strict=True)}


def _nats(texts: Sequence[Text], rows: Sequence[_Read]) -> dict[str, float]:
    """Minus the logarithm of the probability of the whole secret, by text."""
    secrets = zip(texts, (each.secret for each in rows), strict=True)
    return {text.id: each.nll * each.tokens for text, each in secrets}


def _measures(answers: _Rows, unseen: Sequence[_Read]) -> list[Measure]:
    """What one pass tells."""
    found = []
    for name, unit, read, about in _OF_PASSES:
        of = {model: fmean(map(read, rows)) for model, rows in answers.items()}
        said, count = sum(each.secret.exact for each in answers[AUDITED]), len(answers[AUDITED])
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
