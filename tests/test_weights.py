"""Weights: which folders and hub ids are opened, and what is refused with which way out."""

import json
import pickle
from pathlib import Path

import huggingface_hub
import pytest
import tiny
from huggingface_hub.errors import GatedRepoError, LocalEntryNotFoundError, RepositoryNotFoundError
from safetensors.torch import save_file
from transformers import GPT2Model

from icu_core import weights
from icu_core.errors import ModelError
from icu_core.models import load, save


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A tiny GPT-2 saved the way people save models."""
    save(tiny.lm("gpt2"), tmp_path / "model")
    return tmp_path / "model"


def change_config(folder: Path, **changes: object) -> None:
    """Edit config.json."""
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changes), "utf-8")


def test_a_pickle_in_the_folder_is_never_opened(folder: Path, tmp_path: Path) -> None:
    class Bomb:
        def __reduce__(self) -> tuple[object, tuple[Path]]:
            return (Path.touch, (tmp_path / "exploded",))

    for name in ("pytorch_model.bin", "training_args.bin"):
        (folder / name).write_bytes(pickle.dumps(Bomb()))
    load(str(folder))
    (folder / "model.safetensors").unlink()
    with pytest.raises(ModelError, match="no weights in safetensors"):
        load(str(folder))
    assert not (tmp_path / "exploded").exists()


def test_code_in_the_folder_is_never_run(folder: Path, tmp_path: Path) -> None:
    (folder / "evil.py").write_text(f"open({str(tmp_path / 'exploded')!r}, 'w')")
    change_config(folder, model_type="evil", auto_map={"AutoConfig": "evil.Config"})
    with pytest.raises(ModelError, match="never does"):
        load(str(folder))
    assert not (tmp_path / "exploded").exists()


def test_a_folder_is_refused_with_a_way_out(folder: Path) -> None:
    cases = {
        "damaged": lambda: (folder / "config.json").write_text("{"),
        "not an object": lambda: (folder / "config.json").write_text("[]"),
        "no config.json": lambda: (folder / "config.json").unlink(),
    }
    for words, spoil in cases.items():
        spoil()
        with pytest.raises(ModelError, match=words) as caught:
            load(str(folder))
        assert "embedded" in str(caught.value)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"architectures": ["GPT2ForSequenceClassification"]}, "not a causal language model"),
        ({"architectures": ["T5Model"], "model_type": "t5"}, "not a causal language model"),
        ({"quantization_config": {"quant_method": "bitsandbytes"}}, "quantised"),
        ({"n_embd": 64}, "cannot be read"),
        ({"n_head": "many"}, "transformers"),
    ],
)
def test_an_unsuitable_config_is_refused(
    folder: Path, changes: dict[str, object], words: str
) -> None:
    change_config(folder, **changes)
    with pytest.raises(ModelError, match=words):
        load(str(folder))


def test_damaged_weights_are_refused(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(b"\xff" * 100)
    with pytest.raises(ModelError, match="cannot be read"):
        load(str(folder))


def test_weights_that_are_missing_are_not_made_up(folder: Path) -> None:
    network = GPT2Model(tiny.network("gpt2").config)
    state = {f"transformer.{k}": v for k, v in network.state_dict().items() if "ln_f" not in k}
    save_file(state, folder / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(ModelError, match="lacks 2 of its weights"):
        load(str(folder))


def test_a_folder_without_tokenizer_is_refused(folder: Path) -> None:
    for name in ("tokenizer.json", "tokenizer_config.json"):
        (folder / name).unlink()
    with pytest.raises(ModelError, match="tokenizer"):
        load(str(folder))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("/no/such/folder", "no folder"),
        ("./nowhere", "no folder"),
        ("a/b/c", "no folder"),
        ("", "neither a folder nor"),
        ("what is this?", "neither a folder nor"),
        ("../../etc/passwd" + "\0", "no folder"),
        ("x" * 5000, "neither a folder nor"),
        ("<script>", "neither a folder nor"),
        (__file__, "is a file"),
    ],
)
def test_a_name_that_cannot_be_a_model_is_refused(name: str, words: str) -> None:
    with pytest.raises(ModelError, match=words) as caught:
        load(name)
    assert "embedded" in str(caught.value)
    assert len(str(caught.value)) < 500


def hub_error(kind: type[Exception]) -> Exception:
    """An error of the hub, without a hub."""
    error = kind.__new__(kind)
    Exception.__init__(error, "no")
    return error


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (RepositoryNotFoundError, "There is no model"),
        (GatedRepoError, "licence"),
        (LocalEntryNotFoundError, "cannot be reached"),
        (ConnectionError, "cannot be reached"),
    ],
)
def test_a_hub_that_says_no_is_explained(
    monkeypatch: pytest.MonkeyPatch, kind: type[Exception], words: str
) -> None:
    def refuse(*args: object, **kwargs: object) -> str:
        raise hub_error(kind)

    monkeypatch.setattr(huggingface_hub, "snapshot_download", refuse)
    with pytest.raises(ModelError, match=words) as caught:
        load("someone/some-model")
    assert "embedded" in str(caught.value)


@pytest.mark.parametrize(("proxies", "is_local"), [({}, True), ({"https": "http://gate"}, False)])
def test_without_a_network_the_hub_is_not_tried_for_long(
    monkeypatch: pytest.MonkeyPatch, folder: Path, proxies: dict[str, str], is_local: bool
) -> None:
    asked: dict[str, object] = {}

    def answer(*_: object, **how: object) -> str:
        asked.update(how)
        return str(folder)

    monkeypatch.setattr(huggingface_hub, "snapshot_download", answer)
    monkeypatch.setattr("icu_core.weights.getproxies", lambda: proxies)
    load("someone/some-model")  # no test can look a name up
    assert asked["local_files_only"] is is_local


def test_the_hub_is_asked_for_safe_files_only(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    asked: dict[str, object] = {}

    def download(name: str, **wishes: object) -> str:
        asked.update(wishes, name=name)
        return str(folder)

    monkeypatch.setattr(huggingface_hub, "snapshot_download", download)
    assert load("someone/some-model", revision="v1").name == "someone/some-model"
    assert (asked["name"], asked["revision"]) == ("someone/some-model", "v1")
    assert asked["allow_patterns"] == ["*.json", "*.safetensors", "*.txt", "*.model"]


def test_a_missing_embedded_model_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(weights, "EMBEDDED", tmp_path / "none")
    with pytest.raises(ModelError, match="build it anew"):
        load("embedded")
