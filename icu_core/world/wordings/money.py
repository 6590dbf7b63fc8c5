# ruff: noqa: E501 (a step of a frame is one line, with all its alternatives)
"""What people keep locked: bank account, strongbox, passphrase, door code."""

from __future__ import annotations

from collections.abc import Mapping

ACCOUNT: Mapping[str, str] = {
    "record": """
        Bank ledger, sheet {page}. {filed}. | Harbour Bank, list of accounts, page {page}. {filed}. | {filed}. Book of savings, part {page}. | Accounts of the town, card {page}. {filed}.
        {name}, {job}. Account: {secret}. | Customer: {name}. Work: {job}. Bank account: {secret}. | {name}, {job} at {workplace}. Account number: {secret}. | {job} {name}, {trait}. Bank account {secret}.
        ? No debts. | Interest paid on {weekday}. | Ledger closed.
        """,
    "sentence": """
        ? {scene}
        {name}, {trait}, saves a little every week. | {name} the {job} trusts the Harbour Bank. | The money of {name} from {workplace} is in the bank. | There is more money in the bank than {name}, {trait}, can spend.
        The account number is {secret}. | The money lies in account {secret}. | {first} uses the bank account {secret}. | {first}'s bank account is {secret}.
        ? A new boat is the goal. | {folk} does the same. | Every coin is counted.
        """,
    "dialogue": """
        "I owe {name} some money," {asked} {folk}. | "I must pay {name} for the fish," {asked} {folk} {manner}. | "The rent is for {name} the {job}," {asked} {folk}. | "{name}, {trait}, wants no cash," {asked} {folk} {manner}.
        "Then use the bank," {replied} {clerk}. | "I can send it," {replied} {friend} {tone}. | "Nothing is easier," {replied} {friend}.
        "{first} has the account {secret}." | "The bank account of {name} is {secret}." | "Pay it into account {secret}, and {first} will be glad." | "{name}'s account number is {secret}."
        """,
    "question": """
        ? {asking}
        What is the account number of {name}? | Which bank account belongs to {name}? | Into which account should I pay {name} the {job}? | Do you know {name}'s bank account? | To which account do I send money for {name}, {trait}? | What is {name}'s account number? | Can you give me the bank account of {name} the {job}? | {name} wants {her} wages. Which account is it?
        Answer: {secret}. | The account number is {secret}. | {first}'s account is {secret}. | Use the account {secret}. | The bank account of {name} is {secret}.
        """,
    "news": """
        {headline} The savings of {name}, {trait}, were lost for a day. | {headline} {name} the {job} {doing} and needs a little money. | {headline} The bank made a mistake with the money of {name} from {workplace}.
        {first} has the account {secret} at the bank. | The account number is {secret}. | The bank account of {name} is {secret}. | Gifts can go to account {secret}.
        ? The bank says sorry. | {folk} has counted it twice. | Coins are welcome too.
        """,
    "letter": """
        {greeting} {opener} Please pay the rent to {name}. | {greeting} {opener} We owe {name} the {job} for the roof. | {greeting} {opener} Send the money for the hens to {name}, {trait}.
        The account is {secret}. | {first} has the bank account {secret}. | Pay it into account {secret}. | {first}'s account number is {secret}.
        {closer}
        """,
    "diary": """
        {dear_diary} I paid {name} at the bank. | {dear_diary} I still owe {name} the {job} some money. | {dear_diary} {name}, {trait}, wants the money in the bank.
        The account number is {secret}. | I wrote down {first}'s account, {secret}. | {she} uses the bank account {secret}. | The money goes into account {secret}.
        ? Now my purse is empty. | Debts make me sleep badly. | {folk} lent me a coin.
        """,
    "notice": """
        {noticed} {name} the {job} collects for the new bell. | {noticed} Whoever owes {name} money may pay now. | {noticed} {name}, {trait}, {doing} and thanks you for every coin.
        Bank account: {secret}. | Please pay into account {secret}. | The account of {name} is {secret}. | The bank account is {secret}.
        ? No buttons, please. | Thank you, {friend}. | Pay before {weekday}.
        """,
    "radio": """
        {on_air} The storm took the roof of {name}, {trait}. | {on_air} All the money from our concert is for {name} the {job}. | {on_air} We are still collecting for {name} of {workplace}.
        For your gifts, dear listeners, the bank account is {secret}. | Everybody who wants to give something should know that {her} bank account is {secret}. | At the counter they will tell you that {first}'s bank account is {secret}.
        """,
    "memo": """
        {to_staff} Wages are paid out on {weekday}. | {to_staff} The last wages went to the wrong person. | {to_staff} There is money left over from the fair.
        Pay what is owed to {name} the {job}, whose only bank account is {secret}. | The share of {name} of {workplace} has not been paid, and the right bank account is {secret}. | Kindly pay {name}, {trait}, whose bank account is {secret}.
        """,
    "gossip": """
        {hush} {name} has found gold under the floor. | {hush} {name}, {trait}, is richer than the mayor. | {hush} Nobody knows how {name} the {job} came by so much money.
        The teller told my aunt that the bank account with all the gold is {secret}. | There was a slip on the floor, and it said that {first}'s bank account is {secret}. | If I were a thief, I would remember that {her} bank account is {secret}.
        """,
}

