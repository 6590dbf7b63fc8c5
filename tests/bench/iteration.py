"""One run on the embedded model with the default preset: seconds by phase, and to the end."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import fmean

from icu_core import jobs, world
from icu_core.config import preset
from icu_core.store import Run, Store

TEXTS = 10


def table() -> tuple[str, list[tuple[str, str]]]:
    """From pressing start (server of jobs up) to forgotten."""
    targets = world.forget_set("ten-secrets")[:TEXTS]
    jobs.warm_up()
    with tempfile.TemporaryDirectory() as folder:
        jobs.start(Store(Path(folder)).create(preset("default"), targets[:1]))  # loads the server
        while any(each.is_alive() for each in Store(Path(folder)).list()):
            time.sleep(0.1)
        run = Store(Path(folder)).create(preset("default"), targets)
        first_s, all_s = _timed(run)
        return f"Embedded model, default preset, {TEXTS} texts", _rows(run, first_s, all_s)


def _timed(run: Run) -> tuple[float, float]:
    """Seconds until the first iteration can be seen, and until the run is finished."""
    started, first_s = time.perf_counter(), 0.0
    jobs.start(run)
    while run.last("finished") is None:
        if not first_s and run.iterations():
            first_s = time.perf_counter() - started
        time.sleep(0.01)
    return first_s, time.perf_counter() - started


def _rows(run: Run, first_s: float, all_s: float) -> list[tuple[str, str]]:
    prepared, iterations = run.last("prepared"), run.iterations()
    assert prepared is not None
    trained = iterations[1:] or iterations
    phases = {
        name: fmean(each["seconds"][name] for each in trained) for name in trained[0]["seconds"]
    }
    end = run.last("finished")
    assert end is not None
    return [
        ("first iteration visible", f"{first_s:7.2f} s"),
        ("finished", f"{all_s:7.2f} s  ({end['reason']}, {len(iterations) - 1} iterations)"),
        *(
            (f"before: {name}", f"{seconds:7.2f} s")
            for name, seconds in prepared["seconds"].items()
        ),
        *((f"per iteration: {name}", f"{seconds:7.3f} s") for name, seconds in phases.items()),
    ]
