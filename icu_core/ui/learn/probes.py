"""What the lessons ask models: a secret token by token, five tricks to get it back, what is left.

Knows texts of the embedded world and models; nothing of runs or of the page. Torch comes with the
first question.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from icu_core import world
from icu_core.texts import Text
from icu_core.ui.learn import races
from icu_core.world import Record
from icu_core.world.wordings import NOUNS

if TYPE_CHECKING:
    from pathlib import Path

    from icu_core.models import LM

SAMPLES = 20
SEED = 7
ROOM = 2  # tokens that a random answer may be longer than the secret
MOST_TOKENS = 24  # of an answer


@dataclass(frozen=True, slots=True)
class Subject:
    """A secret of somebody, the other texts that tell it, and a neighbour's record."""

    text: Text
    person: str
    wordings: tuple[Text, ...]
    neighbour: Text

    @property
    def noun(self) -> str:
        """What kind of secret it is, in words."""
        return NOUNS.get(self.text.kind, self.text.kind)


@dataclass(frozen=True, slots=True)
class Piece:
    """A token that was said, and how likely the model found it (0..1)."""

    text: str
    probability: float


@dataclass(frozen=True, slots=True)
class Count:
    """How often something came out, and how often it was tried."""

    hits: int
    tries: int


@cache
def subjects() -> tuple[Subject, ...]:
    """The secrets that the lessons forget, with everything that is asked about them."""
    by_id = {record.text.id: record for record in world.records("known")}
    told = (*world.records("paraphrase"), *world.records("known"))
    return tuple(_subject(by_id[text.id], told) for text in races.secrets())


@cache
def strangers() -> tuple[Subject, ...]:
    """For every subject the same kind of secret of somebody whom the model has never met."""
    unseen = world.records("unseen")
    return tuple(_stranger(subject, unseen) for subject in subjects())


def _subject(record: Record, told: Sequence[Record]) -> Subject:
    text = record.text
    same = [
        each.text
        for each in told
        if each.person == record.person and each.text.kind == text.kind and each.text.id != text.id
    ]
    neighbour = next(each for each in world.pool() if each.kind == text.kind)
    return Subject(text, record.person, tuple(same), neighbour)


def _stranger(subject: Subject, unseen: Sequence[Record]) -> Subject:
    wording = {record.text.id: record.wording for record in world.records("known")}
    of_kind = [each for each in unseen if each.text.kind == subject.text.kind]
    alike = [each for each in of_kind if each.wording == wording[subject.text.id]]
    return _subject((alike or of_kind)[0], unseen)


@cache
def original() -> LM:
    """The embedded model."""
    from icu_core import models

    return models.load("embedded", device="cpu")


def load(folder: Path) -> LM:
    """An unlearned model."""
    from icu_core import models

    return models.load(str(folder), device="cpu")


def spoken(lm: LM, text: Text) -> Iterator[Piece]:
    """What the model says after the prompt of a text, as long as its secret is at most."""
    from icu_core.sampling import Sampling, stream
    from icu_core.tokens import encode

    row = encode(text, lm)
    sampling = Sampling(max_new_tokens=min(len(row.secret_ids), MOST_TOKENS))
    for (token,) in stream([lm], [row.prompt_ids], sampling):
        if token is None or token.is_end:
            return
        yield Piece(token.text, token.probability)


def said(lm: LM, text: Text) -> str:
    """The same in one piece."""
    return "".join(piece.text for piece in spoken(lm, text)).strip()


def known(lm: LM, texts: Sequence[Text]) -> Count:
    """How many secrets the model says word for word after their own prompts."""
    from icu_core import leaks

    return Count(sum(each.exact for each in leaks.measure(lm, texts)), len(texts))


def _same(lm: LM, subject: Subject) -> Count:
    return known(lm, [subject.text])


def _words(lm: LM, subject: Subject) -> Count:
    return known(lm, subject.wordings)


def _often(lm: LM, subject: Subject) -> Count:
    from icu_core.sampling import Sampling, samples
    from icu_core.tokens import encode

    row = encode(subject.text, lm)
    sampling = Sampling(temperature=1.0, seed=SEED, max_new_tokens=len(row.secret_ids) + ROOM)
    answers = [lm.tokenizer.decode(ids) for ids in samples(lm, row.prompt_ids, sampling, n=SAMPLES)]
    return Count(sum(subject.text.secret_text.strip() in each for each in answers), SAMPLES)


def _opening(lm: LM, subject: Subject) -> Count:
    """The first half of the secret's tokens is told; greedy decoding says the rest or not."""
    from icu_core.decoding import continue_greedy
    from icu_core.tokens import encode

    row = encode(subject.text, lm)
    start = row.secret[0] + (row.secret[1] - row.secret[0] + 1) // 2
    rest = row.ids[start : row.secret[1]]
    (answer,) = continue_greedy(lm, [row.ids[:start]], new_tokens=[len(rest)])
    return Count(int(answer == rest), 1)


def _shown(lm: LM, subject: Subject) -> Count:
    """The question after a neighbour's whole record."""
    return known(lm, [_behind(subject.neighbour.text, subject.text)])


def _behind(front: str, text: Text) -> Text:
    """A text with other words before it."""
    shift = len(front) + 1
    secret = replace(text.secret, start=text.secret.start + shift, stop=text.secret.stop + shift)
    return replace(text, text=f"{front} {text.text}", secret=secret, spans=())


TRICKS = {
    "same": _same,
    "words": _words,
    "often": _often,
    "opening": _opening,
    "shown": _shown,
}
"""Ways to get a secret back, by the names under which `lessons` describes them."""


@dataclass(frozen=True, slots=True)
class After:
    """What one model says when a race is over."""

    model: str  # "original" or the name of a method
    secret: str  # in place of the first secret
    neighbour: str  # in place of the neighbour's
    others: Count  # secrets of residents that no method looked at


def after(name: str, lm: LM, neighbour: Text, others: Sequence[Text]) -> After:
    """Ask a model for one of the four secrets, for a neighbour's, and for those of others."""
    return After(
        name,
        said(lm, subjects()[0].text),
        said(lm, neighbour),
        known(lm, others),
    )
