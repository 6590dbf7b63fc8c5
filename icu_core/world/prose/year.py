# ruff: noqa: E501 (a step of a frame is one line, with all its alternatives)
"""Ordinary text of the year: seasons, feasts, journeys, walks, work, the history of the town."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

FRAMES: tuple[str, ...] = (
    """
    {month} is a(n) {monthly} month by the sea. | When {month} comes, the {crowd} begin to count the days. | Every {month} is the same in {town}, and nobody wants it otherwise.
    The boats are painted, and the nets are hung up to dry. | At the market there are {year_goods} from {port}. | The tide comes and goes, and the gulls complain.
    ? Nobody is in a hurry, except the postman. | On {weekday} the choir sings under the lamps.
    People sit together and talk about {topic}. | There is {food} in every kitchen. | Old {folk} says that it was better in former times.
    And then, one morning, it is over. | It is the time of year I like best. | All this ends with {year_treat}.
    """,
    """
    The first bridge of {town} was built by {count} {crowd} and one horse. | {town} was once so small that {count} boats filled the harbour. | Long before there was a lighthouse, a fire burned on the hill.
    In those days the {crowd} paid their rent in herring. | Ships from {port} came with salt and left with wool. | Nobody had a clock, so people asked the tide.
    Then a storm took {fraction} of the houses. | Then the herring stayed away, and the {crowd} had to learn other trades. | One year the sea froze, and people walked to {port}.
    ? A stone near {place} tells of that time. | The oldest picture in the museum shows it.
    Today only a wall and a few names are left. | The rest can be read in the books of the reading room. | The children learn about it at school, and forget it again.
    """,
    """
    Our class went to {year_outing} on {weekday}. | On {weekday} our teacher took us to {year_outing}. | Last week we went to {year_outing} with the whole class.
    {folk} had forgotten the bread, so all of us shared mine. | We were {count} pupils and one dog. | On the way there {folk} fell into a puddle.
    A(n) {adj} {job} showed us how to tie a knot. | We drew a boat and counted the gulls. | We learned why the sea is salty, and that it does not help to taste it.
    ? Our teacher asked {count} questions and got one answer. | I liked the old stairs best.
    On the way home we sang. | Then it began to rain, and everybody ran. | Next time we want to go to {port}. | I hope that we can go there again.
    """,
    """
    Last {month} we sailed to {port#p} on the {ship}. | On {weekday} we took the early boat to {port#p}. | My cousin lives in {port#p}, and in {month} we went to see her.
    For the first hour we saw nothing but gulls. | The sea was {year_rough}, and my brother was ill. | A passenger played the {instrument}, and somebody sang.
    ? The captain gave us {food}. | We had {count} suitcases and a(n) {year_pet} with us.
    In the harbour of {port#p} they sell {year_goods} and {food}. | The houses there are yellow, and the cats are thin. | We slept in a small house with a red door.
    We took the last boat home. | I brought back a shell as big as my hand. | After {count} days we were glad to be home.
    """,
    """
    {woman#a} plays the {instrument}, and {man#b} sings. | Every {weekday} the choir meets near {place}. | The band of {town} has {count} members and one drum.
    They began in a cold cellar with a borrowed {instrument}. | At first the neighbours closed their windows. | Nobody could read music, so they learned by ear.
    ? Once a dog joined them. | They never play the same song twice.
    Now they will play at {event}. | Now people come from {port} to hear them. | Those who want to join should bring a chair.
    "It keeps us warm," they say. | "We are not good, but we are loud," they say. | The next concert is on {weekday}.
    """,
    """
    Every evening at {year_hour} {year_lighter} lights the lamps on {street}. | It is the work of {year_lighter} to light the lamps on {street}.
    First the glass is cleaned, and then the oil is poured. | The work takes {minutes} minutes, or longer when there is wind. | It needs a ladder, a steady hand and a dry match.
    ? Only once did the lamps stay dark. | In all these years nobody has fallen.
    From the sea they look like a row of yellow stars. | The {crowd} set their clocks by them. | The gulls know them, and so do the captains.
    "Somebody must do it," is all you will hear. | And in the morning they are put out again. | When the {ship} comes home late, everyone is thankful for them.
    """,
    """
    What does a(n) {job} do all day? | The work of a(n) {job} begins early. | To become a(n) {job}, you need good eyes and {count} years.
    There are shelves to be filled and people to be calmed. | In the morning the tools are cleaned, and in the evening they are cleaned again. | Much of it is waiting, some of it is lifting, and the rest is tea.
    ? A wrong step can cost you a thumb. | You must not be afraid of the cold.
    "You learn it with your hands," said {folk}, who has done it for {count} years. | "My mother did it, and her father too," said {folk}.
    ? Two of the pupils would like to learn it. | There is always room for one more.
    In the end you go home tired and content. | It does not make you rich, but you are never bored. | And everyone greets you in the street.
    """,
    """
    Thank you for the {year_goods}, dear {woman#a}. | Dear {woman#a}, I am writing to you from {port}. | Dear {woman#a}, your letter took {count} days.
    Here we have had {weather} since {weekday}. | The {year_pet} is well, and so am I. | I live in a small room above a shop that sells {year_goods}.
    Everyone here sends you greetings. | Yesterday I walked along the water, and I thought of you. | In the evenings I sit by the window with {food}.
    ? Do you still have my blue scarf? | Tell your mother that I have not forgotten {event}.
    I shall come home before {year_feast}. | Write to me when you can. | Do not worry about me.
    Yours, {man#b}. | With love, {man#b}. | Your {man#b}.
    """,
    """
    Spring comes late to {town}, but it comes with a noise. | You can smell the spring on {street} before you see it. | The first day of spring is the day when {year_lighter} opens all the windows.
    The melted snow runs down the hill and into the harbour. | The bluebells open behind the chapel, and the lambs shout on the hill. | Everywhere there is a smell of fresh paint.
    The {crowd} carry their chairs out into the sun. | The boats go into the water again, one after another. | Somebody hangs a whole winter of blankets on the line.
    ? There may still be frost, so keep your scarf. | A(n) {year_pet} sleeps on the warm steps of {shop}.
    "We have come through," says old {folk}. | On {weekday} the first herring is sold. | And the children come home with wet feet.
    """,
    """
    In summer it is light until ten, and nobody wants to go to bed. | The summer visitors have come, and {street} is full of straw hats. | On hot days in summer all of {town} goes down to the water.
    The children jump from {year_jump}. | The shopkeepers sit in the doors and wave the flies away. | At the {year_stand} there is a long line, and at the end of it stands the mayor.
    ? Even the gulls are too warm to shout. | In the evening there is thunder, and then it is warm again.
    The {crowd} eat outside, with their feet on the wall. | The {ship} takes visitors around the bay for two crowns. | Somebody plays the {instrument} until the moon is up.
    So the days go by, one like another. | When I am old, I shall remember these evenings. | And nobody believes that it will ever be cold again.
    """,
    """
    When the first leaves fall on {street}, the swallows are gone. | Autumn begins with a storm, and it always begins at night. | One morning in autumn there is fog on {street}, and it smells of smoke.
    There are apples in every kitchen and on every stair. | The nets are mended, and the small boats are pulled up on the beach. | The {crowd} bring in the last beans before the frost.
    ? The sea is {year_rough}, and the ferry is late. | The school begins again, and it smells of wet coats.
    At night the lighthouse seems to be brighter. | In the evening we bake, for the oven keeps the house warm. | The geese fly over the town, and everyone looks up.
    I like this time, when the lamps are lit early. | {year_late} is still to come, and then the year may sleep. | "Now it is quiet," says old {folk}, "and one can think."
    """,
    """
    Winter in {town} is long, but there is soup. | In winter the snow lies on the boats and makes them all white. | It snowed in the night, and now you can hear your own boots on {street}.
    The ice on the tidal pool is thick enough for a cat. | The {crowd} go to bed early and get up late. | The stove is the best seat in every house.
    ? Somebody has built a snow captain in front of {shop}. | The wind has taken a chimney on {street}.
    We mend what is broken and tell what we have told before. | On {weekday} the children take their sledges up Kiln Hill. | The seals come close to the pier, because nobody is there.
    A light burns in every window until late. | When the ferry comes through the ice, we all go and cheer. | One candle, one book, {food}: that is enough for me.
    """,
)
PASSAGES: tuple[str, ...] = (
    "Take the steps behind the post office and do not count them, for everyone gets another number. At the top you come to the allotments, where somebody will want to show you a leek. Go on to the signal hill. There you can see the whole bay, the ferry as small as a shoe, and on a clear day the roofs of Farholm. Go down through the chapel garden, and you will be in time for tea.",
    "On the shortest day of the year the whole town carries lanterns to the harbour. We walk in silence from the school to the ferry landing. There the smallest child puts a paper boat with a candle into the water. This year it was my brother, and he did not want to let go. We all waited. Then a wave took it gently out of his hand, and everybody began to sing.",
    "A first frost is a good teacher. It shows you which window does not close, which tap you have forgotten and who has wood in the shed. Yesterday half of Kiln Hill stood in the street with buckets. Edda from number nine had hot water for everyone. By noon the taps ran again, and by evening there was not one dry sock on the hill.",
    "The spring fair begins when the mayor drops an egg from the town hall. If it breaks, the summer will be good. It always breaks. This year the egg fell into the hat of a visitor and stayed whole. Nobody knew what to do. The visitor, a polite man, took out the egg and dropped it himself. It has been sunny ever since.",
    "Whoever wants to know the tides should ask the mud. When it shines, the water has just gone; when it is dull, the water will soon be back. My grandmother told me this, and her grandmother told her. I have a printed table in my pocket, with the minutes. I look at the table, and then I look at the mud.",
    "This is the week of the herring. The boats come in low in the water, and everyone who has two hands stands at the tables. Teachers, nurses and clerks cut and salt side by side. There is no school and no council. In the evening there is a dance, and nobody minds how we smell, because we all smell the same.",
    "August on the north beach: the visitors lie in rows like fish at the market. They turn over at noon. The children of the town walk between them and sell lemonade from a bucket. Towards five the wind comes from the sea, all the towels fly up at once, and for a moment the whole beach is running. Then it is ours again.",
    "We tried to walk around the whole bay in one day. At nine we had passed the salt pans and were proud. At noon we had eaten all the bread. At four it rained, and Ludo sat down on a stone and said that he would live there. A farmer brought us home on his cart, with nine pigs. It was the best part of the walk.",
    "Each year on the last evening the old calendar of the town hall is burned on the pier. People may write on it first. Some write what they want to forget, and some write what they want to keep. The fire does not ask. Afterwards there is onion soup, and the clerk hangs up the new calendar, which is white and clean and a little frightening.",
    "Nobody knows why the kite day is in October, when the wind is too strong. Every year half the kites are lost. Fishermen find them far out, and in Farholm they wait on the beach with sacks. It is a kind of post, I suppose. One year a kite came back in spring, mended, with a longer tail.",
    "Rain from Monday until Saturday, so we cleaned out the boat house. We found two left boots, a letter from before the war with the rats, nine corks, a wedding hat and the oar that father had been looking for since I was born. He held it for a long time. Then he put it back behind the door, where it had always been, and said that now he could look for something else.",
    "The oldest stone in Ternhollow stands at the ferry landing and has a hole in it. In former times people put their hand through it when they made a promise. Then came the age of paper, and the hole was forgotten. Last week I saw two children there. One had borrowed a bicycle, and the other was making sure.",
    "Five in the morning is the bakers' hour on Lantern Row. There are no people, only warm windows. If you knock at the back door and say good morning, you get a roll that is too hot to hold. You carry it home from one hand to the other. I have lived in three towns, and I left two of them because nobody there was awake at five.",
)
# fmt: off
WORDS: Mapping[str, Sequence[str]] = {
    "year_goods": (
        "apples", "onions", "candles", "biscuits", "warm socks", "jars of honey", "old books",
        "shells", "buttons", "clay pots", "wool blankets", "baskets",
    ),
    "year_treat": (
        "the fish supper", "the choir evening", "the book sale", "the chess night",
        "the puppet play", "the pie contest",
    ),
    "year_late": ("the harvest dance", "the lantern walk", "the chess night", "the puppet play"),
    "year_outing": (
        "the harbour", "the fish market", "the library", "the lighthouse", "the boatyard",
        "the museum", "the old mill", "the lifeboat house", "the salt pans", "the rope works",
        "the signal hill", "the post office",
    ),
    "year_rough": ("rough", "grey", "restless", "high", "choppy"),
    "year_pet": ("cat", "dog", "goat", "donkey", "goose", "duck"),
    "year_hour": ("four", "five", "six", "seven", "eight"),
    "year_lighter": (
        "the {adj} {job}", "old {folk}", "young {folk}", "the {job}'s daughter", "{folk}",
        "the {job}'s nephew",
    ),
    "year_feast": (
        "the spring fair", "the boat blessing", "the harvest dance", "the lantern walk",
        "the first snow", "the end of {month}",
    ),
    "year_jump": ("the long pier", "the sea wall", "the ferry landing", "the harbour steps"),
    "year_stand": ("ice cream cart", "lemonade stand", "cherry stall", "fish stall"),
}
