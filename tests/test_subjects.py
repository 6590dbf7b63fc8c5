"""What a text is about: rare words, asked for one run after the other, and answers kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from icu_core import leaks, models, preparation, subjects, world
from icu_core.config import RunConfig
from icu_core.models import LM
from icu_core.rewordings import rewordings
from icu_core.texts import Span, Text


@pytest.fixture(scope="module")
def lm() -> LM:
    return models.load("embedded", device="cpu")


@pytest.fixture(scope="module")
def shipped() -> dict[subjects.Question, float]:
    weights, texts = leaks.hash_of_weights(world.MODEL_PATH), leaks.hash_of_texts(world.pool())
    return subjects.read(world.SUBJECTS, weights=weights, texts=texts)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many questions the model was asked, each time that it was."""
    counts: list[int] = []
    real = subjects.secret_nlls

    def counted(lm: LM, texts: Sequence[Text]) -> list[float]:
        counts.append(len(texts))
        return real(lm, texts)

    monkeypatch.setattr(subjects, "secret_nlls", counted)
    return counts


def text_of(prompt: str, secret: str = "4071") -> Text:
    span = Span(len(prompt), len(prompt) + len(secret), "code")
    return Text(prompt, prompt + secret, span, (span,), "code")


def test_rare_words_in_a_row_are_one_subject_and_a_sentence_parts_them() -> None:
    text = text_of("Dear Olga. Ada Birk, who hums, has a lock. Ada's code is ")
    common = [text_of(f"Dear Olga, who hums, has a lock. The code is {n} ", str(n))
              for n in range(4)]  # fmt: skip
    company = subjects._company([text, *common])
    assert subjects._rare_parts(text, company) == [("Ada", "Birk"), ("s",)]


def test_the_longest_runs_alone_are_asked_for_and_a_single_one_is_not(
    monkeypatch: pytest.MonkeyPatch, lm: LM
) -> None:
    many = text_of("Ann Lee, of Ems, at noon, by boat, sang to Bo; the code of the door is ")
    one = replace(text_of("The code of Zoe is "), id="one")
    asked: list[Text] = []
    real = subjects.secret_nlls
    monkeypatch.setattr(
        subjects, "secret_nlls", lambda lm, texts: asked.extend(texts) or real(lm, texts)
    )
    usual = [replace(one, id=str(n), text=f"The code of the is {n:04}") for n in range(3)]
    found = subjects.subjects(lm, [many, one], usual)
    assert found.keys() == {many.id, one.id} and len(asked) == subjects.RUNS


def test_what_ships_is_what_the_model_says(lm: LM, shipped: dict[subjects.Question, float]) -> None:
    every = len(shipped) // 40
    some = dict(list(shipped.items())[::every])
    texts = [text for text in world.pool() if text.id in {id_ for id_, _ in some}]
    assert subjects._asked(lm, texts, list(some)) == pytest.approx(some, rel=1e-3, abs=1e-4)


def test_answers_that_ship_change_nothing_and_nearly_nothing_is_asked_again(
    lm: LM, shipped: dict[subjects.Question, float], asked: list[int]
) -> None:
    targets, pool = world.forget_set("ten-secrets"), world.pool()
    plain = rewordings(lm, targets, pool, least=2, seed=7)
    assert rewordings(lm, targets, pool, least=2, seed=7, known=shipped) == plain
    assert asked[0] > 10 * asked[1]


@pytest.mark.parametrize("name", ["embedded", "another"])
def test_only_a_run_on_the_embedded_model_takes_its_answers(
    lm: LM, name: str, asked: list[int]
) -> None:
    targets, pool = world.forget_set("ten-secrets")[:2], world.pool()
    preparation._rewordings(replace(lm, name=name), targets, pool, RunConfig())
    assert (asked[0] < 10) is (name == "embedded")


def test_answers_are_kept_with_the_weights_and_texts_that_they_belong_to(tmp_path: Path) -> None:
    path, found = (
        tmp_path / "subjects.jsonl",
        {("a", ("Ada", "Birk")): 0.12345678, ("b", ("é",)): 3.0},
    )
    subjects.write(path, found, weights="w", texts="t")
    assert subjects.read(path, weights="w", texts="t") == pytest.approx(found, rel=1e-5)
    assert subjects.read(path, weights="v", texts="t") == {}
    assert subjects.read(path, weights="w", texts="u") == {}
    path.write_text(path.read_text("utf-8") + "{")
    assert subjects.read(path, weights="w", texts="t") == {}
    assert subjects.read(tmp_path / "none", weights="w", texts="t") == {}
