"""What a public server allows: how many, how large, which models; none of it holds at home."""

from __future__ import annotations

from typing import Any

import fake_audits
import fake_runs
import pytest

from icu_core.attacks.shape import Settings
from icu_core.auditing import case
from icu_core.config import RunConfig
from icu_core.errors import ConfigError, RunError, TextsError
from icu_core.store import Store
from icu_core.texts import Text
from icu_core.ui.server import public, starting, visitor
from icu_core.ui.server.public import Quota
from icu_core.ui.server.starting import Order
from icu_core.ui.unlearn import intake


@pytest.mark.parametrize(
    ("forwarded", "who"),
    [
        ("", "10.0.0.9"), ("1.1.1.1", "1.1.1.1"), ("6.6.6.6, 1.1.1.1", "1.1.1.1"),
        ("1.1.1.1, 10.0.0.2", "1.1.1.1"), ("nonsense", "10.0.0.9"), ("10.1.2.3", "10.0.0.9"),
        ("2606:4700::1111", "2606:4700::1111"),
    ],
)  # fmt: skip
def test_who_asks_is_who_reached_our_own_network_whatever_else_he_claims(
    forwarded: str, who: str
) -> None:
    assert public.address(forwarded, "10.0.0.9") == who


def test_a_quota_has_room_again_when_its_time_has_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1_000.0]
    monkeypatch.setattr(public.time, "monotonic", lambda: now[0])
    quota = Quota("runs", 2, 600.0)
    quota.take("a")
    now[0] += 300
    quota.take("a")
    with pytest.raises(RunError, match="for 5 min"):
        quota.take("a")
    quota.take("b")
    now[0] += 301
    quota.take("a")
    for each in range(public.MOST_VISITORS + 50):
        quota.take(f"v{each}")
    assert len(quota._taken) <= public.MOST_VISITORS


def order(count: int = 2, **changed: Any) -> Order:
    return Order(RunConfig().with_values(changed), fake_runs.texts(count))


def test_texts_that_are_too_long_to_audit_for_everybody_are_refused(public_server: None) -> None:
    def texts(count: int, first: str) -> list[Text]:
        return [
            fake_audits.fake_text(f"{first}{n}", secret=f"{first}-{n:04}", prompt="word " * 20_000)
            for n in range(count)
        ]

    for targets, unseen in ((texts(21, "x"), texts(5, "u")), (texts(1, "x"), texts(21, "u"))):
        made = case.make("embedded", targets, settings=Settings(), controls=unseen, prose=[])
        with pytest.raises(TextsError, match="this public server takes 2,000,000"):
            public.check_audit(made)


@pytest.mark.parametrize("name", public.MOST_OF)
def test_runs_that_are_too_large_for_everybody_are_refused_with_the_limit(
    home: Store, public_server: None, name: str
) -> None:
    most = public.MOST_OF[name]
    with pytest.raises(ConfigError, match=rf"{name} may be at most {most}"):
        starting.start(visitor.mine(None), order(**{name: most + 1}))
    assert home.list() == []


def test_too_many_texts_are_refused_there_and_taken_at_home(
    home: Store, public_server: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("icu_core.jobs.start", lambda run: None)
    many = fake_runs.texts(public.MOST_TEXTS + 1)
    with pytest.raises(TextsError, match="takes 200"):
        starting.start(visitor.mine(None), Order(RunConfig(), many))
    pool = many * 26
    with pytest.raises(TextsError, match="partners"):
        starting.start(visitor.mine(None), Order(RunConfig(), many[:2], pool=pool))
    monkeypatch.delenv("SPACE_ID")
    starting.start(visitor.mine(None), Order(RunConfig(), many, pool=pool))
    assert len(home.list()) == 1


def test_one_address_starts_so_many_runs_an_hour(
    home: Store, public_server: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("icu_core.jobs.start", lambda run: None)
    monkeypatch.setattr(visitor, "asks_from", lambda: "1.1.1.1")
    for _ in range(public.RUNS.most):
        starting.start(visitor.mine(None), order())
    with pytest.raises(RunError, match="12 runs from your address"):
        starting.start(visitor.mine(None), order())
    monkeypatch.setattr(visitor, "asks_from", lambda: "8.8.8.8")
    starting.start(visitor.mine(None), order())
    assert len(home.list()) == public.RUNS.most + 1


def test_models_off_the_list_folders_and_addresses_are_never_loaded_there(
    home: Store, public_server: None, monkeypatch: pytest.MonkeyPatch, no_network: list[str]
) -> None:
    before = list(no_network)  # tests before this one may have tried
    commit = "a" * 40
    monkeypatch.setenv("ICU_MODELS", f"good/model@{commit}")
    for name in ("http://127.0.0.1:9/m", "/etc", "..", "bad/model", "~/model", str(home.root)):
        for revision in ("", commit, "main"):
            with pytest.raises(ConfigError):
                starting.model_of(name, revision)
    for name in ("https://example.org/data", "some/dataset"):
        with pytest.raises(ConfigError, match="public server"):
            intake.pool_of(None, name)
    assert intake.from_paste("https://example.org/secret says 4512", "whole").texts
    assert no_network == before


def test_the_page_says_how_long_things_are_kept(
    public_server: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "24 hours" in public.kept()
    monkeypatch.delenv("SPACE_ID")
    assert "until you delete them" in public.kept()


def test_on_a_public_server_only_listed_models_are_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPACE_ID", "somebody/somewhere")
    commit = "0123456789abcdef" * 2 + "01234567"
    monkeypatch.setenv("ICU_MODELS", f"good/model@{commit}, moving/branch@main, bare/model")
    good = {"model": "good/model", "revision": commit}
    assert starting.model_of("good/model", commit) == good
    assert starting.model_of("", "")["model"] == "embedded"
    for name, revision in (
        ("good/model", "other"), ("good/model", ""), ("bad/model", ""), ("/etc", ""), ("..", ""),
        ("moving/branch", "main"), ("bare/model", ""), ("bare/model", "model"),
    ):  # fmt: skip
        with pytest.raises(ConfigError):
            starting.model_of(name, revision)
