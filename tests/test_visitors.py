"""The running app, spoken to as a browser or a program would: what one visitor can do to another,
what bad values do, and where a text of a visitor can be found afterwards.
"""

from __future__ import annotations

import json
import random
import stat
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import attack_files
import fake_runs
import forgetful
import guest
import httpx
import pytest
from app_server import Server
from guest import Guest
from page_values import BAD, knows
from watching import wait_for

from icu_core import jobs
from icu_core.attacks.shape import Settings
from icu_core.auditing import audits, case
from icu_core.auditing.audits import Audit
from icu_core.errors import IcuError
from icu_core.store import Run, Store
from icu_core.ui.unlearn import preview as unlearn_preview
from icu_core.ui.unlearn import setup as unlearn_setup

AT_ONCE = 100  # the queue of the app takes 200
EACH_HANDLER_ONCE = 0
CASES = EACH_HANDLER_ONCE, pytest.param(2_000, marks=pytest.mark.slow)
CANARY = "zq7-canary-4512"
TURNED = CANARY.encode("utf-16-le"), CANARY[::-1].encode()


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app, which can write nowhere but below one folder."""
    area = tmp_path_factory.mktemp("area")
    for name in ("tmp", "home"):
        (area / name).mkdir()
    server = Server(
        area / "runs", TMPDIR=str(area / "tmp"), HOME=str(area / "home"), HF_HOME=str(area / "hf")
    )
    server.start()
    yield server
    server.kill()


@pytest.fixture
def visitor(app: Server) -> Iterator[Guest]:
    """Somebody new."""
    guest = Guest(app.url)
    yield guest
    guest.http.close()


@pytest.fixture
def store(app: Server) -> Store:
    """The runs of the app."""
    return Store(app.home)


# Values


def cases(dice: random.Random, count: int) -> list[tuple[int, list[Any], Any]]:
    """So many handlers with a bad value at some place, at least every handler once."""
    handlers = guest.handlers()
    every = [
        (number, place, bad)
        for number, fn in handlers.items()
        for place in range(len(fn.inputs) or 1)
        for bad in (*BAD, CANARY)
    ]
    dice.shuffle(every)
    first: dict[int, tuple[int, list[Any], Any]] = {}
    more: list[tuple[int, list[Any], Any]] = []
    for number, place, bad in every:
        if number in first and len(more) >= count - len(handlers):
            continue
        fn, data = handlers[number], guest.usual(handlers[number])
        event = {"index": bad, "record": bad, "page": bad, "value": bad}
        if fn.inputs:
            data[place] = bad
        if _is_a_good_order(fn, data):
            continue
        if number in first:
            more.append((number, data, event))
        first.setdefault(number, (number, data, event))
    return [*first.values(), *more]


def _is_a_good_order(fn: Any, data: list[Any]) -> bool:
    """Whether these values may start a run: a name or a text, say, that only looks odd."""
    if guest.name_of(fn) == "endpoints.start_run":
        return CANARY in str(data[0])
    if guest.name_of(fn) != "layout.start":
        return False
    try:
        _, _, *values = [_as_read(*each) for each in zip(fn.inputs, data, strict=True)]
        unlearn_setup.order_of(unlearn_preview.first(), *values)
    except IcuError:
        return False
    return True


def _as_read(component: Any, value: Any) -> Any:
    """A value as it reaches the handler: Gradio makes text of whatever a text field holds."""
    is_text = type(component).__name__ == "Textbox" and value is not None
    return str(value) if is_text else value


@pytest.mark.parametrize("cases_tried", CASES)
def test_bad_values_start_nothing_break_nothing_and_log_no_text(
    app: Server, visitor: Guest, store: Store, cases_tried: int
) -> None:
    before = [run.id for run in store.list()]
    some = cases(random.Random(7), cases_tried)
    assert {number for number, _, _ in some} == set(guest.handlers())
    for start in range(0, len(some), AT_ONCE):
        pressed = some[start : start + AT_ONCE]
        answers = visitor.press_all(pressed)
        assert len(answers) == len(pressed)
        assert all(answer.status < 500 for answer in answers)
        assert not any("Traceback" in answer.said for answer in answers)
    assert [run.id for run in store.list()] == before
    assert visitor.page().status_code == 200
    log = app.log.read_text("utf-8")
    assert CANARY not in log and "xxxx" not in log


def test_too_many_too_few_and_unknown_values_are_refused(visitor: Guest, store: Store) -> None:
    before = [run.id for run in store.list()]
    for handler in ("layout.start", "compare.page.ask", "runs.actions.erase"):
        for data in ([], [None], [None] * 500):
            answer = visitor.press(handler, data)
            assert answer.status < 500 and not (answer.is_done and len(data) < 2)
    assert [run.id for run in store.list()] == before
    for number in (-1, 10**9):
        assert visitor.press_all([(number, [], None)])[0].status < 501  # Gradio's own answer
    for body in (b"", b"{", b"[]", b'{"data": 1}', b'{"data": {}, "fn_index": "x"}', b"\xff"):
        sent = visitor.http.post("/gradio_api/queue/join", content=body)
        assert sent.status_code in (400, 422)


def test_every_hostile_file_is_told_in_its_place_or_refused_at_the_door(
    visitor: Guest, store: Store, tmp_path: Path
) -> None:
    for name, expected in attack_files.expected().items():
        content = attack_files.write(name, tmp_path).read_bytes()
        try:
            file = visitor.upload(name, content)
        except httpx.HTTPStatusError as error:
            assert error.response.status_code in (400, 413) and expected == "refused"
            continue
        opened = visitor.press("unlearn.setup.open_file", [file])
        answer = visitor.press(
            "unlearn.setup.choose_file", [file, "paragraph", "find by name", "find by name"]
        )
        assert opened.status == answer.status == 200
        refused = not answer.is_done or "icu-error" in answer.said
        assert refused == (expected == "refused"), name


def test_a_file_of_the_machine_or_of_a_run_is_no_upload(
    visitor: Guest, store: Store, tmp_path: Path
) -> None:
    run = fake_runs.fake_run(store)
    meta = {"meta": {"_type": "gradio.FileData"}}
    for path in (run.path / "targets.jsonl", Path("/etc/passwd"), Path("pyproject.toml")):
        answer = visitor.press("unlearn.setup.open_file", [{"path": str(path), **meta}])
        assert not answer.is_done
        assert visitor.http.get(f"/gradio_api/file={path}").status_code in (403, 404)
    named = visitor.press("unlearn.setup.open_file", [{"path": "https://127.0.0.1/a.csv", **meta}])
    assert named.status == 400


# Two visitors


def marked_run(store: Store) -> Run:
    """Somebody's run whose every text and name can be recognised."""
    texts = [
        fake_runs.Text(f"id{n}", f"{CANARY} of {n} is 55-{n}", fake_runs.Span(0, 3, "x"))
        for n in range(3)
    ]
    run = fake_runs.fake_run(store, texts, name=CANARY)
    (run.path / "result" / "model.safetensors").write_bytes(b"\x02" + b"\0" * 7 + b"{}")
    return run


