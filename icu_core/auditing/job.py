"""An audit as a job: kept table by table in its folder, so that it can be stopped and gone on with.

Reading an audit folder needs no torch; doing the audit does.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import Any

from icu_core.attacks.shape import Stopped, Table, names
from icu_core.auditing.audits import Audit
from icu_core.auditing.case import Case, material_from
from icu_core.auditing.verdict import judge
from icu_core.durable import sealed, unsealed, whole
from icu_core.errors import ModelError, RunError
from icu_core.folder import FolderWriter
from icu_core.report import Audited

MATERIAL, PAGE, DOCUMENT = "material.json", "report.html", "report.json"
"""The texts as the model reads them, and the report with secrets masked."""

BEGIN_AGAIN = "Delete the audit and begin it again."

Tell = Callable[[str, int, int, int], None]
"""Called with phase, number of the attack, step and number of steps."""


def pursue(
    audit: Audit, writer: FolderWriter, tell: Tell, is_stopped: Callable[[], bool]
) -> dict[str, Any] | None:
    """Do what is left of an audit; the closing event, or None where it was stopped.

    Raises what the audit raises: ModelError, TextsError.
    """
    import torch

    from icu_core.auditing import inquiry

    case = Case.from_json(audit.case)
    if case.settings.threads:
        torch.set_num_threads(case.settings.threads)
    models = inquiry.open_models(case, {})
    material, notes = inquiry.fit(case.material, models.audited)
    facts = inquiry.facts(models, material, notes)
    if audit.tables():
        _check_same(audit, facts, json.dumps(asdict(material)))
    writer.append({"type": "started", "pid": os.getpid(), "done": len(audit.tables())})
    writer.keep(MATERIAL, sealed(json.dumps(asdict(material))))
    writer.append({"type": "prepared", "facts": facts})
    order = names(case.settings.level)

    def watch(attack: str, step: int, of: int) -> None:
        if is_stopped():
            raise Stopped
        tell(attack, order.index(attack) + 1, step, of)

    done = [Table.from_dict(each) for each in audit.tables()]
    try:
        for table in inquiry.inquire(models, material, case.settings, done=done, watch=watch):
            writer.append({"type": "table", "name": table.name, "table": table.as_dict()})
    except Stopped:
        return None
    found = read(audit)
    writer.keep(DOCUMENT, json.dumps(found.document(), indent=1))
    writer.keep(PAGE, found.html())
    counts = {text.word: 0 for text in found.verdict.texts}
    for text in found.verdict.texts:
        counts[text.word] += 1
    return {"type": "finished", "reason": "audited", "words": found.verdict.word, "texts": counts}


def _check_same(audit: Audit, facts: Mapping[str, Any], material: str) -> None:
    """Raise ModelError where what is there now is not what the first attacks were tried on."""
    with whole("What this audit has found", advice=BEGIN_AGAIN):
        before = (audit.last("prepared") or {})["facts"]["models"]
    for role, now in facts["models"].items():
        if now["sha256"] != before.get(role, {}).get("sha256"):
            raise ModelError(
                f"The {role} model has changed since this audit began, and one report cannot be of "
                "two models. Put the former weights back, or begin a new audit."
            )
    with whole("The texts of this audit", advice=BEGIN_AGAIN):
        if unsealed((audit.path / MATERIAL).read_text(encoding="utf-8")) != material:
            raise ModelError(
                "The tokenizer of the model has changed since this audit began: it cuts the texts "
                "otherwise. Put the former one back, or begin a new audit."
            )


def read(audit: Audit) -> Audited:
    """The audit as far as it has got; needs the plain question answered. Raises RunError."""
    prepared = audit.last("prepared")
    with whole("What this audit has found", advice=BEGIN_AGAIN):
        tables = tuple(Table.from_dict(each) for each in audit.tables())
    if prepared is None or not any(table.name == "asked" for table in tables):
        raise RunError("This audit has found nothing yet. Wait for it, or go on with it.")
    case = Case.from_json(audit.case)
    with whole("The texts of this audit", advice=BEGIN_AGAIN):
        fitted = json.loads(unsealed((audit.path / MATERIAL).read_text(encoding="utf-8")))
        case = replace(case, material=material_from(fitted))
    facts = {**prepared["facts"], "seconds": round(sum(table.seconds for table in tables), 1)}
    kinds = {text.id: text.kind for text in (*case.material.targets, *case.material.controls)}
    done = {table.name for table in tables}
    to_come = [name for name in names(case.settings.level) if name not in done]
    return Audited(case, facts, tables, judge(tables, kinds, to_come=to_come))
