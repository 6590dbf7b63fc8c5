"""What can be done with one run of the visitor: resume, rename, download, push, delete for good."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import gradio as gr

from icu_core.errors import IcuError, RunError
from icu_core.ui import live, markup
from icu_core.ui.audit import view as audit_view
from icu_core.ui.runs import markup as markup_runs
from icu_core.ui.server import forms, public, starting, uploads, visitor
from icu_core.ui.server.visitor import Mine

if TYPE_CHECKING:
    from pathlib import Path

    from icu_core.store import Run

AT_ONCE, SHARING = 2, "sharing"  # downloads and pushes, from the page and from programs
MAX_REPO_CHARACTERS = 200
MAX_TOKEN_CHARACTERS = 4_000


SAVE_JS = """
() => {
  let left = 100;
  const fetch_it = () => {
    const button = document.querySelector('#%s');
    if (button) button.click();
    else if (left-- > 0) setTimeout(fetch_it, 100);
  };
  setTimeout(fetch_it, 200);
}
"""
"""Fetches a zip as soon as the button with this id is there."""


def owned(raw: Any, chosen: Any) -> Run:
    """The one chosen run, if this browser knows it. Raises RunError."""
    me = visitor.mine(raw)
    if not isinstance(chosen, list) or len(chosen) != 1:
        raise RunError("Choose exactly one run for that.")
    if not isinstance(chosen[0], str) or chosen[0] not in me.runs:
        raise RunError("There is no run of yours with this id. It may have been deleted.")
    return starting.required(chosen[0])


def ours(me: Mine, chosen: Any) -> list[Run]:
    """The chosen runs that this browser knows and that are there, in the order of choosing."""
    ids = chosen if isinstance(chosen, list) else []
    known = {run.id: run for run in visitor.known(me)}
    return [known[each] for each in ids if isinstance(each, str) and each in known]


def resume(raw: Any, chosen: Any) -> None:
    """Go on with the chosen run."""
    run = owned(raw, chosen)
    starting.resume(replace(visitor.mine(raw), current=run.id))


def rename(raw: Any, chosen: Any, name: Any) -> None:
    """Give the chosen run another name."""
    renamed(owned(raw, chosen), name)


def renamed(run: Run, name: Any) -> str:
    """Give a run another name, and return it."""
    checked = forms.text(name, "name", at_most=forms.MAX_NAME_CHARACTERS, may_be_empty=True)
    with _disk():
        run.rename(checked)
    return checked


def download(raw: Any, chosen: Any) -> Any:
    """Pack the model of the chosen run, and offer the zip."""
    path = packed(owned(raw, chosen))
    label = f"Save the zip ({path.stat().st_size / 1e6:,.1f} MB)"
    return gr.DownloadButton(label, value=str(path), visible=True)


def packed(run: Run) -> Path:
    """The model of a run as a zip that waits to be fetched. Raises RunError."""
    from icu_core import export

    path = uploads.download_folder(run.id) / export.file_name(run)
    path.unlink(missing_ok=True)  # of before: the run may have gone on since
    return export.archive(run, path)


def addressed(run: Run, repo: Any, token: Any) -> tuple[Run, str, str]:
    """A run, the repository and the token of a push, checked."""
    name = forms.text(repo, "repository", at_most=MAX_REPO_CHARACTERS).strip()
    return run, name, forms.text(token, "token", at_most=MAX_TOKEN_CHARACTERS, may_be_empty=True)


def push(
    raw: Any,
    chosen: Any,
    repo: Any,
    is_public: Any,
    token: Any,
    oauth: gr.OAuthToken | None,
) -> Iterator[tuple[Any, Any]]:
    """Give the model to the hub; the token field is emptied once it has worked."""
    run, name, typed = addressed(owned(raw, chosen), repo, token)
    is_private = is_public is not True
    yield markup.note("Sending the model …"), gr.skip()
    from icu_core import hub

    given = oauth.token if oauth is not None else typed
    try:
        address = hub.push(run, repo=name, token=given, is_private=is_private)
    except IcuError:
        yield "", gr.skip()
        raise
    yield markup_runs.pushed(address, is_private=is_private), ""


def has_sign_in() -> bool:
    """Whether this is a Space with OAuth: visitors sign in there instead of typing a token."""
    parts = all(find_spec(name) is not None for name in ("authlib", "itsdangerous"))
    return public.is_public() and bool(os.environ.get("OAUTH_CLIENT_ID")) and parts


def erase(raw: Any, chosen: Any) -> tuple[Any, list[str]]:
    """Delete the chosen run for good."""
    run = owned(raw, chosen)
    remove(run)
    return visitor.mine(raw).without(run.id).as_state(), []


def remove(run: Run) -> None:
    """Delete a run for good: folder, audits, zip, reports, uploads, what is in memory of it."""
    from icu_core import jobs
    from icu_core.auditing import audits

    parts = [audit.id for audit in audits.of(visitor.store(), run)]
    with _disk():
        jobs.erase(run)
        for each in (run.id, *parts):
            uploads.remove(each)
    live.forget()
    audit_view.forget()
    visitor.found(run.id)  # the store lets go of a run that is not there
    asked = sys.modules.get("icu_core.compare")
    if asked is not None:
        asked.forget(run)


@contextmanager
def _disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise RunError(
            f"The disk did not do it: {error.strerror or type(error).__name__}. Make room and try "
            "again; the run is as it was."
        ) from error


def ids(runs: Sequence[Run]) -> list[str]:
    """The ids of some runs."""
    return [run.id for run in runs]
