"""The most memory that a piece of work takes, as Linux counts it; in bytes.

Blocks that were given back count as free: without the limit set here, the C library would keep
those of some megabytes for later.
"""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

_MMAP_THRESHOLD = -3  # of malloc.h

only_on_linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def peak_bytes(work: Callable[[], object]) -> int:
    """How far the memory of this process rises while the work is done, above what it had before."""
    gc.collect()
    ctypes.CDLL(None).mallopt(_MMAP_THRESHOLD, 2**17)
    ctypes.CDLL(None).malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # begins a new high mark
    before = kilobytes("VmRSS:")
    work()
    return 1024 * (kilobytes("VmHWM:") - before)


def kilobytes(name: str) -> int:
    """A figure of this process, by its name in /proc."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))
