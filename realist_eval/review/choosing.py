"""Choosing words at the keyboard: to code them by hand, to amend a span, to cut a coding in two."""

from __future__ import annotations

from dataclasses import replace

from realist_eval.errors import Problem, StudyError
from realist_eval.model import Coding, Reason, Span
from realist_eval.review.bench import Bench
from realist_eval.review.selection import Selection
from realist_eval.study.ids import key


class Choosing(Bench):
    """Acts on words that are being chosen."""

    def choose_words(self, offset: int, purpose: str) -> None:
        """Begin to choose words: to code them (from `offset` on), to amend a span, or to cut one in two."""
        if purpose == "code":
            word = self.words.at(offset)
            if word is None:
                raise StudyError(Problem("There are no words to choose."))
            whole = Span(0, len(self.session.transcript.text))
            chosen = Selection(word, whole, "code", "word")
        else:
            chosen = self._over(self.coding(), purpose)
        self.session = replace(self.session, selection=chosen)

    def _over(self, coding: Coding, purpose: str) -> Selection:
        if purpose == "amend":
            turn = self.gathering.turns[coding.transcript].at(coding.start)
            return Selection(coding.span, Span(turn.start, max(turn.end, coding.end)), "amend", "end")
        middle = self.words.start((coding.start + coding.end) // 2 - 1, 1)
        if not coding.start < middle < coding.end:
            middle = self.words.start(coding.start, 1)
        if not coding.start < middle < coding.end:
            raise StudyError(Problem("One word cannot be cut in two."))
        return Selection(Span(middle, coding.end), coding.span, "cut", "start")

    def move_words(self, count: int) -> None:
        """Move the end that moves, by words."""
        chosen = self.session.selection
        if chosen is not None:
            self.session = replace(self.session, selection=chosen.step(self.words, count))

    def turn_words(self) -> None:
        """Let the other end move."""
        chosen = self.session.selection
        if chosen is not None:
            self.session = replace(self.session, selection=chosen.turned())

    def point(self, offset: int) -> None:
        """Reach to the word at an offset."""
        chosen, word = self.session.selection, self.words.at(offset)
        if chosen is not None and word is not None:
            self.session = replace(self.session, selection=chosen.to(word))

    def draw_over(self, start: int, end: int) -> None:
        """Choose the words from one offset to another, whichever comes first."""
        first, last = self.words.at(min(start, end)), self.words.at(max(start, end))
        if first is None or last is None:
            return
        if self.session.selection is None:
            self.choose_words(first.start, "code")
        chosen = self.session.selection
        if chosen is not None and chosen.purpose == "code":
            over = Span(first.start, max(first.end, last.end))
            self.session = replace(self.session, selection=replace(chosen, span=over, moving="end"))

    def check_words(self) -> None:
        """Raises StudyError where the chosen words cannot be coded."""
        if self.session.selection is not None:
            self._spans(self.session.selection.span)

    def drop_words(self) -> None:
        """Choose no words after all."""
        self.session = replace(self.session, selection=None)

    def finish_words(self) -> str:
        """Carry out an amended span or a cut; words to be coded wait for their code."""
        chosen = self.session.selection
        if chosen is None or chosen.purpose == "code":
            return ""
        said = (
            self.amend(**chosen.span._asdict()) if chosen.purpose == "amend" else self._cut(chosen.span.start)
        )
        if not self._asked[0]:
            self.drop_words()
        return said

    def code_words(self, code: str) -> str:
        """A coding by hand over the chosen words; one in each turn of the speaker that they reach over."""
        chosen = self.session.selection
        if chosen is None:
            return ""
        spans = self._spans(chosen.span)
        entry = self.session.codebook.by_id[code]
        here = self.session.transcript
        element = key("element", here.sha, *spans) if len(spans) > 1 else ""
        made = [
            Coding(
                "", here.id, span.start, span.end, entry.kind, code, entry.expected,
                self.study.coder, "manual", level=entry.level, element=element,
            )
            for span in spans
        ]  # fmt: skip
        deciding = self.study.deciding(here)
        in_view = self.session.suggestions_in_view
        events = self._record([deciding.make(coding, in_view=in_view) for coding in made])
        self.session = replace(self.session.at(events[0].target), selection=None)
        return f"Coded by hand: {self.name(made[0])}" + (f", in {len(made)} parts" if element else "")

    def _spans(self, span: Span) -> list[Span]:
        """The chosen words turn by turn, without what others say in between; raises StudyError."""
        turns = self.gathering.turns[self.session.here]
        first, last = turns.at(span.start), turns.at(span.end - 1)
        if first.n == last.n:
            return [span]
        if first.speaker != last.speaker:
            hint = "Let them begin and end with the same speaker."
            raise StudyError(Problem("The chosen words end in what somebody else says.", hint=hint))
        parts = [
            Span(max(span.start, turn.start), min(span.end, turn.end))
            for turn in turns.transcript.turns
            if turn.speaker == first.speaker and turn.span.overlaps(span)
        ]
        return [part for part in parts if self.session.transcript.quote(part).strip()]

    def _cut(self, at: int) -> str:
        coding = self.coding()
        end = self.words.end(at, -1)
        second = replace(coding, start=at, reason=Reason("by hand"), element="", memo="")
        made = self._deciding(coding).make(second, in_view=not self.session.blind)
        self._record([*self._decide(coding, "amend", replace(coding, end=end)), made])
        return "Cut in two: the second part is a coding of its own."
