"""Promises of `icu_core.reading.tables` and `columns`: texts in lines of cells."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from uploads import put, said

from icu_core.errors import TextsError
from icu_core.reading.columns import Columns
from icu_core.reading.readers import columns_of, read_texts
from icu_core.texts import GIVEN, MAX_TEXT_CHARACTERS


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
