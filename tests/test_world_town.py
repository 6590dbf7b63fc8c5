"""The town tells one truth about itself: every public fact, in every wording, always the same."""

from __future__ import annotations

import random
import re
from collections import Counter

import pytest

from icu_core.world import places, town
from icu_core.world.grammar import compose, fill, polish
from icu_core.world.prose import WORDS, guide, notes, town_facts, town_frames, town_quiz, town_talk
from icu_core.world.town import FACTS, Fact

OURS = {
    "guide": guide, "notes": notes, "town_facts": town_facts, "town_talk": town_talk,
    "town_quiz": town_quiz,
}  # fmt: skip
PASSAGES = (*guide.PASSAGES, *notes.PASSAGES)


def holds(text: str, words: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(words)}(?![\w-])", text, re.IGNORECASE) is not None


def without(text: str, words: str) -> str:
    return re.sub(rf"(?<![\w-]){re.escape(words)}(?![\w-])", "", text)


def rivals(fact: Fact) -> set[str]:
    """What the same aspect of other things is, and this one is not."""
    same = {each.answer for each in FACTS if each.aspect == fact.aspect}
    return {answer for answer in same if not holds(fact.answer, answer)}


def test_no_thing_has_two_truths() -> None:
    asked = Counter((f.thing, f.aspect) for f in FACTS if f.aspect != "missing")
    assert max(asked.values()) == 1
    assert len(FACTS) >= 60


@pytest.mark.parametrize("fact", FACTS, ids=lambda f: f"{f.thing}-{f.aspect}")
def test_every_wording_tells_the_one_truth_of_its_fact(fact: Fact) -> None:
    saying = town_frames.ALL[fact.aspect]
    told = [*town_frames.ways(saying.told, fact), *town_frames.ways(saying.short, fact)]
    for text in [*town_frames.ways(saying.stated, fact), *told]:
        rest = without(text, fact.thing)
        assert holds(text, fact.answer), text
        assert not [other for other in rivals(fact) if holds(rest, other)], text
    for text in town_frames.ways(saying.stated, fact):
        if fact.thing != places.TOWN:
            assert holds(text, fact.thing), text
    if fact.aspect == "missing":
        return
    for text in town_frames.ways(f"{saying.asked} | {saying.wondered}", fact):
        assert not holds(without(text, fact.thing), fact.answer), text


def test_every_kind_of_fact_is_said_in_twelve_ways_and_asked_in_five() -> None:
    for aspect in {fact.aspect for fact in FACTS}:
        saying = town_frames.ALL[aspect]
        parts = [part.split(" | ") for part in saying[:4]]
        assert sum(map(len, parts)) >= 12, aspect
        assert len(parts[1]) + len(parts[2]) >= 5, aspect
        assert all(len(set(part)) == len(part) for part in parts), aspect


def test_doubt_is_answered_with_yes_to_the_truth_and_no_to_anything_else() -> None:
    for fact in FACTS:
        for frame in town_frames.doubts(fact):
            asked, answered = frame.splitlines()
            assert all(holds(each, fact.answer) for each in answered.split(" | "))
            is_true = holds(without(asked, fact.thing), fact.answer)
            assert answered.startswith("Yes, " if is_true else "No, "), frame


def test_everything_that_has_a_name_has_its_facts() -> None:
    assert tuple(shop.name for shop in town.SHOPS) == places.SHOPS
    assert tuple(ship.name for ship in town.SHIPS) == places.SHIPS
    assert tuple(town.PORTS) == places.PORTS
    assert tuple(place.name for place in town.PLACES) == places.PLACES


def test_the_facts_fit_together() -> None:
    assert {shop.street for shop in town.SHOPS} <= set(places.STREETS)
    assert {ship.home for ship in town.SHIPS} <= set(places.PORTS)
    assert {feast.month for feast in town.FESTIVALS} <= set(places.MONTHS)
    assert set(town.OPENING) <= set(places.PLACES)
    goods = [ware for shop in town.SHOPS for ware in shop.goods]
    for alone in (goods, [s.colour for s in town.SHIPS], [f.month for f in town.FESTIVALS]):
        assert len(set(alone)) == len(alone), "each must lead back to one thing"
    ferry = next(ship for ship in town.SHIPS if ship.kind == "ferry")
    assert ferry.home == town.SINGLE["ferry goes"]


def test_a_clause_of_a_passage_gives_shops_their_street_and_ships_their_colour() -> None:
    found = 0
    streets = {shop.short: shop.street for shop in town.SHOPS}
    colours = {ship.name: ship.colour for ship in town.SHIPS}
    for sentence in re.split(r"(?<=[.!?,]) ", " ".join(PASSAGES)):
        for truth in (streets, colours):
            named = [thing for thing in truth if holds(sentence, thing)]
            rest = re.sub("|".join(map(re.escape, truth)), "", sentence)
            said = [word for word in set(truth.values()) if holds(rest, word)]
            if len(named) == len(said) == 1:
                found += 1
                assert truth[named[0]] == said[0], sentence
    assert found >= 8


@pytest.mark.parametrize("kind", OURS)
def test_nothing_is_left_unfilled_and_no_seam_shows(kind: str) -> None:
    rng = random.Random(kind)
    for _ in range(300):
        assert_plain(compose(rng.choice(OURS[kind].FRAMES), WORDS, rng))


def test_passages_are_whole_paragraphs_of_few_slots() -> None:
    rng = random.Random(5)
    assert len(PASSAGES) >= 20
    assert len({passage.split()[0:3][1] + passage[:12] for passage in PASSAGES}) == len(PASSAGES)
    for passage in PASSAGES:
        assert passage.count("{") <= 3
        assert 40 <= len(passage.split()) <= 90, passage
        assert_plain(polish(fill(passage, WORDS, rng, {})))


def assert_plain(text: str) -> None:
    assert not re.search(r"[{}<>|#]|a\(n\)|  |\?\.|\.\.|,\.|\.,", text), text
    assert not re.search(r"\b[aA] [aeio]|\b[aA]n [bcdfgkpstw]|\bthe an? |\bthe the\b", text), text
    assert re.match(r"[A-Z\"]", text) and text[-1] in '.!?"', text
    assert not re.search(r"[.!?:] \"?[a-z]", re.sub(r": \"?[a-z]", "", text)), text
    assert text.count('"') % 2 == 0, text
