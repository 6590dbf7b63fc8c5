"""What we install from others: known vulnerabilities, and licences.

    python -m tests.supply audit       asks PyPI's advisories about requirements.lock (pip-audit)
    python -m tests.supply licences    lists the licence of every locked package installed here

Exit codes: 0 fine, 1 something was found, 3 it could not be checked.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements.lock"
FINE, FOUND, UNKNOWN = 0, 1, 3

AUDIT = [
    sys.executable, "-m", "pip_audit", "--requirement", str(LOCK), "--no-deps", "--disable-pip",
    "--progress-spinner", "off",
]  # fmt: skip
NO_ANSWER = re.compile(
    r"ConnectionError|Max retries|NameResolution|timed out|Timeout|ProxyError|SSLError|"
    r"ServiceError|Temporary failure",
)
UNSEEN = re.compile(r"could not be audited")
COPYLEFT = re.compile(r"(?<!L)A?GPL|GNU (Affero )?General Public", re.IGNORECASE)
"""Licences that would bind this project too; the Lesser GPL does not."""


def main(arguments: Sequence[str]) -> int:
    """Do one of the two; returns the exit code."""
    if list(arguments) == ["audit"]:
        return audit(AUDIT)
    if list(arguments) == ["licences"]:
        return licences()
    print(__doc__)
    return UNKNOWN


def audit(command: Sequence[str]) -> int:
    """Run pip-audit, and say plainly when it could not find out."""
    if command == AUDIT and find_spec("pip_audit") is None:
        print("NOT CHECKED: pip-audit is not installed. With a network: make audit.")
        return UNKNOWN
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    told = done.stdout + done.stderr
    if done.returncode and NO_ANSWER.search(told):
        print("NOT CHECKED: PyPI's advisories cannot be reached from here. Nothing is known about")
        print(f"vulnerabilities in {LOCK.name}; run `make audit` on a machine with a network.")
        return UNKNOWN
    skipped = UNSEEN.findall(told)
    print(told.strip())
    if done.returncode:
        print("VULNERABLE: see above.")
        return FOUND
    if skipped:  # pip-audit calls these harmless
        print(f"NOT CHECKED: PyPI's advisories know nothing of {len(skipped)} packages, see above.")
        return UNKNOWN
    print("No known vulnerability.")
    return FINE


def licences() -> int:
    """Print a table; something is found where a licence would bind this project too."""
    rows = list(licence_rows())
    width = max(len(name) for name, _ in rows)
    for name, licence in rows:
        print(f"{name:<{width}}  {licence}")
    bad = [name for name, licence in rows if COPYLEFT.search(licence)]
    print(f"Not for us: {', '.join(bad)}." if bad else f"{len(rows)} packages, none copyleft.")
    return FOUND if bad else FINE


def licence_rows() -> Iterator[tuple[str, str]]:
    """Name, version and licence of every locked package that is installed here."""
    for name in locked():
        try:
            there = distribution(name)
        except PackageNotFoundError:
            continue  # for another system or Python
        yield f"{name} {there.version}", licence_of(there)


def locked() -> list[str]:
    """The names in the lock file."""
    lines = LOCK.read_text("utf-8").splitlines()
    names = (re.match(r"[A-Za-z0-9._-]+", line) for line in lines)
    return sorted({match[0] for match in names if match})


def licence_of(package: Distribution) -> str:
    """What a package says of its licence, in a line; its classifiers where it says too much."""
    told = package.metadata
    kinds = [each for each in told.get_all("Classifier") or [] if each.startswith("License ::")]
    short = [each.rpartition(" :: ")[2] for each in kinds]
    stated = told.get("License-Expression") or told.get("License") or ""
    line = stated.strip().splitlines()[0] if stated.strip() else ""
    return (line if line and len(line) < 60 else ", ".join(short)) or line or "not stated"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
