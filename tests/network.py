"""No test reaches for the network: connections leave this machine for nowhere."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from typing import Any

import pytest

LOCAL_NAMES = ("localhost", "", None)


class ReachedOutError(OSError):
    """Something wanted to talk to another machine."""


def is_local(host: Any) -> bool:
    """Whether an address is this machine itself."""
    if host in LOCAL_NAMES:
        return True
    name = host.decode() if isinstance(host, bytes) else str(host)
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return name == "localhost"


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[list[str]]:
    """Refuses every connection and every name but this machine's; what was tried, in a list."""
    tried: list[str] = []
    patch = pytest.MonkeyPatch()
    real_connect, real_connect_ex = socket.socket.connect, socket.socket.connect_ex
    real_lookup = socket.getaddrinfo

    def check(address: Any) -> None:
        if isinstance(address, tuple) and not is_local(address[0]):
            tried.append(str(address[0]))
            raise ReachedOutError(f"A test reaches for {address[0]}.")

    def connect(self: socket.socket, address: Any) -> None:
        check(address)
        real_connect(self, address)

    def connect_ex(self: socket.socket, address: Any) -> int:
        check(address)
        return real_connect_ex(self, address)

    def lookup(host: Any, *values: Any, **named: Any) -> Any:
        if host != "0.0.0.0":  # where a server listens
            check((host,))
        return real_lookup(host, *values, **named)

    patch.setattr(socket.socket, "connect", connect)
    patch.setattr(socket.socket, "connect_ex", connect_ex)
    patch.setattr(socket, "getaddrinfo", lookup)
    yield tried
    patch.undo()
