"""Words chosen at the keyboard: for a new coding, for another span of a coding, or to cut one in two."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from realist_eval.model import Span
from realist_eval.review.words import Words

Purpose = Literal["code", "amend", "cut"]
Moving = Literal["word", "start", "end"]


@dataclass(frozen=True)
class Selection:
    """A span, which of its ends moves (`word`: one word that travels), and how far it may go."""

    span: Span
    bounds: Span
    purpose: Purpose
    moving: Moving

    def step(self, words: Words, count: int) -> Selection:
        """Move by words: forwards where `count` is positive; never beyond the bounds, never empty."""
        moved = self
        for _ in range(abs(count)):
            moved = moved._one(words, 1 if count > 0 else -1)
        return moved

    def _one(self, words: Words, step: int) -> Selection:
        start, end = self.span
        if self.moving == "word":
            span = words.shift(self.span, step)
        elif self.moving == "start":
            span = Span(words.start(start, step), end)
        else:
            span = Span(start, words.end(end, step))
        return replace(self, span=span) if self._fits(span) else self

    def _fits(self, span: Span) -> bool:
        inside = self.bounds.start <= span.start < span.end <= self.bounds.end
        return inside and not (self.purpose == "cut" and span.start == self.bounds.start)

    def turned(self) -> Selection:
        """The other end moves now; a word that travelled is the beginning of a longer span."""
        if self.purpose == "cut":
            return self
        return replace(self, moving="start" if self.moving == "end" else "end")

    def to(self, word: Span) -> Selection:
        """Reach to a word that was pointed at."""
        if self.moving == "word":
            span = word
        elif self.purpose == "cut" or self.moving == "start":
            span = Span(word.start, self.span.end)
        else:
            span = Span(self.span.start, word.end)
        return replace(self, span=span) if self._fits(span) else self
