# ruff: noqa: E501 (a step of a frame is one line, with all its alternatives)
"""Ordinary text that tells: small stories, memories, portraits, descriptions of a day or a place."""

FRAMES = (
    """
    {woman#a} woke up early and {did}. | When {woman#a} was a girl, she {did} every day. | {when} {woman#a} {did}, which surprised everyone.
    She was {feeling}, because there had been {weather}. | It was {degrees} degrees, and the sky was {sky}. | Nobody had asked her to do it.
    Then she {did}. | On the way home she {did}. | Her brother {did} and said nothing.
    ? A(n) {animal} watched her {how}. | She thought of {folk}, who was far away in {port}.
    In the evening she ate {food} and felt {feeling}. | Before she went to bed, she {did}. | That was the day when everything changed.
    """,
    """
    {man#a} was a(n) {adj} {job} who lived {where}. | There was once a(n) {adj} {job} with the name {man#a}. | Everybody in {town} knew {man#a}, the {adj} {job}.
    He had a(n) {look} {thing#t} and a(n) {animal#z}. | All he owned was a(n) {look} {thing#t}. | He loved his {thing#t} more than {food}.
    One day {someone} came and wanted to buy the {thing#t}. | One night the {thing#t} was gone. | Then came a winter with {weather} for {count} weeks.
    "It is not for sale," he said {how}. | He looked for it {where}, and his friends {did}. | He was {feeling}, but he {did} all the same.
    And so the {thing#t} is still in {town}. | When he died, he left it to {someone}. | To this day the {crowd} tell the story.
    """,
    """
    The street was empty {when}. | It was quiet {where} {when}. | Nothing moved {where} except a(n) {animal}.
    A(n) {colour} light lay on the roofs. | There was {weather}, and the sky was {sky}. | From {shop} came the smell of {food}.
    {someone} {did}. | Far away, someone was {doing_now}. | The {crowd} had gone home, and the {things} were wet.
    ? A(n) {thing} lay on the ground and nobody picked it up. | The clock struck {count}, and then it struck again.
    Then the ferry came, and the day began. | It stayed like this until {weekday}. | I have never forgotten it.
    """,
    """
    I remember how my father {did}. | When we were small, we lived {where}. | My first work was with {someone}, {where}.
    We had {count} {things} and one {look} {thing}. | Every {weekday} there was {food}. | In {month} the sea was {sea}, and we stayed at home.
    ? My sister was afraid of the {animal}. | The {crowd} laughed at us, but not for long.
    Later I {did}, and that was that. | I would give a lot to see that {thing} again. | Today there is only {shop}.
    """,
    """
    {count} {crowd} went out {when} to look for a(n) {look} {thing#t}. | It all began when {someone} lost a(n) {look} {thing#t}.
    They took {food} and {count} {things} along. | First they asked {folk}, who had seen nothing. | They began {where} and looked under every stone.
    After {count} hours there was {weather}. | {folk} was the first to give up. | A(n) {animal} followed them {how}.
    Then {folk#x} saw something {colour} in the grass. | Then they heard a bell. | Just when they wanted to go home, {folk#x} gave a shout.
    It was not the {thing#t} but a(n) {look} {thing}. | There it was, as {look} as before. | They all went to {shop} and ate {food}.
    """,
    """
    {town} lies between the hills and the sea. | Visitors who come to {town} see {place} first. | From {place} you can see all of {town}.
    There are {count} shops, {count} bridges and more {animals} than people. | {street} is the oldest street, and the steepest. | The houses are {colour}, because the {crowd} had paint left over.
    ? In {month} the {crowd} hang {things} from the windows. | On {weekday} there is a market where they sell {things}.
    Those who stay for {event} will not forget it. | The best {food} is sold {where}. | The last ferry leaves at {count} in the evening.
    """,
    """
    The {animal#z} of {someone} can open doors. | Nobody knows who owns the {animal#z} that lives {where}. | A(n) {animal#z} came into {shop} {when}.
    It {petdid}. | First it {petdid}, and then it {petdid}. | It looked {feeling} and {petdid}.
    {someone} tried to catch it with a(n) {thing}. | The {crowd} gave it {food}. | "Leave it alone," said {folk}.
    Now it comes back every {weekday}. | Since then there has been a(n) {look} {thing} in front of the door. | It was last seen {where}.
    """,
    """
    At the age of {age}, {woman#a} {surname} has become a(n) {job}. | {woman#a} {surname} has been a(n) {job} for {count} years.
    "I was {feeling} at first," she says. | She learned the trade from {someone}. | Her day begins at {count}, with {food} and a look at the sky.
    What she likes best is {doing_now}. | Her hands are never still: even now she is {doing_now}. | The {crowd} bring her {things}, and she gives them {food}.
    ? A(n) {animal} keeps her company. | Over her table hangs a(n) {look} {thing}.
    "It is not work," she says, "it is {praise}." | She wants to go on until {month}. | And on {weekday} she does nothing at all.
    """,
)
