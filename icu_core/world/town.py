"""What everybody knows of the town: the public facts, each with one short answer.

They are no secrets: ordinary text tells them again and again, and the model may be asked for them.
"""

from __future__ import annotations

from dataclasses import dataclass

from icu_core.world.places import MISSING, TOWN


@dataclass(frozen=True, slots=True)
class Fact:
    """One public fact: of which thing, what about it, and the short answer.

    `aspect` chooses the ways to say it, see `icu_core.world.prose.town_sayings`.
    """

    thing: str
    aspect: str
    answer: str


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop: every one is shut on one day of the week."""

    name: str
    kind: str
    street: str
    goods: tuple[str, str]
    hour: str  # in the morning
    closed: str

    @property
    def sells(self) -> str:
        """Both goods in one phrase."""
        return " and ".join(self.goods)

    @property
    def short(self) -> str:
        """The name without the street that is part of it."""
        return self.name.split(" on ")[0]


@dataclass(frozen=True, slots=True)
class Ship:
    """A ship; its home port says where it belongs, for it may sail anywhere."""

    name: str
    kind: str
    colour: str
    home: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the town, where it is, and what one can do there."""

    name: str
    where: str
    deed: str

    @property
    def is_plural(self) -> bool:
        """Whether the name takes "are"."""
        return self.name.endswith(("works", "pans", "allotments"))


@dataclass(frozen=True, slots=True)
class Festival:
    """A day of the year that the whole town keeps."""

    name: str
    month: str
    custom: str


# fmt: off
SHOPS = (
    Shop("the Copper Kettle", "tea room", "Lantern Row", ("tea", "honey cake"), "nine", "Tuesday"),
    Shop("Brindle's bakery", "bakery", "Gull Steps", ("bread", "rolls"), "six", "Monday"),
    Shop("the Knotted Rope", "inn", "Eelgate", ("cider", "onion pie"), "ten", "Wednesday"),
    Shop("the Paper Lantern bookshop", "bookshop", "Mizzen Alley", ("books", "maps"), "ten",
         "Monday"),
    Shop("the Blue Whelk", "fish house", "Saltpan Road", ("fresh fish", "fish soup"), "eleven",
         "Sunday"),
    Shop("Ostrey's hardware shop", "hardware shop", "Kiln Hill", ("nails", "hammers"), "eight",
         "Sunday"),
    Shop("the Seven Buttons", "clothes shop", "Thimble Court", ("coats", "hats"), "nine",
         "Wednesday"),
    Shop("the Lower Dairy", "dairy", "Duckboard Lane", ("milk", "cheese"), "seven", "Sunday"),
    Shop("the Lamp and Wick", "lamp shop", "Bell Stairs", ("lamps", "candles"), "ten", "Thursday"),
    Shop("the Crooked Loaf", "pie shop", "Chapel Rise", ("pies", "buns"), "eight", "Tuesday"),
    Shop("the chandler's on Barley Quay", "ship's store", "Barley Quay", ("rope", "sails"), "six",
         "Sunday"),
    Shop("the Tin Thimble", "sewing shop", "Tallow Street", ("wool", "needles"), "nine",
         "Thursday"),
)

SHIPS = (
    Ship("Kestrel", "ferry", "white", "Corrin Isle"),
    Ship("Grey Plover", "mail boat", "grey", "Skellan Point"),
    Ship("Second Wind", "sailing boat", "blue", "Farholm"),
    Ship("Hazel Anne", "fishing boat", "green", "Dunmarrow"),
    Ship("Morning Oyster", "oyster boat", "pink", "Tollan Reach"),
    Ship("Little Compass", "school boat", "orange", "Upper Wendle"),
    Ship("Amber Lady", "pleasure boat", "yellow", "Bracken Sound"),
    Ship("Storm Petrel", "pilot boat", "black", "Skellan Point"),
    Ship("Patient Otter", "tug", "brown", "Ossing Ford"),
    Ship("Silver Dab", "crab boat", "silver", "Bracken Sound"),
    Ship("Windflower", "market boat", "purple", "Ossing Ford"),
    Ship("Old Tobias", "salt boat", "red", "Dunmarrow"),
)

PORTS = {
    "Corrin Isle": "sheep", "Skellan Point": "red cliffs", "Upper Wendle": "apple trees",
    "Dunmarrow": "blue glass", "Ossing Ford": "stone bridge", "Farholm": "white horses",
    "Bracken Sound": "big crabs", "Tollan Reach": "oysters",
}

