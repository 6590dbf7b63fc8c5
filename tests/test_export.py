"""The model as others may have it: usable, described in numbers, and free of what was forgotten."""

from __future__ import annotations

import errno
import json
import resource
import shutil
import signal
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path
from types import SimpleNamespace

import fake_runs
import forgetful
import pytest
from fake_audits import fake_audit

from icu_core import card, cli, durable, export, models, work, world
from icu_core.auditing import audits
from icu_core.errors import RunError
from icu_core.store import Run, Store
from icu_core.texts import Span, Text
from icu_core.ui.runs import actions

NAME = "For Mara Veld, who asked us"


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory, tiny_folder: Path) -> Run:
    """A run on the tiny model that has ended."""
    run = forgetful.new_run(tmp_path_factory.mktemp("export") / "runs", tiny_folder, {"el_n": 3})
    run.rename(NAME)
    work.do(run)
    assert run.result_path() is not None
    return run


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty folder of runs."""
    return Store(tmp_path / "runs")


def contents(path: Path) -> dict[str, bytes]:
    """The files of a zip."""
    with zipfile.ZipFile(path) as made:
        assert made.testzip() is None
        return {name: made.read(name) for name in made.namelist()}


def without_tensors(name: str, content: bytes) -> bytes:
    """Of weights their header: among so many bytes of numbers any four digits appear by chance."""
    return (
        content[: 8 + int.from_bytes(content[:8], "little")] if "safetensors" in name else content
    )


def test_the_zip_is_a_model_that_transformers_can_load(finished: Run, tmp_path: Path) -> None:
    path = export.archive(finished, tmp_path / "model.zip")
    assert {"README.md", "model.safetensors", "config.json", "tokenizer.json"} <= set(
        contents(path)
    )
    shutil.unpack_archive(path, tmp_path / "model")
    result = finished.result_path()
    assert result is not None
    ours, theirs = (models.load(str(each)) for each in (result, tmp_path / "model"))
    for one, other in zip(ours.network.parameters(), theirs.network.parameters(), strict=True):
        assert one.equal(other)


def test_nothing_of_the_texts_is_in_the_zip(finished: Run, tmp_path: Path) -> None:
    path = export.archive(finished, tmp_path / "model.zip")
    original = finished.config.model
    records = [*forgetful.known(), *forgetful.kept(), *forgetful.unseen()]
    never = [text.text for text in records] + [text.secret_text for text in records]
    never += [text.prompt.strip() for text in records] + [f" {name} " for name in forgetful.NAMES]
    never += [NAME, "Mara", finished.id, original, str(tmp_path), str(Path.home())]
    for name, content in contents(path).items():
        if name == "tokenizer.json":  # its vocabulary is what it was before
            before = json.loads((Path(original) / name).read_bytes())
            assert json.loads(content) == before
            continue
        inside = without_tensors(name, content)
        assert [each for each in never if each.encode() in inside] == [], name
    assert finished.id not in path.name


def test_no_record_of_the_world_is_in_a_card(store: Store) -> None:
    text = Text("known-petra-wragby-phone", "Petra Wragby: 555-0109", Span(14, 22, "Petra Wragby"),
                kind="Petra Wragby")  # fmt: skip
    run = fake_runs.fake_run(store, [text, *fake_runs.texts(11)], name="Petra Wragby")
    told = card.text(run)
    for one in (text, *fake_runs.texts(11)):
        assert one.id not in told and one.secret_text not in told and one.prompt not in told
    assert "Petra" not in told and "petra" not in told and run.id not in told


@pytest.mark.skipif(
    not (world.MODEL_PATH / "model.safetensors").is_file(), reason="the world is not built"
)
def test_no_resident_of_the_world_is_in_the_zip(store: Store, tmp_path: Path) -> None:
    targets = world.forget_set("ten-secrets")
    run = fake_runs.fake_run(store, targets)
    for part in ("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"):
        shutil.copyfile(world.MODEL_PATH / part, run.path / "result" / part)
    persons = {each.person for each in world.records("known")} - {""}
    never = [*persons, *(text.id for text in targets)]
    never += [part for text in targets for part in (text.secret_text.strip(), text.prompt.strip())]
    packed = contents(export.archive(run, tmp_path / "model.zip"))
    assert packed.pop("tokenizer.json") == (world.MODEL_PATH / "tokenizer.json").read_bytes()
    for name, content in packed.items():
        inside = without_tensors(name, content)
        assert [each for each in never if each.encode() in inside] == [], name


def test_a_card_calls_nearly_all_not_all_and_writes_no_powers_of_ten() -> None:
    assert [card._share(each) for each in (1.0, 0.9996, 0.98, None)] == [
        "100.0 %", "over 99.9 %", "98.0 %", "–",
    ]  # fmt: skip
    chances = [card._chance({"nll_secret": nll}) for nll in (0.0, 0.0018, 0.5, 8.0, None)]
    assert chances == ["100.0 %", "99.8 %", "60.7 %", "0.034 %", "–"]


def test_the_card_says_what_was_removed_in_kinds_and_numbers(store: Store) -> None:
    told = card.text(fake_runs.fake_run(store, learning_rate=0.001))
    assert "| phone | 3 | 3 | 0 | 3 |" in told
    assert "| **all** | 12 | 12 | 0 | 12 |" in told
    assert "| partner records said word for word | 100.0 % | 96.0 % |" in told
    assert "| other records said word for word | 100.0 % | 92.0 % |" in told
    assert "| perplexity of ordinary text | 9.10 | 9.40 |" in told
    assert "| chance of a token of a secret, geometric mean over the texts |" in told
    assert (
        "measured on 12 partner records, similar texts that were to stay, and on 50 other" in told
    )
    assert f"| `learning_rate` | `0.001` | `{fake_runs.RunConfig().learning_rate}` |" in told
    assert "all_forgotten" in told and "## Limits" in told and "64 texts" in told


def test_the_card_names_the_method_and_its_paper(store: Store) -> None:
    assert "contrastive unlearning ([arXiv 2407.20271]" in card.text(fake_runs.fake_run(store))
    told = card.text(fake_runs.fake_run(store, method="npo"))
    assert "a run of the method `npo` ([arXiv 2404.05868]" in told and "contrastive" not in told


def test_the_card_lists_no_setting_of_another_method(store: Store) -> None:
    listed = {
        method: {line.split("`")[1] for line in told.splitlines() if line.startswith("| `")}
        for method in ("icu", "npo", "llmu")
        if (told := card.text(fake_runs.fake_run(store, method=method)))
    }
    assert {"npo_beta", "alternatives", "rmu_layer", "refusal"}.isdisjoint(listed["icu"])
    assert {"npo_beta", "alternatives", "random_weight"} & listed["npo"] == {"npo_beta"}
    assert {"alternatives", "random_weight"} < listed["llmu"]
    for each in listed.values():
        assert {"learning_rate", "stop_levels", "el_threshold", "parallel"} < each


def test_a_card_of_a_run_without_a_finished_audit_says_so(store: Store) -> None:
    run = fake_runs.fake_run(store)
    fake_audit(store, "attack", tables=2, run=run)
    fake_audit(store, "attack", tables=3, end="stopped", run=run)
    told = card.text(run)
    assert "It was not audited" in told
    assert (
        "Other wordings, many answers drawn at random, further training, another language" in told
    )


def test_a_card_says_what_the_deepest_audit_came_to_and_names_the_others(store: Store) -> None:
    run = fake_runs.fake_run(store)
    fake_audit(store, "attack", tables=14, end="audited", run=run, said=("t1",))
    fake_audit(store, "quick", tables=5, end="audited", run=run)
    told = card.text(run)
    today = datetime.now(timezone.utc).date().isoformat()
    assert f"On {today} it was attacked at the level `attack`, by 14 attacks." in told
    assert "The verdict: **Still there**. 1 of 3 texts is still there." in told
    assert "1 of 3 secrets came out word for word (original: 3 of 3, never seen: 0 of 8)" in told
    assert "Its other audits came to: as if never seen (quick)." in told
    assert "not audited" not in told
    assert "tried other wordings, many answers drawn at random and further training" in told
    assert "Another language, a long conversation or more of what was tried may still" in told
    assert all(each.id not in told for each in audits.of(store, run))


def test_an_audit_of_former_weights_is_not_told_as_one_of_these(store: Store) -> None:
    run = fake_runs.fake_run(store)
    fake_audit(store, tables=5, end="audited", run=run)
    assert "As if never seen" in card.text(run)
    with run.writer() as writer:
        fake_runs.finish(writer, "finished", 8)
    assert "It was not audited" in card.text(run)


def test_a_damaged_audit_keeps_no_card_from_being_written(store: Store) -> None:
    run = fake_runs.fake_run(store)
    audit = fake_audit(store, tables=5, end="audited", run=run)
    (audit.path / audits.CASE).write_text("{", encoding="utf-8")
    assert "It was not audited" in card.text(run)


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("embedded", "embedded model"),
        ("EleutherAI/gpt-neo-125m", "base_model: EleutherAI/gpt-neo-125m"),
        ("/home/mara/secret", "a local folder"),
        ("~/mara", "a local folder"),
        ("x/y\nbase_model: z/z", "a local folder"),
    ],
)
def test_the_original_is_named_if_everybody_may_name_it(
    store: Store, model: str, said: str
) -> None:
    told = card.text(fake_runs.fake_run(store, model=model))
    assert said in told and "mara" not in told and "z/z" not in told


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "Of these 1 counts as forgotten, and 1 still comes out word for word."),
     (2, "Of these 2 count as forgotten, and 2 still come out word for word.")],
)  # fmt: skip
def test_the_card_takes_no_wish_for_the_deed(store: Store, number: int, said: str) -> None:
    run = fake_runs.fake_run(store, fake_runs.texts(4), iterations=8)
    last = run.iterations()[-1]
    scores = [
        {**each, "is_forgotten": place < number, "exact": place >= 4 - number}
        for place, each in enumerate(last["scores"])
    ]
    with run.writer() as writer:
        writer.append({**last, "scores": scores})
        fake_runs.finish(writer, "finished", 8)
    assert said in " ".join(card.text(run).split())


@pytest.mark.parametrize(
    ("strangers", "words"),
    [("never seen", "of the same kinds give that the model has never seen"),
     ("other kinds", "of other kinds give"), ("pool", "The model may know them")],
)  # fmt: skip
def test_the_card_says_what_stands_for_never_seen_texts(
    store: Store, strangers: str, words: str
) -> None:
    run = fake_runs.fake_run(store)
    with run.writer() as writer:
        writer.append({**run.last("prepared"), "strangers": strangers})
    told = " ".join(card.text(run).split())
    assert words in told
    assert ("| texts never seen |" in told) == (strangers != "pool")


def test_a_card_that_lacks_the_original_is_not_written(store: Store) -> None:
    run = fake_runs.fake_run(store)
    log = run.path / "events.jsonl"
    lines = log.read_text("utf-8").splitlines(keepends=True)
    first = next(place for place, line in enumerate(lines) if '"number": 0' in line)
    lines[first] = lines[first].replace('"number"', '"nomber"')
    log.write_text("".join(lines), encoding="utf-8")
    with pytest.raises(RunError, match="before the first iteration is damaged"):
        card.text(store.get(run.id))
    with store.get(run.id).writer() as writer:
        writer.append({"type": "interrupted"})
    numbers = [each["seq"] for each in store.get(run.id).events()]
    assert len(set(numbers)) == len(numbers)


def test_no_word_of_a_refusal_is_in_a_card(store: Store) -> None:
    run = fake_runs.fake_run(store, refusal="Nothing is known of Mara |\n\n# Certified")
    assert "Mara" not in card.text(run) and "Certified" not in card.text(run)


def test_a_folder_is_named_from_everywhere_and_never_taken_for_one_of_the_hub(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "models" / "mine").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    run = fake_runs.fake_run(store, model="models/mine")
    monkeypatch.chdir("/")
    assert run.config.model == str(tmp_path / "models" / "mine")
    assert "huggingface.co/models" not in card.text(run) and "local folder" in card.text(run)


def test_a_folder_in_an_older_run_is_not_published_as_a_model_of_the_hub(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = fake_runs.fake_run(store, model="clients/acme")
    (tmp_path / "clients" / "acme").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    assert "acme" not in card.text(run) and "local folder" in card.text(run)


def test_an_export_into_the_folder_one_is_in_works_and_no_zip_is_written_over(
    finished: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    asked = ["--home", str(finished.home), "export", "--run", finished.id, "--out"]
    assert cli.main([*asked, "."]) == 0 and (tmp_path / "here" / "config.json").is_file()
    mine = tmp_path / "mine.ZIP"
    mine.write_text("my own")
    assert cli.main([*asked, str(mine)]) == 2 and mine.read_text() == "my own"
    assert "there already" in capsys.readouterr().err


def test_a_folder_holds_the_same_as_the_zip(finished: Run, tmp_path: Path) -> None:
    packed = contents(export.archive(finished, tmp_path / "model.zip"))
    folder = export.folder(finished, tmp_path / "new" / "model")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == packed


def test_a_folder_that_is_not_empty_is_left_alone(finished: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(RunError, match="not empty"):
        export.folder(finished, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_file_that_is_there_is_left_alone(finished: Run, tmp_path: Path) -> None:
    mine = tmp_path / "mine.zip"
    mine.write_text("mine", encoding="utf-8")
    with pytest.raises(RunError, match="there already"):
        export.archive(finished, mine)
    assert mine.read_text("utf-8") == "mine"


def test_the_zip_that_waits_to_be_fetched_is_made_anew_at_each_request(
    finished: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    first = actions.packed(finished)
    first.write_text("of before", encoding="utf-8")
    assert actions.packed(finished) == first and "README.md" in contents(first)


def test_a_run_without_a_model_says_so(store: Store, tmp_path: Path) -> None:
    for run in (
        fake_runs.fake_run(store, end="failed"),
        fake_runs.fake_run(store, end="interrupted"),
        fake_runs.fake_run(store),  # its result lost its weights
    ):
        with pytest.raises(RunError, match="model"):
            export.archive(run, tmp_path / "model.zip")
    assert not list(tmp_path.glob("*model*"))


def test_a_run_at_work_is_not_taken_and_a_run_that_is_taken_does_not_begin(
    finished: Run, tmp_path: Path
) -> None:
    with finished.writer(), pytest.raises(RunError, match="worked on"):
        export.archive(finished, tmp_path / "model.zip")
    with finished.held(), pytest.raises(RunError):
        finished.erase()
    assert finished.result_path() is not None


def test_a_full_disk_is_told_beforehand(
    finished: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1000))
    with pytest.raises(RunError, match="no room"):
        export.archive(finished, tmp_path / "model.zip")
    assert list(tmp_path.iterdir()) == []


@contextmanager
def small_files() -> Iterator[None]:
    """
    No file may grow beyond 4 kB, as on a disk that fills up while we write. Held only around what
    is tested: the file that pytest's own report goes to is larger.
    """
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.parametrize("write", [export.archive, export.folder])
def test_a_disk_that_fills_up_leaves_nothing_behind(
    finished: Run, tmp_path: Path, write: object
) -> None:
    with small_files(), pytest.raises(RunError, match="no room"):
        write(finished, tmp_path / "model")  # type: ignore[operator]
    assert list(tmp_path.iterdir()) == []
    assert finished.result_path() is not None


def test_a_model_deleted_meanwhile_is_told(
    finished: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*values: object, **named: object) -> None:
        raise FileNotFoundError(errno.ENOENT, "gone")

    monkeypatch.setattr(durable, "pack", gone)
    with pytest.raises(RunError, match="deleted meanwhile"):
        export.archive(finished, tmp_path / "model.zip")


def test_the_command_writes_a_folder_or_a_zip(
    finished: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = ["--home", str(finished.path.parent), "export", "--run", finished.id, "--out"]
    assert cli.main([*home, str(tmp_path / "folder")]) == cli.DONE
    assert cli.main([*home, str(tmp_path / "model.zip")]) == cli.DONE
    assert (tmp_path / "folder" / "README.md").is_file() and (tmp_path / "model.zip").is_file()
    assert cli.main([*home[:-3], "--run", "0" * 32, "--out", "x"]) == cli.BAD_INPUT
    assert "no run with this id" in capsys.readouterr().err
