"""Tables on disk as rows of cells: csv, tsv, json, json lines, parquet; and cells safe to export.

It knows how each format is read within its limits, not which column holds the texts. A cell
that is no string stays what the format gave.
"""

from __future__ import annotations

import contextlib
import csv
import io
import itertools
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from icu_core.errors import TextsError
from icu_core.reading.columns import is_known
from icu_core.reading.pages import unpacked_bytes
from icu_core.texts import MAX_ROWS, MAX_TEXT_CHARACTERS, clean

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

# Numbers of JSON values, of uncompressed parquet bytes and of columns; each keeps what a file of
# 20 MB unfolds to in memory under half a gigabyte.
MAX_JSON_VALUES = 2_000_000
MAX_PARQUET_BYTES = 100_000_000
MAX_COLUMNS = 1_000
MAX_NAME_CHARACTERS = 60  # of a column; a longer name is cut, since it may well be a text

_Row = TypeVar("_Row")
Rows = Iterator[Sequence[object]]

_HEADER_CHARACTERS = 200_000  # the reader refuses longer cells anyway
_LABELS = frozenset(  # keys under which an annotation has words of its own
    {"span", "label", "labels", "type", "tag", "entity", "entity_type", "entity_group"}
)
_MOST_ANNOTATIONS = 2_000  # of one text; more are rows, and take too long to be looked for in it
_ROWS_COMPARED = 20  # below the header, to tell the delimiter
_NAMED_DELIMITER = re.compile(r"\ufeff?\"?sep=(.)\"?(?:\r\n|\r|\n)", re.IGNORECASE)
_FORMULA = re.compile(r"'*\s*[=+\-@＝＋－＠]")
_ESCAPED = re.compile(r"'+\s*[=+\-@＝＋－＠]")


@dataclass(frozen=True, slots=True)
class Table:
    """Columns, and `select`, which gives the cells of some of them row by row, once.

    `notes` is complete when all rows have been taken.
    """

    columns: tuple[str, ...]
    select: Callable[[Sequence[str]], Rows]
    notes: list[str] = field(default_factory=list)


class Written(NamedTuple):
    """A number of JSON as it stands in the file: 100.50 is not 100.5, and 1e-7 is not 1E-7."""

    digits: str

    def __str__(self) -> str:
        return self.digits


