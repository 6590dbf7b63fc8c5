"""The card beside a token: how likely each model finds it, and what it would rather say.

The page gets the values as data; the script below puts them there as text, never as HTML.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from icu_core.escape import escape, visible
from icu_core.ui import words

if TYPE_CHECKING:  # torch comes with it
    from icu_core.likelihood import Weighed

MOST_CHARACTERS = 5_000_000  # of the values of one answer; they must not be cut off
END = "end of text"


def plain(token: str) -> str:
    """A token as a reader can see it: its spaces and line ends made visible."""
    return visible(token.replace(" ", "␣").replace("\n", "↵").replace("\t", "⇥")) or "·"


def told(tokens: Sequence[tuple[str, Sequence[Weighed]]]) -> str:
    """The attribute that holds what the cards of these tokens say, for CARD_JS."""
    values = [
        [plain(token), [[words.chance(one.probability), _best(one)] for one in weighed]]
        for token, weighed in tokens
    ]
    return f'data-told="{escape(json.dumps(values), at_most=MOST_CHARACTERS)}"'


def _best(one: Weighed) -> list[list[object]]:
    """The likeliest tokens: what they look like, in words how likely, and as a share."""
    return [
        [plain(each.text), words.chance(each.probability), round(each.probability, 4)]
        for each in one.best
    ]


CARD_JS = """
const names = {original: 'Original', unlearned: 'Unlearned', gold: 'Gold'};
const make = (tag, css, text) => {
  const made = document.createElement(tag);
  if (css) made.className = css;
  if (text !== undefined) made.textContent = text;
  return made;
};
const card = document.getElementById('icu-card') || make('div', 'icu icu-card');
if (!card.id) {
  card.id = 'icu-card';
  card.hidden = true;
  card.setAttribute('role', 'status');
  (document.querySelector('.gradio-container .contain') || document.body).append(card);
}
let shown = [], isPinned = false;
const hide = () => {
  shown.forEach((each) => each.classList.remove('on'));
  shown = [];
  isPinned = false;
  card.hidden = true;
};
const column = (model, [chance, best]) => {
  const made = make('div', 'model');
  made.style.setProperty('--c', `var(--icu-${model})`);
  const head = make('div', 'head');
  head.append(make('i', 'icu-dot'), make('span', '', names[model]), make('b', '', chance));
  made.append(head);
  best.forEach(([text, likely, share]) => {
    const row = make('div', 'other');
    const bar = make('i', 'bar');
    bar.style.width = `${Math.max(100 * share, 0.5)}%`;
    row.append(bar, make('code', '', text), make('span', '', likely));
    made.append(row);
  });
  return made;
};
const place = (token) => {
  const box = token.getClientRects()[0] || token.getBoundingClientRect();
  const wide = document.documentElement.clientWidth, high = window.innerHeight;
  if (wide <= 640) {
    card.style.left = card.style.top = '';
    window.scrollBy(0, Math.max(0, box.bottom + 12 - high + card.offsetHeight));
    return;
  }
  const zoom = card.currentCSSZoom || 1;  // of the large type; boxes are measured after it
  const width = zoom * card.offsetWidth, height = zoom * card.offsetHeight;
  const left = Math.min(Math.max(8, box.left - 20), wide - width - 8);
  const below = box.bottom + 8, fits = below + height < high;
  card.style.left = `${left / zoom}px`;
  card.style.top = `${(fits ? below : Math.max(8, box.top - height - 8)) / zoom}px`;
};
const show = (group, at) => {
  const told = group.dataset.told ? JSON.parse(group.dataset.told)[at] : null;
  const tokens = group.querySelectorAll(`[data-token="${at}"]`);
  if (!told || !tokens.length) return;
  shown.forEach((each) => each.classList.remove('on'));
  shown = [...tokens];
  shown.forEach((each) => each.classList.add('on'));
  group.dataset.at = at;
  const head = make('div', 'what');
  head.append(make('code', '', told[0]), make('span', '', 'after the same words'));
  const models = make('div', 'models');
  const which = group.dataset.models.split(' ');
  told[1].forEach((one, index) => models.append(column(which[index], one)));
  card.replaceChildren(head, models, make('p', '',
    'How likely each model finds this piece here, and the likeliest pieces in its place.'));
  card.hidden = false;
  place(shown[0]);
};
const found = (event) => {
  const token = event.target.closest('[data-token]');
  return token && [token.closest('[data-told]'), Number(token.dataset.token)];
};
element.addEventListener('pointerover', (event) => {
  const at = event.pointerType === 'mouse' && !isPinned && found(event);
  if (at && at[0]) show(...at);
});
element.addEventListener('pointerout', (event) => {
  if (event.pointerType === 'mouse' && !isPinned) hide();
});
element.addEventListener('click', (event) => {
  const at = found(event);
  if (!at || !at[0]) return;
  const wasSame = isPinned && shown.includes(event.target.closest('[data-token]'));
  isPinned = true;
  if (wasSame) hide(); else show(...at);
});
document.addEventListener('pointerdown', (event) => {
  if (isPinned && !card.contains(event.target) && !event.target.closest('[data-token]')) hide();
});
element.addEventListener('keydown', (event) => {
  const group = event.target.closest('[data-told]');
  if (!group) return;
  if (event.key === 'Escape') { hide(); return; }
  const step = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1}[event.key];
  if (!step && !['Home', 'End', 'Enter', ' '].includes(event.key)) return;
  event.preventDefault();
  const last = JSON.parse(group.dataset.told).length - 1, at = Number(group.dataset.at ?? -1);
  const next = {Home: 0, End: last, Enter: Math.max(at, 0), ' ': Math.max(at, 0)}[event.key];
  show(group, Math.min(Math.max(next ?? at + step, 0), last));
});
element.addEventListener('focusout', () => { if (!isPinned) hide(); });
window.addEventListener('scroll', () => { if (!isPinned) hide(); }, {passive: true});
new MutationObserver((changes) => {
  if (!card.hidden && changes.some((one) => one.type === 'childList')) hide();
}).observe(element, {childList: true, subtree: true});
"""
"""Shows the card of a token under the pointer, under the finger, or reached with the arrow keys."""
