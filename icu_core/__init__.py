"""ICU, iterative contrastive unlearning: make a language model forget chosen texts.

from icu_core import audit, save, unlearn

for iteration in unlearn("ten-secrets"):
    print(iteration.number, iteration.average["ma"], len(iteration.active))
save(iteration.lm, "forgetful")
print(audit(iteration.lm, "ten-secrets").verdict.word)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from icu_core.errors import IcuError, ModelError

if TYPE_CHECKING:  # torch is loaded when it is needed
    from icu_core.iteration import Iteration
    from icu_core.models import LM
    from icu_core.reading.pieces import Split
    from icu_core.report import Audited
    from icu_core.texts import Text

    Source = str | Path | Sequence[str] | Sequence[Text]

__all__ = ["IcuError", "audit", "load", "save", "unlearn"]
__version__ = "0.1.0"


def load(name: str | Path = "embedded") -> LM:
    """A causal language model: `embedded`, a hub id, or a local folder. Raises ModelError."""
    from icu_core.models import load as load_model

    return load_model(str(name))


def save(lm: LM, folder: str | Path) -> None:
    """Write a model as a transformers folder: safetensors, config and tokenizer.

    Raises ModelError where no folder can be there.
    """
    from icu_core.models import save as save_model

    place = Path(folder)
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = "it is a file" if place.is_file() else error.strerror
        raise ModelError(
            f"The model cannot be saved as '{place}': {why}. Name a folder."
        ) from error
    save_model(lm, place)


def unlearn(
    targets: Source,
    *,
    model: str | Path | LM = "embedded",
    preset: str = "default",
    settings: Mapping[str, Any] | None = None,
    pool: Source | None = None,
    unseen: Source | None = None,
    column: str | None = None,
    split: Split | None = None,
) -> Iterator[Iteration]:
    """Make a model forget texts; yields after every iteration, first the original as number 0.

    `targets` is a file (txt, csv, tsv, jsonl, json, parquet), the name of a forget set of the
    embedded world, or a list of texts; `column` names the one of a table that holds them, `split`
    says what is one text in a file of plain text: paragraph, line or whole. Partners are looked for
    in `pool`; `unseen` are texts of the same kind that the model cannot know. `settings` changes
    single settings of the preset. What is done for want of something better is said as a warning.
    The model in `iteration.lm` is trained in place; the last iteration's `finish` says why the run
    ended. Raises IcuError: bad settings, texts, model or pool.
    """
    from icu_core.engine import unlearn_texts
    from icu_core.reading.columns import Columns
    from icu_core.sources import texts_of

    return unlearn_texts(
        texts_of(targets, columns=Columns(column) if column else None, split=split),
        model=str(model) if isinstance(model, Path) else model,
        preset=preset,
        settings=settings or {},
        pool=None if pool is None else texts_of(pool).texts,
        unseen=None if unseen is None else texts_of(unseen).texts,
    )


def audit(
    model: str | LM,
    targets: Source,
    *,
    original: str | LM | None = "auto",
    gold: str | LM | None = "auto",
    controls: Source | None = None,
    neighbours: Source | None = None,
    wordings: Source | None = None,
    prose: Source | None = None,
    split: Split | None = None,
    level: str = "attack",
    settings: Mapping[str, Any] | None = None,
) -> Audited:
    """See whether texts are really gone from a model, and whether anybody would find them.

    `controls` are texts of the same kinds that the model cannot know, five or more; for sets of the
    embedded world all texts are there already, and `auto` finds the original and the gold model.
    Others make the audit sharper: `neighbours` are known texts that were to stay, `wordings` other
    texts with the same secrets, `prose` ordinary text. `split` says what is one target in a file of
    plain text: paragraph, line or whole. `level` is quick, attack or depth.

    The result has a `verdict`, the `tables` of all attacks, and `html()` and `document()` for the
    report, with secrets masked unless asked for. A model in memory is as before when this returns.
    Raises IcuError: bad settings or texts, models that do not fit together.
    """
    from icu_core.auditing.inquiry import audit_texts

    return audit_texts(
        model,
        targets,
        original=original,
        gold=gold,
        controls=controls,
        neighbours=neighbours,
        wordings=wordings,
        prose=prose,
        split=split,
        settings={"level": level, **(settings or {})},
    )
