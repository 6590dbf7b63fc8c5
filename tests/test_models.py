"""Models: what may be loaded, what is refused with which way out, and what an LM promises."""

import json
import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import huggingface_hub
import pytest
import tiny
import torch
from huggingface_hub.errors import GatedRepoError, LocalEntryNotFoundError, RepositoryNotFoundError
from safetensors.torch import save_file
from transformers import (
    BertConfig,
    BertLMHeadModel,
    CohereConfig,
    CohereForCausalLM,
    Gemma2Config,
    Gemma2ForCausalLM,
    GPT2Model,
    GraniteConfig,
    GraniteForCausalLM,
    PhiConfig,
    PhiForCausalLM,
    PreTrainedModel,
)

from icu_core import weights
from icu_core.decoding import teacher_forced
from icu_core.errors import ConfigError, ModelError
from icu_core.models import (
    LM,
    from_parts,
    head,
    last_hidden,
    load,
    original_weights,
    project,
    save,
)

SMALL = {
    "vocab_size": tiny.VOCABULARY, "hidden_size": 32, "intermediate_size": 48, "pad_token_id": 2,
    "num_hidden_layers": 2, "num_attention_heads": 4, "max_position_embeddings": tiny.CONTEXT,
}  # fmt: skip


def ids() -> torch.Tensor:
    """Two rows of ten tokens."""
    return torch.randint(3, tiny.VOCABULARY, (2, 10), generator=torch.Generator().manual_seed(1))


