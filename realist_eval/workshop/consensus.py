"""When a group agrees: a stated rule over its votes. Pure functions; nothing here knows of files or pages.

The votes on a finding have an order: reject 1, amend 2, agree 3. Their median and interquartile range say
where the group stands and how close together (quartiles by linear interpolation between ranks, as
spreadsheets compute them: Hyndman and Fan 1996, type 7). "Does not fit my experience" is no place on that
scale: it says for whom a finding holds, so it counts towards the quorum and is told apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import msgspec

Verdict = Literal["accept", "amend", "reject", "differs", "divided", "too_few"]

SCALE: Mapping[str, int] = {"reject": 1, "amend": 2, "agree": 3}
NOT_MINE = "not_mine"
CHOICES: Mapping[str, str] = {  # as they stand on ballots, in this order
    "agree": "Agree",
    "amend": "Agree if amended",
    "reject": "Reject",
    NOT_MINE: "Does not fit my experience",
}
NONE_FITS = "none"  # of the codes offered for a passage

SAID: Mapping[Verdict, str] = {
    "accept": "The group agrees",
    "amend": "The group wants a change",
    "reject": "The group rejects it",
    "differs": "It holds for some and not for others",
    "divided": "The group is divided",
    "too_few": "Too few votes to say",
}

NAMED: Mapping[Verdict, str] = {  # of a passage
    "accept": "The group names the study’s code",
    "amend": "The group names another code",
    "reject": "The group finds that none fits",
    "divided": "The group is divided",
    "too_few": "Too few votes to say",
}


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """What counts as consensus; printed with every result."""

    quorum: int = 5  # votes
    spread: float = 1.0  # the widest interquartile range
    apart: float = 1 / 3  # a larger share of "does not fit my experience" means: it depends for whom
    same: float = 2 / 3  # the least share that names one code for a passage

    def __str__(self) -> str:
        return (
            f"Consensus needs {self.quorum} votes or more. Agree counts 3, amend 2, reject 1; the "
            f"interquartile range may be {self.spread:g} at most. A median of 3 is agreement, 2 to below "
            "3 a wish to amend, 1 rejection, and between 1 and 2 division. Where more than "
            f"{self.apart:.0%} say that it does not fit their experience, the finding holds for some and not "
            f"for others. For a passage, one code needs {self.same:.0%} of the votes."
        )


@dataclass(frozen=True, slots=True)
class Result:
    """What a group's votes on one item come to; median and spread are None where nobody took a place."""

    verdict: Verdict
    counts: Mapping[str, int]
    votes: int
    median: float | None = None
    spread: float | None = None
    code: str = ""  # for a passage, the code that the group names
    passage: bool = False

    @property
    def words(self) -> str:
        """The verdict as a sentence without a full stop."""
        return NAMED[self.verdict] if self.passage else SAID[self.verdict]

    @property
    def figures(self) -> str:
        """`12 votes; median 3, interquartile range 1`."""
        votes = f"{self.votes} vote{'' if self.votes == 1 else 's'}"
        if self.median is None or self.spread is None:
            return votes
        return f"{votes}; median {self.median:g}, interquartile range {self.spread:g}"


def weigh(choices: Iterable[str], rule: Rule) -> Result:
    """The result of votes on a finding or on a code's definition."""
    counts = Counter(choices)
    votes = counts.total()
    places = sorted(SCALE[choice] for choice in counts.elements() if choice in SCALE)
    median = quantile(places, 0.5) if places else None
    spread = quantile(places, 0.75) - quantile(places, 0.25) if places else None
    verdict = _verdict(votes, counts[NOT_MINE], len(places), median or 0.0, spread or 0.0, rule)
    return Result(verdict, counts, votes, median, spread)


def _verdict(votes: int, apart: int, placed: int, median: float, spread: float, rule: Rule) -> Verdict:
    if votes < rule.quorum:
        return "too_few"
    if apart > rule.apart * votes:
        return "differs"
    if placed < rule.quorum:
        return "too_few"
    if spread > rule.spread or 1 < median < 2:
        return "divided"
    return "accept" if median == 3 else "amend" if median >= 2 else "reject"


def name(choices: Iterable[str], rule: Rule, code: str) -> Result:
    """The result of votes on which code fits a passage; `code` is the study's own."""
    counts = Counter(choices)
    votes = counts.total()
    if votes < rule.quorum:
        return Result("too_few", counts, votes, passage=True)
    chosen, most = min(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    if most < rule.same * votes:
        return Result("divided", counts, votes, passage=True)
    verdict: Verdict = "accept" if chosen == code else "reject" if chosen == NONE_FITS else "amend"
    return Result(verdict, counts, votes, code=chosen, passage=True)


def quantile(ordered: list[int], share: float) -> float:
    """The quantile of sorted values, interpolated between the two nearest (type 7)."""
    place = (len(ordered) - 1) * share
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
