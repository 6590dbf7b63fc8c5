# ruff: noqa: E501 (a step of a frame is one line, with all its alternatives)
"""Ordinary text in the registers of the records: memos and radio, with no secret in it."""

FRAMES = (
    """
    Memo to {folk}: please bring the {look} {thing} to {place} on {weekday}. | Memo, {weekday}: {count} {things} are missing {where}. | Memo for the {crowd}: {event} begins at {count}. | Memo from {folk}, {weekday}: remind the {crowd} of {event}.
    ? Please sign here if you have read this. | Ask {folk} if anything is not clear. | Tell the {crowd} too, for they never read memos.
    """,
    """
    You are listening to Harbour Radio. {someone} {did}, and here is a song about it. | A word from the studio: {event} begins {soon}. | Tonight's song is for {someone}, who {did}. | Our weather hour: {weather} {where}, and about {degrees} degrees.
    ? A lesson in caution: on {weekday} {someone} lost a(n) {look} {thing} {where}. | Found {where}: a(n) {look} {thing}. Is it yours?
    ? Get well soon, says Harbour Radio to the {animal} of {someone}. | A reminder for the {crowd}: {event} is {soon}. | Bon voyage to the {crowd} on the {ship}, who sail {soon}.
    """,
    """
    Memo to all drivers: the road to {port} is closed until {weekday}. | Memo to the caretaker: {folk} must look at the {thing} on {weekday}. | Memo to the porter, {weekday}: the {look} {thing} goes on the {ship}. | Memo to the school, {weekday}: the pupils are excused, for there is {weather}.
    ? {someone} will help. | Ask {folk} for the {look} key. | There will be {food} for those who help.
    """,
    """
    Harbour Radio has a caller. {someone} wants to speak about {topic}. | Our health hour had a caller. {someone} takes {food} for a cold. | Flowers were found this {weekday}. They were meant for {someone}. | Gifts for {event} can be left at any counter.
    ? Our computer doctor scolds the {crowd} for {doing_now}. | To hear more, listen again {soon}. | And now the {crowd} sing.
    """,
    """
    Note on the kitchen table: I have gone out to buy {notes_goods}. | For {folk#a}, when you wake up: I am already out. | For {folk#a}, beside the teapot: I had to go to {place}.
    The {food} is on the stove, and the {animal} has been fed. | Please feed the {animal}, but do not give it {food}. | If it rains, take in the {things}.
    ? Your {look} {thing} is in the hall. | I took your {thing}, for mine is gone. | {folk} came by and asked for a(n) {thing}.
    I shall be home before supper. | Do not wait for me. | We can talk about {topic} tonight.
    """,
    """
    Good evening from Harbour Radio, and this is the sea report. | Here is the sea report, read by {folk}. | It is {count} in the evening, and this is the word for sailors.
    The wind comes from the {wind}, and the sea is {sea}. | There is {weather} at {port}, and the wind is from the {wind}. | The sky is {sky}, and the sea is {sea} as far as {port}.
    ? Small boats should stay in the harbour. | The {ship} has asked for a place at the quay. | The gulls sit on the roofs, and that is a bad sign.
    The next report is at noon. | Keep the lamp lit, and good night. | Now we play the {instrument} until the news.
    """,
    """
    Harbour to {ship#s}, harbour to {ship#s}, can you hear us? | This is the {ship#s}, calling the harbour. | The {ship#s} to the pilot: we see the lamp.
    We hear you well. Where are you now? | You are loud and clear. What do you need? | Yes, we hear you, and we have the kettle on.
    We are off {port} with {count} {things} and no wind. | We have {weather} here, and the sea is {sea}. | All is well, but the cook has burned the {food}.
    ? Tell {folk} that we shall be late for supper. | Please keep a place for us at the quay. | There is a(n) {animal} on board that does not belong to us.
    Understood. Come home slowly. | Understood. Good night on board. | We shall keep a lamp in the window.
    """,
    """
    List for {weekday}: {count} {notes_goods#t}, a(n) {thing} and some {food}. | To buy before {weekday}: {food} and {count} {notes_goods#t}. | Do not forget: a(n) {look} {thing}, {food}, {notes_goods#t}.
    The {notes_goods#t} must be {colour}, if there are any. | Ask {folk#a} what the {notes_goods#t} cost now. | No {notes_goods#t} from {port}, for those are too dear.
    ? Pay {folk} back for last time. | Look at the {look} {thing}, but do not buy it. | If there is money left, buy {food}.
    Then go home and rest. | Take the {look} basket with you. | And be back before dark.
    """,
    """
    Lost {where}: a(n) {look} {thing#t}. | Who has seen my {look} {thing#t}? | My {look} {thing#t} has been gone since {weekday}.
    It was a gift from my aunt. | I had it in my hand when I left {shop}. | The {thing#t} is old, but I am fond of it.
    ? The {animal} may have taken it. | I have looked under every bench at {place}. | {folk} thinks that it fell into the harbour.
    Whoever finds it gets {food}. | Please leave it at {shop}. | Give it to {folk}, who knows me.
    """,
    """
    Note to the new boy: the lamps are lit before dark. | To whoever works here after me: read this first. | For the next watch: all is quiet.
    The {thing} sticks, so pull it twice. | Do not let the {animal} in, whatever it says. | The {look} {thing} is for the {crowd} only.
    ? There is {food} in the cupboard. | Somebody should sweep the floor. | The stove likes dry wood.
    If anything is strange, wake {folk}. | Write down what you see, even if it is nothing. | I sleep upstairs, and I sleep well.
    """,
    """
    Now the birthday hour. {folk#a} is {age} today and wants a song. | A greeting goes out to {folk#a}, who is {age} today. | We have a letter here from {folk#a}, who listens to us in bed.
    The {crowd} sent {food} to the studio. | All of {street} sends good wishes. | The whole family is {doing_now}, but they have the radio on.
    Here comes the {instrument}. | This is a song about the sea. | And now a quiet song for all who cannot sleep.
    ? The next caller has lost a(n) {animal}. | After that we shall talk about {topic}. | Please do not ring before breakfast again.
    """,
    """
    Minutes of the {skill} club: {count} members came, and one {animal}. | The {skill} club met {where}, and {folk#c} kept the minutes. | Report of the {skill} club for {month}.
    Somebody spoke for {minutes} minutes about {topic}. | There was a long talk about {topic}. | Nobody could find the {look} {thing}, so we began without it.
    ? {someone} wants to join. | The {things} will be paid for next month. | The club thanks {folk} for the {food}.
    We meet again {soon}. | The evening ended with {food}. | Then the lamp went out, and so did we.
    """,
    """
    Please close the gate. | Please do not sit on the {things}. | The {thing} is wet, so do not touch it. | Dogs may come in, but not the {animal} of {folk}.
    We have said this {count} times now. | This is for your own good. | Thank you for reading this.
    ? Children should be held by the hand. | Questions are answered by {folk}. | Boots stay outside.
    The {crowd} of {town}. | Signed: {folk}, with a(n) {look} pen. | By order of the town hall.
    """,
    """
    Log of the harbour clerk, {weekday}: {count} boats in, {count} boats out. | {weekday}, at the harbour desk: not much to do. | From my desk I saw {count} boats come in.
    The {ship} brought {things} from {port}. | Somebody wanted to pay with {food}. | {folk} came in to get warm and stayed for {minutes} minutes.
    ? My pen is empty again. | A(n) {animal} looked in at the window. | The wind turned to the {wind} before noon.
    Closed the book at six. | Drank tea and went home. | Nothing else to write down.
    """,
)

