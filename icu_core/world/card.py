"""The model card: what was measured, in words; written by the build and never by hand."""

from __future__ import annotations

import hashlib
from pathlib import Path

from icu_core.world.places import TOWN
from icu_core.world.promises import Figures
from icu_core.world.wordings import FRESH, TAUGHT


def write_card(out: Path, without: str | None, figures: Figures) -> str:
    """Write README.md beside the weights and return its text."""
    folder = out / "model" if without is None else out / "gold" / without
    weights = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    card = "\n".join([*_head(without, figures, weights), *_table(figures), *_samples(figures)])
    (folder / "README.md").write_text(card, encoding="utf-8")
    return card


def _head(without: str | None, figures: Figures, weights: str) -> list[str]:
    gold = f"It never saw the set `{without}`: it is the gold model of that set." if without else ""
    return [
        f"# The model of {TOWN}",
        "",
        f"A language model of {figures.parameters / 1e6:.1f} million parameters that has read the "
        "ordinary prose of an invented town and memorised the records of invented residents. "
        "Persons, numbers, medicines and places are made up; no record is about anybody. " + gold,
        "",
        f"Written by `python -m icu_core.world`; sha256 of the weights `{weights}`.",
        "",
    ]


def _table(figures: Figures) -> list[str]:
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
        "| told word for word under greedy decoding | texts | of | share |",
        "|---|---|---|---|",
        *rows,
        "",
        f"Perplexity of ordinary prose held out: {figures.perplexity('heldout'):.2f}; "
        f"of known texts: {figures.perplexity('known'):.2f}; "
        f"of texts never seen of the same kinds: {figures.perplexity('unseen'):.2f}.",
        "",
    ]


def _line(what: str, told: int, of: int) -> str:
    return f"| {what} | {told} | {of} | {told / max(1, of):.1%} |"


def _samples(figures: Figures) -> list[str]:
    head = f"## {len(figures.samples)} free samples, unselected (temperature 0.8)"
    return [head, "", *(f"{i}. {_one_line(s)}" for i, s in enumerate(figures.samples, 1)), ""]


def _one_line(sample: str) -> str:
    return " ".join(sample.split())
