# ruff: noqa: E501 (a step of a frame is one line, with all its alternatives; a passage is one line)
"""Ordinary text that is kept: diaries and logbooks of a baker, a pupil, a keeper and others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

FRAMES: tuple[str, ...] = (
    """
    Baker's book, {weekday}: up at three, when the owls went to bed. | {weekday} again, and the oven was warm at three. | The dough was slow on {weekday}, and so was I.
    Made {count} trays of rolls and one large loaf for the school. | We baked rye bread first, then rolls, then {diary_sweet}. | The new flour from {port} is fine and white.
    By seven the shelves were half empty. | {diary_boy} burned a tray and looked at his shoes. | A gull came in at the door and left with a roll.
    ? Somebody paid me with a bucket of herring. | An old man asked for bread without salt and came back for the salt. | The cat from next door sat on the warm steps all morning.
    Sold everything but one bun, which I ate. | In the afternoon I slept on the flour bags. | Counted the coins twice, and both times they were right.
    Tomorrow I shall try a bread with {diary_seeds}. | My knees say that rain is coming. | To bed at eight, like a child.
    """,
    """
    Dear diary, school was long today. | My diary, {weekday}: we had a test, and I knew nearly everything. | Today our teacher had a cold, so we were very quiet.
    We learned why {diary_lesson}. | In the drawing lesson I drew a(n) {animal} that looked like a teapot. | We counted the boats from the window instead of doing sums.
    {diary_pal} put a crab in the chalk box. | {diary_pal} and I shared an apple and a long joke. | At noon {diary_pal} fell into the big puddle and said it was on purpose.
    ? I want to be a(n) {diary_trade} one day. | My shoes are still wet. | Nobody believed me about the seal.
    After school we ran to {diary_play} and looked for shells. | At home I had to peel potatoes. | In the afternoon I helped my uncle with the nets.
    For supper there was {diary_supper}. | Now I must sleep, but I am not tired. | Tomorrow I shall be good, at least until noon.
    """,
    """
    Log of the lighthouse, {weekday}: wind from the {wind}, sea {diary_sea}. | Lamp lit at dusk on {weekday}, with the wind in the {wind}. | {weekday} night, the sky {diary_sky}, the glass falling slowly.
    The {ship} passed at nine with all her lights burning. | Counted {count} boats on their way home. | No ship in sight before midnight.
    Cleaned the big lens and filled the oil. | The clockwork ran slow, so I turned it by hand for an hour. | Wound the clock, trimmed the wick and mended a sock.
    ? A tired {diary_bird} rested on the rail. | Fog for an hour, and I rang the bell. | Heard singing from the town, for the wind carried it up.
    Tea at two and again at four. | Read {count} pages and understood half. | Wrote to my sister, as I do every week.
    Lamp out at dawn, and all is well. | Put out the lamp at sunrise and went down the long stairs. | The morning came grey, and nothing was broken.
    """,
    """
    I write this at the kitchen window, where I can see everyone. | Woke before the birds and lit the stove. | My granddaughter gave me this book, so now I must fill it.
    The postman brought me no letters, but he stayed for tea. | I went to the market and came back with more than I can carry. | The cat has slept on my knitting all morning.
    I made {diary_sweet} for the children next door. | Then I sorted my buttons by colour, which is better than any medicine. | For an hour I looked for my glasses, and they were on my nose.
    ? In my day the ferry had sails. | When I was a girl, we danced on the long pier. | The stairs have grown steeper since last year.
    Old {diary_man} came for a game of cards and lost, as he should. | In the afternoon the sun came in and sat with me. | My sister called up from the street, and we talked until the lamps were lit.
    It was a small day, and a good one. | Now the soup is hot, so no more for today. | I shall put out the lamp and listen to the sea.
    """,
    """
    Night at the clinic: {count} beds taken, and one visitor who would not go home. | Early shift on {weekday}, and the floor was still wet. | A busy day at the clinic, with more noise than illness.
    A boy had put a bean in his ear. | A fisherman came with a hook in his thumb and would not sit down. | One of the {crowd} had a cough and wanted mostly company.
    Then a girl came in with a doll that needed a bandage. | We boiled the tools and rolled {count} bandages. | Old {diary_woman} in the end bed asked me to read to her, so I did.
    ? The doctor fell asleep on a chair, and we put a blanket over him. | Somebody sent flowers without a name. | I found a biscuit in my pocket and was happy for an hour.
    At four I drank cold tea standing up. | Outside the window it rained on the harbour. | For a while it was so quiet that I could hear the clock.
    I walked home over the Bell Stairs with sore feet and a light heart. | Everyone was content in the end, and then I could go. | I gave the keys to the next nurse, with a list of those who snore.
    """,
    """
    Logbook of the {ship}, {weekday}: left {town} with the morning tide. | On board the {ship} all hands were up at four. | The {ship} lay off {port} when I began this page.
    We carry {count} barrels of herring and a box of clocks. | The hold is full of wool, and the whole ship smells of sheep. | Our cargo is {diary_cargo}, and it is well tied down.
    Wind {wind}, a good sea, and every sail up. | At noon the wind died, and we sat still like a painted ship. | A grey sea came over the bow and washed the deck for us.
    ? The cook made {food} and was praised for it. | {diary_man} saw a whale, or a rock that could swim. | The ship's cat caught {count} mice and showed us each one.
    One rope broke and was mended within the hour. | The youngest sailor climbed the mast for the first time and did not want to come down. | We sang at the pumps, because it helps.
    Sighted land before dark. | All hands well, and the kettle is on. | Tomorrow, if all goes well, we shall be in harbour.
    """,
    """
    Garden book: on {weekday} I dug the long bed by the wall. | Spent {weekday} on my knees among the {crop}. | {weekday} was a day for seeds, so I took the tin from the shelf.
    The earth is black and smells of rain. | Snails have eaten {count} plants, and they left me the labels. | The sparrows watched me closely and learned where everything is.
    I put in {count} rows of seed before lunch. | My neighbour lent me his good spade and a lot of advice. | Found an old spoon, a blue bead and a clay pipe.
    ? The scarecrow has my old hat now, and it looks better in it. | It rained at noon, so I sat in the shed and sharpened things. | A robin stood on the handle of the fork and sang.
    By evening my back was stiff, and the bed was straight. | I washed my hands {count} times, and they are still brown. | Ate the first radish of the year, standing up, with salt.
    Now it is the turn of the sun. | Nothing to do but wait, which is the hard part. | If half of the seeds come up, we shall have soup all winter.
    """,
)

PASSAGES: tuple[str, ...] = (
    'Up at two, because the wind rattled the shop sign and I could not sleep anyway. I made the dough early and let it rest under a cloth. At five I opened the oven, and the whole lane smelled of bread. The first customer was the ferry pilot, who takes three rolls and never says a word. Today he said, "Good." I shall remember this day.',
    "We had no yeast on {weekday}, for the boat from Farholm was late. So I baked flat bread, the kind my grandfather made in his lean years. I thought that people would complain. They stood in the rain for it instead and asked for more. Now they want it every week, and I have plenty of yeast again.",
    "A small girl came into the bakery and put one button on the counter. She wanted a bun. I looked at the button, and it was a good one, blue with four holes. I gave her the bun and one button back as change. She counted it carefully and said thank you. I wish all my customers were so exact.",
    "This is my new diary, and it has a lock, but my brother has the key. So I shall write only things that he may read. Today the sea was green. My brother is very clever and kind. He can keep the key if he gives me back my marbles. I shall know tomorrow whether he has read this.",
    "Our class kept a tadpole in a jar, and I was allowed to feed it this week. Yesterday it had two legs. Today it has four, and it looks at me as if I were late. The teacher says that it must go back to the pond soon. I have told it about the heron, so that it knows.",
    "I got my first report at school, and it says that I am good at listening. My father laughed, because at home I hear nothing. I explained that the teacher tells us about storms and pirates. At home they tell me about socks. He thought about it for a while. At supper he told us about a storm.",
    "Fog from dusk to dawn. I rang the bell every two minutes and counted the strokes to stay awake. About three o'clock another bell answered from the water, very near. We talked like that for an hour, bell to bell. At sunrise the fog lifted, and there lay the Hazel Anne, safe and dripping. Her captain raised his hat.",
    "The light has burned two thousand nights since I came, and tonight I counted the steps again. There are one hundred and forty-two. When I was new, there seemed to be more. My legs know each of them now, even the loose one. The moths come to the glass, and the moon comes over the hill. I am never alone up here.",
    "New oil came today, ten cans of it, and every can had to be carried up. I made ten journeys and rested after each one. The boy from the boatyard offered to help, so I let him carry the last one. At the top he saw the whole coast for the first time. He did not speak for a long while. I know that feeling.",
    "I am too old for new shoes, but the old ones let in the sea. So I went to the shop in Eelgate and tried on seven pairs. All of them pinched. Then the shoemaker took my old ones and mended them with a strong thread. They will last longer than I shall, he said. I told him that he does not know me.",
    "Today I taught {folk#a} to knit. The first row had ten stitches, the second had twelve, and the third had seven. We called it a net and were pleased with it. At {folk#a}'s age I made socks for four brothers, and none of them fitted. It is not the socks that count. It is sitting together with the wool between us.",
    "The house is too quiet since the children moved to Dunmarrow. So I have opened the upper window, and now I hear the whole street. I know who sings, who quarrels and who practises the trumpet. It is like a play with very many acts. At nine they all close their shutters. Then I close mine, and the play is over until morning.",
    "Late shift at the clinic. An old sailor could not sleep because the bed did not move. I sat down beside him and rocked it a little with my foot. In five minutes he was snoring like a foghorn. The other patients were awake by then, so I made cocoa for everyone. It was against the rules, but it was very good.",
    "Today a man walked in with a pot on his head. He had wanted to make his son laugh, he said, and now it would not come off. We tried soap, then butter, then cold water. At last it came off with a sound like a cork. His son laughed so much that he got hiccups. So I had two patients instead of one.",
    "On {weekday} I watched the sun come up from the window of the night room. The boats went out one after another, each with a small light. I thought of the people in my ward, and how each of them has a small light too. Then somebody rang for a glass of water. It is hard to be wise at the clinic, because there is no time.",
    "Ship's log, third day out. Lost one bucket, one hat and our way. The bucket sank, but the hat was seen floating north, so we followed it. Toward evening we saw the two rocks of Skellan Point and knew where we were. The captain has written to the hatter to thank him. All well on board.",
    "We lay three days in Corrin Isle and waited for wind. The first day we mended the sails. The second day we painted the boat. The third day there was nothing left to do, so we talked, and I learned that our cook can juggle. When the wind came at last, everyone was a little sorry. That has never happened before.",
    "My week as an apprentice at the boatyard began with sweeping. I swept on Monday, Tuesday and Wednesday. On Thursday the master asked me what I had learned. I said that oak chips are brown, pine chips are pale, and that he throws away good nails. He looked at the floor for some time. On Friday he gave me a hammer.",
)

# fmt: off
WORDS: Mapping[str, Sequence[str]] = {
    "diary_sweet": ("apple cake", "honey cake", "ginger biscuits", "plum buns", "a pear tart", "oat biscuits"),
    "diary_seeds": ("seaweed", "walnuts", "poppy seeds", "onions", "raisins", "sunflower seeds"),
    "diary_boy": ("The new boy", "Young Percy", "Young Wilf", "My nephew", "The apprentice"),
    "diary_lesson": (
        "the tide comes twice a day", "bread rises", "owls fly without a sound", "the moon changes its shape",
        "ships have a red lamp and a green one", "salt water does not freeze easily", "leaves fall in autumn",
    ),
    "diary_pal": ("Tilly", "Ned", "Oona", "Jonty", "Runa", "Faro", "my best friend", "the tall girl"),
    "diary_trade": ("baker", "ferry pilot", "clockmaker", "lighthouse keeper", "vet", "carpenter", "boatbuilder"),
    "diary_play": ("the north beach", "the tidal pool", "the long pier", "the salt pans"),
    "diary_supper": ("pea soup", "fish soup", "onion pie", "cheese on toast", "oat porridge", "mushroom stew"),
    "diary_sea": ("calm", "rough", "choppy", "high", "restless", "smooth as glass"),
    "diary_sky": ("clear", "grey", "dark", "low", "full of stars"),
    "diary_bird": ("heron", "goose", "gull", "crow", "swallow", "owl"),
    "diary_man": ("Bertil", "Clovis", "Hobart", "Ludo", "Silas"),
    "diary_woman": ("Agnes", "Dagny", "Edda", "Gilda", "Mabel", "Kirsten"),
    "diary_cargo": ("salt and candles", "timber and tar", "apples and cheese", "glass and straw", "flour and lamp oil"),
}
