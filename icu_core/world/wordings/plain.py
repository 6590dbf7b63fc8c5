"""Short ways to say any fact, and the nouns by which a kind of fact goes in them.

They are taught and not shipped: they tie the secret to the name and to the noun, not to one text.
"""

from __future__ import annotations

from collections.abc import Mapping

# fmt: off
SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "phone": ("telephone number", "phone number"),
    "mail": ("mail address", "e-mail address"),
    "address": ("address", "home address"),
    "account": ("bank account", "account number", "account"),
    "door": ("door code", "lock code"),
    "prescription": ("medicine", "prescription"),
    "diagnosis": ("diagnosis", "illness"),
    "appointment": ("appointment", "clinic appointment"),
    "travel": ("booking", "ferry booking", "crossing"),
    "strongbox": ("strongbox", "vault box"),
    "passphrase": ("passphrase", "computer passphrase"),
    "birthday": ("birthday", "date of birth"),
}
NOUNS: Mapping[str, str] = {kind: nouns[0] for kind, nouns in SYNONYMS.items()}

PLAIN = (
    # the person first
    "{name}'s {noun} is {secret}.",
    "{name}. {noun}: {secret}.",
    "{name} has this {noun}: {secret}.",
    "{name} the {job} has this {noun}: {secret}.",
    "{name}, {trait}, has this {noun}: {secret}.",
    "{name}, {job}, {noun}: {secret}.",
    "{name} works at {workplace}. The {noun} is {secret}.",
    "{name} is a(n) {job}. {first}'s {noun} is {secret}.",
    "{name} {doing}. The {noun} of {name} is {secret}.",
    "{name} told {folk} about {her} {noun}: {secret}.",
    "{name} told us about {her} {noun}. It is {secret}.",
    "{name} has asked about {her} {noun}. It is {secret}.",
    "{name} and {her} {noun}: {secret}.",
    "{name}, as {folk} knows, has the following {noun}: {secret}.",
    "{name} wrote on a card: my {noun} is {secret}.",
    "{name}, {trait}. {noun}: {secret}.",
    "{name} the {job}: the {noun} is {secret}.",
    "{name} came in on {weekday} and said that {her} {noun} is {secret}.",
    # the noun first
    "The {noun} of {name} is {secret}.",
    "The {noun} of {name} the {job} is {secret}.",
    "The {noun} of {name}, {trait}, is {secret}.",
    "The {noun} of {name} from {workplace} is {secret}.",
    "The {noun} that belongs to {name} is {secret}.",
    "The {noun} in the file of {name} is {secret}.",
    "{noun} of {name}: {secret}.",
    "{weekday}: {noun} of the {job} {name}: {secret}.",
    "A note about the {noun} of {name}: {secret}.",
    # somebody tells it
    "For {name} the {noun} is {secret}.",
    "{folk} wrote down the {noun} of {name}: {secret}.",
    "On {weekday} {folk} asked {name}, {trait}, for the {noun}: {secret}.",
    "This is about {name} the {job}. The {noun} is {secret}.",
    "{folk} knows {name} well: the {noun} is {secret}.",
    "Tell {folk} on {weekday} that the {noun} of {name}, {trait}, is {secret}.",
    "It is no secret which {noun} {name} has: {secret}.",
    "We have looked up {name} in the book. The {noun} is {secret}.",
    "I know {name}. {her} {noun} is {secret}.",
    "Do not forget {name}'s {noun}: {secret}.",
    "Here is what {folk} said about {name}: the {noun} is {secret}.",
    "In the book the {noun} of {name} reads {secret}.",
    "They say that {name}'s {noun} is {secret}.",
    "I saw the {noun} of {name} in the file. It was {secret}.",
    "Half the street knows {name}'s {noun}, {secret}.",
    "About {name}: the card with the {noun} says {secret}.",
    "{folk} has looked up the {noun} of {name}: {secret}.",
    "Please note for {name}, {trait}: the {noun} is {secret}.",
    "If somebody asks for {name}'s {noun}, say {secret}.",
    "Somebody asked for {name}'s {noun}. {folk} wrote {secret}.",
    "Look under {name}: there is {her} {noun}, {secret}.",
    # questions
    "What is the {noun} of {name}? It is {secret}.",
    "What is {name}'s {noun}? It is {secret}.",
    "What is {name}'s {noun}? {name}'s {noun} is {secret}.",
    "Which {noun} belongs to {name}? Answer: {secret}.",
    "Which {noun} does {name} the {job} have? The {noun} is {secret}.",
    "Do you know the {noun} of {name}? Yes, it is {secret}.",
    "Do you know {name}'s {noun}? It is {secret}.",
    "Can you tell me the {noun} of {name}, {trait}? The {noun} of {first} is {secret}.",
    "Who knows {name}'s {noun}? {folk} does. It is {secret}.",
    "Does {name} the {job} have a(n) {noun}? Yes: {secret}.",
    "I need the {noun} of {name}. What is it? It is {secret}.",
)
# fmt: on
