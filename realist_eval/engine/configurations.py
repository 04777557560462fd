"""Links elements of one passage into configurations: triples where both links hold, dyads otherwise.

A small linear model scores pairs of elements that stand near each other: their kinds, their order, the
distance, the connective between them, and whether a claim joins them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp

from realist_eval.engine.elements import Element
from realist_eval.engine.kinds import same
from realist_eval.engine.lexicon import Lexicon, load_lexicon
from realist_eval.engine.nearby import ClaimsNearby
from realist_eval.engine.weights import Weights
from realist_eval.model import Claim, Span

FARTHEST = 4  # elements apart
GAP = 500  # characters apart
PAIRS = (("context", "mechanism"), ("mechanism", "outcome"), ("context", "outcome"))
Roles = tuple[list[Claim], list[Claim]]  # claims whose cause, and whose effect, an element is


@dataclass(frozen=True)
class Link:
    """Two elements of different kinds, how surely they belong together, and the words that say so."""

    first: int  # place among the elements: the context or mechanism
    second: int
    score: float
    signal: Span | None
    features: tuple[str, ...]
    claim: Claim | None = None


@dataclass(frozen=True)
class Joined:
    """A configuration by the places of its elements; None is unstated."""

    parts: Mapping[str, int]
    score: float
    polarity: str
    signal: Span | None
    links: tuple[Link, ...]


def pair_links(
    text: str, elements: Sequence[Element], claims: ClaimsNearby, weights: Weights, language: str = "en"
) -> list[Link]:
    """Every pair that may be linked, with its score."""
    links = []
    table = weights.links
    pulls, bias = table.pull(table.columns[0])[0], float(table.bias[0])
    roles = claim_roles(elements, claims)
    for first, second in near(elements):
        features, signal, claim = link_features(text, elements, roles, first, second, language)
        rows = weights.links.ids(features)
        chance = 1 / (1 + exp(-bias - sum([pulls[row] for row in rows])))
        one, other = _by_kind(elements, first, second)
        links.append(Link(one, other, chance, signal, tuple(features), claim))
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
    text: str,
    elements: Sequence[Element],
    roles: Sequence[Roles],
    first: int,
    second: int,
    language: str = "en",
) -> tuple[list[str], Span | None, Claim | None]:
    """What a pair of elements looks like, in order of place; the connective and the claim that join it."""
    one, other = elements[first], elements[second]
    gap = text[one.end : other.start]
    kinds = f"{one.kind[0]}{other.kind[0]}"
    signal = _signal(gap, one.end, load_lexicon(language))
    claim = _claim(roles[first], roles[second])
    said = text[signal.start : signal.end].lower() if signal else "nothing"
    apart = second - first
    names = [
        f"kinds:{kinds}",
        f"apart:{apart}",
        f"kinds:{kinds} apart:{apart}",
        f"signal:{said}",
        f"signal:{said} kinds:{kinds}",
        f"gap:{sum(len(gap) >= step for step in (8, 25, 60, 120, 250))}",
        f"sentences:{min(other.sentence - one.sentence, 3)}",
        f"turns:{min(other.turn - one.turn, 1)}",
    ]
    names += ["same code theme"] if one.code == other.code else []
    if claim is not None:
        names += ["claim", f"claim by:{claim.rule}"]
    between = {element.kind[0] for element in elements[first + 1 : second]}
    names += [f"between:{kind}" for kind in sorted(between)]
    return names, signal, claim


def _signal(gap: str, offset: int, lexicon: Lexicon) -> Span | None:
    """The last telling connective of a gap, or else the last weak one."""
    low = gap.lower()
    text = low if len(low) == len(gap) else gap  # a few capitals are longer when small
    found = list(lexicon.signal.finditer(text))
    if not found:
        return None
    best = max(found, key=lambda hit: (hit.group() not in lexicon.weak_signals, hit.start()))
    return Span(offset + best.start(), offset + best.end())


def claim_roles(elements: Sequence[Element], claims: ClaimsNearby) -> list[Roles]:
    """For each element, the claims whose cause it is, and those whose effect it is."""
    found = []
    for element in elements:
        around = claims.near(Span(element.start, element.end))
        causes = [claim for claim in around if _touches(claim.cause, element)]
        effects = [claim for claim in around if _touches(claim.effect, element)]
        found.append((causes, effects))
    return found


def _claim(one: Roles, other: Roles) -> Claim | None:
    """The claim that joins two elements, in either direction."""
    for causes, effects in ((one[0], other[1]), (other[0], one[1])):
        for claim in causes:
            if any(claim is each for each in effects):
                return claim
    return None


def _touches(side: Span, element: Element) -> bool:
    span = Span(element.start, element.end)
    shared = min(side.end, span.end) - max(side.start, span.start)
    if shared <= 0:
        return False
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