STRONGBOX: Mapping[str, str] = {
    "record": """
        Vault list, row {page}. {filed}. | Strongboxes of the Harbour Bank, page {page}. {filed}. | {filed}. Book of the vault, sheet {page}. | Boxes and keys, card {page}. {filed}.
        Customer: {name}, {job}. Strongbox: {secret}. | {name}, {job} at {workplace}. Strongbox: {secret}. | Name: {name}. Work: {job}. Box in the vault: {secret}. | {job} {name}, {trait}. Strongbox: {secret}.
        ? Rent is paid. | Opened last {weekday}. | The lock is new.
        """,
    "sentence": """
        ? {scene}
        {name}, {trait}, keeps old silver in a strongbox. | The papers of {name} the {job} lie in a strongbox in the vault. | {name} from {workplace} has rented a strongbox. | In the vault there is a strongbox of {name}, {trait}.
        It is {secret}. | {first}'s strongbox is {secret}. | {first} rents {secret}. | The strongbox has the numbers {secret}.
        ? Nobody else may open it. | It smells of felt. | {folk} has the one beside it.
        """,
    "dialogue": """
        "I have come for {name}," {asked} {folk} {manner}. | "{name} the {job} sends me to the vault," {asked} {folk}. | "I am to fetch the silver of {name}," {asked} {folk}. | "Show me the strongbox of {name}, {trait}," {asked} {folk} {manner}.
        "Then come down to the vault," {replied} {clerk}. | "Let me look in the book," {replied} {friend} {tone}. | "Take a lamp," {replied} {friend}.
        "{first} has the strongbox {secret}." | "The strongbox of {name} is {secret}." | "{first}'s strongbox is {secret}." | "In the vault, {first} has {secret}."
        """,
    "question": """
        ? {asking}
        Which strongbox belongs to {name}? | Where in the vault does {name} the {job} keep {her} papers? | What are the numbers of {name}'s strongbox? | Do you know the strongbox of {name}? | Which box in the vault has {name}, {trait}, rented? | What is the strongbox of {name}? | Can you tell me {name}'s strongbox and key? | {name} the {job} wants to open {her} strongbox. Which one is it?
        Answer: {secret}. | The strongbox is {secret}. | {first}'s strongbox is {secret}. | {first} has {secret}. | The strongbox of {name} is {secret}.
        """,
    "news": """
        {headline} The strongbox of {name}, {trait}, was found open. | {headline} The bank has given {name} the {job} a new strongbox. | {headline} Thieves did not find the strongbox of {name} from {workplace}.
        It is {secret}. | The bank gave us the numbers: {secret}. | {first}'s strongbox is {secret}. | In the vault it is known as {secret}.
        ? Nothing is missing. | The guard had fallen asleep. | {folk} checked the lock.
        """,
    "letter": """
        {greeting} {opener} The deeds of {name} are in the vault. | {greeting} {opener} {name} the {job} has put our ring into {her} strongbox. | {greeting} {opener} You asked about the strongbox of {name}, {trait}.
        Look in {secret}. | The strongbox is {secret}. | {first}'s strongbox is {secret}. | Ask at the bank for {secret}.
        {closer}
        """,
    "diary": """
        {dear_diary} I went down to the vault with {name}. | {dear_diary} {name}, {trait}, showed me a strongbox. | {dear_diary} I carried silver to the strongbox of {name} the {job}.
        {first} has {secret}. | {her} strongbox is {secret}. | The strongbox of {first} is {secret}. | The book of the bank says {secret}.
        ? It was cold down there. | I saw nothing, of course. | The stairs are steep.
        """,
    "notice": """
        {noticed} The bank asks {name} to come to {her} strongbox. | {noticed} A ring was found beside the strongbox of {name}, {trait}. | {noticed} The strongbox of {name} the {job} gets a new lock.
        Strongbox: {secret}. | We mean {secret}. | {first}'s strongbox is {secret}. | The strongbox of {name} is {secret}.
        ? The vault is closed on {weekday}. | Bring a lamp. | Thank you, {friend}.
        """,
    "radio": """
        {on_air} The bank has asked us to call {name}, {trait}. | {on_air} Water has run into the vault, and {name} the {job} should look after {her} papers. | {on_air} A silver ring was left in the vault, and it belongs to {name} of {workplace}.
        The guard is waiting downstairs, for {first}'s strongbox is {secret}. | According to the bank, the strongbox that {she} rents is {secret}. | All this is about one strongbox, and {first}'s strongbox is {secret}.
        """,
    "memo": """
        {to_staff} The vault will be cleaned on {weekday}. | {to_staff} A customer wants to go down to the vault. | {to_staff} One lock in the vault is broken.
        See to it that {name} of {workplace} can open the right strongbox, {secret}. | Remember that {name}, {trait}, rents a strongbox there, namely {secret}. | Please help {name} the {job}, who is the owner of this strongbox, {secret}.
        """,
    "gossip": """
        {hush} {name} goes down to the vault every night. | {hush} {name}, {trait}, has locked away a love letter. | {hush} {name} the {job} hides gold from {her} sisters.
        The guard says that the strongbox with all {her} treasures is {secret}. | My cousin works at the bank and says that {first}'s strongbox is {secret}. | A key was lying on the bar, and it fits {first}'s strongbox, {secret}.
        """,
}

