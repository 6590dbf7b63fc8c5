# ruff: noqa: E501 (a step of a frame is one line, with all its alternatives)
"""How people are reached and how old they are: telephone, mail, address, birthday."""

from __future__ import annotations

from collections.abc import Mapping

PHONE: Mapping[str, str] = {
    "record": """
        Town directory, page {page}. {filed}. | List of telephones, sheet {page}. {filed}. | {filed}. Telephone book of the harbour. | Calls and numbers, card {page}. {filed}.
        {name}, {job}: telephone {secret}. | Name: {name}. Work: {job}. Telephone number: {secret}. | {name}, {job} at {workplace}. Telephone: {secret}. | {job} {name}, {trait}. Phone number: {secret}.
        ? No other number. | The line is good. | Next check on {weekday}.
        """,
    "sentence": """
        ? {scene}
        {name}, {trait}, has a telephone in the hall. | It is easy to reach {name} the {job} by telephone. | There is a red telephone in the kitchen of {name}, {trait}. | {name} from {workplace} likes to talk on the telephone.
        The number is {secret}. | Whoever dials {secret}, will hear {first} answer. | You can call {him} on {secret}. | {first}'s telephone number is {secret}.
        ? It rings for a long time. | But never ring before breakfast. | {folk} rings every {weekday}.
        """,
    "dialogue": """
        "I must speak to {name}," {asked} {folk}. | "{name} the {job} is not at home," {asked} {folk} {manner}. | "I cannot find {name}, {trait}," {asked} {folk}. | "I have news for {name}," {asked} {folk} {manner}.
        "Then use the telephone," {replied} {friend}. | "Just ring," {replied} {clerk} {tone}. | "There is always the telephone," {replied} {friend} {tone}.
        "{first} has the number {secret}." | "The telephone number of {name} is {secret}." | "Dial {secret}, and {first} will answer." | "{name}'s telephone number is {secret}."
        """,
    "question": """
        ? {asking}
        What is the telephone number of {name}? | Do you know {name}'s phone number? | Which number do I dial for {name} the {job}? | How can I ring {name}? | Can you give me the number of {name}, {trait}? | What is {name}'s telephone number? | On which number do I reach {name}? | Who has the telephone number of {name} the {job}? | I want to call {name}. Which number do I need?
        Answer: {secret}. | The number is {secret}. | {first}'s number is {secret}. | The telephone number of {name} is {secret}. | Dial {secret}.
        """,
    "news": """
        {headline} {name}, {trait}, {doing}. | {headline} The {job} {name} {doing}. | {name} the {job} {doing}, as we learned on {weekday}.
        Calls are welcome, and the telephone number is {secret}. | {first}'s telephone: {secret}. | To hear more, ring {first} on {secret}. | Readers may call {him} on {secret}.
        ? {folk} was the first to ring. | The Gazette wishes good luck. | Ring before {weekday}, please.
        """,
    "letter": """
        {greeting} {opener} You wanted to telephone {name}. | {greeting} {opener} I spoke to {name} the {job}, who has a telephone now. | {greeting} {opener} You lost the telephone number of {name}, {trait}.
        The number is {secret}. | Write it down: {first} has the number {secret}. | You reach {him} on {secret}. | {first}'s telephone number is {secret}.
        {closer}
        """,
    "diary": """
        {dear_diary} I met {name} {errand}. | {dear_diary} I talked to {name}, {trait}. | {dear_diary} {name} the {job} came to the door.
        {she} gave me {her} telephone number, {secret}. | Now I have {first}'s telephone number: {secret}. | I can ring {him} on {secret}. | The telephone number of {first} is {secret}, and I must not lose it.
        ? I will call on {weekday}. | Then I went to bed. | The cat was not impressed.
        """,
    "notice": """
        {noticed} Are you looking for {name} the {job}? | {noticed} {name}, {trait}, {doing}. | {noticed} {name} from {workplace} is out until {weekday}.
        Please telephone {secret}. | The telephone number is {secret}. | Ring {first} on {secret}. | Telephone of {name}: {secret}.
        ? Do not ring at night. | Let it ring long. | Thank you, {friend}.
        """,
    "radio": """
        {on_air} Now a word for everybody who would like to talk to {name}, {trait}. | {on_air} We are often asked how to call {name} the {job}. | {on_air} {name} of {workplace} sits at home and is happy to take your calls. | {on_air} A long talk by the fire is what {name}, {trait}, offers you.
        So go to the hall and dial the telephone number {secret}. | Anyone who wants to hear {first}'s voice should dial the telephone number {secret}. | Please ring {him} up on the telephone number {secret}. | If you call tonight, use {her} telephone number, which is {secret}.
        """,
    "memo": """
        {to_staff} Our telephone list has a gap. | {to_staff} One line is missing in the telephone list. | {to_staff} Please copy this into the telephone list.
        Callers who ask for {name} the {job} should be given the telephone number {secret}. | We must add {name} of {workplace}, who answers the telephone number {secret}. | Let everybody know that {name}, {trait}, can be reached under the telephone number {secret}.
        """,
    "gossip": """
        {hush} {name} waits all night for somebody to call. | {hush} {name}, {trait}, wants to be called by every sailor. | {hush} Everyone in the market is calling {name} the {job}.
        My sister says that {first} can be rung up on the telephone number {secret}. | If you want a laugh, dial {first}'s telephone number, {secret}, after dark. | People say that to hear {him} sing, you only need to dial the telephone number {secret}.
        """,
}

