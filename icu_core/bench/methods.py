"""Methods side by side: each on each set with each seed, looked at twice, in one table.

A case is one run of one preset. It is looked at where every target first looks never seen (equal
forgetting), and at its end. Finished cases are lines of a file, so that a broken-off comparison
goes on where it was; tables are made from that file alone.

What is measured at a look is a list of functions of the model (`measures`); more of them, more
columns.

Units     shares 0..1; NLL in nats per token; perplexity as a ratio to the original's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from icu_core import preparation, world
from icu_core.bench.measures import MEASURES, Measure, neighbours
from icu_core.config import RunConfig, preset, presets
from icu_core.durable import Event, EventLog
from icu_core.engine import Unlearning
from icu_core.iteration import Iteration
from icu_core.models import LM
from icu_core.plan import Plan

RESULTS = "methods.jsonl"

LIMITS: Mapping[str, Any] = {
    "perplexity_band": 0.0,  # nobody is stopped early: a table shows what was destroyed
    "bertscore_encoder": "off",  # no rule but the paper's asks for it
}
"""What is the same for all presets, whatever they say."""

Look = dict[str, float]
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Case:
    """One preset on one forget set with one seed."""

    preset: str
    set_name: str
    config: RunConfig

    @property
    def key(self) -> str:
        """What tells it from every other case; other settings make another case."""
        return f"{self.preset}/{self.set_name}/{self.config.seed}/{self.config.hash()}"


def cases(
    presets: Sequence[str],
    sets: Sequence[str],
    seeds: Sequence[int],
    changes: Mapping[str, Any],
) -> list[Case]:
    """All of them, seed by seed, so that a part of it already compares everything once.

    Raises ConfigError and TextsError for names that there are not.
    """
    for name in sets:
        world.forget_set(name)
    return [
        Case(name, set_name, preset(name).with_values({**LIMITS, **changes, "seed": seed}))
        for seed, set_name, name in product(seeds, sets, presets)
    ]


def work(
    some: Sequence[Case], folder: Path, *, tell: Tell, measures: Sequence[Measure] = MEASURES
) -> None:
    """Run the cases that the folder has no result of; each is written as soon as it is done."""
    folder.mkdir(parents=True, exist_ok=True)
    log = EventLog(folder / RESULTS)
    log.repair()
    done = {each["key"] for each in log.read()}
    waiting = [case for case in some if case.key not in done]
    for number, case in enumerate(waiting, start=1):
        tell(f"{number}/{len(waiting)} {case.preset} on {case.set_name}, seed {case.config.seed}")
        log.append({"type": "case", **run(case, measures=measures)})


def results(some: Sequence[Case], folder: Path, *, is_plain: bool = True) -> list[Event]:
    """The results of those cases that are finished, in their order, and of all others there are.

    Others are those with the settings of today's presets; where these cases have other settings
    (not `is_plain`), none of their presets on their sets.
    """
    found = {each["key"]: each for each in EventLog(folder / RESULTS).read()}
    ours = [case.key for case in some if case.key in found]
    taken = set() if is_plain else {(case.preset, case.set_name) for case in some}
    others = [
        key
        for key, each in found.items()
        if key not in ours and (each["preset"], each["set"]) not in taken and _is_of_today(each)
    ]
    order = {name: place for place, name in enumerate(presets())}
    kept = [found[key] for key in (*ours, *others)]
    return kept if not others else sorted(kept, key=lambda each: order[each["preset"]])


def _is_of_today(result: Event) -> bool:
    """Whether a case with the same names would have the same settings now."""
    if result["preset"] not in presets() or result["set"] not in world.forget_sets():
        return False
    (case,) = cases([result["preset"]], [result["set"]], [result["seed"]], {})
    return bool(case.key == result["key"])


def run(case: Case, *, measures: Sequence[Measure] = MEASURES) -> Event:
    """One case from the original model to its end."""
    config, targets = case.config, world.forget_set(case.set_name)
    lm = preparation.load_model(config)
    similarity = preparation.similarity_encoder(config, [], device=lm.device)
    plan = preparation.make_plan(lm, targets, config)

    def looked(look: Look) -> Look:
        return {**look, **_measured(lm, plan, case.set_name, measures)}

    looks: dict[str, Look] = {}
    last: tuple[Iteration, Look] | None = None
    unlearning = Unlearning(lm, plan, config, similarity=similarity)
    for iteration, so_far in _followed(unlearning):
        look = _look(iteration, so_far)
        if iteration.number == 0:
            looks["before"] = {**look, **neighbours(lm, plan, case.set_name)}
        if not iteration.active and "equal" not in looks:
            looks["equal"] = looked(look)
        last = iteration, look
    finish, equal = unlearning.finish, looks.get("equal")
    assert last is not None and finish is not None, "a run ends with a reason"
    is_same = equal is not None and equal["iterations"] == last[1]["iterations"]
    looks["end"] = equal if equal is not None and is_same else looked(last[1])
    return {
        "key": case.key, "preset": case.preset, "set": case.set_name, "seed": config.seed,
        "targets": len(plan.targets), "reason": finish.reason, "result": finish.result, **looks,
    }  # fmt: skip


def _followed(unlearning: Unlearning) -> Iterator[tuple[Iteration, Look]]:
    """Every iteration with the steps, tokens and seconds of training up to it."""
    so_far = {"steps": 0.0, "tokens": 0.0, "seconds": 0.0}
    for iteration in unlearning.iterations():
        so_far["steps"] += iteration.steps
        so_far["tokens"] += iteration.tokens
        so_far["seconds"] += iteration.seconds.get("train", 0.0)
        yield iteration, dict(so_far)


def _look(iteration: Iteration, so_far: Look) -> Look:
    """What the engine says of an iteration."""
    average, total = iteration.average, len(iteration.scores)
    return {
        "iterations": float(iteration.number),
        **so_far,
        "forgotten": 1 - len(iteration.active) / total,
        **{name: average[name] for name in ("exact", "ma", "el", "nll_secret")},
        "kept": iteration.kept["exact"],
        "perplexity": iteration.perplexity,
    }


def _measured(lm: LM, plan: Plan, set_name: str, measures: Iterable[Measure]) -> Look:
    found = (measure(lm, plan, set_name) for measure in measures)
    return {name: value for numbers in found for name, value in numbers.items()}
