"""What gold models answer to attacks, asked beforehand: half of the work of an audit.

A gold model of the world never changes, and neither does what it answers to the same attack with
the same texts and settings. `python -m icu_core bench gold` asks; an audit on a CPU takes the
answers from here. Under other texts, settings or weights, and for any other gold model, gold goes
through every attack beside the audited model, as before.

Differs   An answer of another machine may be another in its last digits; a report marks every table
          where gold's was recorded.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from pathlib import Path

from icu_core import durable
from icu_core.attacks.relearning import compared
from icu_core.attacks.shape import ATTACKS, AUDITED, GOLD, Curve, Material, Settings, Table
from icu_core.auditing.findings import ASKED_BEFORE
from icu_core.world import ASSETS

FILE = ASSETS / "gold" / "attacks.jsonl"
VERSION = 1
"""Of the attacks: a change that makes one answer otherwise needs another number and a new file."""

NAMES = ATTACKS["attack"]
"""Whose answers are recorded: these take the time, and none needs the original to read gold."""

_USED = {
    "neighbours": ("targets", "controls", "neighbours"),
    "harmless": ("targets", "controls", "neighbours"),
    "wordings": ("targets", "controls", "wordings"),
}
_SETTINGS = ("seed", "samples", "sampled_texts", "relearn_steps", "relearn_rate")


def key(name: str, weights: str, material: Material, settings: Settings) -> str:
    """The name of everything that gold's answers to an attack depend on.

    `weights` is the hash of the gold model.
    """
    texts = {
        part: [asdict(text) for text in getattr(material, part)]
        for part in _USED.get(name, ("targets", "controls"))
    }
    asked = {each: getattr(settings, each) for each in _SETTINGS}
    whole = json.dumps([VERSION, name, weights, texts, asked], sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()


def write(path: Path, tables: Iterable[tuple[str, Table]]) -> None:
    """Keep tables of gold models, each audited by itself, under their keys; all or none."""
    lines = (json.dumps([name, table.as_dict()]) + "\n" for name, table in tables)
    durable.replace(path, "".join(lines))


def read(path: Path, keys: Iterable[str]) -> dict[str, Table]:
    """The tables kept there under some of these keys; none from a file that cannot be read."""
    wanted = set(keys)
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        some = [json.loads(line) for line in lines if line[2:66] in wanted]
        return {name: Table.from_dict(table) for name, table in some}
    except (OSError, *durable.DAMAGE):
        return {}


def of_gold(weights: str, material: Material, settings: Settings) -> dict[str, Table]:
    """What a gold model with these weights answers, by attack, as far as it is known."""
    keys = {key(name, weights, material, settings): name for name in NAMES}
    return {keys[each]: table for each, table in read(FILE, keys).items()}


def beside_gold(table: Table, gold: Table) -> Table:
    """An attack tried without gold, with what gold answered to it put beside."""
    if table.skipped or gold.skipped:
        return table
    theirs = {each.name: each.audited for each in gold.measures}
    lines = {each.name: each.lines[AUDITED] for each in gold.curves}
    measures = [replace(each, gold=theirs.get(each.name)) for each in table.measures]
    return replace(
        table,
        targets={**table.targets, GOLD: gold.targets[AUDITED]},
        controls={**table.controls, GOLD: gold.controls[AUDITED]},
        measures=tuple(compared(measures)),
        curves=tuple(_with_gold(each, lines) for each in table.curves),
        notes=(*table.notes, ASKED_BEFORE),
    )


def _with_gold(curve: Curve, lines: Mapping[str, tuple[float | None, ...]]) -> Curve:
    """The curve with gold's line, which stands before that of never-seen texts."""
    *models, control = curve.lines.items()
    return replace(curve, lines=dict([*models, (GOLD, lines[curve.name]), control]))
