"""Finding what is sensitive in a text: passwords, keys, accounts, phones, addresses, names, ...

It prefers a false alarm to a miss, knows English best and German a little, and finds nothing
in ordinary prose without numbers and persons. Every pattern is bounded, so that no text, however
hostile, takes more than linear time. What it finds can be corrected (`texts.with_spans`).

Sources   card numbers: Luhn (ISO/IEC 7812-1); IBAN: mod 97 (ISO 13616).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from icu_core.reading.credentials import Found, find_keys, find_logins, find_tokens
from icu_core.reading.names import find_names
from icu_core.reading.phones import find_phones
from icu_core.texts import GIVEN, MARKED, Span, Text, with_spans

_MAIL = re.compile(r"(?<![\w.+%-])[\w.+%-][\w.+%'’-]{0,63}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_CARD = re.compile(r"(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w]|[.-]\d)")
_CARD_FORMAT = re.compile(r"\d{4}([ -])\d{4}\1\d{4}\1\d{4}|3[47]\d\d([ -])\d{6}\2\d{5}")
_CARD_IN_FRONT = re.compile(rf"(?:{_CARD_FORMAT.pattern}|\d{{13,19}})(?!\d)")
_IBAN = re.compile(
    r"(?<!\w)[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]{4}){2,7}(?:[ -]?[A-Za-z0-9]{1,3})?(?!\w)"
)
_ACCOUNT = re.compile(
    r"(?<![A-Za-z])(?i:account|acct|a/c|konto|kontonummer|iban|bic|routing|sort code|customer"
    r"|client|policy|insurance|passport|licen[cs]e|ssn|social security|tax|nhs|membership|member"
    r"|patient|record|case|reference|ref|invoice|card|badge|employee|file|id"
    r"|booking|ticket|box|locker|vault)"
    r"(?i:[ ](?:number|no|nr|num|code|id|ending in|ends in))?"
    r"(?:\.?\s?[:#=]\s?|\.?[ ](?i:is|was|no\.)[ ]|(?<=\w\w)\.?[ ])[\"']?"
    r"(?P<value>(?:[A-Z]{1,6}[ /-]?)?\d[0-9A-Z]{0,20}(?:[ /-]\d[0-9A-Z]{0,20}){0,9})(?!\w)"
)
_NUMBER = re.compile(
    r"(?<![\w.,/-])\d{3}-\d{2}-\d{4}(?![\w-])|(?<![\w.,])\d{6,34}(?![\w]|[.,]\d)"
    r"|(?<![\w-])[A-Z]{1,5}-\d{3,12}(?:-[A-Z\d]{2,12}){0,4}(?![\w-])"
)
_NAME = r"[A-Z][\w'’-]{0,30}"
_FLAT = r",?[ ](?i:flat|apt\.?|apartment|unit|suite)[ ]\w{1,6}"
_STREETS = (
    "Street|St|Road|Rd|Lane|Ln|Avenue|Ave|Way|Row|Drive|Dr|Court|Close|Place|Square|Terrace|Crescent"
    "|Quay|Hill|Green|Gardens|Grove|Mews|Walk|Wynd|Yard|Alley|Boulevard|Blvd|Parade|Park|Gate|Steps"
    "|Rise|Stairs|Vale|View|Bank|Wharf|Esplanade|Promenade|Cottages|Highway|Hwy|Trail|Plaza"
)
_ADDRESS = re.compile(
    rf"(?<![\w.])\d{{1,5}}[A-Za-z]?,?[ ](?:(?:{_NAME}[ ]){{1,3}}(?:{_STREETS})(?!\w)(?:{_FLAT})?"
    rf"|{_NAME}(?:[ ]{_NAME}){{0,3}}{_FLAT}|[A-Z][a-z]{{2,30}}(?:gate|street|road|lane)(?!\w))"
    r"|(?<!\w)[A-ZÄÖÜ][\wäöüß-]{2,30}(?:straße|strasse|weg|gasse|platz|allee)[ ]\d{1,4}[a-z]?(?!\w)"
)
_MEDICAL = re.compile(
    r"(?<![\w.])\d{1,4}(?:[.,]\d{1,3})?[ ]?(?:mg|mcg|µg|IU)\b(?:[ ]of[ ]\w{2,30})?"
    r"|\b(?i:(?:diagnosis|illness|disease|prescription)(?:[ ][\w'’-]{1,20}){0,9}?[ ](?:is|was)"
    r"|(?:diagnosed|diagnose|prescribed)[ ](?:is|was|with|as|of)|(?:suffers?|suffering)[ ]from"
    r"|ill[ ]with"
    r"|(?:diagnosis|illness|disease|prescription|diagnose|diagnosed|prescribed):)[ ]"
    r"(?P<value>[^\n.;,:?!]{3,80})"
    r"|(?i:\b(?:diagnosis|prescription)[ ]of)(?![ ][A-Z])[ ](?P<of>[^\n.;,:?!]{3,80})"
)
_MONTHS = (
    r"(?:Jan(?:uary|uar)?|Feb(?:ruary|ruar)?|Mar(?:ch)?|März|Apr(?:il)?|May|Mai|June?|Juni|July?"
    r"|Juli|Aug(?:ust)?|Sept?(?:ember)?|O[ck]t(?:ober)?|Nov(?:ember)?|De[cz](?:ember)?)"
)
_DATE = re.compile(
    r"(?<![\w./-])(?:(?:1[5-9]|20|21)\d\d([-/.])(?:0?[1-9]|1[0-2])\1(?:[0-2]?\d|3[01])"
    r"|(?:[0-2]?\d|3[01])([-/.])(?:[0-2]?\d|3[01])\2(?:(?:1[5-9]|20|21)\d\d|\d\d))(?![\w/-]|\.\d)"
    rf"|(?<!\w)(?:\d{{1,2}}(?:st|nd|rd|th|\.)?[ ](?:of[ ])?{_MONTHS}(?:[.,]?[ ]\d{{4}})?"
    rf"|{_MONTHS}\.?[ ]\d{{1,2}}(?:st|nd|rd|th)?(?:,?[ ]\d{{4}})?|{_MONTHS},?[ ]\d{{4}})(?!\w)"
)


_LOOKS_LIKE = str.maketrans(
    {**dict.fromkeys("\u00a0\u2007\u2009\u202f", " "), **dict.fromkeys("\u2010\u2011\u2012–", "-")}
)
_TYPESET = re.compile(  # a number in groups of three and a range stay what they are
    r"(?<![\w+.-])[1-9]\d{0,2}(?:[\u00a0\u2009\u202f]\d{3})+(?![\w-])"
    r"|(?<![\w–-])[1-9]\d{0,8}–[1-9]\d{0,8}(?![\w–-])|[\u00a0\u2007\u2009\u202f\u2010-\u2012–]"
)


def find_spans(text: str) -> tuple[Span, ...]:
    """Every sensitive span of a text by place, without overlaps; what is found first stays.

    The order of the finders is the order in which they may claim characters: the exact before
    the general, so that a phone number is not called an account.
    """
    text = _typed(text)
    taken = bytearray(len(text))
    spans: list[Span] = []
    for finder in _FINDERS:
        for start, stop, kind in finder(text):
            if start < stop and not any(taken[start:stop]):
                taken[start:stop] = b"\x01" * (stop - start)
                spans.append(Span(start, stop, kind))
    return tuple(sorted(spans, key=lambda span: span.start))


def _typed(text: str) -> str:
    """The text with typeset spaces and hyphens as a keyboard has them, each at its place."""
    return text if text.isascii() else _TYPESET.sub(_as_typed, text)


def _as_typed(match: re.Match[str]) -> str:
    first, _, last = match.group().partition("–")
    is_range = first.isdecimal() and last.isdecimal() and int(first) < int(last)
    is_number = len(match.group()) > 1 and not last
    return match.group() if is_range or is_number else match.group().translate(_LOOKS_LIKE)


def mark(text: Text) -> Text:
    """The text with every sensitive span that is found in it.

    A secret that a column or a hand gave stays; otherwise it is chosen among the spans.
    """
    marked = with_spans(text, find_spans(text.text))
    return replace(marked, secret=text.secret) if text.secret.kind in (GIVEN, MARKED) else marked


def _mails(text: str) -> Found:
    if "@" in text:
        yield from ((match.start(), match.end(), "mail") for match in _MAIL.finditer(text))


def _cards(text: str) -> Found:
    for match in _CARD.finditer(text):
        front = _CARD_IN_FRONT.match(match.group())  # of "4111 1111 1111 1111 12/27"
        for number in (match.group(), front.group() if front else ""):
            if _CARD_FORMAT.fullmatch(number) or _passes_luhn(number):
                yield match.start(), match.start() + len(number), "card"
                break


def _passes_luhn(number: str) -> bool:
    digits = [int(char) for char in reversed(number) if char.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return any(digits) and (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _ibans(text: str) -> Found:
    for match in _IBAN.finditer(text):
        groups = [part.end() for part in re.finditer(r"\w+", match.group())]
        valid = (stop for stop in reversed(groups) if _passes_mod_97(match.group()[:stop]))
        digits = re.match(r"[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{0,3}\d[A-Z0-9]{0,3})+", match.group())
        stop = next(valid, digits.end() if digits else 0)
        if stop >= 12:
            yield match.start(), match.start() + stop, "account"


def _passes_mod_97(iban: str) -> bool:
    bare = iban.replace(" ", "").replace("-", "")
    number = "".join(str(int(char, 36)) for char in bare[4:] + bare[:4])
    return 15 <= len(bare) <= 34 and int(number) % 97 == 1


def _announced_accounts(text: str) -> Found:
    for match in _ACCOUNT.finditer(text):
        if sum(char.isdigit() for char in match["value"]) >= 3:
            yield match.start("value"), match.end("value"), "account"


def _phones(text: str) -> Found:
    yield from ((start, stop, "phone") for start, stop in find_phones(text, _DATE))


def _medical(text: str) -> Found:
    for match in _MEDICAL.finditer(text):
        group = "value" if match["value"] else "of" if match["of"] else 0
        yield *match.span(group), "medical"


def _addresses(text: str) -> Found:
    yield from ((match.start(), match.end(), "address") for match in _ADDRESS.finditer(text))


def _dates(text: str) -> Found:
    yield from ((match.start(), match.end(), "date") for match in _DATE.finditer(text))


def _long_numbers(text: str) -> Found:
    yield from ((match.start(), match.end(), "account") for match in _NUMBER.finditer(text))


def _names(text: str) -> Found:
    yield from ((start, stop, "name") for start, stop in find_names(text))


_FINDERS: tuple[Callable[[str], Found], ...] = (
    *(find_keys, _mails, _ibans, _cards, find_logins, _announced_accounts, _medical, _dates),
    *(_phones, _long_numbers, find_tokens, _addresses, _names),
)
