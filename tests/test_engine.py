"""The loop: who is trained on, when it ends, and with which weights."""

import copy
import dataclasses
import json
from collections.abc import Callable, Iterator

import forgetful
import pytest
import torch

from icu_core import engine, preparation, unlearn
from icu_core.config import RunConfig
from icu_core.engine import Unlearning
from icu_core.errors import TextsError
from icu_core.iteration import Iteration
from icu_core.models import LM
from icu_core.passes import Reader
from icu_core.plan import Plan
from icu_core.scores import Scores
from icu_core.texts import Span, Text
from icu_core.tokens import Tokens


@pytest.fixture(scope="module")
def original() -> dict[str, torch.Tensor]:
    """The weights of the forgetful model, made once."""
    return {k: v.clone() for k, v in forgetful.model().network.state_dict().items()}


@pytest.fixture
def lm(original: dict[str, torch.Tensor]) -> LM:
    """A fresh copy of the model."""
    made = forgetful.blank()
    made.network.load_state_dict(original)
    return made


def settings(**changed: object) -> RunConfig:
    """Quick settings with some changed."""
    return RunConfig().with_values({**forgetful.QUICK, **changed})


def unlearning(lm: LM, config: RunConfig) -> Unlearning:
    """An unlearning of the known records."""
    return Unlearning(lm, plan(lm, config), config)


def plan(lm: LM, config: RunConfig) -> Plan:
    """The plan of the known records."""
    return preparation.make_plan(
        lm, forgetful.known(), config, pool=forgetful.kept(), unseen=forgetful.unseen()
    )


def other_words(number: int) -> Text:
    """A known record in another sentence."""
    record = forgetful.record(number)
    prompt = f"Now {record.prompt}"
    span = Span(len(prompt), len(prompt) + len(record.secret_text), "code")
    return Text(f"{record.id}~w0", prompt + record.secret_text, span, (span,), "code", "test")


def weights(lm: LM) -> dict[str, torch.Tensor]:
    """A copy of all weights."""
    return {name: weight.clone() for name, weight in lm.network.state_dict().items()}


def same(one: dict[str, torch.Tensor], two: dict[str, torch.Tensor]) -> bool:
    """Whether all weights are equal to the last bit."""
    return all(torch.equal(one[name], two[name]) for name in one)


def recalling(kept: Iterator[float]) -> Callable[..., dict[str, float]]:
    """In place of `recall`: these shares of the partners, and nothing where there are no rows."""

    def recall(_: LM, rows: list[Tokens]) -> dict[str, float]:
        return {"exact": next(kept) if rows else 0.0, "nll": 0.0, "n": len(rows)}

    return recall


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> list[set[str]]:
    """Replaces the answers of the model: sets of ids that still leak, one set per iteration."""
    leaking: list[set[str]] = []

    def ask(lm: LM, rows: list[engine.Tokens], *_: object) -> list[Scores]:
        now = leaking.pop(0)
        template = preparation.score(lm, rows[:1])[0]
        return [
            dataclasses.replace(
                template, id=row.id, exact=row.id in now, es=0.0, nll_secret=99.0, ma=0.5, el=0.5
            )
            for row in rows
        ]

    monkeypatch.setattr(engine, "ask", ask)
    return leaking


def test_known_records_are_forgotten_and_kept_ones_are_not(lm: LM) -> None:
    iterations = list(unlearning(lm, settings(max_iterations=30)).iterations())
    first, last = iterations[0], iterations[-1]
    assert first.average["exact"] == 1.0 and first.kept["exact"] == 1.0
    assert first.as_event()["untouched"] is None  # the whole pool is partners
    assert last.finish is not None and last.finish.reason == "all_forgotten"
    assert last.average["exact"] == 0.0
    assert last.average["nll_secret"] > first.average["nll_secret"] + 1


