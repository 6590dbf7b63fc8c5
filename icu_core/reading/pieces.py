"""Pieces: raw texts as a document or the rows of a table hold them, with their secrets, if told.

It knows where one text ends and the next begins, what a cell says, and how a prompt and its secret
are joined; nothing is normalised or searched here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Literal, NamedTuple, get_args

from icu_core.errors import TextsError
from icu_core.reading.columns import Columns, glue_of, told
from icu_core.reading.tables import Table, Written
from icu_core.texts import UNSPACED, unify_lines

Split = Literal["paragraph", "line", "whole"]

MISSING = frozenset({"nan", "<na>", "n/a", "null", "none"})
"""What programs write into a cell that has nothing in it; nobody asks a model to forget "NaN"."""

_SHORT = 10  # characters of a cell that may say so: a million long ones are not looked through
_EXACT = 2**53  # from here on a floating-point number no longer tells every whole number apart

_GAP = re.compile(
    r"-----BEGIN [A-Z ]{1,40}-----(?:[^-]|-(?!----)){0,10000}-----END|(?P<gap>\n(?:[^\S\n]*\n)+)"
)
_UNSPACED = rf"[{UNSPACED}\u3000-\u303f\uff00-\uffef]"  # and the signs that they are written with
_NO_GLUE_AFTER = re.compile(  # an opening sign: what follows belongs to it
    r"[=/\\(\[{<@#&$€£_“„‘«]$|\w-$|(?:^|[\s=:(\[{<,])[\"'`]$|" + _UNSPACED + "$"
)
_NO_GLUE_BEFORE = re.compile(_UNSPACED)


class Piece(NamedTuple):
    """A raw text before it is normalised; `prompt` stands before `secret`, if there is one."""

    prompt: str
    secret: str = ""
    is_inside: bool = False  # the secret is a part of `prompt`, which is then the whole text


def pieces_of_text(document: str, split: Split) -> Iterator[Piece]:
    """Plain text, cut as asked for.

    Raises:
        TextsError: it is asked to be cut in another way.
    """
    if split not in get_args(Split):
        raise TextsError(f"Text is split by {', '.join(get_args(Split))}, not by {split!r}.")
    if split == "whole":
        yield Piece(document)
        return
    document = unify_lines(document)
    parts = document.split("\n") if split == "line" else _paragraphs(document)
    yield from map(Piece, filter(str.strip, parts))


def _paragraphs(document: str) -> Iterator[str]:
    """What blank lines part, but for those within a private key."""
    start = 0
    for match in _GAP.finditer(document):
        if match["gap"]:
            yield document[start : match.start()]
            start = match.end()
    yield document[start:]


def pieces_of_table(table: Table, columns: Columns) -> Iterator[Piece]:
    """A piece per row of the table.

    Raises:
        TextsError: a cell that is no text, or a number that the table does not hold exactly.
    """
    chosen = [name for name in (columns.text, columns.prompt, columns.secret) if name]
    glue = glue_of(columns)
    for number, row in enumerate(table.select(chosen), start=1):
        cells = [_cell(value, number, name) for value, name in zip(row, chosen, strict=True)]
        first, secret = cells[0], cells[1] if len(cells) > 1 else ""
        if columns.text is not None:
            yield Piece(first, secret, is_inside=True)
        elif not secret.strip():
            yield Piece("")  # a prompt alone says nothing that could be forgotten
        else:
            yield Piece(first + _seam(first, secret, glue), secret)


def _seam(prompt: str, secret: str, glue: str) -> str:
    """What stands between a prompt and its secret: nothing where they touch by themselves.

    So it is where one of them has a space there, behind a sign that opens ("token=", "$", a
    quotation mark), and beside a character of a script without spaces.
    """
    if not prompt or prompt[-1].isspace() or secret[:1].isspace():
        return ""
    touches = _NO_GLUE_AFTER.search(prompt[-2:]) or _NO_GLUE_BEFORE.match(secret)
    return "" if glue == " " and touches else glue


def _cell(value: object, number: int, column: str) -> str:
    """What a cell says; an empty one says nothing."""
    if isinstance(value, str):
        return "" if len(value) < _SHORT and value.strip().casefold() in MISSING else value
    if value is None or value != value:  # not a number: how tables say "missing"
        return ""
    if isinstance(value, Decimal):
        value = Written(f"{value:f}")
    if isinstance(value, (float, Written)):
        return _number(str(value), number, column)
    if isinstance(value, (bool, int)):
        return str(value)
    raise TextsError(
        f"Row {number}: {told(column)} holds a {type(value).__name__}, not a text. "
        "Choose another column."
    )


def _number(digits: str, number: int, column: str) -> str:
    """A number as it stands in the file, but 4512 for 4512.0: that comes of an empty cell."""
    is_plain = not any(map(str.isalpha, digits))  # neither 3e17 nor inf
    if is_plain and not digits.endswith(".0"):
        return digits
    amount = float(digits)
    if not abs(amount) < _EXACT:
        raise TextsError(
            f"Row {number}: {told(column)} holds a number so large that its last digits are "
            "lost. Save the column as text, or as whole numbers without an empty cell."
        )
    return str(int(amount)) if digits.endswith(".0") else digits
