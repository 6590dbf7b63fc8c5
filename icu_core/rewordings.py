"""The same secrets in other words: texts of the pool, with a target's subject in place of theirs.

Whoever forgets a secret in one sentence may still tell it in another. Nobody gave us other
sentences, but the pool holds texts of the same kind about others, each in words of its own. What
each is about and its secret are exchanged for those of a target, and whatever then makes the
original tell the target's secret is another wording of it.

Units     NLL in nats per token.
Source    Forgetting by one prompt leaves others: JensUn (arXiv 2509.02820).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from random import Random

from icu_core.config import seed_for
from icu_core.models import LM
from icu_core.subjects import WORD, Answers, Words, after, secret_nlls, subjects
from icu_core.texts import LAST_HALF, Text

TRIED, IN_ALL = 12, 1800
"""Texts of the pool that are tried for each target; fewer where there are many targets."""

TELLS = 0.5
"""An NLL below this tells the secret: each token is likelier than not."""

Found = dict[str, tuple[Text, ...]]


def rewordings(
    lm: LM,
    targets: Sequence[Text],
    pool: Sequence[Text],
    *,
    least: int,
    seed: int,
    known: Answers | None = None,
) -> Found:
    """Other wordings of every target, by its id; none where there is no way to any.

    At least so many texts of the pool are tried for each. `known` are answers of this model that
    need not be asked for again.

    A text that is mostly secret has none, nor one whose secret was not marked.
    """
    marked = [text for text in targets if _is_said_of_something(text)]
    if not marked:
        return {}
    tried = _tried(marked, pool, max(least, min(TRIED, IN_ALL // len(marked))), seed)
    others = [text for some in tried.values() for text in some]
    about = subjects(lm, [*marked, *others], pool, known=known)
    made = {target.id: list(_made(target, tried[target.secret.kind], about)) for target in marked}
    flat = [text for texts in made.values() for text in texts]
    told = {text.id: nll < TELLS for text, nll in zip(flat, secret_nlls(lm, flat), strict=True)}
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


def _made(target: Text, others: Sequence[Text], about: Mapping[str, Words]) -> Iterator[Text]:
    """Each of the other texts with the subject and the secret of the target."""
    ours = about.get(target.id, ())
    for number, other in enumerate(others):
        theirs = about.get(other.id, ())
        if ours and theirs:
            yield after(target, _about(other.prompt, theirs, ours), f"{target.id}~w{number}")


def _about(prompt: str, theirs: Words, ours: Words) -> str:
    """A prompt about one subject, said of another; a part of its name becomes a part of ours."""
    words = {word: ours[min(i, len(ours) - 1)] for i, word in enumerate(theirs)}
    words[" ".join(theirs)] = " ".join(ours)
    whole = re.compile(rf"\b{re.escape(' '.join(theirs))}\b|{WORD.pattern}")
    return whole.sub(lambda found: words.get(found[0], found[0]), prompt)
