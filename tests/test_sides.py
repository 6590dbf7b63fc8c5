"""What a model makes of rows: which tokens count, what the original said, and chunk by chunk."""

import math

import pytest
import tiny
import torch
import torch.nn.functional as F

from icu_core import sides
from icu_core.errors import ConfigError
from icu_core.models import LM, Head, from_parts, head, last_hidden
from icu_core.objectives.distillation import undial
from icu_core.objectives.preference import npo
from icu_core.objectives.terms import Weights, kl
from icu_core.sides import Original, Rows, States, token_nll
from icu_core.tokens import Tokens

ALONE = Weights(learn=0.0, drift=0.0)


@pytest.fixture(scope="module")
def lm() -> LM:
    """A random model."""
    return tiny.lm("llama")


@pytest.fixture(scope="module")
def before() -> LM:
    """Another one, which plays the original."""
    return tiny.lm("llama", seed=1)


def read(lm: LM, rows: list[Tokens]) -> list[States]:
    """What the model makes of every row by itself."""
    return [States(last_hidden(lm, torch.tensor([row.ids]))[0]) for row in rows]


def side(lm: LM, before: LM, rows: list[Tokens], *, is_secret_only: bool = False,
         refusal_ids: tuple[int, ...] = ()) -> Rows:  # fmt: skip
    """These rows under the model now and then."""
    ids = [row.id for row in rows]
    with torch.no_grad():
        states = dict(zip(ids, read(before, rows), strict=True))
    return Rows(rows, read(lm, rows), head(lm), Original(head(before).frozen(), states),
                is_secret_only=is_secret_only, refusal_ids=refusal_ids)  # fmt: skip


def by_definition(lm: LM, row: Tokens) -> list[float]:
    """-log p of every token of a row but the first, from the network's own logits."""
    with torch.no_grad():
        logits = lm.network(input_ids=torch.tensor([row.ids])).logits[0]
    return F.cross_entropy(logits[:-1], torch.tensor(row.ids[1:]), reduction="none").tolist()


def test_nll_of_a_coin_flip_is_log_two() -> None:
    found = token_nll(torch.ones(1, 2), torch.tensor([1]), Head(torch.ones(2, 2)))
    assert found.item() == pytest.approx(math.log(2))


def test_now_and_then_are_the_networks_own_nll_row_by_row(lm: LM, before: LM) -> None:
    rows = tiny.rows(lm)[:3]
    found = side(lm, before, rows)
    for model, nll_N in ((lm, found.nll_N), (before, found.original_nll_N)):
        expected = [nll for row in rows for nll in by_definition(model, row)]
        assert nll_N.tolist() == pytest.approx(expected, abs=1e-4)
    assert found.sizes_B.tolist() == [len(row.ids) - 1 for row in rows]
    sums = [sum(by_definition(lm, row)) for row in rows]
    assert found.rows(found.nll_N).tolist() == pytest.approx(sums, rel=1e-5)
    assert not found.original_nll_N.requires_grad


def test_of_a_secret_only_its_own_tokens_count(lm: LM, before: LM) -> None:
    rows = tiny.rows(lm)[:2]
    found = side(lm, before, rows, is_secret_only=True)
    expected = [
        nll for row in rows for nll in by_definition(lm, row)[row.secret[0] - 1 : row.secret[1] - 1]
    ]
    assert found.nll_N.tolist() == pytest.approx(expected, abs=1e-4)


def test_the_divergence_is_asked_at_every_position_and_nowhere_else(lm: LM, before: LM) -> None:
    """Rows of different lengths: in a batch there would be padding, which must not count."""
    rows = tiny.rows(lm)[:2]
    expected = []
    for row in rows:
        with torch.no_grad():
            now, then = (each.network(input_ids=torch.tensor([row.ids])).logits[0].log_softmax(-1)
                         for each in (lm, before))  # fmt: skip
        expected += (then.exp() * (then - now)).sum(-1).tolist()
    assert side(lm, before, rows).positions(kl).tolist() == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("is_secret_only", [False, True])
def test_nll_and_divergence_from_the_same_logits_are_those_by_themselves(
    before: LM, is_secret_only: bool
) -> None:
    """Values, and the gradients that reach the weights, to the last digits of float32."""
    results = []
    rows = tiny.rows(before)
    for is_joint in (True, False):
        lm = from_parts(tiny.network("llama"), tiny.tokenizer(), name="told")
        found = side(lm, before, rows, is_secret_only=is_secret_only)
        values = found.told(kl) if is_joint else (found.nll_N, found.positions(kl))
        (values[0].square().sum() + values[1].square().sum()).backward()
        grads = [each.grad for each in lm.network.parameters() if each.grad is not None]
        results.append([*(each.detach() for each in values), *grads])
    for joint, alone in zip(*results, strict=True):
        assert (joint - alone).norm() <= 2e-6 * alone.norm()


