"""What coders should talk about: where they differ, side by side, what matters most first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import combinations
from typing import Any

from realist_eval.agreement.pairing import (
    TRIPLE,
    Linked,
    coding_place,
    linked,
    linked_place,
    pair_up,
    same_parts,
)
from realist_eval.agreement.units import Work
from realist_eval.model import UNSTATED, Coding, Configuration, Span, Transcript

BAND = 100  # characters: disagreements whose lengths fall in one band count as equally long
ABOUT = {  # what a disagreement is about, with its weight: the lower, the earlier
    "decided differently": 0,  # one suggestion or coding, by several people
    "configuration": 0,
    "kind": 0,
    "one found a configuration": 1,
    "code": 2,
    "valence": 2,
    "one coded": 2,
}


@dataclass(frozen=True, slots=True)
class Reading:
    """How one coder read the words; no code: left them uncoded."""

    coder: str
    said: str = ""  # in words: a code with its valence, or the parts of a configuration
    codes: tuple[str, ...] = ()
    quote: str = ""
    memo: str = ""
    reason: str = ""
    when: str = ""
    aided: bool = False
    id: str = ""  # of the coding or configuration


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One place where two coders differ."""

    about: str
    transcript: str
    start: int
    end: int
    turn: int
    readings: tuple[Reading, ...]  # of two coders; where people decided on one thing, of all of them
    parts: tuple[str, ...] = ()  # of a configuration: which differ
    often: int = 0  # how many times this pair of codes is confused
    settled: str = ""  # by whom, and why

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes that are at stake, each once: those that not all readings share, if there are any."""
        every = dict.fromkeys(code for one in self.readings for code in one.codes)
        apart = tuple(code for code in every if any(code not in one.codes for one in self.readings))
        return apart or tuple(every)

    @property
    def ids(self) -> tuple[str, ...]:
        """The codings or configurations that are at stake, each once."""
        return tuple(dict.fromkeys(one.id for one in self.readings if one.id))

    def as_json(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)


def disagreements(transcripts: Sequence[Transcript], works: Sequence[Work]) -> list[Disagreement]:
    """Every difference between two coders in transcripts that both worked on, ranked by how much it matters.

    Configurations that both found and kinds first, then configurations that only one found, then the rest;
    of each, the longer ones first (in bands of BAND characters), then those whose codes are confused most
    often, then in the order of the words.
    """
    known = {one.id: one for one in transcripts}
    found = [
        one
        for first, second in combinations(works, 2)
        for make in (_of_codings, _of_configurations)
        for one in make(known, first, second)
    ]
    often = Counter(_confused(one) for one in found)
    return sorted((replace(one, often=often[_confused(one)]) for one in found), key=_rank)


def confusions(found: Sequence[Disagreement], most: int = 5) -> list[tuple[tuple[str, str], int]]:
    """Pairs of codes that were put on the same words, those most often first; only what came twice."""
    pairs = Counter(
        (min(one.codes), max(one.codes))
        for one in found
        if one.about in {"kind", "code"} and len(one.codes) == 2
    )
    ranked = sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0]))
    return [pair for pair in ranked[:most] if pair[1] > 1]


def _confused(one: Disagreement) -> tuple[str, ...]:
    return tuple(sorted(one.codes)) if len(one.codes) == 2 else (one.about, *one.codes)


def _rank(one: Disagreement) -> tuple[Any, ...]:
    return (
        ABOUT[one.about],
        -((one.end - one.start) // BAND),
        -one.often,
        one.transcript,
        one.start,
        one.end,
        one.about,
        tuple(reading.coder for reading in one.readings),
        tuple(reading.said for reading in one.readings),
    )


# ---------------------------------------------------------------- codings


def _of_codings(known: Mapping[str, Transcript], one: Work, other: Work) -> Iterator[Disagreement]:
    """Codings that answer each other differently, and those that nothing answers."""
    shared = one.transcripts & other.transcripts & known.keys()
    ones, others = ([x for x in work.codings if x.transcript in shared] for work in (one, other))
    paired = pair_up(ones, others, coding_place, least=0.0, prefer=lambda a, b: a.code == b.code)
    for a, b in paired:
        about = _differ(a, b)
        if about:
            span = Span(min(a.start, b.start), max(a.end, b.end))
            sides = _reading(known, one, a), _reading(known, other, b)
            yield _disagreement(known[a.transcript], about, span, sides)
    answered = {a.id for a, _ in paired}, {b.id for _, b in paired}
    for a in ones:
        if a.id not in answered[0]:
            sides = _reading(known, one, a), Reading(other.coder)
            yield _disagreement(known[a.transcript], "one coded", a.span, sides)
    for b in others:
        if b.id not in answered[1]:
            sides = Reading(one.coder), _reading(known, other, b)
            yield _disagreement(known[b.transcript], "one coded", b.span, sides)


def _differ(a: Coding, b: Coding) -> str:
    if a.kind != b.kind:
        return "kind"
    if a.code != b.code:
        return "code"
    return "valence" if a.valence != b.valence else ""


def reading_of(known: Mapping[str, Transcript], work: Work, item: Coding | Configuration) -> Reading:
    """How a coder read something that is theirs."""
    if isinstance(item, Coding):
        return _reading(known, work, item)
    (made,) = linked(work.by_id, [item])
    return _link(known, work, made)


def _reading(known: Mapping[str, Transcript], work: Work, coding: Coding) -> Reading:
    said = f"{coding.code} ({coding.valence.replace('_', ' ')})" if coding.valence else coding.code
    return Reading(
        work.coder,
        said,
        (coding.code,),
        known[coding.transcript].quote(coding.span),
        coding.memo,
        str(coding.reason) if coding.reason.rule != "by hand" else "",
        work.when.get(coding.id, ""),
        coding.id in work.aided,
        coding.id,
    )


def _disagreement(
    transcript: Transcript,
    about: str,
    span: Span,
    sides: tuple[Reading, ...],
    parts: tuple[str, ...] = (),
) -> Disagreement:
    return Disagreement(about, transcript.id, *span, turn_of(transcript, span.start), sides, parts)


def turn_of(transcript: Transcript, offset: int) -> int:
    """The number of the turn at an offset; between two turns, that of the one before."""
    return max((turn.n for turn in transcript.turns if turn.start <= offset), default=1)


# ---------------------------------------------------------------- configurations


def _of_configurations(known: Mapping[str, Transcript], one: Work, other: Work) -> Iterator[Disagreement]:
    """Configurations of one passage whose parts differ, and those that only one coder found."""
    shared = one.transcripts & other.transcripts & known.keys()
    ones, others = (
        [x for x in linked(work.by_id, work.configurations) if x.link.transcript in shared]
        for work in (one, other)
    )
    paired = pair_up(ones, others, linked_place, least=0.0, prefer=same_parts)
    for a, b in paired:
        wrong = tuple(part for part in a.parts if a.parts[part] != b.parts[part])
        if wrong:
            first, second = a.place[1], b.place[1]
            span = Span(min(first.start, second.start), max(first.end, second.end))
            sides = _link(known, one, a), _link(known, other, b)
            yield _disagreement(known[a.link.transcript], "configuration", span, sides, wrong)
    alone = "one found a configuration"
    for a in _unanswered(ones, {a.link.id for a, _ in paired}):
        yield _disagreement(
            known[a.link.transcript], alone, a.place[1], (_link(known, one, a), Reading(other.coder))
        )
    for b in _unanswered(others, {b.link.id for _, b in paired}):
        yield _disagreement(
            known[b.link.transcript], alone, b.place[1], (Reading(one.coder), _link(known, other, b))
        )


def _unanswered(links: Sequence[Linked], answered: set[str]) -> list[Linked]:
    return [one for one in links if one.link.id not in answered]


def _link(known: Mapping[str, Transcript], work: Work, made: Linked) -> Reading:
    link = made.link
    stated = [made.parts[kind] for kind in TRIPLE]
    elements = (work.by_id[name] for name in link.parts.values() if name in work.by_id)
    memos = dict.fromkeys(
        filter(None, (link.memo, *(one.memo for one in elements if one.coder == work.coder)))
    )
    return Reading(
        work.coder,
        f"{' > '.join(code or UNSTATED for code in stated)} ({link.polarity})",
        tuple(filter(None, stated)),
        " [...] ".join(known[link.transcript].quote(span) for span in made.spans),
        "; ".join(memos),
        str(link.reason) if link.reason.rule != "by hand" else "",
        work.when.get(link.id, ""),
        link.id in work.aided,
        link.id,
    )
