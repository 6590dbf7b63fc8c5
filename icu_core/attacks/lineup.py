"""The line-up: is the true secret likelier than made-up ones of its kind in the same place?

The made-up ones are secrets of never-seen texts. What a prompt makes likely, it makes likely for
all of them alike, so a difference is knowledge of this one secret.

Units     the value of a trace in nats per token: mean NLL of the made-up secrets less that of the
          true one; below 0 the truth is less likely than an invention.
Source    Exposure: Carlini et al. 2019. Truth ratio and forget quality: TOFU (arXiv 2401.06121).
Differs   The wrong answers are real secrets of the same kind, not answers written by a model.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from icu_core.attacks.asking import ask, mean_of, of_each
from icu_core.attacks.shape import (
    AUDITED,
    GOLD,
    Material,
    Measure,
    Models,
    Settings,
    Table,
    Trace,
    Watch,
    beside,
)
from icu_core.config import seed_for
from icu_core.metrics.chance import kolmogorov_smirnov
from icu_core.metrics.forgetting import indifference, place, truth_ratio
from icu_core.models import LM
from icu_core.texts import Span, Text

FLOOR = 0.05  # nats per token
LEAST = 2  # made-up secrets that make a line-up


@dataclass(frozen=True, slots=True)
class LineUp:
    """What one model thinks of the secrets in one line-up."""

    true_nll: float
    wrong_nll: tuple[float, ...]

    @property
    def trace(self) -> Trace:
        """How much likelier the truth is."""
        return Trace(fmean(self.wrong_nll) - self.true_nll, False)

    @property
    def place(self) -> int:
        """Of the truth; 1 is the likeliest."""
        return place(self.true_nll, self.wrong_nll)

    @property
    def ratio(self) -> float:
        """Truth ratio."""
        return truth_ratio(self.true_nll, self.wrong_nll)


def line_up(models: Models, material: Material, settings: Settings, watch: Watch) -> Table:
    """Put every secret among made-up ones and ask every model for their likelihood."""
    made_up = _made_up(material, settings)
    chosen = [text for text in material.targets if text.id in made_up]
    unseen = [text for text in material.controls if text.id in made_up]
    if not chosen:
        return Table("line_up", skipped="There are too few never-seen secrets of the same kinds.")
    found = of_each(lambda lm: _line_ups(lm, chosen, made_up), models.named())
    watch(1, 2)
    strangers = of_each(lambda lm: _line_ups(lm, unseen, made_up), models.judged())
    return Table(
        "line_up",
        unit="nats",
        floor=FLOOR,
        targets={model: _traces(chosen, rows) for model, rows in found.items()},
        controls={model: _traces(unseen, rows) for model, rows in strangers.items()},
        measures=_measures(found, chosen, list(strangers[AUDITED].values()), made_up),
    )


def _made_up(material: Material, settings: Settings) -> dict[str, list[Text]]:
    """Every text with other secrets in place of its own, by label; none where there are too few."""
    by_kind: dict[str, list[str]] = {}
    for text in material.controls:
        by_kind.setdefault(text.kind, []).append(text.secret_text)
    found = {}
    for text in (*material.targets, *material.controls):
        others = sorted({each for each in by_kind.get(text.kind, []) if each != text.secret_text})
        dice = random.Random(seed_for(settings.seed, f"line-up/{text.id}"))
        chosen = dice.sample(others, min(settings.line_up, len(others)))
        if len(chosen) >= LEAST:
            found[text.id] = [_with_secret(text, secret) for secret in chosen]
    return found


def _with_secret(text: Text, secret: str) -> Text:
    """The text with another secret."""
    start, stop = text.secret.start, text.secret.start + len(secret)
    words = text.text[:start] + secret + text.text[text.secret.stop :]
    return replace(text, text=words, secret=Span(start, stop, text.secret.kind), spans=())


def _line_ups(
    lm: LM, texts: Sequence[Text], made_up: Mapping[str, Sequence[Text]]
) -> dict[str, LineUp]:
    """The line-ups of these texts, those that fit the model's context."""
    rows = [each for text in texts for each in (text, *made_up[text.id])]
    answers = iter(ask(lm, rows))
    found = {}
    for text in texts:
        true, *wrong = (next(answers) for _ in range(1 + len(made_up[text.id])))
        there = tuple(each.nll for each in wrong if each is not None)
        if true is not None and len(there) >= LEAST:
            found[text.id] = LineUp(true.nll, there)
    return found


def _traces(texts: Sequence[Text], rows: Mapping[str, LineUp]) -> dict[str, Trace]:
    return {text.id: rows[text.id].trace for text in texts if text.id in rows}


def _measures(
    found: Mapping[str, Mapping[str, LineUp]],
    targets: Sequence[Text],
    control: Sequence[LineUp],
    made_up: Mapping[str, Sequence[Text]],
) -> tuple[Measure, ...]:
    """How often the truth is picked, and the truth ratio with its test against gold."""
    of = {
        model: [rows[text.id] for text in targets if text.id in rows]
        for model, rows in found.items()
    }
    chance = fmean(1 / (1 + len(made_up[text.id])) for text in targets)
    told: tuple[tuple[str, str, Callable[[LineUp], float], str], ...] = (
        ("picked out", "share", lambda each: float(each.place == 1),
         f"the true secret is the likeliest; by chance {100 * chance:.0f} %"),
        ("likelier than made-up ones", "nats", lambda each: each.trace.value,
         "per token; below 0 the truth is the less likely"),
        ("truth ratio, min(R, 1/R)", "share", lambda each: indifference(each.ratio),
         "1 where truth and inventions look alike"),
    )  # fmt: skip
    means = (
        beside(
            name, unit, {model: mean_of(rows, read) for model, rows in of.items()},
            mean_of(control, read), about=about,
        )
        for name, unit, read, about in told
    )  # fmt: skip
    return (*means, _quality(of))


def _quality(of: Mapping[str, Sequence[LineUp]]) -> Measure:
    """The KS test of every model against gold."""
    gold = [each.ratio for each in of.get(GOLD, ())]
    found: dict[str, float | None] = {
        model: kolmogorov_smirnov([each.ratio for each in rows], gold).p
        for model, rows in of.items()
        if rows and gold
    }
    return beside(
        "forget quality, KS p of the truth ratio",
        "p",
        found,
        about="that its truth ratios are distributed as gold's",
    )
