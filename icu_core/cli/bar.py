"""One line on stderr that says what is being done, how far it is, and since when.

Differs   1. tqdm's rate and time left are not shown: they would be those of everything done so far,
             and the phases of a job have nothing in common but the line they stand on.
          2. Where no terminal shows it, only a new phase is written: a log has no use for a bar.
          3. Nobody has to read it: a pager that is closed ends no job.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from tqdm import tqdm

FORMAT = "{desc}: {percentage:3.0f}%|{bar:24}| {elapsed}"


@contextmanager
def progress(*, is_silent: bool) -> Iterator[Callable[[str, float], None]]:
    """Gives a function that shows a phase and which share of it is done."""
    out, shown = _Unheard(sys.stderr), ""
    with tqdm(total=1.0, bar_format=FORMAT, leave=False, disable=is_silent, file=out) as bar:

        def tell(phase: str, share: float) -> None:
            nonlocal shown
            bar.n = min(1.0, share)
            bar.set_description_str(phase, refresh=phase != shown or out.isatty())
            shown = phase

        yield tell


class _Unheard:
    """A stream that may have no reader any more."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def write(self, words: str) -> None:
        with suppress(OSError):
            self._stream.write(words)

    def flush(self) -> None:
        with suppress(OSError):
            self._stream.flush()

    def __eq__(self, other: object) -> bool:
        """Whatever is written beside the bar, it is taken away for it where both are one stream."""
        return bool(self._stream == other)

    def __hash__(self) -> int:
        return hash(self._stream)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