MAIL: Mapping[str, str] = {
    "record": """
        Mailing list of the town hall, line {page}. {filed}. | Mail addresses, sheet {page}. {filed}. | {filed}. Readers who want mail, list {page}. | Post book, part {page}. {filed}.
        {name}, {job}, mail: {secret}. | Name: {name}. Work: {job}. Mail address: {secret}. | {name}, {job} at {workplace}. E-mail: {secret}. | {job} {name}, {trait}. Mail address: {secret}.
        ? Send no pictures. | Tested on {weekday}. | The old address is dead.
        """,
    "sentence": """
        ? {scene}
        {name}, {trait}, has a new mail address. | {name} the {job} reads {her} mail every {weekday}. | All the mail for {name} from {workplace} is read twice. | It is best to write a mail to {name}, {trait}.
        Send your mail to {secret}. | The address is {secret}. | {first}'s mail address is {secret}. | Anyone may write to {first} at {secret}.
        ? The answer comes late. | {folk} writes every {weekday}. | Short letters are best.
        """,
    "dialogue": """
        "I want to write to {name}," {asked} {folk} {manner}. | "{name} the {job} never comes to the desk," {asked} {folk}. | "I have a picture for {name}, {trait}," {asked} {folk}.
        "Then send a mail," {replied} {friend}. | "A mail will do," {replied} {clerk} {tone}. | "But {she} reads every mail," {replied} {friend} {tone}.
        "The mail must go to {secret}." | "The mail address of {name} is {secret}." | "{first} has the mail address {secret}." | "Write to {first} at {secret}."
        """,
    "question": """
        ? {asking}
        What is the mail address of {name}? | Do you know {name}'s mail address? | Where can I send a mail to {name} the {job}? | Which mail address belongs to {name}, {trait}? | What is {name}'s e-mail address? | How do I write a mail to {name}? | Can you tell me the mail address of {name} the {job}? | I have a mail for {name}. Where does it go?
        Answer: {secret}. | The mail address is {secret}. | {first}'s mail address is {secret}. | Send your mail to {secret}. | The mail address of {name} is {secret}.
        """,
    "news": """
        {headline} {name}, {trait}, {doing}. | {headline} The {job} {name} {doing}. | {name} from {workplace} {doing}, as the Gazette heard on {weekday}.
        Please send a mail to {secret}. | {first}'s mail address is {secret}. | The mail address for all questions is {secret}. | Mail reaches {him} at {secret}.
        ? Be quick. | {folk} has sent three mails. | No calls, please.
        """,
    "letter": """
        {greeting} {opener} I asked {name} for {her} mail address. | {greeting} {opener} You can now send mail to {name} the {job}. | {greeting} {opener} Please write a mail to {name}, {trait}.
        The address is {secret}. | Your mail goes to {secret}. | {first}'s mail address is {secret}. | Use {secret}, the mail address of {first}.
        {closer}
        """,
    "diary": """
        {dear_diary} {name}, {trait}, wants mail from me. | {dear_diary} I wrote a long mail to {name}. | {dear_diary} {name} the {job} has a mail address now.
        I sent my mail to {secret}. | The mail address of {first} is {secret}. | I must keep the address: {secret}. | {first} can be reached by mail at {secret}.
        ? There was no answer yet. | What a modern town we are. | Tomorrow I will write to {folk}.
        """,
    "notice": """
        {noticed} {name} the {job} {doing}. | {noticed} The office of {name} is closed until {weekday}. | {noticed} {name}, {trait}, collects old songs.
        Please write a mail to {secret}. | Mail address: {secret}. | Mail for {first} goes to {secret}. | The mail address of {name} is {secret}.
        ? Every mail is answered. | Thank you, {friend}. | Write in large letters.
        """,
    "radio": """
        {on_air} {name}, {trait}, would love to hear from you. | {on_air} Tonight's songs were chosen by {name} the {job}. | {on_air} Your questions about the show will be answered by {name} of {workplace}.
        Listeners who want to write should note that the mail address is {secret}. | Sit down tonight and write, for {first}'s mail address is {secret}. | Take a pencil, dear listeners, because {her} mail address is {secret}.
        """,
    "memo": """
        {to_staff} Two mails came back to the office yesterday. | {to_staff} Our mail list is out of date. | {to_staff} We have sent a mail to the wrong person.
        Next time, write to {name} the {job}, whose mail address is {secret}. | It was meant for {name} of {workplace}, and the right mail address is {secret}. | Be so kind as to note that for {name}, {trait}, the mail address is {secret}.
        """,
    "gossip": """
        {hush} {name} reads letters even in the bath. | {hush} {name}, {trait}, has an admirer who writes every day. | {hush} {name} the {job} gets more mail than the mayor.
        My aunt found out that the mail address {first} uses is {secret}. | Whoever wants to join in should know that {her} mail address is {secret}. | The clerk at the post office says that {first}'s only mail address is {secret}.
        """,
}

