"""The command line: run, compare, audit, runs, resume, stop, erase, export, push, gold, and more.

Exit codes: 0 done, 1 the run failed, 2 bad input, 130 interrupted (it can be resumed).
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from icu_core import config as settings
from icu_core import jobs, work
from icu_core.cli import audit, bench, gold, share, utility
from icu_core.cli.bar import progress
from icu_core.cli.values import SPLIT_HELP, SPLITS, changes, check_models, tell_reading
from icu_core.durable import DAMAGE
from icu_core.errors import IcuError
from icu_core.escape import visible
from icu_core.store import Run, Store, home
from icu_core.texts import Text

if TYPE_CHECKING:  # torch is loaded by the commands that compute
    from icu_core.parallel import World

DONE, FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130
SHOWN_CHARACTERS = 44
SHOWN_PATH = 200
FIRST_SET = "ten-secrets"
"""What is forgotten where nothing was named: a small set of the embedded world."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    parser = _parser()
    options, rest = parser.parse_known_args(arguments)
    if options.command is _world:
        options.rest = rest
    elif rest:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    return guarded(lambda: int(options.command(options)))


def guarded(command: Callable[[], int]) -> int:
    """The exit code of a command; what goes wrong in it is one line on stderr, no traceback."""
    try:
        return command()
    except IcuError as error:
        words = str(error)
    except BrokenPipeError:  # whoever read our output has had enough of it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except OSError as error:
        named = str(error.filename or "")[:SHOWN_PATH]
        words = f"{error.strerror or type(error).__name__}. {named}"
    except KeyboardInterrupt:
        print("icu: Interrupted.", file=sys.stderr)
        return INTERRUPTED
    print(f"icu: {visible(words)}", file=sys.stderr)
    return BAD_INPUT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m icu_core", description="Make a language model forget texts, and see it."
    )
    parser.add_argument("--home", type=Path, default=None, help="folder of the runs")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="unlearn texts")
    run.add_argument("--model", help="embedded (the default), a hub id or a folder")
    run.add_argument("--targets", default=FIRST_SET, help="a file of texts, or a set of the world")
    run.add_argument("--column", help="column of a table that holds the texts")
    run.add_argument("--prompt-column", help="column that holds the prompts")
    run.add_argument("--secret-column", help="column that holds the secret parts")
    run.add_argument("--split", choices=SPLITS, help=SPLIT_HELP)
    run.add_argument("--pool", help="where partners are looked for: a file, or dataset:HUB_ID")
    run.add_argument("--pool-column", help="column of its table that holds the texts")
    run.add_argument("--unseen", help="file of texts that the model cannot know")
    run.add_argument("--unseen-column", help="column of its table that holds the texts")
    run.add_argument("--preset", default="default", help=", ".join(settings.presets()))
    run.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", dest="changes")
    run.add_argument("--name", default="", help="what to call the run")
    run.add_argument("--json", action="store_true", help="print JSON instead of a table")
    run.set_defaults(command=_run)

    compare = commands.add_parser("compare", help="ask the original and the unlearned model")
    compare.add_argument("--run", required=True, help="id of the run")
    compare.add_argument("--prompt", required=True)
    compare.add_argument("--tokens", type=int, default=40, help="most tokens to generate")
    compare.add_argument("--temperature", type=float, default=0.0)
    compare.add_argument("--seed", type=int, default=7)
    compare.add_argument("--json", action="store_true")
    compare.set_defaults(command=_compare)

    runs = commands.add_parser("runs", help="list all runs")
    runs.add_argument("--json", action="store_true")
    runs.set_defaults(command=_runs)

    for name, action, what in (
        ("resume", _resume, "go on with an interrupted run"),
        ("stop", _stop, "ask a run to stop at its next batch"),
        ("erase", _erase, "delete a run for good"),
    ):
        one = commands.add_parser(name, help=what)
        one.add_argument("--run", required=True, help="id of the run")
        one.add_argument("--json", action="store_true")
        one.set_defaults(command=action)
    share.add(commands)
    gold.add(commands)
    audit.add(commands)
    bench.add(commands)
    utility.add(commands)
    made = commands.add_parser("world", help="build or measure the embedded world", add_help=False)
    made.set_defaults(command=_world)
    return parser


def _world(options: argparse.Namespace) -> int:
    from icu_core.world.__main__ import main as world_main

    return world_main(options.rest)


