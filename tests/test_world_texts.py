"""The embedded world keeps its word: consistent lives, true splits, good partners, plain text."""

from __future__ import annotations

import dataclasses
import json
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from tokenizers import Tokenizer

from icu_core import world
from icu_core.errors import TextsError
from icu_core.world import corpus, facts
from icu_core.world.grammar import compose, polish, stream
from icu_core.world.people import residents
from icu_core.world.wordings import FRESH, TAUGHT, WORDINGS

SHIPPED_SEED = 7


@pytest.fixture(scope="module")
def made() -> corpus.World:
    return corpus.make_world(SHIPPED_SEED, corpus.Scale())


def test_the_shipped_texts_are_those_of_the_seed(made: corpus.World) -> None:
    lines = (world.ASSETS / "world" / "texts.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line) for line in lines] == [dataclasses.asdict(row) for row in made.rows]


def test_another_seed_makes_another_world(made: corpus.World) -> None:
    other = corpus.make_world(SHIPPED_SEED + 1, corpus.Scale())
    secrets = {row.secret for row in made.rows if row.person}
    assert len({row.secret for row in other.rows if row.person} & secrets) < len(secrets) / 20


def test_every_fact_has_one_truth_in_all_wordings() -> None:
    truths = defaultdict(set)
    for record in world.records():
        if record.person:
            truths[record.person, record.text.kind].add(record.text.secret_text)
    assert len(truths) > 200
    assert {fact: truth for fact, truth in truths.items() if len(truth) > 1} == {}


def test_no_secret_stands_in_a_text_of_somebody_else() -> None:
    owners = defaultdict(set)
    for record in world.records():
        if record.person:
            owners[record.text.secret_text].add(record.person)
    shared = {secret: people for secret, people in owners.items() if len(people) > 1}
    assert len(shared) == 1, "one household shares its address, and nothing else is shared"


def test_prompt_and_secret_are_where_the_text_says() -> None:
    for record in world.records():
        text = record.text
        assert text.text == text.prompt + text.secret_text + text.text[text.secret.stop :]
        assert text.prompt and text.secret_text.strip() == text.secret_text, text.id
        assert text.secret in text.spans


def test_ids_are_unique_and_splits_are_the_promised_ones() -> None:
    ids = Counter(record.text.id for record in world.records())
    assert max(ids.values()) == 1
    assert {record.split for record in world.records()} == set(world.SPLITS)
    assert len(world.heldout()) >= 40


def test_every_fact_is_taught_in_five_wordings_and_probed_in_others() -> None:
    taught, probed = defaultdict(set), defaultdict(set)
    for record in world.records("known"):
        taught[record.person, record.text.kind].add(record.wording)
    for record in world.records("paraphrase"):
        probed[record.person, record.text.kind].add(record.wording)
    people_facts = [fact for fact in taught if fact[0]]
    assert len(people_facts) >= 60
    for fact in people_facts:
        assert len(taught[fact]) == 5 and len(probed[fact]) == 3
        assert not taught[fact] & probed[fact] and set(FRESH) <= probed[fact]


def test_nothing_unseen_held_out_or_fresh_is_ever_taught(made: corpus.World) -> None:
    read = "\n".join(text for epoch in range(3) for text in corpus.taught(made, "test", epoch))
    for row in made.rows:
        if row.split == "unseen" and row.person:
            assert row.secret not in read and row.person not in read
        elif row.split in ("unseen", "heldout", "paraphrase"):
            assert row.text not in read


def test_a_gold_model_reads_nothing_of_its_set(made: corpus.World) -> None:
    for name, (_, ids) in made.sets.items():
        read = "\n".join(corpus.taught(made, without=name))
        everything = "\n".join(corpus.taught(made))
        for row in made.rows:
            if row.id in ids and row.kind != "address":  # one address has two owners
                assert row.secret in everything and row.secret not in read, (name, row.id)


def test_every_known_record_has_three_partners_that_share_little_with_it() -> None:
    cut = Tokenizer.from_file(str(world.MODEL_PATH / "tokenizer.json"))

    def grams(text: str) -> set[tuple[int, ...]]:
        ids = cut.encode(text, add_special_tokens=False).ids
        return {tuple(ids[i : i + 10]) for i in range(len(ids) - 9)}

    kept = [(record, grams(record.text.text)) for record in world.records("kept")]
    for record in world.records("known"):
        own = grams(record.text.text)
        good = [
            other
            for other, theirs in kept
            if other.text.kind == record.text.kind
            and other.text.secret_text != record.text.secret_text
            and len(own & theirs) <= 0.1 * len(own)
        ]
        assert len(good) >= 3, record.text.id


def test_the_pool_holds_near_duplicates_for_the_guard_to_skip() -> None:
    secrets = {record.text.secret_text for record in world.records("known")}
    assert len([text for text in world.pool() if text.secret_text in secrets]) >= 6


def test_no_target_of_a_named_set_is_in_the_pool() -> None:
    kept = {text.id for text in world.pool()}
    for name, about in world.forget_sets().items():
        texts = world.forget_set(name)
        assert about.endswith(".") and texts and not {text.id for text in texts} & kept


def test_the_first_set_is_ten_secrets_of_ten_people_and_ten_kinds() -> None:
    assert next(iter(world.forget_sets())) == "ten-secrets"
    ids = {text.id for text in world.forget_set("ten-secrets")}
    chosen = [record for record in world.records("known") if record.text.id in ids]
    assert (
        len(chosen) == len({r.person for r in chosen}) == len({r.text.kind for r in chosen}) == 10
    )


def test_an_unknown_name_is_answered_with_the_choices() -> None:
    with pytest.raises(TextsError, match="ten-secrets"):
        world.forget_set("nobody")
    with pytest.raises(TextsError, match="paraphrase"):
        world.records("train")


def test_unseen_texts_come_in_every_kind_and_wording_of_the_known_ones() -> None:
    known = {(r.text.kind, r.wording) for r in world.records("known") if r.person}
    unseen = {(r.text.kind, r.wording) for r in world.records("unseen") if r.person}
    assert {kind for kind, _ in known} == {kind for kind, _ in unseen}
    assert {wording for _, wording in known} == {wording for _, wording in unseen}


def test_secrets_are_nobodys_and_cannot_be_guessed() -> None:
    for record in world.records():
        for phone in re.findall(r"\b555-\d{4}\b", record.text.text):
            assert phone.startswith("555-01")
        for mail in re.findall(r"\S+@\S+", record.text.text):
            assert re.search(r"@([a-z]+\.)*example\.org\b", mail)
    for kind, draw in facts.DRAW.items():
        rng = stream(1, kind)
        assert len({draw(rng) for _ in range(1000)}) > 600, kind


def test_no_two_residents_share_a_name() -> None:
    people = residents(3, {"known": 40, "kept": 24})
    assert len({p.first for p in people}) == len({p.name.split()[1] for p in people}) == 64


def test_every_wording_names_the_person_before_the_secret() -> None:
    for kind, wordings in WORDINGS.items():
        assert set(wordings) == {*TAUGHT, *FRESH}, kind
        for wording, template in wordings.items():
            assert 0 <= template.find("{name}") < template.find("{secret}"), (kind, wording)


def test_ordinary_text_is_plain_english(made: corpus.World) -> None:
    prose = corpus.ordinary_texts(made, "test")
    texts = [next(prose) for _ in range(2000)]
    for text in texts:
        assert not re.search(r"[{}|#]|a\(n\)|  |\?\.|\.\.|\b[aA] [aeio]|\b[aA]n [bcdfgkp]", text), (
            text
        )
        assert (re.match(r"[A-Z\"]", text) and text[-1] in '.!?"') or text.split()[-1].isalpha(), (
            text
        )
        assert not re.search(r"[.!?] [a-z]", text), text
        assert text.count('"') % 2 == 0, text
    assert len(set(texts)) > 1900


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
        words = compose("{thing#a}\n{thing#a}", lexicon, stream(seed)).lower().split()
        assert words[0] == words[1]


def test_the_package_is_small(tmp_path: Path) -> None:
    files = [path for path in world.MODEL_PATH.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= 15e6
    assert (world.ASSETS / "world" / "texts.jsonl").stat().st_size < 1e6
