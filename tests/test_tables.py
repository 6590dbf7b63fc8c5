"""Promises of `icu_core.reading.tables` and `columns`: texts in csv, json and parquet."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from uploads import peak_bytes, put, put_parquet, said

from icu_core.errors import TextsError
from icu_core.reading.columns import Columns
from icu_core.reading.readers import columns_of, read_texts
from icu_core.texts import GIVEN, MAX_TEXT_CHARACTERS

SHARED = Path(__file__).parents[2] / "shared" / "data"


def test_a_csv_with_quoted_newlines_is_read(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", 'id,text\n1,"first ""line""\nsecond line"\n2,other one\n')
    reading = read_texts(path)
    assert said(reading) == ['first "line"\nsecond line', "other one"]
    assert reading.columns == ("id", "text")
    assert "Text from column 'text'." in reading.notes


@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_recognised(tmp_path: Path, delimiter: str, quoting: int) -> None:
    rows = ["id", "text"], ["1", "some; text, with | all"], ["2", "more text"]
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, quoting=quoting).writerows(rows)  # type: ignore[arg-type]
    assert said(read_texts(put(tmp_path, "a.csv", stream.getvalue()))) == [
        "some; text, with | all",
        "more text",
    ]


def test_a_tsv_keeps_commas(tmp_path: Path) -> None:
    assert said(read_texts(put(tmp_path, "a.tsv", "a,b,c\ttext\n1\tone, two\n"))) == ["one, two"]


def test_ragged_rows_are_mended_and_noted(tmp_path: Path) -> None:
    reading = read_texts(put(tmp_path, "a.csv", "id,text\n1,one, two\n2\n3,three four\n"))
    assert said(reading) == ["one, two", "three four"]
    assert any(note.startswith("2 rows had more or fewer cells") for note in reading.notes)


def test_an_only_column_is_taken_whatever_it_is_called(tmp_path: Path) -> None:
    assert said(read_texts(put(tmp_path, "a.csv", "zzz\nsome text, with comma\n"))) == [
        "some text, with comma"
    ]


def test_a_header_that_no_delimiter_cuts_is_refused(tmp_path: Path) -> None:
    for header in ('"text","sec"ret"', '"text'):
        with pytest.raises(TextsError, match=r"near line [12]: .*quot"):
            read_texts(put(tmp_path, "a.csv", f"{header}\nsome words\n"))


def test_an_open_quote_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(TextsError, match=r"near line .*quot"):
        read_texts(put(tmp_path, "a.csv", 'text\nfine text\n"never closed\nmore\n'))


def test_a_huge_cell_is_refused(tmp_path: Path) -> None:
    for size in (MAX_TEXT_CHARACTERS + 1, 200_000):
        with pytest.raises(TextsError, match="100,000"):
            read_texts(put(tmp_path, "a.csv", "text\n" + "a" * size + "\n"))


@pytest.mark.parametrize("content", ["\n\n", "text\n", ",,\n1,2,3", "text,id\n,1\n,2"])
def test_a_table_without_texts_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(TextsError):
        read_texts(put(tmp_path, "a.csv", content))


def test_a_table_without_a_known_column_lists_those_there_are(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", "alpha,beta\none two,three four\n")
    with pytest.raises(TextsError, match="'alpha', 'beta'"):
        read_texts(path)
    with pytest.raises(TextsError, match=r"no column 'gamma'.*'alpha', 'beta'"):
        read_texts(path, columns=Columns(text="gamma"))
    assert columns_of(path) == ("alpha", "beta")
    assert said(read_texts(path, columns=Columns(text="beta"))) == ["three four"]


def test_messages_never_show_a_long_header_that_may_be_a_text(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", f"{'secret ' * 40},{'words ' * 40}\n1,2\n")
    with pytest.raises(TextsError) as caught:
        read_texts(path)
    assert len(str(caught.value)) < 250


@pytest.mark.parametrize(
    ("header", "whole", "secret"),
    [
        ("prompt,secret", "The code is 4471", "4471"),
        ("Prompt,Completion", "The code is 4471", "4471"),
        ("question,answer", "The code is\n4471", "4471"),
        ("prefix,suffix", "The code is4471", "4471"),
        ("context,target", "The code is 4471", "4471"),
    ],
)
def test_prompt_and_secret_columns_are_joined(
    tmp_path: Path, header: str, whole: str, secret: str
) -> None:
    (text,) = read_texts(put(tmp_path, "a.csv", f"{header}\nThe code is,4471\n")).texts
    assert (text.text, text.secret_text, text.secret.kind) == (whole, secret, GIVEN)


def test_a_space_at_the_seam_is_kept_single(tmp_path: Path) -> None:
    path = put(tmp_path, "a.jsonl", '{"prompt": "The code is ", "secret": "4471"}\n')
    assert said(read_texts(path)) == ["The code is 4471"]


def test_a_secret_column_marks_its_place_in_the_text(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", "text,secret\nIt is 12 or 12 today,12\n")
    (text,) = read_texts(path).texts
    assert (text.prompt, text.secret_text) == ("It is 12 or ", "12")


def test_a_secret_that_is_not_in_its_text_is_refused_without_showing_it(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", "text,secret\nfine fine,fine\nIt is twelve,zebra\n")
    with pytest.raises(TextsError, match="Text 2: its secret does not occur") as caught:
        read_texts(path)
    assert "zebra" not in str(caught.value)


def test_prompt_and_secret_columns_can_be_chosen(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", "a,b\nThe code is,4471\n")
    assert read_texts(path, columns=Columns(prompt="a", secret="b")).texts[0].secret_text == "4471"
    for columns in (Columns(prompt="a"), Columns(secret="b"), Columns(text="a", prompt="b")):
        with pytest.raises(TextsError):
            read_texts(path, columns=columns)


def test_a_row_without_its_secret_is_skipped_and_one_without_prompt_is_kept(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", "prompt,secret\nThe code is,\n,only secret\n")
    reading = read_texts(path)
    assert said(reading) == ["only secret"]
    assert reading.texts[0].prompt == "only "


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


@pytest.mark.parametrize("nothing", ["NaN", "nan", "NULL", "None", " N/A ", "<NA>"])
def test_what_programs_write_for_nothing_is_no_text(tmp_path: Path, nothing: str) -> None:
    path = put(tmp_path, "a.csv", f"text,secret\nthe code is 4471,{nothing}\n{nothing},\n")
    reading = read_texts(path)
    assert said(reading) == ["the code is 4471"]
    assert reading.texts[0].secret.kind != "given"
    assert "1 empty or one-character texts were skipped." in reading.notes
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


def test_a_damaged_parquet_is_refused(tmp_path: Path) -> None:
    whole = put_parquet(tmp_path, text=["one two", "three four"] * 50).read_bytes()
    for size in range(8, len(whole) - 1, 37):
        with pytest.raises(TextsError):
            read_texts(put(tmp_path, "cut.parquet", whole[:size]))