def _run(options: argparse.Namespace) -> int:
    from icu_core.parallel import joined

    with joined() as world:
        place = world.mains(str(_new_run(options).path) if world.is_main else "")
        return _worked(Run(Path(place)), as_json=options.json, world=world)


def _new_run(options: argparse.Namespace) -> Run:
    """A run as the command line describes it."""
    from icu_core.reading.columns import Columns
    from icu_core.sources import texts_of

    config = settings.preset(options.preset).with_values(changes(options.changes))
    if options.model:
        config = config.with_values({"model": options.model})
    check_models(config.model, device=config.device)
    columns = Columns(options.column, options.prompt_column, options.secret_column)
    reading = texts_of(options.targets, columns=columns, split=options.split)
    tell_reading(reading)
    return _store(options).create(
        config,
        reading.texts,
        name=options.name or Path(options.targets).stem,
        pool=_pool_texts(options.pool, options.pool_column) if options.pool else None,
        unseen=_unseen_texts(options.unseen, options.unseen_column) if options.unseen else None,
    )


def _pool_texts(source: str, column: str | None) -> tuple[Text, ...]:
    """The texts of a file, or of a data set of the hub."""
    from icu_core.pools import DatasetPool, FilePool, resolve_pool
    from icu_core.reading.columns import Columns

    kind, _, name = source.partition(":")
    columns = Columns(column)
    if kind == "dataset" and name:
        reading = resolve_pool(DatasetPool(name, columns=columns))
    else:
        reading = resolve_pool(FilePool(Path(source), columns=columns))
    for note in reading.notes:
        print(note, file=sys.stderr)
    return reading.texts


def _unseen_texts(source: str, column: str | None) -> tuple[Text, ...]:
    """The texts of a file. Raises TextsError."""
    from icu_core.reading.columns import Columns
    from icu_core.reading.readers import read_texts

    reading = read_texts(Path(source), columns=Columns(column))
    for note in reading.notes:
        print(note, file=sys.stderr)
    return reading.texts


def _worked(run: Run, *, as_json: bool, world: World) -> int:
    """Do the job of a run here, with a progress bar on stderr and a table on stdout."""
    if not world.is_main:
        work.follow(run, world)
        return DONE
    print(f"run {run.id}{_needs(run)}", file=sys.stderr)
    so_far = cache(lambda iteration: _so_far(run))  # once an iteration: it reads all events
    noted = cache(lambda: _print_notes(run))  # once, before the first step
    with progress(is_silent=as_json) as show:

        def tell(phase: str, iteration: int, step: int, of: int) -> None:
            if phase in ("scoring", "training"):
                noted()
            show(f"iteration {iteration}, {phase}{so_far(iteration)}", step / max(1, of))

        work.do(run, tell=tell, world=world)
    if not run.path.is_dir():
        print("The run was deleted while it was at work.", file=sys.stderr)
        return FAILED
    noted()
    if as_json:
        print(json.dumps(_summary(run), indent=1))
    else:
        _print_table(run)
    return _exit_code(run)


def _print_notes(run: Run) -> None:
    """What was done for want of something better."""
    for note in (run.last("prepared") or {}).get("notes", ()):
        with suppress(OSError):  # nobody has to read it
            tqdm.write(visible(note), file=sys.stderr)


def _so_far(run: Run) -> str:
    """How many texts were forgotten when it was last measured; nothing before."""
    last = run.last("iteration")
    return f", {last['forgotten']} of {len(last['scores'])} forgotten" if last else ""


def _needs(run: Run) -> str:
    """The memory that it will take; nothing where no model is found, as its job will say."""
    from icu_core import room
    from icu_core.preparation import bytes_of, folder_of

    with suppress(IcuError):
        config, texts = run.config, bytes_of(run.targets)
        longest = max(texts + bytes_of(work.others_of(run)))
        return f": {room.told(config, folder_of(config), longest=longest, texts=texts)}"
    return ""


KEYS = ("number", "average", "forgotten", "kept", "untouched", "perplexity", "seconds")
"""What a run in short says of an iteration."""


def _exit_code(run: Run) -> int:
    return {"finished": DONE, "interrupted": INTERRUPTED}.get(run.status(), FAILED)


