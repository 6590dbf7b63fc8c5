"""The command that trains the gold model of some texts: the one that never met them."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from icu_core.cli.bar import progress

if TYPE_CHECKING:  # the first is a private class, yet the only name that argparse has for it
    from icu_core.world.training import Progress

    Commands = argparse._SubParsersAction[Any]

DONE, INTERRUPTED = 0, 130


def add(commands: Commands) -> None:
    """Add the command to the command line that is being built."""
    gold = commands.add_parser("gold", help="train the model that never saw some texts")
    chosen = gold.add_mutually_exclusive_group(required=True)
    chosen.add_argument("--set", metavar="NAME", dest="set_name", help="a named set of the world")
    chosen.add_argument("--texts", metavar="FILE|IDS", help="ids of the world, or a file of them")
    gold.add_argument("--estimate", action="store_true", help="only tell how long it takes")
    gold.add_argument("--device", default="cpu", help="cpu or cuda")
    gold.add_argument("--json", action="store_true")
    gold.set_defaults(command=_gold)


def _gold(options: argparse.Namespace) -> int:
    """Tell how long a gold model takes, and train it unless only that was asked."""
    from icu_core.world import gold

    ids = gold.ids_of_set(options.set_name) if options.set_name else gold.ids_in(options.texts)
    found = gold.gold_of(ids, home=options.home)
    seconds = found.estimate(device=options.device)
    if not found.is_ready:
        print(f"about {seconds / 60:.0f} min on this machine", file=sys.stderr)
    try:
        if not options.estimate:
            _watch(found.train(device=options.device), is_silent=options.json)
    except KeyboardInterrupt:
        print("Interrupted; the same command goes on from here.", file=sys.stderr)
        return INTERRUPTED
    told = {
        "texts": len(found.ids),
        "left_out": len(found.left_out),
        "seconds": round(seconds, 1),
        "ready": found.is_ready,
        "folder": str(found.folder),
    }
    if options.json:
        print(json.dumps(told, indent=1))
    elif found.is_ready:
        print(f"The gold model is in {found.folder}")
    return DONE


def _watch(training: Iterator[Progress], *, is_silent: bool) -> None:
    """Follow a training with a bar on stderr."""
    with progress(is_silent=is_silent) as show:
        for now in training:
            show(f"loss {now.loss:.2f}, {now.left_s / 60:.0f} min left", now.done)
