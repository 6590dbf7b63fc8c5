"""The input border: pasted text and uploaded files become `Text`s, or a message says why not.

It knows how a text is put together from what a file holds. Messages and notes name files,
columns and row numbers, never what a text says: they may end up in a log.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from icu_core import rounding
from icu_core.errors import TextsError
from icu_core.reading.columns import Columns, choose_columns, columns_note
from icu_core.reading.contents import decode, kind_of, read_bytes
from icu_core.reading.lists import packed_note, part_lists
from icu_core.reading.pieces import Piece, Split, pieces_of_table, pieces_of_text
from icu_core.reading.sensitive import mark
from icu_core.reading.tables import Table, read_csv, read_json, read_json_lines, read_parquet
from icu_core.texts import (
    GIVEN,
    LAST_HALF,
    MAX_FILE_BYTES,
    MAX_ROWS,
    MIN_TEXT_CHARACTERS,
    Reading,
    Span,
    Text,
    askable,
    blank_ends,
    clean,
    last_place,
    new_text,
    normalise,
    places,
    unify_lines,
)

# Searching ordinary text takes two to five microseconds per character, and a text that is nothing
# but numbers ten: a quarter of a minute at most for the one, half a minute for the other.
MAX_SEARCHED_CHARACTERS = 3_000_000


def paste(
    raw: str, *, split: Split | None = None, find: bool = True, most: int = MAX_ROWS
) -> Reading:
    """Texts that someone typed or pasted; arguments as of `read_texts`.

    Raises:
        TextsError: too much, or nothing that can be used.
    """
    if len(raw) > MAX_FILE_BYTES:
        raise TextsError(f"The text has over {MAX_FILE_BYTES // 10**6} million characters.")
    return _plain(raw, split, source="pasted", find=find, most=most)


def read_texts(
    path: str | Path,
    *,
    name: str = "",
    split: Split | None = None,
    columns: Columns | None = None,
    find: bool = True,
    most: int = MAX_ROWS,
) -> Reading:
    """The texts of a file: txt, csv, tsv, json, json lines or parquet.

    Args:
        path: the file; it is never a URL.
        name: what the file is called, where the path does not say so.
        split: of plain text, one text per paragraph, per line, or one in all. None: per paragraph,
            but per line in those of which every line holds a secret of its own.
        columns: of a table; found by their names if not given. Plain text has none.
        find: look for sensitive spans; without it the secret is given or the last half.
        most: so many different texts are taken; more are refused before they are searched.

    Raises:
        TextsError: unreadable, another kind of file, no such column, nothing usable, a limit.
    """
    source = name or Path(path).name
    table, document, note = _open(Path(path), source)
    if table is None:
        if columns not in (None, Columns()):
            raise TextsError(
                f"{source!r} is plain text and has no columns to choose from. Leave the columns "
                "out, or give a table: csv, tsv, json, json lines or parquet."
            )
        reading = _plain(document, split, source=source, find=find, most=most)
    else:
        reading = read_table(table, source=source, columns=columns, find=find, most=most)
    return replace(reading, notes=(note, *reading.notes)) if note else reading


def read_table(
    table: Table,
    *,
    source: str,
    columns: Columns | None = None,
    find: bool = True,
    most: int = MAX_ROWS,
) -> Reading:
    """The texts of a table from anywhere.

    Raises:
        TextsError: no such column, nothing usable, a limit.
    """
    chosen = choose_columns(columns or Columns(), table.columns)
    reading = _reading(pieces_of_table(table, chosen), source=source, find=find, most=most)
    notes = (columns_note(chosen, table.columns), *table.notes, *reading.notes)
    return replace(reading, notes=notes, columns=table.columns)


def columns_of(path: str | Path, *, name: str = "") -> tuple[str, ...]:
    """The columns of a file, for the page to ask which of them hold the texts; () for plain text.

    Raises:
        TextsError: unreadable or another kind of file.
    """
    table, _, _ = _open(Path(path), name or Path(path).name)
    return table.columns if table else ()


def _open(path: Path, name: str) -> tuple[Table | None, str, str]:
    """The file's table, or its characters; and a note on its encoding."""
    content = read_bytes(path)
    kind = kind_of(name, content)
    if kind == "parquet":
        return read_parquet(content), "", ""
    document, note = decode(content)
    if kind == "txt":
        return None, document, note
    return _textual_table(kind, document), "", note


def _textual_table(kind: str, document: str) -> Table:
    """The table in a textual format; a json file may hold json lines, and the other way round."""
    if kind in ("csv", "tsv"):
        return read_csv(document, delimiters="\t" if kind == "tsv" else ",;\t|")
    first, _, rest = document.lstrip().partition("\n")
    is_by_line = first.startswith("{") and first.rstrip().endswith("}") and bool(rest.strip())
    if is_by_line or (kind == "jsonl" and not first.startswith("[")):
        return read_json_lines(document)
    return read_json(document)


def _plain(document: str, split: Split | None, *, source: str, find: bool, most: int) -> Reading:
    """The texts of plain characters; of a list every line, unless its user said otherwise."""
    pieces = pieces_of_text(document, split or "paragraph")
    reading = _reading(pieces, source=source, find=find, most=most)
    texts, notes = part_lists(reading.texts) if split is None else (list(reading.texts), [])
    _check_count(len(texts), most)
    packed = packed_note(texts) if split != "whole" else []
    return replace(reading, texts=tuple(texts), notes=(*reading.notes, *notes, *packed))


