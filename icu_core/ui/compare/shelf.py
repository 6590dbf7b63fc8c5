"""What can be asked of a run with one click: its texts, their other wordings, their neighbours.

Every prompt has a key that names its place and none of its words, so that a link can hold it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from icu_core.errors import ConfigError
from icu_core.texts import Span, Text
from icu_core.ui import library, live
from icu_core.ui.live import View

Role = Literal["target", "fresh", "taught", "partner", "ordinary", "own"]

MOST_TARGETS = 60
MOST_OF_A_GROUP = 4
ORDINARY_SHOWN = 6
ORDINARY_WORDS = 9
OWN = "own"
KEY = re.compile(r"t([0-9]{1,5})(?:[fwn][0-9])?|o[0-9]")
MARKS: Mapping[str, Role] = {"f": "fresh", "w": "taught", "n": "partner"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One prompt: the beginning of a text, whose secret is what should or should not follow."""

    key: str  # t3: a target; t3f0, t3w0, t3n0: about it; o2: ordinary talk; own
    role: Role
    text: Text
    place: int = 0  # of the target that it is about

    @property
    def prompt(self) -> str:
        """As it stands in the prompt; the space before the secret is the model's to say."""
        return self.text.prompt.rstrip(" ")

    @property
    def has_secret(self) -> bool:
        """Whether there is something that should, or should not, follow."""
        return self.role != "ordinary" and self.text.secret.stop > self.text.secret.start


def targets(view: View) -> list[Entry]:
    """The texts that were to be forgotten, as they were taught; only the first of very many."""
    return [
        Entry(f"t{place}", "target", text, place)
        for place, text in enumerate(view.targets[:MOST_TARGETS])
        if text.prompt.strip()
    ]


def about(view: View, place: int) -> list[Entry]:
    """The same fact in other words, and the neighbours of a target, which were to be kept."""
    target = view.targets[place]
    fresh, taught = library.wordings(target)
    pairing = live.pairing(view, target.id)
    partners = [_partner(each) for each in (pairing["partners"] if pairing else ())]
    others = {text.id for text in view.targets}
    groups: Mapping[str, Sequence[Text]] = {
        "f": fresh,
        "w": [text for text in taught if text.id not in others],
        "n": partners,
    }
    return [
        Entry(f"t{place}{mark}{number}", MARKS[mark], text, place)
        for mark, texts in groups.items()
        for number, text in enumerate(texts[:MOST_OF_A_GROUP])
        if text.prompt.strip()
    ]


def ordinary() -> list[Entry]:
    """Beginnings of harmless texts that no model has seen."""
    return [
        Entry(f"o{number}", "ordinary", _beginning(text))
        for number, text in enumerate(library.ordinary()[:ORDINARY_SHOWN])
    ]


def first(view: View) -> Entry | None:
    """What is asked where nothing was chosen."""
    return next(iter(targets(view)), None)


def every(view: View) -> Iterator[Entry]:
    """All prompts of the shelf."""
    for target in targets(view):
        yield target
        yield from about(view, target.place)
    yield from ordinary()


def is_key(key: Any) -> bool:
    """Whether this could name a prompt on a shelf."""
    return isinstance(key, str) and KEY.fullmatch(key) is not None


def find(view: View, key: Any) -> Entry:
    """The prompt with this key. Raises ConfigError."""
    named = KEY.fullmatch(key) if is_key(key) else None
    some = [*ordinary(), *targets(view)]
    if named and named[1] and int(named[1]) < len(view.targets):
        some += about(view, int(named[1]))
    found = next((entry for entry in some if entry.key == key), None)
    if found is None:
        raise ConfigError("There is no such prompt on the shelf of this run. Choose another.")
    return found


def asked(view: View, key: Any, typed: str) -> Entry:
    """The prompt of the shelf that was typed word for word, else the visitor's own words.

    Own words are about the target that was chosen last: its secret is what should not follow.
    """
    try:
        chosen = find(view, key)
    except ConfigError:
        chosen = None
    same = (each for each in (chosen, *every(view)) if each and each.prompt == typed.rstrip(" "))
    return next(same, None) or own(view, chosen.place if chosen else 0, typed)


def own(view: View, place: int, typed: str) -> Entry:
    """The visitor's own words before the secret of a target."""
    begin = typed.rstrip(" ") + " "
    secret = view.targets[place].secret_text.strip()
    span = Span(len(begin), len(begin) + len(secret), view.targets[place].secret.kind)
    return Entry(OWN, "own", Text(OWN, begin + secret, span, (), view.targets[place].kind), place)


def secrets(view: View, entry: Entry) -> list[str]:
    """What counts as said: the secret of the prompt; after own words every secret of the run."""
    if entry.role == "own":
        return [text.secret_text.strip() for text in view.targets]
    return [entry.text.secret_text.strip()]


def _partner(each: Mapping[str, Any]) -> Text:
    start, stop = each["secret"]
    return Text(each["id"], each["text"], Span(start, stop, "partner"), (), "partner")


def _beginning(text: Text) -> Text:
    """An ordinary text of which only the first words are asked."""
    words = text.text.split(" ", ORDINARY_WORDS)
    start = len(text.text) - len(words[-1]) if len(words) > ORDINARY_WORDS else len(text.text) // 2
    return Text(text.id, text.text, Span(start, len(text.text), "ordinary"), (), "ordinary")
