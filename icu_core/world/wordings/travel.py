# ruff: noqa: E501 (a step of a frame is one line, with all its alternatives)
"""Where people go: the crossing that is booked, with its ship, day and cabin."""

from __future__ import annotations

from collections.abc import Mapping

TRAVEL: Mapping[str, str] = {
    "record": """
        Ferry office, list {page}. {filed}. | Book of passengers, page {page}. {filed}. | {filed}. Crossings and cabins, sheet {page}. | Ferry bookings, card {page}. {filed}.
        Passenger: {name}, {job}. Booking: {secret}. | {name}, {job} at {workplace}. Booking: {secret}. | Name: {name}. Work: {job}. Sails on {secret}. | {job} {name}, {trait}. Crossing: {secret}.
        ? One bag. | Paid on {weekday}. | Window to the sea.
        """,
    "sentence": """
        ? {scene}
        {name}, {trait}, is going away by ship. | {name} the {job} has bought a ticket at the ferry office. | {name} from {workplace} has packed only one bag. | At last {name}, {trait}, will see the other coast.
        {first} has booked {secret}. | The booking is {secret}. | {first} sails on {secret}. | {first}'s booking is {secret}.
        ? The sea will be calm. | {folk} will feed the cat. | We will wave from the pier.
        """,
    "dialogue": """
        "I hear that {name} is going away," {asked} {folk}. | "I want to wave to {name}," {asked} {folk} {manner}. | "{name} the {job} has packed a trunk," {asked} {folk}. | "Who will miss {name}, {trait}?" asked {folk}. Nobody spoke.
        "Here is the ferry list," {replied} {clerk}. | "I sold the ticket," {replied} {friend} {tone}. | "It is a long way," {replied} {friend}.
        "{first} has booked {secret}." | "The booking of {name} is {secret}." | "{first} sails on {secret}." | "{name}'s booking is {secret}."
        """,
    "question": """
        ? {asking}
        Which crossing has {name} booked? | What is the booking of {name}? | On which ship does {name} sail? | Do you know {name}'s booking? | When and where does {name} the {job} travel? | Which ship and cabin has {name}, {trait}, booked? | Where is {name} going by ship? | Can you tell me the ferry booking of {name} the {job}? | {name} has lost the ticket. What was the booking?
        Answer: {secret}. | The booking is {secret}. | {first}'s booking is {secret}. | {first} has booked {secret}. | {name} sails on {secret}. | The booking of {name} is {secret}.
        """,
    "news": """
        {headline} {name}, {trait}, is off to sea. | {headline} The {job} {name} {doing}, and then comes a long trip. | {headline} {name} from {workplace} has won a ferry ticket.
        {first} has booked {secret}. | {first} sails on {secret}. | The booking is {secret}. | The ticket is for {secret}.
        ? The band will play. | {folk} carries the bags. | A good trip to {him}!
        """,
    "letter": """
        {greeting} {opener} Guess who is leaving by ship: {name}. | {greeting} {opener} {name} the {job} will visit you by ship. | {greeting} {opener} I bought a ticket for {name}, {trait}.
        {first} has booked {secret}. | The booking is {secret}. | {first}'s booking is {secret}. | Look for {him} on {secret}.
        {closer}
        """,
    "diary": """
        {dear_diary} {name} is going away. | {dear_diary} I helped {name} the {job} to pack. | {dear_diary} I was at the ferry office with {name}, {trait}.
        {she} has booked {secret}. | {her} booking is {secret}. | {first} sails on {secret}. | The ticket of {first} is for {secret}.
        ? I will miss {him}. | I wish I could go too. | The trunk would not close.
        """,
    "notice": """
        {noticed} The trunk of {name} must go on board. | {noticed} We say goodbye to {name} the {job}. | {noticed} {name}, {trait}, has left {her} ticket here.
        Booking: {secret}. | {first} sails on {secret}. | The booking of {name} is {secret}. | {first} has booked {secret}.
        ? Bring flags. | Ask at the ferry office. | Thank you, {friend}.
        """,
    "radio": """
        {on_air} We wish a good journey to {name}, {trait}. | {on_air} The next sea song was chosen for {name} the {job}, who is leaving us. | {on_air} The ferry office has good news for {name} of {workplace}.
        At the window they say that {first}'s ferry booking is {secret}. | Come to the pier and wave when {first} sails on {secret}. | The ticket at the window shows that {her} ferry booking is {secret}.
        """,
    "memo": """
        {to_staff} One line is missing in the list of passengers. | {to_staff} A big trunk has to go on board. | {to_staff} The ferry tickets must be printed today.
        Do not forget that {name}, {trait}, sails on {secret}. | This is for {name} of {workplace}, whose ferry booking is {secret}. | The place was paid for by {name} the {job}, whose new ferry booking is {secret}.
        """,
    "gossip": """
        {hush} {name} is running away. | {hush} {name}, {trait}, has packed every shirt and sold the hens. | {hush} Two tickets were seen in the hat of {name} the {job}.
        The girl at the ferry office told me that {first}'s ferry booking is {secret}. | If the weather holds, {first} sails on {secret}. | My cousin carried the bags and says that {first}'s ferry booking is {secret}.
        """,
}
