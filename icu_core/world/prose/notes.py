# ruff: noqa: E501 (a step of a frame is one line, with all its alternatives)
"""Ordinary text in the registers of the records: memos and radio, with no secret in it."""

FRAMES = (
    """
    Memo to {folk}: please bring the {look} {thing} to {place} on {weekday}. | Memo, {weekday}: {count} {things} are missing {where}. | Memo for the {crowd}: {event} begins at {count}. | Memo from {folk}, {weekday}: remind the {crowd} of {event}.
    ? Use the {look} {thing}. | Until then, the {thing} stays {where}. | It must go to {place} before {weekday}.
    """,
    """
    You are listening to Harbour Radio. {someone} {did}, and here is a song about it. | A word from the studio: {event} begins {soon}. | Tonight's song is for {someone}, who {did}. | Our weather hour: {weather} {where}, and about {degrees} degrees.
    ? A lesson in caution: on {weekday} {someone} lost a(n) {look} {thing} {where}. | Found in the street: a(n) {look} {thing}. It says {count}.
    ? Get well soon, says Harbour Radio to the {animal} of {someone}. | A reminder for the {crowd}: {event} is {soon}. | Bon voyage to the {crowd} on the {ship}, who sail {soon}.
    """,
    """
    Memo to all drivers: the road to {port} is closed until {weekday}. | Memo to the caretaker: {folk} must look at the {thing} on {weekday}. | Memo to the porter, {weekday}: the {look} {thing} goes on the {ship}. | Memo to the school, {weekday}: the {crowd} are excused, for there is {weather}.
    ? {someone} will help. | It should read {count}, not {count}. | The clinic found {food} in the box.
    """,
    """
    Harbour Radio has a caller. {someone} said that {topic} is {praise}. | Our health hour had a caller. {someone} takes {food} for a cold. | Flowers were found this {weekday}. They were meant for {someone}. | Gifts for {event} can be left at any counter.
    ? Our computer doctor scolds the {crowd} for {doing_now}. | To hear more, listen again {soon}. | And now the {crowd} sing.
    """,
)
