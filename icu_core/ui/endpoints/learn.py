"""The experiments of the lessons as named endpoints, for programs."""

from __future__ import annotations

from typing import Any

import gradio as gr

from icu_core.errors import ConfigError
from icu_core.ui.learn import experiments, probes, races
from icu_core.ui.learn.learner import Learner
from icu_core.ui.learn.lessons import ATTACKS, METHODS, MOST_LANES, RACE
from icu_core.ui.server import forms
from icu_core.ui.server.guard import told

AT_ONCE = 2


def add() -> None:
    """Add them to the app that is being built."""
    slow: dict[str, Any] = {"concurrency_limit": AT_ONCE, "concurrency_id": "lessons"}
    gr.api(told(ask_secret), api_name="ask_secret", **slow)
    gr.api(told(start_race), api_name="start_race", **slow)
    gr.api(told(race_status), api_name="race_status", concurrency_limit=None)
    gr.api(told(attack_race), api_name="attack_race", **slow)


def ask_secret(number: int = 1) -> dict[str, dict[str, Any]]:
    """Lesson 1: ask the embedded model for one of four secrets (1 to 4), and for a stranger's.

    For each question (own: the words that it has read, new: other words, stranger): the prompt,
    the true secret, what came out token by token with its probability, and whether it is right.

    Args:
        number: Which of the four secrets.
    """
    place = forms.whole(number, "number", 1, len(probes.subjects()))
    *_, last = experiments.asked(Learner(turn=place))
    return {
        each.which: {
            "prompt": each.text.prompt,
            "secret": each.text.secret_text,
            "said": [{"token": one.text, "probability": one.probability} for one in each.pieces],
            "is_right": each.is_told,
        }
        for each in last
    }


def start_race(methods: list[str]) -> list[str]:
    """Lessons 2 to 4 and the race: let one to three methods forget the same four secrets.

    Returns the id of a run for each; they take under half a minute on two cores and are erased
    after an hour.

    Args:
        methods: Up to three of ascent, neighbours, stopped, refined, paper.
    """
    return list(races.start(_listed(methods, "methods"), lesson=RACE))


def race_status(run_ids: list[str]) -> list[dict[str, Any]]:
    """Where the runs of a race are: status, iteration, secrets forgotten, neighbours kept.

    Args:
        run_ids: What start_race returned.
    """
    return [_status(run_id) for run_id in _listed(run_ids, "run_ids")]


def _listed(value: Any, field: str) -> list[Any]:
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_LANES:
        raise ConfigError(f"{field} must be a list of one to {MOST_LANES}.")
    return value


def _status(run_id: Any) -> dict[str, Any]:
    races.store().get(run_id)
    lane = races.lane(next(iter(METHODS)), run_id)
    return {
        "status": lane.status,
        "iteration": lane.number,
        "secrets": len(lane.bars),
        "forgotten": lane.forgotten,
        "far": sum(bar.is_far for bar in lane.bars),
        "neighbours": lane.neighbours,
        "kept": lane.kept,
        "harder": lane.harder,
    }


def attack_race(run_id: str) -> dict[str, dict[str, list[int]]]:
    """Lesson 5: five tricks to get the secrets back from the model of a finished run of a race.

    For each trick how often it got the secret out, and of how many tries: before (the original
    model), after, and of strangers that the model never met.

    Args:
        run_id: One id of those that start_race returned.
    """
    *_, results = experiments.attacks({"after": run_id})
    return {
        each.name: {
            which: [sum(one.hits for one in counts), sum(one.tries for one in counts)]
            for which, counts in ((which, results[which][each.name]) for which in results)
        }
        for each in ATTACKS
    }
