"""The never-seen level: how hard the model finds texts of the kind that it cannot know.

From it come the mark of every target and the NLL that each of its tokens is led to. All of it is
measured on the original model, before any training.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TypeVar

from icu_core import aims, leaks, world
from icu_core.config import RunConfig
from icu_core.decoding import Forced, teacher_forced
from icu_core.models import LM
from icu_core.refine import OF_A_KIND, Level, levels_by_kind
from icu_core.scores import Ease, ease, score
from icu_core.texts import Text
from icu_core.tokens import Tokens, encode
from icu_core.workers import together

UNSEEN_TEXTS = 128
"""Never-seen texts that the level is measured on: a dozen of each kind in a set of ten kinds."""

EL_TEXTS = 12
"""Never-seen texts whose EL is decoded: its level is near 0 and needs no more."""

_Thing = TypeVar("_Thing")


@dataclass(frozen=True, slots=True)
class Calibration:
    """What the targets of a run are held to."""

    levels: dict[str, Level]  # by kind; "" is the level of all never-seen texts
    marks: dict[str, float]  # by target's id: its own, where the settings lead to aims
    aims: dict[str, tuple[float, ...]]  # by id, rewordings too: what each token is led to


def calibrate(
    lm: LM,
    targets: Sequence[Text],
    rewordings: Mapping[str, Sequence[Text]],
    unseen: Sequence[Text],
    config: RunConfig,
) -> Calibration:
    """Measure the level of never-seen texts of the targets' kinds; there must be at least one.

    `rewordings`, by the id of a target, are led to where it is led.
    """
    strangers = evenly(_of_kinds(unseen, {text.kind for text in targets}), UNSEEN_TEXTS)
    rows = [encode(text, lm) for text in strangers]
    el, forced = _el_and_predictions(lm, strangers, rows, config)
    easy = ease(rows, forced, split=config.split)
    kinds = [text.kind for text in strangers]
    levels = levels_by_kind(easy, kinds, el=el, quantile=config.unseen_quantile)
    if config.push_until != "aim":
        return Calibration(levels, {}, {})
    pairs = aims.expected_pairs(list(zip(kinds, rows, strict=True)), forced)
    nlls = _nlls(easy, kinds)
    marks = aims.spread_marks({text.id: text.kind for text in targets}, nlls, seed=config.seed)
    led_to = _led_to(lm, targets, marks, pairs, config)
    reworded = [text for some in rewordings.values() for text in some]
    of_each = {text.id: marks[id_] for id_, some in rewordings.items() for text in some}
    also = _led_to(lm, reworded, of_each, pairs, config)
    return Calibration(levels, aims.reachable(marks, led_to), {**led_to, **also})


def evenly(things: Sequence[_Thing], most: int) -> Sequence[_Thing]:
    """At most so many of them, evenly from the first to the last."""
    return things[:: max(1, -(-len(things) // most))]


def _of_kinds(unseen: Sequence[Text], kinds: Collection[str]) -> Sequence[Text]:
    """Those of the kinds that are to be forgotten; all of them where there is no such text."""
    return [text for text in unseen if text.kind in kinds] or unseen


def _el_and_predictions(
    lm: LM, strangers: Sequence[Text], rows: Sequence[Tokens], config: RunConfig
) -> tuple[float, list[Forced]]:
    """The mean EL of these texts, and what the model foretells of them."""
    shipped = _shipped_el(lm, strangers, config)
    if shipped is not None:
        return shipped, teacher_forced(lm, rows)
    decoded, forced = together(
        lambda: score(lm, evenly(rows, EL_TEXTS), el_n=config.el_n, el_prefixes=config.el_prefixes),
        lambda: teacher_forced(lm, rows),
        device=lm.device,
    )
    return fmean(each.el for each in decoded), forced


def _shipped_el(lm: LM, strangers: Sequence[Text], config: RunConfig) -> float | None:
    """The mean EL as it was measured when the world was built; None where it does not fit.

    Decoding even a dozen texts that the model does not know takes longer than the first iteration.
    """
    if lm.name != "embedded" or (config.el_n, config.el_prefixes) != (leaks.EL_N, "all"):
        return None
    weights, texts = leaks.hash_of_weights(world.MODEL_PATH), leaks.hash_of_texts(world.unseen())
    table = leaks.read(world.UNSEEN_LEAKS, weights=weights, texts=texts) or {}
    found = [leak.el for text in strangers if (leak := table.get(text.id)) and leak.el is not None]
    return fmean(found) if found and len(found) == len(strangers) else None


def _nlls(easy: Sequence[Ease], kinds: Sequence[str]) -> dict[str, list[float]]:
    """NLLs of never-seen secrets, by kind where there are enough; under the empty name all."""
    nlls: dict[str, list[float]] = {"": [each.nll_secret for each in easy]}
    for kind, each in zip(kinds, easy, strict=True):
        nlls.setdefault(kind, []).append(each.nll_secret)
    return {kind: some for kind, some in nlls.items() if not kind or len(some) >= OF_A_KIND}


def _led_to(
    lm: LM,
    texts: Sequence[Text],
    marks: Mapping[str, float],
    pairs: aims.Pairs,
    config: RunConfig,
) -> dict[str, tuple[float, ...]]:
    """What the tokens of each text are led to."""
    rows = [(text.kind, encode(text, lm)) for text in texts]
    return aims.aims(rows, marks, pairs, is_secret_only=config.forget_on == "secret")
