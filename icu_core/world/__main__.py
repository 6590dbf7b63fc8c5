"""The command line of the world: build it from a seed, or measure what it promises.

The exit code of a build says nothing about the promises; the tests hold them.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch

from icu_core.encoders import MiniLM
from icu_core.world import corpus, training
from icu_core.world.build import build, write_points
from icu_core.world.card import write_card
from icu_core.world.dataset import write_dataset
from icu_core.world.promises import measure

ASSETS = Path(__file__).resolve().parents[2] / "assets"


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments ask for; returns the exit code."""
    asked = _parser().parse_args(arguments)
    if getattr(asked, "threads", 0):
        torch.set_num_threads(asked.threads)
    if asked.command == "texts":
        world = corpus.make_world(asked.seed, corpus.Scale())
        write_dataset(world, asked.out / "world")
        write_points(world, asked.out / "world", MiniLM())
        return 0
    if asked.command == "build":
        _build(asked)
    print(write_card(asked.out, asked.without, measure(asked.out, asked.without)))
    return 0


def _build(asked: argparse.Namespace) -> None:
    recipe = training.MINIATURE if asked.miniature else training.Recipe().faster(asked.share)
    scale = corpus.MINIATURE if asked.miniature else corpus.Scale()
    if not asked.miniature:
        write_points(corpus.make_world(asked.seed, scale), asked.out / "world", MiniLM())
    build(
        asked.out, seed=asked.seed, scale=scale, recipe=recipe, without=asked.without, report=_say
    )


def _say(line: str) -> None:
    print(line, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m icu_core.world", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    make = commands.add_parser("build", help="make texts, tokenizer, model and model card")
    make.add_argument("--share", type=float, default=1.0, help="share of the recipe's tokens")
    make.add_argument("--miniature", action="store_true", help="a tiny world, within seconds")
    write = commands.add_parser("texts", help="write texts, their points and forget sets only")
    for command in (make, write):
        command.add_argument("--seed", type=int, default=7)
    ask = commands.add_parser("promises", help="measure the model and write its card")
    for command in (make, write, ask):
        command.add_argument("--out", type=Path, default=ASSETS, help="folder for everything")
    for command in (make, ask):
        command.add_argument(
            "--without", metavar="SET", help="the gold model that never saw this forget set"
        )
        command.add_argument("--threads", type=int, default=0, help="processor threads of torch")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
