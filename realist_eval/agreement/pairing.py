"""Which of one coder's codings and configurations answer which of another's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from realist_eval.model import Coding, Configuration, Span

T = TypeVar("T")
TRIPLE = ("context", "mechanism", "outcome")
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


@dataclass(frozen=True, slots=True)
class Linked:
    """A configuration as its coder made it: two may link the same suggestion and amend its elements."""

    link: Configuration
    spans: tuple[Span, ...]  # of its elements, in the order of the words
    parts: Mapping[str, str]  # a code for each stated element, otherwise nothing; and the polarity

    @property
    def place(self) -> Place:
        """From its first element to the end of its last."""
        if not self.spans:
            return self.link.transcript, Span(0, 0)
        return self.link.transcript, Span(self.spans[0].start, max(span.end for span in self.spans))


def linked(codings: Mapping[str, Coding], links: Iterable[Configuration]) -> list[Linked]:
    """Configurations with what one coder's codings say of their elements."""
    found = []
    for link in links:
        stated = {kind: codings[name] for kind, name in link.parts.items() if name in codings}
        parts = {kind: stated[kind].code if kind in stated else "" for kind in TRIPLE}
        spans = tuple(sorted(one.span for one in stated.values()))
        found.append(Linked(link, spans, parts | {"polarity": link.polarity}))
    return found


def linked_place(one: Linked) -> Place:
    """Where a configuration stands."""
    return one.place


def same_parts(one: Linked, other: Linked) -> bool:
    """Whether two say the same, part for part."""
    return one.parts == other.parts
