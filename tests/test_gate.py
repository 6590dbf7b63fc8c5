"""The door of the app: what comes in, how often and how large."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from gradio.route_utils import FnIndexInferError
from guest import blocks

from icu_core.errors import TextsError
from icu_core.ui.server import gate, public
from icu_core.ui.server.gate import Gate
from icu_core.ui.server.public import Quota
from icu_core.ui.unlearn import intake

USED = {
    "/", "/assets/{path:path}", "/config", "/favicon.ico", "/login", "/logout", "/manifest.json",
    "/openapi.json", "/pwa_icon", "/pwa_icon/{size}", "/robots.txt", "/static/{path:path}",
    "/svelte/{path:path}", "/theme.css", "/gradio_api/app_id", "/gradio_api/call/{api_name}",
    "/gradio_api/call/v2/{api_name}", "/gradio_api/call/{api_name}/{event_id}",
    "/gradio_api/call/v2/{api_name}/{event_id}", "/gradio_api/cancel",
    "/gradio_api/custom_component/{id}/{environment}/{type}/{file_name}",
    "/gradio_api/file={path_or_url:path}", "/gradio_api/file/{path:path}",
    "/gradio_api/heartbeat/{session_hash}", "/gradio_api/info", "/gradio_api/login_check",
    "/gradio_api/openapi.json", "/gradio_api/queue/data", "/gradio_api/queue/join",
    "/gradio_api/queue/status", "/gradio_api/reset", "/gradio_api/startup-events",
    "/gradio_api/mcp", "/gradio_api/mcp/schema", "/gradio_api/theme.css", "/gradio_api/token",
    "/gradio_api/upload", "/gradio_api/upload_progress", "/gradio_api/user",
}  # fmt: skip
"""What of Gradio is open. Whatever else there is must be closed: look at it, then decide."""


def ask(
    path: str, *, method: str = "GET", body: bytes = b"", app: Any = None, **headers: str
) -> tuple[int, str]:
    """Status and words of the door, before an app that says yes to everything."""
    headers = {"host": "localhost:7860", **headers}
    return asyncio.run(_ask(path, method, body, headers, app or _agreeable))


async def _agreeable(scope: Any, receive: Any, send: Any) -> None:
    heard = (await receive())["body"]
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"yes, " + heard})


async def _ask(
    path: str, method: str, body: bytes, headers: dict[str, str], app: Any
) -> tuple[int, str]:
    said: list[dict[str, Any]] = []
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    if method == "POST":
        headers.setdefault("content-length", str(len(body)))
    scope = {
        "type": "http", "path": path, "method": method, "client": ("127.0.0.1", 1),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items() if value],
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        said.append(message)

    await Gate(app)(scope, receive, send)
    names = {name for name, _ in said[0]["headers"]}
    assert {b"content-security-policy", b"referrer-policy"} <= names
    return said[0]["status"], said[1]["body"].decode()


# What of Gradio is open


def routes() -> set[str]:
    """The paths of every route of the app, those of its routers included."""
    from gradio.routes import App

    found: set[str] = set()

    def walk(some: Any) -> None:
        for route in some:
            inner = getattr(route, "original_router", None)
            if inner is not None:
                walk(inner.routes)
            elif type(route).__name__ == "Mount" and route.path.endswith("/mcp"):
                found.update(route.path + each.path.rstrip("/") for each in route.routes)
            elif path := getattr(route, "path", ""):
                found.add(path if path == "/" else path.rstrip("/"))

    walk(App.create_app(blocks(), mcp_server=True).routes)
    return found


def test_half_a_surrogate_pair_never_comes_in() -> None:
    for text in ("\ud800", "a\udc00b", "\ud83d", "\ud83d\ud83d\ude00", "\\ud800", '🦊 \n "', "x"):
        body = json.dumps({"data": [text]}).encode()
        cleaned = gate.without_halves(body)
        assert len(cleaned) == len(body)
        (read,) = json.loads(cleaned)["data"]
        assert read.encode("utf-8").decode() == read
        is_whole = text.encode("utf-8", "replace").decode() == text
        assert (read == text) == is_whole


def test_every_endpoint_of_gradio_is_known_and_used_or_closed() -> None:
    there = routes()
    assert {"/config", "/gradio_api/queue/join", "/gradio_api/upload"} <= there
    unknown = {path for path in there - USED if not gate.CLOSED.search(path.replace("{", "x"))}
    assert unknown == set()


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=https://example.org/x.png", "/gradio_api/file=HTTP://example.org",
        "/gradio_api/file= http://169.254.169.254/latest", "/gradio_api/file=file:///etc/passwd",
        "/gradio_api/proxy=https://x.hf.space/", "/gradio_api/deep_link", "/monitoring",
        "/monitoring/summary", "/gradio_api/process_recording", "/gradio_api/dev/reload",
        "/gradio_api/run/compare", "/gradio_api/api/compare", "/gradio_api/run-history/records",
        "/gradio_api/component_server", "/gradio_api/vibe-edit", "/gradio_api/mcp/sse",
        "/gradio_api/mcp/messages/", "/under/gradio_api/deep_link",
    ],
)  # fmt: skip
def test_what_fetches_for_a_visitor_or_passes_by_the_queue_is_closed(path: str) -> None:
    for method in ("GET", "POST"):
        assert ask(path, method=method)[0] == 404


@pytest.mark.parametrize("path", ["/", "/config", "/gradio_api/file=/tmp/x", "/assets/a.js"])
def test_the_page_itself_is_open(path: str) -> None:
    assert ask(path)[0] == 200


# Requests


def test_a_request_of_no_or_too_great_length_is_refused_unread() -> None:
    path = "/gradio_api/queue/join"
    assert ask(path, method="POST", body=b"{}") == (200, "yes, {}")
    assert ask(path, method="POST", content_length=str(gate.MOST_BYTES + 1))[0] == 413
    for wrong in ("-1", "x", "1e3", "0x10", " "):
        assert ask(path, method="POST", content_length=wrong)[0] == 411


FILE = {"path": "https://example.org/a.csv", "meta": {"_type": "gradio.FileData"}}


@pytest.mark.parametrize(
    "data",
    [
        [FILE], [[FILE]], [{"a": {"b": [FILE]}}], [{**FILE, "path": "  HTTP://x"}],
        [{"path": "ftp://x"}], [{"path": "file:///etc/passwd"}], [{"path": "data:text/plain,x"}],
    ],
)  # fmt: skip
def test_a_file_that_is_named_by_an_address_is_refused(data: Any) -> None:
    for body in (json.dumps({"data": data}), json.dumps({"data": data}).replace("p", "\\u0070")):
        status, told = ask("/gradio_api/queue/join", method="POST", body=body.encode())
        assert status == 400 and "uploaded" in told


@pytest.mark.parametrize(
    "body",
    [
        json.dumps({"data": ["the path is https://example.org/a.csv"]}).encode(),
        json.dumps({"data": [{"path": "/tmp/uploads/abc/a.csv"}, None]}).encode(),
        json.dumps({"data": [{"path": None}]}).encode(),
        b'{"path": not json', b"[" * 100_000 + b"path",
    ],
)  # fmt: skip
def test_texts_and_uploads_pass_as_they_are(body: bytes) -> None:
    status, told = ask("/gradio_api/queue/join", method="POST", body=body)
    assert status == 200 and told.startswith("yes, ")


@pytest.mark.parametrize(
    ("host", "is_here"),
    [
        ("localhost:7860", True), ("127.0.0.1:7860", True), ("[::1]:7860", True),
        ("LocalHost", True), ("evil.example:7860", False), ("localhost.evil.example", False),
        ("", False), ("127.0.0.1.nip.io", False), ("workbench.lan:80", True),
    ],
)  # fmt: skip
def test_a_page_elsewhere_whose_name_points_here_is_refused(
    monkeypatch: pytest.MonkeyPatch, host: str, is_here: bool
) -> None:
    monkeypatch.setenv("ICU_HOSTS", "workbench.lan, other.lan")
    assert (ask("/", host=host)[0] == 200) == is_here


@pytest.mark.parametrize(
    ("origin", "is_ours"),
    [
        ("http://localhost:7860", True), ("http://127.0.0.1:7860", True), ("null", False),
        ("https://evil.example", False), ("http://localhost.evil.example", False),
    ],
)  # fmt: skip
def test_a_page_elsewhere_may_send_nothing_here(origin: str, is_ours: bool) -> None:
    for path in ("/gradio_api/upload", "/gradio_api/queue/join"):
        assert (ask(path, method="POST", body=b"{}", origin=origin)[0] == 200) == is_ours


def test_on_a_public_server_names_and_origins_are_those_of_the_service(public_server: None) -> None:
    assert ask("/", host="someone-icu.hf.space", origin="https://huggingface.co")[0] == 200


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("localhost:7860@evil.example", ""), ("localhost", "http://localhost:1@evil.example"),
        ("127.0.0.1:80/evil.example:80", ""), ("localhost", "http://127.0.0.1:x"),
    ],
)  # fmt: skip
def test_a_name_that_merely_begins_like_this_machine_is_refused(host: str, origin: str) -> None:
    assert ask("/", host=host, origin=origin)[0] == 403


def test_a_body_in_chunks_is_refused_however_short_it_says_it_is() -> None:
    for path in ("/gradio_api/queue/join", "/gradio_api/upload"):
        sent = ask(path, method="POST", body=b"{}", transfer_encoding="chunked")
        assert sent == (411, "How long is it? The length is missing.")


def test_a_body_that_does_not_come_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "BODY_PATIENCE_S", 0.05)

    async def never() -> dict[str, Any]:
        await asyncio.sleep(60)
        return {}

    assert asyncio.run(gate._whole(never)) is None
    assert gate._refused_body(None) == (408, "That took too long. Send it again.")


@pytest.mark.parametrize("error", [ValueError, KeyError, TypeError, FnIndexInferError, OSError])
def test_what_even_gradio_did_not_foresee_is_told_without_a_text(
    error: type[Exception], caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(scope: Any, receive: Any, send: Any) -> None:
        raise error("the secret is 4071")

    status, told = ask("/gradio_api/queue/join", method="POST", body=b"{}", app=broken)
    assert (status, told) == (400, "This request cannot be understood.")
    assert "4071" not in caplog.text and error.__name__ in caplog.text


def test_no_socket_is_opened_for_a_page() -> None:
    said: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        raise AssertionError("it came in")

    async def send(message: Any) -> None:
        said.append(message)

    asyncio.run(Gate(app)({"type": "websocket", "path": "/"}, _nothing, send))
    assert said == [{"type": "websocket.close"}]


async def _nothing() -> dict[str, Any]:
    return {}


# A public server


def test_what_is_typed_and_what_is_read_is_short_for_everybody_and_long_at_home(
    public_server: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, much = "/gradio_api/queue/join", str(public.MOST_JSON_BYTES + 1)
    assert ask(path, method="POST", content_length=much)[0] == 413
    assert ask("/gradio_api/upload", method="POST", content_length=much)[0] == 200
    assert public.MOST_CHARACTERS == 2_000_000  # here fewer, which are read a hundred times sooner
    monkeypatch.setattr(public, "MOST_CHARACTERS", 20_000)
    lines = "\n".join(f"{n} " + "word " * 150 for n in range(30))
    with pytest.raises(TextsError, match="takes 20,000"):
        intake.from_paste(lines, "line")
    monkeypatch.delenv("SPACE_ID")
    assert ask(path, method="POST", content_length=much)[0] == 200
    assert len(intake.from_paste(lines, "line").texts) == 30


def test_a_public_server_counts_by_address_and_a_local_one_does_not(
    public_server: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public, "UPLOADS", Quota("uploads", 2, 60.0))
    sent = [ask("/gradio_api/upload", method="POST", x_forwarded_for="1.1.1.1")[0] for _ in "abc"]
    assert sent == [200, 200, 429]
    assert ask("/gradio_api/upload", method="POST", x_forwarded_for="8.8.8.8")[0] == 200
    monkeypatch.delenv("SPACE_ID")
    assert ask("/gradio_api/upload", method="POST", x_forwarded_for="1.1.1.1")[0] == 200
