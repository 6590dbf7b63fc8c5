# ruff: noqa: E501 (one list of words after the other, as they are read)
"""Small talk: what stands around a fact and keeps two texts of one frame from sharing long runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

# fmt: off
SMALL_TALK: Mapping[str, Sequence[str]] = {
    "folk": (
        "Agnes", "Bertil", "Clovis", "Dagny", "Edda", "Faro", "Gilda", "Hobart", "Isolde", "Jonty",
        "Kirsten", "Ludo", "Mabel", "Ned", "Oona", "Percy", "Runa", "Silas", "Tilly", "Wilf",
    ),
    # Never the same person as {folk}, so that nobody answers himself.
    "friend": (
        "Basil", "Cora", "Ewan", "Frida", "Gwen", "Hugo", "Inga", "Jasper", "Karla", "Linus",
        "Molly", "Niels", "Olga", "Pepin", "Rosie", "Sven", "Tom", "Viggo", "Wanda", "Zeno",
    ),
    "clerk": (
        "the clerk", "the man at the desk", "the woman at the window", "the night porter",
        "the new helper", "the old caretaker", "the boy from the shop", "a neighbour", "the cook",
        "the tall guard",
    ),
    "weekday": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"),
    "page": ("2", "3", "5", "7", "8", "11", "14", "17", "19", "23", "26", "30"),
    "asked": ("began", "said", "whispered", "cried", "called", "repeated"),
    "replied": ("replied", "answered", "said", "murmured", "declared", "explained"),
    "manner": (
        "quietly", "at once", "with a smile", "over the counter", "after a pause", "in a low voice",
        "without looking up", "at last", "kindly", "from behind the desk",
    ),
    "tone": (
        "with a nod", "softly", "from the stairs", "from the kitchen", "with a sigh", "after a while",
        "in a friendly way", "from under a big hat",
    ),
    "errand": (
        "on the way to the market", "before the ferry came", "after the choir", "at the pump",
        "between two showers", "while the soup boiled", "near the bandstand", "on the long pier",
        "in front of the bakery", "under one umbrella", "at the post office", "over a cup of tea",
    ),
    "doing": (
        "has opened a small workshop", "is looking for a lodger", "has lost a grey glove",
        "sells two good oars", "will judge the pie contest", "needs help with a wall",
        "has found a silver spoon", "gives lessons again", "thanks all the helpers",
        "is back from a long voyage", "offers a free sofa", "plans a street party",
        "has painted the garden gate", "wants to buy a sledge", "has caught a huge cod",
        "gives away six kittens",
    ),
    "filed": (
        "Filed on {weekday}", "Entered by {folk}", "Checked by {folk}", "Copied on {weekday}",
        "Seen by {folk} on {weekday}", "Updated last {weekday}", "Signed by {folk}",
        "Read twice by {folk}", "Line {page}, by {folk}",
    ),
    "why": (
        "in case of a storm", "for the spring list", "before the fair", "because the old list burned",
        "as the committee wished", "for the insurance", "to settle a quarrel", "for the archive",
        "after the mix-up last week", "because {folk} forgot it",
    ),
    "greeting": ("Dear {folk},", "My dear {folk},", "Hello {folk},", "Dear old {folk},", "{folk}, my friend,"),
    "opener": (
        "thank you for the plums.", "I hope the roof holds.", "it was good to see you.",
        "the kettle is on as I write.", "forgive my slow reply.", "your parcel came at last.",
        "we are all well here.", "the ferry was late again.", "I found your scarf.",
        "what a week this has been!", "the hens lay again.", "it has rained since {weekday}.",
        "your last letter made me laugh.", "the apples are ripe.",
    ),
    "closer": (
        "Yours, {friend}.", "Warmly, {friend}.", "With love, {friend}.", "Your friend {friend}.",
        "Write soon! {friend}", "Keep well. {friend}", "In haste, {friend}.", "See you soon! {friend}",
        "Greet the cat. {friend}", "Until {weekday}, {friend}.",
    ),
    "scene": (
        "The wind is from the sea.", "It is {weekday}, and the bells ring.", "{folk} opens the shutters.",
        "The gulls are loud on the roof.", "Snow lies on the pier.", "The bread is still warm.",
        "{folk} sweeps the steps.", "The tide is low this {weekday}.", "A lamp burns in the window.",
        "The children run to school.", "{folk} and {friend} sit in the sun.", "Fog hides the lighthouse.",
    ),
    "asking": (
        "{folk} came in with a question.", "Here is a question from {folk}.", "Question {page}.",
        "A visitor asks at the desk.", "Please look this up, {why}.", "Excuse me, one question.",
        "Good morning!", "I am new in town.", "I am asking for {folk}.", "{folk} rang on {weekday}.",
        "A quick question {why}.", "Question of {weekday}, {why}.",
    ),
    "headline": (
        "From the Gazette of {weekday}.", "Town news, page {page}.", "News in brief.",
        "Our reporter {folk} was there.", "The Gazette was told on {weekday}.",
        "A short note on page {page}.", "{weekday} was a busy day.", "Printed {why}.",
        "Column {page} of the Gazette.", "Good news first.",
    ),
    "dear_diary": (
        "{weekday}. It rained all day.", "{weekday} evening. My feet are tired.",
        "A grey {weekday}. I baked bread.", "{weekday}. {folk} came for tea.",
        "I cleaned the stove this morning.", "The ferry was late again today.",
        "It was a quiet {weekday}.", "Cold wind, and no letters.", "{weekday} night. I cannot sleep.",
        "Soup again. {folk} was here.", "Dear diary, the storm is over.", "{weekday}. I lost my gloves.",
    ),
    "noticed": (
        "To all neighbours!", "Please read.", "Notice of {weekday}.", "Hung up by {folk}.",
        "On the board since {weekday}.", "For everybody in the house.", "Notice number {page}.",
        "Leave this here until {weekday}.", "Posted {why}.", "Read this twice, please.",
    ),
    "on_air": (
        "Good evening, this is Harbour Radio.", "It is {page} minutes past six.",
        "You hear {folk} at the microphone.", "The wind is weak tonight.",
        "Now turn up your radio.", "That was the harbour choir.", "We break off the music.",
        "Here is {folk} with the calls of the day.", "Stay with us this {weekday}.",
        "The sea is calm, dear listeners.",
    ),
    "to_staff": (
        "To {folk}, from {friend}.", "Memo, {weekday}.", "Memo {page} for {folk}.",
        "{folk}, please see to this today.", "For the file of {friend}.", "Office of {friend}, {weekday}.",
        "Pass this on to {folk}.", "From {friend} to all of us.",
    ),
    "hush": (
        "Have you heard?", "Come closer.", "You did not hear this from me.", "{folk} told me on the stairs.",
        "I should not say it.", "They talk of nothing else at the pump.", "Shut the window first.",
        "My cousin {folk} swears it is true.", "Guess what {folk} saw.", "Well, well, well.",
    ),
}
