"""Settings: what they promise to refuse and to keep."""

import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icu_core import config
from icu_core.config import RunConfig, preset, presets
from icu_core.errors import ConfigError

FIELDS = {each.name: each for each in dataclasses.fields(RunConfig)}
NUMBERS = [name for name, each in FIELDS.items() if type(each.default) in (int, float)]


@pytest.mark.parametrize("name", presets())
def test_every_preset_survives_json(name: str) -> None:
    settings = preset(name)
    assert RunConfig.from_json(settings.to_json()) == settings


def test_the_paper_preset_holds_the_paper_s_numbers() -> None:
    paper = preset("paper")
    assert (paper.forget_weight, paper.learn_weight, paper.drift_weight) == (1.0, 0.5, 1.0)
    assert (paper.learning_rate, paper.adam_beta1, paper.adam_beta2) == (5e-6, 0.9, 0.98)
    assert (paper.bertscore_threshold, paper.bleu_threshold) == (0.3, 0.01)
    assert (paper.ma_threshold, paper.el_threshold, paper.el_n) == (0.5994, 0.0499, 10)
    assert (paper.batch_size, paper.beams, paper.partners) == (8, 2, 1)


def test_the_hash_names_the_settings() -> None:
    assert preset("default").hash() == RunConfig().hash()
    assert preset("paper").hash() != RunConfig().hash()
    assert RunConfig(seed=8).hash() != RunConfig(seed=7).hash()


@pytest.mark.parametrize("name", FIELDS)
def test_every_setting_is_explained_and_sourced(name: str) -> None:
    about, source = config.explain(name)
    assert len(about) > 10 and source


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("value", [None, [], {}, float("nan"), float("inf"), "", "\x00", -1e300])
def test_a_bad_value_is_refused_by_name(name: str, value: object) -> None:
    if isinstance(value, str) and type(FIELDS[name].default) is str and not config.choices(name):
        return  # a free word: models.load judges it
    with pytest.raises(ConfigError, match=name):
        RunConfig().with_values({name: value})


@pytest.mark.parametrize("name", NUMBERS)
def test_true_is_not_a_number(name: str) -> None:
    with pytest.raises(ConfigError, match=name):
        RunConfig().with_values({name: True})


@given(st.sampled_from(NUMBERS), st.floats(0, 1))
def test_every_value_within_bounds_is_taken(name: str, share: float) -> None:
    low, high = config.bounds(name)
    assert low is not None and high is not None
    value = low + (high - low) * share
    if type(FIELDS[name].default) is int:
        value = round(value)
    kept = getattr(RunConfig().with_values({name: min(value, high)}), name)
    assert kept == min(value, high) and type(kept) is type(FIELDS[name].default)


@given(st.text(max_size=50))
def test_no_text_but_settings_is_taken_for_settings(text: str) -> None:
    try:
        is_object = isinstance(json.loads(text), dict)
    except ValueError:
        is_object = False
    if not is_object:
        with pytest.raises(ConfigError):
            RunConfig.from_json(text)


def test_an_unknown_preset_or_setting_lists_what_there_is() -> None:
    with pytest.raises(ConfigError, match="default, paper"):
        preset("papre")
    with pytest.raises(ConfigError, match="learning_rate"):
        RunConfig().with_values({"learningrate": 1})
    with pytest.raises(ConfigError, match="one of auto, cpu"):
        RunConfig(device="tpu")


def test_settings_cannot_be_changed_in_place() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        RunConfig().seed = 3  # type: ignore[misc]


def test_seeds_depend_on_purpose_and_place_only() -> None:
    assert config.seed_for(7, "order", 3) == config.seed_for(7, "order", 3)
    drawn = {config.seed_for(s, p, i) for s in (1, 2) for p in ("a", "b") for i in (0, 1)}
    assert len(drawn) == 8
