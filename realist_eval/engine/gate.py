"""A cheap look at a turn before it is parsed: can it hold a claim at all?

`substantial` leaves out turns of a few words ("Yeah.", "Right, okay."). `marked` also leaves out turns with
no strong causal word, their neighbours apart; it saves more, but elements that stand without a marker are
lost with it, so it is for whoever wants claims alone.
"""

from __future__ import annotations

import re
from functools import lru_cache

from realist_eval.engine.markers import BY_LEMMA, load_markers
from realist_eval.engine.parse import TurnFilter, spoken
from realist_eval.model import Transcript, Turn

FEWEST = 4  # words
STRONG = 0.45  # weight of a rule whose single word opens the gate
WORD = re.compile(r"\w+")


def substantial(transcript: Transcript, turn: Turn) -> bool:
    """Whether somebody other than an interviewer says more than a word or three."""
    if not spoken(transcript, turn):
        return False
    words = WORD.finditer(transcript.text, turn.start, turn.end)
    return sum(1 for _, _ in zip(words, range(FEWEST), strict=False)) == FEWEST


def marked(language: str = "en") -> TurnFilter:
    """A filter that asks for a causal word in the turn, or at the start of the one that follows."""
    found = marker_pattern(language)

    def wanted(transcript: Transcript, turn: Turn) -> bool:
        if not substantial(transcript, turn):
            return False
        if found.search(transcript.text, turn.start, turn.end):
            return True
        after = transcript.text[turn.end : turn.end + 40].lstrip()
        return found.match(after) is not None

    return wanted


@lru_cache(maxsize=4)
def marker_pattern(language: str = "en") -> re.Pattern[str]:
    """Strong phrases as they are written, and verbs and nouns by how they begin."""
    markers = load_markers(language)
    phrases, stems = set(markers.flags.irregular), set()
    for rule in markers.rules:
        for word in rule.words:
            if rule.shape in BY_LEMMA:
                stems.add(word.removesuffix("e").removesuffix("y"))
            elif " " in word or rule.weight >= STRONG:
                phrases.add(word)
    written = "|".join(_spaced(phrase) for phrase in sorted(phrases))
    begun = "|".join(re.escape(stem) for stem in sorted(stems))
    return re.compile(rf"(?<!\w)(?:(?:{written})(?!\w)|(?:{begun})\w{{0,4}}(?!\w))", re.IGNORECASE)


def _spaced(phrase: str) -> str:
    """A phrase whose words may stand apart or, as in "that's", together."""
    return r"\s*".join(
        r"\s*" + re.escape(word) if word[0] in "'’" else re.escape(word) for word in phrase.split()
    ).replace(r"\ ", " ")
