"""What a comparison measures of a model beside what the engine does: a few seconds a look.

Gold, the model that never saw the set, goes through the same measurements once for each set; where
none is shipped its numbers are left out.

Units     shares, AUC, p and Q 0..1.
Source    `attacks` and `metrics`, which name each; here they are asked for one number each.
Differs   Relearning and rounding have the settings of a small audit: the default number of steps,
          four bits.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from statistics import fmean
from typing import NamedTuple

from icu_core import models, world
from icu_core.attacks.asking import Answer, ask_all
from icu_core.attacks.halves import halves
from icu_core.attacks.rounding import rounded
from icu_core.attacks.shape import Settings, spread
from icu_core.attacks.tuning import tuning
from icu_core.metrics.chance import kolmogorov_smirnov
from icu_core.metrics.forgetting import steadiness
from icu_core.metrics.membership import auc
from icu_core.models import LM
from icu_core.plan import Plan
from icu_core.scores import recall
from icu_core.texts import Text
from icu_core.tokens import encode

NEIGHBOURS = 200
"""Known texts with secrets that no step touches: what a method does to what it never sees."""

CONTROLS = 200
"""Never-seen texts of the targets' kinds that membership is told from."""

RELEARN_ROWS = 64
"""Targets that relearning takes part with at most: half of them taught, half of them asked."""

Measure = Callable[[LM, Plan, str], Mapping[str, float]]
"""Numbers of a model by their names; the plan says what was forgotten, the last is the set."""


class _Gold(NamedTuple):
    """What gold shows of the targets."""

    losses: tuple[float, ...]  # nats of each secret
    auc: float
    relearnt: float
    int4: float


def neighbours(lm: LM, plan: Plan, set_name: str) -> Mapping[str, float]:
    """How many of the kept secrets that no step has touched still come out word for word."""
    rows = [encode(text, lm) for text in spread(_untouched(plan), NEIGHBOURS)]
    return {"neighbours": recall(lm, rows)["exact"]}


def membership(lm: LM, plan: Plan, set_name: str) -> Mapping[str, float]:
    """Whether the secrets' losses tell the targets from never-seen texts, and from gold's."""
    losses, value = _membership(lm, plan.targets)
    gold = _of_gold(set_name, plan.targets)
    if gold is None:
        return {"auc": value}
    return {"auc": value, "auc_gold": gold.auc, "ks": kolmogorov_smirnov(losses, gold.losses).p}


def relearning(lm: LM, plan: Plan, set_name: str) -> Mapping[str, float]:
    """How many secrets come back when the other half of the targets is taught again."""
    gold = _of_gold(set_name, plan.targets)
    found = {"relearnt": _relearnt(lm, plan.targets)}
    return found if gold is None else {**found, "relearnt_gold": gold.relearnt}


def rounding(lm: LM, plan: Plan, set_name: str) -> Mapping[str, float]:
    """How little four-bit weights change of what is known of the targets (Q)."""
    steady, said = _rounded(lm, plan.targets)
    gold = _of_gold(set_name, plan.targets)
    found = {"int4": steady, "int4_exact": said}
    return found if gold is None else {**found, "int4_gold": gold.int4}


MEASURES: tuple[Measure, ...] = (neighbours, membership, relearning, rounding)


def _untouched(plan: Plan) -> list[Text]:
    """Texts that the model knows and whose secrets no target, partner or anchor holds."""
    partners = [each.text for pairing in plan.pairings for each in pairing.partners]
    touched = {text.secret_text for text in (*plan.targets, *partners, *plan.anchors)}
    known = [*(record.text for record in world.records("known")), *world.pool()]
    return [text for text in known if text.secret_text not in touched]


@cache
def _of_gold(set_name: str, targets: tuple[Text, ...]) -> _Gold | None:
    """Gold's numbers of these targets; None where no gold model of the set is shipped."""
    path = world.gold_path(set_name)
    if path is None:
        return None
    gold = models.load(str(path))
    steady, _ = _rounded(gold, targets)
    return _Gold(*_membership(gold, targets), _relearnt(gold, targets), steady)


def _membership(lm: LM, targets: Sequence[Text]) -> tuple[tuple[float, ...], float]:
    """The loss of each secret, and the AUC of their means per token."""
    kinds = {text.kind for text in targets}
    unseen = spread([text for text in world.unseen() if text.kind in kinds], CONTROLS)
    answers = ask_all(lm, [*targets, *unseen])
    some, others = answers[: len(targets)], answers[len(targets) :]
    losses = tuple(each.nll * each.tokens for each in some)
    return losses, auc([each.nll for each in some], [each.nll for each in others])


def _rounded(lm: LM, targets: Sequence[Text]) -> tuple[float, float]:
    """Q, and the share of secrets said word for word with weights of four bits."""
    before = ask_all(lm, targets)
    with rounded(lm, bits=4):
        after = ask_all(lm, targets)
    return steadiness(_known(before), _known(after)), _said(after)


def _relearnt(lm: LM, targets: Sequence[Text]) -> float:
    """The share of secrets said word for word after lessons on the half that they are not in."""
    parts = halves(spread(targets, RELEARN_ROWS))
    if not parts[1]:
        return math.nan
    settings, said = Settings(), []
    for taught, asked in (parts, parts[::-1]):
        with tuning(lm, [encode(text, lm) for text in taught], settings) as teach:
            teach(settings.relearn_steps)
            said += [each.exact for each in ask_all(lm, asked)]
    return fmean(said)


def _known(answers: Sequence[Answer]) -> float:
    """Mean probability per token."""
    return fmean(each.trace.value for each in answers)


def _said(answers: Sequence[Answer]) -> float:
    return fmean(each.exact for each in answers)
