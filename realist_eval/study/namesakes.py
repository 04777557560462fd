"""Sources that came in under one id in two copies of a study, told apart where the copies meet.

The one that came in first keeps the id; another one goes by that id with the end of its import's own. This
follows from the events alone, so that everybody who holds the same events calls the sources the same, and
calls them as before where a merge is undone. Events are read under the new id, never rewritten.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec

from realist_eval.study import events as ev

Left = dict[str, set[str]]
"""Ids of transcripts to the SHA-256 of files that may lie under them and belong under another one now."""


def contested(events: Iterable[ev.AnyEvent]) -> list[str]:
    """Ids under which more than one text came in."""
    texts: dict[str, set[str]] = {}
    for event in events:
        if isinstance(event, ev.Import):
            texts.setdefault(event.target, set()).add(event.payload.sha)
    return [name for name, shas in texts.items() if len(shas) > 1]


def told_apart(events: list[ev.AnyEvent], name: str, undone: set[str], left: Left) -> Iterator[ev.AnyEvent]:
    """Events in order, each under the id that the source it speaks of goes by; fills `left`."""
    sources = _Sources(events, name, undone)
    for event in events:
        found = sources.under(event)
        if isinstance(event.payload, ev.Imported | ev.Moved):
            for other in sources.besides(found.target):
                left.setdefault(other, set()).update({event.payload.before, event.payload.after} - {""})
        yield found


@dataclass
class _Source:
    """One of several sources under an id: its imports, and every text that it had."""

    other: str  # the id that it goes by where another one has the first claim
    imports: list[str] = field(default_factory=list)
    shas: set[str] = field(default_factory=set)
    id: str = ""


class _Sources:
    def __init__(self, events: Iterable[ev.AnyEvent], name: str, undone: set[str]) -> None:
        """Find them in the order in which they came; the first that is still there keeps the id."""
        self.name = name
        self.found: list[_Source] = []
        self._seen: dict[str, int] = {}  # of which sources an event's maker knew, as bits
        for event in events:
            self._add(event)
        there = [one for one in self.found if not undone.issuperset(one.imports)]
        for one in self.found:
            one.id = name if one is (there or self.found)[0] else one.other

    def _add(self, event: ev.AnyEvent) -> None:
        known = 0
        for parent in event.parents:
            known |= self._seen.get(parent, 0)
        if isinstance(event, ev.Import) and event.target == self.name:
            known |= 1 << self._came_in(event, known)
        elif isinstance(event.payload, ev.Moved):
            for one in self.found:
                one.shas |= {event.payload.new} - {""} if event.payload.old in one.shas else set()
        if known:
            self._seen[event.id] = known

    def _came_in(self, event: ev.Import, known: int) -> int:
        """The number of its source; whoever knew of another one took an id that was free again."""
        places = range(len(self.found))
        sha = event.payload.sha
        place = next((n for n in places if known >> n & 1 or sha in self.found[n].shas), len(places))
        if place == len(places):
            self.found.append(_Source(f"{self.name}-{event.id[-4:]}"))
        self.found[place].imports.append(event.id)
        self.found[place].shas.add(sha)
        return place

    def besides(self, name: str) -> list[str]:
        """The other ids that the source of this id may have gone by."""
        mine = (one for one in self.found if one.id == name)
        return [other for one in mine for other in (self.name, one.other) if other != name]

    def under(self, event: ev.AnyEvent) -> ev.AnyEvent:
        """The event, with the ids of today."""
        said, known = event.payload, self._seen.get(event.id, 0)
        changes: dict[str, Any] = {}
        if isinstance(said, ev.Made):
            changes = {"fact": self._fact(said.fact, known)}
        elif isinstance(said, ev.Decided):
            changes = {name: self._fact(getattr(said, name), known) for name in ("suggested", "result")}
        elif isinstance(said, ev.Frozen):
            changes = {"facts": tuple((name, self._fact(fact, known)) for name, fact in said.facts)}
        target = event.target
        if isinstance(said, ev.Imported | ev.Moved | ev.Frozen | ev.Noted):
            sha = said.sha if isinstance(said, ev.Imported) else getattr(said, "old", "")
            target = self._now(target, sha, known)
        found: ev.AnyEvent = _with(event, target=target, payload=_with(said, **changes))
        return found

    def _fact(self, fact: ev.AnyFact | None, known: int) -> ev.AnyFact | None:
        return fact and _with(fact, transcript=self._now(fact.transcript, fact.sha, known))

    def _now(self, said: str, sha: str, known: int) -> str:
        """The id of the source that holds a text; without one, of that which the maker of an event meant."""
        if said not in {self.name, *(one.other for one in self.found)}:
            return said
        holding = [one for one in self.found if sha in one.shas]
        if len(holding) == 1:
            return holding[0].id
        seen = [one for n, one in enumerate(self.found) if known >> n & 1]
        meant = seen if said == self.name else [one for one in self.found if one.other == said]
        return next((one.id for one in meant if one.id == said), meant[0].id if meant else said)


def _with(whole: Any, **parts: Any) -> Any:
    """The same where nothing of it changes."""
    changed = {name: part for name, part in parts.items() if part != getattr(whole, name)}
    return msgspec.structs.replace(whole, **changed) if changed else whole
