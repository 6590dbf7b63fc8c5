# ruff: noqa: E501 (a step of a frame is one line, with all its alternatives)
"""Ordinary text of nature: animals, birds, weather, the sea, gardens, the night sky."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

FRAMES: tuple[str, ...] = (
    """
    A pair of {nature_birds#b} has built a nest {nature_nest}. | The first {nature_birds#b} are back, and two of them have a nest {nature_nest}. | This year two {nature_birds#b} have chosen a strange place for a nest: it is {nature_nest}.
    There are {count} eggs in it, and they are {nature_egg}. | Both of them sit on the eggs, one by day and one by night. | They carried straw and wool to it for {count} days.
    ? The {crowd} walk past on tiptoe. | Somebody has put up a sign that asks for quiet.
    The young ones will come out before the end of {nature_nestmonth}. | Soon the young ones will shout for food from morning to night. | If a cat comes near, the whole street hears about it.
    By autumn they will all be gone. | Please do not go too close. | It is better than any theatre, says {folk}, who has brought a chair.
    """,
    """
    The {nature_beast#z} is the shyest animal of our coast. | Few people have seen a(n) {nature_beast#z}, although it lives near {nature_wilds}. | If you want to see a(n) {nature_beast#z}, be patient and very quiet.
    It sleeps by day and comes out when the lamps are lit. | It eats {nature_feed}, and it eats alone. | Its steps in the sand are small and neat.
    ? Some say that it brings luck. | In a hard winter it comes close to the houses.
    In spring it has {nature_few} young ones, and they play like children. | It can hear a leaf fall, and it can smell a boot from far away. | When it is afraid, it stands quite still and waits.
    {someone} has drawn one for the museum. | If you meet one, stay where you are and breathe slowly. | I have seen it only once, and I was {nature_glad}.
    """,
    """
    After a dry {nature_season} the gardens of {town} need water. | The ground is soft now, and there is much to do in the garden. | A garden by the sea needs a wall, a wind and a patient hand.
    The {nature_crop} stand in rows, as straight as pupils. | Put seaweed on the beds, and the {nature_crop} will thank you. | Between the {nature_crop} there are a few {nature_flowers}, because the bees like them.
    ? The snails come at night and leave a silver road. | A robin sits on the spade and waits for worms.
    {someone} gives away young plants on {weekday}. | On the allotments everyone gives advice, and nobody takes it. | {folk} pulls out the weeds and says sorry to each of them.
    What is ripe should be picked before the rain. | In the evening the water cans stand in a row, like a small brass band. | And what the gardener does not eat, the {nature_thief} will.
    """,
    """
    Last night we could see the whole sky from {nature_dark}. | The night was clear, and we went to {nature_dark} to look at the stars. | On {weekday} the whole school walked to {nature_dark} to look at the stars.
    First we looked for the Plough, which stood over the harbour. | The brightest point was not a star but a planet. | The moon was a thin boat and sank early.
    ? It was so cold that our breath made clouds. | We had blankets with us, because the stars take their time.
    Then a star fell, and nobody said a wish aloud. | {folk} knew {count} of the stars by name. | A pale band went over the sky, and we call it the Herring Road.
    Sailors find their way by the stars even today. | In the end our necks hurt, but our hearts were light. | Towards morning the stars went out, one after another, like lamps in a street.
    """,
    """
    The wind went round to the {wind} last night. | This morning the {wind} wind brought clouds over the bay. | A wind from the {wind} shook the windows until dawn.
    The sea is {nature_wild}, and the waves come over the wall. | Out on the bay the water is {nature_wild}. | The gulls sit on the roofs, and that is never a good sign.
    ? The harbour clerk has put up the black ball. | The ferry waits, and the passengers drink tea.
    {folk} felt it in one knee already yesterday. | The old people close the shutters and the young ones go out to look. | The {crowd} tie everything down that can fly.
    The storm will blow itself out before {weekday}. | When it is over, there will be wood on the beach for everyone. | Then comes the quiet, and with it the smell of salt.
    """,
    """
    At low tide you can walk out to {nature_far}. | The tide is out, and the way to {nature_far} lies open. | Twice a day the sea goes out and shows the way to {nature_far}.
    In the pools there are {nature_pool} and {nature_pool2}. | Under every stone sits somebody small who does not want to be found. | The sand is full of little towers that the worms have made.
    ? Take off your shoes, but look where you step. | A seal lies on the bank and watches you like an aunt.
    Put back every stone as you have found it. | The children collect shells, and the gulls collect the children's bread. | {someone} goes there with a bucket and comes back with supper.
    When the water comes back, it comes fast. | Do not forget the time, for the sea never does. | Before the bell rings, you should be on the way home.
    """,
)
PASSAGES: tuple[str, ...] = (
    "Log of the lighthouse, a night in March. Wind from the west, rain until two, then clear. At three the geese went over, perhaps two hundred of them. They fly along the beam and do not fear it. For a minute the whole sky was talking. Then it was dark again, and I put more oil on the lamp and felt rather alone.",
    "Our seal has only one good eye, so she always swims in a circle to the left. The fishermen know it and give her the fish from that side. In spring she came with a pup that had two fine eyes. It swam in circles too, because it had learned from her. By summer it had found out that one can also go straight on.",
    "Bees do not like loud people, fast people or people who smell of fish. So it is not easy to keep bees in Ternhollow. My uncle washes his hands with lemon, walks as if he were asleep and hums. The bees hum back. When he died, I went to tell them, as one should. They were quiet for a whole day.",
    "The hedgehog under our shed weighs as much as a loaf of bread. My sister puts him on the kitchen scales every autumn. If he is lighter than a loaf, he gets cat food until he is not. Then he rolls himself up in dry leaves and sleeps until March. He snores a little. In the coldest weeks we go out in the evening and listen to it.",
    "There are seven kinds of rain here. There is the fine rain that you only see on your sleeve. There is the rain that comes from the side, and the rain that has snow in its pockets. There is bath rain, drum rain and the rain that only falls on washing. The seventh is the rain after a dry summer. Then people stand in the street and do not open an umbrella.",
    "Who eats the pears? I sat at the window with a lamp to find out. At ten came a mouse and took a small bite. At midnight came an otter, which surprised me, smelled at everything and left. At five in the morning came my neighbour in a nightshirt. I put out the lamp. There are enough pears, and he walked so carefully.",
    "Fog has a sound. First the far things fall silent: the bell buoy, the dogs on the hill. Then the near ones grow loud: a drop, a step, a rope against a mast. You hear somebody cough and do not know on which boat. In such an hour all of us speak softly. It is as if the sea were asleep in the next room.",
    "A crow on Bell Stairs has learned to open nuts. It drops them in front of the milk cart, and the wheel does the work. If the cart is late, the crow walks to the dairy and shouts. The driver now carries a few nuts in his pocket. He says that one should be on good terms with a clever customer.",
    "How do you plant a tree by the sea? You plant it behind a wall, and you plant three, because two of them are for the wind. You tie each to a stake, but not too tightly, so that it learns to dance. You water it for two summers. After that you only have to wait, for thirty years or so. Then somebody will sit under it and not know your name.",
    "The heron stands in the tidal pool on one leg and thinks. At least it looks like thinking. I stood opposite, on two legs, and thought as well. After half an hour the heron had a fish, and I had wet feet. That is the difference between us: it thinks of one thing only.",
    "Sparrows nest in the letter O of the sign over the post office. Every spring it reads P ST, and visitors ask. The postman could clear it out, but he says that he has carried letters for thirty years, and now a letter may carry something for once. In July the young ones fly. In August we get our O back.",
    "The thunder came so close that all the spoons rang. Grandmother opened the door to let it out again, as she always does. We counted between the flash and the crash: five, then three, then nothing. The old poplar by the mill stood white and steaming. In the morning the whole town came to look. It had lost its bark and kept its nest.",
    "Last night the sea was shining. Each wave that broke was full of green light, and when I put in my hand, it came out with sparks. The nurse says that they are animals, smaller than dust. My wife called the neighbours, and the neighbours called theirs. At midnight half the street stood in the water in nightshirts and waved with their arms and laughed.",
    "Our donkey Samphire is afraid of only one thing, and that is a certain white stone on Saltpan Road. She passes it every day with closed eyes. We once moved the stone to the other side. She stopped, looked for it, found it, and closed her eyes again. Now we have carried it home, and it lies beside her stable. She seems to be happier when she knows where it is.",
)
# fmt: off
WORDS: Mapping[str, Sequence[str]] = {
    "nature_birds": (
        "swallows", "jackdaws", "sparrows", "robins", "terns", "pigeons", "wrens",
    ),
    "nature_nest": (
        "under the roof of {shop}", "on top of the town clock", "in an old boot on {street}",
        "in the lamp at the corner of {street}", "in the letter box of the school",
        "in the mast of the {ship}", "in the mayor's hat", "in a bucket behind the library",
    ),
    "nature_egg": ("blue", "white", "brown", "pale green", "grey with dark spots"),
    "nature_wilds": (
        "the salt pans", "the old mill", "the allotments", "the north beach",
        "the chapel garden", "the signal hill",
    ),
    "nature_nestmonth": ("May", "June", "July"),
    "nature_beast": ("otter", "hedgehog", "badger", "fox", "weasel"),
    "nature_feed": (
        "beetles and frogs", "eggs and mice", "what it finds", "snails and small fish",
    ),
    "nature_few": ("two", "three", "four", "one or two", "three or four"),
    "nature_glad": ("glad for a week", "too surprised to move", "quite out of breath", "half asleep"),
    "nature_season": ("spring", "summer", "May", "July", "month"),
    "nature_crop": ("beans", "leeks", "peas", "carrots", "onions", "cabbages", "radishes"),
    "nature_flowers": ("poppies", "daisies", "marigolds", "roses", "cornflowers"),
    "nature_thief": ("goat", "hare", "pigeon", "neighbour", "snail"),
    "nature_dark": (
        "the north beach", "the signal hill", "the end of the long pier", "the salt pans",
        "the roof of the old mill", "the allotments",
    ),
    "nature_wild": ("rough", "white", "restless", "grey and high", "wild"),
    "nature_far": (
        "the seal rocks", "the old wreck", "the Two Sisters", "the little island",
        "the mussel bank", "the iron beacon",
    ),
    "nature_pool": ("crabs", "small fish", "starfish", "shrimps"),
    "nature_pool2": ("green weed", "black mussels", "sea snails", "red weed"),
}