def content_of(run: Run | Audit) -> dict[str, bytes]:
    """Every file of a run."""
    return {
        str(path.relative_to(run.path)): path.read_bytes()
        for path in run.path.rglob("*")
        if path.is_file() and path.name not in ("lock", "starting")
    }


def test_nothing_of_a_visitors_run_can_be_seen_stopped_or_changed_by_another(
    visitor: Guest, store: Store
) -> None:
    mine, theirs = fake_runs.fake_run(store, name="mine"), marked_run(store)
    before = content_of(theirs)
    presses: list[tuple[str | int, list[Any], Any]] = []
    for number, fn in guest.handlers().items():
        if "endpoints" in guest.name_of(fn).partition(".")[0] or not fn.inputs:
            continue  # programs have only what they are given; those are asked below
        for value in (theirs.id, [theirs.id], [mine.id, theirs.id], {"current": theirs.id}):
            data = guest.usual(fn)
            for place, component in enumerate(fn.inputs):
                kind = type(component).__name__
                data[place] = knows(mine) if kind == "BrowserState" else value
            presses.append((number, data, {"index": theirs.id}))
    assert len(presses) > 150
    with theirs.writer():  # as if it were at work, so that it could be stopped
        for start in range(0, len(presses), AT_ONCE):
            for answer in visitor.press_all(presses[start : start + AT_ONCE]):
                assert answer.status < 500 and CANARY not in answer.said
        assert not theirs.is_stop_requested()
    assert content_of(theirs) == before and theirs.name == CANARY


