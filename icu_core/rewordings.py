"""The same secrets in other words: texts of the pool, with a target's subject in place of theirs.

Whoever forgets a secret in one sentence may still tell it in another. Nobody gave us other
sentences, but the pool holds texts of the same kind about others, each in words of its own. What a
text is about is found by asking the original model: it is the words without which it no longer
knows the secret. They and the secret are exchanged for those of a target, and whatever then makes
the original tell the target's secret is another wording of it.

Units     NLL in nats per token.
Source    Forgetting by one prompt leaves others: JensUn (arXiv 2509.02820).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from random import Random
from statistics import fmean

from icu_core.config import seed_for
from icu_core.decoding import teacher_forced
from icu_core.errors import TextsError
from icu_core.models import LM
from icu_core.texts import LAST_HALF, Span, Text
from icu_core.tokens import encode

TRIED, IN_ALL = 12, 1800
"""Texts of the pool that are tried for each target; fewer where there are many targets."""

RARE = 2
"""A word may be what a text is about if it comes with no more secrets of the kind than this."""

SUBJECTS = 3
"""Runs of rare words that are asked for what a text is about, the longest: of 180 texts of the
world with up to nine runs it was always one of these."""

TELLS = 0.5
"""An NLL below this tells the secret: each token is likelier than not."""

_WORD = re.compile(r"\w+")

Words = tuple[str, ...]
Found = dict[str, tuple[Text, ...]]


def rewordings(
    lm: LM, targets: Sequence[Text], pool: Sequence[Text], *, least: int, seed: int
) -> Found:
    """Other wordings of every target, by its id; none where there is no way to any.

    At least so many texts of the pool are tried for each.

    A text that is mostly secret has none, nor one whose secret was not marked.
    """
    marked = [text for text in targets if _is_said_of_something(text)]
    if not marked:
        return {}
    tried = _tried(marked, pool, max(least, min(TRIED, IN_ALL // len(marked))), seed)
    subjects = _subjects(lm, [*marked, *(text for some in tried.values() for text in some)], pool)
    made = {
        target.id: list(_made(target, tried[target.secret.kind], subjects)) for target in marked
    }
    flat = [text for texts in made.values() for text in texts]
    told = {text.id: nll < TELLS for text, nll in zip(flat, _nlls(lm, flat), strict=True)}
    return {id_: tuple(text for text in texts if told[text.id]) for id_, texts in made.items()}


def _is_said_of_something(text: Text) -> bool:
    """Whether its secret is an answer, of which others could be asked: no document, no half."""
    return text.secret.kind != LAST_HALF and len(text.secret_text) < len(text.prompt)


def _tried(
    targets: Sequence[Text], pool: Sequence[Text], count: int, seed: int
) -> dict[str, list[Text]]:
    """By the kind of a secret, some texts of the pool that hold another one of that kind."""
    secrets = {text.secret_text for text in targets}
    order = [text for text in pool if text.secret_text not in secrets]
    Random(seed_for(seed, "rewordings")).shuffle(order)
    return {
        kind: [text for text in order if text.secret.kind == kind][:count]
        for kind in dict.fromkeys(text.secret.kind for text in targets)
    }


def _subjects(lm: LM, texts: Sequence[Text], pool: Sequence[Text]) -> dict[str, Words]:
    """What each text is about, by its id: the words without which it tells its secret least."""
    company = _company([*texts, *pool])
    parts = {text.id: _rare_parts(text, company)[:SUBJECTS] for text in texts}
    asked = [(text, part) for text in texts if len(parts[text.id]) > 1 for part in parts[text.id]]
    nlls = _nlls(lm, [_without(text, part) for text, part in asked])
    nll = {(text.id, part): value for (text, part), value in zip(asked, nlls, strict=True)}
    return {
        id_: max(some, key=lambda part: nll.get((id_, part), 0.0))
        for id_, some in parts.items()
        if some
    }


def _company(texts: Sequence[Text]) -> dict[tuple[str, str], set[str]]:
    """The secrets with which each word comes, by the kind of secret and the word."""
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for text in texts:
        for word in _WORD.findall(text.prompt):
            found[text.secret.kind, word].add(text.secret_text)
    return found


def _rare_parts(text: Text, company: Mapping[tuple[str, str], set[str]]) -> list[Words]:
    """Runs of rare words before the secret, with only spaces between; none within a longer one."""
    runs: list[list[str]] = []
    end = -1
    for found in _WORD.finditer(text.prompt):
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


def _made(target: Text, others: Sequence[Text], subjects: Mapping[str, Words]) -> Iterator[Text]:
    """Each of the other texts with the subject and the secret of the target."""
    ours = subjects.get(target.id, ())
    for number, other in enumerate(others):
        theirs = subjects.get(other.id, ())
        if ours and theirs:
            yield _with(target, _about(other.prompt, theirs, ours), f"{target.id}~w{number}")


def _about(prompt: str, theirs: Words, ours: Words) -> str:
    """A prompt about one subject, said of another; a part of its name becomes a part of ours."""
    words = {word: ours[min(i, len(ours) - 1)] for i, word in enumerate(theirs)}
    words[" ".join(theirs)] = " ".join(ours)
    whole = re.compile(rf"\b{re.escape(' '.join(theirs))}\b|{_WORD.pattern}")
    return whole.sub(lambda found: words.get(found[0], found[0]), prompt)


def _exchanged(prompt: str, words: Mapping[str, str]) -> str:
    return _WORD.sub(lambda found: words.get(found[0], found[0]), prompt)


def _without(text: Text, words: Words) -> Text:
    """The text up to its secret without these words."""
    prompt = _exchanged(text.prompt, dict.fromkeys(words, ""))
    return _with(text, prompt.replace("  ", " "), text.id)


def _with(text: Text, prompt: str, id_: str) -> Text:
    """The secret of a text after another prompt, and nothing after it."""
    secret = Span(len(prompt), len(prompt) + len(text.secret_text), text.secret.kind)
    return replace(text, id=id_, text=prompt + text.secret_text, secret=secret, spans=(secret,))


def _nlls(lm: LM, texts: Sequence[Text]) -> list[float]:
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
