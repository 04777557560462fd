"""Links elements of one passage into configurations: triples where both links hold, dyads otherwise.

A small linear model scores pairs of elements that stand near each other: their kinds, their order, the
distance, the connective between them, and whether a claim joins them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from math import exp
from typing import NamedTuple

from realist_eval.engine.elements import Element
from realist_eval.engine.kinds import same
from realist_eval.engine.lexicon import Lexicon, load_lexicon
from realist_eval.engine.nearby import ClaimsNearby
from realist_eval.engine.weights import Weights
from realist_eval.model import Claim, Span, Transcript

FARTHEST = 4  # elements apart
GAP = 500  # characters apart
STEPS = (8, 25, 60, 120, 250)  # characters that tell near from far
PAIRS = (("context", "mechanism"), ("mechanism", "outcome"), ("context", "outcome"))
Roles = tuple[list[Claim], list[Claim]]  # claims whose cause, and whose effect, an element is


class Link(NamedTuple):
    """Two elements of different kinds, how surely they belong together, and the words that say so."""

    first: int  # place among the elements: the context or mechanism
    second: int
    score: float
    signal: Span | None
    features: tuple[str, ...]
    claim: Claim | None = None


class Joined(NamedTuple):
    """A configuration by the places of its elements; None is unstated."""

    parts: Mapping[str, int]
    score: float
    polarity: str
    signal: Span | None
    links: tuple[Link, ...]


class Pair(NamedTuple):
    """What two elements look like beside each other: whatever tells whether they belong together."""

    kinds: str
    apart: int  # elements
    said: str  # the connective between them
    gap: int  # how many of STEPS they stand apart
    sentences: int
    turns: int
    alike: bool  # under one code
    rule: str | None  # of the claim that joins them
    between: str  # kinds of the elements between them


class Connectives:
    """The connectives of a text, looked for once."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        """Find them all."""
        low = text.lower()
        self._text = low if len(low) == len(text) else text  # a few capitals are longer when small
        self._lexicon = lexicon
        self._all = list(lexicon.signal.finditer(self._text))
        self._starts = [found.start() for found in self._all]
        self._ends = [found.end() for found in self._all]

    def last(self, start: int, end: int) -> tuple[str, Span | None]:
        """The last telling connective of a gap, or else the last weak one: the word and its place."""
        first, after = bisect_left(self._starts, start), bisect_right(self._ends, end)
        found = self._all[first:after]
        if bisect_right(self._ends, start) < first or bisect_left(self._starts, end) > after:  # one is cut
            found = list(self._lexicon.signal.finditer(self._text, start, end))
        if not found:
            return "nothing", None
        telling = [one for one in found if one.group() not in self._lexicon.weak_signals]
        best = (telling or found)[-1]
        return best.group().lower(), Span(*best.span())


def answers(transcript: Transcript) -> str:
    """The text with blanks for an interviewer's words: they do not say how an answer hangs together."""
    text, at, parts = transcript.text, 0, []
    for turn in transcript.turns:
        if turn.part == "interviewer":
            parts += [text[at : turn.start], " " * (turn.end - turn.start)]
            at = turn.end
    return "".join((*parts, text[at:]))


def pair_links(
    text: str, elements: Sequence[Element], claims: ClaimsNearby, weights: Weights, language: str = "en"
) -> list[Link]:
    """Every pair that may be linked, with its score; connectives are looked for in `text`."""
    links = []
    table = weights.links
    pulls, bias = table.pull(table.columns[0])[0], float(table.bias[0])
    roles, connectives = claim_roles(elements, claims), Connectives(text, load_lexicon(language))
    chances: dict[tuple[str, ...], float] = {}
    for first, second in near(elements):
        features, signal, claim = link_features(connectives, elements, roles, first, second)
        if features not in chances:
            chances[features] = 1 / (1 + exp(-bias - sum([pulls[row] for row in table.ids(features)])))
        one, other = _by_kind(elements, first, second)
        links.append(Link(one, other, chances[features], signal, features, claim))
    return links


def near(elements: Sequence[Element]) -> Iterator[tuple[int, int]]:
    """Pairs of different kinds that stand near each other, in order of place."""
    for first in range(len(elements)):
        for second in range(first + 1, min(len(elements), first + 1 + FARTHEST)):
            if elements[second].start - elements[first].end > GAP:
                break
            if elements[first].kind != elements[second].kind:
                yield first, second


def _by_kind(elements: Sequence[Element], first: int, second: int) -> tuple[int, int]:
    kinds = (elements[first].kind, elements[second].kind)
    return (first, second) if kinds in PAIRS else (second, first)


