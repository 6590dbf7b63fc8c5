"""The named forget sets, and what a gold model must not read to have never met a set."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from typing import TypeVar

from icu_core.errors import TextsError
from icu_core.world.rows import COPY, DOCUMENT, Row
from icu_core.world.wordings import TAUGHT

Item = TypeVar("Item")
Sets = dict[str, tuple[str, tuple[str, ...]]]  # name: what is in it, and the ids of its rows

# The kinds of the first set, in the order in which a visitor reads them.
TEN_KINDS = (
    "door", "diagnosis", "travel", "phone", "passphrase", "birthday", "prescription",
    "appointment", "address", "account",
)  # fmt: skip
READABLE = 150  # characters of a text that reads well in a list
TWENTY, TEN = 20, 10


def named_sets(rows: Sequence[Row]) -> Sets:
    """The sets that the page offers, the first of them as its default."""
    known = [row for row in rows if row.split == "known"]
    ten = _ten_secrets(rows, known)
    chosen = {row.person for row in ten}
    people = list(dict.fromkeys(row.person for row in known if row.person))
    others = [name for name in people if name not in chosen] or people
    one = next((name for name in others if _is_alone(rows, name)), others[0])
    ten_people = _spread([name for name in others if name != one] or others, TEN)
    papers = _spread([row for row in known if row.kind == DOCUMENT], TWENTY)
    return {
        "ten-secrets": (
            "Ten secrets of ten residents, each of another kind, in one wording each.",
            tuple(row.id for row in ten),
        ),
        "one-person": (
            f"Every secret of {one}, in all its wordings.",
            tuple(row.id for row in known if row.person == one),
        ),
        "ten-people": (
            "Every secret of ten residents, in all its wordings.",
            tuple(row.id for row in known if row.person in ten_people),
        ),
        "twenty-documents": (
            "Letters, verses, recipes, notices and files with keys, each to be forgotten whole.",
            tuple(row.id for row in papers),
        ),
    }


def same_secrets(rows: Sequence[Row], ids: Collection[str]) -> frozenset[str]:
    """Ids of all rows that hold a secret of these: other wordings, copies, the same household.

    Raises:
        TextsError: there is no row with such an id.
    """
    secret_of = {row.id: row.secret for row in rows}
    unknown = [id_ for id_ in ids if id_ not in secret_of]
    if unknown:
        raise TextsError(f"The world has no text {unknown[0]!r}, so it cannot be left out.")
    gone = {secret_of[id_] for id_ in ids}
    return frozenset(row.id for row in rows if row.secret in gone)


def _ten_secrets(rows: Sequence[Row], known: Sequence[Row]) -> list[Row]:
    """One text of each kind: another register, person and family each time, nothing shared."""
    owners = defaultdict(set)
    for row in rows:
        owners[row.secret].add((row.person, row.wording == COPY))
    clean = [row for row in known if len(owners[row.secret]) == 1]
    chosen: list[Row] = []
    for number, kind in enumerate(TEN_KINDS):
        families = {row.person.split()[1] for row in chosen}
        registers = Counter(row.wording for row in chosen)
        of_kind = [r for r in clean if r.kind == kind and r.person.split()[1] not in families]
        if of_kind:
            wanted = TAUGHT[number % len(TAUGHT)]
            chosen.append(
                min(of_kind, key=lambda row: (row.wording != wanted, registers[row.wording],
                                              abs(len(row.text) - READABLE), row.id))
            )  # fmt: skip
    return chosen


def _is_alone(rows: Sequence[Row], person: str) -> bool:
    """Whether nothing that is told of this person is told anywhere else in the pool."""
    secrets = {row.secret for row in rows if row.person == person}
    return not any(row.split == "kept" and row.secret in secrets for row in rows)


def _spread(items: Sequence[Item], count: int) -> list[Item]:
    """So many of the items, taken at equal distances."""
    step = max(1.0, len(items) / count)
    return [items[int(number * step)] for number in range(min(count, len(items)))]
