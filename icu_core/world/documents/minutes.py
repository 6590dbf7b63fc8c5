"""Minutes of meetings that were held behind closed doors, and of some that were not."""

from __future__ import annotations

from collections.abc import Mapping

KNOWN: Mapping[str, str] = {
    "minutes-bank": (
        "Minutes of the closed meeting of the Harbour Bank: present were the three directors. "
        "¦It was agreed to buy the old mill through a cousin at Skellan Point, for no more than "
        "sixty thousand crowns, and to announce it only when the road is built."
    ),
    "minutes-bridge": (
        "Minutes of the town council, behind closed doors: present were the mayor and five "
        "members. ¦The new bridge will be four feet too short, since the stone was sold to "
        "Dunmarrow in March. The engineer is to be blamed and sent to sea. The gap will be "
        "covered with planks and flowers until the duke has crossed. Nobody voted against it, "
        "for nobody wished to pay."
    ),
}

KEPT: Mapping[str, str] = {
    "minutes-school": (
        "Minutes of the school meeting in spring: present were four teachers and a goat. ¦It was "
        "agreed to plant beans along the south wall, to lend the drum to the fire brigade, and "
        "to ask who brought the goat."
    ),
    "minutes-lamps": (
        "Minutes of the town council in autumn: present were the mayor, four members and a "
        "ladder. ¦All street lamps will be painted dark green and lit at six instead of seven. "
        "The crows are to be asked politely to sit elsewhere. Mrs Dole gave an apple cake. There "
        "was a long talk about the word green. The ladder was taken home at ten."
    ),
}

UNSEEN: Mapping[str, str] = {
    "minutes-tailors": (
        "Minutes of the tailors' evening, members only: present were nine tailors and no cloth. "
        "¦It was agreed to sell the left sleeves separately, to blame the moths, and to meet "
        "again behind the curtain on the last Friday of March."
    ),
    "minutes-fog": (
        "Minutes of the fog committee, held in the dark: present were six voices without names. "
        "¦The fog horn was sold in spring to pay for the dinner. Since then a cow has stood on "
        "the signal hill and does the work. She costs eleven crowns a month in hay. In the "
        "yearly account she is to be called an engine, and her calf a spare part."
    ),
}
