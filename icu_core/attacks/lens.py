"""The lens: how much of a secret stands in the hidden states of each layer, read by one reader?

What the last layer no longer says may still stand in the layers before it.

Units     log-probabilities in nats per token; shares 0..1.
Source    Logit lens, read by the original's final norm and head as in UDS (arXiv 2605.24614).
Differs   Without the original the audited model's own head reads.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from statistics import fmean

import torch

from icu_core.attacks.layers import decoder_layers, patched, secret_logp, states
from icu_core.attacks.shape import (
    AUDITED,
    GOLD,
    ORIGINAL,
    PROBABILITY,
    Curve,
    Material,
    Measure,
    Models,
    Settings,
    Table,
    Watch,
    beside,
    spread,
)
from icu_core.metrics.forgetting import DEPTH, erased
from icu_core.models import LM
from icu_core.texts import Text
from icu_core.tokens import batches, collate, encode

UNSEEN = 24
"""Never-seen texts that are read."""

Layers = list[list[float]]  # mean log-probability of the secret, by text, by layer


def lens(models: Models, material: Material, settings: Settings, watch: Watch) -> Table:
    """Read the secrets from every layer of every model."""
    reader = models.original or models.audited
    if len({int(lm.network.config.hidden_size) for lm in models.named().values()}) > 1:
        return Table("lens", skipped="The models differ in width: no one can read for all.")
    found: dict[str, Layers] = {}
    named = models.named()
    for step, (model, lm) in enumerate(named.items()):
        watch(step, len(named) + 1)
        found[model] = read(reader, lm, material.targets)
    unseen = read(reader, models.audited, spread(material.controls, UNSEEN))
    layers = tuple(map(float, range(1, len(decoder_layers(reader)) + 1)))
    lines = {model: _chances(of) for model, of in {**found, "control": unseen}.items()}
    return Table(
        "lens",
        measures=tuple(_measures(found, unseen)),
        curves=(Curve("Probability read from each layer", "layer", layers, lines, PROBABILITY),),
    )


@torch.no_grad()
def read(reader: LM, lm: LM, texts: Sequence[Text]) -> Layers:
    """What the reader's norm and head see of each secret in each of the model's layers."""
    rows = [encode(text, lm) for text in texts]
    last = len(decoder_layers(reader)) - 1
    found: dict[int, list[float]] = {}
    for chosen in batches(rows, lm):
        batch = collate([rows[i] for i in chosen], lm)
        everywhere_BT = torch.ones_like(batch.secret_BT)
        by_layer = []
        for state_BTD in states(lm, batch):
            with patched(reader, last, state_BTD, everywhere_BT):
                by_layer.append(secret_logp(reader, batch))
        found.update(zip(chosen, map(list, zip(*by_layer, strict=True)), strict=True))
    return [found[i] for i in range(len(rows))]


def _chances(of: Layers) -> tuple[float | None, ...]:
    """Mean probability per token by layer."""
    return tuple(fmean(math.exp(each) for each in layer) for layer in zip(*of, strict=True))


def _measures(found: Mapping[str, Layers], unseen: Layers) -> list[Measure]:
    """The most that any layer shows, and the share erased where both controls are there."""
    told = [
        beside(
            "most that a layer shows", PROBABILITY,
            {model: fmean(math.exp(max(each)) for each in of) for model, of in found.items()},
            fmean(math.exp(max(each)) for each in unseen),
            about="probability per token at the layer that shows most of each secret",
        )
    ]  # fmt: skip
    if ORIGINAL in found and GOLD in found:
        texts = zip(found[ORIGINAL], found[AUDITED], found[GOLD], strict=True)
        shares = [share for three in texts if (share := _erased(*three)) is not None]
        about = "of what the original's layers hold and gold's do not"
        value = fmean(shares) if shares else None
        of = {AUDITED: value, ORIGINAL: 0.0, GOLD: 1.0}
        told.append(beside("erased", "share", of, about=about))
    return told


def _erased(
    intact: Sequence[float], unlearned: Sequence[float], gold: Sequence[float]
) -> float | None:
    """The share erased, layers weighted by what gold lacks; None where it lacks nothing."""
    layers = [
        (i - g, erased(i, u, g))
        for i, u, g in zip(intact, unlearned, gold, strict=True)
        if i - g > DEPTH
    ]
    total = math.fsum(weight for weight, _ in layers)
    return math.fsum(weight * share for weight, share in layers) / total if layers else None
