"""The data set on disk: what the program reads, what `datasets` reads, and what the card says."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest
import yaml

from icu_core import world
from icu_core.errors import TextsError
from icu_core.world.corpus import World
from icu_core.world.dataset import FIELDS, card, read_rows, write_dataset

FILES = (*(f"{split}.jsonl" for split in world.SPLITS), "sets.json", "README.md")


@pytest.fixture(scope="module")
def folder(made: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("assets") / "world"
    write_dataset(made, where)
    return where


@pytest.fixture
def reading(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """`icu_core.world` reads what the generator makes now."""
    monkeypatch.setattr(world, "ASSETS", folder.parent)
    forget_what_was_read()
    yield
    forget_what_was_read()


def forget_what_was_read() -> None:
    world._split.cache_clear()
    world._sets.cache_clear()


@pytest.mark.parametrize("name", FILES)
def test_the_shipped_files_are_those_of_the_seed(folder: Path, name: str) -> None:
    shipped = world.ASSETS / "world" / name
    assert shipped.read_bytes() == (folder / name).read_bytes(), "write them anew: see README.md"


def test_nothing_else_is_shipped(folder: Path) -> None:
    assert {path.name for path in folder.iterdir()} == set(FILES)
    shipped = {path.name for path in (world.ASSETS / "world").iterdir()}
    assert shipped == {*FILES, "embeddings.safetensors", *world.MEASURED}
    assert sum((folder / name).stat().st_size for name in FILES) < 4e6


def test_rows_come_back_as_they_were_written(made: World, folder: Path) -> None:
    assert sorted(read_rows(folder), key=lambda row: row.id) == sorted(
        made.rows, key=lambda row: row.id
    )
    assert set(asdict(made.rows[0])) == set(FIELDS)


def test_the_folder_loads_as_a_data_set_of_five_splits(
    made: World, folder: Path, tmp_path: Path
) -> None:
    import datasets

    loaded = datasets.load_dataset(str(folder), cache_dir=str(tmp_path))
    assert set(loaded) == set(world.SPLITS)
    for split, rows in loaded.items():
        expected = [asdict(row) for row in made.rows if row.split == split]
        assert rows.column_names == list(FIELDS) and rows.to_list() == expected


def test_the_card_counts_what_is_there_and_names_every_file(made: World, folder: Path) -> None:
    text = (folder / "README.md").read_text("utf-8")
    assert text == card(made)
    _, front, body = text.split("---\n", 2)
    about = yaml.safe_load(front)
    files = {each["split"]: each["path"] for each in about["configs"][0]["data_files"]}
    assert files == {split: f"{split}.jsonl" for split in world.SPLITS}
    assert about["license"] == "mit" and about["language"] == ["en"]
    for split in world.SPLITS:
        count = sum(row.split == split for row in made.rows)
        assert re.search(rf"^\| {split} \| {count} \|", body, re.MULTILINE)
    assert all(f"`{name}`" in body for name in made.sets)
    assert not re.search(r"(\|---.*\n){2}", body)
    assert "invented" in body and "python -m icu_core.world texts" in body


@pytest.mark.usefixtures("reading")
def test_records_say_where_their_secret_is(made: World) -> None:
    rows = {row.id: row for row in made.rows}
    records = world.records()
    assert len(records) == len(rows)
    for record in records:
        text, row = record.text, rows[record.text.id]
        assert (text.prompt, text.secret_text, text.text) == (row.prompt, row.secret, row.text)
        assert (record.person, record.wording, record.split) == (row.person, row.wording, row.split)
        assert text.kind == text.secret.kind == row.kind and text.spans == (text.secret,)


@pytest.mark.usefixtures("reading")
def test_every_split_and_set_is_found_under_its_name(made: World) -> None:
    for split in world.SPLITS:
        assert [r.text.id for r in world.records(split)] == [
            row.id for row in made.rows if row.split == split
        ]
    assert world.pool() == tuple(record.text for record in world.records("kept"))
    assert world.unseen() == tuple(record.text for record in world.records("unseen"))
    assert world.heldout() == tuple(record.text for record in world.records("heldout"))
    assert world.forget_sets() == {name: about for name, (about, _) in made.sets.items()}
    for name, (_, ids) in made.sets.items():
        assert tuple(text.id for text in world.forget_set(name)) == ids


@pytest.mark.usefixtures("reading")
def test_an_unknown_name_is_answered_with_the_choices() -> None:
    with pytest.raises(TextsError, match="ten-secrets"):
        world.forget_set("documents")
    with pytest.raises(TextsError, match="paraphrase"):
        world.records("train")


@pytest.mark.usefixtures("reading")
def test_only_the_splits_that_are_asked_for_are_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened = []
    read_text = Path.read_text

    def noted(path: Path, *args: str, **options: str) -> str:
        opened.append(path.name)
        return read_text(path, *args, **options)

    monkeypatch.setattr(Path, "read_text", noted)
    world.forget_set("ten-secrets")
    world.records("known")
    world.pool()
    assert sorted(opened) == ["kept.jsonl", "known.jsonl", "sets.json"]


def test_looking_at_the_world_loads_neither_torch_nor_the_generator(folder: Path) -> None:
    code = (
        "import sys, pathlib; from icu_core import world; "
        "world.ASSETS = pathlib.Path(sys.argv[1]); world.forget_sets(); world.pool(); "
        "loaded = {'torch', 'transformers', 'icu_core.world.corpus'} & set(sys.modules); "
        "assert not loaded, loaded"
    )
    command = [sys.executable, "-W", "ignore", "-c", code, str(folder.parent)]
    subprocess.run(command, check=True)
