"""A finished run that can be audited, and audits of it: tiny models, a few seconds each."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import asdict
from pathlib import Path

from icu_core import work
from icu_core.attacks.shape import Settings
from icu_core.auditing import audits, case
from icu_core.auditing.audits import Audit
from icu_core.store import Run, Store
from icu_core.texts import Span, Text

QUICK = Settings(level="quick", controls=8, line_up=2, samples=10, relearn_steps=2, threads=1)
STRANGERS = {"Mab": "7712", "Ned": "6405", "Ora": "1938", "Pip": "8520", "Rex": "2367"}


def stranger(name: str, code: str) -> Text:
    """A record of the kind that the tiny model knows, of somebody it has never met."""
    words = f"The door code of {name} is {code}."
    start = words.index(code)
    span = Span(start, start + len(code), "code")
    return Text(f"s-{name}", words, span, (span,), "code", "test")


def ready(finished: Run, home: Path) -> Run:
    """The finished run in this folder of runs, with as many never-seen texts as an audit needs."""
    home.mkdir(parents=True, exist_ok=True)
    shutil.copytree(finished.path, home / finished.id, dirs_exist_ok=True)
    run = Store(home).get(finished.id)
    more = [stranger(*each) for each in STRANGERS.items()]
    lines = [json.dumps(asdict(text)) + "\n" for text in (*(finished.unseen or ()), *more)]
    content = "".join(lines)
    (run.path / "unseen.jsonl").write_text(content, encoding="utf-8")
    header = json.loads((run.path / "config.json").read_text("utf-8"))
    header["sums"]["unseen.jsonl"] = hashlib.sha256(content.encode()).hexdigest()
    (run.path / "config.json").write_text(json.dumps(header), encoding="utf-8")
    return Store(home).get(finished.id)


def begun(run: Run, settings: Settings = QUICK) -> Audit:
    """An audit of a run that waits for its job."""
    made = case.of_run(run, settings=settings)
    return audits.create(Store(run.home), made.to_json(), run=run)


def done(run: Run, settings: Settings = QUICK) -> Audit:
    """An audit of a run from its beginning to its end."""
    audit = begun(run, settings)
    work.do(audit)
    assert audit.status() == "finished", audit.events()[-1]
    return audit
