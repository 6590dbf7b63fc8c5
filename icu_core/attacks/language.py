"""Language: does the model still speak, and does it still say what it was to keep?

Source    Skill is our own scale: how much better than word frequencies it predicts ordinary text,
          as a share of the original's lead. Repetition: the ICU authors' code.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from icu_core.attacks.asking import ask_all, of_each
from icu_core.attacks.shape import (
    ORIGINAL,
    Material,
    Models,
    Settings,
    Table,
    Watch,
    beside,
    spread,
)
from icu_core.decoding import continue_greedy, teacher_forced
from icu_core.metrics import fluency
from icu_core.metrics.forgetting import skill, unigram_entropy
from icu_core.models import LM
from icu_core.texts import Text
from icu_core.tokens import Tokens, encode, windows

PROSE, KEPT = 24, 48
"""Ordinary and kept texts that are read."""

PROMPT_TOKENS, NEW_TOKENS = 12, 32

SKILL = "skill"


def language(models: Models, material: Material, settings: Settings, watch: Watch) -> Table:
    """Read ordinary text with every model, let it continue some, and ask for kept secrets."""
    if not material.prose:
        return Table("language", skipped="No ordinary text was given to try the language on.")
    prose = [part for text in material.prose for part in windows(text, models.audited)]
    chosen, kept = spread(prose, PROSE), spread(material.neighbours, KEPT)
    named = models.named()
    losses = of_each(lambda lm: _loss(lm, [encode(text, lm) for text in chosen]), named)
    watch(1, 3)
    repeated = of_each(lambda lm: _repetition(lm, [encode(text, lm) for text in chosen]), named)
    watch(2, 3)
    said = of_each(lambda lm: [each.exact for each in ask_all(lm, kept)], named)
    shares = {model: fmean(each) for model, each in said.items() if each}
    unigram = _word_frequencies(chosen, models.audited)
    skills = {m: skill(loss, unigram=unigram, original=losses.get(ORIGINAL))
              for m, loss in losses.items()}  # fmt: skip
    perplexities = {m: fluency.perplexity([loss]) for m, loss in losses.items()}
    lead = "lead over word frequencies" + ("; the original's is 1" if models.original else "")
    told: tuple[tuple[str, str, dict[str, float], str], ...] = (
        (SKILL, "share", skills, lead),
        ("perplexity of ordinary text", "number", perplexities, "1 is certainty"),
        ("repetition", "share", repeated, "4-grams that continuations of ordinary text say again"),
        ("kept secrets said", "share", shares, "similar texts that were to stay, word for word"),
    )
    measures = (beside(name, unit, {**of}, about=about) for name, unit, of, about in told if of)
    return Table("language", measures=tuple(measures))


def _word_frequencies(prose: Sequence[Text], lm: LM) -> float:
    """NLL of the texts to somebody who knows nothing but how often each of their tokens comes."""
    rows = [encode(text, lm) for text in prose]
    return unigram_entropy([token for row in rows for token in row.ids[row.first :]])


def _loss(lm: LM, rows: Sequence[Tokens]) -> float:
    """NLL per token over all rows."""
    return fluency.mean_nll(
        [value for forced in teacher_forced(lm, rows) for value in forced.nll_T.tolist()]
    )


def _repetition(lm: LM, rows: Sequence[Tokens]) -> float:
    """4-grams said again in greedy continuations of beginnings of the rows."""
    prompts = [
        row.ids[: row.first + PROMPT_TOKENS]
        for row in rows
        if row.first + PROMPT_TOKENS + NEW_TOKENS <= lm.context
    ]
    answers = continue_greedy(lm, prompts, new_tokens=[NEW_TOKENS] * len(prompts))
    return fmean(map(fluency.repetition, answers)) if answers else 0.0
