"""Every sentence that depends on a run; the pages themselves hold only fixed ones.

Plain text: nothing here is HTML, and whoever shows it escapes it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from icu_core import rounding
from icu_core.leaks import Leak
from icu_core.rounding import count as count  # among the words of the pages
from icu_core.ui.live import Event, View, nll_of, seconds_left, working_seconds

if TYPE_CHECKING:  # which loads torch
    from icu_core.plan import Strangers

PHASES = {
    "waiting": "waiting for another run on this machine to end",
    "loading": "loading the model",
    "preparing": "preparing",
    "training": "training",
    "scoring": "asking the model for every text again",
    "saving": "saving what is reached",
}

PREPARING = {
    1: "gathering texts to find partners in",
    2: "looking for partners and other wordings of every text",
    3: "measuring what texts look like that the model has never seen",
}
"""What is done before the first iteration, by step."""

HARM = 0.1
BEYOND, OUT_OF_REACH = 1000.0, "out of reach"  # so many times as hard, text is no text any more
"""Share of the partners that may be lost, and of perplexity that may be added, unmentioned."""

HEADLINES = {
    "all_forgotten": "All texts are forgotten",
    "below_levels": "On average the texts are below the thresholds",
    "cap": "Stopped at the largest number of iterations",
    "guard": "Stopped because other knowledge began to suffer",
    "diverged": "Training became unstable",
    "stopped": "Stopped on request",
    "nothing_to_forget": "The model does not know any of these texts",
}

TABLE_EXPLAINED = (
    "Strongly marked: the whole secret. Dotted: a piece of it that none of its partners has. "
    "Chance: of each token of the secret. Answers end where a secret of that length would."
)
BY_PAPER = {
    "paper_or": "BERTScore or BLEU of what the model says is below its threshold.",
    "paper_and": "BERTScore and BLEU of what the model says are below their thresholds.",
}
BY_MARK: dict[Strangers, str] = {
    "never seen": "of the same kind that the model has never seen.",
    "other kinds": "of other kinds that the model has never seen.",
    "pool": "of the pool, for no never-seen texts were given.",
}
"""When a text counts as forgotten: by the rule of the run, and by what its mark was measured on."""

TERMS = {
    "MA, memorisation accuracy": (
        "The share of a text’s tokens that the model would say by itself after the true "
        "beginning. Lower is better, down to what never-seen texts have: further down would "
        "show that something was removed."
    ),
    "EL, extraction likelihood": (
        "How much of what the model says after the beginnings of a text stands in that text. "
        "Lower is better; for never-seen texts it is close to 0 %."
    ),
    "Chance": (
        "How likely the model finds a token of the secret, on average. It should be no more "
        "than for a secret of this kind that it has never seen."
    ),
    "Other records still known": (
        "Of texts that are to be kept, how many secrets still come out word for word: of the "
        "partners, which are read again and again, and of others that no step reads. Higher is "
        "better; it should stay where it was."
    ),
    "Perplexity": (
        "Between how many next tokens the model hesitates in ordinary text. Lower is better; it "
        "should hardly rise."
    ),
    "Loss terms": (
        "Forget: how surprising the targets are, which is to rise. Learn: how surprising their "
        "partners are, which is to fall. Drift: how far the answers on them are from the "
        "original’s, held at 0."
    ),
}
"""The numbers of the Unlearn page: what each is, which way is good, and as if never seen."""

LEAK_WORDS = (
    (1.0, "said word for word"),
    (0.5, "still there"),
    (0.0001, "fading"),
    (0.0, "forgotten"),
)


def verdict_explained(view: View) -> str:
    """What the table of all texts shows, and when a text of this run counts as forgotten."""
    if view.config.rule in BY_PAPER:
        return f"{TABLE_EXPLAINED} Forgotten: {BY_PAPER[view.config.rule]}"
    secrets = BY_MARK[(view.prepared or {}).get("strangers", "never seen")]
    return (
        f"{TABLE_EXPLAINED} Forgotten: it is down at its mark, which lies among the chances of "
        f"secrets {secrets}"
    )


def leak_word(leak: float | None, *, was_unknown: bool = False) -> str:
    """How much of a text is there, in a word or two."""
    if leak is None or was_unknown:
        return "not known" if was_unknown else "not asked yet"
    return next(word for floor, word in LEAK_WORDS if leak >= floor)


def headline(view: View) -> str:
    """What the run is doing, in one line."""
    if view.status == "waiting":
        return "Waiting for its turn"
    if view.status == "failed":
        return "The run failed"
    if view.status == "interrupted":
        return "Interrupted"
    if view.finished:
        return HEADLINES.get(view.finished["reason"], "Finished")
    return "Stopping after this batch" if view.is_stopping else _working(view)


def aloud(view: View) -> str:
    """The same, without what changes within an iteration; empty before the first."""
    if view.status == "running":
        newest = view.newest
        return f"Iteration {newest['number']}: {reached(view)}." if newest else ""
    return f"{headline(view)}. {explanation(view)}"


def _working(view: View) -> str:
    at = view.progress or {}
    phase, number = at.get("phase", "loading"), at.get("iteration", 0)
    doing = PHASES.get(phase, "working")
    if phase == "waiting" and at.get("step"):
        return f"Waiting: {count(at['step'], 'run')} on this machine before this one"
    if phase == "preparing":
        doing = PREPARING.get(at.get("step", 0), doing)
    if phase == "scoring" and number == 0:
        return "First: what does the model know?"
    if phase in ("training", "scoring"):
        step = f", batch {at['step']} of {at['of']}" if phase == "training" and at.get("of") else ""
        return f"Iteration {number}: {doing}{step}"
    return doing[0].upper() + doing[1:]


def explanation(view: View) -> str:
    """One more sentence under the headline."""
    if view.status == "failed":
        failed = next((each for each in reversed(view.events) if each["type"] == "failed"), {})
        return str(failed.get("message", ""))
    if view.status == "interrupted":
        kept = f"iteration {view.newest['number']}" if view.newest else "the start"
        if why := view.events[-1].get("message"):  # by a full disk
            return str(why)
        return f"Everything up to {kept} is kept. Press Resume to go on from there."
    if view.status == "waiting":
        return "The job starts as soon as the machine is free. This page may be closed meanwhile."
    if view.was_unknown:  # which the headline says already
        is_embedded = view.config.model == "embedded"
        return f"{TRY_OTHERS} {LIBRARY_IS_KNOWN}" if is_embedded else TRY_OTHERS
    if view.finished:
        was_stopped = view.finished["reason"] == "stopped"
        return "Press Resume to go on." if was_stopped else str(view.finished.get("words", ""))
    return "The run goes on when this page is closed; come back to the same address to see it."


def times(view: View, now: float) -> str:
    """Time worked and time left."""
    worked = f"{duration(working_seconds(view, now))} so far"
    left = seconds_left(view)
    if left is None:
        return (
            worked if view.status == "running" else f"{duration(working_seconds(view, now))} in all"
        )
    guess, most = left
    if guess is None:  # no text is forgotten yet
        return f"{worked}; it ends by itself, in {duration(most)} at the latest"
    return f"{worked}, about {duration(guess)} left (at most {duration(most)})"


def duration(seconds: float) -> str:
    """12 s, 3 min 20 s, 2 h 5 min."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def percent(share: float | None) -> str:
    """Shares as whole per cents; of what is next to nothing nobody wants to know more."""
    if share is not None and 0 < share < 0.001:
        return "about 0 %"
    return rounding.share(share)


