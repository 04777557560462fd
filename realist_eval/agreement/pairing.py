"""Which of one coder's codings and configurations answer which of another's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from realist_eval.model import Coding, Configuration, Span

T = TypeVar("T")
HALF = 0.5  # of the union: what two spans must share to be the same
Place = tuple[str, Span]


def overlap(one: Span, other: Span) -> float:
    """What two spans share, as a share of what they cover together."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared / (max(one.end, other.end) - min(one.start, other.start)) if shared > 0 else 0.0


def pair_up(
    ones: Sequence[T],
    others: Sequence[T],
    place: Callable[[T], Place],
    *,
    least: float = HALF,
    alike: Callable[[T, T], bool] = lambda _one, _other: True,
    prefer: Callable[[T, T], bool] = lambda _one, _other: False,
) -> list[tuple[T, T]]:
    """One-to-one: those preferred first, then those that share most, then those that come first.

    Only those that are alike and share more than nothing and at least `least` of their union.
    """
    found = []
    for i, j in _near([place(one) for one in ones], [place(other) for other in others]):
        share = overlap(place(ones[i])[1], place(others[j])[1])
        if share > 0 and share >= least and alike(ones[i], others[j]):
            found.append((not prefer(ones[i], others[j]), -share, i, j))
    taken: tuple[set[int], set[int]] = set(), set()
    chosen = []
    for _, _, i, j in sorted(found):
        if i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            chosen.append((i, j))
    return [(ones[i], others[j]) for i, j in sorted(chosen)]


def _near(ones: Sequence[Place], others: Sequence[Place]) -> Iterable[tuple[int, int]]:
    """Pairs of places that overlap, by walking through both in the order of the text."""
    waiting = sorted(range(len(others)), key=lambda j: others[j])
    open_: list[int] = []
    at = 0
    for i in sorted(range(len(ones)), key=lambda i: ones[i]):
        name, span = ones[i]
        while at < len(waiting) and (others[waiting[at]][0], others[waiting[at]][1].start) < (name, span.end):
            open_.append(waiting[at])
            at += 1
        open_ = [j for j in open_ if others[j][0] == name and others[j][1].end > span.start]
        yield from ((i, j) for j in open_ if others[j][1].start < span.end)


def coding_place(coding: Coding) -> Place:
    """Where a coding stands."""
    return coding.transcript, coding.span


def passage_of(codings: Mapping[str, Coding]) -> Callable[[Configuration], Place]:
    """A function that gives the passage of a configuration: from its first element to the end of its last."""

    def place(link: Configuration) -> Place:
        spans = [codings[name].span for name in link.parts.values() if name in codings]
        if not spans:
            return link.transcript, Span(0, 0)
        return link.transcript, Span(min(one.start for one in spans), max(one.end for one in spans))

    return place


def parts_of(codings: Mapping[str, Coding], link: Configuration) -> dict[str, str]:
    """What a configuration says: a code for each stated element, and its polarity."""
    named = {kind: codings[name].code for kind, name in link.parts.items() if name in codings}
    return {kind: named.get(kind, "") for kind in ("context", "mechanism", "outcome")} | {
        "polarity": link.polarity
    }
