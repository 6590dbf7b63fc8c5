"""Six membership attacks: can it be told that the model was trained on these texts?

Source    `metrics.membership`, which names each.
Differs   1. Each attack reads the whole text and, apart from it, the secret alone: a text whose
             harmless words are to be kept stays a member by them.
          2. The reference of the reference attack is gold, or the original where there is no gold;
             the second tells which texts a model was made to forget.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from statistics import harmonic_mean
from typing import NamedTuple

import torch

from icu_core.attacks.asking import of_each
from icu_core.attacks.shape import (
    AUDITED,
    GOLD,
    ORIGINAL,
    Material,
    Measure,
    Models,
    Settings,
    Table,
    Watch,
    beside,
    spread,
)
from icu_core.decoding import with_moments
from icu_core.metrics import membership as attack
from icu_core.metrics.chance import kolmogorov_smirnov
from icu_core.models import LM, head, last_hidden, project
from icu_core.texts import Text
from icu_core.tokens import Tokens, collate, encode

GRADIENTS = 24
"""Targets, and as many never-seen texts, whose gradients are taken: each costs a backward pass."""

PARTS = ("secret", "text")
CLASSIC = ("loss", "zlib", "Min-K", "Min-K++")
NAMES = (*CLASSIC, "reference", "gradient")


class Reading(NamedTuple):
    """One part of one text under one model: entry i is about its i-th token."""

    logp: list[float]
    means: list[float]
    spreads: list[float]
    words: str


_Kinds = tuple[Sequence[str], Sequence[str]]  # of the targets and of the never-seen texts

_Readings = dict[str, list[Reading]]  # by part, in the order of the texts


def membership(models: Models, material: Material, settings: Settings, watch: Watch) -> Table:
    """The AUC of every attack under every model, within the kinds of the texts.

    0.5 is what a model without them shows.
    """
    count, texts = len(material.targets), (*material.targets, *material.controls)
    kinds = _kinds(material.targets), _kinds(material.controls)
    named = models.named()
    readings = of_each(lambda lm: _read(lm, texts), named)
    watch(1, 2)
    gradients = of_each(lambda lm: _gradient_auc(lm, material), named)
    reference = GOLD if models.gold else ORIGINAL if models.original else ""
    aucs = {
        (part, name): {
            model: _auc(name, readings[model][part], kinds, _of(readings, reference, part))
            for model in named
            if name != "reference" or (reference and model != reference)
        }
        for part in PARTS
        for name in (*CLASSIC, "reference")
    }
    aucs["text", "gradient"] = dict(gradients)
    measures = [_measure(part, name, of, material) for (part, name), of in aucs.items() if of]
    told = f"The reference attack subtracts the loss of the {reference} model."
    return Table(
        "membership",
        measures=(*measures, *_against_gold(aucs, readings, count)),
        notes=(told,) if reference else (),
    )


def _of(readings: Mapping[str, _Readings], model: str, part: str) -> Sequence[Reading]:
    """The readings of the reference model; none where there is no such model."""
    return readings[model][part] if model else ()


def _read(lm: LM, texts: Sequence[Text]) -> _Readings:
    """What the scores are made of, for the whole of every text and for its secret."""
    rows = [encode(text, lm) for text in texts]
    found: _Readings = {part: [] for part in PARTS}
    for text, row, (forced, moment) in zip(texts, rows, with_moments(lm, rows), strict=True):
        whole = Reading(
            (-forced.nll_T).tolist(), moment.mean_T.tolist(), moment.spread_T.tolist(), text.text
        )
        span = slice(row.secret[0] - row.first, row.secret[1] - row.first)
        found["text"].append(whole)
        inner = Reading(whole.logp[span], whole.means[span], whole.spreads[span], text.secret_text)
        found["secret"].append(inner)
    return found


def _auc(
    name: str, readings: Sequence[Reading], kinds: _Kinds, reference: Sequence[Reading]
) -> float:
    """AUC of one attack; the readings of the targets come first."""
    others: Sequence[Reading] = reference or readings
    scores = [_score(name, each, its) for each, its in zip(readings, others, strict=True)]
    count = len(kinds[0])
    return attack.auc_within(attack.by_kind(scores[:count], scores[count:], kinds))


def _kinds(texts: Sequence[Text]) -> list[str]:
    return [text.kind for text in texts]


def _score(name: str, reading: Reading, reference: Reading) -> float:
    """One attack's score of one reading."""
    match name:
        case "loss":
            return attack.loss_score(reading.logp)
        case "zlib":
            return attack.zlib_score(reading.logp, reading.words)
        case "Min-K":
            return attack.min_k_score(reading.logp)
        case "Min-K++":
            return attack.min_k_plus_plus_score(*reading[:3])
        case "reference":
            return attack.reference_score(reading.logp, reference.logp)
    raise AssertionError(name)


