# ruff: noqa: E501 (a step of a frame is one line, with all its alternatives)
"""Ordinary text of the school: essays, lessons, spelling, sums in words, questions of children."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

FRAMES: tuple[str, ...] = (
    """
    My essay is about my {school_kin#k}, who is a(n) {job}. | I want to write about my {school_kin#k}, because nobody else will. | The person I like best in the world is my {school_kin#k}.
    We live together on {street} with a(n) {school_pet}. | We see each other every {weekday}, and that is not enough. | When I was ill, we played cards for a whole week.
    ? I am not allowed to tell you how old my {school_kin#k} is. | Our house is small, but the stove is big.
    In summer we go to {school_trip} with bread and cheese. | Once we got lost in the fog and had to follow a(n) {school_pet} home. | On Sunday we build boats from paper and let them swim.
    I have learned from my {school_kin#k} how to {school_skill}. | What I like best is how we laugh about nothing. | We have only quarrelled once, and it was about {food}.
    That is all I have to say. | When I am grown up, I want to be like my {school_kin#k}. | This is the end of my essay, and it is all true.
    """,
    """
    In the first lesson today we learned about {school_subject}. | Today our teacher told us about {school_subject}. | This week the whole class is busy with {school_subject}.
    The twins knew everything already, and {school_pupil} knew nothing. | The teacher wrote it all on the board with red chalk. | We had to read a page aloud, one after the other.
    ? Outside, the ferry whistled, and nobody listened for a while. | A(n) {school_bird} sat on the window and learned it too.
    Then we wrote {count} sentences about it. | Then each of us drew a picture of it. | Then we had to write it all down with closed books.
    I got a star for it. | I made {count} mistakes, but it was neat. | My page fell into the ink, and now it looks like the night.
    At noon the bell rang. | We shall hear more about it on {weekday}. | At home I told it to the {school_pet}, who was not surprised.
    """,
    """
    Our teacher wrote a sum on the board. | Here is the sum for {weekday}. | Now listen well, for this is a sum in words.
    {school_sum}
    ? Now a harder one. {school_sum2}
    {school_pupil} was the first to raise a hand. | Those who used their fingers were right too. | Check it with apples if you do not believe it.
    Who can make up a sum like this at home? | For the right answer there was a biscuit. | Numbers are like fish, our teacher says: you must count them before they swim away.
    """,
    """
    The word of the day is {school_word}. | Today we learn to write the word {school_word}. | How do you write this word? Listen: {school_word}.
    Say it aloud, close your eyes, and then write it down. | Write it three times on your slate. | Do not forget a letter, and do not make up a new one.
    A good sentence with it may be about the sea. | Make a sentence with it and read it to your neighbour. | Now hide the word and write it again.
    ? The word of yesterday was {school_old}. | {school_pupil} can already write it backwards.
    A neat hand is as good as a clean shirt. | Whoever makes no mistake may ring the bell. | Tomorrow we shall see who still knows it.
    """,
    """
    {school_ask}
    ? Many children have asked this. | This is a good question.
    {school_ask2}
    ? Send more questions, says our teacher. | If you want to know more, go to the reading room.
    """,
    """
    {school_pupil} came late to school on {weekday}. | The bell had already rung when {school_pupil} ran into the class.
    "The bridge was up," was the answer, "and a(n) {school_pet} stood in the way." | "I had to help a(n) {job} with a boat," was the answer. | "Our clock has stopped," was the answer, "and my mother believes it."
    ? The class laughed, but not the teacher. | The whole class was quiet.
    "Then you will tell us about it in an essay," said the teacher. | "Sit down," said the teacher, "and take out your book." | The teacher looked out of the window and saw that it was true.
    In the break we shared {food}. | Nobody has been late since then, except the teacher. | The next day there were {count} of us in front of the door before the bell.
    """,
)
PASSAGES: tuple[str, ...] = (
    "My holidays, by Tilly. In the holidays I was a pirate. My ship was the wash tub, and my crew was our hen. We sailed over the yard and took a basket of pears. Then my mother came and was a stronger pirate. I had to peel all the pears, and the hen went free. I learned that a captain should not peel alone.",
    "Dear parents, on Friday the older pupils will sleep in the school to watch the stars. Please give them a blanket, a cup and two slices of bread. Pets stay at home, also small ones, also if they are quiet. There will be porridge at seven. Those who are afraid of the dark may bring a lamp, and they will be very popular.",
    "Why do boats float, although they are heavy? Our teacher put a lump of clay into a bucket, and it sank. Then she made a small bowl from the same clay, and it swam. The water carries what makes room for air, she said. Ned asked whether this is also true for people. She said that he should ask again in the swimming lesson.",
    "Sum for the fish market: a fisherman has twenty herring. He sells eight to the cook and four to the nurse, and the cat takes one. How many has he left? Twenty less eight is twelve. Twelve less four is eight. Eight less one is seven. Seven herring are left, and one cat is happy. So the answer is seven, but the cat may come back.",
    "What I want to be. I want to be a lighthouse keeper, because then I can stay up late and nobody can say anything, for it is my job. I would have a dog and a telescope. I would wave to all the ships with both arms. Only on the birthday of my sister would I switch on the light by day. Please do not tell her.",
    "The letter L looks like an anchor that has lost one arm. The letter O is a bowl, the letter S is a worm in a hurry, and the letter M is two hills with a bay. That is how we learned to read. When I open a book, I still see the whole coast. Only the letter Q I have never seen outside, unless it is the cat of Miss Gilda from behind.",
    "Can fish sleep, asked the little ones. Yes, they can, but they cannot shut their eyes. Some stand still between the stones, and some lie on the sand. You can see it at the tidal pool in the evening with a lamp, if you hold your breath. You hold it because you are so near to them. They would not hear you anyway, thinks Wilf, who has tried.",
    "We found an old school book in the attic. On the first page stood in brown ink: this book belongs to Bertil, whoever steals it will grow a tail. Bertil is my grandfather. I asked him if it ever worked. He said that a boy called Percy took it for a week, and that Percy never sat down again without looking. Then he laughed until he had to cough.",
    "The school of Ternhollow has four rooms, two stoves and one clock, which is wrong. The small ones sit at the front, where it is warm. The tall ones sit at the back, where one can see the harbour. So they learn the ships, and the small ones learn to read. In the end everyone has sat everywhere, and everyone knows both.",
    "Spelling is not hard if you know a story. In the word friend there is an end, but a friend stays to the end. In the word island there is land. In the word piece there is a pie. And in the word believe there is a lie, which is a pity. Our teacher wrote them all on the board, and nobody made a mistake on Thursday.",
    'The inspector came and asked the class how many legs a crab has. "Eight," said Agnes, "and two more with scissors." He asked what is the highest thing in our town. "The price of butter," said Ludo. He asked who had discovered the island of Farholm. "The people who live there," said Runa. The inspector wrote a long report. It ended with the words: they are wide awake.',
    "Four apples and three apples are seven apples, that is easy. Four gulls and three gulls are no gulls, because they quarrel and fly away. Four drops and three drops are one puddle. I wrote this in my test, and I got no points but a long look. At the bottom the teacher had written in red: you are right, but not in this lesson.",
    "For the school play I was a tree. A tree has no words, but it has to stand for a whole hour and be a wood. In the second act a fly sat on my nose. I thought of real trees and how they bear it. I did not move. Afterwards the mayor shook my branch and said that I had been very green.",
)
# fmt: off
WORDS: Mapping[str, Sequence[str]] = {
    "school_kin": ("aunt", "uncle", "grandmother", "grandfather", "big sister", "cousin"),
    "school_pet": ("cat", "dog", "goat", "donkey", "goose", "hen", "duck"),
    "school_bird": ("gull", "crow", "sparrow", "robin", "pigeon"),
    "school_pupil": ("little Edda", "tall Ned", "young Percy", "my friend Tilly", "Jonty", "Mabel"),
    "school_trip": (
        "the north beach", "the long pier", "the signal hill", "the tidal pool", "the old mill",
    ),
    "school_skill": (
        "tie six knots", "bake rye bread", "row without a splash", "find north at night",
        "mend a net", "whistle with two fingers", "be patient", "peel an onion and not cry",
    ),
    "school_subject": (
        "the tide", "the moon", "the life of the herring", "the work of a lighthouse",
        "the great frost", "the way from corn to bread", "the first ferry", "the far north",
        "the life of the bees", "the history of the harbour",
    ),
    "school_sum": (
        "Three boats go out, and each has four men. How many men are that? Three times four is twelve.",
        "A cook has nine eggs and drops two. How many are left? Nine less two is seven.",
        "Two sisters share ten plums. How many does each get? Half of ten is five.",
        "A ferry carries eight people out and six people back. How many tickets is that? Eight and six are fourteen.",
        "A hen lays one egg a day. How many eggs does she lay in a week? One times seven is seven.",
        "Five gulls sit on a roof, and four more come. How many sit there now? Five and four are nine.",
        "A loaf costs two crowns. What do three loaves cost? Three times two is six.",
        "A rope is twenty steps long, and the sailor cuts off five. How long is it now? Twenty less five is fifteen.",
        "A table has four legs. How many legs have two tables? Two times four is eight.",
    ),
    "school_sum2": (
        "Six baskets hold five apples each, and the goat eats three. Six times five is thirty, and less three that is twenty-seven.",
        "A boat needs two hours to the island and three hours back, because of the wind. Two and three are five hours.",
        "Four children share a cake of twelve pieces. Twelve divided by four is three, so each of them gets three pieces.",
        "A keeper climbs 112 steps in the morning and 112 at night. Two times 112 is 224.",
        "Seven jars stand on each shelf, and there are three shelves. Three times seven is twenty-one.",
        "I have one crown and buy a roll for a quarter of it. Three quarters are left.",
        "From eight to noon is four hours, and from noon to five is five hours. That makes nine hours of work.",
    ),
    "school_word": (
        "harbour, h-a-r-b-o-u-r", "lantern, l-a-n-t-e-r-n", "bridge, b-r-i-d-g-e",
        "island, i-s-l-a-n-d", "friend, f-r-i-e-n-d", "biscuit, b-i-s-c-u-i-t",
        "captain, c-a-p-t-a-i-n", "weather, w-e-a-t-h-e-r", "kettle, k-e-t-t-l-e",
        "umbrella, u-m-b-r-e-l-l-a", "neighbour, n-e-i-g-h-b-o-u-r", "thunder, t-h-u-n-d-e-r",
    ),
    "school_old": ("ferry", "gull", "honey", "window", "pocket", "anchor", "basket", "sailor"),
    "school_ask": (
        "Why is the sea salty? Because the rivers carry a little salt down to it, and the salt stays there.",
        "Why does the moon change? It does not change; the sun lights it now from one side and now from the other.",
        "Where do the swallows go in winter? They fly far to the south, where there are flies all year.",
        "Why does the lighthouse turn its light? So that the sailors know it from all the other lights.",
        "Can a seal live on land? It can rest there, but it finds its food in the water.",
        "Why does bread rise? Because tiny living things in the dough make air, and the air wants to get out.",
        "How old can a tree be? The oak behind the chapel is three hundred years old, and it is still growing.",
        "Why are there waves? The wind pushes the water, and the water pushes back.",
        "Why do cats purr? Because they are content, or because they want fish.",
        "Who made the first map of our bay? A ferry pilot did, with a stick in the sand.",
    ),
    "school_ask2": (
        "And where does fog come from? It is a cloud that is too tired to fly.",
        "And why do we have to sleep? So that the head can tidy up.",
        "And how does a bee find its way home? It looks where the sun is.",
        "And do snails have teeth? Yes, they have thousands, but they are very small.",
        "And what is behind the horizon? Farholm, and then more water.",
        "And why do onions make us cry? Because they do not want to be cut.",
        "And why is snow white? Because it throws back all the light.",
        "And can ducks get cold feet? Their feet are cold, but they do not mind.",
        "And how deep is the harbour? As deep as a house with two floors is high.",
        "And why must I wash my neck? Because your grandmother is coming on {weekday}.",
    ),
}
