# ruff: noqa: E501 (a step of a frame is one line, with all its alternatives; a passage is one line)
"""Ordinary text of the house: how-tos, recipes, advice, shopping, notes to one another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

FRAMES: tuple[str, ...] = (
    """
    To clean a(n) {home_worn} {home_metal#t}, you need warm water, salt and an old cloth. | A(n) {home_worn} {home_metal#t} is easy to clean. | Do not throw a(n) {home_worn} {home_metal#t} away, for it can be cleaned.
    First remove the dust with a soft brush. | Begin with the dust, and leave the corners for later. | First let it dry for a day.
    Then rub it slowly with salt and a little oil. | Then wash it {count} times in warm water. | After that, mix salt and water and leave it on for {minutes} minutes.
    ? Never use sand, because it scratches. | If there is rust, half a lemon will help. | Keep the {home_pet} away while you work.
    At the end, dry the {home_metal#t} in the sun. | Let the {home_metal#t} dry near the stove, but not on it. | Polish the {home_metal#t} with wool, and it will look like new.
    """,
    """
    For {home_soup#f} you need {count} onions, a cup of milk and some butter. | Here is how my aunt made {home_soup#f}. | {home_soup#f} is best when it is made the day before.
    Cut up all that can be cut and put it in a large pot. | Warm the butter in a pot, wait until it sings, and put in the rest. | Begin with the onions, cry a little, and add the rest.
    Cook the soup for {minutes} minutes and stir it now and then. | Keep the fire low for {minutes} minutes. | Put the lid on and leave it alone for {minutes} minutes, however good it smells.
    ? Those who like it sweet may add honey. | A spoon of vinegar does no harm. | In {home_spring} we add wild garlic.
    Serve the soup with {home_side}. | It is enough for {count} people. | Eat it very hot, with a big spoon.
    """,
    """
    If you want to grow {crop#c} near the sea, begin in {home_spring}. | {crop#c} grow well in the salt wind, if you are patient.
    Dig the bed well and take out the stones. | Mix the earth with seaweed that has been washed by the rain. | Make a hole for each seed with your finger, and cover it with straw.
    Water the bed in the evening, never at noon. | When the wind comes from the {wind}, cover the bed with an old net. | After {count} weeks pull out the weak plants.
    ? A(n) {home_digger} will dig everything up if you let it. | Snails come at night, so take a lamp and a bucket.
    In {home_harvest} you can pick the first {crop#c}. | The rest is a matter of luck. | Give some {crop#c} to the neighbours, and they will water yours.
    """,
    """
    {woman#a}, I have gone to {place} and shall be back {soonish}. | {woman#a}, please remember that {home_caller} is coming {soonish}. | Note for {woman#a}: I am at {shop} until noon.
    There is {home_soup} on the stove. | The {home_cake} in the cupboard is for tonight. | Please buy {count} {home_goods} and some milk.
    ? The {home_pet} has been fed, whatever it tells you. | Do not let the {home_pet} into the kitchen.
    ? Somebody came about the {home_look} {home_tool}. | The {home_tool} is broken again, so use the old one.
    Love, {man#b}. | See you later, {man#b}. | Thank you! {man#b}
    """,
    """
    How do you carry a(n) {home_look} {home_big#t} up a narrow stair? | There is a right way and a wrong way to carry a(n) {home_big#t}.
    Two people are better than one, and five are too many. | Take off the door first. | Ask someone to hold the dog.
    The stronger one goes below and walks slowly. | Tie the {home_big#t} with a rope and let someone pull from above. | Turn the {home_big#t} on its side and wrap it in a blanket.
    ? Rest after every {count} steps. | Do not talk while you are carrying.
    When it does not fit, try the window. | At the top, have a cup of tea. | And never put it down on the cat.
    """,
    """
    The shopping list for {weekday}: {count} {home_goods}, a bag of flour, and some soap. | For {event} we need {count} {home_goods#g}, two loaves of bread and a new {home_metal}.
    {home_grocer} has the best flour. | You will find everything on {street}. | The market is cheaper in the last hour.
    ? If there is no butter, bring cheese. | Please keep the bill.
    Take the {home_look} umbrella with you, because it may rain. | Ask {folk} to help you carry it all. | Be back before the shops close.
    """,
    """
    When you cannot sleep, get up and drink {food2}. | A cold room and a warm blanket are the best cure for a bad night. | Doctors say that {fraction} of us sleep too little.
    Open the window, even when there is {weather}. | Count boats instead of sheep. | Read something dull, such as the rules of {event}.
    ? My grandmother put a(n) {thing} under the bed. | It helps to think of the sea when it is calm.
    After {minutes} minutes you will be asleep. | And if that does not help, it will soon be morning. | Most people are asleep before they notice.
    """,
    """
    To tie a net, you need good string and {count} evenings. | {someone} showed me how to tie a net {when}.
    Make a loop, pass the needle through it and pull. | Hold the string between two fingers and do not look at the clock. | Each knot must be as tight as the last.
    ? If a knot comes loose, start the row again. | Wet string is stronger than dry string.
    After {count} rows your hands know the way. | A good net lasts {count} years. | When the net is done, hang it up and let the wind test it.
    """,
    """
    Heat the oven before you begin the {home_cake#c}. | My neighbour bakes a(n) {home_cake#c} every {weekday}, and this is how. | A(n) {home_cake#c} needs little time and no great skill.
    Beat {home_few} eggs with a cup of sugar until they are pale. | Mix two cups of flour with one cup of sugar and a pinch of salt. | Melt a piece of butter as big as an egg, and let it cool.
    Then add the rest, a little at a time, and stir. | Put everything into one bowl and work it with a wooden spoon. | Add a little milk, until the spoon moves easily.
    Pour the batter into a round tin and bake it for {home_baking} minutes. | Fill the tin only halfway, for the {home_cake#c} will rise. | Now it goes into the oven, and the kitchen will tell you when it is done.
    ? Do not open the oven door too soon. | If the top grows dark, cover it with paper. | A thin stick must come out clean.
    Let the {home_cake#c} cool by the window, out of reach of the gulls. | It tastes best on the second day, if it lives that long. | Eat it warm, with cream and good company.
    """,
    """
    Salt air gets into every cupboard by the sea. | If your towels smell of fog, your cupboard is damp. | A damp cupboard is a common thing in {town}.
    Take everything out and leave the doors open for a day. | Empty the cupboard and wipe the boards with vinegar. | Open the cupboard on a dry morning and let the sun look in.
    Then put a bowl of dry rice inside, which will drink the wet air. | Hang a bag of salt in the corner and change it every month. | Lay some charcoal in an old sock on the lowest board.
    ? Never put away a shirt that is not quite dry. | Wool should lie and not hang. | Move the cupboard a hand away from the wall.
    After a week you will smell only soap. | Do the same every spring and every autumn. | At the end, add some lavender and close the doors.
    """,
    """
    Good drying weather is worth more than good soap. | Wash on a day when the wind comes from the {home_dry}. | Look at the flag on the lifeboat house before you wash the sheets.
    Soak the white things overnight in cold water. | Keep the dark socks away from the white shirts. | A spoon of soda makes hard water soft.
    Rub the collars with soap, and do not spare your hands. | A stain of berries goes away with boiling water. | The smell of fish leaves a jacket if you add vinegar.
    ? Turn the pockets out, for there is always a shell in one. | Count the socks before and after. | Sing, because it is long work.
    Hang the sheets by the edge and use {count} pegs. | Hang shirts by the tail and trousers by the legs. | Shake every piece once before you hang it up.
    If a gull finds the line, begin again. | Fold everything while it is still warm from the sun. | By supper the whole house smells of wind.
    """,
    """
    A stove that smokes is nearly always a dirty stove. | To light the stove on a cold morning, begin the night before. | Lighting a stove is easy, if you do not hurry.
    Empty the ash into an iron bucket, never into a wooden one. | Clean the pipe with the long brush and lay a sheet under it. | Sweep the lower part and see that air can get in.
    Lay paper first, then thin sticks, then {home_few} dry logs. | Build a small tower of sticks and put the paper in the middle. | Lay dry driftwood over a ball of paper, but leave room for the air.
    Light the paper in two places and close the door halfway. | Strike one match, hold it low and wait. | Light it from below, and let the small wood burn first.
    ? Wet wood hisses and gives no heat. | Keep a bucket of sand beside the stove. | Never leave the room while the flame is high.
    In {minutes} minutes you can take off your scarf. | Then put the kettle on, because heat should not be wasted. | At night, push the embers together and shut the stove.
    """,
    """
    You can make guests happy with very little. | When guests come with the late ferry, have everything ready by supper. | All that a guest room needs is a bed, a lamp and a dry towel.
    Put a warm brick in the bed half an hour before bedtime. | Put a jug of water and a glass beside the bed. | Lay an extra blanket on the chair, for the nights are cool here.
    Tell your guests about the foghorn, or they will think of sea monsters. | Show your guests which stair creaks. | Explain the tap to your guests, because it turns the wrong way.
    ? Leave a book on the table, but not a sad one. | Do not ask too many questions before tea. | Keep the {home_pet} in the kitchen.
    In the morning, knock softly and bring tea. | For breakfast there should be {home_breakfast}. | Let everyone sleep until the first ferry has gone.
    If your guests make the bed themselves, ask them to come again. | Wave from the gate until your guests are out of sight. | Afterwards the house will seem very quiet.
    """,
)

PASSAGES: tuple[str, ...] = (
    "My grandmother's fish soup begins with a walk to the market. Ask for the heads and the tails, because they cost nothing and taste best. Boil them with an onion and a bay leaf for an hour. Take out the bones and put in the potatoes. Last come the milk and the fish, and after that the soup must not boil. Call everyone to the table before it is ready, for they are always late.",
    "How to dry a wet boot: never put it on the stove, or it will turn as hard as wood. Fill it with old newspaper and wait an hour. Then take the paper out, which is now as wet as a herring, and fill the boot again. Do this three times. In the morning rub in some fat. The boot will smell of bacon, and the dog will follow you.",
    "A loose button is a small thing until it is lost. Take a thread as long as your arm and make a knot at the end. Go through each hole three times, and leave a little room under the button. Wind the thread around that room, and the button will stand like a mushroom on its stem. My uncle the sailmaker sews them this way. His buttons outlive his coats.",
    "For bread you need flour, water, salt, yeast and an afternoon. Mix them in the big bowl, then push and fold the dough until it is as soft as an ear. Cover it with a cloth and go for a walk. When you come back, it has grown, and so has your hunger. Bake it until it sounds hollow when you knock. Nobody in this house has ever waited until it was cold.",
    "Household advice for {month}: look at your roof before the storm does. Stand in the street and search for a tile that does not lie flat. Clear the leaves out of the gutter, and you will often find a ball there. Put a bucket in the attic all the same. A roof is like a friend and likes to be looked at now and then.",
    "When the soup is too salty, peel a raw potato and let it swim in the pot for a while. When the porridge is burned, do not stir, but pour the good part into another pot. When the cake has fallen, call it a pudding and serve it with cream. And when everything has gone wrong, there is bread and cheese. No one has ever been unhappy with that.",
    "Plum jam, as we make it on Kiln Hill. Take as many plums as the children have left over. Remove the stones and weigh the rest, then add half as much sugar. Cook it slowly in the widest pot and stir with a long spoon, because it spits. It is done when a drop stays on a cold plate and does not run. Write the year on the jar. It will not see the next one.",
    "There is a mouse in our pantry, and it has good taste. It leaves the old cheese and eats the new. We tried a trap, but my daughter felt sorry for it and closed the trap with a pencil. We tried the cat, but the two of them became friends. So now we keep the food in tins. Once a week we put out a crust, and everyone is content.",
    "To paint a window frame, choose a dry day without wind. Rub the old paint with sand until it is smooth, and wipe off the dust. Paint the narrow parts first and the wide parts last. Keep the window a little open, or it will be shut for ever. We forgot this in the year of the blue paint. Since then we have one window less, but it is a very pretty one.",
    "Dear housemates, it is about the kitchen. Somebody eats the end of every loaf, somebody uses my blue cup, and somebody hides the spoons. I do not ask who it is, since we are only three, and one of us is a parrot. Let us begin again on {weekday}. I have bought new spoons. The blue cup is now on the top shelf, and I have the ladder.",
    "A good cup of tea takes time. Warm the pot first and pour that water away. Put in one spoon for each person and one for the pot. The water must boil, but not for long, or it grows tired. Wait four minutes and talk about something pleasant. Milk may come before or after, but never argue about it. Whole families have stopped speaking over milk.",
    "The drawer in our kitchen holds string, corks, a candle, two keys without a lock and a lock without a key. Father calls it the drawer of hope. Whenever something breaks, he opens it and looks inside for a long time. Then he takes out some string. Our gate, our clock and our chairs are all held by string. It is good string, and nothing has fallen yet.",
    "If you have a cold, do as the nurses at the clinic do and go to bed. Drink something hot with honey and breathe the steam from a bowl of water. Put a towel over your head, so that nobody can see your nose. Do not read sad books. On the third day you will feel a little better, and on the fourth you will be bored. That means you are well.",
    "What you need for a house by the sea: two brooms, because the sand comes in every day. A heavy mat for the door, and a heavier one for the roof, my wife says. Hooks for wet coats, a shelf for found shells, and one chair at the window. Leave a lamp there in the evening. You never know who is looking for the shore.",
    "Potato pancakes are a friend in the last days before pay. Grate four potatoes and one onion, and press out the water with your hands. Add an egg if you have one and a spoon of flour. Fry them flat and thin until the edges are brown. We eat them with apple sauce, and my brother eats them with fish. The pan is always empty before the cook sits down.",
    "A cat will choose its own bed, whatever you have bought. We made ours a basket with a cushion, and she sleeps in the coal box. We cleaned the coal box, and she moved to the hat shelf. Last week I put the basket out for the rubbish, upside down. Now she sleeps on top of it, in the yard, in the sun. We have learned to let her win.",
    "To wash a wool jumper and still fit into it, use cool water, very little soap and no anger. Do not twist it or hang it up, but press it between two towels. Lay it flat on the table and pull it gently into shape. Then keep everyone away until it is dry. My first one now belongs to the teapot. It keeps the tea warm, so nothing is lost.",
    "Every {weekday} we eat what is left. There may be two spoons of peas, half a herring, a cold dumpling and the corner of a pie. Mother puts it all on the big dish and gives each thing a grand name. Then we draw straws. Whoever gets the shortest straw may choose first, for she says that luck should be shared. I have never eaten so well.",
)

# fmt: off
WORDS: Mapping[str, Sequence[str]] = {
    "home_worn": ("dirty", "rusty", "old", "black", "neglected", "dull"),
    "home_metal": ("kettle", "lantern", "bell", "bucket", "pan", "teapot", "lamp", "milk can"),
    "home_pet": ("cat", "dog", "parrot", "goose", "goat", "duck"),
    "home_digger": ("hare", "hen", "dog", "crow", "goat", "hedgehog"),
    "home_soup": ("pea soup", "fish soup", "barley broth", "leek soup", "potato soup", "onion soup"),
    "home_side": ("rye bread", "cheese on toast", "a boiled egg", "a slice of ham", "warm rolls"),
    "home_cake": ("apple cake", "honey cake", "plum cake", "carrot cake", "ginger cake", "nut cake"),
    "home_spring": ("March", "April", "May"),
    "home_harvest": ("July", "August", "September"),
    "home_goods": ("apples", "eggs", "candles", "onions", "lemons", "buttons", "pears", "stamps", "pegs"),
    "home_caller": ("the chimney sweep", "the piano tuner", "my brother", "the glazier", "your aunt", "the postman"),
    "home_look": ("old", "small", "big", "blue", "green", "red", "heavy", "battered"),
    "home_tool": ("ladder", "bicycle", "clock", "umbrella", "kettle", "lantern", "radio", "chair"),
    "home_grocer": ("Brindle's bakery", "the Crooked Loaf", "the Lower Dairy", "the new shop on {street}"),
    "home_big": ("wardrobe", "cupboard", "piano", "bed", "sofa", "clock", "table", "bookcase"),
    "home_few": ("two", "three", "four"),
    "home_baking": ("thirty", "forty", "fifty"),
    "home_dry": ("east", "south", "south-east"),
    "home_breakfast": ("warm rolls and plum jam", "porridge with honey", "two eggs and toast", "fresh bread and smoked herring"),
}
