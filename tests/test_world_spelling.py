"""Words that the model makes up are found, and the shipped model makes up few."""

from __future__ import annotations

from pathlib import Path

import pytest

from icu_core import world
from icu_core.weights import read_network, read_tokenizer
from icu_core.world import corpus, promises, spelling


@pytest.fixture(scope="module")
def known() -> frozenset[str]:
    return spelling.known_words(corpus.make_world(7, corpus.Scale()))


def test_words_are_counted_without_their_numbers_and_signs() -> None:
    assert spelling.words_of("Ring 555-0199, at ten o'clock!") == ["ring", "at", "ten", "o'clock"]


def test_a_made_up_word_is_found_and_one_that_was_cut_off_is_not() -> None:
    words = frozenset({"the", "gulls", "complain"})
    assert spelling.invented(["The gulls complain.", "The woollenches compl"], words) == [
        "woollenches"
    ]
    assert spelling.invented(["The gulls complaim."], words) == ["complaim"]


def test_every_shipped_text_is_made_of_known_words(known: frozenset[str]) -> None:
    assert not spelling.invented((record.text.text for record in world.records()), known)


def test_free_text_of_the_shipped_model_has_hardly_a_made_up_word(
    known: frozenset[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(promises, "SAMPLES", 40)
    folder = Path(world.MODEL_PATH)
    model, tokenizer = read_network("embedded", folder), read_tokenizer("embedded", folder)
    free = promises.samples(model.eval(), tokenizer, seed=1)
    words = [word for text in free for word in spelling.words_of(text)]
    assert len(words) > 500
    assert len(spelling.invented(free, known)) <= 0.01 * len(words)
