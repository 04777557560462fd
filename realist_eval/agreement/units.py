"""What coders are compared on: turns, sentences or stretches of characters, and what each coder put there."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import numpy as np

from realist_eval.agreement.ratings import Floats, Integers
from realist_eval.model import Coding, Configuration, Span, Transcript, Turn

UNITS = ("turn", "sentence", "span", "character")
MANY_SOURCES = 10  # with as many, a bootstrap draws sources, otherwise turns

_END = re.compile(r"[.!?…。！？؟۔]+[\"'”’)\]]*(?:\s+|$)|\n+")
_ABBREVIATED = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|vs|etc|e\.g|i\.e|No|approx|Rev|Sr|Jr)|(?:^|[\s.(])[A-Z])\.$"
)


@dataclass(frozen=True)
class Work:
    """What one coder did: only what stands, in transcripts that they worked on."""

    coder: str
    codings: tuple[Coding, ...]
    configurations: tuple[Configuration, ...]
    transcripts: frozenset[str]  # that the coder decided anything in
    aided: Mapping[str, tuple[str, Span]] = field(default_factory=dict)  # id: what was decided in view
    when: Mapping[str, str] = field(default_factory=dict)  # id: time of the decision
    elements: tuple[Coding, ...] = ()  # others' codings that the coder's configurations link

    @cached_property
    def by_transcript(self) -> dict[str, list[Coding]]:
        """Codings of each transcript, in the order of the words."""
        found: dict[str, list[Coding]] = {}
        for coding in sorted(self.codings, key=lambda one: (one.transcript, one.start, one.end, one.id)):
            found.setdefault(coding.transcript, []).append(coding)
        return found

    @cached_property
    def by_id(self) -> dict[str, Coding]:
        """Codings by their ids, with others' that the configurations link."""
        return {coding.id: coding for coding in (*self.elements, *self.codings)}


def sentences(transcript: Transcript, turn: Turn) -> list[Span]:
    """The sentences of a turn, without the spaces around them.

    A sentence ends with . ! ? or … (with closing quotes or brackets) before a space, or with a line; not
    after an abbreviation such as “Dr.” or an initial, nor inside a number.
    """
    text = transcript.quote(turn)
    cuts, start = [], 0
    for match in _END.finditer(text):
        mark = text[start : match.end()].rstrip()
        if match.group().strip() != "." or not _ABBREVIATED.search(mark):
            cuts.append((start, match.end()))
            start = match.end()
    cuts.append((start, len(text)))
    trimmed = (_trimmed(text, Span(*cut)) for cut in cuts)
    return [Span(turn.start + a, turn.start + b) for a, b in trimmed if a < b]


def _trimmed(text: str, span: Span) -> Span:
    words = text[span.start : span.end]
    left = len(words) - len(words.lstrip())
    return Span(span.start + left, max(span.start + left, span.end - (len(words) - len(words.rstrip()))))


def by_turn(transcript: Transcript, spans: Iterable[Span]) -> dict[int, list[int]]:
    """Which spans, by their numbers, touch which turn, by its number in the transcript's tuple."""
    starts = [turn.start for turn in transcript.turns]
    found: dict[int, list[int]] = {}
    for number, span in enumerate(spans):
        first, last = bisect_right(starts, span.start) - 1, bisect_left(starts, span.end)
        for at in range(max(first, 0), last):
            if transcript.turns[at].span.overlaps(span):
                found.setdefault(at, []).append(number)
    return found


@dataclass(frozen=True, eq=False)
class Units:
    """Stretches of text with the set of codings that each coder put there; None: did not work on it."""

    unit: str
    places: tuple[tuple[str, Span], ...]
    held: tuple[tuple[tuple[Coding, ...] | None, ...], ...]  # units by coders
    weights: Floats  # characters, for the unit “character”; otherwise 1
    clusters: Integers
    drawn: str  # what a bootstrap draws: source or turn
    aided: tuple[bool, ...]  # whether any of the coders decided something there with a suggestion in view

    @property
    def coded(self) -> list[bool]:
        """Which units at least one coder put under any code."""
        return [any(row) for row in self.held]

    @cached_property
    def n_clusters(self) -> int:
        """How many clusters there are."""
        return int(self.clusters.max()) + 1 if len(self.clusters) else 0


def lay_out(transcripts: Sequence[Transcript], works: Sequence[Work], unit: str) -> Units:
    """Cut what two coders or more worked on into units; interviewers' turns only where somebody coded there.

    A bootstrap draws sources where there are MANY_SOURCES, otherwise turns.
    """
    shared = [one for one in transcripts if sum(one.id in work.transcripts for work in works) >= 2]
    by_source = len(shared) >= MANY_SOURCES
    places: list[tuple[str, Span]] = []
    held: list[tuple[tuple[Coding, ...] | None, ...]] = []
    clusters: list[int] = []
    aided: list[bool] = []
    cluster = -1
    for transcript in shared:
        cluster += by_source
        for turn, made, seen in _turns(transcript, works):
            cluster += not by_source
            for place in _cut(transcript, turn, unit, made):
                places.append((transcript.id, place))
                held.append(tuple(_on(transcript.text, place, one, unit) for one in made))
                clusters.append(cluster)
                aided.append(any(place.overlaps(span) for span in seen))
    weights = [place.end - place.start if unit == "character" else 1 for _, place in places]
    return Units(
        unit,
        tuple(places),
        tuple(held),
        np.array(weights, dtype=float),
        np.array(clusters, dtype=np.int64),
        "source" if by_source else "turn",
        tuple(aided),
    )


Made = Sequence[list[Coding] | None]  # a coder each; None: did not work on the transcript


def _turns(transcript: Transcript, works: Sequence[Work]) -> Iterator[tuple[Turn, Made, list[Span]]]:
    """The turns to compare, with each coder's codings there and what was decided in view."""
    seen = [span for work in works for name, span in work.aided.values() if name == transcript.id]
    seen_in = by_turn(transcript, seen)
    codings = [work.by_transcript.get(transcript.id, []) for work in works]
    coded_in = [by_turn(transcript, (one.span for one in made)) for made in codings]
    for at, turn in enumerate(transcript.turns):
        coded = any(at in places for places in coded_in)
        if not transcript.quote(turn).strip() or (turn.part == "interviewer" and not coded):
            continue
        made = [
            [mine[number] for number in places.get(at, ())] if transcript.id in work.transcripts else None
            for work, mine, places in zip(works, codings, coded_in, strict=True)
        ]
        yield turn, made, [seen[number] for number in seen_in.get(at, ())]


def _cut(transcript: Transcript, turn: Turn, unit: str, made: Made) -> Iterator[Span]:
    """The units of one turn. Characters that every coder treats alike come as one stretch."""
    if unit == "sentence":
        yield from sentences(transcript, turn)
    elif unit == "character":
        edges = {edge for codings in made for one in codings or () for edge in one.span}
        inside = sorted({turn.start, turn.end} | {edge for edge in edges if turn.start < edge < turn.end})
        yield from (Span(a, b) for a, b in pairwise(inside))
    else:
        yield turn.span


def _on(text: str, place: Span, made: Sequence[Coding] | None, unit: str) -> tuple[Coding, ...] | None:
    """The codings that share more than white space with a place; for characters, anything at all."""
    if made is None:
        return None
    near = (one for one in made if one.span.overlaps(place))
    if unit == "character":
        return tuple(near)
    return tuple(one for one in near if text[max(one.start, place.start) : min(one.end, place.end)].strip())
