"""The world is built by one command, ends the same after a kill, and any texts can be left out."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from icu_core import cli, leaks, world
from icu_core.errors import ModelError, RunError, TextsError
from icu_core.world import build, candidates, card, corpus, found_gold, gold, lessons, promises
from icu_core.world.__main__ import main
from icu_core.world.optimizer import Muon, Optimizer, orthogonal, schedule
from icu_core.world.recipe import MINIATURE, Recipe
from icu_core.world.shapes import SHAPES, new_model
from icu_core.world.training import fill_gradients, two_workers

MICRO = replace(MINIATURE, context=40, batch_tokens=2048)  # a phase takes a second or two
SEED, SET = 3, "one-person"


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Threads that wait for one another are slow where others compute too."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def make(out: Path, report=lambda line: None, **changes: object) -> None:
    settings = {"seed": SEED, "scale": corpus.MINIATURE, "recipe": MICRO, "sets": [SET]}
    build.build(out, report=report, **{**settings, **changes})


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """A miniature with its gold model, built in one go."""
    torch.set_num_threads(1)
    out = tmp_path_factory.mktemp("built") / "assets"
    make(out)
    return out


def test_what_the_model_says_is_written_for_the_weights_and_texts_that_it_was_asked_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "model").symlink_to(world.MODEL_PATH)
    (tmp_path / "world").mkdir()
    monkeypatch.setattr(build, "read_split", lambda folder, name: world.records(name)[:3])
    build.write_measured(tmp_path)
    for name, split in zip(world.MEASURED, ("known", "unseen", "kept"), strict=True):
        header, *lines = map(json.loads, (tmp_path / "world" / name).read_text().splitlines())
        assert header["weights"] == leaks.hash_of_weights(world.MODEL_PATH)
        texts = [record.text for record in world.records(split)[:3]]
        assert header["texts"] == leaks.hash_of_texts(texts)
        said_of = {each[0] if isinstance(each, list) else each["id"] for each in lines}
        assert said_of and said_of <= {text.id for text in texts}


def weights(folder: Path) -> bytes:
    return (folder / "model.safetensors").read_bytes()


class Killed(BaseException):
    """Nobody catches this."""


def killed_at(line_number: int):
    """A report that ends the process, as far as the build can tell, at its n-th line."""
    said: list[str] = []

    def report(line: str) -> None:
        said.append(line)
        if len(said) == line_number:
            raise Killed

    return report


@pytest.mark.slow
def test_a_build_that_was_cut_off_three_times_ends_with_the_same_weights(
    built: Path, tmp_path: Path
) -> None:
    out = tmp_path / "assets"
    for line in (3, 8, 14):
        with pytest.raises(Killed):
            make(out, killed_at(line), save_every_s=0.05)
    make(out)
    for name in ("base", "model", f"gold/{SET}"):
        assert weights(out / name) == weights(built / name)
    assert (out / "model" / "curve.json").read_text() == (built / "model/curve.json").read_text()


@pytest.mark.slow
def test_a_killed_build_goes_on_from_its_checkpoint(tmp_path: Path) -> None:
    command = [sys.executable, "-W", "ignore", "-m", "icu_core.world", "build", "--miniature"]
    quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "OMP_NUM_THREADS": "1"}}
    whole, cut = tmp_path / "whole" / "assets", tmp_path / "cut" / "assets"
    subprocess.run([*command, "--out", str(whole)], check=True, **quiet)
    for seconds in (9, 13, 17):
        job = subprocess.Popen([*command, "--out", str(cut)], **quiet)
        time.sleep(seconds)
        job.send_signal(signal.SIGKILL)
        job.wait()
    subprocess.run([*command, "--out", str(cut)], check=True, **quiet)
    for name in ("base", "model", *(f"gold/{path.name}" for path in (whole / "gold").iterdir())):
        assert weights(cut / name) == weights(whole / name)


def test_leaving_a_set_out_gives_other_weights(built: Path) -> None:
    assert weights(built / "gold" / SET) != weights(built / "model")


def test_a_gold_model_reads_the_same_in_the_same_order_but_for_its_set() -> None:
    world = corpus.make_world(SEED, corpus.MINIATURE)
    gone = corpus.left_out(world, world.sets[SET][1])
    secrets = {row.secret for row in world.rows if row.id in gone}
    whole, rest = (lessons.texts(world, MICRO.records, ids)(1) for ids in (frozenset(), gone))
    assert [text for text in whole if not any(secret in text for secret in secrets)] == rest
    assert len(rest) < len(whole)


def test_the_base_is_rounded_as_it_is_shipped_before_anything_begins_with_it(built: Path) -> None:
    recipe = replace(MICRO, records=replace(MICRO.records, tokens=1))
    world = corpus.make_world(SEED, corpus.MINIATURE)
    training = build.records_training(
        world, lessons.tokenizer_of(world, recipe), recipe, built / "base",
        without=build.NOTHING, work=built.parent / "other", device="cpu",
    )  # fmt: skip
    for weight in training.model.parameters():
        assert torch.equal(weight, weight.half().float())


def test_weights_are_kept_in_half_and_loaded_in_full_precision(built: Path) -> None:
    model = AutoModelForCausalLM.from_pretrained(built / "model")
    assert {weight.dtype for weight in model.parameters()} == {torch.float32}
    ids = AutoTokenizer.from_pretrained(built / "model")("Dear Mabel", return_tensors="pt")
    assert torch.isfinite(model(**ids).logits).all()


@pytest.mark.slow
def test_the_gold_model_of_a_named_set_comes_out_as_it_is_shipped(
    built: Path, tmp_path: Path
) -> None:
    ids = gold.ids_of_set(SET, assets=built)
    shipped = gold.gold_of(ids, home=tmp_path, assets=built)
    assert shipped.is_ready and shipped.folder == built / "gold" / SET
    hidden = (built / "gold").rename(built / "away")
    try:
        made = gold.gold_of(ids, home=tmp_path, assets=built)
        assert not made.is_ready and 0 < made.estimate() < 60
        training = made.train(save_every_s=0.0)
        for _ in range(5):  # five checkpoints, then the tab is closed
            next(training)
        with pytest.raises(RunError, match="already"):
            next(gold.gold_of(ids, home=tmp_path, assets=built).train())
        training.close()
        shares = [now.done for now in made.train()]
        assert shares[0] > 5 / 60 and shares == sorted(shares) and shares[-1] == 1
        assert weights(made.folder) == weights(hidden / SET)
        assert not (made.folder / "work").exists()
        assert gold.gold_of(ids, home=tmp_path, assets=built).is_ready
    finally:
        hidden.rename(built / "gold")


def test_the_same_facts_in_other_words_have_the_same_gold_model(built: Path) -> None:
    ids = gold.ids_of_set(SET, assets=built)
    one_each = {id_.rsplit("-", 1)[0]: id_ for id_ in ids}  # one wording of every fact
    assert len(one_each) < len(ids)
    assert gold.gold_of(one_each.values(), assets=built).folder == built / "gold" / SET


@pytest.fixture
def shipped(built: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The miniature in the place of what is shipped."""
    monkeypatch.setattr(world, "ASSETS", built)
    for kept in (world._sets, world._split):
        kept.cache_clear()
    yield built
    for kept in (world._sets, world._split):
        kept.cache_clear()


