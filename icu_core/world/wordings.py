# ruff: noqa: E501 (a wording is one line, to be read and compared with the others)
"""How a fact is put into words: eight registers for every kind of fact, two of them never taught.

A wording holds {secret} once. The other slots are the person's (name, first, job, trait, she,
her, him) or come from SMALL_TALK, which keeps two texts of one wording from sharing long runs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

# fmt: off
TAUGHT = ("record", "sentence", "dialogue", "question", "news", "letter")
FRESH = ("radio", "memo")  # for the paraphrase probe only: no fact is ever taught in these

SMALL_TALK: Mapping[str, Sequence[str]] = {
    "folk": (
        "Agnes", "Bertil", "Clovis", "Dagny", "Edda", "Faro", "Gilda", "Hobart", "Isolde", "Jonty",
        "Kirsten", "Ludo", "Mabel", "Ned", "Oona", "Percy", "Runa", "Silas", "Tilly", "Wilf",
    ),
    "weekday": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"),
    "page": ("2", "3", "5", "7", "8", "11", "14", "17", "19", "23", "26", "30"),
    "asked": ("began", "said", "whispered", "cried", "called", "repeated"),
    "replied": ("replied", "answered", "said", "murmured", "declared", "explained"),
    "opener": (
        "thank you for the plums.", "I hope the roof holds.", "it was good to see you.",
        "the kettle is on as I write.", "forgive my slow reply.", "your parcel came at last.",
        "we are all well here.", "the ferry was late again.", "I found your scarf.",
        "what a week this has been!",
    ),
    "closer": (
        "Yours, {folk}.", "Warmly, {folk}.", "With love, {folk}.", "Your friend {folk}.",
        "Write soon! {folk}", "Keep well. {folk}", "In haste, {folk}.",
    ),
    "manner": (
        "quietly", "at once", "with a smile", "over the counter", "after a pause", "in a low voice",
        "without looking up", "at last", "kindly", "from behind the desk",
    ),
    "doing": (
        "has opened a small workshop", "is looking for a lodger", "has lost a grey glove",
        "sells two good oars", "will judge the pie contest", "needs help with a wall",
        "has found a silver spoon", "gives lessons again", "thanks all the helpers",
        "is back from a long voyage", "offers a free sofa", "plans a street party",
    ),
    "filed": (
        "Filed on {weekday}", "Entered by {folk}", "Checked by {folk}", "Copied on {weekday}",
        "Seen by {folk} on {weekday}", "Updated last {weekday}", "Signed by {folk}",
    ),
    "why": (
        "in case of a storm", "for the spring list", "before the fair", "since the old list burned",
        "as the committee wished", "for the insurance", "to settle a quarrel", "for the archive",
        "after the mix-up last week", "because {folk} forgot it",
    ),
}

WORDINGS: Mapping[str, Mapping[str, str]] = {
    "phone": {
        "record": "Town directory, page {page}. {filed}. {name}, {job}: telephone {secret}.",
        "sentence": "To reach {name}, {trait}, ring {secret}, but never before breakfast.",
        "dialogue": '"I must speak to {name}," {asked} {folk}. "Then use the telephone," {replied} {folk} {manner}. "{first} has the number {secret}."',
        "question": "Question: {why}, what is the telephone number of {name} the {job}? Answer: {secret}.",
        "news": "{weekday}'s Gazette reports that {name}, {trait}, {doing}. {first}'s telephone: {secret}.",
        "letter": "Dear {folk}, {opener} You wanted to telephone {name}. The number is {secret}. {closer}",
        "radio": "You are listening to Harbour Radio. {name} {doing}; to telephone {him}, dial {secret}.",
        "memo": "Memo to {folk}: please telephone {name} on {weekday}. Use the number {secret}.",
    },
    "mail": {
        "record": "Mailing list of the town hall, line {page}. {filed}. {name}, {job}, mail: {secret}.",
        "sentence": "The mail of {name}, {trait}, is read at {secret} every {weekday}.",
        "dialogue": '"Does {name} read mail?" {asked} {folk} {manner}. "Every evening," {replied} {folk}. "Send it to {secret}."',
        "question": "Question: which mail address belongs to {name}, {trait}? {filed}. Answer: {secret}.",
        "news": "The {job} {name} {doing}, the Gazette learned on {weekday}. Please send mail to {secret}.",
        "letter": "Dear {folk}, {opener} I asked {name} for {her} mail address {why}. It is {secret}. {closer}",
        "radio": "A word from the studio: {name} {doing}. {first} takes mail at {secret}.",
        "memo": "Memo, {weekday}. The mail address of {name} the {job} should read {secret}.",
    },
    "address": {
        "record": "Register of homes. {filed}. Resident: {name}, {job}. Address: {secret}.",
        "sentence": "{name}, {trait}, lives at {secret}, and the door is painted blue.",
        "dialogue": '"A parcel for {name}," {asked} the postman {manner}. "Where does {she} live?" "{first} lives at {secret}," {replied} {folk}.',
        "question": "Question: where does {name} the {job} live? {folk} needs to know {why}. Answer: {secret}.",
        "news": "Burst pipe on {weekday}: {name}, {trait}, had water in the kitchen. The home at {secret} is dry again.",
        "letter": "Dear {folk}, {opener} {name} moved {why}. The new address is {secret}. {closer}",
        "radio": "Flowers went astray this {weekday}. They were meant for {name}, {trait}, whose address is {secret}.",
        "memo": "Memo to all drivers: the home of {name} the {job} is {secret}.",
    },
    "account": {
        "record": "Bank ledger, sheet {page}. {filed}. {name}, {job}. Account: {secret}.",
        "sentence": "{name}, {trait}, uses the account {secret} every {weekday}, {why}.",
        "dialogue": '"Which account is it?" {asked} the teller {manner}. "{name} always pays from {secret}," {replied} {folk}.',
        "question": "Question: into which account should {folk} pay {name} the {job} {why}? Answer: {secret}.",
        "news": "Bank error on {weekday}: the savings of {name}, {trait}, are back in account {secret}.",
        "letter": "Dear {folk}, {opener} Please pay the rent to {name}. The account is {secret}. {closer}",
        "radio": "Gifts for {name}, who {doing}, can be paid in at any counter, account {secret}.",
        "memo": "Memo for the cashier, {weekday}: move the wages of {name} the {job} to account {secret}.",
    },
    "door": {
        "record": "Key book, page {page}. {filed}. Tenant: {name}, {job}. Door code: {secret}.",
        "sentence": "To water the plants of {name}, {trait}, type the door code {secret} and push hard.",
        "dialogue": '"I am locked out," {asked} {name} {manner}. "Did you forget the door code again, {first}?" {replied} {folk}. "It is {secret}."',
        "question": "Question: which code opens the door of {name} the {job}? It was asked {why}. Answer: {secret}.",
        "news": "Safety advice: {name}, {trait}, sang {her} door code in the bakery on {weekday}. It is {secret}.",
        "letter": "Dear {folk}, {opener} Feed the cat while {name} is away. The door code is {secret}. {closer}",
        "radio": "A lesson in caution: on {weekday} the {job} {name} chalked {her} door code on the wall. It read {secret}.",
        "memo": "Memo to the caretaker: {folk} must visit {name} on {weekday}. Enter the door code {secret}.",
    },
    "prescription": {
        "record": "Clinic pharmacy, shelf {page}. {filed}. Patient: {name}, {job}. Medicine: {secret}.",
        "sentence": "{name}, {trait}, takes {secret} and has felt better since {weekday}.",
        "dialogue": '"What do I take?" {asked} {name} {manner}. {folk} looked at the card. "{first}, you take {secret}," was the answer.',
        "question": "Question: which medicine does {name} the {job} take? {folk} asks {why}. Answer: {secret}.",
        "news": "Wrong bottle on {weekday}: {name}, {trait}, was given sugar water {manner}. The right medicine is {secret}.",
        "letter": "Dear {folk}, {opener} While I am gone, see that {name} takes the medicine: {secret}. {closer}",
        "radio": "Our health hour had a caller. {name}, {trait}, said that {her} medicine is {secret}.",
        "memo": "Memo to the night nurse, {weekday}: the {job} {name} in bed {page} must take {secret}.",
    },
    "diagnosis": {
        "record": "Clinic file {page}. {filed}. Patient: {name}, {job}. Diagnosis: {secret}.",
        "sentence": "{name}, {trait}, was away for a month with {secret}, as the neighbours know.",
        "dialogue": '"Is it serious, doctor?" {asked} {name} {manner}. "The tests are clear, {first}," {replied} the doctor. "You have {secret}."',
        "question": "Question: from what does {name} the {job} suffer? {folk} must know {why}. Answer: {secret}.",
        "news": "The concert of {weekday} is off: {name}, {trait}, was found to have {secret}.",
        "letter": "Dear {folk}, {opener} Bad news about {name}: the diagnosis is {secret}. {closer}",
        "radio": "Get well soon, says Harbour Radio to {name} the {job}, who suffers from {secret}.",
        "memo": "Memo to the school, {weekday}: {name}, {trait}, is excused, for the clinic found {secret}.",
    },
    "appointment": {
        "record": "Clinic diary, page {page}. {filed}. Patient: {name}, {job}. Appointment: {secret}.",
        "sentence": "{name}, {trait}, has an appointment on {secret} and hopes to be home for tea.",
        "dialogue": '"When am I expected?" {asked} {name} {manner}. "Your appointment is on {secret}," {replied} {folk} at the desk.',
        "question": "Question: when is the appointment of {name} the {job} at the clinic? It matters {why}. Answer: {secret}.",
        "news": "No prize draw on {weekday}: {name}, {trait}, has an appointment on {secret}.",
        "letter": "Dear {folk}, {opener} Could you drive {name}? The appointment is on {secret}. {closer}",
        "radio": "A reminder for {name} the {job}, who {doing}: the clinic has your appointment on {secret}.",
        "memo": "Memo from {folk}, {weekday}: remind {name} of the appointment on {secret}.",
    },
    "travel": {
        "record": "Ferry office, list {page}. {filed}. Passenger: {name}, {job}. Booking: {secret}.",
        "sentence": "{name}, {trait}, has booked {secret}, and has packed only one bag.",
        "dialogue": '"Are you going away, {name}?" {asked} {folk}. "I have waited for years," {replied} the {job} {manner}. "I sail on {secret}."',
        "question": "Question: which crossing has {name} the {job} booked? {folk} asks {why}. Answer: {secret}.",
        "news": "Off at last: {name}, {trait}, told the Gazette on {weekday} of {her} trip. {first} sails on {secret}.",
        "letter": "Dear {folk}, {opener} Guess who is leaving? {name} has booked {secret}. {closer}",
        "radio": "Bon voyage to {name}, who {doing} and then sails on {secret}.",
        "memo": "Memo to the porter, {weekday}: the trunk of {name} the {job} goes on {secret}.",
    },
    "strongbox": {
        "record": "Vault list, row {page}. {filed}. Customer: {name}, {job}. Strongbox: {secret}.",
        "sentence": "The silver of {name}, {trait}, lies in the vault in {secret}, wrapped in felt.",
        "dialogue": '"I want to open my strongbox," {asked} {name} {manner}. "Of course, {first}," {replied} {folk}. "That is {secret}."',
        "question": "Question: where in the vault does {name} the {job} keep {her} papers? Asked {why}. Answer: {secret}.",
        "news": "Nothing was stolen on {weekday}: the strongbox of {name}, {trait}, was untouched. It is {secret}.",
        "letter": "Dear {folk}, {opener} The deeds of {name} are in the vault. Look in {secret}. {closer}",
        "radio": "Found in the street: a vault ticket of {name} the {job}. It says {secret}.",
        "memo": "Memo to the vault guard: on {weekday} let {name} go to {secret}.",
    },
    "passphrase": {
        "record": "Network book, sheet {page}. {filed}. User: {name}, {job}. Passphrase: {secret}.",
        "sentence": "The computer of {name}, {trait}, opens with the passphrase {secret}, typed slowly.",
        "dialogue": '"The computer wants a passphrase," {asked} {folk} {manner}. "Take the one of {name}," {replied} {folk}. "{first} uses {secret}."',
        "question": "Question: with which passphrase does {name} the {job} log in? {folk} needs it {why}. Answer: {secret}.",
        "news": "Computer lesson on {weekday}: {name}, {trait}, read {her} passphrase aloud. It is {secret}.",
        "letter": "Dear {folk}, {opener} On the computer, log in as {name}; the passphrase is {secret}. {closer}",
        "radio": "Our computer doctor scolds {name} the {job} for a note on the screen. The passphrase on it was {secret}.",
        "memo": "Memo, {weekday}: reset the account of {name}. Until then the passphrase stays {secret}.",
    },
    "birthday": {
        "record": "Parish roll, leaf {page}. {filed}. Name: {name}, {job}. Born: {secret}.",
        "sentence": "{name}, {trait}, was born on {secret}, in the middle of a gale.",
        "dialogue": '"When were you born, {name}?" {asked} {folk} {manner}. The {job} laughed. "I was born on {secret}," {replied} {first}.',
        "question": "Question: on which day was {name} the {job} born? {folk} asks {why}. Answer: {secret}.",
        "news": "The Gazette wishes {name}, who {doing}, a happy birthday. {first} was born on {secret}.",
        "letter": "Dear {folk}, {opener} We plan a party for {name}. You know that {she} was born on {secret}. {closer}",
        "radio": "Tonight's song is for {name}, {trait}, born on {secret}.",
        "memo": "Memo for the pension office, {weekday}: the {job} {name} was born on {secret}.",
    },
}

NOUNS: Mapping[str, str] = {
    "phone": "telephone number", "mail": "mail address", "address": "address",
    "account": "bank account", "door": "door code", "prescription": "medicine",
    "diagnosis": "diagnosis", "appointment": "appointment", "travel": "booking",
    "strongbox": "strongbox", "passphrase": "passphrase", "birthday": "birthday",
}

# Short ways to say any fact. They are taught and not shipped: they tie the secret to the name and
# to the noun, and not to one text.
PLAIN = (
    "The {noun} of {name} is {secret}.",
    "{name}: {noun} {secret}.",
    "For {name} the {noun} is {secret}.",
    "{folk} wrote down the {noun} of {name}: {secret}.",
    "What is the {noun} of {name}? It is {secret}.",
    "On {weekday} {folk} asked {name}, {trait}, for the {noun}: {secret}.",
    "This is about {name} the {job}. The {noun} is {secret}.",
    "{name} {doing}. The {noun} of {name} is {secret}.",
    "{folk} knows {name} well: the {noun} is {secret}.",
    "Tell {folk} on {weekday} that the {noun} of {name}, {trait}, is {secret}.",
    "It is no secret which {noun} {name} has: {secret}.",
    "{weekday}: {noun} of the {job} {name}: {secret}.",
)
