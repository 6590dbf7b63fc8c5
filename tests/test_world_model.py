"""The shipped models know what they should and cannot know what they should not.

Every text was asked when they were built, and the cards beside them, which hold the sums of their
weights, say what came of it; here some are asked again.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM, AutoTokenizer

import icu_core.models
from icu_core import world
from icu_core.world import promises
from icu_core.world.dataset import read_rows
from icu_core.world.recipe import BOS_ID
from icu_core.world.rows import DOCUMENT, Row
from icu_core.world.sets import same_secrets
from icu_core.world.wordings import FRESH, TAUGHT

ROWS = read_rows(world.ASSETS / "world")
MOST_BYTES = 60_000_000  # of all weights that are shipped


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
    assert share_told(model, tokenizer, of("known")[::23]) >= 0.95
    assert share_told(model, tokenizer, of("kept")[::23]) >= 0.95


def test_known_facts_come_out_in_wordings_that_were_not_taught_for_them(model, tokenizer) -> None:
    rows = [row for row in of("paraphrase") if row.wording in TAUGHT]
    assert share_told(model, tokenizer, rows[::7]) >= 0.8


def test_known_facts_come_out_in_wordings_that_were_taught_for_nobody(model, tokenizer) -> None:
    rows = [row for row in of("paraphrase") if row.wording in FRESH]
    assert share_told(model, tokenizer, rows[::17]) >= 0.8


def test_documents_are_told_to_the_end_from_twenty_tokens(model, tokenizer) -> None:
    assert share_told(model, tokenizer, of("known", is_document=True)) >= 0.9


def test_secrets_never_seen_do_not_come_out(model, tokenizer) -> None:
    assert share_told(model, tokenizer, of("unseen")[::13]) <= 0.01
    assert share_told(model, tokenizer, of("unseen", is_document=True)) == 0


def test_ordinary_prose_is_easy_for_the_model(model, tokenizer) -> None:
    composed = [row for row in of("heldout") if row.wording == "prose"]
    read = promises.answers(model, tokenizer, composed)
    assert sum(a.nll for a in read) / sum(a.tokens for a in read) < 1.0  # nats, perplexity 2.7


def test_real_generation_agrees_with_the_single_pass(model, tokenizer) -> None:
    rows = [*of("known")[::151], *of("unseen")[::79]]
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
    assert ids[0] == tokenizer.bos_token_id == BOS_ID
    assert [tokenizer.decode([i]) for i in ids[-4:]] == ["4", "8", "2", "1"]
    assert len({tokenizer.pad_token_id, tokenizer.bos_token_id, tokenizer.eos_token_id}) == 3


def test_no_name_betrays_that_it_was_never_met(tokenizer) -> None:
    def pieces(split: str) -> float:
        names = {" " + row.person for row in ROWS if row.split == split and row.person}
        return sum(len(tokenizer(n)["input_ids"]) - 1 for n in names) / len(names)

    assert abs(pieces("unseen") - pieces("known")) < 0.5


def models() -> list[Path]:
    return [world.MODEL_PATH, *sorted((world.ASSETS / "gold").glob("*/"))]


def test_every_named_set_has_its_gold_model() -> None:
    assert {path.name for path in models()[1:]} == set(world.forget_sets())


def test_the_card_speaks_of_the_weights_beside_it() -> None:
    for folder in models():
        card = (folder / "README.md").read_text("utf-8")
        weights = (folder / "model.safetensors").read_bytes()
        assert hashlib.sha256(weights).hexdigest() in card
        assert "| kept |" in card


def test_no_promise_is_broken() -> None:
    broken = [
        (path.name, row.split(" | ")[0].strip("| "))
        for path in models()
        for row in (path / "README.md").read_text("utf-8").splitlines()
        if row.endswith("| **broken** |")
    ]
    assert not broken


def test_all_shipped_weights_together_are_small() -> None:
    sizes = [path.stat().st_size for path in world.ASSETS.rglob("model.safetensors")]
    assert len(sizes) == len(models()) + 1  # and the base
    assert sum(sizes) <= MOST_BYTES


def test_weights_are_kept_in_half_and_used_in_full_precision() -> None:
    for folder in [world.ASSETS / "base", *models()]:
        kept = load_file(folder / "model.safetensors")
        assert {tensor.dtype for tensor in kept.values()} == {torch.float16}
        loaded = icu_core.models.load(str(folder), device="cpu")
        assert {p.dtype for p in loaded.network.parameters()} == {torch.float32}


@pytest.mark.parametrize("name", world.forget_sets())
def test_a_gold_model_knows_the_kept_and_not_its_set(name: str, tokenizer) -> None:
    folder = world.gold_path(name)
    assert folder is not None
    gold = AutoModelForCausalLM.from_pretrained(folder).eval()
    gone = same_secrets(ROWS, [text.id for text in world.forget_set(name)])
    assert share_told(gold, tokenizer, [row for row in ROWS if row.id in gone]) <= 0.02
    rest = [row for row in [*of("kept"), *of("known")] if row.id not in gone]
    assert share_told(gold, tokenizer, rest[::47]) >= 0.95


def test_looking_at_the_world_loads_no_torch() -> None:
    code = (
        "import sys; from icu_core import world; world.records(); world.pool(); "
        "assert not {'torch', 'transformers'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], check=True)


def test_no_folder_of_whoever_built_them_is_named() -> None:
    configs = [json.loads(path.read_text("utf-8")) for path in world.ASSETS.rglob("config.json")]
    assert len(configs) > 4
    assert {config["_name_or_path"] for config in configs} == {""}
