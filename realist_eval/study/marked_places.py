"""Where the comments of a marked transcript stand in its frozen words, verbatim or not at all."""

from __future__ import annotations

from bisect import bisect_left

from realist_eval.model import Span, Transcript
from realist_eval.reporter.writers.marked_words import Folded, Words, fold
from realist_eval.study.marked_docx import AFTER, BEFORE, Marked, Place, Remark


class Places:
    """Holds the words of a file against those of its transcript, turn by turn."""

    def __init__(self, transcript: Transcript, marked: Marked) -> None:
        """Compare every turn; `edited` are those whose words differ."""
        self.words = Words(transcript)
        self.marked = marked
        self._folded: dict[int, Folded] = {n: fold(marked.turns.get(n, "")) for n in self.words.turns}
        self.edited = {n for n, said in self._folded.items() if said.text != self.words.of_turn(n)}

    def range(self, remark: Remark) -> tuple[Span | None, str]:
        """The words that a comment stands on, as `Words` counts them, or why there are none."""
        if remark.start is None or remark.end is None:
            return None, "It stands on no words; select them before inserting a comment."
        start, end = self._place(remark.start), self._place(remark.end)
        if start is None or end is None or self._turns(start, end) & self.edited:
            return self._verbatim(remark)
        words = self.words.trimmed(start, end)
        if words.start >= words.end:
            return None, "It stands on no words of a turn."
        return words, ""

    def _place(self, place: Place) -> int | None:
        """Where a place of the file stands in the words; None inside a turn that was edited."""
        if place.turn == BEFORE:
            return 0
        if place.turn == AFTER:
            return len(self.words.text)
        turn = self.words.turns.get(place.turn)
        if turn is None or (place.turn in self.edited and place.offset):
            return None
        return turn.start + bisect_left(self._folded[place.turn].places, place.offset)

    def _turns(self, start: int, end: int) -> set[int]:
        return {n for n, turn in self.words.turns.items() if turn.start < end and start < turn.end}

    def _verbatim(self, remark: Remark) -> tuple[Span | None, str]:
        """In a turn that was edited, words count only where they stand once, as they were."""
        quote = fold(self.marked.quote(remark)).text
        number = remark.start.turn if remark.start else BEFORE
        inside = self.words.of_turn(number) if number in self.words.turns else ""
        if quote and inside.count(quote) == 1 and remark.end and remark.end.turn == number:
            start = self.words.turns[number].start + inside.index(quote)
            return Span(start, start + len(quote)), ""
        return None, "The words of this turn were changed in the file, and these cannot be found for certain."
