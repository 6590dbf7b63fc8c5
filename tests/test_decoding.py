"""Decoding: the fast ways give exactly what the slow, plain ones give."""

import random
from collections.abc import Sequence
from itertools import product

import pytest
import tiny
import torch
from transformers import MambaConfig, MambaForCausalLM

from icu_core import decoding, sweep
from icu_core.beams import continue_beam
from icu_core.decoding import Counted, continue_greedy, rollouts, teacher_forced
from icu_core.errors import TextsError
from icu_core.metrics.memorisation import el_starts, extraction_likelihood
from icu_core.models import LM, Head, from_parts, project
from icu_core.tokens import Tokens, encode


@torch.no_grad()
def plain_greedy(
    lm: LM, prompts: Sequence[Sequence[int]], lengths: Sequence[int]
) -> list[list[int]]:
    """The definition: argmax of full passes without cache or padding, up to each length."""
    found = [list(prompt) for prompt in prompts]
    for length in range(1, max(lengths)):
        active = [i for i, ids in enumerate(found) if len(ids) == length < lengths[i]]
        if active:
            ids = torch.tensor([found[i] for i in active])
            tops = lm.network(input_ids=ids, attention_mask=torch.ones_like(ids)).logits[:, -1]
            for i, top in zip(active, tops.argmax(1).tolist(), strict=True):
                found[i].append(top)
    return found


def plain_el(lm: LM, row: Tokens, n: int, starts: Sequence[int]) -> float:
    """EL_n by its definition, for the given prefix lengths."""
    texts = plain_greedy(lm, [row.ids[:t] for t in starts], [len(row.ids)] * len(starts))
    total = 0.0
    for t, text in zip(starts, texts, strict=True):
        true = [tuple(row.ids[i : i + n]) for i in range(t, len(row.ids) - n + 1)]
        said = [tuple(text[i : i + n]) for i in range(t, len(text) - n + 1)]
        total += sum(gram in true for gram in said) / len(true)
    return total / len(starts)


def some_rows(lm: LM) -> list[Tokens]:
    """Learnt and unlearnt sentences of several lengths."""
    texts = (tiny.SENTENCES[0], tiny.SENTENCES[1][:40], tiny.SENTENCES[3], tiny.SENTENCES[5][:30])
    return [encode(tiny.text(words, id=str(i)), lm) for i, words in enumerate(texts)]


def grams(ids: Sequence[int], n: int) -> set[tuple[int, ...]]:
    """Its n-grams."""
    return {tuple(ids[i : i + n]) for i in range(len(ids) - n + 1)}


def models(family: str) -> list[LM]:
    """A random model, and one that knows some sentences, of others their beginnings."""
    return [tiny.lm(family), tiny.trained(family, steps=20)]


@pytest.mark.parametrize("family", tiny.FAMILIES)
@torch.no_grad()
def test_one_pass_gives_every_rows_own_predictions(family: str) -> None:
    lm = tiny.trained(family, steps=20)
    rows = tiny.rows(lm)
    for row, forced in zip(rows, teacher_forced(lm, rows), strict=True):
        logits = lm.network(input_ids=torch.tensor([row.ids])).logits[0, :-1]
        nll = torch.nn.functional.cross_entropy(logits, torch.tensor(row.ids[1:]), reduction="none")
        torch.testing.assert_close(forced.nll_T, nll, atol=1e-5, rtol=1e-5)
        assert torch.equal(forced.top_T, logits.argmax(1))


@pytest.mark.parametrize("family", tiny.FAMILIES)
def test_the_tokenizers_padding_changes_nothing(family: str) -> None:
    network = tiny.network(family)
    found = []
    for pad in (None, "end", "own"):
        for side in ("left", "right"):
            tokenizer = tiny.tokenizer(pad=pad, padding_side=side)
            lm = from_parts(network, tokenizer, name=family)
            rows = some_rows(lm)
            forced, table = rollouts(lm, rows, starts=[range(1, len(r.ids)) for r in rows])
            prompts = [row.ids[:9] for row in rows]
            beams = continue_beam(lm, prompts, new_tokens=[9, 9, 5, 5], beams=2)
            found.append((torch.cat([f.nll_T for f in forced]), table.tails, beams))
    for nll_T, tails, beams in found[1:]:
        torch.testing.assert_close(nll_T, found[0][0], atol=1e-5, rtol=1e-5)
        assert tails == found[0][1]
        assert beams == found[0][2]


@pytest.mark.parametrize("family", tiny.FAMILIES)
def test_rollouts_are_the_plain_greedy_continuations(family: str) -> None:
    for lm in models(family):
        rows = some_rows(lm)
        _, table = rollouts(lm, rows, starts=[range(1, len(row.ids)) for row in rows])
        given = [(i, t) for i, row in enumerate(rows) for t in range(1, len(row.ids))]
        prefixes = [rows[i].ids[:t] for i, t in given]  # all at once: fewer, fuller passes
        plain = plain_greedy(lm, prefixes, [len(rows[i].ids) for i, _ in given])
        for (i, t), text in zip(given, plain, strict=True):
            assert table.continuation(i, t) == tuple(text[t:]), (lm.name, i, t)


