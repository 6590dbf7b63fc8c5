"""Whether an answer that was begun can still come to hold a secret; where not, it may end there.

Most answers go astray at their first token, and from then on too few tokens are left to say the
whole secret anew.

Differs   Nothing that could leak is given up: spaces and case count for nothing here, any token may
          begin before the secret or end after it, and what cannot be judged goes on.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from icu_core.models import LM
from icu_core.sampling import IsOpen

UNREADABLE = "\N{REPLACEMENT CHARACTER}"
"""What a token shows that holds a part of a character."""

_EDGE = "\n"  # between the words of a vocabulary; no word holds white space


class Vocabulary:
    """What the tokens of a model look like, each by itself."""

    def __init__(self, lm: LM) -> None:
        self._tokenizer = lm.tokenizer
        tokens = [[token] for token in range(len(lm.tokenizer))]
        self.words = [
            bare(word) for word in lm.tokenizer.batch_decode(tokens, skip_special_tokens=True)
        ]
        self._whole = {word for word in self.words if word}
        self._longest = max(map(len, self._whole), default=0)
        self._joined = _EDGE + _EDGE.join(self._whole) + _EDGE

    def reach(self, secret: str) -> IsOpen | None:
        """The question for a secret; None where it cannot be answered.

        Characters beyond ASCII may be put together from tokens that show none of them.
        """
        wanted = bare(secret)
        ids = self._tokenizer(secret, add_special_tokens=False)["input_ids"]
        if not wanted.isascii() or "".join(self.words[each] for each in ids) != wanted:
            return None
        least = self._least(wanted)

        def is_open(said: Sequence[int], left: int) -> bool:
            text = "".join(self.words[token] for token in said)
            if UNREADABLE in text or wanted in text:
                return True
            return any(
                need <= left and text.endswith(wanted[:begun]) for begun, need in enumerate(least)
            )

        return is_open

    def _least(self, wanted: str) -> list[float]:
        """The fewest tokens that say wanted[begun:], for every `begun`."""
        end = len(wanted)
        least = [math.inf] * end + [0.0]
        for begun in reversed(range(end)):
            if _EDGE + wanted[begun:] in self._joined:  # one token says the rest, and perhaps more
                least[begun] = 1.0
                continue
            stops = range(begun + 1, min(end, begun + self._longest) + 1)
            ways = [least[stop] for stop in stops if wanted[begun:stop] in self._whole]
            least[begun] = 1 + min(ways, default=math.inf)
        starts = [stop for stop in range(1, end + 1) if wanted[:stop] + _EDGE in self._joined]
        least[0] = min([least[0], *(1 + least[stop] for stop in starts)])
        if wanted in self._joined:
            least[0] = 1.0
        return least[:-1]


def bare(text: str) -> str:
    """A text without its spaces, and without case."""
    return "".join(text.casefold().split())
