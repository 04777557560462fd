"""Acts of the screen that let something be chosen or written first."""

from __future__ import annotations

from realist_eval.model import Coding, Configuration
from realist_eval.review import choices
from realist_eval.review.choices import Choice
from realist_eval.review.screen.frame import Frame


class Picking(Frame):
    """Codes, valences, links, transcripts, filters and memos."""

    def act_reject_rest(self) -> str | None:
        """Ask, then reject all that waits here."""
        count = len(self.desk.rest())
        if not count:
            return "Nothing waits here."
        offered = [Choice("", "no, leave them"), Choice("yes", f"yes, reject {count:,} at once")]
        said = f"Reject what still waits in {self.desk.session.here}?"
        self.pick(said, offered, lambda chosen: self.desk.reject_rest() if chosen else "Nothing was changed.")
        return None

    def act_amend_code(self) -> None:
        """Choose another code."""
        item = self.desk.coding()
        offered = choices.codes(self.desk.session, item.kind)
        self.pick("Which code?", offered, self.desk.amend_code, item.code)

    def act_amend_valence(self) -> None:
        """Choose another valence."""
        item = self.desk.coding()
        offered = choices.valences(self.desk.session, item.kind)
        self.pick("Which valence?", offered, lambda chosen: self.desk.amend(valence=chosen), item.valence)

    def act_amend_links(self) -> str | None:
        """Of a configuration, choose which element to link; of an element, go to its configuration."""
        session = self.desk.session
        item = session.entry.item if session.entry else None
        if isinstance(item, Coding):
            return self._go_to_link(item)
        if isinstance(item, Configuration):
            self.pick("Change which element?", choices.kinds_of_links(session, item), self._pick_element)
        return None

    def _go_to_link(self, item: Coding) -> str:
        links = self.desk.session.links_of(item.id)
        if not links:
            return "This element is in no configuration. Space marks it, j joins what is marked."
        self.desk.session = self.desk.session.at(links[0].id)
        return "This is the configuration; l changes its elements."

    def _pick_element(self, kind: str) -> None:
        session = self.desk.session
        item = session.entry.item if session.entry else None
        if isinstance(item, Configuration):
            offered = choices.elements(session, item, kind)
            current = item.parts.get(kind, "")
            self.pick(
                f"Which {kind}?", offered, lambda name: self.desk.amend_part(kind, name or None), current
            )

    def act_transcripts(self) -> None:
        """Choose a transcript."""
        session = self.desk.session
        self.pick("Which transcript?", choices.transcripts(session), self._open, session.here)

    def _open(self, name: str) -> str:
        self.desk.session = self.desk.session.open(name)
        return ""

    def act_filters(self) -> None:
        """Choose what to narrow."""
        self.pick("Show only ...", choices.filters(self.desk.session), self._pick_value)

    def _pick_value(self, name: str) -> str | None:
        session = self.desk.session
        if not name:
            return self._narrow("", "")
        offered = choices.values(session, name)
        self.pick(f"Show only which {name}?", offered, lambda value: self._narrow(name, value))
        return None

    def _narrow(self, name: str, value: str) -> str:
        session = self.desk.session
        self.desk.session = session.filtered(choices.narrowed(session.filters, name, value))
        count = self.desk.session.queue.progress.total
        return f"{count:,} pass the filters." if count else "Nothing passes these filters. f changes them."

    def act_memo(self) -> None:
        """Write a memo on what is under the cursor."""
        self.write("Memo", self.desk.memo_text(), self.desk.memo)

    def act_transcript_memo(self) -> None:
        """Write a memo on the transcript shown."""
        desk = self.desk
        self.write(f"Memo on {desk.session.here}", desk.transcript_memo_text(), desk.transcript_memo)
