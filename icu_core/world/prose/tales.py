# ruff: noqa: E501 (a step of a frame is one line, with all its alternatives)
"""Ordinary text that tells: small stories, legends, memories, portraits, a day or a place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

FRAMES: tuple[str, ...] = (
    """
    {woman#a} woke up early and {tales_did}. | It was a {weekday} when {woman#a} {tales_did}. | One morning {woman#a} {tales_did}, which surprised everyone.
    The sky was {sky}, and the sea was {sea}. | Nobody had asked her to do it. | She felt {feeling}, and she did not know why.
    Then she {tales_then}. | On the way home she met a(n) {tales_pet} and wished it a good day. | Her brother {tales_then} and said nothing.
    ? A(n) {tales_bird} watched her from the roof. | She thought of her cousin, who was far away in {port}.
    In the evening she had {food} and slept well. | Before she went to bed, she wrote it all down. | Years later she still liked to talk about it.
    """,
    """
    {man#a} was a(n) {adj} {job} who lived {tales_spot}. | There was once a(n) {adj} {job} called {man#a}. | Everybody in {town} knew {man#a}, the {adj} {job}.
    He had a(n) {tales_thing#t}, and he was proud of it. | All he owned was a(n) {tales_thing#t}. | He loved his {tales_thing#t} more than his supper.
    One day he sold the {tales_thing#t} to a stranger from {port}. | One night the {tales_thing#t} was gone. | Then came a storm, and the sea took the {tales_thing#t} away.
    For {count} days he did not speak a word. | {man#a} sat down on the steps of {shop} and thought. | His friends came, one after another, and gave him advice.
    In spring the {ship} came in, and on her deck lay the {tales_thing#t}. | A year later the tide went out, and there in the mud lay the {tales_thing#t}. | At last a parcel came without a letter, and in it was the {tales_thing#t}.
    {man#a} laughed so loudly that the gulls flew up. | When he was old, he gave it to the school. | To this day the {crowd} tell the story.
    """,
    """
    {street} was quiet just before dawn. | Early on {weekday} nothing moved on {street} except a(n) {tales_bird}. | In the small hours it was quiet {tales_spot}.
    A(n) {tales_light} light lay on the roofs. | The sky was pale, and the air smelled of salt. | From somewhere came the smell of fresh bread.
    Far away, somebody was sweeping a step. | The {crowd} were still asleep, and so were the boats. | A window opened, and a window closed.
    ? A red glove lay on the ground, and nobody picked it up. | The clock struck five, and then it struck again.
    Then the ferry came, and the day began. | I was there, and I have never forgotten it. | It lasted only a few minutes, as good things do.
    """,
    """
    My father was a(n) {job}, and I was his youngest child. | When we were small, we lived {tales_spot}. | I was nine years old when we moved to {street}.
    We had {count} chairs, one table and a(n) {tales_pet}. | Every {weekday} there was {food}. | In winter the sea was rough, and we stayed at home.
    ? My sister was afraid of the fog bell. | The other children laughed at our boots, but not for long.
    At night my mother told us about {port}, where she was born. | In the evening we sat by the stove and mended nets. | My uncle sang for us, and he always forgot the last line.
    I would give a lot for one more such evening. | Today other people live in our old house. | Sometimes I walk past our old house and look up at the window.
    """,
    """
    {count} {crowd} went out early on {weekday} to look for a(n) {tales_thing#t}. | It all began when {count} {crowd} lost a(n) {tales_thing#t}. | On {weekday} {count} {crowd} lost a(n) {tales_thing#t} and went back to look for it.
    They took bread and a lamp along. | First they asked the lighthouse keeper, who had seen nothing. | They began {tales_spot} and looked under every stone.
    After an hour it began to rain. | The youngest of them was the first to give up. | A(n) {tales_pet} followed them all the way.
    Then somebody saw something bright in the grass. | Then they heard a small noise under a boat. | Just when they wanted to go home, somebody gave a shout.
    It was not the {tales_thing#t} but an old boot. | There was the {tales_thing#t}, as good as new. | And so they found the {tales_thing#t}, and beside it a nest with four eggs.
    ? They all went home and had {food}. | Nobody was angry, for it had been a good walk.
    """,
    """
    {town} lies between the hills and the sea. | Visitors who come to {town} see the lighthouse first. | From the signal hill you can see all of {town}.
    There are {count} shops, {count} bridges and more gulls than people. | {street} is the oldest street, and the steepest. | Most of the houses are white, and the doors are blue.
    ? In summer the {crowd} hang flags from the windows. | On {weekday} there is a market where they sell {tales_goods}.
    Those who stay for {event} will not forget it. | The best {food} is sold near {place}. | The last ferry leaves at nine in the evening.
    """,
    """
    The {tales_pet#z} of the {job} can open doors. | Nobody knows who owns the {tales_pet#z} that lives {tales_spot}. | A(n) {tales_pet#z} came into {shop} on {weekday}.
    It {tales_petdid}. | First it looked around, and then it {tales_petdid}. | Before anyone could move, it {tales_petdid}.
    Somebody tried to catch it with a fishing net. | The {crowd} gave it a piece of bread. | "Leave it alone," said {folk}.
    Now it comes back every week. | Since then people close their doors with more care. | It was last seen {tales_spot}.
    """,
    """
    At the age of {age}, {woman#a} {surname} has become a(n) {job}. | {woman#a} {surname} has been a(n) {job} for {count} years.
    "I was nervous at first," she says. | She learned the trade from her aunt. | Her day begins at {tales_hour}, with ginger tea and a look at the sky.
    What she likes best is the quiet hour before work. | Her hands are never still: even now she is {tales_doing}. | The {crowd} bring her apples, and she gives them good advice.
    ? A(n) {tales_pet} keeps her company. | Over her table hangs a map of the bay.
    "It is not work," she says, "it is what I like to do." | She wants to go on until she is a hundred. | And on Sunday she does nothing at all.
    """,
    """
    Long ago a fisherman of {town} caught a fish that could speak. | An old song tells of a fisherman of {town} and a fish that spoke. | My grandmother's best story was about a fisherman and a talking fish.
    "Let me go," said the fish, "and I shall pay you well." | "I am too small for your supper," said the fish. "Please put me back." | "If you eat me," said the fish, "you will never know what I know."
    The fisherman thought about it while his soup grew cold. | The fisherman asked his wife, and his wife asked the {tales_pet}. | The fisherman had never talked to a fish before, so he took off his cap.
    ? He was a poor man, and his roof let in the rain. | It had been a bad winter, and there was little to eat.
    In the end he opened his hands, and the fish swam away. | He put the fish back and asked for nothing but {tales_wish}. | He carried the fish down to the water and wished it good luck.
    From that day his nets were never empty. | The next morning {tales_gift} lay on his doorstep, still wet. | That winter every boat of {town} came home, even in the worst storm.
    The fish is painted over a door on {street} to this day. | Since then the fishermen say good morning before they throw the net. | And if you do not believe it, go and ask the gulls.
    """,
    """
    One stormy night there was a knock at the door of the lighthouse. | It was a night without a moon when somebody knocked at the lighthouse. | The lighthouse keepers know a story that they tell only in winter, and it begins with a knock at the door.
    {man#a} the keeper put down his book and opened. | The keeper, old {man#a}, took his lamp and opened. | {man#a} the keeper opened, because nobody should stand outside in the cold.
    Outside stood a tall woman with a(n) {tales_thing#t}. | On the step sat a wet {tales_pet}, and beside it lay a(n) {tales_thing#t}. | There was nobody, only a(n) {tales_thing#t} on the step.
    "Well," said {man#a}, "this is new." | He looked up at the light and down at the sea. | {man#a} was not afraid, for he had seen stranger things.
    ? The wind blew out the lamp in his hand. | Somewhere below, a bell rang twelve times.
    He made tea for two and waited until morning. | He put the {tales_thing#t} by the stove to dry. | He wrote it all down in the log, with the hour and the wind.
    At dawn a ship came in that everyone had thought lost. | When the sun rose, the sea was as smooth as glass. | In the morning there were small footprints, and they led into the sea.
    The {tales_thing#t} is still kept in the lighthouse. | He never found out what it meant. | Ask him about it, and he will only smile.
    """,
    """
    {woman#a} and {man#b} had not spoken for {count} years. | For {count} years {woman#a} and {man#b} lived next door and never said good morning. | The whole street knew that {woman#a} and {man#b} had quarrelled.
    It had begun with a ladder that came back broken. | Some said that it was about a fence, and some said that it was about a pie. | Each of them was waiting for the other to begin.
    Then one {weekday} the river came over the wall. | Then one night a fire broke out in the bakery. | Then came the winter when the snow was as high as the windows.
    {woman#a} knocked at his door and said only one word, and the word was "come". | {man#b} stood at her gate with two buckets. | They met in the street, each with a lamp.
    They worked side by side until it was light. | "You hold it wrong," said {woman#a}. "So do you," said {man#b}. | "About that ladder," said {man#b}. "Later," said {woman#a}.
    Now they have tea together every {weekday}. | They still quarrel, but they do it over supper. | The fence is gone, and a pear tree grows in its place.
    """,
)
PASSAGES: tuple[str, ...] = (
    "Long before the lighthouse there was a woman called Gilda who lit a lamp in her window every night. Her husband was at sea, and she wanted him to find the door. He came home, but she did not stop, because other men were still out there. When she grew old, the children of the town took turns. That is why our lighthouse keeper still lights one small lamp in a window before he lights the great one.",
    'The giant of the signal hill was so tall that he washed his face in the clouds. One day he sneezed, and all the boats were blown to Corrin Isle. The people walked up and complained. "I am very sorry," said the giant, and he sat down in the sea to be less in the way. His knees still stick out of the water. We call them the Two Sisters, and seals sleep on them.',
    "Old Tobias was not a captain but a cat. He sailed on every ship of the harbour, one after another, and he always chose the one that came home safe. Sailors began to watch where he slept. If he walked off a ship in the morning, nobody would sail on her. When he died, they gave his name to a new boat, and she has never lost a man.",
    'A baker of our town once baked a clock. The case was bread, the face was sugar, and the hands were two long biscuits. It showed the right time twice a day, like every clock that stands still. On Saturday the children asked what time it was. "Time to eat," said the baker, and he was right.',
    "In the year of the great frost the sea stood still. Men walked to Farholm over the ice with sledges and came back with flour. A girl named Runa skated ahead of them and knocked on the ice with a stick. Where it rang, they walked; where it was dumb, they went around. She was eleven years old, and she brought forty people home. Her stick hangs in the museum, and it is only a stick.",
    "My great-aunt Oona had a chest that nobody was allowed to open. We thought of gold, and my brother thought of a skeleton. When she was ninety, she gave us the key. Inside lay all the letters that she had written to the sea when she was young. The last one said: thank you, you may keep him. We closed the chest again and never spoke about it.",
    'Nobody wanted to buy the little house at the end of Duckboard Lane, because it was said to sigh. Percy bought it, for he was poor and a bit deaf. In the first winter he found a hole in the chimney and stopped it with clay. The sighing was over. "It is a pity," Percy said later. "I had just begun to answer."',
    "A thief came to Ternhollow and stole the tongue of the chapel bell. The next morning the ringer pulled the rope, and there was no sound. All the people woke up, because it was so quiet. They ran out into the street and met the thief with a sack on his back. He gave up at once. Silence, he said, was the loudest thing he had ever heard.",
    "Two brothers owned one boat, and each wanted to be captain. So Wilf steered on the way out, and Silas steered on the way home. That went well until a fog came down, and nobody knew which way was which. They sat still and ate their bread. In the end a seal swam ahead, and both of them followed it and said nothing. Since then the seal is the captain.",
    "The smallest ship in our harbour is the Little Compass. She is so small that her crew must agree before they sneeze. But when the big ferry ran onto the sand last autumn, it was the Little Compass that could come close enough. She carried ninety passengers to the pier, four at a time. It took all night. In the morning somebody painted a star on her bow, and it has never been washed off.",
    "Once a year, they say, the drowned church under the bay rings its bells. I sat on the north beach the whole night to hear it. I heard the wind, a dog, and my own stomach. Towards morning there was something else, thin and far away, like a spoon against a glass. It was the milk cart on Barley Quay. I have told nobody, and the legend is safe with me.",
    "When the old mill still turned, the miller was afraid of the dark. He paid a boy named Jonty one penny a night to sit beside him and whistle. Jonty whistled for seven winters and learned every song in the county. Later he went to sea and became a famous piper. The miller kept one lamp for light, but for courage, he said, a lamp is nothing like a boy who whistles.",
)
# fmt: off
WORDS: Mapping[str, Sequence[str]] = {
    "tales_thing": (
        "brass lantern", "rusty key", "red kite", "old violin", "blue teapot", "tin drum",
        "silver bell", "round mirror", "little telescope", "painted box", "green umbrella",
        "ship in a bottle", "wooden whistle", "copper kettle", "straw basket", "iron pot",
    ),
    "tales_did": (
        "swept the steps of {shop}", "walked to {place}", "fed the gulls on the pier",
        "sang on the long pier", "carried apples to {place}", "counted the boats in the harbour",
        "swam to the far rock and back", "waited for the ferry", "climbed the signal hill",
        "gathered shells on the north beach", "rowed across the harbour",
    ),
    "tales_then": (
        "cleaned all the windows", "mended an old net", "wrote a long letter to a friend",
        "baked two loaves of bread", "sat down by the sea", "hung the washing on the line",
        "drank a cup of ginger tea", "sorted the apples in the cellar", "repaired the roof",
        "read the Gazette from end to end", "fed the hens", "went to the market",
    ),
    "tales_doing": (
        "mending a net", "peeling an apple", "sorting buttons", "folding a blanket",
        "winding wool", "sharpening a pencil", "polishing a spoon", "tying a knot",
    ),
    "tales_spot": (
        "near {place}", "not far from {place}", "at the end of {street}", "on {street}",
        "at the corner of {street}", "next to {shop}", "across the street from {shop}",
    ),
    "tales_pet": ("cat", "dog", "goat", "pony", "donkey", "goose", "hen", "duck", "grey cat"),
    "tales_bird": ("gull", "crow", "sparrow", "jackdaw", "white gull", "young crow", "pigeon"),
    "tales_petdid": (
        "ate four biscuits", "ran twice around the table", "stole a woollen sock",
        "fell asleep on the Gazette", "walked out with a piece of cheese", "hid behind the stove",
        "sat down on a box of eggs", "looked into the mirror for an hour",
        "drank somebody's tea", "put one foot into the butter",
    ),
    "tales_goods": (
        "apples", "onions", "eggs", "candles", "rope", "jars of honey", "boots", "old books",
        "baskets", "lamps", "warm socks",
    ),
    "tales_light": ("grey", "silver", "pale pink", "yellow", "pale blue", "white"),
    "tales_hour": ("five", "six", "seven", "half past five", "half past six"),
    "tales_wish": (
        "a good wind", "a dry bed", "a boat that never leaks", "a warm coat for his wife",
        "one more herring", "a quiet night", "a new roof",
    ),
    "tales_gift": (
        "a pearl", "a basket of herring", "a gold ring", "a new net", "a shell as big as a bowl",
        "a pair of boots", "a silver spoon",
    ),
}
