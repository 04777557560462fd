"""Stepping through a text word by word; punctuation at a word's edge belongs to no word."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from realist_eval.model import Span

_SINGLE = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"  # scripts without spaces: a sign is a step
_WORD = re.compile(rf"[{_SINGLE}]|[^\W{_SINGLE}]+(?:['’.\-][^\W{_SINGLE}]+)*")


class Words:
    """Where the words of a text begin and end."""

    def __init__(self, text: str) -> None:
        """Find them all, in order."""
        found = [match.span() for match in _WORD.finditer(text)]
        self.starts = [start for start, _ in found]
        self.ends = [end for _, end in found]

    def at(self, offset: int) -> Span | None:
        """The word at an offset, or the next one after it, or the last."""
        if not self.starts:
            return None
        place = min(bisect_right(self.ends, offset), len(self.ends) - 1)
        return Span(self.starts[place], self.ends[place])

    def start(self, offset: int, step: int) -> int:
        """The next place after (step 1) or before (step -1) an offset where a word begins."""
        return _stepped(self.starts, offset, step)

    def end(self, offset: int, step: int) -> int:
        """The next place after or before an offset where a word ends."""
        return _stepped(self.ends, offset, step)

    def shift(self, span: Span, words: int) -> Span:
        """The single word that stands so many words further, or as far as there are words."""
        if not self.starts:
            return span
        place = bisect_left(self.starts, span.start) + words
        place = max(0, min(place, len(self.starts) - 1))
        return Span(self.starts[place], self.ends[place])


def _stepped(places: list[int], offset: int, step: int) -> int:
    place = bisect_right(places, offset) if step > 0 else bisect_left(places, offset) - 1
    return places[place] if 0 <= place < len(places) else offset
