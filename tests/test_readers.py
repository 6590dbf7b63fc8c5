"""Promises of `icu_core.reading.readers`, `contents`, `columns` and `tables`: the input border."""

from __future__ import annotations

import csv
import gzip
import io
import pickle
import resource
import time
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from icu_core.errors import TextsError
from icu_core.reading.columns import Columns
from icu_core.reading.readers import columns_of, paste, read_texts
from icu_core.reading.tables import csv_restore, csv_safe
from icu_core.texts import GIVEN, LAST_HALF, MAX_TEXT_CHARACTERS, Reading, normalise

SHARED = Path(__file__).parents[2] / "shared" / "data"
few = settings(
    max_examples=40, deadline=10_000, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def put(folder: Path, name: str, content: str | bytes) -> Path:
    """A file of this name and content."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def put_parquet(folder: Path, **columns: object) -> Path:
    """A parquet file of these columns."""
    path = folder / "texts.parquet"
    pq.write_table(pa.table(columns), path)
    return path


def said(reading: Reading) -> list[str]:
    return [text.text for text in reading.texts]


# Plain text


def test_pasted_paragraphs_become_texts() -> None:
    reading = paste("First one,\nstill it.\n\n \n\nSecond one.\n")
    assert said(reading) == ["First one,\nstill it.", "Second one."]
    assert {text.source for text in reading.texts} == {"pasted"}


def test_lines_or_the_whole_can_be_chosen() -> None:
    raw = "one two\nthree four\n\nfive six"
    assert said(paste(raw, split="line")) == ["one two", "three four", "five six"]
    assert said(paste(raw, split="whole")) == [raw]


def test_an_unknown_split_is_refused() -> None:
    with pytest.raises(TextsError, match="paragraph, line, whole"):
        paste("one two", split="word")  # type: ignore[arg-type]


def test_duplicates_are_dropped_with_a_note() -> None:
    reading = paste("same café\n\nsame café\n\nother café\n\nsame cafe\u0301\n")
    assert len(reading.texts) == 2
    assert "2 duplicates were dropped." in reading.notes


def test_what_was_normalised_is_noted() -> None:
    reading = paste("one\0 two\n\ncafe\u0301 au lait\n\nhalf \ud800 here\n\nuntouched text")
    assert said(reading) == ["one two", "café au lait", "half \ufffd here", "untouched text"]
    assert any(note.startswith("3 texts were normalised") for note in reading.notes)


def test_one_character_is_no_text() -> None:
    for raw in ("", "x", " \n\n ", "\0\0\0", "x\n\ny"):
        with pytest.raises(TextsError, match="at least 2 visible characters"):
            paste(raw)
    reading = paste("x\n\nlong enough")
    assert "1 empty or one-character texts were skipped." in reading.notes


def test_where_nothing_sensitive_is_found_it_is_said() -> None:
    reading = paste("the cat sat on the mat\n\nhis PIN is 4471")
    assert [text.secret.kind for text in reading.texts] == [LAST_HALF, "password"]
    assert any("In 1 of 2 texts nothing sensitive was found" in note for note in reading.notes)


def test_searching_can_be_left_out() -> None:
    (text,) = paste("his PIN is 4471 and no other", find=False).texts
    assert (text.spans, text.secret.kind) == ((), LAST_HALF)


def test_too_many_texts_are_refused_with_the_limit() -> None:
    with pytest.raises(TextsError, match="over 100,000 texts"):
        paste("\n".join(map(str, range(10, 100_011))), split="line")


def test_one_text_too_long_is_named_by_its_number() -> None:
    with pytest.raises(TextsError, match=r"Text 2: .*at most 100,000"):
        paste("short one\n\n" + "a" * (MAX_TEXT_CHARACTERS + 1))


def test_a_txt_file_is_read(tmp_path: Path) -> None:
    reading = read_texts(put(tmp_path, "a.txt", "first text\n\nsecond text"))
    assert said(reading) == ["first text", "second text"]
    assert reading.texts[0].source == "a.txt"
    assert reading.columns == ()


# Encodings


@pytest.mark.parametrize(
    ("encoding", "note"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-16", "Read as UTF-16."),
        ("utf-32", "Read as UTF-32."),
        ("cp1252", "Read as Windows-1252: it is not UTF-8."),
    ],
)
def test_encodings_are_recognised(tmp_path: Path, encoding: str, note: str) -> None:
    text = "Die Äpfel – „süß“ und 3 € teuer – sind für Zoë."
    reading = read_texts(put(tmp_path, "a.txt", text.encode(encoding)))
    assert said(reading) == [text]
    assert (not note) or note in reading.notes


@pytest.mark.parametrize(
    "content",
    [
        "Привет, как дела сегодня".encode("cp1251"),
        "こんにちは世界、元気ですか".encode("shift_jis"),
        "UTF-16 without a mark".encode("utf-16-le"),
        b"\xff\xfean odd length",
        bytes(range(1, 256)) * 4,
        b"text \x81\x8d\x8f",
        b"mostly plain text, but then \xa6\xac\xb1\xa4 and \xa8\xb8\xaf",
        b"\xef\xbb\xbf broken \xff",
    ],
)
def test_other_encodings_are_refused_with_a_way_out(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(TextsError, match="UTF-8"):
        read_texts(put(tmp_path, "a.txt", content))


# Tables


def test_a_csv_with_quoted_newlines_is_read(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", 'id,text\n1,"first ""line""\nsecond line"\n2,other one\n')
    reading = read_texts(path)
    assert said(reading) == ['first "line"\nsecond line', "other one"]
    assert reading.columns == ("id", "text")
    assert "Text from column 'text'." in reading.notes


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_recognised(tmp_path: Path, delimiter: str) -> None:
    rows = ["id", "text"], ["1", "some; text, with | all"], ["2", "more text"]
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(rows)
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
    began = time.monotonic()
    assert len(read_texts(path).texts) == 1
    assert time.monotonic() - began < 5
    path = put_parquet(tmp_path, text=["a" * 3_000_000 + str(i) for i in range(40)])
    with pytest.raises(TextsError, match="unpacked bytes"):
        read_texts(path)


def test_a_damaged_parquet_is_refused(tmp_path: Path) -> None:
    whole = put_parquet(tmp_path, text=["one two", "three four"] * 50).read_bytes()
    for size in range(8, len(whole) - 1, 37):
        with pytest.raises(TextsError):
            read_texts(put(tmp_path, "cut.parquet", whole[:size]))


# What is no text


def zipped() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("texts.csv", "text\none two\n")
    return stream.getvalue()


HOSTILE = {
    "a.csv": zipped(),
    "book.xlsx.csv": zipped(),
    "polyglot.csv": b"text\n" + b"one two\n" * 2_000 + zipped(),
    "b.txt": gzip.compress(b"one two three"),
    "c.json": pickle.dumps({"text": "one two"}),
    "d.txt": pickle.dumps({"text": "one two"}, protocol=0),
    "e.txt": pickle.dumps(Path("x"), protocol=1),
    "f.csv": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "g.txt": b"%PDF-1.7 and so on",
    "h.txt": b"\x7fELF\x02\x01",
    "i.csv": b"PAR1 pretending PAR1",
    "j.parquet": b"text\none two\n",
    "k.parquet": zipped(),
    "l.txt": bytes(257) + b"ustar" + bytes(250),
    "m.txt": b"\x00\x01\x02\x03one\x04\x05\x06",
    "n.xlsx": zipped(),
    "o.csv.exe": b"text\none two\n",
    "p.pkl": b"text\none two\n",
    "q": b"text\none two\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_by_content(tmp_path: Path, name: str) -> None:
    with pytest.raises(TextsError):
        read_texts(put(tmp_path, name, HOSTILE[name]))


def test_the_content_counts_and_not_where_it_was_uploaded_to(tmp_path: Path) -> None:
    path = put(tmp_path, "upload.tmp", "one two")
    assert read_texts(path, name="mine.txt").texts[0].source == "mine.txt"
    with pytest.raises(TextsError):
        read_texts(path)


@pytest.mark.parametrize(
    "path",
    ["https://example.org/a.csv", "no/such/file.txt", "bad\0name.txt", "x" * 5_000, "/dev/zero"],
)
def test_what_is_no_file_is_refused(path: str) -> None:
    with pytest.raises(TextsError):
        read_texts(path)


def test_a_folder_an_empty_file_and_a_large_one_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TextsError, match="is not a file"):
        read_texts(tmp_path)
    for content in (b"", b" \n\r\n", b"\0\0\0"):
        with pytest.raises(TextsError, match="is empty"):
            read_texts(put(tmp_path, "a.txt", content))
    with pytest.raises(TextsError, match="at most 20 MB"):
        read_texts(put(tmp_path, "a.txt", b"a " * 10_000_001))


def test_short_sentences_are_no_pickles(tmp_path: Path) -> None:
    for sentence in ("No one.", "I did.", "0 and 1.", "K.", "(all of it)."):
        if len(sentence) > 2:
            assert said(read_texts(put(tmp_path, "a.txt", sentence))) == [sentence]


# Limits


@pytest.mark.parametrize("name", ["a.csv", "a.txt", "a.jsonl"])
def test_a_million_rows_are_refused_at_once(tmp_path: Path, name: str) -> None:
    row = '{"t":"%07d"}\n' if name == "a.jsonl" else "row %07d\n"
    rows = "".join(map(row.__mod__, range(1_000_000)))
    path = put(tmp_path, name, "text\n" * (name == "a.csv") + rows)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    with pytest.raises(TextsError, match="over 100,000"):
        read_texts(path, split="line")
    assert time.process_time() - began < 2
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 < 500e6


# Round trips


@few
@given(st.text(max_size=30) | st.text("'=+-@ \t\n＝a", max_size=8))
def test_exported_cells_are_harmless_and_come_back(cell: str) -> None:
    safe = csv_safe(cell)
    assert csv_restore(safe) == cell
    assert not safe.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))


@few
@given(
    st.lists(st.text(min_size=2, max_size=30) | st.text("=+-@'1a \n,\"", min_size=2), max_size=6)
)
def test_exported_tables_come_back(tmp_path: Path, texts: list[str]) -> None:
    wanted = [t for t in dict.fromkeys(map(normalise, texts)) if len(t.strip()) > 1]
    stream = io.StringIO()
    csv.writer(stream).writerows([["id", "text"], *(["1", csv_safe(t)] for t in wanted)])
    path = put(tmp_path, "a.csv", stream.getvalue())
    if wanted:
        assert said(read_texts(path)) == wanted
    else:
        with pytest.raises(TextsError):
            read_texts(path)


@few
@given(
    st.sampled_from(["a.txt", "a.csv", "a.tsv", "a.json", "a.jsonl", "a.parquet"]),
    st.binary(max_size=300),
)
def test_no_bytes_whatever_crash_the_reader(tmp_path: Path, name: str, content: bytes) -> None:
    try:
        reading = read_texts(put(tmp_path, name, content))
    except TextsError as error:
        assert str(error)
    else:
        assert len({text.id for text in reading.texts}) == len(reading.texts) > 0


@few
@given(st.text(st.characters(), max_size=200), st.sampled_from(["paragraph", "line", "whole"]))
def test_no_text_whatever_crashes_the_paste(raw: str, split: str) -> None:
    try:
        reading = paste(raw, split=split)  # type: ignore[arg-type]
    except TextsError:
        return
    for text in reading.texts:
        assert text.secret_text and 0 <= text.secret.start < text.secret.stop <= len(text.text)


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the public samples in ../shared")
@pytest.mark.parametrize("number", [0, 1, 2])
def test_the_papers_target_sets_are_read(number: int) -> None:
    reading = read_texts(SHARED / "targets" / f"lm_extraction_128_{number}.csv")
    assert len(reading.texts) == 128
    assert reading.columns == ("doc_id", "corpus", "text")
    assert all(text.prompt.strip() and text.secret_text for text in reading.texts)


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the public samples in ../shared")
def test_a_table_with_a_nameless_column_is_read() -> None:
    reading = read_texts(SHARED / "wikitext.csv", find=False)
    assert reading.columns == ("column 1", "text")
    assert len(reading.texts) > 100