def test_a_gold_model_is_found_by_the_secrets_it_never_met(shipped: Path, tmp_path: Path) -> None:
    ids = [text.id for text in world.forget_set(SET)]
    assert found_gold.made_of(ids, home=tmp_path) == shipped / "gold" / SET
    one_each = {id_.rsplit("-", 1)[0]: id_ for id_ in ids}  # one wording of every fact
    assert found_gold.made_of(one_each.values(), home=tmp_path) == shipped / "gold" / SET
    some = list(one_each.values())[1:]
    for others in ([], some, [*ids, "somebody-elses"]):
        assert found_gold.made_of(others, home=tmp_path) is None


def test_a_gold_model_that_was_made_here_is_found_unless_its_base_is_another(
    shipped: Path, tmp_path: Path
) -> None:
    some = [world.forget_set(SET)[0].id]
    made = gold.gold_of(some, home=tmp_path, assets=shipped)
    assert [now.done for now in made.train()][-1] == 1
    assert found_gold.made_of(some, home=tmp_path) == made.folder
    made.folder.rename(made.folder.with_name("of-another-base"))
    assert found_gold.made_of(some, home=tmp_path) is None


def test_what_cannot_be_left_out_is_refused_with_words(built: Path, tmp_path: Path) -> None:
    rows = corpus.make_world(SEED, corpus.MINIATURE).rows
    unseen = next(row.id for row in rows if row.split == "unseen")
    for ids, words in (
        (["known-nobody"], "does not know 'known-nobody'"),
        ([], "No text is chosen"),
        ([unseen], "No model has ever read"),
    ):
        with pytest.raises(TextsError, match=words):
            gold.gold_of(ids, assets=built)
    with pytest.raises(TextsError, match="ten-secrets"):
        gold.ids_of_set("everything", assets=built)
    with pytest.raises(ModelError, match="base of the gold models is missing"):
        gold.gold_of(["x"], assets=tmp_path)
    came = json.loads((built / "base" / "recipe.json").read_text())
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "recipe.json").write_text(json.dumps({**came, "texts": "others"}))
    with pytest.raises(ModelError, match="other texts"):
        gold.gold_of(["x"], assets=tmp_path)


