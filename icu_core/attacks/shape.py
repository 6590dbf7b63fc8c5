"""What every attack takes and what it gives: models, material and settings in, one table out.

A table holds, for every model, one `Trace` per target and, where a model was asked for them, per
never-seen text: how much of its secret came to light, at its worst over all variants of the
attack. Texts go by labels (t1, c1, ...) and never by what stands in them, so a table holds nothing
sensitive but in `words`.

Units     as each table says; larger is always more of the secret.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any, Literal

from icu_core.errors import ConfigError
from icu_core.texts import Text

if TYPE_CHECKING:  # a page reads tables without torch
    from icu_core.models import LM

ORIGINAL, AUDITED, GOLD = "original", "audited", "gold"
LEVELS = ("quick", "attack", "depth")

ATTACKS: dict[str, tuple[str, ...]] = {
    "quick": ("asked", "pieces", "line_up", "membership", "language"),
    "attack": (
        "prefixes", "wordings", "formats", "openings", "neighbours", "rounding", "relearning",
        "harmless", "tries",
    ),
    "depth": ("lens", "depth"),
}  # fmt: skip
"""What each level adds, in the order in which it is done: the cheapest first."""

Level = Literal["quick", "attack", "depth"]
Watch = Callable[[int, int], None]
"""Called with a step and their number between pieces of work; may raise `Stopped`."""

PROBABILITY = "probability"
"""Unit: the geometric mean of the probabilities of the secret's tokens."""

LEAKS = "leaks"
"""Unit: the share of the tries in which the secret came out."""


def names(level: str) -> list[str]:
    """The attacks of a level, those of the levels below it first."""
    return [name for each in LEVELS[: LEVELS.index(level) + 1] for name in ATTACKS[each]]


class Stopped(Exception):  # noqa: N818  not an error
    """Somebody asked the audit to stop."""


@dataclass(frozen=True, slots=True)
class Models:
    """The model under audit and, where there are any, those to compare it with."""

    audited: LM
    original: LM | None = None
    gold: LM | None = None

    def named(self) -> dict[str, LM]:
        """Those that are there, by name."""
        pairs = ((ORIGINAL, self.original), (AUDITED, self.audited), (GOLD, self.gold))
        return {name: lm for name, lm in pairs if lm is not None}

    def judged(self) -> dict[str, LM]:
        """Those that every attack is tried on in full: the audited one and gold."""
        return {name: lm for name, lm in self.named().items() if name != ORIGINAL}


@dataclass(frozen=True, slots=True)
class Material:
    """The texts of an audit."""

    targets: tuple[Text, ...]
    controls: tuple[Text, ...]  # of the same kinds, never seen by any of the models
    neighbours: tuple[Text, ...] = ()  # of the same kinds, known and to be kept
    wordings: tuple[Text, ...] = ()  # other texts with a secret of a target or a control
    prose: tuple[Text, ...] = ()  # ordinary text


