"""Promises of `icu_core.reading.tables`: texts in json and parquet."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from uploads import peak_bytes, put, put_parquet, said

from icu_core.errors import TextsError
from icu_core.reading.columns import Columns
from icu_core.reading.readers import columns_of, read_texts


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", '[{"text": "one two"}, {"text": "three four"}]'),
        ("a.json", '["one two", "three four"]'),
        ("a.json", '{"text": ["one two", "three four"]}'),
        ("a.json", '{"version": 1, "data": [{"text": "one two"}, {"text": "three four"}]}'),
        ("a.json", '{"text": "one two"}\n{"text": "three four"}\n'),
        ("a.jsonl", '{"text": "one two"}\n\n{"text": "three four", "n": 1}\n'),
        ("a.ndjson", '"one two"\n"three four"\n'),
        ("a.jsonl", '[{"text": "one two"},\n {"text": "three four"}]'),
    ],
)
def test_every_usual_shape_of_json_is_read(tmp_path: Path, name: str, content: str) -> None:
    assert said(read_texts(put(tmp_path, name, content))) == ["one two", "three four"]


@pytest.mark.parametrize("name", ["quote", "body"])
@pytest.mark.parametrize("more", [{}, {"errors": [], "tags": ["a", "b"]}])
def test_a_list_of_objects_is_read_and_not_what_is_said_beside_it(
    tmp_path: Path, name: str, more: dict[str, object]
) -> None:
    rows = [{name: "The code is 4512"}, {name: "The pin is 77"}]
    document = json.dumps({"message": "success", **more, "data": rows})
    path = put(tmp_path, "a.json", document)
    for columns in (None, Columns(text=name)):
        reading = read_texts(path, columns=columns)
        assert said(reading) == ["The code is 4512", "The pin is 77"]
        assert any("'message' beside it was not read" in note for note in reading.notes)


@pytest.mark.parametrize(
    "rows",
    [
        [{"start": 0, "end": 3, "label": "PER"}, {"start": 14, "label": "code", "score": 0.98}],
        [{"word": "Bob", "entity_group": "PER"}, {"span": [14, 18], "labels": ["code"]}],
        [{"index": 0}],
    ],
)
def test_a_list_that_only_says_something_about_a_text_leaves_it_the_text(
    tmp_path: Path, rows: list[object]
) -> None:
    row = {"text": "Bob's code is 4512", "entities": rows, "embedding": [0.5, 0.25]}
    reading = read_texts(put(tmp_path, "a.json", json.dumps(row)))
    assert said(reading) == ["Bob's code is 4512"]
    assert not any("not read" in note for note in reading.notes)


@pytest.mark.parametrize(
    "row", [{"quote": "The code is 4512", "label": 1}, {"lines": ["The code is 4512"], "label": 1}]
)
def test_a_list_that_says_more_than_the_text_beside_it_is_asked_about(
    tmp_path: Path, row: dict[str, object]
) -> None:
    path = put(tmp_path, "a.json", json.dumps({"message": "success", "data": [row]}))
    with pytest.raises(TextsError, match="Choose among the columns"):
        read_texts(path)


def test_of_two_lists_beside_a_text_one_is_to_be_chosen(tmp_path: Path) -> None:
    document = {"message": "success", "users": [{"name": "Bob"}], "posts": [{"quote": "Hello you"}]}
    with pytest.raises(TextsError, match="a text of its own beside a list"):
        read_texts(put(tmp_path, "a.json", json.dumps(document)))


def test_an_object_that_is_a_text_is_not_lost_for_a_list_in_it(tmp_path: Path) -> None:
    spans = [{"start": 0, "label": "PER"}]
    row = {"text": "Bob's code is 4512", "entities": spans}
    assert said(read_texts(put(tmp_path, "a.json", json.dumps(row)))) == ["Bob's code is 4512"]
    row["entities"] = [{"text": "Bob"}, {"text": "4512"}]
    with pytest.raises(TextsError, match="a text of its own beside a list"):
        read_texts(put(tmp_path, "a.json", json.dumps(row)))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", "{"),
        ("a.json", "[]"),
        ("a.json", "3"),
        ("a.json", "[1, 2]"),
        ("a.json", '[{"text": "a"}, 3]'),
        ("a.json", '[{"text": {"deep": 1}}]'),
        ("a.json", '[{"text": ["a", "b"]}]'),
        ("a.json", "[" * 100_000),
        ("a.json", "[" + "9" * 10_000 + "]"),
        ("a.json", "[" + "{}," * 2_000_001 + "{}]"),
        ("a.jsonl", '{"text": "one two"}\n{"text": \n'),
        ("a.jsonl", "null\n"),
    ],
)
def test_other_json_is_refused(tmp_path: Path, name: str, content: str) -> None:
    with pytest.raises(TextsError):
        read_texts(put(tmp_path, name, content))


def test_json_of_too_many_values_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    path = put(tmp_path, "a.json", '{"text": [' + "0," * 2_000_001 + "0]}")
    with pytest.raises(TextsError, match="more than 2,000,000 values"):
        read_texts(path)


def test_a_bad_line_is_named(tmp_path: Path) -> None:
    with pytest.raises(TextsError, match="Line 3 is not valid JSON"):
        read_texts(put(tmp_path, "a.jsonl", '{"text": "one two"}\n\n{"text": oops}\n'))


def test_numbers_and_missing_cells_are_told_apart(tmp_path: Path) -> None:
    path = put(tmp_path, "a.json", '[{"text": 4471}, {"text": null}, {"text": NaN}, {"x": 1}]')
    assert said(read_texts(path)) == ["4471"]


def test_whole_numbers_stay_whole_beside_an_empty_cell(tmp_path: Path) -> None:
    rows = [{"text": 5550142.0}, {"text": None}, {"text": 100.5}]
    reading = read_texts(put_parquet(tmp_path, text=[row["text"] for row in rows]))
    assert said(reading) == ["5550142", "100.5"]
    assert said(read_texts(put(tmp_path, "a.json", json.dumps(rows)))) == ["5550142", "100.5"]
    as_written = put(tmp_path, "a.json", '[{"text": 100.50}]')
    assert said(read_texts(as_written)) == ["100.50"]


@pytest.mark.parametrize("number", ["0.0000001", "1e-7", "1E-7", "1.50e3", "-2.5E+02", "100.50"])
def test_a_number_is_given_back_as_json_wrote_it(tmp_path: Path, number: str) -> None:
    path = put(tmp_path, "a.json", f'[{{"text": "it is {number} now", "secret": {number}}}]')
    assert read_texts(path).texts[0].secret_text == number


def test_a_small_decimal_has_no_exponent(tmp_path: Path) -> None:
    path = put_parquet(tmp_path, text=[Decimal("0.0000001"), Decimal("4.5000000")])
    assert said(read_texts(path)) == ["0.0000001", "4.5000000"]


def test_a_number_that_lost_its_last_digits_is_refused_with_its_column(tmp_path: Path) -> None:
    path = put_parquet(tmp_path, prompt=["a", "b"], secret=[370400440532013000.0, None])
    for each in (path, put(tmp_path, "a.json", '[{"prompt": "a", "secret": 3.704e+17}]')):
        with pytest.raises(TextsError, match="Row 1: column 'secret' holds a number so large"):
            read_texts(each)


@pytest.mark.parametrize("nothing", ["NaN", "nan", "NULL", "None", " N/A ", "<NA>"])
def test_what_programs_write_for_nothing_is_no_text(tmp_path: Path, nothing: str) -> None:
    path = put(tmp_path, "a.csv", f"text,secret\nthe code is 4471,{nothing}\n{nothing},\n")
    reading = read_texts(path)
    assert said(reading) == ["the code is 4471"]
    assert reading.texts[0].secret.kind != "given"
    assert "1 empty or one-character text was skipped." in reading.notes
    with pytest.raises(TextsError, match="There is no text"):
        read_texts(put(tmp_path, "b.csv", f"text\n{nothing}\n"))


def test_parquet_is_read(tmp_path: Path) -> None:
    path = put_parquet(tmp_path, id=[1, 2, 3], text=["one two", None, "three four"])
    reading = read_texts(path)
    assert said(reading) == ["one two", "three four"]
    assert columns_of(path) == reading.columns == ("id", "text")


def test_parquet_columns_of_other_types_are_told(tmp_path: Path) -> None:
    path = put_parquet(tmp_path, text=[["a"], ["b"]], n=[10, 20], b=[b"x", b"y"])
    with pytest.raises(TextsError, match="holds a list"):
        read_texts(path)
    with pytest.raises(TextsError, match="holds a bytes"):
        read_texts(path, columns=Columns(text="b"))
    assert said(read_texts(path, columns=Columns(text="n"))) == ["10", "20"]


def test_a_parquet_that_unfolds_without_end_is_refused_or_cheap(tmp_path: Path) -> None:
    repeated = pa.DictionaryArray.from_arrays(pa.array([0] * 90_000), ["a" * 99_000])
    path = tmp_path / "texts.parquet"  # 9 GB of characters
    pq.write_table(pa.table({"text": repeated}), path, store_schema=False)
    assert path.stat().st_size < 1_000_000
    before = peak_bytes()
    assert len(read_texts(path).texts) == 1
    assert peak_bytes() - before < 1e9
    path = put_parquet(tmp_path, text=["a" * 3_000_000 + str(i) for i in range(40)])
    with pytest.raises(TextsError, match="unpacked bytes"):
        read_texts(path)
    path = put_parquet(tmp_path, text=[["a" * 3_000_000 + str(i)] for i in range(40)])
    with pytest.raises(TextsError, match="unpacked bytes"):
        read_texts(path)


def test_an_empty_parquet_is_called_empty(tmp_path: Path) -> None:
    with pytest.raises(TextsError, match="The table is empty"):
        read_texts(put_parquet(tmp_path, text=pa.array([], pa.string())))


def test_a_damaged_parquet_is_refused(tmp_path: Path) -> None:
    whole = put_parquet(tmp_path, text=["one two", "three four"] * 50).read_bytes()
    for size in range(8, len(whole) - 1, 37):
        with pytest.raises(TextsError):
            read_texts(put(tmp_path, "cut.parquet", whole[:size]))
