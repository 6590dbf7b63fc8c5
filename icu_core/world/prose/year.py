# ruff: noqa: E501 (a step of a frame is one line, with all its alternatives)
"""Ordinary text of the year: seasons, feasts, school days, journeys, the history of the town."""

FRAMES = (
    """
    In {month} the days grow {longer} in {town}. | {month} is a(n) {monthly} month by the sea. | When {month} comes, the {crowd} begin to count the days.
    The boats are painted, and the nets are hung up to dry. | On the hills the {flowers} are in bloom. | The first {weather} comes over the sea wall, and the lamps are lit early.
    ? Nobody swims now, except {someone}. | At the market there are {things} from {port}.
    People sit {where} and talk about {topic}. | There is {food} in every kitchen. | Old {folk} says that it was colder in former times.
    And then, one morning, it is over. | It is the time of year I like best. | All this ends with {event}.
    """,
    """
    The first bridge of {town} was built by {someone} and {count} {crowd}. | {town} was once so small that {count} boats filled the harbour. | Long before there was a lighthouse, a fire burned on the hill.
    It stood for {count} winters. | In those days the {crowd} paid their rent in {things}. | Ships from {port} came with {things} and left with {things}.
    Then a storm took {fraction} of the houses. | Then the herring stayed away, and the {crowd} had to learn other trades. | One year the sea froze, and people walked to {port}.
    ? A stone {where} tells of that day. | The oldest picture in the museum shows it.
    Today only a(n) {look} {thing} is left of it. | The rest can be read in the books of the reading room. | The children learn about it at school, and forget it again.
    """,
    """
    Our class went to {place} {when}. | {when} our teacher took us to {place}.
    {folk#a} had forgotten the food, so we shared {food}. | We were {count} pupils and one {animal}. | On the way there {folk#a} fell into a puddle.
    A(n) {adj} {job} showed us how to tie a knot. | We drew the {thing} and counted the {things}. | We learned why the sea is {sea} in {month}.
    ? {folk} asked {count} questions and got one answer. | I liked the {look} {thing} best.
    On the way home we sang. | Then it began to rain, and everybody ran. | Next time we shall go to {port}. | I hope that we can go there again {soon}.
    """,
    """
    The road to {port} is long, but it is worth it. | If you travel to {port}, take the early boat. | We sailed to {port} on the {ship} {when}.
    For the first hour you see nothing but gulls. | The sea was {sea}, and {someone} was ill. | A passenger played the {instrument}, and {someone} sang.
    ? The captain gave us {food}. | We had {count} suitcases and a(n) {animal}.
    In the harbour of {port} they sell {things} and {food}. | The houses there are {colour} and have no chimneys. | We stayed with {someone}, who was {feeling} to see us.
    The last boat back leaves in the evening. | I brought home a(n) {look} {thing}. | After {count} days we were glad to be home.
    """,
    """
    {woman#a} plays the {instrument}, and {man#b} sings. | Every {weekday} the choir meets {where}. | The band of {town} has {count} members and one drum.
    They began with {count} people and a borrowed {instrument}. | At first the neighbours closed their windows. | Nobody could read music, so they learned by ear.
    ? Once a(n) {animal} joined them. | They never play the same song twice.
    Now they will play at {event}. | Now the {crowd} come from {port} to hear them. | Those who want to join should bring a(n) {thing}.
    "It keeps us warm," said {man#b}. | "We are not good, but we are loud," said {woman#a}. | The next evening is {soon}.
    """,
    """
    Every evening at {count}, {someone} lights the lamp {where}. | It is the work of {someone} to light the lamps {where}.
    First the glass is cleaned, and then the oil is poured. | The work takes {minutes} minutes, or longer when there is {weather}. | It needs a ladder, a steady hand and a dry match.
    ? Only once did the lamp stay dark. | In {count} years nobody has fallen.
    From the sea it looks like a(n) {colour} star. | The {crowd} set their clocks by it. | The gulls know it, and so do the captains.
    "Somebody must do it," is all you will hear. | And in the morning it is put out again. | When the {ship} comes home late, everyone is thankful for it.
    """,
    """
    What does a(n) {job} do all day? | The work of a(n) {job} begins early. | To become a(n) {job}, you need good eyes and {count} years.
    There are {things} to be sorted and people to be calmed. | In the morning the tools are cleaned, and in the evening they are cleaned again. | Much of it is waiting, some of it is lifting, and the rest is tea.
    ? A wrong step can cost you a(n) {thing}. | You must not be afraid of {weather}.
    "You learn it with your hands," said {folk#a}, who has done it for {count} years. | "My father did it, and his father too," said {folk#a}.
    ? Two of the {crowd} would like to learn it. | There is always room for another, if they can get up early.
    In the end you go home tired and content. | It does not make you rich, but you are never bored. | And everyone greets you in the street.
    """,
    """
    Thank you for the {things}, dear {folk#a}. | Dear {folk#a}, I am writing to you from {port}. | Dear {folk#a}, your letter took {count} days.
    Here we have had {weather} since {weekday}. | The {animal} is well, and so am I. | I live in a small room above a shop that sells {things}.
    {someone} sends you greetings. | Yesterday I {did}, and I thought of you. | In the evenings I sit by the window with {food}.
    ? Do you still have my {look} {thing}? | Tell {folk} that I have not forgotten {event}.
    I shall come home {soon}. | Write to me when you can. | Do not worry about me.
    Yours, {folk#b}. | With love, {folk#b}. | Your {folk#b}.
    """,
)
