"""Where a text holds a phone number: a usual format, a numbering plan, or words that announce it.

Sources   the `phonenumbers` library (Google's metadata) beside patterns of our own for the
          fictional numbers 555-01xx and short local ones that no metadata calls valid.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

# Where numbers without a country code may come from, in the order they are tried.
_REGIONS = ("US", "GB", "DE", "FR", "ES", "IT", "NL", "IN", "AU")

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
_YEARS = re.compile(r"(?:1[5-9]|20)\d\d ?[-–/] ?(?:1[5-9]|20)?\d\d")
_IP = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_KINDS = (  # of numbers, as a numbering plan tells them apart
    *("fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost", "personal_number"),
    *("voip", "pager", "uan", "voicemail"),
)
_ABROAD = ("00", "011")  # what is dialled before the code of a country


def find_phones(text: str, dates: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Where phone numbers are, extensions included; what is a date is none."""
    for match in _PHONE_ANNOUNCED.finditer(text):
        yield match.start(1), _with_extension(text, match.end(1))
    for match in _PHONE.finditer(text):
        if not dates.fullmatch(match.group()) and _is_phone(match.group()):
            yield match.start(), _with_extension(text, match.end())


def _with_extension(text: str, stop: int) -> int:
    """Where a phone number really stops, its extension included."""
    match = _EXTENSION.match(text, stop)
    return match.end() if match else stop


def _is_phone(number: str) -> bool:
    """A number of a usual format, or one that the numbering plan of some region allows."""
    if _YEARS.fullmatch(number) or _IP.fullmatch(number):
        return False
    if _PHONE_FORMAT.fullmatch(number):
        return True
    digits = sum(char.isdigit() for char in number)
    if not 7 <= digits <= 15 or (number.isdigit() and not number.startswith("0")):
        return False
    return _is_in_a_plan(number)


@functools.lru_cache(maxsize=10_000)
def _is_in_a_plan(number: str) -> bool:
    import phonenumbers  # its metadata takes a moment to load: only where a candidate needs it

    for region in _regions(number):
        try:
            parsed = phonenumbers.parse(number, region)
        except phonenumbers.NumberParseException:
            continue
        fits = phonenumbers.is_valid_number if region else phonenumbers.is_possible_number
        if fits(parsed):
            return True
    return False


def _regions(number: str) -> list[str | None]:
    """The regions whose plan could allow the number; to ask each takes a hundred times as long."""
    if number.lstrip("(").startswith("+"):
        return [None]
    digits = re.sub(r"\D", "", number)
    if digits.startswith(_ABROAD):
        return list(_REGIONS)
    return [region for region, plan in _plans().items() if plan.fullmatch(digits)]


@functools.cache
def _plans() -> dict[str, re.Pattern[str]]:
    """What a number of each region looks like, with or without what may be dialled before it.

    A region shares the code of its country with others, whose numbers are valid there too.
    """
    from phonenumbers import PhoneMetadata, region_codes_for_country_code

    plans = {}
    for region in _REGIONS:
        known = PhoneMetadata.metadata_for_region(region)
        assert known is not None and known.country_code is not None
        sharing = map(
            PhoneMetadata.metadata_for_region, region_codes_for_country_code(known.country_code)
        )
        kinds = (getattr(each, kind) for each in sharing for kind in _KINDS)
        numbers = "|".join({kind.national_number_pattern or "(?!)": None for kind in kinds if kind})
        inland = f"(?:{known.national_prefix_for_parsing or '0'}){{0,2}}"
        plans[region] = re.compile(f"{inland}(?:{known.country_code})?{inland}(?:{numbers})")
    return plans
