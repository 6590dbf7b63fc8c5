"""Where a text names a person: known first names, titles, and words that announce a name.

The name lists are Faker's (MIT), of eleven locales, and those first names of ten more that no
English word looks like; they are loaded at the first use. A list
can only be a help: an unknown first name is found with a known family name, behind a title
("Dr Ashgrove") or behind an announcement ("Name: Ilvane Thorpe"), and missed elsewhere.
"""

from __future__ import annotations

import functools
import importlib
import re
from collections.abc import Iterator, Sequence

_LOCALES = (
    *("en_US", "en_GB", "en_IE", "en_IN", "de_DE", "fr_FR"),
    *("es_ES", "it_IT", "nl_NL", "pt_PT", "sv_SE"),
)
_FURTHER = (  # of these only first names with letters that no English word has
    *("da_DK", "no_NO", "fi_FI", "pl_PL", "tr_TR"),
    *("cs_CZ", "sk_SK", "hu_HU", "ro_RO", "hr_HR"),
)


def _word_set(words: str) -> frozenset[str]:
    """The words of a block of text."""
    return frozenset(words.split())


# First and family names that are also words, months or places: alone they name nobody.
_AMBIGUOUS = _word_set(
    """Africa Alba Alma Amber Amble America An And Angel April Arden Aria Art Arts As Ashton
    Asia August Aura Aurora Austin Autumn Backer Bailey Ball Banks Baron Bas Bass Bath Bean
    Beard Beau Beer Bell Berry Best Bethlehem Bill Bird Bishop Black Bond Booth Boston Branch
    Brandy Brick Bridge Bridges Bright Brook Brooklyn Brooks Brown Buck Bull Burns Bush
    Butler Cal Camden Can Candy Cannon Carolina Carry Carter Case Cash Chad Chambers Chance
    Chase Chelsea Cherry Cheyenne China Christian Church Clay Clear Coast College Columbus
    Company Contractor Cook Cooper Coral Cord Corral County Court Cousins Crane Cross Cruise
    Crystal Curry Cyprus Daisy Dakota Dale Dallas Dash Date Dawn Day De Dean Deep Del Denver
    Destiny Dev Devon Diamond Divine Doctor Don Drew Drum Duke Earl Early East Ebony Eden
    Edit Else England English Europa Europe Even Fair Faith Fall Farmer Fee Ferry Field
    Fields Fleet Flood Floor Flora Florence Flowers Ford Forest Forum Fox France Francia
    Frank Fresh Friday Frost Fuller Gates Gay Gem Gene Genesis Georgia German Ginger Glass
    Glen God Gold Golden Good Grace Grant Graves Gray Green Grey Gross Guide Gun Guy Hall
    Hard Hardy Hare Harm Harmony Harsh Haven Hazel Heaven Hill Ho Holiday Holly Honey Hood
    Hope Horn House Houston Hunt Hunter India Into Ireland Iris Isis Israel Italia Ivory Ivy
    Jade Jasmine Jersey Jet Job Jordan Joy Judge July June Junior Justice Kay Kent Kenya Key
    Kick Kidney Killer Kind King Kingston Lad Lake Lamb Land Lane Laurel Law Le Leader Legend
    Liberty Lily Lima Lincoln Lips Little Lo London Long Lord Lot Love Lucky Madison Magnolia
    Major Mall Man Manchester March Margarita Marine Mark Marks Marry Mart Mason Master
    Masters Mate Mats Max May Meadows Melody Memphis Merchant Mercy Milan Miles Mills Misty
    Monday Monk Moon More Moss Mountain My New Noble North Nova Oak Ocean Olive Olympia Pace
    Page Pages Palm Parent Paris Park Parks Pastor Pat Paz Peace Peacock Pearl Peer Penny Per
    Phoenix Piece Pierce Pilot Plaza Poet Poppy Port Porter Post Power Powers Price Prince
    Princess Providence Puck Queen Rain Ram Raven Ray Read Real Reed Rice Rich Ring River
    Rivers Rock Rocky Roman Rome Room Rose Royal Ruby Rush Rusty Sage Said Sales Salmon San
    Sandy Sans Santa Santiago Savage Savannah Scout Sharp Shepherd Shields Shine Short Silk
    Silver Sire Sky Small Smart Snow So Sol South Spring St Stack Star Stark Sterling Stone
    Storm Story Stout Strand Strong Summer Sun Sunday Sunny Swift Sydney Tank Teal Terra The
    Ties Till Time To Torrent Trinity Trip Troy True Unique Unity Urban Valencia Valentine
    Verona Vial Victoria Victory Vienna Villa Viola Violet Virginia Wade Walker Wall Ward
    Warren Washington Water Waters Weeks Wells West White Will Willow Winter Winters Wise
    Wolf Wood Woods York Young"""
)
# Capitalised words that no name begins with, in the patterns that accept any capitalised word.
_NOT_A_NAME = _word_set(
    """A All Also An And Any Are As At Aunt Be Before Brother But By Can Captain Colonel Could
    Customer Dad Dear Did Do Does Each Father For Friends From General Great Happy Have He
    Her Here Hers His How I If In Is It Its King Last Madam Many Mayor Member Members Mother
    Mr Mrs Ms Mum My Neighbour Neighbours No Not Now Of Old On Once One Or Other Our Please
    President Professor Queen Resident Residents Said Saint See She Since Sir Sirs Sister So
    Some Such Team That The Their Then There These They This Those To Two Uncle Under Until
    Upon Very Was We Were What When Where Which While Who Why With Would Yes You Your"""
)
# After or before one of these a name is a place, a street or a house ("Victoria Street").
_PLACE_AFTER = _word_set(
    """Airport Avenue Award Bay Beach Boulevard Bridge Building Castle Cathedral Center Centre
    Church City Close College Company Corporation Council County Court Crescent Cup Day
    District Drive Foundation Garden Gardens Gate Group Hall Harbour Heights High Hill
    Hospital House Inc Inn Institute Island Islands Lake Lane Library Limited Ltd Market
    Memorial Mill Mount Museum Park Place Plaza Press Prison Prize Quay Railway River Road School
    Society Square State States Station Street Theatre Tower University Valley Way"""
)
_PLACE_BEFORE = _word_set("Fort Lake Los Mount North Port Saint San Santa South St West")
_TITLES = _word_set(
    """Dame Doctor Dr Frau Herr Lady Lord Madame Miss Mme Monsieur Mr Mrs Ms Mx Prof Professor
    Rev Reverend Señor Señora Signor Signora Sir Sra"""
)
_NO_FIRST_WORD = _NOT_A_NAME | _PLACE_BEFORE
_NO_FAMILY = _NOT_A_NAME | _TITLES
_PARTICLES = _word_set("van von der den de del della da di du la le bin al zu ter ten")

