"""Files that visitors sent or that wait to be fetched: where they lie, and when they go.

They lie in one folder below that of the runs, so that its owner alone can read them. A file that a
run was made from goes with the run; any other one after an hour, or when the app starts again.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

FOLDER = ".uploads"
KEPT_S = 3600.0

_one_writes = threading.Lock()
_of_runs: dict[str, set[Path]] = {}


def settle(home: Path) -> None:
    """From now on Gradio, not loaded yet, keeps its files here, below the folder of the runs."""
    place = home / FOLDER
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    place.chmod(0o700)
    os.environ["GRADIO_TEMP_DIR"] = str(place)


def folder() -> Path:
    """Where Gradio keeps its files."""
    from gradio.utils import get_upload_folder

    return Path(get_upload_folder())


def download_folder(run_id: str) -> Path:
    """Where the zip of a run waits to be fetched: in a folder that only who knows the id can name.

    Gradio serves what lies in its own folder, and deletes it after an hour; we do with the run.
    """
    secret = hashlib.sha256(f"download/{run_id}".encode()).hexdigest()[:32]
    return folder() / f"icu-{secret}"


def belong(run_id: str, paths: Iterable[Any]) -> None:
    """A run was made from these uploads; they go when it goes."""
    mine = {Path(path) for path in paths if isinstance(path, str) and path}
    with _one_writes:
        _of_runs.setdefault(run_id, set()).update(mine)


def remove(run_id: str) -> None:
    """Delete what was uploaded for a run, and its zip."""
    shutil.rmtree(download_folder(run_id), ignore_errors=True)
    with _one_writes:
        mine = _of_runs.pop(run_id, set())
    for path in mine:
        if path.is_relative_to(folder().resolve()) or path.is_relative_to(folder()):
            _delete(path)


def sweep(*, older_than_s: float, now: float | None = None) -> None:
    """Delete every file that has lain here for so long; `now` in place of the clock's time."""
    now = time.time() if now is None else now
    for path in [*folder().rglob("*")]:
        with suppress(OSError):
            if path.is_file() and now - path.lstat().st_ctime > older_than_s:
                _delete(path)


def _delete(path: Path) -> None:
    """A file, and the folder that it was alone in."""
    with suppress(OSError):
        path.unlink(missing_ok=True)
        if path.parent != folder():
            path.parent.rmdir()
