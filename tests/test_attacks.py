"""What all attacks take and give: settings with bounds, tables that survive JSON."""

from __future__ import annotations

import json
import math

import pytest
import small_town as town
from attacking import do

from icu_core.attacks import asked, prefixes, tries
from icu_core.attacks.shape import Settings, Table
from icu_core.auditing.inquiry import BATTERY
from icu_core.auditing.verdict import OF_ALL
from icu_core.errors import ConfigError

pytestmark = pytest.mark.usefixtures("untouched")


def test_a_table_survives_json() -> None:
    for attack in (asked.asked, prefixes.prefixes, tries.tries):
        table = do(attack, town.original())
        assert Table.from_dict(json.loads(json.dumps(table.as_dict()))) == table


@pytest.mark.parametrize("name", [*BATTERY])
def test_limits_are_kept_free_for_just_those_attacks_that_place_texts(name: str) -> None:
    table = do(BATTERY[name], town.original())
    assert not table.skipped and bool(table.unit) == (name not in OF_ALL)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"level": "deep"}, "quick, attack, depth"),
        ({"samples": 0}, "samples must be between 10 and"),
        ({"samples": True}, "samples must be"),
        ({"samples": 20.5}, "samples must be"),
        ({"relearn_rate": math.nan}, "relearn_rate must be"),
        ({"relearn_rate": math.inf}, "relearn_rate must be"),
        ({"seed": "7"}, "seed must be"),
        ({"sampels": 10}, "no setting 'sampels'"),
        ({"device": None}, "device must be a word"),
    ],
)
def test_bad_settings_are_named_with_their_bounds(values: dict[str, object], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        Settings.of(values)