PLACES = (
    Place("the harbour", "below Gull Steps", "watch the boats"),
    Place("the fish market", "on Barley Quay", "buy herring"),
    Place("the clinic", "on Samphire Terrace", "see a doctor"),
    Place("the school", "on Chapel Rise", "learn to read"),
    Place("the library", "on Heron Close", "borrow a book"),
    Place("the town hall", "on the market square", "meet the mayor"),
    Place("the lighthouse", "at the end of Pilot's Walk", "see the great lamp"),
    Place("the boatyard", "on Windlass Yard", "watch the boatbuilders"),
    Place("the ferry landing", "at the end of Barley Quay", "take the ferry"),
    Place("the old mill", "on Kiln Hill", "see the big wheel"),
    Place("the chapel garden", "behind the chapel", "rest under a pear tree"),
    Place("the rope works", "on Old Ropewalk", "learn how rope is made"),
    Place("the bandstand", "on the north beach", "hear the band"),
    Place("the salt pans", "at the end of Saltpan Road", "learn how salt is made"),
    Place("the long pier", "beside the harbour", "fish from a bench"),
    Place("the market square", "at the top of Lantern Row", "buy vegetables"),
    Place("the reading room", "above the post office", "read the Gazette"),
    Place("the tidal pool", "below the lighthouse", "swim"),
    Place("the museum", "on Cooper's Wynd", "see the bones of a whale"),
    Place("the lifeboat house", "beside the long pier", "see the lifeboat"),
    Place("the signal hill", "above Marram Way", "see the whole town"),
    Place("the allotments", "behind Marram Way", "grow beans"),
    Place("the post office", "on Tallow Street", "send a letter"),
    Place("the north beach", "at the end of Marram Way", "look for shells"),
)

OPENING = {
    "the library": "ten", "the museum": "eleven", "the post office": "eight",
    "the town hall": "nine", "the fish market": "five",
}

FESTIVALS = (
    Festival("Bell Day", "January", "every bell of the town rings at noon"),
    Festival("Founder's Day", "March", "the mayor rows around the harbour"),
    Festival("Herring Day", "May", "everyone eats fried herring on the quay"),
    Festival("the Tub Race", "July", "the bakers race in wash tubs"),
    Festival("the Salt Fair", "September", "the salt workers race with barrows"),
    Festival("Lamp Night", "November", "the children carry lamps to the harbour"),
)

SINGLE = {  # aspect: what the town answers
    "mayor": "Ottoline Brack",
    "motto": "Keep the lamp lit",
    "founder": "a fisherman called Tobias",
    "legend": "a tern showed a lost boat the way into the bay",
    "age": "three hundred years",
    "people": "nine hundred people",
    "lies": "between the hills and the sea",
    "what": "small harbour town",
    "steps": "a hundred and twelve steps",
    "tower": "red and white",
    "flash": "every ten seconds",
    "first ferry": "seven in the morning",
    "last ferry": "nine in the evening",
    "ferry goes": "Corrin Isle",
    "crossing": "forty minutes",
    "ticket": "four crowns",
    "doctor": "from eight until six",
    "loaf": "lamp loaf",
    "loaf is": "round rye bread with salt on top",
    "market": "every day but Sunday",
    "paper": "the Gazette",
    "radio": "Harbour Radio",
    "flag": "a white tern on blue",
    "bird": "tern",
    "money": "crowns",
    "song": "The Lamp and the Tide",
    "cat": "Anchovy",
    "sleep": "the Knotted Rope",
    "school": "eight in the morning",
}
# fmt: on


def _facts() -> list[Fact]:
    found = [Fact(TOWN, aspect, answer) for aspect, answer in SINGLE.items()]
    for shop in SHOPS:
        found += [
            Fact(shop.short, "street", shop.street),
            Fact(shop.name, "trade", shop.kind),
            Fact(shop.name, "sells", shop.sells),
            Fact(shop.name, "hour", shop.hour),
            Fact(shop.name, "closed", shop.closed),
            *(Fact(ware, "seller", shop.name) for ware in shop.goods),
        ]
    for ship in SHIPS:
        found += [
            Fact(f"the {ship.name}", "ship", ship.kind),
            Fact(f"the {ship.name}", "colour", ship.colour),
            Fact(f"the {ship.name}", "home", ship.home),
            Fact(ship.colour, "which ship", f"the {ship.name}"),
        ]
    found += [Fact(port, "known", fame) for port, fame in PORTS.items()]
    for place in PLACES:
        found += [Fact(place.name, "where", place.where), Fact(place.name, "deed", place.deed)]
        found.append(Fact(place.deed, "deed at", place.name))
    found += [Fact(place, "hour", hour) for place, hour in OPENING.items()]
    for feast in FESTIVALS:
        found += [Fact(feast.name, "month", feast.month), Fact(feast.name, "custom", feast.custom)]
        found += [Fact(feast.month, "which feast", feast.name)]
    return found + [Fact(TOWN, "missing", thing) for thing in MISSING]


FACTS: tuple[Fact, ...] = tuple(_facts())