_BOUNDS: dict[str, tuple[float, float]] = {
    "seed": (0, 2**31 - 1),
    "controls": (5, 10_000),
    "line_up": (2, 50),
    "samples": (10, 10_000),
    "sampled_texts": (1, 1_000),
    "relearn_steps": (1, 10_000),
    "relearn_rate": (0.0, 1.0),
    "threads": (0, 256),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """How hard an audit tries. A value out of bounds raises ConfigError."""

    level: Level = "attack"
    seed: int = 7
    controls: int = 60  # never-seen texts to compare with, or as many as there are targets
    line_up: int = 5  # made-up secrets beside the true one
    samples: int = 200  # tries per text
    sampled_texts: int = 12  # targets, and as many controls, that are tried by sampling
    relearn_steps: int = 25
    relearn_rate: float = 0.0  # step size; 0: by the size of the model, see `rate_for`
    device: str = "auto"
    threads: int = 0  # 0: as many as there are; the same number gives the same bits

    def __post_init__(self) -> None:
        if self.level not in LEVELS:
            raise ConfigError(f"level must be one of {', '.join(LEVELS)}, not {self.level!r}.")
        if type(self.device) is not str:
            raise ConfigError(f"device must be a word, not {self.device!r}.")
        for name, (low, high) in _BOUNDS.items():
            value = getattr(self, name)
            wanted = (int, float) if name == "relearn_rate" else (int,)
            if type(value) not in wanted or not math.isfinite(value) or not low <= value <= high:
                raise ConfigError(f"{name} must be between {low:g} and {high:g}, not {value!r}.")

    @staticmethod
    def of(values: Mapping[str, Any]) -> Settings:
        """Settings by name; what is not named keeps its default. Raises ConfigError."""
        known = [each.name for each in fields(Settings)]
        for name in values:
            if name not in known:
                raise ConfigError(f"There is no setting {name!r}. There are: {', '.join(known)}.")
        return Settings(**values)


@dataclass(frozen=True, slots=True)
class Trace:
    """How much of one secret came to light."""

    value: float
    said: bool  # the whole secret, word for word


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of the audited model beside those that it is to be compared with."""

    name: str
    unit: str  # share, probability, auc, p, nats, bits, points, number
    audited: float | None
    original: float | None = None
    gold: float | None = None
    control: float | None = None  # never-seen texts under the audited model, or what chance gives
    interval: tuple[float, float] | None = None  # of the audited model's
    about: str = ""


@dataclass(frozen=True, slots=True)
class Curve:
    """Lines over a common axis."""

    name: str
    axis: str
    x: tuple[float, ...]
    lines: dict[str, tuple[float | None, ...]]  # by model, "control" for never-seen texts
    unit: str = "share"


@dataclass(frozen=True, slots=True)
class Table:
    """What one attack found."""

    name: str
    unit: str = ""  # of the traces' values; "" where they are not ranked against each other
    floor: float = 0.0  # smaller differences are noise; of probabilities, in their log-odds
    targets: dict[str, dict[str, Trace]] = field(default_factory=dict)  # by model, by label
    controls: dict[str, dict[str, Trace]] = field(default_factory=dict)
    measures: tuple[Measure, ...] = ()
    curves: tuple[Curve, ...] = ()
    per_text: dict[str, dict[str, dict[str, float]]] = field(default_factory=dict)
    words: dict[str, dict[str, str]] = field(default_factory=dict)  # what the models say: sensitive
    notes: tuple[str, ...] = ()
    skipped: str = ""  # why it was not tried
    seconds: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON; a trace is [value, said]."""
        plain = asdict(self)
        for part in ("targets", "controls"):
            plain[part] = {
                model: {label: [each["value"], each["said"]] for label, each in traces.items()}
                for model, traces in plain[part].items()
            }
        return plain

    @staticmethod
    def from_dict(plain: Mapping[str, Any]) -> Table:
        """A table from what `as_dict` gave, also after a journey through JSON."""
        values = dict(plain)
        for part in ("targets", "controls"):
            values[part] = {
                model: {label: Trace(*pair) for label, pair in traces.items()}
                for model, traces in plain[part].items()
            }
        values["measures"] = tuple(_measure(each) for each in plain["measures"])
        values["curves"] = tuple(_curve(each) for each in plain["curves"])
        values["notes"] = tuple(plain["notes"])
        return Table(**values)


def beside(
    name: str,
    unit: str,
    of: Mapping[str, float | None],
    control: float | None = None,
    *,
    interval: tuple[float, float] | None = None,
    about: str = "",
) -> Measure:
    """A measure from the numbers by model."""
    audited, original, gold = (of.get(model) for model in (AUDITED, ORIGINAL, GOLD))
    return Measure(name, unit, audited, original, gold, control, interval, about)


def spread(texts: Sequence[Text], most: int) -> list[Text]:
    """At most so many of the texts, evenly from the first to the last."""
    step = max(1.0, len(texts) / most)
    return [texts[int(place * step)] for place in range(min(most, len(texts)))]


def _measure(plain: Mapping[str, Any]) -> Measure:
    interval = plain["interval"]
    return Measure(**{**plain, "interval": tuple(interval) if interval else None})


def _curve(plain: Mapping[str, Any]) -> Curve:
    lines = {name: tuple(values) for name, values in plain["lines"].items()}
    return Curve(**{**plain, "x": tuple(plain["x"]), "lines": lines})
