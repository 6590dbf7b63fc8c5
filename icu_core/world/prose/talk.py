# ruff: noqa: E501 (a step of a frame is one line, with all its alternatives)
"""Ordinary text that is spoken: conversations, opinions, letters to the Gazette, questions."""

FRAMES = (
    """
    "Have you seen my {look} {thing#t}?" {said} {folk#a}. | "Where did you put the {thing#t}?" {said} {folk#a}.
    "It was {where} {when}," {said} {folk#b}. | "I gave it to {someone}," {said} {folk#b} {how}. | "Which {thing#t}?" {said} {folk#b}, who was {doing_now}.
    "But I need it for {event}." | "Then we must ask {folk}," {said} {folk#a}. | {folk#a} looked {feeling}.
    ? "Take mine," {said} {folk#b}. "It is {colour}, but it works."
    In the end it was found under the {things}. | They looked for it until supper. | Nobody spoke about it again.
    """,
    """
    "Good morning, {folk#b}," {said} {folk#a}. "How is the sea today?" | "You are early, {folk#b}," {said} {folk#a}.
    "It is {sea}," {said} {folk#b}. "I have seen worse." | "I could not sleep because of the {weather}," {said} {folk#b}. | "I have been {doing_now} since five," {said} {folk#b}.
    "Will you come to {event}?" {said} {folk#a}. | "They say there will be {weather} {soon}," {said} {folk#a}. | "Did you hear about {topic}?" {said} {folk#a}.
    "Only if there is {food}," was the answer. | "I believe it when I see it," {said} {folk#b}. | "Who told you that?" {said} {folk#b}, a little {feeling}.
    ? Then they both went on with their work. | A(n) {animal} walked past, and they were quiet for a while.
    """,
    """
    In my opinion, {topic#t} is {praise}. | Let me say it plainly: {topic#t} is {blame}. | I have thought about {topic#t} for {count} weeks.
    Some of the {crowd} will not agree with me. | The {crowd} have been saying so for years. | Those who complain have never seen {port}.
    It helps the {crowd}, and it costs less than a(n) {look} {thing}. | What we need is a(n) {look} {thing}, and not more talk. | A town that cannot mend a(n) {thing} should not build a tower.
    ? My late uncle, who was a(n) {job}, would have laughed. | I say this as someone who has been a(n) {job} for {count} years.
    Let us vote on it {soon}. | I shall be at {place} on {weekday}, and anyone may argue with me. | Think about it over {food}.
    """,
    """
    Dear editor, why does nobody speak about {topic#t}? | Dear editor, I write to you about {topic#t}. | Dear editor, your report on {event} was not correct.
    {when} I saw {count} {crowd} standing {where} in the rain. | {someone} told me that it was {praise}, but I am {feeling}. | It was {someone} who won, and not {someone}.
    ? I have lived on {street} for {count} years and never saw such a thing. | Even the {animals} have noticed it.
    Please do something about it {soon}. | I shall write again {soon}. | With this I close, and go back to my {things}.
    {folk} {surname}, {street}. | Yours, {folk} {surname}.
    """,
    """
    Question: what can you buy {where}? Answer: {things}, {food} and sometimes a(n) {thing}. | Question: when is {event}? Answer: {soon}. | Question: who won {event}? Answer: {someone}, by {count} points.
    Question: is the sea safe today? Answer: it is {sea}, so ask {folk} first. | Question: what do the {crowd} eat? Answer: mostly {food}. | Question: who repaired the {thing}? Answer: {someone} did it {when}.
    ? Question: what is the weather like? Answer: {weather}, and about {degrees} degrees.
    """,
    """
    "Tell me a story," {said} {woman#a}. | "Is it true about the {look} {thing}?" {said} {woman#a}.
    "Once there was a(n) {job} who had {count} {things}," {said} {man#b}. | "My uncle saw it {where}," {said} {man#b} {how}. "He was {doing_now}."
    "And then?" | "I know that one," she {said}. | "That cannot be true," she {said}, but she listened.
    "Then a(n) {animal} came and took {fraction} of them." | "Then there was {weather}, and nobody could see a thing." | "Then the {ship} came in, and everything was different."
    She was asleep before the end. | She thought about it for a long time. | "You should write for the Gazette," she {said}.
    """,
    """
    What I like about {place#p} is the quiet. | I have never liked {place#p}. | Of all the places in {town}, I like {place#p} best.
    You can sit there for {minutes} minutes and see nothing but a(n) {animal}. | In {month} it smells of {food}, and in winter of nothing. | The light there is {colour} in the morning.
    ? {someone} once told me that a(n) {look} {thing} is buried there. | Not even the {crowd} go there in the {weather}.
    I go there whenever I feel {feeling}. | If you visit it, bring {food}. | Perhaps I shall go again {soon}.
    """,
    """
    "{count} {things}, please," {said} {folk#a} at the counter of {shop}. | "Do you have a(n) {look} {thing}?" {said} {folk#a} in {shop}.
    "We have only {look} ones left," {said} {folk#b}. | "That makes {count} crowns," {said} {folk#b} {how}. | "Not before {weekday}," {said} {folk#b}.
    "Then I take {food} instead." | "That is too much," {said} {folk#a}. | "I can wait," {said} {folk#a}, who did not look {feeling}.
    ? Outside, a(n) {animal} was eating somebody's {food}. | "And how is the {animal}?" {said} {folk#b}.
    They wished each other a good day. | It began to rain, so they talked for another hour. | The door bell rang, and the next customer came in.
    """,
)
