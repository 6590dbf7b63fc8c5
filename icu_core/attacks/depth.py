"""Unlearning depth: do the layers still hold what the output no longer says?

The hidden states with which a model is about to say a secret are put into the original, layer by
layer. If the original then still says it, they carry it. Gold's states show how much damage states
do that never carried it.

Units     damage in nats per token; depth 0 (intact) to 1 (as gold).
Source    UDS (arXiv 2605.24614).
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

import torch

from icu_core.attacks.layers import (
    asking_positions,
    decoder_layers,
    patched,
    secret_logp,
    states,
)
from icu_core.attacks.shape import (
    AUDITED,
    GOLD,
    ORIGINAL,
    Curve,
    Material,
    Models,
    Settings,
    Table,
    Watch,
    beside,
)
from icu_core.metrics.forgetting import unlearning_depth
from icu_core.models import LM
from icu_core.texts import Text
from icu_core.tokens import batches, collate, encode


def depth(models: Models, material: Material, settings: Settings, watch: Watch) -> Table:
    """The depth score of every target; needs the original and a gold model."""
    if models.original is None or models.gold is None:
        return Table("depth", skipped="Depth needs the original and a gold model to compare with.")
    sizes = {_size(lm) for lm in models.named().values()}
    if len(sizes) > 1:
        return Table("depth", skipped="The models differ in shape: layers cannot be exchanged.")
    watch(0, 2)
    of_gold = damage(models.original, models.gold, material.targets)
    watch(1, 2)
    of_audited = damage(models.original, models.audited, material.targets)
    scores = {
        text.id: score
        for text, ours, golds in zip(material.targets, of_audited, of_gold, strict=True)
        if (score := unlearning_depth(ours, golds)) is not None
    }
    if not scores:
        return Table("depth", skipped="Gold's layers do no damage: it seems to know the secrets.")
    layers = tuple(map(float, range(1, len(of_gold[0]) + 1)))
    lines = {AUDITED: _means(of_audited), GOLD: _means(of_gold)}
    of = {AUDITED: fmean(scores.values()), ORIGINAL: 0.0, GOLD: 1.0}
    about = "0 the layers carry the secrets as ever, 1 no more than gold's"
    return Table(
        "depth",
        measures=(beside("unlearning depth, UDS", "share", of, about=about),),
        curves=(Curve("What a layer's states cost the original", "layer", layers, lines, "nats"),),
        per_text={"depth": {AUDITED: scores}},
    )


def _size(lm: LM) -> tuple[int, int]:
    """Number and width of the layers."""
    return len(decoder_layers(lm)), int(lm.network.config.hidden_size)


@torch.no_grad()
def damage(original: LM, source: LM, texts: Sequence[Text]) -> list[list[float]]:
    """Nats per token that the original loses of each secret by the source's states, by layer."""
    rows = [encode(text, original) for text in texts]
    found: dict[int, list[float]] = {}
    for chosen in batches(rows, original):
        batch = collate([rows[i] for i in chosen], original)
        where_BT, intact = asking_positions(batch), secret_logp(original, batch)
        by_layer = []
        for number, state_BTD in enumerate(states(source, batch)):
            with patched(original, number, state_BTD, where_BT):
                hurt = secret_logp(original, batch)
            by_layer.append([a - b for a, b in zip(intact, hurt, strict=True)])
        found.update(zip(chosen, map(list, zip(*by_layer, strict=True)), strict=True))
    return [found[i] for i in range(len(rows))]


def _means(by_text: Sequence[Sequence[float]]) -> tuple[float | None, ...]:
    return tuple(fmean(layer) for layer in zip(*by_text, strict=True))
