"""Jobs on ZeroGPU, where a GPU is there only inside a decorated call on behalf of a visitor.

The page and the embedded model stay on the CPU. A run of another model is one decorated call, in a
process that the package `spaces` forks; it writes the run folder like any other job. When its time
is over it is killed like any other job, and can be resumed from its last iteration.
"""

from __future__ import annotations

import math
import os
from importlib import import_module
from pathlib import Path

import gradio as gr

LOADING_S = 30.0
TEXT_S = 0.05  # of one text in one iteration, for a model of a billion parameters; generous
MOST_S = 300.0

NO_GPU = (
    "No GPU was free for this run, or your share of them is used up for today. Try again later."
)


def prepare() -> bool:
    """Decorate the work of a job, where this is ZeroGPU; before torch is imported, as it demands.

    Elsewhere, or without the package, nothing changes.
    """
    if os.environ.get("SPACES_ZERO_GPU", "").lower() not in ("1", "true", "yes"):
        return False
    try:
        spaces = import_module("spaces")
    except ModuleNotFoundError:
        return False
    decorated = spaces.GPU(duration=seconds)(on_gpu)
    os.environ["ICU_DEVICE"] = "cpu"  # of this process; a decorated call has a GPU
    from icu_core import jobs

    def call(path: str) -> None:
        try:
            decorated(path)
        except gr.Error:
            _tell(path)

    jobs.work_inline(call)
    return True


def seconds(path: str) -> int:
    """The time that a run may take at most, which is asked for beforehand."""
    from icu_core.store import Run

    run = Run(Path(path))
    work = TEXT_S * len(run.targets) * run.config.max_iterations
    return math.ceil(min(LOADING_S + work, MOST_S))


def on_gpu(path: str) -> None:
    """The whole job of a run; called where there is a GPU."""
    from icu_core import work
    from icu_core.store import Run

    os.environ.pop("ICU_DEVICE", None)
    work.do(Run(Path(path)))


def _tell(path: str) -> None:
    """A run that never began says why; one that was cut off is interrupted, and says so itself."""
    from icu_core import jobs
    from icu_core.store import Run

    run = Run(Path(path))
    if run.last("started") is None:
        jobs.refuse(run, NO_GPU)