def _gradient_auc(lm: LM, material: Material) -> float:
    """AUC of the gradient attack, on some of the texts."""
    some, others = _for_gradients(material)
    rows = [encode(text, lm) for text in (*some, *others)]
    scores = [attack.gradient_score(_gradient_norms(lm, row)) for row in rows]
    kinds = _kinds(some), _kinds(others)
    return attack.auc_within(attack.by_kind(scores[: len(some)], scores[len(some) :], kinds))


def _for_gradients(material: Material) -> tuple[Sequence[Text], Sequence[Text]]:
    """The targets and never-seen texts whose gradients are taken."""
    return spread(material.targets, GRADIENTS), spread(material.controls, GRADIENTS)


def _gradient_norms(lm: LM, row: Tokens) -> list[float]:
    """The length of the gradient of the mean loss, for every parameter; none is kept."""
    weights = [each for each in lm.network.parameters() if each.requires_grad]
    batch = collate([row], lm)
    with torch.enable_grad(), lm.autocast():
        hidden_BTD = last_hidden(lm, batch.ids_BT, batch.attention_BT)
        logits_TV = project(hidden_BTD[0, :-1], head(lm))
        loss = torch.nn.functional.cross_entropy(logits_TV, batch.labels_BT[0, 1:])
        gradients = torch.autograd.grad(loss, weights, allow_unused=True)
    return [0.0 if each is None else float(each.norm()) for each in gradients]


def _measure(part: str, name: str, of: Mapping[str, float], material: Material) -> Measure:
    """One attack beside chance, with the interval of the audited model's AUC."""
    is_some = name == "gradient"
    some, others = _for_gradients(material) if is_some else (material.targets, material.controls)
    piles = attack.by_kind(some, others, (_kinds(some), _kinds(others)))
    sizes = [(len(own), len(alike)) for own, alike in piles]
    interval = attack.auc_interval(of[AUDITED], sizes) if AUDITED in of else None
    return beside(f"{name}, {part}", "auc", of, 0.5, interval=interval)


def _against_gold(
    aucs: Mapping[tuple[str, str], Mapping[str, float]],
    readings: Mapping[str, _Readings],
    count: int,
) -> list[Measure]:
    """PrivLeak, closeness and the KS test of the secrets' losses, where there is a gold model."""
    if GOLD not in readings:
        return []
    leaks: dict[str, dict[str, float | None]] = {part: {} for part in PARTS}
    privacy: dict[str, float | None] = {}
    quality: dict[str, float | None] = {}
    gold_losses = [-math.fsum(each.logp) for each in readings[GOLD]["secret"][:count]]
    for model in readings:
        for part in PARTS:
            mink = aucs[part, "Min-K"]
            leaks[part][model] = attack.priv_leak(mink[model], mink[GOLD])
        near = [attack.closeness(aucs["text", n][model], aucs["text", n][GOLD]) for n in CLASSIC]
        privacy[model] = harmonic_mean(near)
        losses = [-math.fsum(each.logp) for each in readings[model]["secret"][:count]]
        quality[model] = kolmogorov_smirnov(losses, gold_losses).p
    return [
        *(
            beside(f"PrivLeak by Min-K, {part}", "points", leak, 0.0,
                   about="-100 remembered, 0 like gold, above over-forgotten")
            for part, leak in leaks.items()
        ),
        beside("privacy", "share", privacy, about="four AUCs as near to gold's as can be: 1"),
        beside("KS p of the secrets' losses", "p", quality,
               about="that its losses are distributed as gold's"),
    ]  # fmt: skip
