"""The hostile files: those of tests/attacks as they lie there, the others made here.

Made in code are binary ones, large ones and those of other encodings, where a file would say less
than a line. What each tries, and what is to happen, stands in tests/attacks/README.md.
"""

from __future__ import annotations

import gzip
import io
import pickle
import random
import re
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

HERE = Path(__file__).parent / "attacks"
SAID = "The code of Mara Veld is 4512."
UMLAUTS = "Die Äpfel – „süß“ und 3 € teuer – sind für Zoë."


def expected() -> dict[str, str]:
    """Name of every hostile file and what is to happen to it: read or refused."""
    rows = re.findall(r"^\| (\S+) \| .+ \| (read|refused) \|$", _readme(), re.MULTILINE)
    return dict(rows)


def write(name: str, folder: Path) -> Path:
    """The hostile file of this name, in this folder."""
    path = folder / name
    made = MADE.get(name)
    path.write_bytes((HERE / name).read_bytes() if made is None else made())
    return path


def names() -> set[str]:
    """All of them."""
    return {path.name for path in HERE.iterdir() if path.name != "README.md"} | set(MADE)


def _readme() -> str:
    return (HERE / "README.md").read_text("utf-8")


def _zip() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("texts.csv", f"text\n{SAID}\n")
    return stream.getvalue()


def _tar() -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        info = tarfile.TarInfo("../texts.txt")
        info.size = len(SAID)
        archive.addfile(info, io.BytesIO(SAID.encode()))
    return stream.getvalue()


def _parquet(column: object) -> bytes:
    stream = io.BytesIO()
    pq.write_table(pa.table({"text": column}), stream, store_schema=False)
    return stream.getvalue()


def _unfolding() -> bytes:
    cells = pa.DictionaryArray.from_arrays(pa.array([0] * 90_000), ["a" * 99_000])
    return _parquet(cells)


def _understated() -> bytes:
    """A column of 400 MB in a few KB, whose footer says that it has 1,000 bytes."""
    stream = io.BytesIO()
    cells = pa.array(["a" * 40_000_000] * 10)
    pq.write_table(
        pa.table({"text": cells}), stream, compression="zstd", use_dictionary=False,
        store_schema=False, write_statistics=False,
    )  # fmt: skip
    content = stream.getvalue()
    footer = len(content) - 8 - int.from_bytes(content[-8:-4], "little")
    truth = pq.read_metadata(io.BytesIO(content)).row_group(0).column(0).total_uncompressed_size
    said = _varint(truth)
    lie = content[footer:].replace(said, _varint(1_000, length=len(said)))
    assert lie != content[footer:]
    return content[:footer] + lie


def _varint(number: int, *, length: int = 0) -> bytes:
    """A whole number as Thrift writes it, with as many bytes as asked for."""
    value, parts = number << 1, bytearray()
    while value or len(parts) < length or not parts:
        parts.append(value & 0x7F | 0x80)
        value >>= 7
    parts[-1] &= 0x7F
    return bytes(parts)


def _lines(count: int) -> bytes:
    return "".join(f"row {number:07d} is a line\n\n" for number in range(count)).encode()


MADE: dict[str, Callable[[], bytes]] = {
    "zipped.csv": _zip,
    "book.xlsx.csv": _zip,
    "macro.xlsx": _zip,
    "polyglot.csv": lambda: b"text\n" + b"one two\n" * 2_000 + _zip(),
    "program.csv.exe": lambda: f"text\n{SAID}\n".encode(),
    "pickled.json": lambda: pickle.dumps({"text": SAID}),
    "old_pickle.txt": lambda: pickle.dumps({"text": SAID}, protocol=0),
    "packed.txt": lambda: gzip.compress(bytes(50_000_000)),
    "taped.txt": _tar,
    "picture.csv": lambda: b"\x89PNG\r\n\x1a\n" + bytes(100),
    "elf.txt": lambda: b"\x7fELF\x02\x01\x01" + bytes(100),
    "paper.txt": lambda: b"%PDF-1.7\n1 0 obj << /OpenAction << /S /JavaScript >> >>",
    "database.csv": lambda: b"SQLite format 3\0" + bytes(100),
    "noise.txt": lambda: random.Random(7).randbytes(4_000),
    "empty.txt": lambda: b"",
    "blank.txt": lambda: b" \t\r\n" * 50,
    "one_character.txt": lambda: b"x",
    "utf16.txt": lambda: UMLAUTS.encode("utf-16"),
    "utf16_bare.txt": lambda: SAID.encode("utf-16-le"),
    "utf32.txt": lambda: UMLAUTS.encode("utf-32"),
    "utf8_mark.csv": lambda: f"text\n{UMLAUTS}\n".encode("utf-8-sig"),
    "cp1252.txt": lambda: UMLAUTS.encode("cp1252"),
    "cut_utf8.txt": lambda: ("\N{FOX FACE}" * 20).encode()[:-2],
    "long_text.txt": lambda: b"a word and " * 1_000_000,
    "long_word.txt": lambda: b"a" * 90_000,
    "many_lines.txt": lambda: _lines(50_000),  # and as many blank ones between
    "million_rows.csv": lambda: b"text\n" + b"row of a table\n" * 1_000_000,
    "wide.csv": lambda: b",".join(b"c%d" % number for number in range(100_000)) + b"\n1,2\n",
    "huge_header.csv": lambda: b"text" * 250_000 + b",b\none two,three\n",
    "huge_cell.csv": lambda: b"text\n" + b"a" * 1_000_000 + b"\n",
    "deep.json": lambda: b"[" * 50_000 + b"]" * 50_000,
    "huge_number.json": lambda: b'[{"text": ' + b"9" * 20_000 + b"}]",
    "million_values.json": lambda: b"[" + b"{}," * 3_000_000 + b"{}]",
    "cut.parquet": lambda: _parquet([SAID] * 500)[:-40],
    "text.parquet": lambda: f"text\n{SAID}\n".encode(),
    "parquet.csv": lambda: _parquet([SAID]),
    "unfolding.parquet": _unfolding,
    "understated.parquet": _understated,
    "lists.parquet": lambda: _parquet([[SAID], ["b"]]),
}
