"""Asking the models of a run, for the Compare page and for programs: streams of what to show."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from icu_core.errors import ConfigError, RunError, TextsError
from icu_core.ui import live, markup
from icu_core.ui.compare import markup_answers, markup_chances, markup_tally, shelf
from icu_core.ui.compare.address import Settings
from icu_core.ui.compare.markup_answers import Answer, Expected, Stage
from icu_core.ui.compare.markup_chances import Chances
from icu_core.ui.compare.shelf import Entry
from icu_core.ui.live import View
from icu_core.ui.server import forms, public, starting, visitor
from icu_core.world import found_gold

if TYPE_CHECKING:  # torch comes with these
    from icu_core import compare
    from icu_core.compare import Models, Sampling
    from icu_core.likelihood import Weighed
    from icu_core.store import Run
    from icu_core.tally import Tally
    from icu_core.texts import Text

AT_ONCE = 2
GENERATING = "generating"  # one queue for everything that asks models in this process
FRAMES_PER_S = 12
LONG = 100  # tokens that take a second frame to draw
MOST_ANSWERS = 200
LUCK = 1.0  # temperature of many answers where it is 0: else all of them were the same
LOADING = "Loading the models …"
STOPPED = "Stopped."
NOT_HERE = "There is no secret here to count. Choose one of the texts that were to be forgotten."


@dataclass(slots=True)
class Halt:
    """Whether the visitor has pressed Stop; shared by the handlers of one visit."""

    is_asked: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of which run, checked."""

    run: Run
    view: View
    entry: Entry
    settings: Settings

    @property
    def prompt(self) -> str | Text:
        """For the models: a text of the shelf is cut into tokens as a whole, as it was taught."""
        return self.entry.prompt if self.entry.role == "own" else self.entry.text

    def sampling(self, *, is_many: bool = False) -> Sampling:
        """How the next token is chosen."""
        from icu_core.compare import Sampling

        of = self.settings
        heat = of.temperature or (LUCK if is_many else 0.0)
        return Sampling(temperature=heat, top_p=of.top_p, seed=of.seed, max_new_tokens=of.tokens)

    @property
    def expected(self) -> Expected:
        """What should or should not follow."""
        view, entry = self.view, self.entry
        target = view.targets[entry.place]
        score = live.score_of(view.reached, target.id) if view.reached else None
        return Expected(
            entry.role,
            entry.text.secret_text.strip() if entry.has_secret else "",
            tuple(live.partner_secrets(view, target.id)) if entry.role != "partner" else (),
            tuple(shelf.secrets(view, entry)) if entry.role == "own" else (),
            bool(score and score["is_forgotten"]),
        )


def required(raw: Any, run_id: Any) -> Run:
    """A run of this browser that has a result. Raises RunError."""
    me = visitor.mine(raw)
    if not isinstance(run_id, str) or run_id not in me.runs:
        raise RunError("Choose one of your runs first.")
    return with_result(run_id)


def with_result(run_id: Any) -> Run:
    """A run that has a result. Raises RunError."""
    run = starting.required(run_id)
    if run.result_path() is None:
        raise RunError("This run has no result yet. Wait for its end.")
    return run


def question(run: Run, key: Any, prompt: Any, settings: Settings) -> Question:
    """What was asked, checked. Raises ConfigError."""
    public.take(public.QUESTIONS, visitor.asks_from())
    typed = forms.text(prompt, "prompt", at_most=forms.MAX_PROMPT_CHARACTERS)
    view = live.view(run)
    return Question(run, view, shelf.asked(view, key, typed), settings)


def answers(asked: Question, halt: Halt) -> Iterator[tuple[str | None, str | None]]:
    """The columns and the chances of the secret, as they come; None: as before.

    Raises IcuError.
    """
    from icu_core import compare

    halt.is_asked, due = False, 0.0
    newest = tuple(compare.Answer(name) for name in names(asked.run))
    room = markup_chances.placeholder() if asked.entry.has_secret else ""
    yield _columns(asked, newest, _stage(asked, LOADING)), room
    models = compare.load(asked.run)
    for newest in compare.said(models, asked.prompt, asked.sampling()):
        if halt.is_asked:
            break
        if time.monotonic() < due:
            continue
        yield _columns(asked, newest, _stage(asked)), None
        if not due:
            yield None, _chart(asked, models)
        due = time.monotonic() + _frame_s(newest)
    weighed = compare.weighed(models, asked.prompt, newest)
    end = Stage(asked.settings.tokens, note=STOPPED if halt.is_asked else "")
    yield _columns(asked, newest, end, weighed), None


