"""The card of an unlearned model: what was removed, how well, at which cost, how, how audited.

It speaks in kinds and numbers only. No text, secret, prompt, id or name that a user gave stands in
it, and no folder of this machine: whoever reads the card learns nothing that the model forgot.

Units     probabilities and shares 0..1 until they are written as per cents; losses in nats.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import fields
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from icu_core import rounding
from icu_core.attacks.shape import LEVELS
from icu_core.auditing import audits, job
from icu_core.config import RunConfig, explain
from icu_core.errors import RunError
from icu_core.objectives import METHODS
from icu_core.plan import NEVER_SEEN, Strangers
from icu_core.report import words
from icu_core.report.words import Document
from icu_core.rounding import count
from icu_core.store import Run, Store
from icu_core.texts import GIVEN, LAST_HALF, MARKED, SENSITIVITY, Text

KINDS = frozenset(
    (
        *(*SENSITIVITY, GIVEN, MARKED, LAST_HALF, "code", "diagnosis", "door", "travel"),
        *("strongbox", "appointment", "passphrase", "prescription", "birthday", "document"),
    )
)
"""Words that name a kind of text; any other word may be somebody's, and is not repeated."""

APART = ("model", "revision", "refusal")  # told as the original, or not at all

_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}")
_ONLY_OF = re.compile(r"\(([a-z_, ]+)\)\.$")
_REVISION = re.compile(r"[\w./-]{1,100}")

HEAD = """# An unlearned language model

This is {original} after a run of {method} that was to remove {texts} from it. {so_far} The texts
themselves, their secrets and the persons in them are not part of this card or of this folder.
"""

STRANGERS: dict[Strangers, str] = {
    "never seen": "what {texts} of the same kinds give that the model has never seen.",
    "other kinds": "what {texts} of other kinds give that the model has never seen.",
    "pool": (
        "what {texts} of the pool give, for no never-seen ones were given. The model may know "
        "them; then texts count as forgotten too early."
    ),
}
"""What the right-hand column was measured on, by what the plan says."""

ASKED = {
    "secret": "Each text was cut where its secret begins.",
    "tail": "Each text was cut before its last 50 tokens.",
}

MEASURED = """## How it was measured

{asked} The model read what stands before and continued it with
{decoding}; "said word for word" means that all of it came out. MA (memorisation accuracy) is
the share of tokens that the model predicts in place; EL{n} (extraction likelihood) the share of
{n}-grams that it gives away from prefixes of the text. A text counts as forgotten by the rule
`{rule}`: {about}

The right-hand column of the table is the control: {control}
Kept knowledge was measured on {kept}, and as perplexity on
ordinary text. Computed on {device} with seed {seed}.
"""

AUDIT = """## How it was audited

On {day} it was attacked at the level `{level}`, by {attacks}. The verdict: **{verdict}**. {summary}
The weakest point is this one: {title}. {weakest} {beside}{others}
"""

NO_AUDIT = """## How it was audited

It was not audited: beyond what is told above, nobody has tried to bring the texts back.
"""

WAYS = {
    "wordings": "other wordings",
    "tries": "many answers drawn at random",
    "relearning": "further training",
}
"""Attacks that an audit may have tried, as the limits name them."""

NEVER_TRIED = ("another language", "a long conversation")

LIMITS = """## Limits

- {asked}
- Forgetting was measured, not proven. It says nothing about copies of the texts elsewhere, nor
  about whether a law is satisfied.
- Whoever holds both the original and this model can compare them and see where they differ. Keep
  the original out of the hands that this model is meant for.
- The tokenizer is that of the original. Its vocabulary was made from training text, and it may hold
  words or pieces of names.
- The licence, the intended use and the biases of the original apply here as well.
"""


def text(run: Run) -> str:
    """The card of a finished run as Markdown. Raises RunError where there is nothing to tell."""
    finished, iterations = run.last("finished"), run.iterations()
    after = next((each for each in iterations if each["number"] == _result(finished)), None)
    if after is None:
        raise RunError("This run has no result yet. Wait for its end.")
    config, targets = run.config, targets_of(run)
    device = str((run.last("started") or {}).get("device", "cpu"))
    prepared = run.last("prepared") or {}
    before = next((each for each in iterations if each["number"] == 0), None)
    if before is None:
        raise RunError(
            "What was measured before the first iteration is damaged, so nobody can tell what was "
            "forgotten. Repeat the run."
        )
    audits_done = _audits(run, finished or {})
    head = HEAD.format(
        original=original(config), texts=count(len(targets), "text"), method=_method(config.method),
        so_far=_so_far(after),
    )  # fmt: skip
    parts = (
        _front(config),
        head,
        _removed(targets, before, after),
        _cost(before, after, prepared),
        _measured(config, after, prepared, device),
        _audited(audits_done),
        _ended(finished or {}, after, run.events()),
        _settings(config),
        LIMITS.format(asked=_asked(audits_done)),
    )
    return "\n".join(parts)


