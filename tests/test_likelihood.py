"""What a model makes of a text that it is shown, against the plain forward pass."""

import pytest
import tiny
import torch

from icu_core import likelihood
from icu_core.errors import TextsError
from icu_core.likelihood import weigh

IDS = (40, 41, 42, 43, 44, 45, 46)


@pytest.mark.parametrize("family", tiny.FAMILIES)
@pytest.mark.parametrize("at_once", [2, 256])
def test_every_token_gets_the_probability_of_the_plain_forward_pass(
    family: str, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(likelihood, "POSITIONS", at_once)
    lm = tiny.lm(family)
    with torch.no_grad():
        shares_TV = lm.network(input_ids=torch.tensor([IDS])).logits[0].softmax(1)
    found = weigh(lm, IDS, start=2)
    assert len(found) == 5
    for place, one in enumerate(found, start=2):
        before_V = shares_TV[place - 1]
        assert one.probability == pytest.approx(float(before_V[IDS[place]]), rel=1e-4)
        assert [each.id for each in one.best] == before_V.topk(5).indices.tolist()
        assert [each.probability for each in one.best] == pytest.approx(
            before_V.topk(5).values.tolist(), rel=1e-4
        )


def test_a_model_that_learnt_a_text_by_heart_is_sure_of_it() -> None:
    lm = tiny.lm("llama")
    row = tiny.encode(tiny.text("the code of Abo is 4071."), lm)
    tiny.fit(lm, [row], steps=80)
    found = weigh(lm, row.ids, start=3)
    assert min(one.probability for one in found) > 0.9
    assert [one.best[0].id for one in found] == list(row.ids[3:])


def test_nothing_after_the_start_is_nothing() -> None:
    assert weigh(tiny.lm("llama"), IDS, start=len(IDS)) == []


def test_what_cannot_be_weighed_is_refused() -> None:
    lm = tiny.lm("gpt2")
    with pytest.raises(TextsError, match="empty"):
        weigh(lm, IDS, start=0)
    with pytest.raises(TextsError, match="shorten"):
        weigh(lm, [5] * (lm.context + 1), start=3)
