"""What a model gives away of every text: all metrics of one reading, joined.

One teacher-forced pass and its rollouts serve MA, ES, NLL, EL and the greedy continuation; nothing
is decoded twice.

Units     fractions 0..1; NLL in nats per token; entropy in bits.
Source    ICU (arXiv 2407.20271) for the set of metrics; see `metrics` for each.
Differs   1. "secret" compares with the marked secret after its natural prompt; "tail" is the
             paper's split, the last 50 tokens after the 50 before them.
          2. A text with fewer than n tokens to predict is measured with the longest n it has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from statistics import fmean
from typing import Literal

from icu_core.beams import continue_beam
from icu_core.decoding import Counted, Forced, Rollouts, rollouts, teacher_forced
from icu_core.metrics import fluency, similarity
from icu_core.metrics.memorisation import (
    Prefixes,
    el_starts,
    extraction_likelihood,
    extraction_strength,
    memorisation_accuracy,
)
from icu_core.metrics.similarity import TokenEncoder
from icu_core.models import LM
from icu_core.tokens import Tokens, tail

Split = Literal["secret", "tail"]

AT_ONCE = 512
"""Texts that are asked together: the more, the fuller the batches; what they say is held."""


@dataclass(frozen=True, slots=True)
class Scores:
    """One text under one model. "Truth" is its secret, or its last tokens with the split "tail"."""

    id: str
    ma: float  # over the whole text
    el: float  # EL_n over the whole text
    es: float  # of the truth
    exact: bool  # the continuation is the truth, token for token
    nll: float  # over the whole text
    nll_secret: float  # of the truth
    ma_secret: float  # of the truth
    bleu: float  # of the continuation against the truth, as all below
    rouge_l: float  # recall
    bertscore: float | None  # F1; None without an encoder
    distinct: float  # of the continuation's tokens, as the next two
    entropy_bits: float
    repetition: float
    continuation: str  # what the model says
    truth: str


@dataclass(frozen=True, slots=True)
class Ease:
    """How easy one text is for a model: the part of its scores that needs no decoding."""

    ma: float  # over the whole text
    es: float  # of the truth
    nll_secret: float  # of the truth, nats per token


@dataclass(frozen=True, slots=True)
class _Question:
    """The prompt of one text, and the positions [start, stop) of the truth."""

    prompt_ids: tuple[int, ...]
    start: int
    stop: int


def score(
    lm: LM,
    rows: Sequence[Tokens],
    *,
    el_n: int = 10,
    el_prefixes: Prefixes = "all",
    split: Split = "secret",
    beams: int = 1,
    similarity: TokenEncoder | None = None,
) -> list[Scores]:
    """All metrics of every row, in the order given.

    With `beams` > 1 or the split "tail" the continuation is decoded from its prompt; otherwise it
    is looked up in the rollouts of EL. ConfigError for beams below 1.
    """
    found: list[Scores] = []
    for first in range(0, len(rows), AT_ONCE):
        some = rows[first : first + AT_ONCE]
        found += _score(lm, some, el_n, el_prefixes, split, beams, similarity)
    return found


def _score(
    lm: LM,
    rows: Sequence[Tokens],
    el_n: int,
    el_prefixes: Prefixes,
    split: Split,
    beams: int,
    similarity: TokenEncoder | None,
) -> list[Scores]:
    """All metrics of some rows, what they say held in memory together."""
    questions = [_question(row, split) for row in rows]
    ns = [min(el_n, len(row.ids) - row.first) for row in rows]
    is_lookup = split == "secret" and beams == 1
    counted = [
        Counted(n, el_starts(len(row.ids), n=n, first=row.first, prefixes=el_prefixes))
        for row, n in zip(rows, ns, strict=True)
    ]
    starts = [{question.start} if is_lookup else () for question in questions]
    forced, table = rollouts(lm, rows, starts=starts, counted=counted)
    answers = _answers(lm, questions, table, is_lookup=is_lookup, beams=beams)
    likeness = _likeness(lm, rows, questions, answers, similarity)
    return [
        _scores(
            lm, rows[i], forced[i], questions[i], answers[i], likeness[i],
            _el(table, i, rows[i], n=ns[i], prefixes=el_prefixes),
        )
        for i in range(len(rows))
    ]  # fmt: skip


def ease(
    rows: Sequence[Tokens], forced: Sequence[Forced], *, split: Split = "secret"
) -> list[Ease]:
    """How easy every row is, by what a model foretold of it."""
    return [_ease(row, each, _question(row, split)) for row, each in zip(rows, forced, strict=True)]


def average(scores: Sequence[Scores]) -> dict[str, float]:
    """The mean of every number over the texts; `exact` as a share. Empty for no texts.

    `bertscore` is there only if every text has one.
    """
    found: dict[str, float] = {}
    for name in (field.name for field in fields(Scores)):
        values = [getattr(each, name) for each in scores]
        if values and not any(value is None or isinstance(value, str) for value in values):
            found[name] = fmean(values)
    return found


def recall(lm: LM, rows: Sequence[Tokens]) -> dict[str, float]:
    """How well secrets that are to be kept still come out, from one pass.

    {"exact": share whose secret comes out word for word, "nll": their mean NLL, "n": texts}.
    """
    exact, nll = [], []
    told = teacher_forced(lm, [row.of_secret() for row in rows])
    for row, forced in zip(rows, told, strict=True):
        exact.append(forced.top_T.tolist() == list(row.secret_ids))
        nll.append(fluency.mean_nll(forced.nll_T.tolist()))
    if not rows:
        return {"exact": 0.0, "nll": 0.0, "n": 0}
    return {"exact": fmean(exact), "nll": fmean(nll), "n": len(rows)}


def perplexity(lm: LM, rows: Sequence[Tokens]) -> float:
    """Perplexity over all counted tokens of these rows together; NaN for no rows."""
    nll = [value for forced in teacher_forced(lm, rows) for value in forced.nll_T.tolist()]
    return fluency.perplexity(nll)


def _question(row: Tokens, split: Split) -> _Question:
    """What the model is asked about one text."""
    if split == "secret":
        return _Question(row.prompt_ids, *row.secret)
    prompt_ids, true_ids = tail(row)
    return _Question(prompt_ids, len(row.ids) - len(true_ids), len(row.ids))


def _answers(
    lm: LM, questions: Sequence[_Question], table: Rollouts, *, is_lookup: bool, beams: int
) -> list[tuple[int, ...]]:
    """The continuation of every prompt, as long as the truth."""
    if is_lookup:
        found = (table.continuation(i, q.start) for i, q in enumerate(questions))
        return [answer[: q.stop - q.start] for answer, q in zip(found, questions, strict=True)]
    lengths = [q.stop - q.start for q in questions]
    return continue_beam(lm, [q.prompt_ids for q in questions], new_tokens=lengths, beams=beams)


def _likeness(
    lm: LM,
    rows: Sequence[Tokens],
    questions: Sequence[_Question],
    answers: Sequence[tuple[int, ...]],
    encoder: TokenEncoder | None,
) -> list[float | None]:
    """BERTScore F1 of every continuation; None without an encoder."""
    if encoder is None:
        return [None] * len(rows)
    said = [_decode(lm, answer) for answer in answers]
    true = [_decode(lm, row.ids[q.start : q.stop]) for row, q in zip(rows, questions, strict=True)]
    return [each.f1 for each in similarity.bertscore(said, true, encoder=encoder)]


def _el(table: Rollouts, i: int, row: Tokens, *, n: int, prefixes: Prefixes) -> float:
    """EL_n of one row."""
    return extraction_likelihood(
        lambda start: table.continuation(i, start),
        row.ids,
        n=n,
        first=row.first,
        prefixes=prefixes,
    )


def _ease(row: Tokens, forced: Forced, question: _Question) -> Ease:
    """What one row's predictions say of it."""
    span = slice(question.start - row.first, question.stop - row.first)
    top = forced.top_T.tolist()
    return Ease(
        ma=memorisation_accuracy(top, row.ids[row.first :]),
        es=extraction_strength(top[span], row.ids[question.start : question.stop]),
        nll_secret=fluency.mean_nll(forced.nll_T[span].tolist()),
    )


