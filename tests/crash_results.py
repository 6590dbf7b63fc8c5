"""Keeps what `make crash` found: one row a test in tests/crash/RESULT.md, with date and command.

Rows of tests that did not run stay as they were, so that the long ones can be run one at a time.
A test adds figures with pytest's `record_property`.
"""

from __future__ import annotations

import os
import platform
import re
import shlex
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
KEPT = Path(__file__).parent / "crash" / "RESULT.md"
HEAD = """# What the long tests found last

Written by `make crash` (`pytest -m slow --keep-results`), one row a test; a row says itself when it
was found, with which command and from which commit. Figures are those of the machine named.

| test | outcome | took | figures | when (UTC) | commit | machine | command |
|---|---|---|---|---|---|---|---|
"""
_ROW = re.compile(r"^\| (tests/\S+) \|")


def pytest_addoption(parser: pytest.Parser) -> None:
    """The switch that `make crash` sets."""
    parser.addoption("--keep-results", action="store_true", help=f"write {KEPT.name}")


class Keeper:
    """Collects the outcomes of one session and writes them at its end."""

    def __init__(self, command: str) -> None:
        self.command = command
        self.found: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note one outcome; what a set-up broke counts as its test's."""
        if report.when == "call" or (report.outcome != "passed" and report.when == "setup"):
            figures = ", ".join(f"{name} {value}" for name, value in report.user_properties)
            cells = (
                report.nodeid, report.outcome, f"{report.duration:.0f} s", figures or "–",
                time.strftime("%Y-%m-%d %H:%M", time.gmtime()), commit(), machine(), self.command,
            )  # fmt: skip
            self.found[report.nodeid] = row(cells)

    def pytest_sessionfinish(self) -> None:
        """Write the rows of this session, and those of others that it did not run."""
        if self.found:
            KEPT.parent.mkdir(exist_ok=True)
            before = KEPT.read_text("utf-8") if KEPT.is_file() else ""
            KEPT.write_text(merged(before, self.found), encoding="utf-8")


def pytest_configure(config: pytest.Config) -> None:
    """Collect only where it was asked for."""
    if config.getoption("--keep-results"):
        command = shlex.join(["pytest", *sys.argv[1:]])
        config.pluginmanager.register(Keeper(command), "crash-results")


def merged(before: str, found: dict[str, str]) -> str:
    """The whole file: rows of old, replaced by those that were found now."""
    old = {match[1]: line for line in before.splitlines() if (match := _ROW.match(line))}
    rows = old | found
    return HEAD + "".join(rows[name] + "\n" for name in sorted(rows))


def row(cells: tuple[str, ...]) -> str:
    """One line of the table."""
    return "| " + " | ".join(cell.replace("|", "/").replace("\n", " ") for cell in cells) + " |"


def commit() -> str:
    """The commit that is checked out, with a + where files other than these results differ."""
    name = _git("rev-parse", "--short", "HEAD").stdout.strip()
    differs = _git("diff", "--quiet", "HEAD", "--", ".", f":!{KEPT.relative_to(ROOT)}").returncode
    return name + "+" * bool(differs) if name else "unknown"


def _git(*command: str) -> subprocess.CompletedProcess[str]:
    given = ["git", "-C", str(ROOT), *command]
    return subprocess.run(given, capture_output=True, text=True, check=False)


def machine() -> str:
    """What it ran on, without the name of the machine."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9
    return f"{os.cpu_count()} cores, {memory:.0f} GB, Python {platform.python_version()}"
