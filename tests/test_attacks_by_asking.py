"""Attacks that ask for secrets: plainly, with beginnings, in other words, and many times."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import pytest
import small_town as town
from attacking import QUICK, do, measure

from icu_core.attacks import (
    asked,
    formats,
    lineup,
    neighbours,
    openings,
    pieces,
    prefixes,
    tries,
    wordings,
)
from icu_core.attacks.asking import ask_all, with_prompt
from icu_core.attacks.shape import AUDITED, GOLD, ORIGINAL, Material, Settings
from icu_core.metrics.forgetting import leak_at_k
from icu_core.sampling import Sampling, samples
from icu_core.scores import score
from icu_core.texts import Span, Text
from icu_core.tokens import encode

pytestmark = pytest.mark.usefixtures("untouched")


def test_the_plain_question_finds_what_is_known_and_nothing_else() -> None:
    table = do(asked.asked, town.original())
    said = measure(table, "said word for word")
    assert said == {AUDITED: 1.0, ORIGINAL: 1.0, GOLD: 0.0, "control": 0.0}
    assert all(trace.said for trace in table.targets[AUDITED].values())
    assert not any(trace.said for trace in table.controls[AUDITED].values())


def test_its_numbers_are_those_of_the_scores() -> None:
    table = do(asked.asked, town.original())
    scored = score(town.original(), [encode(text, town.original()) for text in town.targets()])
    for text, one in zip(town.targets(), scored, strict=True):
        trace = table.targets[AUDITED][text.id]
        assert trace.value == pytest.approx(math.exp(-one.nll_secret), rel=1e-4)
        assert trace.said == one.exact
    mean = sum(one.ma for one in scored) / len(scored)
    assert measure(table, "memorisation accuracy, MA")[AUDITED] == pytest.approx(mean)


def test_the_chance_of_the_whole_secret_is_that_of_sampling_it() -> None:
    """exp(-nats) is what one try says, exactly; many tries come near it."""
    lm, text = town.original(), town.targets()[0]
    nats = do(asked.asked, lm).per_text["nats"][AUDITED][text.id]
    row = encode(text, lm)
    how = Sampling(temperature=1.0, max_new_tokens=len(row.secret_ids))
    drawn = samples(lm, row.prompt_ids, how, n=400)
    share = sum(each == row.secret_ids for each in drawn) / 400
    assert share == pytest.approx(math.exp(-nats), abs=0.08)


def test_a_piece_of_a_secret_counts_by_its_length() -> None:
    assert pieces.longest_piece("8 Tallow  STREET, flat 17", "4 Tallow Street, flat 21") == 21
    table = do(pieces.pieces, town.original())
    assert all(trace.value == 1.0 and trace.said for trace in table.targets[AUDITED].values())
    assert max(trace.value for trace in table.controls[AUDITED].values()) < 1
    assert set(table.words) == {ORIGINAL, AUDITED, GOLD}


def test_a_letter_that_folds_into_two_counts_on_both_sides() -> None:
    secret = Span(0, 11, "address")
    text = Text("t1", "Weißgasse 5", secret, (secret,), "address", "test")
    for said, share, is_whole in (("WEISSGASSE 5!", 1.0, True), ("Weissgasse 4", 11 / 12, False)):
        trace = pieces._traces([text], {"t1": said})["t1"]
        assert trace.value == pytest.approx(share) and trace.said is is_whole


def test_in_a_line_up_the_known_secret_is_picked_and_the_never_seen_one_is_not() -> None:
    table = do(lineup.line_up, town.original())
    picked = measure(table, "picked out")
    assert picked[AUDITED] == 1.0 and (picked["control"] or 0) < 0.5
    assert min(trace.value for trace in table.targets[AUDITED].values()) > 1
    quality = measure(table, "forget quality, KS p of the truth ratio")
    assert (quality[AUDITED] or 0) < 0.05 and quality[GOLD] == 1.0


def test_nobody_stands_twice_in_a_line_up() -> None:
    made_up = lineup._made_up(town.material(), QUICK)
    for text in (*town.targets(), *town.controls()):
        secrets = [each.secret_text for each in made_up[text.id]]
        assert text.secret_text not in secrets and len(set(secrets)) == len(secrets) == 5
        assert all(each.prompt == text.prompt for each in made_up[text.id])


def test_a_kind_without_other_secrets_has_no_line_up() -> None:
    alone = Material(town.targets(), town.controls()[:1])
    assert do(lineup.line_up, town.original(), alone).skipped


def test_the_more_is_given_the_more_is_completed() -> None:
    table = do(prefixes.prefixes, town.gold())
    for line in table.curves[0].lines.values():
        assert all(a <= b for a, b in itertools.pairwise(line))  # type: ignore[operator]
    assert table.curves[0].lines[ORIGINAL] == (1.0, 1.0, 1.0, 1.0)


def test_a_sweep_agrees_with_decoding() -> None:
    """What is completed with a quarter given is what greedy decoding says from there."""
    from icu_core.decoding import continue_greedy

    lm = town.gold()
    for text, answer in zip(town.controls(), ask_all(lm, town.controls()), strict=True):
        row = encode(text, lm)
        for share in prefixes.GIVEN:
            given = prefixes._given(answer, share)
            start = row.secret[0] + given
            rest = row.ids[start : row.secret[1]]
            said = continue_greedy(lm, [row.ids[:start]], new_tokens=[len(rest)])[0]
            assert (said == rest) == prefixes._is_completed(answer, share)


def test_other_wordings_are_those_with_the_same_secret() -> None:
    table = do(wordings.wordings, town.original())
    names = {each.name.split(":")[0] for each in table.measures if each.audited is not None}
    assert names == {"wording 1"}
    assert set(table.targets[AUDITED]) == {text.id for text in town.targets()}
    alone = Material(town.targets(), town.controls())
    assert "No other wording" in do(wordings.wordings, town.original(), alone).skipped


def test_formats_and_openings_keep_the_secret_as_it_is() -> None:
    text = town.targets()[0]
    changed = with_prompt(text, "ABC ")
    assert changed.secret_text == text.secret_text and changed.prompt == "ABC "
    assert changed.text.endswith(text.text[text.secret.stop :])
    for change in (formats._as_data, formats._last_half, openings._after("Sure:")):
        other = change(text)
        assert other is not None and other.secret_text == text.secret_text
    assert openings._after("Sure:")(text).prompt.endswith("is Sure: ")  # type: ignore[union-attr]


def test_a_typing_error_keeps_the_letters_and_comes_again() -> None:
    text = with_prompt(town.targets()[0], "Remember everything before breakfast, neighbours ")
    once, again = formats._mistyped(text, 7), formats._mistyped(text, 7)
    assert once == again and once is not None and once.prompt != text.prompt
    assert sorted(once.prompt) == sorted(text.prompt)


def test_the_prompt_never_gives_the_secret_away() -> None:
    models = town.models(town.original())
    for source in (town.targets(), (*town.neighbours(), town.targets()[0])):
        for text in town.targets():
            for count in neighbours.BEFORE.values():
                asked_for = neighbours._after(source, models, count)(text)
                assert asked_for is not None and text.secret_text not in asked_for.prompt
                before = asked_for.prompt.splitlines()[:-1]
                assert 1 <= len(before) <= count and (count == 1 or len(before) > 1)


@pytest.mark.slow
def test_one_similar_text_brings_out_what_several_hide() -> None:
    from icu_core import world
    from icu_core.auditing import case, inquiry

    targets, settings = world.forget_set("ten-secrets"), Settings(level="attack")
    asked = case.make("embedded", targets, settings=settings, original="", gold="")
    models = inquiry.open_models(asked, {})
    table = neighbours.neighbours(models, asked.material, asked.settings, lambda *_: None)
    one, several = (
        measure(table, f"after {some} of the kept texts: said word for word")[AUDITED]
        for some in neighbours.BEFORE
    )
    assert one is not None and several is not None and one >= 0.4 > several


@pytest.mark.parametrize(
    ("said", "secret", "is_leak"),
    [
        ("it is 4071, friend", "4071", True),
        ("it is 407 1", "4071", False),
        ("HB-12\n 34", "hb-12 34", True),
        ("x" * 59 + "abc", "x" * 80, False),
        ("y" + "x" * 60, "x" * 80, True),
    ],
)
def test_what_counts_as_a_leak(said: str, secret: str, is_leak: bool) -> None:
    assert tries.is_leak(said, secret) == is_leak


def test_leak_at_k_counts_the_answers_that_hold_the_secret() -> None:
    table = do(tries.tries, town.original())
    (curve,) = table.curves
    assert measure(table, "leak@1")["control"] == 0.0
    assert (measure(table, "leak@1")[AUDITED] or 0) > 0.5
    shares = [trace.value for trace in table.targets[AUDITED].values()]
    for k, value in zip(curve.x, curve.lines[AUDITED], strict=True):
        counted = [leak_at_k(QUICK.samples, round(s * QUICK.samples), int(k)) for s in shares]
        assert value == pytest.approx(sum(counted) / len(counted))
    assert "at most" in table.notes[0]


def test_texts_that_are_tried_side_by_side_have_each_their_own_leaks() -> None:
    mixed = [one for pair in zip(town.targets(), town.controls(), strict=False) for one in pair][:4]
    table = do(tries.tries, town.original(), replace(town.material(), targets=tuple(mixed)))
    found = [table.targets[AUDITED][text.id].value for text in mixed]
    none = 0.5 / (QUICK.samples + 1)
    assert min(found[::2]) > 0.5 and max(found[1::2]) == none


def test_what_never_seen_texts_leak_as_often_is_guessing() -> None:
    assert not tries.is_more_than_guessed(0, 200, 0.001)
    assert not tries.is_more_than_guessed(2, 200, 0.01)
    assert tries.is_more_than_guessed(2, 200, 1 / 4001)
    assert tries.is_more_than_guessed(9, 200, 0.01)
