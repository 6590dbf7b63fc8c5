# ruff: noqa: E501 (a step of a frame is one line, with all its alternatives)
"""Ordinary text, the news of the town: events, council, weather, trade, losses and finds."""

FRAMES = (
    """
    {event#e} took place {when} {where}. | {event#e} drew a large crowd {where} {when}. | Hundreds came to {event#e} {when}.
    ? The {crowd} had worked on it for {count} weeks. | It was the {nth} year in a row, said {folk}. | Even {someone} came.
    First prize went to {someone} for a(n) {look} {thing}. | {someone} won the first prize, a(n) {look} {thing}. | The judges could not agree, so {count} people shared the prize.
    ? The {weather} did not keep anyone at home. | The {weather} stopped just in time.
    {food} was sold {where}, and none was left by {weekday}. | There was {food} for everyone. | The band played until the lamps went out.
    """,
    """
    The council of {town} met {when} to talk about {topic#t}. | {topic#t} was the only question before the council {when}.
    {someone} called it {blame}. | {someone} said that it was {praise}. | For {count} hours the {crowd} and the {crowd} did not agree.
    ? A vote was put off until {weekday}. | In the end {count} members voted for it and {count} against.
    ? {someone} left the hall without a word. | Nobody asked the {crowd}. | The mayor asked for quiet {count} times.
    Work is to begin {soon}. | A decision is expected {soon}. | The council will look at it again {soon}.
    """,
    """
    {weather} is expected {where} {soon}. | The day begins with {weather} and a(n) {sky} sky. | After a night of {weather} the sky will be {sky}.
    The wind comes from the {wind} and the sea is {sea}. | A(n) {wind} wind will make the sea {sea}. | Out on the water it will be {sea}.
    It will be about {degrees} degrees at noon. | The temperature stays near {degrees} degrees. | Tonight it falls to {degrees} degrees.
    ? Boats should stay in the harbour until {weekday}. | The {crowd} are asked to bring in their {things}. | Good weather for drying {things}, then.
    ? On {weekday} there may be {weather}. | By {weekday} we should see some sunshine. | The weekend looks {sky} but dry.
    """,
    """
    A(n) {look#l} {thing#t} was found {where} {when}. | {someone} found a(n) {look#l} {thing#t} {where} {when}. | The {look#l} {thing#t} that was found {where} is still without an owner.
    It is {colour} inside and smells of {food}. | A name is scratched into it, but nobody can read it. | There were {count} {things} in it.
    The owner can collect it {where}. | Whoever has lost it should ask for {folk} at {place}. | It will be sold at {event} if nobody asks for it.
    ? Last year a(n) {thing} from {port} was found in the same place. | It is the {nth} find of this kind since {month}.
    """,
    """
    The {ship#s} came in from {port} {when} with {count} hundred {things}. | The {ship#s} is back from {port} with a hold full of {things}.
    The crossing was {adjx}, said the {adj} captain. | The captain spoke of {weather} and a sea that was {sea}. | On the way the crew saw {count} seals and a whale.
    ? {count} passengers were ill and one was asleep. | A(n) {animal} had come along as a stowaway.
    She will sail again {soon}. | The ship needs a new mast and stays until {weekday}. | Visitors may come on board {soon}.
    """,
    """
    {shop#s} will close for {count} days in {month}. | {shop#s} has a new owner. | There is a new window in {shop#s}.
    {someone} has run it for {count} years. | It was opened by {someone} in a hard winter. | The {crowd} have always met there.
    "We want to sell more {things}," said {folk}. | "I shall miss the {animal} at the door," said {folk}. | "People come for the {food}," said {folk}, "and stay for the talk."
    ? From {month} on there will also be {food}. | The old {thing} over the door will stay.
    """,
    """
    Firemen were called to {place} {when}, but it was only {food} that had been left on the stove. | Smoke was seen {where} {when}.
    {someone} had been {doing_now} and forgot the time. | A(n) {animal} had knocked over a lamp. | {someone} had tried to dry {things} on the stove.
    Nobody was hurt. | Apart from a(n) {look} {thing}, nothing was lost. | The damage is small, said the {adj} captain of the brigade.
    ? The firemen stayed for {food}. | The {crowd} thanked the firemen with {food}.
    """,
    """
    The school of {town} is looking for {count} people who can teach {skill}. | {someone} teaches {skill} to {count} pupils {where}.
    The lessons are held on {weekday} in the old hall. | Lessons last {minutes} minutes and cost nothing. | Everyone brings a(n) {thing} and some patience.
    ? At first the pupils were {feeling}, now they are {feeling}. | Even the {crowd} have asked for a place.
    At {event} they will show what they have learned. | {fraction} of the parents have signed up too. | There will be a small test {soon}.
    """,
    """
    Work on {topic} has come to a stop. | There is trouble about {topic} again. | {topic} has kept the {crowd} awake for {count} nights.
    The {crowd} say that {count} {things} are missing. | {someone} forgot to order the wood. | The money is gone, and so are the {things}.
    "It is {blame}," said {someone}. | "It will be {praise} once it is done," said {folk}. | "We have seen worse," said {someone} and went back to work.
    ? The mayor has promised an answer {soon}. | A box for ideas now stands {where}.
    """,
    """
    {count} {animals} were seen {where} {when}. | A(n) {animal#z} has made its home {where}. | The {animal#z} that lived at {place} has come back.
    The {crowd} bring it {food}, which it does not like. | {someone} has asked people to keep away. | Children have given it the name {folk}.
    ? Nothing like it has been seen since the great frost. | The museum would like to have a picture of it.
    It will stay until {month}, thinks {someone}. | If the {weather} lasts, there will soon be more. | At night it sleeps in a(n) {look} {thing}.
    """,
)
