"""How large the pages of a parquet column really are, from their own headers.

The footer of a file says how large a column is unpacked, and may lie; memory is taken by what the
header of each page says. Headers are Thrift structures in its compact protocol.

Source    parquet-format, PageHeader: fields 2 and 3 are the sizes of a page, unpacked and packed.
"""

from __future__ import annotations

DEEPEST = 8  # structures within structures in a header; real ones have three
UNPACKED, PACKED = 2, 3
_TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY, _LIST, _SET, _MAP, _STRUCT = range(1, 13)


def unpacked_bytes(content: bytes, start: int, length: int) -> int:
    """What the pages in these bytes take together. Raises ValueError where they are no pages."""
    at, stop, total = start, min(start + length, len(content)), 0
    try:
        while at < stop:
            sizes, at = _struct(content, at, DEEPEST)
            if sizes[UNPACKED] < 0 or sizes[PACKED] < 0:
                raise ValueError("a page of less than nothing")
            total += sizes[UNPACKED]
            at += sizes[PACKED]
    except LookupError as error:
        raise ValueError("the header of a page is damaged") from error
    return total


def _struct(content: bytes, at: int, depth: int) -> tuple[dict[int, int], int]:
    """The whole numbers of a structure by field, and where it ends."""
    if not depth:
        raise ValueError("too deep")
    found: dict[int, int] = {}
    field = 0
    while head := content[at]:
        step, kind = head >> 4, head & 15
        at += 1
        if step:
            field += step
        else:
            field, at = _number(content, at)
        if kind in (_I16, _I32, _I64):
            found[field], at = _number(content, at)
        elif kind not in (_TRUE, _FALSE):  # whose value is their kind
            at = _skip(content, at, kind, depth)
    return found, at + 1


def _skip(content: bytes, at: int, kind: int, depth: int) -> int:
    """Where a value of this kind ends."""
    if kind in (_I16, _I32, _I64):
        return _number(content, at)[1]
    if kind == _BINARY:
        size, at = _unsigned(content, at)
        return at + size
    if kind in (_LIST, _SET):
        return _skip_list(content, at, depth)
    if kind == _STRUCT:
        return _struct(content, at, depth - 1)[1]
    if kind in (_TRUE, _FALSE, _BYTE, _DOUBLE):  # in a list also true and false take a byte
        return at + (8 if kind == _DOUBLE else 1)
    raise ValueError("a field of an unknown kind")


def _skip_list(content: bytes, at: int, depth: int) -> int:
    size, kind = content[at] >> 4, content[at] & 15
    at += 1
    if size == 15:
        size, at = _unsigned(content, at)
    for _ in range(size):
        at = _skip(content, at, kind, depth)
        content[at]  # so that a long list of nothing ends with the file
    return at


def _number(content: bytes, at: int) -> tuple[int, int]:
    """A signed number, and where it ends."""
    value, at = _unsigned(content, at)
    return (value >> 1) ^ -(value & 1), at


def _unsigned(content: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        value |= (content[at] & 0x7F) << shift
        at += 1
        if content[at - 1] < 0x80:
            return value, at
        shift += 7
        if shift > 63:
            raise ValueError("a number without end")