@pytest.mark.parametrize("prefixes", ["all", "last50"])
@pytest.mark.parametrize("family", ["gpt_neo", "llama"])
def test_fast_el_is_el(family: str, prefixes: str) -> None:
    lm = tiny.trained(family, steps=20)
    rows = tiny.rows(lm)[:3]
    _, table = rollouts(lm, rows, starts=[range(1, len(row.ids)) for row in rows])
    counted = [Counted(3, el_starts(len(row.ids), n=3, prefixes=prefixes)) for row in rows]
    _, searched = rollouts(lm, rows, starts=[()] * len(rows), counted=counted)
    values = []
    for i, row in enumerate(rows):
        fast, faster = (
            extraction_likelihood(
                lambda t, i=i, of=of: of.continuation(i, t), row.ids, n=3, prefixes=prefixes
            )
            for of in (table, searched)
        )
        assert faster == fast
        first = 1 if prefixes == "all" else max(1, len(row.ids) - 50)
        assert fast == pytest.approx(
            plain_el(lm, row, 3, range(first, len(row.ids) - 2)), abs=1e-12
        )
        values.append(fast)
    assert any(0 < value < 1 for value in values)


@pytest.mark.parametrize("family", tiny.FAMILIES)
def test_what_is_searched_for_ngrams_alone_is_read_no_further_than_they_can_reach(
    family: str,
) -> None:
    lm = tiny.trained(family, steps=20)
    rows = some_rows(lm)
    starts = [range(1, len(row.ids) - 3) for row in rows]
    _, whole = rollouts(lm, rows, starts=starts)
    counted = [Counted(4, some) for some in starts]
    _, table = rollouts(lm, rows, starts=[{5}] * len(rows), counted=counted)
    unread = 0
    for i, row in enumerate(rows):
        assert table.continuation(i, 5) == whole.continuation(i, 5)
        known = grams(row.ids, 4)
        for start in starts[i]:
            said, part = whole.continuation(i, start), table.continuation(i, start)
            end = part.index(sweep.UNREAD) if sweep.UNREAD in part else len(part)
            assert part == said[:end] + (sweep.UNREAD,) * (len(said) - end)
            assert not known & grams(said[max(0, end - 3) :], 4)
            unread += len(said) - end
    assert unread


def test_an_ngram_is_given_up_only_when_no_words_could_complete_one() -> None:
    dice, given_up = random.Random(0), 0
    for _ in range(300):
        n, more = dice.randint(1, 5), dice.randint(0, 4)
        text = dice.choices(range(3), k=dice.randint(n, 12))
        said = dice.choices(range(3), k=dice.randint(n, 8))
        can = any(
            grams(text, n) & grams([*said, *words][len(said) - n + 1 :], n)
            for words in product(range(3), repeat=more)
        )
        may = sweep.Grams(text, n).may_come(said, more)
        assert may or not can
        given_up += not may
    assert 50 < given_up < 250


def test_start_tokens_are_part_of_every_prefix() -> None:
    lm = from_parts(tiny.network("llama"), tiny.tokenizer(start=True), name="start")
    row = some_rows(lm)[0]
    _, table = rollouts(lm, [row], starts=[range(1, len(row.ids))])
    plain = plain_greedy(lm, [row.ids[:1], row.ids[:7]], [len(row.ids)] * 2)
    assert table.continuation(0, 1) == tuple(plain[0][1:])
    assert table.continuation(0, 7) == tuple(plain[1][7:])


def test_memory_decides_how_much_at_once_but_not_what(monkeypatch: pytest.MonkeyPatch) -> None:
    lm = tiny.lm("mistral")
    rows = some_rows(lm)[1:3]
    starts = [range(1, len(row.ids)) for row in rows]
    whole = rollouts(lm, rows, starts=starts)[1]
    for limit in (1, 200_000):
        monkeypatch.setattr(sweep, "budget_bytes", lambda lm, limit=limit: limit)
        monkeypatch.setattr(decoding, "budget_bytes", lambda lm, limit=limit: limit)
        assert rollouts(lm, rows, starts=starts)[1] == whole


def test_what_is_known_by_heart_is_never_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    lm = tiny.trained("gpt2")
    rows = tiny.rows(lm)[:4]
    jobs: list[sweep.Job] = []
    monkeypatch.setattr(decoding, "sweep", lambda lm, new: [jobs.append(job) for job in new])
    _, table = rollouts(lm, rows, starts=[range(1, len(row.ids)) for row in rows])
    assert jobs == []
    assert table.continuation(2, 5) == rows[2].ids[5:]


def test_only_what_a_start_leads_to_is_decoded() -> None:
    lm = tiny.lm("gpt2")
    row = tiny.rows(lm)[0]
    forced, table = rollouts(lm, [row], starts=[{10, 30}])
    assert sorted(table.tails) == [
        (0, next(t for t in range(start, 40) if forced[0].top_T[t - 1] != row.ids[t]))
        for start in (10, 30)
    ]
    with pytest.raises(KeyError):
        table.continuation(0, 20)