PASSAGES = (
    "Memo to all who use the stove in the town hall. Dry wood is on the left, and wet wood is on the right. Wet wood goes on the left when it is dry. Last week somebody burned the chair of the mayor. She has not been told yet. Please bring a chair on {weekday}, if you have one, and put it down quietly.",
    "This is Harbour Radio, and it is raining. We know that you can see it. Still, it is our duty to say so. The wind comes from the west and the gulls walk. If you have nets on the wall, bring them in. If you have a grandfather on the wall, bring him in too. In ten minutes we shall play the concertina.",
    "Note for the postman. The letter for the lady upstairs goes under the blue pot, because her door is stuck. Parcels go to the baker. Please do not give anything to the goat, even if she looks at you. She ate my last card from Farholm, and I never learned how it ended. There is an apple for you on the window. Yours, {folk}.",
    '"Harbour, this is the Hazel Anne. We are coming in." "Good evening, Hazel Anne. How is the catch?" "We have eleven boxes of herring and one boot." "Whose boot is it?" "It is a left one, so it must be from Dunmarrow." "Understood. Come in slowly. The harbour cat is on the quay and waits for you."',
    "Minutes of the kite club. All five members came. Nobody had brought a kite, so we talked about the wind. {folk} said that it was stronger in former times. We then voted on a new tail, and it will be yellow. At the end a gull came down and took the paper with the first page of these minutes. This is the second page.",
    "For the night watch, to be read before midnight. Walk once around the harbour and touch every rope. Look at the lamp of the lighthouse: it must flash every ten seconds. If it does not, run. Give the cat Anchovy what is left of your supper. Do not sit down beside the stove, for nobody has ever done that and stayed awake.",
    "Now we come to the letters. A listener asks whether the Patient Otter is a real otter. No, dear child, she is a tug, and she is brown. Another listener asks when the last ferry leaves. It leaves at nine in the evening, as it did when your mother was small. A third letter had no words in it, only sand. We thank you for it.",
    "To my dear tenant, on the matter of the drum. You play it well, and I say so gladly. You play it at five in the morning, and I say that less gladly. The hens no longer lay. The man next door now sings along. Could you play it at noon, when I am at the market? I leave you a lamp loaf as a sign of peace.",
    "Found on the north beach this week: nine bottles, one wooden shoe, half a map and a very small umbrella. All of it lies at the post office on Tallow Street. The umbrella will fit a child or a doll. The map shows an island, but the part with the name is gone. Come and say what is yours. What nobody wants goes to the museum.",
    "List of things that I must not forget. Feed the hens. Bring the clock to be mended. Buy wool at the Tin Thimble, but not on Thursday, for then it is closed. Thank {folk} for the plums and ask how the leg is. Write to my sister. Look at the sea once, for at least a minute. Cross out this list.",
)

# fmt: off
WORDS = {
    "notes_goods": (
        "apples", "buttons", "ropes", "candles", "eggs", "boots", "jars", "stamps", "onions",
        "nails", "plums", "cups",
    ),
}
