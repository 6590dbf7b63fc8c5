"""Commands that measure on the embedded world what ships with it: methods compared, and gold."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from icu_core import world
from icu_core.cli.values import changes
from icu_core.config import preset, presets
from icu_core.errors import ConfigError

if TYPE_CHECKING:  # a private class, yet the only name that argparse has for it
    Commands = argparse._SubParsersAction[Any]

DONE, INTERRUPTED = 0, 130
OUT = world.ASSETS / "methods"
SEEDS = (7, 8, 9)


def add(commands: Commands) -> None:
    """Add the command to the command line that is being built."""
    bench = commands.add_parser("bench", help="compare methods: `bench methods`")
    bench.add_argument(
        "what", choices=["methods", "gold"], help="gold: what gold models answer in an audit"
    )
    bench.add_argument("--methods", nargs="+", default=_all(), metavar="PRESET")
    bench.add_argument("--sets", nargs="+", default=[], metavar="SET", help="default: all")
    bench.add_argument("--seeds", nargs="+", type=int, default=list(SEEDS))
    bench.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", dest="changes")
    bench.add_argument("--out", type=Path, default=OUT, help="folder of results and tables")
    bench.add_argument("--table", action="store_true", help="only write the tables anew")
    bench.set_defaults(command=_bench)


def _all() -> list[str]:
    """Every preset that suits the embedded model: the paper's is for texts of 200 tokens."""
    return [name for name in presets() if preset(name).split == "secret"]


def _bench(options: argparse.Namespace) -> int:
    return _gold() if options.what == "gold" else _methods(options)


def _gold() -> int:
    """Put every gold model through the attacks and keep what it answers."""
    from icu_core.attacks.shape import Settings
    from icu_core.auditing import recorded
    from icu_core.bench import gold

    recorded.write(recorded.FILE, gold.answers(Settings(), tell=_say))
    return DONE


def _methods(options: argparse.Namespace) -> int:
    """Run what is missing, then write the tables of all that is there."""
    from icu_core.bench import methods, plot, table
    from icu_core.durable import replace

    given = changes(options.changes)
    if "seed" in given:
        raise ConfigError("Leave seed out of --set: --seeds names one or several.")
    names, sets, seeds = (
        list(dict.fromkeys(each))
        for each in (options.methods, options.sets or world.forget_sets(), options.seeds)
    )
    some = methods.cases(names, sets, seeds, given)
    options.out.mkdir(parents=True, exist_ok=True)
    try:
        if not options.table:
            methods.work(some, options.out, tell=_say)
    except KeyboardInterrupt:
        print("Interrupted; the same command goes on from here.", file=sys.stderr)
        return INTERRUPTED
    rows = table.summary(methods.results(some, options.out, is_plain=not given))
    page = table.markdown(rows)
    replace(options.out / "methods.md", page)
    replace(options.out / "methods.json", json.dumps(rows, indent=1) + "\n")
    replace(options.out / "methods.svg", plot.picture(rows) + "\n")
    print(page)
    return DONE


def _say(line: str) -> None:
    print(line, file=sys.stderr)