def test_the_end_of_a_row_continues_with_nothing() -> None:
    lm = tiny.lm("gpt2")
    row = tiny.rows(lm)[0]
    _, table = rollouts(lm, [row], starts=[[len(row.ids), len(row.ids) - 1]])
    assert table.continuation(0, len(row.ids)) == ()
    assert len(table.continuation(0, len(row.ids) - 1)) == 1


@pytest.mark.parametrize("family", ["gpt_neo", "mistral"])
def test_full_passes_give_what_the_cache_gives(
    monkeypatch: pytest.MonkeyPatch, family: str
) -> None:
    lm = tiny.trained(family, steps=20)
    rows = some_rows(lm)
    starts = [range(1, len(row.ids)) for row in rows]
    cached = rollouts(lm, rows, starts=starts)[1]
    counted = [Counted(5, some) for some in starts]
    searched = rollouts(lm, rows, starts=[()] * len(rows), counted=counted)[1]
    monkeypatch.setattr(decoding, "has_plain_cache", lambda lm: False)
    assert rollouts(lm, rows, starts=starts)[1] == cached
    assert rollouts(lm, rows, starts=[()] * len(rows), counted=counted)[1] == searched


def test_a_network_without_keys_and_values_is_decoded_all_the_same() -> None:
    torch.manual_seed(0)
    config = MambaConfig(vocab_size=tiny.VOCABULARY, hidden_size=16, num_hidden_layers=2)
    lm = from_parts(MambaForCausalLM(config), tiny.tokenizer(), name="mamba")
    assert not sweep.has_plain_cache(lm)
    row = some_rows(lm)[1]
    _, table = rollouts(lm, [row], starts=[[5]])
    plain = plain_greedy(lm, [row.ids[:5]], [len(row.ids)])
    assert table.continuation(0, 5) == tuple(plain[0][5:])


@pytest.mark.parametrize("family", tiny.FAMILIES)
def test_every_supported_family_has_a_plain_cache(family: str) -> None:
    assert sweep.has_plain_cache(tiny.lm(family))


@pytest.mark.parametrize("family", tiny.FAMILIES)
def test_prompts_of_any_length_continue_greedily(family: str) -> None:
    lm = tiny.trained(family, steps=20)
    prompts = [
        row.ids[:length] for row, length in zip(tiny.rows(lm), (1, 20, 7, 3, 7, 34), strict=True)
    ]
    counts = [12, 5, 1, 30, 0, 20]
    plain = plain_greedy(lm, prompts, [len(p) + c for p, c in zip(prompts, counts, strict=True)])
    assert continue_greedy(lm, prompts, new_tokens=counts) == [
        tuple(text[len(p) :]) for text, p in zip(plain, prompts, strict=True)
    ]


def test_a_prompt_must_exist_and_fit() -> None:
    lm = tiny.lm("gpt2")
    with pytest.raises(TextsError, match="empty"):
        continue_greedy(lm, [()], new_tokens=[3])
    with pytest.raises(TextsError, match="90 tokens with 7 new ones does not fit the model's 96"):
        continue_greedy(lm, [tuple(range(90))], new_tokens=[7])


def test_nothing_asked_is_nothing_answered() -> None:
    lm = tiny.lm("gpt2")
    assert teacher_forced(lm, []) == []
    assert continue_greedy(lm, [], new_tokens=[]) == []
    assert rollouts(lm, [], starts=[])[0] == []


def test_logits_never_exist_for_all_rows_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    lm = tiny.lm("gpt2")
    whole = teacher_forced(lm, tiny.rows(lm))
    most: list[int] = []

    def counted(hidden: torch.Tensor, live: Head) -> torch.Tensor:
        most.append(len(hidden))
        return project(hidden, live)

    monkeypatch.setattr(decoding, "project", counted)
    monkeypatch.setattr(decoding, "_CPU_FLOATS", 10 * tiny.VOCABULARY)
    for a, b in zip(whole, teacher_forced(lm, tiny.rows(lm)), strict=True):
        assert torch.equal(a.top_T, b.top_T)
    assert max(most) == 10


@pytest.mark.parametrize("family", ("gpt_neo", "llama"))
@torch.no_grad()
def test_moments_are_those_of_the_whole_distribution(family: str) -> None:
    lm = tiny.trained(family, steps=20)
    rows = some_rows(lm)
    for row, (forced, found) in zip(rows, decoding.with_moments(lm, rows), strict=True):
        logp_TV = lm.network(input_ids=torch.tensor([row.ids])).logits[0, :-1].log_softmax(1)
        share_TV = logp_TV.exp()
        mean_T = (share_TV * logp_TV).sum(1)
        variance_T = (share_TV * logp_TV**2).sum(1) - mean_T**2
        assert torch.allclose(found.mean_T, mean_T, atol=1e-4)
        assert torch.allclose(found.spread_T, variance_T.clamp(min=0).sqrt(), atol=2e-3)
        true_T = torch.tensor(row.ids[1:])
        assert torch.allclose(forced.nll_T, -logp_TV.gather(1, true_T[:, None])[:, 0], atol=1e-4)
