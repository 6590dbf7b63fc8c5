"""`python -m tests.bench`: where the time and memory of an iteration go, in one table.

Every comparison is a ratio within this run on this machine; an absolute second says little.
A naive definition is timed on a few rows and scaled to all of them, as its note says.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from icu_core.process import be_polite

be_polite()

import torch  # noqa: E402

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import exactness, history, iteration, linear, memory, phases, step  # noqa: E402

PARTS = {part.__name__.rpartition(".")[2]: part
         for part in (iteration, phases, memory, exactness, step, linear)}  # fmt: skip


def main(names: list[str]) -> None:
    """Print all tables, or those of some parts, and keep the ratios."""
    print(f"torch {torch.__version__}, {torch.get_num_threads()} threads, {time.strftime('%F')}\n")
    tables = []
    for name in names or PARTS:
        title, rows = PARTS[name].table()
        tables.append((title, rows))
        print(title)
        width = max(len(name) for name, _ in rows)
        for row, value in rows:
            print(f"  {row:<{width}}  {value}")
        print(flush=True)
    _keep(tables)


def _keep(tables: list[history.Table]) -> None:
    """Compare with earlier runs, say what became worse, and add this one to them."""
    found = history.ratios(tables)
    for name, before in history.worse(found, history.read()).items():
        print(f"WORSE than before: {name} is {found[name]:g} and was {before:g}")
    history.append({
        "date": time.strftime("%F %T"), "torch": torch.__version__,
        "threads": torch.get_num_threads(), "ratios": found,
        "rows": {title: dict(rows) for title, rows in tables},
    })  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1:])
