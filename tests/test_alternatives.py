"""What stands in place of a secret: never a true one, in its own place, the same every time."""

import forgetful
import pytest
import tiny

from icu_core import alternatives
from icu_core.errors import TextsError
from icu_core.models import LM
from icu_core.texts import LAST_HALF, Span, Text
from icu_core.tokens import encode


@pytest.fixture(scope="module")
def lm() -> LM:
    """A random model that reads the records."""
    return forgetful.blank()


def of_kind(text: Text, kind: str) -> Text:
    """The text with a secret of another kind."""
    return Text(text.id, text.text, Span(text.secret.start, text.secret.stop, kind))


def plausible(lm: LM, targets: list[Text], unseen: list[Text], partners: list[Text],
              *, count: int = 3, seed: int = 7) -> alternatives.Found:  # fmt: skip
    beside = {target.id: partners for target in targets}
    return alternatives.plausible(lm, targets, unseen, beside, count=count, seed=seed)


def test_never_seen_secrets_of_the_kind_come_first_and_nothing_true(lm: LM) -> None:
    targets = forgetful.known()
    found = plausible(lm, targets, [*forgetful.unseen(), *targets], forgetful.kept())
    never_seen = {text.secret_text for text in forgetful.unseen()}
    assert set(found) == {target.id for target in targets}
    for target in targets:
        said = [text.secret_text for text in found[target.id]]
        assert len(set(said)) == 3 and set(said) <= never_seen
        for text in found[target.id]:
            assert text.text == target.text.replace(target.secret_text, text.secret_text)


def test_partners_of_the_kind_serve_where_no_other_is_known(lm: LM) -> None:
    others = [of_kind(text, "phone") for text in forgetful.unseen()]
    found = plausible(lm, forgetful.known(), others, forgetful.kept())
    kept = {text.secret_text for text in forgetful.kept()}
    assert {text.secret_text for some in found.values() for text in some} <= kept


def test_the_model_is_asked_where_there_is_nothing_of_the_kind() -> None:
    """Even one that knows the secret by heart comes to say something else."""
    lm = forgetful.model()
    targets = forgetful.known()[:2]
    found = plausible(lm, targets, [], [])
    for target in targets:
        assert all(text.secret_text != target.secret_text for text in found[target.id])
        assert len(found[target.id]) == 3


def test_two_last_halves_have_nothing_in_common(lm: LM) -> None:
    halves = [of_kind(text, LAST_HALF) for text in forgetful.kept()]
    found = plausible(lm, [of_kind(forgetful.record(0), LAST_HALF)], halves, halves)
    said = {text.secret_text for text in found["r0"]}
    assert not said & {text.secret_text for text in halves}


def test_an_alternative_has_its_own_tokens_and_places(lm: LM) -> None:
    target = forgetful.record(0)
    longer = of_kind(tiny.text("It is 123456789 there", secret="123456789", id="long"), "code")
    (text,) = plausible(lm, [target], [longer], [], count=1)["r0"]
    row, original = encode(text, lm), encode(target, lm)
    assert lm.tokenizer.decode(row.secret_ids).strip() == "123456789"
    assert row.prompt_ids == original.prompt_ids and len(row.ids) > len(original.ids)


def test_too_few_answers_come_again_and_too_long_ones_never(lm: LM) -> None:
    endless = of_kind(tiny.text("It is " + "9 " * 200, secret="9 " * 150, id="endless"), "code")
    found = plausible(lm, [forgetful.record(0)], [endless, forgetful.record(8)], [], count=1)
    assert [text.secret_text for text in found["r0"]] == [forgetful.record(8).secret_text]


def test_the_same_seed_gives_the_same_and_another_seed_others(lm: LM) -> None:
    targets = forgetful.known()
    pools = (forgetful.unseen(), forgetful.kept())
    first, again, other = (plausible(lm, targets, *pools, seed=seed) for seed in (7, 7, 8))
    assert first == again and first != other


def test_random_answers_are_of_any_kind(lm: LM) -> None:
    others = [of_kind(text, "phone") for text in forgetful.unseen()]
    found = alternatives.random_answers(lm, forgetful.known(), others, count=2, seed=7)
    secrets = {text.secret_text for text in others}
    assert {text.secret_text for some in found.values() for text in some} <= secrets


def test_a_refusal_takes_the_place_of_every_secret(lm: LM) -> None:
    found = alternatives.refusals(forgetful.known(), " not known ")
    (text,) = found["r0"]
    assert text.text == "The door code of Abo is not known." and text.secret_text == "not known"
    with pytest.raises(TextsError, match="refusal"):
        alternatives.refusals(forgetful.known(), "  ")
