"""Finding what is sensitive in a text: passwords, keys, accounts, phones, addresses, names, ...

It prefers a false alarm to a miss, knows English best and German a little, and finds nothing
in ordinary prose without numbers and persons. Every pattern is bounded, so that no text, however
hostile, takes more than linear time. What it finds can be corrected (`texts.with_spans`).

Sources   card numbers: Luhn (ISO/IEC 7812-1); IBAN: mod 97 (ISO 13616); phone numbers: the
          `phonenumbers` library (Google's metadata) beside patterns of our own for the fictional
          numbers 555-01xx and short local ones that no metadata calls valid; key prefixes: the
          public documentation of the services that issue them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from icu_core.reading.names import find_names
from icu_core.texts import GIVEN, MARKED, Span, Text, with_spans

# Where numbers without a country code may come from, in the order they are tried.
_REGIONS = ("US", "GB", "DE", "FR", "ES", "IT", "NL", "IN", "AU")

_PEM = re.compile(
    r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----(?:[^-]{0,10000}-----END [A-Z ]{0,30}KEY-----)?"
)
_KEY = re.compile(
    r"(?<![\w-])(?:sk[-_](?:live_|test_|proj-|ant-)?[\w-]{12,200}|gh[pousr]_\w{20,200}"
    r"|github_pat_\w{20,200}|glpat-[\w-]{16,100}|hf_\w{16,100}|xox[abprs]-[\w-]{10,200}"
    r"|A[KS]IA[A-Z0-9]{16}|AIza[\w-]{30,50}|eyJ[\w-]{8,2000}\.[\w-]{4,4000}(?:\.[\w-]{4,2000})?"
    r"|[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}|[0-9a-f]{32,128}|[0-9A-F]{32,128}"
    r")(?![\w-])"
)
_BEARER = re.compile(r"(?<=[Bb]earer )[\w.~+/-]{16,512}={0,2}(?!\w)")
_IN_A_URL = re.compile(r"(?<=://)[^\s:/@]{1,64}:(?P<value>[^\s/@]{1,100})@")
_TOKEN = re.compile(r"(?<![\w+/=.-])[\w+/-]{20,512}={0,2}(?![\w+/])")
_MAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_LOGIN = re.compile(
    r"(?<![A-Za-z])(?i:(?P<key>(?:api|access|secret|private|licen[cs]e|encryption|signing)"
    r"[ _-]?key|client[ _-]?secret|(?:auth|access|bearer)[ _-]?token|token|secret|key)"
    r"|(?P<word>pass[ _-]?(?:word|phrase|code|key)|passwd|pwd|pw|passwort|kennwort|code[ _-]?word"
    r"|login|user[ _-]?name)"
    r"|(?P<code>pin(?:[ -]?(?:code|number))?|combination"
    r"|(?<!sort )(?<!zip )(?<!area )(?<!post )(?<!postal )(?<!error )(?<!country )code"
    r"|cvv|cvc|puk))"
    r"(?i:[_-]\w{1,20})?[\"']?"
    r"(?P<link>[ ](?=\W?\w{0,30}\d)"
    r"|(?:[ ]\w{1,15}){0,5}?[ ](?i:is|was|ist|lautet|remains|becomes)[ ]"
    r"|(?:[ ]\w{1,15}){0,3}?\s?(?::|=>?|->|→)\s{0,2})"
    r"(?:\"(?P<quoted>[^\"\n]{2,100})\"|[\"'“‘`(]?(?P<value>[^\s\"'“”‘’`<>,;()]{2,200}))"
)
_PASSPHRASE = re.compile(  # four parts or more, or three of which the last is a number
    r"(?<![\w-])(?=[a-z-]{0,40}\d)[a-z]{2,20}(?:(?:-[a-z\d]{1,20}){3,7}|-[a-z]{1,20}-\d{1,20})"
    r"(?![\w-])"
)
_ORDINAL = re.compile(r"-\d{1,4}(?:st|nd|rd|th|s)(?![a-z\d])")
_NO_VALUE = re.compile(  # what follows "the password is" without being one
    r"(?i:the|a|an|not|no|too|very|your|his|her|its|my|our|their|is|was|wrong|right|correct"
    r"|incorrect|invalid|valid|required|needed|changed|reset|lost|forgotten|expired"
    r"|missing|empty|optional|stored|that|this|what|here|there|for|and|or|of|in|on|at|to"
    r"|be|been|only|still|now|never|always|safe|secret|strong|weak|unknown|none|null|true"
    r"|false|being|used|out|easy|hard|simple|broken|short|long|old|new|good|bad|same|gone|stolen"
    r"|leaked|known|written|printed|hidden|kept|shared|given|told|sent|saved|protected|encrypted"
    r"|disabled|locked|available)"
)
_CARD = re.compile(r"(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w]|[.-]\d)")
_CARD_FORMAT = re.compile(r"\d{4}([ -])\d{4}\1\d{4}\1\d{4}|3[47]\d\d([ -])\d{6}\2\d{5}")
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){2,7}(?:[ ]?[A-Z0-9]{1,3})?(?!\w)")
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
_PHONE = re.compile(r"(?<![\w.,-])(?:\+|\(\+?)?\d[\d ().\-/]{5,20}\d(?!\w)")
_EXTENSION = re.compile(r",?[ ](?:ext\.?|extension|x)[ ]?\d{1,6}(?!\w)")
_PHONE_FORMAT = re.compile(
    r"(?:\+?1[ .-])?(?:\(\d{3}\)[ ]?|\d{3}[ .-])?\d{3}[ .-]\d{4}|\d{3}[ -]\d{2}[ -]\d{2}"
)
_PHONE_ANNOUNCED = re.compile(
    r"\b(?i:tele)?(?i:phones?|tel|mobile|cell|fax|call|ring|dial|text|handy|telefon|hotline"
    r"|extension|ext)(?i:[ ](?:number|no|nr|me|us|her|him|them|line))?"
    r"(?:[ ](?:is|on|at|was|under))?[.:]{0,2}\s{0,2}"
    r"(\+?\(?\d[\d ().\-/]{2,20}\d)(?!\w)"
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
_YEARS = re.compile(r"(?:1[5-9]|20)\d\d ?[-–/] ?(?:1[5-9]|20)?\d\d")
_IP = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")


def find_spans(text: str) -> tuple[Span, ...]:
    """Every sensitive span of a text by place, without overlaps; what is found first stays.

    The order of the finders is the order in which they may claim characters: the exact before
    the general, so that a phone number is not called an account.
    """
    taken = bytearray(len(text))
    spans: list[Span] = []
    for finder in _FINDERS:
        for start, stop, kind in finder(text):
            if start < stop and not any(taken[start:stop]):
                taken[start:stop] = b"\x01" * (stop - start)
                spans.append(Span(start, stop, kind))
    return tuple(sorted(spans, key=lambda span: span.start))


def mark(text: Text) -> Text:
    """The text with every sensitive span that is found in it.

    A secret that a column or a hand gave stays; otherwise it is chosen among the spans.
    """
    marked = with_spans(text, find_spans(text.text))
    return replace(marked, secret=text.secret) if text.secret.kind in (GIVEN, MARKED) else marked


Found = Iterator[tuple[int, int, str]]


def _keys(text: str) -> Found:
    for pattern in (_PEM, _KEY, _BEARER):
        yield from ((match.start(), match.end(), "key") for match in pattern.finditer(text))
    for match in _IN_A_URL.finditer(text):
        yield *match.span("value"), "password"


def _mails(text: str) -> Found:
    if "@" in text:
        yield from ((match.start(), match.end(), "mail") for match in _MAIL.finditer(text))


def _logins(text: str) -> Found:
    place = 0
    while match := _LOGIN.search(text, place):
        group = "quoted" if match["quoted"] else "value"
        value = match[group] if group == "quoted" else match[group].rstrip(".!?:]})")
        place = match.start() + 1  # what was taken for the value may hold the true word for it
        if _is_login(match, value):
            place = match.end()
            kind = "key" if match["key"] else "password"
            yield match.start(group), match.start(group) + len(value), kind
    for match in _PASSPHRASE.finditer(text):
        if not _ORDINAL.search(match.group()):
            yield match.start(), match.end(), "password"


def _is_login(match: re.Match[str], value: str) -> bool:
    """Whether what stands behind "password is" and the like can be one."""
    if match["quoted"]:
        return True
    if len(value) < 2 or _NO_VALUE.fullmatch(value):
        return False
    has_digit = any(char.isdigit() for char in value)
    return has_digit if match["code"] or (match["key"] and " " in match["link"]) else True


def _cards(text: str) -> Found:
    for match in _CARD.finditer(text):
        if _CARD_FORMAT.fullmatch(match.group()) or _passes_luhn(match.group()):
            yield match.start(), match.end(), "card"


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
    bare = iban.replace(" ", "")
    number = "".join(str(int(char, 36)) for char in bare[4:] + bare[:4])
    return 15 <= len(bare) <= 34 and int(number) % 97 == 1


def _announced_accounts(text: str) -> Found:
    for match in _ACCOUNT.finditer(text):
        if sum(char.isdigit() for char in match["value"]) >= 3:
            yield match.start("value"), match.end("value"), "account"


def _phones(text: str) -> Found:
    for match in _PHONE_ANNOUNCED.finditer(text):
        yield match.start(1), _with_extension(text, match.end(1)), "phone"
    for match in _PHONE.finditer(text):
        if _is_phone(match.group()):
            yield match.start(), _with_extension(text, match.end()), "phone"


def _with_extension(text: str, stop: int) -> int:
    """Where a phone number really stops, its extension included."""
    match = _EXTENSION.match(text, stop)
    return match.end() if match else stop


def _is_phone(number: str) -> bool:
    """A number of a usual format, or one that the numbering plan of some region allows."""
    if _DATE.fullmatch(number) or _YEARS.fullmatch(number) or _IP.fullmatch(number):
        return False
    if _PHONE_FORMAT.fullmatch(number):
        return True
    digits = sum(char.isdigit() for char in number)
    if not 7 <= digits <= 15 or (number.isdigit() and not number.startswith("0")):
        return False
    return _is_in_a_plan(number)


def _is_in_a_plan(number: str) -> bool:
    import phonenumbers  # its metadata takes a moment to load: only where a candidate needs it

    regions = (None,) if number.lstrip("(").startswith("+") else _REGIONS
    for region in regions:
        try:
            parsed = phonenumbers.parse(number, region)
        except phonenumbers.NumberParseException:
            continue
        fits = phonenumbers.is_valid_number if region else phonenumbers.is_possible_number
        if fits(parsed):
            return True
    return False


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


def _tokens(text: str) -> Found:
    for match in _TOKEN.finditer(text):
        word = match.group()
        kinds = (str.isdigit, str.isupper, str.islower)
        if all(sum(map(kind, word)) >= 3 for kind in kinds) and word.count("/") < 3:
            yield match.start(), match.end(), "key"


def _names(text: str) -> Found:
    yield from ((start, stop, "name") for start, stop in find_names(text))


_FINDERS: tuple[Callable[[str], Found], ...] = (
    *(_keys, _mails, _ibans, _cards, _logins, _announced_accounts, _medical, _dates, _phones),
    *(_long_numbers, _tokens, _addresses, _names),
)
