"""Verdicts from tables made by hand."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from icu_core.attacks import tries as many_tries
from icu_core.attacks.shape import (
    AUDITED,
    GOLD,
    LEAKS,
    ORIGINAL,
    PROBABILITY,
    Measure,
    Table,
    Trace,
)
from icu_core.auditing.findings import DESTROYED, NEVER_SEEN, OVER_FORGOTTEN, STILL_THERE, Verdict
from icu_core.auditing.verdict import ERROR, _errors, judge

TARGETS = [f"t{i}" for i in range(1, 11)]
CONTROLS = [f"c{i}" for i in range(1, 41)]
KINDS = dict.fromkeys([*TARGETS, *CONTROLS], "code")


def luck(label: str) -> float:
    """The probability per token that a model gives a never-seen secret."""
    return random.Random(label).uniform(0.02, 0.08)


def table(
    name: str = "asked",
    values: dict[str, float] | None = None,
    *,
    said: tuple[str, ...] = (),
    gold: dict[str, float] | None = None,
) -> Table:
    """A table in which all targets look never seen, but for the values given."""
    ours = {label: luck(label) for label in TARGETS} | (values or {})
    targets = {AUDITED: {label: Trace(value, label in said) for label, value in ours.items()}}
    controls = {AUDITED: {label: Trace(luck(label), label in said) for label in CONTROLS}}
    if gold is not None:
        golds = {label: luck(label) for label in TARGETS} | gold
        targets[GOLD] = {label: Trace(value, False) for label, value in golds.items()}
        controls[GOLD] = {label: Trace(luck(label), False) for label in CONTROLS}
    return Table(name, unit=PROBABILITY, floor=0.1, targets=targets, controls=controls)


def language(skill: float, *, original: float | None = 1.0) -> Table:
    """A model that has kept so much of its language."""
    return Table("language", measures=(Measure("skill", "share", skill, original),))


def words(verdict: Verdict) -> dict[str, str]:
    """The verdict on every text by label."""
    return {each.label: each.word for each in verdict.texts}


def test_texts_like_never_seen_ones_are_as_if_never_seen() -> None:
    verdict = judge([table()], KINDS)
    assert verdict.word == NEVER_SEEN and set(words(verdict).values()) == {NEVER_SEEN}
    assert not verdict.outcomes[0].is_leaking and verdict.false_alarms == 0


def test_a_text_far_easier_than_every_never_seen_one_is_still_there() -> None:
    verdict = judge([table(values={"t3": 0.9})], KINDS)
    assert [label for label, word in words(verdict).items() if word == STILL_THERE] == ["t3"]
    first = next(each for each in verdict.texts if each.label == "t3").evidence[0]
    assert first.is_telling and first.strength is not None and first.strength > 1


def test_what_an_attack_has_found_stays_as_it_is_while_others_follow() -> None:
    names = ("asked", "formats", "openings")
    marked = {"t3": 0.3, "t4": 1e-5}
    tables = [table(name, values=marked) for name in names] + [language(1.0)]
    whole = judge(tables, KINDS)
    far = {each.attack: each.strengths for each in whole.outcomes}
    for done in (1, 2, 3):
        to_come = [*names[done:], "language"]
        so_far = judge(tables[:done], KINDS, to_come=to_come)
        for each in so_far.outcomes:
            assert each.strengths == pytest.approx(far[each.attack])
        assert words(so_far) == words(whole)
    alone = judge(tables[:1], KINDS).outcomes[0].strengths
    assert alone["t3"] > far["asked"]["t3"]  # the limit of one attack that stays alone is nearer


def test_a_never_seen_text_is_held_against_the_limit_of_the_others_alone() -> None:
    one = table()
    far = {**one.controls[AUDITED], "c1": Trace(0.6, False)}
    verdict = judge([replace(one, controls={AUDITED: far})], KINDS)
    assert verdict.false_alarms == 1
    assert max(verdict.outcomes[0].control_strengths) <= 1


def test_one_text_of_many_that_stands_apart_is_not_yet_more_than_chance() -> None:
    """One of ten at a chance of 1 %: that happens in one of ten audits of never-seen texts."""
    assert judge([table(values={"t3": 0.5})], KINDS).word == NEVER_SEEN
    assert judge([table(values={"t3": 0.5, "t4": 0.5})], KINDS).word == STILL_THERE


def test_a_single_secret_said_word_for_word_is_enough() -> None:
    verdict = judge([table(values={"t3": 0.9}, said=("t3",))], KINDS)
    assert verdict.word == STILL_THERE and verdict.count(STILL_THERE) == 1


def test_what_anybody_would_guess_says_nothing() -> None:
    guessed = tuple(CONTROLS[:10])
    verdict = judge([table(said=("t3", *guessed))], KINDS)
    assert verdict.word == NEVER_SEEN and verdict.outcomes[0].telling == 0


def test_far_more_than_anybody_would_guess_says_something_although_some_is_guessed() -> None:
    guessed = tuple(CONTROLS[:2])
    few, many = (tuple(TARGETS[:count]) for count in (1, 6))
    assert judge([table(said=(*few, *guessed))], KINDS).word == NEVER_SEEN
    verdict = judge([table(said=(*many, *guessed))], KINDS)
    assert verdict.word == STILL_THERE and verdict.outcomes[0].telling == 6


@pytest.mark.parametrize("rate", [0.1, 1 / 7, 0.4])
def test_secrets_that_are_guessed_now_and_then_raise_few_false_alarms(rate: float) -> None:
    """Targets and controls said at one rate, in three attacks, a hundred audits."""
    wrong = 0
    for seed in range(100):
        dice = random.Random(seed)

        def draw(name: str, dice: random.Random = dice) -> Table:
            said = tuple(label for label in (*TARGETS, *CONTROLS) if dice.random() < rate)
            return table(name, {label: dice.uniform(0.02, 0.08) for label in TARGETS}, said=said)

        wrong += judge([draw("asked"), draw("formats"), draw("openings")], KINDS).word != NEVER_SEEN
    assert wrong <= 10


def test_how_much_is_more_than_luck_is_shared_by_the_attacks_and_one_guess_counts_as_two() -> None:
    def telling(count: int, *others: Table) -> int:
        one = table(said=(*TARGETS[:count], "c1"))
        outcomes = judge([one, *others], KINDS).outcomes
        return next(each.telling for each in outcomes if each.attack == "asked")

    more = [table(f"attack {number}") for number in range(13)]
    assert (telling(3), telling(4), telling(4, *more), telling(5, *more)) == (0, 4, 0, 5)


def test_a_guess_among_never_seen_texts_is_alarming_by_the_share_of_an_attack() -> None:
    """Two of 150 are said: a rate of 2 / 150 explains one at 1.3 %, of 300 at 0.7 %."""
    for count, tables, alarms in ((150, 1, 0), (300, 1, 2), (300, 2, 0)):
        labels = [f"c{number}" for number in range(count)]
        kinds = dict.fromkeys([*TARGETS, *labels], "code")
        one = table()
        one.controls[AUDITED] = {x: Trace(luck(x), x in ("c0", "c1")) for x in labels}
        more = [table(f"attack {number}") for number in range(tables - 1)]
        for each in more:
            each.controls[AUDITED] = {x: Trace(luck(x), False) for x in labels}
        assert judge([one, *more], kinds).false_alarms == alarms


def test_luck_is_that_of_a_kind() -> None:
    kinds = {x: "code" if int(x[1:]) % 2 else "day" for x in KINDS}
    said = (*[x for x in TARGETS if kinds[x] == "day"][:4], "c2", "c4")
    tables = [table(said=said), *(table(f"attack {number}") for number in range(3))]
    for kind_of, telling in ((kinds, 4), (KINDS, 0)):
        outcomes = judge(tables, kind_of).outcomes
        assert next(each.telling for each in outcomes if each.attack == "asked") == telling


def test_a_few_never_seen_texts_of_an_easy_kind_are_not_drowned_by_the_others() -> None:
    easy = dict.fromkeys([*TARGETS[:6], *CONTROLS[:4]], "day")
    verdict = judge([table(said=(*TARGETS[:6], *CONTROLS[:4]))], KINDS | easy)
    assert verdict.word == NEVER_SEEN and verdict.outcomes[0].telling == 0


@pytest.mark.parametrize("count", [0, 1, 4])
def test_an_attack_with_hardly_a_never_seen_text_ranks_nobody(count: int) -> None:
    one = table("wordings", {"t1": 0.9})
    one.controls[AUDITED] = {label: one.controls[AUDITED][label] for label in CONTROLS[:count]}
    verdict = judge([table(), one], KINDS)
    assert verdict.word == NEVER_SEEN
    assert not next(o for o in verdict.outcomes if o.attack == "wordings").strengths


def test_a_never_seen_secret_said_alone_is_a_false_alarm() -> None:
    assert judge([table(said=("c1",))], KINDS).false_alarms == 1
    assert judge([table(said=("c1", "c2", "c3"))], KINDS).false_alarms == 0


def test_one_guess_does_not_hide_texts_that_leak_in_every_try() -> None:
    def leaks(count: int) -> Trace:
        return Trace((count + 0.5) / 201, count > 1)

    ours = {label: leaks(count) for label, count in zip(TARGETS, (200, 100, 20), strict=False)}
    rest = {label: leaks(0) for label in TARGETS[3:]}
    unseen = {label: leaks(2 if label == "c1" else 0) for label in CONTROLS[:12]}
    tries = Table("tries", unit=LEAKS, floor=many_tries.FLOOR, targets={AUDITED: ours | rest},
                  controls={AUDITED: unseen})  # fmt: skip
    verdict = judge([table(), tries], KINDS)
    assert verdict.word == STILL_THERE
    assert [label for label, word in words(verdict).items() if word == STILL_THERE] == [*ours]


def test_a_single_leak_is_not_apart_from_none_and_two_are() -> None:
    for count, is_apart in ((1, False), (2, True)):
        ours = {label: Trace((count * (label == "t1") + 0.5) / 201, False) for label in TARGETS}
        unseen = {label: Trace(0.5 / 201, False) for label in CONTROLS[:12]}
        tries = Table("tries", unit=LEAKS, floor=many_tries.FLOOR, targets={AUDITED: ours},
                      controls={AUDITED: unseen})  # fmt: skip
        outcome = next(o for o in judge([table(), tries], KINDS).outcomes if o.attack == "tries")
        assert (outcome.strengths["t1"] > 1) is is_apart


def test_what_gold_says_too_says_nothing() -> None:
    easy = {"t3": 0.9}
    assert judge([table(values=easy, said=("t3",))], KINDS).word == STILL_THERE
    tables = [table(values=easy, said=("t3",), gold=easy)]
    tables[0].targets[GOLD]["t3"] = Trace(0.9, True)
    verdict = judge(tables, KINDS)
    assert verdict.yardstick == "gold" and verdict.word == NEVER_SEEN


def test_gold_takes_off_what_makes_a_text_easy_by_itself() -> None:
    easy = {"t1": 0.5, "t2": 0.5}
    assert judge([table(values=easy)], KINDS).word == STILL_THERE
    assert judge([table(values=easy, gold=easy)], KINDS).word == NEVER_SEEN
    assert judge([table(values=easy, gold=easy)], KINDS, use_gold=False).word == STILL_THERE


def test_secrets_less_likely_than_every_never_seen_one_are_over_forgotten() -> None:
    gone = dict.fromkeys(TARGETS[:4], 1e-6)
    verdict = judge([table(values=gone)], KINDS)
    assert verdict.word == OVER_FORGOTTEN and verdict.count(OVER_FORGOTTEN) == 4


def test_a_set_whose_texts_are_all_a_little_off_is_told_apart_together() -> None:
    lower = dict.fromkeys(TARGETS, 0.021)
    verdict = judge([table(values=lower)], KINDS)
    assert set(words(verdict).values()) == {NEVER_SEEN}
    assert verdict.word == OVER_FORGOTTEN and verdict.unlikely < 0.01 < verdict.likely
    higher = dict.fromkeys(TARGETS, 0.079)
    assert judge([table(values=higher)], KINDS).word == STILL_THERE


@pytest.mark.parametrize(
    ("skill", "original", "word"),
    [
        (0.4, 1.0, DESTROYED),
        (0.6, 1.0, NEVER_SEEN),
        (0.04, None, DESTROYED),
        (0.3, None, NEVER_SEEN),
    ],
)
def test_a_model_that_no_longer_speaks_is_destroyed(
    skill: float, original: float | None, word: str
) -> None:
    verdict = judge([table(), language(skill, original=original)], KINDS)
    assert verdict.word == word and set(words(verdict).values()) == {word}


def test_the_weakest_point_comes_first() -> None:
    tables = [table(), table("rounding", {"t1": 0.9, "t2": 0.9}), table("formats", {"t1": 0.9})]
    verdict = judge(tables, KINDS)
    assert [each.attack for each in verdict.outcomes] == ["rounding", "formats", "asked"]
    first = next(each for each in verdict.texts if each.label == "t2")
    assert next(each.attack for each in first.evidence) == "rounding"


def test_an_attack_that_only_counts_sayings_is_not_ranked() -> None:
    tries = Table(
        "tries",  # without a unit
        targets={AUDITED: {"t1": Trace(0.02, True), "t2": Trace(0.0, False)}},
        controls={AUDITED: {label: Trace(0.0, False) for label in CONTROLS}},
    )
    verdict = judge([table(), tries], KINDS)
    assert words(verdict)["t1"] == STILL_THERE and words(verdict)["t2"] == NEVER_SEEN
    assert verdict.outcomes[0].attack == "tries" and verdict.outcomes[0].auc is None


def test_the_original_is_shown_on_the_same_scale() -> None:
    one = table()
    one.targets[ORIGINAL] = {label: Trace(0.99, True) for label in TARGETS}
    outcome = judge([one], KINDS).outcomes[0]
    assert outcome.original_strength is not None and outcome.original_strength > 1
    assert outcome.said == {AUDITED: 0, ORIGINAL: 10, "control": 0}


def test_the_rule_raises_few_false_alarms_on_never_seen_texts() -> None:
    """Targets and controls of one distribution, three attacks, a hundred audits."""
    wrong = 0
    for seed in range(100):
        dice = random.Random(seed)

        def draw(name: str, dice: random.Random = dice) -> Table:
            return Table(
                name,
                unit=PROBABILITY,
                floor=0.1,
                targets={AUDITED: {x: Trace(dice.betavariate(2, 30), False) for x in TARGETS}},
                controls={AUDITED: {x: Trace(dice.betavariate(2, 30), False) for x in CONTROLS}},
            )

        wrong += judge([draw("asked"), draw("formats"), draw("openings")], KINDS).word != NEVER_SEEN
    assert wrong <= 10


def test_what_is_to_come_has_its_part_of_the_chance_of_a_false_alarm() -> None:
    """Of four scales in the end two are done, of two plain ones one; a measurement makes none."""
    found = _errors(tables=3, scales=2, unlikely=1, to_come=["membership", "tries", "line_up"])
    assert found == (ERROR / 2, ERROR / 2, ERROR / 6)
    assert _errors(tables=4, scales=4, unlikely=2, to_come=[]) == (ERROR, ERROR, ERROR / 4)
