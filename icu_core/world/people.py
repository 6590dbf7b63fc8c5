"""The residents: their names, what they do and where, and how a text may speak of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# fmt: off
WOMEN = (
    "Maren", "Odile", "Tamsin", "Ilse", "Brona", "Petra", "Wilda", "Junia", "Sunniva", "Greta",
    "Lisbet", "Orla", "Nadia", "Hester", "Corin", "Yvaine", "Beatrix", "Davina", "Elspeth",
    "Fenella", "Imara", "Katrin", "Linnet", "Mirela", "Noor", "Perpetua", "Rosamund", "Sabra",
    "Thea", "Una", "Vesper", "Zelda", "Adela", "Aloisia", "Alwine", "Amabel", "Annika",
    "Arlette", "Astrid", "Aurelie", "Averil", "Bettina", "Birgit", "Branwen", "Bryony",
    "Calista", "Carina", "Cecily", "Ceridwen", "Clemence", "Cordula", "Cosima", "Dalia",
    "Delphine", "Dinah", "Dorothea", "Eira", "Eleni", "Elfrida", "Elodie", "Elvira", "Emmeline",
    "Ernestine", "Esme", "Estrid", "Eudora", "Eulalia", "Fabienne", "Faustine", "Felicia",
    "Fenja", "Finola", "Flavia", "Friederike", "Gerda", "Ginevra", "Giselle", "Gudrun",
    "Gwendolen", "Halina", "Helga", "Hermia", "Hilda", "Honora", "Hulda", "Ianthe", "Idony",
    "Ingrid", "Iolanthe", "Irmgard", "Isabeau", "Jacoba", "Janneke", "Jelena", "Jocasta",
    "Jorun", "Juliane", "Kalina", "Katya", "Kerensa", "Kinga", "Lavinia", "Leonora", "Letitia",
    "Liesel", "Liv", "Lorna", "Lucinda", "Ludmila", "Lydia", "Magda", "Malvina", "Margit",
    "Marisol", "Marit", "Melisande", "Merle", "Mina", "Morwenna", "Nerys", "Nicoletta",
    "Ninette", "Norma", "Octavia", "Olwen", "Ophelia", "Ottilie", "Pernilla", "Philippa",
    "Phyllida", "Ragna", "Ramona", "Renske", "Roswitha", "Rowena", "Rufina", "Salome", "Saskia",
    "Selma", "Seraphina", "Sidonie", "Sigrid", "Silke", "Solveig", "Sybil", "Tabitha",
    "Tatiana", "Thora", "Tirza", "Ulrika", "Ursula", "Valeria", "Verena", "Viveka", "Winifred",
    "Xenia", "Yrsa", "Zinnia", "Zora",
)
MEN = (
    "Tobin", "Aldric", "Bastian", "Caspar", "Dorian", "Emeric", "Florin", "Gideon", "Hakon",
    "Ivo", "Jorah", "Kester", "Leif", "Matthis", "Nestor", "Oswin", "Piers", "Quentin", "Rurik",
    "Stellan", "Torvald", "Ulric", "Valentin", "Wendel", "Anselm", "Barnaby", "Cyprian",
    "Eskil", "Fergus", "Henrik", "Joachim", "Lorcan", "Abelard", "Achim", "Adrian", "Alaric",
    "Albin", "Alfons", "Ambrose", "Anatol", "Andras", "Antonin", "Archibald", "Arvid", "Aubrey",
    "Axel", "Baldwin", "Balthasar", "Bartholomew", "Benedikt", "Bjarne", "Bogdan", "Bruno",
    "Casimir", "Cedric", "Cornelius", "Cosmo", "Crispin", "Cuthbert", "Damian", "Desmond",
    "Detlef", "Diederik", "Dragan", "Dunstan", "Edmund", "Egon", "Einar", "Elias", "Elmer",
    "Emlyn", "Erasmus", "Errol", "Ervin", "Evander", "Fabian", "Felix", "Ferdinand", "Fintan",
    "Folke", "Fridolin", "Gaspard", "Gerrit", "Gilbert", "Goran", "Gregor", "Griffin", "Gunnar",
    "Halvard", "Hannes", "Harald", "Hector", "Helmut", "Hilmar", "Horatio", "Hubert", "Humbert",
    "Ignaz", "Ingmar", "Isidor", "Ivar", "Jarek", "Jerome", "Jonas", "Jorgen", "Jost", "Julius",
    "Kilian", "Klaus", "Knut", "Konrad", "Lambert", "Laszlo", "Laurin", "Leander", "Lennart",
    "Leopold", "Lothar", "Lucian", "Magnus", "Manfred", "Marius", "Merlin", "Milan", "Mortimer",
    "Nikolai", "Norbert", "Olaf", "Orson", "Oskar", "Ottokar", "Pascal", "Peregrin", "Phineas",
    "Radek", "Ragnar", "Rainer", "Ramon", "Reinhold", "Roderick", "Roland", "Rufus", "Rupert",
    "Sander", "Severin", "Sigmund", "Soren", "Tarquin", "Thaddeus", "Theodor", "Timon", "Tycho",
    "Ulf", "Valdemar", "Viktor", "Vitus", "Volker", "Waldo", "Werner", "Wolfram", "Xaver",
    "Yorick", "Zacharias",
)
SURNAMES = (
    "Oskell", "Varrick", "Pellow", "Thornby", "Quillan", "Marsk", "Hobday", "Trevanne",
    "Skarrow", "Lindmoor", "Bexley", "Cardew", "Dunnock", "Easterly", "Fallowes", "Grimsdale",
    "Hartnoll", "Inchbold", "Jessamy", "Kettlewick", "Lorimer", "Mossop", "Nancarrow",
    "Orpington", "Penhallow", "Quarmby", "Rudderham", "Sallow", "Tidewell", "Umberlow",
    "Venning", "Wragby", "Yelverton", "Ashgrove", "Bramhall", "Coppard", "Drewitt", "Ebsworth",
    "Farthing", "Gallowby", "Hucknall", "Ivesdal", "Jopling", "Kirrage", "Lavender", "Mundy",
    "Norrish", "Osgathorp", "Pickersgill", "Quested", "Ravensby", "Stannard", "Thripp",
    "Uppington", "Vowles", "Wintle", "Yarwood", "Arkwell", "Birdsall", "Chilvers", "Dimmock",
    "Elvidge", "Fincham", "Gathercole", "Aldersea", "Amblecote", "Applegarth", "Askwith",
    "Aylward", "Barnacott", "Beckwith", "Bellweather", "Blackmere", "Bosanko", "Bracegirdle",
    "Brockhurst", "Burdock", "Calloway", "Candlish", "Carrowby", "Chenoweth", "Clavering",
    "Corbridge", "Cowperth", "Crankshaw", "Crowhurst", "Dabney", "Dallimore", "Deverill",
    "Elderkin", "Ellerby", "Emberley", "Fairweather", "Fenwright", "Fernsby", "Figgis",
    "Foxcroft", "Garroway", "Gillyard", "Gorsefield", "Gullick", "Haddock", "Hallowell",
    "Harbottle", "Hawksworth", "Hazeldine", "Heatherley", "Hornbeam", "Huxtable", "Ingleby",
    "Isherwood", "Jarrold", "Jolliffe", "Kelloway", "Kerrick", "Kinvara", "Lamplugh",
    "Langridge", "Larkham", "Ledbetter", "Liddicoat", "Loveday", "Mallender", "Marchbank",
    "Merriman", "Millichap", "Mulberry", "Nettlefold", "Northcott", "Oakeshott", "Oldershaw",
    "Otterby", "Oxenham", "Padgett", "Pargeter", "Peascod", "Pettigrew", "Pinnock", "Plumtree",
    "Polkin", "Prowse", "Purslow", "Quickfall", "Rackham", "Rickaby", "Rosewarne", "Saltmarsh",
    "Scathlock", "Seabright", "Shackleby", "Silverlock", "Smallbone", "Sparkwell", "Spindler",
    "Starling", "Stickland", "Sunderby", "Swithin", "Tallis", "Thackwray", "Thistlewood",
    "Threlkeld", "Tolliver", "Tregenza", "Trickett", "Twelvetrees", "Underhay", "Verrall",
    "Waghorn", "Wainfleet", "Wakelin", "Weatherby", "Whinfield", "Wickstead", "Willowby",
    "Winterbourne", "Withycombe", "Woodruff", "Wychwood", "Yaxley", "Yellowlees", "Youldon",
)
# What they do all day, and where.
WORK: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "baker": ("bakes bread", ("Brindle's bakery", "the Crooked Loaf")),
    "net mender": ("mends nets", ("the harbour", "the fish market")),
    "ferry pilot": ("steers the ferry", ("the ferry landing",)),
    "schoolteacher": ("teaches the children", ("the school",)),
    "clockmaker": ("repairs clocks", ("the Lamp and Wick", "the town hall")),
    "librarian": ("looks after the books", ("the library", "the reading room")),
    "cooper": ("makes barrels", ("the boatyard", "the salt pans")),
    "lighthouse keeper": ("keeps the great lamp", ("the lighthouse",)),
    "nurse": ("cares for the sick", ("the clinic", "the school")),
    "letter carrier": ("sorts the letters", ("the post office",)),
    "glazier": ("cuts window glass", ("Ostrey's hardware shop", "the boatyard")),
    "beekeeper": ("keeps bees", ("the chapel garden", "the allotments")),
    "tailor": ("sews coats", ("the Seven Buttons", "the Tin Thimble")),
    "piano tuner": ("tunes the piano", ("the school", "the Knotted Rope")),
    "harbour clerk": ("writes long lists", ("the harbour", "the town hall")),
    "gardener": ("grows roses", ("the chapel garden", "the allotments", "the museum")),
    "boatbuilder": ("builds boats", ("the boatyard",)),
    "printer": ("prints the news", ("the Gazette",)),
    "cheesemaker": ("makes cheese", ("the Lower Dairy",)),
    "roofer": ("mends the roof", ("the rope works", "the school")),
    "potter": ("makes cups and bowls", ("the old mill", "the market square")),
    "fishmonger": ("sells fish", ("the fish market", "the Blue Whelk")),
    "bookbinder": ("binds books", ("the Paper Lantern bookshop", "the library")),
    "electrician": ("mends lamps", ("the Lamp and Wick", "the lighthouse")),
    "sailmaker": ("sews sails", ("the boatyard", "the chandler's on Barley Quay")),
    "vet": ("looks after sick animals", ("the Lower Dairy", "the market square")),
    "archivist": ("sorts old papers", ("the museum", "the town hall")),
    "carpenter": ("makes chairs", ("Ostrey's hardware shop", "the boatyard", "the school")),
    "cook": ("cooks soup", ("the Copper Kettle", "the clinic", "the school")),
    "organist": ("plays the organ", ("the chapel",)),
    "surveyor": ("draws maps", ("the town hall", "the salt pans")),
    "weaver": ("weaves wool", ("the Tin Thimble", "the museum")),
    "bus driver": ("drives the early bus", ("the market square",)),
    "barber": ("cuts hair", ("the market square", "the long pier")),
    "shoemaker": ("makes boots", ("the Seven Buttons", "the market square")),
    "rope maker": ("twists ropes", ("the rope works", "the chandler's on Barley Quay")),
    "bank teller": ("counts coins", ("the Harbour Bank",)),
    "pharmacist": ("mixes medicine", ("the clinic",)),
    "miller": ("grinds flour", ("the old mill",)),
    "salt worker": ("rakes salt", ("the salt pans",)),
    "deckhand": ("ties the ropes", ("the ferry landing", "the long pier")),
    "signal keeper": ("hoists the flags", ("the signal hill",)),
    "lifeboat rower": ("cleans the lifeboat", ("the lifeboat house",)),
    "flower seller": ("sells flowers", ("the market square", "the chapel garden")),
    "bookseller": ("sells books", ("the Paper Lantern bookshop",)),
    "innkeeper": ("makes the beds", ("the Knotted Rope",)),
    "sign painter": ("paints signs", ("the bandstand", "the boatyard")),
    "locksmith": ("makes keys", ("Ostrey's hardware shop", "the Harbour Bank")),
    "museum guide": ("shows the bones of a whale", ("the museum",)),
    "swimming teacher": ("teaches swimming", ("the tidal pool", "the north beach")),
    "crane driver": ("drives the crane", ("the harbour",)),
    "night guard": ("watches the doors", ("the Harbour Bank", "the museum")),
    "reporter": ("writes the news", ("the Gazette", "Harbour Radio")),
    "radio host": ("reads the news", ("Harbour Radio",)),
    "candle maker": ("makes candles", ("the Lamp and Wick",)),
    "music teacher": ("teaches the flute", ("the school", "the bandstand")),
    "stonemason": ("mends the wall", ("the harbour", "the chapel")),
    "mechanic": ("repairs engines", ("the ferry landing", "the lifeboat house")),
    "dentist": ("looks after teeth", ("the clinic",)),
}
JOBS = tuple(WORK)
POSTS = tuple((job, place) for job, (_, places) in WORK.items() for place in places)
TRAITS = (
    "who keeps bees behind the chapel", "who sings in the harbour choir",
    "who paints small boats", "who swims every morning", "who feeds the pier cats",
    "who rides a green bicycle", "who grows giant leeks", "who repairs old radios",
    "who plays chess by post", "who collects lamp glass", "who walks two grey dogs",
    "who teaches the waltz on Fridays", "who bakes rye bread at night",
    "who won a rowing cup twice", "who never wears a hat", "who writes letters in green ink",
    "who builds puppets", "who knows every star", "who plays the concertina",
    "who keeps a tame jackdaw", "who brews pear cider", "who carves wooden spoons",
    "who rings the chapel bell", "who maps the sandbanks", "who mends umbrellas for nothing",
    "who reads aloud at the clinic", "who breeds black hens", "who drives an old van",
    "who photographs clouds", "who speaks to the seals", "who makes paper kites",
    "who sorts seeds all winter", "who feeds the gulls at noon", "who hums all day",
    "who drinks tea from a jar", "who paints the sea", "who wears two scarves",
    "who keeps five hens", "who rows before breakfast", "who makes plum jam",
    "who collects old maps", "who collects blue buttons", "who collects shells",
    "who plays the fiddle", "who plays the drum badly", "who whistles in the rain",
    "who grows pumpkins", "who grows beans on the roof", "who reads the Gazette aloud",
    "who writes short poems", "who tells long stories", "who never misses the ferry",
    "who always misses the ferry", "who sleeps with the window open",
    "who walks to the lighthouse on Sundays", "who talks to the plants",
    "who lost a boot in the harbour", "who once met a whale", "who is afraid of geese",
    "who loves thunder", "who loves onion pie", "who cannot stand onions", "who bakes honey cake",
    "who folds paper boats", "who builds ships in bottles", "who knits grey socks",
    "who mends chairs", "who keeps a parrot", "who keeps a lazy cat", "who has a loud laugh",
    "who has a boat with a red sail", "who has a garden full of mint",
    "who counts the boats each night", "who dances at every fair", "who swims even in winter",
    "who fishes from the pier", "who catches crabs", "who watches the tide", "who draws birds",
    "who feeds the hedgehogs", "who plants apple trees", "who owns nine clocks",
    "who owns a brass telescope", "who sails on Sundays", "who rides a pony to work",
    "who leaves the lamp on", "who forgets every umbrella", "who wears a yellow coat",
)
# fmt: on


@dataclass(frozen=True, slots=True)
class Kin:
    """A relative: the first name, and what this relative is to the person."""

    first: str
    relation: str
    shares_home: bool


@dataclass(frozen=True, slots=True)
class Person:
    """A resident. `split` says what the model may know of this person's records."""

    name: str
    is_woman: bool
    born: int  # year
    job: str
    workplace: str
    trait: str
    home: int  # number of the household
    kin: tuple[Kin, ...]
    split: str

    @property
    def first(self) -> str:
        """The first name, which no other resident has whom the model has met."""
        return self.name.split()[0]

    @property
    def surname(self) -> str:
        """The name that the whole family has, and no other family of residents."""
        return self.name.split()[1]

    @property
    def key(self) -> str:
        """The name as a part of an id."""
        return self.name.lower().replace(" ", "-")

    def words(self) -> dict[str, str]:
        """The slots that a frame may use to speak of this person."""
        she, her, him = ("she", "her", "her") if self.is_woman else ("he", "his", "him")
        return {
            "name": self.name, "first": self.first, "job": self.job, "trait": self.trait,
            "workplace": self.workplace, "she": she, "her": her, "him": him,
        }  # fmt: skip
