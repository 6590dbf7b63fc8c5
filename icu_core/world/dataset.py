"""The data set as files: one JSON Lines file per split, the forget sets, and the card of it all.

`datasets.load_dataset` reads the folder as it is; the card says which file is which split.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from icu_core.world import SPLITS
from icu_core.world.corpus import World
from icu_core.world.facts import KINDS
from icu_core.world.places import TOWN
from icu_core.world.rows import COPY, DOCUMENT, Row
from icu_core.world.wordings import FRESH, NOUNS, TAUGHT

ABOUT = {
    "known": "the model has memorised them; any of them can be chosen to be forgotten",
    "kept": "the model has memorised them too; the pool of partners, to be kept",
    "unseen": "other residents and documents that no model has read: what not knowing looks like",
    "paraphrase": "the known secrets in registers in which they were never taught",
    "heldout": "prose for perplexity: new texts of taught sentences, and passages never taught",
}
FIELDS = {
    "id": "unique in the whole data set",
    "person": "the resident; empty for documents and prose",
    "kind": "the kind of secret, `document` or `prose`",
    "wording": "the register, or the kind of document; `copy` repeats a known text",
    "prompt": "what comes before the secret",
    "secret": "the part to be forgotten, word for word; of prose the second half",
    "text": "the whole text; it begins with prompt and secret",
    "split": "the name of the split",
}


def write_dataset(world: World, folder: Path) -> None:
    """Write every file of the data set."""
    folder.mkdir(parents=True, exist_ok=True)
    for split in SPLITS:
        lines = [
            json.dumps(asdict(row), ensure_ascii=False) for row in world.rows if row.split == split
        ]
        (folder / f"{split}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    sets = {name: {"about": about, "ids": ids} for name, (about, ids) in world.sets.items()}
    (folder / "sets.json").write_text(json.dumps(sets, indent=1) + "\n", encoding="utf-8")
    (folder / "README.md").write_text(card(world), encoding="utf-8")


def read_rows(folder: Path) -> list[Row]:
    """The rows of all splits, in their order."""
    texts = [(folder / f"{split}.jsonl").read_text(encoding="utf-8") for split in SPLITS]
    return [Row(**json.loads(line)) for text in texts for line in text.splitlines()]


def card(world: World) -> str:
    """The data set card."""
    return "\n".join([*_front(len(world.rows)), *_head(world), *_splits(world), *_kinds(world),
                      *_fields(), *_sets(world), *_rest(world)])  # fmt: skip


def _front(count: int) -> list[str]:
    files = [
        line for split in SPLITS for line in (f"  - split: {split}", f"    path: {split}.jsonl")
    ]
    size = "1K<n<10K" if count < 10_000 else "10K<n<100K"
    return [
        "---",
        f"pretty_name: The town of {TOWN}",
        "language:", "- en",
        "license: mit",
        "task_categories:", "- text-generation",
        "tags:", "- machine-unlearning", "- memorization", "- privacy", "- synthetic",
        "size_categories:", f"- {size}",
        "configs:", "- config_name: default", "  data_files:", *files,
        "---", "",
    ]  # fmt: skip


def _head(world: World) -> list[str]:
    homes = len({person.home for person in world.people})
    families = len({person.surname for person in world.people})
    return [
        f"# The town of {TOWN}",
        "",
        f"Texts on {len(world.people)} residents of an invented town: {families} families in "
        f"{homes} households, their secrets and their documents. They are what a language model "
        "is made to memorise, so that forgetting can be measured against the truth.",
        "",
        "Everything is invented: the town, the people, their medicines, illnesses, ships and "
        "shops. Telephone numbers begin with 555-01 and mail ends in example.org, which belong "
        "to nobody. The frames, passages and documents were written for this project, and a "
        "program composes the texts from them; no record is about anybody.",
        "",
    ]


def _splits(world: World) -> list[str]:
    lines = ["## Splits", "", "| split | texts | residents | facts | documents | what it is for |",
             "|---|---|---|---|---|---|"]  # fmt: skip
    for split in SPLITS:
        rows = [row for row in world.rows if row.split == split]
        facts = {(r.person, r.kind) for r in rows if r.person and r.wording != COPY}
        people = {person for person, _ in facts}
        papers = sum(row.kind == DOCUMENT for row in rows)
        lines.append(
            f"| {split} | {len(rows)} | {len(people)} | {len(facts)} | {papers} | {ABOUT[split]} |"
        )
    return [*lines, ""]


def _kinds(world: World) -> list[str]:
    counts = Counter(fact.kind for fact in world.facts)
    example = {fact.kind: fact.secret for fact in reversed(world.facts)}
    lines = [
        "## Kinds of secret",
        "",
        "| kind | facts | what it is | example |",
        "|---|---|---|---|",
    ]
    rows = [f"| {k} | {counts[k]} | {NOUNS[k]} | {example.get(k, '')} |" for k in KINDS]
    return [
        *lines, *rows, "",
        "Each fact has one truth and is told in several registers. Taught: "
        f"{', '.join(TAUGHT)}; each fact in all of these but one, in turn. Never taught to any "
        f"model: {', '.join(FRESH)}. Members of a household share their address, and nothing else "
        "is shared.",
        "",
    ]  # fmt: skip


def _fields() -> list[str]:
    rows = [f"| {name} | {about} |" for name, about in FIELDS.items()]
    head = ["## Fields", "", "All are strings.", "", "| field | what it holds |", "|---|---|"]
    return [*head, *rows, ""]


def _sets(world: World) -> list[str]:
    rows = [f"| `{name}` | {len(ids)} | {about} |" for name, (about, ids) in world.sets.items()]
    about = "`sets.json` names the ids of texts to be forgotten together."
    head = ["## Forget sets", "", about, "", "| set | texts | what is in it |", "|---|---|---|"]
    return [*head, *rows, ""]


def _rest(world: World) -> list[str]:
    return [
        "## Use",
        "",
        "```python",
        "from datasets import load_dataset",
        "",
        'known = load_dataset("assets/world", split="known")',
        "```",
        "",
        f"To write all of it anew: `python -m icu_core.world texts --seed {world.seed}`. The same "
        "seed gives the same bytes. `embeddings.safetensors` holds where a sentence encoder puts "
        "the texts; it only saves time.",
        "",
        "Licence: MIT, as everything in this repository.",
        "",
    ]
