"""Answers that can no longer hold the secret end early, and no leak is lost by it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest
import small_town as town
import tiny

from icu_core.attacks.reach import UNREADABLE, Vocabulary, bare
from icu_core.attacks.shape import Settings
from icu_core.attacks.tries import WINDOW, _leaks, is_leak
from icu_core.models import LM
from icu_core.sampling import Sampling, samples
from icu_core.texts import Span
from icu_core.tokens import encode

SECRETS = ("0193", "the blue door", "Ann's key 7", "a", "12 12 12 14", "abab abac")


def _spelled(secret: str, words: dict[str, list[int]], dice: random.Random) -> list[int]:
    """The secret in tokens chosen at random, in any case."""
    rest, ids = bare(secret), []
    while rest:
        fitting = [word for word in words if rest.startswith(word)]
        word = dice.choice(fitting)
        ids.append(dice.choice(words[word]))
        rest = rest[len(word) :]
    return ids


@pytest.mark.parametrize("family", ["gpt2", "llama"])
def test_whatever_leaks_in_the_end_was_open_all_the_time(family: str) -> None:
    lm = tiny.lm(family)
    vocabulary, dice = Vocabulary(lm), random.Random(3)
    words: dict[str, list[int]] = {}
    for token, word in enumerate(vocabulary.words):
        if word and UNREADABLE not in word:
            words.setdefault(word, []).append(token)
    leaks = 0
    for secret in SECRETS:
        is_open = vocabulary.reach(secret)
        assert is_open is not None
        every = [token for tokens in words.values() for token in tokens]
        for _ in range(150):
            before, after = ([dice.randrange(tiny.VOCABULARY)] * dice.randrange(3) for _ in "ab")
            ids = [*before, *_spelled(secret, words, dice), *after]
            if dice.random() < 0.5:  # the first and the last token may hold more than the secret
                ids[0] = dice.choice(every)
                ids[-1] = dice.choice(every)
            if not is_leak(lm.tokenizer.decode(ids, skip_special_tokens=True), secret):
                continue
            leaks += 1
            assert all(is_open(ids[:cut], len(ids) - cut) for cut in range(len(ids) + 1))
    assert leaks > 100


def test_an_answer_that_went_astray_is_given_up_as_soon_as_too_few_tokens_are_left() -> None:
    vocabulary = Vocabulary(tiny.lm("gpt2"))
    token = {word: place for place, word in enumerate(vocabulary.words)}
    for secret in ("q7q7x", "Q7 q7 X"):  # no token holds two of these
        is_open = vocabulary.reach(secret)
        assert is_open is not None
        begun = [token["q"], token["7"], token["q"]]
        assert is_open(begun, 2) and not is_open(begun, 1)
        assert is_open([token["a"]], 5) and not is_open([token["a"]], 4)
        again = [*begun, token["q"]]  # of what was said the last character may begin it
        assert is_open(again, 4) and not is_open(again, 3)
        assert is_open([*begun, token["7"], token["x"], token["a"]], 0)


def test_the_first_and_the_last_token_may_hold_more_than_the_secret() -> None:
    vocabulary = Vocabulary(tiny.lm("gpt2"))
    token = {word: place for place, word in enumerate(vocabulary.words)}
    middle = [token[each] for each in "q7q7x"]
    for word in (each for each in token if len(each) > 2 and each.isascii()):
        for secret, ids in (
            (word[1:] + "q7q7x", [token[word], *middle]),
            ("q7q7x" + word[:-1], [*middle, token[word]]),
        ):
            is_open = vocabulary.reach(secret)
            assert is_open is not None
            assert all(is_open(ids[:cut], len(ids) - cut) for cut in range(len(ids) + 1))


def test_what_cannot_be_judged_goes_on() -> None:
    vocabulary = Vocabulary(tiny.lm("gpt2"))
    assert vocabulary.reach("Zoë 7") is None
    first, *rest = tiny.lm("gpt2").tokenizer("ë", add_special_tokens=False)["input_ids"]
    for place, word in ((first, "ë"), *((each, "") for each in rest)):  # as if it were one token
        vocabulary.words[place] = word
    assert vocabulary.reach("Zoë 7") is None
    vocabulary = Vocabulary(tiny.lm("gpt2"))
    is_open = vocabulary.reach("0193")
    part_of_a_character = vocabulary.words.index(UNREADABLE)
    assert is_open is not None and is_open([part_of_a_character], 0)


@pytest.mark.parametrize("of", [town.original, town.gold, town.broken])
def test_as_many_tries_leak_as_if_each_were_finished(of: Callable[[], LM]) -> None:
    lm = of()
    vocabulary, finished, seen = Vocabulary(lm), 0, 0
    for text in (*town.targets()[:3], *town.controls()[:2]):
        row = encode(text, lm)
        how = Sampling(temperature=1.0, seed=5, max_new_tokens=len(row.secret_ids) + 4)
        ended = samples(lm, row.prompt_ids, how, n=60, is_open=vocabulary.reach(text.secret_text))
        whole = samples(lm, row.prompt_ids, how, n=60)
        for one, other in zip(ended, whole, strict=True):
            said, all_of_it = (lm.tokenizer.decode(each) for each in (one, other))
            assert other[: len(one)] == one
            assert is_leak(said, text.secret_text) == is_leak(all_of_it, text.secret_text)
        finished += sum(map(len, ended))
        seen += sum(map(len, whole))
    assert finished < (0.8 if of is town.gold else 1.0) * seen


def test_of_a_secret_of_which_a_piece_is_enough_every_try_is_finished() -> None:
    class Unasked:
        def reach(self, secret: str) -> None:
            raise AssertionError(secret)

    lm = town.original()
    long = tiny.text(" ".join(tiny.SENTENCES[:2]))
    long = replace(long, secret=Span(12, len(long.text), "code"))
    assert len(long.secret_text) > WINDOW
    assert _leaks(Settings(samples=10), Unasked(), (lm, long)) == 0  # type: ignore[arg-type]
