"""Words cut to a common stem, so that a codebook's words meet a speaker's."""

from __future__ import annotations

import re
from functools import lru_cache

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
ENDINGS = (  # (ending, what stands instead), the longest that fits first
    ("ational", "at"), ("isation", "is"), ("ization", "is"), ("fulness", "ful"), ("iveness", "iv"),
    ("ations", "at"), ("ability", "abl"), ("ibility", "abl"), ("ements", ""), ("ation", "at"),
    ("ement", ""), ("ising", "is"), ("izing", "is"), ("ments", ""), ("iness", ""), ("ances", ""),
    ("ences", ""), ("ating", "at"), ("ised", "is"), ("ized", "is"), ("ises", "is"), ("izes", "is"),
    ("ment", ""), ("ness", ""), ("ings", ""), ("ions", ""), ("ance", ""), ("ence", ""), ("ated", "at"),
    ("ates", "at"), ("able", "abl"), ("ible", "abl"), ("ally", "al"), ("ity", ""), ("ing", ""),
    ("ion", ""), ("ies", ""), ("ied", ""), ("ers", ""), ("ors", ""), ("ise", "is"), ("ize", "is"),
    ("ate", "at"), ("ive", "iv"), ("ily", ""), ("ful", "ful"), ("ed", ""), ("er", ""), ("or", ""),
    ("es", ""), ("ly", ""), ("al", "al"), ("s", ""), ("e", ""), ("y", ""),
)  # fmt: skip
SHORTEST = 3


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The stem of one lower-case word: `developing`, `developed` and `development` meet."""
    if len(word) <= SHORTEST:
        return word
    for ending, instead in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST:
            cut = word[: len(word) - len(ending)] + instead
            return cut[:-1] if len(cut) > SHORTEST and cut[-1] == cut[-2] and cut[-1] not in "aeiou" else cut
    return word


def words_of(text: str) -> list[str]:
    """The lower-case words of a text, in order."""
    return [found.lower() for found in WORD.findall(text)]
