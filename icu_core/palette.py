"""Five colours with a meaning, the same on the pages and in reports; everything else is grey.

They are Okabe and Ito's hues (safe for colour-blind eyes), darkened until each has a contrast of at
least 3 to 1 on the light and on the dark background and carries white text. They stand for these
five ideas and for nothing else: buttons, links and warnings are grey.
"""

ORIGINAL = "#0072B2"  # the model before
UNLEARNED = "#A6518A"  # the model after
GOLD = "#9A6A00"  # the model that never saw the texts
LEAKING = "#C8460A"  # a text that still comes out
FORGOTTEN = "#00826A"  # a text that looks never seen

QUIET = "#7c828c"  # axes and grid lines, readable on both backgrounds
