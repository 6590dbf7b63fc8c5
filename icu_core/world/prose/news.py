# ruff: noqa: E501 (a step of a frame is one line, with all its alternatives; so is a passage)
"""Ordinary text, the news of the town: events, council, weather, losses and finds, small scandals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

# fmt: off
WORDS: Mapping[str, Sequence[str]] = {
    "news_spot": (
        "at the end of the long pier", "behind the chapel garden", "near the ferry landing",
        "in front of the town hall", "below the lighthouse", "by the tidal pool",
        "on the north beach", "beside the bandstand", "behind the old mill", "on {street}",
        "at the corner of {street}", "by the steps of the museum",
    ),
    "news_day": (
        "on {weekday}", "last week", "late on {weekday}", "early on {weekday}", "yesterday",
        "at the end of {month}", "the other night", "on the first {weekday} of {month}",
    ),
    "news_past": (
        "on {weekday}", "last week", "yesterday", "last {weekday}", "at the end of {month}",
        "on the last {weekday} of {month}",
    ),
    "news_person": (
        "the {adj} {job}", "a(n) {adj} {job}", "the {job}'s daughter", "the {job}'s nephew",
        "a visitor from {port}", "one of the {crowd}", "the {job} from {street}",
    ),
    "news_look": (
        "small", "old", "red", "heavy", "blue", "green", "yellow", "little", "brown",
    ),
    "news_pet": ("cat", "dog", "goat", "parrot", "hen", "goose", "crow"),
    "news_few": ("two", "three", "four", "five", "six", "seven"),
    "news_small": (
        "letters", "buttons", "shells", "stamps", "old coins", "dry beans", "glass beads",
        "small keys",
    ),
    "news_mild": (
        "rain", "fog", "drizzle", "low cloud", "a light breeze", "a thin haze", "light showers",
    ),
    "news_sky": ("clear", "grey", "dull", "pale", "bright", "milky"),
    "news_sea": ("calm", "choppy", "restless", "grey and slow"),
    "news_degrees": ("five", "seven", "nine", "twelve", "fourteen", "sixteen"),
    "news_early": ("four", "five", "six", "seven"),
    "news_minutes": ("twenty", "thirty", "forty"),
    "news_part": ("in the morning", "in the afternoon", "towards evening", "after the last ferry"),
    "news_end": ("at the end of {month}", "in the autumn", "on {weekday}", "after the holidays"),
    "news_wet": ("rain", "sleet", "drizzle", "hail", "snow", "wind", "fog"),
    "news_box": ("basket", "suitcase", "barrel", "bucket", "teapot", "drum", "tin box", "bottle"),
    "news_work": (
        "the new bridge", "the school roof", "the sea wall", "the town clock", "the old well",
        "the bandstand", "the museum stairs", "the ferry landing",
    ),
    "news_guest": ("heron", "otter", "hedgehog", "goose", "hare", "crow", "owl", "duck"),
    "news_guests": ("herons", "geese", "otters", "hares", "owls", "wild ponies"),
    "news_treasure": (
        "the mayor's best hat", "the rope of the chapel bell", "the silver cup of the rowing club",
        "the great cheese of the harvest dance", "the flag of the town hall",
        "the brass dolphin of {shop}", "the prize pumpkin", "the wooden whale of the museum",
        "the big drum of the band",
    ),
    "news_years": ("twenty", "thirty", "thirty-five", "forty", "forty-two", "fifty"),
}

FRAMES = (
    """
    {event#e} drew a large crowd {news_past}. | Hundreds came to {event#e} {news_past}. | {event#e} was held {news_past}, and everybody came.
    ? {news_few} families had worked on it for {count} weeks. | It was the {nth} year in a row, said {folk}. | Even the mayor was seen there, in a new hat.
    The first prize of the raffle, a(n) {news_look} {thing}, went to {folk} {surname}. | In the raffle {news_person} won a(n) {news_look} {thing}. | The raffle went on until every last ticket was sold.
    ? The {news_wet} did not keep anyone at home. | The {news_wet} went away just in time.
    {food} was sold at two stalls, and none was left at nine. | There was {food} for everyone. | The band played until the lamps went out.
    """,
    """
    The council of {town} met {news_day} to talk about a plan for {news_work}. | The plan for {news_work} was the only question before the council {news_day}.
    {news_person} said that the plan was {blame}. | {news_person} said that the plan was {praise}. | For {count} hours the {crowd} and the rest of the hall did not agree.
    ? {news_person} left the hall without a word. | Nobody asked the {crowd}. | The mayor asked for quiet {count} times.
    A vote was put off until {weekday}. | Ten members voted for the plan and {news_few} against it, so work will begin {soon}. | A decision is expected {soon}. | The council will look at it again {soon}.
    """,
    """
    We can expect {news_mild} along the coast {news_part}. | The day begins with {news_mild} and ends with a(n) {news_sky} sky. | After {news_mild} in the night the sky will be {news_sky}.
    The wind comes from the {wind}, and the sea is {news_sea}. | A(n) {wind} wind will make the sea restless. | Out on the water it will be quieter than last week.
    It will be about {news_degrees} degrees at noon. | The temperature stays near {news_degrees} degrees. | It will be a little warmer than last {weekday}.
    ? Captains can ask for more at the signal hill. | The {crowd} have already been told. | Those who dry their washing outside should watch the sky.
    ? On {weekday} the wind may turn. | By {weekday} we should see some sunshine. | The weekend will be dry.
    """,
    """
    A(n) {news_look#l} {news_box#t} was found {news_spot} {news_day}. | {news_person} found a(n) {news_look#l} {news_box#t} {news_spot} {news_day}. | The {news_look#l} {news_box#t} that was found {news_spot} is still without an owner.
    It is {colour} inside and smells of {food}. | A name is scratched into it, but nobody can read it. | There were {count} {news_small} in it.
    The owner can collect it at the town hall. | Whoever has lost it should ask for {folk} at the post office. | It will be sold at {event} if nobody asks for it.
    ? Last year a lost {thing} from {port} turned up in the same place. | It is the {nth} find of this kind since {month}.
    """,
    """
    The {ship#s} came in from {port} {news_day} with {news_few} hundred {things}. | The {ship#s} is back from {port} with a hold full of {things}.
    The crossing was {adjx}, said the {adj} captain. | The captain spoke of {weather} and a sea that was {sea}. | On the way the crew saw {count} seals and a whale.
    ? {count} passengers were ill and one was asleep. | A(n) {news_pet} had come along as a stowaway.
    She will sail again {soon}. | The ship needs a new mast and stays for a while. | Visitors may come on board on {weekday}.
    """,
    """
    {shop#s} will close for {count} days in {month}. | There is a new sign over the door of {shop#s}. | There is a new window in {shop#s}.
    The same family has run the shop for {news_years} years. | The shop was opened in a hard winter, and it has seen worse. | The {crowd} have always met there.
    "We want more light and better chairs," said {folk}. | "I shall always keep the {news_pet} at the door," said {folk}. | "People come for a bargain," said {folk}, "and stay for the talk."
    ? From {month} on there will also be {food}. | The old {thing} over the door will stay. | The {crowd} have sent flowers.
    """,
    """
    Firemen were called to {street} {news_day}, because there was smoke. | Smoke was seen over {street} {news_day}, and the firemen came.
    {news_person} had been {doing_now} and forgot the stove. | A(n) {news_pet} had knocked over a lamp. | {news_person} had tried to dry a wet coat on the stove.
    Nobody was hurt. | Apart from a(n) {news_look} chair, nothing was lost. | The damage is small, said the {adj} captain of the brigade.
    ? The firemen stayed for {food}. | The {crowd} thanked the firemen with {food}.
    """,
    """
    The school of {town} has found {news_few} people who can teach {skill}. | {folk} {surname} teaches {skill} to {count} pupils {news_spot}.
    The lessons are held on {weekday}, after school. | Lessons last {news_minutes} minutes and cost nothing. | Everyone must bring a pencil and some patience.
    ? At first the pupils were bored, but now they do not want to go home. | Even the teachers have asked for a place.
    At {event} everyone can see what has been learned. | {fraction} of the parents have signed up too. | There will be a small test {soon}.
    """,
    """
    Work on {news_work#t} has come to a stop. | There is trouble about {news_work#t} again. | The plans for {news_work#t} have kept the council awake for {count} nights.
    The builders say that {count} boards are missing. | {news_person} forgot to order the wood. | The money is gone, and so is the ladder.
    "This is {blame}," said {news_person}. | "It will look fine once it is done," said {folk}. | "We have seen worse," said {news_person} and went home for supper.
    ? The mayor has promised an answer {soon}. | A box for ideas now stands {news_spot}.
    """,
    """
    {count} {news_guests} were seen {news_spot} {news_day}. | A(n) {news_guest} has made its home {news_spot}. | The first {news_guest} of the year has come, and it lives {news_spot}.
    The {crowd} brought {food}, but it was not touched. | {news_person} has asked people to keep away. | The children of {street} have written a poem about this.
    ? Two painters have come all the way from {port}. | The museum would like to have a photograph.
    Visitors should wear soft shoes and be quiet. | If the weather stays mild, there will soon be more to see. | {news_person} has left some straw and a(n) {news_look} bucket there.
    """,
    """
    All of {town} is asking the same question: where is {news_treasure#x}? | Somebody took {news_treasure#x} {news_day}, and nobody saw it happen. | Since {weekday} {news_treasure#x} has been missing.
    Constable Hobble has measured the floor and drawn a map. | {news_person} found the empty place first and told the whole of {street}. | A trail of flour leads to {street}, but there it ends.
    ? The only witness is a(n) {news_pet}, which says nothing. | A note was left behind: "Back {soonish}." | A(n) {news_look} {thing} was left in its place.
    {folk} blames the gulls. | The {crowd} say that they were asleep, all of them. | {news_person} was asked about it for {minutes} minutes and sang most of the time.
    The reward is a year of {food}. | The thief is asked to be sensible and to come before supper. | Until the thief is found, nobody will talk of anything else.
    """,
    """
    We are sorry about page {page} of our last paper. | A mistake slipped into the last Gazette. | Once more the Gazette must correct itself.
    We wrote that the {ship#s} had sunk, but she had only gone to {port} to fetch {things}. | It was not {folk} who fell into the harbour, but the {job}'s hat. | {event#e} does not begin at midnight, but at noon. | The man in the picture was not the mayor, but a scarecrow from {port}.
    The printer had a cold that day and could not hear well. | Somebody had put a cup of tea on the page. | The fault is ours, and partly that of the {news_pet} in our office.
    ? {count} readers wrote to tell us, one of them in verse. | {news_person} saw it at once and will not let us forget it.
    We promise to do better {soonish}. | The tea now stands on another table. | Our next mistake will be a new one.
    """,
    """
    Everybody in {town} knows {folk#a} {surname}. | The Gazette went to see {folk#a} {surname} on {street}. | After {news_years} years behind a counter, {folk#a} {surname} will stop work {news_end}.
    The little house is full of {things}, and the kettle is always on. | Work began at {news_early} every morning, in all weathers. | It all started with a(n) {news_look} {thing} and a piece of luck.
    "My father wanted me to be a(n) {job}," said {folk#a}, "but I ran too fast." | "You must stop for tea," said {folk#a}, "or the day runs you over." | "I have made every mistake once," said {folk#a}, "and the good ones twice."
    ? The {crowd} have written a song about this. | Even the {news_pet} by the stove seemed to listen. | The mayor will come with a medal, and the {crowd} with {food}.
    What comes next? "Sleep," said {folk#a}. | "Now drink your tea," said {folk#a}, and that was the end of our talk. | We went away with a jar of jam and a good feeling.
    """,
    """
    From {weekday} on there is a new rule in {town}. | The council has made a new rule. | A new sign hangs on the door of the town hall.
    Nobody may feed the gulls before noon. | Bicycles must ring twice at every corner. | Singing is allowed until ten, and humming until eleven. | Wet boots must stay outside the reading room. | Goats may use the pavement, but not the benches.
    {news_person} asked for this after a bad night. | It is meant to keep the peace between the {crowd} and their neighbours. | The mayor thought of it in the bath.
    ? The first fine will surely be paid by the mayor. | {folk} has sent a long letter against it.
    "We shall see how long it lasts," said {folk}. | It will be tried for {count} weeks. | Anyone who forgets must sweep the steps of the town hall.
    """,
)

PASSAGES = (
    "The mayor's hat blew off the long pier on {weekday} and landed on a seal. The seal wore it for an hour and looked very well in it. Half the town came to see. In the end it gave the hat back for two herrings. The mayor says that the hat still fits, but that it smells.",
    "To the editor. For three nights somebody has been playing the trumpet on Chapel Rise. I do not mind the trumpet. I do mind that it is always the same half of a song. Would the player please learn the other half, so that we can all sleep? Yours, {folk}.",
    "Nothing had ever been stolen from the library until last week. Then the big book about pirates was gone from its shelf. On Friday it lay on the doorstep again, wrapped in brown paper. \"I only had to know how it ended,\" said a note inside. The librarian has decided not to ask any questions.",
    "Two bakers on Tallow Street have not spoken since the pie contest. One says that the judges came late and her pie was cold. The other says that a good pie is good when it is cold, too. The judges have eaten both pies and are of no help. Next year there will be a contest for soup.",
    "For one whole day it was teatime in Ternhollow. The town clock had stopped at ten past four, and nobody likes to argue with a clock. The school stayed open, the shops did not close, and the kettles never got cold. At last a small boy climbed up and found a sleeping owl between the wheels. The owl has moved to the chapel, and the time is right again.",
    "My name is Tilly, and I write the school page this week. Our class has a new goat. It has eaten the map of the world, but only the part with the sea. Our teacher says that this is geography. Next week I shall write about our new map.",
    "People on Kiln Hill were sure that there was a ghost in the old mill. It sighed at night, and it had white wings. Then {folk} went in with a lantern and a stick. The ghost was a barn owl with three fat children. Nobody is afraid now, but the mill has more visitors than the museum.",
    "A wedding was held in the lighthouse on Saturday. There were a hundred and twelve stairs, so the guests arrived one by one and out of breath. The cake was pulled up on a rope. When the bride said yes, the keeper turned the lamp once for luck. Three ships in the bay blew their horns.",
    "The new bench by the bandstand was opened last week with music and a short speech. The speech was not short enough. By the end of it the paint was still wet, but the mayor was tired and sat down. The bench is now green, with a clear space in the middle. So is the mayor's coat, without the space.",
    "Council notes, for those who were not there. We spoke about the gulls for two hours. It was agreed that there are many of them. It was not agreed what to do. {folk} asked for more bins, and the baker asked for fewer gulls. Then it was dark, and we all went home under our umbrellas.",
    "Somebody has been knitting scarves for the street lamps on Lantern Row. It began with one red scarf in November. Now there are nine, and the last lamp has a hat as well. The council wanted to take them down, but the lamplighter would not hear of it. He says that the lamps burn better when they are warm.",
    "For {count} weeks the Gazette came late to every house on Gull Steps. The paper boy said that it was not his fault. So the editor walked with him and saw it with her own eyes. At every door there was a dog, a child or a biscuit. The Gazette will go on coming late to Gull Steps.",
    "A tooth was lost at the fish supper on Friday. It is small and white, and it belongs to Ludo, who is six. He would like to have it back before it is too late for the money. It may be in a herring. Please chew with care and look at your plate.",
    "Old Wilf has won the leek prize for the tenth time. His leek was as long as his wife is tall, and she stood beside it to prove it. Other gardeners asked him for his secret. He said that he talks to his leeks every night about politics. They grow, he said, to get away from him.",
    "It is now known who rang the chapel bell at three in the morning. It was not a ghost, and it was not the boys from the rope works. It was a donkey, which had come in out of the rain and found the rope good to eat. The rope has been made shorter. The donkey is sorry only about that.",
    "Dear readers, this paper is forty years old today. The first number had one page and told of a cow on the beach. We have looked through the old papers and found eleven cows, four fires and two whales. We have also found the same letter about noise in every single year. Thank you, {folk}, and please keep writing.",
    "A stranger in a grey coat has been painting our doors. He comes before dawn and leaves a small blue fish beside the handle. At first people were angry and fetched soap. Then the doors without a fish began to feel left out. Now the whole of Thimble Court leaves a cup of coffee on the step at night.",
    "The great snowball war between Chapel Rise and Eelgate ended on {weekday}. Both sides had run out of snow. Peace was made in the Copper Kettle, over hot chocolate. Eelgate will give back one hat and two prisoners, who did not want to go home. A new war is planned for the next winter.",
)