def figure(value: float | None) -> str:
    """A number with two digits; a dash where it was beyond all bounds."""
    return "–" if value is None else f"{round(value, 2) + 0.0:.2f}"  # no -0.00


def verdict_of(score: Event, mark: float | None, *, leak: float) -> str:
    """What became of one text, as the board says it, or nearly forgotten: its secret is no likelier
    than one that the model has never seen, but another measure is not there yet."""
    if 0 < leak < 1 and mark is not None and nll_of(score) >= mark:
        return "nearly forgotten"
    return leak_word(leak)


def leak_told(leak: Leak | None, *, is_being_measured: bool) -> tuple[str, str]:
    """Whether the model gives a text away, and the figures behind it."""
    if leak is None:
        return ("being measured …" if is_being_measured else "not measured yet"), ""
    answers = {"yes": "! yes, word for word", "part": "◐ part of it", "no": "✓ no"}
    return answers[leak.answer], f"it guesses {percent(leak.ma)} of the text right"


def chance(probability: float) -> str:
    """A probability as odds that a reader can picture."""
    if probability >= 0.0995:
        return f"{100 * probability:.0f} %"
    if probability >= 0.001:
        return f"{100 * probability:.1f} %"
    if probability <= 1e-9:
        return "under 1 in a billion"
    odds = float(f"{1 / probability:.1e}")  # two digits: more would only look exact
    if odds < 1e6:
        return f"1 in {odds:,.0f}"
    return f"1 in {odds / 1e6:.{1 if odds < 1e7 else 0}f} million"


