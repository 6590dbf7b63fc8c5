"""Begin, resume, stop and delete audits for a visitor; the same for the page and the endpoints."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from icu_core.attacks.shape import LEVELS, Settings
from icu_core.errors import ConfigError, RunError
from icu_core.ui.audit import view as audit_view
from icu_core.ui.server import forms, public, uploads, visitor
from icu_core.ui.server.starting import model_of
from icu_core.ui.server.visitor import Mine

if TYPE_CHECKING:
    from icu_core.auditing.audits import Audit
    from icu_core.auditing.case import Case
    from icu_core.store import Run
    from icu_core.texts import Text

NONE_HERE = "There is no audit of yours with this id. It may have been deleted."
NOTHING_YET = "This audit has found nothing yet. Wait for its first attack."

_started: dict[str, str] = {}  # the newest audit of every browser


@dataclass(frozen=True, slots=True)
class Brought:
    """A model that a visitor brings, and the texts to look for in it."""

    model: str
    targets: Sequence[Text]
    original: str = ""
    gold: str = ""
    unseen: Sequence[Text] | None = None
    name: str = ""
    uploads: Sequence[Any] = ()


def settings_of(level: Any, values: Any = None) -> Settings:
    """How hard to try, checked. Raises ConfigError."""
    chosen = forms.one_of(level, "level", LEVELS)
    given = {} if values is None else values
    if not isinstance(given, dict) or not all(isinstance(name, str) for name in given):
        raise ConfigError(f"settings must be names with values, not {forms.shortened(values)}.")
    return Settings.of({**given, "level": chosen})


def model_name(raw: Any, field: str) -> str:
    """A model as somebody names it, with @revision or without; empty for none. ConfigError."""
    typed = forms.line(raw, field)
    if not typed:
        return ""
    name, at, revision = typed.rpartition("@")
    if public.is_public() and at:
        model_of(name, revision)
    else:
        model_of(typed, "")
    return typed


def of_run(who: Mine, run: Run, settings: Settings) -> tuple[Audit, bool]:
    """An audit of a finished run, and whether it is new. Raises RunError, TextsError."""
    from icu_core.auditing import case

    return _start(who, case.of_run(run, settings=settings), run=run)


def of_model(who: Mine, brought: Brought, settings: Settings) -> tuple[Audit, bool]:
    """An audit of a model that a visitor brings. Raises ModelError, TextsError, RunError."""
    from icu_core.auditing import case
    from icu_core.weights import find

    for name in filter(None, (brought.model, brought.original, brought.gold)):
        find(case.pinned(name)[0])  # what is wrong with a folder; the hub is asked by the job
    made = case.make(
        brought.model,
        brought.targets,
        settings=settings,
        original=brought.original or case.AUTO,
        gold=brought.gold or case.AUTO,
        controls=brought.unseen,
        name=brought.name,
    )
    return _start(who, made, files=brought.uploads)


def _start(
    who: Mine, case: Case, *, run: Run | None = None, files: Sequence[Any] = ()
) -> tuple[Audit, bool]:
    """A browser whose audit is at work gets that one."""
    from icu_core import jobs
    from icu_core.auditing import audits

    public.check_audit(case)
    with visitor.starting():
        busy = _busy(who)
        if busy is not None:
            return busy, False
        public.take(public.AUDITS, visitor.asks_from())
        audit = audits.create(visitor.store(), case.to_json(), run=run)
        uploads.belong(audit.id, files)
        _note(who, audit)
        jobs.start(audit)
    return audit, True


def _busy(who: Mine) -> Audit | None:
    """The audit of this browser that works or waits right now."""
    for audit_id in (_started.get(who.visitor, ""), who.audit, *who.audits):
        audit = found(audit_id)
        if audit is not None and audit.is_alive():
            return audit
    return None


def _note(who: Mine, audit: Audit) -> None:
    _started[who.visitor] = audit.id
    while len(_started) > public.MOST_VISITORS:
        _started.pop(next(iter(_started)))


def found(audit_id: Any) -> Audit | None:
    """An audit by its id; None where there is none."""
    if not visitor.is_id(audit_id):
        return None
    with suppress(RunError):
        return required(audit_id)
    return None


def required(audit_id: Any) -> Audit:
    """The audit with this id. Raises RunError; whether it ever was is not told."""
    from icu_core.auditing import audits

    return audits.get(visitor.store(), audit_id)


def current(raw: Any) -> Audit | None:
    """The audit that this browser looks at, if it is there."""
    return found(visitor.mine(raw).audit)


def every() -> list[Audit]:
    """All audits of this app."""
    from icu_core.auditing import audits

    return audits.of(visitor.store())


def known(who: Mine) -> list[Audit]:
    """The audits of this browser and those of its runs, newest first."""
    from icu_core.auditing import audits

    store = visitor.store()
    every = [each for run in visitor.known(who) for each in audits.of(store, run)]
    every += [each for audit_id in who.audits if (each := found(audit_id)) is not None]
    return sorted({each.id: each for each in every}.values(), key=_created, reverse=True)


def _created(audit: Audit) -> float:
    with suppress(RunError, ValueError, KeyError):
        return audit_view.created(audit)
    return 0.0


def chosen(who: Mine, audit_id: Any) -> Audit:
    """One of the audits of this browser. Raises RunError."""
    if not visitor.is_id(audit_id):
        raise RunError(NONE_HERE)
    for audit in known(who):
        if audit.id == audit_id:
            return audit
    raise RunError(NONE_HERE)


def stop(audit_id: Any) -> Audit:
    """Ask an audit to stop at its next step. Raises RunError."""
    from icu_core import jobs

    audit = required(audit_id)
    if not audit.is_alive():
        raise RunError("This audit is not at work; there is nothing to stop.")
    jobs.stop(audit)
    return audit


def resume(who: Mine, audit_id: Any) -> Audit:
    """Go on with an audit after its last attack. Raises RunError."""
    from icu_core import jobs

    audit = required(audit_id)
    with visitor.starting():
        busy = _busy(who)
        if busy is not None and busy.id != audit.id:
            raise RunError("Another audit of yours is at work. Stop it first.")
        if not audit_view.view(audit).may_resume and not audit.is_alive():
            raise RunError("This audit has come to its end; there is nothing to resume.")
        jobs.resume(audit)
    return audit


def erase(audit_id: Any) -> None:
    """Delete an audit for good, with its reports and its uploads. Raises RunError."""
    from icu_core import jobs

    audit = required(audit_id)
    try:
        jobs.erase(audit)
        uploads.remove(audit.id)
    except OSError as error:
        raise RunError(
            f"The disk did not do it: {error.strerror or type(error).__name__}. Try again; the "
            "audit is as it was."
        ) from error
    audit_view.forget()


def report(audit_id: Any, *, show_secrets: bool) -> tuple[dict[str, Any], str]:
    """The report of an audit as it stands, as plain values and as a page. Raises RunError."""
    from icu_core.auditing import job
    from icu_core.report.page import page

    audit = required(audit_id)
    if not any(table["name"] == "asked" for table in audit.tables()):
        raise RunError(NOTHING_YET)
    document = job.read(audit).document(show_secrets=show_secrets)
    return document, page(document)
