"""An audit as a job: kept attack by attack, gone on with, reported, repeated, deleted."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import audited
import pytest

from icu_core import cli, jobs, models, work, world
from icu_core.attacks.shape import ATTACKS, AUDITED, GOLD, LEVELS, ORIGINAL, names
from icu_core.auditing import audits, case, inquiry, job, repeat
from icu_core.auditing.audits import Audit
from icu_core.auditing.case import IN_MEMORY, pinned
from icu_core.auditing.findings import NEVER_SEEN, OVER_FORGOTTEN, STILL_THERE
from icu_core.errors import ModelError, RunError, TextsError
from icu_core.report import glossary, lines, words
from icu_core.store import Run, Store
from icu_core.texts import Span, Text, with_secret


@pytest.fixture(scope="module")
def run(finished: Run, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run with a model to attack."""
    return audited.ready(finished, tmp_path_factory.mktemp("audits") / "runs")


@pytest.fixture(scope="module")
def audit(run: Run) -> Audit:
    """A finished quick audit of it; only to be read."""
    return audited.done(run)


def says(written: str, code: str) -> bool:
    """Whether a code stands there by itself, not among the digits of a number."""
    return bool(re.search(rf"(?<![\d.a-f]){code}(?![\da-f])", written))


def test_every_attack_has_its_level_and_every_level_its_attacks() -> None:
    assert [*inquiry.BATTERY] == names(LEVELS[-1])
    assert [*ATTACKS] == [*LEVELS]


def test_an_audit_keeps_a_table_for_every_attack_of_its_level(audit: Audit) -> None:
    assert [each["name"] for each in audit.tables()] == names("quick")
    assert audit.last("finished")["reason"] == "audited"
    found = job.read(audit)
    assert {text.label for text in found.verdict.texts} == {"t1", "t2", "t3", "t4"}
    before = next(each for each in found.verdict.outcomes if each.attack == "asked")
    assert before.said["original"] == 4  # the tiny model knew them all


def test_a_stopped_audit_goes_on_and_finds_the_same(run: Run, audit: Audit) -> None:
    other = audited.begun(run)
    with other.writer():
        pass
    seen: list[str] = []

    def stop_after_two(phase: str, number: int, step: int, of: int) -> None:
        seen.append(phase)
        if phase == "line_up":
            other.request_stop()

    work.do(other, tell=stop_after_two)
    assert other.last("finished")["reason"] == "stopped"
    assert 2 <= len(other.tables()) < len(names("quick"))
    work.do(other)
    assert other.last("finished")["reason"] == "audited"
    assert [each["name"] for each in other.tables()] == names("quick")
    one, two = (job.read(each).document() for each in (audit, other))
    assert repeat.differences(one, two) == []


@pytest.fixture
def stopped(run: Run, tmp_path: Path) -> Audit:
    """An audit of a model of its own that was stopped after two attacks."""
    folder = tmp_path / "model"
    shutil.copytree(run.result_path() or "", folder)
    made = replace(case.of_run(run, settings=audited.QUICK), models={AUDITED: str(folder)})
    audit = audits.create(Store(tmp_path / "runs"), made.to_json())

    def stop_at_the_third(phase: str, number: int, step: int, of: int) -> None:
        if phase == "line_up":
            audit.request_stop()

    work.do(audit, tell=stop_at_the_third)
    assert len(audit.tables()) == 2
    return audit


def test_a_model_that_has_changed_meanwhile_is_not_audited_further(
    run: Run, stopped: Audit, tmp_path: Path
) -> None:
    folder = tmp_path / "model"
    kept = (folder / "model.safetensors").read_bytes()
    network = models.load(str(folder))
    next(network.network.parameters()).data.add_(0.01)
    models.save(network, folder)
    work.do(stopped)
    assert "has changed since this audit began" in stopped.events()[-1]["message"]
    assert len(stopped.tables()) == 2
    (folder / "model.safetensors").write_bytes(kept)
    work.do(stopped)
    assert stopped.last("finished")["reason"] == "audited"


