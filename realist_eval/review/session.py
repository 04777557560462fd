"""What is on the desk, as a frozen value: entries in reading order, a cursor, filters, chosen words.

Every method gives a new session; nothing here reads, writes or draws.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from realist_eval.model import Codebook, Coding, Configuration, Transcript
from realist_eval.review.entry import Entry
from realist_eval.review.filters import Filters
from realist_eval.review.selection import Selection


class Progress(NamedTuple):
    """How many entries are decided, of how many."""

    decided: int
    total: int


@dataclass(frozen=True)
class Queue:
    """Entries in reading order, and which of them the filters keep."""

    entries: tuple[Entry, ...]
    filters: Filters = field(default_factory=Filters)

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each entry stands in the order, by its id."""
        return {entry.id: place for place, entry in enumerate(self.entries)}

    @cached_property
    def kept(self) -> tuple[int, ...]:
        """The places of those that the filters keep."""
        places = range(len(self.entries))
        if not self.filters.narrowing:
            return tuple(places)
        return tuple(place for place in places if self.filters.keeps(self.entries[place]))

    def entry(self, name: str | None) -> Entry | None:
        """An entry by its id."""
        place = self.places.get(name) if name else None
        return None if place is None else self.entries[place]

    def waiting(self, entry: Entry) -> bool:
        """Whether somebody should decide on it; a configuration needs two elements that were not rejected."""
        if entry.state != "undecided":
            return False
        return not isinstance(entry.item, Configuration) or self.stated(entry.item) > 1

    def stated(self, link: Configuration) -> int:
        """How many elements of a configuration have not been rejected."""
        parts = map(self.entry, link.parts.values())
        return sum(part is not None and part.live for part in parts)

    @cached_property
    def open(self) -> frozenset[str]:
        """The ids of those that wait, of what the filters keep."""
        kept = (self.entries[place] for place in self.kept)
        return frozenset(entry.id for entry in kept if self.waiting(entry))

    @property
    def progress(self) -> Progress:
        """Of what the filters keep."""
        each = [self.progress_in(transcript) for transcript in self.by_transcript]
        return Progress(sum(one.decided for one in each), sum(one.total for one in each))

    def progress_in(self, transcript: str) -> Progress:
        """Of what the filters keep in one transcript."""
        entries = [one for one in self.by_transcript.get(transcript, ()) if self.filters.counts(one)]
        return Progress(sum(entry.id not in self.open for entry in entries), len(entries))

    @cached_property
    def links(self) -> dict[str, tuple[str, ...]]:
        """Configurations by the codings that are their elements."""
        found: dict[str, tuple[str, ...]] = {}
        for entry in self.entries:
            if isinstance(entry.item, Configuration):
                for part in entry.item.parts.values():
                    found[part] = (*found.get(part, ()), entry.id)
        return found

    @cached_property
    def by_transcript(self) -> dict[str, tuple[Entry, ...]]:
        """What the filters keep, by transcript."""
        found: dict[str, list[Entry]] = {}
        for place in self.kept:
            found.setdefault(self.entries[place].transcript, []).append(self.entries[place])
        return {name: tuple(entries) for name, entries in found.items()}

    def from_place(self, place: int, step: int) -> Iterator[Entry]:
        """What the filters keep after (step 1) or before (step -1) a place, nearest first."""
        kept = self.kept
        at = bisect_left(kept, place)
        if step > 0:
            at += at < len(kept) and kept[at] == place
            return (self.entries[kept[i]] for i in range(at, len(kept)))
        return (self.entries[kept[i]] for i in range(at - 1, -1, -1))

    def with_entries(self, changed: Iterable[Entry], gone: Iterable[str] = ()) -> Queue:
        """Entries replaced by what they are now, new ones put in their place, and others taken out."""
        entries = list(self.entries)
        known: dict[str, Entry] = {}
        fresh = []
        for entry in changed:
            place = self.places.get(entry.id)
            if place is None:
                fresh.append(entry)
            else:
                entries[place] = known[entry.id] = replace(entry, order=entries[place].order)
        lost = set(gone)
        if lost:
            entries = [entry for entry in entries if entry.id not in lost]
        for entry in fresh:
            insort(entries, entry, key=lambda one: one.order)
        new = replace(self, entries=tuple(entries))
        if not fresh and not lost:
            new._take_over(self, known)
        return new

    def _take_over(self, old: Queue, changed: Mapping[str, Entry]) -> None:
        """Keep what still holds of the old queue: after one decision, nearly all."""
        before = (old.entries[old.places[name]] for name in changed)
        if any(self.filters.keeps(one) != self.filters.keeps(changed[one.id]) for one in before):
            return
        touched = {entry.transcript for entry in changed.values()}
        by_transcript = dict(old.by_transcript)
        for name in touched & set(by_transcript):
            by_transcript[name] = tuple(changed.get(entry.id, entry) for entry in by_transcript[name])
        self.__dict__.update(places=old.places, kept=old.kept, by_transcript=by_transcript)
        waiting = {
            entry.id for entry in changed.values() if self.filters.keeps(entry) and self.waiting(entry)
        }
        self.__dict__["open"] = old.open - set(changed) | waiting


