"""What holds patterns against each other: deviant cases, rivals, ripple chains, paths."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from realist_eval.analysis.evidence import Evidence
from realist_eval.analysis.patterns import Key, Pattern, key_of, patterns
from realist_eval.model import Coding, Configuration, Material, RippleKey, Span

LONGEST_CHAIN = 6
MOST_CHAINS = 500
OPPOSED = {
    "enabling": "hindering",
    "hindering": "enabling",
    "achieved": "not_achieved",
    "not_achieved": "achieved",
}


@dataclass(frozen=True)
class DeviantPatterns:
    """The same context and mechanism, said to lead to an outcome and to its opposite."""

    usual: tuple[Pattern, ...]
    deviant: tuple[Pattern, ...]


@dataclass(frozen=True)
class DeviantCodings:
    """A code whose passages mostly carry one valence, and those that carry the opposite."""

    code: str
    usual: str
    n_usual: int
    deviant: str
    codings: tuple[Coding, ...]


@dataclass(frozen=True)
class Rivals:
    """The same context and outcome, explained by different mechanisms."""

    context: str | None
    outcome: str
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True)
class Ripple:
    """A pattern whose outcome is the context of another, in so many places."""

    first: Pattern
    then: Pattern
    sources: tuple[str, ...]

    @property
    def key(self) -> RippleKey:
        """What it is, whatever supports it; empty where an element is unstated."""
        first, then = (tuple(part or "" for part in one.key) for one in (self.first, self.then))
        return first, then


def deviant_patterns(found: Sequence[Pattern]) -> list[DeviantPatterns]:
    """Patterns that contradict each other: same context, mechanism and outcome code, opposite direction.

    What is only intended contradicts nothing.
    """
    grouped: dict[tuple[str | None, str, str | None], list[Pattern]] = defaultdict(list)
    for pattern in found:
        if pattern.mechanism is not None and not pattern.aim:
            grouped[pattern.context, pattern.mechanism, pattern.outcome].append(pattern)
    opposed = []
    for group in grouped.values():
        sides = [
            tuple(one for one in group if one.succeeds),
            tuple(one for one in group if not one.succeeds),
        ]
        if all(sides):
            usual, deviant = sorted(sides, key=lambda side: (-_support(side), not side[0].succeeds))
            opposed.append(DeviantPatterns(usual, deviant))
    return opposed


def _support(side: Sequence[Pattern]) -> int:
    return len({source for one in side for source in one.sources})


def deviant_codings(material: Material | Evidence) -> list[DeviantCodings]:
    """Codes with a minority of passages of the opposite valence."""
    evidence = material if isinstance(material, Evidence) else Evidence(material)
    by_code: dict[str, dict[str, list[Coding]]] = defaultdict(lambda: defaultdict(list))
    for coding in evidence.codings:
        by_code[coding.code][evidence.valence(coding)].append(coding)
    found = []
    for code, sides in sorted(by_code.items()):
        usual = max(sides, key=lambda valence: (len(sides[valence]), valence))
        against = OPPOSED.get(usual, "")
        if against in sides and len(sides[against]) < len(sides[usual]):
            found.append(
                DeviantCodings(code, usual, len(sides[usual]), against, _placed(evidence, sides[against]))
            )
    return found


def _placed(evidence: Evidence, codings: Sequence[Coding]) -> tuple[Coding, ...]:
    return tuple(sorted(codings, key=lambda one: (evidence.order[one.transcript], one.start, one.id)))


def rivals(found: Sequence[Pattern]) -> list[Rivals]:
    """Rival explanations: one outcome in one context, and several stated mechanisms."""
    grouped: dict[tuple[str | None, str, str, str], list[Pattern]] = defaultdict(list)
    for pattern in found:
        if pattern.outcome is not None and pattern.mechanism is not None:
            grouped[pattern.context, pattern.outcome, pattern.valence, pattern.polarity].append(pattern)
    return [
        Rivals(context, outcome, tuple(group))
        for (context, outcome, _, _), group in grouped.items()
        if len({one.mechanism for one in group}) > 1
    ]


def ripple_links(material: Material | Evidence, found: Sequence[Pattern] | None = None) -> list[Ripple]:
    """Each pair of patterns in which one's outcome is the other's context; the best supported first.

    One leads to the next where a person coded the same words as outcome and as context, where both stand
    on one coding, or where the context is coded under the outcome's code.
    """
    evidence = material if isinstance(material, Evidence) else Evidence(material)
    by_key = {pattern.key: pattern for pattern in (found if found is not None else patterns(evidence))}
    edges = [
        Ripple(by_key[first], by_key[then], tuple(sorted(sources)))
        for (first, then), sources in _ripple_edges(evidence).items()
        if first in by_key and then in by_key and first != then
    ]
    return sorted(edges, key=lambda edge: (-len(edge.sources), edge.first.n_sources, str(edge.first.key)))


def ripples(
    material: Material | Evidence, found: Sequence[Pattern] | None = None
) -> list[tuple[Ripple, ...]]:
    """Chains of `ripple_links`, each step's outcome the next one's context; the best supported first.

    What somebody rejected is no step.
    """
    said = (material.material if isinstance(material, Evidence) else material).ripples
    links = [link for link in ripple_links(material, found) if said.get(link.key) != "rejected"]
    chains = list(_chains(links))
    return sorted(chains, key=lambda chain: (-min(len(step.sources) for step in chain), -len(chain)))


def _ripple_edges(evidence: Evidence) -> dict[tuple[Key, Key], set[str]]:
    as_context: dict[str, list[tuple[Configuration, Coding]]] = defaultdict(list)
    by_code: dict[str, list[tuple[Configuration, Coding]]] = defaultdict(list)
    for one in evidence.configurations:
        context = evidence.elements(one).get("context")
        if context:
            as_context[one.transcript].append((one, context))
            by_code[context.code].append((one, context))
    edges: dict[tuple[Key, Key], set[str]] = defaultdict(set)
    for one in evidence.configurations:
        outcome = evidence.elements(one).get("outcome")
        if outcome is None:
            continue
        near = [pair for pair in as_context[one.transcript] if _same_words(evidence, outcome, pair[1])]
        for other, _ in {id(pair[0]): pair for pair in [*near, *by_code.get(outcome.code, ())]}.values():
            if other is not one:
                edges[key_of(evidence, one), key_of(evidence, other)].add(one.transcript)
    return edges


def _same_words(evidence: Evidence, one: Coding, other: Coding) -> bool:
    if one.id == other.id:
        return True
    if one.end <= other.start or other.end <= one.start:
        return False
    mine, theirs = evidence.spans(one), evidence.spans(other)
    shared = sum(_shared(a, b) for a in mine for b in theirs)
    return 2 * shared >= min(_length(mine), _length(theirs))


def _shared(one: Span, other: Span) -> int:
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def _length(spans: Sequence[Span]) -> int:
    return sum(span.end - span.start for span in spans)


def _chains(edges: Sequence[Ripple]) -> Iterator[tuple[Ripple, ...]]:
    """Longest chains without a loop, at most MOST_CHAINS of them."""
    after: dict[Key, list[Ripple]] = defaultdict(list)
    reached = {edge.then.key for edge in edges}
    for edge in edges:
        after[edge.first.key].append(edge)
    roots = [edge for edge in edges if edge.first.key not in reached] or list(edges[:1])
    stack: list[tuple[Ripple, ...]] = [(edge,) for edge in reversed(roots)]
    given = 0
    while stack and given < MOST_CHAINS:
        chain = stack.pop()
        seen = {chain[0].first.key, *(step.then.key for step in chain)}
        onward = [edge for edge in after[chain[-1].then.key] if edge.then.key not in seen]
        if onward and len(chain) < LONGEST_CHAIN:
            stack.extend((*chain, edge) for edge in reversed(onward))
        else:
            given += 1
            yield chain


def paths(
    found: Sequence[Pattern], start: str, end: str, steps: int = 4
) -> list[tuple[tuple[str, ...], tuple[Pattern, ...]]]:
    """Everything between two codes within so many steps: the codes passed and a pattern for each step.

    A step goes from context to mechanism, mechanism to outcome, context to outcome where no mechanism is
    stated, and from an outcome to whatever it is the context of.
    """
    after: dict[str, dict[str, Pattern]] = defaultdict(dict)
    for pattern in found:
        stated = [code for code in pattern.codes.values() if code is not None]
        for one, other in pairwise(stated):
            after[one].setdefault(other, pattern)
    traced: list[tuple[tuple[str, ...], tuple[Pattern, ...]]] = []
    stack: list[tuple[tuple[str, ...], tuple[Pattern, ...]]] = [((start,), ())]
    while stack and len(traced) < MOST_CHAINS:
        codes, through = stack.pop()
        if codes[-1] == end and through:
            traced.append((codes, through))
        elif len(through) < steps:
            stack.extend(
                ((*codes, other), (*through, pattern))
                for other, pattern in sorted(after[codes[-1]].items(), reverse=True)
                if other not in codes
            )
    return sorted(traced, key=lambda path: (len(path[0]), path[0]))
