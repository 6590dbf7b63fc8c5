"""What stands between a handler and the page: errors become messages, never tracebacks.

An error that nobody foresaw is told and logged by its type and its place alone: its message, which
Gradio would print, may quote a text.
"""

from __future__ import annotations

import inspect
import logging
import sys
import traceback
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

import gradio as gr
from gradio import queueing, routes, utils

from icu_core.errors import IcuError, RunError, places
from icu_core.escape import message

SHOWN_S = 15

UNFORESEEN = (
    ArithmeticError, AssertionError, AttributeError, LookupError, MemoryError, OSError,
    RuntimeError, TypeError, ValueError,
)  # fmt: skip
_log = logging.getLogger(__name__)


def shown(handler: Callable[..., Any]) -> Callable[..., Any]:
    """For handlers of the page: an IcuError becomes a message on it, and nothing else changes.

    Works for functions and for generators.
    """
    if inspect.isgeneratorfunction(handler):

        @wraps(handler)
        def stream(*values: Any) -> Iterator[Any]:
            try:
                yield from handler(*values)
            except (IcuError, *UNFORESEEN) as error:
                _say(_known(error))
                yield gr.skip()

        return stream

    @wraps(handler)
    def safe(*values: Any) -> Any:
        try:
            return handler(*values)
        except (IcuError, *UNFORESEEN) as error:
            _say(_known(error))
            return gr.skip()

    return safe


def told(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    """For named endpoints: an IcuError is the answer's error message."""
    if inspect.isgeneratorfunction(endpoint):

        @wraps(endpoint)
        def stream(*values: Any, **named: Any) -> Iterator[Any]:
            try:
                yield from endpoint(*values, **named)
            except (IcuError, *UNFORESEEN) as error:
                raise _answer(_known(error)) from None

        return stream

    @wraps(endpoint)
    def safe(*values: Any, **named: Any) -> Any:
        try:
            return endpoint(*values, **named)
        except (IcuError, *UNFORESEEN) as error:
            raise _answer(_known(error)) from None

    return safe


class _Places:
    """Stands where Gradio has the module `traceback`: it would print values that it refuses."""

    format_exc = staticmethod(traceback.format_exc)  # of Gradio's reloading of code, no values

    @staticmethod
    def print_exc() -> None:
        """The kind and the place of the error that is being handled."""
        error = sys.exc_info()[1]
        if error is not None:
            record(error)


def hush() -> None:
    """Have errors of Gradio's own logged as ours are: without their messages."""
    for module in (queueing, routes, utils):
        module.traceback = _Places


def record(error: BaseException) -> str:
    """Log an error without its message; its kind."""
    kind = type(error).__name__
    way = [] if isinstance(error, gr.Error) else places(error)  # Gradio refuses often, and in words
    _log.error("%s at %s", kind, " < ".join(reversed(way or places(error)[-1:])))
    return kind


def _known(error: BaseException) -> IcuError:
    """An error of ours as it is; of any other its kind."""
    if isinstance(error, IcuError):
        return error
    kind = record(error)
    return RunError(f"Something happened here that we did not foresee ({kind}). Try again.")


def _answer(error: IcuError) -> gr.Error:
    return gr.Error(message(error), print_exception=False)


def _say(error: IcuError) -> None:
    gr.Warning(message(error), duration=SHOWN_S, title="That did not work")