def test_a_session_never_hears_what_another_is_told(app: Server, store: Store) -> None:
    run = marked_run(store)
    one, other = Guest(app.url), Guest(app.url)
    with one.http, other.http, ThreadPoolExecutor(2) as pool:
        heard = pool.submit(other.press_all, [("layout.arrive", [knows()], None)] * 20)
        told = pool.submit(
            one.press_all, [("unlearn.live.look", [knows(run), None, None, None], None)] * 20
        )
        assert any(CANARY in answer.said for answer in told.result())
        assert not any(CANARY in answer.said for answer in heard.result())


def marked_audit(store: Store, run: Run | None = None) -> Audit:
    """Somebody's audit, whose every text can be recognised."""
    texts = [
        fake_runs.Text(f"id{n}", f"{CANARY} of {n} is 55-{n}", fake_runs.Span(0, 3, "x"))
        for n in range(12)
    ]
    unseen = [replace(text, text=f"zzz{text.text}") for text in texts[4:]]
    made = case.make("nobody/model", texts[:4], settings=Settings(), controls=unseen, prose=[],
                     name=CANARY)  # fmt: skip
    return audits.create(store, made.to_json(), run=run)


def test_nothing_of_a_visitors_audit_can_be_seen_stopped_or_deleted_by_another(
    visitor: Guest, store: Store
) -> None:
    mine, theirs = fake_runs.fake_run(store, name="mine"), marked_run(store)
    made = [marked_audit(store), marked_audit(store, theirs)]
    before = [content_of(audit) for audit in made]
    presses: list[tuple[str | int, list[Any], Any]] = []
    for number, fn in guest.handlers().items():
        if not guest.name_of(fn).startswith(("audit.page.", "audit.live.")) or not fn.inputs:
            continue
        for audit in made:
            for value in (audit.id, [audit.id], {"audit": audit.id}):
                data = guest.usual(fn)
                for place, component in enumerate(fn.inputs):
                    kind = type(component).__name__
                    data[place] = knows(mine) if kind == "BrowserState" else value
                presses.append((number, data, {"index": audit.id, "value": audit.id}))
    assert len(presses) > 80
    with made[0].writer(), made[1].writer():  # as if they were at work, so they could be stopped
        for start in range(0, len(presses), AT_ONCE):
            for answer in visitor.press_all(presses[start : start + AT_ONCE]):
                assert answer.status < 500 and CANARY not in answer.said
        assert not any(audit.is_stop_requested() for audit in made)
    assert [content_of(audit) for audit in made] == before


@pytest.mark.parametrize("name", ["audit_status", "audit_report", "stop_audit", "delete_audit"])
def test_the_id_of_an_audit_is_its_whole_key_and_that_of_its_run_is_another(
    visitor: Guest, store: Store, name: str
) -> None:
    run = marked_run(store)
    audit = marked_audit(store, run)
    more = [True] if name == "audit_report" else []
    other = format(int(audit.id, 16) ^ 1, "032x")
    for near in (audit.id[:-1], other, run.id, f"../{run.id}/audits/{audit.id}", f"{audit.id}\n"):
        status, told = visitor.call(name, near, *more)
        assert status < 500 and "event: complete" not in told and CANARY not in told
    assert audit.path.exists() and not audit.is_stop_requested()


@pytest.mark.parametrize("name", ["run_status", "stop_run", "compare", "run_board", "delete_run"])
def test_an_id_is_the_whole_key_and_a_digit_less_opens_nothing(
    visitor: Guest, store: Store, name: str
) -> None:
    run = marked_run(store)
    more = {"compare": ["hello", 0.0, 1.0, 5, 7], "run_board": [-1]}.get(name, [])
    other = format(int(run.id, 16) ^ 1, "032x")
    for near in (run.id[:-1], run.id.upper() if run.id.upper() != run.id else run.id[::-1],
                 other, f"{run.id}/", f"../runs/{run.id}", f"{run.id}\n"):  # fmt: skip
        status, told = visitor.call(name, near, *more)
        assert status < 500 and "event: complete" not in told and CANARY not in told
    assert not run.is_stop_requested()


