"""How close a generated text is to the true one: BLEU, ROUGE-L, BERTScore.

Units     fractions 0..1.
Source    BLEU: NLTK's sentence BLEU-4 over lower-cased NLTK word tokens, without smoothing, as in
          the ICU authors' code. BERTScore: Zhang et al. 2020 (arXiv 1904.09675), no idf, no
          rescaling. ROUGE-L: Lin 2004.
Differs   1. BERTScore takes any token encoder, by default the sixth layer of all-MiniLM-L6-v2 (the
             paper: bert-base-uncased). As in the authors' package, special tokens can be matched
             but are not counted, and a token that is like nothing counts 0, not less.
          2. A truth of fewer than four words is compared by the n-grams it has; by the rule its
             BLEU would be 0 even if the model says it word for word.
          3. An empty text scores 0 everywhere.
          4. The authors' tokenizer splits sentences first, with data that NLTK downloads; ours does
             not, so a full stop within a text stays with its word. Texts of one sentence are equal.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

import torch
import torch.nn.functional as F
from torch import Tensor

_BLEU_N = 4  # longest n-gram
_LISTS = 4  # of texts whose points are remembered


class TokenEncoder(Protocol):
    """What BERTScore needs of an encoder."""

    def token_embeddings(self, texts: Sequence[str]) -> list[Tensor]:
        """One (tokens, dimensions) tensor per text, with its first and last special token."""
        ...


class Remembering:
    """Another token encoder, and the lists that it was given last: truths come again and again.

    Lists are remembered, not texts, so that a text is always computed beside the same others: what
    is found is the same to the last bit with and without a memory, also after a resume.
    """

    def __init__(self, encoder: TokenEncoder) -> None:
        self._made = lru_cache(maxsize=_LISTS)(encoder.token_embeddings)

    def token_embeddings(self, texts: Sequence[str]) -> list[Tensor]:
        """What the other encoder makes of these texts."""
        return self._made(tuple(texts))


class Rouge(NamedTuple):
    """ROUGE-L."""

    recall: float
    f1: float


class BertScore(NamedTuple):
    """Precision (of the candidate's tokens), recall (of the truth's) and their harmonic mean."""

    precision: float
    recall: float
    f1: float


def bleu(candidate: str, truth: str) -> float:
    """Unsmoothed sentence BLEU-4; about 1e-231 or less when some n-gram order has no match."""
    from nltk.translate.bleu_score import sentence_bleu

    true = _words(truth)
    with warnings.catch_warnings():  # nltk warns of every order without a match
        warnings.simplefilter("ignore")
        return float(sentence_bleu([true], _words(candidate), auto_reweigh=len(true) < _BLEU_N))


def rouge_l(candidate: str, truth: str) -> Rouge:
    """ROUGE-L over the same words as BLEU, by their longest common subsequence."""
    ours, theirs = _words(candidate), _words(truth)
    if not ours or not theirs:
        return Rouge(0.0, 0.0)
    common = _common_subsequence(ours, theirs)
    return Rouge(common / len(theirs), 2 * common / (len(ours) + len(theirs)))


def bertscore(
    candidates: Sequence[str], truths: Sequence[str], *, encoder: TokenEncoder
) -> list[BertScore]:
    """BERTScore of each candidate against the truth at the same place."""
    true = dict.fromkeys(text for text in truths if text.strip())
    said = dict.fromkeys(text for text in candidates if text.strip() and text not in true)
    known: dict[str, Tensor] = {}
    for texts in filter(None, (list(true), list(said))):
        known |= zip(texts, encoder.token_embeddings(texts), strict=True)
    return [
        _greedy_match(known[c], known[t]) if c in known and t in known else BertScore(0.0, 0.0, 0.0)
        for c, t in zip(candidates, truths, strict=True)
    ]


def _greedy_match(candidate_LD: Tensor, truth_LD: Tensor) -> BertScore:
    """Every token with its most similar one on the other side."""
    similar_LL = F.normalize(candidate_LD.float(), dim=1) @ F.normalize(truth_LD.float(), dim=1).T
    similar_LL = similar_LL.clamp(min=0.0)
    if min(similar_LL.shape) <= 2:
        return BertScore(0.0, 0.0, 0.0)
    precision = float(torch.mean(similar_LL[1:-1].amax(1)))
    recall = float(torch.mean(similar_LL[:, 1:-1].amax(0)))
    both = precision + recall
    return BertScore(precision, recall, 2 * precision * recall / both if both else 0.0)


def _common_subsequence(a: Sequence[str], b: Sequence[str]) -> int:
    """Length of the longest common subsequence."""
    row = [0] * (len(b) + 1)
    for x in a:
        diagonal = 0
        for j, y in enumerate(b, start=1):
            diagonal, row[j] = row[j], diagonal + 1 if x == y else max(row[j], row[j - 1])
    return row[-1]


@lru_cache(maxsize=1)
def _tokenizer() -> Any:
    """NLTK's word tokenizer; it needs no data files."""
    from nltk.tokenize import NLTKWordTokenizer

    return NLTKWordTokenizer()


@lru_cache(maxsize=4096)  # truths come again in every iteration
def _words(text: str) -> list[str]:
    """Lower-cased words and punctuation marks."""
    return list(_tokenizer().tokenize(text.lower()))
