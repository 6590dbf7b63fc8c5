"""A job watched from outside: until something holds, what it has left, which process it is."""

from __future__ import annotations

import time
from collections.abc import Callable

from safetensors.torch import load_file

from icu_core.store import Event, Run

NewRun = Callable[..., Run]
PATIENCE_S = 60.0
TIMES = {"time", "seq", "seconds"}


def wait_for(condition: Callable[[], object], what: str) -> None:
    """Until the condition holds; it fails after a long while."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, f"never: {what}"
        time.sleep(0.005)


def facts(run: Run) -> list[Event]:
    """What happened in every iteration, without times."""
    return [
        {key: value for key, value in each.items() if key not in TIMES} for each in run.iterations()
    ]


def weights(run: Run) -> dict[str, bytes]:
    """The bits of the result."""
    path = run.result_path()
    assert path is not None
    return {
        name: tensor.numpy().tobytes()
        for name, tensor in load_file(path / "model.safetensors").items()
    }


def pid_of(run: Run) -> int:
    """Process of the newest job of a run."""
    event = run.last("started")
    assert event is not None
    return int(event["pid"])
