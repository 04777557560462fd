"""A study to entries in reading order: what people decided, and what is suggested and undecided."""

from __future__ import annotations

import gc
from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property

from realist_eval.model import Coding, Configuration, Suggestions, Transcript, Turn
from realist_eval.review.entry import Entry, Item, State
from realist_eval.study import Study
from realist_eval.study.fold import Standing, differ
from realist_eval.study.material import Reader
from realist_eval.study.recoding import Doubt


class Turns:
    """Finds the turn at an offset quickly."""

    def __init__(self, transcript: Transcript) -> None:
        """Take the turns of a transcript."""
        self.transcript = transcript
        self._starts = [turn.start for turn in transcript.turns]
        cases = {one.label: one.case or transcript.case for one in transcript.speakers}
        self.cases = [cases.get(turn.speaker or "", transcript.case) for turn in transcript.turns]

    def at(self, offset: int) -> Turn:
        """The turn that holds an offset, or the one before it."""
        return self.transcript.turns[self.place(offset)]

    def place(self, offset: int) -> int:
        """Its place among the turns; `cases` has the case of whoever speaks there, or else of the source."""
        return max(0, bisect_right(self._starts, offset) - 1)


class Gathering:
    """Entries of a study, all of them or single ones after a decision."""

    def __init__(self, study: Study) -> None:
        """Read transcripts and suggestions; the decisions are read when they are asked for."""
        self.study = study
        self.state = study.state
        self.transcripts = {transcript.id: transcript for transcript in study.transcripts()}
        self.turns = {name: Turns(transcript) for name, transcript in self.transcripts.items()}
        self._order = {name: place for place, name in enumerate(self.transcripts)}
        self.made: dict[str, Item] = {}  # all suggestions, decided or not
        self.suggestions: dict[str, Suggestions] = {}  # the same by transcript
        self.unsuggested: list[str] = []  # transcripts that the engine has not looked at as they are now
        self._anchors: dict[str, int] = {}  # where the first configuration starts that a coding is part of
        self.users: dict[str, set[str]] = {}  # configurations by the codings that are their elements

    def entries(self) -> list[Entry]:
        """Everything, in reading order: a configuration, its elements, then what comes next."""
        collecting = gc.isenabled()
        gc.disable()  # of very many entries none is garbage; to look for it takes a quarter of the time
        try:
            return self._entries()
        finally:
            if collecting:
                gc.enable()

    def _entries(self) -> list[Entry]:
        reader, state = self._read(), self.state
        decided = [found for name in state.targets() if (found := self._decided(name, reader)) is not None]
        known = {item.id for item, *_ in decided}
        open_ = [_open(item) for item in self._undecided() if item.id not in known]
        items = [*decided, *open_]
        items = [one for one in items if one[0].transcript in self.transcripts]
        self._codings = {item.id: item for item, *_ in items if isinstance(item, Coding)}
        for item, *_ in items:
            if isinstance(item, Configuration):
                self._place_link(item)
        entries = [entry for one in items if (entry := self._entry(*one)) is not None]
        return sorted(entries, key=lambda entry: entry.order)

    def refresh(self, names: Iterable[str]) -> tuple[list[Entry], list[str]]:
        """What these entries are now, with the configurations around them; and which ids are gone."""
        reader = self._read()
        wanted = dict.fromkeys(names)
        found: list[Entry] = []
        gone: list[str] = []
        items = {name: self._now(name, reader) for name in wanted}
        for name, one in items.items():
            if one is not None and isinstance(one[0], Coding):
                self._codings[name] = one[0]
            elif one is not None and isinstance(one[0], Configuration):
                self._place_link(one[0])
        around = {user for name in wanted for user in self.users.get(name, ())} - set(items)
        items |= {name: self._now(name, reader) for name in sorted(around)}
        for name, one in items.items():
            entry = self._entry(*one) if one is not None else None
            if entry is None:
                gone.append(name)
            else:
                found.append(entry)
        return found, gone

    def _read(self) -> Reader:
        """Look at the logs once: asking the study for its state looks for what others wrote meanwhile."""
        self.state = self.study.state
        self._notes: dict[str, list[str]] = {}
        for memo in self.state.memos():
            self._notes.setdefault(memo.target, []).append(memo.payload.text)
        self._doubt = Doubt(self.state, self.study.codebook())
        return Reader(self.state, self.transcripts)

    @cached_property
    def _codings(self) -> dict[str, Coding]:
        return {}

    def _undecided(self) -> list[Item]:
        reader = Reader(self.state, self.transcripts)
        found: list[Item] = []
        self.unsuggested = []
        for name, transcript in self.transcripts.items():
            made = self.study.suggestions(transcript)
            if made is None:
                self.unsuggested.append(name)
                continue
            self.suggestions[name] = made
            items: list[Item] = [*made.codings, *made.configurations]
            self.made |= {item.id: item for item in items}
            left = reader.undecided(made)
            found += [*left.codings, *left.configurations]
        return found

    def _now(self, name: str, reader: Reader) -> _Found | None:
        decided = self._decided(name, reader)
        if decided is not None:
            return decided
        suggested = self.made.get(name)
        return None if suggested is None else _open(suggested)

    def _decided(self, name: str, reader: Reader) -> _Found | None:
        """The item as it stands; None where no judgement does."""
        standing = self.state.standing(name)
        if not standing:
            return None
        last = standing[-1]
        item = _item(last, reader) or self.made.get(name)
        if item is None:
            return None
        by = last.coder if len(standing) == 1 else ", ".join(dict.fromkeys(one.coder for one in standing))
        if differ(standing):
            return item, "contested", by, last.memo, ""
        return item, last.status, by, last.memo, self._doubt.why(last)  # type: ignore[return-value]

    def _place_link(self, link: Configuration) -> None:
        """Remember where a configuration starts, so that its elements follow it."""
        parts = link.parts.values()
        starts = [self._codings[name].start for name in parts if name in self._codings]
        for name in parts:
            self.users.setdefault(name, set()).add(link.id)
            if starts:
                self._anchors[name] = min(*starts, self._anchors.get(name, starts[0]))

    def _entry(self, item: Item, state: State, by: str, memo: str, stale: str) -> Entry | None:
        codes: tuple[str, ...]
        if isinstance(item, Coding):
            start, end, codes = item.start, item.end, (item.code,)
            anchor, rank = self._anchors.get(item.id, start), 1
        else:
            parts = [self._codings[name] for name in item.parts.values() if name in self._codings]
            if not parts:
                return None
            start, end = min(part.start for part in parts), max(part.end for part in parts)
            codes, anchor, rank = tuple(part.code for part in parts), start, 0
        turns = self.turns[item.transcript]
        place = turns.place(start)
        turn = turns.transcript.turns[place]
        notes = self._notes.get(item.id)
        return Entry(
            item,
            state,
            start,
            end,
            turn.n,
            turn.speaker or "",
            turns.cases[place],
            codes,
            by,
            "; ".join(filter(None, [memo, *notes])) if notes else memo,
            (self._order[item.transcript], anchor, rank, start, item.id),
            stale,
        )


_Found = tuple[Item, State, str, str, str]
"""An item as it stands, its state, by whom, their memo, and why it should be looked at again, if so."""


def _open(item: Item) -> _Found:
    return item, "undecided", "", "", ""


def _item(standing: Standing, reader: Reader) -> Item | None:
    """What a judgement is about; of a rejection, what was rejected."""
    return reader.item(standing._replace(status="manual") if standing.status == "rejected" else standing)
