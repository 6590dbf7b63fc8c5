"""Promises of `icu_core.reading.tables` and `columns`: texts in csv, json and parquet."""

from __future__ import annotations

import csv
import io
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
from icu_core.texts import GIVEN, MAX_TEXT_CHARACTERS

SHARED = Path(__file__).parents[2] / "shared" / "data"


def test_a_csv_with_quoted_newlines_is_read(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", 'id,text\n1,"first ""line""\nsecond line"\n2,other one\n')
    reading = read_texts(path)
    assert said(reading) == ['first "line"\nsecond line', "other one"]
    assert reading.columns == ("id", "text")
    assert "Text from column 'text'." in reading.notes


@pytest.mark.parametrize(
    "table",
    [
        "sep=;\r\ntext;secret\r\nThe code is 4512;4512\r\n",
        "text, as told;secret, if any, or none\nThe code is 4512;4512\n",
    ],
)
def test_a_delimiter_is_told_by_excels_line_or_by_the_rows(tmp_path: Path, table: str) -> None:
    path = put(tmp_path, "a.csv", table)
    text, secret = columns_of(path)
    assert said(read_texts(path, columns=Columns(text=text, secret=secret))) == ["The code is 4512"]


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


def test_messages_never_show_a_first_row_that_is_no_header(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", "The door code of Mara Veld is 4512-88,4512-88\n1,2\n")
    for columns in (Columns(), Columns(text="gamma"), Columns(text="4512-88")):
        try:
            told = " ".join(read_texts(path, columns=columns).notes)
        except TextsError as error:
            told = str(error)
        assert "Mara" not in told and "4512" not in told


def test_a_name_like_a_text_is_spoken_of_in_whole_sentences(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", "id,The door code of Mara Veld is 4512-88\n1,one two\n")
    with pytest.raises(TextsError) as caught:
        read_texts(path, columns=Columns(text="My PIN is 4512"))
    there = "There is no column named like a text. Choose among the columns: 'id', 1 named like a "
    assert str(caught.value).startswith(there + "text. If the table has no line of names")
    (_, text) = columns_of(path)
    assert "Text from column named like a text." in read_texts(path, columns=Columns(text)).notes


def test_an_ordinary_heading_of_many_words_is_no_text(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", "id,What did the patient say today?\n1,2\n")
    with pytest.raises(TextsError, match=r"'id', 'What did the patient say today\?'\.$"):
        read_texts(path)


@pytest.mark.parametrize(
    "text", ["The secret of Mara is otter", "the secret word of ours is otter.", "words " * 10]
)
def test_a_first_row_that_reads_on_is_taken_for_a_text(tmp_path: Path, text: str) -> None:
    with pytest.raises(TextsError, match="'id', 1 named like a text"):
        read_texts(put(tmp_path, "a.csv", f"id,{text}\n1,2\n"))


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


@pytest.mark.parametrize(
    ("prompt", "secret", "whole"),
    [
        ('password="', "hunter2", 'password="hunter2'),
        ("https://x.example/?token=", "abc", "https://x.example/?token=abc"),
        ("It costs $", "4512", "It costs $4512"),
        ("code 45-", "12", "code 45-12"),
        ("他的密码是", "四五一二", "他的密码是四五一二"),
        ("他的密码是", "4512", "他的密码是4512"),
        ("他的𠀋𠂢", "4512", "他的𠀋𠂢4512"),
        ("密码:", "4512", "密码: 4512"),
        ("密码：", "4512", "密码：4512"),
        ("비밀번호는", "4512", "비밀번호는 4512"),
        ("Password:", "hunter2", "Password: hunter2"),
        ("It is known.", "Anna", "It is known. Anna"),
        ('The word after "otter"', "is plum", 'The word after "otter" is plum'),
        ("The code -", "4512", "The code - 4512"),
    ],
)
def test_a_space_joins_words_and_nothing_joins_what_touches(
    tmp_path: Path, prompt: str, secret: str, whole: str
) -> None:
    path = put(tmp_path, "a.json", json.dumps([{"prompt": prompt, "secret": secret}]))
    (text,) = read_texts(path).texts
    assert (text.text, text.secret_text) == (whole, secret)


def test_one_text_with_two_secrets_is_two_texts_to_forget(tmp_path: Path) -> None:
    rows = "Mara: door 4512, gate 7731", ["4512", "7731", "4512", ""]
    lines = "".join(f'"{rows[0]}",{secret}\n' for secret in rows[1])
    reading = read_texts(put(tmp_path, "a.csv", f"text,secret\n{lines}"))
    assert [text.secret_text for text in reading.texts] == ["4512", "7731"]
    assert len({text.id for text in reading.texts}) == 2
    assert "2 duplicates were dropped." in reading.notes


def test_a_given_secret_is_found_as_a_word_of_its_own(tmp_path: Path) -> None:
    rows = "Room 7 has 4517 since 1987,7\n12 and 12,12\nonly 4512,45\n密码是四五一啊,四五一\n"
    reading = read_texts(put(tmp_path, "a.csv", f"text,secret\n{rows}"))
    assert [text.prompt for text in reading.texts] == ["Room ", "12 and ", "only ", "密码是"]
    for words in ("1 text with the given secret at several", "1 text with the given secret only"):
        assert any(note.startswith(words) for note in reading.notes)


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