def test_an_unfinished_report_says_so(
    stopped: Audit, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    document = job.read(stopped).document()
    assert words.undone(document) == ["line_up", "membership", "language"]
    assert "2 of 5 attacks done" in words.headline(document)
    told = words.limits(document)
    assert told[0] == "This audit was not finished. Not done yet: line-up, membership, language."
    assert not any("No ordinary text" in each for each in told)
    asked = ["--home", str(stopped.home), "audit", "--report", stopped.id]
    assert cli.main(asked) == cli.INTERRUPTED
    assert "UNFINISHED" in capsys.readouterr().out.splitlines()[0]


def test_never_seen_texts_that_cannot_be_asked_for_do_not_count(run: Run) -> None:
    made = case.of_run(run, settings=audited.QUICK).material
    short = [Text(f"c{n}", "Hi", Span(0, 2, "code"), (), "code", "test") for n in range(9)]
    lm = models.load(str(run.result_path()))
    with pytest.raises(TextsError, match=r"5 or more.*There are 4 that the model can be asked for"):
        inquiry.fit(replace(made, controls=(*made.controls[:4], *short)), lm)
    for count, told in ((1, "1 never-seen text is too"), (2, "2 never-seen texts are too")):
        fitted, notes = inquiry.fit(replace(made, controls=(*made.controls, *short[:count])), lm)
        assert fitted.controls == made.controls
        assert notes == [f"{told} short to be asked for."]


def test_another_original_than_that_of_the_run_is_not_put_beside_it(
    run: Run, tmp_path: Path
) -> None:
    made = case.of_run(run, settings=audited.QUICK)
    folder = shutil.copytree(run.config.model, tmp_path / "model")
    changed = models.load(str(folder))
    next(changed.network.parameters()).data.add_(0.01)
    models.save(changed, folder)
    other = replace(made, models={**made.models, ORIGINAL: str(folder)})
    with pytest.raises(ModelError, match="not the one that this run began with"):
        inquiry.open_models(other, {})
    assert inquiry.open_models(made, {}).original is not None


def test_a_model_in_memory_is_not_taken_for_what_it_was_loaded_from(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inquiry, "run", lambda case, in_memory: (case.models, in_memory))
    lm = replace(models.load(str(run.result_path())), name="embedded")
    named, in_memory = inquiry.audit_texts(lm, "one-person")
    assert named[AUDITED] == in_memory[AUDITED].name == IN_MEMORY
    assert named["original"] == "embedded" and [*in_memory] == [AUDITED]


def test_a_program_may_say_how_the_texts_of_an_audit_are_split(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inquiry, "run", lambda case, in_memory: case)
    texts = tmp_path / "texts.txt"
    texts.write_text("one two three\nfour five six\n", encoding="utf-8")
    others = [f"the code is {number}" for number in range(4000, 4008)]
    made = inquiry.audit_texts("x", texts, controls=others, original="", gold="", split="line")
    assert len(made.material.targets) == 2 and ("split", "line") in made.sources  # type: ignore[attr-defined]


def test_a_report_masks_secrets_and_never_holds_the_key_to_its_run(run: Run, audit: Audit) -> None:
    found = job.read(audit)
    for show in (False, True):
        document = json.dumps(found.document(show_secrets=show))
        for written in (document, found.html(show_secrets=show)):
            assert run.id not in written and audit.id not in written
            for target in run.targets:
                assert says(written, target.secret_text) == show
    assert "://" not in found.html().replace("http://www.w3.org/2000/svg", "")
    assert "<script" not in found.html()


@pytest.mark.parametrize("gold", ["ten-secrets", ""])
def test_a_masked_report_holds_no_path_of_this_machine(
    audit: Audit, tmp_path: Path, gold: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = job.read(audit)
    place = tmp_path / "home" / "mara"
    names_of = {AUDITED: place / "mine", ORIGINAL: place / "before", GOLD: place / "gold"}
    if gold:
        monkeypatch.setattr(world, "gold_path", lambda name: place / name if name == gold else None)
        names_of[GOLD] = place / gold
    made = replace(
        found,
        case=replace(
            found.case, models={role: str(path) for role, path in names_of.items()},
            sources=(("targets", str(place / "texts.csv")), ("controls", r"C:\mara\others.txt"),
                     ("split", "line")),
        ),
        facts={**found.facts, "models": {
            role: {**found.facts["models"][AUDITED], "name": str(path)}
            for role, path in names_of.items()
        }},
    )  # fmt: skip
    document = made.document()
    for written in (json.dumps(document), made.html()):
        assert "mara" not in written and str(tmp_path) not in written
    named = document["named"]
    assert named["models"] == {AUDITED: "./mine", ORIGINAL: "./before", GOLD: gold or "./gold"}
    assert (named["targets"], named["controls"]) == ("./texts.csv", "./others.txt")
    assert document["models"][ORIGINAL]["name"] == "before"
    assert str(place) in json.dumps(made.document(show_secrets=True)["named"])


def test_a_name_that_is_no_path_stays_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("embedded", "owner/name", "owner/name@main", "", "x" * 9000, "a\0b"):
        assert case.bare(name) == name
    (tmp_path / "owner" / "name").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    assert case.bare("owner/name") == "./name"


def test_an_audit_is_done_again_from_a_masked_report_where_its_files_lie(
    audit: Audit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "texts.txt").write_text("one two three\nfour five six\n", encoding="utf-8")
    others = "text\n" + "".join(f"the code is {n}\n" for n in range(4000, 4008))
    (tmp_path / "others.csv").write_text(others, encoding="utf-8")
    models_of = {AUDITED: "owner/name", GOLD: "ten-secrets"}
    named = {"models": models_of, "revision": "", "targets": "./texts.txt", "split": "line",
             "controls": "./others.csv"}  # fmt: skip
    document = {**job.read(audit).document(), "named": named}
    with pytest.raises(RunError, match=r"'./texts.txt', and there is none here"):
        repeat.case_of(document, Store(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(world, "gold_path", lambda name: tmp_path / name)
    again = repeat.case_of(document, Store(tmp_path))
    assert again.models == {AUDITED: "owner/name", GOLD: str(tmp_path / "ten-secrets")}


def test_the_files_of_a_finished_audit_are_the_masked_report(run: Run, audit: Audit) -> None:
    page = (audit.path / job.PAGE).read_text("utf-8")
    assert page == job.read(audit).html()
    assert not any(says(page, target.secret_text) for target in run.targets)


@pytest.mark.parametrize("show", [False, True])
def test_an_audit_done_again_from_its_report_gives_the_same_numbers(
    run: Run, audit: Audit, tmp_path: Path, show: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report.json"
    document = job.read(audit).document(show_secrets=show)
    report.write_text(json.dumps(document), encoding="utf-8")
    code = cli.main(["--home", str(run.home), "audit", "--again", str(report), "--json"])
    assert code == cli.DONE, capsys.readouterr().err


def test_the_command_line_prints_what_came_out_of_every_model(
    run: Run, audit: Audit, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["--home", str(run.home), "audit", "--report", audit.id]) == cli.DONE
    printed = {
        re.split(r"\s{2,}", line)[0]: re.split(r"\s{2,}", line)[1:]
        for line in capsys.readouterr().out.splitlines()
    }
    title = printed["attack"]
    asked = dict(zip(title, printed["Plain question"], strict=True))
    picked = dict(zip(title, printed["Line-up"], strict=True))
    assert asked["original"] == "4 of 4" and asked["never seen"].endswith("of 8")
    assert picked["original"].startswith("100") and asked["gold"] == "–"


def test_a_report_of_a_run_that_is_gone_says_so(audit: Audit, tmp_path: Path) -> None:
    document = job.read(audit).document()
    with pytest.raises(RunError, match="not here"):
        repeat.case_of(document, Store(tmp_path))


def test_texts_that_were_split_in_a_way_of_their_own_are_split_so_again(
    audit: Audit, tmp_path: Path
) -> None:
    document = job.read(audit).document()
    texts = tmp_path / "texts.txt"
    texts.write_text("one two three\nfour five six\nseven eight nine\n", encoding="utf-8")
    others = tmp_path / "others.csv"
    others.write_text("text\n" + "".join(f"the code is {n}\n" for n in range(4000, 4008)), "utf-8")
    named = {**document["named"], "targets": str(texts), "controls": str(others), "split": "line"}
    del named["run"]
    named["models"] = {AUDITED: "owner/name"}
    again = repeat.case_of({**document, "named": named}, Store(tmp_path))
    assert len(again.material.targets) == 3 and ("split", "line") in again.sources


def test_every_attack_is_told_in_one_line_beside_its_controls(audit: Audit) -> None:
    document = job.read(audit).document()
    told = {line.attack: line for line in lines.lines(document)}
    assert [*told] == names("quick")
    assert told["asked"].cells["original"] == "4 of 4"
    assert told["asked"].cells["control"].endswith("of 8")
    assert told["line_up"].cells["original"].startswith("100")  # the truth is picked out, not said
    assert told["membership"].result == "measured" and "AUC" in told["membership"].told
    assert "No verdict rests on it." in told["membership"].told
    assert "only measured, such as membership" in glossary.MEANING[NEVER_SEEN]
    assert {line.attack for line in lines.ordered(document)} == {*told}
    row = job.read(audit).html().split("<b>Line-up</b>")[1].split("</tr>")[0]
    figure = job.read(audit).html().split("<figure>")[1].split("</svg>")[0]
    assert figure.count(">–</text>") == 1  # of the line-up; the others count
    assert '<span class="of-original">100' in row and "0 of 4" not in row.split("of-control")[0]


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        ({NEVER_SEEN: 4}, "4 texts audited, none stands apart. "),
        ({NEVER_SEEN: 3, OVER_FORGOTTEN: 1}, "1 of 4 texts is less likely than every never-seen"),
        ({NEVER_SEEN: 3, STILL_THERE: 1}, "1 of 4 texts stands out, no more than chance"),
        ({NEVER_SEEN: 1, STILL_THERE: 2, OVER_FORGOTTEN: 1}, "2 of 4 texts stand out and 1 of 4"),
    ],
)
def test_the_summary_names_every_text_that_stands_apart(
    audit: Audit, texts: dict[str, int], told: str
) -> None:
    document = dict(job.read(audit).document())
    words_of = [{"word": word} for word, count in texts.items() for _ in range(count)]
    document["verdict"] = {**document["verdict"], "word": NEVER_SEEN, "texts": words_of}
    said = words.summary(document)
    assert said.startswith(told) and ("the others" in said) == (len(texts) > 1)


def test_an_audit_without_enough_never_seen_texts_says_what_is_missing(
    finished: Run,
) -> None:
    from icu_core.auditing import case

    with pytest.raises(TextsError, match="5 or more"):
        case.of_run(finished, settings=audited.QUICK)


def test_no_neighbour_tells_a_secret_that_is_to_be_forgotten() -> None:
    targets = world.forget_set("ten-people")
    secrets = {text.secret_text for text in targets}
    assert any(text.secret_text in secrets for text in world.pool())
    made = case.make("embedded", targets, settings=audited.QUICK)
    assert made.material.neighbours
    assert not any(text.secret_text in secrets for text in made.material.neighbours)


def test_an_audit_of_a_run_asks_what_every_audit_of_texts_of_the_world_asks(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What gold answered beforehand is of these texts, whatever partners a run chose."""
    targets = world.forget_set("one-person")
    monkeypatch.setattr(Run, "targets", property(lambda _: targets))
    monkeypatch.setattr(Run, "unseen", property(lambda _: None))
    of_run = case.of_run(run, settings=audited.QUICK).material
    of_texts = case.make("embedded", targets, settings=audited.QUICK).material
    assert replace(of_run, prose=()) == replace(of_texts, prose=())
    assert len(of_run.neighbours) > 5


def test_gold_is_found_by_secrets_whatever_the_wording() -> None:
    every = world.forget_set("ten-people")
    one_each = {text.secret_text: text for text in every}
    assert len(one_each) < len(every)
    made = case.make("embedded", list(one_each.values()), settings=audited.QUICK)
    assert made.models[GOLD] == str(world.gold_path("ten-people"))
    moved = [with_secret(text, 0, text.text.index(" ")) for text in world.forget_set("ten-secrets")]
    assert GOLD not in case.make("embedded", moved, settings=audited.QUICK).models


def test_with_the_run_its_audits_go_even_one_at_work(finished: Run, tmp_path: Path) -> None:
    run = audited.ready(finished, tmp_path / "runs")
    audit = audited.begun(run, replace(audited.QUICK, level="attack", relearn_steps=5000))
    store = Store(run.home)
    assert audits.get(store, audit.id).path == audit.path
    jobs.start(audit)
    jobs.erase(run)
    assert not audit.is_alive() and not run.path.exists()
    with pytest.raises(RunError):
        audits.get(store, audit.id)
    assert audits.of(store) == []


def test_an_audit_is_found_by_its_whole_id_alone(run: Run, audit: Audit, tmp_path: Path) -> None:
    store = Store(run.home)
    (store.root / "audits").mkdir(exist_ok=True)
    (store.root / "audits" / ("0" * 32)).symlink_to(audit.path)
    for near in (audit.id[:-1], audit.id.upper(), f"{run.id}/audits/{audit.id}", "*", "0" * 32):
        if near != audit.id:
            with pytest.raises(RunError):
                audits.get(store, near)


def test_a_revision_is_told_from_a_folder_with_an_at_sign(tmp_path: Path) -> None:
    assert pinned("owner/name@abc") == ("owner/name", "abc")
    assert pinned("embedded") == ("embedded", "")
    folder = tmp_path / "mine@home"
    folder.mkdir()
    assert pinned(str(folder)) == (str(folder), "")


def test_a_model_that_has_unlearnt_nothing_still_has_everything(run: Run) -> None:
    from icu_core.auditing import case

    store = Store(run.home)
    model = run.config.model
    made = case.make(model, run.targets, settings=audited.QUICK, original=model, gold="",
                     controls=run.unseen, prose=[])  # fmt: skip
    audit = audits.create(store, made.to_json())
    work.do(audit)
    found = job.read(audit)
    assert found.verdict.word == "still there"
    assert all(text.word == "still there" for text in found.verdict.texts)
    outcome = next(each for each in found.verdict.outcomes if each.attack == "asked")
    assert outcome.said[AUDITED] == 4 and outcome.said["control"] == 0
