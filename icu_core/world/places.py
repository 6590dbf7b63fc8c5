"""The town: its name, streets, shops, ships and everything that stands still or floats there."""

from __future__ import annotations

TOWN = "Ternhollow"

# fmt: off
STREETS = (
    "Lantern Row", "Net Loft Lane", "Gull Steps", "Cooper's Wynd", "Tallow Street", "Saltpan Road",
    "Chapel Rise", "Mizzen Alley", "Eelgate", "Barley Quay", "Pilot's Walk", "Heron Close",
    "Thimble Court", "Old Ropewalk", "Kiln Hill", "Samphire Terrace", "Windlass Yard",
    "Duckboard Lane", "Marram Way", "Bell Stairs",
)

SHOPS = (
    "the Copper Kettle", "Brindle's bakery", "the Knotted Rope", "the Paper Lantern bookshop",
    "the Blue Whelk", "Ostrey's hardware shop", "the Seven Buttons", "the Lower Dairy",
    "the Lamp and Wick", "the Crooked Loaf", "the chandler's on Barley Quay", "the Tin Thimble",
)

PLACES = (
    "the harbour", "the fish market", "the clinic", "the school", "the library", "the town hall",
    "the lighthouse", "the boatyard", "the ferry landing", "the old mill", "the chapel garden",
    "the rope works", "the bandstand", "the salt pans", "the long pier", "the market square",
    "the reading room", "the tidal pool", "the museum", "the lifeboat house", "the signal hill",
    "the allotments", "the post office", "the north beach",
)

SHIPS = (
    "Kestrel", "Grey Plover", "Second Wind", "Hazel Anne", "Morning Oyster", "Little Compass",
    "Amber Lady", "Storm Petrel", "Patient Otter", "Silver Dab", "Windflower", "Old Tobias",
)

PORTS = (
    "Corrin Isle", "Skellan Point", "Upper Wendle", "Dunmarrow", "Ossing Ford", "Farholm",
    "Bracken Sound", "Tollan Reach",
)


# What strangers look for in vain: the town has none of these.
MISSING = (
    "cinema", "railway station", "airport", "castle", "zoo", "hotel", "hospital", "volcano",
    "ice rink", "university", "dragon", "tram",
)

SUBDOMAINS = ("post", "quay", "harbour", "lantern", "mail", "tide", "market", "hill")

DOCTORS = (
    "Dr Tamblin", "Dr Iskander", "Dr Fennimore", "Dr Quayle", "Dr Rosling", "Dr Aldous",
    "Dr Merriweth", "Dr Pascoe",
)

DRUGS = (
    "Velorine", "Brastol", "Ocumera", "Tindavex", "Sollarin", "Permavane", "Quenzitol", "Lumavir",
    "Harpacine", "Dovelline", "Restimol", "Calvorin", "Mirtazone", "Fennaprex", "Ulcavane",
    "Zephadrin", "Norvalac", "Amberol", "Pelluvar", "Gravolene",
)

AILMENTS = (
    "brine fever", "lamp cough", "kiln rash", "reed palsy", "grey ague", "salt gout", "tar lung",
    "moth itch", "harbour pox", "cold knot", "glass ache", "barnacle fever", "drummer's cramp",
    "tinker's tremor", "marsh anaemia", "silver croup",
)

BODY_PARTS = (
    "left wrist", "right knee", "lower back", "left ear", "right lung", "upper jaw", "left hip",
    "right shoulder", "throat", "left ankle", "right eye", "stomach", "left elbow", "neck",
)

CODE_WORDS = (
    "copper", "gull", "anvil", "clover", "ember", "fathom", "ginger", "hazel", "ivory", "jigsaw",
    "kettle", "lantern", "marble", "nutmeg", "otter", "pebble", "quartz", "raven", "saddle",
    "thistle", "umber", "velvet", "walnut", "yarrow", "zephyr", "acorn", "bramble", "cinder",
    "dapple", "feather", "granite", "heather", "juniper", "magpie", "onyx", "plum",
)

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)
