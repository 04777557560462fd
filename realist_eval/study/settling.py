"""The files of a study and its log, kept in step: what was replaced is kept, and undo brings it back.

A change is first an event, which names the file's SHA-256 before and after, then a change of the file.
Where a power cut fell between the two, the next opening finishes it: a file that is as one of its events
knows it, but not as the log as a whole says, is brought to where the log says it should be. A file that was
changed by hand is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from realist_eval.errors import StudyError
from realist_eval.study import events as ev
from realist_eval.study import files
from realist_eval.study.fold import State, file_of, transcript_file
from realist_eval.study.layout import Layout
from realist_eval.study.transcripts import Header, Shelf, read_header


@dataclass(frozen=True)
class Versions:
    """versions/SHA: everything that was replaced, by its hash."""

    folder: Path

    def keep(self, data: bytes) -> str:
        """Keep bytes for good; gives their SHA-256."""
        sha = files.sha256(data)
        if not self.has(sha):
            files.write_atomic(self.folder / sha, data)
        return sha

    def with_sources(self, shas: set[str]) -> set[str]:
        """The same, with the sources that those of them which are transcripts were read from."""
        kept = (self.get(sha) for sha in sorted(shas) if self.has(sha))
        return shas | {Header.of(data).source_sha for data in kept if data.startswith(b'{\n"v"')}

    def has(self, sha: str) -> bool:
        """Whether it is kept."""
        return (self.folder / sha).is_file()

    def get(self, sha: str) -> bytes:
        """What was kept; raises StudyError where it is gone or damaged."""
        data = (self.folder / sha).read_bytes() if self.has(sha) else b""
        if files.sha256(data) != sha:
            hint = "Without it this cannot be brought back. Look for it in a copy of the study."
            raise StudyError("is missing or damaged.", self.folder / sha, hint=hint)
        return data


@dataclass(frozen=True)
class Expected:
    """What the log says of a file: its SHA-256 now (empty: not there), and every one it ever had."""

    now: str
    known: frozenset[str]


def expected(state: State, file: str) -> Expected:
    """Follow the changes of a file that stand; of those that a withdrawal overrules nothing does."""
    now: str | None = None
    known: set[str] = set()
    overruled = {event.id for event in state.unseen(file)}
    for event in state.replaced(file):
        payload = event.payload
        known |= {payload.before, payload.after}
        if isinstance(event, ev.Taken):
            now = payload.after
            known.update(event.payload.purged)
        elif event.id in overruled:
            continue
        elif state.active(event):
            now = payload.after
        elif now is None:
            now = payload.before
    return Expected(now or "", frozenset(known | state.left.get(file, set())))


class Settling:
    """Brings files to where the log says they are. The caller holds the study's lock."""

    def __init__(self, layout: Layout) -> None:
        """Name the study."""
        self.layout = layout
        self.versions = Versions(layout.versions)

    def unsettled(self, state: State) -> list[str]:
        """Files that a change did not reach, as after a power cut."""
        return [
            name
            for name, events in (dict.fromkeys(state.left, ()) | state.replaced_files()).items()
            if self._may_lag(state, name, events) and self._behind(state, name)
        ]

    def settle(self, state: State) -> list[str]:
        """Finish what was begun; gives the files that changed."""
        purged = self.versions.with_sources(state.purged())
        behind = self.unsettled(state)
        for name in state.left if behind else ():
            self.keep(name)  # it may hold what is to lie under another id
        for name in behind:
            self._bring(name, expected(state, name).now, purged)
        self._purge(purged)
        return behind

    def _purge(self, shas: set[str]) -> None:
        """Delete what held the words of somebody who withdrew, wherever it was kept."""
        for sha in sorted(shas):
            files.remove(self.versions.folder / sha)
        for path in sorted(self.layout.sources.glob("*")) if shas else ():
            if files.sha_of(path) in shas:
                files.remove(path)

    def current(self, file: str) -> str:
        """The SHA-256 of a file as it is; empty where it is not there."""
        return files.sha_of(self.layout.root / file)

    def held(self, state: State, transcript: str) -> tuple[str, ...]:
        """SHA-256 of every version of a transcript, and of every file that it was read from."""
        file = transcript_file(transcript)
        found = {self.current(file), read_header(self.layout.root / file).source_sha}
        for event in state.replaced(file):
            found |= {event.payload.before, event.payload.after}
            found |= {event.payload.source} if isinstance(event, ev.Import) else set()
        return tuple(sorted(self.versions.with_sources(found - {""})))

    def keep(self, file: str) -> str:
        """Keep a file as it is in versions/, with the source of a transcript; gives its SHA-256."""
        path = self.layout.root / file
        if not path.is_file():
            return ""
        if path.parent == self.layout.transcripts:
            source = self.layout.sources / read_header(path).stored
            if source.is_file():
                self.versions.keep(source.read_bytes())
        return self.versions.keep(path.read_bytes())

    def refuse_undo(self, state: State, events: list[ev.AnyEvent]) -> None:
        """Raise StudyError where taking events back would lose what somebody did since."""
        together = {event.id for event in events}
        for event in events:
            if isinstance(event, ev.Replacement) and state.active(event):
                self._refuse(state, event, together)

    def _refuse(self, state: State, event: ev.Replacement, together: set[str]) -> None:
        file = file_of(event)
        if self.current(file) != event.payload.after:
            hint = "Undo that first; the earlier version is in versions/."
            raise StudyError("was changed since.", file, hint=hint)
        stands = (one for one in state.verdicts() if one.status != "rejected")
        others = (one for one in stands if one.event.id not in together)
        resting = [one for one in others if one.fact and _rests_on(one.fact, one.event, event)]
        if resting:
            who = ", ".join(sorted({one.coder for one in resting}))
            message = f"cannot be taken back, since codings rest on it: {len(resting)} (by {who})."
            raise StudyError(message, file, hint="Undo or remove those first.")

    def _behind(self, state: State, file: str) -> bool:
        wanted, have = expected(state, file), self.current(file)
        if have == wanted.now or have not in wanted.known:
            return False
        elsewhere = (self.current(other) for other in state.left)
        return not wanted.now or self.versions.has(wanted.now) or wanted.now in elsewhere

    def _may_lag(self, state: State, file: str, events: Sequence[ev.Replacement]) -> bool:
        """A file that came in once and is there cannot: no need to read all transcripts at each opening."""
        once = len(events) == 1 and isinstance(events[0], ev.Import) and state.active(events[0])
        return not once or file in state.left or not (self.layout.root / file).is_file()

    def _bring(self, file: str, sha: str, purged: set[str]) -> None:
        path = self.layout.root / file
        before = read_header(path) if path.parent == self.layout.transcripts and path.is_file() else None
        if self.current(file) not in purged:
            self.keep(file)
        if sha:
            data = self.versions.get(sha)
            if path.parent == self.layout.transcripts:
                self._bring_source(Header.of(data, path.stem))
            files.write_atomic(path, data)
        else:
            files.remove(path)
        if before is not None:
            self._drop_source(before)

    def _bring_source(self, head: Header) -> None:
        """Put the source of a transcript where it lay, if it was kept."""
        place = self.layout.sources / head.stored
        there = files.sha_of(place)
        if there == head.source_sha or not self.versions.has(head.source_sha):
            return
        if there:
            self.versions.keep(place.read_bytes())
        files.write_atomic(place, self.versions.get(head.source_sha))

    def _drop_source(self, before: Header) -> None:
        """Take a source away that no transcript was read from any more; it is kept in versions/."""
        if any(head.stored == before.stored for head in Shelf(self.layout.transcripts).headers().values()):
            return
        place = self.layout.sources / before.stored
        if place.is_file() and self.versions.has(before.source_sha):
            files.remove(place)


def _rests_on(fact: ev.AnyFact, judgement: ev.Judgement, event: ev.Replacement) -> bool:
    """Whether a coding would lose its words or its code with a change."""
    if isinstance(event, ev.Import | ev.Reanchor):
        text = event.payload.sha if isinstance(event, ev.Import) else event.payload.new
        return fact.transcript == event.target and fact.sha == text
    if isinstance(fact, ev.LinkFact) or judgement.id < event.id or isinstance(event, ev.Merge):
        return False
    return fact.code in event.payload.into if isinstance(event, ev.Recode) else False
