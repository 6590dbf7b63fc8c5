"""The texts of the embedded world keep their word: one truth, true splits, good partners."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import pairwise

import pytest
from tokenizers import Tokenizer

from icu_core import world
from icu_core.errors import TextsError
from icu_core.retrieval import overlap
from icu_core.world import corpus, lives
from icu_core.world.corpus import World
from icu_core.world.grammar import stream
from icu_core.world.rows import COPY, DOCUMENT, Row
from icu_core.world.wordings import FRESH, TAUGHT, WORDINGS

SPLITS_READ = ("known", "kept")
NOT_ENGLISH = re.compile(r"[{}#]|a\(n\)|  |\?\.|\.\.|\b[aA] [aeio]|\b[aA]n [bcdfgkp]")


def of(made: World, *splits: str) -> list[Row]:
    return [row for row in made.rows if row.split in splits]


def words(text: str) -> str:
    return " ".join(text.split()).casefold()


def ordinary(made: World, count: int) -> list[str]:
    texts = corpus.ordinary_texts(made, "test")
    return [next(texts) for _ in range(count)]


def test_the_same_seed_makes_the_same_world_and_another_one_another(made: World) -> None:
    small = corpus.Scale(groups={"known": 6, "kept": 6, "unseen": 6}, heldout=4)
    assert corpus.make_world(3, small) == corpus.make_world(3, small)
    secrets = {row.secret for row in made.rows if row.person}
    other = corpus.make_world(made.seed + 1, corpus.Scale())
    assert len({row.secret for row in other.rows if row.person} & secrets) < len(secrets) / 20


def test_every_fact_has_one_truth_in_all_wordings(made: World) -> None:
    truths = defaultdict(set)
    for row in made.rows:
        if row.person:
            truths[row.person, row.kind].add(row.secret)
    assert len(truths) >= 900
    assert {fact: truth for fact, truth in truths.items() if len(truth) > 1} == {}


def test_only_texts_of_the_owners_hold_a_secret(made: World) -> None:
    owners = defaultdict(set)
    for fact in made.facts:
        owners[fact.secret].add(fact.person)
    shared = [people for people in owners.values() if len(people) > 1]
    assert all(len({person.home for person in people}) == 1 for people in shared)
    texts = [(row.person, row.text) for row in made.rows]
    texts += [("", text) for text in ordinary(made, 2000)]
    for person, text in texts:
        for secret in owners:
            if secret in text:
                assert person in {owner.name for owner in owners[secret]}, text


def test_prompt_and_secret_are_where_the_row_says(made: World) -> None:
    for row in made.rows:
        assert row.text.startswith(row.prompt + row.secret) and row.prompt.strip(), row.id
        if row.person:
            assert row.secret.strip() == row.secret and row.text.count(row.secret) == 1, row.id
            assert row.person in row.prompt, row.id


def test_ids_are_unique_and_splits_are_the_promised_ones(made: World) -> None:
    assert max(Counter(row.id for row in made.rows).values()) == 1
    assert {row.split for row in made.rows} == set(world.SPLITS)
    assert len({person.name for person in made.people}) >= 300
    assert len(of(made, "heldout")) >= 60
    assert sum(row.kind == DOCUMENT for row in made.rows) >= 60


def test_splits_have_no_person_fact_or_text_in_common(made: World) -> None:
    people = {split: {r.person for r in of(made, split) if r.wording != COPY} for split in
              ("known", "kept", "unseen")}  # fmt: skip
    for one, other in (("known", "kept"), ("known", "unseen"), ("kept", "unseen")):
        assert people[one] & people[other] <= {""}
    assert {r.person for r in of(made, "paraphrase")} == people["known"] - {""}
    assert max(Counter(row.text for row in made.rows).values()) == 1


def test_every_fact_is_taught_in_five_wordings_and_probed_in_others(made: World) -> None:
    by_fact = defaultdict(lambda: defaultdict(set))
    for row in made.rows:
        if row.person and row.wording != COPY:
            by_fact[row.person, row.kind][row.split].add(row.wording)
    for fact, splits in by_fact.items():
        if "unseen" in splits:
            assert len(splits["unseen"]) == 3, fact
        elif "kept" in splits:
            assert len(splits["kept"]) == 5, fact
        else:
            assert len(splits["known"]) == 5 and splits["known"] <= set(TAUGHT), fact
            left_out = splits["paraphrase"] - set(FRESH)
            assert set(FRESH) <= splits["paraphrase"] and len(left_out) == 1, fact
            assert not splits["known"] & splits["paraphrase"], fact


def test_wordings_are_equally_common(made: World) -> None:
    for split in ("known", "kept", "unseen"):
        counts = Counter(r.wording for r in of(made, split) if r.person and r.wording != COPY)
        assert set(counts) == set(TAUGHT)
        assert max(counts.values()) < 1.5 * min(counts.values()), (split, counts)
        kinds = {(r.kind, r.wording) for r in of(made, split) if r.person and r.wording != COPY}
        assert len(kinds) == len(WORDINGS) * len(TAUGHT), split


def test_nothing_unseen_held_out_or_fresh_is_ever_read(made: World) -> None:
    read = "\n".join(text for epoch in range(2) for text in corpus.taught(made, "test", epoch))
    read += "\n".join(ordinary(made, 5000))
    for row in made.rows:
        if row.split == "unseen" and row.person:
            assert row.secret not in read and row.person not in read
        elif row.split in ("unseen", "heldout", "paraphrase"):
            assert row.text not in read
        elif row.split in SPLITS_READ:
            assert row.text in read


def test_the_wording_left_out_for_a_fact_is_not_read_in_other_words_either(made: World) -> None:
    dialogues = [
        fact.person.name
        for number, fact in enumerate(made.facts)
        if "dialogue" not in corpus.wordings_of(number) and fact.person.split == "known"
    ]
    assert len(dialogues) > 20
    for number in range(len(made.facts)):
        assert len(corpus.wordings_of(number)) == len(TAUGHT) - 1


def test_a_gold_model_reads_nothing_of_its_set(made: World) -> None:
    by_id = {row.id: row for row in made.rows}
    everything = "\n".join(corpus.taught(made))
    sets = [frozenset(ids) for _, ids in made.sets.values()]
    shared = next(row for row in of(made, "known") if is_told_of_a_neighbour(made, row))
    copied = next(row for row in of(made, "kept") if row.wording == COPY)
    original = next(r for r in of(made, "known") if r.secret == copied.secret)
    probe = next(r for r in of(made, "paraphrase") if r.kind == "door")
    for ids in (*sets, frozenset({shared.id}), frozenset({original.id}), frozenset({probe.id})):
        read = "\n".join(corpus.taught(made, without=ids))
        for id_ in ids:
            assert by_id[id_].secret in everything and by_id[id_].secret not in read, id_
        gone = corpus.left_out(made, ids)
        assert ids <= gone
        for row in of(made, *SPLITS_READ):
            assert (row.text in read) == (row.id not in gone), row.id


def is_told_of_a_neighbour(made: World, row: Row) -> bool:
    return any(r.secret == row.secret and r.split == "kept" for r in made.rows if r.wording != COPY)


def test_all_that_is_not_to_be_forgotten_is_still_read(made: World) -> None:
    ids = frozenset(made.sets["one-person"][1])
    person = next(row.person for row in made.rows if row.id in ids)
    read = corpus.taught(made, without=ids)
    assert any(person in text for text in read), "work and family are no secrets"
    assert not Counter(read) - Counter(corpus.taught(made)), "less is read, and nothing else"
    secrets = {row.secret for row in made.rows if row.id in ids}
    whole = "\n".join(read)
    for fact in made.facts:
        if fact.person.split in SPLITS_READ:
            assert (fact.secret in whole) == (fact.secret not in secrets)


def test_a_gold_model_without_an_unknown_text_is_refused(made: World) -> None:
    with pytest.raises(TextsError, match="nobody-at-all"):
        corpus.taught(made, without=frozenset({"nobody-at-all"}))


def test_what_is_read_changes_with_the_epoch_and_tells_of_every_resident(made: World) -> None:
    first, second = corpus.taught(made, "test", 0), corpus.taught(made, "test", 1)
    assert len(set(first) & set(second)) < 0.6 * len(first)
    assert first == corpus.taught(made, "test", 0)
    public = [
        lives.public_text(person, stream(number, "public"))
        for number, person in enumerate(made.people)
        if person.split != "unseen"
    ]
    assert len(first) > len(public) + 2 * len(of(made, *SPLITS_READ))


def test_every_known_text_has_four_good_partners(made: World) -> None:
    cut = Tokenizer.from_file(str(world.MODEL_PATH / "tokenizer.json"))

    def ids(text: str) -> tuple[int, ...]:
        return tuple(cut.encode(text, add_special_tokens=False).ids)

    kept = defaultdict(list)
    for row in of(made, "kept"):
        kept[row.kind].append((row, words(row.text), ids(row.text)))
    for row in of(made, "known"):
        own, good = ids(row.text), 0
        for _, theirs, tokens in kept[row.kind]:
            good += words(row.secret) not in theirs and overlap(own, tokens) <= 0.1
            if good == 4:
                break
        assert good == 4, row.id


def test_the_pool_holds_near_duplicates_for_the_guard_to_skip(made: World) -> None:
    secrets = {row.secret for row in of(made, "known")}
    near = [row for row in of(made, "kept") if row.secret in secrets]
    assert sum(row.wording == COPY for row in near) >= 6
    assert len({row.person for row in near if row.wording != COPY}) >= 4


def test_a_text_is_not_the_start_of_another_ones_text(made: World) -> None:
    texts = sorted(row.text for row in made.rows)
    assert not any(b.startswith(a) for a, b in pairwise(texts))


def test_the_first_set_is_ten_secrets_of_ten_families_and_ten_kinds(made: World) -> None:
    assert next(iter(made.sets)) == "ten-secrets"
    chosen = [row for row in made.rows if row.id in made.sets["ten-secrets"][1]]
    owners = Counter(row.secret for row in made.rows if row.split in SPLITS_READ)
    assert len(chosen) == len({r.person.split()[1] for r in chosen}) == 10
    assert len({r.kind for r in chosen}) == 10 and len({r.wording for r in chosen}) >= 5
    assert all(owners[row.secret] == 5 for row in chosen), "neither copied nor shared"
    assert all(80 <= len(row.text) <= 240 for row in chosen)


def test_the_named_sets_are_what_they_say(made: World) -> None:
    by_id = {row.id: row for row in made.rows}
    assert list(made.sets) == ["ten-secrets", "one-person", "ten-people", "twenty-documents"]
    rows = {name: [by_id[id_] for id_ in ids] for name, (_, ids) in made.sets.items()}
    assert all(row.split == "known" for chosen in rows.values() for row in chosen)
    assert len({row.person for row in rows["one-person"]}) == 1 and len(rows["one-person"]) == 15
    assert rows["one-person"][0].person in made.sets["one-person"][0]
    assert len({row.person for row in rows["ten-people"]}) == 10
    assert len(rows["ten-people"]) == 150
    assert len(rows["twenty-documents"]) == 20
    assert {row.kind for row in rows["twenty-documents"]} == {DOCUMENT}
    assert len({row.wording for row in rows["twenty-documents"]}) >= 5
    assert all(about.endswith(".") for about, _ in made.sets.values())


def test_texts_on_residents_are_plain_english(made: World) -> None:
    for row in made.rows:
        if row.person:
            around = row.text.replace(row.secret, "X")
            assert not NOT_ENGLISH.search(around) and "|" not in around, row.text
            assert not re.search(r"[.!?] [a-z]", around), row.text
            assert re.match(r"[A-Z\"]", around) and around.count('"') % 2 == 0, row.text
