"""What a hostile model says is text wherever it is shown, printed or exported."""

from __future__ import annotations

from pathlib import Path

import hostile
import pytest
from test_ui_markup import Reader

from icu_core import card, cli, compare, export, work
from icu_core.escape import visible
from icu_core.store import Run, Store
from icu_core.ui import live
from icu_core.ui.compare import markup_answers
from icu_core.ui.compare.markup_answers import Answer, Expected, Stage
from icu_core.ui.runs import markup as markup_runs
from icu_core.ui.unlearn import markup_run, markup_summary

TAGS = {"script", "img", "a", "iframe", "object", "embed", "link", "meta", "base", "form"}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A finished run on the hostile model."""
    place = tmp_path_factory.mktemp("hostile")
    one = hostile.new_run(place / "runs", hostile.save_model(place / "model"))
    work.do(one)
    assert one.status() == "finished", one.events()[-1]
    return one


def said(run: Run, name: str) -> str:
    """What the original says after a prompt, from its own weights."""
    return compare.answers(run, f"{name}:")["original"]


def shown(prompt: str, answer: str) -> str:
    """An answer as the Compare page shows it."""
    return markup_answers.answers(
        prompt, [Answer("original", [answer])], Expected("ordinary"), Stage()
    )


@pytest.mark.parametrize("name", hostile.EMITTED)
def test_the_model_really_says_it(run: Run, name: str) -> None:
    assert hostile.EMITTED[name] in said(run, name)


@pytest.mark.parametrize("name", hostile.EMITTED)
def test_its_answer_is_text_on_the_compare_page(run: Run, name: str) -> None:
    answer = said(run, name)
    html = shown(f"{name}:", answer)
    read = Reader(html)
    assert not TAGS & set(read.tags)
    assert not any(each.startswith("on") or each in ("href", "src") for each in read.attributes)
    assert visible(hostile.EMITTED[name]) in read.text
    assert "\x1b" not in html and "\u202e" not in html


def test_its_continuations_are_text_on_every_view_of_the_run(run: Run) -> None:
    view = live.view(run)
    pieces = [
        markup_run.status(view, 0.0), markup_run.board(view, None, 0), markup_run.log(view),
        *(markup_run.text_panel(view, place, None) for place in range(len(view.targets))),
        markup_summary.summary(view), markup_run.table(view), markup_runs.results([view]),
        markup_runs.legend([view]),
    ]  # fmt: skip
    for html in pieces:
        read = Reader(html)
        assert not TAGS & set(read.tags)
        assert not any(each.startswith("on") for each in read.attributes)
        assert "\x1b" not in html and "\u202e" not in html


def test_a_million_characters_are_cut_before_they_reach_the_page() -> None:
    html = shown("x", "<b>" * 400_000)
    assert len(html) < 200_000 and "<b><b>" not in html


def test_a_terminal_is_not_commanded_by_what_it_prints(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("ansi", "direction"):
        home = ["--home", str(run.path.parent)]
        assert cli.main([*home, "compare", "--run", run.id, "--prompt", f"{name}:"]) == cli.DONE
        printed = capsys.readouterr().out
        assert "\x1b" not in printed and "\x07" not in printed and "\u202e" not in printed
        assert "\N{REPLACEMENT CHARACTER}" in printed
        assert cli.main([*home, "runs"]) == cli.DONE
        assert "\x1b" not in capsys.readouterr().out


def test_nothing_of_it_enters_the_card_or_the_name_of_what_is_handed_out(
    run: Run, tmp_path: Path
) -> None:
    told = card.text(run) + export.file_name(run)
    assert not any(each in told for each in hostile.EMITTED.values())
    folder = export.folder(run, tmp_path / "out")
    for path in folder.glob("*.md"):
        assert "broken" not in path.read_text("utf-8")


def test_a_name_with_escape_codes_is_printed_without_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import forgetful

    from icu_core.config import RunConfig

    Store(tmp_path).create(RunConfig(), forgetful.known(), name="\x1b[2J\x1b]0;x\x07gone")
    assert cli.main(["--home", str(tmp_path), "runs"]) == cli.DONE
    assert "\x1b" not in capsys.readouterr().out
