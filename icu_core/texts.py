"""A text, its secret part, and where both came from; every text of the program looks like this.

It knows nothing of tokens, models or files: offsets count characters of the normalised text.
How files become texts stands in `readers`, how sensitive spans are found in `sensitive`.

Normalisation, the same for every source and stated only here (`normalise`):
  1. CRLF, CR, NEL, form feeds, vertical tabs and Unicode's line and paragraph separators become
     one line feed;
  2. halves of surrogate pairs become U+FFFD; control characters other than tab and line feed,
     and byte order marks, are removed;
  3. of more than 30 combining marks in a row the rest is removed (Unicode's stream-safe limit,
     UAX #15; without it NFC takes time quadratic in their number);
  4. NFC;
  5. blank lines at both ends are removed (not the spaces that a first line begins with).
"""

from __future__ import annotations

import hashlib
import itertools
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from icu_core.errors import TextsError

MAX_FILE_BYTES = 20_000_000  # what a browser sends and one process holds several times over
MAX_ROWS = 100_000  # more pairs than any run here trains on; keeps reading within seconds
MAX_TEXT_CHARACTERS = 100_000  # some 25,000 tokens: beyond the context of the models in question
MIN_TEXT_CHARACTERS = 2  # one character for the prompt, one for the secret
MAX_MARKS_IN_A_ROW = 30  # UAX #15, stream-safe text format
MOST_INSIDE = 1_000  # places inside words that are passed over in search of one that is not

# From the most to the least sensitive. A kind that is not listed stands before "date".
SENSITIVITY = (
    *("password", "key", "card", "account", "medical", "phone", "mail", "address", "date", "name"),
)
LAST_HALF = "last half"  # kind of a secret that is nothing but the end of its text
GIVEN = "given"  # kind of a secret that a column said
MARKED = "marked"  # kind of a secret that was marked by hand

UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
"""Scripts that set no space between words: Thai, Lao, Burmese, Khmer, Japanese, Chinese."""

# What stands beside a character of an unspaced script may be a word; so it may in Korean, which
# sets spaces between words, but none before its particles.
_KOREAN = "\u1100-\u11ff\uac00-\ud7ff"
WORD = rf"[^\W{UNSPACED}{_KOREAN}]"
"""A character that joins with the next one to a word or a number."""

_JOINED = re.compile(WORD * 2)
_LINE_ENDS = re.compile("\r\n|[\v\f\r\x85\u2028\u2029]")
_UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff]")
_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a text: characters start (inclusive) to stop (exclusive), and what it is."""

    start: int
    stop: int
    kind: str


@dataclass(frozen=True, slots=True)
class Text:
    """One text; up to `secret.start` it is prompt, from there to `secret.stop` its secret."""

    id: str
    text: str
    secret: Span
    spans: tuple[Span, ...] = ()  # every sensitive span, found or given
    kind: str = "text"
    source: str = "pasted"

    @property
    def prompt(self) -> str:
        """What comes before the secret."""
        return self.text[: self.secret.start]

    @property
    def secret_text(self) -> str:
        """The part that is to be forgotten."""
        return self.text[self.secret.start : self.secret.stop]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read, and what was done to it, in words for the page."""

    texts: tuple[Text, ...]
    notes: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()  # every column of the table that was read; none for plain text


def text_from_json(value: Mapping[str, Any]) -> Text:
    """A text from what `dataclasses.asdict` made of it."""
    spans = tuple(Span(**each) for each in value["spans"])
    return Text(**{**value, "secret": Span(**value["secret"]), "spans": spans})


def text_id(text: str, given: Span | None = None) -> str:
    """Id of a normalised text: 16 hex digits of its SHA-256, the same wherever it is read.

    A text for which two secrets are given is two texts to forget.
    """
    place = "" if given is None else f"\0{given.start}-{given.stop}"
    return hashlib.sha256((text + place).encode("utf-8")).hexdigest()[:16]


def unify_lines(raw: str) -> str:
    """Step 1 of the normalisation: every line ends with one line feed."""
    return _LINE_ENDS.sub("\n", raw)


def clean(raw: str) -> str:
    """Steps 1 to 4 of the normalisation; what `normalise` does but for the ends.

    Raises:
        TextsError: over `MAX_TEXT_CHARACTERS`.
    """
    if len(raw) > MAX_TEXT_CHARACTERS:
        raise TextsError(
            f"One text has {len(raw):,} characters; at most {MAX_TEXT_CHARACTERS:,} are read. "
            "Split it into shorter texts."
        )
    text = _UNWANTED.sub("", _SURROGATES.sub("\ufffd", unify_lines(raw)))
    if text.isascii():
        return text
    return _limit_marks(unicodedata.normalize("NFC", _limit_marks(text)))  # NFC may add marks


def normalise(raw: str) -> str:
    """The whole normalisation, as stated at the top of this file; doing it twice changes nothing.

    Raises:
        TextsError: over `MAX_TEXT_CHARACTERS`.
    """
    start, stop = blank_ends(text := clean(raw))
    return text[start:stop]


def blank_ends(text: str) -> tuple[int, int]:
    """Where `text` starts and stops when the blank lines at its ends do not count."""
    body = text.strip()
    if not body:
        return 0, 0
    first = len(text) - len(text.lstrip())
    last = first + len(body)
    line_end = text.find("\n", last)
    return text.rfind("\n", 0, first) + 1, len(text) if line_end < 0 else line_end


