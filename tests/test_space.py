"""A Space: what its README promises to the hub, and the app started as a Space starts it."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import MagicMock

import pytest
from app_server import ROOT, Server, as_user
from gradio_client import Client
from gradio_client.exceptions import AppError

NOBODY = "nobody"
TEMPORARY = "temporary"
PATIENCE_S = 300.0
PARTS = ("icu_core", "assets")


def front_matter() -> dict[str, str]:
    """The lines between the dashes, as names and values."""
    head = (ROOT / "README.md").read_text("utf-8").split("---\n")[1]
    return dict(re.findall(r"^(\w+): *(.*)$", head, re.MULTILINE))


def test_the_space_runs_the_gradio_that_was_tested() -> None:
    pinned = re.search(r"^gradio==(\S+)", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    assert pinned
    assert front_matter()["sdk_version"] == pinned[1]


def test_the_front_matter_is_what_the_hub_asks_for() -> None:
    head = front_matter()
    assert {"title", "emoji", "colorFrom", "colorTo", "license", "tags", "models"} <= set(head)
    assert (head["sdk"], head["app_file"], head["suggested_hardware"]) == (
        *("gradio", "app.py", "cpu-basic"),
    )
    assert len(head["short_description"]) <= 60


def test_what_the_app_says_can_be_set_is_read_somewhere_and_nothing_else_is_taken() -> None:
    def said(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "app.py", *words], cwd=ROOT, capture_output=True, text=True, timeout=60
        )

    told = said("--help")
    named = re.findall(r"^  ([A-Z_]{5,}) ", told.stdout, re.MULTILINE)
    assert told.returncode == 0 and {"GRADIO_SERVER_PORT", "ICU_HOME"} <= {*named}
    own = "".join(each.read_text("utf-8") for each in (ROOT / "icu_core").rglob("*.py"))
    assert [each for each in named if f'"{each}"' not in own] == ["GRADIO_SERVER_PORT"]
    refused = said("--port", "80")
    assert refused.returncode == 2 and "--help says what can be set" in refused.stderr


def test_gradio_keeps_no_table_of_what_was_pressed(monkeypatch: pytest.MonkeyPatch) -> None:
    from gradio.queueing import Queue

    from icu_core.ui import layout, serving

    queues: list[Queue] = []
    monkeypatch.setattr(serving, "os", SimpleNamespace(environ=os.environ, umask=MagicMock()))
    monkeypatch.setattr(serving, "uploads", MagicMock())
    monkeypatch.setattr(sys, "argv", ["app.py"])
    for name in serving.NO_STATISTICS:
        monkeypatch.setenv(name, "")  # so that it is put back in the end
    monkeypatch.setattr(
        layout, "launch", lambda: queues.append(Queue(False, 1, 1.0, None, MagicMock()))
    )
    serving.serve()
    (queue,) = queues
    assert queue.ANALYTICS_MAX_EVENTS == 1
    pressed = {"function": "press", "status": "success", "process_time": 0.1}
    queue.events_recorded = 10**6
    assert queue.compute_analytics_summary([pressed]) == {"functions": {}}


@pytest.mark.parametrize(("space", "name"), [("", None), ("somebody/icu", "0.0.0.0")])
def test_at_home_gradio_chooses_the_address_and_a_space_is_open(
    monkeypatch: pytest.MonkeyPatch, space: str, name: str | None
) -> None:
    from icu_core.ui import layout

    given: dict[str, object] = {}
    page = MagicMock()
    page.queue.return_value = page
    page.launch.side_effect = lambda **how: given.update(how)
    for part in ("zerogpu", "hush", "_prepare"):
        monkeypatch.setattr(layout, part, MagicMock())
    monkeypatch.setattr(layout, "build", lambda: page)
    monkeypatch.setenv("SPACE_ID", space)
    layout.launch()
    assert given["server_name"] == name and not given["allowed_paths"]
    assert page._queue.sleep_when_free == layout.LOOK_OUT_S


def stranger(home: Path) -> str | None:
    """Somebody without any rights who can read the Python that these tests run in."""
    if os.geteuid() != 0:
        return None  # we have none ourselves
    try:
        can_read = [sys.executable, "-c", "import gradio"]
        subprocess.run(can_read, **as_user(NOBODY), cwd=home, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return NOBODY


@pytest.fixture(scope="module")
def space() -> Iterator[Server]:
    """The app of a copy of this folder that belongs to somebody without any rights."""
    place = Path(tempfile.mkdtemp(prefix="space-"))
    home = place / "app"
    for part in PARTS:
        shutil.copytree(ROOT / part, home / part)
    shutil.copy(ROOT / "app.py", home)
    place.chmod(0o755)
    user = stranger(home)
    if user:
        who = pwd.getpwnam(user)
        for path in (place, home, *home.rglob("*")):
            os.chown(path, who.pw_uid, who.pw_gid)
    temporary = place / TEMPORARY
    temporary.mkdir()
    temporary.chmod(0o777)
    more = {"SPACE_ID": "somebody/somewhere", "SYSTEM": "spaces", "HOME": str(home)}
    more["TMPDIR"] = str(temporary)
    server = Server(home / "runs", folder=home, user=user, **more)
    server.start()
    yield server
    server.kill()
    shutil.rmtree(place, ignore_errors=True)


def test_the_app_starts_and_works_as_on_a_space(space: Server) -> None:
    with urllib.request.urlopen(f"{space.url}/config", timeout=30) as answer:
        page = answer.read().decode()
    assert "This is a public server" in page
    assert "Duplicate this Space" in page
    client = Client(space.url, verbose=False)
    run = client.predict(
        target_set="ten-secrets",
        settings={"max_iterations": 1, "rewordings": 0},
        api_name="/start_run",
    )
    until = time.monotonic() + PATIENCE_S
    while (told := client.predict(run, api_name="/run_status"))["status"] in ("waiting", "running"):
        assert time.monotonic() < until, told
        time.sleep(0.5)
    assert told["status"] == "finished"
    folder = space.home / run
    assert folder.stat().st_mode & 0o077 == 0
    shared = space.home.parents[1] / TEMPORARY / "gradio"
    assert not shared.exists()  # of all users of a machine; another one may own it
    if space.user:
        assert folder.owner() == space.user
    elif os.geteuid() == 0:
        pytest.skip(f"It works, but as root: {NOBODY} cannot read the Python of these tests.")


def test_on_a_public_server_a_program_loads_no_more_than_the_page(space: Server) -> None:
    client = Client(space.url, verbose=False)
    with pytest.raises(AppError, match="only these models can be loaded: embedded"):
        client.predict(["The code is 4512."], settings={"model": "a/b"}, api_name="/start_run")
    for closed in ("sse", "messages/"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{space.url}/gradio_api/mcp/{closed}", timeout=30)
        with refused.value as error:
            assert error.code == 404
