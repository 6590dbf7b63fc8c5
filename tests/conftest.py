"""What every test may use: a tiny model on disk that knows some texts, and runs on it."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from icu_core.process import be_polite

be_polite()
os.environ.setdefault("HF_HUB_OFFLINE", "1")  # no test reaches for a hub
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

pytest_plugins = ["crash_results", "network"]

import torch  # noqa: E402 (its threads read the environment when it is imported)

torch.set_num_threads(1)  # for matrices as small as the tests' more threads are slower


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A transformers folder with a small Llama that has memorised `known_texts`."""
    import forgetful

    return forgetful.save_model(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="session")
def finished(tiny_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> object:
    """A run on the tiny model that has ended, in a folder of runs of its own; only to be read."""
    import forgetful

    from icu_core import work

    made = forgetful.new_run(tmp_path_factory.mktemp("finished") / "runs", tiny_folder, {"el_n": 3})
    work.do(made)
    assert made.status() == "finished"
    return made


@pytest.fixture
def new_run(tiny_folder: Path, tmp_path: Path) -> Callable[..., object]:
    """Makes a run on the tiny model; keyword arguments are settings."""
    import forgetful

    def make(**settings: object) -> object:
        return forgetful.new_run(tmp_path / "runs", tiny_folder, settings)

    return make


@pytest.fixture(scope="session")
def made() -> object:
    """The embedded world of the shipped seed, as the generator makes it."""
    from icu_core.world import corpus

    return corpus.make_world(7, corpus.Scale())
