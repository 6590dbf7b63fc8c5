"""What earlier runs of the bench found, so that a regression is seen.

Only ratios within one run are compared (rows that end in x or %): seconds of other days and
machines say little. A line of history.jsonl is one run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from statistics import median

PATH = Path(__file__).with_name("history.jsonl")
COMPARED = 5  # newest runs before this one
MOST_WORSE = 0.3
_RATIO = re.compile(r"\s*([\d.]+) *([x%])")
Table = tuple[str, list[tuple[str, str]]]


def ratios(tables: Sequence[Table]) -> dict[str, float]:
    """The ratios of all tables by title and name; in all of them more is better."""
    found = {}
    for title, rows in tables:
        for name, value in rows:
            if match := _RATIO.match(value):
                found[f"{title.split(',')[0]}: {name}"] = float(match[1])
    return found


def read(path: Path = PATH) -> list[dict[str, float]]:
    """The ratios of earlier runs, oldest first."""
    if not path.is_file():
        return []
    return [json.loads(line)["ratios"] for line in path.read_text("utf-8").splitlines()]


def worse(now: dict[str, float], before: Sequence[dict[str, float]]) -> dict[str, float]:
    """The ratios that fell well below the median of the newest runs, with that median."""
    found = {}
    for name, value in now.items():
        known = [each[name] for each in before[-COMPARED:] if name in each]
        if known and value < (1 - MOST_WORSE) * median(known):
            found[name] = median(known)
    return found


def append(entry: dict[str, object], path: Path = PATH) -> None:
    """Add a run."""
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(entry) + "\n")
