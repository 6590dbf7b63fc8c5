"""What may happen to an audit at work: it survives as a run does, and finds the same."""

from __future__ import annotations

import json
import os
import random
import secrets
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fake_runs
import forgetful
import mishaps
import pytest
import small_town
from mishaps import befalls
from test_damaged_runs import DAMAGES
from watching import wait_for

from icu_core import jobs, room, work
from icu_core.attacks.shape import Settings
from icu_core.auditing import audits, case, job
from icu_core.auditing.audits import Audit
from icu_core.errors import RunError
from icu_core.store import Store

pytestmark = pytest.mark.usefixtures("warm")

NewAudit = Callable[[], Audit]
QUICK = Settings.of({"level": "quick", "threads": 1})


@pytest.fixture(scope="module")
def about(tiny_folder: Path) -> str:
    """What is audited: the tiny model, which still knows everything."""
    return case.make(
        str(tiny_folder), forgetful.known(), settings=QUICK, original="", gold="",
        controls=small_town.controls()[:8], neighbours=forgetful.kept(), wordings=(), prose=(),
    ).to_json()  # fmt: skip


@pytest.fixture
def new_audit(about: str, tmp_path: Path) -> NewAudit:
    """Makes audits."""
    return lambda: audits.create(Store(tmp_path / "runs"), about)


@pytest.fixture(scope="module")
def undisturbed(about: str, tmp_path_factory: pytest.TempPathFactory) -> Audit:
    """An audit to which nothing happens; only to be read."""
    audit = audits.create(Store(tmp_path_factory.mktemp("undisturbed")), about)
    work.do(audit)
    assert audit.status() == "finished", audit.events()[-1]
    return audit


def found(audit: Audit) -> list[dict[str, Any]]:
    """What every attack found, without times."""
    return [{**each, "seconds": 0} for each in audit.tables()]


def pid_of(audit: Audit) -> int:
    """Process of the newest job of an audit."""
    return int((audit.last("started") or {})["pid"])


def test_an_audit_that_is_killed_goes_on_and_finds_the_same(
    new_audit: NewAudit, undisturbed: Audit
) -> None:
    for kill in range(6):
        audit = new_audit()
        jobs.start(audit)
        wait_for(lambda a=audit, n=kill: len(a.events()) > n or not a.is_alive(), "progress")
        if audit.is_alive() and audit.last("started"):
            os.kill(pid_of(audit), signal.SIGKILL)
        wait_for(lambda a=audit: not a.is_alive(), "dead or done")
        before = len(audit.tables())
        if audit.status() != "finished":
            work.do(audit)
        assert audit.status() == "finished"
        assert (audit.last("started") or {})["done"] in (0, before), "no attack is made twice"
        assert found(audit) == found(undisturbed)


def test_a_terminated_audit_says_so_and_goes_on(new_audit: NewAudit, undisturbed: Audit) -> None:
    audit = new_audit()
    jobs.start(audit)
    wait_for(lambda: audit.last("prepared") or not audit.is_alive(), "at work")
    os.kill(pid_of(audit), signal.SIGTERM)
    wait_for(lambda: not audit.is_alive(), "gone")
    assert audit.status() in ("interrupted", "finished")
    if audit.status() == "interrupted":
        assert audit.events()[-1]["signal"] == "SIGTERM"
        work.do(audit)
    assert found(audit) == found(undisturbed)


def test_an_audit_outlives_the_app_and_is_not_begun_twice(
    new_audit: NewAudit, tmp_path: Path
) -> None:
    audit, ready = new_audit(), tmp_path / "ready"
    app = jobs._context().Process(target=mishaps.be_an_app, args=(str(audit.path), str(ready)))
    app.start()
    wait_for(ready.exists, "the app has started its audit")
    app.kill()
    app.join()
    jobs.start(audit)  # what the restarted app does on a double click
    wait_for(lambda: audit.status() == "finished", "finished without the app")
    assert [each["type"] for each in audit.events()].count("started") == 1


def test_of_two_workers_on_one_audit_only_one_works(new_audit: NewAudit) -> None:
    audit = new_audit()
    mishaps.begin_at_once(audit.path, 4)
    wait_for(lambda: audit.status() == "finished", "finished")
    assert [each["seq"] for each in audit.events()] == list(range(1, len(audit.events()) + 1))
    names = [each["name"] for each in audit.events() if each["type"] == "table"]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("most_bytes", [2_000, 12_000])
