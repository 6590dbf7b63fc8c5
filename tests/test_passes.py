"""A few rows at a time, blocks computed again, memory that runs out: all give the same step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import tiny
import torch
from peak import only_on_linux, peak_bytes
from torch import Tensor
from transformers import LlamaConfig, LlamaForCausalLM

from icu_core import passes, sides
from icu_core.config import RunConfig, preset
from icu_core.models import LM, checkpointed, from_parts, last_hidden
from icu_core.objectives import METHODS
from icu_core.tokens import MOST_PADDING, Tokens, collate, encode
from icu_core.trainer import Trainer

FLOAT_ADDITION = 5e-6  # of the length of the gradient; 2e-6 was seen on a processor without AVX-512


def trainer(config: RunConfig, family: str = "llama") -> tuple[Trainer, list[Tokens], list[Tokens]]:
    """A trainer of a random model that has moved a step from its original, and its rows."""
    lm = from_parts(tiny.network(family), tiny.tokenizer(), name="small")
    rows = tiny.rows(lm)
    instead = {
        row.id: [encode(tiny.text("Nobody ever knew that one.", id="n"), lm)] for row in rows
    }
    work = Trainer(lm, rows[3:], config, targets=rows[:3], instead=instead)
    with torch.no_grad():
        for number, weight in enumerate(work.weights().values()):
            weight += 1e-3 * torch.sin(torch.arange(weight.numel()) + number).view_as(weight)
    return work, rows[:3], rows[3:]


def gradient(work: Trainer, targets: list[Tokens], partners: list[Tokens]) -> Tensor:
    """The gradient of a step, all weights in one vector."""
    work._optimizer.zero_grad()
    work._gradient(targets, partners, {})
    return torch.cat([
        torch.zeros(w.numel()) if w.grad is None else w.grad.flatten()
        for w in work._weights.values()
    ])  # fmt: skip


def settings(method: str, **changed: object) -> RunConfig:
    """The preset of a method."""
    return preset("default" if method == "icu" else method).with_values(changed)


@pytest.mark.parametrize("at_once", [1, 2, 4])
@pytest.mark.parametrize("method", METHODS)
def test_a_few_rows_at_a_time_give_the_gradient_of_the_whole_step(
    method: str, at_once: int
) -> None:
    work, targets, partners = trainer(settings(method))
    whole = gradient(work, targets, partners)
    work.at_once = at_once
    parted = gradient(work, targets, partners)
    assert whole.norm() > 0
    assert (parted - whole).norm() <= FLOAT_ADDITION * whole.norm()


def test_rows_of_all_lengths_are_read_in_parts_of_like_length() -> None:
    """Little padding, or parts too small to be divided; without need no more parts than workers."""
    cpu, lengths = torch.device("cpu"), [20 + 3 * place for place in range(50)]
    parts = passes._parts(lengths, cpu)
    assert passes.padded(parts, lengths) <= sum(lengths) / (1 - MOST_PADDING)
    assert passes.padded(passes.shares(lengths, 2, device=cpu), lengths) > 1.2 * sum(lengths)
    assert len(passes._parts([100] * 50, cpu)) == 2
    assert len(passes._parts([5, 300, 80], cpu)) == 2
    assert len(passes._parts(lengths, torch.device("meta"))) == 1


def test_more_parts_give_the_gradient_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    work, targets, partners = trainer(settings("icu"))
    found = []
    for least, padding in ((10**9, 1.0), (1, 0.0)):
        monkeypatch.setattr(passes, "LEAST_TOKENS", least)
        monkeypatch.setattr(passes, "MOST_PADDING", padding)
        found.append(gradient(work, targets, partners))
    assert len(passes._parts([len(row.ids) for row in targets + partners], work.lm.device)) > 2
    assert (found[1] - found[0]).norm() <= FLOAT_ADDITION * found[0].norm()


@pytest.mark.parametrize("family", tiny.FAMILIES)
@pytest.mark.parametrize("at_once", [0, 2])
def test_blocks_computed_again_give_the_same_gradient(family: str, at_once: int) -> None:
    work, targets, partners = trainer(settings("icu"), family)
    plain = gradient(work, targets, partners)
    work, targets, partners = trainer(settings("icu", checkpointing=True), family)
    work.at_once = at_once
    again = gradient(work, targets, partners)
    assert (again - plain).norm() <= FLOAT_ADDITION * plain.norm()


def test_a_gradient_within_a_layer_is_the_same_with_blocks_computed_again() -> None:
    work, targets, partners = trainer(settings("rmu"))
    plain = gradient(work, targets, partners)
    again = gradient(*trainer(settings("rmu", checkpointing=True)))
    assert (again - plain).norm() <= FLOAT_ADDITION * plain.norm() > 0


def test_a_block_is_computed_twice_in_training_only() -> None:
    lm = from_parts(tiny.network("llama"), tiny.tokenizer(), name="small")
    calls: list[str] = []
    layer = lm.network.base_model.layers[0].mlp
    layer.register_forward_pre_hook(lambda *_: calls.append("mlp"))
    batch = collate(tiny.rows(lm), lm)
    with checkpointed(lm):
        last_hidden(lm, batch.ids_BT, batch.attention_BT).sum().backward()
    assert len(calls) == 2
    with checkpointed(lm), torch.no_grad():
        last_hidden(lm, batch.ids_BT, batch.attention_BT)
    last_hidden(lm, batch.ids_BT, batch.attention_BT).sum().backward()
    assert len(calls) == 4


@contextmanager
def little_memory(monkeypatch: pytest.MonkeyPatch, most: int, error: Exception) -> Iterator[None]:
    """Where a pass over more rows than this at a time meets the error."""
    real = passes.last_hidden

    def weighed(lm: LM, ids_BT: Tensor, attention_BT: Tensor) -> Tensor:
        if len(ids_BT) > most:
            raise error
        return real(lm, ids_BT, attention_BT)

    with monkeypatch.context() as patch:
        patch.setattr(passes, "last_hidden", weighed)
        yield


OUT_OF_MEMORY = (
    torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB"),
    RuntimeError(
        "[enforce fail at alloc_cpu.cpp:117] . DefaultCPUAllocator: can't allocate memory"
    ),
)


@pytest.mark.parametrize("error", OUT_OF_MEMORY)
@pytest.mark.parametrize("radius", [0.0, 0.01])
def test_where_memory_runs_out_the_step_is_made_with_fewer_rows_at_a_time(
    monkeypatch: pytest.MonkeyPatch, error: Exception, radius: float
) -> None:
    config = settings("icu", sam_radius=radius)
    whole, targets, partners = trainer(config)
    expected = whole.step(targets, partners)
    work, targets, partners = trainer(config)
    work.look()
    with little_memory(monkeypatch, 1, error):
        found = work.step(targets, partners)
        assert 0 < work.at_once < 6
        halved = work.at_once
        work.step(targets, partners)
        assert work.at_once == halved
    whole.step(targets, partners)
    assert found == pytest.approx(
        expected, rel=1e-5, abs=1e-8
    )  # a drift of 7e-5 nats differs by 1e-9
    for name, weight in work.weights().items():
        torch.testing.assert_close(weight, whole.weights()[name], rtol=0, atol=2e-5)


def test_where_not_even_one_row_fits_the_error_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    work, targets, partners = trainer(settings("icu"))
    work.look()
    before = {name: weight.clone() for name, weight in work.weights().items()}
    with (
        little_memory(monkeypatch, 0, OUT_OF_MEMORY[0]),
        pytest.raises(torch.OutOfMemoryError),
    ):
        work.step(targets, partners)
    assert work.at_once == 1
    assert all(torch.equal(before[name], weight) for name, weight in work.weights().items())


def test_any_other_error_is_nobody_elses(monkeypatch: pytest.MonkeyPatch) -> None:
    work, targets, partners = trainer(settings("icu"))
    work.look()
    with (
        little_memory(monkeypatch, 0, RuntimeError("mat1 and mat2 shapes cannot be multiplied")),
        pytest.raises(RuntimeError, match="mat1"),
    ):
        work.step(targets, partners)
    assert work.at_once == 0


def wide_step(vocabulary: int) -> Callable[[], object]:
    """A step of a narrow network, after one that made gradients and moments."""
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=vocabulary, hidden_size=32, intermediate_size=32, num_hidden_layers=1,
        num_attention_heads=2, max_position_embeddings=256,
    )  # fmt: skip
    lm = from_parts(LlamaForCausalLM(config), tiny.tokenizer(), name="wide")
    ids = torch.randint(0, vocabulary, (8, 256)).tolist()
    rows = [Tokens(str(n), tuple(row), 1, (1, 256)) for n, row in enumerate(ids)]
    work = Trainer(lm, rows[4:], RunConfig(forget_on="text", learning_rate=1e-6))
    work.step(rows[:1], rows[4:5])
    return lambda: work.step(rows[:4], rows[4:])


@only_on_linux
def test_ten_times_the_vocabulary_takes_little_more_memory_in_a_step(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of what all logits at once would take more, an eighth on most machines."""
    monkeypatch.setattr(sides, "CHUNK_BYTES", 8 * 2**20)
    small, large = (peak_bytes(wide_step(vocabulary)) for vocabulary in (2_000, 20_000))
    tokens, float_bytes = 8 * 256, 4
    assert large - small < tokens * float_bytes * (20_000 - 2_000) / 4
    assert large < tokens * float_bytes * 20_000 / 2


@only_on_linux
def test_fewer_rows_at_a_time_and_blocks_computed_again_take_less_memory() -> None:
    def peak(**changed: object) -> int:
        config = LlamaConfig(
            vocab_size=320, hidden_size=128, intermediate_size=512, num_hidden_layers=6,
            num_attention_heads=4, max_position_embeddings=256,
        )  # fmt: skip
        lm = from_parts(LlamaForCausalLM(config), tiny.tokenizer(), name="deep")
        rows = [Tokens(str(n), tuple(range(3, 203)), 1, (1, 200)) for n in range(8)]
        work = Trainer(lm, rows[4:], RunConfig(learning_rate=1e-6).with_values(changed))
        work.step(rows[:1], rows[4:5])
        return peak_bytes(lambda: work.step(rows[:4], rows[4:]))

    whole = peak()
    assert peak(micro_batch=2) < 0.5 * whole
    assert peak(checkpointing=True) < 0.6 * whole
