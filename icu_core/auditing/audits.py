"""The audit folder: what is audited, and what every attack found, as plain files.

    case.json        everything that the audit depends on, texts included; never changed, sealed
                     with a checksum
    events.jsonl     started, prepared, one `table` per finished attack, finished
    ...              and what every folder of a job has, see folder.py

An audit of a run lies in `audits` within the run's folder and goes when the run goes; one of any
other model in `audits` beside the runs.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from icu_core.durable import Event, replace, sealed, unsealed, whole
from icu_core.errors import RunError
from icu_core.folder import ID, FolderWriter, JobFolder
from icu_core.store import Run, Store

AUDITS = "audits"
CASE = "case.json"


class Audit(JobFolder):
    """One audit folder. Reading is always safe; writing goes through `writer`."""

    @property
    def case(self) -> str:
        """Everything that the audit depends on, as JSON."""
        with whole("What this audit is about", advice="Delete the audit."):
            return unsealed((self.path / CASE).read_text(encoding="utf-8"))

    def tables(self) -> list[Event]:
        """What every finished attack found, as plain values."""
        return [each["table"] for each in self.events() if each["type"] == "table"]

    @contextmanager
    def writer(self) -> Iterator[FolderWriter]:
        """The right to write; RunError when another job has it."""
        with self.owned():
            yield FolderWriter(self)


def create(store: Store, case: str, *, run: Run | None = None) -> Audit:
    """A new audit that waits for a job; with a run, one of its audits.

    Raises RunError where there is no room on the disk; then nothing is left.
    """
    place = (run.path if run else store.root) / AUDITS
    path = place / secrets.token_hex(16)
    work = place / f".new-{path.name}"
    try:
        if run is None:
            store.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        place.mkdir(exist_ok=True, mode=0o700)  # never the folder of a run that is being deleted
        work.mkdir(mode=0o700)
        replace(work / CASE, sealed(case))
        work.rename(path)
    except OSError as error:
        shutil.rmtree(work, ignore_errors=True)
        if run is not None and not run.path.is_dir():
            raise RunError("The run of this audit has been deleted meanwhile.") from error
        raise RunError(
            f"The audit could not be written to the disk: {error.strerror or type(error).__name__}."
        ) from error
    return Audit(path, home=store.root)


def get(store: Store, audit_id: str) -> Audit:
    """The audit with this id. Raises RunError; it does not tell whether there ever was one."""
    if not isinstance(audit_id, str) or not ID.fullmatch(audit_id):
        raise RunError("This is not the id of an audit: ids are 32 hexadecimal digits.")
    of_runs = store.root.glob(f"*/{AUDITS}/{audit_id}")
    for path in (store.root / AUDITS / audit_id, *(each for each in of_runs if _is_of_run(each))):
        if _is_audit(path):
            return Audit(path, home=store.root)
    raise RunError("There is no audit with this id. It may have been deleted.")


def of(store: Store, run: Run | None = None) -> list[Audit]:
    """All audits, or those of one run; newest first."""
    paths = [path for place in _places(store, run) for path in place.glob("*") if _is_audit(path)]
    ages: dict[Path, float] = {}
    for path in paths:
        with suppress(FileNotFoundError):  # somebody is deleting it right now
            ages[path] = (path / CASE).stat().st_mtime
    return [Audit(path, home=store.root) for path in sorted(ages, key=ages.__getitem__)[::-1]]


def _places(store: Store, run: Run | None) -> list[Path]:
    runs = [run] if run else store.list()
    homes = [each.path for each in runs]
    return [place / AUDITS for place in (homes if run else [store.root, *homes])]


def _is_of_run(path: Path) -> bool:
    run = path.parent.parent
    return bool(ID.fullmatch(run.name)) and not run.is_symlink()


def _is_audit(path: Path) -> bool:
    is_ours = bool(ID.fullmatch(path.name)) and not path.is_symlink()
    return is_ours and (path / CASE).is_file()
