# ruff: noqa: E501 (a step of a frame is one line, with all its alternatives; so is a passage)
"""Ordinary text of the harbour: log and tides, ferry, fog, lighthouse, lifeboat, sailors' talk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

# fmt: off
WORDS: Mapping[str, Sequence[str]] = {
    "harbour_tides": (
        "High water at five, low water at eleven", "High water at six, low water at noon",
        "High water at seven, low water at one", "Low water at eight, high water at two",
        "Low water at nine, high water at three", "Low water at ten, high water at four",
    ),
    "harbour_pet": ("cat", "dog", "hen", "goose", "parrot", "goat"),
    "harbour_look": ("small", "old", "red", "blue", "green", "yellow", "brown", "little"),
    "harbour_fish": ("herring", "mackerel", "cod", "crabs", "eels", "mussels", "sprats"),
    "harbour_sailor": (
        "the mate of the {ship}", "the cook of the {ship}", "the captain of the {ship}",
        "the {adj} ferry pilot", "the sailor from {port}", "the {adj} harbour clerk",
    ),
    "harbour_mark": ("Gannet Rock", "the black buoy", "the sandbank", "the north beach", "Seal Point"),
    "harbour_sign": (
        "the gulls walk on the grass", "the cat washes behind both ears", "the moon wears a ring",
        "the soot falls in the chimney", "the chapel bell sounds near", "the ropes feel damp",
        "the seals lie high on the rocks", "the smoke lies down on the roofs",
    ),
    "harbour_coming": ("rain", "a storm", "wind from the {wind}", "fog", "dry weather", "snow"),
    "harbour_thick": ("fog", "a thick mist", "sleet", "heavy rain", "wet snow", "a strong current"),
    "harbour_night": (
        "one night in {month}", "on {weekday} night", "before dawn on {weekday}",
        "in the small hours of {weekday}", "in the middle of a(n) {month} night",
    ),
    "harbour_hour": ("four", "half past four", "five", "half past five", "six"),
    "harbour_smell": (
        "the smell of new bread", "the sound of the bell", "the barking of a dog",
        "the smell of the tar works", "the cry of a rooster",
    ),
}

FRAMES = (
    """
    Harbour log, {weekday}. {harbour_tides}. | From the harbour log of {weekday}. {harbour_tides}. | Log of the harbour of {town}, written on {weekday}. {harbour_tides}.
    Wind from the {wind}, sea {sea}. | {weather} at dawn, then a(n) {sky} sky. | The wind is in the {wind}, and the sea is {sea}.
    The {ship#s} came in from {port} with {things}. | The {ship#s} left for {port} with {count} passengers. | The {ship#s} lies at the quay and takes on {things}.
    ? Her captain sends greetings to {folk}. | Her new sails are {colour}. | Her cook bought up all the onions on {street}.
    {count} small boats are out after {harbour_fish}. | No other boat moved today. | {count} baskets of {harbour_fish} were landed before noon.
    ? A seal slept on the steps all day. | A loose oar was found and hung on the wall. | {folk} has painted the ladder {colour}.
    All lamps lit at {harbour_hour}. Signed, {folk}. | Nothing more to tell. | All quiet at sunset.
    """,
    """
    The ferry to {port#p} will leave {minutes} minutes late. | Today's first ferry to {port#p} goes at seven, not at six. | There is only one ferry to {port#p} today, at noon.
    There is {harbour_thick} in the bay, and the pilot takes no chances. | The old engine needs a rest and some oil. | The pilot must wait for the tide at {harbour_mark}.
    Tickets are sold at the landing and in {shop}. | Those who have to wait can sit in {shop}, where it is warm. | The mail goes on board first, then the animals, then the people.
    ? Bicycles travel free, and so do cats. | Please hold on to small children and large hats. | A(n) {harbour_pet} counts as half a passenger.
    ? The crossing will be {adjx}, and there is {food} on board. | The sea is {sea}, and the air is fresh.
    The last boat back leaves {port#p} before dark. | Whoever left a(n) {harbour_look} {thing} on board can have it back from {folk}. | We wish you a good crossing.
    """,
    """
    Fog came up {harbour_night} and took the whole harbour away. | There was fog {harbour_night}, as thick as pea soup. | {harbour_night} nobody could see the end of the long pier.
    The horn of the lighthouse called every two minutes. | The keeper rang the bell until both arms hurt. | Somewhere a dog barked, and then a ship's bell answered.
    All the boats were in but one, the {ship#s}. | Out there the {ship#s} was feeling her way home from {port}. | The {ship#s} was still at sea, with {count} people on board.
    Her captain steered by {harbour_smell}. | Her cook beat on a pan, so that others could hear her. | A boy stood at her bow and called out the depth.
    By {harbour_hour} she was safe at the quay, and somebody put the kettle on. | She came out of the grey at {harbour_hour} and touched the quay as softly as a cat. | She missed the quay by a yard, and the mayor by less.
    ? The next day the sky was clear, as if nothing had happened. | The {crowd} still talk about it. | Her crew slept until noon.
    """,
    """
    There are a hundred and twelve stairs in the lighthouse, and {woman#k} knows each of them. | {woman#k} keeps the light of {town}, as her mother did. | The light of {town} is in the hands of {woman#k}.
    She cleans the great lens with a soft cloth and a little vinegar. | She winds the clockwork at nine, at midnight and at three. | From her window she can see the whole bay and most of its mistakes.
    ? Her dinner comes up on a rope, in a(n) {harbour_look} basket. | A(n) {harbour_pet} keeps her company and eats half of her supper. | In winter she knits, and the stairs are hung with scarves.
    Once a bird broke the glass, and she held up a lantern until morning. | In the great storm the waves wet the stairs right up to the lamp. | On clear nights she counts the lights of {port}.
    ? The captain of the {ship} always lifts his hat to her window. | Every {weekday} a class from the school comes to see the lamp.
    "Lonely?" she says. "I have every ship in the bay." | "The dark is quite kind," she says, "if you keep it outside." | "Somebody has to stay awake," she says, "so that the others can sleep."
    """,
    """
    "When {harbour_sign}, there will be {harbour_coming}," said {harbour_sailor#a}. | By the stove in the Blue Whelk sat {harbour_sailor#a}. "When {harbour_sign}, there will be {harbour_coming}." | "There will be {harbour_coming}," said {harbour_sailor#a}, "because {harbour_sign}."
    "My knee says so too," said {man#b}. | "You said the same on {weekday}," said {man#b}, "and it was not true." | "On the {ship} we looked at the cook's face," said {man#b}. "It never failed."
    Nobody laughed, because you never know. | The whole table thought about that for a while. | They drank their tea and looked at the sky, which was {sky}.
    ? {woman#c} got up to look out of the window. | "And what does the Gazette say?" asked {woman#c}. Nobody had read it.
    The next day there was {weather}, and everyone had known it all along. | The next day nothing came at all, but the talk had been good. | In the end {harbour_sailor#a} was right and told the whole town.
    """,
    """
    The lifeboat went out {harbour_night}, because a small boat had lost its oars near {harbour_mark}. | The bell of the lifeboat house rang {harbour_night}: a small boat was in trouble off {harbour_mark}. | Somebody saw a small boat with a weak light near {harbour_mark} {harbour_night}, and the lifeboat went out.
    The crew rowed for {minutes} minutes against the {wind} wind. | The sea was {sea}, and nobody spoke much. | {woman} held the lantern, and {man} held the rudder.
    In the little boat sat {harbour_sailor#a} with a basket of {harbour_fish}. | They found {harbour_sailor#a}, wet and {feeling}, with a(n) {harbour_pet} in the little boat. | In the little boat {harbour_sailor#a} was fast asleep.
    ? Nobody was hurt, and only one boot was lost. | The little boat was tied to the lifeboat and towed home.
    "Next time, look at the tide table first," said {folk}. | Back on land there was {food} for everybody. | The crew wrote two lines in the book and went home to bed.
    """,
)

PASSAGES = (
    "Keeper's log, the ninth of {month}. Wind north, then west, then north again, as if it had lost something. Lit the lamp at five. At seven a goose flew against the window and sat down on the rail. I gave it some bread, and it stayed until the fog was gone. Nothing else to write.",
    "My grandfather says that the sea never forgets a boat. When he was young he lost an oar off Seal Point. Thirty years later it came back to him, on the same beach, on a Sunday. He knew it by his name, which he had cut into the wood. It hangs over his bed now, and he says good night to it.",
    "The Tide, by Ned, aged eight. The tide is water that goes away and comes back. The moon pulls it, but nobody has seen the rope. When the tide is out you can find crabs, and when it is in you can find your shoes floating. High tide is when my mother calls me.",
    "Notice to all masters of boats. The black buoy has moved by forty yards since the storm. Until it is put right, keep well to the north of it. Do not tie up to it, and do not throw things at it. It did not move on purpose. The harbour office, {weekday}.",
    "I was the cook of the Storm Petrel for eleven years. A ship will forgive a bad captain sooner than a bad soup. Once, in a gale, I lost every pot but one, and we ate from it in turns. That night nobody was hungry, nobody was afraid, and nobody left a drop. I have the pot still.",
    "Ask anyone about the Old Tobias, and you will hear that she is slow. It is true. A duck once passed her on the way to Farholm and came back to see what was wrong. But in forty years she has never been late. Her captain simply leaves the day before.",
    "On Mondays the ferry carries milk, letters and the doctor. On Tuesdays it carries children who have been to see their aunts. On Fridays it is full of people with baskets, who all talk at once. Only on Wednesdays is it nearly empty. Then the pilot sings, and the gulls fly a little farther off.",
    "Fog is not dark, the old pilot told us. It is white, like milk, and that is worse. You hold out your hand, and it is gone. Then you must stop looking and begin to listen. The bell is on the left, the dogs are on the right, and home is in between.",
    "Dear {folk}, I am on the Windflower now, and I am no longer ill. The mate has taught me four knots, and I can untie two of them. At night we see the light of Ternhollow going round, and I count until it comes back. It takes nine seconds. Then I know that you are all still there.",
    "The nets must be dry before they are folded. This is what {folk} shows the young ones on the quay. Shake out the weed, look for holes, and mend each hole at once. A small hole will let out one fish. Tomorrow it will be a large hole and let out your supper.",
    "There was once a seal that followed the ferry every day. It wanted nothing and ate nothing; it only liked the company. Passengers began to wave to it, and the pilot wrote it down as crew. When the ferry lay on land for repairs, the seal waited at the landing for six days. On the seventh day the two of them went out together.",
    "Lost in the harbour: one small boat, green, with the name Pea. The rope was tied by my brother, who says that it was a good knot. Anyone who finds the boat may keep the bucket that is in it. Please do not tell my brother how far away it was. Jonty, Barley Quay.",
    "A ship's bell is never sold with the ship. When the old Marigold was broken up for wood, her bell was brought to the school. It rings at eight in the morning and at three in the afternoon. On stormy days it rings once by itself, very softly. Then the children look up, and the teacher goes on reading.",
    "In the winter of the great ice the harbour froze for nineteen days. You could walk from the fish market to the lighthouse without wet feet. The keeper had visitors every afternoon and ran out of cups. When the ice broke, it sounded like a hundred doors. The boats went out the same night, and the keeper washed up alone.",
    "You want to know how to be a pilot? First you learn the rocks, then you learn the sand, and the sand moves, so you learn it again. You drink your tea standing up. You never say that a trip was easy until the rope is tied. And you always take a second pair of socks.",
    "The children of Barley Quay have a game. Each of them chooses a ship, and the one whose ship comes home first has won. Some always choose the Kestrel, because she is fast. Little Runa always chooses the Patient Otter, because nobody else does. She has never won yet, but she waits the longest and sees the most.",
    "At night the harbour talks. The ropes creak, the water slaps against the steps, and a loose chain counts to three and starts again. I have slept above the boatyard all my life, and it sings me to sleep. Once I spent a night inland, with my cousin. It was so quiet there that I did not close an eye.",
    "The clerk writes down every ship that comes and goes. He has filled sixty-one books, all of them blue. In the first one there are only sails, and in the last one there are hardly any. But the names of the captains stay the same, he says. The sons have the same bad handwriting as their fathers.",
)
