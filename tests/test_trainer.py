"""Training steps against the ICU authors' own code, and what they must leave alone.

The golden values (tests/golden) were produced by the authors' functions on CPU in fp32.
"""

import json
from pathlib import Path

import numpy as np
import pytest
import tiny
import torch
from transformers import AutoModelForCausalLM

from icu_core.config import RunConfig, preset
from icu_core.errors import RunError
from icu_core.models import LM, from_parts, last_hidden
from icu_core.passes import hidden_rows
from icu_core.tokens import Tokens, collate
from icu_core.trainer import Trainer

GOLDEN = Path(__file__).parent / "golden"
AUTHORS = preset("paper").with_values({"learning_rate": 1e-3, "batch_size": 4})


def golden_lm() -> LM:
    """The tiny GPT-Neo of the golden values."""
    network = AutoModelForCausalLM.from_pretrained(GOLDEN / "model", dtype=torch.float32)
    return from_parts(network, tiny.tokenizer(), name="golden")


def golden_rows(kind: str) -> list[Tokens]:
    """The rows `forget` or `learn` of the golden values."""
    ids = np.load(GOLDEN / "tokens.npz")[kind]
    return [Tokens(f"{kind}{n}", tuple(map(int, row)), 1, (150, 200)) for n, row in enumerate(ids)]


def test_every_loss_of_the_authors_nine_steps_is_reproduced() -> None:
    expected = json.loads((GOLDEN / "expected.json").read_text("utf-8"))["training_steps"]
    targets, partners = golden_rows("forget"), golden_rows("learn")
    trainer = Trainer(golden_lm(), partners, AUTHORS)
    for step in expected:
        rows = slice(*step["rows"])
        found = trainer.step(targets[rows], partners[rows])
        assert found["forget"] == pytest.approx(step["forget_nll"], rel=1e-4)
        assert found["learn"] == pytest.approx(step["learn_nll"], rel=1e-4)
        assert found["drift"] == pytest.approx(step["kl_divergence"], rel=1e-4, abs=2e-6)


def small() -> tuple[LM, list[Tokens], RunConfig]:
    """A random model, its rows, and quick settings."""
    lm = from_parts(tiny.network("llama"), tiny.tokenizer(), name="small")
    return lm, tiny.rows(lm), RunConfig(learning_rate=1e-3, push_until="level")


def test_drift_is_zero_before_the_first_step() -> None:
    lm, rows, config = small()
    assert Trainer(lm, rows[:3], config).losses(rows[3:], rows[:3]).drift.item() < 1e-6


def test_a_row_too_many_of_padding_changes_no_loss() -> None:
    lm, rows, config = small()
    trainer = Trainer(lm, rows[:1], config)
    alone = trainer.losses(rows[1:2], rows[:1])
    longest = max(rows, key=lambda row: len(row.ids))
    trainer = Trainer(lm, [rows[0], longest], config)
    nll = [
        trainer.losses(some, [rows[0]]).forget.item() * sum(r.secret[1] - r.secret[0] for r in some)
        for some in (rows[1:2], [longest], [rows[1], longest])
    ]
    assert nll[0] + nll[1] == pytest.approx(nll[2], rel=1e-5)
    assert alone.forget.item() > 0


def test_only_the_secret_is_pushed_when_so_set() -> None:
    lm, rows, config = small()
    row = rows[0]
    moved = Tokens(row.id, row.ids, row.first, (row.secret[1] - 1, row.secret[1]))
    on_secret = Trainer(lm, rows[:1], config).losses([moved], rows[:1]).forget
    on_text = (
        Trainer(lm, rows[:1], RunConfig(forget_on="text", push_until="level"))
        .losses([moved], rows[:1])
        .forget
    )
    assert on_secret.item() != pytest.approx(on_text.item())


def test_a_long_gradient_is_clipped() -> None:
    moved = []
    for norm in (1e-9, 0.0):
        lm, rows, _ = small()
        before = {name: weight.clone() for name, weight in lm.network.named_parameters()}
        config = RunConfig(
            learning_rate=1e-3, max_grad_norm=norm, adam_beta2=0.5, push_until="level"
        )
        Trainer(lm, rows[:2], config).step(rows[2:], rows[:2])
        moved.append(
            sum(
                float((w - before[n]).detach().abs().sum())
                for n, w in lm.network.named_parameters()
            )
        )
    assert moved[0] < moved[1]


def test_saved_and_loaded_training_goes_on_bit_for_bit() -> None:
    lm, rows, config = small()
    trainer = Trainer(lm, rows[:3], config)
    trainer.step(rows[3:], rows[:3])
    groups = {
        group: {name: tensor.clone() for name, tensor in tensors.items()}
        for group, tensors in trainer.groups().items()
    }
    trainer.step(rows[3:], rows[:3])
    straight = {name: weight.clone() for name, weight in trainer.weights().items()}

    again, rows, config = small()
    resumed = Trainer(again, rows[:3], config)
    resumed.load(groups)
    resumed.step(rows[3:], rows[:3])
    assert all(torch.equal(straight[name], weight) for name, weight in resumed.weights().items())


def test_weights_of_another_model_are_refused() -> None:
    lm, rows, config = small()
    with pytest.raises(RunError, match="another model"):
        Trainer(lm, rows[:1], config).load({"weights": {"x": torch.zeros(1)}})


def stepped(threads: int) -> dict[str, torch.Tensor]:
    """The weights after three steps with so many threads."""
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    lm, rows, config = small()
    trainer = Trainer(lm, rows[:3], config)
    for _ in range(3):
        trainer.step(rows[3:], rows[:3])
    torch.set_num_threads(before)
    return trainer.weights()


def test_two_threads_move_the_weights_as_one_does_to_the_last_bit() -> None:
    one, two = stepped(1), stepped(2)
    assert all(torch.equal(one[name], two[name]) for name in one)


def test_rows_in_parts_have_the_hidden_states_and_gradients_of_one_batch() -> None:
    lm, rows, _ = small()
    batch, weights = collate(rows, lm), list(lm.network.base_model.parameters())
    whole_BTD = last_hidden(lm, batch.ids_BT, batch.attention_BT)
    together_ND = torch.cat([h[: len(r.ids)] for h, r in zip(whole_BTD, rows, strict=True)])
    parted_ND = torch.cat(hidden_rows(lm, rows, weights))
    torch.testing.assert_close(parted_ND, together_ND, rtol=1e-5, atol=1e-6)
    for found, expected in zip(
        torch.autograd.grad(parted_ND.square().sum(), weights),
        torch.autograd.grad(together_ND.square().sum(), weights),
        strict=True,
    ):
        torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-4)
