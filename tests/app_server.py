"""The app as a process of its own, for tests that talk to it as a browser or a program would."""

import os
import pwd
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
READY_S = 90.0


class Server:
    """The app as a process of its own, with a folder of runs of its own.

    `more` goes into its environment; `folder` is where app.py stands, `user` who runs it.
    """

    def __init__(
        self, home: Path, *, folder: Path = ROOT, user: str | None = None, **more: str
    ) -> None:
        self.home = home
        self.folder, self.user = folder, user
        self.more = more
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = home.parent / "server.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start it; returns the seconds until the page answered."""
        before = time.monotonic()
        here = {
            "ICU_HOME": str(self.home),
            "GRADIO_SERVER_PORT": str(self.port),
            "HF_HUB_OFFLINE": "1",
            **self.more,
        }
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "app.py"],
                cwd=self.folder,
                env={**os.environ, **here},
                **as_user(self.user),
                stdout=log,
                stderr=log,
            )
        while time.monotonic() - before < READY_S:
            with suppress(OSError), urllib.request.urlopen(self.url, timeout=5):
                return time.monotonic() - before
            assert self._process.poll() is None, self.log.read_text("utf-8")
            time.sleep(0.1)
        raise TimeoutError("The page did not answer in time.")

    @property
    def pid(self) -> int:
        """Its process."""
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        """kill -9."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()


def as_user(name: str | None) -> dict[str, Any]:
    """What makes a process somebody's: his rights alone, no group of whoever starts it."""
    if name is None:
        return {}
    return {"user": name, "group": pwd.getpwnam(name).pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
