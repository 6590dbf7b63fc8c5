"""What a run folder says: how much is left of each text, time, words, curves."""

import itertools
from dataclasses import replace
from pathlib import Path

import fake_runs
import pytest

from icu_core.config import RunConfig
from icu_core.store import Store
from icu_core.ui import charts, live, log, markup_charts, words
from icu_core.ui.live import leak
from icu_core.ui.runs import markup as runs_markup
from icu_core.ui.unlearn import markup_run, markup_summary, proof

SCORE = {"is_forgotten": False, "exact": False, "nll_secret": 1.0, "es": 0.4}
BATCH = {"phase": "training", "iteration": 4, "of": 2}
FIRST = {"is_forgotten": False, "exact": True, "nll_secret": 0.0, "es": 1.0}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


def test_said_word_for_word_is_all_and_forgotten_is_nothing() -> None:
    assert leak({**SCORE, "exact": True}, FIRST, 4.0) == 1.0
    assert leak({**SCORE, "is_forgotten": True}, FIRST, 4.0) == 0.0


def test_what_is_said_word_for_word_is_not_gone_because_a_rule_is_content_with_it() -> None:
    assert leak({**SCORE, "exact": True, "is_forgotten": True}, FIRST, 4.0) == 1.0


def test_between_it_is_the_way_still_to_go() -> None:
    assert leak(SCORE, FIRST, 4.0) == pytest.approx(0.75)
    assert leak({**SCORE, "nll_secret": 9.0}, FIRST, 4.0) == live.FADING_AT_LEAST


def test_without_a_level_it_is_the_part_that_comes_out() -> None:
    assert leak(SCORE, FIRST, None) == pytest.approx(0.4)


def test_a_text_is_held_to_the_level_of_its_own_kind(store: Store) -> None:
    view = live.view(fake_runs.fake_run(store))
    prepared = view.prepared
    assert prepared is not None
    prepared["kinds"]["phone"] = {**prepared["levels"], "nll_secret": 7.5}  # type: ignore[index]
    assert live.mark_of(view, view.targets[0]) == 7.5
    assert live.mark_of(view, view.targets[1]) == 2.9
    prepared["marks"] = {view.targets[0].id: 6.0}  # type: ignore[index]
    assert live.mark_of(view, view.targets[0]) == 6.0
    assert live.unseen_of(view, view.targets[0]) == 7.5, "what never-seen ones have is not its mark"
    panel = markup_run.text_panel(view, 0, None)
    assert "Forgotten at 0.2 % or less. Secrets it has never seen: 1 in 1,800." in panel


def test_shares_that_are_nearly_all_or_nearly_nothing_are_called_neither() -> None:
    said = [words.percent(share) for share in (0.0, 0.0004, 0.004, 0.994, 0.9967, 1.0)]
    assert said == ["0 %", "about 0 %", "under 1 %", "99 %", "over 99 %", "100 %"]


def test_what_a_method_does_not_read_is_not_said_to_be_learnt(store: Store) -> None:
    view = live.view(fake_runs.fake_run(store))
    assert view.prepared is not None
    assert "to learn from instead" in log._told_prepared(view.prepared)[0]
    assert "the model learns from it" in markup_run.text_panel(view, 0, None)
    view.prepared["learns"] = False  # type: ignore[index]
    assert "to be watched beside it" in log._told_prepared(view.prepared)[0]
    assert "this method only watches it" in markup_run.text_panel(view, 0, None)


def test_what_the_model_never_knew_is_not_celebrated_as_forgotten(store: Store) -> None:
    view = live.view(fake_runs.fake_run(store, fake_runs.texts(2)))
    first = {**view.iterations[-1], "number": 0}
    end = {**view.events[-1], "reason": "nothing_to_forget", "result": 0}
    view = replace(view, iterations=[first], events=[*view.events[:-1], end])
    status = markup_run.status(view, 0.0)
    assert "2 texts, not known to the model" in status and 'aria-valuenow="0"' in status
    assert words.TRY_OTHERS in status and words.LIBRARY_IS_KNOWN in status
    other = replace(view, config=RunConfig(model="EleutherAI/gpt-neo-125m"))
    assert words.explanation(other) == words.TRY_OTHERS, "no other model knows the library"
    told = markup_summary.summary(view)
    assert words.NOTHING_TO_FORGET in told and "icu-summary plain" in told
    assert markup_run.table(view) == ""
    board = markup_run.board(view, None, 0)
    assert board.count(": not known") == 4
    assert "✓" not in board and "leaking" not in board
    assert proof.at_once(view) == ""
    assert "none known" in runs_markup.label(view, 0.0)
    assert "forgotten" not in runs_markup.label(view, 0.0)


