"""The run folder: everything a run is and does, as plain files that any number of views may read.

config.json      name, time of creation and settings; never changed but for the name
targets.jsonl    the texts to forget (also pool.jsonl, unseen.jsonl where the user gave them)
snapshots/       training states, see snapshot.py
result/          the unlearned model as a transformers folder
plan.json        partners and marks, fixed before the first iteration
audits/          audits of the result, see audits.py
...              and what every folder of a job has, see folder.py
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from icu_core import room, snapshot
from icu_core.config import RunConfig
from icu_core.durable import Event, replace
from icu_core.errors import RunError
from icu_core.folder import ID, FolderWriter, JobFolder
from icu_core.snapshot import Snapshot
from icu_core.texts import Text, text_from_json

NAME_CHARACTERS = 80
LEFT_BEHIND_S = 3600.0  # older than this nobody is creating a run any more


def home() -> Path:
    """Where runs live: ICU_HOME, else the persistent disk of a Space, else `runs` right here."""
    if chosen := os.environ.get("ICU_HOME"):
        return Path(chosen)
    if "SPACE_ID" in os.environ and os.access("/data", os.W_OK):
        return Path("/data/runs")
    return Path("runs")


class Store:
    """All runs below one folder, readable by its owner only."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._seen: dict[str, Run] = {}  # a run remembers the events that it has read

    def create(
        self,
        config: RunConfig,
        targets: Sequence[Text],
        *,
        name: str = "",
        pool: Sequence[Text] | None = None,
        unseen: Sequence[Text] | None = None,
    ) -> Run:
        """A new run that waits for a job. `pool` and `unseen` are None where the user gave none.

        Raises RunError where there is no text, or no room on the disk; then nothing is left.
        """
        if not targets:
            raise RunError("There is no text to forget. Choose or paste at least one.")
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self.root / secrets.token_hex(16)
        work = self.root / f".new-{path.name}"
        try:
            work.mkdir(mode=0o700)
            for kind, texts in (("targets", targets), ("pool", pool), ("unseen", unseen)):
                if texts is not None:
                    replace(work / f"{kind}.jsonl", _as_lines(texts))
            replace(work / "config.json", _header(name, time.time(), config))
            work.rename(path)
        except OSError as error:
            shutil.rmtree(work, ignore_errors=True)
            raise RunError(_cannot_write(error)) from error
        return Run(path)

    def get(self, run_id: str) -> Run:
        """The run with this id. Raises RunError; the message does not tell whether it ever was."""
        if not isinstance(run_id, str) or not ID.fullmatch(run_id):
            raise RunError("This is not the id of a run: ids are 32 hexadecimal digits.")
        path = self.root / run_id
        if path.is_symlink() or not (path / "config.json").is_file():
            self._seen.pop(run_id, None)
            raise RunError("There is no run with this id. It may have been deleted.")
        return self._seen.setdefault(run_id, Run(path))

    def list(self) -> list[Run]:
        """All runs, newest first."""
        if not self.root.is_dir():
            return []
        runs = [
            self.get(path.name)
            for path in self.root.iterdir()
            if ID.fullmatch(path.name)
            and not path.is_symlink()
            and (path / "config.json").is_file()
        ]
        return sorted(runs, key=lambda run: run.created, reverse=True)

    def sweep(self) -> None:
        """Finish what an app that died in the middle of it had begun to delete or to create."""
        for place in ("", "audits/", "*/audits/"):
            for path in self.root.glob(f"{place}.erased-*"):
                shutil.rmtree(path, ignore_errors=True)
            for path in self.root.glob(f"{place}.new-*"):
                with suppress(FileNotFoundError):  # somebody else is creating it right now
                    if time.time() - path.stat().st_mtime > LEFT_BEHIND_S:
                        shutil.rmtree(path, ignore_errors=True)