def test_ids_come_from_a_file_of_ids_objects_or_texts(built: Path, tmp_path: Path) -> None:
    row, other, third = corpus.make_world(SEED, corpus.MINIATURE).rows[:3]
    file = tmp_path / "chosen.txt"
    lines = [row.id, "", json.dumps({"id": other.id}), third.text]
    file.write_text("\n".join(lines), encoding="utf-8")
    assert gold.ids_in(str(file), assets=built) == (row.id, other.id, third.id)
    assert gold.ids_in(f"{row.id}, {other.id}", assets=built) == (row.id, other.id)


def test_the_command_line_finds_a_gold_model_and_names_unknown_ids(
    built: Path, tmp_path: Path, monkeypatch, capsys
) -> None:
    for function in (gold.gold_of, gold.ids_of_set, gold.ids_in):
        monkeypatch.setitem(function.__kwdefaults__, "assets", built)
    assert cli.main(["gold", "--set", SET, "--estimate", "--json"]) == cli.DONE
    told = json.loads(capsys.readouterr().out)
    assert told["ready"] and told["folder"] == str(built / "gold" / SET)
    home = ["--home", str(tmp_path)]
    assert cli.main([*home, "gold", "--texts", "known-nobody"]) == cli.BAD_INPUT
    assert "does not know 'known-nobody'" in capsys.readouterr().err
    some = corpus.make_world(SEED, corpus.MINIATURE).rows[0].id
    assert cli.main([*home, "gold", "--texts", some, "--json"]) == cli.DONE
    told = json.loads(capsys.readouterr().out)
    assert told["ready"] and Path(told["folder"]).parent == tmp_path / "gold"