def link_features(
    connectives: Connectives, elements: Sequence[Element], roles: Sequence[Roles], first: int, second: int
) -> tuple[tuple[str, ...], Span | None, Claim | None]:
    """What a pair of elements looks like, in order of place; the connective and the claim that join it."""
    one, other = elements[first], elements[second]
    said, signal = connectives.last(one.end, other.start)
    claim = _claim(roles[first], roles[second])
    kinds = {element.kind[0] for element in elements[first + 1 : second]}
    pair = Pair(
        f"{one.kind[0]}{other.kind[0]}", second - first, said, bisect_right(STEPS, other.start - one.end),
        min(other.sentence - one.sentence, 3), min(other.turn - one.turn, 1), one.code == other.code,
        claim.rule if claim else None, "".join(sorted(kinds)),
    )  # fmt: skip
    return _names(pair), signal, claim


@lru_cache(maxsize=65_536)
def _names(pair: Pair) -> tuple[str, ...]:
    """The features of a pair that looks so."""
    names = [
        f"kinds:{pair.kinds}",
        f"apart:{pair.apart}",
        f"kinds:{pair.kinds} apart:{pair.apart}",
        f"signal:{pair.said}",
        f"signal:{pair.said} kinds:{pair.kinds}",
        f"gap:{pair.gap}",
        f"sentences:{pair.sentences}",
        f"turns:{pair.turns}",
    ]
    names += ["same code theme"] if pair.alike else []
    names += ["claim", f"claim by:{pair.rule}"] if pair.rule is not None else []
    return (*names, *(f"between:{kind}" for kind in pair.between))


def claim_roles(elements: Sequence[Element], claims: ClaimsNearby) -> list[Roles]:
    """For each element, the claims whose cause it is, and those whose effect it is."""
    found = []
    for element in elements:
        span = Span(element.start, element.end)
        around = claims.near(span)
        causes = [claim for claim in around if _touches(claim.cause, span)]
        effects = [claim for claim in around if _touches(claim.effect, span)]
        found.append((causes, effects))
    return found


def _claim(one: Roles, other: Roles) -> Claim | None:
    """The claim that joins two elements, in either direction."""
    for causes, effects in ((one[0], other[1]), (other[0], one[1])):
        for claim in causes:
            if any(claim is each for each in effects):
                return claim
    return None


def _touches(side: Span, span: Span) -> bool:
    if not side.overlaps(span):
        return False
    shared = min(side.end, span.end) - max(side.start, span.start)
    return same(side, span) or shared * 2 >= min(side.end - side.start, span.end - span.start) > 0


def join(links: Sequence[Link], elements: Sequence[Element], bar: float) -> list[Joined]:
    """Configurations from the links above the bar: a triple where a mechanism has both sides, else dyads."""
    strong = [link for link in links if link.score > bar]
    into: dict[int, list[Link]] = {}  # mechanism to its contexts' links
    onward: dict[int, list[Link]] = {}  # mechanism to its outcomes' links
    for link in strong:
        if elements[link.second].kind == "mechanism":
            into.setdefault(link.second, []).append(link)
        elif elements[link.first].kind == "mechanism":
            onward.setdefault(link.first, []).append(link)
    joined = [
        made
        for mechanism in sorted({*into, *onward})
        for made in _around(into.get(mechanism, []), onward.get(mechanism, []), elements)
    ]
    reached = {(made.parts.get("context"), made.parts.get("outcome")) for made in joined}
    joined += [
        _joined((link,), elements)
        for link in strong
        if elements[link.first].kind == "context"
        and elements[link.second].kind == "outcome"
        and (link.first, link.second) not in reached
    ]
    return sorted(joined, key=lambda made: sorted(made.parts.values()))


def _around(into: Sequence[Link], onward: Sequence[Link], elements: Sequence[Element]) -> Iterator[Joined]:
    """A mechanism's configurations: contexts with the best outcome, outcomes with the best context."""
    if not into or not onward:
        yield from (_joined((link,), elements) for link in (*into, *onward))
        return
    context, outcome = (max(side, key=lambda link: link.score) for side in (into, onward))
    yield _joined((context, outcome), elements)
    yield from (_joined((link, outcome), elements) for link in into if link is not context)
    yield from (_joined((context, link), elements) for link in onward if link is not outcome)


def _joined(links: tuple[Link, ...], elements: Sequence[Element]) -> Joined:
    parts = {elements[place].kind: place for link in links for place in (link.first, link.second)}
    signal = next((link.signal for link in links if link.signal), None)
    return Joined(parts, round(min(link.score for link in links), 4), "+", signal, links)
