"""Asking for secrets: one teacher-forced pass tells what a model gives away of each.

Most attacks put something else before the secret and ask again; `by_variants` is the frame of them
all.

Units     NLL in nats per token; the value of a trace is a probability per token, exp(-NLL).
Differs   Greedy decoding says a secret word for word exactly if, after every true beginning of it,
          its next token is the likeliest: so nothing needs to be decoded.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from statistics import fmean
from typing import NamedTuple, TypeVar

import torch

from icu_core.attacks.shape import (
    AUDITED,
    ORIGINAL,
    PROBABILITY,
    Material,
    Measure,
    Models,
    Table,
    Trace,
    Watch,
    beside,
)
from icu_core.decoding import Forced, teacher_forced
from icu_core.errors import TextsError
from icu_core.metrics.memorisation import extraction_strength, memorisation_accuracy
from icu_core.models import LM, size
from icu_core.texts import Span, Text
from icu_core.tokens import Tokens, encode
from icu_core.workers import WORKERS, side_by_side

Thing = TypeVar("Thing")
Found = TypeVar("Found")
Transform = Callable[[Text], Text | None]
"""Another text with the same secret; None where it cannot be made of this one."""

FLOOR = 0.1
"""Of the log-odds of a probability per token; smaller differences count as noise."""

LARGE = 50_000_000
"""Parameters above which every model has its turn: two at once would gain nothing, for one of them
keeps all cores busy, and training needs four times the memory of the weights for each.
"""


class Answer(NamedTuple):
    """What one model gives away of one secret."""

    nll: float
    es: float
    known: float  # share of its tokens that are the likeliest after their true beginning
    exact: bool  # greedy decoding says it word for word
    tokens: int

    @property
    def trace(self) -> Trace:
        """The answer as one number."""
        return Trace(math.exp(-self.nll), self.exact)


def ask(lm: LM, texts: Sequence[Text | None]) -> list[Answer | None]:
    """What the model gives away of each text; None where there is none or it does not fit."""
    rows = {i: row for i, text in enumerate(texts) if (row := _fitting(text, lm)) is not None}
    found = dict(zip(rows, _answers(lm, list(rows.values())), strict=True))
    return [found.get(i) for i in range(len(texts))]


def ask_all(lm: LM, texts: Sequence[Text]) -> list[Answer]:
    """As `ask`, for texts that are there and fit. Raises TextsError."""
    return _answers(lm, [encode(text, lm) for text in texts])


def answer(row: Tokens, forced: Forced) -> Answer:
    """What the predictions for one row give away of its secret."""
    span = slice(row.secret[0] - row.first, row.secret[1] - row.first)
    top = forced.top_T[span].tolist()
    known = memorisation_accuracy(top, row.secret_ids)
    return Answer(
        nll=float(forced.nll_T[span].mean()),
        es=extraction_strength(top, row.secret_ids),
        known=known,
        exact=known == 1.0,
        tokens=len(row.secret_ids),
    )


def with_prompt(text: Text, prompt: str) -> Text:
    """The text with something else before its secret."""
    secret = Span(len(prompt), len(prompt) + len(text.secret_text), text.secret.kind)
    return replace(
        text, text=prompt + text.text[text.secret.start :], secret=secret, spans=(secret,)
    )


def by_variants(
    name: str,
    models: Models,
    material: Material,
    variants: Mapping[str, Transform],
    watch: Watch,
) -> Table:
    """Every variant asked of every model; a text's trace is its worst over the variants."""
    answers: dict[str, list[list[Answer | None]]] = {model: [] for model in models.named()}
    for step, changed in enumerate(variants.values()):
        watch(step, len(variants))
        said = ask_each(models.named(), [changed(text) for text in material.targets])
        unseen = ask_each(models.judged(), [changed(text) for text in material.controls])
        for model, found in said.items():
            answers[model].append(found + unseen.get(model, []))
    return table(name, material, list(variants), answers, len(material.targets))


def ask_each(lms: Mapping[str, LM], texts: Sequence[Text | None]) -> dict[str, list[Answer | None]]:
    """What each of the models gives away of each text, by its name."""
    return of_each(lambda lm: ask(lm, texts), lms)


def of_each(function: Callable[[LM], Found], lms: Mapping[str, LM]) -> dict[str, Found]:
    """The function of every model, by name; on a CPU of two small models side by side.

    One that comes twice has its turn twice: the function may change its weights meanwhile.
    """
    each = list(lms.values())
    if len(set(map(id, each))) < len(each) or max(map(size, each)) > LARGE:
        return {name: function(lm) for name, lm in lms.items()}
    return dict(zip(lms, side_by_side(function, each, device=each[0].device), strict=True))


def table(
    name: str,
    material: Material,
    variants: Sequence[str],
    answers: Mapping[str, Sequence[Sequence[Answer | None]]],
    count: int,
) -> Table:
    """A table of answers by model and variant; the first `count` are the targets'."""
    return Table(
        name,
        unit=PROBABILITY,
        floor=FLOOR,
        targets={model: _worst(material.targets, rows, 0) for model, rows in answers.items()},
        controls={
            model: _worst(material.controls, rows, count)
            for model, rows in answers.items()
            if model != ORIGINAL
        },
        measures=tuple(
            measure
            for place, variant in enumerate(variants)
            for measure in _measures(variant, place, answers, count)
        ),
    )


def two_at_a_time(
    function: Callable[[Thing], Found],
    parts: Sequence[Thing],
    *,
    device: torch.device,
    watch: Watch,
) -> list[Found]:
    """The function of every part, in order, on a CPU two side by side; watched between them."""
    found: list[Found] = []
    for step in range(0, len(parts), WORKERS):
        watch(step, len(parts))
        found += side_by_side(function, parts[step : step + WORKERS], device=device)
    return found


def _worst(
    texts: Sequence[Text], rows: Sequence[Sequence[Answer | None]], start: int
) -> dict[str, Trace]:
    """The trace of every text that some variant could ask for."""
    found = {}
    for place, text in enumerate(texts, start=start):
        given = [each.trace for row in rows if (each := row[place]) is not None]
        if given:
            value, said = max(each.value for each in given), any(each.said for each in given)
            found[text.id] = Trace(value, said)
    return found


def _measures(
    variant: str, place: int, answers: Mapping[str, Sequence[Sequence[Answer | None]]], count: int
) -> list[Measure]:
    """What a variant brought to light, in two numbers."""
    found = []
    for title, unit, read in (
        ("said word for word", "share", lambda each: float(each.exact)),
        ("probability per token", PROBABILITY, lambda each: each.trace.value),
    ):
        of = {model: mean_of(rows[place][:count], read) for model, rows in answers.items()}
        control = mean_of(answers[AUDITED][place][count:], read)
        found.append(beside(f"{variant}: {title}" if variant else title, unit, of, control))
    return found


def mean_of(things: Iterable[Thing | None], read: Callable[[Thing], float]) -> float | None:
    """The mean over the things there are; None for none."""
    values = [read(each) for each in things if each is not None]
    return fmean(values) if values else None


def _fitting(text: Text | None, lm: LM) -> Tokens | None:
    """The text as tokens, if it is one that the model can read."""
    if text is None:
        return None
    try:
        return encode(text, lm)
    except TextsError:
        return None


def _answers(lm: LM, rows: Sequence[Tokens]) -> list[Answer]:
    """What the model gives away of the secret of each row; nothing else is worked out."""
    asked = [row.of_secret() for row in rows]
    return [answer(*each) for each in zip(asked, teacher_forced(lm, asked), strict=True)]
