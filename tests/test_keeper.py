"""What the app clears away while it is up: uploads, and on a public server old and endless runs."""

from __future__ import annotations

from pathlib import Path

import fake_runs
import pytest

from icu_core.store import Store
from icu_core.ui import keeper
from icu_core.ui.learn import races
from icu_core.ui.server import public, uploads


@pytest.fixture
def home(home: Store) -> Store:
    """As the app has them: uploads lie below the runs."""
    uploads.settle(home.root)
    return home


def test_on_a_public_server_an_old_run_goes_with_its_uploads_and_a_new_one_stays(
    home: Store, public_server: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = fake_runs.fake_run(home), fake_runs.fake_run(home)
    place = uploads.folder() / "hash" / "texts.csv"
    place.parent.mkdir(parents=True)
    place.write_text("canary", encoding="utf-8")
    uploads.belong(old.id, [str(place), None, "/etc/passwd"])
    real = keeper.last_touched
    late = keeper.now() - 3600 * (public.KEEP_HOURS + 1)
    monkeypatch.setattr(
        keeper, "last_touched", lambda path: late if path == old.path else real(path)
    )
    keeper.tidy()
    assert [run.id for run in home.list()] == [new.id]
    assert not place.exists() and not place.parent.exists() and Path("/etc/passwd").exists()


def test_at_home_no_run_is_ever_cleared_away(home: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    run = fake_runs.fake_run(home)
    monkeypatch.setattr(keeper, "last_touched", lambda path: 0.0)
    keeper.tidy()
    assert [each.id for each in home.list()] == [run.id]


def test_a_run_that_works_too_long_for_everybody_is_stopped_and_keeps_what_it_reached(
    home: Store, public_server: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = fake_runs.fake_run(home, end=None)
    with run.writer():
        keeper.tidy()
        assert not run.is_stop_requested()
        monkeypatch.setattr(public, "MOST_MINUTES", -1.0)
        keeper.tidy()
        assert run.is_stop_requested()


def test_a_clock_that_is_set_forward_clears_nothing_away(
    home: Store, public_server: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, lesson = fake_runs.fake_run(home), fake_runs.fake_run(races.store())
    place = uploads.folder() / "texts.csv"
    place.write_text("canary", encoding="utf-8")
    real = keeper.time.time
    monkeypatch.setattr(keeper.time, "time", lambda: real() + 10 * 365 * 86_400)
    keeper.tidy()
    assert [each.id for each in home.list()] == [run.id]
    assert [each.id for each in races.store().list()] == [lesson.id]
    assert place.exists()


def test_uploads_that_belong_to_no_run_go_when_they_are_old(home: Store) -> None:
    place = uploads.folder() / "hash" / "texts.csv"
    place.parent.mkdir(parents=True)
    place.write_text("canary", encoding="utf-8")
    uploads.sweep(older_than_s=uploads.KEPT_S)
    assert place.exists()
    uploads.sweep(older_than_s=-1.0)
    assert not place.exists() and uploads.folder().exists()


def test_a_file_that_is_sent_while_the_app_still_starts_is_kept_and_older_ones_go(
    home: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper, "_for_ever", lambda: None)
    place = uploads.folder() / "hash" / "texts.csv"
    place.parent.mkdir(parents=True)
    place.write_text("canary", encoding="utf-8")
    monkeypatch.setattr(keeper, "_up_since", keeper.time.monotonic() - 60)
    keeper.watch()
    assert place.exists()
    monkeypatch.setattr(keeper, "_up_since", keeper.time.monotonic() + 60)  # it was there before
    keeper.watch()
    assert not place.exists()


def test_a_damaged_run_of_a_lesson_is_cleared_away_and_holds_nothing_up(home: Store) -> None:
    torn = fake_runs.fake_run(races.store())
    (torn.path / "config.json").write_text('{"name": "', encoding="utf-8")
    keeper.tidy()
    assert not torn.path.exists()


def test_what_cannot_be_cleared_away_holds_nothing_else_up(
    home: Store, public_server: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError("no")

    run = fake_runs.fake_run(home)
    monkeypatch.setattr(uploads, "sweep", fail)
    monkeypatch.setattr(races, "sweep", fail)
    monkeypatch.setattr(keeper, "last_touched", lambda path: 0.0)
    keeper.tidy()
    assert not run.path.exists()
