"""The second half of the Audit page: an audit at work or done, and what can be done with it."""

from __future__ import annotations

import json
import time
from typing import Any

import gradio as gr

from icu_core.durable import replace
from icu_core.errors import RunError
from icu_core.ui import markup
from icu_core.ui.audit import actions as audit_actions
from icu_core.ui.audit import markup as markup_audit
from icu_core.ui.audit import view as audit_view
from icu_core.ui.audit import words as audit_words
from icu_core.ui.audit.form import TICK_S, Live
from icu_core.ui.audit.view import AuditView
from icu_core.ui.live import working_seconds
from icu_core.ui.server import uploads, visitor
from icu_core.ui.unlearn.live import Frame, choose_text

DELETED = "This audit has been deleted. Press Another audit to go on."
MASKED, SHOWN = "audit", "audit-with-secrets"  # names of what is taken away

choose = choose_text


def look(raw: Any, seen: Any, chosen: Any) -> list[Any] | Any:
    """Everything that has changed in the current audit since the last look."""
    me, frame = visitor.mine(raw), Frame(seen if isinstance(seen, dict) else {})
    audit = audit_actions.found(me.audit)
    if audit is None:
        before = frame.seen.get("audit")
        return _empty(is_deleted=before == me.audit) if before else gr.skip()
    if frame.seen.get("audit") != audit.id:
        frame.seen = {}
    place = chosen if isinstance(chosen, int) and not isinstance(chosen, bool) else 0
    values = _values(frame, audit_view.view(audit), place)
    frame.now["audit"] = audit.id
    return [*values, gr.skip() if frame.now == frame.seen else frame.now]


def _empty(*, is_deleted: bool) -> list[Any]:
    """What was looked at was left, or deleted elsewhere (said once); its texts leave the page."""
    told = {
        "status": markup.error(DELETED) if is_deleted else "", "stop": gr.Button(interactive=False),
        "resume": gr.Button(interactive=False), "take": gr.Column(visible=False),
        "timer": gr.Timer(active=False),
    }  # fmt: skip
    return [*(told.get(name, "") for name in Live.CHANGING), {}]


def _values(frame: Frame, view: AuditView, place: int) -> list[Any]:
    """One value per output, in their order; what is unchanged is skipped."""
    work = [view.status, view.is_stopping, view.was_stopped]
    done = [len(view.done), view.status, view.was_stopped]
    step = [view.attack, round(view.share, 3), (view.progress or {}).get("phase")]
    now = time.time()
    second = round(working_seconds(view, now)) if view.status == "running" else 0
    headline = audit_words.headline(view)
    moving, may_stop = view.is_at_work, view.status == "running" and not view.is_stopping
    has_report = view.document is not None and not moving
    return [
        frame.only_new(
            "status", [*work, *done, *step, second], lambda: markup_audit.status(view, now)
        ),
        frame.only_new("told", headline, lambda: markup.quiet(headline)),
        frame.only_new("stop", work, lambda: gr.Button(
            "Stopping …" if view.is_stopping else "Stop", interactive=may_stop, visible=moving)),
        frame.only_new("resume", work, lambda: gr.Button(
            interactive=view.may_resume, visible=view.may_resume and not moving)),
        frame.only_new("verdict", done, lambda: markup_audit.verdict(view)),
        frame.only_new("board", [*done, place], lambda: markup_audit.board(view, place)),
        frame.only_new("evidence", [*done, place], lambda: markup_audit.evidence(view, place)),
        frame.only_new("attacks", [*done, view.attack], lambda: markup_audit.attacks(view)),
        frame.only_new("take", has_report, lambda: gr.Column(visible=has_report)),
        frame.only_new("limits", done, lambda: markup_audit.limits(view)),
        frame.only_new("timer", moving, lambda: gr.Timer(TICK_S if moving else 4 * TICK_S)),
    ]  # fmt: skip


def stop(raw: Any) -> Any:
    """Stop the current audit."""
    audit_actions.stop(visitor.mine(raw).audit)
    return gr.Button("Stopping …", interactive=False)


def resume(raw: Any) -> Any:
    """Go on with the current audit."""
    me = visitor.mine(raw)
    audit_actions.resume(me, me.audit)
    return gr.Button(interactive=False)


def html(raw: Any, show_secrets: Any) -> Any:
    """The report as a page, to be saved."""
    return _saved(raw, "html", is_shown=show_secrets is True)


def data(raw: Any, show_secrets: Any) -> Any:
    """The report as JSON, to be saved."""
    return _saved(raw, "json", is_shown=show_secrets is True)


def _saved(raw: Any, kind: str, *, is_shown: bool) -> Any:
    """A file that waits where only who knows the audit can name it, until the audit goes."""
    audit = audit_actions.required(visitor.mine(raw).audit)
    document, page = audit_actions.report(audit.id, show_secrets=is_shown)
    folder = uploads.download_folder(audit.id)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / f"{SHOWN if is_shown else MASKED}.{kind}"
        replace(path, page if kind == "html" else json.dumps(document, indent=1))
    except OSError as error:
        raise RunError("The report could not be written: is there room on the disk?") from error
    return gr.DownloadButton(value=str(path))
