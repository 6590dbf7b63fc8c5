"""Fifty visitors at once on one machine: some start runs, others compare, upload, reload, leave."""

from __future__ import annotations

import os
import random
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import forgetful
import guest
import httpx
import psutil
import pytest
from app_server import Server
from guest import Guest

from icu_core import jobs
from icu_core.store import Store

pytestmark = pytest.mark.slow

VISITORS = int(os.environ.get("ICU_VISITORS", "50"))
SECONDS = float(os.environ.get("ICU_LOAD_S", "120"))
FULL = ("already. Try again in a minute", "queue is full", "Queue is full", "currently busy")
SLOWEST_PAGE_S = 20.0


@dataclass
class Seen:
    """What all visitors met together."""

    took_s: dict[str, list[float]] = field(default_factory=dict)
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    bad: list[str] = field(default_factory=list)
    runs: set[str] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, what: str, seconds: float, outcome: str, told: str) -> None:
        """One action of one visitor."""
        with self.lock:
            self.took_s.setdefault(what, []).append(seconds)
            self.outcomes[what, outcome] += 1
            if outcome == "broken":
                self.bad.append(f"{what}: {told[:200]}")


class Visitor:
    """Somebody who does something every second or so."""

    def __init__(self, app: Server, model: Path, seen: Seen, seed: int) -> None:
        self.app, self.model, self.seen = app, model, seen
        self.dice = random.Random(seed)
        self.guest = Guest(app.url)
        self.does: list[tuple[float, Callable[[], tuple[str, str]]]] = [
            (3.0, self.opens), (6.0, self.looks), (1.0, self.starts), (2.0, self.compares),
            (1.0, self.uploads), (1.0, self.leaves),
        ]  # fmt: skip

    def stays(self, until: float) -> None:
        """Do this and that until then."""
        weights = [weight for weight, _ in self.does]
        while time.monotonic() < until:
            act = self.dice.choices([act for _, act in self.does], weights)[0]
            began = time.monotonic()
            try:
                outcome, told = act()
            except httpx.HTTPError as error:
                outcome, told = "broken", repr(error)
            self.seen.note(act.__name__, time.monotonic() - began, outcome, told)
            time.sleep(self.dice.uniform(0.2, 1.5))

    def opens(self) -> tuple[str, str]:
        """The page, from its address."""
        answer = self.guest.page()
        return ("fine" if answer.status_code == 200 else "broken"), answer.text

    def looks(self) -> tuple[str, str]:
        """A tick of the page."""
        return judged(self.guest.press("unlearn.live.look", [self.guest.mine, None, None, None]))

    def starts(self) -> tuple[str, str]:
        """A run of his own."""
        chosen = self.guest.choose(forgetful.known()[: self.dice.randint(1, 4)])
        if not chosen.is_done:
            return judged(chosen)
        answer = self.guest.start(self.model, max_iterations=self.dice.randint(1, 6))
        if answer.is_done and answer.data[0] and answer.data[0].get("runs"):
            self.guest.mine = answer.data[0]
            self.seen.runs |= set(self.guest.mine["runs"])
        return judged(answer)

    def compares(self) -> tuple[str, str]:
        """A question to both models of his run; told in words where there is none."""
        run = self.guest.mine["current"]
        values = [self.guest.mine, run, "", "The door code of", None, 0.0, 1.0, 8, 7]
        return judged(self.guest.press("compare.page.ask", values))

    def uploads(self) -> tuple[str, str]:
        """A file that is only looked at."""
        return judged(self.guest.choose(forgetful.kept()))

    def leaves(self) -> tuple[str, str]:
        """The tab is closed in the middle of something, and opened again."""
        with suppress(httpx.HTTPError):
            number = guest.number_of("unlearn.live.look")
            body = {"data": [self.guest.mine, None, None, None], "fn_index": number,
                    "session_hash": self.guest.session}  # fmt: skip
            self.guest.http.post("/gradio_api/queue/join", json=body)
        self.guest.http.close()
        mine = self.guest.mine
        self.guest = Guest(self.app.url)
        self.guest.mine = mine
        return judged(self.guest.press("layout.arrive", [mine]))


def judged(answer: Any) -> tuple[str, str]:
    """fine, full (said so), or broken."""
    if any(words in answer.said for words in FULL):
        return "full", answer.said
    if answer.status == 200 and answer.is_done:
        return "fine", answer.said
    return "broken", answer.said


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Server]:
    """The app."""
    server = Server(tmp_path / "runs")
    server.start()
    yield server
    server.kill()


def test_fifty_visitors_meet_nothing_but_a_friendly_full(
    app: Server, tiny_folder: Path, record_property: Callable[[str, object], None]
) -> None:
    guest.blocks()  # built once, before the threads ask for it
    seen, process = Seen(), psutil.Process(app.pid)
    until = time.monotonic() + SECONDS
    visitors = [Visitor(app, tiny_folder, seen, seed) for seed in range(VISITORS)]
    most_bytes, longest_queue = 0, 0
    with ThreadPoolExecutor(VISITORS) as pool:
        stays = [pool.submit(each.stays, until) for each in visitors]
        while not all(each.done() for each in stays):
            most_bytes = max(most_bytes, process.memory_info().rss)
            alive = sum(run.is_alive() for run in Store(app.home).list())
            longest_queue = max(longest_queue, alive)
            time.sleep(1.0)
        for each in stays:
            each.result()
    for each in visitors:
        each.guest.http.close()
    _tell(seen, record_property)
    record_property("app MB at most", round(most_bytes / 1e6))
    record_property("runs at work or waiting at most", longest_queue)
    assert seen.bad == []
    assert longest_queue <= jobs.MOST_AT_ONCE
    assert _share(seen.took_s["opens"], 0.95) < SLOWEST_PAGE_S
    assert seen.runs <= {run.id for run in Store(app.home).list()}
    last = Guest(app.url)
    assert last.page().status_code == 200
    last.http.close()


def _tell(seen: Seen, record_property: Callable[[str, object], None]) -> None:
    record_property("visitors", VISITORS)
    record_property("seconds", round(SECONDS))
    record_property("actions", sum(seen.outcomes.values()))
    for outcome in ("full", "broken"):
        count = sum(n for (_, was), n in seen.outcomes.items() if was == outcome)
        record_property(outcome, count)
    record_property("runs started", len(seen.runs))
    for what in ("opens", "looks", "starts", "compares"):
        took = seen.took_s.get(what, [0.0])
        told = f"{statistics.median(took):.2f} s, 95 % under {_share(took, 0.95):.2f} s"
        record_property(f"{what} median", told)


def _share(values: list[float], share: float) -> float:
    """The value that this share of them is below."""
    return sorted(values)[min(int(share * len(values)), len(values) - 1)]
