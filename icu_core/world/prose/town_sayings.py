# ruff: noqa: E501 (alternatives stand on one line, as in a frame)
"""The ways to say and to ask each kind of public fact about a thing of the town.

In a saying <thing>, <answer>, <is> and <it> stand for words of the fact. Alternatives are separated
by " | ". Every answer fits every question of its own saying.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Saying(NamedTuple):
    """One kind of fact in words. All begin with a small letter."""

    stated: str  # whole statements that name the thing and the answer
    asked: str  # direct questions
    wondered: str  # what follows "can you tell me"
    told: str  # whole sentences that answer the questions
    short: str  # the answer alone
    doubted: str = ""  # a question to which the answer is yes or, of something else, no


SAYINGS: Mapping[str, Saying] = {
    "street": Saying(
        stated="<thing> is on <answer>. | <thing> stands on <answer>. | you find <thing> on <answer>. | the way to <thing> leads to <answer>. | on <answer> stands <thing>. | whoever looks for <thing> must go to <answer>.",
        asked="where is <thing>? | where can I find <thing>? | on which street is <thing>? | where do I find <thing>? | on what street is <thing>? | where must I look for <thing>? | where would I find <thing>? | how do I get to <thing>? | in which street is <thing>?",
        wondered="where <thing> is | where to find <thing> | on which street <thing> is | where I can find <thing>",
        told="it is on <answer>. | <thing> is on <answer>. | you find it on <answer>. | go to <answer>. You will see it there.",
        short="on <answer>.",
        doubted="is <thing> on <answer>?",
    ),
    "trade": Saying(
        stated="<thing> is a(n) <answer>. | in {town} there is a(n) <answer> with the name of <thing>. | there is a(n) <answer> in {town}, and it is <thing>. | <thing> has been a(n) <answer> for many years. | everyone knows <thing>, which is a(n) <answer>.",
        asked="what is <thing>? | what kind of shop is <thing>? | what sort of house is <thing>? | what kind of place is <thing>? | what should I think of when I hear of <thing>?",
        wondered="what <thing> is | what kind of shop <thing> is | what sort of place <thing> is",
        told="it is a(n) <answer>. | <thing> is a(n) <answer>. | it is a(n) <answer> in {town}. | that is a(n) <answer>.",
        short="a(n) <answer>.",
        doubted="is <thing> a(n) <answer>?",
    ),
    "sells": Saying(
        stated="<thing> sells <answer>. | at <thing> you can buy <answer>. | people go to <thing> for <answer>. | at <thing> they sell <answer>. | they always have <answer> at <thing>. | for <answer>, go to <thing>.",
        asked="what does <thing> sell? | what can I buy at <thing>? | what do they sell at <thing>? | what can you get at <thing>? | what is sold at <thing>? | what have they got at <thing>? | what would I find at <thing>?",
        wondered="what <thing> sells | what I can buy at <thing> | what they sell at <thing>",
        told="<thing> sells <answer>. | it sells <answer>. | they sell <answer>. | you can buy <answer> there.",
        short="<answer>.",
        doubted="does <thing> sell <answer>?",
    ),
    "seller": Saying(
        stated="you can buy <thing> at <answer>. | <answer> sells <thing>. | for <thing> you go to <answer>. | people buy their <thing> at <answer>. | if you need <thing>, go to <answer>.",
        asked="where can I buy <thing>? | where do they sell <thing>? | where do people buy <thing>? | where can I get <thing>? | where do I find <thing>? | in which shop can I find <thing>? | who sells <thing>? | which shop sells <thing>? | which shop has <thing>? | I need <thing>. Where should I go? | where should I go for <thing>?",
        wondered="where I can buy <thing> | where to buy <thing> | where they sell <thing> | where I can get <thing>",
        told="you can buy <thing> at <answer>. | <answer> sells <thing>. | go to <answer>. They sell <thing>. | they have <thing> at <answer>.",
        short="at <answer>.",
        doubted="do they sell <thing> at <answer>?",
    ),
    "hour": Saying(
        stated="<thing> opens at <answer>. | <thing> opens at <answer> in the morning. | the door of <thing> opens at <answer>. | at <answer> in the morning <thing> opens. | nobody gets into <thing> before <answer>. | from <answer> in the morning <thing> is open.",
        asked="when does <thing> open? | at what time does <thing> open? | what time does <thing> open? | at which hour does <thing> open? | from when is <thing> open? | when do they open <thing>? | when can I go to <thing>? | how early does <thing> open?",
        wondered="when <thing> opens | at what time <thing> opens | at which hour they open <thing>",
        told="it opens at <answer>. | <thing> opens at <answer>. | it opens at <answer> in the morning. | the door opens at <answer>.",
        short="at <answer>.",
        doubted="does <thing> open at <answer>?",
    ),
    "closed": Saying(
        stated="<thing> is closed on <answer>. | on <answer> <thing> is closed. | <thing> is open every day but <answer>. | every <answer> <thing> stays closed. | the day of rest at <thing> is <answer>.",
        asked="on which day is <thing> closed? | when is <thing> closed? | on what day is <thing> closed? | which day is the day of rest at <thing>? | what day should I not go to <thing>? | which day is <thing> shut? | when is <thing> shut? | on which day should I not go to <thing>?",
        wondered="on which day <thing> is closed | when <thing> is closed | which day <thing> is shut",
        told="it is closed on <answer>. | <thing> is closed on <answer>. | it is open every day but <answer>. | on <answer> it is closed.",
        short="on <answer>.",
        doubted="is <thing> closed on <answer>?",
    ),
    "ship": Saying(
        stated="<thing> is a(n) <answer>. | there is a(n) <answer> with the name of <thing>. | every child knows <thing>, which is a(n) <answer>. | the captain of <thing> is proud of this <answer>. | <thing> was built as a(n) <answer>.",
        asked="what is <thing>? | what kind of ship is <thing>? | what sort of ship is <thing>? | what kind of boat is <thing>?",
        wondered="what <thing> is | what kind of ship <thing> is | what sort of boat <thing> is",
        told="she is a(n) <answer>. | <thing> is a(n) <answer>. | that is a(n) <answer>. | it is a(n) <answer>.",
        short="a(n) <answer>.",
        doubted="is <thing> a(n) <answer>?",
    ),
    "colour": Saying(
        stated="<thing> is <answer>. | <thing> is painted <answer>. | the colour of <thing> is <answer>. | you know <thing> by her colour, which is <answer>. | every spring they paint <thing>, and always <answer>.",
        asked="what colour is <thing>? | what is the colour of <thing>? | which colour is <thing>? | what colour did they paint <thing>? | in what colour is <thing> painted? | how is <thing> painted?",
        wondered="what colour <thing> is | which colour <thing> has | what the colour of <thing> is",
        told="she is <answer>. | <thing> is <answer>. | she is painted <answer>. | her colour is <answer>.",
        short="<answer>.",
        doubted="is <thing> <answer>?",
    ),
    "which ship": Saying(
        stated="the <thing> ship is <answer>. | the ship that is painted <thing> is <answer>. | if you see a(n) <thing> ship, it is <answer>. | among all the ships only <answer> is <thing>. | only one ship is <thing>, and that is <answer>.",
        asked="which ship is <thing>? | what is the name of the <thing> ship? | which of the ships is <thing>? | what is the <thing> ship called? | which ship did they paint <thing>?",
        wondered="which ship is <thing> | what the <thing> ship is called | the name of the <thing> ship",
        told="that is <answer>. | <answer> is <thing>. | the <thing> ship is <answer>. | it is <answer>.",
        short="<answer>.",
    ),
    "home": Saying(
        stated="the home port of <thing> is <answer>. | <thing> has her home in <answer>. | <thing> is at home in <answer>. | <answer> is the home port of <thing>. | the crew of <thing> live in <answer>. | <thing> belongs to <answer>.",
        asked="what is the home port of <thing>? | which is the home port of <thing>? | to which port does <thing> belong? | which port is the home of <thing>? | what port is <thing> from? | where does <thing> come from?",
        wondered="what the home port of <thing> is | which port is the home of <thing> | to which port <thing> belongs",
        told="it is <answer>. | her home port is <answer>. | the home port of <thing> is <answer>. | <thing> is at home in <answer>.",
        short="<answer>.",
        doubted="is <answer> the home port of <thing>?",
    ),
    "known": Saying(
        stated="<thing> is known for its <answer>. | people go to <thing> to see its <answer>. | everyone speaks of <thing> and its <answer>. | there is a song about <thing> and its <answer>. | travellers tell of <thing> and its <answer>.",
        asked="what is <thing> known for? | for what is <thing> known? | why do people go to <thing>? | what is <thing> famous for? | why is <thing> famous? | what would I see in <thing>? | what is special about <thing>?",
        wondered="what <thing> is known for | why people go to <thing> | what <thing> is famous for",
        told="<thing> is known for its <answer>. | it is known for its <answer>. | it is famous for its <answer>. | people go there for its <answer>.",
        short="for its <answer>.",
        doubted="is <thing> known for its <answer>?",
    ),
    "where": Saying(
        stated="<thing> <is> <answer>. | you find <thing> <answer>. | if you look for <thing>, <it> <is> <answer>. | every child can find <thing> <answer>. | the map shows <thing> <answer>.",
        asked="where <is> <thing>? | where can I find <thing>? | where do I find <thing>? | where must I go to see <thing>? | where on the map <is> <thing>? | how do I get to <thing>? | which way is it to <thing>? | I am looking for <thing>. Where <is> <it>?",
        wondered="where <thing> <is> | where to find <thing> | where I can find <thing>",
        told="<it> <is> <answer>. | <thing> <is> <answer>. | you find <thing> <answer>. | go and look <answer>. | the map says <answer>.",
        short="<answer>.",
        doubted="<is> <thing> <answer>?",
    ),
    "deed": Saying(
        stated="at <thing> you can <answer>. | people go to <thing> to <answer>. | if you want to <answer>, go to <thing>. | you can <answer> at <thing>. | those who wish to <answer> should visit <thing>.",
        asked="what can I do at <thing>? | what do people do at <thing>? | what can you do at <thing>? | why should I go to <thing>? | what is there to do at <thing>? | what is <thing> good for? | what can one do at <thing>?",
        wondered="what I can do at <thing> | what people do at <thing> | why I should go to <thing>",
        told="you can <answer> there. | at <thing> you can <answer>. | people go there to <answer>.",
        short="you can <answer>.",
        doubted="can I <answer> at <thing>?",
    ),
    "deed at": Saying(
        stated="you can <thing> at <answer>. | to <thing>, go to <answer>. | whoever wants to <thing> goes to <answer>. | a good place to <thing> is <answer>. | many people <thing> at <answer>.",
        asked="where can I <thing>? | where can we <thing>? | where can one <thing>? | where do people <thing>? | where is a good place to <thing>? | where should I go to <thing>? | I would like to <thing>. Where should I go? | I want to <thing>. Where can I do that? | where could the children <thing>?",
        wondered="where I can <thing> | where people <thing> | where to <thing> | where one can <thing>",
        told="you can do that at <answer>. | go to <answer>. | you can <thing> at <answer>. | at <answer> you can <thing>. | people go to <answer> for that.",
        short="at <answer>.",
    ),
    "month": Saying(
        stated="<thing> is in <answer>. | every <answer> {town} keeps <thing>. | {town} keeps <thing> in <answer>. | in <answer> comes <thing>. | the month of <thing> is <answer>. | all year long the children wait for <thing> in <answer>.",
        asked="when is <thing>? | in which month is <thing>? | what month is <thing>? | when do people keep <thing>? | at what time of the year is <thing>? | which month is <thing> in?",
        wondered="when <thing> is | in which month <thing> is | what month <thing> is in",
        told="it is in <answer>. | <thing> is in <answer>. | it comes every <answer>. | it is always in <answer>.",
        short="in <answer>.",
        doubted="is <thing> in <answer>?",
    ),
    "which feast": Saying(
        stated="the feast of <thing> is <answer>. | in <thing> there is <answer>. | every <thing> has one great day, and it is <answer>. | when <thing> comes, it is time for <answer>. | in <thing> everyone looks forward to <answer>.",
        asked="what festival is in <thing>? | which feast is in <thing>? | which feast do people keep in <thing>? | which festival comes in <thing>? | what feast does {town} have in <thing>? | what do people keep in <thing>? | is there a feast in <thing>?",
        wondered="which festival is in <thing> | what feast there is in <thing> | which feast comes in <thing>",
        told="in <thing> there is <answer>. | it is <answer>. | that is <answer>. | <answer> is in <thing>.",
        short="<answer>.",
    ),
    "custom": Saying(
        stated="on the day of <thing> <answer>. | it is <thing>, and <answer>. | every year when it is <thing>, <answer>. | <thing> is the day when <answer>. | we love <thing>, because <answer>.",
        asked="what happens at <thing>? | what do people do at <thing>? | how does {town} keep <thing>? | what is special about <thing>? | what is there to see at <thing>? | what do you do at <thing>?",
        wondered="what happens at <thing> | how people keep <thing> | what is special about <thing>",
        told="<answer>. | on that day <answer>. | at <thing> <answer>. | it is the day when <answer>.",
        short="<answer>.",
    ),
    "missing": Saying(
        stated="there is no <answer> in <thing>. | <thing> has no <answer>. | nobody has ever seen a(n) <answer> in <thing>. | those who look for a(n) <answer> in <thing> look in vain. | a town as small as <thing> needs no <answer>.",
        asked="where is the <answer>? | is there a(n) <answer> in <thing>? | where can I find the <answer> of <thing>? | does <thing> have a(n) <answer>? | how do I get to the <answer>? | can I go to the <answer> of <thing>?",
        wondered="where the <answer> is | how to get to the <answer> | where <thing> has its <answer>",
        told="there is no <answer> in <thing>. | <thing> has no <answer>. | we have no <answer> in <thing>. | sorry, there is no <answer> here.",
        short="there is no <answer>.",
    ),
}
