"""A corrected transcript takes the old one's place, and codings move along: planned, shown, then done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from realist_eval.errors import StudyError
from realist_eval.model import Span, Transcript
from realist_eval.study import events as ev
from realist_eval.study import files
from realist_eval.study.facade import Study
from realist_eval.study.fold import State, transcript_file
from realist_eval.study.ids import free_name, safe_id
from realist_eval.study.layout import STAND_IN
from realist_eval.study.material import Reader
from realist_eval.study.reanchor import Anchors, How
from realist_eval.study.sources import Profiles, lines_of, received
from realist_eval.study.transcripts import Header, freeze

if TYPE_CHECKING:
    from realist_eval.importer import Profile


@dataclass(frozen=True)
class Move:
    """One coded place, before and after, with all codings that stand or stood on it."""

    codings: tuple[str, ...]  # ids
    codes: tuple[str, ...]
    how: How
    old: Span
    new: Span | None
    before: str  # the words
    after: str
    why: str


@dataclass(frozen=True)
class Plan:
    """What a replacement would do; nothing is written yet."""

    path: Path
    transcript: Transcript  # the new one, under the old one's id
    old: Transcript
    frozen: bytes
    source: bytes
    moves: tuple[Move, ...]
    aside: tuple[Move, ...]  # of what goes with codings: signals, resources, words that a rule matched
    profile: Profile | None = None

    @property
    def doubtful(self) -> list[Move]:
        """What somebody should look at: unsure or lost."""
        return [move for move in (*self.moves, *self.aside) if move.how != "same" and move.codes]

    @property
    def counts(self) -> dict[str, int]:
        """How many codings stay with their words, are unsure, are lost."""
        counted = Counter(move.how for move in self.moves)
        return {how: counted[how] for how in ("same", "unsure", "lost")}


def plan(study: Study, path: Path, name: str = "", profile: Profile | None = None) -> Plan:
    """Read the corrected file and find where every coding went; raises StudyError, SourceError."""
    from realist_eval.importer import read_file, split
    from realist_eval.importer.source_file import SourceFile

    known = _known(study, path, name)
    source = SourceFile.open(path).data
    _refuse_names(study, path, known, source)
    reading = read_file(path, Profiles(study.config, profile).of(path.name))
    old = study.shelf.load(known.id)
    siblings = [head for head in study.shelf.headers().values() if head.stored == known.stored]
    stored = known.stored if len(siblings) == 1 else _free(study, path)
    parts = split(reading) if len(siblings) > 1 else [reading.transcript]
    new = replace(max(parts, key=lambda part: len(lines_of(part) & lines_of(old))), id=known.id)
    if new.source_sha == known.source_sha and new.turns == old.turns and new.sha == old.sha:
        raise StudyError(f"is the file that “{known.id}” was read from: nothing to replace.", path)
    frozen = freeze(new, received=received(path), stored=stored)
    anchors = Anchors(old.text, new.text)
    places = places_of(study, old)
    moves, aside = (tuple(_move(span, one[span], anchors) for span in sorted(one)) for one in places)
    return Plan(path, new, old, frozen, source, moves, aside, profile)


def carry_out(study: Study, planned: Plan, reason: str = "") -> None:
    """Put the new transcript in the old one's place; both stay in versions/. Raises StudyError."""
    file = transcript_file(planned.old.id)
    with files.locked(study.layout.lock):
        if study.shelf.load(planned.old.id).sha != planned.old.sha:
            raise StudyError("was replaced meanwhile.", file, hint="Start again.")
        before = study.settling.keep(file)
        study.settling.versions.keep(planned.source)
        payload = ev.Moved(
            before=before,
            after=study.settling.versions.keep(planned.frozen),
            old=planned.old.sha,
            new=planned.transcript.sha,
            moves=tuple((*move.old, *move.new) for move in planned.moves if move.new is not None),
            aside=tuple((*move.old, *move.new) for move in planned.aside if move.new is not None),
            unsure=tuple(move.new for move in planned.moves if move.how == "unsure" and move.new is not None),
            lost=tuple(move.old for move in planned.moves if move.how == "lost"),
            reason=reason,
        )
        study.record(ev.Draft(ev.Reanchor, planned.old.id, payload))
        study.remember([planned.path.name], planned.profile)
        study.settling.settle(study.state)


def _refuse_names(study: Study, path: Path, known: Header, source: bytes) -> None:
    """A text whose names were replaced is corrected in its stand-in, not by a file with the names."""
    masked = any(event.target == known.id for event in study.state.pseudonymised())
    if files.sha256(source) in study.state.purged() or (masked and not source.startswith(STAND_IN.encode())):
        hint = f"Correct a copy of sources/{known.stored} and replace it by that; keep its first line."
        raise StudyError(f"may bring back names that were replaced in “{known.id}”.", path, hint=hint)


def _free(study: Study, path: Path) -> str:
    taken = [one.name for one in study.layout.sources.glob("*")]
    return free_name(safe_id(path.stem), taken, path.suffix.lower())


def _known(study: Study, path: Path, name: str) -> Header:
    """The transcript that a file is to replace: the one named, or the one from a file of that name."""
    heads = study.shelf.headers()
    if name:
        if name not in heads:
            study.shelf.load(name)
        return heads[name]
    found = [head for head in heads.values() if head.source.casefold() == path.name.casefold()]
    same = [head for head in found if head.received == received(path)] or found
    if len(same) == 1:
        return same[0]
    hint = "Name the one that it replaces: --as TRANSCRIPT."
    what = "replaces none" if not same else "may replace several"
    raise StudyError(f"{what} of the study's sources.", path, hint=hint)


Spoken = dict[Span, list[tuple[str, str]]]
"""Places, each with the ids of what stands on it and what that is called."""


def places_of(study: Study, old: Transcript) -> tuple[Spoken, Spoken]:
    """Every place that a judgement speaks of, rejected ones too: with coding and code, and beside a coding.

    Beside are signals, resources and reasoning; what a rule matched has no name.
    """
    reader = Reader(study.state, {old.id: old})
    coded: Spoken = {}
    beside: Spoken = {}
    for target, fact in _facts(reader.state, old):
        named = [("", place) for place in fact.matched]
        if isinstance(fact, ev.LinkFact):
            named += [("signal", fact.signal)] if fact.signal else []
        else:
            if here := reader.place(fact, old):
                coded.setdefault(here, []).append((target, fact.code))
            both = {"resource": fact.resource, "reasoning": fact.reasoning}
            named += [(f"{what} of {fact.code}", place) for what, place in both.items() if place]
        for name, place in named:
            if here := reader.beside(place, fact, old):
                beside.setdefault(here, []).append((target, name))
    return coded, beside


def _facts(state: State, old: Transcript) -> Iterator[tuple[str, ev.AnyFact]]:
    for target in state.targets(old.id):
        for event in state.history(target):
            said = event.payload
            facts = [said.fact] if isinstance(said, ev.Made) else [said.suggested, said.result]
            yield from ((target, fact) for fact in facts if fact is not None and fact.transcript == old.id)


def _move(here: Span, spoken: list[tuple[str, str]], anchors: Anchors) -> Move:
    went = anchors.find(here)
    codings, codes = (tuple(dict.fromkeys(names)) for names in zip(*spoken, strict=True))
    before = anchors.old[slice(*here)]
    after = anchors.new[slice(*went.span)] if went.span else ""
    return Move(codings, tuple(filter(None, codes)), went.how, here, went.span, before, after, went.why)