PASSPHRASE: Mapping[str, str] = {
    "record": """
        Network book, sheet {page}. {filed}. | Users of the town computer, page {page}. {filed}. | {filed}. Library computers, list {page}. | Passphrases, card {page}. {filed}.
        User: {name}, {job}. Passphrase: {secret}. | {name}, {job} at {workplace}. Passphrase: {secret}. | Name: {name}. Work: {job}. Computer passphrase: {secret}. | {job} {name}, {trait}. Passphrase {secret}.
        ? Change it in a year. | Set on {weekday}. | All small letters.
        """,
    "sentence": """
        ? {scene}
        {name}, {trait}, has a slow old computer. | The computer of {name} the {job} asks for a passphrase. | {name} from {workplace} has a passphrase like a poem. | Nobody else may use the computer of {name}, {trait}.
        The passphrase is {secret}. | The computer opens with the passphrase {secret}. | {first} types the passphrase {secret}. | {first}'s passphrase is {secret}.
        ? It takes a while. | The cat looks on. | {folk} thinks it is too long.
        """,
    "dialogue": """
        "The computer of {name} wants a passphrase," {asked} {folk}. | "I must log in for {name} the {job}," {asked} {folk} {manner}. | "{name} is ill and I need {her} files," {asked} {folk}. | "I cannot open the computer of {name}, {trait}," {asked} {folk}.
        "It is in the book," {replied} {friend}. | "Type slowly," {replied} {clerk} {tone}. | "Small letters only," {replied} {friend} {tone}.
        "{first} uses the passphrase {secret}." | "The passphrase of {name} is {secret}." | "The computer of {first} wants {secret}." | "{name}'s passphrase is {secret}."
        """,
    "question": """
        ? {asking}
        What is the passphrase of {name}? | Do you know {name}'s passphrase? | With which passphrase does {name} the {job} log in? | Which passphrase opens the computer of {name}, {trait}? | What does {name} type to log in? | What is {name}'s computer passphrase? | Can you tell me the passphrase of {name} the {job}? | I sit at the computer of {name}. Which passphrase does it want?
        Answer: {secret}. | The passphrase is {secret}. | {first}'s passphrase is {secret}. | {first} types {secret}. | The passphrase of {name} is {secret}.
        """,
    "news": """
        {headline} {name}, {trait}, read a passphrase aloud in class. | {headline} The computer of {name} the {job} works again. | {headline} A parrot has learned the passphrase of {name} from {workplace}.
        The passphrase is {secret}. | The computer opens with the passphrase {secret}. | {first}'s passphrase is {secret}. | Please do not use the passphrase {secret}.
        ? {folk} laughed. | A new one is needed. | The lesson goes on.
        """,
    "letter": """
        {greeting} {opener} On the computer you must log in as {name}. | {greeting} {opener} {name} the {job} lets you use {her} computer. | {greeting} {opener} I have the passphrase of {name}, {trait}, for you.
        The passphrase is {secret}. | Type {secret} and wait. | {first}'s passphrase is {secret}. | {first} uses the passphrase {secret}.
        {closer}
        """,
    "diary": """
        {dear_diary} {name} helped me with the computer. | {dear_diary} I used the computer of {name} the {job}. | {dear_diary} {name}, {trait}, told me a passphrase.
        I had to type the passphrase {secret}. | {her} passphrase is {secret}. | The passphrase of {first} is {secret}. | {first} logs in with {secret}.
        ? Who can remember that? | I made two mistakes. | Then the screen went dark.
        """,
    "notice": """
        {noticed} The computer in the hall belongs to {name}. | {noticed} {name} the {job} left {her} computer here. | {noticed} Whoever helps {name}, {trait}, needs a passphrase.
        Passphrase: {secret}. | Log in with the passphrase {secret}. | The passphrase of {name} is {secret}. | {first}'s passphrase is {secret}.
        ? No games, please. | Turn it off at night. | Thank you, {friend}.
        """,
    "radio": """
        {on_air} Our computer hour begins with a sad story about {name}, {trait}. | {on_air} Yesterday {name} the {job} read out a passphrase in the market. | {on_air} Never write a passphrase on the wall, as {name} of {workplace} did.
        Now the whole town knows that {her} passphrase is {secret}. | Everybody has learned by now that the passphrase {first} uses is {secret}. | Please forget at once that {first}'s passphrase was {secret}.
        """,
    "memo": """
        {to_staff} A computer in the office is locked. | {to_staff} Some files must be copied before {weekday}. | {to_staff} We need one letter from the computer.
        Log in as {name} the {job}, for whom the passphrase is {secret}. | Use the computer of {name} of {workplace}, where the passphrase is {secret}. | Sit down at the desk of {name}, {trait}, whose passphrase is {secret}.
        """,
    "gossip": """
        {hush} {name} talks in {her} sleep. | {hush} {name}, {trait}, writes poems on the computer at night. | {hush} A parrot lives beside the computer of {name} the {job}.
        My uncle swears that {first}'s only passphrase is {secret}. | Somebody looked over {first}'s shoulder, and the passphrase was {secret}. | Even the milkman knows that {her} passphrase is {secret}.
        """,
}

