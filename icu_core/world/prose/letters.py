# ruff: noqa: E501 (a step of a frame is one line, with all its alternatives; a passage is one line)
"""Ordinary text that is posted: letters between friends and to offices, with no secret in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

FRAMES: tuple[str, ...] = (
    """
    My dear {letters_to#a}, your letter came with the {weekday} ferry. | It is late, dear {letters_to#a}, and the lamp is nearly empty. | Well, {letters_to#a}, I promised to write, and here I am.
    We have had {letters_spell} for {count} days. | Little has changed here, and I am glad of it. | The town is full of visitors, and the bread is gone by nine.
    {letters_friend} has painted the front door {colour}. | On {weekday} I helped {letters_friend} to carry a piano up Gull Steps. | {letters_friend} sings in the choir now, and the windows shake.
    ? You would laugh at my new hat. | I have read {count} books since you left. | I am learning to row, but so far I only go in circles.
    When will you come to see us? | Your room is ready, and so is the kettle. | Come when you like, and bring your boots.
    Your old friend {letters_from}. | With love from {street}, {letters_from}. | As always, {letters_from}.
    """,
    """
    To the works office of {town}: I write about {letters_matter#m} on {street}. | Dear town clerk, {letters_matter#m} on {street} is broken again. | Please send somebody to look at {letters_matter#m} on {street}.
    It has been in this state for {count} weeks. | The last storm was too much for it. | First a cart ran into it, and then a second cart.
    On {weekday} an old man walked into it in the dark. | The children have begun to play games with it. | My neighbour has tied a red ribbon to it, which is kind but not enough.
    ? I have written about this before and received a very polite answer. | I am not angry, only tired. | I know that you have much to do.
    One hour of work would be enough. | I would mend it myself, but I am eighty years old. | Please come before the winter, and bring a hammer.
    With respect, {letters_from}. | Yours truly, {letters_from}. | In good hope, {letters_from}.
    """,
    """
    Thank you, dear {letters_to}, for the {letters_gift#g}. | What a surprise it was to unpack the {letters_gift#g}! | Dear {letters_to}, the {letters_gift#g} came {letters_lately}, and in one piece.
    I have shown it to everyone on {street}. | It has the best place in the room. | I did not know how much I needed one.
    {letters_friend} came to look at it and stayed for supper. | The cat has already tried to sleep on it. | My sister wants one too, in {colour}.
    ? You should not have spent so much. | Where did you find it? | I wrote your name on a label and tied it on.
    In return I send you a jar of {letters_jar}. | You shall soon have a parcel from me. | I have begun to knit something for you, but I shall not say what.
    Gratefully, {letters_from}. | Your happy friend {letters_from}. | A thousand thanks from {letters_from}.
    """,
    """
    Will you come to {event} with me, {letters_to}? | {letters_to}, keep {weekday} free, because we are going to {event}. | This year, dear {letters_to}, you must not miss {event}.
    We meet {letters_meet} and walk from there. | {letters_friend} brings the food, and I bring the chairs. | There is room in the cart for all of us.
    Wear something warm, for the wind takes no holiday. | Bring a cup of your own and a good mood. | You need not bring anything but yourself.
    ? Last year it rained, and we laughed all the same. | I have even washed the dog for the day. | They say that there will be music until midnight.
    Put your answer under the flower pot. | If you cannot come, send me a note. | Say yes, and leave the rest to me.
    Your neighbour {letters_from}. | Until then, {letters_from}. | Yours, in a holiday mood, {letters_from}.
    """,
    """
    To the ferry office: I left my {letters_lost#l} on the {ship} {letters_lately}. | Good people of the ferry office, have you found a(n) {letters_lost#l}? | I am looking for my {letters_lost#l}, which I last saw on board the {ship}.
    It is {colour}, with a small stain on one side. | It is not worth much, but I have had it since I was young. | My aunt gave it to me, and she will ask about it.
    I sat near the window, beside a man with a goose. | I was watching the gulls and forgot everything else. | The sea was rough, and I had other things on my mind.
    ? The captain may remember me, because I sang. | I have already asked at {shop}. | My brother says that I would lose my own nose.
    If you find it, please keep it for me until {weekday}. | I shall come and ask after the last boat. | Please hang up a note at the ferry landing.
    Yours hopefully, {letters_from}. | With thanks and wet feet, {letters_from}. | Yours, {letters_from} of {street}.
    """,
    """
    The works office thanks you, dear {letters_to}, for your letter about {letters_matter#m}. | Your letter about {letters_matter#m} was read aloud in the town hall. | This office, dear {letters_to}, has thought about {letters_matter#m} for {count} days.
    You are quite right. | Nobody here knew that it was so bad. | The mayor went to see it and nodded for a long time.
    Two workers will come {letters_soon}. | We have ordered new parts from {port}. | It will be mended {letters_soon}, unless there is a gale.
    ? Until then, please walk on the other side of the street. | Please do not try to mend it with string again. | We also liked the drawing that you sent.
    If nobody comes, knock at the second window. | We ask you to be patient a little longer. | You may come and see the plan on any {weekday}.
    For the works office, {letters_from}. | Signed by {letters_from}, with two stamps. | With the greetings of the town, {letters_from}.
    """,
    """
    I am sorry, {letters_to}, that I broke your {letters_broken#k}. | I must tell you something, {letters_to}, about your {letters_broken#k}. | Please do not be angry, {letters_to}, but your {letters_broken#k} is in two pieces.
    It slipped out of my hands {letters_lately}. | I only wanted to see how it was made. | The dog was in the room, and so was a ball.
    I have tried glue, and now it sticks to the table. | I took it to {shop}, where they shook their heads. | {letters_friend} says that it can be mended, but not by me.
    ? I could not sleep for {count} nights. | It was the finest one on {street}. | I know that it belonged to your mother.
    You may have mine, although it is not as pretty. | I shall chop your wood until {letters_later}. | Let me buy you another one at the market.
    Yours, with red ears, {letters_from}. | Your sorry neighbour {letters_from}. | Still your friend, I hope, {letters_from}.
    """,
)

PASSAGES: tuple[str, ...] = (
    "Dear aunt, thank you for the jumper. It is very warm and very long, and my brother fits into it too. We wore it together on {weekday} and walked to school with four legs. The teacher said that it was clever. Mother says that you will be pleased to hear we share things. With love from both sleeves.",
    "My dear friend, you ask what is new in Ternhollow. The clock is slow, the ferry is late and the gulls are fat. In other words, nothing is new. But yesterday a ship came in with yellow sails, and everybody ran to the harbour. It carried nothing but oranges. The whole town smells of them, and I have put six in this parcel.",
    "To the post office: my letter to Upper Wendle came back to me for the third time. The address is right, the stamp is right, and the weather was good. I think that your postbag has a hole in it. Please look. If I am wrong, I shall bring a cake. If I am right, a new bag will do.",
    "Dear neighbour, your rooster is a fine bird and has a strong voice. I hear it at three, at four and at half past four. May I ask a favour? Please turn his house around, so that he faces the sea. The fishermen are up at three in any case. I send you some grain for him, so that he knows I am not his enemy.",
    "Son, you have been at sea for a month, and the dog still waits at the door. I have told him about the tides, but he does not listen. Your sister has lost a tooth and found a silver spoon. The roof is mended. Eat enough, keep your feet dry, and write two lines when you can. I do not need three.",
    "My grandfather, dear museum, left me a wooden leg that once belonged to a pirate. At least, that is what he always told us. It has stood in our hall for years, and we keep umbrellas in it. Would you like to have it? We only ask for another stand for the umbrellas. You may collect it on {weekday}.",
    "Dear {folk#a}, I am writing this on the bus, with my knees for a table, so forgive the letters that jump. The hills went by, then a lake, then a field with forty white horses. I wanted to show them to you. Then I remembered that you were at home. So I counted them twice, once for you. I shall tell you the rest at supper.",
    "Please excuse my son, dear school, from the lesson on {weekday}. His boat is to be launched at noon. He built it himself out of a door, and we need the door back by evening. If the boat floats, he will write an essay about it. If it sinks, he will write a longer one. With kind regards, his mother.",
    "Dear harbour master, last night you shouted at me because my lamp was out. You were right. This morning you helped me to find my oar, and you did not have to. So I am leaving this pie on your step. It is made with apples and a bad conscience. The lamp is mended and will burn every night from now on.",
    "Dearest sister, the baby arrived on {weekday}, in the middle of the storm. The midwife came by rowing boat, straight up Eelgate, because the street was under water. Both are well, and the baby is loud. We have not found a name yet. Our father wants to call her Tide, and nobody has laughed at it so far. Come soon and help us choose.",
    "Good day to the library. I return this book forty years late. I found it under a floor board, where I must have hidden it as a boy. It is about knights and still very exciting. I was ready to pay the fine, but I cannot count so far. May I bring firewood instead? I would also like to have the second part.",
    "Dear cousin, you asked for the truth about life by the sea, so here it is. Everything is wet, and everything tastes of salt. The wind steals hats, and the gulls steal lunch. In the evening the water turns gold, and all the windows shine. Nobody talks for a minute. Then somebody says that it is time for tea. I would not live anywhere else.",
    "I live above the room where your band practises, and I know all the songs by heart. May I say a word about the drum? It is always a little ahead, like a dog that pulls on its lead. Otherwise I have no complaint. When you play the slow waltz, I dance with my broom. Please play it more often.",
    "Dear pen friend, my name does not matter, for you do not know me yet. I am nine, and I live in a town with one lighthouse and eleven cats that I know. I put this letter in a bottle because stamps are dear. If you find it, please write back by the same way. I look in the tidal pool every day after school.",
    "You will not remember me, dear teacher, for I sat in the last row and looked out of the window. You once told me that a good window is also a book. Today I am a glazier, and I have put in half the windows of this street. I only wanted you to know it. Your old classroom will get new panes on {weekday}, as a gift.",
    "We are the children, dear captain, on the long pier who wave every morning. On {weekday} you blew the horn for us, twice. We have talked about it ever since. Could you do it again on our last day of school? We shall bring a flag, so that you know it is us. The flag is made of a sheet, but please do not tell my mother.",
    "Dear tenant, thank you for the rent and for the honest note about the kitchen ceiling. I came to look at it while you were at work. The stain does have the shape of a rabbit, as you wrote. The roofer comes on {weekday}. If your little girl would like to keep the rabbit, he can mend the leak and leave the stain. Just put a carrot on the sill.",
)

# The three lists of names have none in common, so that nobody writes to himself.
# fmt: off
WORDS: Mapping[str, Sequence[str]] = {
    "letters_to": ("Agnes", "Bertil", "Clovis", "Dagny", "Edda", "Faro", "Gilda"),
    "letters_from": ("Hobart", "Isolde", "Jonty", "Kirsten", "Ludo", "Mabel", "Ned"),
    "letters_friend": ("Oona", "Percy", "Runa", "Silas", "Tilly", "Wilf", "my cousin", "the new baker", "the old postman"),
    "letters_spell": ("rain", "thick fog", "bright sunshine", "a cold wind", "hard frost", "mild weather"),
    "letters_matter": ("the street lamp", "the bench", "the handrail", "the old pump", "the wooden gate", "the notice board", "the bus shelter"),
    "letters_gift": ("scarf", "blanket", "cushion", "woollen hat", "straw basket", "patchwork quilt", "shawl"),
    "letters_jar": ("plum jam", "honey", "pickled onions", "sea salt", "cherry jam", "mustard"),
    "letters_lately": ("on {weekday}", "yesterday", "this morning", "last night", "last week", "on {weekday} evening"),
    "letters_meet": ("at the ferry landing", "in front of the post office", "at the town hall", "by the bandstand", "outside the library", "at the corner of {street}"),
    "letters_lost": ("umbrella", "scarf", "travelling bag", "blanket", "shopping basket", "picture book", "felt hat"),
    "letters_soon": ("next week", "on {weekday}", "before the end of {month}", "within {count} days", "after the holidays"),
    "letters_later": ("the spring", "the end of {month}", "the summer", "we are both old", "you laugh again"),
    "letters_broken": ("blue teapot", "best vase", "milk jug", "toy boat", "hand mirror", "music box", "china dog"),
}
