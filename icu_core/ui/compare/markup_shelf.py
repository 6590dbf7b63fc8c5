"""HTML of the shelf: every prompt that can be asked with one click."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from icu_core.escape import escape
from icu_core.ui import live, words
from icu_core.ui.compare.shelf import MOST_TARGETS, Entry, Role
from icu_core.ui.live import View
from icu_core.ui.markup import page

PROMPT_SHOWN, SECRET_SHOWN = 76, 40

GROUPS: dict[Role, str] = {
    "fresh": "The same in words that no model was taught",
    "taught": "The same in other words that were taught",
    "partner": "Its neighbours, to be kept",
}

PICK_JS = """
let kept = null;
const below = (line, box) => line.getBoundingClientRect().top - box.getBoundingClientRect().top;
new MutationObserver(() => {
  const box = element.querySelector('.icu-shelf');
  const line = element.querySelector('[aria-pressed=true]');
  if (!box || !line) return;
  const at = below(line, box), isHidden = at < 0 || at > box.clientHeight - line.offsetHeight;
  if (kept !== null) box.scrollTop += at - kept;
  else if (isHidden) box.scrollTop += at - box.clientHeight / 3;
  kept = null;
}).observe(element, {childList: true, subtree: true});
element.addEventListener('click', (event) => {
  const line = event.target.closest('[data-key]');
  if (!line) return;
  kept = below(line, element.querySelector('.icu-shelf'));
  element.querySelectorAll('[aria-pressed=true]').forEach((each) =>
    each.setAttribute('aria-pressed', 'false'));
  line.setAttribute('aria-pressed', 'true');
  trigger('select', {key: line.dataset.key});
  const answers = document.getElementById('answers');
  if (answers && answers.getBoundingClientRect().top > window.innerHeight * 0.6)
    answers.scrollIntoView({behavior: 'smooth', block: 'start'});
});
"""
"""Says which prompt was chosen, holds its line where it is while other lines open and close, and
brings the answers into sight where they are below it."""


def shelf(view: View, targets: Sequence[Entry], about: Sequence[Entry],
          ordinary: Sequence[Entry], chosen: str) -> str:  # fmt: skip
    """The targets, below the open one what is about it, and ordinary talk."""
    open_place = about[0].place if about else -1
    lines = "".join(
        _target(view, entry, chosen) + (_about(about, chosen) if entry.place == open_place else "")
        for entry in targets
    )
    left = len(view.targets) - MOST_TARGETS
    more = f'<p class="dim more">… and {words.count(left, "more text")}.</p>' if left > 0 else ""
    return page(
        f'<div class="icu-shelf"><h3>To be forgotten</h3>{lines}{more}'
        f"<h3>Ordinary talk, to be kept</h3>{''.join(_line(each, chosen) for each in ordinary)}"
        "</div>"
    )


def _target(view: View, entry: Entry, chosen: str) -> str:
    score = live.score_of(view.reached, entry.text.id) if view.reached else None
    is_gone = bool(score and score["is_forgotten"])
    state = ("✓", "forgotten", "forgotten") if is_gone else ("!", "leaking", "still there")
    secret = escape(entry.text.secret_text.strip(), at_most=SECRET_SHOWN)
    return (
        f'<button class="line target" data-key="{entry.key}" '
        f'aria-pressed="{str(entry.key == chosen).lower()}">'
        f'<span class="state" role="img" aria-label="{state[2]}" title="{state[2]}" '
        f'style="background:var(--icu-{state[1]})">'
        f'{state[0]}</span><span>{_end_of(entry.prompt)} <mark class="icu-secret">{secret}</mark>'
        "</span></button>"
    )


def _about(about: Sequence[Entry], chosen: str) -> str:
    groups = [
        f"<h4>{GROUPS[role]}</h4>{''.join(_line(entry, chosen) for entry in entries)}"
        for role, entries in groupby(about, key=lambda entry: entry.role)
    ]
    return f'<div class="about">{"".join(groups)}</div>'


def _line(entry: Entry, chosen: str) -> str:
    secret = ""
    if entry.role == "partner":
        kept = escape(entry.text.secret_text.strip(), at_most=SECRET_SHOWN)
        secret = f' <mark class="icu-target">{kept}</mark>'
    return (
        f'<button class="line" data-key="{entry.key}" '
        f'aria-pressed="{str(entry.key == chosen).lower()}">'
        f"<span>{_end_of(entry.prompt)}{secret}{' …' if entry.role == 'ordinary' else ''}</span>"
        "</button>"
    )


def _end_of(prompt: str) -> str:
    """The last words of a prompt, which ask the question."""
    if len(prompt) <= PROMPT_SHOWN:
        return escape(prompt)
    end = prompt[-PROMPT_SHOWN:]
    return escape("… " + end[end.find(" ") + 1 :])