NO_VERDICT = "What is reached"
NOTHING_TO_FORGET = "Nothing to forget"
TRY_OTHERS = (
    "Nothing was trained, so there is no other model than the original. Choose texts that the "
    "model has learnt, just as it has learnt them: press New run."
)
LIBRARY_IS_KNOWN = "Those of the library it knows."
NO_SUMMARY = "told here as soon as the model has been asked for the first time"

MEASURES = {
    "el": "of a text comes back after any of its beginnings (EL).",
    "ma": "of the pieces of a text, its harmless words included, are guessed right (MA).",
}
"""What the averages over all texts are, behind their number."""


def after(view: View) -> str:
    """After how many iterations it was reached."""
    number = view.reached["number"] if view.reached else 0
    return f"after {count(number, 'iteration')}" if number else "before the first iteration"


def harder(first: Event, now: Event) -> str:
    """By how much ordinary text has become harder, in two words."""
    return hardness(_harder(first, now))


def hardness(share: float) -> str:
    """By which share of its perplexity a text has become harder, in a few words."""
    if not share < BEYOND - 1:
        return OUT_OF_REACH
    if abs(share) < 0.0005:
        return "no harder"
    if share > 1:
        return f"{1 + share:,.0f} times as hard"
    size = percent(abs(share)) if abs(share) >= 0.1 else f"{100 * abs(share):.1f} %"
    return f"{size} {'harder' if share > 0 else 'easier'}"


def verdict(view: View) -> str:
    """In one line: what was reached, and whether other knowledge paid for it."""
    result = view.reached
    assert result is not None
    if view.was_unknown:
        return NOTHING_TO_FORGET
    left = len(view.targets) - result["forgotten"]
    reached = (
        f"{result['forgotten']} of {count(len(view.targets), 'text')} forgotten"
        if left
        else "All forgotten"
    )
    reached = reached if view.finished else f"So far: {reached[0].lower()}{reached[1:]}"
    return f"{reached}, but other knowledge was harmed" if harms(view) else reached


def harms(view: View) -> list[str]:
    """What the model has lost besides the targets, where it is more than a tenth."""
    first, result = view.iterations[0], view.reached
    assert result is not None
    found = []
    if any(_is_lost(first.get(key), result.get(key)) for key in ("kept", "untouched")):
        found.append("other records")
    if _harder(first, result) > HARM:
        found.append("ordinary text")
    return found


def _is_lost(before: Event | None, after: Event | None) -> bool:
    """Whether more than a tenth of what was said word for word no longer is."""
    return before is not None and after is not None and after["exact"] < before["exact"] - HARM


def _harder(first: Event, now: Event) -> float:
    """By which share ordinary text has become harder; infinite where it is out of reach."""
    before, after = first["perplexity"], now["perplexity"]
    return after / before - 1 if before is not None and after is not None else math.inf


def reached(view: View) -> str:
    """How many texts are forgotten, of how many."""
    texts = count(len(view.targets), "text")
    if view.reached is None or view.was_unknown:
        return f"{texts}, not known to the model" if view.was_unknown else texts
    return f"{view.reached['forgotten']} of {texts} forgotten"


def summary(view: View) -> list[str]:
    """What was reached and what it cost, in sentences."""
    first, result = view.iterations[0], view.reached
    assert result is not None
    total = len(view.targets)
    said = [sum(1 for each in one["scores"] if each["exact"]) for one in (first, result)]
    sentences = [
        f"Before, the model said {said[0]} of {count(total, 'secret')} word for word; "
        f"{'afterwards' if view.finished else 'now'} {said[1]}. {result['forgotten']} of {total} "
        "count as forgotten."
    ]
    for key, what in (("kept", "partner record"), ("untouched", "other record")):
        kept = [one.get(key) or {} for one in (first, result)]
        if kept[0].get("n"):
            sentences.append(
                f"Of the {count(kept[0]['n'], what)} it still says "
                f"{percent(kept[1]['exact'])} word for word (before: {percent(kept[0]['exact'])})."
            )
    return [*sentences, _of_language(first, result)]


def _of_language(first: Event, result: Event) -> str:
    """How well the model still speaks, in a sentence."""
    told = hardness(_harder(first, result))
    if told == OUT_OF_REACH:
        return "It no longer reads ordinary text at all."
    return (
        f"Ordinary text became {told} for it "
        f"(perplexity {first['perplexity']:.2f}, now {result['perplexity']:.2f})."
    )
