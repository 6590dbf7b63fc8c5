"""`python -m icu_core utility`: public benchmarks on the original and the unlearned model."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from icu_core.errors import RunError
from icu_core.store import Store, home

if TYPE_CHECKING:
    from icu_core.models import LM


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    one = commands.add_parser("utility", help="public benchmarks (needs lm-evaluation-harness)")
    what = one.add_mutually_exclusive_group()
    what.add_argument("--run", help="id of a run: its original and its unlearned model")
    what.add_argument("--model", default="embedded", help="embedded, a hub id or a folder")
    one.add_argument("--tasks", nargs="+", help="names of tasks; without it the paper's nine")
    one.add_argument("--task-folder", type=Path, help="folder with tasks of your own")
    one.add_argument("--limit", type=int, help="questions of each task at most")
    one.add_argument("--json", action="store_true")
    one.set_defaults(command=_utility)


def _utility(options: argparse.Namespace) -> int:
    from icu_core import utility

    found: dict[str, Any] = {}
    for name, load in _models(options).items():
        found[name] = utility.evaluate(
            load(),
            options.tasks or list(utility.PAPER_TASKS),
            folder=options.task_folder,
            limit=options.limit,
        )
    if options.json:
        print(json.dumps(found, indent=1))
        return 0
    for name, tasks in found.items():
        for task, figures in tasks.items():
            words = "  ".join(f"{key} {value:.3f}" for key, value in figures.items())
            print(f"{name:>9}  {task:<16} {words}")
    return 0


def _models(options: argparse.Namespace) -> dict[str, Callable[[], LM]]:
    """What loads the models to measure, by what they are; those of a run as the run had them."""
    from icu_core import models, preparation

    if not options.run:
        return {"model": partial(models.load, options.model)}
    run = Store(options.home or home()).get(options.run)
    path = run.result_path()
    if path is None:
        raise RunError("This run has no unlearned model yet.")
    plain = run.config.with_values({"lora_rank": 0})
    after = plain.with_values({"model": str(path), "revision": ""})
    return {
        "original": partial(preparation.load_model, plain),
        "unlearned": partial(preparation.load_model, after),
    }