def _stage(asked: Question, note: str = "") -> Stage:
    return Stage(asked.settings.tokens, is_done=False, note=note)


def _frame_s(answers: Sequence[compare.Answer]) -> float:
    """Time until the next frame: long answers are more work for the browser."""
    return (1 + max(len(each.tokens) for each in answers) / LONG) / FRAMES_PER_S


def _columns(
    asked: Question,
    answers: Sequence[compare.Answer],
    stage: Stage,
    weighed: Sequence[Sequence[Sequence[Weighed]]] | None = None,
) -> str:
    some = [
        Answer(one.model, _pieces(asked.entry, one), each)
        for one, each in zip(answers, weighed or [()] * len(answers), strict=True)
    ]
    return markup_answers.answers(asked.entry.prompt, some, asked.expected, stage)


def many(asked: Question, n: int, halt: Halt) -> Iterator[str]:
    """The count of leaks among many answers, growing. Raises IcuError."""
    from icu_core import compare
    from icu_core.tally import Tally

    halt.is_asked = False
    if not asked.entry.has_secret:
        raise ConfigError(NOT_HERE)
    nobody = [Tally(name) for name in names(asked.run)]
    of, about = asked.entry.prompt, asked.expected
    yield markup_tally.tally(nobody, about, of, n=n, is_done=False)
    for some in _tallies(asked, compare.load(asked.run), n):
        is_last = halt.is_asked or len(some[0].answers) >= n
        yield markup_tally.tally(some, about, of, n=n, is_done=is_last)
        if is_last:
            return


def names(run: Run) -> list[str]:
    """The models that a run has, before they are loaded."""
    return ["original", "unlearned", *(["gold"] if found_gold.of_run(run) else [])]


def whole_answers(asked: Question) -> dict[str, str]:
    """All answers at once, by model. Raises IcuError."""
    from icu_core import compare

    end: tuple[compare.Answer, ...] = ()
    for now in compare.said(compare.load(asked.run), asked.prompt, asked.sampling()):
        end = now
    return {one.model: "".join(_pieces(asked.entry, one)) for one in end}


def counted(asked: Question, n: int) -> tuple[Tally, ...]:
    """The count of leaks among `n` answers of each model. Raises IcuError."""
    from icu_core import compare

    *_, end = _tallies(asked, compare.load(asked.run), n)
    return end


def _tallies(asked: Question, models: Models, n: int) -> Iterator[tuple[Tally, ...]]:
    from icu_core.tally import tallies

    if not asked.entry.has_secret:
        raise ConfigError(NOT_HERE)
    secrets = shelf.secrets(asked.view, asked.entry)
    return tallies(models, asked.prompt, secrets, asked.sampling(is_many=True), n=n)


def chances(asked: Question, models: Models) -> Chances:
    """How likely each model finds the secret of what was asked. Raises TextsError."""
    from icu_core import compare

    found = compare.chances(models, asked.entry.text)
    unseen = live.unseen_of(asked.view, asked.view.targets[asked.entry.place])
    return Chances(
        models.names,
        [(each.token, each.weighed) for each in found],
        None if unseen is None else math.exp(-unseen),
        asked.expected.is_target,
        asked.entry.text.secret_text.strip(),
        asked.entry.place + 1,
        is_after_own_words=asked.entry.role == "own",
    )


def _chart(asked: Question, models: Models) -> str:
    if not asked.entry.has_secret:
        return ""
    try:
        return markup_chances.chances(chances(asked, models))
    except TextsError as error:  # own words that leave no room for the secret after them
        return markup.note(str(error))


def _pieces(entry: Entry, answer: compare.Answer) -> list[str]:
    """The tokens as they read on after the prompt, whose last space is the model's to say."""
    pieces = [token.text for token in answer.tokens]
    said = next((place for place, piece in enumerate(pieces) if piece), None)
    if entry.role != "own" and said is not None and not pieces[said][0].isspace():
        pieces[said] = entry.text.prompt[len(entry.prompt) :] + pieces[said]
    return pieces
