"""Values between browser and page: what one remembers, what none would send, what it is told."""

from __future__ import annotations

import math
from typing import Any

from icu_core.store import Run
from icu_core.ui.server.visitor import Mine

SOMEBODYS = "0" * 32
BAD = [
    None, True, -1, 0, 1e400, math.nan, "", "x" * 2_000_000, [], [1], {}, {"a": 1},
    "../../etc/passwd", "<script>", "\ud800", "🦊" * 50,
]  # fmt: skip


def knows(*runs: Run, audit: str = "", audits: tuple[str, ...] = ()) -> dict[str, Any]:
    """A browser that knows these runs and audits, and looks at the first run."""
    ids = tuple(run.id for run in runs)
    return Mine("a" * 32, ids[0] if ids else "", ids, audit, audits).as_state()


def told(update: Any, name: str) -> Any:
    """A property that an update sets."""
    return update.constructor_args[name] if hasattr(update, "constructor_args") else update[name]
