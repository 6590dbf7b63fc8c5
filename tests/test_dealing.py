"""What each step reads: a function of seed, iteration and what is still active."""

from __future__ import annotations

import pytest

from icu_core.config import RunConfig
from icu_core.dealing import Dealing
from icu_core.tokens import Tokens


def row(name: str) -> Tokens:
    return Tokens(name, (1, 2, 3), 1, (2, 3))


TARGETS = [row(f"r{n}") for n in range(4)]
PARTNERS = {f"r{n}": [row(f"p{n}"), row(f"q{n}")] for n in range(4)}
ANCHORS = [row(f"a{n}") for n in range(9)]


def dealing(**changed: object) -> Dealing:
    return Dealing(TARGETS, PARTNERS, ANCHORS, {}, RunConfig().with_values(changed))


def ids(rows: list[Tokens]) -> list[str]:
    return [each.id for each in rows]


def test_the_order_depends_on_seed_and_iteration_alone() -> None:
    everything = {"r0", "r1", "r2", "r3"}
    dealt = dealing(batch_size=1)
    orders = [[ids(some) for some, _ in dealt.batches(n, everything)] for n in (1, 2, 1)]
    assert orders[0] == orders[2] and sorted(name for some in orders[0] for name in some) == sorted(
        everything
    )
    assert any(
        [ids(some) for some, _ in dealt.batches(n, everything)] != orders[0] for n in range(2, 9)
    )
    other = dealing(batch_size=1, seed=8)
    assert [[ids(some) for some, _ in other.batches(n, everything)] for n in range(9)] != [
        [ids(some) for some, _ in dealt.batches(n, everything)] for n in range(9)
    ]


def test_batches_are_filled_up_with_other_partners() -> None:
    dealt = dealing(anchors="all", partners=2, batch_size=2, push_until="level")
    ((targets, partners),) = dealt.batches(1, {"r0"})
    assert ids(targets) == ["r0"]
    assert len(partners) == 4 and {"p0", "q0"} <= set(ids(partners))


def test_half_of_what_is_held_on_to_comes_from_the_pool() -> None:
    ((_, partners),) = dealing(anchors="pool", partners=2, batch_size=4).batches(1, PARTNERS)
    assert sum(name.startswith("a") for name in ids(partners)) == 4 == len(partners) / 2


def test_forgotten_targets_are_held_at_their_aims_but_never_outnumber_the_others() -> None:
    ((targets, _),) = dealing(batch_size=16).batches(1, {"r0"})
    assert targets[0].id == "r0" and len(targets) == 2
    ((targets, _),) = dealing(batch_size=16, push_until="level").batches(1, {"r0"})
    assert ids(targets) == ["r0"]


def test_when_nothing_is_active_partners_and_anchors_are_learnt_again() -> None:
    dealt = dealing(batch_size=16, push_until="level")
    ((targets, partners),) = dealt.batches(1, set())
    assert targets == [] and {each.id for each in dealt.kept} <= set(ids(partners))


def test_some_other_wordings_come_with_every_target_and_others_every_time() -> None:
    rewordings = {f"r{n}": [row(f"r{n}~w{k}") for k in range(5)] for n in range(3)}
    config = RunConfig(rewordings=2, batch_size=16)
    dealt = Dealing(TARGETS, PARTNERS, ANCHORS, rewordings, config)
    drawn = set()
    for number in range(1, 12):
        ((targets, _),) = dealt.batches(number, {"r0", "r1", "r3"})
        plain = [each for each in ids(targets) if "~" not in each]
        others = [each for each in ids(targets) if "~" in each]
        assert {"r0", "r1", "r3"} <= set(plain), "those that are held are reworded too"
        wanted = sum(2 for each in plain if each in rewordings)
        assert len(set(others)) == len(others) == wanted, "r3 has none"
        assert {each.partition("~")[0] for each in others} == set(plain) - {"r3"}
        drawn |= set(others)
    assert {each for each in drawn if each.startswith("r0")} == set(ids(rewordings["r0"]))
    assert dealt.batches(3, {"r0"}) == dealt.batches(3, {"r0"})


@pytest.mark.parametrize("method", ["ascent", "task_vector"])
def test_a_method_without_partners_is_given_none(method: str) -> None:
    for _, partners in dealing(method=method, push_until="level").batches(1, {"r0", "r1"}):
        assert partners == []