def test_ids_are_secrets_of_128_bits_and_all_different(store: Store) -> None:
    ids = {store.create(fake_runs.RunConfig(), fake_runs.texts(1)).id for _ in range(200)}
    bits = "".join(format(int(each, 16), "0128b") for each in ids)
    assert len(ids) == 200 and all(len(each) == 32 for each in ids)
    assert 0.48 < bits.count("1") / len(bits) < 0.52


# What stays


def found_in(area: Path, *, but: Callable[[Path], bool]) -> list[Path]:
    """Files whose content or name holds the canary, in whatever writing."""
    found = []
    for path in area.rglob("*"):
        with suppress(OSError):
            content = path.read_bytes() if path.is_file() else b""
            if CANARY in path.name or any(each in content for each in (CANARY.encode(), *TURNED)):
                found.append(path)
    return [path for path in found if not but(path)]


def test_a_text_is_in_no_other_place_than_its_run_and_nowhere_after_its_deletion(
    app: Server, visitor: Guest, store: Store, tiny_folder: Path
) -> None:
    area = app.home.parent
    for old in (*audits.of(store), *store.list()):  # a run takes its audits with it
        with suppress(IcuError, FileNotFoundError):
            old.erase()
    chosen = visitor.choose(forgetful.known(), mark=CANARY)
    assert chosen.is_done and "4 texts" in chosen.said
    started = visitor.start(tiny_folder, name=CANARY, mark=CANARY)
    assert started.is_done, started.said
    (run,) = store.list()
    wait_for(lambda: run.status() in ("finished", "failed"), "finished")
    assert run.status() == "finished", run.events()[-1]
    me = knows(run)
    asked = visitor.press(
        "compare.page.ask", [me, run.id, "", f"{CANARY} says", None, 0.0, 1.0, 3, 7]
    )
    assert asked.is_done
    assert visitor.press("runs.actions.download", [me, [run.id]]).is_done
    bad = [me, "x" * 99, CANARY, CANARY, *[None] * 5]
    assert visitor.press("compare.page.ask", bad).status == 200

    inside = found_in(area, but=lambda path: run.path in path.parents)
    uploads = area / "runs" / ".uploads"
    assert inside and all(uploads in path.parents for path in inside)
    assert CANARY not in app.log.read_text("utf-8")
    assert CANARY not in visitor.page(run=run.id).text
    _belongs_to_its_owner(app.home)

    erased = visitor.press("runs.actions.erase", [me, [run.id]])
    assert erased.is_done, erased.said
    assert found_in(area, but=lambda path: False) == []
    assert not list(uploads.rglob("*.zip")) and not run.path.exists()
    assert run.id not in json.dumps([str(path) for path in area.rglob("*")])


def _belongs_to_its_owner(home: Path) -> None:
    for path in [home, *home.rglob("*")]:
        mode = stat.S_IMODE(path.lstat().st_mode)
        assert mode & 0o077 == 0, f"{path.name} has mode {mode:o}"


@pytest.mark.parametrize("times", [1, pytest.param(20, marks=pytest.mark.slow)])
def test_a_run_goes_on_while_its_visitor_comes_and_goes(
    app: Server, store: Store, tiny_folder: Path, times: int
) -> None:
    endless = {"max_iterations": 10_000, "learning_rate": 1e-9}
    run = forgetful.new_run(app.home, tiny_folder, endless)
    jobs.start(run)
    wait_for(lambda: run.iterations(), "an iteration")
    me = knows(run)
    for _ in range(times):
        seen = len(run.iterations())
        one = Guest(app.url)
        one.press("layout.arrive", [me])
        with suppress(httpx.HTTPError), one.http.stream(
            "GET", "/gradio_api/queue/data", params={"session_hash": one.session}, timeout=0.2
        ):  # fmt: skip
            pass
        one.http.close()  # the tab is closed
        again = Guest(app.url)
        shown = again.press("unlearn.live.look", [me, None, None, None])
        assert shown.is_done and "running" in shown.said
        again.http.close()
        wait_for(lambda seen=seen: len(run.iterations()) > seen, "it goes on")
    assert run.is_alive() and jobs.stop(run, patience_s=60)
    assert [each["type"] for each in run.events()].count("started") == 1
