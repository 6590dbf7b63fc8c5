# ruff: noqa: E501 (a step of a frame is one line, with all its alternatives)
"""Ordinary text that is spoken: conversations, opinions, letters to the Gazette, riddles, jokes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

FRAMES: tuple[str, ...] = (
    """
    "Have you seen my {talk_thing#t}?" asked {woman#a}. | "Where did you put my {talk_thing#t}?" asked {woman#a}.
    "It was on the kitchen table this morning," said {man#b}. | "I lent it to the {job}," said {man#b}. | "Which {talk_thing#t}?" said {man#b}, who was reading the Gazette.
    "But I need it for {event}," said {woman#a}. | "Then please help me to look for it," said {woman#a}. | {woman#a} counted slowly to ten.
    ? "Take mine," said {man#b}. "It is old, but it works." | "Things always come back," said {man#b}, and turned a little red.
    In the end the {talk_thing#t} was found under the cat. | They looked for the {talk_thing#t} until supper. | The {talk_thing#t} came back on {weekday}, and nobody asked where it had been.
    """,
    """
    "Good morning, {man#b}," said {woman#a}. "How is the sea today?" | "You are early, {man#b}," said {woman#a}. "How does the sea look?"
    "It is {sea}," said {man#b}. "I have seen worse." | "Grey and slow, like me," said {man#b}. | "I have been up since four, and it has not stood still," said {man#b}.
    "Will you come to {event}?" asked {woman#a}. | "Is it true about {topic}?" asked {woman#a}. | "Do you think that it will rain?" asked {woman#a}.
    "I never know such things before noon," said {man#b}. | "Ask me again tomorrow," said {man#b}. | "My sister says yes, and she is always right," said {man#b}.
    ? Then they both went on with their work. | A(n) {talk_pet} walked past, and they were quiet for a while.
    """,
    """
    In my opinion, {talk_topic} is {talk_blame}. | Let me say it plainly: {talk_topic} is {talk_blame}. | I have thought about {talk_topic} for {count} weeks, and I am against it.
    Some of the {crowd} will not agree with me. | The {crowd} have been saying so for years. | Others may call me old-fashioned, and they may be right.
    A town that cannot mend a gutter should not dream of towers. | What we need is a dry bench, and not more talk. | We have done well without it for a hundred years.
    ? My late uncle, who was a(n) {job}, would have laughed. | I say this as someone who has been a(n) {job} for thirty years.
    Let us vote on it before the summer. | I shall be in the reading room on {weekday}, and anyone may argue with me. | Think about it over a cup of tea.
    """,
    """
    Dear editor, once more I must speak about {talk_topic}. | Dear editor, I write to you about {talk_topic}. | Dear editor, I did not like your report on {talk_topic}.
    On {weekday} I saw {count} {crowd} who were arguing about it in the rain. | My neighbour told me that it is {praise}, but I am not so sure. | You wrote that everyone is pleased, but nobody asked me.
    ? I have lived on {street} for thirty years and never heard of such a thing. | Even the gulls have noticed it.
    Please do something about it before {talk_feast}. | I shall write again before {talk_feast}. | With this I close, and go back to my onions.
    {folk} {surname}, {street}. | Yours, {folk} {surname}.
    """,
    """
    Question: what can you buy at the market? Answer: {talk_goods}, {food} and sometimes a(n) {talk_thing}. | Question: when is {event}? Answer: {talk_soon}. | Question: who won {talk_contest}? Answer: the {job}'s daughter, by {count} points.
    Question: is the sea safe today? Answer: it is {sea}, so ask the harbour clerk first. | Question: what do the {crowd} eat? Answer: mostly {food}. | Question: who repaired the town clock? Answer: {someone} did it in one night.
    ? Question: what is the weather like? Answer: {talk_sky}, and about {degrees} degrees. | Question: where does the ferry go? Answer: to {port}, every {weekday}.
    """,
    """
    "Tell me a story," said {woman#a}. | "You promised me a story," said {woman#a}. | "I cannot sleep without a story," said {woman#a}.
    "Once there was a(n) {job} who had {count} apple trees," said {man#b}. | "My uncle once met a seal that could sing," said {man#b}. | "There was a boat that sailed by itself," said {man#b}.
    "And then?" asked {woman#a}. | "Is that true?" asked {woman#a}. | "I know that one," said {woman#a}, but she listened.
    "Then a great fog came, and nobody could see a thing," said {man#b}. | "Then the {ship} came in, and everything was different," said {man#b}. | "Then the bell rang, though nobody had touched it," said {man#b}.
    She was asleep before the end. | She thought about it for a long time. | "You should write for the Gazette," she said.
    """,
    """
    What I like about {talk_quiet#p} is the quiet. | Of all the places in {town}, I like {talk_quiet#p} best. | People ask me why I go to {talk_quiet#p} so often.
    You can sit there for {minutes} minutes and see nothing but a(n) {talk_bird}. | In summer it smells of seaweed, and in winter of nothing. | The light there is soft and silver in the morning.
    ? {someone} once told me that a treasure is buried there. | Even the wind is gentle there.
    I go there whenever I feel {feeling}. | If you visit it, bring {food} and a friend. | Perhaps I shall go again {talk_soon}.
    """,
    """
    "{count} {talk_wares#w}, please," said {woman#a} at the counter. | "Do you still have {talk_wares#w}?" asked {woman#a} in the little shop. | "I have come for {talk_wares#w}," said {woman#a}, and shook the rain from her coat.
    "We have only small ones left," said {man#b}. | "They came from {port} this morning," said {man#b}. | "Take these," said {man#b}. "They are the best."
    "What do they cost?" asked {woman#a}, and opened her purse. | "They look a little tired," said {woman#a}. | "Then pack them well," said {woman#a}.
    "{count} crowns," said {man#b}, "and the paper is free." | "For you, {count} crowns," said {man#b}. | "Pay me on {weekday}," said {man#b}.
    ? Outside, a(n) {talk_pet} was eating somebody's bread. | "And how is your mother?" asked {man#b}, while he tied the string.
    They wished each other a good day. | It began to rain, so they talked for another hour. | The door bell rang, and the next customer came in.
    """,
    """
    After supper {woman#a} and {man#b} asked each other riddles. | On the ferry {woman#a} and {man#b} passed the time with riddles. | It would not stop raining, so {woman#a} and {man#b} told riddles.
    "What has two hands but cannot clap?" asked {woman#a}. "A clock," said {man#b}. | "What has teeth but cannot bite?" asked {woman#a}. "A comb," said {man#b}. | "What gets wet while it dries you?" asked {woman#a}. "A towel," said {man#b}. | "What has an eye but cannot see?" asked {woman#a}. "A needle," said {man#b}. | "What has a neck but no head?" asked {woman#a}. "A bottle," said {man#b}.
    ? "That was easy," he added. | "I had that one from my uncle," he added.
    "Now mine," he said. "What goes up and down all day and never leaves the bay?" "The tide," said {woman#a}. | "My turn," he said. "What runs all night and has no legs?" "The river," said {woman#a}. | "Listen," he said. "What is full of holes and still holds fish?" "A net," said {woman#a}. | "Here is a hard one," he said. "What goes through the window and breaks no glass?" "The light," said {woman#a}.
    They went on until the lamp went out. | Nobody won, and nobody minded. | "You cheat," said {man#b}. "You think out loud," said {woman#a}.
    """,
    """
    "I should like to see the {talk_healer}," said {woman#a}. | {woman#a} came in and sat down. "My arm is no better," she said. | "Is this the right door for the {talk_healer}?" asked {woman#a}.
    "Please wait," said {man#b}. "There are {count} people before you." | "You are lucky," said {man#b}. "There is nobody before you." | "It will take {minutes} minutes," said {man#b}, and gave her a chair.
    ? The stove hummed, and the rain ran down the window. | An old man in the corner was asleep. | A boy showed everyone his loose tooth.
    They talked about {topic}, and the time went by. | {woman#a} read the Gazette twice, even the weather. | "How was {event}?" asked {man#b}. "Wet," said {woman#a}, "but merry."
    At last the door opened. | Then a bell rang, and it was her turn. | When her name was called, she had almost forgotten why she had come.
    """,
    """
    "Is this seat free?" asked {woman#a} on the ferry. | The ferry was full, so {woman#a} sat down beside {man#b}. | "You have sat down on my hat," said {man#b}, and so they met on the ferry.
    {woman#a} said that she was on her way to {port}. | {man#b} had {count} boxes of {talk_goods} with him. | They shared a piece of honey cake.
    "I have never been so far from home," said {woman#a}. | "Do you come from {town}?" asked {woman#a}. | "Is the water always so {talk_rough}?" asked {woman#a}.
    "Look at the gulls and not at the waves," said {man#b}. | "I was born on {street}," said {man#b}, "and I have seen every wave twice." | {man#b} thought about it and filled his pipe.
    ? Behind them, the lighthouse grew small. | A child ran past with a paper boat.
    When they came to the pier, they shook hands. | {man#b} carried her bag from the boat to the pier. | They never met again, but they wrote to each other for years.
    """,
)
PASSAGES: tuple[str, ...] = (
    '"Doctor, my goat has eaten the ferry timetable." "Is she ill?" asked the vet. "No," said Ned, "but since then she leaves the house at ten past eight and comes back at noon." The vet looked at the goat for a long time. "Does she wait when there is fog?" "Always," said Ned. "Then feed her well," said the vet. "She is better than the ferry."',
    "A visitor asked the harbour clerk whether it rains often in Ternhollow. The clerk said that he could not tell, for he had only lived here for fifty years. The visitor asked a boy on the pier. The boy said that it rains only twice a week: first for three days and then for four. The visitor bought an umbrella and has been happy here ever since.",
    'Two gulls sat on the roof of the fish market. "Today is Wednesday," said the first gull. "How do you know?" asked the second. "On Wednesday the tall man sells the herring, and he is slow." The second gull thought about it. "And what comes after Wednesday?" "Hunger," said the first gull. "The fast one is here until Saturday."',
    'Guess what I am. I stand on one leg all day, and I have a light in my head. I never go to sea, but every sailor knows me. In fog I shout, and nobody minds. The children answer at once: "The lighthouse!" Only little Tilly says that it is her grandfather, and that fits as well, for he lost his leg on the Kestrel and likes to shout.',
    '"Mother, where does the tide go when it goes out?" asked Wilf. "To the other side," said his mother. "And what do the people do there?" "They take off their shoes and pick up their boats." Wilf looked at the mud for a while. "Then somebody over there is waiting now," he said, "and wants us to send it back."',
    "Here are three riddles from the fish supper. What has four legs and cannot walk? A table. What do you break before you use it? An egg. What belongs to you, but your friends use it more than you do? Your name. The cook knew all three, and so she got the largest plate. Nobody knew why the kettle sings, except the kettle.",
    '"You wrote that my soup is thin," said the cook of the Blue Whelk. "I wrote that one could read the Gazette through it," said the editor. "That was a joke." "Then come and eat a plate of it." The editor came on Thursday and ate two plates. On Friday the Gazette wrote that one can no longer read through it, and that this is a great loss for readers.',
    "My grandmother talks to her bread. She tells it what has happened in the street, who is ill and who has married. Only then does she put it into the oven. I asked her why. She said that bread which has heard nothing tastes of nothing. So I told mine about the school, and it turned out very hard.",
    '"One ticket to Farholm, please." "There and back?" asked the ferry pilot. "No," said the old man, "only there. I was born in Farholm." The pilot looked at the sea and then at the man. "I sell only tickets there and back," he said. "You may keep the second half as long as you like." The old man came home on Sunday and brought him a pear tart.',
    "Overheard on the long pier: a man told his dog everything that was wrong with the council. He spoke about the lamps, the bins and the benches. The dog listened with its head to one side. At the end the man asked what it thought. The dog barked once. Well, said the man, that is more than the mayor ever told me.",
    '"Why do you always paint the same boat?" asked Dagny. The painter cleaned his brush. "It is never the same," he said. "Yesterday it was waiting, and today it is tired." Dagny looked at the boat. It was red and had two oars. She looked again after an hour. "Now it is hungry," she said. "No," said the painter, "that is you."',
    "Hobart and Silas play chess on the harbour wall, and they have played the same game since March. If it rains, they cover the board with a bucket. Nobody is allowed to move a piece, not even the wind. Last week a gull took a white knight. Silas said that this was a clever move. Hobart said that he needed a week to think about it.",
    'An old sailor came into the Paper Lantern bookshop. "I want a book with no sea in it," he said. The girl at the counter gave him one about a desert. He came back the next day. "There is a ship in it," he said, "on page forty, in a dream." She gave him a cookery book. He has not come back, but his wife says that he is now very good at soup.',
)
# fmt: off
WORDS: Mapping[str, Sequence[str]] = {
    "talk_thing": (
        "green umbrella", "little ladder", "best basket", "blue teapot", "old lantern",
        "red bucket", "tin whistle", "straw hat", "brass bell", "woollen blanket", "long rope",
        "garden spade", "bread knife", "thick notebook",
    ),
    "talk_topic": (
        "the new bridge", "the early bus", "the second ferry", "the tall fence on the pier",
        "the new tax on boats", "the night market", "the big clock", "the plan for the old mill",
        "the new rule about dogs", "the yellow paint on the benches",
    ),
    "talk_blame": (
        "a mistake", "a waste of time", "badly planned", "not what we need", "a bad idea",
        "no help to anyone",
    ),
    "talk_pet": ("cat", "dog", "goat", "pony", "donkey", "goose", "hen", "duck"),
    "talk_bird": ("gull", "crow", "heron", "sparrow", "white gull"),
    "talk_goods": (
        "apples", "onions", "eggs", "candles", "plums", "warm socks", "jars of honey",
        "old books", "shells", "pears",
    ),
    "talk_wares": (
        "candles", "apples", "eggs", "onions", "buttons", "fish hooks", "rolls", "pears",
        "lamps", "plums", "clay pots", "baskets",
    ),
    "talk_sky": ("a light wind", "a clear sky", "low cloud", "some sun", "a little rain"),
    "talk_contest": ("the rowing race", "the pie contest", "the chess night"),
    "talk_soon": (
        "next week", "on {weekday}", "in {count} days", "at the end of the month", "tomorrow",
        "after the holidays",
    ),
    "talk_feast": (
        "the spring fair", "the boat blessing", "the harvest dance", "the lantern walk",
        "the end of the month", "the next market",
    ),
    "talk_quiet": (
        "the chapel garden", "the long pier", "the tidal pool", "the signal hill",
        "the north beach", "the old mill", "the salt pans", "the allotments",
    ),
    "talk_healer": ("nurse", "doctor"),
    "talk_rough": ("rough", "grey", "restless", "high", "choppy"),
}
