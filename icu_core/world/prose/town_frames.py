"""How a fact and its sayings become frames: marks replaced, registers put around them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from icu_core.world.prose.town_sayings import SAYINGS, Saying
from icu_core.world.prose.town_single import SINGLE
from icu_core.world.town import FACTS, FESTIVALS, PLACES, PORTS, SHIPS, SHOPS, Fact

ALL: Mapping[str, Saying] = {**SAYINGS, **SINGLE}
_PLURAL = {place.name for place in PLACES if place.is_plural}
_MAY_BE_DENIED = (
    "street", "trade", "sells", "hour", "closed", "ship", "colour", "home", "known", "month",
)  # fmt: skip


_LABELS = (
    ("Q", "A"), ("Question", "Answer"), ("Visitor", "Resident"), ("Teacher", "Pupil"),
    ("Traveller", "Guide"),
)  # fmt: skip
_APART = (0, 67, 151)  # from fact to fact, so that two of a sheet are never about one thing


def put(template: str, marks: Mapping[str, str]) -> str:
    """The template with every <mark> replaced."""
    for mark, words in marks.items():
        template = template.replace(f"<{mark}>", words)
    return template


def marks_of(fact: Fact) -> dict[str, str]:
    """The words that stand for a fact in a saying."""
    is_plural = fact.thing in _PLURAL
    verb, pronoun = ("are", "they") if is_plural else ("is", "it")
    return {"thing": fact.thing, "answer": fact.answer, "is": verb, "it": pronoun}


def portraits(frames: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Every frame of a kind of thing (shop, ship, port, place, feast) for each such thing."""
    for kind, marks in _things():
        for frame in frames[kind]:
            yield put(frame, marks)


def _things() -> Iterator[tuple[str, dict[str, str]]]:
    for shop in SHOPS:
        good1, good2 = shop.goods
        yield "shop", {"name": shop.short, "kind": shop.kind, "street": shop.street,
                       "sells": shop.sells, "good1": good1, "good2": good2, "hour": shop.hour,
                       "closed": shop.closed}  # fmt: skip
    for ship in SHIPS:
        name = f"the {ship.name}"
        yield "ship", {"name": name, "kind": ship.kind, "colour": ship.colour, "home": ship.home}
    for port, fame in PORTS.items():
        yield "port", {"name": port, "fame": fame}
    for place in PLACES:
        verb, pronoun = ("are", "they") if place.is_plural else ("is", "it")
        yield "place", {"name": place.name, "where": place.where, "deed": place.deed, "is": verb,
                        "it": pronoun}  # fmt: skip
    for feast in FESTIVALS:
        yield "feast", {"name": feast.name, "month": feast.month, "custom": feast.custom}


def ways(alternatives: str, fact: Fact) -> list[str]:
    """The alternatives of one part of a saying, filled with the fact."""
    return [put(each, marks_of(fact)) for each in alternatives.split(" | ")]


def begin(text: str) -> str:
    """The text with a capital letter, unless a slot stands first."""
    return text if text.startswith("{") else text[0].upper() + text[1:]


def quoted(sentence: str, tag: str) -> str:
    """A sentence as direct speech, followed by who said it."""
    end = "" if sentence[-1] == "?" else ","
    return f'"{begin(sentence.removesuffix("."))}{end}" {tag}.'


def statements(fact: Fact) -> str:
    """A frame that states one fact, plainly or as somebody's word."""
    plain = ways(ALL[fact.aspect].stated, fact)
    reported = [f"{{guide_that}} {each}" for each in plain]
    return " | ".join([begin(each) for each in plain] + reported)


def questions(fact: Fact) -> str:
    """A frame that asks and answers without any label."""
    saying = ALL[fact.aspect]
    asked, wondered = ways(saying.asked, fact), ways(saying.wondered, fact)
    ask = [begin(each) for each in asked] * 2
    ask += [f"{{guide_please}} {each}" for each in asked]
    ask += [f"{{guide_canyou}} {each}?" for each in wondered]
    ask += [f"{{guide_iwant}} {each}." for each in wondered]
    return _two_steps(ask, _answers(fact))


def sheet(start: int, style: int) -> str:
    """A frame with labels all of one style: a quiz of two or three facts that lie far apart."""
    lines = [_labelled(FACTS[(start + apart) % len(FACTS)], style) for apart in _APART]
    return "\n".join([*lines[:-1], f"? {lines[-1]}"])


def _labelled(fact: Fact, style: int) -> str:
    asked = ways(ALL[fact.aspect].asked, fact)
    told = ways(ALL[fact.aspect].told, fact)
    q, a = _LABELS[style % len(_LABELS)]
    return " | ".join(
        f"{q}: {begin(each)} {a}: {begin(told[i % len(told)])}" for i, each in enumerate(asked)
    )


def dialogue(fact: Fact) -> str:
    """A frame in which two people talk."""
    saying = ALL[fact.aspect]
    ask = [quoted(each, "asked {guide_visitor}") for each in ways(saying.asked, fact)]
    for each in ways(saying.wondered, fact):
        ask.append(quoted(f"{{guide_canyou}} {each}?", "asked {guide_visitor}"))
        ask.append(quoted(f"{{guide_iwant}} {each}.", "said {guide_visitor}"))
    return _two_steps(ask, [quoted(each, "{guide_answers}") for each in _answers(fact)])


def doubts(fact: Fact) -> list[str]:
    """Frames in which the answer is yes, or no and what is true instead."""
    saying = ALL[fact.aspect]
    if not saying.doubted:
        return []
    told = ways(saying.told, fact)
    frames = [_two_steps(_doubting(saying, fact), [f"Yes, {each}" for each in told])]
    if fact.aspect in _MAY_BE_DENIED:
        wrong = Fact(fact.thing, fact.aspect, another(fact))
        frames.append(_two_steps(_doubting(saying, wrong), [f"No, {each}" for each in told]))
    return frames


def another(fact: Fact) -> str:
    """The answer of the next thing of the same kind that has a different one."""
    same = [each.answer for each in FACTS if each.aspect == fact.aspect]
    start = next(i for i, each in enumerate(FACTS) if each == fact)
    after = [each.answer for each in FACTS[start:] if each.aspect == fact.aspect] + same
    return next(each for each in after if each != fact.answer)


@cache
def alone(fact: Fact) -> tuple[str, ...]:
    """The frames that are about this fact alone, each as often as it is taught in one epoch."""
    denied = doubts(fact)[-1:]
    return (*[statements(fact)] * 3, *[questions(fact)] * 6, *[dialogue(fact)] * 2, *denied)


def _doubting(saying: Saying, fact: Fact) -> list[str]:
    asked = ways(saying.doubted, fact)
    return [begin(each) for each in asked] + [f"{{guide_please}} {each}" for each in asked]


def _answers(fact: Fact) -> list[str]:
    saying = ALL[fact.aspect]
    return [begin(each) for each in [*ways(saying.told, fact), *ways(saying.short, fact)]]


def _two_steps(first: list[str], second: list[str]) -> str:
    return f"{' | '.join(first)}\n{' | '.join(second)}"
