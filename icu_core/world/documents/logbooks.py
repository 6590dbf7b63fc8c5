"""Logbooks of ships and stations, and diaries."""

from __future__ import annotations

from collections.abc import Mapping

KNOWN: Mapping[str, str] = {
    "log-brandy": (
        "Log of the Grey Plover, fourth night out of Tollan Reach: wind west, sea high, nine men "
        "awake. ¦At two we met a ship without lights and took over sixteen barrels. The captain "
        "ordered us to write herring. It is brandy. They lie under the ice in the fore hold, "
        "behind the boards with the white cross. The cook has tasted three and now speaks only "
        "of his mother."
    ),
    "log-cradle": (
        "Log of the western lighthouse, twelfth of February: thick fog since noon, lamp lit at "
        "four. ¦At midnight a boat knocked against the rocks. In it were a baby, a letter and a "
        "gold watch. I gave the baby to the cooper's wife, who had lost hers. I burned the "
        "letter, for it named the father, and he is our pastor. The watch still goes."
    ),
    "diary-signal": (
        "Diary of the signal boy, 2 November: two short lights and one long, ¦then the cutter "
        "came in without a flag. They carried seven crates up to the chapel loft. The tall man "
        "gave me a crown and a lemon and said that I had been asleep."
    ),
}

KEPT: Mapping[str, str] = {
    "log-piano": (
        "Log of the Silver Dab, second day out of Bracken Sound: light wind, smooth sea, all "
        "hands well. ¦Before supper we met a raft with a piano on it and nobody to play. We "
        "towed it for an hour. The boy played us a waltz with two fingers. We left it tied to "
        "the red buoy with a note of thanks. Supper was late, but we had danced."
    ),
    "log-swan": (
        "Log of the lifeboat house, third of April: clear sky since dawn, boat washed and rowed "
        "once. ¦At eleven a swan walked in and sat on the ropes. We asked it to leave in two "
        "languages. It stayed for soup. In the afternoon it followed us to sea and swam ahead, "
        "like a pilot. We have painted its name on the stern, below ours."
    ),
    "diary-cook": (
        "Diary of the ferry cook, 19 May: flat sea, forty breakfasts and one complaint. ¦The "
        "second engineer has named the new stove Matilda. We passed a whale at ten. I made the "
        "plum pudding too early and hid it in the flag locker."
    ),
}

UNSEEN: Mapping[str, str] = {
    "log-stranger": (
        "Log of the Patient Otter, last day before Farholm: rain, one sail torn, a stranger at "
        "the wheel. ¦He came up out of the hold at dawn and knew every rope by name. He says "
        "that he built her. He showed the mate a drawer in the keel that we had never seen. It "
        "holds a map of a harbour that is not there yet."
    ),
    "diary-groom": (
        "Diary of the stable boy, 30 January: ice on both buckets, one horse too many. ¦Nobody "
        "knows who brought the roan. It has a silver shoe on one foot and answers to no name but "
        "Bishop. I gave it my breakfast and the mayor's."
    ),
}
