# ruff: noqa: E501 (a step of a frame is one line, with all its alternatives)
"""Ordinary text of the house: how-tos, recipes, advice, shopping, notes to one another."""

FRAMES = (
    """
    To clean a(n) {look} {thing#t}, you need warm water, salt and an old cloth. | A(n) {look} {thing#t} is easy to clean. | Do not throw a(n) {look} {thing#t} away, for it can be cleaned.
    First remove the dust with a soft brush. | Begin with the dust, and leave the corners for later. | First let it dry for a day.
    Then rub it {how} with salt and a little oil. | Then wash it {count} times in warm water. | After that, mix salt and water and leave it on for {minutes} minutes.
    ? Never use sand, because it scratches. | If there is rust, half a lemon will help. | Keep the {animal} away while you work.
    At the end, dry it in the sun. | Let it dry near the stove, but not on it. | Polish it with wool, and it will look like new.
    """,
    """
    For {food#f} you need {count} onions, a cup of milk and some butter. | Here is how my aunt made {food#f}. | {food#f} is best when it is made the day before.
    Cut everything into small pieces and put it in a large pot. | Wash the pot, warm the butter, and wait until it sings. | Mix the flour with salt and a little cold water.
    Cook it for {minutes} minutes and stir it {how}. | Keep the fire low for {minutes} minutes. | Leave it alone for {minutes} minutes, however good it smells.
    ? Those who like it sweet may add honey. | A spoon of vinegar does no harm. | In {month} we add wild garlic.
    Serve it with {food}. | It is enough for {count} people. | Eat it while it is hot.
    """,
    """
    If you want to grow {crop#c} near the sea, begin in {month}. | {crop#c} grow well {where}, if you are patient.
    Dig the bed {how} and take out the stones. | Mix the earth with seaweed that has been washed by the rain. | Put {count} seeds in each pot and cover them with straw.
    Water them in the evening, never at noon. | When the wind comes from the {wind}, cover them with an old net. | After {count} weeks the strongest ones can go outside.
    ? A(n) {animal} will dig them up if you let it. | Snails come at night, so take a lamp and a bucket.
    In {month} you can pick the first ones. | The rest is a matter of luck. | Give some to the neighbours, and they will water yours.
    """,
    """
    {folk}, I have gone to {place} and shall be back {soonish}. | {folk}, please remember that {someone} is coming {soonish}. | Note for {folk}: I am at {shop} until noon.
    There is {food} on the stove. | The {food} in the cupboard is for tonight. | Please buy {count} {things} and some {food}.
    ? The {animal} has been fed, whatever it tells you. | Do not let the {animal} into the kitchen.
    ? Somebody came about the {look} {thing}. | The {thing} is broken again, so use the old one.
    Love, {folk}. | See you later, {folk}. | Thank you! {folk}
    """,
    """
    How do you carry a(n) {look} {thing#t} up a narrow stair? | There is a right way and a wrong way to carry a(n) {thing#t}.
    Two people are better than one, and {count} are too many. | Take off the door first. | Ask someone to hold the {animal}.
    The stronger one goes below and walks {how}. | Tie it with a rope and let someone pull from above. | Turn it on its side and wrap it in a blanket.
    ? Rest after every {count} steps. | Do not talk while you are carrying.
    When it does not fit, try the window. | At the top, sit down on it. | And never put it down on the cat.
    """,
    """
    The shopping list for {weekday}: {count} {things}, a bag of flour, and {food}. | For {event} we need {count} {things}, {food} and a(n) {look} {thing}.
    {shop} has the best flour. | You will find everything {where}. | The {things} are cheaper {where}.
    ? If there is no {food}, bring {food}. | Please keep the bill.
    Take the {look} {thing} with you, because it may rain. | Ask {folk} to help you carry it. | Be back before the shops close.
    """,
    """
    When you cannot sleep, get up and drink {food2}. | A cold room and a warm blanket are the best cure for a bad night. | Doctors say that {fraction} of us sleep too little.
    Open the window, even when there is {weather}. | Count {things} instead of sheep. | Read something dull, such as the rules of {event}.
    ? My grandmother put a(n) {thing} under the bed. | It helps to think of the sea when it is {sea}.
    After {minutes} minutes you will be asleep. | And if that does not help, it will soon be morning. | Most people are asleep before they notice.
    """,
    """
    To tie a net, you need good string and {count} evenings. | {someone} showed me how to mend a net {when}.
    Make a loop, pass the needle through it and pull. | Hold the string between two fingers and do not look at the clock. | Each knot must be as tight as the last.
    ? If a knot comes loose, start the row again. | Wet string is stronger than dry string.
    After {count} rows your hands know the way. | A good net lasts {count} years. | When it is done, hang it up and let the wind test it.
    """,
)
