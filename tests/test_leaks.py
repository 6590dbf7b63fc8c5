"""Which texts a model gives away: one pass says what decoding says; tables fit their weights."""

from dataclasses import replace
from pathlib import Path

import forgetful
import pytest

from icu_core import leaks, models
from icu_core.leaks import Leak
from icu_core.models import LM

LEAKS = [Leak("a", True, 1.0, 0.98765, 0.5), Leak("b", False, 0.9, 0.5, None)]


@pytest.fixture(scope="module")
def lm(tiny_folder: Path) -> LM:
    return models.load(str(tiny_folder), device="cpu")


def test_one_pass_says_what_decoding_says(lm: LM) -> None:
    texts = [*forgetful.known(), *forgetful.unseen()]
    quick, decoded = leaks.measure(lm, texts), leaks.measure(lm, texts, with_el=True, el_n=3)
    assert [replace(each, el=None) for each in decoded] == quick
    assert all(each.el is not None for each in decoded)


def test_what_was_learnt_by_heart_is_given_away_and_the_never_seen_is_not(lm: LM) -> None:
    assert {each.answer for each in leaks.measure(lm, forgetful.known())} == {"yes"}
    assert not any(each.exact for each in leaks.measure(lm, forgetful.unseen()))


@pytest.mark.parametrize(
    ("exact", "known", "answer"), [(True, 1.0, "yes"), (False, 0.9, "part"), (False, 0.8, "no")]
)
def test_what_the_form_gives_away_is_no_leak(exact: bool, known: float, answer: str) -> None:
    assert Leak("x", exact, known, 0.5, None).answer == answer


def test_a_table_is_read_for_its_own_weights_and_texts_only(tmp_path: Path) -> None:
    path = tmp_path / "new" / "leaks.jsonl"
    leaks.write(path, LEAKS, weights="w", texts="t")
    found = leaks.read(path, weights="w", texts="t")
    assert found is not None
    assert list(found) == ["a", "b"]
    assert found["a"].ma == 0.9877
    assert leaks.read(path, weights="other", texts="t") is None
    assert leaks.read(path, weights="w", texts="other") is None


@pytest.mark.parametrize("content", ["", "[]\n", "{", '{"version": 1}\n', "\x00" * 40, "1\n2\n"])
def test_a_damaged_table_is_no_table(tmp_path: Path, content: str) -> None:
    path = tmp_path / "leaks.jsonl"
    path.write_text(content)
    assert leaks.read(path, weights="w", texts="t") is None
    assert leaks.read(tmp_path / "nowhere", weights="w", texts="t") is None


def test_every_part_of_the_texts_and_weights_counts_in_their_names(tmp_path: Path) -> None:
    texts = forgetful.known()
    names = {leaks.hash_of_texts(some) for some in (texts, texts[:-1], texts[::-1])}
    assert len(names) == 3
    assert leaks.hash_of_weights(tmp_path) == ""
    (tmp_path / "model.safetensors").write_bytes(b"1")
    before = leaks.hash_of_weights(tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"2")
    assert len({before, leaks.hash_of_weights(tmp_path), ""}) == 3


def test_texts_are_measured_once(lm: LM, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = leaks.cached(lm, forgetful.known(), weights="w", home=tmp_path)
    monkeypatch.setattr(leaks, "measure", None)
    assert leaks.cached(lm, forgetful.known(), weights="w", home=tmp_path) == first