def new_text(
    text: str,
    *,
    secret: Span | None = None,
    spans: Iterable[Span] = (),
    kind: str = "text",
    source: str = "pasted",
) -> Text:
    """A `Text` of normalised characters; without a given secret the rule chooses one.

    Raises:
        TextsError: too short to have a prompt and a secret, or a span that is not inside it.
    """
    if len(text.strip()) < MIN_TEXT_CHARACTERS:
        raise TextsError(
            f"A text needs at least {MIN_TEXT_CHARACTERS} visible characters: one to prompt "
            "with and one to forget. Give a longer text."
        )
    ordered = _in_order(text, spans)
    chosen = choose_secret(text, ordered) if secret is None else _in_order(text, [secret])[0]
    return Text(text_id(text, secret), text, chosen, ordered, kind, source)


def with_secret(text: Text, start: int, stop: int, *, kind: str = MARKED) -> Text:
    """The same text with characters start to stop as its secret.

    Raises:
        TextsError: the secret would be empty or outside the text.
    """
    (secret,) = _in_order(text.text, [Span(start, stop, kind)])
    return replace(text, secret=secret)


def with_spans(text: Text, spans: Iterable[Span]) -> Text:
    """The same text with other sensitive spans; its secret is chosen anew among them.

    Raises:
        TextsError: a span is empty or outside the text.
    """
    ordered = _in_order(text.text, spans)
    return replace(text, spans=ordered, secret=choose_secret(text.text, ordered))


def places(text: str, piece: str) -> list[int]:
    """The last two places at which a piece stands in a text by itself, not inside a longer word.

    The last one comes first. After `MOST_INSIDE` places inside words nothing is looked for.
    """
    found: list[int] = []
    at = len(text)
    for _ in range(MOST_INSIDE):
        at = text.rfind(piece, 0, at + len(piece) - 1)
        if at < 0 or len(found) == 2:
            break
        ends = (at, at + len(piece))
        if not any(_JOINED.match(text, end - 1) for end in ends if end):
            found.append(at)
    return found


def last_place(text: str, piece: str) -> int:
    """The last place at which a piece stands by itself, else inside a word; -1 for none."""
    return (places(text, piece) or [text.rfind(piece)])[0]


def distinct(texts: Iterable[Text]) -> list[Text]:
    """Each text once, in the order in which they came; a text is what its id names."""
    found: dict[str, Text] = {}
    for text in texts:
        found.setdefault(text.id, text)
    return list(found.values())


def choose_secret(text: str, spans: Sequence[Span]) -> Span:
    """The secret of a text: its most sensitive span; the last half where there is none.

    Of equally sensitive spans the last one, because it leaves the longest prompt. Where nothing
    stands in front of the chosen span, its first half becomes the prompt: so the secret stays
    sensitive and can still be asked for.
    """
    if not spans:
        return last_half(text)
    best = min(spans, key=lambda span: (_rank(span), -span.start))
    return askable(text, best) or last_half(text)


def askable(text: str, span: Span) -> Span | None:
    """A span that can be asked for: its second half where nothing stands in front of it.

    None where it is too short for a half.
    """
    if text[: span.start].strip():
        return span
    if len(text[span.start : span.stop].strip()) < MIN_TEXT_CHARACTERS:
        return None
    half = last_half(text[span.start : span.stop])
    return Span(span.start + half.start, span.start + half.stop, span.kind)


def last_half(text: str) -> Span:
    """The last half of a text, from the word boundary nearest to its middle."""
    stop = len(text.rstrip())
    first = len(text) - len(text.lstrip())
    middle = first + max(1, (stop - first) // 2)
    words = [match.end() for match in re.finditer(r"\s+", text[:stop]) if match.end() > first]
    start = min(words, key=lambda place: abs(place - middle), default=middle)
    return Span(start, stop, LAST_HALF)


def _rank(span: Span) -> float:
    """Place in the order of sensitivity; an unknown kind comes just before dates."""
    before_dates = SENSITIVITY.index("date") - 0.5
    return SENSITIVITY.index(span.kind) if span.kind in SENSITIVITY else before_dates


def _in_order(text: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans by place, each once; an empty span or one outside the text is an error."""
    ordered = sorted(set(spans), key=lambda span: (span.start, span.stop, span.kind))
    for span in ordered:
        if type(span.start) is not int or type(span.stop) is not int:
            raise TextsError(f"A span needs whole numbers, not {span.start!r} to {span.stop!r}.")
        if not 0 <= span.start < span.stop <= len(text):
            raise TextsError(
                f"Characters {span.start} to {span.stop} are no part of a text of {len(text)} "
                "characters. Mark at least one character inside the text."
            )
    return tuple(ordered)


def _limit_marks(text: str) -> str:
    """Step 3 of the normalisation; most texts hold no combining mark and return at once."""
    if not any(map(unicodedata.combining, text)):
        return text
    kept: list[str] = []
    for is_mark, run in itertools.groupby(text, lambda char: unicodedata.combining(char) > 0):
        kept.extend(itertools.islice(run, MAX_MARKS_IN_A_ROW if is_mark else None))
    return "".join(kept)
