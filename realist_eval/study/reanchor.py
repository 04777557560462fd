"""Where the words of an old text stand in a corrected one, or in one with stretches replaced.

Turns that are word for word the same are paired first, then the words between them; a coding goes where its
words went. It is sure only where every word is the same and its neighbours came along.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate
from typing import Literal

from realist_eval.model import Span

How = Literal["same", "unsure", "lost"]
_WORD = re.compile(r"\w+|[^\w\s]")
_ENOUGH = 0.5  # share of a coding's words that must have come along
_MOST = 1500  # words of a changed passage that are compared word by word


@dataclass(frozen=True)
class Anchored:
    """Where a span went: sure, unsure, or lost."""

    how: How
    span: Span | None
    why: str = ""


class Anchors:
    """Every word of the old text with the place in the new one that it went to."""

    def __init__(self, old: str, new: str) -> None:
        """Pair the words of two texts."""
        self.old = old
        self.new = new
        self._words = [Span(*match.span()) for match in _WORD.finditer(old)]
        self._starts = [span.start for span in self._words]
        self._new_words = [Span(*match.span()) for match in _WORD.finditer(new)]
        self._went = dict(self._pairs())

    def find(self, span: Span) -> Anchored:
        """Where a span of the old text stands in the new one."""
        if self.old == self.new:
            return Anchored("same", span)
        first, last = bisect_right(self._starts, span.start) - 1, bisect_left(self._starts, span.end)
        inside = [word for word in range(max(0, first), last) if self._words[word].overlaps(span)]
        went = [self._went[word] for word in inside if word in self._went]
        if not inside or len(went) < _ENOUGH * len(inside):
            return self._elsewhere(span)
        moved = self._between(span, inside, went)
        quote = self.new[moved.start : moved.end]
        if quote == self.old[span.start : span.end] and self._neighbours(inside, went):
            return Anchored("same", moved)
        if quote == self.old[span.start : span.end]:
            return Anchored("unsure", moved, "the words around it have changed")
        if moved.end - moved.start > 3 * (span.end - span.start) + 40:
            return Anchored("lost", None, "its words are now far apart")
        return Anchored("unsure", moved, "its words have changed")

    def _between(self, span: Span, inside: list[int], went: list[int]) -> Span:
        """From the first word that came along to the last, and on to neighbours where an edge changed."""
        first, last = min(went), max(went)
        room = 2 * (len(inside) - len(went)) + 2  # how many words may have taken the place of those that went
        before, after = self._went.get(inside[0] - 1), self._went.get(inside[-1] + 1)
        if inside[0] not in self._went and before is not None and 0 < first - before - 1 <= room:
            first = before + 1
        if inside[-1] not in self._went and after is not None and 0 < after - last - 1 <= room:
            last = after - 1
        start, end = self._new_words[first].start, self._new_words[last].end
        if inside[0] in self._went:
            start += max(0, span.start - self._words[inside[0]].start)
        if inside[-1] in self._went:
            end -= max(0, self._words[inside[-1]].end - span.end)
        return Span(start, max(end, start + 1))

    def _neighbours(self, inside: list[int], went: list[int]) -> bool:
        """Whether the word before or the one after came along with it."""
        before, after = self._went.get(inside[0] - 1), self._went.get(inside[-1] + 1)
        return before == went[0] - 1 or after == went[-1] + 1 or len(went) == len(self._words)

    def _elsewhere(self, span: Span) -> Anchored:
        """The very words in one other place of the new text, perhaps moved there."""
        quote = self.old[span.start : span.end]
        first = self.new.find(quote)
        if first < 0 or not quote.strip():
            return Anchored("lost", None, "its words are gone")
        if self.new.find(quote, first + 1) >= 0:
            return Anchored("lost", None, "its words stand in several other places")
        return Anchored("unsure", Span(first, first + len(quote)), "its words stand in another place")

    def _pairs(self) -> Iterator[tuple[int, int]]:
        old, new = _lines(self.old, self._words), _lines(self.new, self._new_words)
        left, right = ([words for _, words in lines] for lines in (old, new))
        matcher = SequenceMatcher(None, left, right, autojunk=False)
        for tag, a, b, c, d in matcher.get_opcodes():
            first, after = _reach(old, a, b, len(self._words))
            other, beyond = _reach(new, c, d, len(self._new_words))
            if tag == "equal":
                yield from zip(range(first, after), range(other, beyond), strict=True)
            elif tag == "replace":
                yield from self._words_between(first, after, other, beyond)

    def _words_between(self, first: int, after: int, other: int, beyond: int) -> Iterator[tuple[int, int]]:
        for start in range(first, after, _MOST):  # a long passage in pieces, each at the same share of it
            share = (start - first) / (after - first)
            end = min(after, start + _MOST)
            window = other + int(share * (beyond - other)) if after - first > _MOST else other
            until = min(beyond, window + 2 * _MOST) if after - first > _MOST else beyond
            left = [self.old[slice(*self._words[word])] for word in range(start, end)]
            right = [self.new[slice(*self._new_words[word])] for word in range(window, until)]
            for match in SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks():
                for step in range(match.size):
                    yield start + match.a + step, window + match.b + step


def _lines(text: str, words: list[Span]) -> list[tuple[int, tuple[str, ...]]]:
    """Each line's first word, by number, with its words."""
    found: list[tuple[int, tuple[str, ...]]] = []
    at, start = 0, 0
    for line in text.split("\n"):
        end = start + len(line)
        first = at
        while at < len(words) and words[at].start < end:
            at += 1
        found.append((first, tuple(text[slice(*word)] for word in words[first:at])))
        start = end + 1
    return found


def _reach(lines: list[tuple[int, tuple[str, ...]]], first: int, after: int, total: int) -> tuple[int, int]:
    start = lines[first][0] if first < len(lines) else total
    return start, lines[after][0] if after < len(lines) else total


# ------------------------------------------------------------ stretches replaced


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
