"""The report of an audit: one document of plain values, and one self-contained HTML page of it.

The document says everything once; the page is made from it alone, so that command line, page and
API show the same. Secrets are masked unless asked for, and with them every other sensitive span and
what the models say. No report holds the id of a run, which is the key to it, and none with masked
secrets a path of this machine: it is made to be handed on. The hash of the texts
is keyed with a number that a masked document does not hold, because the hash of a known sentence
with four unknown digits tells the digits.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timezone
from typing import Any

from icu_core.attacks.shape import AUDITED, Table
from icu_core.auditing.case import OF_RUN, RUN, Case, bare
from icu_core.auditing.findings import Verdict
from icu_core.durable import without_nan
from icu_core.texts import Span, Text

FORMAT = "icu-audit 1"
MASK = "█████"
RUN_DIGITS = 8  # of the id of a run: enough to find it again for who has it

_Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Audited:
    """A finished audit."""

    case: Case
    facts: Mapping[str, Any]  # models, software, times; nothing sensitive
    tables: tuple[Table, ...]
    verdict: Verdict

    def document(self, *, show_secrets: bool = False) -> dict[str, Any]:
        """The report as plain values for JSON."""
        case = self.case
        shown = {"nonce": case.nonce, "material": asdict(case.material)} if show_secrets else {}
        words = {model: said for table in self.tables for model, said in table.words.items()}
        hidden = set() if show_secrets else {each.secret_text for each in case.material.targets}
        plain = {
            "format": FORMAT,
            "name": case.name,
            "created": datetime.fromtimestamp(case.created, timezone.utc).isoformat("T", "seconds"),
            "shows_secrets": show_secrets,
            "settings": asdict(case.settings),
            "named": _named(case, str if show_secrets else bare),
            **self.facts,
            "models": self._models(),
            "notes": [*case.notes, *self.facts.get("notes", ())],
            "commitment": _commitment(case),
            "shown_texts": [
                _text(each, {} if hidden else words, hidden) for each in case.material.targets
            ],
            "verdict": self.verdict.as_dict(),
            "tables": [replace(table, words={}).as_dict() for table in self.tables],
            **shown,
        }
        return _plain(plain)

    def _models(self) -> _Plain:
        """What is known of the models; the folder of a run's result has no name of its own."""
        facts = {
            role: {**each, "name": bare(each["name"]).removeprefix("./")}
            for role, each in self.facts["models"].items()
        }
        if self.case.named()[AUDITED] == OF_RUN:
            facts[AUDITED] = {**facts[AUDITED], "name": OF_RUN}
        return facts

    def html(self, *, show_secrets: bool = False) -> str:
        """The report as one HTML page that needs nothing else."""
        from icu_core.report.page import page

        return page(self.document(show_secrets=show_secrets))


def _named(case: Case, told: Callable[[str], str]) -> _Plain:
    """Models and sources of the texts by name; of a run a part of its id: the whole is its key."""
    return {
        "models": {role: told(name) for role, name in case.named().items()},
        "revision": case.revision,
        **{
            name: value[:RUN_DIGITS] if name == RUN else told(value)
            for name, value in dict(case.sources).items()
        },
    }


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """As it comes back from JSON."""
    plain: dict[str, Any] = json.loads(json.dumps(without_nan(dict(values)), allow_nan=False))
    return plain


def _commitment(case: Case) -> str:
    """SHA-256 of the nonce and of all texts: proves later which texts these were."""
    texts = json.dumps(asdict(case.material), sort_keys=True)
    return hashlib.sha256(f"{case.nonce}\n{texts}".encode()).hexdigest()


def _text(text: Text, words: Mapping[str, Mapping[str, str]], hidden: Collection[str]) -> _Plain:
    """A target as the report shows it; `hidden` are the secrets to be masked, if any."""
    start, stop = text.secret.start, text.secret.stop
    spans = text.spans if hidden else ()
    return {
        "label": text.id,
        "kind": text.kind,
        "prompt": masked(
            text.prompt, [Span(s.start, min(s.stop, start), s.kind) for s in spans], hidden
        ),
        "secret": MASK if hidden else text.secret_text,
        "rest": masked(
            text.text[stop:],
            [Span(max(0, s.start - stop), s.stop - stop, s.kind) for s in spans],
            hidden,
        ),
        "says": {model: said[text.id] for model, said in words.items() if text.id in said},
    }


def masked(words: str, spans: Sequence[Span], hidden: Collection[str]) -> str:
    """Words without these spans and without any of the hidden secrets, in any case.

    Between the words of a secret any spaces may stand. Spans may overlap; of one that begins or
    ends elsewhere the part within the words is masked.
    """
    end = len(words)  # what follows is masked already
    for span in sorted(spans, key=lambda each: -each.stop):
        start, stop = span.start, min(span.stop, end)
        if start < stop:
            words, end = words[:start] + MASK + words[stop:], start
    folded = "".join(words.casefold().split())
    for secret in sorted(hidden, key=len, reverse=True):
        parts = secret.split()
        if parts and "".join(parts).casefold() in folded:  # of thousands hardly one stands there
            pattern = r"\s+".join(map(re.escape, parts))
            words = re.sub(pattern, MASK, words, flags=re.IGNORECASE)
    return words
