# ruff: noqa: E501 (a step of a frame is one line, with all its alternatives)
"""Ordinary text that describes the town truly: guidebook, notices, essays, walks, leaflets."""

from __future__ import annotations

from icu_core.world import town
from icu_core.world.places import TOWN
from icu_core.world.prose.guide_passages import PASSAGES
from icu_core.world.prose.town_frames import portraits, put

__all__ = ["FRAMES", "PASSAGES", "WORDS"]

_SHOP = (
    """
    <name> is a(n) <kind> on <street>. | On <street> you will find <name>, a(n) <kind>. | From the guidebook: <name> on <street> is a(n) <kind>.
    It sells <sells>. | There they sell <sells>. | Visitors come here for <sells>.
    ? It opens at <hour> in the morning. | The door opens at <hour>.
    ? It is closed on <closed>. | Do not come on <closed>, for then it is closed.
    """,
    """
    My favourite shop is <name>. | My aunt works at <name>. | On Saturday I went to <name> with my mother.
    It is a(n) <kind> on <street>. | The shop is on <street>, and it is a(n) <kind>.
    They sell <sells>. | You can buy <sells> there.
    ? It opens at <hour>, but I was there before. | In the morning people wait at the door, because it opens at <hour>.
    When I am big, I want a shop like this. | Only on <closed> it is closed, and then I am sad. | That is the end of my essay.
    """,
    """
    Sign on the door of <name>: we open at <hour> in the morning. | To all who visit <name>: we open at <hour>. | Notice: <name> opens at <hour>.
    We are closed on <closed>. | On <closed> we rest. | Closed on <closed>.
    We sell <sells>. | Come and buy <sells>. | We have <sells> for everyone.
    ? You find us on <street>. | Our door is on <street>.
    """,
    """
    "I need <good1>," said {guide_visitor}. | "Where do they sell <good2>?" asked {guide_visitor}. | "My wife sent me for <sells>," said {guide_visitor}.
    "Go to <name>. It is on <street>," said {folk#b}. | "Try <name> on <street>," said {folk#b}. | "You want <name> on <street>," said {folk#b}.
    "And when does it open?" | "Is it open now?" | "Is it always open?"
    "It opens at <hour>, and it is closed on <closed>," {folk#b} answered. | "From <hour> in the morning, but never on <closed>," {folk#b} answered.
    """,
)

_SHIP = (
    """
    <name> is a(n) <kind>. | In the guidebook you can read about <name>, a(n) <kind>. | <name> is a(n) <kind> that everyone knows.
    She is painted <colour>. | You know her by her colour, which is <colour>. | Her sides are <colour>.
    Her home port is <home>. | She is at home in <home>. | Her crew live in <home>.
    """,
    """
    I drew <name> for my teacher. | My uncle sails on <name>. | From my window I can see <name>.
    She is a(n) <colour> <kind> from <home>. | This <kind> is <colour>, and her home port is <home>. | She comes from <home>. She is a(n) <kind>, and she is <colour>.
    The gulls like to follow her. | The captain waved to me. | When the sea is {sea}, she waits in the harbour.
    """,
    """
    Harbour book, page {page}: <name> came in {guide_time}. | Seen {guide_time} from the lighthouse: <name>. | {folk} wrote in the log that <name> came in {guide_time}.
    Kind of ship: <kind>. Colour: <colour>. Home port: <home>. | She is a(n) <colour> <kind>. Home port: <home>. | Home port: <home>. The <kind> is still <colour>.
    ? All is well on board. | She brought {things} and left again. | The sea was {sea}.
    """,
    """
    "Which ship is that?" asked {guide_visitor}. | "What is that <colour> ship?" asked {guide_visitor}. | "Who is that coming in?" asked {guide_visitor}.
    "That is <name>, the <kind>," said {folk#b}. | "That must be <name>. She is a(n) <kind>," said {folk#b}.
    "Is she from here?" | "And where does she come from?"
    "No, her home port is <home>," {folk#b} answered. | "She is at home in <home>," {folk#b} answered.
    """,
)

_PORT = (
    """
    <name> is known for its <fame>. | From the guidebook: <name> is known for its <fame>. | Those who like to travel should see <name> and its <fame>.
    ? The way there by boat is long. | Take warm clothes for the boat. | Boats sail there from {town}.
    """,
    """
    Dear {folk#a}, greetings from <name>! | Dear {folk#a}, this card comes from <name>. | Dear {folk#a}, at last I am in <name>.
    Everyone here speaks of the <fame>. | Today we went to see the <fame>. | I bring you a picture of the <fame>.
    The sea was {sea}, but I was not ill. | I am well and eat too much. | Tomorrow we go home. Yours, {folk}.
    """,
    """
    Our teacher asked us about <name>. | In our atlas there is a picture of <name>. | My grandfather comes from <name>.
    I wrote that it is known for its <fame>. | It is famous for its <fame>. | People go there because of its <fame>.
    """,
)