def test_a_full_disk_pauses_an_audit_until_there_is_room(
    new_audit: NewAudit, undisturbed: Audit, most_bytes: int
) -> None:
    audit = new_audit()
    befalls(mishaps.work_with_small_files, str(audit.path), most_bytes)
    assert not audit.is_alive() and audit.status() in ("interrupted", "waiting")
    if audit.status() == "interrupted" and audit.events()[-1]["type"] == "interrupted":
        assert audit.events()[-1]["message"] == room.DISK_FULL
    work.do(audit)
    assert audit.status() == "finished" and found(audit) == found(undisturbed)


def test_on_a_full_disk_no_audit_is_made_and_nothing_is_left(
    new_audit: NewAudit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("icu_core.auditing.audits.replace", full)
    with pytest.raises(RunError, match="could not be written"):
        new_audit()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_memory_that_runs_out_in_an_audit_is_told_and_kills_nobody_else(
    new_audit: NewAudit,
) -> None:
    for more in random.Random(3).sample(range(2, 60), 5):
        audit = new_audit()
        befalls(mishaps.work_with_little_memory, str(audit.path), more * 10**6, False)
        assert not audit.is_alive()
        failed = audit.last("failed")
        if failed is not None:
            assert failed["error"] in ("MemoryError", "ModelError"), failed
        else:  # a library took its own life; the audit can be resumed
            assert audit.status() in ("interrupted", "waiting", "finished")


def test_a_stop_is_heard_between_two_questions(new_audit: NewAudit, undisturbed: Audit) -> None:
    audit = new_audit()
    work.do(audit, tell=lambda phase, number, *_: number == 2 and audit.request_stop())
    end = audit.last("finished")
    assert end is not None and end["reason"] == "stopped" and len(audit.tables()) == 1
    work.do(audit)
    assert found(audit) == found(undisturbed)


def test_a_clock_that_jumps_changes_nothing_that_an_audit_finds(
    new_audit: NewAudit, undisturbed: Audit, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() - 86_400 * 400)
    audit = new_audit()
    work.do(audit)
    assert found(audit) == found(undisturbed)


@pytest.mark.parametrize("damage", [each for each in DAMAGES if each != "a folder"])
@pytest.mark.parametrize("file", [audits.CASE, job.MATERIAL, "events.jsonl"])
def test_a_damaged_audit_is_a_sentence_and_harms_no_other(
    new_audit: NewAudit, undisturbed: Audit, file: str, damage: str
) -> None:
    other = new_audit()
    place = Path(shutil.copytree(undisturbed.path, other.path.with_name(undisturbed.id)))
    audit = Audit(place, home=other.home)
    DAMAGES[damage](place / file)
    try:
        job.read(audit)
    except RunError as error:
        assert 20 < len(str(error)) < 300
    assert other.id in [each.id for each in audits.of(Store(other.home))]
    jobs.erase(audit)
    assert not place.exists() and other.path.exists()


@pytest.mark.parametrize("file", [audits.CASE, job.MATERIAL])
def test_another_text_in_a_finished_audit_is_found(
    new_audit: NewAudit, undisturbed: Audit, file: str
) -> None:
    place = new_audit().path.with_name(secrets.token_hex(16))
    audit = Audit(Path(shutil.copytree(undisturbed.path, place)), home=undisturbed.home)
    words = (place / file).read_text(encoding="utf-8")
    told = words.index('"text": "') + len('"text": "')
    changed = words[:told] + words[told].swapcase() + words[told + 1 :]
    assert json.loads(changed) != json.loads(words), "still JSON, and as long"
    (place / file).write_text(changed, encoding="utf-8")
    with pytest.raises(RunError, match="damaged"):
        job.read(audit)


def test_an_audit_does_not_bring_the_folder_of_a_deleted_run_back(tmp_path: Path) -> None:
    run = fake_runs.fake_run(Store(tmp_path))
    run.erase()
    with pytest.raises(RunError, match="deleted meanwhile"):
        audits.create(Store(tmp_path), "{}", run=run)
    assert not run.path.exists()
