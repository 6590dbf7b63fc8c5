"""The command that audits: a run, or any model, and reports as HTML, JSON and in the shell."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from icu_core import work
from icu_core.attacks.shape import AUDITED, GOLD, LEVELS, ORIGINAL
from icu_core.auditing import audits
from icu_core.auditing.audits import Audit
from icu_core.cli.bar import progress
from icu_core.cli.values import SPLIT_HELP, SPLITS, changes, check_models, tell_reading
from icu_core.durable import replace
from icu_core.errors import ConfigError
from icu_core.store import Store, home

if TYPE_CHECKING:  # the first is a private class, yet the only name that argparse has for it
    from icu_core.auditing.case import Case
    from icu_core.report import Audited

    Commands = argparse._SubParsersAction[Any]

DONE, FAILED, INTERRUPTED = 0, 1, 130
NONE = "none"
TEXTS = ("controls", "neighbours", "wordings", "prose")
ABOUT = {
    "controls": "file of never-seen texts of the same kinds; targets of the world need none",
    "neighbours": "file of similar texts that the model knows and is to keep",
    "wordings": "file of other texts with one of the secrets",
    "prose": "file of ordinary text, to see whether the model still speaks",
}


def add(commands: Commands) -> None:
    """Add the command to the command line that is being built."""
    audit = commands.add_parser("audit", help="see whether it is really gone")
    what = audit.add_mutually_exclusive_group(required=True)
    what.add_argument("--run", help="id of a finished run")
    what.add_argument("--model", help="the model to audit: a folder, a hub id, embedded")
    what.add_argument("--again", type=Path, metavar="JSON", help="do the audit of a report again")
    what.add_argument("--resume", metavar="ID", help="go on with an audit that was stopped")
    what.add_argument("--report", metavar="ID", help="only the report of an audit that was done")
    audit.add_argument("--targets", help="a file of texts, or a set of the world")
    audit.add_argument("--split", choices=SPLITS, help=SPLIT_HELP)
    audit.add_argument("--original", default="auto", help="the model before, or none")
    audit.add_argument("--gold", default="auto", help="a model that never met the texts, or none")
    for name in TEXTS:
        audit.add_argument(f"--{name}", help=ABOUT[name])
    audit.add_argument("--level", choices=LEVELS, help="attack if not named")
    audit.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", dest="changes")
    audit.add_argument("--name", default="", help="what to call the audit")
    out = "write the report here: .html or .json; may be given twice"
    audit.add_argument("--out", action="append", default=[], type=Path, metavar="FILE", help=out)
    audit.add_argument("--show-secrets", action="store_true", help="do not mask them")
    audit.add_argument("--json", action="store_true", help="print the report as JSON")
    audit.set_defaults(command=_audit)


def _audit(options: argparse.Namespace) -> int:
    """Do what is to be done, then report on it."""
    for path in options.out:
        if path.suffix not in (".html", ".json"):
            raise ConfigError(f"--out takes a name in .html or .json, not {path.name!r}.")
        if not path.parent.is_dir():
            raise ConfigError(f"--out: there is no folder {str(path.parent)!r}. Make it first.")
    store = Store(options.home or home())
    before = _document(options.again) if options.again else None
    audit = _chosen(options, store, before)
    if not options.report:
        _work(audit, is_silent=options.json)
        if audit.status() != "finished" or _is_stopped(audit):
            return _unfinished(audit)
    return _report(audit, options, before)


def _chosen(options: argparse.Namespace, store: Store, before: Mapping[str, Any] | None) -> Audit:
    """The audit that is meant, a new one unless it has an id."""
    if options.resume or options.report or options.again:
        _refuse_beside(options)
    if options.resume or options.report:
        return audits.get(store, options.resume or options.report)
    run = store.get(options.run) if options.run else None
    return audits.create(store, _case(options, store, before).to_json(), run=run)


def _case(options: argparse.Namespace, store: Store, before: Mapping[str, Any] | None) -> Case:
    """What the new audit is about."""
    from icu_core.attacks.shape import Settings
    from icu_core.auditing import case, repeat
    from icu_core.auditing.case import AUTO
    from icu_core.sources import texts_of

    if before is not None:
        return repeat.case_of(before, store)
    level = {"level": options.level} if options.level else {}
    settings = Settings.of({**level, **changes(options.changes)})
    given = {name: source for name in TEXTS if (source := getattr(options, name))}
    texts = {name: texts_of(source).texts for name, source in given.items()}
    gold, original = ("" if each == NONE else each for each in (options.gold, options.original))
    named = [each for each in (gold, original) if each not in ("", AUTO)]
    named += [] if options.run else [options.model]
    check_models(*named, device=settings.device)
    if options.run:
        _refuse_beside_run(options)
        controls = texts.get("controls")
        return case.of_run(store.get(options.run), settings=settings, gold=gold, controls=controls)
    if not options.targets:
        raise ConfigError("Name the texts too: --targets FILE, or a set such as ten-secrets.")
    reading = texts_of(options.targets, split=options.split)
    tell_reading(reading)
    split = {"split": options.split} if options.split else {}
    return case.make(
        options.model,
        reading.texts,
        settings=settings,
        original=original,
        gold=gold,
        name=options.name or Path(options.targets).stem,
        sources={"targets": options.targets, **split, **given},
        controls=texts.get("controls"),
        neighbours=texts.get("neighbours"),
        wordings=texts.get("wordings"),
        prose=texts.get("prose"),
    )


def _refuse_beside(options: argparse.Namespace) -> None:
    """An audit that was begun has its case. Raises ConfigError for another one."""
    others = ("targets", "split", *TEXTS, "changes", "name", "level")
    given = [name for name in others if getattr(options, name)]
    given += [name for name in ("original", "gold") if getattr(options, name) != "auto"]
    if given:
        what = next(name for name in ("report", "resume", "again") if getattr(options, name))
        option = {"changes": "set"}.get(given[0], given[0])
        raise ConfigError(
            f"With --{what} leave out --{option}: the audit keeps to what it was begun with. "
            "Begin another one with --run or --model."
        )


def _refuse_beside_run(options: argparse.Namespace) -> None:
    """A run brings its texts, its original and its name. Raises ConfigError for another one."""
    others = ("targets", "split", "neighbours", "wordings", "prose", "name")
    given = [name for name in others if getattr(options, name)]
    given += ["original"] if options.original != "auto" else []
    if given:
        raise ConfigError(
            f"With --run leave out --{given[0]}: the run brings its own. To audit its model in "
            "another way, name its folder with --model."
        )


def _work(audit: Audit, *, is_silent: bool) -> None:
    """Do the audit here, with a progress bar on stderr."""
    print(f"audit {audit.id}", file=sys.stderr)
    from icu_core.report.glossary import ATTACKS

    with progress(is_silent=is_silent) as show:

        def tell(phase: str, number: int, step: int, of: int) -> None:
            title = ATTACKS[phase].title.lower() if phase in ATTACKS else phase
            show(f"attack {number}, {title}" if number else title, step / max(1, of))

        work.do(audit, tell=tell)


def _is_stopped(audit: Audit) -> bool:
    return (audit.last("finished") or {}).get("reason") == "stopped"


def _unfinished(audit: Audit) -> int:
    """Say why there is no report."""
    last = audit.events()[-1]
    words = last.get("message") or last.get("words") or "interrupted"
    print(f"icu: {words}", file=sys.stderr)
    if last["type"] == "failed":
        return FAILED
    print(f"Go on with: python -m icu_core audit --resume {audit.id}", file=sys.stderr)
    return INTERRUPTED


def _report(audit: Audit, options: argparse.Namespace, before: Mapping[str, Any] | None) -> int:
    """Write and print what was found."""
    from icu_core.auditing import job, repeat
    from icu_core.report import words

    found = job.read(audit)
    document = found.document(show_secrets=options.show_secrets)
    for path in options.out:
        _write(path, found, show_secrets=options.show_secrets)
    if options.json:
        print(json.dumps(document, indent=1))
    else:
        _print(document, audit, options.out)
    if before is not None:
        repeat.check_models(before, document)
        differing = repeat.differences(before, document)
        told = "The same numbers." if not differing else f"{len(differing)} numbers differ."
        print("\n".join([told, *differing[:5]]), file=sys.stderr)
        return DONE if not differing else FAILED
    return INTERRUPTED if words.undone(document) else DONE


def _write(path: Path, found: Audited, *, show_secrets: bool) -> None:
    is_page = path.suffix == ".html"
    document = json.dumps(found.document(show_secrets=show_secrets), indent=1)
    replace(path, found.html(show_secrets=show_secrets) if is_page else document)


def _print(document: Mapping[str, Any], audit: Audit, written: list[Path]) -> None:
    """The verdict, and a line per attack."""
    from icu_core.auditing.job import PAGE
    from icu_core.report import glossary, lines, words

    title, told = words.weakest(document)
    print(f"{words.headline(document).upper()}. {words.summary(document)}")
    print(f"Weakest point: {title}. {told}\n")
    roles = (AUDITED, ORIGINAL, GOLD, "control")
    heads = "".join(f"{glossary.MODELS[role]:>12}" for role in roles)
    print(f"{'attack':<30}{'result':<22}{'apart':>7}{heads}")
    for each in document["verdict"]["outcomes"]:
        cells = lines.came_out(document, each)
        said = (cells.get(role, "–") for role in roles)
        result = "leaks" if each["is_leaking"] else "as if never seen"
        apart = str(each["apart"]) if each["strengths"] else "–"
        name = glossary.ATTACKS[each["attack"]].title
        print(f"{name:<30}{result:<22}{apart:>7}" + "".join(f"{cell:>12}" for cell in said))
    print(f"\n({glossary.CAME_OUT})")
    for limit in words.limits(document):
        print(f"- {limit}")
    places = [str(path) for path in written] or [str(audit.path / PAGE)]
    print(f"\nThe report is in {', '.join(places)}")


def _document(path: Path) -> dict[str, Any]:
    """A report as it was written. Raises ConfigError."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigError(f"{path.name!r} cannot be read as a report in JSON.") from error
    if not isinstance(value, dict):
        raise ConfigError(f"{path.name!r} is no report of an audit.")
    return value
