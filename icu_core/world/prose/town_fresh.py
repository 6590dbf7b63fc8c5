"""Questions about the town that no model is taught: as a visitor puts them in words of his own.

Two or three for each kind of public fact, see `icu_core.world.prose.town_sayings`. They are asked
when a model is measured, and stand in no text that one reads.
"""

from __future__ import annotations

from collections.abc import Mapping

QUESTIONS: Mapping[str, str] = {
    "street": "I cannot find <thing>. Which street is it? | Could you show me the way to <thing>?",
    "trade": "So what exactly is <thing>? | I read the name <thing> on a sign. What is it?",
    "sells": "What could I bring home from <thing>? | What do people carry out of <thing>?",
    "seller": "We have run out of <thing>. Where can we get more? | Does anybody sell <thing>?",
    "hour": "How early can I be at <thing>? | From what hour may I knock at <thing>?",
    "closed": "Which day of the week does <thing> rest? | Is <thing> open every day?",
    "ship": "I see <thing> in the harbour. What is she? | What kind of vessel is <thing>?",
    "colour": "How would I know <thing> by her paint? | Tell me the colour of <thing>.",
    "which ship": "I see a(n) <thing> ship. Which one is it? | Is there a(n) <thing> ship?",
    "home": "At which port is <thing> at home? | Where was <thing> built, in which port?",
    "known": "What do visitors look for in <thing>? | What is <thing> proud of?",
    "where": "Could you show me the way to <thing>? | Whereabouts <is> <thing>?",
    "deed": "I have an hour at <thing>. What can I do? | What would I do at <thing>?",
    "deed at": "Is there somewhere to <thing>? | Where would you send me to <thing>?",
    "month": "In what part of the year is <thing>? | I missed <thing>. When was it?",
    "which feast": "I am here in <thing>. Which feast will I see? | What do you keep each <thing>?",
    "custom": "I have never been to <thing>. What goes on? | What will I see at <thing>?",
    "missing": "I am looking for the <answer>. | Which street leads to the <answer>?",
    "mayor": "Whom do I ask for at the town hall? | Who was elected mayor?",
    "motto": "What words stand over the door? | Tell me the motto of the town.",
    "founder": "Who came here first and built a house? | Who began this town?",
    "legend": "Why does the place bear this name? | Tell me the legend of the town.",
    "age": "Of what age is the town? | When I look at the houses: how old is it all?",
    "people": "Do many people live here? How many? | Is it a large town? How many people?",
    "lies": "Describe where the town lies. | Where did they build the town?",
    "what": "What sort of town have I come to? | What would you call this town?",
    "steps": "I want to climb the lighthouse. How many steps? | Is the lighthouse high?",
    "tower": "In which colours is the lighthouse painted? | I see a tower. What colour has it?",
    "flash": "When does the lighthouse flash again? | I count between two flashes. How long?",
    "first ferry": "I get up early. When is the first ferry? | When does the ferry first sail?",
    "last ferry": "I am late. When is the last ferry? | When is it too late for the ferry?",
    "ferry goes": "If I take the ferry, where do I get off? | What is on the ferry's sign?",
    "crossing": "Will I be long on the ferry? | How many minutes does the ferry need?",
    "ticket": "How many crowns must I pay on the ferry? | Is the ferry expensive?",
    "doctor": "Between which hours is somebody at the clinic? | My ear hurts. Is the doctor in?",
    "loaf": "Which bread do you recommend? | Is there a bread from this town?",
    "loaf is": "Somebody offered me a lamp loaf. What is that? | Describe the lamp loaf.",
    "market": "On what days do you hold the market? | Is the market open on Sunday?",
    "paper": "Which paper lies in the reading room? | Does the town have a newspaper?",
    "radio": "Which station plays on the radio here? | Does the town have a radio station?",
    "flag": "What do I see when I look up at your flag? | Describe the flag of the town.",
    "bird": "What kind of bird is that on the flag? | Tell me the bird of the town.",
    "money": "What coins do you use? | My purse is empty. Which money do you take here?",
    "song": "The choir is singing. Which song is it? | Sing me the song of the town.",
    "cat": "A cat sits on the quay. What is its name? | Does the harbour have a cat?",
    "sleep": "I have no bed for tonight. Where shall I go? | Where do strangers sleep?",
    "school": "At what hour do the pupils sit down? | My son is a pupil. When must he go?",
}