def csv_safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe goes before = + - @.

    Cells that already begin with apostrophes and such a sign get one more, so that
    `csv_restore(csv_safe(cell)) == cell` for every cell. Leading spaces are looked through.
    """
    return "'" + cell if _FORMULA.match(cell) else cell


def csv_restore(cell: str) -> str:
    """The cell that `csv_safe` made safe; other cells stay as they are."""
    return cell[1:] if _ESCAPED.match(cell) else cell


def read_csv(document: str, *, delimiters: str = ",;\t|") -> Table:
    """A table with a header. The delimiter is what Excel wrote above it (`sep=;`), or of these the
    one that cuts most of the first rows as it cuts the header; of equals, into most columns.

    Raises:
        TextsError: no header, an unclosed quotation mark, or a limit; also while rows are taken.
    """
    document = document.replace("\0", "")
    if named := _NAMED_DELIMITER.match(document):  # Excel's own line, which no other reader takes
        document, delimiters = document[named.end() :], named[1]
    header, delimiter = _header(document[:_HEADER_CHARACTERS], delimiters)
    notes: list[str] = []
    rows = _csv_rows(_records(document, delimiter), len(header), delimiter, notes)
    return _table(header, rows, notes)


def _header(beginning: str, delimiters: str) -> tuple[list[str], str]:
    """The first row and its delimiter."""
    rows: dict[str, list[list[str]]] = {}
    refused: list[TextsError] = []
    for each in delimiters:  # quoted names make sense with the true one alone
        try:
            rows[each] = list(_first_rows(beginning, each))
        except TextsError as error:
            refused.append(error)
    best = max(rows, key=lambda each: _fit(rows[each]), default="")
    header = rows[best][0] if rows.get(best) else []
    if refused and len(header) < 2:
        raise refused[0]
    if not any(name.strip() for name in header):
        raise TextsError("The table is empty: its first line must name the columns.")
    return header, best


def _first_rows(beginning: str, delimiter: str) -> Iterator[list[str]]:
    """The header and a few rows, as far as they can be read; one that is cut off counts little."""
    records = filter(None, _records(beginning, delimiter))
    yield next(records, [])
    with contextlib.suppress(TextsError):
        yield from itertools.islice(records, _ROWS_COMPARED)


def _fit(rows: Sequence[Sequence[str]]) -> tuple[bool, float, bool, int]:
    """How well a delimiter explains these rows, for comparing."""
    header, width = rows[0], len(rows[0])
    alike = sum(len(row) == width for row in rows) / len(rows)
    return width > 1, alike, any(map(is_known, header)), width


def _records(document: str, delimiter: str) -> Iterator[list[str]]:
    """Every row of a csv document; what Python's reader refuses becomes a TextsError."""
    reader = csv.reader(io.StringIO(document, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        problem = "a quotation mark is not closed, or stands undoubled inside a quoted cell"
        if "larger" in str(error):  # the reader's own limit, 131,072 characters
            problem = f"a cell has over {MAX_TEXT_CHARACTERS:,} characters, or a quote stays open"
        raise TextsError(
            f"The table cannot be read near line {reader.line_num}: {problem}. "
            'Cells with quotation marks are written "like ""this""".'
        ) from error


def _csv_rows(
    records: Iterator[list[str]], width: int, delimiter: str, notes: list[str]
) -> Iterator[list[str]]:
    """Rows as wide as the header: surplus cells join the last one, missing ones are empty."""
    ragged = restored = 0
    for row in _at_most_rows(itertools.islice(filter(None, records), 1, None)):
        ragged += len(row) != width
        if len(row) > width:
            row[width - 1 :] = [delimiter.join(row[width - 1 :])]
        cells = [csv_restore(cell) for cell in row]
        restored += cells != row
        yield cells + [""] * (width - len(cells))
    if ragged:
        notes.append(
            f"{ragged:,} rows had more or fewer cells than the header: "
            "surplus cells were joined to the last column, missing ones count as empty."
        )
    if restored:
        notes.append(f"{restored:,} rows lost the apostrophe that guarded a formula sign.")


def read_json(document: str) -> Table:
    """A list of objects or of strings, an object of columns, or an object that holds one list.

    Raises:
        TextsError: not JSON, another shape, or a limit.
    """
    if sum(map(document.count, ",{[")) > MAX_JSON_VALUES:
        raise TextsError(
            f"The JSON file holds more than {MAX_JSON_VALUES:,} values. "
            "Keep only the column with the texts, or save it as parquet."
        )
    return _json_table(_parse(document, "The file"))


def read_json_lines(document: str) -> Table:
    """One object or one string per line; empty lines do not count.

    Raises:
        TextsError: a line that is not JSON, another shape, or a limit.
    """
    lines = enumerate(io.StringIO(document), start=1)
    items = (_parse(line, f"Line {number}") for number, line in lines if line.strip())
    return _json_table(list(_at_most_rows(items)))


def _parse(document: str, place: str) -> object:
    try:
        return json.loads(document, parse_float=Written)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise TextsError(f"{place} is not valid JSON: {error.msg} ({where}).") from error
    except (RecursionError, ValueError) as error:
        raise TextsError(f"{place} is nested too deeply or holds a huge number.") from error


def _json_table(data: object) -> Table:
    """The table in parsed JSON."""
    found = _list_in(data) if isinstance(data, dict) else data
    if not isinstance(found, list) or not found:
        raise TextsError("The JSON holds no list of texts. Give a list of objects or of strings.")
    items = list(_at_most_rows(found))
    if all(isinstance(item, str) for item in items):
        return _table(["text"], ([item] for item in items))
    if not all(isinstance(item, dict) for item in items):
        raise TextsError("The JSON list must hold only objects, or only strings.")
    keys = list(dict.fromkeys(key for item in items for key in item))
    rows = ([item.get(key) for key in keys] for item in items)
    return _table(keys, rows, [] if items[0] is data else _unread(data))


def _list_in(data: Mapping[str, object]) -> object:
    """The rows of an object: its columns if all are lists, its one list, or itself as a row."""
    lists = [value for value in data.values() if isinstance(value, list)]
    if _texts_in(data):
        return _beside_text(data, lists)
    is_list_of_rows = len(lists) == 1 and not all(isinstance(item, str) for item in lists[0])
    if lists and len(lists) == len(data) and not is_list_of_rows:
        rows = itertools.zip_longest(*lists)
        return [dict(zip(data, row, strict=True)) for row in rows]
    return lists[0] if len(lists) == 1 else [data]


def _beside_text(data: Mapping[str, object], lists: Sequence[list[Any]]) -> object:
    """The objects beside a text, or the text's own one where they only say something about it."""
    own = "\n".join(_texts_in(data).values())[:MAX_TEXT_CHARACTERS]
    rows = [each for each in lists if each and all(isinstance(item, dict) for item in each)]
    others = [each for each in rows if len(each) > _MOST_ANNOTATIONS
              or not all(_is_about(item, own) for item in each)]  # fmt: skip
    is_quoted = not others and any(_texts_in(item) for each in rows for item in each)
    if len(others) > 1 or is_quoted:
        raise TextsError(
            "The JSON object holds a text of its own beside a list of objects with texts. Keep "
            "one of them, or write every object that is a text on a line of its own (jsonl)."
        )
    return others[0] if others else [data]


def _is_about(item: Mapping[str, object], text: str) -> bool:
    """Whether an object annotates a text: it holds numbers, labels and what stands in the text."""
    values = [value for key, value in item.items() if key.lower() not in _LABELS]
    words = [each for each in values if isinstance(each, (str, list, dict))]
    return all(isinstance(each, str) and each in text for each in words)


def _texts_in(item: object) -> dict[str, str]:
    """What an object holds where texts are looked for; nothing where this is no object."""
    held = item.items() if isinstance(item, dict) else ()
    return {key: value for key, value in held if isinstance(value, str) and is_known(key)}


def _unread(data: object) -> list[str]:
    """A note on the texts of an object whose list was read in their stead."""
    names = ", ".join(map(repr, _texts_in(data)))
    note = f"A list of objects was read; what stands in {names} beside it was not read."
    return [note] if names else []


def read_parquet(content: bytes) -> Table:
    """A parquet file, of which only the selected columns are unpacked.

    Raises:
        TextsError: damaged, not parquet, or a limit; also while rows are taken.
    """
    with _parquet_errors():
        file = _parquet(content)
        names = file.schema_arrow.names
        count = file.metadata.num_rows
    if not count:
        raise TextsError("The table is empty: it has columns but no rows.")
    _at_most(count, MAX_ROWS, "rows")
    columns = _named(names)

    def select(wanted: Sequence[str]) -> Rows:
        return _parquet_rows(content, [names[columns.index(name)] for name in wanted])

    return Table(columns, select)


def _parquet(content: bytes, names: Sequence[str] = ()) -> pq.ParquetFile:
    """The opened file; repeated strings of these columns are kept once."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pq.read_schema(io.BytesIO(content))
    strings = [name for name in names if pa.types.is_string(schema.field(name).type)]
    return pq.ParquetFile(io.BytesIO(content), read_dictionary=strings)


def _parquet_rows(content: bytes, names: Sequence[str]) -> Rows:
    """The cells of these columns, after a look at how large they claim to be."""
    with _parquet_errors():
        groups = _parquet(content).metadata
        chunks = (
            groups.row_group(group).column(place)
            for group in range(groups.num_row_groups)
            for place in range(groups.num_columns)
        )
        size = sum(
            _unpacked(content, each)
            for each in chunks
            if each.path_in_schema in names or each.path_in_schema.split(".")[0] in names
        )  # a list or a struct keeps its parts below its own name
        _at_most(size, MAX_PARQUET_BYTES, "unpacked bytes in these columns")
        for batch in _parquet(content, names).iter_batches(MAX_ROWS, columns=list(names)):
            yield from zip(*(_cells(batch.column(name)) for name in names), strict=True)


def _unpacked(content: bytes, chunk: Any) -> int:
    """How many bytes a part of a column takes: what the file says of it, and what its pages say."""
    start = chunk.data_page_offset
    if chunk.has_dictionary_page and 0 < (chunk.dictionary_page_offset or 0) < start:
        start = chunk.dictionary_page_offset
    told = int(chunk.total_uncompressed_size)
    return max(told, unpacked_bytes(content, start, chunk.total_compressed_size))


def _cells(column: pa.Array) -> list[object]:
    """The values of one column; equal strings of a dictionary stay one object."""
    import pyarrow as pa

    if not isinstance(column, pa.DictionaryArray):
        return list(column.to_pylist())
    values = column.dictionary.to_pylist()
    return [None if index is None else values[index] for index in column.indices.to_pylist()]


@contextlib.contextmanager
def _parquet_errors() -> Iterator[None]:
    """What pyarrow finds wrong becomes a TextsError."""
    import pyarrow as pa

    try:
        yield
    except (pa.ArrowException, OSError, ValueError, KeyError) as error:
        reason = str(error).split("\n")[0][:200]
        raise TextsError(f"The parquet file is damaged or of an unknown kind: {reason}") from error


def _table(columns: Sequence[str], rows: Rows, notes: list[str] | None = None) -> Table:
    """A table whose rows are in memory already."""
    named = _named(columns)

    def select(wanted: Sequence[str]) -> Rows:
        places = [named.index(name) for name in wanted]
        return ([row[place] for place in places] for row in rows)

    return Table(named, select, [] if notes is None else notes)


def _named(columns: Sequence[str]) -> tuple[str, ...]:
    """Column names that can be shown and told apart: cleaned, cut, numbered where they repeat."""
    _at_most(len(columns), MAX_COLUMNS, "columns")
    names: dict[str, None] = {}
    for number, column in enumerate(columns, start=1):
        name = " ".join(clean(column[:MAX_NAME_CHARACTERS]).split()) or f"column {number}"
        while name in names:
            name += f" ({number})"
        names[name] = None
    return tuple(names)


def _at_most_rows(rows: Iterable[_Row]) -> Iterator[_Row]:
    """The rows; TextsError at the first one over the limit."""
    for number, row in enumerate(rows, start=1):
        _at_most(number, MAX_ROWS, "rows")
        yield row


def _at_most(count: int, limit: int, what: str) -> None:
    if count > limit:
        raise TextsError(f"The file has over {limit:,} {what}; split it, or keep only what counts.")
