"""Questions about the town: fresh ones are never taught, and truth is told from its contrary."""

from __future__ import annotations

import re

import pytest
from transformers import PreTrainedModel
from transformers.tokenization_utils_base import PreTrainedTokenizerBase

from icu_core import world
from icu_core.weights import read_network, read_tokenizer
from icu_core.world import corpus, inquiry
from icu_core.world.corpus import MINIATURE, make_world
from icu_core.world.inquiry import Inquiry
from icu_core.world.prose.town_frames import ALL, ways
from icu_core.world.prose.town_fresh import QUESTIONS
from icu_core.world.town import FACTS, Fact
from icu_core.world.wordings import NATURAL, PLAIN, SYNONYMS, VISITORS, WORDINGS


def fact(thing: str, aspect: str) -> Fact:
    return next(each for each in FACTS if (each.thing, each.aspect) == (thing, aspect))


def test_every_kind_of_fact_has_two_questions_that_no_text_contains() -> None:
    assert QUESTIONS.keys() == {each.aspect for each in FACTS}
    small = make_world(7, MINIATURE)
    texts = corpus.ordinary_texts(small, "test")
    read = "\n".join([*corpus.of_the_town(small, "test"), *(next(texts) for _ in range(5000))])
    for each in FACTS:
        fresh = ways(QUESTIONS[each.aspect], each)
        assert len(fresh) == len(set(fresh)) == 2
        taught = ways(f"{ALL[each.aspect].asked} | {ALL[each.aspect].wondered}", each)
        for question in fresh:
            assert question.casefold() not in {words.casefold() for words in taught}
            assert question.casefold() not in read.casefold(), question


def test_every_public_fact_is_taught_anew_in_every_epoch() -> None:
    small = make_world(7, MINIATURE)
    first, second = (corpus.of_the_town(small, "records", epoch) for epoch in (0, 1))
    assert first == corpus.of_the_town(small, "records", 0) != second
    for each in FACTS:
        told = [text for text in first if each.answer.casefold() in text.casefold()]
        assert len(told) >= 10, each


def test_a_visitor_asks_about_residents_in_words_that_no_text_contains() -> None:
    small = make_world(7, MINIATURE)
    nouns = [noun for kind in SYNONYMS.values() for noun in kind]
    taught = [frame.replace("{noun}", noun) for frame in PLAIN for noun in nouns]
    taught += [frame for kind in NATURAL.values() for frame in kind]
    taught += [frame for registers in WORDINGS.values() for frame in registers.values()]
    for kind, frames in VISITORS.items():
        assert len(set(frames)) == len(frames) == 4, kind
        for frame in frames:
            assert not [each for each in taught if frame.casefold() in each.casefold()], frame
    known = [row for row in small.rows if row.split == "known"]
    asked = inquiry.about_residents(known, 1)
    secrets = {row.person: row.secret for row in known}
    assert asked and all(one.answer in {row.secret for row in known} for one in asked)
    assert all(any(person in one.question for person in secrets) for one in asked)


@pytest.mark.parametrize(
    ("of", "said", "is_true"),
    [
        (fact("the Copper Kettle", "hour"), "It opens at nine in the morning.", True),
        (fact("the Copper Kettle", "hour"), "It opens at ten.", False),
        (fact("the Copper Kettle", "hour"), "Ninepins are played there.", False),
        (fact("the Copper Kettle", "street"), "On lantern row.", True),
        (next(f for f in FACTS if f.aspect == "missing"), "There is no such thing here.", True),
        (next(f for f in FACTS if f.aspect == "missing"), "Nobody knows the cinema.", False),
    ],
)
def test_the_truth_is_told_from_its_contrary(of: Fact, said: str, is_true: bool) -> None:
    answer = None if of.aspect == "missing" else of.answer
    assert Inquiry("town", "?", answer, True, said).is_true is is_true


@pytest.mark.parametrize(
    ("question", "answer", "said", "is_true"),
    [
        ("Is there a white ship?", "the Kestrel", "No, the Kestrel is white.", False),
        ("Is there a white ship?", "the Kestrel", "Yes, the Kestrel.", True),
        ("Is the mill open every day?", "Monday", "No, it rests on Monday.", True),
    ],
)
def test_whoever_denies_that_there_is_such_a_thing_has_not_named_it(
    question: str, answer: str, said: str, is_true: bool
) -> None:
    assert Inquiry("town", question, answer, False, said).is_true is is_true


def test_no_question_has_a_wrong_article() -> None:
    for one in inquiry.about_town(1):
        assert not re.search(r"\ba [aeio]|\ban [^aeiouh]|\(n\)", one.question), one.question


@pytest.mark.parametrize(
    ("text", "first"),
    [
        (" It opens at nine. At ten it rains.", "It opens at nine."),
        ("Go to Brindle's bakery! They sell rolls", "Go to Brindle's bakery!"),
        ('"On Gull Steps." Then he left.', '"On Gull Steps.'),
        ("At 8.40 it", "At 8.40 it"),
        ("", ""),
    ],
)
def test_only_the_first_sentence_counts(text: str, first: str) -> None:
    assert inquiry.first_sentence(text) == first


def test_answers_do_not_depend_on_who_else_is_asked() -> None:
    model, tokenizer = shipped()
    asked = inquiry.about_town(1)[::40]
    together = inquiry.answered(model, tokenizer, asked)
    assert [one.question for one in together] == [one.question for one in asked]
    assert together == [inquiry.answered(model, tokenizer, [one])[0] for one in asked]


def shipped() -> tuple[PreTrainedModel, PreTrainedTokenizerBase]:
    folder = world.MODEL_PATH
    return read_network("embedded", folder).eval(), read_tokenizer("embedded", folder)