def test_what_is_told_aloud_changes_once_an_iteration(store: Store) -> None:
    view = live.view(fake_runs.fake_run(store, fake_runs.texts(2), iterations=3))
    assert words.aloud(view).startswith("All texts are forgotten. ")
    batches = [
        replace(view, status="running", events=view.events[:-1], progress={**BATCH, "step": step})
        for step in (1, 2)
    ]
    assert {words.aloud(each) for each in batches} == {"Iteration 3: 2 of 2 texts forgotten."}
    assert len({words.headline(each) for each in batches}) == 2


def test_where_nothing_was_trained_no_result_is_claimed() -> None:
    event = {"type": "finished", "reason": "stopped", "words": "", "result": 0}
    assert log._told(event, 3) == ["Stopped on request. There is no unlearned model."]
    assert log._told({**event, "result": 4}, 3)[0].endswith("The result is iteration 4.")


def test_pauses_are_no_working_time(store: Store) -> None:
    view = live.view(fake_runs.fake_run(store, iterations=0, end=None))
    events = [
        {"type": "started", "time": 100.0},
        {"type": "interrupted", "time": 110.0},
        {"type": "started", "time": 500.0},
        {"type": "finished", "time": 503.0},
    ]
    object.__setattr__(view, "events", events)
    assert live.working_seconds(view, now=900.0) == pytest.approx(13.0)
    killed = [events[0], {"type": "iteration", "time": 121.0}, *events[2:]]  # and said nothing more
    object.__setattr__(view, "events", killed)
    assert live.working_seconds(view, now=900.0) == pytest.approx(24.0)


def test_the_log_speaks_of_candidates_only_where_some_were_left_out() -> None:
    event = {"type": "prepared", "pairs": [{"skipped": []}, {"skipped": []}]}
    assert log._told_prepared(event) == ["Every text has a partner to learn from instead."]
    event["rewordings"] = {"r0": ["so", "or so"], "r1": []}
    assert log._told_prepared(event)[1].startswith("Found 2 other wordings")
    event["pairs"] = [{"skipped": [1, 2]}, {"skipped": [3]}]
    assert "; 3 candidates came too close" in log._told_prepared(event)[0]


@pytest.mark.parametrize(
    ("gone", "faded", "guess", "told"),
    [
        # 2 iterations of 3 s: 0.25 / 0.75 more by fading, 0.8 / 0.2 by what is forgotten
        (2, 0.75, 2 * (1 / 3 * 4) ** 0.5 * 3, "about 7 s left (at most 2 min 24 s)"),
        (10, 0.75, 0.0, "about 0 s left (at most 2 min 24 s)"),
        (0, 0.75, None, "it ends by itself, in 2 min 24 s at the latest"),
        (2, 0.0, None, "it ends by itself, in 2 min 24 s at the latest"),
    ],
)
def test_the_time_left_is_guessed_between_two_paces(
    store: Store, monkeypatch: pytest.MonkeyPatch, gone: int, faded: float, guess: float | None,
    told: str,
) -> None:  # fmt: skip
    view = live.view(fake_runs.fake_run(store, iterations=0, end=None))
    scores = [{"is_forgotten": place < gone} for place in range(10)]
    made = [{"number": n, "seconds": {"all": 3.0}, "scores": scores} for n in range(3)]
    config = view.config.with_values({"max_iterations": 50})
    for name, value in (("status", "running"), ("config", config), ("iterations", made)):
        object.__setattr__(view, name, value)
    monkeypatch.setattr(live, "leaks", lambda _, number: [1.0 - faded if number else 1.0])
    assert live.seconds_left(view) == (pytest.approx(guess) if guess is not None else None, 144.0)
    assert words.times(view, 0.0).endswith(told)


@pytest.mark.parametrize(
    ("end", "told"),
    [
        ("finished", "All texts are forgotten"),
        ("failed", "The run failed"),
        ("interrupted", "Interrupted"),
        (None, "Interrupted"),
    ],
)
def test_every_end_is_told_in_words(store: Store, end: str | None, told: str) -> None:
    view = live.view(fake_runs.fake_run(store, end=end))
    assert words.headline(view) == told
    assert words.explanation(view)
    assert markup_run.status(view, 0.0).count("<div") > 3
    assert log.log(view)[0][1]


def test_a_stopped_run_says_once_that_it_was_and_then_how_to_go_on(store: Store) -> None:
    view = live.view(fake_runs.fake_run(store))
    view.events[-1].update(reason="stopped", words="Stopped on request.")
    assert words.headline(view) == "Stopped on request"
    assert words.explanation(view) == "Press Resume to go on."


