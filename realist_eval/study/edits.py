"""Where spans of a text stand after stretches of it were replaced: offsets only, no words."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate

from realist_eval.model import Span

Edit = tuple[int, int, int]
"""Start and end of a stretch of the old text, and the length of what stands there now."""


class Edits:
    """The replaced stretches of one text, in order, none over another."""

    def __init__(self, edits: Iterable[Edit]) -> None:
        """Take them in the order of the text."""
        found = tuple(edits)
        self._starts = [start for start, _, _ in found]
        self._ends = [end for _, end, _ in found]
        self._moved = [0, *accumulate(new - (end - start) for start, end, new in found)]

    def carry(self, span: Span) -> Span:
        """Where a span stands now; one that cuts into a replaced stretch takes in the whole of it."""
        first = bisect_right(self._ends, span.start)
        last = bisect_left(self._starts, span.end)
        start, end = span
        if first < last:
            start, end = min(start, self._starts[first]), max(end, self._ends[last - 1])
        return Span(start + self._moved[first], end + self._moved[max(first, last)])
