"""Demi-regularities looked over: patterns that may be one, and how far each of them reaches."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from realist_eval.analysis.evidence import Evidence, unique
from realist_eval.analysis.patterns import Pattern
from realist_eval.model import Codebook

ENOUGH = 0.5  # of all words of two labels, shared: below it they only touch
SHORTEST = 3  # letters; shorter words of a label say too little
KINDS = ("context", "mechanism", "outcome")


@dataclass(frozen=True)
class Alike:
    """Patterns that differ in one thing only, and why that may be no difference."""

    differ_in: str  # a kind, or valence
    because: str
    patterns: tuple[Pattern, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources of all of them, each once."""
        return unique(source for one in self.patterns for source in one.sources)


@dataclass(frozen=True)
class Spread:
    """How many configurations of a pattern stand in each case, are said in each role, touch each level."""

    cases: Mapping[str, int]
    roles: Mapping[str, int]
    levels: Mapping[str, int]


def spread(evidence: Evidence, pattern: Pattern) -> Spread:
    """Count a pattern's configurations; one that spans two cases, roles or levels counts in both."""
    passages = [evidence.passage(one) for one in pattern.configurations]
    levels = [
        {evidence.level(coding) for coding in evidence.elements(one).values()} - {""}
        for one in pattern.configurations
    ]
    cases = Counter(case for one in passages for case in one.cases)
    roles = Counter(role for one in passages for role in one.roles)
    known = Counter(level for one in levels for level in one)
    return Spread(*({name: one[name] for name in sorted(one)} for one in (cases, roles, known)))


def alike(book: Codebook, found: Sequence[Pattern]) -> list[Alike]:
    """Patterns that may be one: the same but for a valence, or for one code that is near the other's.

    Two codes are near where one parent holds both, where one is the other's parent, or where their labels
    share half of their words. Patterns of opposite direction are never alike; they are deviant cases.
    """
    groups = _but_for_the_valence(found)
    for kind in KINDS:
        for bucket in _but_for(kind, found).values():
            groups += _near(book, kind, bucket)
    return sorted(groups, key=lambda one: -len(one.sources))


def _but_for_the_valence(found: Sequence[Pattern]) -> list[Alike]:
    buckets: dict[tuple[object, ...], list[Pattern]] = defaultdict(list)
    for one in found:
        buckets[one.context, one.mechanism, one.outcome, one.polarity, one.succeeds, one.aim].append(one)
    because = "the same codes"
    return [Alike("valence", because, tuple(group)) for group in buckets.values() if len(group) > 1]


def _but_for(kind: str, found: Sequence[Pattern]) -> dict[tuple[object, ...], list[Pattern]]:
    """Patterns by everything but the code of one kind; two codes must be there to compare."""
    buckets: dict[tuple[object, ...], list[Pattern]] = defaultdict(list)
    for one in found:
        others = tuple(code for name, code in one.codes.items() if name != kind)
        if one.codes[kind] is not None and any(others):
            buckets[(*others, one.valence, one.polarity)].append(one)
    return buckets


def _near(book: Codebook, kind: str, bucket: Sequence[Pattern]) -> list[Alike]:
    """Groups within a bucket: a pattern joins the first group that holds one whose code is near its own."""
    groups: list[tuple[list[Pattern], list[str]]] = []
    for pattern in bucket:
        for members, reasons in groups:
            why = next((why for one in members if (why := _why(book, kind, one, pattern))), "")
            if why:
                members.append(pattern)
                reasons.append(why)
                break
        else:
            groups.append(([pattern], []))
    return [Alike(kind, "; ".join(unique(why)), tuple(ones)) for ones, why in groups if len(ones) > 1]


def _why(book: Codebook, kind: str, one: Pattern, other: Pattern) -> str:
    """Why two codes may mean the same; empty where nothing says so."""
    mine, theirs = book.by_id.get(one.codes[kind] or ""), book.by_id.get(other.codes[kind] or "")
    if mine is None or theirs is None:
        return ""
    if mine.parent and mine.parent == theirs.parent:
        return f"both under “{book.label(mine.parent)}”"
    if mine.id == theirs.parent or theirs.id == mine.parent:
        return "one is the other's parent"
    words, others = _words(mine.label), _words(theirs.label)
    shared = words & others
    near = bool(shared) and len(shared) >= ENOUGH * len(words | others)
    return f"labels share “{' '.join(sorted(shared))}”" if near else ""


def _words(label: str) -> set[str]:
    return {word for word in re.findall(r"\w+", label.casefold()) if len(word) >= SHORTEST}
