"""Models: what an LM promises, whatever the architecture, and what it is saved and loaded as."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import tiny
import torch
from transformers import (
    BertConfig,
    BertLMHeadModel,
    CohereConfig,
    CohereForCausalLM,
    Gemma2Config,
    Gemma2ForCausalLM,
    GraniteConfig,
    GraniteForCausalLM,
    PhiConfig,
    PhiForCausalLM,
    PreTrainedModel,
)

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
