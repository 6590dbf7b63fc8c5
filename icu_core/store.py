"""The run folder: everything a run is and does, as plain files that any number of views may read.

config.json      name, time of creation, settings, sums of the texts; only the name ever changes
targets.jsonl    the texts to forget (also pool.jsonl, unseen.jsonl where the user gave them)
snapshots/       training states, see snapshot.py
result/          the unlearned model as a transformers folder
plan.json        partners and marks, fixed before the first iteration
audits/          audits of the result, see auditing/audits.py
...              and what every folder of a job has, see folder.py
"""

from __future__ import annotations

import hashlib
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
from icu_core.durable import Event, replace, whole
from icu_core.errors import ConfigError, RunError
from icu_core.folder import ID, FolderWriter, JobFolder
from icu_core.snapshot import Snapshot
from icu_core.texts import Text, distinct, text_from_json

NAME_CHARACTERS = 80
PLAN_GONE = "Resume the run: it makes the same plan again. Or delete the run."
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
        config = _at_home(config)
        targets = distinct(targets)  # a program may name one twice; the loop counts ids
        path = self.root / secrets.token_hex(16)
        work = self.root / f".new-{path.name}"
        try:
            self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
            work.mkdir(mode=0o700)
            given = (("targets", targets), ("pool", pool), ("unseen", unseen))
            files = {
                f"{kind}.jsonl": _as_lines(texts) for kind, texts in given if texts is not None
            }
            for file, lines in files.items():
                replace(work / file, lines)
            sums = {file: _sum(lines) for file, lines in files.items()}
            replace(work / "config.json", _header(name, time.time(), config, sums))
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
        runs = []
        for path in self.root.iterdir():
            if ID.fullmatch(path.name):
                with suppress(RunError):  # somebody is creating or deleting it right now
                    runs.append(self.get(path.name))
        return sorted(runs, key=_age_rank, reverse=True)

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
        return str(self._read_header().get("name", ""))

    @property
    def created(self) -> float:
        """When it was created, in seconds since 1970."""
        with whole("The age of this run"):
            return float(self._read_header()["created"])

    @property
    def config(self) -> RunConfig:
        """Its settings. Raises RunError where they are damaged or of another version."""
        try:
            with whole("The settings of this run"):
                return RunConfig.from_json(json.dumps(self._read_header()["settings"]))
        except ConfigError as error:
            raise RunError(
                f"This run was made by another version of this program. {error}"
            ) from error

    @property
    def targets(self) -> list[Text]:
        """The texts to forget."""
        return self._texts("targets.jsonl") or []

    @property
    def pool(self) -> list[Text] | None:
        """The pool that the user gave; None: the one that suits the model."""
        return self._texts("pool.jsonl")

    @property
    def unseen(self) -> list[Text] | None:
        """The never-seen texts that the user gave; None: those that suit the model."""
        return self._texts("unseen.jsonl")

    def plan(self) -> str | None:
        """What was fixed before the first iteration, as JSON; None before it is."""
        path = self.path / "plan.json"
        if not path.exists():
            return None
        with whole("The plan of this run", advice=PLAN_GONE):
            return path.read_text(encoding="utf-8")

    def planned_targets(self) -> list[Text]:
        """The targets as the job counts them: long ones stand in the plan in windows."""
        stored = self.plan()
        if stored is None:
            return self.targets
        with whole("The plan of this run", advice=PLAN_GONE):
            return [text_from_json(each) for each in json.loads(stored)["targets"]]

    def iterations(self) -> list[Event]:
        """The `iteration` events; the newest of each number."""
        found = {each["number"]: each for each in self.events() if each["type"] == "iteration"}
        return [found[number] for number in sorted(found)]

    @property
    def original(self) -> str | None:
        """The fingerprint of the weights that it began with; None before it began."""
        began = next((each for each in self.events() if each["type"] == "started"), {})
        return began.get("original")

    def rename(self, name: str) -> None:
        """Give the run another name."""
        sums = self._read_header()["sums"]
        replace(self.path / "config.json", _header(name, self.created, self.config, sums))

    def result_path(self) -> Path | None:
        """The folder of the unlearned model, once there is one."""
        path = self.path / "result"
        return path if (path / "config.json").is_file() else None

    @contextmanager
    def writer(self) -> Iterator[Writer]:
        """The right to write; RunError when another job has it."""
        with self.owned():
            yield Writer(self)

    def _texts(self, file: str) -> list[Text] | None:
        """The texts of a file; None where there is none. Older runs have no sums."""
        expected = self._read_header()["sums"].get(file)
        path = self.path / file
        if expected is None and not path.exists():
            return None
        with whole(f"A file of texts of this run ({file})"):
            lines = path.read_text("utf-8")
            if expected not in (None, _sum(lines)):
                raise ValueError("not what was written")
            return [text_from_json(json.loads(line)) for line in lines.splitlines()]

    def _read_header(self) -> dict[str, Any]:
        with whole("The settings of this run"):
            header = dict(json.loads((self.path / "config.json").read_text(encoding="utf-8")))
            return {**header, "sums": dict(header.get("sums", {}))}


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


def _age_rank(run: Run) -> float:
    """When it was created; a damaged run is listed, as the oldest, so that it can be deleted."""
    try:
        return run.created
    except RunError:
        return 0.0


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


def _at_home(config: RunConfig) -> RunConfig:
    """A model in a folder is found from everywhere, and never taken for one of the hub."""
    folder = Path(config.model)
    with suppress(OSError):  # a name longer than any folder's; the job says what it should be
        if config.model != "embedded" and not folder.is_absolute() and folder.is_dir():
            return config.with_values({"model": str(folder.resolve())})
    return config


def _cannot_write(error: OSError) -> str:
    if room.is_disk_full(error):
        return "The disk is full, so no run was made. Delete a run, or make room, and try again."
    return f"The run could not be written to the disk: {error.strerror or type(error).__name__}."


def _header(name: str, created: float, config: RunConfig, sums: Mapping[str, str]) -> str:
    clean = " ".join(name.split())[:NAME_CHARACTERS]
    settings = json.loads(config.to_json())
    told = {"name": clean, "created": created, "settings": settings, "sums": dict(sums)}
    return json.dumps(told, indent=1)


def _as_lines(texts: Iterable[Text]) -> str:
    return "".join(json.dumps(asdict(text)) + "\n" for text in texts)


def _sum(lines: str) -> str:
    """A checksum, so that texts that were lost or changed are not simply missing."""
    return hashlib.sha256(lines.encode("utf-8")).hexdigest()
