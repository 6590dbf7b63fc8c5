"""Audits as a job would leave them, without any model."""

from __future__ import annotations

import json
from typing import Any

from icu_core.attacks.shape import AUDITED, ORIGINAL, Settings, Table, Trace, names
from icu_core.auditing import audits, job
from icu_core.auditing.audits import Audit
from icu_core.auditing.case import Case, make
from icu_core.store import Run, Store
from icu_core.texts import Span, Text


def fake_text(
    label: str, secret: str = "4512", prompt: str = "The door code of Mara is ", rest: str = "",
    spans: tuple[Span, ...] = (),
) -> Text:  # fmt: skip
    """A text of a made-up case."""
    place = Span(len(prompt), len(prompt) + len(secret), "code")
    return Text(label, prompt + secret + rest, place, spans, "code", "x")


def fake_audit(
    home: Store, level: str = "quick", *, tables: int = 1, end: str | None = None,
    said: tuple[str, ...] = (), run: Run | None = None, **of: Any,
) -> Audit:  # fmt: skip
    """An audit as its job would have left it after so many attacks, without any model."""
    targets = [fake_text(f"x{n}", **of) for n in range(3)]
    unseen = [fake_text(f"u{n}", secret=f"77{n}0") for n in range(8)]
    case = make("nobody/model", targets, settings=Settings(level=level), controls=unseen,  # type: ignore[arg-type]
                original="nobody/before", prose=[], name=of.get("prompt", "")[:40])  # fmt: skip
    audit = audits.create(home, case.to_json(), run=run)
    with audit.writer() as writer:
        if end != "waiting":
            writer.append({"type": "started", "pid": 1, "done": 0})
        writer.keep(job.MATERIAL, json.dumps({**_plain(case)["material"]}))
        writer.append({"type": "prepared", "facts": FACTS})
        for name in names(level)[:tables]:
            table = fake_table(name, case, said, str(of.get("secret", "4512")))
            writer.append({"type": "table", "name": name, "table": table.as_dict()})
        if end not in (None, "waiting"):
            writer.append({"type": "finished", "reason": end, "words": "", "texts": {}})
    return audit


FACTS: dict[str, Any] = {
    "models": {
        name: {"name": f"nobody/{name}", "kind": "llama", "sha256": "ab" * 32,
               "parameters": 9, "vocabulary": 9, "context": 9}
        for name in (AUDITED, ORIGINAL)
    },
    "counts": {"targets": 3, "controls": 8, "neighbours": 0, "wordings": 0, "prose": 0},
    "software": {"python": "3"}, "device": "cpu", "threads": 1, "notes": [],
}  # fmt: skip


def _plain(case: Case) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(case.to_json())
    return plain


def fake_table(name: str, case: Case, said: tuple[str, ...], secret: str) -> Table:
    """What an attack may have found: so many targets said, never-seen ones never."""
    if name in ("membership", "language"):
        return Table(name, seconds=1.0)
    of = {each.id: Trace(0.9 if each.id in said else 0.05 + n / 99, each.id in said)
          for n, each in enumerate(case.material.targets)}  # fmt: skip
    before = {label: Trace(0.99, True) for label in of}
    unseen = {each.id: Trace(0.04 + n / 90, False) for n, each in enumerate(case.material.controls)}
    words = {AUDITED: dict.fromkeys(of, f" it is {secret}")}
    nats = {AUDITED: dict.fromkeys(of, 3.0), ORIGINAL: dict.fromkeys(of, 0.01)}
    return Table(name, unit="probability", floor=0.1, targets={AUDITED: of, ORIGINAL: before},
                 controls={AUDITED: unseen}, words=words if name == "pieces" else {},
                 per_text={"nats": nats} if name == "asked" else {}, seconds=2.0)  # fmt: skip
