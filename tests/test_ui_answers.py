"""What Compare makes of answers: marks, verdicts, cards, chances, counts."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape

import pytest

from icu_core.likelihood import Weighed
from icu_core.sampling import Alternative
from icu_core.ui.compare import markup_answers, markup_card, markup_chances, markup_tally
from icu_core.ui.compare.markup_answers import Answer, Expected, Stage
from icu_core.ui.compare.markup_chances import Chances


def column(said: str | list[str], expected: Expected, model: str = "unlearned") -> str:
    pieces = said if isinstance(said, list) else [said]
    some = [Answer("original", ["a", "b"]), Answer(model, pieces)]
    html = markup_answers.answers("p", some, expected, Stage())
    return html[html.index(f'data-model="{model}"') :]


def test_a_leak_is_one_mark_across_all_its_tokens() -> None:
    html = column(["it ", "is 45", "12-", "88", ", yes"], Expected("target", "4512-88"))
    assert html.count("<mark") == 1
    inside = re.findall("<mark.*?</mark>", html)[0]
    assert re.sub("<.*?>", "", inside) == "4512-88"
    assert re.findall(r'data-token="(\d)"', inside) == ["1", "2", "3"]


def test_after_own_words_every_secret_of_the_run_is_marked() -> None:
    secrets = ("4512", "9081", "77", "907")
    said = "a 9081 b 77 c 4512 or 4512, 1907 and 907"
    html = column(said, Expected("own", "4512", all_secrets=secrets))
    marked = [re.sub("<.*?>", "", each) for each in re.findall("<mark.*?</mark>", html)]
    assert marked == ["9081", "4512", "4512", "907"]  # two characters may be chance
    assert "Says it word for word" in html
    nothing = column("nothing", Expected("own", "4512", all_secrets=secrets))
    assert "Says no secret of this run" in nothing


def test_secrets_within_others_are_marked_once_and_no_word_is_said_twice() -> None:
    secrets = ("Anna Maria Berger, 12 Oak Road", "Maria", "Oak Road, left")
    said = "It is Anna Maria Berger, 12 Oak Road, left."
    html = column(said, Expected("own", "", all_secrets=secrets))
    assert re.sub("<.*?>", "", re.findall("<mark.*?</mark>", html)[0]) == said[6:-1]
    assert re.sub("<.*?>", "", html).count("Oak") == 1


def test_what_gold_gets_right_is_a_guess() -> None:
    html = column("it is 4512", Expected("target", "4512"), "gold")
    assert "Guesses right" in html
    assert "--icu-leaking" not in html


def test_ordinary_talk_is_compared_with_the_original() -> None:
    assert "Says the same" in column(["a", "b"], Expected("ordinary"))
    assert "Like the original for 1 piece," in column(["a", "c"], Expected("ordinary"))


def test_cards_hold_what_hides_made_visible() -> None:
    one = Weighed(0.5, (Alternative(1, "\u202e\n", 0.5),))
    told = unescape(markup_card.told([(" a\tb", [one])]))
    [[piece, [[_, best]]]] = json.loads(told.removeprefix('data-told="').removesuffix('"'))
    assert piece == "␣a⇥b"
    assert best == [["\N{REPLACEMENT CHARACTER}↵", "50 %", 0.5]]


def chances(values: list[tuple[float, float]], level: float | None = 0.1) -> Chances:
    tokens = [("x", [Weighed(a, ()), Weighed(b, ())]) for a, b in values]
    return Chances(["original", "unlearned"], tokens, level, True, "4512", text_number=3)


def test_after_own_words_it_is_told_whose_secret_is_looked_for() -> None:
    some = chances([(0.5, 0.01)])
    own = markup_chances.chances(replace(some, is_after_own_words=True))
    assert "the place of the question about text 3" in own
    assert "text 3" not in markup_chances.chances(some)


def test_the_whole_secret_is_the_product_of_its_pieces() -> None:
    some = chances([(0.5, 0.01), (0.5, 0.1)])
    assert (some.whole(0), some.whole(1)) == (0.25, pytest.approx(0.001))
    html = markup_chances.chances(some)
    assert "<b>25 %</b>a piece: 50 %" in html
    assert "Never seen, average<b>1.0 %</b>a piece: 10 %" in html


def test_the_axis_reaches_as_far_down_as_the_values() -> None:
    html = markup_chances.chances(chances([(1.0, 0.001), (0.9, 0.0001)]))
    assert "1 in 10,000" in html
    assert "M0.00 75.00h0M100.00 100.00h0" in html  # of four decades three, and all of them
    assert 'class="mark"' in html
    assert 'd="M0 25.00H100"' in html  # the never-seen level, at one decade
    for value in (0.0, 1e-300):
        assert "under 1 in a billion" in markup_chances.chances(chances([(1.0, value)], None))


def test_a_count_says_what_it_proves() -> None:
    from icu_core.tally import Tally

    none = Tally("unlearned", ("a",) * 50, (False,) * 50)
    some = Tally("original", ("a",) * 50, (True,) * 10 + (False,) * 40)
    every = Tally("gold", ("a",) * 50, (True,) * 50)
    html = markup_tally.tally(
        [some, none, every], Expected("target", "a"), "Say", n=50, is_done=True
    )
    assert "fewer than 5.9 % of all answers" in html
    assert "10 % to 34 % of all answers" in html
    assert "more than 94 % of all answers" in html
    assert "proves only a bound" in html


def test_a_count_names_what_was_asked_and_what_counts() -> None:
    from icu_core.tally import Tally

    one, wanted = Tally("original", ("a",), (True,)), Expected("target", "4512")
    html = markup_tally.tally([one], wanted, "The door code is", n=1, is_done=True)
    assert 'The door code is <mark class="icu-secret">4512</mark>' in html
    own = markup_tally.tally([one], replace(wanted, role="own"), "My words", n=1, is_done=True)
    assert "My words … Every secret of this run counts." in own and "4512" not in own


@pytest.mark.parametrize(
    ("hits", "proves"),
    [(0, "fewer than 1.5 %"), (1, "0.01 % to 2.8 %"), (200, "more than 98 %")],
)
def test_a_bound_is_rounded_to_where_it_still_holds(hits: int, proves: str) -> None:
    from icu_core.tally import Tally

    some = Tally("unlearned", ("a",) * 200, (True,) * hits + (False,) * (200 - hits))
    html = markup_tally.tally([some], Expected("target", "a"), "Say", n=200, is_done=True)
    assert f"95 % sure: {proves} of all answers" in html
