"""Gives an unlearned model to the Hugging Face hub: one new repository, one commit, all or nothing.

Private unless asked otherwise. A token is used for the one push that it was given for: it is not
kept, not written anywhere, and no message or error repeats it. The token of this machine is never
used in place of a missing one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from huggingface_hub import CommitOperationAdd, HfApi
from huggingface_hub.errors import HfHubHTTPError

from icu_core import card, export
from icu_core.errors import HubError
from icu_core.store import Run

COMMIT = "An unlearned model, made with ICU"
MOST_TOKEN_CHARACTERS = 4_000  # a token of a signed-in visitor is a long one
CREATED_WITH_THE_REPOSITORY = (".gitattributes",)

_NAME = re.compile(r"([A-Za-z0-9][\w.-]{0,95}/)?[A-Za-z0-9][\w.-]{0,95}", re.ASCII)
_NO_ANSWER: tuple[type[BaseException], ...] = (
    HfHubHTTPError.__mro__[1],  # the base of its HTTP library's errors, whichever that is
    OSError, RuntimeError, ValueError,
)  # fmt: skip
"""What the client raises on the way: its HTTP library's errors, and those of the upload."""


def push(
    run: Run, *, repo: str, token: str, is_private: bool = True, endpoint: str | None = None
) -> str:
    """Push model and card of a run to a new repository; returns its address.

    `repo` is a name, or owner/name. Raises HubError (token refused, name taken, no answer, ...),
    and RunError where the run has no result. A push that failed can be repeated.
    """
    with run.held():
        parts, words = export.files(run), card.text(run)
        api = HfApi(endpoint=endpoint, token=_checked_token(token))
        _check_name(repo)
        with _in_words(f"signing in to {api.endpoint}"):
            name = repo if "/" in repo else f"{api.whoami()['name']}/{repo}"
        with _in_words(f"creating {name}"):
            _create(api, name, is_private=is_private)
        with _in_words(f"sending the model to {name} (repeat it under the same name)"):
            operations = [CommitOperationAdd(export.CARD, words.encode("utf-8"))]
            operations += [CommitOperationAdd(part.name, part) for part in parts]
            api.create_commit(name, operations, commit_message=COMMIT)
    return f"{api.endpoint}/{name}"


def _checked_token(token: str) -> str:
    """A token as it can stand in a header. Raises HubError, which does not repeat it."""
    clean = token.strip()
    if not clean:
        raise HubError("Sign in, or give a token that may write: huggingface.co/settings/tokens.")
    is_plain = clean.isascii() and clean.isprintable() and " " not in clean
    if not is_plain or len(clean) > MOST_TOKEN_CHARACTERS:
        raise HubError("This is no token of the hub: those begin with hf_ and have no spaces.")
    return clean


def _check_name(repo: str) -> None:
    if not _NAME.fullmatch(repo) or "--" in repo or ".." in repo or repo.endswith((".git", ".")):
        raise HubError(
            f"'{repo[:60]}' is no name for a repository: letters, digits, single '-', '_' and '.', "
            "at most 96 of them, with the owner and '/' before it if it is not you."
        )


def _create(api: HfApi, name: str, *, is_private: bool) -> None:
    """A new repository; one of this name that is empty, as after a failed push, will do."""
    try:
        api.create_repo(name, private=is_private)
    except HfHubHTTPError as error:
        if error.response.status_code != 409:
            raise
        _check_empty(api, name, is_private=is_private)


def _check_empty(api: HfApi, name: str, *, is_private: bool) -> None:
    found = api.model_info(name)
    names = {each.rfilename for each in found.siblings or ()}
    if names - set(CREATED_WITH_THE_REPOSITORY):
        raise HubError(f"There is a model {name} already, and it stays. Choose another name.")
    if bool(found.private) != is_private:
        now, wanted = ("private", "public") if found.private else ("public", "private")
        raise HubError(f"The empty repository {name} is {now}, not {wanted}. Choose another name.")


@contextmanager
def _in_words(doing: str) -> Iterator[None]:
    """What the hub answers, as a message; never with the request, which holds the token."""
    try:
        yield
    except HfHubHTTPError as error:
        raise HubError(_refusal(error.response.status_code, doing)) from None
    except _NO_ANSWER as error:
        raise HubError(
            f"The hub did not answer while {doing} ({type(error).__name__}). Check the network "
            "and try again; the run is unharmed."
        ) from None


def _refusal(status: int, doing: str) -> str:
    if status == 401:
        return f"The hub refused the token while {doing}. Make a new one that may write."
    if status in (403, 404):
        return f"This token has no right to do that, said the hub while {doing}. Give it 'write'."
    if status == 429:
        return f"The hub asks to wait, said it while {doing}. Try again in some minutes."
    return f"The hub answered with error {status} while {doing}. Try again later."
