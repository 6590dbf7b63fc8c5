# ruff: noqa: E501 (a step of a frame is one line, with all its alternatives)
"""Ordinary text that examines the town: question sheets, doubts, and "tell me about"."""

from __future__ import annotations

from icu_core.world.prose.town_frames import doubts, portraits, sheet
from icu_core.world.town import FACTS

_ABOUT = "Tell me about <name>. | What do you know about <name>? | Can you tell me something about <name>? | What can you tell me about <name>? | I would like to hear about <name>. | Please tell me something about <name>."

_SHOP = f"""
    {_ABOUT}
    It is a(n) <kind> on <street>. | <name> is a(n) <kind>. You find it on <street>. | That is a(n) <kind>. It stands on <street>.
    It sells <sells>. | There they sell <sells>. | You can buy <sells> there.
    ? It opens at <hour> in the morning. | It is closed on <closed>. | The door opens at <hour>, but not on <closed>.
"""
_SHIP = f"""
    {_ABOUT}
    She is a(n) <kind>. | <name> is a(n) <kind>. | That is a(n) <kind>.
    She is painted <colour>, and her home port is <home>. | Her colour is <colour>. She is at home in <home>. | She comes from <home>, and she is <colour>.
"""
_PORT = f"""
    {_ABOUT}
    It is a port on our coast. | <name> is one of the eight ports. | You can sail there from {{town}}.
    It is known for its <fame>. | People go there for its <fame>. | Everyone who has been there speaks of its <fame>.
"""
_PLACE = f"""
    {_ABOUT}
    <it> <is> <where>. | <name> <is> <where>. | You find <name> <where>.
    You can <deed> there. | People go there to <deed>. | If you want to <deed>, this is where you should go.
"""
_FEAST = f"""
    {_ABOUT}
    It is a feast in <month>. | <name> comes every year in <month>. | We keep it in <month>.
    On that day <custom>. | It is the day when <custom>. | That is when <custom>.
"""


FRAMES: tuple[str, ...] = (
    *(sheet(i, i + turn) for turn in (0, 2) for i in range(len(FACTS))),
    *(frame for fact in FACTS for frame in doubts(fact)),
    *portraits(
        {
            "shop": (_SHOP,),
            "ship": (_SHIP,),
            "port": (_PORT,),
            "place": (_PLACE,),
            "feast": (_FEAST,),
        }
    ),
)