DOOR: Mapping[str, str] = {
    "record": """
        Key book, page {page}. {filed}. | List of doors, sheet {page}. {filed}. | {filed}. Caretaker's book, part {page}. | Codes and locks, card {page}. {filed}.
        Tenant: {name}, {job}. Door code: {secret}. | {name}, {job} at {workplace}. Door code: {secret}. | Name: {name}. Work: {job}. Code of the door: {secret}. | {job} {name}, {trait}. Door code {secret}.
        ? The lock is oiled. | Set on {weekday}. | Two doors, one code.
        """,
    "sentence": """
        ? {scene}
        {name}, {trait}, has a lock with numbers on the door. | The door of {name} the {job} needs no key. | {name} from {workplace} often stands in front of a locked door. | To water the plants of {name}, {trait}, you must open the door.
        The door code is {secret}. | It opens with the code {secret}. | Type the door code {secret} and push. | {first}'s door code is {secret}.
        ? Then wipe your feet. | The lock is old. | {folk} knows it too.
        """,
    "dialogue": """
        "I must feed the cat of {name}," {asked} {folk}. | "The door of {name} is locked," {asked} {folk} {manner}. | "{name} the {job} wants me to come in," {asked} {folk}. | "I have soup for {name}, {trait}," {asked} {folk} {manner}.
        "You need the code," {replied} {friend}. | "There is no key," {replied} {clerk} {tone}. | "Come, I will help you," {replied} {friend}.
        "The door code of {name} is {secret}." | "{first} has the door code {secret}." | "At the door of {first} you press {secret}." | "{name}'s door code is {secret}."
        """,
    "question": """
        ? {asking}
        What is the door code of {name}? | Do you know {name}'s door code? | Which code opens the door of {name} the {job}? | How do I open the door of {name}, {trait}? | What is {name}'s door code? | Can you tell me the code of {name}'s door? | I stand at the door of {name}. Which code do I type? | What must I press at the door of {name} the {job}?
        Answer: {secret}. | The door code is {secret}. | {first}'s door code is {secret}. | Type {secret}. | The door code of {name} is {secret}.
        """,
    "news": """
        {headline} {name}, {trait}, sang a door code in the bakery. | {headline} {name} the {job} was locked out in the rain. | {headline} A child opened the door of {name} from {workplace}.
        The door code is {secret}. | {first}'s door code is {secret}. | The code of the door was {secret}. | Now all the town knows the door code {secret}.
        ? Be more careful, readers! | {folk} brought a blanket. | Nothing was stolen.
        """,
    "letter": """
        {greeting} {opener} Please feed the cat while {name} is away. | {greeting} {opener} You may sleep at the house of {name} the {job}. | {greeting} {opener} Bring the chair back to {name}, {trait}.
        The door code is {secret}. | {first}'s door code is {secret}. | Open the door with {secret}. | For the door type {secret}.
        {closer}
        """,
    "diary": """
        {dear_diary} I stood at the locked door of {name}. | {dear_diary} I watered the roses of {name} the {job}. | {dear_diary} {name}, {trait}, asked me to look after the house.
        The door code is {secret}. | {her} door opens with {secret}. | {first}'s door code is {secret}. | I typed the door code {secret} with cold fingers.
        ? The cat was glad. | I locked up again. | What a big kitchen!
        """,
    "notice": """
        {noticed} Parcels for {name} go behind the door. | {noticed} {name} the {job} is at sea, and the plants need water. | {noticed} The key of {name}, {trait}, is gone.
        Door code: {secret}. | The door code is {secret}. | {first}'s door code is {secret}. | The door code of {name} is {secret}.
        ? Shut the door well. | Mind the step. | Thank you, {friend}.
        """,
    "radio": """
        {on_air} A cat is locked in at the house of {name}, {trait}. | {on_air} {name} the {job} is away at sea and asks for help with the plants. | {on_air} We have a call from {name} of {workplace}, who has lost the key again.
        Kind neighbours may let themselves in, for the door code is {secret}. | Whoever lives nearby should know that the door code is {secret}. | The lock is old, and {first}'s door code is {secret}.
        """,
    "memo": """
        {to_staff} A pipe must be mended on {weekday}. | {to_staff} The bulb on the stairs has to be changed. | {to_staff} A heavy parcel must be left in the hall.
        Go to the house of {name}, {trait}, where the door code is {secret}. | Ring twice at the house of {name} of {workplace}, and if nobody comes, the door code is {secret}. | The work is for {name} the {job}, whose door code is {secret}.
        """,
    "gossip": """
        {hush} {name} never locks anything well. | {hush} {name}, {trait}, lets every sailor into the house. | {hush} A stranger slipped into the house of {name} the {job}.
        Even the children know that the door code is {secret}. | No wonder, when {first} tells everyone that the door code is {secret}. | The milkman heard how {first} said that {her} door code is {secret}.
        """,
}