def test_undial_counts_the_secret_and_not_its_prompt(lm: LM, before: LM) -> None:
    row = tiny.rows(lm)[0]
    ids_1T, places = torch.tensor([row.ids]), slice(row.secret[0] - 1, row.secret[1] - 1)
    with torch.no_grad():
        now_TV, then_TV = (
            each.network(input_ids=ids_1T).logits[0, places] for each in (lm, before)
        )
    labels_T = torch.tensor(row.secret_ids)
    then_TV[torch.arange(len(labels_T)), labels_T] -= 10.0
    expected = F.cross_entropy(now_TV, then_TV.softmax(-1))
    found = undial(side(lm, before, [row], is_secret_only=True), side(lm, before, []), ALONE)
    assert found.total.item() == pytest.approx(expected.item(), rel=1e-4)


def test_npo_asks_for_log_probabilities_and_not_for_logits(lm: LM, before: LM) -> None:
    """Lifting every logit of the vocabulary changes no probability, and so nothing else."""
    rows = tiny.rows(lm)[:2]
    plain = side(lm, before, rows)
    lifted = side(lm, before, rows)
    weight_VD = head(lm).weight_VD
    lifted.head = Head(weight_VD, torch.full((len(weight_VD),), 7.0))
    nothing = side(lm, before, [])
    values = [npo(each, nothing, ALONE).total.item() for each in (plain, lifted)]
    assert values[0] == pytest.approx(values[1], rel=1e-4)


def test_the_words_of_a_refusal_come_over_and_over_in_each_row(lm: LM, before: LM) -> None:
    rows = tiny.rows(lm)[:2]
    words = (7, 8, 9)
    found = side(lm, before, rows, is_secret_only=True, refusal_ids=words).refusal_nll_N
    expected = []
    for row in rows:
        with torch.no_grad():
            logits = lm.network(input_ids=torch.tensor([row.ids])).logits[0].log_softmax(-1)
        for place, at in enumerate(range(*row.secret)):
            expected.append(-logits[at - 1, words[place % 3]].item())
    assert found.tolist() == pytest.approx(expected, abs=1e-4)


def test_a_refusal_without_words_is_refused(lm: LM, before: LM) -> None:
    with pytest.raises(ConfigError, match="refusal"):
        _ = side(lm, before, tiny.rows(lm)[:1]).refusal_nll_N


def test_a_row_at_its_mark_is_reached(lm: LM, before: LM) -> None:
    rows = tiny.rows(lm)[:2]
    found = side(lm, before, rows)
    means = [nll.mean().item() for nll in torch.split(found.nll_N, found.sizes_B.tolist())]
    found.marks = {rows[0].id: means[0] - 0.01, rows[1].id: means[1] + 0.01}
    first, second = found.sizes_B.tolist()
    assert found.unreached_N.tolist() == [0.0] * first + [1.0] * second
    found.marks = None
    assert found.unreached_N.tolist() == [1.0] * (first + second)


def test_a_side_without_rows_has_nothing_to_count(lm: LM, before: LM) -> None:
    none = side(lm, before, [])
    everywhere = none.tokens(lambda now, then, labels: now.sum(-1) + then.sum(-1) + labels)
    counted = (none.nll_N, none.original_nll_N, none.unreached_N)
    values = (*counted, none.positions(kl), *none.told(kl), everywhere)
    assert all(each.shape == (0,) for each in (*values, none.rows(none.nll_N)))


def test_chunks_change_neither_values_nor_gradients(
    monkeypatch: pytest.MonkeyPatch, before: LM
) -> None:
    results = []
    rows = tiny.rows(before)
    for chunk_bytes in (4 * tiny.VOCABULARY * 5, sides.CHUNK_BYTES):
        monkeypatch.setattr(sides, "CHUNK_BYTES", chunk_bytes)
        lm = from_parts(tiny.network("llama"), tiny.tokenizer(), name="chunks")
        found = side(lm, before, rows)
        values = (found.nll_N.sum(), found.positions(kl).sum(), undial(found, found, ALONE).total)
        sum(values).backward()  # type: ignore[union-attr]
        grads = [each.grad for each in lm.network.parameters()]
        results.append([each.detach() for each in (*values, *grads) if each is not None])
    for small, whole in zip(*results, strict=True):
        torch.testing.assert_close(small, whole, rtol=1e-4, atol=1e-4)