def _reading(pieces: Iterable[Piece], *, source: str, find: bool, most: int) -> Reading:
    """The texts of the pieces, each once, and notes on what was done to them."""
    different: dict[str, Text] = {}
    seen: set[Piece] = set()
    count = Counter[str]()
    for number, piece in enumerate(_limited(pieces), start=1):
        text = None if piece in seen else _numbered_text(number, piece, source)
        is_new = text is not None and text.id not in different
        count["duplicate"] += piece in seen or (text is not None and not is_new)
        count["short"] += piece not in seen and text is None
        if text is not None and is_new:
            different[text.id] = text
            count["changed"] += _is_changed(piece)
            count["bare"] += _is_bare(text, piece)
            count[_where_given(text, piece)] += 1
        seen.add(piece)
    if not different:
        raise TextsError(
            f"There is no text of at least {MIN_TEXT_CHARACTERS} visible characters in it (cells "
            "such as NaN or null count as empty). "
            "Give at least one sentence that is to be forgotten."
        )
    _check_count(len(different), most)
    found, notes = list(different.values()), list[str]()
    if find:
        found, notes = _searched(found)
    given = {text.text for text in found if text.secret.kind == GIVEN}
    texts = [each for each in found if each.secret.kind == GIVEN or each.text not in given]
    count["duplicate"] += len(found) - len(texts)
    return Reading(tuple(texts), (*_count_notes(count), *notes))


def _check_count(count: int, most: int) -> None:
    if count > most:
        raise TextsError(f"These are {count:,} texts; at most {most:,} are taken. Split them.")


def _limited(pieces: Iterable[Piece]) -> list[Piece]:
    """All pieces; too many are refused before any work is spent on them."""
    limited = list(itertools.islice(pieces, MAX_ROWS + 1))
    if len(limited) > MAX_ROWS:
        raise TextsError(f"There are over {MAX_ROWS:,} texts. Split the input.")
    return limited


def _numbered_text(number: int, piece: Piece, source: str) -> Text | None:
    """The text of a piece; an error says which one it was."""
    try:
        return _text(piece, source)
    except TextsError as error:
        raise TextsError(f"Text {number}: {error}") from error


def _text(piece: Piece, source: str) -> Text | None:
    """The text of a piece with its secret where one is given; None if it is too short."""
    if piece.is_inside or not piece.secret:
        text, secret = normalise(piece.prompt), normalise(piece.secret).strip()
        start = last_place(text, secret) if secret else 0
        if start < 0:
            raise TextsError("its secret does not occur in it. Correct one of the two columns.")
        stop = start + len(secret)
    else:
        whole = clean(piece.prompt + piece.secret)
        first, last = blank_ends(whole)
        text, stop = whole[first:last], last - first
        start = max(0, min(len(clean(piece.prompt)) - first, stop - 1))
    if len(text.strip()) < MIN_TEXT_CHARACTERS:
        return None
    given = askable(text, Span(start, stop, GIVEN)) if start < stop else None
    return new_text(text, secret=given, source=source)


def _is_bare(text: Text, piece: Piece) -> bool:
    """Whether nothing stands in front of the secret that was given."""
    given = normalise(piece.secret).strip()
    asked = (text.prompt + text.secret_text).strip()
    return bool(given) and (text.secret.kind != GIVEN or asked == given)


def _where_given(text: Text, piece: Piece) -> str:
    """What there is to say of where a given secret stands in its text; empty if nothing."""
    secret = normalise(piece.secret).strip()
    if not piece.is_inside or not secret:
        return ""
    return ("inside", "", "several")[len(places(text.text, secret))]


def _is_changed(piece: Piece) -> bool:
    """Whether the normalisation did more than unify line ends."""
    raw = piece.prompt + piece.secret
    return clean(raw) != unify_lines(raw)


def _searched(texts: list[Text]) -> tuple[list[Text], list[str]]:
    """The texts with what is sensitive in them, as far as the limit allows."""
    found: list[Text] = []
    characters = 0
    for text in texts:
        characters += len(text.text)
        if characters > MAX_SEARCHED_CHARACTERS:
            break
        found.append(mark(text))
    notes = []
    if len(found) < len(texts):
        notes.append(
            f"Only the first {len(found):,} texts were searched for sensitive spans "
            f"({MAX_SEARCHED_CHARACTERS:,} characters at most)."
        )
    halves = sum(text.secret.kind == LAST_HALF for text in found)
    if halves:
        notes.append(
            f"In {halves:,} of {rounding.count(len(found), 'text')} nothing sensitive was found: "
            "the last half counts as the secret until you mark another."
        )
    return found + texts[len(found) :], notes


def _count_notes(count: Counter[str]) -> Iterator[str]:
    if count["changed"]:
        yield (
            f"{_were(count['changed'], 'text')} normalised: control characters removed, halves of "
            "characters replaced, letters and their accents joined (Unicode NFC)."
        )
    if count["bare"]:
        yield (
            f"{rounding.count(count['bare'], 'text')} with a secret at the very beginning, where "
            "nothing stands in front to ask with: a later part of it, or of the text, is to be "
            "forgotten."
        )
    if count["several"]:
        yield (
            f"{rounding.count(count['several'], 'text')} with the given secret at several places: "
            "the last one is to be forgotten."
        )
    if count["inside"]:
        yield (
            f"{rounding.count(count['inside'], 'text')} with the given secret only inside a longer "
            "word or number: that part of it is to be forgotten."
        )
    if count["duplicate"]:
        yield f"{_were(count['duplicate'], 'duplicate')} dropped."
    if count["short"]:
        yield f"{_were(count['short'], 'empty or one-character text')} skipped."


def _were(number: int, noun: str) -> str:
    """1 text was, 2 texts were."""
    return f"{rounding.count(number, noun)} {'was' if number == 1 else 'were'}"
