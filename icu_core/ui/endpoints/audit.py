"""The named endpoints of the Audit page, for programs that know the id of a run or of an audit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gradio as gr

from icu_core.errors import TextsError
from icu_core.ui.audit import actions as audit_actions
from icu_core.ui.audit import view as audit_view
from icu_core.ui.audit import words as audit_words
from icu_core.ui.audit.actions import Brought
from icu_core.ui.server import forms, starting
from icu_core.ui.server.guard import told
from icu_core.ui.server.visitor import mine
from icu_core.ui.unlearn import intake

AT_ONCE = 2  # reports
MOST_CHARACTERS = 2_000_000


def add() -> None:
    """Add them to the app that is being built."""
    quick: tuple[Callable[..., Any], ...] = (
        start_audit, start_audit_of_model, stop_audit, resume_audit, delete_audit,
    )  # fmt: skip
    reports: tuple[Callable[..., Any], ...] = (audit_report, audit_report_page)
    for endpoint in quick:
        gr.api(told(endpoint), api_name=endpoint.__name__)
    gr.api(told(audit_status), api_name="audit_status", concurrency_limit=None)
    for endpoint in reports:
        gr.api(
            told(endpoint),
            api_name=endpoint.__name__,
            concurrency_limit=AT_ONCE,
            concurrency_id="reports",
        )


def start_audit(run_id: str, level: str = "attack", settings: dict[str, Any] | None = None) -> str:
    """Attack the unlearned model of a finished run; returns the id of the audit, a secret too.

    Args:
        run_id: The id of the run.
        level: quick (seconds), attack (a minute or more: nine ways to bring the texts back), or
            depth (attack, and a look inside the layers).
        settings: Changes single ones: seed, controls, line_up, samples, sampled_texts,
            relearn_steps, relearn_rate, device, threads.
    """
    checked = audit_actions.settings_of(level, settings)
    run = starting.required(run_id)
    return audit_actions.of_run(mine(None), run, checked)[0].id


def start_audit_of_model(
    model: str,
    texts: list[str],
    never_seen: list[str] | None = None,
    original: str = "",
    gold: str = "",
    level: str = "quick",
    settings: dict[str, Any] | None = None,
) -> str:
    """Attack any model: are these texts really gone from it? Returns the id of the audit.

    Models are folders or hub ids, with @revision if need be; a public server takes only those on
    its list. Of each text the sensitive part is found as on the page.

    Args:
        model: The model to attack.
        texts: What it is to have forgotten.
        never_seen: Five texts or more of the same kind and form that the model cannot know;
            without them nobody could tell knowledge from luck.
        original: The model before, if it is at hand.
        gold: One that never met the texts, if there is one.
        level: quick, attack or depth, as in start_audit.
        settings: Changes single ones, as in start_audit.
    """
    checked = audit_actions.settings_of(level, settings)
    named = audit_actions.model_name(model, "model")
    if not named:
        raise TextsError("Name the model to attack: a folder, a hub id, or embedded.")
    brought = Brought(
        model=named,
        targets=_texts(texts, "texts"),
        original=audit_actions.model_name(original, "original"),
        gold=audit_actions.model_name(gold, "gold"),
        unseen=_texts(never_seen, "never_seen") if never_seen is not None else None,
    )
    return audit_actions.of_model(mine(None), brought, checked)[0].id


def audit_status(audit_id: str) -> dict[str, Any]:
    """Where an audit is: status, words for it, attacks done and to come, the verdict when done.

    `verdict` is "still there", "as if never seen", "over-forgotten" or "destroyed", null before the
    end; `texts` says how many texts have which verdict so far.

    Args:
        audit_id: The id that start_audit returned.
    """
    view = audit_view.view(audit_actions.required(audit_id))
    found = view.document["verdict"] if view.document is not None else None
    counts: dict[str, int] = {}
    for text in found["texts"] if found else ():
        counts[text["word"]] = counts.get(text["word"], 0) + 1
    return {
        "status": "stopped" if view.was_stopped else view.status,
        "words": audit_words.headline(view),
        "level": view.level,
        "done": list(view.done),
        "to_come": [name for name in view.order if name not in view.done],
        "share": view.share,
        "verdict": found["word"] if found and view.is_done else None,
        "texts": counts,
    }


def audit_report(audit_id: str, show_secrets: bool = False) -> dict[str, Any]:
    """The report of an audit, as far as it has got, as plain values: the same as its JSON file.

    Holds verdicts, every number beside its controls, settings, seeds, hashes of models and texts,
    versions. Secrets, and what the models say, are masked unless they are asked for.

    Args:
        audit_id: The id that start_audit returned.
        show_secrets: Whether to leave them unmasked.
    """
    return audit_actions.report(audit_id, show_secrets=_is_true(show_secrets))[0]


def audit_report_page(audit_id: str, show_secrets: bool = False) -> str:
    """The same report as one self-contained page of HTML: opens offline, prints, loads nothing.

    Args:
        audit_id: The id that start_audit returned.
        show_secrets: Whether to leave secrets unmasked.
    """
    return audit_actions.report(audit_id, show_secrets=_is_true(show_secrets))[1]


def stop_audit(audit_id: str) -> str:
    """Ask an audit to stop at its next step; the attacks that are done are kept.

    Args:
        audit_id: The id that start_audit returned.
    """
    audit_actions.stop(audit_id)
    return "stopping"


def resume_audit(audit_id: str) -> str:
    """Go on with an audit that was stopped or interrupted, after its last finished attack.

    Args:
        audit_id: The id that start_audit returned.
    """
    audit_actions.resume(mine(None), audit_id)
    return "resumed"


def delete_audit(audit_id: str) -> str:
    """Delete an audit for good, with its texts and reports; one at work is stopped first.

    Args:
        audit_id: The id that start_audit returned.
    """
    audit_actions.erase(audit_id)
    return "deleted"


def _is_true(value: Any) -> bool:
    """Only a plain true shows secrets."""
    return value is True


def _texts(raw: Any, field: str) -> tuple[Any, ...]:
    if not isinstance(raw, list) or not raw:
        raise TextsError(f"{field} must be a list of at least one text.")
    if len(raw) > intake.MOST_TARGETS:
        raise TextsError(f"There are {len(raw):,} {field}; at most {intake.MOST_TARGETS:,}.")
    return tuple(
        text
        for each in raw
        for text in intake.from_paste(
            forms.text(each, field, at_most=MOST_CHARACTERS), "whole"
        ).texts
    )