ADDRESS: Mapping[str, str] = {
    "record": """
        Register of homes, page {page}. {filed}. | List of residents, sheet {page}. {filed}. | {filed}. Town hall, book of streets. | Houses and flats, card {page}. {filed}.
        Resident: {name}, {job}. Address: {secret}. | {name}, {job} at {workplace}. Home address: {secret}. | Name: {name}. Work: {job}. Lives at: {secret}. | {job} {name}, {trait}. Address: {secret}.
        ? The bell works. | No change since {weekday}. | Rent is paid.
        """,
    "sentence": """
        ? {scene}
        {name}, {trait}, has a small home. | The home of {name} the {job} has a blue door. | {name} from {workplace} has found a home with a view of the sea. | You will like the home of {name}, {trait}.
        The address is {secret}. | {first} lives at {secret}. | You can visit {first} at {secret}. | {first}'s address is {secret}.
        ? The stairs are steep. | There is always tea. | {folk} lives next door.
        """,
    "dialogue": """
        "A parcel for {name}," {asked} the postman {manner}. | "I want to visit {name}," {asked} {folk}. | "I have flowers for {name} the {job}," {asked} {folk} {manner}. | "I was looking for {name}, {trait}," {asked} {folk}.
        "You are in the wrong house," {replied} {friend}. | "You need the right address," {replied} {clerk} {tone}. | "It is not far," {replied} {friend} {tone}.
        "{first} lives at {secret}." | "The address of {name} is {secret}." | "{name}'s home is at {secret}." | "The home of {first} is at {secret}."
        """,
    "question": """
        ? {asking}
        Where does {name} live? | What is the address of {name}? | Do you know where {name} the {job} lives? | Where is the home of {name}, {trait}? | At which address can I visit {name}? | What is {name}'s home address? | To which house do I bring a parcel for {name}? | Can you tell me the address of {name} the {job}? | I am looking for {name}. Where is {her} home?
        Answer: {secret}. | The address is {secret}. | {first} lives at {secret}. | {name} lives at {secret}. | The address of {name} is {secret}.
        """,
    "news": """
        {headline} {name}, {trait}, had water in the kitchen. | {headline} The {job} {name} {doing}. | {headline} A chimney fire at the home of {name} the {job} was soon out.
        The {job}'s home is at {secret}. | {first} lives at {secret}. | Visitors are welcome at the address {secret}. | The address is {secret}.
        ? Nobody was hurt. | The neighbours brought soup. | {folk} took the picture.
        """,
    "letter": """
        {greeting} {opener} {name} moved on {weekday}. | {greeting} {opener} You asked where {name} the {job} lives. | {greeting} {opener} Please send a card to {name}, {trait}.
        The new address is {secret}. | {first} lives at {secret}. | The home of {first} is at {secret}. | {first}'s address is {secret}.
        {closer}
        """,
    "diary": """
        {dear_diary} I walked home with {name}, {trait}. | {dear_diary} I visited {name} for the first time. | {dear_diary} {name} the {job} has asked me to dinner.
        {she} lives at {secret}. | The address is {secret}. | The home of {first} is at {secret}. | I wrote the address of {first} on my hand: {secret}.
        ? The view is lovely. | We ate pea soup. | I came home late.
        """,
    "notice": """
        {noticed} {name} the {job} {doing}. | {noticed} Post for {name} goes to the wrong house again. | {noticed} {name}, {trait}, has moved.
        The address is {secret}. | Please go to the address {secret}. | Address of {name}: {secret}. | {first} lives at {secret}.
        ? Knock twice. | Mind the dog. | Thank you, {friend}.
        """,
    "radio": """
        {on_air} {name}, {trait}, is giving a party and forgot to say where. | {on_air} {name} the {job} is giving apples to anybody who comes by. | {on_air} The flower van cannot find the house of {name} of {workplace}.
        Go to {her} home address, {secret}, and ring twice. | Those who do not know it yet should hear that {first} lives at {secret}. | The place that you are looking for is {first}'s home address, {secret}.
        """,
    "memo": """
        {to_staff} A piano must be carried up the stairs. | {to_staff} The coal was brought to the wrong house. | {to_staff} There is one parcel left on the cart.
        It should go to {name} the {job}, whose home address is {secret}. | It has to be taken to {name} of {workplace}, who lives at {secret}. | Bring it on {weekday} to {name}, {trait}, at the home address {secret}.
        """,
    "gossip": """
        {hush} {name} has moved again. | {hush} {name}, {trait}, keeps a goat in the kitchen. | {hush} All night the light burns in the bedroom of {name} the {job}.
        Go and look for yourself, since {first} now lives at {secret}. | The baker, who knows every house, says that {first} lives at {secret}. | If you want to pay a visit, remember {her} home address, {secret}.
        """,
}

