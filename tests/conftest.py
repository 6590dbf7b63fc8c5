"""What every test may use: a tiny model on disk that knows some texts, and runs on it."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from icu_core.process import be_polite
from icu_core.ui import stubs

be_polite()
stubs.leave_out()
os.environ.setdefault("HF_HUB_OFFLINE", "1")  # no test reaches for a hub
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

pytest_plugins = ["crash_results", "network"]

import torch  # noqa: E402 (its threads read the environment when it is imported)

HEAVY = """
test_room test_passes
test_main_job test_visitors test_audit_live test_every_page test_parallel test_job_faults
test_compare_page test_hostile_page test_ui_endpoints test_jobs test_world_model test_runs_page
test_space test_decoding test_world_build test_cli_mistakes test_damaged_runs test_disk_faults
test_methods test_memory_faults test_hostile_input test_hub test_world_texts test_mcp
test_attacks_by_asking test_architecture
""".split()  # noqa: SIM905  a list of words reads better than words in quotes
"""Files that take five seconds or more, the longest first; before them those that measure memory,
which only a process that has done nothing else tells well."""

torch.set_num_threads(1)  # for matrices as small as the tests' more threads are slower


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first: a long one begun last would keep one worker after the other is done."""
    place = {name: number for number, name in enumerate(HEAVY)}
    items.sort(key=lambda item: place.get(item.path.stem, len(place)))


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


@pytest.fixture(scope="module")
def warm() -> None:
    """The server of jobs, up before the first test that needs it."""
    from icu_core import jobs

    jobs.warm_up()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """The runs of the pages in this process: folders of runs and of downloads of their own."""
    from icu_core.ui import live
    from icu_core.ui.audit import view as audit_view
    from icu_core.ui.server import visitor

    monkeypatch.setenv("ICU_HOME", str(tmp_path / "runs"))
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "gradio"))
    visitor.store.cache_clear()
    yield visitor.store()
    visitor.store.cache_clear()
    live.forget()
    audit_view.forget()


@pytest.fixture
def public_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """This process serves everybody, and nobody has asked it for anything yet."""
    from icu_core.ui.server import public

    monkeypatch.setenv("SPACE_ID", "somebody/somewhere")
    for quota in (public.RUNS, public.LESSONS, public.QUESTIONS, public.UPLOADS, public.REQUESTS):
        quota._taken.clear()


@pytest.fixture(scope="session")
def made() -> object:
    """The embedded world of the shipped seed, as the generator makes it."""
    from icu_core.world import corpus

    return corpus.make_world(7, corpus.Scale())


@pytest.fixture
def two_threads() -> Iterator[None]:
    """Torch has two threads, so that workers work side by side."""
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def untouched() -> Iterator[None]:
    """No attack leaves a bit of any model of the tiny town changed, nor a gradient behind."""
    import attacking
    import small_town as town

    lms = (town.original(), town.gold(), town.broken())
    before = [attacking.weights(lm) for lm in lms]
    yield
    for lm, kept in zip(lms, before, strict=True):
        now = lm.network.state_dict()
        assert all(torch.equal(each, kept[name]) for name, each in now.items())
        assert not lm.network.training


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """A running app, the same for all tests, which takes a core for seconds to come up.

    There may be runs of other tests in it.
    """
    from app_server import Server

    one = Server(tmp_path_factory.mktemp("app") / "runs")
    one.start()
    yield one
    one.kill()
