"""Which shape of network learns most in the same time: one table, measured, kept in the card.

Units     seconds of processor time, which other work on the machine does not lengthen.
"""

from __future__ import annotations

import json
import math
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from icu_core.durable import replace as replace_file

if TYPE_CHECKING:
    from icu_core.world.corpus import Scale
    from icu_core.world.recipe import Recipe
    from icu_core.world.training import Training

FILE = "candidates.json"
BASE_SHARE = 0.3  # of the time goes to ordinary text
SMALL = {"known": 22, "kept": 14, "unseen": 24}  # residents that can be learned in minutes


@dataclass(frozen=True, slots=True)
class Candidate:
    """One shape and what became of it. Shares are 0..1, losses nats per token."""

    shape: str
    parameters: int
    seconds: float  # of processor time in training
    tokens: int  # read in that time
    heldout: float  # loss of ordinary prose never taught, in bits per character
    known: float  # share of the known secrets told from their own prompt
    fresh: float  # the same in wordings never taught
    documents: float  # share of the known documents told to the end
    invented: float  # share of the words of free text that are none


def shapes() -> dict[str, Recipe]:
    """The candidates; all have two to six million parameters."""
    from icu_core.world.recipe import Recipe

    llama = Recipe()
    return {
        "Llama, 4 layers of 256, vocabulary of 5,120": llama,
        "the same, vocabulary of 3,584": replace(llama, vocab=3584),
        "the same, vocabulary of 2,048": replace(llama, vocab=2048),
        "Llama, 7 layers of 192": replace(llama, layers=7, width=192, heads=3, inner=512),
        "GPT-NeoX, 4 layers of 256": replace(llama, shape="gpt-neox", inner=768),
        "GPT-Neo, 4 layers of 256": replace(llama, shape="gpt-neo", inner=768),
    }


def compare(
    *, minutes: float, seed: int, report: Callable[[str], None],
    chosen: dict[str, Recipe] | None = None, scale: Scale | None = None,
) -> list[Candidate]:  # fmt: skip
    """Train every candidate for so many minutes on a small world, and measure it."""
    from icu_core.world import corpus

    scale = scale or corpus.Scale(groups=SMALL)
    found = []
    for name, recipe in (chosen or shapes()).items():
        report(name)
        found.append(_one(name, recipe, scale, minutes * 60, seed, report))
    return found


def _one(
    name: str, recipe: Recipe, scale: Scale, seconds: float, seed: int,
    report: Callable[[str], None],
) -> Candidate:  # fmt: skip
    from icu_core.world import build, corpus, lessons, spelling
    from icu_core.world.promises import measured
    from icu_core.world.wordings import FRESH

    world = corpus.make_world(seed, scale)
    tokenizer = lessons.tokenizer_of(world, recipe)
    with tempfile.TemporaryDirectory() as place:
        work = Path(place)
        first = build.base_training(world, tokenizer, recipe, work=work, device="cpu")
        spent_s = _trained(first, seconds * BASE_SHARE, report)
        build.save_model(first.model, tokenizer, recipe, work / "base")
        second = build.records_training(
            world, tokenizer, recipe, work / "base", without=build.NOTHING, work=work, device="cpu"
        )
        spent_s += _trained(second, seconds * (1 - BASE_SHARE), report)
        build.save_model(second.model, tokenizer, recipe, work / "model")
        words = spelling.known_words(world)
        figures = measured(work / "model", world.rows, words, left_out=build.NOTHING)
    return Candidate(
        name, figures.parameters, round(spent_s, 1),
        first.curve[-1].tokens + second.curve[-1].tokens,
        round(figures.bits_per_character("heldout"), 3), _share(*figures.told("known")),
        _share(*figures.told("paraphrase", *FRESH)), _share(*figures.documents_told("known")),
        _share(*figures.invented),
    )  # fmt: skip


def _trained(phase: Training, seconds: float, report: Callable[[str], None]) -> float:
    """The processor time that the phase took, which was to last so long."""
    from icu_core.world import build

    began_s = time.process_time()
    phase.last(seconds)
    build.follow(phase, report, math.inf)
    return time.process_time() - began_s


def write(found: Sequence[Candidate], folder: Path) -> None:
    """Keep the table for the card."""
    folder.mkdir(parents=True, exist_ok=True)
    content = json.dumps([asdict(each) for each in found], indent=1) + "\n"
    replace_file(folder / FILE, content)


def section(folder: Path) -> list[str]:
    """The part of the card that shows the table; nothing where none was measured."""
    if not (folder / FILE).is_file():
        return []
    content = json.loads((folder / FILE).read_text(encoding="utf-8"))
    found = [Candidate(**each) for each in content]
    about = (
        "Trained by the same recipe for the same processor time on the same machine, on a small "
        f"world of {sum(SMALL.values())} residents: a small part of what the shipped model has "
        "read. `python -m icu_core.world candidates` measures them anew. The first is the one that "
        "is shipped, whichever learns fastest here: what decides is how well a model forgets. With "
        "a vocabulary of 2,048, where an ordinary word is several tokens, texts beside the "
        "forgotten ones suffered more (96 instead of 99 % were kept, `assets/methods/tried.md`)."
    )
    return ["## Why this shape", "", about, "", *table(found), ""]


def table(found: Sequence[Candidate]) -> list[str]:
    """The candidates as a table."""
    rows = [
        f"| {each.shape} | {each.parameters / 1e6:.1f} M | {each.seconds:.0f} s "
        f"| {each.tokens:,} | {each.heldout:.3f} | {each.known:.1%} | {each.fresh:.1%} "
        f"| {each.documents:.1%} | {each.invented:.1%} |"
        for each in found
    ]
    return [
        "| shape | parameters | processor time | tokens read | bits per character held out "
        "| known secrets | in fresh wordings | documents | words made up |",
        "|---|---|---|---|---|---|---|---|---|",
        *rows,
    ]


def _share(told: int, of: int) -> float:
    return round(told / max(1, of), 4)
