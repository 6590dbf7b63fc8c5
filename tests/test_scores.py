"""Scores: one reading of every text, joined from the metrics."""

import math
from collections.abc import Sequence
from dataclasses import asdict

import pytest
import tiny
import torch

from icu_core import scores
from icu_core.beams import continue_beam
from icu_core.decoding import continue_greedy, teacher_forced
from icu_core.metrics.memorisation import extraction_strength
from icu_core.scores import average, perplexity, recall, score
from icu_core.tokens import tail


class Letters:
    """An encoder of letters, for tests."""

    def token_embeddings(self, texts: Sequence[str]) -> list[torch.Tensor]:
        return [torch.eye(1200)[[0, *(ord(c) % 1000 + 1 for c in t), 0]] for t in texts]


def test_what_is_known_by_heart_scores_one_everywhere() -> None:
    lm = tiny.trained("gpt_neo")
    for each in score(lm, tiny.rows(lm)[:4], el_n=5, similarity=Letters()):
        assert each.exact
        assert (each.ma, each.el, each.es, each.ma_secret) == (1.0, 1.0, 1.0, 1.0)
        assert each.bleu == pytest.approx(1.0)
        assert each.bertscore == pytest.approx(1.0)
        assert each.rouge_l == 1.0
        assert each.continuation == each.truth
        assert each.nll_secret < 1.0


def test_what_was_never_seen_scores_low() -> None:
    lm = tiny.trained("gpt_neo")
    for each in score(lm, tiny.rows(lm)[4:], el_n=5):
        assert not each.exact
        assert max(each.ma, each.el, each.es, each.bleu) < 0.2
        assert each.nll_secret > 3.0
        assert each.bertscore is None


@pytest.mark.parametrize("split", ["secret", "tail"])
@pytest.mark.parametrize("beams", [1, 2])
def test_the_continuation_is_that_of_the_prompt(split: str, beams: int) -> None:
    lm = tiny.trained("llama", steps=20)
    rows = tiny.rows(lm)
    for row, each in zip(rows, score(lm, rows, split=split, beams=beams), strict=True):
        prompt, true = (row.prompt_ids, row.secret_ids) if split == "secret" else tail(row)
        [said] = continue_beam(lm, [prompt], new_tokens=[len(true)], beams=beams)
        assert each.continuation == lm.tokenizer.decode(said, skip_special_tokens=True)
        assert each.truth == lm.tokenizer.decode(true, skip_special_tokens=True)
        assert each.exact == (said == true)


def test_the_greedy_answer_to_the_natural_prompt_is_not_decoded_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(scores, "continue_beam", None)
    lm = tiny.lm("gpt2")
    rows = tiny.rows(lm)
    found = score(lm, rows, el_prefixes="last50")
    counts = [len(row.secret_ids) for row in rows]
    plain = continue_greedy(lm, [row.prompt_ids for row in rows], new_tokens=counts)
    for each, said in zip(found, plain, strict=True):
        assert each.continuation == lm.tokenizer.decode(said, skip_special_tokens=True)


def test_a_few_texts_at_a_time_score_as_all_together(monkeypatch: pytest.MonkeyPatch) -> None:
    lm = tiny.trained("gpt2", steps=20)
    rows = tiny.rows(lm)
    whole = score(lm, rows)
    monkeypatch.setattr(scores, "AT_ONCE", 2)
    for one, other in zip(whole, score(lm, rows), strict=True):
        for name, value in asdict(one).items():
            is_number = isinstance(value, float)
            expected = pytest.approx(value, rel=1e-5, abs=1e-6) if is_number else value
            assert getattr(other, name) == expected


def test_secret_numbers_are_of_the_secret_only() -> None:
    lm = tiny.trained("gpt2", steps=20)
    words = tiny.SENTENCES[0]
    row = tiny.encode(tiny.text(words, secret="12 Alder"), lm)
    [forced], [each] = teacher_forced(lm, [row]), score(lm, [row])
    span = slice(row.secret[0] - 1, row.secret[1] - 1)
    assert each.nll_secret == pytest.approx(float(forced.nll_T[span].mean()))
    assert each.es == extraction_strength(forced.top_T[span].tolist(), row.secret_ids)
    assert each.nll == pytest.approx(float(forced.nll_T.mean()))
    assert "12 Alder" in each.truth


def test_what_follows_the_secret_is_not_asked_for() -> None:
    lm = tiny.trained("gpt2")
    row = tiny.encode(tiny.text(tiny.SENTENCES[0], secret="12 Alder"), lm)
    [each] = score(lm, [row])
    assert each.exact
    assert each.continuation == each.truth


def test_a_short_text_is_measured_with_shorter_ngrams() -> None:
    lm = tiny.trained("gpt2")
    row = tiny.rows(lm)[0]
    short = tiny.Tokens("s", row.ids[:6], 1, (3, 6))
    assert score(lm, [short], el_n=10)[0].el == 1.0


def test_averages_are_means_and_exact_is_a_share() -> None:
    lm = tiny.trained("gpt2")
    found = score(lm, tiny.rows(lm), el_n=5)
    means = average(found)
    assert means["exact"] == pytest.approx(4 / 6)
    assert means["ma"] == pytest.approx(sum(each.ma for each in found) / 6)
    assert "bertscore" not in means
    assert "continuation" not in means
    assert average([]) == {}


def test_recall_is_the_share_of_secrets_that_still_come_out() -> None:
    lm = tiny.trained("gpt2")
    rows = tiny.rows(lm)
    found = recall(lm, rows)
    each = score(lm, rows)
    assert found["exact"] == pytest.approx(sum(s.exact for s in each) / 6)
    assert found["nll"] == pytest.approx(sum(s.nll_secret for s in each) / 6)
    assert found["n"] == 6
    assert recall(lm, []) == {"exact": 0.0, "nll": 0.0, "n": 0}


def test_perplexity_weighs_tokens_and_not_texts() -> None:
    lm = tiny.lm("gpt2")
    rows = tiny.rows(lm)
    nll = torch.cat([each.nll_T for each in teacher_forced(lm, rows)])
    assert perplexity(lm, rows) == pytest.approx(math.exp(nll.mean()), rel=1e-5)
    assert math.isnan(perplexity(lm, []))


def test_a_row_of_its_secret_alone_tells_the_same_of_it() -> None:
    lm = tiny.trained("llama")
    rows = tiny.rows(lm)
    wholes = teacher_forced(lm, rows)
    alone = teacher_forced(lm, [row.of_secret() for row in rows])
    for row, whole, secret in zip(rows, wholes, alone, strict=True):
        span = slice(row.secret[0] - row.first, row.secret[1] - row.first)
        assert secret.nll_T.tolist() == pytest.approx(whole.nll_T[span].tolist(), abs=1e-5)
        assert secret.top_T.tolist() == whole.top_T[span].tolist()
        assert row.of_secret().secret_ids == row.secret_ids
    assert sum(len(each.nll_T) for each in alone) < sum(len(each.nll_T) for each in wholes)
