"""The command line, `python -m icu_core`: one file for each larger command, the rest together."""

from icu_core.cli.commands import BAD_INPUT, DONE, FAILED, INTERRUPTED, main

__all__ = ["BAD_INPUT", "DONE", "FAILED", "INTERRUPTED", "main"]