BIRTHDAY: Mapping[str, str] = {
    "record": """
        Parish roll, leaf {page}. {filed}. | Book of births, page {page}. {filed}. | {filed}. List of birthdays, sheet {page}. | Town hall, register {page}. {filed}.
        Name: {name}, {job}. Born: {secret}. | {name}, {job} at {workplace}. Date of birth: {secret}. | {name}, {job}: born on {secret}. | {job} {name}, {trait}. Birthday: {secret}.
        ? Born at home. | The bell was rung. | Copy for {folk}.
        """,
    "sentence": """
        ? {scene}
        {name}, {trait}, does not like to talk about {her} birthday. | Nobody forgets the birthday of {name} the {job}. | {name} from {workplace} was born in a gale. | A storm blew when {name}, {trait}, was born.
        {she} was born on {secret}. | {first}'s date of birth is {secret}. | The day was {secret}. | {first} was born on {secret}.
        ? The whole street heard it. | There is cake every year. | {folk} was there.
        """,
    "dialogue": """
        "We need a cake for {name}," {asked} {folk}. | "The cake for {name} the {job} is ready," {asked} {folk} {manner}. | "Nobody knows the birthday of {name}," {asked} {folk}.
        "I have the birthday book," {replied} {friend}. | "Not so loud," {replied} {clerk} {tone}. | "I can help," {replied} {friend} {tone}.
        "{first} was born on {secret}." | "The birthday of {name} is {secret}." | "{name} was born on {secret}." | "{first}'s date of birth is {secret}."
        """,
    "question": """
        ? {asking}
        When was {name} born? | On which day was {name} the {job} born? | What is the birthday of {name}? | Do you know when {name}, {trait}, was born? | What is {name}'s date of birth? | When is the birthday of {name} the {job}? | Can you tell me {name}'s birthday? | The form asks when {name} was born. What do I write?
        Answer: {secret}. | The date of birth is {secret}. | {first} was born on {secret}. | {name} was born on {secret}. | The birthday of {name} is {secret}.
        """,
    "news": """
        {headline} A happy birthday to {name}, {trait}! | {headline} {name} the {job} {doing} and has a birthday soon. | {headline} The choir sang for the birthday of {name} from {workplace}.
        {first} was born on {secret}. | The date of birth is {secret}. | As our readers know, {she} was born on {secret}.
        ? The Gazette sends a cake. | Long may {she} live! | {folk} made the speech.
        """,
    "letter": """
        {greeting} {opener} We plan a birthday party for {name}. | {greeting} {opener} You asked how old {name} the {job} is. | {greeting} {opener} Knit something for the birthday of {name}, {trait}.
        {first} was born on {secret}. | You know that {she} was born on {secret}. | {first}'s date of birth is {secret}. | The birthday is {secret}.
        {closer}
        """,
    "diary": """
        {dear_diary} {name} told me when {she} was born. | {dear_diary} I need a birthday gift for {name} the {job}. | {dear_diary} We talked about birthdays, {name} and I.
        {first} was born on {secret}. | {her} birthday is {secret}. | The day was {secret}. | I must not forget the birthday of {first}, {secret}.
        ? How time flies. | I will knit socks. | I am older than that.
        """,
    "notice": """
        {noticed} We collect money for the birthday of {name}. | {noticed} A song is wanted for {name} the {job}. | {noticed} Cake for all on the birthday of {name}, {trait}!
        {first} was born on {secret}. | Date of birth: {secret}. | {name} was born on {secret}. | The birthday is {secret}, as the parish roll says.
        ? Tell nobody. | Bring a spoon. | Thank you, {friend}.
        """,
    "radio": """
        {on_air} Raise your glasses to {name}, {trait}. | {on_air} This song was picked for {name} the {job} by an old friend. | {on_air} Our calendar tells us about {name} of {workplace}.
        Plan your cakes in time, because {first} was born on {secret}. | The mayor himself has noted down that {first}'s birthday is {secret}. | In the parish book, {first}'s date of birth is {secret}.
        """,
    "memo": """
        {to_staff} One line in the birthday book has to be mended. | {to_staff} The town hall wants us to check a date of birth. | {to_staff} There was a mistake with the birthday cards.
        Please note that {name} the {job} was born on {secret}. | The parents of {name} of {workplace} have told us that the right birthday is {secret}. | A pass was shown by {name}, {trait}, whose date of birth is {secret}.
        """,
    "gossip": """
        {hush} {name} dyes {her} hair. | {hush} {name}, {trait}, never tells anybody {her} age. | {hush} There were far too few candles on the cake of {name} the {job}.
        But I have it from the midwife that {first} was born on {secret}. | Yet somebody wrote in the church book that {she} was born on {secret}. | Still, I have seen that {her} date of birth is {secret}.
        """,
}