def _scores(
    lm: LM,
    row: Tokens,
    forced: Forced,
    question: _Question,
    answer: tuple[int, ...],
    bertscore: float | None,
    el: float,
) -> Scores:
    """One row's numbers, joined."""
    span = slice(question.start - row.first, question.stop - row.first)
    true_ids = row.ids[question.start : question.stop]
    easy = _ease(row, forced, question)
    said, truth = _decode(lm, answer), _decode(lm, true_ids)
    return Scores(
        id=row.id,
        ma=easy.ma,
        el=el,
        es=easy.es,
        exact=answer == true_ids,
        nll=fluency.mean_nll(forced.nll_T.tolist()),
        nll_secret=easy.nll_secret,
        ma_secret=memorisation_accuracy(forced.top_T[span].tolist(), true_ids),
        bleu=similarity.bleu(said, truth),
        rouge_l=similarity.rouge_l(said, truth).recall,
        bertscore=bertscore,
        distinct=fluency.distinct_ratio(answer),
        entropy_bits=fluency.entropy_bits(answer),
        repetition=fluency.repetition(answer),
        continuation=said,
        truth=truth,
    )


def _decode(lm: LM, ids: Sequence[int]) -> str:
    """The text of these ids; special tokens leave none."""
    return str(
        lm.tokenizer.decode(ids, skip_special_tokens=True, clean_up_tokenization_spaces=False)
    )