def original(config: RunConfig) -> str:
    """What the model was before, without naming a folder of this machine."""
    if config.model == "embedded":
        return "the embedded model of the ICU workbench (an invented town, invented residents)"
    if not is_of_hub(config):
        return "a language model from a local folder"
    known = f" at revision `{config.revision}`" if _REVISION.fullmatch(config.revision) else ""
    return f"[`{config.model}`](https://huggingface.co/{config.model}){known}"


def is_of_hub(config: RunConfig) -> bool:
    """Whether the original is a model of the hub, which everybody may name.

    Runs of older versions may name a folder of this machine just like one.
    """
    return bool(_HUB_ID.fullmatch(config.model)) and not Path(config.model).exists()


def targets_of(run: Run) -> Sequence[Text]:
    """The texts as the job counted them: long ones stand in the plan in windows."""
    try:
        return run.planned_targets()
    except RunError:  # the plan is damaged; it only cuts long texts into windows
        return run.targets


def _result(finished: Mapping[str, Any] | None) -> int | None:
    return int(finished["result"]) if finished else None


def _front(config: RunConfig) -> str:
    """What the hub reads."""
    base = f"base_model: {config.model}\n" if is_of_hub(config) else ""
    tags = "tags:\n- machine-unlearning\n- icu\n"
    return f"---\nlibrary_name: transformers\npipeline_tag: text-generation\n{base}{tags}---\n"


