"""Ordinary text of the world: plain, varied, never held out and taught at once."""

from __future__ import annotations

import re
from collections import Counter

from icu_core.world import corpus, documents, prose
from icu_core.world.corpus import World
from icu_core.world.grammar import compose, polish, stream
from icu_core.world.rows import Row
from icu_core.world.wordings import WORDINGS

MADE_OF_FACTS = ("guide", "town_talk", "town_quiz")  # frames in them come as often as is useful
NOT_ENGLISH = re.compile(r"[{}#]|a\(n\)|  |\?\.|\.\.|\b[aA] [aeio]|\b[aA]n [bcdfgkp]")


def ordinary(made: World, count: int) -> list[str]:
    texts = corpus.ordinary_texts(made, "test")
    return [next(texts) for _ in range(count)]


def words(text: str) -> str:
    return " ".join(text.split()).casefold()


def heldout(made: World) -> list[Row]:
    return [row for row in made.rows if row.split == "heldout"]


def test_there_is_much_to_read() -> None:
    steps = {
        alternative
        for frames in [*prose.FRAMES.values(), *(w.values() for w in WORDINGS.values())]
        for frame in frames
        for line in frame.strip().splitlines()
        for alternative in line.strip().removeprefix("? ").split(" | ")
    }
    passages = [passage for kind in prose.PASSAGES.values() for passage in kind]
    papers = [*documents.KNOWN, *documents.KEPT, *documents.UNSEEN]
    assert len(steps) >= 600
    assert len(passages) == len(set(passages)) >= 150
    assert len(papers) == len(set(papers)) >= 60


def test_no_frame_and_no_passage_comes_twice() -> None:
    written = [kind for kind in prose.FRAMES if kind not in MADE_OF_FACTS]
    assert len(written) >= 12
    frames = [words(frame) for kind in written for frame in prose.FRAMES[kind]]
    frames += [words(frame) for registers in WORDINGS.values() for frame in registers.values()]
    assert [frame for frame, times in Counter(frames).items() if times > 1] == []
    openings = Counter(
        " ".join(passage.split()[:5]) for kind in prose.PASSAGES.values() for passage in kind
    )
    assert [opening for opening, times in openings.items() if times > 1] == []


def test_ordinary_text_is_plain_english(made: World) -> None:
    texts = ordinary(made, 2000)
    for text in texts:
        assert not NOT_ENGLISH.search(text) and " | " not in text, text
        assert re.match(r"[A-Z0-9\"]", text), text
        assert text[-1] in '.!?"' or text.split()[-1].isalpha(), text
        assert not re.search(r"[.!?] [a-z]", text), text
        assert text.count('"') % 2 == 0, text
    assert len(set(texts)) > 1700


def test_one_ordinary_text_in_six_is_a_passage_and_no_kind_is_rare(made: World) -> None:
    shelf = {passage: kind for kind, some in prose.PASSAGES.items() for passage in some}
    fixed = {" ".join(p.split()): kind for p, kind in shelf.items() if "{" not in p}
    texts = ordinary(made, 3000)
    found = Counter(fixed[text] for text in texts if text in fixed)
    share = len(fixed) / len(shelf)
    assert 0.5 * share < sum(found.values()) / len(texts) * 6 < 1.5 * share
    assert set(found) == {kind for kind, some in prose.PASSAGES.items() if some}


def test_passages_held_out_are_never_taught_in_any_filling(made: World) -> None:
    assert len(made.spared) == 16
    assert sum(row.wording == "passage" for row in heldout(made)) == 16
    texts = set(ordinary(made, 20_000))
    starts = {passage.split("{")[0][:40] for passage in made.spared}
    starts = {start for start in starts if len(start) >= 20}
    assert len(starts) >= 12
    assert not [text for text in texts if any(text.startswith(start) for start in starts)]


def test_ordinary_text_speaks_of_no_resident(made: World) -> None:
    firsts = {person.first for person in made.people}
    for text in ordinary(made, 5000):
        assert not firsts & set(re.findall(r"\w+", text)), text


def test_articles_and_capitals_are_put_right() -> None:
    assert polish("a(n) owl saw a(n) hen. a(n) honest one, a(n) useful one") == (
        "An owl saw a hen. An honest one, a useful one"
    )
    assert (
        polish('"why?" asked Ned. "go on." then he left.')
        == '"Why?" asked Ned. "Go on." Then he left.'
    )


def test_a_frame_keeps_what_it_has_remembered() -> None:
    lexicon = {"thing": ["oar", "bell", "kite", "drum", "boat"]}
    for seed in range(20):
        told = compose("{thing#a}\n{thing#a}", lexicon, stream(seed)).lower().split()
        assert told[0] == told[1]