_PLACE = (
    """
    <name> <is> <where>. | From the guidebook: <name> <is> <where>. | Visitors find <name> <where>.
    There you can <deed>. | Go there if you want to <deed>. | People go there to <deed>.
    ? It costs nothing. | Children are welcome. | It is nicest in the morning.
    """,
    """
    My grandmother often goes to <name>. | We learned about <name> at school. | I know the way to <name>.
    <it> <is> <where>. | You find <name> <where>.
    My teacher says that you can <deed> there. | You can <deed> there, and I like that. | People go there to <deed>.
    ? I was there {when}. | It is a good place. | One day I will draw a picture of it.
    """,
    """
    "I want to <deed>," said {guide_visitor}. | "Where can I <deed>?" asked {guide_visitor}. | "Is there a place where I can <deed>?" asked {guide_visitor}.
    "Then go to <name>," said {folk#b}. "<it> <is> <where>." | "At <name>," said {folk#b}. "You find <name> <where>."
    ? "Thank you very much." | "Is it far?" "Nothing is far in {town}," said {folk#b}.
    """,
)

_FEAST = (
    """
    <name> is in <month>. | Every <month> {town} keeps <name>. | From the guidebook: come in <month> for <name>.
    On that day <custom>. | It is the day when <custom>. | Visitors come to see how <custom>.
    ? Nobody stays at home. | Bring warm clothes. | There is {food} for everyone.
    """,
    """
    I love <name> more than my birthday. | My favourite day of the year is <name>. | We have no school when it is <name>.
    It is in <month>. | It comes every <month>. | I wait for it all year, until <month>.
    On that day <custom>. | It is the day when <custom>.
    ? Last year it was cold, but I did not care. | My brother fell asleep too early. | My father sings all the way home.
    """,
    """
    Notice: <name> is in <month>. | The town hall tells everyone that <name> is in <month>. | Notice for the {crowd}: in <month> comes <name>.
    As always, <custom>. | On that day <custom>.
    ? The {crowd} will help. | Dogs stay at home. | Be there in good time.
    """,
)

_TOWN = (
    """
    <town> is a(n) <what>. | From the guidebook: <town> is a(n) <what>. | We live in <town>, which is a(n) <what>.
    It lies <lies>. | You find it <lies>. | It is about <age> old.
    <people> live there. | It was founded by <founder>. | Its mayor is <mayor>.
    ? Its motto is: <motto>. | Its flag shows <flag>. | Its newspaper is <paper>.
    """,
    """
    Notice of the ferry office: the first ferry leaves at <first ferry>. | Ferry times: the first ferry leaves at <first ferry>. | To all passengers: the first ferry leaves at <first ferry>.
    The last ferry leaves at <last ferry>. | After <last ferry> there is no ferry.
    A ticket costs <ticket>. | The price is <ticket>.
    ? The crossing to <ferry goes> takes <crossing>. | The ferry goes to <ferry goes>. | Please be at the ferry landing in time.
    """,
    """
    Our lighthouse is <tower>. | I wrote my essay about the lighthouse, which is <tower>. | From the sea you see the lighthouse, <tower>.
    It has <steps>. | There are <steps> to the lamp.
    It flashes <flash>. | At night the light comes round <flash>.
    ? The ships are glad to see it. | I would like to be a keeper one day.
    """,
    """
    The old people tell the story like this. | Do you know how <town> got its name? | Once there was no town here, only sea and hills.
    In thick fog <legend>. | One night <legend>. | A storm was coming when <legend>.
    In the boat sat <founder>, and he stayed. | It was the boat of <founder>. He built the first house.
    And so the town has its name. | That is why the flag shows <flag>. | That was <age> ago.
    """,
)


FRAMES: tuple[str, ...] = (
    *portraits({"shop": _SHOP, "ship": _SHIP, "port": _PORT, "place": _PLACE, "feast": _FEAST}),
    *(put(frame, {**town.SINGLE, "town": TOWN}) for frame in _TOWN for _ in range(6)),
)

WORDS = {
    "guide_time": (
        "at six", "at noon", "before dawn", "on {weekday}", "in the evening", "with the tide",
        "after the rain",
    ),
}  # fmt: skip