@pytest.mark.parametrize("method", ["icu", "task_vector"])
def test_the_original_is_shown_before_anything_else_is_asked_of_it(
    lm: LM, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    asked: list[int] = []
    read = Reader.read

    def count(self: Reader, rows: list[Tokens], **options: int) -> object:
        asked.append(len(rows))
        return read(self, rows, **options)

    monkeypatch.setattr(Reader, "read", count)
    iterations = unlearning(lm, settings(method=method, max_iterations=1)).iterations()
    assert next(iterations).number == 0 and not asked
    assert next(iterations).number == 1 and len(asked) > 1


def test_what_no_step_reads_is_watched_and_shares_no_secret_with_what_is_read(lm: LM) -> None:
    known = [*forgetful.known()[1:], *forgetful.kept()]
    pool = [
        dataclasses.replace(text, id=f"{text.id} {time}") for time in range(2) for text in known
    ]
    for anchors in ("pool", "active"):
        config = settings(anchors=anchors)
        made = preparation.make_plan(
            lm, forgetful.known()[:1], config, pool=pool, unseen=forgetful.unseen()
        )
        partners = [each.text for pairing in made.pairings for each in pairing.partners]
        read = {text.secret_text for text in (*made.targets, *partners, *made.anchors)}
        assert made.untouched and not read & {text.secret_text for text in made.untouched}
        assert bool(made.anchors) == (anchors == "pool")
        assert Plan.from_json(made.to_json()) == made
        first = next(engine.Unlearning(lm, made, config).iterations())
        told = first.as_event()["untouched"]
        assert told == {"exact": 1.0, "nll": pytest.approx(told["nll"]), "n": len(made.untouched)}


def test_only_active_targets_are_trained_on(
    lm: LM, script: list[set[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    script += [{"r0", "r1", "r2", "r3"}, {"r1"}, {"r1", "r3"}, set()]
    trained: list[set[str]] = []
    work = unlearning(lm, settings())
    step = work._trainer.step

    def watched(
        targets: list[engine.Tokens], partners: list[engine.Tokens], marks: dict[str, float]
    ) -> dict[str, float]:
        trained.append({row.id for row in targets})
        own = {p.text.id for pair in work.plan.pairings for p in pair.partners
               if pair.target in trained[-1]}  # fmt: skip
        assert {row.id for row in partners} == own
        return step(targets, partners, marks)

    monkeypatch.setattr(work._trainer, "step", watched)
    iterations = list(work.iterations())
    assert set().union(*trained[:2]) == {"r0", "r1", "r2", "r3"}
    assert trained[2:] == [{"r1"}, {"r1", "r3"}]  # r3 resurfaced and is active again
    assert [len(each.active) for each in iterations] == [4, 1, 2, 0]
    assert iterations[-1].finish is not None


def test_without_refinement_forgotten_targets_are_trained_on_to_the_end(
    lm: LM, script: list[set[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    script += [{"r0", "r1", "r2", "r3"}, {"r1"}, set(), set()]
    trained: list[str] = []
    work = unlearning(lm, settings(refine=False, max_iterations=3))
    step = work._trainer.step

    def watched(targets: list[engine.Tokens], *rest: object) -> dict[str, float]:
        trained.extend(row.id for row in targets)
        return step(targets, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(work._trainer, "step", watched)
    iterations = list(work.iterations())
    assert sorted(trained) == sorted(3 * ["r0", "r1", "r2", "r3"])
    assert [each.as_event()["forgotten"] for each in iterations] == [0, 3, 4, 4]
    score = iterations[1].as_event()["scores"][0]
    assert (score["is_forgotten"], score["active"]) == (True, True)
    assert iterations[-1].finish is not None and iterations[-1].finish.reason == "cap"


def test_a_forgotten_set_moves_no_weight(lm: LM, script: list[set[str]]) -> None:
    script += [set()]
    before = weights(lm)
    (only,) = unlearning(lm, settings()).iterations()
    assert only.finish is not None and only.finish.reason == "nothing_to_forget"
    assert same(before, weights(lm))


def test_the_cap_always_ends_it(lm: LM, script: list[set[str]]) -> None:
    script += [{"r0"}] * 4
    iterations = list(unlearning(lm, settings(max_iterations=3)).iterations())
    assert [each.number for each in iterations] == [0, 1, 2, 3]
    finish = iterations[-1].finish
    assert finish is not None and (finish.reason, finish.result) == ("cap", 3)


def test_the_guard_ends_with_the_weights_before(lm: LM, script: list[set[str]]) -> None:
    script += [{"r0"}] * 9
    config = settings(perplexity_band=0.001, learning_rate=1e-2, halvings=0)
    states = [(each, weights(lm)) for each in unlearning(lm, config).iterations()]
    last: Iteration = states[-1][0]
    assert last.finish is not None and last.finish.reason == "guard"
    assert last.finish.result == last.number - 1
    assert same(states[-1][1], states[-2][1])


def too_large(lm: LM, script: list[set[str]]) -> Unlearning:
    """An unlearning whose first step breaks what is to be kept."""
    script[:] = [{"r0", "r1", "r2", "r3"}] * 40
    changed = {"perplexity_band": 0.05, "learning_rate": 0.1, "halvings": 30}
    return unlearning(lm, settings(**changed, max_iterations=3))


def test_a_step_that_is_too_large_is_taken_back_and_halved(lm: LM, script: list[set[str]]) -> None:
    work = too_large(lm, script)
    found = list(work.iterations())
    assert [each.number for each in found] == [0, 1, 2, 3]
    assert found[0].taken_back == 0 and found[1].taken_back > 0
    assert found[-1].finish is not None and found[-1].finish.reason == "cap"
    assert found[-1].step_size == 0.1 / 2 ** sum(each.taken_back for each in found)
    assert all(each.perplexity <= found[0].perplexity * 1.05 for each in found)


def test_a_run_goes_on_with_the_step_it_had(
    lm: LM, original: dict[str, torch.Tensor], script: list[set[str]]
) -> None:
    work = too_large(lm, script)
    states = work.iterations()
    next(states), next(states)
    saved = copy.deepcopy(work.state())
    last = list(states)[-1]
    at_the_end = weights(lm)
    lm.network.load_state_dict(original)
    again = too_large(lm, script)
    again.restore(saved)
    assert list(again.iterations())[-1].step_size == last.step_size
    assert same(at_the_end, weights(lm))


def test_below_both_levels_the_run_may_end(lm: LM, script: list[set[str]]) -> None:
    script += [{"r0"}] * 3
    config = settings(stop_levels="constant", ma_threshold=0.51, el_threshold=0.51)
    iterations = list(unlearning(lm, config).iterations())
    assert iterations[-1].finish is not None
    assert iterations[-1].finish.reason == "below_levels" and iterations[-1].number == 0


def test_a_stop_goes_back_to_the_last_whole_iteration(lm: LM, script: list[set[str]]) -> None:
    script += [{"r0", "r1", "r2", "r3"}] * 9
    work = unlearning(lm, settings())
    asked = iter([False] * 2 + [False, True])  # two whole batches, then in the middle
    states: Iterator[Iteration] = work.iterations(is_stopped=lambda: next(asked))
    assert next(states).number == 0 and next(states).number == 1
    after_one = weights(lm)
    assert list(states) == []
    assert work.finish is not None and (work.finish.reason, work.finish.result) == ("stopped", 1)
    assert same(after_one, weights(lm))


def test_an_exploding_loss_ends_with_good_weights(lm: LM) -> None:
    config = settings(learning_rate=1.0, forget_weight=100.0, max_grad_norm=0.0, max_iterations=60)
    work = unlearning(lm, config)
    list(work.iterations())
    assert work.finish is not None
    assert all(torch.isfinite(weight).all() for weight in weights(lm).values())


def test_what_was_damaged_is_learnt_again_before_the_end(
    lm: LM, script: list[set[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    script += [{"r0"}, set(), set(), set()]
    kept = iter([1.0, 0.5, 0.9, 0.99])
    monkeypatch.setattr(engine, "recall", recalling(kept))
    iterations = list(unlearning(lm, settings(keep_share=0.98)).iterations())
    assert [each.number for each in iterations] == [0, 1, 2, 3]
    assert iterations[2].losses is not None and iterations[2].losses["forget"] == 0.0
    assert iterations[-1].finish is not None
    assert iterations[-1].finish.reason == "all_forgotten"


def test_a_plan_survives_json(lm: LM) -> None:
    made = plan(lm, settings())
    assert Plan.from_json(made.to_json()) == made


def test_a_plan_remembers_what_stands_in_place_of_secrets(lm: LM) -> None:
    config = settings(method="dpo", alternatives=2)
    made = plan(lm, config)
    assert Plan.from_json(made.to_json()) == made
    assert {id_: len(texts) for id_, texts in made.instead.items()} == dict.fromkeys(
        ("r0", "r1", "r2", "r3"), 2
    )
    old = json.loads(made.to_json())
    del old["instead"]  # as written before there were methods
    assert Plan.from_json(json.dumps(old)).instead == {}
    assert list(unlearning(lm, settings(method="dpo", max_iterations=2)).iterations())[-1].losses


def test_what_a_plan_reads_in_other_words_survives_and_was_not_always_there(lm: LM) -> None:
    made = dataclasses.replace(plan(lm, settings()), rewordings={"r0": (other_words(0),)})
    assert Plan.from_json(made.to_json()) == made
    told = made.as_event(settings())["rewordings"]
    assert told == {"r0": [other_words(0).text]}
    old = json.loads(made.to_json())
    del old["rewordings"]
    assert Plan.from_json(json.dumps(old)).rewordings == {}


@pytest.mark.parametrize("method", ["icu", "dpo", "rmu", "npo"])
def test_other_wordings_are_read_by_every_method(
    lm: LM, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    reworded = {"r0": (other_words(0),), "r1": (other_words(1),)}
    monkeypatch.setattr(preparation, "rewordings", lambda *_, **__: reworded)
    values = settings(method=method, rewordings=1, forget_on="secret", push_until="level")
    work = unlearning(lm, values.with_values({"max_iterations": 1}))
    read: list[set[str]] = []
    losses = work._trainer.losses

    def watched(targets: list[engine.Tokens], *rest: object) -> object:
        read.append({row.id for row in targets})
        marks = rest[-1]
        assert isinstance(marks, dict)
        assert (marks["r0~w0"], marks["r1~w0"]) == (marks["r0"], marks["r1"])
        return losses(targets, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(work._trainer, "losses", watched)
    list(work.iterations())
    assert set().union(*read) == {"r0", "r1", "r2", "r3", "r0~w0", "r1~w0"}


def test_where_whole_texts_are_forgotten_nothing_is_reworded(lm: LM) -> None:
    assert plan(lm, settings(rewordings=4, forget_on="text")).rewordings == {}


def test_a_method_without_partners_is_given_none_and_repairs_nothing(
    lm: LM, script: list[set[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    script += [{"r0"}, set()]
    kept = iter([1.0, 0.1])
    monkeypatch.setattr(engine, "recall", recalling(kept))
    config = settings(method="ascent", keep_share=0.98, anchors="all")
    work = unlearning(lm, config)
    assert not work.plan.as_event(config)["learns"]
    assert work.plan.as_event(settings())["learns"]
    iterations = list(work.iterations())
    finish = iterations[-1].finish
    assert finish is not None and finish.reason == "all_forgotten"
    losses = iterations[-1].losses
    assert losses is not None and set(losses) == {"total", "forget"}


def test_no_texts_are_refused_and_not_said_to_be_forgotten() -> None:
    with pytest.raises(TextsError, match="no text to forget"):
        next(unlearn([], model=forgetful.blank()))
