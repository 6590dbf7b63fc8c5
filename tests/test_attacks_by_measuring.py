"""Attacks that measure: membership, language, and how deep in the layers a secret lies."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import small_town as town
import torch
from attacking import do, measure

from icu_core.attacks import depth, language, lens, membership
from icu_core.attacks.asking import ask_all
from icu_core.attacks.shape import AUDITED, GOLD, ORIGINAL, Material
from icu_core.texts import Text
from icu_core.tokens import encode

pytestmark = pytest.mark.usefixtures("untouched")


def test_every_membership_attack_tells_members_while_they_are_known() -> None:
    table = do(membership.membership, town.original())
    for part in membership.PARTS:
        for name in membership.CLASSIC:
            auc = measure(table, f"{name}, {part}")
            assert auc[AUDITED] == auc[ORIGINAL] and (auc[AUDITED] or 0) > 0.9, name
            assert 0.05 < (auc[GOLD] or 0) < 0.95, name
    assert (measure(table, "gradient, text")[AUDITED] or 0) > 0.9
    for part in membership.PARTS:
        leak = measure(table, f"PrivLeak by Min-K, {part}")
        assert leak[GOLD] == 0.0 and (leak[AUDITED] or 0) < -50
    assert measure(table, "privacy")[GOLD] == 1.0


def test_membership_is_told_within_the_kinds_of_the_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    """The six targets are of two kinds, and so are the never-seen texts."""
    sizes: list[list[tuple[int, int]]] = []

    def by_kind(some: Any, others: Any, kinds: Any) -> Any:
        piles = real(some, others, kinds)
        sizes.append([(len(a), len(b)) for a, b in piles])
        return piles

    def two(texts: tuple[Text, ...]) -> tuple[Text, ...]:
        return tuple(replace(each, kind="ab"[n % 2]) for n, each in enumerate(texts))

    real = membership.attack.by_kind
    monkeypatch.setattr(membership.attack, "by_kind", by_kind)
    monkeypatch.setattr(membership, "GRADIENTS", 4)
    material = Material(two(town.targets()), two(town.controls()))
    table = do(membership.membership, town.original(), material)
    assert [(3, 12), (3, 12)] in sizes and [(4, 4)] in sizes
    found = {each.name: each.interval for each in table.measures}
    assert found["loss, text"] == membership.attack.auc_interval(1.0, [(3, 12), (3, 12)])
    assert (found["gradient, text"] or (1, 1))[0] < (found["loss, text"] or (0, 0))[0]


def test_privleak_of_the_secrets_is_that_of_the_secrets() -> None:
    table = do(membership.membership, town.broken())
    for part in membership.PARTS:
        auc = measure(table, f"Min-K, {part}")
        wanted = membership.attack.priv_leak(auc[AUDITED] or 0, auc[GOLD] or 0)
        assert measure(table, f"PrivLeak by Min-K, {part}")[AUDITED] == wanted
    of_text, of_secret = (measure(table, f"PrivLeak by Min-K, {p}") for p in ("text", "secret"))
    assert of_text[AUDITED] != of_secret[AUDITED]


def test_without_gold_the_reference_is_the_original() -> None:
    table = do(membership.membership, town.gold(), with_gold=False)
    assert "original" in table.notes[0]
    assert measure(table, "reference, secret")[ORIGINAL] is None


def test_gradient_norms_are_those_of_the_plain_loss() -> None:
    lm = town.broken()
    row = encode(town.targets()[0], lm)
    norms = membership._gradient_norms(lm, row)
    loss = lm.network(input_ids=torch.tensor([row.ids]), labels=torch.tensor([row.ids])).loss
    plain = torch.autograd.grad(loss, [p for p in lm.network.parameters() if p.requires_grad])
    assert norms == pytest.approx([float(each.norm()) for each in plain], rel=1e-4)
    assert all(weight.grad is None for weight in lm.network.parameters())


def test_the_original_speaks_and_random_weights_do_not() -> None:
    assert measure(do(language.language, town.original()), "skill")[AUDITED] == 1.0
    assert (measure(do(language.language, town.broken()), "skill")[AUDITED] or 0) < 0.1
    assert do(language.language, town.original(), Material(town.targets(), town.controls())).skipped


def test_depth_is_zero_for_the_original_and_one_for_gold() -> None:
    whole = measure(do(depth.depth, town.original()), "unlearning depth, UDS")
    assert whole[AUDITED] == pytest.approx(0.0, abs=1e-3)
    assert measure(do(depth.depth, town.gold()), "unlearning depth, UDS")[AUDITED] == 1.0
    assert "gold" in do(depth.depth, town.original(), with_gold=False).skipped


def test_patching_a_model_with_its_own_states_changes_nothing() -> None:
    for row in depth.damage(town.original(), town.original(), town.targets()):
        assert row == pytest.approx([0.0] * len(row), abs=1e-4)


def test_the_last_layer_read_by_the_lens_is_the_answer() -> None:
    lm = town.original()
    read = lens.read(lm, lm, town.targets())
    for layers, answer in zip(read, ask_all(lm, town.targets()), strict=True):
        assert layers[-1] == pytest.approx(-answer.nll, abs=1e-3)
    assert measure(do(lens.lens, lm), "erased")[AUDITED] == 0.0
    assert measure(do(lens.lens, town.gold()), "erased")[AUDITED] == 1.0
