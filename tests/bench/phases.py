"""Where the work of an iteration goes: `python -m tests.bench phases`.

One run of the default preset on the embedded model in this process, in one thread, so that the
processor's time of a part is its work; means over its iterations.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import torch

from icu_core import engine, passes, scores, sides, trainer, work, world
from icu_core.config import preset
from icu_core.store import Store, Writer

ITERATIONS = 4
ASKED = "the model: EL, MA, continuations"
PARTS: tuple[tuple[str, Any, str], ...] = (
    ("the model: forward pass", passes.Reader, "read"),
    ("the model: NLL and KL of partners", sides.Rows, "told"),
    ("the model: way of targets to their aims", sides.Rows, "tokens"),
    ("the model: NLL of tokens", sides, "token_nll"),
    ("the model: backward pass", torch.Tensor, "backward"),
    ("the model: Adam", torch.optim.Adam, "step"),
    ("the model: length of the gradient", trainer, "clip"),
    (ASKED, scores, "rollouts"),
    ("the model: kept secrets, perplexity", scores, "teacher_forced"),
    ("BERTScore", scores, "_likeness"),
    ("other scores", scores, "_scores"),
    ("event", engine.Iteration, "as_event"),
    ("log", Writer, "append"),
    ("snapshot", Writer, "save"),
    ("copy of the good weights", trainer.Trainer, "weights"),
)


def table() -> tuple[str, list[tuple[str, str]]]:
    """Milliseconds of work and shares."""
    spent: dict[str, float] = {}
    memorised: dict[str, float] = {}
    config = preset("default").with_values({"threads": 1, "max_iterations": ITERATIONS})
    with tempfile.TemporaryDirectory() as folder, ExitStack() as watches:
        watches.callback(torch.set_num_threads, torch.get_num_threads())  # the run has set its own
        run = Store(Path(folder)).create(config, world.forget_set("ten-secrets"))
        for name, owner, attribute in PARTS:
            watches.enter_context(_watched(name, owner, attribute, spent))
        iterations = watches.enter_context(_laps(spent, memorised))
        work.do(run)
    total = sum(iterations)
    shares = {name: spent.get(name, 0.0) for name, _, _ in PARTS}
    shares["everything else"] = total - sum(shares.values())
    outside = sum(value for name, value in shares.items() if not name.startswith("the model"))
    count = len(iterations)
    known = count * memorised[ASKED]  # as if every iteration asked a model that knows all
    return f"An iteration of the embedded model, {count} of them, one thread", [
        *((name, f"{1e3 * value / count:8.1f} ms  {100 * value / total:5.1f} %")
          for name, value in shares.items()),
        ("outside the model's arithmetic", f"{100 * outside / total:8.1f} percent"),
        ("EL and MA while all is memorised", f"{100 * known / total:8.1f} percent"),
    ]  # fmt: skip


@contextmanager
def _watched(name: str, owner: Any, attribute: str, spent: dict[str, float]) -> Iterator[None]:
    """Adds up the work of a function under a name."""
    real: Callable[..., Any] = getattr(owner, attribute)

    def timed(*given: Any, **named: Any) -> Any:
        began = time.process_time()
        try:
            return real(*given, **named)
        finally:
            spent[name] = spent.get(name, 0.0) + time.process_time() - began

    with mock.patch.object(owner, attribute, timed):
        yield


@contextmanager
def _laps(spent: dict[str, float], before: dict[str, float]) -> Iterator[list[float]]:
    """The work of each iteration; what asking took before the first of them stands in `before`."""
    laps: list[float] = []
    real, began = engine.Unlearning.iterations, [0.0]

    def iterations(self: engine.Unlearning, **named: Any) -> Iterator[engine.Iteration]:
        spent.clear()  # of what the preparation took
        for number, each in enumerate(real(self, **named)):
            yield each
            if number:
                laps.append(time.process_time() - began[0])
            else:
                before.update(spent)
                spent.clear()
            began[0] = time.process_time()

    with mock.patch.object(engine.Unlearning, "iterations", iterations):
        yield laps
