"""What a process sets about itself: threads that wait do not spin, memory is kept for reuse."""

import ctypes
import os
from contextlib import suppress

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # names of glibc's malloc.h
_KEPT_BYTES = 2**30


def be_polite() -> None:
    """Let waiting threads sleep, unless the user has said otherwise.

    OpenMP reads this once, when torch is loaded, so every process calls it before. Measured with
    another job on the same two cores: scoring 12 texts took 15.7 s with spinning, 2.1 s without.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


def keep_memory() -> None:
    """Do not give the memory of every large tensor back to the system only to ask for it again.

    For a process that works and ends. Measured on the ten secrets of the embedded model, three
    times in turn with and without: the iterations took 7, 11 and 12 % less time. Does nothing
    where the C library is not glibc.
    """
    with suppress(OSError, AttributeError, TypeError):
        libc = ctypes.CDLL(None)
        libc.mallopt(_MMAP_THRESHOLD, _KEPT_BYTES)
        libc.mallopt(_TRIM_THRESHOLD, _KEPT_BYTES)
