"""What a public server allows: models by revision, how large a run may be, how often one may ask.

A local workbench trusts its user and asks nothing of this. On a Space (SPACE_ID is set) everybody
may come, so that what one takes is taken from the others.
"""

from __future__ import annotations

import ipaddress
import math
import os
import re
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from icu_core.errors import ConfigError, RunError, TextsError

if TYPE_CHECKING:
    from icu_core.auditing.case import Case
    from icu_core.config import RunConfig
    from icu_core.texts import Text

AT_HOME = "Run the workbench at home for more."
MOST_TEXTS = 200
MOST_OTHER_TEXTS = 2_000  # of a pool, and of never-seen texts
MOST_OF: Mapping[str, int] = {
    "max_iterations": 100, "batch_size": 64, "partners": 8, "rewordings": 8, "beams": 4,
    "lora_rank": 64, "vector_steps": 100, "threads": 16,
}  # fmt: skip
"""The highest values of the settings that decide how long or how large a run is."""

MOST_CHARACTERS = 2_000_000  # of all texts of a run together
MOST_JSON_BYTES = 4_000_000  # of one request that is no upload
SESSIONS = 500
"""Open pages whose fields are remembered; the one that was longest unused is forgotten first."""
MOST_OF_AUDIT: Mapping[str, int] = {
    "controls": 500, "line_up": 10, "samples": 500, "sampled_texts": 24, "relearn_steps": 50,
}  # fmt: skip
"""The same for an audit."""

KEEP_HOURS = 24.0
"""So long after it was last worked on a run is deleted from a public server, texts and all."""

MOST_MINUTES = 30.0
"""So long a run may work; then it is stopped and keeps what it has reached."""

MOST_VISITORS = 10_000  # addresses that a quota remembers
_COMMIT = re.compile(r"[0-9a-f]{40}")


class Quota:
    """So many times within so many seconds, for each address."""

    def __init__(self, what: str, most: int, within_s: float) -> None:
        self.what, self.most, self.within_s = what, most, within_s
        self._taken: dict[str, deque[float]] = {}
        self._one_counts = threading.Lock()

    def take(self, who: str) -> None:
        """Count one more. Raises RunError that says when there is room again."""
        now = time.monotonic()
        with self._one_counts:
            taken = self._taken.pop(who, deque())
            while taken and now - taken[0] > self.within_s:
                taken.popleft()
            self._taken[who] = taken  # the newest at the end
            while len(self._taken) > MOST_VISITORS:
                self._taken.pop(next(iter(self._taken)))
            if len(taken) >= self.most:
                minutes = max(1, math.ceil((self.within_s - (now - taken[0])) / 60))
                raise RunError(
                    f"That were {self.most} {self.what} from your address; this public server "
                    f"takes no more of them for {minutes} min. {AT_HOME}"
                )
            taken.append(now)


RUNS = Quota("runs", 12, 3600.0)
AUDITS = Quota("audits", 12, 3600.0)
LESSONS = Quota("lessons", 40, 3600.0)
QUESTIONS = Quota("questions", 120, 3600.0)
UPLOADS = Quota("uploads", 40, 3600.0)
REQUESTS = Quota("requests", 3_000, 300.0)  # a page that is looked at sends one a second


def is_public() -> bool:
    """Whether everybody may come."""
    return bool(os.environ.get("SPACE_ID"))


def allowed_models() -> tuple[str, ...]:
    """What is loaded besides the embedded model: ICU_MODELS, id@commit, by commas.

    A branch or a tag can be moved to other weights, so only whole commits count.
    """
    named = (each.strip() for each in os.environ.get("ICU_MODELS", "").split(","))
    return tuple(each for each in named if _COMMIT.fullmatch(each.rpartition("@")[2]))


def kept() -> str:
    """How long what a visitor leaves here stays, in one sentence."""
    if not is_public():
        return "Runs stay on this machine until you delete them."
    return (
        f"This is a public server: a run is deleted for good {KEEP_HOURS:.0f} hours after it was "
        "last worked on, with its texts and its model."
    )


def most_texts(at_home: int) -> int:
    """How many texts one run may forget."""
    return min(at_home, MOST_TEXTS) if is_public() else at_home


def most_other_texts(at_home: int) -> int:
    """How many texts one run may find partners in, or take for never seen."""
    return min(at_home, MOST_OTHER_TEXTS) if is_public() else at_home


def most_bytes(at_home: int) -> int:
    """How long a request may be that is no upload: what is typed stays in memory for a while."""
    return min(at_home, MOST_JSON_BYTES) if is_public() else at_home


def check_length(texts: Sequence[Text]) -> None:
    """Refuse texts that are together too long for everybody. Raises TextsError."""
    characters = sum(len(text.text) for text in texts)
    if is_public() and characters > MOST_CHARACTERS:
        raise TextsError(
            f"These texts have {characters:,} characters; this public server takes "
            f"{MOST_CHARACTERS:,}. {AT_HOME}"
        )


def take(quota: Quota, who: str) -> None:
    """Count one more of these, where everybody may come."""
    if is_public():
        quota.take(who)


def check(
    config: RunConfig,
    targets: Sequence[Text],
    pool: Sequence[Text] | None,
    unseen: Sequence[Text] | None,
) -> None:
    """Refuse what is too large for a public server. Raises ConfigError, TextsError."""
    if not is_public():
        return
    for name, most in MOST_OF.items():
        value = getattr(config, name)
        if value > most:
            raise ConfigError(
                f"On this public server {name} may be at most {most}, not {value}. {AT_HOME}"
            )
    for what, texts, room in (
        ("texts", targets, MOST_TEXTS),
        ("texts to find partners in", pool or (), MOST_OTHER_TEXTS),
        ("never-seen texts", unseen or (), MOST_OTHER_TEXTS),
    ):
        if len(texts) > room:
            raise TextsError(
                f"These are {len(texts):,} {what}; this public server takes {room:,}. {AT_HOME}"
            )
        check_length(texts)


def check_audit(case: Case) -> None:
    """Refuse an audit that is too large for a public server. Raises ConfigError, TextsError."""
    if not is_public():
        return
    for name, most in MOST_OF_AUDIT.items():
        if (value := getattr(case.settings, name)) > most:
            raise ConfigError(
                f"On this public server {name} may be at most {most}, not {value}. {AT_HOME}"
            )
    for what, texts, room in (
        ("texts to audit", case.material.targets, MOST_TEXTS),
        ("never-seen texts", case.material.controls, MOST_OTHER_TEXTS),
    ):
        if len(texts) > room:
            raise TextsError(
                f"These are {len(texts):,} {what}; this public server takes {room:,}. {AT_HOME}"
            )
        check_length(texts)


def address(forwarded: str, peer: str) -> str:
    """Who asks: the last address outside of the server's own network that handed the request on."""
    for each in reversed(forwarded.split(",")):
        try:
            known = ipaddress.ip_address(each.strip())
        except ValueError:
            continue
        if known.is_global:
            return str(known)
    return peer
