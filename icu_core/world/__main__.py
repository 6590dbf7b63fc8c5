"""The command line of the world: build it from a seed, measure what it promises, compare shapes.

The exit code of a build says nothing about the promises; `promises` exits with 1 if one is broken,
bad input with 2.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Sequence
from pathlib import Path

from icu_core.errors import ConfigError, IcuError
from icu_core.process import be_polite

ASSETS = Path(__file__).resolve().parents[2] / "assets"


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments ask for; returns the exit code."""
    be_polite()
    asked = _parser().parse_args(arguments)
    try:
        code: int = asked.command(asked)
    except IcuError as error:
        print(f"icu: {error}", file=sys.stderr)
        return 2
    return code


def _texts(asked: argparse.Namespace) -> int:
    from icu_core.encoders import MiniLM
    from icu_core.world import corpus
    from icu_core.world.build import write_points
    from icu_core.world.dataset import write_dataset

    world = corpus.make_world(asked.seed, corpus.Scale())
    write_dataset(world, asked.out / "world")
    write_points(world, asked.out / "world", MiniLM())
    return 0


def _build(asked: argparse.Namespace) -> int:
    if asked.miniature and asked.out == ASSETS:
        raise ConfigError("A miniature would overwrite the models that ship: say where with --out.")
    from icu_core.devices import choose_device
    from icu_core.world import corpus
    from icu_core.world.build import build
    from icu_core.world.recipe import MINIATURE, Recipe

    recipe = MINIATURE if asked.miniature else Recipe().faster(asked.share)
    scale = corpus.MINIATURE if asked.miniature else corpus.Scale()
    choose_device(asked.device)
    if not asked.miniature:
        _texts(asked)
    build(asked.out, seed=asked.seed, scale=scale, recipe=recipe, device=asked.device, report=_say)
    _measured(asked)
    _promises(asked)
    return 0


def _measured(asked: argparse.Namespace) -> int:
    from icu_core.world.build import write_measured

    write_measured(asked.out)
    return 0


def _hashes(asked: argparse.Namespace) -> int:
    from icu_core.world.build import write_hashes

    write_hashes(asked.out)
    return 0


def _promises(asked: argparse.Namespace) -> int:
    from icu_core.world.card import write_cards

    _hashes(asked)
    broken = 0
    for card, promises in write_cards(asked.out):
        print(card)
        broken += sum(not promise.is_kept for promise in promises)
    print(f"{broken} promises are broken." if broken else "All promises are kept.")
    return 1 if broken else 0


def _candidates(asked: argparse.Namespace) -> int:
    from icu_core.world.candidates import compare, table, write

    found = compare(minutes=asked.minutes, seed=asked.seed, report=_say)
    write(found, asked.out / "model")
    print("\n".join(table(found)))
    return 0


def _say(line: str) -> None:
    print(line, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m icu_core.world", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    make = commands.add_parser("build", help="make texts, tokenizer, models and model cards")
    make.add_argument("--share", type=_share, default=1.0, help="share of the recipe's tokens")
    make.add_argument("--miniature", action="store_true", help="a tiny world, within a minute")
    make.add_argument("--device", default="cpu", help="cpu, cuda or mps")
    make.set_defaults(command=_build)
    write = commands.add_parser("texts", help="write texts, their points and forget sets only")
    write.set_defaults(command=_texts)
    ask = commands.add_parser("promises", help="measure the models and write their cards")
    ask.set_defaults(command=_promises)
    tell = commands.add_parser("measured", help="write what the model gives away, for the page")
    tell.set_defaults(command=_measured)
    sums = commands.add_parser("hashes", help="write the sums of the models as they are now")
    sums.set_defaults(command=_hashes)
    shapes = commands.add_parser("candidates", help="compare shapes of networks")
    shapes.add_argument(
        "--minutes", type=_minutes, default=5.0, help="processor time of each shape"
    )
    shapes.set_defaults(command=_candidates)
    for command in (make, write, ask, tell, sums, shapes):
        command.add_argument("--out", type=Path, default=ASSETS, help="folder for everything")
    for command in (make, write, shapes):
        command.add_argument("--seed", type=int, default=7)
    return parser


def _share(typed: str) -> float:
    return _between(typed, 0.001, 10.0)


def _minutes(typed: str) -> float:
    return _between(typed, 0.01, 600.0)


def _between(typed: str, low: float, high: float) -> float:
    try:
        value = float(typed)
    except ValueError:
        value = math.nan
    if not low <= value <= high:
        raise argparse.ArgumentTypeError(f"a number from {low:g} to {high:g}, not {typed!r}")
    return value


if __name__ == "__main__":
    raise SystemExit(main())
