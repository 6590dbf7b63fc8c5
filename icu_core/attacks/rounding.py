"""Rounding: does a coarser copy of the weights, as small devices use it, bring secrets back?

Unlearning that moves every weight by less than a rounding step is undone by rounding.

Source    Zhang et al. 2024 (arXiv 2410.16454): 21 % of what was forgotten came back as 83 % at four
          bits. Q: UDS (arXiv 2605.24614).
Differs   Plain rounding to the nearest step, 64 weights to a scale, of all linear layers but the
          output head; not the NF4 format of one library.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from statistics import fmean

import torch
from torch import Tensor, nn

from icu_core.attacks.asking import Answer, ask, of_each, table
from icu_core.attacks.shape import (
    AUDITED,
    GOLD,
    Material,
    Measure,
    Models,
    Settings,
    Table,
    Watch,
    beside,
)
from icu_core.hf import Conv1D
from icu_core.metrics.forgetting import steadiness
from icu_core.models import LM
from icu_core.texts import Text

GROUP = 64
BITS = {"int8": 8, "int4": 4}


def rounding(models: Models, material: Material, settings: Settings, watch: Watch) -> Table:
    """Ask every model for every text with its weights rounded."""
    count, texts = len(material.targets), (*material.targets, *material.controls)
    judged = models.judged()
    before = of_each(lambda lm: ask(lm, texts), judged)
    answers: dict[str, list[list[Answer | None]]] = {model: [] for model in judged}
    for step, bits in enumerate(BITS.values(), start=1):
        watch(step, 1 + len(BITS))
        said = of_each(partial(_asked_rounded, texts, bits), judged)
        for model, rows in said.items():
            answers[model].append(rows)
    found = table("rounding", material, list(BITS), answers, count)
    return replace(found, measures=(*found.measures, *_steadiness(before, answers, count)))


def _asked_rounded(texts: Sequence[Text], bits: int, lm: LM) -> list[Answer | None]:
    with rounded(lm, bits=bits):
        return ask(lm, texts)


@contextmanager
def rounded(lm: LM, *, bits: int, group: int = GROUP) -> Iterator[None]:
    """Within this context the linear layers compute with rounded weights; then as before, exactly.

    The output head and the embeddings keep theirs, as is usual.
    """
    head = lm.network.get_output_embeddings()
    layers = [
        each
        for each in lm.network.modules()
        if isinstance(each, (nn.Linear, Conv1D)) and each is not head
    ]
    kept = [layer.weight.detach().clone() for layer in layers]
    try:
        with torch.no_grad():
            for layer in layers:
                is_transposed = isinstance(layer, Conv1D)
                weight_OI = layer.weight.T if is_transposed else layer.weight
                coarse_OI = nearest(weight_OI, bits=bits, group=group)
                layer.weight.copy_(coarse_OI.T if is_transposed else coarse_OI)
        yield
    finally:
        with torch.no_grad():
            for layer, weight in zip(layers, kept, strict=True):
                layer.weight.copy_(weight)


def nearest(weight_OI: Tensor, *, bits: int, group: int = GROUP) -> Tensor:
    """The weights rounded to 2 ** bits - 1 even steps from -max to max of each group of inputs."""
    outputs, inputs = weight_OI.shape
    padded_OI = nn.functional.pad(weight_OI, (0, -inputs % group))
    groups_OGI = padded_OI.reshape(outputs, -1, group)
    step_OG1 = groups_OGI.abs().amax(2, keepdim=True) / (2 ** (bits - 1) - 1)
    steps_OGI = (groups_OGI / step_OG1.clamp(min=torch.finfo(weight_OI.dtype).tiny)).round()
    coarse_OI: Tensor = (steps_OGI * step_OG1).reshape(outputs, -1)[:, :inputs]
    return coarse_OI


def _steadiness(
    before: Mapping[str, Sequence[Answer | None]],
    answers: Mapping[str, Sequence[Sequence[Answer | None]]],
    count: int,
) -> list[Measure]:
    """Q of each number of bits."""
    found = []
    for place, name in enumerate(BITS):
        of = {
            model: steadiness(_known(before[model][:count]), _known(rows[place][:count]))
            for model, rows in answers.items()
            if model in (AUDITED, GOLD)
        }
        control = steadiness(
            _known(before[AUDITED][count:]), _known(answers[AUDITED][place][count:])
        )
        about = "1 where rounding changes nothing that is known of the targets"
        found.append(beside(f"{name}: steadiness, Q", "share", of, control, about=about))
    return found


def _known(answers: Sequence[Answer | None]) -> float:
    """Mean probability per token."""
    return fmean(each.trace.value for each in answers if each is not None)
