"""Promises of `icu_core.reading.readers` and `contents`: the input border."""

from __future__ import annotations

import csv
import gzip
import io
import pickle
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uploads import few, peak_bytes, put, said

from icu_core.errors import TextsError
from icu_core.reading.columns import Columns
from icu_core.reading.pieces import MISSING
from icu_core.reading.readers import paste, read_texts
from icu_core.reading.tables import csv_restore, csv_safe
from icu_core.texts import GIVEN, LAST_HALF, MAX_TEXT_CHARACTERS, normalise

SHARED = Path(__file__).parents[2] / "shared" / "data"

# Plain text


def test_pasted_paragraphs_become_texts() -> None:
    reading = paste("First one,\nstill it.\n\n \n\nSecond one.\n")
    assert said(reading) == ["First one,\nstill it.", "Second one."]
    assert {text.source for text in reading.texts} == {"pasted"}


def test_a_blank_line_within_a_private_key_parts_nothing() -> None:
    key = (
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\naB3/\n-----END RSA PRIVATE KEY"
    )
    assert said(paste(f"One.\n\nThe key:\n{key}-----\n \nTwo.\n")) == [
        "One.",
        f"The key:\n{key}-----",
        "Two.",
    ]


def test_lines_or_the_whole_can_be_chosen() -> None:
    raw = "one two\nthree four\n\nfive six"
    assert said(paste(raw, split="line")) == ["one two", "three four", "five six"]
    assert said(paste(raw, split="whole")) == [raw]


def test_plain_text_has_no_columns_to_choose(tmp_path: Path) -> None:
    with pytest.raises(TextsError, match="plain text and has no columns"):
        read_texts(put(tmp_path, "a.txt", "one two"), columns=Columns(text="text"))


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
    assert "1 empty or one-character text was skipped." in reading.notes


def test_one_is_counted_as_one_and_two_as_two() -> None:
    few, many = (paste("\n\n".join(some)).notes
                 for some in (["x", *["same"] * 2], ["x", "y", *["same"] * 3]))  # fmt: skip
    assert "1 duplicate was dropped." in few
    assert any(note.startswith("In 1 of 1 text nothing sensitive") for note in few)
    assert "2 duplicates were dropped." in many
    assert "2 empty or one-character texts were skipped." in many
    assert any(note.startswith("1 text was normalised") for note in paste("one\0 two").notes)


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


def test_a_broken_byte_in_utf_8_is_named_by_its_line(tmp_path: Path) -> None:
    content = "Zoé Lefèvre\nçà et là".encode() + b"\nbroken \xe9 here\n"
    with pytest.raises(TextsError, match="UTF-8 but for 1 byte, the first on line 3"):
        read_texts(put(tmp_path, "a.txt", content))


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


def test_a_text_in_place_of_a_path_is_not_repeated() -> None:
    with pytest.raises(TextsError, match="of that name cannot be read") as caught:
        read_texts("My password is hunter2")
    assert "hunter2" not in str(caught.value)


def test_a_folder_an_empty_file_and_a_large_one_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TextsError, match="is not a file"):
        read_texts(tmp_path)
    for content in (b"", b" \n\r\n", b"\0\0\0"):
        with pytest.raises(TextsError, match="is empty"):
            read_texts(put(tmp_path, "a.txt", content))
    with pytest.raises(TextsError, match="at most 20 MB"):
        read_texts(put(tmp_path, "a.txt", b"a " * 10_000_001))


def test_short_sentences_are_no_pickles(tmp_path: Path) -> None:
    for sentence in (
        *("No one.", "I did.", "0 and 1.", "(all of it).", "Rob.", "d. h. die PIN ist 4512."),
        *("R. Ashgrove's code is 4512-88. Keep it safe.", "(a. The code is 4512. End."),
    ):
        assert said(read_texts(put(tmp_path, "a.txt", sentence))) == [sentence]


# Limits


@pytest.mark.parametrize("name", ["a.csv", "a.txt", "a.jsonl"])
def test_a_million_rows_are_refused_at_once(tmp_path: Path, name: str) -> None:
    row = '{"t":"%07d"}\n' if name == "a.jsonl" else "row %07d\n"
    rows = "".join(map(row.__mod__, range(1_000_000)))
    path = put(tmp_path, name, "text\n" * (name == "a.csv") + rows)
    before = peak_bytes()
    with pytest.raises(TextsError, match="over 100,000"):
        read_texts(path, split="line")
    assert peak_bytes() - before < 500e6


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
    some = [t for t in dict.fromkeys(map(normalise, texts)) if len(t.strip()) > 1]
    wanted = [t for t in some if t.strip().casefold() not in MISSING]
    stream = io.StringIO()
    csv.writer(stream).writerows([["id", "text"], *(["1", csv_safe(t)] for t in some)])
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
def test_a_secret_at_the_beginning_stays_the_secret_and_it_is_said(tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.write_text("text,secret\n4821 is the code of Odile,4821\nThe code is 4821 now,4821\n")
    reading = read_texts(table)
    assert [text.secret_text for text in reading.texts] == ["21", "4821"]
    assert {text.secret.kind for text in reading.texts} == {GIVEN}
    assert [note[:7] for note in reading.notes if "very beginning" in note] == ["1 text "]


def test_a_space_before_a_secret_is_no_missing_prompt(tmp_path: Path) -> None:
    table = tmp_path / "a.jsonl"
    table.write_text('{"prompt": "The code of Mara is", "secret": " 4512"}\n')
    assert not any("very beginning" in note for note in read_texts(table).notes)


def test_what_stands_over_a_single_column_is_not_told(tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.write_text("My PIN is 1234\nAnna lives alone here\n")
    reading = read_texts(table)
    assert len(reading.texts) == 1 and not any("1234" in note for note in reading.notes)
    assert any("is its name and is not read" in note for note in reading.notes)


@pytest.mark.parametrize(
    ("document", "texts"),
    [
        ('{"data": ["Anna lives here", "Bob is gone"], "version": 1}', 2),
        ('{"text": "Anna lives here", "tags": ["a", "b"]}', 1),
        ('{"text": ["Anna lives here", "Bob is gone"]}', 2),
    ],
)
def test_a_list_in_an_object_is_found(tmp_path: Path, document: str, texts: int) -> None:
    file = tmp_path / "a.json"
    file.write_text(document)
    assert len(read_texts(file).texts) == texts


def test_a_page_break_parts_words() -> None:
    (text,) = paste("It ends here.\x0cSecond page\x0bgoes on").texts
    assert text.text == "It ends here.\nSecond page\ngoes on"


def test_a_table_with_a_nameless_column_is_read() -> None:
    reading = read_texts(SHARED / "wikitext.csv", find=False)
    assert reading.columns == ("column 1", "text")
    assert len(reading.texts) > 100
