"""HTML of the chances of a secret: its pieces in a chart, the whole of it in words.

Units     probabilities 0..1; the chart's axis is logarithmic, so that 1 in 1,000 and 1 in 1,000,000
          look as different as they are.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from icu_core.escape import escape
from icu_core.ui import words
from icu_core.ui.compare.markup_answers import TITLES
from icu_core.ui.compare.markup_card import plain, told
from icu_core.ui.markup import Row, dot, page, table_of
from icu_core.ui.markup_charts import BETWEEN_PX, DASHES, apart

if TYPE_CHECKING:
    from icu_core.likelihood import Weighed

HEIGHT_PX = 200
LEAST_DECADES, MOST_DECADES = 2, 9
MOST_LABELS = 14  # tokens that are named along the axis
MOST_TITLE = 60  # characters of the secret in the title
STROKES = {"original": "solid", "unlearned": "solid", "gold": "dash"}
WHOLE = (
    "Chance that the model, left to luck, says the whole secret right here; below it, the average "
    "for one piece."
)


@dataclass(frozen=True, slots=True)
class Chances:
    """A secret under every model, token by token, and how likely a never-seen one would be."""

    names: Sequence[str]
    tokens: Sequence[tuple[str, Sequence[Weighed]]]
    level: float | None  # mean probability of a token of a never-seen secret; None: not measured
    is_target: bool
    secret: str
    text_number: int  # of the run, from 1
    is_after_own_words: bool = False

    def of(self, place: int) -> list[float]:
        """What one model gives each token."""
        return [weighed[place].probability for _, weighed in self.tokens]

    def whole(self, place: int) -> float:
        """What one model gives all of them together."""
        return math.prod(self.of(place))


def placeholder(text: str = "") -> str:
    """As much room as the chart will take, with a sentence."""
    return page(f'<div class="icu-chances waiting"><p class="dim">{escape(text)}</p></div>')


def chances(some: Chances) -> str:
    """Facts on the whole secret, the chart of its pieces, and the same as a table."""
    css = "icu-secret" if some.is_target else "icu-target"
    secret = f'<mark class="{css}">{escape(some.secret, at_most=MOST_TITLE)}</mark>'
    title = f"How likely is the secret {secret} here?"
    return page(
        f'<div class="icu-chances"><h3>{title}</h3><p class="dim">{_sentence(some)}</p>'
        f"{_facts(some)}{_chart(some)}"
        f"<details><summary>The same as a table</summary>{_table(some)}</details></div>"
    )


def _sentence(some: Chances) -> str:
    """What the numbers are and which way is good."""
    if not some.is_target:
        return (
            "This was to be kept: the higher, the better, and the unlearned model should stay "
            "near the original."
        )
    near = "the gold model" if "gold" in some.names else "a secret that was never seen"
    own = (
        f"Your words stand in the place of the question about text {some.text_number}, so it is "
        "its secret that is looked for after them. "
    )
    return (
        f"{own if some.is_after_own_words else ''}This was to be forgotten: lower is better, until "
        f"the unlearned model is near {near}. Far below that, the gap itself may tell that "
        "something was removed; an audit says whether it does, for it knows how far never-seen "
        "secrets lie apart."
    )


def _facts(some: Chances) -> str:
    many = len(some.tokens)
    found = [(name, TITLES[name][0], some.whole(place)) for place, name in enumerate(some.names)]
    if some.level is not None:
        found.append(("quiet", "Never seen, average", some.level**many))
    told = "".join(
        f"<div>{dot(f'var(--icu-{name})')}{title}<b>{words.chance(whole)}</b>"
        f"a piece: {words.chance(whole ** (1 / many))}</div>"
        for name, title, whole in found
    )
    return f'<p class="dim icu-whole">{WHOLE}</p><div class="icu-facts">{told}</div>'


def _chart(some: Chances) -> str:
    decades = _decades(some)
    last = len(some.tokens) - 1
    read = [_read(some, place) for place in range(last + 1)]
    lines = "".join(_line(some, place, decades) for place in range(len(some.names)))
    mark = "" if some.level is None else _mark(_y(some.level, decades))
    many = " many" if last >= MOST_LABELS else ""
    return (
        f'<div class="icu-chart icu-secret-chart{many}"><h3>Piece by piece</h3>'
        f'<div class="read dim">{escape(read[0])}</div>'
        f'<div class="area" data-last="{last}" data-told="{escape(json.dumps(read))}" '
        f'role="img" aria-label="Chance of each piece of the secret; the table below has the '
        f'same values.">'
        f'<svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">'
        f"{_grid(decades)}{mark}{lines}</svg>"
        f'<i class="cross"></i>{_ticks(decades)}{_names(some, decades)}</div>{_tokens(some)}</div>'
    )


def _decades(some: Chances) -> int:
    """How far down the axis reaches, in powers of ten."""
    values = [value for place in range(len(some.names)) for value in some.of(place)]
    least = min([*values, some.level or 1.0])
    return min(max(math.ceil(-math.log10(max(least, 1e-30))), LEAST_DECADES), MOST_DECADES)


def _y(chance: float, decades: int) -> float:
    """From the top, in per cent; what is below the axis stands just under it."""
    return min(100 * -math.log10(max(chance, 1e-30)) / decades, 103.0)


def _x(number: int, last: int) -> float:
    return 100 * number / last if last else 50.0


def _line(some: Chances, place: int, decades: int) -> str:
    name, last = some.names[place], len(some.tokens) - 1
    points = [
        f"{_x(number, last):.2f} {_y(value, decades):.2f}"
        for number, value in enumerate(some.of(place))
    ]
    dots = "".join(f"M{point}h0" for point in points)
    dash = DASHES[STROKES[name]]
    colour = f'style="stroke:var(--icu-{name})"'
    return (
        f'<path class="line" {colour} stroke-dasharray="{dash}" d="M{"L".join(points)}"/>'
        f'<path class="dots" {colour} d="{dots}"/>'
    )


def _mark(place: float) -> str:
    return f'<path class="mark" stroke-dasharray="{DASHES["dot"]}" d="M0 {place:.2f}H100"/>'


def _grid(decades: int) -> str:
    return "".join(
        f'<path class="grid" d="M0 {100 * each / decades:.2f}H100"/>' for each in _steps(decades)
    )


def _steps(decades: int) -> range:
    """The powers of ten that are named."""
    return range(0, decades + 1, 1 if decades <= 4 else 2 if decades <= 6 else 3)


def _ticks(decades: int) -> str:
    return "".join(
        f'<span class="y" style="top:{100 * each / decades:.2f}%">{_power(each)}</span>'
        for each in _steps(decades)
    )


def _power(decade: int) -> str:
    if decade < 3:
        return ("100 %", "10 %", "1 %")[decade]
    return {3: "1 in 1,000", 6: "1 in a million", 9: "1 in a billion"}.get(
        decade, f"1 in {10**decade:,}"
    )


def _names(some: Chances, decades: int) -> str:
    """What each line is, at its right end, apart from each other."""
    found = [
        (_y(some.of(place)[-1], decades), TITLES[name][0], name)
        for place, name in enumerate(some.names)
    ]
    if some.level is not None:
        found.append((_y(some.level, decades), "never seen", "quiet"))
    found.sort()
    places = apart([y * HEIGHT_PX / 100 for y, _, _ in found], BETWEEN_PX, HEIGHT_PX)
    return "".join(
        f'<span class="name" style="top:{place:.1f}px">{dot(f"var(--icu-{name})")}{title}</span>'
        for place, (_, title, name) in zip(places, found, strict=True)
    )


def _tokens(some: Chances) -> str:
    """The pieces below their points; each has a card."""
    last = len(some.tokens) - 1
    each = "".join(
        f'<code class="tk" data-token="{number}" style="left:{_x(number, last):.2f}%">'
        f"{escape(plain(token))}</code>"
        for number, (token, _) in enumerate(some.tokens)
    )
    return (
        f'<div class="pieces" tabindex="0" role="group" aria-label="Pieces of the secret" '
        f'data-models="{" ".join(some.names)}" {told(some.tokens)}>{each}</div>'
    )


def _read(some: Chances, place: int) -> str:
    """All values of one piece in words."""
    token, weighed = some.tokens[place]
    values = ", ".join(
        f"{TITLES[name][0].lower()} {words.chance(one.probability)}"
        for name, one in zip(some.names, weighed, strict=True)
    )
    return f"“{plain(token)}”: {values}"


def _table(some: Chances) -> str:
    rows = [
        Row(
            (
                ("mono", escape(plain(token))),
                *(
                    ("n", _track(name, one.probability))
                    for name, one in zip(some.names, weighed, strict=True)
                ),
            )
        )
        for token, weighed in some.tokens
    ]
    return table_of(("piece", *(TITLES[name][0] for name in some.names)), rows, css="tracks")


def _track(name: str, value: float) -> str:
    width = 100 * min(max(value, 0.0), 1.0)
    return (
        f'<span class="icu-track"><i style="width:{width:.1f}%;background:'
        f'var(--icu-{name})"></i></span>{words.chance(value)}'
    )
