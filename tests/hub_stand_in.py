"""A stand-in for the Hugging Face hub on this machine: the few endpoints that a push needs."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

GOOD, READ_ONLY = "hf_good" + "0" * 20, "hf_read" + "0" * 20
ME = "somebody"


@dataclass
class Hub:
    """What the stand-in holds and what it was asked."""

    url: str = ""
    repos: dict[str, dict[str, bytes]] = field(default_factory=dict)
    private: dict[str, bool] = field(default_factory=dict)
    large: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    broken: str = ""  # the last part of a path that answers with an error


@contextmanager
def stand_in() -> Iterator[Hub]:
    """A hub for as long as this lasts."""
    hub = Hub()

    class Answer(_Answer):
        its = hub

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    hub.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Answer(BaseHTTPRequestHandler):
    its: Hub
    protocol_version = "HTTP/1.1"

    def log_message(self, *values: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self._answer(b"")

    def do_PUT(self) -> None:
        self._answer(self._body())

    def do_POST(self) -> None:
        self._answer(self._body())

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def _answer(self, body: bytes) -> None:
        path = self.path.partition("?")[0]
        self.its.asked.append(f"{self.command} {path}")
        token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        if path.startswith("/upload/"):
            self.its.large[path.removeprefix("/upload/")] = body
            return self._send(200, {})
        if token not in (GOOD, READ_ONLY):
            return self._send(401, {"error": "Invalid credentials"})
        if self.its.broken and self.its.broken in path:
            return self._send(500, {"error": "broken"})
        return self._send(*self._told(path, body, token))

    def _told(self, path: str, body: bytes, token: str) -> tuple[int, Any]:
        if path == "/api/whoami-v2":
            return 200, {"name": ME, "type": "user"}
        if path == "/api/validate-yaml":
            return 200, {"errors": [], "warnings": []}
        if token == READ_ONLY:
            return 403, {"error": "You don't have the rights"}
        if path == "/api/repos/create":
            return self._created(json.loads(body))
        if path.endswith("/info/lfs/objects/batch"):
            return 200, self._batch(json.loads(body))
        name = "/".join(path.split("/")[3:5])
        if name not in self.its.repos:
            return 404, {"error": "Repository not found"}
        if "/preupload/" in path:
            files = json.loads(body)["files"]
            return 200, {"files": [_mode(each) for each in files]}
        if "/commit/" in path:
            return 200, self._committed(name, body)
        siblings = [{"rfilename": each} for each in self.its.repos[name]]
        return 200, {"id": name, "private": self.its.private[name], "siblings": siblings}

    def _created(self, wish: dict[str, Any]) -> tuple[int, Any]:
        name = f"{wish.get('organization') or ME}/{wish['name']}"
        if name in self.its.repos:
            return 409, {"error": "You already created this model repo"}
        self.its.repos[name] = {".gitattributes": b""}
        is_private = wish.get("visibility") == "private" or bool(wish.get("private"))
        self.its.private[name] = is_private
        return 200, {"url": f"{self.its.url}/{name}"}

    def _batch(self, wish: dict[str, Any]) -> dict[str, Any]:
        objects = [
            {**each, "actions": {"upload": {"href": f"{self.its.url}/upload/{each['oid']}"}}}
            for each in wish["objects"]
        ]
        return {"transfer": "basic", "objects": objects}

    def _committed(self, name: str, body: bytes) -> dict[str, str]:
        for line in body.splitlines():
            entry = json.loads(line)
            value = entry["value"]
            if entry["key"] == "file":
                self.its.repos[name][value["path"]] = base64.b64decode(value["content"])
            elif entry["key"] == "lfsFile":
                self.its.repos[name][value["path"]] = self.its.large[value["oid"]]
        oid = "a" * 40
        return {"commitUrl": f"{self.its.url}/{name}/commit/{oid}", "commitOid": oid}

    def _send(self, status: int, answer: Any) -> None:
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _mode(file: dict[str, Any]) -> dict[str, Any]:
    is_large = str(file["path"]).endswith(".safetensors")
    mode = "lfs" if is_large else "regular"
    return {"path": file["path"], "uploadMode": mode, "shouldIgnore": False}
