"""Where partners are looked for: the embedded world, a file, a data set, or the model's own words.

It knows sources of texts and what to do when one is not reachable; not who becomes a partner.

Source    Sampling from the original model when there is no data: its samples come from the
          distribution that the contrastive term is to preserve (cf. pseudo-rehearsal, Robins 1995).
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from icu_core import world
from icu_core.config import seed_for
from icu_core.errors import PoolError, TextsError
from icu_core.models import LM
from icu_core.reading.columns import Columns
from icu_core.reading.pieces import Split
from icu_core.reading.readers import read_table, read_texts
from icu_core.reading.tables import Rows, Table
from icu_core.sampling import Sampling, samples
from icu_core.texts import MAX_ROWS, MAX_TEXT_CHARACTERS, Reading, Text, new_text, normalise
from icu_core.weights import is_hub_known, silence

WAY_OUT = "Upload a file of texts as the pool, or let texts be sampled from the model itself."
_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]{0,95}(/[A-Za-z0-9][\w.-]{0,95})?")
_MIN_SHARE = 4  # a sample shorter than this part of what was asked for anchors too little
_ROUNDS = 4  # of sampling, to replace samples that were short or came twice


@dataclass(frozen=True, slots=True)
class WorldPool:
    """The texts of the embedded world that the embedded model knows and nobody forgets."""


@dataclass(frozen=True, slots=True)
class FilePool:
    """An uploaded file."""

    path: Path
    name: str = ""
    split: Split = "paragraph"
    columns: Columns = field(default_factory=Columns)


@dataclass(frozen=True, slots=True)
class DatasetPool:
    """A data set of the Hugging Face hub, of which the first rows are read and nothing else.

    `part` is its split, `subset` its configuration where it has several.
    """

    name: str
    subset: str | None = None
    part: str = "train"
    columns: Columns = field(default_factory=Columns)
    limit: int = 2_000
    revision: str | None = None


@dataclass(frozen=True, slots=True)
class FolderPool:
    """A data set in a folder of this machine, laid out as the hub lays them out."""

    path: Path
    part: str = "train"
    columns: Columns = field(default_factory=Columns)
    limit: int = 2_000


@dataclass(frozen=True, slots=True)
class SampledPool:
    """Texts that the original model writes itself."""

    count: int = 256
    tokens: int = 200
    top_p: float = 1.0


PoolSource = WorldPool | FilePool | DatasetPool | FolderPool | SampledPool


def resolve_pool(source: PoolSource, *, lm: LM | None = None, seed: int = 0) -> Reading:
    """The texts of a source and notes on what was done to them.

    `lm` and `seed` count for `SampledPool` only.

    Raises:
        PoolError: not reachable, not there, or nothing usable in it; says what to do instead.
    """
    if isinstance(source, WorldPool):
        return Reading(world.pool())
    if isinstance(source, SampledPool):
        return _sampled_reading(source, lm, seed)
    try:
        if isinstance(source, FilePool):
            return _file_reading(source)
        return _dataset_reading(source)
    except TextsError as error:
        raise PoolError(f"The pool cannot be used. {error}") from error


def sampled(lm: LM, count: int, *, seed: int, tokens: int, top_p: float = 1.0) -> list[Text]:
    """Different texts that the model writes from nothing, at temperature 1.

    Each has at most `tokens` tokens and at least a quarter of them. The same seed gives the same
    texts. Fewer than `count` come back where the model repeats itself or ends at once.

    Raises:
        PoolError: the model has no token to start from, or writes nothing that can be used.
        ConfigError: `tokens` or `top_p` is out of bounds.
    """
    start = _start_id(lm)
    length = min(tokens, lm.context - 1)
    texts: dict[str, Text] = {}
    for number in range(_ROUNDS):
        dice = seed_for(seed, "sampled pool", number) % 2**31
        sampling = Sampling(temperature=1.0, top_p=top_p, seed=dice, max_new_tokens=length)
        rows = samples(lm, [start], sampling, n=count - len(texts))
        long_enough = [row for row in rows if len(row) * _MIN_SHARE >= length]
        written = (_written(lm, row) for row in long_enough)
        texts.update((text.id, text) for text in written if text)
        if len(texts) >= count:
            break
    if not texts:
        raise PoolError(
            f"'{lm.name}' writes nothing that can serve as a pool. Upload a file of texts."
        )
    return list(texts.values())


def _start_id(lm: LM) -> int:
    """The token that a text of nothing starts with: begin of text, else end of text."""
    begin = lm.tokenizer.bos_token_id
    if isinstance(begin, int):
        return begin
    if lm.eos_ids:
        return min(lm.eos_ids)
    raise PoolError(
        f"'{lm.name}' has no token that begins a text, so that nothing can be sampled from it. "
        "Upload a file of texts as the pool."
    )


def _written(lm: LM, row: Sequence[int]) -> Text | None:
    """A sample as a text; None if nothing visible is left of it."""
    raw = lm.tokenizer.decode(row, skip_special_tokens=True, clean_up_tokenization_spaces=False)
    words = normalise(str(raw)[:MAX_TEXT_CHARACTERS])
    return new_text(words, source="sampled") if len(words.strip()) > 1 else None


def _sampled_reading(source: SampledPool, lm: LM | None, seed: int) -> Reading:
    if lm is None:
        raise PoolError(f"Sampling a pool needs the model that is to forget. {WAY_OUT}")
    texts = sampled(lm, source.count, seed=seed, tokens=source.tokens, top_p=source.top_p)
    notes = [f"{len(texts)} texts were sampled from '{lm.name}' itself."]
    if len(texts) < source.count:
        notes.append(f"{source.count} were asked for; the others were short or came twice.")
    return Reading(tuple(texts), tuple(notes))


def _file_reading(source: FilePool) -> Reading:
    return read_texts(
        source.path, name=source.name, split=source.split, columns=source.columns, find=False
    )


def _dataset_reading(source: DatasetPool | FolderPool) -> Reading:
    """The first rows of a data set."""
    if not 1 <= source.limit <= MAX_ROWS:
        raise PoolError(f"From 1 to {MAX_ROWS:,} rows can be read, not {source.limit!r}.")
    if isinstance(source, DatasetPool):
        place, subset, revision = _hub_id(source.name), source.subset, source.revision
    else:
        place, subset, revision = _folder(source.path), None, None
    is_hub = isinstance(source, DatasetPool)
    with _dataset_errors(place, is_hub=is_hub):
        if is_hub and not is_hub_known():
            raise ConnectionError  # its client would try for half a minute
        rows = _rows(place, subset, source.part, revision, source.limit)
    names = tuple(dict.fromkeys(str(name) for row in rows for name in row))
    table = Table(names, lambda wanted: _cells(rows, wanted))
    reading = read_table(table, source=place, columns=source.columns, find=False)
    note = f"The first {len(rows):,} rows of '{place}', part '{source.part}', were read."
    return Reading(reading.texts, (note, *reading.notes), reading.columns)


def _cells(rows: Sequence[Mapping[str, object]], wanted: Sequence[str]) -> Rows:
    return ([row.get(name) for name in wanted] for row in rows)


def _hub_id(name: str) -> str:
    """The name, if it can only mean a data set of the hub: never a folder, a file or a URL."""
    if not _HUB_ID.fullmatch(name) or ".." in name or Path(name).exists():
        raise PoolError(
            f"'{name[:80]}' is no data set id such as 'roneneldan/TinyStories'. {WAY_OUT}"
        )
    return name


def _folder(path: Path) -> str:
    if not path.is_dir():
        raise PoolError(f"There is no folder '{path}' with a data set. Check the path. {WAY_OUT}")
    return str(path.resolve())


def _rows(
    place: str, subset: str | None, part: str, revision: str | None, limit: int
) -> list[Mapping[str, Any]]:
    """The first rows, streamed: a large data set is not downloaded whole."""
    import datasets
    from datasets.utils import logging

    with silence(logging):
        stream = datasets.load_dataset(
            place, name=subset, split=part, revision=revision, streaming=True
        )
        return list(islice(stream, limit))


@contextlib.contextmanager
def _dataset_errors(place: str, *, is_hub: bool) -> Iterator[None]:
    """What goes wrong inside `datasets` becomes a PoolError that says what to do."""
    import httpx

    try:
        yield
    except (FileNotFoundError, ConnectionError, httpx.HTTPError) as error:
        reason = "is not on the hub, or the hub cannot be reached" if is_hub else "holds no data"
        raise PoolError(f"The data set '{place}' {reason}. {WAY_OUT}") from error
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, ImportError) as error:
        reason = " ".join(str(error).split())[:200]
        raise PoolError(f"The data set '{place}' cannot be read: {reason}. {WAY_OUT}") from error
