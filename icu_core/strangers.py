"""Which texts stand for those that the model has never seen: the user's, the world's, the pool's.

A text of the pool may be one that the model knows. What it knows sets no mark: nothing would be
forgotten that is as easy as that.

Units     NLL in nats per token.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from icu_core import world
from icu_core.calibration import UNSEEN_TEXTS, evenly
from icu_core.config import RunConfig
from icu_core.decoding import teacher_forced
from icu_core.errors import PoolError
from icu_core.models import LM
from icu_core.plan import NEVER_SEEN, Strangers
from icu_core.texts import Text
from icu_core.tokens import encode

FAMILIAR_NLL = 0.7
"""Of a secret, a chance of one in two for each token: no model knows a stranger so well."""

LOOKED_AT = 4 * UNSEEN_TEXTS
"""Texts of a pool that are looked at for those that the model does not know."""


def strangers(
    lm: LM,
    given: Sequence[Text] | None,
    rest: Sequence[Text],
    config: RunConfig,
    notes: list[str],
) -> Sequence[Text]:
    """The texts that the never-seen level is measured on; `rest` of the pool where none is given.

    Raises PoolError where there is none, or the model knows them all and the run would end by them.
    """
    if given is None and lm.name == "embedded":
        return list(world.unseen())
    found = given if given is not None else _of_pool(lm, rest, config, notes)
    if not found:
        raise PoolError(
            "There is no text left to measure the never-seen level on. Give never-seen texts, or a "
            "pool larger than the number of partners."
        )
    return found


def called(
    lm: LM, given: Sequence[Text] | None, found: Sequence[Text], targets: Sequence[Text]
) -> Strangers:
    """What these texts are to the targets."""
    if given is None and lm.name != "embedded":
        return "pool"
    wanted, there = ({text.kind for text in some} for some in (targets, found))
    return NEVER_SEEN if wanted <= there else "other kinds"


def _of_pool(lm: LM, rest: Sequence[Text], config: RunConfig, notes: list[str]) -> Sequence[Text]:
    """Those that the model does not know."""
    some = evenly(rest, LOOKED_AT)
    foretold = teacher_forced(lm, [encode(text, lm).of_secret() for text in some])
    nlls = [fmean(each.nll_T.tolist()) for each in foretold]
    unknown = [text for text, nll in zip(some, nlls, strict=True) if nll >= FAMILIAR_NLL]
    if some and not unknown and _ends_by_level(config):
        raise PoolError(
            "The model knows every text of the pool, so none of them can stand for a never-seen "
            "one: nothing would ever count as forgotten. Give never-seen texts of the same kind, "
            "or take the preset paper, whose rule needs none."
        )
    known = len(some) - len(unknown) if unknown else 0
    notes.append(
        "No never-seen texts were given: pool texts that are no partners stand for them"
        f"{f', but for {known} that the model knows' if known else ''}. Give texts of the same "
        "kind that the model cannot know for a sharper mark."
    )
    return unknown or some


def _ends_by_level(config: RunConfig) -> bool:
    """Whether the level of never-seen texts decides what a step does, or when the run ends."""
    is_led = config.push_until != "iteration"
    return is_led or "calibrated" in (config.rule, config.stop_levels)
