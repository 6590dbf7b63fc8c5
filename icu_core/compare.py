"""The models of one run side by side: what each says after a prompt, and how likely a secret is.

Models that have been asked before are kept in memory, a few at most; nothing here trains.

Units     probabilities 0..1, of the models themselves, before any temperature.
"""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from icu_core import models
from icu_core.config import RunConfig
from icu_core.decoding import teacher_forced
from icu_core.errors import RunError
from icu_core.models import LM
from icu_core.sampling import Sampling, stream
from icu_core.store import Run
from icu_core.texts import Text
from icu_core.tokens import encode

__all__ = ["Chance", "Models", "Sampling", "answers", "chances", "forget", "load", "said"]

KEPT = 6
"""Models in memory: two runs of one original with their gold models."""

_cache: OrderedDict[tuple[str, ...], LM] = OrderedDict()
_one_loads = threading.Lock()


@dataclass(frozen=True, slots=True)
class Models:
    """The models of one run, in the order in which they are shown."""

    names: tuple[str, ...]  # original, unlearned and, where there is one, gold
    lms: tuple[LM, ...]


class Chance(NamedTuple):
    """One token of a secret, and how likely each model finds it after all that stands before."""

    token: str
    probabilities: tuple[float, ...]


def load(run: Run, *, gold: Path | None = None) -> Models:
    """Original and unlearned model of a finished run, and the gold model in this folder.

    Raises RunError where the run has no result yet, and ModelError.
    """
    result = run.result_path()
    if result is None:
        raise RunError(
            "This run has no unlearned model yet. Wait for its end; a run that is stopped before "
            "its first iteration has none."
        )
    config = run.config
    found = {
        "original": _kept((config.model, config.revision), lambda: _original(config)),
        "unlearned": _kept((str(result), _version(result)), lambda: _in_folder(result, config)),
    }
    if gold is not None:
        found["gold"] = _kept((str(gold), _version(gold)), lambda: _in_folder(gold, config))
    return Models(tuple(found), tuple(found.values()))


def said(these: Models, prompt: str | Text, sampling: Sampling) -> Iterator[tuple[str, ...]]:
    """The continuations so far, one per model, growing in lockstep.

    A text stands for its own prompt, cut into tokens as in the whole text. Raises TextsError for a
    prompt that is empty or fills a model's context.
    """
    prompts = [_ids(prompt, lm) for lm in these.lms]
    texts = [""] * len(prompts)
    for step in stream(these.lms, prompts, sampling):
        for place, token in enumerate(step):
            texts[place] += token.text if token is not None else ""
        yield tuple(texts)


def chances(these: Models, text: Text) -> list[Chance]:
    """How likely each model finds each token of a text's secret. Raises TextsError."""
    rows = [encode(text, lm) for lm in these.lms]
    losses = [
        teacher_forced(lm, [row])[0].nll_T[row.secret[0] - row.first : row.secret[1] - row.first]
        for lm, row in zip(these.lms, rows, strict=True)
    ]
    tokens = [str(these.lms[0].tokenizer.decode([each])) for each in rows[0].secret_ids]
    by_token = zip(*(loss.tolist() for loss in losses), strict=True)
    return [
        Chance(token, tuple(math.exp(-nll) for nll in nlls))
        for token, nlls in zip(tokens, by_token, strict=True)
    ]


def answers(
    run: Run, prompt: str, *, tokens: int = 40, temperature: float = 0.0, seed: int = 7
) -> Mapping[str, str]:
    """What each model continues a prompt with, by the model's name."""
    these = load(run)
    sampling = Sampling(temperature=temperature, seed=seed, max_new_tokens=tokens)
    last = ("",) * len(these.names)
    for now in said(these, prompt, sampling):
        last = now
    return dict(zip(these.names, last, strict=True))


def forget(run: Run) -> None:
    """Let go of the unlearned model of a run that was deleted."""
    with _one_loads:
        for key in [key for key in _cache if key[0] == str(run.path / "result")]:
            del _cache[key]


def _ids(prompt: str | Text, lm: LM) -> tuple[int, ...]:
    """Token ids of a prompt with the start token, if any, and no end token.

    A trailing space would be a token of its own, after which no word that begins with its space
    can come; it is left to the model.
    """
    if isinstance(prompt, Text):
        return encode(prompt, lm).prompt_ids
    encoded = lm.tokenizer(prompt.rstrip(" "), return_special_tokens_mask=True)
    ids, special = list(encoded["input_ids"]), list(encoded["special_tokens_mask"])
    while len(ids) > 1 and special[-1]:
        del ids[-1], special[-1]
    return tuple(ids)


def _original(config: RunConfig) -> LM:
    return models.load(
        config.model,
        device=config.device,
        precision=config.precision,
        revision=config.revision or None,
    )


def _in_folder(folder: Path, config: RunConfig) -> LM:
    return models.load(str(folder), device=config.device, precision=config.precision)


def _version(folder: Path) -> str:
    """Changes when a resumed run writes another result."""
    return str((folder / "config.json").stat().st_mtime_ns)


def _kept(key: tuple[str, ...], make: Callable[[], LM]) -> LM:
    """A model from memory, or loaded into it; the least recently used one goes."""
    with _one_loads:
        if key not in _cache:
            _cache[key] = make()
        _cache.move_to_end(key)
        while len(_cache) > KEPT:
            _cache.popitem(last=False)
        return _cache[key]
