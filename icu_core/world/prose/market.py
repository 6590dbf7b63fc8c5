# ruff: noqa: E501 (a step of a frame is one line, with all its alternatives; so is a passage)
"""Ordinary text of the market: market days, prices, shop boards, auctions, bulletins of the day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

# fmt: off
WORDS: Mapping[str, Sequence[str]] = {
    "market_goods": (
        "apples", "onions", "pears", "leeks", "plums", "eggs", "carrots", "lemons", "candles",
        "turnips", "cabbages", "buttons",
    ),
    "market_price": (
        "two crowns", "three crowns", "four crowns", "five crowns", "six crowns", "eight crowns",
    ),
    "market_high": (
        "twelve crowns", "fifteen crowns", "twenty crowns", "thirty crowns", "forty crowns",
    ),
    "market_stall": (
        "the cheese stall", "the bread stall", "the honey stall", "the jam stall",
        "the stall with the apples", "the sausage stall",
    ),
    "market_cause": ("rain", "frost", "thunder", "wind", "noise", "new rooster"),
    "market_road": (
        "Tallow Street", "Saltpan Road", "Eelgate", "Barley Quay", "Lantern Row", "Kiln Hill",
        "Old Ropewalk", "Duckboard Lane", "Chapel Rise", "Marram Way",
    ),
    "market_herd": ("geese", "goats", "ducks", "donkeys", "sheep", "cows"),
    "market_buyer": (
        "the {adj} {job}", "a visitor from {port}", "one of the {crowd}", "{woman} {surname}",
    ),
    "market_lots": (
        "buttons", "books", "old lamps", "blankets", "jars", "flags", "stamps", "shells", "boots",
    ),
    "market_feeling": ("pleased", "proud", "surprised", "delighted", "puzzled", "calm"),
    "market_look": ("small", "old", "red", "heavy", "blue", "green", "yellow", "little"),
    "market_sky": (
        "a day of sunshine", "a grey day", "rain and wind", "a long, clear day", "fog until noon",
        "light showers", "rain on the hills", "a bright and windy day",
    ),
}

FRAMES = (
    """
    Every {weekday} the market comes to the square of {town}. | On market day the square is full before the sun is up. | At six in the morning the first market carts roll down {market_road}.
    {woman} sells {market_goods} from a blue cart. | A man from {port} calls out the price of his {market_goods}. | At {market_stall} you must taste first and pay later.
    The {crowd} stand in line for {food}. | The {crowd} come early, because the best things go first. | Everybody asks old {folk} about the weather.
    ? A(n) {animal} walks from stall to stall and is fed at each. | Somebody plays the {instrument}, not very well. | A child is lost twice and found three times.
    By noon there are only {market_goods} left. | At one the bell rings, and the gulls take over. | When it is over, the square smells of fish and flowers until night.
    """,
    """
    Here are the prices of the week, as {folk} wrote them down. | The market report of this {weekday} is short. | Prices have moved again at the market. | What does the market cost this week?
    {market_goods} cost {market_price} a dozen, and bread is as dear as ever. | A dozen eggs costs {market_price}, because the hens do not like the {market_cause}. | A bag of {crop} costs {market_price}, or a little less with the mud.
    Fish is cheap, for the boats came home full. | Fish is dear, for the boats had to stay in. | The cheese is no cheaper than last week, but stronger.
    ? Honey can be had for {market_price} a jar, and the bees are proud of it. | Nobody buys {things} at this time of the year.
    "It is robbery," said {market_buyer}, and bought two of each. | "It was all cheaper in my day," said {market_buyer}, "but it did not taste so good." | Those who sing for the seller pay half at {market_stall}.
    ? Next week it will all be different, say the farmers. | After noon everything is cheaper, but there is less of it.
    """,
    """
    The board outside {shop#s} says: fresh {food} today, old jokes free. | On the door of {shop#s} hangs a small board: knock loudly, the cat is deaf. | A green board stands in front of {shop#s}. It says: please do not feed the owner. | Today the board of {shop#s} has only one word on it: soup.
    Under it somebody has drawn a(n) {animal}. | It is written in chalk, and the rain reads it first. | Yesterday it said: no credit, no dogs, no singing before ten.
    Inside, {woman#w} knows what you want before you do. | Inside, {woman#w} stands behind the counter and does sums in her head. | The bell over the door is older than {woman#w}, who keeps the shop.
    ? The {crowd} come in to get warm and go out with {things}. | You can go in for one thing there and come out with five.
    Ask her for a(n) {thing}, and you will hear a story as well. | Nobody leaves her without a word about {topic}. | She closes at six, or when the talk is over.
    """,
    """
    {man#h} held the hammer at the auction on {weekday}. | The attic of the old mill was sold on {weekday}, with {man#h} at the hammer. | On {weekday} {man#h} stood on a barrel and sold the lost things of the ferry.
    The first piece was a(n) {market_look} {thing} from {port}, and it went for {market_price}. | A box of {market_lots} went first, for {market_price}. | First came a(n) {market_look} {thing}, which nobody wanted.
    Then two sisters wanted the same rocking horse, and neither would stop. | Then {market_buyer} waved to a friend and owned a bathtub. | Then came a stuffed parrot, which looked at everyone until somebody paid.
    ? "Going once, going twice!" called {man#h}, and a gull answered. | {man#h} had to ask the {crowd} to sit still.
    {market_buyer} paid {market_high} for a picture of a cow and looked {market_feeling}. | A clock without hands brought {market_high}, the highest price of the day. | The last thing was a locked box, and there was a smaller box in it.
    The money will help to mend the school roof. | In the end everyone carried home what they did not need. | {man#h} bought nothing, as always.
    """,
    """
    No cart can get through on {market_road#s} this morning. | There is a long line of carts on {market_road#s}. | A word to all drivers: keep away from {market_road#s} today.
    A van has lost a wheel, and its driver has lost his temper. | {count} {market_herd} are walking in the middle of the road and will not be hurried. | A load of {market_goods} lies all over the road. | A piano is being moved, and the movers have stopped to play it.
    Drivers should take the road along the sea wall. | Drivers should turn back at the old mill. | Those on foot can get past, and they need not smile about it.
    ? The early bus will run {minutes} minutes late. | The bus waits at {place}, and the passengers have gone for {food}.
    The road should be free {soonish}. | Constable Hobble is there and has taken off his coat. | {folk} {surname} is helping with a rope and good advice.
    """,
    """
    Here is the weather for {town} and the bay. | Now the weather, read by {folk}. | The weather office on the signal hill has looked out of its window.
    We expect {market_sky}. | It looks like {market_sky}. | The forecast is short: {market_sky}.
    The wind blows from the {wind}, and at noon it is {degrees} degrees. | At noon it will be {degrees} degrees, and less by the water. | It is {degrees} degrees now, and it will not change much.
    ? The {crowd} should take an umbrella, just in case. | The fishermen know all this already. | Washing is hung out at your own risk.
    Tomorrow looks much the same. | For {weekday} we promise nothing. | After that it may change, and if not, there is always {food}.
    """,
)

PASSAGES = (
    "The fish stall opens at five, when the lamps are still lit. {folk} lays out the herrings in rows, all looking the same way. She says that they sell better if they seem to know where they are going. By nine the rows are gone. Only one crab is left, and he is not for sale.",
    "Market rules, painted on a board by the pump. No cart may stand in front of another cart. Scales must be clean and honest. Dogs may look, but not touch. Whoever shouts louder than the bell must ring it for a week. By order of the council.",
    "When I was a girl, a bag of plums cost one crown. The farmer's wife gave you a kiss as well. Now the plums cost four crowns, and nobody is kissed. I told this to the boy at the stall. He went red and gave me two plums more. So some things can still be bought.",
    "For sale: a grey donkey, nine years old, who knows the way to the mill and back. He does not like hats, bells or the colour green. He is very fond of my daughter, so it must be a buyer on our side of town. Price as agreed. Please come in person, without a hat.",
    "I wanted to buy a lamp at the auction. But the man beside me scratched his ear at every price, and so the lamp became dearer and dearer. In the end he had bought it, and four chairs, and a stuffed pike. He was as surprised as I was. I helped him to carry it all home, and he gave me the lamp.",
    "How to choose a good cheese, by the woman at the cheese stall. Knock on it, and it should sound like a door. Smell it, and you should think of grass. Taste a little, and then a little more. If you have eaten half of it, you must buy it.",
    "Traffic news from Harbour Radio. The herd of goats on Kiln Hill has now reached the bandstand. Drivers report that they are in a good mood, the goats at least. The early bus has turned round and is following a cow. If you are in no hurry, it is a beautiful morning.",
    "The smallest shop in Ternhollow is a cupboard under the Bell Stairs. Only one customer can stand in it, and the owner has to wait outside. He sells needles, string and peppermints. On cold days people buy peppermints one by one, so that the door is opened less often. It has never been robbed, for there is no room.",
    "There are two clocks on the market square, and they do not agree. The farmers look at the one that is slow, because it gives them more time to sell. The buyers look at the one that is fast, because they want to go home. At noon both sides are right, one after the other. So lunch here lasts twenty minutes longer than elsewhere.",
    "Weather for the weekend. Saturday will be dry, and that is nearly certain. Sunday will be dry as well, unless it rains. Last week we promised sunshine, and we have had eleven letters about it. We therefore add that all this is only an opinion. Take an umbrella.",
    "Every shop on Tallow Street has a cat, except the cheese shop, which has two. They know the hours better than the owners do. At closing time they come out, one after another, and sit on the step. Then they all walk down to the fish market together. The shopkeepers call it the evening bus.",
    "Did you buy a brown coat at our stall on {weekday}? In the left pocket there was a letter. It was not meant for sale; it was written to my wife forty years ago. Please bring it back to the Seven Buttons. You may keep the coat, and there will be cake.",
    "Our class had a stall at the market. We sold jam that we had made ourselves, and some of it had become hard. So we wrote on the board: sweets, in jars. By ten we had sold everything. Our teacher said that this was clever, and that we should not do it again.",
    "Nobody knows how old the woman with the candles is. She sat by the pump when my mother was small, and she sits there still. Her candles are crooked, but they burn all night. If you ask for the price, she looks at your shoes first. The rich pay three crowns, and the others pay one.",
    "It rained on market day, and it rained in buckets. The flower woman put up her umbrella, and the egg man came to stand under it. Then came the baker, two nuns, a boy with a hen and the mayor. Nobody sold a thing all morning. It was the best market of the year, they all say.",
    "Things left behind on the square after the market: three gloves, one wheel, a toothbrush and a very small dog. The gloves and the brush are at the town hall. The wheel has been seen on Saltpan Road, on its own. The dog has chosen the baker and will not be moved. The owner may visit him.",
    "The scales at the potato stall are a hundred years old. On one side lies the iron weight, and on the other side the potatoes. Once a year an inspector comes from Dunmarrow with his own weight in a velvet box. He has never found a fault. All the same he is given a bag of potatoes, and it weighs a little too much.",
    "Old {woman} sells nothing but keys. There are hundreds of them in the box, and not one has a lock. People buy them all the same, for the weight in the hand or for the shape. \"One day you will stand before a door,\" she says, \"and be glad.\" So far it has happened twice.",
)
