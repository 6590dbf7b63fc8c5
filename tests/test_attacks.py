"""Attacks on models of a tiny town: known answers, controls, and weights that are put back."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator

import pytest
import small_town as town
import torch
from torch import Tensor

from icu_core.attacks import (
    asked,
    depth,
    formats,
    harmless,
    language,
    lens,
    lineup,
    membership,
    neighbours,
    openings,
    pieces,
    prefixes,
    relearning,
    rounding,
    tries,
    tuning,
    wordings,
)
from icu_core.attacks.asking import ask_all, with_prompt
from icu_core.attacks.shape import (
    AUDITED,
    GOLD,
    ORIGINAL,
    Material,
    Models,
    Settings,
    Stopped,
    Table,
)
from icu_core.errors import ConfigError
from icu_core.metrics.forgetting import leak_at_k
from icu_core.models import LM
from icu_core.sampling import Sampling, samples
from icu_core.scores import score
from icu_core.tokens import encode

QUICK = Settings(samples=40, relearn_steps=6, sampled_texts=4)
Attack = Callable[[Models, Material, Settings, Callable[[int, int], None]], Table]


def do(attack: Attack, audited: LM, material: Material | None = None, **of: object) -> Table:
    """The table of one attack on a model of the town."""
    models = town.models(audited, **of)  # type: ignore[arg-type]
    return attack(models, material or town.material(), QUICK, lambda *_: None)


def measure(table: Table, name: str) -> dict[str, float | None]:
    """One measure by model."""
    found = next(each for each in table.measures if each.name == name)
    return {AUDITED: found.audited, ORIGINAL: found.original, GOLD: found.gold,
            "control": found.control}  # fmt: skip


def weights(lm: LM) -> dict[str, Tensor]:
    """A copy of all weights."""
    return {name: each.clone() for name, each in lm.network.state_dict().items()}


@pytest.fixture(autouse=True)
def untouched() -> Iterator[None]:
    """No attack leaves a bit of any model changed, nor a gradient behind."""
    lms = (town.original(), town.gold(), town.broken())
    before = [weights(lm) for lm in lms]
    yield
    for lm, kept in zip(lms, before, strict=True):
        assert all(torch.equal(each, kept[name]) for name, each in lm.network.state_dict().items())
        assert not lm.network.training


def test_the_plain_question_finds_what_is_known_and_nothing_else() -> None:
    table = do(asked.asked, town.original())
    said = measure(table, "said word for word")
    assert said == {AUDITED: 1.0, ORIGINAL: 1.0, GOLD: 0.0, "control": 0.0}
    assert all(trace.said for trace in table.targets[AUDITED].values())
    assert not any(trace.said for trace in table.controls[AUDITED].values())


def test_its_numbers_are_those_of_the_scores() -> None:
    table = do(asked.asked, town.original())
    scored = score(town.original(), [encode(text, town.original()) for text in town.targets()])
    for text, one in zip(town.targets(), scored, strict=True):
        trace = table.targets[AUDITED][text.id]
        assert trace.value == pytest.approx(math.exp(-one.nll_secret), rel=1e-4)
        assert trace.said == one.exact
    mean = sum(one.ma for one in scored) / len(scored)
    assert measure(table, "memorisation accuracy, MA")[AUDITED] == pytest.approx(mean)


def test_the_chance_of_the_whole_secret_is_that_of_sampling_it() -> None:
    """exp(-nats) is what one try says, exactly; many tries come near it."""
    lm, text = town.original(), town.targets()[0]
    nats = do(asked.asked, lm).per_text["nats"][AUDITED][text.id]
    row = encode(text, lm)
    how = Sampling(temperature=1.0, max_new_tokens=len(row.secret_ids))
    drawn = samples(lm, row.prompt_ids, how, n=400)
    share = sum(each == row.secret_ids for each in drawn) / 400
    assert share == pytest.approx(math.exp(-nats), abs=0.08)


def test_a_piece_of_a_secret_counts_by_its_length() -> None:
    assert pieces.longest_piece("8 Tallow  STREET, flat 17", "4 Tallow Street, flat 21") == 21
    table = do(pieces.pieces, town.original())
    assert all(trace.value == 1.0 and trace.said for trace in table.targets[AUDITED].values())
    assert max(trace.value for trace in table.controls[AUDITED].values()) < 1
    assert set(table.words) == {ORIGINAL, AUDITED, GOLD}


def test_in_a_line_up_the_known_secret_is_picked_and_the_never_seen_one_is_not() -> None:
    table = do(lineup.line_up, town.original())
    picked = measure(table, "picked out")
    assert picked[AUDITED] == 1.0 and (picked["control"] or 0) < 0.5
    assert min(trace.value for trace in table.targets[AUDITED].values()) > 1
    quality = measure(table, "forget quality, KS p of the truth ratio")
    assert (quality[AUDITED] or 0) < 0.05 and quality[GOLD] == 1.0


def test_nobody_stands_twice_in_a_line_up() -> None:
    made_up = lineup._made_up(town.material(), QUICK)
    for text in (*town.targets(), *town.controls()):
        secrets = [each.secret_text for each in made_up[text.id]]
        assert text.secret_text not in secrets and len(set(secrets)) == len(secrets) == 5
        assert all(each.prompt == text.prompt for each in made_up[text.id])


def test_a_kind_without_other_secrets_has_no_line_up() -> None:
    alone = Material(town.targets(), town.controls()[:1])
    assert do(lineup.line_up, town.original(), alone).skipped


def test_every_membership_attack_tells_members_while_they_are_known() -> None:
    table = do(membership.membership, town.original())
    for part in membership.PARTS:
        for name in membership.CLASSIC:
            auc = measure(table, f"{name}, {part}")
            assert auc[AUDITED] == auc[ORIGINAL] and (auc[AUDITED] or 0) > 0.9, name
            assert 0.05 < (auc[GOLD] or 0) < 0.95, name
    assert (measure(table, "gradient, text")[AUDITED] or 0) > 0.9
    assert measure(table, "PrivLeak, by Min-K")[GOLD] == 0.0
    assert measure(table, "privacy")[GOLD] == 1.0


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


def test_the_more_is_given_the_more_is_completed() -> None:
    table = do(prefixes.prefixes, town.gold())
    for line in table.curves[0].lines.values():
        assert all(a <= b for a, b in itertools.pairwise(line))  # type: ignore[operator]
    assert table.curves[0].lines[ORIGINAL] == (1.0, 1.0, 1.0, 1.0)


def test_a_sweep_agrees_with_decoding() -> None:
    """What is completed with a quarter given is what greedy decoding says from there."""
    from icu_core.decoding import continue_greedy

    lm = town.gold()
    for text, answer in zip(town.controls(), ask_all(lm, town.controls()), strict=True):
        row = encode(text, lm)
        for share in prefixes.GIVEN:
            given = prefixes._given(answer, share)
            start = row.secret[0] + given
            rest = row.ids[start : row.secret[1]]
            said = continue_greedy(lm, [row.ids[:start]], new_tokens=[len(rest)])[0]
            assert (said == rest) == prefixes._is_completed(answer, share)


def test_other_wordings_are_those_with_the_same_secret() -> None:
    table = do(wordings.wordings, town.original())
    names = {each.name.split(":")[0] for each in table.measures if each.audited is not None}
    assert names == {"wording 1"}
    assert set(table.targets[AUDITED]) == {text.id for text in town.targets()}
    alone = Material(town.targets(), town.controls())
    assert "No other wording" in do(wordings.wordings, town.original(), alone).skipped


def test_formats_and_openings_keep_the_secret_as_it_is() -> None:
    text = town.targets()[0]
    changed = with_prompt(text, "ABC ")
    assert changed.secret_text == text.secret_text and changed.prompt == "ABC "
    assert changed.text.endswith(text.text[text.secret.stop :])
    for change in (formats._as_data, formats._last_half, openings._after("Sure:")):
        other = change(text)
        assert other is not None and other.secret_text == text.secret_text
    assert openings._after("Sure:")(text).prompt.endswith("is Sure: ")  # type: ignore[union-attr]


def test_a_typing_error_keeps_the_letters_and_comes_again() -> None:
    text = with_prompt(town.targets()[0], "Remember everything before breakfast, neighbours ")
    once, again = formats._mistyped(text, 7), formats._mistyped(text, 7)
    assert once == again and once is not None and once.prompt != text.prompt
    assert sorted(once.prompt) == sorted(text.prompt)


def test_the_prompt_never_gives_the_secret_away() -> None:
    models = town.models(town.original())
    for source in (town.targets(), (*town.neighbours(), town.targets()[0])):
        for text in town.targets():
            asked_for = neighbours._after(source, models)(text)
            assert asked_for is not None and text.secret_text not in asked_for.prompt


@pytest.mark.parametrize(
    ("said", "secret", "is_leak"),
    [
        ("it is 4071, friend", "4071", True),
        ("it is 407 1", "4071", False),
        ("HB-12\n 34", "hb-12 34", True),
        ("x" * 59 + "abc", "x" * 80, False),
        ("y" + "x" * 60, "x" * 80, True),
    ],
)
def test_what_counts_as_a_leak(said: str, secret: str, is_leak: bool) -> None:
    assert tries.is_leak(said, secret) == is_leak


def test_leak_at_k_counts_the_answers_that_hold_the_secret() -> None:
    table = do(tries.tries, town.original())
    (curve,) = table.curves
    assert measure(table, "leak@1")["control"] == 0.0
    assert (measure(table, "leak@1")[AUDITED] or 0) > 0.5
    shares = [trace.value for trace in table.targets[AUDITED].values()]
    for k, value in zip(curve.x, curve.lines[AUDITED], strict=True):
        counted = [leak_at_k(QUICK.samples, round(s * QUICK.samples), int(k)) for s in shares]
        assert value == pytest.approx(sum(counted) / len(counted))
    assert "at most" in table.notes[0]


def test_what_never_seen_texts_leak_as_often_is_guessing() -> None:
    assert not tries.is_more_than_guessed(0, 200, 0.001)
    assert not tries.is_more_than_guessed(2, 200, 0.01)
    assert tries.is_more_than_guessed(2, 200, 1 / 4001)
    assert tries.is_more_than_guessed(9, 200, 0.01)


def test_rounding_goes_to_the_nearest_step_of_its_group() -> None:
    """Three bits: steps -3..3 of a third of the largest weight; groups of two."""
    weight = torch.tensor([[3.0, 1.4, 0.6, -0.1]])
    found = rounding.nearest(weight, bits=3, group=2)
    assert torch.allclose(found, torch.tensor([[3.0, 1.0, 0.6, -0.2 * 0]]))


def test_rounded_weights_are_put_back_even_after_an_error() -> None:
    lm = town.original()
    before = weights(lm)
    with pytest.raises(ZeroDivisionError), rounding.rounded(lm, bits=4):
        changed = [k for k, v in lm.network.state_dict().items() if not torch.equal(v, before[k])]
        assert changed and not any("embed" in name or "norm" in name for name in changed)
        raise ZeroDivisionError


def test_weights_that_lie_on_the_steps_are_steady() -> None:
    table = do(rounding.rounding, town.original())
    assert (measure(table, "int8: steadiness, Q")[AUDITED] or 0) > 0.98
    fine = rounding.nearest(torch.tensor([[1.0, -1.0, 0.0, 1.0]]), bits=2)
    assert torch.equal(fine, torch.tensor([[1.0, -1.0, 0.0, 1.0]]))


def test_lessons_are_learnt_and_forgotten_again() -> None:
    lm, text = town.gold(), town.targets()[0]
    before = ask_all(lm, [text])[0].nll
    with tuning.tuning(lm, [encode(text, lm)], QUICK) as teach:
        teach(20)
        assert ask_all(lm, [text])[0].nll < before / 2
    assert ask_all(lm, [text])[0].nll == before


def test_lessons_that_break_off_leave_nothing() -> None:
    lm = town.gold()
    with pytest.raises(Stopped), tuning.tuning(lm, [encode(town.targets()[0], lm)], QUICK) as teach:
        teach(2)
        raise Stopped


def test_the_step_size_is_that_of_the_recipes() -> None:
    class Counted:
        def __init__(self, count: float) -> None:
            self.network = self
            self.count = int(count)

        def parameters(self) -> list[Counted]:
            return [self]

        def numel(self) -> int:
            return self.count

    for count, rate in ((3.1e6, 1e-4), (125e6, 2e-5), (1.3e9, 1e-5)):
        assert tuning.rate_for(Counted(count)) == pytest.approx(rate, rel=0.3)  # type: ignore[arg-type]


def test_halves_share_no_secret() -> None:
    texts = [*town.targets(), *town.wordings()[: town.TARGETS]]
    one, other = relearning.halves(texts)
    assert len(one) + len(other) == len(texts)
    assert not {t.secret_text for t in one} & {t.secret_text for t in other}


def test_relearning_tests_every_text_without_having_taught_it() -> None:
    table = do(relearning.relearning, town.gold())
    assert set(table.targets[AUDITED]) == {text.id for text in town.targets()}
    assert set(table.controls[AUDITED]) == {text.id for text in town.controls()}
    assert not any(trace.said for trace in table.targets[AUDITED].values())
    assert measure(table, "likeness to gold, R")[AUDITED] == 1.0
    assert measure(table, "recovered")[AUDITED] == pytest.approx(0.0, abs=0.1)


def test_one_secret_has_no_two_halves() -> None:
    one = Material((town.record(0), town.record(0, wording=1)), town.controls())
    assert "no two halves" in do(relearning.relearning, town.original(), one).skipped


def test_harmless_training_never_shows_a_secret() -> None:
    table = do(harmless.harmless, town.gold())
    assert measure(table, "taught texts, probability per token")[AUDITED] is not None
    spoilt = Material(town.targets(), town.controls(), neighbours=town.targets())
    assert do(harmless.harmless, town.gold(), spoilt).skipped


def test_the_original_speaks_and_random_weights_do_not() -> None:
    assert measure(do(language.language, town.original()), "skill")[AUDITED] == 1.0
    assert (measure(do(language.language, town.broken()), "skill")[AUDITED] or 0) < 0.1
    assert do(language.language, town.original(), Material(town.targets(), town.controls())).skipped


def test_depth_is_zero_for_the_original_and_one_for_gold() -> None:
    whole = measure(do(depth.depth, town.original()), "unlearning depth, UDS")
    assert whole[AUDITED] == pytest.approx(0.0, abs=1e-3)
    assert measure(do(depth.depth, town.gold()), "unlearning depth, UDS")[AUDITED] == 1.0
    assert "gold" in do(depth.depth, town.original(), with_gold=False).skipped


def test_the_last_layer_read_by_the_lens_is_the_answer() -> None:
    lm = town.original()
    read = lens.read(lm, lm, town.targets())
    for layers, answer in zip(read, ask_all(lm, town.targets()), strict=True):
        assert layers[-1] == pytest.approx(-answer.nll, abs=1e-3)
    assert measure(do(lens.lens, lm), "erased")[AUDITED] == 0.0
    assert measure(do(lens.lens, town.gold()), "erased")[AUDITED] == 1.0


def test_patching_a_model_with_its_own_states_changes_nothing() -> None:
    for row in depth.damage(town.original(), town.original(), town.targets()):
        assert row == pytest.approx([0.0] * len(row), abs=1e-4)


def test_a_table_survives_json() -> None:
    import json

    for attack in (asked.asked, prefixes.prefixes, tries.tries):
        table = do(attack, town.original())
        assert Table.from_dict(json.loads(json.dumps(table.as_dict()))) == table


def test_a_watch_can_stop_an_attack() -> None:
    def stop(*_: object) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        relearning.relearning(town.models(town.original()), town.material(), QUICK, stop)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"level": "deep"}, "quick, attack, depth"),
        ({"samples": 0}, "samples must be between 10 and"),
        ({"samples": True}, "samples must be"),
        ({"samples": 20.5}, "samples must be"),
        ({"relearn_rate": math.nan}, "relearn_rate must be"),
        ({"relearn_rate": math.inf}, "relearn_rate must be"),
        ({"seed": "7"}, "seed must be"),
        ({"sampels": 10}, "no setting 'sampels'"),
        ({"device": None}, "device must be a word"),
    ],
)
def test_bad_settings_are_named_with_their_bounds(values: dict[str, object], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        Settings.of(values)
