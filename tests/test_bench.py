"""Methods side by side: nothing is run twice, both looks are there, tables say what they should."""

import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import forgetful
import pytest

from icu_core import cli, models, preparation, world
from icu_core.bench import methods, table
from icu_core.bench.measures import membership, rounding
from icu_core.bench.methods import Case
from icu_core.config import RunConfig, preset
from icu_core.errors import ConfigError, TextsError
from icu_core.world import Record


def look(**changed: float) -> dict[str, float]:
    """What is known of a model at some point."""
    plain = {"iterations": 0.0, "steps": 0.0, "seconds": 0.0, "forgotten": 0.0, "exact": 1.0,
             "ma": 0.9, "el": 0.8, "nll_secret": 0.1, "kept": 0.8, "perplexity": 2.0}  # fmt: skip
    return {**plain, **changed}


def result(seed: int, *, preset: str = "npo", **looks: dict[str, float]) -> dict[str, Any]:
    """The line of one finished case."""
    return {"key": f"{preset}/{seed}", "preset": preset, "set": "ten-secrets", "seed": seed,
            "before": look(), **looks}  # fmt: skip


def cases(*seeds: int) -> list[Case]:
    """One preset, one set, some seeds."""
    return methods.cases(["npo"], ["ten-secrets"], seeds, {})


def test_no_case_is_ended_but_by_its_own_rule_and_its_own_cap() -> None:
    case, = cases(7)  # fmt: skip
    assert case.config.perplexity_band == 0
    assert case.config.max_iterations == preset("npo").max_iterations


def test_mean_and_spread_are_those_of_the_seeds() -> None:
    rows = table.summary([
        result(1, equal=look(kept=0.6, perplexity=2.2), end=look(kept=0.8)),
        result(2, equal=look(kept=0.4, perplexity=2.6), end=look(kept=0.8)),
    ])  # fmt: skip
    equal, end = rows
    assert (equal["look"], end["look"]) == ("equal", "end")
    assert equal["columns"]["kept"]["mean"] == pytest.approx((0.75 + 0.5) / 2)
    assert equal["columns"]["kept"]["spread"] == pytest.approx(0.125 * 2**0.5)
    assert equal["columns"]["perplexity"]["mean"] == pytest.approx(0.2)
    assert "62.5 % ± 17.7 %" in table.markdown(rows) and "+20.0 %" in table.markdown(rows)


def test_a_method_that_never_came_so_far_has_dashes_and_says_so() -> None:
    rows = table.summary([
        result(1, end=look()), result(2, end=look()),
        result(1, preset="icu", equal=look(), end=look()),
    ])  # fmt: skip
    never = rows[0]
    assert (never["reached"], never["of"], never["columns"]) == (0, 2, {})
    line = next(line for line in table.markdown(rows).splitlines() if "| npo |" in line)
    assert line.startswith("| npo | 0 of 2 | – |")


def test_a_further_measure_is_a_further_column(monkeypatch: pytest.MonkeyPatch) -> None:
    column = table.Column("membership AUC", lambda look, _: look["auc"], "{:.2f}".format)
    monkeypatch.setitem(table.COLUMNS, "auc", column)
    done = result(1, end=look(auc=0.53))
    assert "membership AUC" in table.markdown(table.summary([done]))


def test_finished_cases_are_never_run_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[int] = []

    def fake(case: Case, **_: object) -> dict[str, Any]:
        ran.append(case.config.seed)
        if case.config.seed == 9:
            raise KeyboardInterrupt
        return {**result(case.config.seed, end=look()), "key": case.key}

    monkeypatch.setattr(methods, "run", fake)
    with pytest.raises(KeyboardInterrupt):
        methods.work(cases(7, 8, 9), tmp_path, tell=lambda _: None)
    with (tmp_path / methods.RESULTS).open("a") as file:
        file.write('{"key": "half a li')  # killed while writing
    monkeypatch.setattr(methods, "run", lambda case, **_: {"key": case.key, "seed": 0})
    methods.work(cases(7, 8, 9), tmp_path, tell=lambda _: None)
    assert ran == [7, 8, 9]
    assert [each["seed"] for each in methods.results(cases(9, 8, 7), tmp_path)] == [0, 8, 7]


def test_other_settings_are_another_case() -> None:
    others = methods.cases(["npo"], ["ten-secrets"], [7], {"npo_beta": 0.2})
    assert len({case.key for case in (*cases(7, 8), *others)}) == 3