def _removed(targets: Sequence[Text], before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """One line for each kind of text, and one for all."""
    scores = [{each["id"]: each for each in one["scores"]} for one in (before, after)]
    by_kind: dict[str, list[str]] = {}
    for each in targets:
        kind = each.kind if each.kind in KINDS else "text"
        by_kind.setdefault(kind, []).append(each.id)
    rows = [_kind_row(kind, ids, *scores) for kind, ids in sorted(by_kind.items())]
    rows.append(_kind_row("**all**", [each.id for each in targets], *scores))
    heads = ("kind", "texts", "original said word for word", "this model says", "forgotten")
    return "## What was to be removed\n\n" + _table(heads, rows)


def _so_far(after: Mapping[str, Any]) -> str:
    """How far it has come, so that nobody takes the wish for the deed."""
    scores = after["scores"]
    gone, said = (sum(1 for each in scores if each[what]) for what in ("is_forgotten", "exact"))
    counts, comes = ("s" if number == 1 else "" for number in (gone, said))
    return (
        f"Of these {gone} count{counts} as forgotten, and {said} still come{comes} out word for "
        "word."
    )


def _kind_row(
    kind: str, ids: Sequence[str], before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[str]:
    was, now = ([scores[one] for one in ids if one in scores] for scores in (before, after))
    said = [sum(1 for each in some if each["exact"]) for some in (was, now)]
    forgotten = sum(1 for each in now if each["is_forgotten"])
    return [kind, *(str(each) for each in (len(ids), *said, forgotten))]


def _cost(before: Mapping[str, Any], after: Mapping[str, Any], prepared: Mapping[str, Any]) -> str:
    """Averages over the texts, and over what was to be kept."""
    levels = prepared.get("levels") or {}
    rows = [
        [name, _share(before["average"].get(key)), _share(after["average"].get(key)),
         _share(levels.get(key))]
        for name, key in (("MA of the texts", "ma"), ("EL of the texts", "el"))
    ]  # fmt: skip
    chances = [_chance(each) for each in (before["average"], after["average"], levels)]
    rows.append(["chance of a token of a secret, geometric mean over the texts", *chances])
    for name, key in (("partner", "kept"), ("other", "untouched")):
        if before.get(key):
            said = [_share(each[key]["exact"]) for each in (before, after)]
            rows.append([f"{name} records said word for word", *said, ""])
    found = [each["perplexity"] for each in (before, after)]
    perplexities = ["–" if each is None else f"{each:.2f}" for each in found]
    rows.append(["perplexity of ordinary text", *perplexities, ""])
    is_pool = prepared.get("strangers") == "pool"
    control = "texts of the pool" if is_pool else "texts never seen"
    heads = ("measure", "original", "this model", control)
    return "## How well, and at which cost\n\n" + _table(heads, rows)


def _measured(
    config: RunConfig, after: Mapping[str, Any], prepared: Mapping[str, Any], device: str
) -> str:
    n = (prepared.get("levels") or {}).get("n")
    control = (
        STRANGERS[prepared.get("strangers", NEVER_SEEN)].format(texts=count(int(n), "text"))
        if n
        else "there were no texts of the same kinds that the model has never seen, so it is empty."
    )
    partners, others = (int((after.get(key) or {}).get("n") or 0) for key in ("kept", "untouched"))
    kept = f"{count(partners, 'partner record')}, similar texts that were to stay"
    return MEASURED.format(
        decoding="the likeliest tokens" if config.beams == 1 else f"{config.beams} beams",
        n=config.el_n,
        rule=config.rule,
        about=explain("rule")[0],
        control=control,
        asked=ASKED[config.split],
        kept=f"{kept}, and on {count(others, 'other record')}" if others else kept,
        device=device,
        seed=config.seed,
    )


def _audits(run: Run, finished: Mapping[str, Any]) -> list[Document]:
    """The finished audits of this result, the newest of the deepest first.

    One from before the run went on is about weights that are gone; a damaged one tells nothing.
    """
    found: list[Document] = []
    for each in audits.of(Store(run.home), run):
        with suppress(RunError):
            if (each.last("finished") or {}).get("reason") == "audited":
                audit = job.read(each)
                if audit.case.created >= finished.get("time", 0.0):
                    found.append(audit.document())
    return sorted(found, key=lambda each: -LEVELS.index(each["settings"]["level"]))


def _audited(documents: Sequence[Document]) -> str:
    """What the deepest audit came to; of any others the verdicts, so that none is passed over."""
    if not documents:
        return NO_AUDIT
    first, *others = documents
    title, weakest = words.weakest(first)
    told = [f"{words.headline(each).lower()} ({each['settings']['level']})" for each in others]
    return AUDIT.format(
        day=first["created"][:10],
        level=first["settings"]["level"],
        attacks=count(len(_tried(first)), "attack"),
        verdict=words.headline(first),
        summary=words.summary(first),
        title=title,
        weakest=weakest,
        beside=words.compared_with(first),
        others=f" Its other audits came to: {'; '.join(told)}." if told else "",
    )


def _asked(documents: Sequence[Document]) -> str:
    """What may still bring something back: all that was not tried, and more of what was."""
    done = _tried(documents[0]) if documents else []
    tried = [way for name, way in WAYS.items() if name in done]
    left = [way for name, way in WAYS.items() if name not in done]
    told = "What the run asked are the texts as they were given."
    if tried:
        told += f" The audit also tried {words.listed(tried)}, each in a few ways of many."
    may = words.listed([*left, *NEVER_TRIED, *(["more of what was tried"] if tried else [])], "or")
    return f"{told} {may[0].upper()}{may[1:]} may still bring something back."


def _tried(document: Document) -> list[str]:
    return [table["name"] for table in document["tables"] if not table["skipped"]]


def _ended(
    finished: Mapping[str, Any], after: Mapping[str, Any], events: Iterable[Mapping[str, Any]]
) -> str:
    """Why the run ended, after how much work."""
    seconds = sum(sum(each["seconds"].values()) for each in events if each["type"] == "iteration")
    return (
        f"## How it ended\n\nReason: `{finished.get('reason', '')}`. {finished.get('words', '')} "
        f"The weights are those of iteration {after['number']}; "
        f"{seconds:.0f} s of work, {', '.join(_software())}.\n"
    )


def _software() -> Iterator[str]:
    for name in ("icu-workbench", "transformers", "torch"):
        try:
            yield f"{name} {version(name)}"
        except PackageNotFoundError:
            continue


def _method(name: str) -> str:
    """The method and its paper."""
    known = "iterative contrastive unlearning" if name == "icu" else f"the method `{name}`"
    paper = METHODS[name].paper
    return f"{known} ([arXiv {paper}](https://arxiv.org/abs/{paper}))"


def _settings(config: RunConfig) -> str:
    """The settings that its method has; those that differ from the default come first."""
    plain = RunConfig()
    rows: list[tuple[bool, list[str]]] = []
    for each in fields(config):
        if each.name not in APART and _has(config.method, each.name):
            value, usual = getattr(config, each.name), getattr(plain, each.name)
            about = explain(each.name)[0].replace("|", r"\|")
            rows.append((value == usual, [f"`{each.name}`", _value(value), _value(usual), about]))
    rows.sort(key=lambda row: row[0])
    heads = ("setting", "value", "default", "what it is")
    return "## Settings\n\n" + _table(heads, [cells for _, cells in rows])


def _has(method: str, setting: str) -> bool:
    """Whether a method has a setting: what only some have ends by naming them in brackets."""
    named = _ONLY_OF.search(explain(setting)[0])
    only = set(named[1].split(", ")) if named else set()
    return not only or not only <= METHODS.keys() or method in only


def _value(value: object) -> str:
    return f"`{value:g}`" if isinstance(value, float) else f"`{value}`"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _share(value: float | None) -> str:
    return rounding.share(value, digits=1)


def _chance(averages: Mapping[str, Any]) -> str:
    """The geometric mean of the chances of a secret's tokens."""
    nll = averages.get("nll_secret")
    if nll is None:
        return "–"
    chance = math.exp(-min(max(nll, 0.0), 700.0))
    return _share(chance) if chance >= 0.01 else f"{100 * chance:.2g} %"
