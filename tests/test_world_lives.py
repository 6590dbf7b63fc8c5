"""The residents lead consistent lives: names, families, ages, homes, work and health agree."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

import pytest

from icu_core.world import facts, lives, places
from icu_core.world.corpus import World
from icu_core.world.families import residents
from icu_core.world.grammar import stream
from icu_core.world.people import JOBS, WORK, Person
from icu_core.world.town import PLACES
from icu_core.world.town import SHOPS as TOWN_SHOPS

OTHER_SIDE = {
    "wife": {"husband", "wife"},
    "husband": {"husband", "wife"},
    "mother": {"son", "daughter"},
    "father": {"son", "daughter"},
    "son": {"mother", "father"},
    "daughter": {"mother", "father"},
    "sister": {"sister", "brother"},
    "brother": {"sister", "brother"},
}


@pytest.fixture(scope="module")
def known_lives(made: World) -> dict[str, facts.Life]:
    return lives.lives(made.seed, made.people)


def families(people: tuple[Person, ...]) -> dict[str, list[Person]]:
    found = defaultdict(list)
    for person in people:
        found[person.surname].append(person)
    return found


def test_hundreds_live_in_the_town_and_no_two_share_a_name(made: World) -> None:
    assert len(made.people) >= 300
    assert len({person.first for person in made.people}) == len(made.people)
    assert len({person.name for person in made.people}) == len(made.people)


def test_as_many_live_there_as_asked_for() -> None:
    for seed in range(20):
        people = residents(seed, {"known": 40, "kept": 24, "unseen": 30})
        assert Counter(p.split for p in people) == {"known": 40, "kept": 24, "unseen": 30}
    with pytest.raises(ValueError, match="names"):
        residents(1, {"known": 1000})


def test_a_family_shares_a_surname_and_knows_itself(made: World) -> None:
    sizes = Counter()
    for family in families(made.people).values():
        sizes[len(family)] += 1
        for me in family:
            others = {one.first: one for one in family if one is not me}
            assert {kin.first for kin in me.kin} == set(others)
            for kin in me.kin:
                other = others[kin.first]
                back = next(k for k in other.kin if k.first == me.first)
                assert back.relation in OTHER_SIDE[kin.relation]
                assert kin.shares_home == back.shares_home == (me.home == other.home)
                is_woman = kin.relation in ("wife", "mother", "daughter", "sister")
                assert other.is_woman == is_woman
    assert set(sizes) == {1, 2, 3, 4}


def test_ages_fit_the_family_and_everybody_is_grown_up(made: World) -> None:
    born = {person.name: person.born for person in made.people}
    for person in made.people:
        assert 1940 <= person.born <= 2003
        for kin in person.kin:
            older = person.born - born[f"{kin.first} {person.surname}"]
            if kin.relation in ("mother", "father"):
                assert 20 <= older <= 50
            elif kin.relation in ("sister", "brother"):
                assert 0 < abs(older) <= 25
            elif kin.relation in ("wife", "husband"):
                assert abs(older) <= 6


def test_the_model_has_met_a_whole_family_or_nobody_of_it(made: World) -> None:
    mixed = 0
    for family in families(made.people).values():
        splits = {person.split for person in family}
        assert splits == {"unseen"} or "unseen" not in splits
        mixed += splits == {"known", "kept"}
    assert mixed >= 10


def test_a_household_shares_its_address_and_nothing_else_is_shared(
    made: World, known_lives: dict[str, facts.Life]
) -> None:
    homes, secrets = defaultdict(set), defaultdict(list)
    for person in made.people:
        homes[person.home].add(known_lives[person.name]["address"])
        for kind, secret in known_lives[person.name].items():
            if kind != "address":
                secrets[kind].append(secret)
    assert all(len(addresses) == 1 for addresses in homes.values())
    assert len(set.union(*homes.values())) == len(homes)
    for kind, all_of_kind in secrets.items():
        assert len(set(all_of_kind)) == len(all_of_kind) == len(made.people), kind


def test_no_secret_is_a_part_of_another_one(made: World) -> None:
    secrets = sorted({fact.secret for fact in made.facts}, key=len)
    for number, secret in enumerate(secrets):
        assert not any(secret in longer for longer in secrets[number + 1 :]), secret


def test_everybody_has_a_life_of_all_kinds_and_three_of_them_are_told(
    made: World, known_lives: dict[str, facts.Life]
) -> None:
    told = defaultdict(set)
    for fact in made.facts:
        assert known_lives[fact.person.name][fact.kind] == fact.secret
        told[fact.person.name].add(fact.kind)
    assert all(set(life) == set(facts.KINDS) for life in known_lives.values())
    assert {len(kinds) for kinds in told.values()} == {3} and len(told) == len(made.people)


def test_every_kind_is_equally_common_in_every_split(made: World) -> None:
    for split in ("known", "kept", "unseen"):
        counts = Counter(fact.kind for fact in made.facts if fact.person.split == split)
        assert set(counts) == set(facts.KINDS)
        assert max(counts.values()) - min(counts.values()) <= 1


def test_a_birthday_says_the_year_of_birth(made: World, known_lives: dict[str, facts.Life]) -> None:
    for person in made.people:
        day, month, year = known_lives[person.name]["birthday"].split()
        assert int(year) == person.born and month in places.MONTHS and 1 <= int(day) <= 28


def test_a_medicine_helps_against_the_illness_and_the_household_has_one_doctor(
    made: World, known_lives: dict[str, facts.Life]
) -> None:
    doctors = defaultdict(set)
    for person in made.people:
        life = known_lives[person.name]
        medicine = re.search(r"mg of (\w+) ", life["prescription"])
        assert medicine and medicine[1] in facts.remedies(life["diagnosis"])
        doctors[person.home].add(life["appointment"].split(" with ")[1])
    assert all(len(names) == 1 for names in doctors.values())
    assert len(set.union(*doctors.values())) >= 5


def test_a_ship_goes_to_one_port_on_a_day(made: World, known_lives: dict[str, facts.Life]) -> None:
    ports = defaultdict(set)
    for life in known_lives.values():
        ship, port, day = re.fullmatch(
            r"the (.+) to (.+) on (.+), cabin \d+", life["travel"]
        ).groups()
        ports[ship, day].add(port)
    assert all(len(there) == 1 for there in ports.values())


def test_secrets_are_nobodys_and_cannot_be_guessed() -> None:
    people = residents(1, {"known": 200})
    found = lives.lives(1, people)
    for life in found.values():
        assert re.fullmatch(r"555-01\d\d, extension \d{3}", life["phone"])
        assert life["mail"].endswith(".example.org")
    for kind, draw in facts.DRAW.items():
        rng, life = stream(1, kind), dict(found[people[0].name])
        drawn = set()
        for number in range(1000):
            life["diagnosis"] = facts.DRAW["diagnosis"](rng, people[0], life)
            drawn.add(draw(rng, people[number % len(people)], life))
        assert len(drawn) > 600, kind


def test_everybody_works_where_such_work_is_done(made: World) -> None:
    town = {place.name for place in PLACES} | {shop.name for shop in TOWN_SHOPS}
    town |= {"the Gazette", "Harbour Radio", "the chapel", "the Harbour Bank"}
    for person in made.people:
        assert person.workplace in WORK[person.job][1]
        assert person.workplace in town
    assert max(Counter(p.job for p in made.people).values()) <= 12


def test_no_text_gives_a_resident_another_job(made: World) -> None:
    jobs = {person.name: person.job for person in made.people}
    by_length = sorted(JOBS, key=len, reverse=True)
    pattern = re.compile(r"^(?: the|, (?:the |an? )?) ?(" + "|".join(by_length) + r")\b")
    checked = 0
    for row in made.rows:
        if row.person:
            for part in row.text.split(row.person)[1:]:
                if match := pattern.match(part):
                    assert match[1] == jobs[row.person], row.text
                    checked += 1
    assert checked > 500


def test_what_everybody_knows_of_a_resident_is_true_and_plain(made: World) -> None:
    seen = Counter()
    for person in made.people:
        for number in range(10):
            text = lives.public_text(person, stream(number, person.name))
            assert person.name in text and text[0].isupper() and text[-1] == "."
            assert not re.search(r"[{}|]|a\(n\)|  |[.!?] [a-z]|\b[aA] [aeio]|\b[aA]n [bcdf]", text)
            assert person.job in text or WORK[person.job][0] in text or person.workplace in text
            others = {p.first for p in made.people} - {person.first, *(k.first for k in person.kin)}
            assert not others & set(re.findall(r"\w+", text))
            seen[text] += 1
    assert len(seen) > 1500


def test_neighbours_share_a_home_that_is_told_of_both(made: World) -> None:
    told = defaultdict(set)
    for fact in made.facts:
        if fact.kind == "address":
            told[fact.secret].add(fact.person.split)
    assert sum(splits == {"known", "kept"} for splits in told.values()) >= 4
