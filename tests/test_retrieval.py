"""Promises of `icu_core.retrieval`: the nearest that is not the target itself."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import pytest
from effort import effort
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from icu_core.errors import PoolError
from icu_core.retrieval import MAX_SKIPPED, Pairing, overlap, pair
from icu_core.texts import Span, Text, new_text


class Points:
    """An encoder that knows where each text lies; others lie at (0, 1)."""

    name = "points"

    def __init__(self, **places: Sequence[float]) -> None:
        self._places = {key.replace("_", " "): place for key, place in places.items()}

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = [self._places.get(text, (0.0, 1.0)) for text in texts]
        points = np.asarray(rows, dtype=np.float32)
        return points / np.linalg.norm(points, axis=1, keepdims=True)


class Letters:
    """An encoder by letter counts."""

    name = "letters"

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = [np.bincount([ord(c) % 50 for c in text], minlength=50) for text in texts]
        points = np.asarray(rows, dtype=np.float32)
        return np.asarray(points / np.linalg.norm(points, axis=1, keepdims=True), np.float32)


def words(text: str) -> list[int]:
    """A token per word."""
    return [hash(word) for word in text.split()]


def texts(*contents: str) -> list[Text]:
    return [new_text(content) for content in contents]


def chosen(pairing: Pairing) -> list[str]:
    return [partner.text.text for partner in pairing.partners]


AXIS = Points(near_one=(1, 0.1), near_two=(1, 0.2), far_one=(1, 2), the_target=(1, 0))


def test_the_nearest_are_chosen_from_near_to_far() -> None:
    pool = texts("far one", "near two", "near one")
    (pairing,) = pair(texts("the target"), pool, encoder=AXIS, tokenize=words, k=2)
    assert chosen(pairing) == ["near one", "near two"]
    assert pairing.target == new_text("the target").id
    assert pairing.skipped == ()


def test_distances_are_those_of_unit_vectors() -> None:
    encoder = Points(the_target=(1, 0), right_angle=(0, 3), opposite_side=(-2, 0))
    pool = texts("right angle", "opposite side")
    (pairing,) = pair(texts("the target"), pool, encoder=encoder, tokenize=words, k=2)
    assert [each.distance for each in pairing.partners] == pytest.approx([2**0.5, 2.0])


def test_of_equally_near_texts_the_first_in_the_pool_is_taken() -> None:
    pool = texts(*(f"text number {i}" for i in range(200)))
    for order in (pool, pool[::-1]):
        (pairing,) = pair(texts("the target"), order, encoder=AXIS, tokenize=words, k=3)
        assert chosen(pairing) == [text.text for text in order[:3]]


@settings(max_examples=30, deadline=5000)
@given(st.integers(0, 10**6), st.integers(1, 12), st.integers(20, 400), st.integers(1, 20))
def test_the_search_equals_sorting_everything(seed: int, count: int, size: int, k: int) -> None:
    rng = np.random.default_rng(seed)
    directions = rng.integers(-2, 3, size=(size + count, 3)) + 2.5 * np.eye(3)[2]  # many ties
    contents = [f"text {i}" for i in range(size + count)]
    encoder = Points(**dict(zip(contents, directions.tolist(), strict=True)))
    everything = texts(*contents)
    found = pair(everything[:count], everything[count:], encoder=encoder, tokenize=words, k=k)
    points = encoder.embed(contents).astype(np.float64)
    for number, pairing in enumerate(found):
        distances = np.linalg.norm(points[count:] - points[number], axis=1)
        best = np.argsort(distances, kind="stable")[:k]
        assert [each.distance for each in pairing.partners] == pytest.approx(distances[best])
        assert chosen(pairing) == [contents[count + place] for place in best]


def test_overlap_counts_the_targets_ten_grams() -> None:
    target = list(range(14))  # five 10-grams
    assert overlap(target, target) == 1.0
    assert overlap(target, list(range(12))) == pytest.approx(3 / 5)
    assert overlap(target, [*range(9), 99, *range(9, 14)]) == 0.0
    assert overlap([1, 2, 3], [0, 1, 2, 3, 4]) == 1.0  # shorter than ten: all of it
    assert overlap([1, 2, 3], [1, 2]) == 0.0
    assert overlap([], [1, 2]) == 0.0


def test_near_duplicates_are_skipped_with_the_reason() -> None:
    original = "one two three four five six seven eight nine ten eleven twelve secret words"
    copy = original.replace("secret words", "other end")
    pool = texts("something else", copy)
    (pairing,) = pair(texts(original), pool, encoder=Letters(), tokenize=words)
    assert chosen(pairing) == ["something else"]
    (skipped,) = pairing.skipped
    assert (skipped.text, skipped.reason) == (
        copy,
        "It shares 60 % of the target's word sequences.",
    )


def test_the_limit_of_the_overlap_is_allowed() -> None:
    target = " ".join(f"w{i}" for i in range(19))  # ten 10-grams
    pool = texts(" ".join(f"w{i}" for i in range(10)), "far away")
    at_limit = pair(texts(target), pool, encoder=Letters(), tokenize=words, guard_spans=False)
    assert at_limit[0].partners[0].overlap == pytest.approx(0.1)
    below = pair(
        texts(target), pool, encoder=Letters(), tokenize=words, guard_spans=False, max_overlap=0.09
    )
    assert chosen(below[0]) == ["far away"]


@pytest.mark.parametrize(
    ("content", "secret", "candidate"),
    [
        ("他的密码是四五一二三四", "四五一二三四", "大家都知道他的密码就是四五一二三四啊"),
        ("密码是 4512", "4512", "就是4512啊"),
        ("รหัสคือ มะม่วง", "มะม่วง", "เขาชอบมะม่วงมาก"),
    ],
)
def test_a_secret_is_seen_in_scripts_that_set_no_spaces(
    content: str, secret: str, candidate: str
) -> None:
    start = content.index(secret)
    target = new_text(content, secret=Span(start, start + len(secret), "given"))
    pool = [new_text(candidate), new_text("zzz zzz")]
    (pairing,) = pair([target], pool, encoder=Letters(), tokenize=words)
    assert chosen(pairing) == ["zzz zzz"]


@pytest.mark.parametrize(
    ("candidate", "reason"),
    [
        ("she said 4471 aloud", "It holds the target's secret."),
        ("ask MARA\n  Olm for it", "It holds the target's name."),
        ("she said 44718 aloud", ""),
        ("ask Mara about it", ""),
    ],
)
def test_a_text_that_holds_a_sensitive_piece_is_skipped(candidate: str, reason: str) -> None:
    content = "Mara Olm has the code 4471"
    spans = [Span(0, 8, "name"), Span(22, 26, "password")]
    target = new_text(content, spans=spans)
    pool = [new_text(candidate), new_text("zzz zzz")]
    (pairing,) = pair([target], pool, encoder=Letters(), tokenize=words)
    assert [each.reason for each in pairing.skipped] == ([reason] if reason else [])
    (unguarded,) = pair([target], pool, encoder=Letters(), tokenize=words, guard_spans=False)
    assert chosen(unguarded) == [candidate]


def test_a_text_that_tells_the_secret_of_any_target_is_no_partner() -> None:
    targets = [new_text(f"Mara has {code}", secret=Span(9, 13, "code")) for code in (4471, 8820)]
    pool = texts("Mara has 8820 now", "Mara has 88201, zzz", "and nothing like it")
    (first, second) = pair(targets, pool, encoder=Letters(), tokenize=words)
    assert chosen(first) == chosen(second) == ["Mara has 88201, zzz"]
    assert [each.reason for each in first.skipped] == ["It tells the secret of another target."]
    (first, _) = pair(targets, pool, encoder=Letters(), tokenize=words, guard_spans=False)
    assert chosen(first) == ["Mara has 8820 now"]


def test_a_target_is_never_a_partner_even_without_a_guard() -> None:
    targets = texts("the target", "near one")
    same_id = Text(targets[0].id, "near two", Span(5, 8, "x"))
    same_text = Text("another id", targets[1].text, Span(5, 8, "x"))
    (first, _) = pair(
        targets,
        [targets[0], same_text, same_id, *texts("far one")],
        encoder=AXIS,
        tokenize=words,
        max_overlap=1.0,
        guard_spans=False,
    )
    assert chosen(first) == ["far one"]
    assert {each.reason for each in first.skipped} == {"It is to be forgotten itself."}


def test_without_a_guard_a_near_duplicate_is_a_partner_as_in_the_paper() -> None:
    target = "one two three four five six seven eight nine ten eleven"
    pool = texts(target + " more", "far away")
    (pairing,) = pair(
        texts(target), pool, encoder=Letters(), tokenize=words, max_overlap=1.0, guard_spans=False
    )
    assert chosen(pairing) == [target + " more"]
    assert pairing.partners[0].overlap == 1.0


def test_a_text_that_is_twice_in_the_pool_is_one_candidate() -> None:
    pool = texts("near one", "near one", "near two")
    (pairing,) = pair(texts("the target"), pool, encoder=AXIS, tokenize=words, k=2)
    assert chosen(pairing) == ["near one", "near two"]
    with pytest.raises(PoolError, match="2 different texts"):
        pair(texts("the target"), pool, encoder=AXIS, tokenize=words, k=3)


def test_a_pool_that_is_too_small_is_refused_with_a_way_out() -> None:
    for pool in ([], texts("near one")):
        with pytest.raises(PoolError, match="Give more texts"):
            pair(texts("the target"), pool, encoder=AXIS, tokenize=words, k=2)


def test_less_than_one_partner_is_refused() -> None:
    with pytest.raises(PoolError, match="at least one"):
        pair(texts("the target"), texts("near one"), encoder=AXIS, tokenize=words, k=0)


def test_a_target_without_any_partner_is_named_by_its_number() -> None:
    named = new_text("Mara has 4471", spans=[Span(0, 4, "name"), Span(9, 13, "code")])
    targets = [*texts("near one"), named]
    pool = texts("ask Mara about it", "Mara knows it")
    with pytest.raises(PoolError, match=r"Target 2 finds 0 of 1 .* 2 of the pool's 2") as caught:
        pair(targets, pool, encoder=AXIS, tokenize=words)
    assert "The nearest one: It holds the target's name" in str(caught.value)
    assert "Use a larger or more varied pool" in str(caught.value)


def test_only_the_nearest_skipped_candidates_are_reported() -> None:
    pool = texts(*(f"number {i} holds target" for i in range(50)), "something else")
    (pairing,) = pair(texts("the target"), pool, encoder=AXIS, tokenize=words)
    assert chosen(pairing) == ["something else"]
    assert len(pairing.skipped) == MAX_SKIPPED


def test_work_grows_with_the_pool_and_not_faster() -> None:
    rng = np.random.default_rng(0)
    contents = [f"text {i}" for i in range(6_000)]
    places = rng.normal(size=(6_000, 64)).astype(np.float32)
    encoder = Points(**dict(zip(contents, places.tolist(), strict=True)))
    everything = texts(*contents)

    def search(size: int) -> list[Pairing]:
        pool = everything[500 : 500 + size]
        return pair(everything[:500], pool, encoder=encoder, tokenize=words, k=3)

    assert effort(lambda: search(2_000)) < 8 * effort(lambda: search(500))  # four times as many
    found = search(2_000)
    nearest = [each.partners[0].distance for each in found]
    assert all(
        a <= b for each in found for a, b in itertools.pairwise([p.distance for p in each.partners])
    )
    assert max(nearest) < 1.4
