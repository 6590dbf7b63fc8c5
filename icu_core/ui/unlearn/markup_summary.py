"""HTML of what a run has reached, so far or in the end: a headline, and figures that say of
themselves what they are, which way is good, and what never-seen texts would give.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from icu_core.escape import escape
from icu_core.ui import words
from icu_core.ui.live import Event, View, is_of_pool, level, others
from icu_core.ui.markup import page


@dataclass(frozen=True, slots=True)
class Figure:
    """A number before and now, what it is, and what it should be."""

    before: str
    now: str
    about: str
    good: str
    is_harm: bool = False


def summary(view: View) -> str:
    """What is reached. It has its place from the start, so that nothing moves when a run ends."""
    result = view.reached
    if result is None and view.status not in ("running", "waiting"):
        return ""
    is_clean = view.finished and result and result["forgotten"] == len(view.targets)
    is_clean = is_clean and not view.was_unknown
    is_clean = is_clean and not words.harms(view)
    css = "icu-summary" if is_clean else "icu-summary plain"
    title = words.verdict(view) if result else words.NO_VERDICT
    after = words.after(view) if result else words.NO_SUMMARY
    return page(
        f'<div class="{css}"><h2>{escape(title)} <span class="dim plain">– {escape(after)}</span>'
        f'</h2><div class="icu-facts">{"".join(map(_tile, _figures(view)))}</div></div>'
    )


def _tile(figure: Figure) -> str:
    now = f"{'! ' if figure.is_harm else ''}{figure.now}"
    value = now if figure.before in ("", figure.now) else f"{figure.before} → {now}"
    return (
        f"<div><b>{escape(value)}</b>{escape(figure.about)} "
        f"<span>{escape(figure.good)}</span></div>"
    )


def _figures(view: View) -> Iterator[Figure]:
    """All of them; with dashes before the model has been asked."""
    first, now = (view.iterations[0], view.reached) if view.iterations else (None, None)
    harms = words.harms(view) if now else []
    yield _secrets(view, first, now)
    yield _others(view, first, now, is_harm="other records" in harms)
    yield _language(first, now, is_harm="ordinary text" in harms)
    for name, about in words.MEASURES.items():
        before, after = (words.percent(_average(each, name)) for each in (first, now))
        which = "Texts of the pool" if is_of_pool(view) else "Never-seen texts"
        yield Figure(before, after, about, f"{which}: {words.percent(level(view, name))}.")


def _secrets(view: View, first: Event | None, now: Event | None) -> Figure:
    said = [sum(bool(score["exact"]) for score in each["scores"]) for each in (first, now) if each]
    before, after = map(str, said) if said else ("", "–")
    before = before if before != after else ""
    total = words.count(len(view.targets), "secret")
    return Figure(before, f"{after} of {total}", "said word for word.", "Good: none.")


def _others(view: View, first: Event | None, now: Event | None, *, is_harm: bool) -> Figure:
    before, after = (others(each or {}) for each in (first, now))
    number = words.count(before["n"], "other record") if before.get("n") else "other records"
    about = f"of the secrets of {number}, still said word for word."
    was, still = (words.percent(each.get("exact")) for each in (before, after))
    return Figure(was, still, about, "Good: as before.", is_harm)


def _language(first: Event | None, now: Event | None, *, is_harm: bool) -> Figure:
    if first is None or now is None:
        return Figure("", "–", "Ordinary text for the model.", "Good: no harder than before.")
    perplexities = " → ".join(words.figure(each["perplexity"]) for each in (first, now))
    about = f"Ordinary text for the model (perplexity {perplexities})."
    return Figure("", words.harder(first, now), about, "Good: no harder.", is_harm)


def _average(iteration: Event | None, name: str) -> float | None:
    value = iteration["average"].get(name) if iteration else None
    return None if value is None else float(value)
