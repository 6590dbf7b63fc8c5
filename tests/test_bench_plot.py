"""The picture of a comparison: every method has its mark, and the mark stands where it should."""

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from icu_core.bench import plot, table
from icu_core.ui.learn import markup_methods

SVG = "{http://www.w3.org/2000/svg}"


def row(
    preset: str,
    *,
    look: str = "equal",
    reached: int = 3,
    of_set: str = "ten-secrets",
    **columns: Any,
) -> dict[str, Any]:
    """A line of the summary; columns are (mean, spread)."""
    named = {name: {"mean": mean, "spread": spread} for name, (mean, spread) in columns.items()}
    return {"set": of_set, "look": look, "preset": preset, "reached": reached, "of": 3,
            "columns": named}  # fmt: skip


def both(preset: str, *, reached: int = 3, **columns: Any) -> list[dict[str, Any]]:
    """A method at both looks; nothing at the first where it never came so far."""
    equal = row(preset, reached=reached, **(columns if reached else {}))
    return [equal, row(preset, look="end", **columns)]


ROWS = [
    *both("default", neighbours=(0.98, 0.01), auc_gold=(-0.02, 0.01)),
    *both("ascent", reached=0, neighbours=(0.1, 0.05), auc_gold=(0.4, None)),
]


def test_to_the_right_more_is_kept_and_downwards_it_is_nearer_to_gold() -> None:
    drawn = ElementTree.fromstring(plot.picture(ROWS))
    ours, ascent = drawn.iter(f"{SVG}circle")
    assert float(ours.attrib["cx"]) > float(ascent.attrib["cx"])
    assert float(ours.attrib["cy"]) > float(ascent.attrib["cy"])


def test_a_method_that_never_came_so_far_is_hollow_and_stands_where_it_ended() -> None:
    ours, ascent = plot.marks(ROWS, "ten-secrets")
    assert (ours.is_whole, ascent.is_whole) == (True, False)
    assert (ascent.x, ascent.y) == (0.1, 0.4)
    drawn = ElementTree.fromstring(plot.picture(ROWS))
    assert [each.attrib["fill"] for each in drawn.iter(f"{SVG}circle")][1] == "none"


def test_names_never_cover_each_other() -> None:
    rows = [each for name in "abcdefghijklmn" for each in
            both(name, neighbours=(0.5, 0.0), auc_gold=(0.0, 0.0))]  # fmt: skip
    drawn = ElementTree.fromstring(plot.picture(rows))
    places = sorted(
        float(each.attrib["y"])
        for each in drawn.iter(f"{SVG}text")
        if each.text in set("abcdefghijklmn")
    )
    assert len(places) == 14
    assert all(b - a >= plot.BETWEEN - 0.11 for a, b in pairwise(places))


def test_nothing_is_drawn_of_nothing() -> None:
    assert plot.picture([]) == ""
    assert plot.picture(both("npo", kept=(1.0, None))) == ""
    assert plot.picture(both("npo", neighbours=(0.5, None), auc_gold=(0.1, None))) == ""  # alone


def test_a_set_of_one_method_has_no_panel() -> None:
    alone = [{**each, "set": "ten-people"} for each in ROWS[:2]]
    shown = plot.picture([*ROWS, *alone])
    assert "ten-secrets" in shown and "ten-people" not in shown
    assert shown == plot.picture(ROWS)


def test_the_page_opens_the_first_set_and_folds_the_others_away(tmp_path: Path) -> None:
    path = tmp_path / "methods.json"
    others = [{**each, "set": "one-person"} for each in ROWS]
    path.write_text(json.dumps([*ROWS, *others]), encoding="utf-8")
    shown = markup_methods.compared(path)
    assert "<details open><summary>ten-secrets<" in shown
    assert "<details><summary>one-person<" in shown


def test_the_page_shows_every_number_of_the_table(tmp_path: Path) -> None:
    path = tmp_path / "methods.json"
    path.write_text(json.dumps(ROWS), encoding="utf-8")
    shown = markup_methods.compared(path)
    assert "<svg" in shown and "<details>" in shown
    for line in table.cells(ROWS[:1])[1:]:
        assert all(cell in shown for cell in line)


def test_without_a_comparison_the_page_shows_nothing(tmp_path: Path) -> None:
    assert markup_methods.compared(tmp_path / "methods.json") == ""


@pytest.mark.parametrize("name", ["<b>x</b>", '"onload="x'])
def test_names_are_escaped(tmp_path: Path, name: str) -> None:
    path = tmp_path / "methods.json"
    rows = [*ROWS, *both(name, neighbours=(0.5, None), auc_gold=(0.1, None))]
    path.write_text(json.dumps(rows), encoding="utf-8")
    shown = markup_methods.compared(path)
    assert name not in shown and re.search("&lt;b&gt;|&quot;onload|&#34;onload", shown)
