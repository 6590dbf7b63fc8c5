"""What an audit is about: which models, which texts, which controls, how hard to try.

A case is put together before any model is loaded, kept in the audit's folder, and enough to do the
same audit again. Its texts go by labels: t1, t2, ... the targets, c1, ... the never-seen texts.

Which texts serve where the user gave none, for targets of the embedded world:

    controls     never-seen records of the same kinds
    wordings     every other text with one of the secrets
    neighbours   kept records of the same kinds
    original     the embedded model
    gold         the shipped model that never met this set, where there is one

Ordinary text is the world's held-out prose unless other is given, whatever the model.
"""

from __future__ import annotations

import json
import re
import secrets
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from icu_core import store, world
from icu_core.attacks.shape import AUDITED, GOLD, ORIGINAL, Material, Settings, spread
from icu_core.durable import whole
from icu_core.errors import ModelError, RunError, TextsError
from icu_core.metrics.scale import OF_A_KIND
from icu_core.store import Run
from icu_core.texts import Text, text_from_json
from icu_core.world import found_gold

LEAST_CONTROLS = OF_A_KIND
"""Fewer never-seen texts make no scale."""

EACH_KIND = OF_A_KIND + 1
"""Never-seen texts of every kind: one of them is itself held against the others."""

NEIGHBOURS = 48
AUTO = "auto"
OF_RUN = "the result of the run"
IN_MEMORY = "a model in memory"
RUN = "run"  # source of texts that came with a run
WORLD = "world"  # source of the texts of the embedded world

