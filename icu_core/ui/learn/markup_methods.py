"""HTML of all methods compared: the picture and the tables of `bench methods`, folded away."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from icu_core import world
from icu_core.bench import plot, table
from icu_core.config import presets
from icu_core.escape import escape
from icu_core.ui.markup import Row, page, table_of

PATH = world.ASSETS / "methods" / "methods.json"
COMMAND = "python -m icu_core bench methods"
TITLE = "All methods compared"
ABOUT = (
    "Every method on the same texts, with the same partners and the same questions, first where "
    "all texts look never seen (equal forgetting), then at the end of its run. Neighbours are "
    "secrets that no training step touched. Gold never met the forgotten texts: the closer to it, "
    "the better."
)


def compared(path: Path = PATH) -> str:
    """The section; nothing where no comparison has been made."""
    if not path.is_file():
        return ""
    rows = json.loads(path.read_text(encoding="utf-8"))
    sets = dict.fromkeys(row["set"] for row in rows)
    tables = "".join(_tables(rows, name, is_open=not place) for place, name in enumerate(sets))
    return page(
        f"<details><summary>{TITLE}</summary><p>{escape(ABOUT)}</p>"
        f'<div class="icu-scroll" tabindex="0">{plot.picture(rows)}</div>'
        f'{tables}<p class="dim">Measured by <code>{COMMAND}</code>; ± is the standard deviation '
        "over the seeds.</p></details>",
        css="icu-methods",
    )


def _tables(rows: Sequence[table.Row], set_name: str, *, is_open: bool) -> str:
    """One set at both looks, folded away unless it is the first."""
    both = "".join(_table(rows, set_name, look) for look in table.LOOKS)
    return f"<details{' open' * is_open}><summary>{escape(set_name)}</summary>{both}</details>"


def _table(rows: Sequence[table.Row], set_name: str, look: str) -> str:
    """The methods on one set at one look."""
    some = [row for row in rows if (row["set"], row["look"]) == (set_name, look)]
    heads, *lines = table.cells(some)
    made = [
        Row((("kind", _method(name)), *(("n", escape(cell)) for cell in rest)))
        for name, *rest in lines
    ]
    return f"<h4>{escape(table.LOOKS[look])}</h4>{table_of(heads, made)}"


def _method(name: str) -> str:
    about = presets().get(name, "")
    return f'<span title="{escape(about)}">{escape(name)}</span>'
