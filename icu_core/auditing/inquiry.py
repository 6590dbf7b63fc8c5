"""An audit: is what a model was to forget really gone, and would anybody else find it?

It opens the models of a case, puts its texts through attack after attack, and comes to a verdict.
It writes nothing; job.py keeps the tables of an audit that runs as a job.

Differs   Every attack is tried on the audited model, on gold where there is one, and on never-seen
          texts; the original is asked for the targets only, to show what it was like before.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from threading import Lock
from typing import Any

import torch

from icu_core import models as models_of
from icu_core.attacks.asked import asked
from icu_core.attacks.depth import depth
from icu_core.attacks.formats import formats
from icu_core.attacks.harmless import harmless
from icu_core.attacks.language import language
from icu_core.attacks.lens import lens
from icu_core.attacks.lineup import line_up
from icu_core.attacks.membership import membership
from icu_core.attacks.neighbours import neighbours
from icu_core.attacks.openings import openings
from icu_core.attacks.pieces import pieces
from icu_core.attacks.prefixes import prefixes
from icu_core.attacks.relearning import relearning
from icu_core.attacks.rounding import rounding
from icu_core.attacks.shape import (
    AUDITED,
    GOLD,
    ORIGINAL,
    Material,
    Models,
    Settings,
    Table,
    Watch,
    names,
)
from icu_core.attacks.tries import tries
from icu_core.attacks.wordings import wordings
from icu_core.auditing.case import (
    AUTO,
    IN_MEMORY,
    LEAST_CONTROLS,
    NO_CONTROLS,
    Case,
    make,
    pinned,
)
from icu_core.auditing.findings import STILL_THERE
from icu_core.auditing.recorded import beside_gold, of_gold
from icu_core.auditing.verdict import judge
from icu_core.errors import ModelError, TextsError
from icu_core.models import LM
from icu_core.reading.pieces import Split
from icu_core.report import Audited
from icu_core.rounding import count
from icu_core.sources import texts_of
from icu_core.texts import Text
from icu_core.tokens import encode, readable, windows
from icu_core.weights import check_same, resolve

Attack = Callable[[Models, Material, Settings, Watch], Table]
Source = str | Path | Sequence[str] | Sequence[Text]

BATTERY: dict[str, Attack] = {
    "asked": asked,
    "pieces": pieces,
    "line_up": line_up,
    "membership": membership,
    "language": language,
    "prefixes": prefixes,
    "wordings": wordings,
    "formats": formats,
    "openings": openings,
    "neighbours": neighbours,
    "rounding": rounding,
    "relearning": relearning,
    "harmless": harmless,
    "tries": tries,
    "lens": lens,
    "depth": depth,
}
"""Every attack by its name; `attacks.shape` says which belong to which level."""

KNOWS = 0.5
"""A gold model of another set knows so large a share of the targets, or more."""


def open_models(case: Case, in_memory: Mapping[str, LM]) -> Models:
    """The models of a case. Raises ModelError, also where they do not fit together."""
    loaded = {
        role: in_memory[role] if role in in_memory else _load(name, case, role)
        for role, name in case.models.items()
    }
    ours = loaded[AUDITED].tokenizer.get_vocab()
    for role, lm in loaded.items():
        if lm.tokenizer.get_vocab() != ours:
            raise ModelError(
                f"The {role} model '{_short(lm.name)}' cuts texts into other tokens "
                f"({len(lm.tokenizer)}) than the audited one ({len(ours)}), so nothing they say "
                "can be compared. Give the model that the audited one was made from, or leave it "
                "out."
            )
    return Models(loaded[AUDITED], loaded.get(ORIGINAL), loaded.get(GOLD))


def fit(material: Material, lm: LM) -> tuple[Material, list[str]]:
    """The material as this model can read it, and what was done to it, in words.

    Targets, never-seen and other texts longer than the context become windows. Raises TextsError
    for a target that is too short to be asked for.
    """
    notes: list[str] = []
    targets = [part for text in material.targets for part in windows(text, lm)]
    if len(targets) > len(material.targets):
        notes.append(
            f"Texts longer than the model's context of {lm.context} tokens were split: "
            f"{len(material.targets)} texts became {len(targets)}."
        )
    for text in targets:
        encode(text, lm)
    parts = {"targets": tuple(targets)}
    for name in ("controls", "neighbours", "wordings", "prose"):
        texts, left = readable(getattr(material, name), lm)
        parts[name] = tuple(texts)
        if name == "controls" and left:
            are = "is" if left == 1 else "are"
            notes.append(f"{count(left, 'never-seen text')} {are} too short to be asked for.")
    if len(parts["controls"]) < LEAST_CONTROLS:
        there = f"{len(parts['controls'])} that the model can be asked for"
        raise TextsError(NO_CONTROLS.format(count=f"{LEAST_CONTROLS} or more", there=there))
    return replace(material, **parts), notes


def inquire(
    models: Models,
    material: Material,
    settings: Settings,
    *,
    done: Sequence[Table] = (),
    watch: Callable[[str, int, int], None] = lambda *_: None,
) -> Iterator[Table]:
    """The tables of all attacks of the level, one after the other; those in `done` are left out.

    `watch` is called with an attack, a step and the number of steps, and may raise `Stopped`; from
    several threads, but never from two at the same time. A table depends on models, material and
    settings alone, never on the tables before it. Raises ModelError for a gold model that knows the
    targets.
    """
    found, one_at_a_time = {table.name: table for table in done}, Lock()
    known = _recorded(models, material, settings)

    def look(name: str, step: int, of: int) -> None:
        with one_at_a_time:
            watch(name, step, of)

    for name in names(settings.level):
        if name in found:
            continue
        look(name, 0, 0)
        started = time.monotonic()
        asked = replace(models, gold=None) if name in known else models
        table = BATTERY[name](asked, material, settings, partial(look, name))
        if name in known:
            table = beside_gold(table, known[name])
        found[name] = replace(table, seconds=round(time.monotonic() - started, 2))
        if name == "line_up" and models.gold is not None:
            _check_gold([*found.values()], material, models.gold)
        yield found[name]


def kinds_of(material: Material) -> dict[str, str]:
    """The kind of every text that is judged or compared with, by label."""
    return {text.id: text.kind for text in (*material.targets, *material.controls)}


def facts(models: Models, material: Material, notes: Sequence[str] = ()) -> dict[str, Any]:
    """What an audit was done on and with: hashes, sizes, versions; nothing sensitive."""
    packages = ("torch", "transformers", "tokenizers", "safetensors")
    return {
        "models": {role: _fact(lm) for role, lm in models.named().items()},
        "counts": {
            name: len(getattr(material, name))
            for name in ("targets", "controls", "neighbours", "wordings", "prose")
        },
        "software": {"python": python_version(), **{each: version(each) for each in packages}},
        "device": str(models.audited.device),
        "threads": torch.get_num_threads(),
        "notes": list(notes),
    }


def audit_texts(
    model: str | LM,
    targets: Source,
    *,
    original: str | LM | None = AUTO,
    gold: str | LM | None = AUTO,
    controls: Source | None = None,
    neighbours: Source | None = None,
    wordings: Source | None = None,
    prose: Source | None = None,
    split: Split | None = None,
    settings: Mapping[str, Any] | None = None,
) -> Audited:
    """The function behind `icu_core.audit`, which describes it."""
    if isinstance(model, LM):  # whatever it was loaded from, it may have been trained since
        model = replace(model, name=IN_MEMORY)
    named = {
        role: each if isinstance(each, str) else each.name
        for role, each in ((AUDITED, model), (ORIGINAL, original or ""), (GOLD, gold or ""))
    }
    sources = {
        "targets": targets, "controls": controls, "neighbours": neighbours,
        "wordings": wordings, "prose": prose, "split": split,
    }  # fmt: skip
    case = make(
        named[AUDITED],
        texts_of(targets, split=split).texts,
        settings=Settings.of(settings or {}),
        original=named[ORIGINAL],
        gold=named[GOLD],
        controls=_texts(controls),
        neighbours=_texts(neighbours),
        wordings=_texts(wordings),
        prose=_texts(prose),
        sources={k: str(each) for k, each in sources.items() if isinstance(each, (str, Path))},
    )
    in_memory = {AUDITED: model, ORIGINAL: original, GOLD: gold}
    return run(case, {role: lm for role, lm in in_memory.items() if isinstance(lm, LM)})


def run(case: Case, in_memory: Mapping[str, LM] | None = None) -> Audited:
    """Do the whole audit of a case in this process; models in memory need not be loaded."""
    if case.settings.threads:
        torch.set_num_threads(case.settings.threads)
    opened = open_models(case, in_memory or {})
    material, notes = fit(case.material, opened.audited)
    told = facts(opened, material, notes)
    tables = tuple(inquire(opened, material, case.settings))
    told["seconds"] = round(sum(table.seconds for table in tables), 1)
    return Audited(
        replace(case, material=material), told, tables, judge(tables, kinds_of(material))
    )


def hash_of(lm: LM) -> str:
    """SHA-256 of the weights by name, as they compute: the same whatever file they came from."""
    digest = hashlib.sha256()
    for name, tensor in sorted(lm.network.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.detach().cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()


def _load(name: str, case: Case, role: str) -> LM:
    """One model; what a run began from has its revision beside its name and is as it was."""
    name, revision = pinned(name)
    if role == ORIGINAL:
        revision = revision or case.revision
        check_same(resolve(name, revision=revision or None), case.began_with)
    return models_of.load(name, device=case.settings.device, revision=revision or None)


def _recorded(models: Models, material: Material, settings: Settings) -> dict[str, Table]:
    """Gold's answers that need not be asked for; on a GPU it is fast, and computes otherwise."""
    if models.gold is None or models.gold.device.type != "cpu":
        return {}
    return of_gold(hash_of(models.gold), material, settings)


def _texts(source: Source | None) -> Sequence[Text] | None:
    return None if source is None else texts_of(source).texts


def _fact(lm: LM) -> dict[str, Any]:
    return {
        "name": _short(lm.name),
        "kind": str(lm.network.config.model_type),
        "sha256": hash_of(lm),
        "parameters": models_of.size(lm),
        "vocabulary": len(lm.tokenizer),
        "context": lm.context,
    }


def _short(name: str) -> str:
    """A hub id as it is, of a folder only its own name."""
    return Path(name).name if Path(name).exists() else name


def _check_gold(tables: Sequence[Table], material: Material, gold: LM) -> None:
    """Raise ModelError for a gold model that has met the targets."""
    found = judge(tables, kinds_of(material), model=GOLD)
    known = found.count(STILL_THERE)
    if known and known >= KNOWS * len(found.texts):
        raise ModelError(
            f"The gold model '{_short(gold.name)}' knows {known} of the {len(found.texts)} texts: "
            "it must never have met them. It is probably the gold model of another set."
        )
