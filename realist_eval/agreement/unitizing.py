"""Agreement on where codings begin and end, over a continuum of text rather than over given units."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from realist_eval.agreement.coefficients import divided
from realist_eval.agreement.ratings import Floats, Integers
from realist_eval.model import Span

Segment = tuple[Span, Hashable]
GAP = None  # the value of text that a coder left uncoded


@dataclass(frozen=True)
class Continuum:
    """A stretch of text, such as a turn, with the segments of each coder who read it.

    The segments of one coder do not overlap; use `flat` where they do.
    """

    length: int
    coders: Sequence[Sequence[Segment]]


@dataclass(frozen=True, eq=False)
class Unitized:
    """What alpha is made from, for each continuum: sums, so that continua can be drawn and added."""

    values: tuple[Hashable, ...]
    paired: Floats  # (continua,): characters by coders, where two coders or more read it
    agreed: Floats  # (continua,): observed coincidences of equal values
    lengths: Floats  # (continua, values): characters by coders under each value
    selves: Floats  # (continua,): pairs of characters within one segment

    @classmethod
    def of(cls, continua: Sequence[Continuum]) -> Unitized:
        """Measure the continua; those that fewer than two coders read count nothing."""
        values: dict[Hashable, int] = {GAP: 0}
        for one in continua:
            for segments in one.coders:
                for _, value in segments:
                    values.setdefault(value, len(values))
        paired, agreed, selves = (np.zeros(len(continua)) for _ in range(3))
        lengths = np.zeros((len(continua), len(values)))
        for at, one in enumerate(continua):
            m = len(one.coders)
            if m < 2:
                continue
            paired[at] = m * one.length
            if not any(one.coders):
                agreed[at] = selves[at] = lengths[at, 0] = m * one.length
                continue
            agreed[at] = sum(length * _same(said) for length, said in _pieces(one)) / (m - 1)
            for value, length, whole in _filled(one):
                lengths[at, values[value]] += length
                selves[at] += length**2 if whole else length
        return cls(tuple(values), paired, agreed, lengths, selves)

    def only(self, continua: NDArray[np.bool_]) -> Unitized:
        """Some of the continua."""
        return Unitized(
            self.values,
            self.paired[continua],
            self.agreed[continua],
            self.lengths[continua],
            self.selves[continua],
        )

    def by(self, clusters: Integers, n: int) -> Unitized:
        """The same with the continua of each of `n` clusters added up."""
        lengths = np.zeros((n, len(self.values)))
        np.add.at(lengths, clusters, self.lengths)
        paired, agreed, selves = (
            np.bincount(clusters, one, minlength=n).astype(float)
            for one in (self.paired, self.agreed, self.selves)
        )
        return Unitized(self.values, paired, agreed, lengths, selves)

    def alpha(self, weights: Floats) -> Floats:
        """Krippendorff's unitizing alpha for each row of weights (samples, continua); NaN: undefined.

        Observed: of all pairs of coders at each character, how many differ. Expected: of all pairs of
        characters from different units, how many differ; a segment is one unit, each character of a gap is
        one. Sources: Krippendorff, Mathet, Bouvry and Widlöcher (2016), On the reliability of unitizing
        textual continua: further developments, Quality & Quantity 50, which mends the earlier definition for
        more than two coders; Krippendorff (2019), Content Analysis, 4th ed., section 12.6.3.
        """
        paired, lengths = weights @ self.paired, weights @ self.lengths
        observed = divided(paired - weights @ self.agreed, paired)
        expected = divided(paired**2 - (lengths**2).sum(axis=1), paired**2 - weights @ self.selves)
        return 1 - divided(observed, expected)


def _same(said: Sequence[Hashable]) -> int:
    """Ordered pairs of coders who say the same."""
    return sum(said.count(value) * (said.count(value) - 1) for value in set(said))


def _pieces(one: Continuum) -> Iterator[tuple[int, list[Hashable]]]:
    """The text cut wherever a segment begins or ends: lengths, and what each coder says there."""
    edges = {0, one.length} | {edge for segments in one.coders for span, _ in segments for edge in span}
    ordered = sorted(edges)
    values = [dict.fromkeys(ordered, GAP) for _ in one.coders]
    for held, segments in zip(values, one.coders, strict=True):
        for span, value in segments:
            held.update({edge: value for edge in ordered if span.start <= edge < span.end})
    for start, end in pairwise(ordered):
        yield end - start, [held[start] for held in values]


def _filled(one: Continuum) -> Iterator[tuple[Hashable, int, bool]]:
    """Every segment and each coder's gaps: value, length, and whether it is one unit."""
    for segments in one.coders:
        for span, value in segments:
            yield value, span.end - span.start, True
        yield GAP, one.length - sum(span.end - span.start for span, _ in segments), False


def flat(segments: Sequence[Segment]) -> list[tuple[Span, frozenset[Hashable]]]:
    """Segments of one coder without overlaps: where several lie, words carry the set of their values.

    Segments that lie apart or only touch stay units of their own.
    """
    edges = sorted({edge for span, _ in segments for edge in span})
    found: list[tuple[Span, frozenset[Hashable], frozenset[int]]] = []
    for start, end in pairwise(edges):
        here = frozenset(n for n, (span, _) in enumerate(segments) if span.start <= start < span.end)
        values = frozenset(segments[n][1] for n in here)
        if not here:
            continue
        if found and found[-1][0].end == start and found[-1][1] == values and found[-1][2] & here:
            found[-1] = (Span(found[-1][0].start, end), values, here)
        else:
            found.append((Span(start, end), values, here))
    return [(span, values) for span, values, _ in found]