def test_a_loss_beyond_all_bounds_can_be_shown(store: Store) -> None:
    view = live.view(fake_runs.fake_run(store))
    text = view.targets[0]
    for iteration in view.iterations[-2:]:
        score = live.score_of(iteration, text.id)
        assert score is not None
        score.update(nll_secret=None, exact=False, is_forgotten=False)
    for html in (markup_run.board(view, None, 0), markup_run.table(view)):
        assert "icu-" in html
    assert "under 1 in a billion" in markup_run.text_panel(view, 0, None)
    assert live.leaks(view, None)[0] == live.FADING_AT_LEAST


def test_the_table_says_of_a_text_what_the_board_says(store: Store) -> None:
    view = live.view(fake_runs.fake_run(store, end="finished"))
    seen = set()
    for stopped_at in range(len(view.iterations)):
        shown = replace(view, iterations=view.iterations[: stopped_at + 1])
        shares, verdicts = live.leaks(shown, None), verdicts_of(markup_run.table(shown))
        for place, share in enumerate(shares):
            assert share is not None
            verdict = verdicts[place + 1]
            is_nearly = "nearly forgotten" in verdict and 0 < share < 0.5
            assert f">{words.leak_word(share)} " in verdict or is_nearly
            assert ("!" in verdict, "✓" in verdict) == (share == 1, share == 0)
            seen.add(words.leak_word(share))
    assert len(seen) == 4


def verdicts_of(table: str) -> dict[int, str]:
    """By the number of a text, its verdict in the table."""
    rows = table.split("<tr")[2:]
    return {int(row.split('data-head="text">')[1].split("<")[0]): row.split("verdict")[-1]
            for row in rows}  # fmt: skip


@pytest.mark.parametrize(
    ("settings", "strangers", "said"),
    [({}, "never seen", "of secrets of the same kind that the model has never seen."),
     ({}, "other kinds", "of secrets of other kinds that the model has never seen."),
     ({}, "pool", "of secrets of the pool, for no never-seen texts were given."),
     ({"rule": "paper_or"}, "never seen", "BERTScore or BLEU of what the model says is below"),
     ({"rule": "paper_and"}, "pool", "BERTScore and BLEU of what the model says are below")],
)  # fmt: skip
def test_above_the_table_stands_when_a_text_counted_as_forgotten_in_this_run(
    store: Store, settings: dict[str, str], strangers: str, said: str
) -> None:
    view = live.view(fake_runs.fake_run(store, **settings))
    assert view.prepared is not None
    view.prepared["strangers"] = strangers  # type: ignore[index]
    told = markup_run.table(view)
    assert said in told and ("at its mark" in told) == (not settings)


@pytest.mark.parametrize("strangers", ["never seen", "pool"])
def test_texts_of_the_pool_are_nowhere_called_never_seen(store: Store, strangers: str) -> None:
    view = live.view(fake_runs.fake_run(store))
    assert view.prepared is not None
    view.prepared["strangers"] = strangers  # type: ignore[index]
    chart = charts.still_there(view)
    shown = [
        markup_summary.summary(view),
        markup_run.text_panel(view, 0, None),
        markup_run.table(view),
        " ".join(mark.name for mark in chart.marks),
    ]
    is_pool = strangers == "pool"
    assert all(("pool" in each) == is_pool for each in shown)
    assert not is_pool or not any("ever seen" in each or "Never-seen" in each for each in shown)


def test_a_run_that_has_just_been_created_can_be_shown(store: Store) -> None:
    view = live.view(store.create(fake_runs.RunConfig(), fake_runs.texts(3)))
    assert words.headline(view).startswith("Waiting")
    for html in (markup_run.board(view, None, 0), markup_run.text_panel(view, 0, None)):
        assert "icu" in html
    assert markup_charts.charts(charts.all_of(view)) == ""
    assert markup_run.table(view) == ""


def test_the_summary_has_its_place_and_its_figures_from_the_start(store: Store) -> None:
    waiting = live.view(store.create(fake_runs.RunConfig(), fake_runs.texts(3)))
    done = live.view(fake_runs.fake_run(store))
    failed = live.view(fake_runs.fake_run(store, iterations=0, end="failed"))
    boxes = [markup_summary.summary(view) for view in (waiting, done)]
    assert [box.count("<b>") for box in boxes] == [5, 5]  # nothing moves when they are known
    assert "– of 3 secrets" in boxes[0] and "12 → 0 of 12 secrets" in boxes[1]
    assert "100 % → 92 %" in boxes[1] and "Never-seen texts: 46 %." in boxes[1]
    assert "All forgotten" in boxes[1] and "after 8 iterations" in boxes[1]
    assert "told here" not in markup_summary.summary(failed)


