"""How much work something is, compared within one run: these machines are noisy."""

from __future__ import annotations

import time
from collections.abc import Callable


def effort(function: Callable[[], object]) -> float:
    """Seconds of this process's own work, the least of three times; only for ratios."""
    spent_s = []
    for _ in range(3):
        began = time.process_time()
        function()
        spent_s.append(time.process_time() - began)
    return min(spent_s)
