"""The results of a comparison as tables: mean and spread over the seeds, set by set.

Pure functions of results (`methods.run`); nothing here runs a model.

Units     shares and changes are fractions here, and per cents in the table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev
from typing import Any

Result = Mapping[str, Any]
Row = dict[str, Any]
Look = Mapping[str, float]

LOOKS = {
    "equal": "At equal forgetting: where every text first looks never seen",
    "end": "At the end of its run",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One number of a look: what it is called, how it is made and how it is written."""

    heading: str
    value: Callable[[Look, Look], float]  # of a look and of the look before training
    written: Callable[[float], str]


def _plain(name: str) -> Callable[[Look, Look], float]:
    return lambda look, before: look[name]


def _of_before(name: str) -> Callable[[Look, Look], float]:
    """The share of what the original had."""
    return lambda look, before: look[name] / before[name] if before[name] else 1.0


def _change(name: str) -> Callable[[Look, Look], float]:
    return lambda look, before: look[name] / before[name] - 1


def _beside(name: str, control: str) -> Callable[[Look, Look], float]:
    """How much more it is than its control, which stands in the same look."""
    return lambda look, before: look[name] - look[control]


def _per_cent(spec: str) -> Callable[[float], str]:
    return lambda share: f"{100 * share:{spec}f} %"


COLUMNS: dict[str, Column] = {
    "forgotten": Column("forgotten", _plain("forgotten"), _per_cent(".0")),
    "exact": Column("secrets said", _plain("exact"), _per_cent(".0")),
    "ma": Column("MA", _plain("ma"), "{:.3f}".format),
    "el": Column("EL", _plain("el"), "{:.3f}".format),
    "nll_secret": Column("NLL of secrets", _plain("nll_secret"), "{:.2f}".format),
    "kept": Column("partners kept", _of_before("kept"), _per_cent(".1")),
    "neighbours": Column("neighbours kept", _of_before("neighbours"), _per_cent(".1")),
    "perplexity": Column("perplexity", _change("perplexity"), _per_cent("+.1")),
    "auc_gold": Column("AUC − gold's", _beside("auc", "auc_gold"), "{:+.2f}".format),
    "ks": Column("KS p", _plain("ks"), "{:.2f}".format),
    "relearnt_gold": Column(
        "relearnt − gold's", _beside("relearnt", "relearnt_gold"), _per_cent("+.0")
    ),
    "int4": Column("int4 Q", _plain("int4"), "{:.2f}".format),
    "int4_gold": Column("int4 Q − gold's", _beside("int4", "int4_gold"), "{:+.2f}".format),
    "iterations": Column("iterations", _plain("iterations"), "{:.0f}".format),
    "steps": Column("steps", _plain("steps"), "{:.0f}".format),
    "seconds": Column("seconds", _plain("seconds"), "{:.1f}".format),
}
"""What a table shows. A further measure of a look is a line here."""


def summary(results: Sequence[Result]) -> list[Row]:
    """One row for each set, look and preset, in the order in which they first come.

    {"set", "look", "preset", "reached": cases that came so far, "of": cases,
     "columns": {name: {"mean", "spread"}}}; the spread is None for fewer than two seeds.
    """
    groups: dict[tuple[str, str], list[Result]] = {}
    for result in results:
        groups.setdefault((result["set"], result["preset"]), []).append(result)
    sets = dict.fromkeys(result["set"] for result in results)
    return [
        _row(look, name, preset, some)
        for name in sets
        for look in LOOKS
        for (of_set, preset), some in groups.items()
        if of_set == name
    ]


def _row(look: str, set_name: str, preset: str, some: Sequence[Result]) -> Row:
    pairs = [(result[look], result["before"]) for result in some if look in result]
    columns = {}
    for name, column in COLUMNS.items():
        values = [column.value(*pair) for pair in pairs if name in pair[0]]
        if values:
            spread = stdev(values) if len(values) > 1 else None
            columns[name] = {"mean": fmean(values), "spread": spread}
    return {"set": set_name, "look": look, "preset": preset, "reached": len(pairs),
            "of": len(some), "columns": columns}  # fmt: skip


def markdown(rows: Sequence[Row]) -> str:
    """The rows as a page of tables, with a line on how to read them."""
    lines = [
        "# Methods side by side",
        "",
        "Written by `python -m icu_core bench methods`. Mean over the seeds, and where there are "
        "several the standard deviation. Partners are texts that the training held on to; "
        "neighbours are known texts with secrets that no step has touched. Per cents of kept texts "
        "are of what the original model said; perplexity is the change on ordinary prose. AUC: how "
        "well the secrets' losses tell the texts from never-seen ones; KS p: that these losses are "
        "distributed as gold's; relearnt: secrets that come back when the other half is taught "
        "again; int4 Q: 1 where four-bit weights change nothing. Gold is the model that never saw "
        "the set. Reached: runs that got every text forgotten, the default each near a mark of "
        "its own among never-seen texts, the others each to their median. Seconds are of a "
        "shared machine; compare steps.",
    ]
    for name in dict.fromkeys(row["set"] for row in rows):
        for look, title in LOOKS.items():
            some = [row for row in rows if (row["set"], row["look"]) == (name, look)]
            lines += ["", f"## {name}. {title}", "", *_table(some)]
    return "\n".join(lines) + "\n"


def _table(rows: Sequence[Row]) -> list[str]:
    heads, *lines = cells(rows)
    marked = [heads, ["---"] * len(heads), *lines]
    return ["| " + " | ".join(line) + " |" for line in marked]


def cells(rows: Sequence[Row]) -> list[list[str]]:
    """The headings, then the words of each row; a column that no row has is left out."""
    shown = [name for name in COLUMNS if any(name in row["columns"] for row in rows)]
    heads = ["method", "reached", *(COLUMNS[name].heading for name in shown)]
    return [
        heads,
        *(
            [
                row["preset"],
                f"{row['reached']} of {row['of']}",
                *(_cell(row, name) for name in shown),
            ]
            for row in rows
        ),
    ]


def _cell(row: Row, name: str) -> str:
    """Mean and spread of one column; a dash where nothing came so far."""
    found = row["columns"].get(name)
    if found is None:
        return "–"
    written = COLUMNS[name].written
    spread = "" if found["spread"] is None else f" ± {written(found['spread']).lstrip('+')}"
    return written(found["mean"]) + spread