NO_CONTROLS = (
    "An audit needs never-seen texts to compare with: {count} of the same kind and form as the "
    "targets that the model cannot know, for example the same sentences with made-up secrets. "
    "There are {there}. Without them nobody could say what is knowledge and what is luck."
)


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that an audit depends on."""

    models: dict[str, str]  # by audited, original, gold: a name, a folder, a hub id (@revision)
    material: Material
    settings: Settings
    name: str = ""
    revision: str = ""  # of an original from the hub
    began_with: str = ""  # fingerprint of the original that a run began with
    sources: tuple[tuple[str, str], ...] = ()  # what the user named: (targets, ten-secrets), ...
    notes: tuple[str, ...] = ()
    nonce: str = ""  # keeps the hash of the texts from telling what they are
    created: float = 0.0  # seconds since 1970

    def to_json(self) -> str:
        """The whole case, texts included; `from_json` gives the same object."""
        return json.dumps(asdict(self))

    def named(self) -> dict[str, str]:
        """The models as a report may name them: the result of a run lies where its id stands."""
        of_run = {AUDITED: OF_RUN} if RUN in dict(self.sources) else {}
        return {**self.models, **of_run}

    @staticmethod
    def from_json(words: str) -> Case:
        """A case from what `to_json` wrote. Raises RunError where that is damaged."""
        with whole("What this audit is about", advice="Delete the audit."):
            value = json.loads(words)
            plain = {
                "material": material_from(value["material"]),
                "settings": Settings(**value["settings"]),
                "sources": tuple(map(tuple, value["sources"])),
                "notes": tuple(value["notes"]),
            }
            return Case(**{**value, **plain})


def bare(name: str) -> str:
    """A name as others may read it: of a folder or file of this machine only the last part.

    That stands behind ./ and so is never taken for an id of the hub; a shipped gold model is named
    by its set.
    """
    last = re.split(r"[/\\]", name.rstrip("/\\"))[-1]
    if name and name == str(world.gold_path(last)):
        return last
    is_of_here = name.startswith(("/", "~", ".")) or "\\" in name or _is_there(name)
    return f"./{last}" if is_of_here else name


def _is_there(name: str) -> bool:
    try:
        return bool(name) and Path(name).exists()
    except (OSError, ValueError):  # too long, or no name at all
        return False


def pinned(name: str) -> tuple[str, str]:
    """Name and revision of owner/name@revision; a folder keeps its whole name."""
    bare, at, revision = name.rpartition("@")
    return (bare, revision) if at and "/" in bare and not Path(name).exists() else (name, "")


def material_from(value: Mapping[str, Any]) -> Material:
    """Material from plain values."""
    return Material(
        **{name: tuple(text_from_json(each) for each in texts) for name, texts in value.items()}
    )


def make(
    model: str,
    targets: Sequence[Text],
    *,
    settings: Settings,
    original: str = AUTO,
    gold: str = AUTO,
    controls: Sequence[Text] | None = None,
    neighbours: Sequence[Text] | None = None,
    wordings: Sequence[Text] | None = None,
    prose: Sequence[Text] | None = None,
    revision: str = "",
    name: str = "",
    sources: Mapping[str, str] | None = None,
) -> Case:
    """A case; None means the texts that suit targets of the embedded world.

    `original` and `gold` may be empty (there is none) or `auto`.

    Raises:
        ModelError: no model.
        TextsError: no targets, or too few never-seen texts.
    """
    if not model:
        raise ModelError("There is no model to audit. Name a folder, a hub id, or embedded.")
    if not targets:
        raise TextsError("There is no text to audit. Choose or paste at least one.")
    notes: list[str] = []
    is_world = all(text.source == WORLD for text in targets)
    unseen = _controls(targets, controls, is_world, settings, notes)
    material = Material(
        targets=_labelled(targets, "t"),
        controls=_labelled(unseen, "c"),
        neighbours=_labelled(_neighbours(targets, neighbours, is_world), "n"),
        wordings=_labelled(_wordings([*targets, *unseen], wordings, is_world), "w"),
        prose=_labelled(world.heldout() if prose is None else prose, "p"),
    )
    named = {
        AUDITED: model,
        ORIGINAL: _original(model, original, is_world),
        GOLD: _gold(targets, gold, is_world),
    }
    return Case(
        {role: each for role, each in named.items() if each},
        material,
        settings,
        name=name,
        revision=revision,
        sources=tuple((sources or {}).items()),
        notes=tuple(notes),
        nonce=secrets.token_hex(16),
        created=time.time(),
    )


def of_run(
    run: Run,
    *,
    settings: Settings,
    gold: str = AUTO,
    controls: Sequence[Text] | None = None,
) -> Case:
    """The case of a finished run: its result, its original, its targets and prose.

    Its neighbours are its partners, or those that every audit of texts of the world has.

    Raises:
        RunError: the run has no result.
        TextsError: it had no never-seen texts of the user and needs some.
    """
    from icu_core.plan import Plan  # torch comes with it

    result, stored = run.result_path(), run.plan()
    if result is None or stored is None:
        raise RunError("This run has no unlearned model to audit yet. Wait for its end.")
    plan, config, targets = Plan.from_json(stored), run.config, run.targets
    is_world = all(text.source == WORLD for text in targets)
    partners = {each.text.id: each.text for pair in plan.pairings for each in pair.partners}
    case = make(
        str(result.resolve()),
        targets,
        settings=settings,
        original=config.model,
        gold=str(found_gold.of_run(run) or "") if gold == AUTO else gold,
        controls=run.unseen if controls is None else controls,
        neighbours=None if is_world else list(partners.values()),
        prose=plan.prose,
        revision=config.revision,
        name=run.name,
        sources={RUN: run.id},
    )
    return replace(case, began_with=run.original or "")


def _labelled(texts: Sequence[Text], letter: str) -> tuple[Text, ...]:
    return tuple(
        replace(text, id=f"{letter}{number}") for number, text in enumerate(texts, start=1)
    )


def _controls(
    targets: Sequence[Text],
    given: Sequence[Text] | None,
    is_world: bool,
    settings: Settings,
    notes: list[str],
) -> list[Text]:
    """Never-seen texts of the targets' kinds, evenly over the kinds."""
    found = list(world.unseen()) if given is None and is_world else list(given or ())
    taken = {text.secret_text.strip() for text in targets}
    free = [text for text in found if text.secret_text.strip() not in taken]
    if len(free) < len(found):
        left = len(found) - len(free)
        notes.append(f"{left} of the never-seen texts hold a secret of a target and were left out.")
    if len(free) < LEAST_CONTROLS:
        there = len(free) if found else "none"
        raise TextsError(NO_CONTROLS.format(count=f"{LEAST_CONTROLS} or more", there=there))
    kinds = sorted({text.kind for text in targets})
    alike = [text for text in free if text.kind in kinds]
    if len(alike) < LEAST_CONTROLS:
        notes.append("The never-seen texts are of other kinds than the targets.")
        alike, kinds = free, sorted({text.kind for text in free})
    most = max(settings.controls, len(targets))
    each = max(EACH_KIND, -(-most // len(kinds)))
    return [
        text for kind in kinds for text in spread([one for one in alike if one.kind == kind], each)
    ]


def _neighbours(
    targets: Sequence[Text], given: Sequence[Text] | None, is_world: bool
) -> list[Text]:
    """Known texts of the same kinds, none with a secret that is to be forgotten."""
    if given is not None or not is_world:
        return spread(list(given or ()), NEIGHBOURS)
    kinds = sorted({text.kind for text in targets})
    each = max(1, NEIGHBOURS // len(kinds))
    secrets = {text.secret_text for text in targets}
    pool = [text for text in world.pool() if text.secret_text not in secrets]
    return [
        text for kind in kinds for text in spread([one for one in pool if one.kind == kind], each)
    ]


def _wordings(texts: Sequence[Text], given: Sequence[Text] | None, is_world: bool) -> list[Text]:
    """Other texts with one of the secrets."""
    found = list(given or ())
    if given is None and is_world:
        splits = ("paraphrase", "known", "unseen")
        found = [record.text for split in splits for record in world.records(split)]
    wanted = {text.secret_text for text in texts}
    taken = {text.text for text in texts}
    return [text for text in found if text.secret_text in wanted and text.text not in taken]


def _original(model: str, given: str, is_world: bool) -> str:
    if given != AUTO:
        return given
    return "embedded" if is_world and model != "embedded" else ""


def _gold(targets: Collection[Text], given: str, is_world: bool) -> str:
    """The gold model that never met just these secrets, shipped or made here."""
    if given != AUTO:
        return given
    return str(found_gold.of_texts(targets, home=store.home()) or "") if is_world else ""