def test_what_is_reached_so_far_does_not_sound_like_an_end(store: Store) -> None:
    view = live.view(fake_runs.fake_run(store, end="interrupted"))
    view.iterations[-1]["perplexity"] = None  # it was not finite
    box = markup_summary.summary(view)
    assert "So far: all forgotten, but other knowledge was harmed" in box
    assert "! out of reach" in box and "perplexity 9.10 → –" in box
    assert "now 0" in words.summary(view)[0]


def test_no_text_of_a_run_enters_a_chart(store: Store) -> None:
    run = fake_runs.fake_run(store)
    view = live.view(run)
    drawn = markup_charts.charts(charts.all_of(view))
    for text in view.targets:
        assert text.secret_text not in drawn
        assert text.text[:20] not in drawn


def test_curves_hold_one_point_for_every_iteration(store: Store) -> None:
    view = live.view(fake_runs.fake_run(store, iterations=5))
    for chart in charts.all_of(view):
        assert chart.numbers == [0, 1, 2, 3, 4, 5]
        assert all(len(line.values) == 6 for line in chart.lines)
    levels = [(mark.name, mark.value) for mark in charts.still_there(view).marks]
    assert levels == [("MA, never seen", 0.46), ("EL, never seen", 0.07)]


def test_terms_that_a_method_does_not_have_are_not_drawn(store: Store) -> None:
    view = live.view(fake_runs.fake_run(store, iterations=3))
    for each in view.iterations[1:]:
        each["losses"] = {"total": -2.0, "forget": 2.0}
    html = markup_charts.charts([charts.losses(view)])
    assert "forget, to rise" in html and "learn, to fall" not in html
    assert "iteration 3: forget 2.00" in html


@pytest.mark.parametrize("iterations", [0, 1, 60])
def test_charts_of_any_length_can_be_drawn(store: Store, iterations: int) -> None:
    drawn = charts.all_of(live.view(fake_runs.fake_run(store, iterations=iterations)))
    html = markup_charts.charts(drawn)
    assert html.count("<svg") == 4
    assert "nan" not in html
    assert len(html) < 40_000


def test_names_of_lines_never_overlap() -> None:
    places = markup_charts.apart([0, 2, 100, 178, 179, 180], 15, 180)
    assert all(b - a >= 14.99 for a, b in itertools.pairwise(places))
    assert places[0] == 0
    assert places[-1] == 180
    assert places[2] == 100


@pytest.mark.parametrize(("span", "step"), [(1.0, 0.5), (8.0, 2.0), (0.3, 0.1), (60, 20)])
def test_ticks_are_round(span: float, step: float) -> None:
    assert charts.round_step(span, 4) == pytest.approx(step)


def test_the_bar_is_empty_until_a_text_is_forgotten(store: Store) -> None:
    view = live.view(fake_runs.fake_run(store, iterations=0, end=None))
    assert 'style="width:0.0%"' in markup_run.status(view, 0.0)


def test_the_chart_of_other_records_has_a_line_of_those_that_no_step_reads(store: Store) -> None:
    view = live.view(fake_runs.fake_run(store, iterations=2))
    assert [line.name for line in charts.kept(view).lines] == ["partners", "others"]
    for each in view.iterations:
        each["untouched"] = None  # type: ignore[index]
    assert [line.name for line in charts.kept(view).lines] == ["partners"]
    assert live.others(view.iterations[0]) == view.iterations[0]["kept"]


@pytest.mark.parametrize("harmed", ["kept", "untouched"])
def test_harm_to_other_knowledge_is_said(store: Store, harmed: str) -> None:
    view = live.view(fake_runs.fake_run(store, iterations=2))
    assert words.verdict(view) == "All forgotten"
    view.iterations[-1][harmed]["exact"] = 0.5  # type: ignore[index]
    assert words.verdict(view) == "All forgotten, but other knowledge was harmed"


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (0.5, "50 %"),
        (0.05, "5.0 %"),
        (0.0004, "1 in 2,500"),
        (1 / 12_401, "1 in 12,000"),
        (2e-8, "1 in 50 million"),
        (4e-7, "1 in 2.5 million"),
        (1.001e-9, "1 in 1000 million"),
        (0.0, "under 1"),
    ],
)
def test_chances_are_told_so_that_they_can_be_pictured(value: float, told: str) -> None:
    assert words.chance(value).startswith(told)


@pytest.mark.parametrize(
    ("seconds", "told"), [(5.2, "5 s"), (125.0, "2 min 5 s"), (7500.0, "2 h 5 min")]
)
def test_durations_are_told_in_two_units_at_most(seconds: float, told: str) -> None:
    assert words.duration(seconds) == told


def test_what_is_hardly_below_nought_has_no_sign() -> None:
    assert [words.figure(each) for each in (-0.001, -0.01, 0.0)] == ["0.00", "-0.01", "0.00"]
