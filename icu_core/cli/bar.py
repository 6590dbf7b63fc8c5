"""One line on stderr that says what is being done, how far it is, and since when.

Differs   tqdm's rate and time left are not shown: they would be those of everything done so far,
          and the phases of a job have nothing in common but the line they stand on.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tqdm import tqdm

FORMAT = "{desc}: {percentage:3.0f}%|{bar:24}| {elapsed}"


@contextmanager
def progress(*, is_silent: bool) -> Iterator[Callable[[str, float], None]]:
    """Gives a function that shows a phase and which share of it is done."""
    with tqdm(total=1.0, bar_format=FORMAT, leave=False, disable=is_silent, file=sys.stderr) as bar:

        def tell(phase: str, share: float) -> None:
            bar.n = min(1.0, share)
            bar.set_description_str(phase)

        yield tell
