"""The models of one run side by side: what each says after a prompt, and how likely a secret is.

Models that have been asked before are kept in memory, a few at most; nothing here trains.

Units     probabilities 0..1, of the models themselves, before any temperature.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from icu_core import models
from icu_core.config import RunConfig
from icu_core.errors import RunError
from icu_core.likelihood import Weighed, weigh
from icu_core.models import LM
from icu_core.sampling import Sampling, Token, stream
from icu_core.store import Run
from icu_core.texts import Text
from icu_core.tokens import encode
from icu_core.weights import check_same, resolve
from icu_core.world import found_gold

__all__ = [
    "Answer", "Chance", "Models", "Sampling", "answers", "chances", "forget", "load",
    "prompt_ids", "said", "weighed",
]  # fmt: skip

KEPT = 6
"""Models in memory: two runs of one original with their gold models."""

_cache: OrderedDict[tuple[str, ...], LM] = OrderedDict()
_one_loads = threading.Lock()


@dataclass(frozen=True, slots=True)
class Models:
    """The models of one run, in the order in which they are shown; they share a tokenizer."""

    names: tuple[str, ...]  # original, unlearned and, where there is one, gold
    lms: tuple[LM, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What one model has said after a prompt."""

    model: str
    tokens: tuple[Token, ...] = ()

    @property
    def text(self) -> str:
        """The tokens as one text."""
        return "".join(token.text for token in self.tokens)


class Chance(NamedTuple):
    """One token of a secret as each model sees it, after all that stands before it."""

    token: str
    weighed: tuple[Weighed, ...]

    @property
    def probabilities(self) -> tuple[float, ...]:
        """How likely each model finds it."""
        return tuple(each.probability for each in self.weighed)


def load(run: Run) -> Models:
    """Original and unlearned model of a finished run and, where there is one, the gold model.

    Raises RunError where the run has no result yet, and ModelError.
    """
    result = run.result_path()
    if result is None:
        raise RunError(
            "This run has no unlearned model yet. Wait for its end; a run that is stopped before "
            "its first iteration has none."
        )
    config, gold = run.config, found_gold.of_run(run)
    of_run = (config.model, config.revision, run.original or "")
    found = {
        "original": _kept(of_run, lambda: _original(config, run.original)),
        "unlearned": _kept((str(result), _version(result)), lambda: _in_folder(result, config)),
    }
    if gold is not None:
        found["gold"] = _kept((str(gold), _version(gold)), lambda: _in_folder(gold, config))
    return Models(tuple(found), tuple(found.values()))


def said(these: Models, prompt: str | Text, sampling: Sampling) -> Iterator[tuple[Answer, ...]]:
    """The answers so far, one per model, growing in lockstep.

    A text stands for its own prompt, cut into tokens as in the whole text. Raises TextsError for a
    prompt that is empty or fills a model's context.
    """
    answers = tuple(Answer(name) for name in these.names)
    for step in stream(these.lms, [prompt_ids(prompt, lm) for lm in these.lms], sampling):
        answers = tuple(
            answer if token is None else replace(answer, tokens=(*answer.tokens, token))
            for answer, token in zip(answers, step, strict=True)
        )
        yield answers


def weighed(
    these: Models, prompt: str | Text, answers: Sequence[Answer]
) -> list[list[tuple[Weighed, ...]]]:
    """For every token of every answer, how each model sees it after the same words.

    What a model thought of its own tokens is known from the stream; the others read along.
    """
    found = []
    for answer in answers:
        ids = [token.id for token in answer.tokens]
        own = [Weighed(token.probability, token.alternatives) for token in answer.tokens]
        columns = [
            own if name == answer.model else weigh(lm, [*start, *ids], start=len(start))
            for name, lm in zip(these.names, these.lms, strict=True)
            for start in (prompt_ids(prompt, lm),)
        ]
        found.append(list(zip(*columns, strict=True)))
    return found


def chances(these: Models, text: Text) -> list[Chance]:
    """How likely each model finds each token of a text's secret. Raises TextsError."""
    rows = [encode(text, lm) for lm in these.lms]
    columns = [
        weigh(lm, row.ids[: row.secret[1]], start=row.secret[0])
        for lm, row in zip(these.lms, rows, strict=True)
    ]
    tokens = [str(these.lms[0].tokenizer.decode([each])) for each in rows[0].secret_ids]
    return [
        Chance(token, each) for token, each in zip(tokens, zip(*columns, strict=True), strict=True)
    ]


def answers(
    run: Run, prompt: str, *, tokens: int = 40, temperature: float = 0.0, seed: int = 7
) -> Mapping[str, str]:
    """What each model continues a prompt with, by the model's name."""
    these = load(run)
    sampling = Sampling(temperature=temperature, seed=seed, max_new_tokens=tokens)
    last = tuple(Answer(name) for name in these.names)
    for now in said(these, prompt, sampling):
        last = now
    return {answer.model: answer.text for answer in last}


def prompt_ids(prompt: str | Text, lm: LM) -> tuple[int, ...]:
    """Token ids of a prompt with the start token, if any, and no end token.

    A trailing space would be a token of its own, after which no word that begins with its space
    can come; it is left to the model.
    """
    if isinstance(prompt, Text):
        return encode(prompt, lm).prompt_ids
    words = prompt.encode("utf-8", "replace").decode("utf-8")  # half a character has no tokens
    encoded = lm.tokenizer(words.rstrip(" "), return_special_tokens_mask=True)
    ids, special = list(encoded["input_ids"]), list(encoded["special_tokens_mask"])
    while len(ids) > 1 and special[-1]:
        del ids[-1], special[-1]
    return tuple(ids)


def forget(run: Run) -> None:
    """Let go of the unlearned model of a run that was deleted."""
    with _one_loads:
        for key in [key for key in _cache if key[0] == str(run.path / "result")]:
            del _cache[key]


def _original(config: RunConfig, expected: str | None) -> LM:
    check_same(resolve(config.model, revision=config.revision or None), expected)
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
