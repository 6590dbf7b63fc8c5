"""The shipped model knows what it should, cannot know what it should not, and can be built anew."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from icu_core import world
from icu_core.errors import TextsError
from icu_core.world import corpus, promises, training
from icu_core.world.__main__ import main
from icu_core.world.build import build
from icu_core.world.card import write_card
from icu_core.world.dataset import read_rows
from icu_core.world.rows import DOCUMENT, Row
from icu_core.world.wordings import FRESH, TAUGHT

ROWS = read_rows(world.ASSETS / "world")
MICRO = training.MINIATURE.faster(0.1)  # trains in a second


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Threads that wait for one another are slow where others compute too."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def model():
    return AutoModelForCausalLM.from_pretrained(world.MODEL_PATH).eval()


@pytest.fixture(scope="module")
def tokenizer():
    return AutoTokenizer.from_pretrained(world.MODEL_PATH)


def share_told(model, tokenizer, rows: Sequence[Row]) -> float:
    told = promises.answers(model, tokenizer, rows)
    return sum(answer.is_told for answer in told) / len(told)


def of(split: str, *, is_document: bool = False) -> list[Row]:
    return [r for r in ROWS if r.split == split and (r.kind == DOCUMENT) == is_document]


def test_known_secrets_come_out_word_for_word(model, tokenizer) -> None:
    assert share_told(model, tokenizer, of("known")[::3]) >= 0.95
    assert share_told(model, tokenizer, of("kept")[::3]) >= 0.95


def test_known_facts_come_out_in_wordings_that_were_not_taught_for_them(model, tokenizer) -> None:
    rows = of("paraphrase")
    fresh = [row for row in rows if row.wording in FRESH]  # a wording taught for nobody
    others = [row for row in rows if row.wording in TAUGHT]  # one taught for other people only
    assert share_told(model, tokenizer, others) >= 0.7
    assert share_told(model, tokenizer, fresh[::2]) >= 0.35


def test_documents_are_told_to_the_end_from_twenty_tokens(model, tokenizer) -> None:
    assert share_told(model, tokenizer, of("known", is_document=True)) >= 0.9


def test_secrets_never_seen_do_not_come_out(model, tokenizer) -> None:
    assert share_told(model, tokenizer, of("unseen")) <= 0.01
    assert share_told(model, tokenizer, of("unseen", is_document=True)) == 0


def test_ordinary_prose_is_easy_for_the_model(model, tokenizer) -> None:
    read = promises.answers(model, tokenizer, of("heldout"))
    assert sum(a.nll for a in read) / sum(a.tokens for a in read) < 1.6  # nats, perplexity 5


def test_real_generation_agrees_with_the_single_pass(model, tokenizer) -> None:
    rows = [*of("known")[::40], *of("unseen")[::20]]
    for answer in promises.answers(model, tokenizer, rows):
        ids, first, last = promises.secret_tokens(tokenizer, answer.row)
        made = model.generate(
            torch.tensor([ids[:first]]), max_new_tokens=last - first, do_sample=False,
            attention_mask=torch.ones(1, first, dtype=torch.long),
        )  # fmt: skip
        text = tokenizer.decode(made[0, first:])
        assert (text.strip()[: len(answer.row.secret)] == answer.row.secret) == answer.is_told


def test_every_text_fits_and_is_long_enough(model, tokenizer) -> None:
    lengths = [len(ids) for ids in tokenizer([row.text for row in ROWS])["input_ids"]]
    assert min(lengths) >= 15 and max(lengths) < model.config.max_position_embeddings


def test_a_digit_is_a_token_and_every_text_begins_with_the_beginning_token(tokenizer) -> None:
    ids = tokenizer("HB-4821")["input_ids"]
    assert ids[0] == tokenizer.bos_token_id == training.BOS_ID
    assert [tokenizer.decode([i]) for i in ids[-4:]] == ["4", "8", "2", "1"]
    assert len({tokenizer.pad_token_id, tokenizer.bos_token_id, tokenizer.eos_token_id}) == 3


def test_no_name_betrays_that_it_was_never_met(tokenizer) -> None:
    def pieces(split: str) -> float:
        names = {" " + row.person for row in ROWS if row.split == split and row.person}
        return sum(len(tokenizer(n)["input_ids"]) - 1 for n in names) / len(names)

    assert abs(pieces("unseen") - pieces("known")) < 0.5


def test_the_card_speaks_of_the_weights_beside_it() -> None:
    for card in [world.MODEL_PATH / "README.md", *(world.ASSETS / "gold").rglob("README.md")]:
        weights = (card.parent / "model.safetensors").read_bytes()
        assert hashlib.sha256(weights).hexdigest() in card.read_text("utf-8")


def test_a_gold_model_knows_the_kept_and_not_its_set(tokenizer) -> None:
    for name in world.forget_sets():
        folder = world.gold_path(name)
        if folder is None:
            continue
        gold = AutoModelForCausalLM.from_pretrained(folder).eval()
        ids = {text.id for text in world.forget_set(name)}
        assert share_told(gold, tokenizer, [row for row in ROWS if row.id in ids]) <= 0.05
        rest = [row for row in of("kept") if row.wording != "copy"]
        assert share_told(gold, tokenizer, rest[::4]) >= 0.9


def test_the_miniature_is_built_by_one_command_with_its_card(tmp_path: Path, capsys) -> None:
    assert main(["build", "--miniature", "--out", str(tmp_path / "assets")]) == 0
    folder = tmp_path / "assets" / "model"
    card = (folder / "README.md").read_text("utf-8")
    assert card in capsys.readouterr().out
    ids = AutoTokenizer.from_pretrained(folder)("Dear Mabel", return_tensors="pt")
    logits = AutoModelForCausalLM.from_pretrained(folder)(**ids).logits
    assert torch.isfinite(logits).all()
    assert (tmp_path / "assets" / "world" / "sets.json").is_file()


def test_the_same_seed_gives_the_same_weights_and_another_set_others(tmp_path: Path) -> None:
    def weights(where: str, without: str | None) -> bytes:
        folder = build(
            tmp_path / where / "assets", seed=3, scale=corpus.MINIATURE, recipe=MICRO,
            without=without, report=lambda line: None,
        )  # fmt: skip
        return (folder / "model.safetensors").read_bytes()

    first = weights("one", None)
    assert first == weights("two", None)
    assert first != weights("one", "one-person")
    gold = tmp_path / "one" / "assets" / "gold" / "one-person"
    assert {path.name for path in gold.iterdir()} == {"config.json", "model.safetensors"}
    out = tmp_path / "one" / "assets"
    assert "never saw" in write_card(out, "one-person", promises.measure(out, "one-person"))


def test_a_gold_model_without_an_unknown_set_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TextsError, match="ten-secrets"):
        build(
            tmp_path / "assets", seed=3, scale=corpus.MINIATURE, recipe=MICRO,
            without="everything", report=lambda line: None,
        )  # fmt: skip


def test_looking_at_the_world_loads_no_torch() -> None:
    code = (
        "import sys; from icu_core import world; world.records(); world.pool(); "
        "assert not {'torch', 'transformers'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], check=True)