def test_unknown_names_are_refused_before_anything_is_run() -> None:
    with pytest.raises(ConfigError, match="no preset"):
        methods.cases(["nop"], ["ten-secrets"], [7], {})
    with pytest.raises(TextsError, match="no forget set"):
        methods.cases(["npo"], ["eleven-secrets"], [7], {})


def test_a_case_is_looked_at_before_at_equal_forgetting_and_at_its_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def plan(lm: preparation.LM, targets: list[Any], config: RunConfig) -> preparation.Plan:
        return make_plan(lm, targets, config, pool=forgetful.kept(), unseen=forgetful.unseen())

    make_plan = preparation.make_plan
    monkeypatch.setattr(preparation, "make_plan", plan)
    monkeypatch.setattr(preparation, "load_model", lambda _: forgetful.model())
    monkeypatch.setattr(world, "forget_set", lambda _: forgetful.known())
    monkeypatch.setattr(world, "pool", forgetful.kept)
    monkeypatch.setattr(world, "unseen", forgetful.unseen)
    monkeypatch.setattr(world, "gold_path", lambda _: None)
    monkeypatch.setattr(
        world, "records", lambda _: [Record(each, "", "", "known") for each in forgetful.known()]
    )
    config = RunConfig().with_values({**forgetful.QUICK, "max_iterations": 30})
    done = methods.run(Case("default", "records", config))
    assert done["reason"] == "all_forgotten" and done["targets"] == 4
    assert done["before"]["exact"] == 1.0 and done["before"]["steps"] == 0
    assert done["equal"]["forgotten"] == 1.0 and done["equal"]["exact"] == 0.0
    iterations = done["end"]["iterations"]  # of one or two batches each
    assert 0 < iterations <= done["end"]["steps"] <= 2 * iterations
    assert all("neighbours" in done[name] for name in ("before", "equal", "end"))
    assert table.summary([json.loads(json.dumps(done))])[0]["reached"] == 1


@pytest.mark.slow
def test_gold_stands_beside_itself_with_the_same_numbers() -> None:
    plan: Any = SimpleNamespace(targets=world.forget_set("one-person"))
    gold = models.load(str(world.gold_path("one-person")))
    found = {**membership(gold, plan, "one-person"), **rounding(gold, plan, "one-person")}
    assert found["auc"] == found["auc_gold"] and found["ks"] == 1.0
    assert found["int4"] == found["int4_gold"] != found["auc"]


def test_the_command_writes_table_and_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fake(case: Case, **_: object) -> dict[str, Any]:
        return {**result(case.config.seed, end=look()), "key": case.key}

    monkeypatch.setattr(methods, "run", fake)
    said = ["bench", "methods", "--methods", "npo", "--sets", "ten-secrets", "--seeds", "7"]
    assert cli.main([*said, "--out", str(tmp_path)]) == cli.DONE
    assert "| npo | 1 of 1 |" in capsys.readouterr().out
    assert (tmp_path / "methods.md").read_text("utf-8").startswith("# Methods side by side")
    assert json.loads((tmp_path / "methods.json").read_text("utf-8"))[0]["preset"] == "npo"
    monkeypatch.setattr(methods, "run", None)  # the tables alone run nothing
    assert cli.main([*said, "--out", str(tmp_path), "--table"]) == cli.DONE


def test_a_part_of_a_comparison_takes_nothing_off_its_tables_and_counts_nothing_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fake(case: Case, **_: object) -> dict[str, Any]:
        made = result(case.config.seed, end=look())
        return {**made, "key": case.key, "preset": case.preset, "set": case.set_name}

    def rows(*more: str) -> list[str]:
        said = ["bench", "methods", "--sets", "ten-secrets", "--out", str(tmp_path), *more]
        assert cli.main(said) == cli.DONE
        printed = capsys.readouterr().out.split("## ")[-1]
        return re.findall(r"^\| (\w+ \| \d of \d) \|", printed, re.MULTILINE)

    monkeypatch.setattr(methods, "run", fake)
    assert rows("--methods", "npo", "wga", "--seeds", "7", "8") == ["npo | 2 of 2", "wga | 2 of 2"]
    assert rows("--methods", "wga", "wga", "--seeds", "7", "7") == ["npo | 2 of 2", "wga | 2 of 2"]
    other = rows("--methods", "npo", "--seeds", "7", "--set", "npo_beta=0.3")
    assert other == ["npo | 1 of 1", "wga | 2 of 2"]
    said = ["bench", "methods", "--out", str(tmp_path), "--set", "seed=5", "--table"]
    assert cli.main(said) == cli.BAD_INPUT and "--seeds" in capsys.readouterr().err
