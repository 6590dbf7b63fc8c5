"""The named endpoints for who knows the id of a run: what happened in it, and what to do with it.

There is no endpoint that lists runs: an id is a secret, and the only key to its run.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.data_classes import FileData

from icu_core.errors import ConfigError, RunError
from icu_core.ui import live, log, words
from icu_core.ui.live import Event, View
from icu_core.ui.runs import actions as runs_actions
from icu_core.ui.server import forms, starting, visitor
from icu_core.ui.server.guard import told

if TYPE_CHECKING:
    from icu_core.texts import Text

MOST_COMPARED = 10


def add() -> None:
    """Add them to the app that is being built."""
    for look in (run_iterations, run_board, run_text, run_log, compare_runs):
        gr.api(told(look), api_name=look.__name__, concurrency_limit=None)
    for act in (resume_run, rename_run, delete_run):
        gr.api(told(act), api_name=act.__name__)
    for take in (download_model, push_model):
        gr.api(
            told(take),
            api_name=take.__name__,
            concurrency_limit=runs_actions.AT_ONCE,
            concurrency_id=runs_actions.SHARING,
        )


def run_iterations(run_id: str) -> dict[str, Any]:
    """The curves of a run: one row for each iteration, and the levels to hold them against.

    Args:
        run_id: What start_run returned.

    Returns:
        iterations: number (0 is the original model), forgotten, active, average (ma, el and more),
        losses by term, perplexity of ordinary text, kept (share of the partners' secrets still
        said), untouched (the same of texts that no step reads), seconds by phase;
        never_seen: what texts score that the model has never seen.
    """
    view = live.view(starting.required(run_id))
    names = ("number", "forgotten", "average", "losses", "perplexity", "kept",
             "untouched", "seconds")  # fmt: skip
    return {
        "iterations": [
            {
                **{name: each.get(name) for name in names},
                "active": sum(score["active"] for score in each["scores"]),
            }
            for each in view.iterations
        ],
        "never_seen": (view.prepared or {}).get("levels"),
    }


def run_board(run_id: str, iteration: int = -1) -> list[dict[str, Any]]:
    """Every text of a run in one iteration: still said, fading or forgotten.

    Args:
        run_id: What start_run returned.
        iteration: Its number, 0 for the original model; -1 for the result, or the newest so far.

    Returns:
        For each text its number, its secret, the state in words, how much is left (1 said word for
        word, 0 forgotten) and what the model says after the unmarked beginning.
    """
    view = live.view(starting.required(run_id))
    last = int(view.newest["number"]) if view.newest else 0
    asked = forms.whole(iteration, "iteration", -1, max(last, 0))
    number = view.result_number if asked < 0 else asked
    now = view.at(number)
    shares = live.leaks(view, number)
    return [
        {
            "number": place,
            "secret": text.secret_text,
            "state": words.leak_word(share),
            "left": share,
            "says": _says(now, text),
        }
        for place, (text, share) in enumerate(zip(view.targets, shares, strict=True), start=1)
    ]


def _says(iteration: Event | None, text: Text) -> str | None:
    score = live.score_of(iteration, text.id) if iteration else None
    return str(score["continuation"]).strip() if score else None


def run_text(run_id: str, number: int = 1) -> dict[str, Any]:
    """One text of a run: what the model said of it in every iteration, and its partners.

    Args:
        run_id: What start_run returned.
        number: Which text, counted from 1 as on the board.

    Returns:
        prompt and secret; history: iteration, what the model says, the mean chance of a token of
        the secret, whether it counts as forgotten; partners: analogous texts that are kept, each
        with its distance and the share of the target's 10-grams that it has too; rewordings: other
        sentences that tell the secret and are forgotten with it.
    """
    view = live.view(starting.required(run_id))
    text = view.targets[forms.whole(number, "number", 1, max(len(view.targets), 1)) - 1]
    pairing = live.pairing(view, text.id) or {"partners": ()}
    return {
        "prompt": text.prompt,
        "secret": text.secret_text,
        "history": [
            _told(each["number"], score)
            for each in view.iterations
            if (score := live.score_of(each, text.id)) is not None
        ],
        "partners": [
            {name: each[name] for name in ("text", "distance", "overlap")}
            for each in pairing["partners"]
        ],
        "rewordings": live.rewordings(view, text.id),
    }


def _told(number: int, score: Event) -> dict[str, Any]:
    return {
        "iteration": number,
        "says": str(score["continuation"]).strip(),
        "chance": live.chance_of(score),
        "is_forgotten": bool(score["is_forgotten"]),
    }


def run_log(run_id: str) -> list[str]:
    """What happened in a run, in sentences, oldest first; after its end with the summary.

    Args:
        run_id: What start_run returned.
    """
    view = live.view(starting.required(run_id))
    lines = [f"{words.duration(at)}: {line}" for at, line in reversed(log.log(view))]
    has_end = view.finished is not None and view.iterations
    return [*lines, *words.summary(view)] if has_end else lines


def compare_runs(run_ids: list[str]) -> dict[str, Any]:
    """Several runs side by side: results, and the settings in which they differ.

    Args:
        run_ids: Two to ten ids of runs.
    """
    if not isinstance(run_ids, list) or not 2 <= len(run_ids) <= MOST_COMPARED:
        raise ConfigError(f"run_ids must be a list of two to {MOST_COMPARED}.")
    views = [live.view(starting.required(each)) for each in run_ids]
    settings = [asdict(view.config) for view in views]
    return {
        "results": [_result(view) for view in views],
        "settings_that_differ": {
            name: [each[name] for each in settings]
            for name in settings[0]
            if any(each[name] != settings[0][name] for each in settings)
        },
    }


def _result(view: View) -> dict[str, Any]:
    reached = view.reached or {}
    return {
        "run_id": view.id,
        "name": view.name,
        "status": view.status,
        "texts": len(view.targets),
        **{name: reached.get(name) for name in ("number", "forgotten", "average", "perplexity")},
        **{name: (reached.get(name) or {}).get("exact") for name in ("kept", "untouched")},
    }


def resume_run(run_id: str) -> str:
    """Go on with a run that was stopped, interrupted or has failed, from its last iteration.

    Args:
        run_id: What start_run returned.
    """
    run = starting.required(run_id)
    starting.resume(visitor.mine(None).with_run(run.id))
    return "resumed"


def rename_run(run_id: str, name: str) -> str:
    """Give a run another name.

    Args:
        run_id: What start_run returned.
        name: At most 80 characters; empty for none.
    """
    return runs_actions.renamed(starting.required(run_id), name)


def delete_run(run_id: str) -> str:
    """Delete a run for good: its texts, its curves and its model. Nothing brings it back.

    Args:
        run_id: What start_run returned.
    """
    runs_actions.remove(starting.required(run_id))
    return "deleted"


def download_model(run_id: str) -> FileData:
    """The unlearned model of a finished run: a zip of a transformers folder with a model card.

    Args:
        run_id: What start_run returned.
    """
    path = runs_actions.packed(starting.required(run_id))
    return FileData(path=str(path), orig_name=path.name, size=path.stat().st_size)


def push_model(run_id: str, repo: str, token: str, is_public: bool = False) -> str:
    """Push the unlearned model of a finished run to the Hugging Face hub; returns its address.

    Args:
        run_id: What start_run returned.
        repo: A name, or owner/name, of a repository that is not there yet or is empty.
        token: A token that may write; it is used for this push alone and is not kept.
        is_public: Whether everybody may see the model.
    """
    from icu_core import hub

    if not isinstance(is_public, bool):
        raise ConfigError("is_public must be true or false.")
    run, name, given = runs_actions.addressed(starting.required(run_id), repo, token)
    if not given.strip():
        raise RunError("token is empty. Give a token of your account that may write.")
    return str(hub.push(run, repo=name, token=given, is_private=not is_public))
