"""A visitor without a browser: speaks to the app as the page and as programs do, in raw JSON."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import forgetful
import httpx

from icu_core.ui.server.visitor import Mine

PATIENCE_S = 120.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for one press of a button."""

    status: int  # of the request that put it into the queue
    is_done: bool  # False: an error, told in `said`
    said: str  # everything that came back, as JSON

    @property
    def data(self) -> list[Any]:
        """The values for the components."""
        return list(json.loads(self.said)["data"])


class Guest:
    """One visitor: a session of Gradio, and what his browser remembers."""

    def __init__(self, url: str, **client: Any) -> None:
        self.session = secrets.token_hex(8)
        self.mine: dict[str, Any] = Mine(secrets.token_hex(16)).as_state()
        alone = httpx.Limits(max_keepalive_connections=0)  # none that the app closes meanwhile
        self.http = httpx.Client(base_url=url, timeout=PATIENCE_S, limits=alone, **client)

    def page(self, **query: str) -> httpx.Response:
        """Open the page."""
        return self.http.get("/", params=query)

    def upload(self, name: str, content: bytes) -> Any:
        """Send a file; what a file component then holds. Raises HTTPStatusError."""
        sent = self.http.post("/gradio_api/upload", files={"files": (name, content)})
        sent.raise_for_status()
        place = sent.json()[0]
        return {"path": place, "orig_name": name, "meta": {"_type": "gradio.FileData"}}

    def call(self, name: str, *data: Any) -> tuple[int, str]:
        """A named endpoint: HTTP status and what it says."""
        joined = self.http.post(f"/gradio_api/call/{name}", json={"data": list(data)})
        if joined.status_code != 200:
            return joined.status_code, joined.text
        event = joined.json()["event_id"]
        heard = self.http.get(f"/gradio_api/call/{name}/{event}")
        return heard.status_code, heard.text

    def press(self, handler: str, data: Sequence[Any], *, event_data: Any = None) -> Answer:
        """A button of the page, by the name of its handler."""
        return self.press_all([(handler, data, event_data)])[0]

    def press_all(self, presses: Sequence[tuple[str | int, Sequence[Any], Any]]) -> list[Answer]:
        """Many buttons at once: handler (name or index), values, what the event brings along."""
        waiting: dict[str, int] = {}
        found: list[Answer | None] = [None] * len(presses)
        for place, (handler, data, event_data) in enumerate(presses):
            number = handler if isinstance(handler, int) else number_of(handler)
            body = json.dumps({"data": list(data), "fn_index": number, "event_data": event_data,
                               "session_hash": self.session, "trigger_id": None})  # fmt: skip
            joined = self.http.post(
                "/gradio_api/queue/join", content=body, headers={"content-type": "application/json"}
            )
            if joined.status_code == 200:
                waiting[joined.json()["event_id"]] = place
            else:
                found[place] = Answer(joined.status_code, False, joined.text)
        for place, answer in self._heard(waiting).items():
            found[place] = answer
        return [each for each in found if each is not None]

    def choose(self, texts: Sequence[Any], *, mark: str = "") -> Answer:
        """Upload these texts as what is to be forgotten; `mark` is added to each."""
        file = self.upload("targets.csv", as_csv(texts, mark))
        find = "find by name"
        return self.press("unlearn.setup.choose_file", [file, "paragraph", find, find])

    def start(self, model: Path, *, name: str = "", mark: str = "", **settings: Any) -> Answer:
        """Press start, for a run of the tiny model on what was chosen."""
        pool, unseen = (
            self.upload(f"{what}.csv", as_csv(texts, mark))
            for what, texts in (("pool", forgetful.kept()), ("unseen", forgetful.unseen()))
        )
        changed = {
            "Hub id or folder": str(model), "Texts to find partners in": pool,
            "Never-seen texts": unseen, "Name of this run": name, **forgetful.QUICK, **settings,
        }  # fmt: skip
        data = usual(handlers()[number_of("layout.start")], changed)
        return self.press("layout.start", [self.mine, *data[1:]])

    def _heard(self, waiting: dict[str, int]) -> dict[int, Answer]:
        """Listen until all of these events have been answered."""
        found: dict[int, Answer] = {}
        while waiting:
            params = {"session_hash": self.session}
            with self.http.stream("GET", "/gradio_api/queue/data", params=params) as stream:
                for line in stream.iter_lines():
                    if not line.startswith("data:"):
                        continue
                    message = json.loads(line[5:])
                    if message["msg"] == "process_completed" and message["event_id"] in waiting:
                        place = waiting.pop(message["event_id"])
                        said = json.dumps(message.get("output"), ensure_ascii=False)
                        found[place] = Answer(200, bool(message["success"]), said)
        return found


@cache
def blocks() -> Any:
    """The page as this program builds it; the app builds the same, with the same numbers."""
    from icu_core.ui import layout

    return layout.build()


def number_of(handler: str) -> int:
    """The index of the first event with this handler."""
    return next(each for each, fn in handlers().items() if name_of(fn) == handler)


def handlers() -> dict[int, Any]:
    """Every event of the page that reaches the server, by index."""
    return {number: fn for number, fn in blocks().fns.items() if fn.fn is not None}


def name_of(fn: Any) -> str:
    """Module and function of a handler, within the pages."""
    return f"{fn.fn.__module__.removeprefix('icu_core.ui.')}.{fn.fn.__name__}"


def usual(fn: Any, changed: Mapping[str, Any] = MappingProxyType({})) -> list[Any]:
    """What the page would send for a handler; values of some components changed by their labels."""
    return [changed.get(str(getattr(each, "label", None)), _first(each)) for each in fn.inputs]


def as_csv(texts: Sequence[Any], mark: str = "") -> bytes:
    """A table of texts and secrets, as somebody uploads it."""
    lines = [f'"{text.text} {mark}",{text.secret_text}' for text in texts]
    return "\n".join(["text,secret", *lines, ""]).encode()


def _first(component: Any) -> Any:
    """The value that a component has when the page opens; that of a state stays on the server."""
    kind = type(component).__name__
    return None if kind in ("State", "Timer") else getattr(component, "value", None)
