"""What a run folder says, ready to be shown: pure functions of its texts and events.

Every view of the page starts here, so that the board, the curves and the words agree.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from icu_core.durable import DAMAGE
from icu_core.errors import RunError
from icu_core.escape import visible

if TYPE_CHECKING:  # the store imports torch; this module is imported when the app starts
    from icu_core.config import RunConfig
    from icu_core.store import Run
    from icu_core.texts import Text

Event = Mapping[str, Any]

FADING_AT_LEAST, FADING_AT_MOST = 0.25, 0.9
"""A text that is neither said word for word nor forgotten stays visibly between the two."""


class Worked(Protocol):
    """One look at something that a job works on."""

    @property
    def status(self) -> str: ...

    @property
    def events(self) -> Sequence[Event]: ...


@dataclass(frozen=True, slots=True)
class View:
    """One look at a run. `shown` is the iteration that the board shows."""

    id: str
    name: str
    status: str
    config: RunConfig
    targets: Sequence[Text]
    events: Sequence[Event]
    iterations: Sequence[Event]
    progress: Event | None
    has_result: bool
    is_stopping: bool

    @property
    def prepared(self) -> Event | None:
        """The newest `prepared` event: partners, levels, notes."""
        return last(self.events, "prepared")

    @property
    def finished(self) -> Event | None:
        """How the run ended, if the newest start of it has ended in order."""
        return last(self.events, "finished") if self.status == "finished" else None

    @property
    def was_unknown(self) -> bool:
        """Whether the model knew none of the texts, so that nothing was forgotten."""
        return self.finished is not None and self.finished["reason"] == "nothing_to_forget"

    @property
    def newest(self) -> Event | None:
        """The newest iteration."""
        return self.iterations[-1] if self.iterations else None

    def at(self, number: int | None) -> Event | None:
        """The iteration with this number; the newest where there is none."""
        if number is None:
            return self.newest
        found = [each for each in self.iterations if each["number"] == number]
        return found[0] if found else self.newest

    @property
    def reached(self) -> Event | None:
        """The iteration that counts: that of the result once there is one, else the newest."""
        return self.at(self.result_number)

    @property
    def result_number(self) -> int | None:
        """The iteration whose weights are the result."""
        return int(self.finished["result"]) if self.finished else None


def view(run: Run) -> View:
    """Read a run folder once. Raises RunError where it is damaged."""
    status = run.status()  # before the events: an end that is seen has all its events
    return View(
        id=run.id,
        name=visible(run.name),
        status=status,
        config=run.config,
        targets=_targets(run),
        events=list(run.events()),
        iterations=run.iterations(),
        progress=run.progress(),
        has_result=run.result_path() is not None,
        is_stopping=status == "running" and run.is_stop_requested(),
    )


def whole_view(run: Run) -> View | None:
    """The same; None where the folder cannot be read, of which a list of runs says nothing."""
    try:
        return view(run)
    except (RunError, *DAMAGE):
        return None


@lru_cache(maxsize=32)
def _planned(run: Run) -> tuple[Text, ...]:
    return tuple(run.planned_targets())


@lru_cache(maxsize=32)
def _asked(run: Run) -> tuple[Text, ...]:
    return tuple(run.targets)


def _targets(run: Run) -> Sequence[Text]:
    """The targets as the job counts them; as they were given before it does, or if that is lost."""
    if not (run.path / "plan.json").is_file():
        return _asked(run)
    try:
        return _planned(run)
    except RunError:
        return _asked(run)


def forget() -> None:
    """Let go of the texts of all runs; they are read again when somebody looks."""
    _planned.cache_clear()
    _asked.cache_clear()


def last(events: Sequence[Event], kind: str) -> Event | None:
    """The newest event of a type."""
    return next((each for each in reversed(events) if each["type"] == kind), None)


def score_of(iteration: Event, text_id: str) -> Event | None:
    """The scores of one text in one iteration."""
    return next((each for each in iteration["scores"] if each["id"] == text_id), None)


def leaks(view: View, number: int | None) -> list[float | None]:
    """How much of each target is still there: 1 said word for word, 0 forgotten; None where nobody
    has asked yet, or there was nothing to forget."""
    now = view.at(number)
    if now is None or view.was_unknown:
        return [None] * len(view.targets)
    scores = {each["id"]: each for each in now["scores"]}
    before = {each["id"]: each for each in view.iterations[0]["scores"]}
    return [
        leak(scores[text.id], before.get(text.id, scores[text.id]), mark_of(view, text))
        if text.id in scores
        else None
        for text in view.targets
    ]


def leak(score: Event, before: Event, mark: float | None) -> float:
    """How much of one text is still there.

    Between the two ends it is the way still to go from the original model's loss on the secret
    to that of never-seen secrets; without such a level, the share of it that comes out.
    """
    if score["exact"]:  # also where the rule of the run is content with it
        return 1.0
    if score["is_forgotten"]:
        return 0.0
    start, now = nll_of(before), nll_of(score)
    if mark is None or not math.isfinite(mark) or mark <= start:
        left = float(score.get("es") or 0.0)
    else:
        left = 1.0 - (now - start) / (mark - start)
    return min(max(left, FADING_AT_LEAST), FADING_AT_MOST)


def nll_of(score: Event) -> float:
    """The loss on the secret, nats per token; infinite where it was beyond all bounds."""
    value = score["nll_secret"]
    return math.inf if value is None else float(value)


def chance_of(score: Event) -> float:
    """The probability of a token of the secret."""
    return math.exp(-max(nll_of(score), 0.0))


def others(iteration: Event) -> Event:
    """What is still known of texts to be kept: of those that no step reads, or else of partners."""
    known: Event = iteration.get("untouched") or iteration.get("kept") or {}
    return known


def is_of_pool(view: View) -> bool:
    """Whether levels were measured on texts of the pool, as no never-seen ones were given."""
    return (view.prepared or {}).get("strangers") == "pool"


def level(view: View, name: str) -> float | None:
    """A level of never-seen texts (ma, el, es, nll_secret), if it was measured."""
    levels = (view.prepared or {}).get("levels") or {}
    value = levels.get(name)
    return float(value) if isinstance(value, (int, float)) else None


def mark_of(view: View, text: Text) -> float | None:
    """The loss that the secret of this text must reach: its own, or that of texts of its kind."""
    own = ((view.prepared or {}).get("marks") or {}).get(text.id)
    return float(own) if isinstance(own, (int, float)) else unseen_of(view, text)


def unseen_of(view: View, text: Text) -> float | None:
    """The loss of never-seen secrets of the kind of this text."""
    kinds = (view.prepared or {}).get("kinds") or {}
    value = (kinds.get(text.kind) or {}).get("nll_secret")
    return float(value) if isinstance(value, (int, float)) else level(view, "nll_secret")


def threshold(view: View, name: str) -> float | None:
    """A constant (ma, el) below which the run ends, if its settings have one."""
    value = ((view.prepared or {}).get("thresholds") or {}).get(name)
    return float(value) if isinstance(value, (int, float)) else None


def pairing(view: View, text_id: str) -> Event | None:
    """The partners of a target, and what was passed over."""
    pairs = (view.prepared or {}).get("pairs") or []
    return next((each for each in pairs if each["target"] == text_id), None)


def rewordings(view: View, text_id: str) -> list[str]:
    """Other wordings of a target that are forgotten with it."""
    return list(((view.prepared or {}).get("rewordings") or {}).get(text_id) or ())


def partner_secrets(view: View, text_id: str) -> list[str]:
    """The secrets of the partners of a target: what is in them too gives nothing of it away."""
    found = pairing(view, text_id)
    partners = found["partners"] if found else ()
    spans = [(each["text"], *(each.get("secret") or (0, 0))) for each in partners]
    return [text[start:stop] for text, start, stop in spans if stop > start]


def working_seconds(view: Worked, now: float) -> float:
    """Time that jobs have worked on this run or audit; pauses do not count."""
    total, since, last = 0.0, None, 0.0
    for event in view.events:
        if event["type"] == "started":
            if since is not None:  # the job before was killed: it said no more than this
                total += last - since
            since = event["time"]
        elif since is not None and event["type"] in ("finished", "failed", "interrupted"):
            total, since = total + event["time"] - since, None
        last = event["time"]
    if since is not None:
        total += (now if view.status == "running" else view.events[-1]["time"]) - since
    return max(total, 0.0)


def seconds_left(view: View) -> tuple[float | None, float] | None:
    """A guess of the time left, and the most it can be; None before there is anything to go by.

    The pace at which texts fade promises too little, for the last part takes longest; the pace at
    which they come to be forgotten too much, for the first takes long. The guess is the geometric
    mean: of ten secrets within a factor of two, where the former alone was short by four to five.
    """
    done = [each for each in view.iterations if each["number"] > 0]
    if view.status != "running" or len(done) < 2:
        return None
    pace = sum(sum(each["seconds"].values()) for each in done) / len(done)
    most = (view.config.max_iterations - done[-1]["number"]) * pace
    start, now = (_mean(leaks(view, number)) for number in (0, done[-1]["number"]))
    forgotten = _mean([float(each["is_forgotten"]) for each in done[-1]["scores"]])
    if start <= now or not forgotten:
        return None, most
    still = len(done) * math.sqrt(now / (start - now) * (1 - forgotten) / forgotten)  # iterations
    return min(still * pace, most), most


def _mean(values: Sequence[float | None]) -> float:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else 0.0
