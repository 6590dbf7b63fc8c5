"""An audit done again from its report: the same case, and whether the numbers are the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from icu_core import world
from icu_core.attacks.shape import AUDITED, GOLD, ORIGINAL, Settings
from icu_core.auditing.case import AUTO, RUN, Case, make, material_from, of_run
from icu_core.durable import DAMAGE
from icu_core.errors import ConfigError, RunError, TextsError
from icu_core.report import FORMAT
from icu_core.sources import texts_of
from icu_core.store import Run, Store

APART = ("seconds",)
"""Numbers that may differ."""

GIVEN = ("controls", "neighbours", "wordings", "prose")
PATHS = ("targets", *GIVEN)  # may be files


def case_of(document: Mapping[str, Any], store: Store) -> Case:
    """The case of a report. One that masks its secrets must name where its texts came from.

    Raises:
        ConfigError: this is no report of an audit.
        TextsError: the texts are neither in it nor where they were.
        RunError: the run that was audited is not here.
    """
    if document.get("format") != FORMAT:
        raise ConfigError(f"This is no report of an audit: its format must be {FORMAT!r}.")
    try:
        return _case_of(document, store)
    except DAMAGE as error:
        raise ConfigError("This report is damaged: a part of it is missing.") from error


def _case_of(document: Mapping[str, Any], store: Store) -> Case:
    named = dict(document["named"])
    models, revision = named.pop("models"), named.pop("revision")
    settings = replace(Settings.of(document["settings"]), threads=document["threads"])
    run = _run_of(named[RUN], store) if RUN in named else None
    if run is not None:
        models = {**models, AUDITED: str(run.result_path() or "")}
    if "material" in document:
        material = material_from(document["material"])
        return Case(models, material, settings, name=document["name"], revision=revision,
                    began_with=(run.original or "") if run else "",
                    sources=tuple(named.items()), nonce=document["nonce"])  # fmt: skip
    gold = _gold(models.get(GOLD, ""))
    if run is not None:
        return of_run(run, settings=settings, gold=gold)
    if "targets" not in named:
        raise TextsError(
            "This report masks its secrets, and its texts came from no file: they cannot be had "
            "again. Take the report that shows them."
        )
    for name in (
        models[AUDITED],
        models.get(ORIGINAL, ""),
        *(named[k] for k in PATHS if k in named),
    ):
        _check_here(name)
    return make(
        models[AUDITED],
        texts_of(named["targets"], split=named.get("split")).texts,
        settings=settings,
        original=models.get(ORIGINAL, ""),
        gold=gold,
        revision=revision,
        name=document["name"],
        sources=named,
        **{each: texts_of(named[each]).texts for each in GIVEN if each in named},
    )


def _gold(name: str) -> str:
    """The gold model of that name: shipped by its set; one made here is found by its texts."""
    if shipped := name and world.gold_path(name):
        return str(shipped)
    return AUTO if name.startswith("./") and not Path(name).exists() else name


def _check_here(name: str) -> None:
    """Raise RunError for a folder or file that is not in this one: a report holds no whole path."""
    if name.startswith("./") and not Path(name).exists():
        raise RunError(
            f"The report holds no more of a path than {name!r}, and there is none here. Begin in "
            "the folder that holds it, or take the report that shows the secrets."
        )


def _run_of(digits: str, store: Store) -> Run:
    """The run whose id begins so: a report holds no more of it. Raises RunError."""
    found = [each for each in store.list() if digits and each.id.startswith(digits)]
    if len(found) != 1 or found[0].result_path() is None:
        raise RunError("The run of this report, or its model, is not here. It may be deleted.")
    return found[0]


def differences(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """Places at which two reports have different numbers; empty where they are the same."""
    found: list[str] = []
    for part in ("tables", "verdict"):
        found += _differing(one[part], other[part], part)
    return found


def check_models(one: Mapping[str, Any], other: Mapping[str, Any]) -> None:
    """Raise RunError where two reports are not of the same models."""
    for role, each in one["models"].items():
        now = other["models"].get(role, {}).get("sha256")
        if now != each["sha256"]:
            raise RunError(
                f"The {role} model is not the one of the report: its weights have the hash {now}, "
                f"not {each['sha256']}."
            )


def _differing(one: Any, other: Any, place: str) -> Iterator[str]:
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for key in sorted({*one, *other} - {*APART}):
            yield from _differing(one.get(key), other.get(key), f"{place}/{key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, (a, b) in enumerate(zip(one, other, strict=True)):
            yield from _differing(a, b, f"{place}/{number}")
    elif one != other:
        yield f"{place}: {one!r} before, {other!r} now"
