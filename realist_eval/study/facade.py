"""The one door to a study folder: screens, pages, commands and notebooks all come in here."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from realist_eval.errors import Problem, StudyError
from realist_eval.model import Codebook, Configuration, Material, OnProgress, Suggestions, Transcript
from realist_eval.study import alike, files, learning, material, removal, rippling
from realist_eval.study import events as ev
from realist_eval.study.config import Config, load_config, new_config, remember, remember_semantic
from realist_eval.study.deciding import Deciding
from realist_eval.study.fold import State
from realist_eval.study.journal import Journal, login
from realist_eval.study.layout import Layout, begin, find
from realist_eval.study.material import Item, Reader
from realist_eval.study.settling import Settling
from realist_eval.study.sources import Arrival, Imported, Intake, Profiles
from realist_eval.study.status import Status, facts, status_of
from realist_eval.study.suggesting import Row, Suggesting, bridged
from realist_eval.study.transcripts import Shelf

if TYPE_CHECKING:
    from realist_eval.engine import Ranking, Suggester
    from realist_eval.importer import Participants, Profile


class Study:
    """A study folder, opened for one coder. Nothing is read before it is asked for."""

    def __init__(self, layout: Layout, coder: str = "", *, blind: bool = False) -> None:
        """Use `open` or `create`; `blind` hides the others' decisions and the engine's suggestions."""
        self.layout = layout
        self.blind = blind
        self.shelf = Shelf(layout.transcripts)
        named = coder or os.environ.get("REALIST_EVAL_CODER", "")
        self.coder = named or (self.config.coders[0] if len(self.config.coders) == 1 else login())
        self.journal = Journal(layout.log, self.coder, blind=blind)
        self.settling = Settling(layout)

    @classmethod
    def create(cls, folder: Path, title: str = "", *, codebook: Path | None = None, coder: str = "") -> Study:
        """Begin a study in a new or an existing folder; raises StudyError where there is one already."""
        name = coder or os.environ.get("REALIST_EVAL_CODER", "") or login()
        data = codebook.read_bytes() if codebook is not None else None
        layout = begin(Path(folder), new_config(title or Path(folder).resolve().name, name), data)
        return cls(layout, name)

    @classmethod
    def open(cls, folder: Path | str = ".", *, coder: str = "", blind: bool = False) -> Study:
        """Open the study that `folder` belongs to; raises StudyError where there is none."""
        layout = find(Path(folder))
        removal.finish(layout)
        return cls(layout, coder, blind=blind)

    # ------------------------------------------------------------ what the folder holds

    @cached_property
    def config(self) -> Config:
        """What study.yaml says; raises StudyError with every fault."""
        return load_config(self.layout.config)

    @property
    def title(self) -> str:
        """The study's title."""
        return self.config.title or self.layout.root.name

    @property
    def state(self) -> State:
        """What follows from all decisions, others' included unless blind."""
        state = self.journal.refresh()
        if not self._settled:
            self._settled = True
            if self.settling.unsettled(state):
                with files.locked(self.layout.lock):
                    self.settling.settle(state)
        return state

    _settled = False

    @property
    def problems(self) -> list[Problem]:
        """What could not be read in the logs."""
        return [*self.journal.problems] if self.journal.state else []

    @cached_property
    def participants(self) -> Participants | None:
        """What participants.csv says of speakers, if there is one; raises SourceError."""
        if not self.layout.participants.exists():
            return None
        from realist_eval.importer import read_participants

        return read_participants(self.layout.participants)

    def ids(self) -> list[str]:
        """The ids of all transcripts, sorted."""
        return self.shelf.ids()

    def transcript(self, name: str) -> Transcript:
        """One transcript, with what participants.csv says of its speakers; raises StudyError."""
        found = self.shelf.load(name)
        if self.participants is None:
            return found
        from realist_eval.importer import join_participants

        return join_participants([found], self.participants)[0][0]

    def _read(self, transcript: Transcript | str) -> Transcript:
        return self.transcript(transcript) if isinstance(transcript, str) else transcript

    def transcripts(self) -> Iterator[Transcript]:
        """All transcripts, one at a time, in the order of their ids."""
        return map(self.transcript, self.ids())

    def codebook(self) -> Codebook:
        """The codes; raises CodebookError with every fault, StudyError where there is no codebook."""
        if not self.layout.codebook.exists():
            hint = "Put one there; `realist-eval codebook show template` prints a start."
            raise StudyError("is missing.", self.layout.codebook, hint=hint)
        stamp = self.layout.codebook.stat().st_mtime_ns
        if self._codebook is None or self._codebook[0] != stamp:
            from realist_eval.codebook import load_codebook

            found = load_codebook(self.layout.codebook)
            self._codebook = stamp, replace(found, levels=self.config.levels or found.levels)
        return self._codebook[1]

    _codebook: tuple[int, Codebook] | None = None

    def codes(self) -> Codebook | None:
        """The same; None before there is a codebook, which is when open coding begins."""
        return self.codebook() if self.layout.codebook.exists() else None

    # ------------------------------------------------------------ import and suggest

    def import_sources(
        self,
        paths: Sequence[Path],
        profile: Profile | None = None,
        on_progress: OnProgress | None = None,
        *,
        apart: bool = False,
    ) -> Imported:
        """Take files in; goes on past those that cannot be read, and lists them in the result.

        `apart` makes several transcripts of a file that holds several interviews.
        """
        with files.locked(self.layout.lock):
            profiles = Profiles(self.config, profile)
            intake = Intake(self.layout, profiles, apart=apart, purged=self.state.purged())
            try:
                return intake.take_all(paths, on_progress)
            finally:  # also after Ctrl-C: what came in is in the log
                self.record(*map(Arrival.draft, intake.result.arrived))
                self.remember({arrival.source for arrival in intake.result.arrived}, profile)

    def remember(self, names: Collection[str], profile: Profile | None) -> None:
        """Keep in study.yaml how files are read, for when they are read again. Needs the lock."""
        if profile and names:
            kept = {name: self.config.profile(name) or type(profile)() for name in sorted(names)}
            said = {name: profile.over(one) for name, one in kept.items()}
            remember(self.layout.config, said)
            del self.config

    def engine(self, jobs: int = 1) -> Suggester:
        """The suggester with this study's settings."""
        from realist_eval.engine import CausationCoder

        return CausationCoder(self.config.pipeline, self.config.language or "en", jobs, self.config.semantic)

    def set_semantic(self, semantic: bool) -> None:
        """Keep in study.yaml whether a transformer reads, too."""
        if semantic != self.config.semantic:
            with files.locked(self.layout.lock):
                remember_semantic(self.layout.config, semantic)
            del self.config

    def suggest(self, on_progress: OnProgress | None = None, jobs: int = 1, freeze: str = "") -> list[Row]:
        """Run the engine where something changed; `freeze` keeps its output as a coder of that name."""
        suggesting = self._suggests(self.codes(), jobs)
        rows = []
        for transcript, made in suggesting.run(self.ids(), self.transcript, on_progress):
            if freeze:
                self.record(suggesting.frozen(transcript, made), coder=freeze)
            counts = len(made.claims), len(made.codings), len(made.configurations)
            rows.append(Row(transcript.id, len(transcript.turns), *counts))
        return sorted(rows, key=lambda row: row.transcript)

    def digests(self, *names: str) -> Iterator[tuple[Transcript, bytes]]:
        """Each transcript, or those named, with what the engine keeps of it before it looks at any code."""
        return self._suggesting.digested(list(names) or self.ids(), self.transcript)

    def suggestions(self, transcript: Transcript | str) -> Suggestions | None:
        """What the engine suggested; None where it has not run since something changed, or when blind."""
        if self.blind:
            return None
        transcript = self._read(transcript)
        return self._bridged(transcript, self._suggesting.cached(transcript))

    def _bridged(self, transcript: Transcript, made: Suggestions | None) -> Suggestions | None:
        return made and bridged(transcript, made, self.state.targets(transcript.id))

    def undecided(self, transcript: Transcript | str) -> Suggestions | None:
        """What of the suggestions nobody has decided or coded by hand."""
        transcript = self._read(transcript)
        made = self.suggestions(transcript)
        return made and Reader(self.state, {transcript.id: transcript}).undecided(made)

    @property
    def _suggesting(self) -> Suggesting:
        codebook = self.codes()
        if self._matched is None or self._matched.codebook is not codebook:
            self._matched = self._suggests(codebook)
        return self._matched

    _matched: Suggesting | None = None

    def _suggests(self, codebook: Codebook | None, jobs: int = 1) -> Suggesting:
        return Suggesting(self.layout.cache, self.engine(jobs), codebook, learning.load(self.layout.root))

    def learn(self) -> Ranking:
        """Rank later suggestions by the decisions so far; raises InputError where they are too few."""
        ones = (self._bridged(text, self._suggesting.own(text)) for text in self.transcripts())
        made = {coding.id: coding for one in ones if one for coding in one.codings}
        self._matched = None
        return learning.learn(self.layout.root, self.state, made)

    def forget_learned(self) -> bool:
        """Go back to the engine's own ranking; says whether anything had been learned."""
        self._matched = None
        return learning.drop(self.layout.root)

    # ------------------------------------------------------------ decide

    def record(self, *drafts: ev.Draft, coder: str = "") -> list[ev.Event]:
        """Write events in one go; they are on disk when this returns."""
        return self.journal.record(*drafts, coder=coder) if drafts else []

    def deciding(self, transcript: Transcript | str) -> Deciding:
        """What may be decided on a transcript, as drafts to `record`."""
        engine = self._suggesting.coder
        name = f"{engine.name} {engine.version}"
        return Deciding(self.state, self._read(transcript), self.codes(), name)

    def decide(
        self,
        item: Item,
        verdict: ev.Verdict,
        *,
        result: Item | None = None,
        memo: str = "",
        in_view: bool = True,
    ) -> list[ev.Event]:
        """Accept, amend (`result`) or reject; a configuration's undecided elements are accepted with it."""
        deciding = self.deciding(item.transcript)
        drafts = []
        if isinstance(item, Configuration) and verdict != "reject":
            made = self.suggestions(deciding.transcript)
            link = result if isinstance(result, Configuration) else item
            drafts = deciding.with_elements(link, made, in_view=in_view) if made else []
        drafts.append(deciding.decide(item, verdict, result=result, memo=memo, in_view=in_view))
        return self.record(*drafts)

    def make(self, item: Item, *, memo: str = "", in_view: bool = False) -> str:
        """A coding or configuration by hand; gives its id."""
        return self.record(self.deciding(item.transcript).make(item, memo=memo, in_view=in_view))[0].target

    def memo(self, target: str, text: str) -> None:
        """Note something on the study (`"study"`), a transcript, code, coding or configuration."""
        old = tuple(memo.id for memo in self.state.memos(target) if memo.coder == self.coder)
        self.record(ev.Draft(ev.Memo, target, ev.Noted(text=text, replaces=old)))

    def undo(self) -> list[ev.AnyEvent]:
        """Take back what this coder did last, in the files of the study too."""
        return self._turn(self.state.undoable(self.coder), self.journal.undo)

    def redo(self) -> list[ev.AnyEvent]:
        """Bring back what this coder undid last."""
        return self._turn((), self.journal.redo)

    def _turn(self, chosen: tuple[str, ...], step: Callable[[], list[ev.AnyEvent]]) -> list[ev.AnyEvent]:
        with files.locked(self.layout.lock):
            self.settling.refuse_undo(self.state, [self.state.events[name] for name in chosen])
            turned = step()
            self.settling.settle(self.state)
        return turned

    # ------------------------------------------------------------ what follows

    def material(
        self, include_suggestions: bool = False, *, coder: str | None = None, apart: bool = False
    ) -> Material:
        """Decided codings, for matrices and reports; suggestions, marked as such, only where asked for.

        What several coders made alike counts once and names them all; `apart`: everything by itself.
        """
        state = self.state  # first: it finishes what a power cut left undone
        transcripts = {found.id: found for found in self.transcripts()}
        reader = Reader(state, transcripts)
        codings, links = reader.decided(coder)
        standing = sum(one.status != "rejected" for one in state.verdicts(coder))
        missing = standing - len(codings) - len(links)
        if include_suggestions and not self.blind:
            made = [reader.undecided(one) for one in map(self.suggestions, transcripts.values()) if one]
            more: list[Item] = [coding for one in made for coding in one.codings]
            more += [link for one in made for link in one.configurations]
            codings, links = material.arrange([*codings, *links, *more])
        book = self.codebook()
        if not apart:
            codings, links = alike.once(state, book, codings, links)
        return Material(
            title=self.title,
            codebook=book,
            transcripts=transcripts,
            codings=tuple(codings),
            configurations=tuple(material.whole(codings, links)),
            facts=facts(self, book, missing, include_suggestions=include_suggestions),
            ripples=rippling.verdicts(state, coder),
        )

    def status(self) -> Status:
        """Where the study stands, at a glance; needs neither the engine's models nor tables."""
        return status_of(self)
