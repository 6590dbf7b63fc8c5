"""What stands between a handler and the page: our errors become messages, never tracebacks."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

import gradio as gr

from icu_core.errors import IcuError
from icu_core.escape import escape

SHOWN_S = 15


def shown(handler: Callable[..., Any]) -> Callable[..., Any]:
    """For handlers of the page: an IcuError becomes a message on it, and nothing else changes.

    Works for functions and for generators.
    """
    if inspect.isgeneratorfunction(handler):

        @wraps(handler)
        def stream(*values: Any) -> Iterator[Any]:
            try:
                yield from handler(*values)
            except IcuError as error:
                _say(error)
                yield gr.skip()

        return stream

    @wraps(handler)
    def safe(*values: Any) -> Any:
        try:
            return handler(*values)
        except IcuError as error:
            _say(error)
            return gr.skip()

    return safe


def told(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    """For named endpoints: an IcuError is the answer's error message."""
    if inspect.isgeneratorfunction(endpoint):

        @wraps(endpoint)
        def stream(*values: Any, **named: Any) -> Iterator[Any]:
            try:
                yield from endpoint(*values, **named)
            except IcuError as error:
                raise _answer(error) from error

        return stream

    @wraps(endpoint)
    def safe(*values: Any, **named: Any) -> Any:
        try:
            return endpoint(*values, **named)
        except IcuError as error:
            raise _answer(error) from error

    return safe


def _answer(error: IcuError) -> gr.Error:
    return gr.Error(escape(error), print_exception=False)


def _say(error: IcuError) -> None:
    gr.Warning(escape(error), duration=SHOWN_S, title="That did not work")
