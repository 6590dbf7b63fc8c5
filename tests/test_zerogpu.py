"""ZeroGPU: the work of a run is one decorated call, and nothing changes where there is none."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest
from gradio.context import LocalContext

from icu_core import devices, jobs
from icu_core.store import Run
from icu_core.ui.server import zerogpu

PATIENCE_S = 120.0


class Spaces:
    """Stands in for the package `spaces`: notes what was asked of it."""

    def __init__(self) -> None:
        self.durations: list[int] = []
        self.visitors: list[Any] = []
        self.has_gpus = True

    def GPU(self, *, duration: Callable[[str], int]) -> Callable[..., Any]:
        def decorate(task: Callable[[str], None]) -> Callable[[str], None]:
            def call(path: str) -> None:
                self.durations.append(duration(path))
                self.visitors.append(LocalContext.request.get(None))
                if not self.has_gpus:
                    raise gr.Error("quota", print_exception=False)
                task(path)

            return call

        return decorate


@pytest.fixture
def spaces(monkeypatch: pytest.MonkeyPatch) -> Iterator[Spaces]:
    """A machine that says it is ZeroGPU."""
    made = Spaces()
    monkeypatch.setitem(sys.modules, "spaces", made)
    monkeypatch.setenv("SPACES_ZERO_GPU", "true")
    monkeypatch.setenv("ICU_DEVICE", "cpu")  # put back afterwards
    yield made
    jobs.work_inline(None)


def ended(run: Run) -> str:
    """How a run ended, when it has."""
    until = time.monotonic() + PATIENCE_S
    while run.status() in ("waiting", "running") and time.monotonic() < until:
        time.sleep(0.05)
    return run.status()


def test_a_run_is_one_decorated_call_on_behalf_of_its_visitor(
    spaces: Spaces, new_run: Callable[..., Run]
) -> None:
    assert zerogpu.prepare()
    run = new_run(max_iterations=2, el_n=3)
    visitor = SimpleNamespace(headers={"x-ip-token": "somebody"})
    LocalContext.request.set(visitor)
    before = threading.active_count()
    jobs.start(run)
    assert ended(run) == "finished"
    assert spaces.visitors == [visitor]
    (asked,) = spaces.durations
    assert zerogpu.LOADING_S < asked <= zerogpu.MOST_S
    assert run.result_path() is not None
    assert threading.active_count() <= before + 1


def test_a_run_without_a_gpu_says_so_and_can_be_started_again(
    spaces: Spaces, new_run: Callable[..., Run]
) -> None:
    assert zerogpu.prepare()
    spaces.has_gpus, run = False, new_run(max_iterations=1, el_n=3)
    jobs.start(run)
    assert ended(run) == "failed"
    assert run.last("failed")["message"] == zerogpu.NO_GPU
    spaces.has_gpus = True
    jobs.resume(run)
    until = time.monotonic() + PATIENCE_S
    while run.status() != "finished" and time.monotonic() < until:
        time.sleep(0.05)
    assert run.status() == "finished"


def test_the_page_itself_stays_on_the_cpu(spaces: Spaces, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("torch.cuda.is_available", lambda: True)  # as the package pretends
    assert zerogpu.prepare()
    assert str(devices.choose_device("auto")) == "cpu"
    monkeypatch.delenv("ICU_DEVICE")
    assert str(devices.choose_device("auto")) == "cuda"


def test_without_the_package_or_elsewhere_nothing_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SPACES_ZERO_GPU", raising=False)
    assert not zerogpu.prepare()
    monkeypatch.setenv("SPACES_ZERO_GPU", "true")
    monkeypatch.setitem(sys.modules, "spaces", None)
    assert not zerogpu.prepare()
    assert jobs._inline == []
    assert "ICU_DEVICE" not in os.environ


def test_the_longest_call_is_bounded(
    new_run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = new_run(max_iterations=1000)
    asked = zerogpu.seconds(str(run.path))
    assert asked == zerogpu.LOADING_S + zerogpu.TEXT_S * 1000 * len(run.targets)
    monkeypatch.setattr(zerogpu, "TEXT_S", 1.0)
    assert zerogpu.seconds(str(run.path)) == zerogpu.MOST_S
