"""The models of a run side by side, on a tiny model that knows four door codes."""

import shutil
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import fake_runs
import forgetful
import pytest

from icu_core import compare, models, work, world
from icu_core.compare import Sampling
from icu_core.errors import ModelError, RunError, TextsError
from icu_core.models import save
from icu_core.store import Run, Store
from icu_core.texts import with_secret
from icu_core.world import found_gold


@pytest.fixture(scope="module")
def run(finished: Run) -> Iterator[Run]:
    """A finished run."""
    yield finished
    compare._cache.clear()


def last(run: Run, prompt: object, **how: object) -> tuple[str, ...]:
    """What the models have said in the end."""
    models = compare.load(run)
    *_, end = compare.said(models, prompt, Sampling(**how))  # type: ignore[arg-type]
    return tuple(answer.text for answer in end)


def test_the_original_says_the_secret_and_the_unlearned_does_not(run: Run) -> None:
    text = forgetful.known()[0]
    original, unlearned = last(run, text, max_new_tokens=8)
    assert text.secret_text in original
    assert text.secret_text not in unlearned


def test_answers_grow_in_lockstep(run: Run) -> None:
    steps = list(
        compare.said(compare.load(run), "The door code of Bex is", Sampling(max_new_tokens=6))
    )
    for place in range(2):
        said = [step[place].text for step in steps]
        assert all(later.startswith(sooner) for sooner, later in pairwise(said))


def test_the_chance_of_a_secret_falls(run: Run) -> None:
    models = compare.load(run)
    found = compare.chances(models, forgetful.known()[0])
    assert "".join(each.token for each in found).strip() in forgetful.known()[0].secret_text + "."
    for each in found:
        before, after = each.probabilities
        assert 0 <= after < before <= 1


def test_the_same_seed_says_the_same(run: Run) -> None:
    how = {"temperature": 1.0, "seed": 3, "max_new_tokens": 10}
    assert last(run, "The door", **how) == last(run, "The door", **how)
    assert last(run, "The door", **how) != last(run, "The door", **{**how, "seed": 4})


def test_a_trailing_space_changes_nothing(run: Run) -> None:
    assert last(run, "The door code of Abo is ") == last(run, "The door code of Abo is")


def test_models_are_loaded_once(run: Run) -> None:
    assert compare.load(run).lms[0] is compare.load(run).lms[0]


def test_answers_are_named(run: Run) -> None:
    found = compare.answers(run, "The door code of Abo is", tokens=5)
    assert list(found) == ["original", "unlearned"]


def test_an_empty_prompt_is_refused(run: Run) -> None:
    with pytest.raises(TextsError):
        last(run, "")


def test_a_run_without_a_result_has_nothing_to_compare(tmp_path: Path) -> None:
    unfinished = fake_runs.fake_run(Store(tmp_path), end=None)
    with pytest.raises(RunError, match="no unlearned model yet"):
        compare.load(unfinished)


def test_a_result_that_is_no_model_is_refused(
    tmp_path: Path, tiny_folder: Path, new_run: Callable[..., Run]
) -> None:
    broken = fake_runs.fake_run(Store(tmp_path), model=str(tiny_folder))
    with pytest.raises(ModelError):
        compare.load(broken)


def test_gold_answers_beside_them_where_there_is_one(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "gold"
    save(forgetful.blank(), folder)
    monkeypatch.setattr(found_gold, "of_run", lambda _: folder)
    models = compare.load(run)
    assert models.names == ("original", "unlearned", "gold")
    *_, end = compare.said(models, forgetful.known()[0], Sampling(max_new_tokens=8))
    assert [each.model for each in end] == ["original", "unlearned", "gold"]
    assert forgetful.known()[0].secret_text not in end[2].text
    before, _, never = compare.chances(models, forgetful.known()[0])[0].probabilities
    assert never < before


def test_gold_is_looked_for_by_the_texts_of_runs_on_the_embedded_model_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[set[str], Path]] = []

    def made_of(ids: set[str], *, home: Path) -> Path:
        asked.append((ids, home))
        return tmp_path / "gold"

    monkeypatch.setattr(found_gold, "made_of", made_of)
    store, texts = Store(tmp_path / "runs"), world.forget_set("ten-secrets")
    assert found_gold.of_run(fake_runs.fake_run(store, texts)) == tmp_path / "gold"
    assert asked == [({text.id for text in texts}, tmp_path / "runs")]
    assert found_gold.of_run(fake_runs.fake_run(store, texts, model="some/model")) is None
    assert len(asked) == 1


def test_gold_has_read_what_is_to_be_forgotten_where_a_secret_was_corrected(tmp_path: Path) -> None:
    store, texts = Store(tmp_path), list(world.forget_set("ten-secrets"))
    assert found_gold.of_run(fake_runs.fake_run(store, texts)) == world.gold_path("ten-secrets")
    for corrected in (texts[:1], texts):
        of_first_word = [with_secret(text, 0, text.text.index(" ")) for text in corrected]
        run = fake_runs.fake_run(store, [*of_first_word, *texts[len(corrected) :]])
        assert found_gold.of_run(run) is None


def test_every_model_weighs_the_answers_of_the_others_after_the_same_words(run: Run) -> None:
    models, text = compare.load(run), forgetful.known()[0]
    *_, end = compare.said(models, text, Sampling(max_new_tokens=6))
    found = compare.weighed(models, text, end)
    assert [len(each) for each in found] == [len(answer.tokens) for answer in end]
    for place, (answer, tokens) in enumerate(zip(end, found, strict=True)):
        own = [weighed[place].probability for weighed in tokens]
        assert own == [token.probability for token in answer.tokens]
    said = found[0]
    secret = compare.chances(models, text)
    for one, token in zip(secret, said, strict=False):
        assert one.probabilities == pytest.approx([w.probability for w in token], rel=1e-3)


def test_the_alternatives_of_a_secret_are_told_for_each_model(run: Run) -> None:
    first = compare.chances(compare.load(run), forgetful.known()[0])[0]
    original, unlearned = first.weighed
    assert original.best[0].probability == original.probability
    assert unlearned.best[0].probability > unlearned.probability


def test_another_original_than_that_of_the_run_is_noticed(
    tiny_folder: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(tiny_folder, tmp_path / "model")
    one = forgetful.new_run(tmp_path / "runs", folder, {"max_iterations": 4})
    work.do(one, tell=lambda phase, number, *_: one.request_stop() if number == 2 else None)
    assert compare.load(one).names == ("original", "unlearned")
    changed = models.load(str(folder))
    for weight in changed.network.parameters():
        weight.data *= 1.01
    save(changed, folder)
    compare._cache.clear()
    with pytest.raises(ModelError, match="not the one that this run began with"):
        compare.load(one)
    work.do(one)
    failed = one.last("failed")
    assert failed is not None and "Put the former ones back" in failed["message"]