class Run(JobFolder):
    """One run folder. Reading is always safe; writing goes through `writer`."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, home=path.parent)

    @property
    def name(self) -> str:
        """What the user calls it; may be empty."""
        return str(self._read_header()["name"])

    @property
    def created(self) -> float:
        """When it was created, in seconds since 1970."""
        return float(self._read_header()["created"])

    @property
    def config(self) -> RunConfig:
        """Its settings."""
        return RunConfig.from_json(json.dumps(self._read_header()["settings"]))

    @property
    def targets(self) -> list[Text]:
        """The texts to forget."""
        return _texts(self.path / "targets.jsonl") or []

    @property
    def pool(self) -> list[Text] | None:
        """The pool that the user gave; None: the one that suits the model."""
        return _texts(self.path / "pool.jsonl")

    @property
    def unseen(self) -> list[Text] | None:
        """The never-seen texts that the user gave; None: those that suit the model."""
        return _texts(self.path / "unseen.jsonl")

    def plan(self) -> str | None:
        """What was fixed before the first iteration, as JSON; None before it is."""
        try:
            return (self.path / "plan.json").read_text(encoding="utf-8")
        except FileNotFoundError:
            return None

    def iterations(self) -> list[Event]:
        """The `iteration` events; the newest of each number."""
        found = {each["number"]: each for each in self.events() if each["type"] == "iteration"}
        return [found[number] for number in sorted(found)]

    def rename(self, name: str) -> None:
        """Give the run another name."""
        header = self._read_header()
        replace(self.path / "config.json", _header(name, header["created"], self.config))

    def result_path(self) -> Path | None:
        """The folder of the unlearned model, once there is one."""
        path = self.path / "result"
        return path if (path / "config.json").is_file() else None

    @contextmanager
    def writer(self) -> Iterator[Writer]:
        """The right to write; RunError when another job has it."""
        with self.owned():
            yield Writer(self)

    def _read_header(self) -> dict[str, Any]:
        try:
            header = json.loads((self.path / "config.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise RunError("The settings of this run cannot be read. Delete the run.") from error
        if not isinstance(header, dict):
            raise RunError("The settings of this run are damaged. Delete the run.")
        return header


class Writer(FolderWriter):
    """What the job that holds a run may do to its folder."""

    def save(self, state: Snapshot, *, event: Event, keep: int) -> None:
        """Keep a training state, and in it the event that is about to be appended."""
        folder = self._path / "snapshots"
        values = {**state.state, "event": event}
        snapshot.save(folder, number=state.number, groups=state.groups, state=values)
        snapshot.prune(folder, keep=keep)

    def newest_snapshot(self) -> tuple[Snapshot | None, tuple[str, ...]]:
        """The training state to go on from, and a sentence on every damaged one passed over."""
        return snapshot.newest(self._path / "snapshots")

    def keep_plan(self, plan: str) -> None:
        """Keep what is fixed before the first iteration."""
        replace(self._path / "plan.json", plan)

    @contextmanager
    def new_result(self) -> Iterator[Path]:
        """A folder to save the unlearned model into; it becomes `result` when all went well."""
        work, final = self._path / ".result", self._path / "result"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(mode=0o700)
        try:
            yield work
            for path in work.iterdir():
                snapshot.sync(path)
            shutil.rmtree(final, ignore_errors=True)
            work.rename(final)
            snapshot.sync(self._path)
        finally:
            shutil.rmtree(work, ignore_errors=True)  # only there if something went wrong


class Follower(Writer):
    """A rank that takes part in a job and leaves the writing to the main one."""

    def __init__(self, run: Run) -> None:
        self._path = run.path

    def append(self, event: Mapping[str, Any]) -> None:
        """Nothing."""

    def save(self, state: Snapshot, *, event: Event, keep: int) -> None:
        """Nothing."""

    def keep_plan(self, plan: str) -> None:
        """Nothing."""


def _cannot_write(error: OSError) -> str:
    if room.is_disk_full(error):
        return "The disk is full, so no run was made. Delete a run, or make room, and try again."
    return f"The run could not be written to the disk: {error.strerror or type(error).__name__}."


def _header(name: str, created: float, config: RunConfig) -> str:
    clean = " ".join(name.split())[:NAME_CHARACTERS]
    settings = json.loads(config.to_json())
    return json.dumps({"name": clean, "created": created, "settings": settings}, indent=1)


def _as_lines(texts: Iterable[Text]) -> str:
    return "".join(json.dumps(asdict(text)) + "\n" for text in texts)


def _texts(path: Path) -> list[Text] | None:
    if not path.is_file():
        return None
    return [text_from_json(json.loads(line)) for line in path.read_text("utf-8").splitlines()]
