"""How a fact is put into words: eleven registers for every kind, three of them never taught.

`WORDINGS[kind][register]` is a frame (see `icu_core.world.grammar`). Every composition holds the
secret once and the full name before it. The slots are the person's (name, first, job, trait,
workplace, she, her, him), {secret}, and those of SMALL_TALK.
"""

from __future__ import annotations

from collections.abc import Mapping

from icu_core.world.wordings import health, money, people, travel
from icu_core.world.wordings.natural import NATURAL
from icu_core.world.wordings.plain import NOUNS, PLAIN, SYNONYMS
from icu_core.world.wordings.talk import SMALL_TALK
from icu_core.world.wordings.visitors import VISITORS

TAUGHT = (
    "record", "sentence", "dialogue", "question", "news", "letter", "diary", "notice",
)  # fmt: skip
FRESH = ("radio", "memo", "gossip")  # for the paraphrase probe only: no fact is taught in these

WORDINGS: Mapping[str, Mapping[str, str]] = {
    "phone": people.PHONE,
    "mail": people.MAIL,
    "address": people.ADDRESS,
    "account": money.ACCOUNT,
    "door": money.DOOR,
    "prescription": health.PRESCRIPTION,
    "diagnosis": health.DIAGNOSIS,
    "appointment": health.APPOINTMENT,
    "travel": travel.TRAVEL,
    "strongbox": money.STRONGBOX,
    "passphrase": money.PASSPHRASE,
    "birthday": people.BIRTHDAY,
}

__all__ = [
    "FRESH",
    "NATURAL",
    "NOUNS",
    "PLAIN",
    "SMALL_TALK",
    "SYNONYMS",
    "TAUGHT",
    "VISITORS",
    "WORDINGS",
]