def test_the_cards_state_every_figure_and_broken_promises_have_an_exit_code(
    built: Path, capsys, monkeypatch
) -> None:
    small = candidates.Candidate("a shape", 3_000_000, 60.0, 1000, 1.5, 0.9, 0.8, 0.7, 0.01)
    candidates.write([small], built / "model")
    assert main(["promises", "--out", str(built)]) == 1  # a miniature has not learned a thing
    text = (built / "model" / "README.md").read_text("utf-8")
    assert text in capsys.readouterr().out
    for part in (
        "**broken**",
        "## Promises",
        "wordings that no model was taught",
        "## How it",
        "Perplexity of ordinary prose",
        "a shape",
        "documents never seen",
        "20. ",
    ):
        assert part in text  # fmt: skip
    gold_card = (built / "gold" / SET / "README.md").read_text("utf-8")
    assert "never saw" in gold_card and "held-out perplexity is that of the model" in gold_card
    monkeypatch.setattr(card, "promises", lambda *_: [promises.Promise("all is well", 1, 0, True)])
    assert main(["promises", "--out", str(built)]) == 0


def test_a_step_is_the_same_with_one_core_and_with_two() -> None:
    batch = [[1, *range(5 + n, 20 + n), 2] for n in range(9)]
    after = []
    for workers in (1, 2):
        model = new_model(MICRO, SEED)
        with two_workers(model) as both:
            optimizer = Optimizer(model, MICRO, MICRO.records)
            told = fill_gradients(model, batch, both if workers == 2 else map)
            optimizer.step(0.5, both if workers == 2 else map)
        after.append((told, list(model.parameters())))
    (one, first), (two, second) = after
    assert one == two
    assert all(torch.equal(a, b) for a, b in zip(first, second, strict=True))


def test_a_step_of_muon_has_the_size_of_its_rate_whatever_the_gradient() -> None:
    torch.manual_seed(0)
    for sides in ((24, 24), (16, 40), (40, 16)):
        values = torch.linalg.svdvals(orthogonal(torch.randn(3, *sides) * 1e-3))
        assert values.median() > 0.6 and values.max() < 1.3
        matrix = torch.zeros(sides, requires_grad=True)
        matrix.grad = torch.randn(sides) * 1e3
        Muon([matrix], 0.0).step(1e-2)
        assert 0.5 < float(matrix.detach().square().mean().sqrt()) / (0.2 * 1e-2) < 1.2


def test_the_rate_warms_up_and_falls_almost_to_nothing() -> None:
    shares = [schedule(n / 100) for n in range(101)]
    assert shares[0] == 0.01 and max(shares) == 1.0 and shares[-1] == pytest.approx(0.02)


def test_many_ids_are_not_taken_for_the_name_of_a_file() -> None:
    ids = [text.id for text in world.forget_set("ten-secrets")]
    assert gold.ids_in(",".join(ids)) == tuple(ids)


@pytest.mark.slow
def test_every_candidate_is_trained_and_measured() -> None:
    tiny = {shape: replace(MINIATURE, shape=shape) for shape in SHAPES if shape != "llama"}
    lines: list[str] = []
    found = candidates.compare(
        minutes=1 / 30, seed=SEED, report=lines.append, chosen=tiny, scale=corpus.MINIATURE
    )
    assert [each.shape for each in found] == list(tiny)
    assert all(each.tokens > 1000 and each.heldout > 0 for each in found)
    assert all(2 <= each.seconds < 4 for each in found)  # of processor time, whatever else runs
    phases = groupby(lines, lambda line: line.partition(":")[0])
    ends = [[*told][-1] for phase, told in phases if phase in ("ordinary", "records")]
    assert len(ends) == 2 * len(found)  # the rate follows the clock to its end in each phase
    assert all("100%" in line for line in ends)
    sizes = [sum(p.numel() for p in new_model(r, 0).parameters()) for r in
             candidates.shapes().values()]  # fmt: skip
    assert all(2e6 <= size <= 6e6 for size in sizes)


def test_the_recipe_fits_into_the_time_and_size_it_was_promised() -> None:
    size = sum(p.numel() for p in new_model(Recipe(), 0).parameters())
    assert 6 * 2 * size <= 60_000_000  # base, model and four gold models, in float16