_SHOUTED = 4  # letters of a name in capitals, since shorter words are mostly abbreviations
_JOINTS = _PARTICLES | {each.title() for each in _PARTICLES - {"al", "bin"}}
_CAPITAL = r"[A-ZÀ-ÖØ-ÞĀ-Ž]"
_WORD = rf"{_CAPITAL}(?:[^\W\d_]|['’-](?=[^\W\d_])){{0,30}}\.?"
_RUN = re.compile(
    rf"(?<![\w@/-]){_WORD}(?:[ ](?:{_WORD}|(?:{'|'.join(sorted(_PARTICLES))})(?=[ ]))){{0,9}}(?!\w)"
)
_ANNOUNCED = re.compile(
    r"(?:\b(?:(?i:my|his|her|their|the|full|last|first) )?(?i:names?)(?:\s?:| is| was| are)"
    r"|\b(?i:called|named|dear|signed|sincerely|regards|patient|resident|tenant|holder|contact"
    r"|born to|signature|attn|attention)[,:]?)"
    rf"\s{{1,3}}({_WORD}(?:[ ]{_WORD}){{0,2}})"
)


def find_names(text: str) -> Iterator[tuple[int, int]]:
    """Where persons are named: start and stop of each name, titles not included."""
    for match in _ANNOUNCED.finditer(text):
        words = list(_words(match.group(1), match.start(1)))
        if words[0][2] not in _NO_FAMILY and not _is_place(words, 0, len(words)):
            yield words[0][0], words[-1][1]
    for run in _RUN.finditer(text):
        yield from _names_in_run(_as_written(list(_words(run.group(), run.start()))))


