"""Several processes that do one job together, each a child of the server of jobs.

The functions named here run in the children, which have torch loaded and so begin at once.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable
from pathlib import Path

from icu_core import jobs, work
from icu_core.parallel import World, joined
from icu_core.store import Run

PATIENCE_S = 120.0
"""After this long a job of a second or two hangs."""


def together(function: Callable[..., None], *values: object, size: int = 2) -> list[int | None]:
    """Run a function of some module in so many ranks; their exit codes, None for one that hung."""
    port = _free_port()
    children = [
        jobs._context().Process(target=_as_rank, args=(rank, size, port, function, *values))
        for rank in range(size)
    ]
    for child in children:
        child.start()
    deadline = time.monotonic() + PATIENCE_S
    for child in children:
        child.join(max(0.0, deadline - time.monotonic()))
    codes = [child.exitcode for child in children]
    for child in children:
        child.kill()
    return codes


def do_job(world: World, path: str) -> None:
    """The job of a run, from its start or from where it was left."""
    run = Run(Path(path))
    work.do(run, world=world) if world.is_main else work.follow(run, world)


def _as_rank(
    rank: int, size: int, port: int, function: Callable[..., None], *values: object
) -> None:
    names = {"RANK": rank, "LOCAL_RANK": rank, "WORLD_SIZE": size, "MASTER_PORT": port}
    os.environ |= {name: str(value) for name, value in names.items()}
    os.environ["MASTER_ADDR"] = "127.0.0.1"
    with joined() as world:
        function(world, *values)


def _free_port() -> int:
    with socket.socket() as some:
        some.bind(("127.0.0.1", 0))
        return int(some.getsockname()[1])
