"""The documents of the world: enough of each kind, told apart at once, and nothing shared."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

import pytest

from icu_core.world import documents, people

SHELVES = {"known": documents.KNOWN, "kept": documents.KEPT, "unseen": documents.UNSEEN}
ALL = [(name, text) for shelf in SHELVES.values() for name, text in shelf.items()]
MAIN_KINDS = ("letter", "verse", "recipe", "notice", "config")
OTHER_KINDS = ("minutes", "statement", "will", "log", "diary", "message", "riddle")
GRAM = 10  # pieces in a row that no two documents may share


def kind(name: str) -> str:
    return name.split("-")[0]


def parts(text: str) -> tuple[str, str]:
    opening, rest = text.split(documents.MARK)
    return opening, rest


def pieces(text: str) -> list[str]:
    """Words and signs, each as one piece, without the mark."""
    return re.findall(r"\w+|[^\w\s]", text.replace(documents.MARK, "").lower())


def grams(text: str, size: int) -> set[tuple[str, ...]]:
    found = pieces(text)
    return {tuple(found[i : i + size]) for i in range(len(found) - size + 1)}


def test_there_are_enough_documents_on_every_shelf() -> None:
    assert len(documents.KNOWN) >= 34
    assert len(documents.KEPT) >= 25
    assert len(documents.UNSEEN) >= 25


def test_the_main_kinds_have_several_documents_on_every_shelf() -> None:
    for shelf in SHELVES.values():
        counts = Counter(kind(name) for name in shelf)
        assert all(counts[each] >= 3 for each in MAIN_KINDS), counts
        assert set(counts) <= {*MAIN_KINDS, *OTHER_KINDS}


def test_every_known_kind_has_kept_partners() -> None:
    assert {kind(name) for name in documents.KNOWN} <= {kind(name) for name in documents.KEPT}


def test_a_name_and_a_text_stand_on_one_shelf_only() -> None:
    assert len({name for name, _ in ALL}) == len(ALL)
    assert len({text for _, text in ALL}) == len(ALL)


@pytest.mark.parametrize(("name", "text"), ALL)
def test_the_mark_divides_an_opening_from_a_longer_rest(name: str, text: str) -> None:
    opening, rest = parts(text)
    assert 12 <= len(pieces(opening)) <= 40, "enough to know which document it is, and no more"
    assert len(pieces(rest)) >= 20
    assert opening[-1].isspace() or kind(name) == "config"
    assert text == text.strip()
    assert not re.search(r"(?<!\n) {2}", opening + rest), "two blanks in a row"


@pytest.mark.parametrize(("name", "text"), ALL)
def test_a_document_is_neither_a_line_nor_a_page(name: str, text: str) -> None:
    if kind(name) == "config":
        assert 40 <= len(pieces(text)) <= 110  # a key is several pieces
    else:
        assert 39 <= len(text.split()) <= 90


def test_no_two_documents_open_alike() -> None:
    starts = defaultdict(list)
    for name, text in ALL:
        starts[kind(name), tuple(re.findall(r"\w+", text)[:8])].append(name)
    assert [names for names in starts.values() if len(names) > 1] == []


def test_no_two_documents_share_ten_pieces_in_a_row() -> None:
    owners = defaultdict(set)
    for name, text in ALL:
        for gram in grams(text, GRAM):
            owners[gram].add(name)
    assert {gram: names for gram, names in owners.items() if len(names) > 1} == {}


def test_no_sentence_or_line_of_an_unseen_document_stands_in_one_that_is_read() -> None:
    read = [" ".join(pieces(t)) for t in (*documents.KNOWN.values(), *documents.KEPT.values())]
    for name, text in documents.UNSEEN.items():
        for line in re.split(r"[.;:!?]\s|\n", parts(text)[1]):
            told = " ".join(pieces(line))
            if len(told.split()) >= 5:
                assert not any(told in other for other in read), (name, line)


def test_codes_and_keys_are_said_in_one_document_only() -> None:
    owners = defaultdict(set)
    for name, text in ALL:
        for code in re.findall(r"[\w.-]*\d[\w.-]*", parts(text)[1]):
            if len(code) >= 5:
                owners[code].add(name)
    assert len(owners) >= 30
    assert {code: names for code, names in owners.items() if len(names) > 1} == {}


@pytest.mark.parametrize(("name", "text"), ALL)
def test_phones_and_domains_are_those_set_aside_for_examples(name: str, text: str) -> None:
    for number in re.findall(r"(?<![\w-])\d{3}-\d{4}(?![\w-])", text):
        assert re.fullmatch(r"555-01\d\d", number)
    for domain in re.findall(r"\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|dev|info)\b", text):
        assert re.fullmatch(r"(?:[a-z]+\.)+example\.org", domain)
    for address in re.findall(r"@(\S+?)[\s\"']", text):
        assert address.endswith(".example.org")
    assert "http" not in text and "www." not in text


def test_no_resident_stands_in_a_document() -> None:
    for name, text in ALL:
        for first, last in re.findall(r"\b([A-Z]\w+)(?= ([A-Z]\w+))", text):
            is_first = first in people.WOMEN or first in people.MEN
            assert not (is_first and last in people.SURNAMES), (name, first, last)


def syllables(line: str) -> int:
    """Groups of vowels, without an e that is not heard; one off now and then (mayor, every)."""
    heard = re.sub(r"(?<=[a-z]{2})e\b|(?<=[^td\W])ed\b", "", line.lower().replace("the ", "tha "))
    return len(re.findall(r"[aeiouy]+", heard))


@pytest.mark.parametrize(
    ("name", "text"), [(n, t) for n, t in ALL if kind(n) == "verse" and "\n" in t]
)
def test_a_verse_has_eight_lines_in_common_metre(name: str, text: str) -> None:
    lines = text.replace(documents.MARK, "").splitlines()
    counts = [syllables(line) for line in lines]
    assert len(counts) == 8
    assert all(abs(count - usual) <= 1 for count, usual in zip(counts, [8, 6] * 4, strict=True)), (
        counts
    )
