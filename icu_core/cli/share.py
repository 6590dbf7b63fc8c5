"""The commands that give a model away: export writes a folder or a zip, push goes to the hub."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from icu_core.store import Run, Store, home

if TYPE_CHECKING:  # a private class, yet the only name that argparse has for it
    Commands = argparse._SubParsersAction[Any]

DONE = 0


def add(commands: Commands) -> None:
    """Add both commands to the command line that is being built."""
    export = commands.add_parser("export", help="write the unlearned model, with its card")
    export.add_argument("--run", required=True, help="id of the run")
    export.add_argument("--out", required=True, type=Path, help="a new folder, or a name in .zip")
    export.set_defaults(command=_export)

    push = commands.add_parser("push", help="give the unlearned model to the Hugging Face hub")
    push.add_argument("--run", required=True, help="id of the run")
    push.add_argument("--repo", required=True, metavar="NAME", help="name, or owner/name")
    push.add_argument("--public", action="store_true", help="let everybody see it")
    push.set_defaults(command=_push)


def _export(options: argparse.Namespace) -> int:
    from icu_core import export

    write = export.archive if options.out.suffix.lower() == ".zip" else export.folder
    print(write(_run(options), options.out))
    return DONE


def _push(options: argparse.Namespace) -> int:
    """The token is that of HF_TOKEN or `hf auth login`; as an option it would stay in histories."""
    from huggingface_hub import get_token

    from icu_core import hub

    token = os.environ.get("HF_TOKEN") or get_token() or ""
    run = _run(options)
    print(hub.push(run, repo=options.repo, token=token, is_private=not options.public))
    return DONE


def _run(options: argparse.Namespace) -> Run:
    return Store(options.home or home()).get(options.run)
