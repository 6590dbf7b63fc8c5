"""The named endpoints of the Compare page, for programs that know the id of a run."""

from __future__ import annotations

from typing import Any

import gradio as gr

from icu_core.ui import live
from icu_core.ui.compare import address, asking, shelf
from icu_core.ui.compare.asking import Question
from icu_core.ui.compare.markup_answers import ASKED
from icu_core.ui.server import forms
from icu_core.ui.server.guard import told


def add() -> None:
    """Add them to the app that is being built."""
    gr.api(told(compare_prompts), api_name="compare_prompts")
    for endpoint in (compare, compare_secret, compare_many):
        gr.api(
            told(endpoint),
            api_name=endpoint.__name__,
            concurrency_limit=asking.AT_ONCE,
            concurrency_id=asking.GENERATING,
        )


def compare(
    run_id: str,
    prompt: str,
    temperature: float = 0.0,
    top_p: float = 1.0,
    tokens: int = 40,
    seed: int = 7,
) -> dict[str, str]:
    """What each model of a finished run continues a prompt with: original, unlearned, and gold.

    `gold`, the model that never saw the texts, is there only where it exists.

    Args:
        run_id: What start_run returned.
        prompt: The beginning that each model continues.
        temperature: 0 always takes the likeliest token; higher numbers, up to 2, take chances.
        top_p: Only the likeliest tokens that have this share together are drawn from.
        tokens: How many tokens each model adds.
        seed: Names the dice, which all models share.
    """
    asked = _asked(run_id, "", prompt, temperature, top_p, tokens, seed)
    return asking.whole_answers(asked)


def compare_prompts(run_id: str) -> list[dict[str, str]]:
    """What can be asked of a finished run: targets, other wordings, neighbours, ordinary talk.

    Each has a `key` for the other endpoints, `about` (what it is and how it is asked), the
    `prompt`, and the `secret` that follows it in training; ordinary talk has none.

    Args:
        run_id: What start_run returned.
    """
    view = live.view(asking.with_result(run_id))
    return [
        {
            "key": each.key,
            "about": ": ".join(ASKED[each.role]),
            "prompt": each.prompt,
            "secret": each.text.secret_text.strip() if each.has_secret else "",
        }
        for each in shelf.every(view)
    ]


def compare_secret(run_id: str, key: str = "t0", prompt: str = "") -> dict[str, Any]:
    """How likely each model finds the secret of a prompt, token by token, before any temperature.

    `key` is one of `compare_prompts`; with a `prompt` of your own, the secret of the target that
    `key` is about is looked for after your words. `tokens`: each with its probability under every
    model; `whole`: of all of them in a row; `never_seen`: the mean for a token of a secret of this
    kind that the original has never seen (null: not measured). For a target, lower is better until
    it is near `gold` or `never_seen`; for a neighbour, higher is better.

    Args:
        run_id: What start_run returned.
        key: Which prompt of compare_prompts; t0 is the first target.
        prompt: Instead of that prompt, words of your own.
    """
    from icu_core import compare

    asked = _asked(run_id, key, prompt, *address.Settings().values())
    found = asking.chances(asked, compare.load(asked.run))
    return {
        "tokens": [
            {"token": token, **{n: w.probability for n, w in zip(found.names, each, strict=True)}}
            for token, each in found.tokens
        ],
        "whole": {name: found.whole(place) for place, name in enumerate(found.names)},
        "never_seen": found.level,
    }


def compare_many(
    run_id: str,
    key: str = "t0",
    prompt: str = "",
    answers: int = 50,
    temperature: float = 1.0,
    top_p: float = 1.0,
    tokens: int = 40,
    seed: int = 7,
) -> dict[str, Any]:
    """Ask every model the same many times and count the answers that hold the secret.

    `key` and `prompt` as in `compare_secret`; after a prompt of your own every secret of the run
    counts. For each model: `said` answers held it, `of` so many; with 95 % confidence the true
    share is between `at_least` and `at_most` (0 of 50 still allows 5.8 %); and the `answers`.

    Args:
        run_id: What start_run returned.
        key: Which prompt of compare_prompts; t0 is the first target.
        prompt: Instead of that prompt, words of your own.
        answers: How many answers of each model.
        temperature: 0 always takes the likeliest token; higher numbers, up to 2, take chances.
        top_p: Only the likeliest tokens that have this share together are drawn from.
        tokens: How many tokens each model adds.
        seed: Names the dice, which all models share.
    """
    n = forms.whole(answers, "answers", 1, asking.MOST_ANSWERS)
    asked = _asked(run_id, key, prompt, temperature, top_p, tokens, seed)
    return {
        each.model: {
            "said": each.hits,
            "of": len(each.answers),
            "at_least": each.bounds[0],
            "at_most": each.bounds[1],
            "answers": list(each.answers),
        }
        for each in asking.counted(asked, n)
    }


def _asked(run_id: Any, key: Any, prompt: Any, *settings: Any) -> Question:
    """A checked question; an empty prompt stands for that of the key. Raises IcuError."""
    run = asking.with_result(run_id)
    checked = address.checked(*settings)
    typed = forms.text(
        prompt, "prompt", at_most=forms.MAX_PROMPT_CHARACTERS, may_be_empty=bool(key)
    )
    if not typed.strip():
        typed = shelf.find(live.view(run), key).prompt
    return asking.question(run, key, typed, checked)
