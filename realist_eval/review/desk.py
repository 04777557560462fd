"""What a person does at the screen: each act is on disk when it returns, with the session after it."""

from __future__ import annotations

from collections.abc import Iterable

from realist_eval.errors import Problem, StudyError
from realist_eval.model import Coding, Configuration
from realist_eval.review.choosing import Choosing
from realist_eval.review.entry import Entry, Item
from realist_eval.review.linking import Linking
from realist_eval.review.settling import Settling
from realist_eval.study import events as ev

_PAST: dict[ev.Verdict, str] = {"accept": "Accepted", "amend": "Amended", "reject": "Rejected"}


class Desk(Choosing, Linking, Settling):
    """A study under review: holds the session and carries out decisions through the study."""

    def accept(self) -> str:
        """Accept what is under the cursor, a configuration with its elements, and go on."""
        return self._verdict("accept")

    def reject(self) -> str:
        """Reject what is under the cursor, or take out what was made by hand, and go on."""
        return self._verdict("reject")

    def reject_all(self) -> str:
        """Reject a configuration together with those of its elements that nobody has decided."""
        entry = self._entry()
        if not isinstance(entry.item, Configuration):
            return self.reject()
        parts = map(self.session.queue.entry, entry.item.parts.values())
        waiting = [part.item for part in parts if part is not None and part.state == "undecided"]
        if self._must_ask("reject", entry):
            return self._question(entry)
        self._record([draft for item in (*waiting, entry.item) for draft in self._decide(item, "reject")])
        return f"Rejected, with {len(waiting)} of its elements.{self._go_on()}"

    def rest(self) -> list[Entry]:
        """What still waits in the transcript shown, as filtered."""
        entries = self.session.queue.by_transcript.get(self.session.here, ())
        return [entry for entry in entries if entry.id in self.session.queue.open]

    def reject_rest(self) -> str:
        """Reject what still waits here, as filtered: in one step, and not as something that was looked at."""
        deciding = self.study.deciding(self.session.transcript)
        rest = self.rest()
        self._record([deciding.decide(entry.item, "reject", in_view=False) for entry in rest])
        return f"Rejected: {len(rest)} suggestions. u takes all of them back.{self._go_on()}"

    def _verdict(self, verdict: ev.Verdict) -> str:
        entry = self._entry()
        settled = entry.state in {"accepted", "amended", "manual"} and not entry.stale
        if verdict == "accept" and settled and self._mine(entry):
            return f"You had decided this already.{self._go_on()}"
        if self._must_ask(verdict, entry):
            return self._question(entry)
        kept = verdict == "accept" and entry.state in {"amended", "manual"}
        self._record(
            self._decide(entry.item, "amend", entry.item)  # as it stands now, not as it was suggested once
            if kept
            else [draft for item in self._whole(entry) for draft in self._decide(item, verdict)]
        )
        return f"{_PAST[verdict]}: {self.name(entry.item)}.{self._go_on()}"

    def _whole(self, entry: Entry) -> list[Item]:
        """A coding with the other parts of its element, where an interruption cut it, that are undecided."""
        item = entry.item
        if not isinstance(item, Coding) or not item.element or entry.state != "undecided":
            return [item]
        others = [
            other.item
            for other in self.session.queue.entries
            if isinstance(other.item, Coding)
            and other.item.element == item.element
            and other.state == "undecided"
            and other.id != item.id
        ]
        return [item, *others]

    def amend_code(self, code: str) -> str:
        """Put the coding under the cursor under another code."""
        item = self.coding()
        entry = self.session.codebook.by_id[code]
        if code == item.code:
            return "Nothing was changed."
        valence = item.valence if entry.kind == item.kind else entry.expected
        return self.amend(code=code, kind=entry.kind, level=entry.level, valence=valence)

    # ------------------------------------------------------------ memos, undo, redo

    def memo_text(self) -> str:
        """What this coder noted on the item under the cursor."""
        return self._noted(self._entry().id)

    def transcript_memo_text(self) -> str:
        """What this coder noted on the transcript shown."""
        return self._noted(self.session.here)

    def _noted(self, target: str) -> str:
        memos = self.study.state.memos(target)
        return next((memo.payload.text for memo in memos if memo.coder == self.study.coder), "")

    def memo(self, text: str) -> str:
        """Note something on the item under the cursor; an empty text takes the note away."""
        entry = self._entry()
        self.study.memo(entry.id, text.strip())
        self._refresh([entry.id])
        return "Noted." if text.strip() else "The memo is taken away."

    def transcript_memo(self, text: str) -> str:
        """Note something on the transcript shown; an empty text takes the note away."""
        self.study.memo(self.session.here, text.strip())
        return f"Noted on {self.session.here}." if text.strip() else "The memo is taken away."

    def undo(self) -> str:
        """Take back what this coder did last at the screen."""
        state = self.study.state
        chosen = [state.events[name] for name in state.undoable(self.study.coder)]
        self._only_decisions(chosen, "undo")
        return self._turned(self.study.undo(), "Undone")

    def redo(self) -> str:
        """Bring back what was undone last."""
        state = self.study.state
        undos = [state.events[name] for name in state.redoable(self.study.coder)]
        taken = [name for undo in undos if isinstance(undo, ev.Undo) for name in undo.payload.events]
        self._only_decisions([state.events[name] for name in taken], "redo")
        return self._turned(self.study.redo(), "Redone")

    @staticmethod
    def _only_decisions(events: Iterable[ev.AnyEvent], what: str) -> None:
        """Raises StudyError where a step reaches beyond what is done at the screen."""
        other = [event for event in events if not isinstance(event, ev.Judgement | ev.Memo)]
        if other:
            hint = f"Outside of this screen, `realist-eval {what}` does it."
            raise StudyError(Problem(f"The next step is no decision, but {other[0].op}.", hint=hint))

    def _turned(self, events: list[ev.AnyEvent], word: str) -> str:
        self._refresh(event.target for event in events)
        known = (event.target for event in reversed(events) if self.session.queue.entry(event.target))
        name = next(known, "")
        self.session = self.session.at(name)
        entry = self.session.queue.entry(name)
        what = self.name(entry.item) if entry else events[-1].target
        if isinstance(events[-1], ev.Memo):
            return f"{word}: the memo on {what}"
        return f"{word}: {what}" if entry else f"{word}."
