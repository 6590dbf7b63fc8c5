"""The model cards: what was measured, in words; written by the build and never by hand."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from icu_core.durable import replace
from icu_core.world import candidates
from icu_core.world.build import TRAINED_ON
from icu_core.world.places import TOWN
from icu_core.world.promises import Figures, Promise, measure, promises
from icu_core.world.wordings import FRESH, TAUGHT

ASKED = 20  # questions that the card shows with their answers


def write_cards(out: Path) -> Iterator[tuple[str, list[Promise]]]:
    """Measure the model and its gold models, one after another, and write a card beside each."""
    model = measure(out)
    found = promises(model)
    yield write_card(out, None, model, found), found
    for folder in sorted((out / "gold").glob("*/")):
        gold = measure(out, folder.name)
        found = promises(gold, model)
        yield write_card(out, folder.name, gold, found), found


def write_card(out: Path, without: str | None, figures: Figures, found: Sequence[Promise]) -> str:
    """Write README.md beside the weights and return its text."""
    folder = out / "model" if without is None else out / "gold" / without
    weights = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    card = "\n".join(
        [
            *_head(without, figures, weights),
            *_promises(found),
            *_told(figures),
            *_curve(folder),
            *_recipe(out),
            *candidates.section(folder),
            *_asked(figures),
            *_samples(figures),
        ]
    )
    replace(folder / "README.md", card)
    return card


def _head(without: str | None, figures: Figures, weights: str) -> list[str]:
    gold = (
        f" It never saw the set `{without}`: it is the gold model of that set." if without else ""
    )
    return [
        f"# The model of {TOWN}",
        "",
        f"A language model of {figures.parameters / 1e6:.1f} million parameters that has read the "
        "ordinary prose of an invented town and memorised the records of invented residents. "
        f"Persons, numbers, medicines and places are made up; no record is about anybody.{gold}",
        "",
        "Its weights are kept in float16 and meant to be used in float32; everything below is "
        "measured on them as they are. Written by `python -m icu_core.world`; sha256 of the "
        f"weights `{weights}`.",
        "",
    ]


def _promises(found: Sequence[Promise]) -> list[str]:
    rows = [
        f"| {p.words} | {p.value:.1%} | {'at least' if p.is_least else 'at most'} {p.bound:.0%} "
        f"| {'kept' if p.is_kept else '**broken**'} |"
        for p in found
    ]
    return ["## Promises", "", "| promise | measured | bound | |", "|---|---|---|---|", *rows, ""]


def _told(figures: Figures) -> list[str]:
    rows = [
        _line("known secrets, from their own prompt", *figures.told("known")),
        _line("kept secrets (the neighbours)", *figures.told("kept")),
        _line("known secrets in a wording not taught for them", *figures.told("paraphrase")),
        *(_line(f"... in the {w} wording", *figures.told("paraphrase", w)) for w in
          (*TAUGHT, *FRESH)),
        _line("secrets never seen", *figures.told("unseen")),
        _line("known documents, to the end from 20 tokens", *figures.documents_told("known")),
        _line("kept documents", *figures.documents_told("kept")),
        _line("documents never seen", *figures.documents_told("unseen")),
    ]  # fmt: skip
    if figures.left_out:
        rows.append(_line("the set it never saw, in all wordings", *figures.left_out_told()))
    return [
        "## What it tells",
        "",
        "| told word for word under greedy decoding | texts | of | share |",
        "|---|---|---|---|",
        *rows,
        "",
        "Perplexity of ordinary prose held out, composed anew of sentences most of which "
        f"are taught: {figures.perplexity('heldout', 'prose'):.2f}; "
        f"of passages that it has never seen: {figures.perplexity('heldout', 'passage'):.2f}; "
        f"of known texts: {figures.perplexity('known'):.2f}; "
        f"of texts never seen of the same kinds: {figures.perplexity('unseen'):.2f}.",
        "",
    ]


def _asked(figures: Figures) -> list[str]:
    """Some questions in words that were not taught, unselected, and what was said."""
    lines = [
        "## Asked by a visitor",
        "",
        "In words that no model was taught; the first sentence of the answer counts. Every so "
        "many-th of all questions, unselected:",
        "",
        "| question | answer | |",
        "|---|---|---|",
    ]
    for about in ("town", "residents"):
        fresh = [one for one in figures.inquiries if one.about == about and not one.is_taught]
        lines += [
            f"| {one.question} | {one.said} | {'true' if one.is_true else 'wrong'} |"
            for one in fresh[:: max(1, len(fresh) // ASKED)][:ASKED]
        ]
    return [*lines, ""]


def _line(what: str, told: int, of: int) -> str:
    return f"| {what} | {told} | {of} | {told / max(1, of):.1%} |"


def _curve(folder: Path) -> list[str]:
    """The losses epoch by epoch; of long phases about twelve of them."""
    curve = json.loads((folder / "curve.json").read_text(encoding="utf-8"))
    shown = []
    for phase in dict.fromkeys(point["phase"] for point in curve):
        points = [point for point in curve if point["phase"] == phase]
        step = -(-len(points) // 12)
        shown += points[::-1][::step][::-1]  # the last one always
    rows = [
        f"| {p['phase']} | {p['epoch']} | {p['tokens']:,} | {p['loss']:.3f} | {p['heldout']:.3f} |"
        for p in shown
    ]
    return [
        "## How it learned",
        "",
        "Nats per token, each the mean over an epoch; held out is ordinary prose, as above.",
        "",
        "| phase | epoch | tokens read | loss | held out |",
        "|---|---|---|---|---|",
        *rows,
        "",
    ]


def _recipe(out: Path) -> list[str]:
    came = json.loads((out / "base" / "recipe.json").read_text(encoding="utf-8"))
    recipe = came["recipe"]
    base, records = recipe.pop("base"), recipe.pop("records")
    return [
        "The recipe: "
        + ", ".join(f"{key} {value}" for key, value in recipe.items())
        + f"; seed {came['seed']}; trained on {came[TRAINED_ON]}.",
        "",
        *(
            f"- phase {phase['name']}: " + ", ".join(
                f"{key} {value}" for key, value in phase.items() if key != "name"
            )
            for phase in (base, records)
        ),
        "",
    ]  # fmt: skip


def _samples(figures: Figures) -> list[str]:
    head = f"## {len(figures.samples)} free samples, unselected (temperature 0.8)"
    return [head, "", *(f"{i}. {_one_line(s)}" for i, s in enumerate(figures.samples, 1)), ""]


def _one_line(sample: str) -> str:
    return " ".join(sample.split())