def _print_table(run: Run) -> None:
    columns = (
        "iteration", "MA", "EL", "secret NLL", "forgotten", "partners", "others", "perplexity", "s",
    )  # fmt: skip
    print("".join(f"{column:>11}" for column in columns))
    for each in run.iterations():
        average, total = each["average"], len(each["scores"])
        cells = (
            each["number"], _cell(average["ma"], 3), _cell(average["el"], 3),
            _cell(average["nll_secret"], 2), f"{each['forgotten']}/{total}",
            _cell(each["kept"]["exact"], 2),
            _cell((each.get("untouched") or {}).get("exact"), 2), _cell(each["perplexity"], 2),
            f"{sum(each['seconds'].values()):.1f}",
        )  # fmt: skip
        print("".join(f"{cell:>11}" for cell in cells))
    last = run.events()[-1]
    said = (last[key] for key in ("words", "message", "signal") if key in last)
    words = next(said, "the disk was too full to say how it ended")
    print(f"\n{last['type']}: {words}")
    if path := run.result_path():
        print(f"The unlearned model is in {path}")


def _cell(value: float | None, digits: int) -> str:
    """A number of the table; what was no number stands in the events as null."""
    return "–" if value is None else f"{value:.{digits}f}"


def _summary(run: Run) -> dict[str, Any]:
    """A run in short, without any text of it."""
    rows = [{key: each[key] for key in KEYS if key in each} for each in run.iterations()]
    ends = [each for each in run.events() if each["type"] in ("finished", "failed", "interrupted")]
    result = run.result_path()
    return {
        "id": run.id,
        "name": run.name,
        "status": run.status(),
        "settings": json.loads(run.config.to_json()),
        "settings_hash": run.config.hash(),
        "targets": len(run.planned_targets()),  # as they are counted: long ones in windows
        "iterations": rows,
        "end": ends[-1] if ends else None,
        "result": str(result) if result else None,
    }


def _listed(run: Run) -> dict[str, Any]:
    """A run in short; one that cannot be read is listed too, so that it can be deleted."""
    try:
        return _summary(run)
    except (IcuError, *DAMAGE):
        return {"id": run.id, "name": "", "status": "damaged", "targets": 0, "iterations": []}


def _compare(options: argparse.Namespace) -> int:
    from icu_core.compare import answers

    run = _store(options).get(options.run)
    found: Mapping[str, str] = answers(
        run,
        options.prompt,
        tokens=options.tokens,
        temperature=options.temperature,
        seed=options.seed,
    )
    if options.json:
        print(json.dumps({"prompt": options.prompt, **found}, indent=1))
    else:
        for name, answer in found.items():
            print(f"{name:>9}: {visible(answer)}")
    return DONE


def _runs(options: argparse.Namespace) -> int:
    found = [_listed(run) for run in _store(options).list()]
    if options.json:
        print(json.dumps(found, indent=1))
        return DONE
    for each in found:
        last = each["iterations"][-1] if each["iterations"] else None
        done = f"{last['forgotten']}/{each['targets']} forgotten" if last else "not begun"
        if each["status"] == "damaged":
            done = "erase it"
        name = visible(each["name"])[:SHOWN_CHARACTERS]
        print(f"{each['id']}  {each['status']:<11}  {done:<20}  {name}")
    if not found:
        print("There are no runs yet. Begin with: python -m icu_core run")
    return DONE


def _resume(options: argparse.Namespace) -> int:
    from icu_core.parallel import joined

    with joined() as world:
        return _worked(_store(options).get(options.run), as_json=options.json, world=world)


def _stop(options: argparse.Namespace) -> int:
    run = _store(options).get(options.run)
    is_at_work = run.is_alive()
    if is_at_work:
        jobs.stop(run)
    told = "is asked to stop at its next batch" if is_at_work else "is not at work"
    return _did(options, {"id": run.id, "stopping": is_at_work}, f"Run {run.id} {told}.")


def _erase(options: argparse.Namespace) -> int:
    run = _store(options).get(options.run)
    jobs.erase(run)
    return _did(options, {"id": run.id, "erased": True}, f"Run {run.id} is deleted for good.")


def _did(options: argparse.Namespace, facts: Mapping[str, Any], words: str) -> int:
    """Tell what was done."""
    print(json.dumps(facts, indent=1) if options.json else words)
    return DONE


def _store(options: argparse.Namespace) -> Store:
    return Store(options.home or home())
