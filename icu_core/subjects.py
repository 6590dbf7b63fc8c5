"""What a text is about: the words without which a model no longer knows its secret.

They are found by asking: words that come with few secrets are left out, one run of them after the
other, and the one that the model misses most is what the text is about.

Units     NLL in nats per token.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import fmean

from icu_core import durable
from icu_core.decoding import teacher_forced
from icu_core.errors import TextsError
from icu_core.models import LM
from icu_core.texts import Span, Text
from icu_core.tokens import encode

RARE = 2
"""A word may be what a text is about if it comes with no more secrets of the kind than this."""

RUNS = 3
"""Runs of rare words that are asked for what a text is about, the longest: of 180 texts of the
world with up to nine runs it was always one of these."""

WORD = re.compile(r"\w+")
VERSION = 1

Words = tuple[str, ...]
Question = tuple[str, Words]
"""The id of a text and the words that are left out of it."""

Answers = Mapping[Question, float]
"""What the secret then costs."""


def subjects(
    lm: LM, texts: Sequence[Text], pool: Sequence[Text], *, known: Answers | None = None
) -> dict[str, Words]:
    """What each text is about, by its id; nothing of one without a rare word before its secret.

    The pool shows which words are rare. `known` are answers that need not be asked for again.
    """
    parts = _parts(texts, pool)
    told = dict(known or {})
    told |= _asked(lm, texts, [each for each in _questions(parts) if each not in told])
    return {
        id_: max(some, key=lambda part: told.get((id_, part), 0.0))
        for id_, some in parts.items()
        if some
    }


def answers(lm: LM, pool: Sequence[Text]) -> dict[Question, float]:
    """Everything that `subjects` would ask of the texts of a pool."""
    return _asked(lm, pool, _questions(_parts(pool, pool)))


def write(path: Path, found: Answers, *, weights: str, texts: str) -> None:
    """Keep answers, all or none; `weights` and `texts` are the hashes that they belong to."""
    header = {"version": VERSION, "weights": weights, "texts": texts}
    lines = [header, *([id_, words, float(f"{nll:.6g}")] for (id_, words), nll in found.items())]
    durable.replace(path, "".join(json.dumps(each) + "\n" for each in lines))


def read(path: Path, *, weights: str, texts: str) -> dict[Question, float]:
    """The answers kept there; none where they are not of just these weights and texts."""
    try:
        header, *lines = map(json.loads, path.read_text(encoding="utf-8").splitlines())
        if header != {"version": VERSION, "weights": weights, "texts": texts}:
            return {}
        return {(id_, tuple(words)): float(nll) for id_, words, nll in lines}
    except (OSError, ValueError, TypeError):
        return {}


def after(text: Text, prompt: str, id_: str) -> Text:
    """The secret of a text after another prompt, and nothing after it."""
    secret = Span(len(prompt), len(prompt) + len(text.secret_text), text.secret.kind)
    return replace(text, id=id_, text=prompt + text.secret_text, secret=secret, spans=(secret,))


def secret_nlls(lm: LM, texts: Sequence[Text]) -> list[float]:
    """What the secret of each text costs; infinite where the model cannot read the text."""
    rows = {}
    for place, text in enumerate(texts):
        try:
            rows[place] = encode(text, lm).of_secret()
        except TextsError:
            continue
    forced = teacher_forced(lm, list(rows.values()))
    found = {place: fmean(each.nll_T.tolist()) for place, each in zip(rows, forced, strict=True)}
    return [found.get(place, float("inf")) for place in range(len(texts))]


def _parts(texts: Sequence[Text], pool: Sequence[Text]) -> dict[str, list[Words]]:
    """The runs of rare words that each text may be about, by its id."""
    company = _company([*texts, *pool])
    return {text.id: _rare_parts(text, company)[:RUNS] for text in texts}


def _questions(parts: Mapping[str, Sequence[Words]]) -> list[Question]:
    """What has to be asked: nothing where there is only one answer."""
    return [(id_, part) for id_, some in parts.items() if len(some) > 1 for part in some]


def _asked(lm: LM, texts: Iterable[Text], questions: Sequence[Question]) -> dict[Question, float]:
    """The answers of the model to these questions about these texts."""
    by_id = {text.id: text for text in texts}
    nlls = secret_nlls(lm, [_without(by_id[id_], part) for id_, part in questions])
    return dict(zip(questions, nlls, strict=True))


def _company(texts: Sequence[Text]) -> dict[tuple[str, str], set[str]]:
    """The secrets with which each word comes, by the kind of secret and the word."""
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for text in texts:
        for word in WORD.findall(text.prompt):
            found[text.secret.kind, word].add(text.secret_text)
    return found


def _rare_parts(text: Text, company: Mapping[tuple[str, str], set[str]]) -> list[Words]:
    """Runs of rare words before the secret, with only spaces between; none within a longer one."""
    runs: list[list[str]] = []
    end = -1
    for found in WORD.finditer(text.prompt):
        if len(company[text.secret.kind, found[0]]) > RARE:
            continue
        if end >= 0 and text.prompt[end : found.start()] == " ":
            runs[-1].append(found[0])
        else:
            runs.append([found[0]])
        end = found.end()
    parts: list[Words] = []
    for run in sorted(map(tuple, runs), key=len, reverse=True):
        if not any(set(run) <= set(longer) for longer in parts):
            parts.append(run)
    return parts


def _without(text: Text, words: Words) -> Text:
    """The text up to its secret without these words."""
    prompt = WORD.sub(lambda found: "" if found[0] in words else found[0], text.prompt)
    return after(text, prompt.replace("  ", " "), text.id)
