"""Acts of the screen on words that are being chosen."""

from __future__ import annotations

from realist_eval.review import choices
from realist_eval.review.screen.frame import Frame
from realist_eval.review.screen.transcript import TranscriptView


class ChoosingWords(Frame):
    """Words to code, to amend or to cut, by keys."""

    def act_select(self) -> str:
        """Choose words to code, from the cursor where it is in view, or from the first line in view."""
        view, entry = self.query_one(TranscriptView), self.desk.session.entry
        here = entry is not None and view.in_view(entry.start)
        self.desk.choose_words(entry.start if here and entry is not None else view.first_offset, "code")
        return ""

    def act_amend_words(self) -> str:
        """Choose other words for the coding under the cursor."""
        self.desk.choose_words(0, "amend")
        return ""

    def act_split(self) -> str:
        """Cut a coding at a word, or a configuration of three in two."""
        session = self.desk.session
        if session.entry is not None and session.entry.is_link:
            return self.desk.split()
        self.desk.choose_words(0, "cut")
        return ""

    def act_word_right(self) -> str:
        """One word further."""
        self.desk.move_words(1)
        return ""

    def act_word_left(self) -> str:
        """One word back."""
        self.desk.move_words(-1)
        return ""

    def act_row_down(self) -> str:
        """One line further."""
        return self._rows(1)

    def act_row_up(self) -> str:
        """One line back."""
        return self._rows(-1)

    def _rows(self, rows: int) -> str:
        chosen = self.desk.session.selection
        if chosen is not None:
            at = chosen.span.end - 1 if chosen.moving == "end" else chosen.span.start
            self.desk.point(self.query_one(TranscriptView).row_away(at, rows))
        return ""

    def act_turn(self) -> str:
        """Begin the span here, or move its other end."""
        self.desk.turn_words()
        return ""

    def act_finish(self) -> str | None:
        """These are the words: ask for their code where they are to be coded."""
        chosen = self.desk.session.selection
        if chosen is not None and chosen.purpose == "code":
            self.desk.check_words()
            self.pick("Which code?", choices.codes(self.desk.session), self.desk.code_words)
            return None
        return self.desk.finish_words()

    def act_drop(self) -> str:
        """Choose no words after all."""
        self.desk.drop_words()
        return "Nothing was changed."
