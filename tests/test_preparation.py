"""From settings and texts to a plan: what a run holds on to, and what it is measured by."""

import dataclasses

import forgetful
import pytest

from icu_core import preparation
from icu_core.config import RunConfig
from icu_core.errors import PoolError, TextsError
from icu_core.models import LM
from icu_core.plan import Plan
from icu_core.telling import Telling
from icu_core.texts import Span, Text, new_text

QUICK = RunConfig().with_values(forgetful.QUICK)
HOLDING = QUICK.with_values({"anchors": "pool", "max_overlap": 1.0})


@pytest.fixture(scope="module")
def lm() -> LM:
    """The forgetful model; plans leave it as it is."""
    return forgetful.model()


def told_again(number: int, *, name: str) -> Text:
    """A text of its own that tells the secret of a record on the way to another."""
    words = f"{name} also knows that {forgetful.CODES[number]} opens it, and says {name}{number}."
    start = words.rindex(name)
    span = Span(start, len(words) - 1, "name")
    return Text(f"again-{name}{number}", words, span, (span,), "code", "test")


def held(plan: Plan) -> list[Text]:
    """Every text that a step or a watch holds on to."""
    partners = [each.text for pairing in plan.pairings for each in pairing.partners]
    return [*partners, *plan.anchors, *plan.untouched, *plan.prose]


def test_nothing_holds_on_to_what_is_to_be_forgotten(lm: LM) -> None:
    targets = forgetful.known()
    telling = [told_again(number, name=name) for number in range(4) for name in ("Uma", "Vic")]
    pool = [*targets, *telling, *forgetful.kept(), *forgetful.unseen()]
    made = preparation.make_plan(lm, targets, HOLDING, pool=pool, unseen=forgetful.unseen())
    there = {text.text for text in held(made)}
    assert there and not there & {text.text for text in (*targets, *telling)}
    assert made.notes[0].startswith("4 texts of the pool left out: to be forgotten")


def test_only_a_secret_as_a_whole_makes_a_text_harmful(lm: LM) -> None:
    inside = dataclasses.replace(
        forgetful.record(8), id="inside", text="The door code of Ivo is 140713."
    )
    plain = dataclasses.replace(inside, secret=Span(24, 30, "code"))
    pool = [*forgetful.kept(), plain, *forgetful.unseen()]
    made = preparation.make_plan(
        lm, forgetful.known(), HOLDING, pool=pool, unseen=forgetful.unseen()
    )
    assert plain.text in {text.text for text in held(made)}


def test_neither_case_nor_white_space_hides_a_secret() -> None:
    told = Telling([new_text("The password is Blue Heron", secret=Span(16, 26, "password"))])
    shouted, other = new_text("It is BLUE\n HERON, she said."), new_text("It is a blue bird.")
    assert told.without([shouted, other]) == [other]


def test_what_the_model_knows_does_not_stand_for_never_seen_texts(lm: LM) -> None:
    pool = [*forgetful.kept(), *forgetful.unseen()]
    mixed = preparation.make_plan(lm, forgetful.known(), QUICK, pool=pool)
    given = preparation.make_plan(
        lm, forgetful.known(), QUICK, pool=pool, unseen=forgetful.unseen()
    )
    assert mixed.strangers == "pool" == Plan.from_json(mixed.to_json()).strangers
    assert any("that the model knows" in note for note in mixed.notes)
    assert given.strangers == "never seen"
    assert mixed.level.nll_secret > 1.0 < given.level.nll_secret


def test_a_pool_that_is_known_as_a_whole_is_refused_where_a_level_decides(lm: LM) -> None:
    with pytest.raises(PoolError, match="The model knows every text of the pool"):
        preparation.make_plan(lm, forgetful.known(), QUICK, pool=forgetful.kept())
    paper = QUICK.with_values({"rule": "paper_or"})
    assert preparation.make_plan(lm, forgetful.known(), paper, pool=forgetful.kept()).prose


def test_never_seen_texts_of_one_of_two_kinds_are_not_of_the_same_kinds(lm: LM) -> None:
    first, *rest = forgetful.known()
    mixed = [dataclasses.replace(first, kind="diagnosis"), *rest]
    made = preparation.make_plan(lm, mixed, QUICK, pool=forgetful.kept(), unseen=forgetful.unseen())
    assert made.strangers == "other kinds"


def test_targets_longer_than_the_context_become_windows(lm: LM) -> None:
    long = forgetful.record(0)
    words = " ".join([long.text] * 12)
    text = dataclasses.replace(long, id="long", text=words)
    made = preparation.make_plan(
        lm, [text], QUICK, pool=forgetful.kept(), unseen=forgetful.unseen()
    )
    assert len(made.targets) > 1 and "".join(each.text for each in made.targets) == words
    assert any("windows" in note for note in made.notes)


def test_a_target_that_the_model_cannot_read_is_named_by_its_number(lm: LM) -> None:
    first, second = forgetful.known()[:2]
    unasked = dataclasses.replace(second, secret=Span(0, 1, "code"))
    short = dataclasses.replace(second, text="ab", secret=Span(1, 2, "code"))
    for bad, said in ((unasked, "The secret of text 2 is empty"), (short, "Text 2 is too short")):
        with pytest.raises(TextsError, match=said) as caught:
            preparation.make_plan(lm, [first, bad], QUICK, pool=forgetful.kept())
        assert second.id not in str(caught.value)


def test_a_sampled_text_that_reads_longer_than_it_was_written_is_split(
    lm: LM, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = " ".join(each.text for each in 9 * forgetful.unseen())
    written = [*forgetful.kept(), *forgetful.unseen(), new_text(long, source="sampled")]
    monkeypatch.setattr(preparation.pools, "sampled", lambda *_, **__: written)
    made = preparation.make_plan(lm, forgetful.known(), HOLDING)
    assert made.anchors and all(len(each.text) < len(long) for each in held(made))
