"""Makes text from users and models safe to stand in HTML; the only place that decides how.

`gr.HTML` puts what it is given into the page as it is. Its `{{ }}` templates are worse: their
output is run as JavaScript. So no template of ours holds a value, and everything passes here.
"""

from __future__ import annotations

import html
import unicodedata

MAX_CHARACTERS = 20_000
_KEPT = "\n\t"
_JOINERS = "\u200c\u200d"  # they make letters of Persian and Hindi, and emoji
_HIDDEN = ("Cc", "Cf", "Cs", "Co")  # controls, direction overrides, surrogates, private use


def escape(text: object, *, at_most: int = MAX_CHARACTERS) -> str:
    """Text for the inside of an element or a quoted attribute.

    Invisible characters become U+FFFD (they could reorder or hide what the reader sees), and
    what is longer than `at_most` characters ends in an ellipsis.
    """
    plain = str(text)
    if len(plain) > at_most:
        plain = plain[:at_most] + "…"
    return html.escape(visible(plain), quote=True)


def message(text: object) -> str:
    """Text for the inside of an element alone; quotes stay, for programs read it too."""
    return escape(text).replace("&#x27;", "'").replace("&quot;", '"')


def visible(text: str) -> str:
    """Text without characters that reorder or hide others; not yet fit for HTML."""
    return "".join(map(_visible, text))


def _visible(character: str) -> str:
    if character in _KEPT or unicodedata.category(character) not in _HIDDEN:
        return character
    return character if character in _JOINERS else "\N{REPLACEMENT CHARACTER}"
