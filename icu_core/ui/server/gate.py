"""The door of the app: which requests come in at all, and what every answer tells the browser.

Gradio has more endpoints than this page needs. Some fetch addresses that a visitor names, write his
session to the disk or pass by the queue; those are closed. Every page is told to load nothing from
anywhere else, so that not even a mistake in escaping could send a text away.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from typing import Any

from gradio.route_utils import FnIndexInferError

from icu_core.errors import RunError
from icu_core.ui.server import public
from icu_core.ui.server.guard import UNFORESEEN, record

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

MOST_BYTES = 32_000_000  # of one request; a pasted text or an upload may have 20 MB
BODY_PATIENCE_S = 60.0  # for all of one; an upload, which Gradio reads, may take longer
LOOPBACK = ("localhost", "127.0.0.1", "[::1]", "::1")
_PORT = re.compile(r":[0-9]{1,5}$")

CLOSED = re.compile(
    r"/gradio_api/(file=\s*[a-z][a-z0-9+.-]*:|proxy=|deep_link|process_recording|run-history|dev/"
    r"|profiling|component_server|(undo-)?vibe|run/|api/|stream/|mcp/(sse|messages))|/monitoring|/runs/?$",
    re.IGNORECASE,
)
"""Endpoints of Gradio that nothing here uses."""

SOURCES = (
    "default-src 'self'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
    "style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'"
)
"""Where a page may load from: here. Gradio's own scripts need 'unsafe-inline' and 'unsafe-eval'."""

_HIGH, _LOW = rb"\\u[dD][89abAB][0-9a-fA-F]{2}", rb"\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_ESCAPE = re.compile(rb"%b%b|(?P<half>%b|%b)|\\." % (_HIGH, _LOW, _HIGH, _LOW), re.DOTALL)
"""Every escape of JSON: whole pairs, halves, and all others (so that \\\\ud800 is none)."""

HEADERS = (
    (b"content-security-policy", SOURCES.encode()),
    (b"referrer-policy", b"same-origin"),  # the address of a run is a secret
    (b"x-content-type-options", b"nosniff"),
)


class Gate:
    """An ASGI app around the app."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Refuse, or pass on with the headers added."""
        if scope["type"] == "websocket":  # nothing here speaks through one
            await send({"type": "websocket.close"})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refused = _refused(scope)
        if refused is None and _holds_json(scope):
            body = await _whole(receive)
            refused = _refused_body(body)
            receive = _again(without_halves(body or b""), receive)
        if refused is not None:
            await _answer(send, *refused)
            return
        await self._pass(scope, receive, send)

    async def _pass(self, scope: Message, receive: Receive, send: Send) -> None:
        """Ask the app; what even Gradio did not foresee in a request is the request's fault."""
        has_begun = False

        async def watched(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self._app(scope, receive, _with_headers(watched))
        except (*UNFORESEEN, FnIndexInferError) as error:
            record(error)
            if not has_begun:
                await _answer(send, 400, "This request cannot be understood.")


def _refused(scope: Message) -> tuple[int, str] | None:
    """Status and words for a request that does not come in; None for one that does."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    origin = headers.get("origin", "").rpartition("//")[2]
    if not is_here(headers.get("host", "")) or ("origin" in headers and not is_here(origin)):
        return 403, "This workbench answers at its own address only (see ICU_HOSTS)."
    if CLOSED.search(scope["path"]):
        return 404, "There is nothing here."
    if scope["method"] != "POST":
        return None
    length = headers.get("content-length", "")
    if not length.isdecimal() or "transfer-encoding" in headers:  # which would be believed instead
        return 411, "How long is it? The length is missing."
    most = public.most_bytes(MOST_BYTES) if _holds_json(scope) else MOST_BYTES
    if int(length) > most:
        return 413, f"That is too long: at most {most / 1e6:.0f} MB are taken at once."
    who = public.address(headers.get("x-forwarded-for", ""), (scope.get("client") or ("",))[0])
    try:
        public.take(public.REQUESTS, who)
        if scope["path"].endswith("/upload"):
            public.take(public.UPLOADS, who)
    except RunError as error:
        return 429, str(error)
    return None


def is_here(host: str) -> bool:
    """Whether this is a name of this server: a page elsewhere may have one that points here."""
    if public.is_public():
        return True
    own = [os.environ.get("GRADIO_SERVER_NAME", ""), *os.environ.get("ICU_HOSTS", "").split(",")]
    name = _PORT.sub("", host.lower())
    return name in (*LOOPBACK, *(each.strip().lower() for each in own if each.strip()))


def _refused_body(body: bytes | None) -> tuple[int, str] | None:
    """Status and words for a body that is not passed on."""
    if body is None:
        return 408, "That took too long. Send it again."
    return (400, "A file must be uploaded, not named.") if names_url(body) else None


def without_halves(body: bytes) -> bytes:
    """JSON in which halves of surrogate pairs are U+FFFD: Gradio cannot send them back in an error.

    As long as before, for the length has been told.
    """
    return _ESCAPE.sub(_whole_escape, body) if b"\\u" in body else body


def _whole_escape(found: re.Match[bytes]) -> bytes:
    return b"\\ufffd" if found["half"] else found[0]


def names_url(body: bytes) -> bool:
    """Whether a file is named by an address, which Gradio would fetch."""
    if b"path" not in body and b"\\u" not in body:
        return False
    try:
        return any(_paths(json.loads(body)))
    except (ValueError, RecursionError):
        return False  # Gradio says that it is no JSON


def _paths(value: Any) -> Iterator[bool]:
    if isinstance(value, dict):
        path = value.get("path")
        yield isinstance(path, str) and bool(re.match(r"\s*[a-z][a-z0-9+.-]+:", path, re.I))
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _paths(each)


def _holds_json(scope: Message) -> bool:
    return scope["method"] == "POST" and not scope["path"].endswith("/upload")


async def _whole(receive: Receive) -> bytes | None:
    """The body of a request whose length has been checked; None where it does not come in time."""
    parts: list[bytes] = []

    async def read() -> None:
        while True:
            message = await receive()
            parts.append(message.get("body", b""))
            if not message.get("more_body", False):
                return

    try:
        await asyncio.wait_for(read(), BODY_PATIENCE_S)
    except asyncio.TimeoutError:
        return None
    return b"".join(parts)


def _again(body: bytes, receive: Receive) -> Receive:
    """The body once more, then whatever comes."""
    left = [body]

    async def next_message() -> Message:
        if left:
            return {"type": "http.request", "body": left.pop(), "more_body": False}
        return await receive()

    return next_message


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), *HEADERS]
        await send(message)

    return sending


async def _answer(send: Send, status: int, words: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), *HEADERS]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": words.encode()})
