"""Promises of `icu_core.pools`: every source gives texts or says what to do instead."""

from __future__ import annotations

import json
import socket
from collections.abc import Sequence
from pathlib import Path

import pytest
import tiny

from icu_core import pools, world
from icu_core.errors import ConfigError, PoolError
from icu_core.models import LM, from_parts
from icu_core.pools import (
    DatasetPool,
    FilePool,
    FolderPool,
    SampledPool,
    WorldPool,
    resolve_pool,
    sampled,
)
from icu_core.reading.columns import Columns
from icu_core.sampling import Sampling
from icu_core.texts import LAST_HALF, Reading, new_text


@pytest.fixture(scope="module")
def lm() -> LM:
    return tiny.lm("llama")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data set as the hub lays them out: two parts of json lines."""
    for part, count in (("train", 30), ("test", 3)):
        rows = [
            json.dumps({"n": i, "text": f"{part} text {i}", "b": f"b {i}"}) for i in range(count)
        ]
        (tmp_path / f"{part}.jsonl").write_text("\n".join(rows), "utf-8")
    return tmp_path


def said(reading: Reading) -> list[str]:
    return [text.text for text in reading.texts]


def test_the_world_is_a_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = (new_text("one two"), new_text("three four"))
    monkeypatch.setattr(world, "pool", lambda: texts)
    assert resolve_pool(WorldPool()).texts == texts


def test_a_file_is_a_pool(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\none two,his PIN is 4471\n", "utf-8")
    reading = resolve_pool(FilePool(path, columns=Columns(text="b")))
    assert said(reading) == ["his PIN is 4471"]
    assert reading.texts[0].secret.kind == LAST_HALF  # nobody's secret is sought in a pool


def test_an_unusable_file_is_a_pool_error_with_its_reason(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(PoolError, match=r"pool cannot be used.*'a', 'b'"):
        resolve_pool(FilePool(path))


def test_a_folder_with_a_data_set_is_read_through_the_library(folder: Path) -> None:
    reading = resolve_pool(FolderPool(folder, limit=5))
    assert said(reading) == [f"train text {i}" for i in range(5)]
    assert reading.columns == ("n", "text", "b")
    assert "The first 5 rows" in reading.notes[0]
    chosen = resolve_pool(FolderPool(folder, part="test", columns=Columns(text="b")))
    assert said(chosen) == ["b 0", "b 1", "b 2"]


def test_reading_a_data_set_is_silent(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    resolve_pool(FolderPool(folder))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "source",
    [
        FolderPool(Path("/no/such/folder")),
        FolderPool(Path("/no/such\0folder")),
        DatasetPool("https://example.org/texts"),
        DatasetPool("../texts"),
        DatasetPool("/etc"),
        DatasetPool("a/b/c"),
        DatasetPool(""),
        DatasetPool("tests"),  # a folder here, not a data set of the hub
        DatasetPool("nobody/nothing", limit=0),
        DatasetPool("nobody/nothing", limit=10**9),
    ],
)
def test_what_is_no_data_set_is_refused_without_asking_the_network(
    source: DatasetPool | FolderPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(Path(__file__).parents[1])
    monkeypatch.setattr(pools, "_rows", lambda *_: pytest.fail("it was looked for"))
    with pytest.raises(PoolError):
        resolve_pool(source)


def test_a_data_set_out_of_reach_is_a_pool_error_with_a_way_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> None:
        raise ConnectionRefusedError("no network in tests")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(pools, "_rows", lambda *_: pytest.fail("it was tried again and again"))
    with pytest.raises(PoolError, match="Upload a file of texts"):
        resolve_pool(DatasetPool("nobody/nothing-of-this-name"))


def test_an_unknown_part_or_column_is_told(folder: Path) -> None:
    with pytest.raises(PoolError, match="cannot be read"):
        resolve_pool(FolderPool(folder, part="no_such_part"))
    with pytest.raises(PoolError, match="no column 'c'"):
        resolve_pool(FolderPool(folder, columns=Columns(text="c")))


def test_an_empty_or_damaged_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(PoolError, match="Upload a file"):
        resolve_pool(FolderPool(tmp_path))
    (tmp_path / "train.parquet").write_bytes(b"PAR1 nothing PAR1")
    with pytest.raises(PoolError, match="Upload a file"):
        resolve_pool(FolderPool(tmp_path))


def test_sampled_texts_are_the_same_for_a_seed(lm: LM) -> None:
    first = sampled(lm, 6, seed=3, tokens=24)
    assert first == sampled(lm, 6, seed=3, tokens=24)
    assert {text.id for text in first}.isdisjoint(
        text.id for text in sampled(lm, 6, seed=4, tokens=24)
    )
    assert len({text.id for text in first}) == 6
    assert all(text.source == "sampled" and text.secret_text for text in first)


def test_samples_are_neither_longer_than_asked_nor_than_the_context(lm: LM) -> None:
    for tokens in (8, 10_000 // 4):
        for text in sampled(lm, 3, seed=0, tokens=tokens):
            ids = lm.tokenizer(text.text)["input_ids"]
            assert len(ids) <= 2 * min(tokens, lm.context)


def test_sampling_starts_from_the_token_that_begins_a_text(
    lm: LM, monkeypatch: pytest.MonkeyPatch
) -> None:
    prompts: list[Sequence[int]] = []

    def record(lm: LM, prompt: Sequence[int], _: Sampling, *, n: int) -> list[tuple[int, ...]]:
        prompts.append(prompt)
        return [tuple(lm.tokenizer(f"text number {i}")["input_ids"]) for i in range(n)]

    monkeypatch.setattr(pools, "samples", record)
    assert len(sampled(lm, 4, seed=0, tokens=8)) == 4
    made = from_parts(tiny.network("llama"), tiny.tokenizer(), name="without a begin")
    made.tokenizer.bos_token = None
    sampled(made, 4, seed=0, tokens=8)
    assert prompts == [[lm.tokenizer.bos_token_id], [made.tokenizer.eos_token_id]]


def test_short_and_repeated_samples_are_replaced_or_told(
    lm: LM, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = tuple(lm.tokenizer("some longer text that is worth keeping")["input_ids"])
    seeds: list[int] = []

    def few(_: LM, __: Sequence[int], sampling: Sampling, *, n: int) -> list[tuple[int, ...]]:
        seeds.append(sampling.seed)
        return [long, long[:4], ()][:n]

    monkeypatch.setattr(pools, "samples", few)
    reading = resolve_pool(SampledPool(count=3, tokens=20), lm=lm)
    assert said(reading) == ["some longer text that is worth keeping"]
    assert len(set(seeds)) == len(seeds) > 1  # another try throws other dice
    assert any(note.startswith("3 were asked for") for note in reading.notes)
    monkeypatch.setattr(pools, "samples", lambda *_, n: [()] * n)
    with pytest.raises(PoolError, match="writes nothing"):
        sampled(lm, 3, seed=0, tokens=8)


def test_a_sampled_pool_tells_what_it_is(lm: LM) -> None:
    reading = resolve_pool(SampledPool(count=3, tokens=12), lm=lm, seed=1)
    assert len(reading.texts) == 3
    assert "3 texts were sampled from 'tiny llama' itself." in reading.notes


def test_a_sampled_pool_without_a_model_is_refused() -> None:
    with pytest.raises(PoolError, match="needs the model"):
        resolve_pool(SampledPool())


def test_a_model_without_a_first_token_is_refused() -> None:
    made = from_parts(tiny.network("llama"), tiny.tokenizer(), name="headless")
    made.tokenizer.bos_token = None
    beheaded = LM(
        made.name,
        made.network,
        made.tokenizer,
        made.context,
        made.pad_id,
        frozenset(),
        made.compute,
    )
    with pytest.raises(PoolError, match="no token that begins a text"):
        sampled(beheaded, 2, seed=0, tokens=8)


def test_sampling_out_of_bounds_is_refused(lm: LM) -> None:
    with pytest.raises(ConfigError, match="top_p"):
        sampled(lm, 2, seed=0, tokens=8, top_p=2.0)
