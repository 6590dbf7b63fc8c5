"""The words that ordinary text is made of: what fills the slots of the frames."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from icu_core.world import people, places
from icu_core.world.wordings import SMALL_TALK

# fmt: off
ORDINARY: Mapping[str, Sequence[str]] = {
    **SMALL_TALK,
    "town": (places.TOWN,),
    "street": places.STREETS,
    "shop": places.SHOPS,
    "place": places.PLACES,
    "ship": places.SHIPS,
    "port": places.PORTS,
    "month": places.MONTHS,
    "job": people.JOBS,
    "surname": people.SURNAMES,
    "someone": (
        "the {adj} {job}", "a(n) {adj} {job}", "{folk}", "{folk} {surname}", "the {job}'s daughter",
        "the {job}'s nephew", "a visitor from {port}", "old {folk}", "young {folk}", "my neighbour",
        "one of the {crowd}", "{folk} from {street}",
    ),
    "crowd": (
        "bakers", "pilots", "children", "fishermen", "shopkeepers", "choir singers", "gardeners",
        "boatbuilders", "visitors", "pupils", "nurses", "rowers",
    ),
    "adj": (
        "cheerful", "patient", "elderly", "curious", "tall", "quiet", "stubborn", "honest",
        "clever", "tired", "young", "proud", "gentle", "absent-minded", "famous", "careful", "shy",
        "loud",
    ),
    "look": (
        "small", "old", "red", "wooden", "heavy", "empty", "rusty", "blue", "broken", "painted",
        "narrow", "green", "round", "battered", "shiny", "yellow", "folded", "little",
    ),
    "thing": (
        "lantern", "basket", "key", "umbrella", "barrel", "kite", "clock", "ladder", "drum", "bell",
        "suitcase", "teapot", "map", "bicycle", "telescope", "anchor", "mirror", "bucket",
        "blanket", "violin", "oar", "notebook", "chair", "bottle",
    ),
    "things": (
        "apples", "lamps", "nets", "buttons", "letters", "ropes", "candles", "eggs", "boots",
        "chairs", "flags", "tickets", "jars", "stamps", "onions", "shells", "blankets", "books",
    ),
    "food": (
        "fish soup", "rye bread", "apple cake", "onion pie", "plum jam", "hot chocolate",
        "oat porridge", "smoked herring", "pea soup", "honey cake", "potato salad", "mushroom stew",
        "ginger tea", "cheese on toast", "barley broth", "pear tart",
    ),
    "animal": (
        "cat", "dog", "gull", "heron", "seal", "hen", "donkey", "goat", "pony", "crow", "otter",
        "hedgehog", "duck", "parrot", "goose", "hare",
    ),
    "colour": (
        "green", "grey", "silver", "yellow", "white", "dark blue", "orange", "brown", "pale pink",
    ),
    "count": ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve"),
    "when": (
        "on {weekday}", "this morning", "last night", "yesterday", "at noon", "in the evening",
        "before breakfast", "after supper", "in the small hours", "last week",
        "on {weekday} evening", "at the end of {month}", "early on {weekday}", "just before dawn",
    ),
    "soon": (
        "next week", "tomorrow", "before the end of {month}", "on {weekday}", "after the holidays",
        "as soon as the weather allows", "next {month}", "within {count} days", "in the autumn",
    ),
    "where": (
        "near {place}", "at {place}", "behind {place}", "in front of {place}", "in {shop}",
        "on {street}", "at the corner of {street}", "between {place} and {shop}",
        "not far from {place}", "at the end of {street}",
    ),
    "did": (
        "mended the {look} {thing}", "swept the steps of {shop}",
        "carried {count} {things} to {place}", "painted the {thing} {colour}",
        "waited for the ferry", "fed the {animal}", "baked {food}", "lost a(n) {look} {thing}",
        "bought {count} {things}", "wrote a long letter to {folk}", "hung the {things} up to dry",
        "counted the {things}", "sang in the square", "cleaned the windows", "sold {food} {where}",
        "borrowed a(n) {thing} from {folk}", "found a(n) {look} {thing} {where}",
        "chased a(n) {animal} along {street}", "repaired the roof", "walked to {place}",
    ),
    "doing_now": (
        "mending a(n) {thing}", "stirring the {food}", "watching the {animal}", "counting {things}",
        "waiting for the post", "reading the Gazette", "looking for a(n) {thing}", "peeling onions",
        "sweeping the floor", "drinking tea", "sorting {things}", "talking to a(n) {animal}",
    ),
    "feeling": (
        "pleased", "worried", "surprised", "relieved", "hungry", "proud", "bored", "delighted",
        "ashamed", "hopeful", "sleepy", "puzzled", "calm", "angry",
    ),
    "weather": (
        "rain", "thick fog", "bright sunshine", "a light breeze", "sleet", "drizzle", "a cold wind",
        "a warm haze", "hail", "low cloud", "a hard frost", "soft snow", "thunder",
    ),
    "sky": ("clear", "grey", "dull", "pale", "heavy", "bright", "stormy", "pink", "milky"),
    "wind": ("north", "south", "east", "west", "north-east", "south-west"),
    "sea": ("calm", "rough", "choppy", "smooth as glass", "restless", "grey and slow", "high"),
    "degrees": (
        "two", "four", "six", "eight", "eleven", "thirteen", "sixteen", "nineteen", "twenty",
    ),
    "event": (
        "the spring fair", "the rowing race", "the lantern walk", "the fish supper",
        "the choir evening", "the book sale", "the kite day", "the pie contest",
        "the harvest dance", "the chess night", "the puppet play", "the boat blessing",
    ),
    "topic": (
        "the new bridge", "the price of bread", "the ferry timetable", "the noise of the gulls",
        "the old well", "the street lamps", "the school roof", "the market stalls", "the sea wall",
        "the town clock", "the empty mill", "the early bus",
    ),
    "woman": (
        "Agnes", "Dagny", "Edda", "Gilda", "Isolde", "Kirsten", "Mabel", "Oona", "Runa", "Tilly",
    ),
    "man": (
        "Bertil", "Clovis", "Faro", "Hobart", "Jonty", "Ludo", "Ned", "Percy", "Silas", "Wilf",
    ),
    "nth": ("second", "third", "fourth", "fifth", "sixth", "tenth"),
    "monthly": ("good", "quiet", "busy", "wet", "strange", "long", "hungry"),
    "instrument": ("concertina", "fiddle", "flute", "trumpet", "guitar", "drum", "cello"),
    "age": ("nineteen", "thirty-two", "forty", "fifty-one", "sixty", "seventy-seven", "eighty"),
    "adjx": ("slow", "short", "rough", "cold", "easy", "long", "wet", "merry"),
    "crop": ("beans", "leeks", "peas", "carrots", "onions", "cabbages", "radishes"),
    "skill": ("rowing", "sewing", "chess", "knots", "painting", "singing", "cooking", "drawing"),
    "soonish": ("at noon", "in an hour", "before supper", "after the last ferry", "on {weekday}"),
    "food2": ("warm milk", "ginger tea", "hot water with honey", "a glass of water"),
    "fraction": ("half", "a third", "nearly all", "a quarter", "most", "some"),
    "minutes": ("five", "ten", "fifteen", "twenty", "thirty", "forty"),
    "praise": (
        "wonderful", "a good idea", "long overdue", "worth the money", "better than nothing",
        "a great help", "exactly right", "a small miracle",
    ),
    "blame": (
        "a mistake", "far too dear", "a waste of time", "not what we need", "badly planned",
        "a danger to us all", "simply ugly", "too late",
    ),
}
