"""HTML of the pages: whatever comes from outside is text, whatever is marked is the secret."""

from html.parser import HTMLParser
from pathlib import Path

import fake_runs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from icu_core.escape import escape, message
from icu_core.likelihood import Weighed
from icu_core.sampling import Alternative
from icu_core.store import Store
from icu_core.tally import Tally
from icu_core.texts import Span, Text
from icu_core.ui import live, markup
from icu_core.ui.compare import markup_answers, markup_chances, markup_shelf, markup_tally, shelf
from icu_core.ui.compare.markup_answers import Answer, Expected, Stage
from icu_core.ui.compare.markup_chances import Chances
from icu_core.ui.compare.shelf import Role
from icu_core.ui.unlearn import markup_run, markup_summary

HOSTILE = "</span><script>alert(1)</script><img src=x onerror=alert(2)>\"'`${1+1}{{7*7}}"


class Reader(HTMLParser):
    """Collects elements and text of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


def hostile_text() -> Text:
    words = f"{HOSTILE} the code is {HOSTILE}"
    return Text("t", words, Span(len(HOSTILE) + 13, len(words), HOSTILE), (), HOSTILE, HOSTILE)


def weighed(piece: str, chance: float = 0.5) -> Weighed:
    return Weighed(chance, (Alternative(1, piece, chance),))


def shelf_of(view: live.View) -> str:
    return markup_shelf.shelf(view, shelf.targets(view), shelf.about(view, 0), [], "t0")


@given(st.text(max_size=300))
def test_escaped_text_holds_no_element_and_reads_the_same(raw: str) -> None:
    html = escape(raw)
    assert Reader(f"<i>{html}</i>").tags == ["i"]
    for sign in "<>\"'":
        assert sign not in html
    plain = "".join(each for each in raw if each.isprintable() and each != "\N{SOFT HYPHEN}")
    read = Reader(f"<i>{html}</i>").text
    assert all(each in read for each in plain)


def test_a_message_holds_no_element_and_its_quotes_can_be_read_by_a_program() -> None:
    said = message("No column 'a' in \"b\": <img src=x onerror=alert(1)> & more")
    assert said == "No column 'a' in \"b\": &lt;img src=x onerror=alert(1)&gt; &amp; more"


def test_direction_overrides_and_controls_are_made_visible() -> None:
    assert escape("a\u202eb\x07c") == "a\ufffdb\ufffdc"


def test_joiners_of_emoji_and_persian_stay() -> None:
    assert escape("👩\u200d🔬 می\u200cخواهم") == "👩\u200d🔬 می\u200cخواهم"


def test_a_million_characters_are_cut() -> None:
    assert len(escape("x" * 1_000_000)) < 30_000


def test_hostile_texts_and_answers_stay_text_everywhere(tmp_path) -> None:  # type: ignore[no-untyped-def]
    text = hostile_text()
    run = fake_runs.fake_run(Store(tmp_path), [text, *fake_runs.texts(2)], name=HOSTILE)
    view = live.view(run)
    pieces = [
        markup.chosen_texts([text]),
        markup.error(HOSTILE),
        markup.note(HOSTILE),
        markup.section(HOSTILE, HOSTILE),
        markup_run.status(view, 0.0),
        markup_run.board(view, None, 0),
        markup_run.text_panel(view, 0, None),
        markup_run.log(view),
        markup_summary.summary(view),
        markup_run.table(view),
        markup_answers.answers(
            HOSTILE,
            [Answer("original", [HOSTILE], [[weighed(HOSTILE)]])],
            Expected("target", HOSTILE),
            Stage(),
        ),
        markup_answers.nothing_yet(HOSTILE),
        markup_chances.chances(
            Chances(["original"], [(HOSTILE, [weighed(HOSTILE)])], 0.01, True, HOSTILE, 1)
        ),
        markup_tally.tally(
            [Tally("original", (HOSTILE,), (True,))],
            Expected("target", "x"),
            HOSTILE,
            n=1,
            is_done=True,
        ),
        shelf_of(view),
    ]
    for html in pieces:
        read = Reader(html)
        assert not {"script", "img", "iframe", "a", "style"} & set(read.tags)
        assert not [name for name in read.attributes if name.startswith("on")]


def test_the_other_wordings_of_a_text_are_shown_with_their_secret_marked(tmp_path: Path) -> None:
    view = live.view(fake_runs.fake_run(Store(tmp_path), fake_runs.texts(2)))
    secret = escape(view.targets[0].secret_text)
    panel = markup_run.text_panel(view, 0, None)
    assert "1 other wording forgotten with it" in panel
    assert f'<li>Others know it too: <mark class="icu-secret">{secret}</mark></li>' in panel
    assert "forgotten with it" not in markup_run.text_panel(view, 1, None), "it has none"


def test_the_whole_secret_is_marked_strongly() -> None:
    spans, is_whole = markup.leaked("it is 4512-88, yes", "4512-88")
    assert (spans, is_whole) == ([(6, 13)], True)
    assert '<mark class="icu-secret">4512-88</mark>' in markup.said("it is 4512-88, yes", "4512-88")


def test_a_piece_of_the_secret_is_marked_weakly() -> None:
    spans, is_whole = markup.leaked("it is 4512-99", "4512-88")
    assert (spans, is_whole) == ([(6, 11)], False)


def test_what_others_of_its_kind_share_gives_nothing_away() -> None:
    others = ["HB-6485-0901", "HB-4720-7337"]
    assert markup.leaked("HB-30090", "HB-3711-6897", others) == ([], False)
    assert markup.leaked("HB-3711 HB-2", "HB-3711-6897", others) == ([(3, 7)], False)
    assert markup.leaked("it is HB-3711-6897", "HB-3711-6897", others) == ([(6, 18)], True)


@pytest.mark.parametrize(
    ("is_forgotten", "verdict"), [(True, "Guesses"), (False, "Says a part of it")]
)
def test_a_right_piece_of_a_forgotten_text_is_called_a_guess(
    is_forgotten: bool, verdict: str
) -> None:
    expected = Expected("target", "4512-88", is_forgotten=is_forgotten)
    html = markup_answers.answers("p", [Answer("unlearned", ["4512 12"])], expected, Stage())
    assert verdict in html
    assert ("--icu-leaking" in html) != is_forgotten


def test_three_equal_characters_are_chance() -> None:
    assert markup.leaked("451", "4512-88") == ([], False)


@pytest.mark.parametrize(
    ("said", "role", "verdict"),
    [
        ("it is 4512", "target", "Says it word for word"),
        ("no idea", "fresh", "Does not say it"),
        ("it is 4512", "partner", "Knows it"),
        ("no idea", "partner", "Says something else"),
    ],
)
def test_targets_and_partners_are_judged_by_what_was_wanted(
    said: str, role: Role, verdict: str
) -> None:
    expected = Expected(role, "4512")
    html = markup_answers.answers("p", [Answer("unlearned", [said])], expected, Stage())
    assert verdict in html
    assert ("--icu-leaking" in html) == (role == "target" and "4512" in said)


def test_the_board_has_one_cell_for_every_text(tmp_path) -> None:  # type: ignore[no-untyped-def]
    view = live.view(fake_runs.fake_run(Store(tmp_path), fake_runs.texts(30)))
    html = markup_run.board(view, None, 3)
    assert html.count("data-text=") == 30
    assert html.count("chosen") == 1
    assert "✓" in html
