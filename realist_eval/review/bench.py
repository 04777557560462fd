"""The ground of the desk: a study, the session over it, and the way of a decision to the disk and back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from realist_eval.errors import Problem, StudyError
from realist_eval.model import Coding, Configuration
from realist_eval.review.entry import Entry, Item
from realist_eval.review.gather import Gathering
from realist_eval.review.session import Queue, Session
from realist_eval.review.words import Words
from realist_eval.study import Study
from realist_eval.study import events as ev
from realist_eval.study.deciding import Deciding


class Bench:
    """A study under review, with what all acts share."""

    def __init__(self, study: Study, transcript: str = "") -> None:
        """Gather everything; `transcript`: where to begin. Raises StudyError where there is nothing."""
        self.study = study
        self.gathering = Gathering(study)
        names = list(self.gathering.transcripts)
        if not names:
            raise StudyError(
                Problem("There is no transcript to review.", hint="Next: realist-eval import FILES")
            )
        if transcript and transcript not in names:
            from realist_eval.codebook.words import nearest

            hint = nearest(transcript, names)
            raise StudyError(Problem(f"The study has no transcript “{transcript}”.", hint=hint))
        self._words: tuple[str, Words] | None = None
        self._asked: tuple[str, str] = ("", "")
        self._seen = study.state
        entries = tuple(self.gathering.entries())
        session = Session(
            self.gathering.transcripts, study.codebook(), Queue(entries), names[0], blind=study.blind
        )
        self.session = session.open(transcript) if transcript else self._beginning(session)

    @staticmethod
    def _beginning(session: Session) -> Session:
        """Where work was left: at the first entry that waits."""
        first = session.queue.entries[:1]
        if first and session.queue.waiting(first[0]):
            return session.at(first[0].id)
        ahead = session.step_undecided()
        return ahead if ahead.current else session.open(session.here)

    @property
    def words(self) -> Words:
        """The words of the transcript shown."""
        if self._words is None or self._words[0] != self.session.here:
            self._words = self.session.here, Words(self.session.transcript.text)
        return self._words[1]

    # ------------------------------------------------------------ what is under the cursor

    def name(self, item: Item) -> str:
        """A coding or configuration in a few words."""
        book = self.session.codebook
        if isinstance(item, Coding):
            return book.label(item.code) + (f" ({item.valence.replace('_', ' ')})" if item.valence else "")
        return "-".join(kind[0].upper() for kind in item.parts) + " configuration"

    def _entry(self) -> Entry:
        self._catch_up()
        entry = self.session.entry
        if entry is None:
            raise StudyError(Problem("There is nothing under the cursor.", hint="s codes words by hand."))
        if entry.state == "contested":
            raise StudyError(Problem("People decided this differently.", hint="d settles it."))
        return entry

    def coding(self) -> Coding:
        """The coding under the cursor; raises StudyError where there is none."""
        item = self._entry().item
        if not isinstance(item, Coding):
            raise StudyError(
                Problem("This is a configuration.", hint="Go down to one of its elements, or press l.")
            )
        return item

    def _catch_up(self) -> None:
        """Take in what others wrote into the study meanwhile, on a shared drive or after a merge."""
        state = self.study.state
        if state is not self._seen:
            self._seen = state
            queue = Queue(tuple(self.gathering.entries()), self.session.filters)
            current = self.session.current if self.session.current in queue.places else ""
            self.session = replace(self.session, queue=queue, current=current)

    def _mine(self, entry: Entry) -> bool:
        return entry.decided_by == self.study.coder

    def _must_ask(self, act: str, entry: Entry) -> bool:
        """Whether this would replace what somebody else decided, and was not asked for twice."""
        asked, self._asked = self._asked, ("", "")
        if not entry.decided_by or self._mine(entry) or asked == (act, entry.id):
            return False
        self._asked = (act, entry.id)
        return True

    @staticmethod
    def _question(entry: Entry) -> str:
        return f"{entry.decided_by} decided this. Do the same again to put your decision in its place."

    def _deciding(self, item: Item) -> Deciding:
        return self.study.deciding(self.session.transcripts[item.transcript])

    def _decide(self, item: Item, verdict: ev.Verdict, result: Item | None = None) -> list[ev.Draft]:
        """A decision, with the acceptance of a configuration's elements that nobody has decided."""
        in_view = not self.session.blind
        link = result or item
        elements = self._elements(link) if isinstance(link, Configuration) and verdict != "reject" else []
        return [*elements, self._deciding(item).decide(item, verdict, result=result, in_view=in_view)]

    def _elements(self, link: Configuration) -> list[ev.Draft]:
        made = self.gathering.suggestions.get(link.transcript)
        in_view = not self.session.blind
        return self._deciding(link).with_elements(link, made, in_view=in_view) if made else []

    def _record(self, drafts: list[ev.Draft]) -> list[ev.Event]:
        events = self.study.record(*drafts)
        self._refresh(event.target for event in events)
        return events

    def _refresh(self, names: Iterable[str]) -> None:
        self.session = self.session.changed(*self.gathering.refresh(names))

    def _go_on(self) -> str:
        """Go to what waits next; says so where that is elsewhere or nowhere."""
        before = self.session.here
        self.session = self.session.step_undecided()
        if not self.session.queue.open:
            return " Nothing else waits" + (
                " that passes the filters." if self.session.filters.narrowing else "."
            )
        return f" On to {self.session.here}." if self.session.here != before else ""

    def amend(self, **changes: object) -> str:
        """Change the item under the cursor; raises StudyError where the study does not allow it."""
        entry = self._entry()
        result: Item = replace(entry.item, **changes)  # type: ignore[arg-type]
        if result == entry.item:
            return "Nothing was changed."
        if self._must_ask(f"amend {sorted(changes)}", entry):
            return self._question(entry)
        self._record(self._decide(entry.item, "amend", result))
        return f"Amended: {self.name(result)}"
