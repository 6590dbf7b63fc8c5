"""`python -m tests.bench`: where the time and memory of an iteration go, in one table.

Every comparison is a ratio within this run on this machine; an absolute second says little.
A naive definition is timed on a few rows and scaled to all of them, as its note says.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from icu_core.threads import be_polite

be_polite()

import torch  # noqa: E402

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import exactness, iteration, memory  # noqa: E402


def main() -> None:
    """Print all tables."""
    print(f"torch {torch.__version__}, {torch.get_num_threads()} threads, {time.strftime('%F')}\n")
    for part in (iteration, memory, exactness):
        title, rows = part.table()
        print(title)
        width = max(len(name) for name, _ in rows)
        for name, value in rows:
            print(f"  {name:<{width}}  {value}")
        print(flush=True)


if __name__ == "__main__":
    main()