@dataclass(frozen=True)
class Session:
    """The state of a review: what is shown, where the reader is, and what they are about to do."""

    transcripts: Mapping[str, Transcript]
    codebook: Codebook
    queue: Queue
    here: str  # the transcript shown
    current: str = ""  # the id of the entry under the cursor
    marked: tuple[str, ...] = ()  # elements to be joined, in the order of marking
    selection: Selection | None = None
    blind: bool = field(default=False, kw_only=True)

    @property
    def transcript(self) -> Transcript:
        """The transcript shown."""
        return self.transcripts[self.here]

    @property
    def entry(self) -> Entry | None:
        """What is under the cursor."""
        return self.queue.entry(self.current)

    @property
    def filters(self) -> Filters:
        """What narrows the entries."""
        return self.queue.filters

    # ------------------------------------------------------------ moving

    def at(self, name: str) -> Session:
        """The cursor on an entry."""
        entry = self.queue.entry(name)
        return self if entry is None else replace(self, current=name, here=entry.transcript)

    def step(self, step: int) -> Session:
        """The next entry that the filters keep, or the one before."""
        found = next(self.queue.from_place(self._place(step), step), None)
        return self if found is None else self.at(found.id)

    def step_undecided(self, step: int = 1) -> Session:
        """The next entry that waits for a decision; from the last one, the first one again."""
        if not self.queue.open:
            return self
        edge = -1 if step > 0 else len(self.queue.entries)
        way = chain(self.queue.from_place(self._place(step), step), self.queue.from_place(edge, step))
        found = next((entry for entry in way if entry.id in self.queue.open), None)
        return self if found is None else self.at(found.id)

    def _place(self, step: int) -> int:
        """The cursor's place in the order; without one, the edge of the transcript shown."""
        place = self.queue.places.get(self.current)
        if place is not None and self.queue.entries[place].transcript == self.here:
            return place
        order = list(self.transcripts)
        at = order.index(self.here)
        before = set(order[:at] if step > 0 else order[: at + 1])
        count = sum(entry.transcript in before for entry in self.queue.entries)
        return count - 1 if step > 0 else count

    def open(self, transcript: str) -> Session:
        """Another transcript, at its first entry that waits, or at its first entry, or at its beginning."""
        entries = self.queue.by_transcript.get(transcript, ())
        waiting = (entry.id for entry in entries if self.queue.waiting(entry))
        name = next(waiting, entries[0].id if entries else "")
        return replace(self, here=transcript, current=name, selection=None)

    def step_transcript(self, step: int) -> Session:
        """The next transcript, or the one before."""
        order = list(self.transcripts)
        place = order.index(self.here) + step
        return self.open(order[place]) if 0 <= place < len(order) else self

    # ------------------------------------------------------------ narrowing, marking, changing

    def filtered(self, filters: Filters) -> Session:
        """Other filters, with the cursor on the nearest entry that they keep."""
        new = replace(self, queue=Queue(self.queue.entries, filters))
        entry = new.entry
        if entry is not None and filters.keeps(entry):
            return new
        place = new._place(1)
        found = next(new.queue.from_place(place, 1), None) or next(new.queue.from_place(place, -1), None)
        return replace(new, current="") if found is None else new.at(found.id)

    def mark(self) -> Session:
        """Mark the coding under the cursor for joining, or take its mark away."""
        entry = self.entry
        if entry is None or entry.is_link:
            return self
        kept = tuple(name for name in self.marked if name != entry.id)
        return replace(self, marked=kept if entry.id in self.marked else (*kept, entry.id))

    def changed(self, entries: Iterable[Entry], gone: Iterable[str] = ()) -> Session:
        """What entries are now; the cursor stays in its place where its entry is gone."""
        lost = set(gone)
        queue = self.queue.with_entries(entries, lost)
        current = self.current
        if current in lost:
            near = [*self.queue.from_place(self._place(1), 1), *self.queue.from_place(self._place(1), -1)]
            current = next((entry.id for entry in near if entry.id not in lost), "")
        marked = tuple(name for name in self.marked if name not in lost)
        return replace(self, queue=queue, current=current, marked=marked)

    # ------------------------------------------------------------ what is seen

    def visible(self) -> list[Entry]:
        """Codings to be marked in the text: live ones that the filters keep, and those under the cursor."""
        kept = self.queue.by_transcript.get(self.here, ())
        found = [entry for entry in kept if not entry.is_link and entry.live]
        special = (self.queue.entry(name) for name in (*self.focus, *self.marked))
        more = [entry for entry in special if entry is not None and entry.transcript == self.here]
        there = {entry.id for entry in found} if more else set()
        return found + [entry for entry in more if entry.id not in there]

    @property
    def focus(self) -> tuple[str, ...]:
        """The ids of the codings under the cursor: of a configuration, all its elements."""
        entry = self.entry
        if entry is None:
            return ()
        return (entry.id,) if isinstance(entry.item, Coding) else tuple(entry.item.parts.values())

    def links_of(self, coding: str) -> list[Entry]:
        """The configurations that a coding is an element of."""
        named = map(self.queue.entry, self.queue.links.get(coding, ()))
        return [entry for entry in named if entry is not None]

    @property
    def suggestions_in_view(self) -> bool:
        """Whether any undecided suggestion is marked in the text."""
        return any(entry.state == "undecided" for entry in self.visible())
