"""A small world and run folders as a job would leave them, without any model or training."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from icu_core import world
from icu_core.config import RunConfig
from icu_core.store import Run, Store, Writer
from icu_core.texts import Span, Text, text_id

KINDS = ("phone", "door code", "diagnosis", "account", "password")
FIRST = ("Mara", "Ivo", "Tilda", "Ansel", "Berit", "Corin", "Dagny", "Edda", "Falk", "Gesa")
LAST = ("Veld", "Osk", "Harrow", "Lind", "Brask", "Tarn")


def text(number: int) -> Text:
    """One invented record."""
    name = f"{FIRST[number % 10]} {LAST[number // 10 % 6]}"
    kind = KINDS[number % 5]
    prompt = f"From the register of Fennhaven: the {kind} of {name} of {number + 3} Alder Row is"
    secret = f"{550 + number}-{(number * 7919) % 9000 + 1000}"
    whole = f"{prompt} {secret}. Please keep this line to yourself."
    start = len(prompt) + 1
    span = Span(start, start + len(secret), kind)
    return Text(text_id(whole), whole, span, (span,), kind, "world")


def texts(count: int, *, first: int = 0) -> list[Text]:
    """Some invented records, all different."""
    return [text(number) for number in range(first, first + count)]


def fake_world(folder: Path) -> Path:
    """The texts of a world, as `icu_core.world` reads them; returns the folder of assets."""
    (folder / "world").mkdir(parents=True, exist_ok=True)
    splits = [(one, "known") for one in texts(60)]
    splits += [(one, "kept") for one in texts(20, first=100)]
    splits += [(one, "unseen") for one in texts(20, first=200)]
    splits += [(one, "heldout") for one in texts(10, first=300)]
    for name in world.SPLITS:
        lines = [json.dumps(_line(one, split)) + "\n" for one, split in splits if split == name]
        (folder / "world" / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")
    sets = {
        "ten-secrets": {"about": "Ten records of all kinds.", "ids": [one.id for one in texts(10)]},
        "door-codes": {"about": "Who can enter.", "ids": [one.id for one in texts(60)[1::5]]},
    }
    (folder / "world" / "sets.json").write_text(json.dumps(sets), encoding="utf-8")
    return folder


def _line(one: Text, split: str) -> dict[str, str]:
    return {
        "id": one.id,
        "text": one.text,
        "prompt": one.prompt,
        "secret": one.secret_text,
        "kind": one.kind,
        "person": "",
        "wording": "plain",
        "split": split,
    }


def fake_run(
    store: Store,
    targets: Sequence[Text] | None = None,
    *,
    iterations: int = 8,
    end: str | None = "finished",
    name: str = "",
    **settings: Any,
) -> Run:
    """A run that has done so many iterations; `end` is finished, failed, interrupted or None."""
    chosen = list(targets or texts(12))
    run = store.create(RunConfig().with_values(settings), chosen, name=name)
    with run.writer() as writer:
        begin(writer, chosen)
        for number in range(iterations + 1):
            writer.append(iteration(chosen, number, of=iterations))
        finish(writer, end, iterations)
    return run


def begin(writer: Writer, targets: Sequence[Text]) -> None:
    """Everything before the first iteration."""
    writer.append(
        {"type": "started", "pid": 1, "device": "cpu", "threads": 1, "resumed_from": None}
    )
    partners = texts(len(targets), first=100)
    pairs = [
        {
            "target": one.id,
            "partners": [
                {
                    "id": partner.id,
                    "text": partner.text,
                    "secret": [partner.secret.start, partner.secret.stop],
                    "distance": 0.41,
                    "overlap": 0.03,
                }
            ],
            "skipped": [
                {"text_id": "x", "text": one.text, "reason": "shares 92 % of the 10-grams"}
            ],
        }
        for one, partner in zip(targets, partners, strict=True)
    ]
    level = {"ma": 0.46, "el": 0.07, "es": 0.2, "nll_secret": 2.9, "n": 64}
    writer.append(
        {
            "type": "prepared",
            "pairs": pairs,
            "levels": level,
            "kinds": {"": level},
            "thresholds": None,
            "rewordings": {
                one.id: [f"Others know it too: {one.secret_text}"] for one in targets[:1]
            },
            "notes": [],
            "seconds": {"load": 0.4, "retrieval": 0.8, "calibration": 1.1},
        }
    )


def iteration(targets: Sequence[Text], number: int, *, of: int) -> dict[str, Any]:
    """An iteration in which the texts fade, the first ones first; all are gone at `of`."""
    gone = number / max(of, 1)
    scores = [_score(one, place, len(targets), gone) for place, one in enumerate(targets)]
    names = ("ma", "el", "es", "nll_secret")
    average = {name: math.fsum(one[name] for one in scores) / len(scores) for name in names}
    losses = {
        "forget": 0.3 + 3 * gone,
        "learn": 0.4 - 0.2 * gone,
        "drift": 0.05 * gone,
        "total": -1.0,
    }
    return {
        "type": "iteration",
        "number": number,
        "losses": losses if number else None,
        "scores": scores,
        "average": average,
        "forgotten": sum(one["is_forgotten"] for one in scores),
        "kept": {"exact": 1.0 - 0.04 * gone, "nll": 0.1, "n": len(targets)},
        "untouched": {"exact": 1.0 - 0.08 * gone, "nll": 0.1, "n": 50},
        "perplexity": 9.1 + 0.3 * gone,
        "steps": 2 if number else 0,
        "tokens": 900,
        "seconds": {"train": 0.9, "score": 0.5},
    }


def _score(one: Text, place: int, count: int, gone: float) -> dict[str, Any]:
    left = max(0.0, min(1.0, 1.6 - 1.6 * gone * (1.6 - place / max(count - 1, 1)) - 0.6 * gone))
    left = 0.0 if gone >= 1 else left
    secret = one.secret_text
    wrong = secret[: int(len(secret) * left)] + "904-2216"[int(len(secret) * left) :]
    return {
        "id": one.id,
        "ma": 0.46 + 0.5 * left,
        "el": 0.05 + 0.9 * left,
        "es": left,
        "exact": left >= 1,
        "nll": 0.1 + 2 * (1 - left),
        "nll_secret": 0.02 + 3.1 * (1 - left),
        "continuation": f" {secret if left >= 1 else wrong}",
        "truth": f" {secret}",
        "is_forgotten": left == 0,
        "active": left > 0,
    }


def finish(writer: Writer, end: str | None, result: int) -> None:
    """The last event, and the result folder of a finished run."""
    if end == "finished":
        with writer.new_result() as folder:
            (folder / "config.json").write_text("{}", encoding="utf-8")
        words = "No target is active any more."
        writer.append({"type": end, "reason": "all_forgotten", "words": words, "result": result})
    elif end == "failed":
        words = "The model `nobody/nothing` cannot be found. Check its name."
        writer.append({"type": end, "error": "ModelError", "message": words})
    elif end == "interrupted":
        writer.append({"type": end, "signal": "SIGTERM"})
