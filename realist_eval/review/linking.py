"""Elements to configurations: join, link, unlink, split."""

from __future__ import annotations

from dataclasses import replace

from realist_eval.errors import Problem, StudyError
from realist_eval.model import Configuration, Reason
from realist_eval.review.bench import Bench
from realist_eval.study.events import Draft


class Linking(Bench):
    """Acts on configurations."""

    def mark(self) -> str:
        """Mark the element under the cursor for joining, or take its mark away."""
        self.coding()
        self.session = self.session.mark()
        return (
            f"{len(self.session.marked)} marked. j joins them." if self.session.marked else "No mark is left."
        )

    def join(self) -> str:
        """Link the marked elements into a configuration; those undecided are accepted with it."""
        names = dict.fromkeys(self.session.marked)
        entries = [entry for name in names if (entry := self.session.queue.entry(name)) is not None]
        parts: dict[str, str] = {entry.kind: entry.id for entry in entries}
        if len(entries) < 2 or len(parts) < len(entries):
            hint = f"{len(entries)} marked. The space bar marks one context, mechanism or outcome each."
            raise StudyError(Problem("A configuration links elements of different kinds.", hint=hint))
        if len({entry.transcript for entry in entries}) > 1:
            raise StudyError(
                Problem("A configuration stands in one transcript.", hint="These stand in several.")
            )
        if not set(parts) <= {"context", "mechanism", "outcome"}:
            raise StudyError(Problem("A configuration links contexts, mechanisms and outcomes only."))
        if any(entry.state in {"rejected", "contested"} for entry in entries):
            raise StudyError(
                Problem("A rejected or contested element cannot be linked.", hint="Decide it first.")
            )
        link = Configuration(
            "", entries[0].transcript, coder=self.study.coder, status="manual",
            context=parts.get("context"), mechanism=parts.get("mechanism"), outcome=parts.get("outcome"),
        )  # fmt: skip
        events = self._record(self._linking(link))
        self.session = replace(self.session, marked=()).at(events[-1].target)
        return f"Linked: {self.name(link)}"

    def _linking(self, link: Configuration) -> list[Draft]:
        in_view = self.session.suggestions_in_view
        return [*self._elements(link), self._deciding(link).make(link, in_view=in_view)]

    def split(self) -> str:
        """Take a configuration of three apart into two of two: context-mechanism and mechanism-outcome."""
        link = self._entry().item
        if not isinstance(link, Configuration) or len(link.parts) < 3:
            raise StudyError(
                Problem("Only a configuration of three elements can be split.", hint="r rejects it.")
            )
        first = replace(link, outcome=None)
        second = replace(link, context=None, reason=Reason("by hand"), memo="")
        made = self._deciding(link).make(second, in_view=not self.session.blind)
        self._record([*self._elements(link), *self._decide(link, "amend", first), made])
        return "Split into context-mechanism and mechanism-outcome."

    def amend_part(self, kind: str, coding: str | None) -> str:
        """Link a configuration to another element of a kind, or to none."""
        if not isinstance(self._entry().item, Configuration):
            raise StudyError(Problem("Only a configuration has links to change."))
        return self.amend(**{kind: coding})

    def turn_polarity(self) -> str:
        """A configuration explains something coming about, or being held back: change which."""
        item = self._entry().item
        if not isinstance(item, Configuration):
            raise StudyError(Problem("Only a configuration has a polarity.", hint="v changes the valence."))
        return self.amend(polarity="-" if item.polarity == "+" else "+")
