"""What a file really is, whatever it is called: its size, its kind by content, its characters.

Nothing is unpacked here: archives, office files, pickles and other binaries are recognised by
their first bytes (or the last ones, where a file is two things at once) and refused.
"""

from __future__ import annotations

import codecs
import re
import stat
import unicodedata
from pathlib import Path
from pickletools import genops

from icu_core import rounding
from icu_core.errors import TextsError
from icu_core.texts import MAX_FILE_BYTES

KINDS = {  # file name endings that are read, and how
    **{".txt": "txt", ".text": "txt", ".md": "txt", ".csv": "csv", ".tsv": "tsv", ".tab": "tsv"},
    **{".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet"},
}
_LONG_NAME = 200
_PARQUET = b"PAR1"
_SIGNATURES = {
    b"PK\x03\x04": "a zip archive or an office file (xlsx, docx)",
    b"PK\x05\x06": "an empty zip archive",
    b"\xd0\xcf\x11\xe0": "an old office file (xls, doc)",
    b"\x1f\x8b": "a gzip archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a rar archive",
    b"\x28\xb5\x2f\xfd": "a zstd archive",
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
    b"SQLite format 3": "a database",
    b"\x89HDF": "an HDF5 file",
    b"\x93NUMPY": "a numpy array",
    b"ARROW1": "an arrow file",
    b"Obj\x01": "an avro file",
    **{bytes([0x80, protocol]): "a pickle" for protocol in range(2, 6)},
}
_BOMS = (  # the longer ones first: UTF-32's begins like UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BROKEN = re.compile("[\udc80-\udcff]")  # a byte that is no UTF-8, as Python marks it
_MAX_CONTROL_SHARE = 0.05  # of the characters; more is no text but a binary file
_MAX_FOREIGN_SHARE = 0.3  # of the bytes over 127 in what may be Windows-1252
_TYPOGRAPHIC = frozenset("‘’“”„‚–—…•€£§©®°«»¿¡´·½¼¾²³µ×\u00a0")


def told_name(name: str) -> str:
    """What was taken for the name of a file; not what may be a text that somebody wrote there."""
    is_name = Path(name).suffix.lower() in KINDS
    return repr(Path(name).name) if is_name and len(name) < _LONG_NAME else "of that name"


def read_bytes(path: Path) -> bytes:
    """The content of a regular file within the size limit.

    Raises:
        TextsError: no such file, not a regular file, empty, or too large.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise TextsError(f"{path.name or str(path)!r} is not a file. Give a file with texts.")
        if status.st_size > MAX_FILE_BYTES:
            raise TextsError(
                f"{path.name!r} has {status.st_size / 1e6:.1f} MB; at most "
                f"{MAX_FILE_BYTES / 1e6:.0f} MB are read. Split it, or keep only the texts."
            )
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no possible file name"
        raise TextsError(f"The file {told_name(str(path))} cannot be read: {reason}.") from error
    if not content.strip(b"\0 \t\r\n"):
        raise TextsError(f"{path.name!r} is empty. Give a file with at least one text.")
    return content


def kind_of(name: str, content: bytes) -> str:
    """How to read a file: what its name says, if its content does not contradict.

    Raises:
        TextsError: another ending, or content that is not what the name says.
    """
    ending = Path(name).suffix.lower()
    kind = KINDS.get(ending)
    if kind is None:
        raise TextsError(
            f"Files ending in {ending[:20]!r} are not read. Give one of: {', '.join(KINDS)}."
        )
    found = "parquet" if content.startswith(_PARQUET) else _binary(content)
    if kind == "parquet" and found != "parquet":
        raise TextsError(f"{name!r} is called parquet but is {found or 'plain text'}.")
    if kind != "parquet" and found:
        raise TextsError(
            f"{name!r} is not text: it is {found}. It is not opened or unpacked. "
            "Save the texts as txt, csv, json lines or parquet."
        )
    return kind


def _binary(content: bytes) -> str:
    """What binary kind the content is; empty for text."""
    for signature, words in _SIGNATURES.items():
        if content.startswith(signature):
            return words
    if b"PK\x05\x06" in content[-66_000:]:  # an archive may begin with anything
        return "a zip archive behind something else"
    if content[257:262] == b"ustar":
        return "a tar archive"
    return "a pickle" if _is_old_pickle(content) else ""


def _is_old_pickle(content: bytes) -> bool:
    """Whether the content is a pickle of the textual protocols; its opcodes are only listed."""
    content = content.rstrip()
    if not content.endswith(b"."):
        return False
    stop: int | None = None
    has_argument = False  # "Rob." is spelt in opcodes too, but none of them has an argument
    try:
        for _, argument, place in genops(content):
            has_argument, stop = has_argument or argument is not None, place
    except (ValueError, UnicodeError):
        return False
    return has_argument and stop == len(content) - 1


def decode(content: bytes) -> tuple[str, str]:
    """The characters of a text file, and a note where it is not plain UTF-8.

    With a byte order mark UTF-8, UTF-16 or UTF-32; else UTF-8; else Windows-1252 if what comes
    out looks like it: no control characters, and most of what is not ASCII letters.

    Raises:
        TextsError: none of them, no text at all, or UTF-8 that is broken in a few places.
    """
    named = next((name for bom, name in _BOMS if content.startswith(bom)), "utf-8")
    try:
        document, note = content.decode(named), _encoding_note(named)
    except UnicodeDecodeError:
        _refuse_damaged(content)
        document, note = _windows_1252(content, named), "Read as Windows-1252: it is not UTF-8."
    if _control_share(document) > _MAX_CONTROL_SHARE:
        raise TextsError(
            "The file is not text in UTF-8: it is full of control characters. It may be binary, "
            "or UTF-16 without a byte order mark; save it as UTF-8."
        )
    return document, note


def _refuse_damaged(content: bytes) -> None:
    """Raise TextsError for what is UTF-8 but for a few places: no other encoding looks like it."""
    document = content.decode("utf-8", errors="surrogateescape")
    broken = [match.start() for match in _BROKEN.finditer(document)]
    if broken and len(broken) <= sum(char > "\x7f" for char in document) - len(broken):
        line = document.count("\n", 0, broken[0]) + 1
        raise TextsError(
            f"The file is UTF-8 but for {rounding.count(len(broken), 'byte')}, the first on line "
            f"{line}. Mend that place, or save the whole file as UTF-8."
        )


def _encoding_note(named: str) -> str:
    return f"Read as {named.upper()}." if named.endswith(("16", "32")) else ""


def _windows_1252(content: bytes, named: str) -> str:
    """The content as Windows-1252 where that is plausible."""
    try:
        document = content.decode("cp1252") if named == "utf-8" else ""
    except UnicodeDecodeError:
        document = ""
    foreign = [char for char in document if char > "\x7f"]
    likely = sum(char.isalpha() or char in _TYPOGRAPHIC for char in foreign)
    is_plausible = likely >= 0.9 * len(foreign) and (
        len(foreign) <= _MAX_FOREIGN_SHARE * len(document)
    )
    if not document or not is_plausible or _control_share(document) > 0:
        raise TextsError(
            "The characters of the file cannot be read: it is neither UTF-8, nor UTF-16 with a "
            "byte order mark, nor Windows-1252. Save it as UTF-8."
        )
    return document


def _control_share(document: str) -> float:
    """Share of characters that are neither visible nor white space, of the first million."""
    sample = document[:1_000_000]
    odd = (char for char in set(sample) if unicodedata.category(char) == "Cc")
    count = sum(sample.count(char) for char in odd if char not in "\t\n\r\f\x85")
    return count / max(1, len(sample))