def special_head(name: str) -> PreTrainedModel:
    """Networks whose logits are more than a matrix product."""
    torch.manual_seed(0)
    grouped = SMALL | {"num_key_value_heads": 2}
    match name:
        case "divided":
            return GraniteForCausalLM(GraniteConfig(**grouped, logits_scaling=8.0))
        case "multiplied":
            return CohereForCausalLM(CohereConfig(**grouped, logit_scale=0.25))
        case "capped":
            return Gemma2ForCausalLM(
                Gemma2Config(**grouped, head_dim=8, final_logit_softcapping=2.0)
            )
        case _:
            network = PhiForCausalLM(PhiConfig(**SMALL))
            torch.nn.init.normal_(network.lm_head.bias)
            return network


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A tiny GPT-2 saved the way people save models."""
    save(tiny.lm("gpt2"), tmp_path / "model")
    return tmp_path / "model"


def change_config(folder: Path, **changes: object) -> None:
    """Edit config.json."""
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changes), "utf-8")


@pytest.mark.parametrize("tied", [True, False])
@pytest.mark.parametrize("family", tiny.FAMILIES)
@torch.no_grad()
def test_head_applied_to_hidden_states_gives_the_networks_logits(family: str, tied: bool) -> None:
    lm = tiny.lm(family, tied=tied)
    expected = lm.network(input_ids=ids()).logits
    torch.testing.assert_close(project(last_hidden(lm, ids()), head(lm)), expected)


@pytest.mark.parametrize("name", ["divided", "multiplied", "capped", "biased"])
@torch.no_grad()
def test_heads_that_scale_cap_or_shift_are_known(name: str) -> None:
    lm = from_parts(special_head(name), tiny.tokenizer(), name=name)
    expected = lm.network(input_ids=ids()).logits
    torch.testing.assert_close(project(last_hidden(lm, ids()), head(lm)), expected)
    plain = last_hidden(lm, ids()) @ head(lm).weight_VD.T
    assert not torch.allclose(plain, expected, atol=1e-4)


def test_an_unknown_kind_of_head_is_refused() -> None:
    network = tiny.network("gpt2")
    network.lm_head.register_forward_hook(lambda module, args, output: output.sin())
    with pytest.raises(ModelError, match="of an unknown kind"):
        from_parts(network, tiny.tokenizer(), name="odd")


def test_a_network_that_sees_the_future_is_refused() -> None:
    bert = BertLMHeadModel(BertConfig(**SMALL))
    with pytest.raises(ModelError, match="not causal"):
        from_parts(bert, tiny.tokenizer(), name="bert")


@pytest.mark.parametrize("family", tiny.FAMILIES)
@torch.no_grad()
def test_positions_are_right_whichever_side_is_padded(family: str) -> None:
    lm = tiny.lm(family)
    row = ids()[:1]
    alone = last_hidden(lm, row)
    fill, on, off = torch.zeros(1, 3, dtype=torch.long), torch.ones_like(row), torch.zeros(1, 3)
    left = last_hidden(lm, torch.cat([fill, row], 1), torch.cat([off.long(), on], 1))
    right = last_hidden(lm, torch.cat([row, fill], 1), torch.cat([on, off.long()], 1))
    torch.testing.assert_close(left[:, 3:], alone, atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(right[:, :-3], alone, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("family", tiny.FAMILIES)
@torch.no_grad()
def test_dropout_is_off_even_in_training_mode(family: str) -> None:
    lm = from_parts(tiny.network(family, dropout=0.5), tiny.tokenizer(), name=family)
    assert not lm.network.training
    lm.network.train()
    assert torch.equal(last_hidden(lm, ids()), last_hidden(lm, ids()))


def test_sampling_habits_of_a_checkpoint_are_dropped() -> None:
    network = tiny.network("gpt2")
    network.generation_config.repetition_penalty = 9.0
    lm = from_parts(network, tiny.tokenizer(), name="habits")
    assert lm.network.generation_config.repetition_penalty in (None, 1.0)
    assert lm.eos_ids == {0}


def test_half_precision_weights_are_refused() -> None:
    with pytest.raises(ModelError, match="bfloat16 weights; load it as fp32"):
        from_parts(tiny.network("gpt2").to(torch.bfloat16), tiny.tokenizer(), name="half")


def test_a_tokenizer_with_more_tokens_than_the_network_is_refused() -> None:
    tokenizer = tiny.tokenizer()
    tokenizer.add_tokens(["one more"])
    with pytest.raises(ModelError, match="321 tokens, its network only 320"):
        from_parts(tiny.network("gpt2"), tokenizer, name="mixed up")


def test_a_frozen_head_stays_what_it_was() -> None:
    lm = from_parts(tiny.network("gpt2"), tiny.tokenizer(), name="live")
    frozen, live = head(lm).frozen(), head(lm)
    before = frozen.weight_VD.clone()
    with torch.no_grad():
        live.weight_VD.add_(1.0)
    assert torch.equal(frozen.weight_VD, before)
    assert not frozen.weight_VD.requires_grad
    assert not torch.equal(head(lm).weight_VD, before)


@pytest.mark.parametrize("tied", [True, False])
@pytest.mark.parametrize("family", tiny.FAMILIES)
def test_what_is_saved_is_what_is_loaded(family: str, tied: bool, tmp_path: Path) -> None:
    lm = tiny.lm(family, tied=tied)
    save(lm, tmp_path)
    again = load(str(tmp_path))
    rows = tiny.rows(lm)
    assert [r.ids for r in tiny.rows(again)] == [r.ids for r in rows]
    for a, b in zip(teacher_forced(lm, rows), teacher_forced(again, rows), strict=True):
        assert torch.equal(a.nll_T, b.nll_T)
    shared = head(again).weight_VD is again.network.get_input_embeddings().weight
    assert shared == tied
    assert {p.suffix for p in tmp_path.iterdir()} == {".json", ".safetensors"}
    assert (again.device.type, again.compute) == ("cpu", torch.float32) or torch.cuda.is_available()


@pytest.mark.parametrize("family", ["gpt_neo", "gpt2", "llama"])
def test_an_adapter_starts_as_the_original_and_keeps_it(family: str, tmp_path: Path) -> None:
    save(tiny.lm(family), tmp_path / "a")
    lm = load(str(tmp_path / "a"), lora_rank=4, device="cpu")
    rows = tiny.rows(lm)
    trainable = [name for name, p in lm.network.named_parameters() if p.requires_grad]
    assert trainable
    assert all("lora" in name for name in trainable)

    def nll(model: LM) -> torch.Tensor:
        return torch.cat([each.nll_T for each in teacher_forced(model, rows)])

    original = nll(tiny.lm(family))
    assert torch.equal(nll(lm), original)
    tiny.fit(lm, rows, steps=2, lr=1e-2)
    trained = nll(lm)
    assert (trained - original).abs().max() > 0.1
    with original_weights(lm):
        assert torch.equal(nll(lm), original)
    assert torch.equal(nll(lm), trained)
    assert [name for name, p in lm.network.named_parameters() if p.requires_grad] == trainable
    save(lm, tmp_path / "b")
    torch.testing.assert_close(nll(load(str(tmp_path / "b"))), trained, atol=1e-5, rtol=1e-5)


def test_without_an_adapter_the_original_is_not_pretended() -> None:
    with pytest.raises(ModelError, match="adapter"), original_weights(tiny.lm("gpt2")):
        pass


def test_two_loads_with_an_adapter_are_equal(folder: Path) -> None:
    torch.manual_seed(1)
    a = load(str(folder), lora_rank=2).network.state_dict()
    torch.manual_seed(2)
    b = load(str(folder), lora_rank=2).network.state_dict()
    assert all(torch.equal(a[key], b[key]) for key in a)


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


@pytest.mark.parametrize("device", ["gpu", "cuda:x", "cuda:99", "cpu:1", ""])
def test_an_unknown_device_is_refused(device: str) -> None:
    with pytest.raises(ConfigError, match="Device"):
        load("embedded", device=device)


@pytest.mark.parametrize("precision", ["fp16", "bf16"])
def test_a_precision_that_the_cpu_lacks_is_refused(precision: str) -> None:
    with pytest.raises(ConfigError, match="fp32"):
        load("embedded", device="cpu", precision=precision)


def test_a_negative_rank_is_refused() -> None:
    with pytest.raises(ConfigError, match="lora_rank is -1"):
        load("embedded", device="cpu", lora_rank=-1)


def test_many_threads_may_read_models_at_once(tmp_path: Path) -> None:
    """Visitors compare at the same time; transformers would give some of them half a model."""
    whole = from_parts(tiny.network("llama"), tiny.tokenizer(), name="whole")
    save(whole, tmp_path / "model")
    with ThreadPoolExecutor(8) as threads:
        read = [*threads.map(load, [str(tmp_path / "model")] * 24)]
    before = whole.network.state_dict()
    for each in read:
        after = each.network.state_dict()
        assert all(torch.equal(after[name], weight) for name, weight in before.items())