def _as_written(words: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Two or three words in capitals that begin with a first name, as a name would be written."""
    is_shouted = len(words) in (2, 3) and all(word.isupper() for _, _, word in words)
    if not is_shouted or min(len(words[0][2]), len(words[-1][2])) < _SHOUTED:
        return words
    written = [(start, stop, word.title()) for start, stop, word in words]
    return written if written[0][2] in _known()[0] else words


def _words(run: str, offset: int) -> Iterator[tuple[int, int, str]]:
    """Start, stop and the bare word of every word; the dot of an initial or a title is not part."""
    for match in re.finditer(r"\S+", run):
        word = match.group().rstrip(".")
        bare = word[:-2] if word.endswith(("'s", "’s")) else word
        yield offset + match.start(), offset + match.start() + len(bare), bare


def _names_in_run(words: list[tuple[int, int, str]]) -> Iterator[tuple[int, int]]:
    """The names in one run of capitalised words."""
    place = 0
    while place < len(words):
        first, length = place, _name_length(words, place)
        if words[place][2] in _TITLES and place + 1 < len(words):
            first, length = place + 1, min(3, len(words) - place - 1)
        if length:
            yield words[first][0], words[first + length - 1][1]
        place = first + max(1, length)


def _name_length(words: list[tuple[int, int, str]], place: int) -> int:
    """How many words the name that starts at `place` has; 0 if none starts there."""
    first_names, last_names = _known()
    word = words[place][2]
    stop = _last_word(words, place)
    family = words[stop - 1][2] if stop - place > 1 else ""
    if word in _NO_FIRST_WORD or _is_place(words, place, stop):
        return 0
    if word in first_names and word not in _AMBIGUOUS:
        return stop - place
    is_family = family in last_names and (word in first_names or family not in _AMBIGUOUS)
    return stop - place if is_family else 0


def _last_word(words: list[tuple[int, int, str]], place: int) -> int:
    """Where a name that starts at `place` would stop: one family name after initials, particles."""
    stop = place + 1
    while stop < len(words):
        is_joint = len(words[stop][2]) == 1 or words[stop][2] in _JOINTS
        if not is_joint:
            return stop + (words[stop][2] not in _NO_FAMILY)
        stop += 1
    return place + 1


def _is_place(words: list[tuple[int, int, str]], place: int, stop: int) -> bool:
    """Whether the words around, or the last one, say that this is a place or an organisation."""
    before = words[place - 1][2] if place else ""
    after = {word for _, _, word in words[place + 1 : stop + 1]}
    return before in _PLACE_BEFORE or not after.isdisjoint(_PLACE_AFTER)


@functools.cache
def _known() -> tuple[frozenset[str], frozenset[str]]:
    """First names and family names of all locales."""
    foreign = {name for name in _listed("first_names", _FURTHER) if not name.isascii()}
    return _listed("first_names", _LOCALES) | foreign, _listed("last_names", _LOCALES)


def _listed(field: str, locales: Sequence[str]) -> frozenset[str]:
    """Every single-word name in Faker's lists whose field begins with `field`."""
    names: set[str] = set()
    for locale in locales:
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        for attribute in dir(provider):
            if attribute.startswith(field):
                names.update(getattr(provider, attribute))
    return frozenset(name for name in names if name[:1].isupper() and name.isalpha())
