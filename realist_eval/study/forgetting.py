"""Withdrawal of consent: a person's words are taken out for good, and a tombstone says that they were.

This is the exception to "nothing is lost", so it is planned, shown and confirmed by typing. The log keeps its
order, since it never held the words.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from msgspec.structs import replace as replaced

from realist_eval.errors import StudyError
from realist_eval.model import Note, Span, Speaker, Transcript, Turn
from realist_eval.study import events as ev
from realist_eval.study import files
from realist_eval.study.facade import Study
from realist_eval.study.filled import between
from realist_eval.study.fold import transcript_file
from realist_eval.study.pseudonym_words import edited, lengths
from realist_eval.study.reanchor import Edits
from realist_eval.study.replacing import places_of
from realist_eval.study.transcripts import freeze, read_header

WITHDRAWN = "[withdrawn]"


@dataclass(frozen=True)
class Erasure:
    """What is taken out of one transcript: all of it, or what one speaker said."""

    transcript: str
    speaker: str
    turns: int
    codings: int
    after: bytes  # empty where the whole source goes
    payload: ev.Gone


@dataclass(frozen=True)
class Plan:
    """Everything that a withdrawal would do; nothing is written yet."""

    name: str
    erasures: tuple[Erasure, ...]
    reports: tuple[Path, ...]  # which may hold the words, to be deleted or written anew by hand
    named: tuple[Path, ...]  # other files that name the speaker
    memos: int  # on what is taken out; they may quote it


def plan(study: Study, name: str) -> Plan:
    """What it takes to forget a source (its transcript's id) or a speaker (the label); raises StudyError."""
    if name in study.ids():
        erasures = [_whole(study, name)]
    else:
        spoken = [study.shelf.load(one) for one in study.ids()]
        erasures = [_speaker(study, one, name) for one in spoken if one.speaker(name) is not None]
    if not erasures:
        hint = "Name a transcript's id, or a speaker as `realist-eval import` showed the label."
        raise StudyError(f"There is no source and no speaker “{name}”.", hint=hint)
    reports = [path for path in sorted(study.layout.reports.rglob("*")) if path.is_file()]
    touched = {erasure.transcript for erasure in erasures}
    memos = [memo for memo in study.state.memos() if memo.target in touched]
    return Plan(name, tuple(erasures), tuple(reports), tuple(_naming(study, name)), len(memos))


def carry_out(study: Study, planned: Plan, reason: str = "") -> None:
    """Write the tombstones, then take the words out of sources, transcripts, versions, tables and cache."""
    with files.locked(study.layout.lock):
        for erasure in planned.erasures:
            if erasure.after:
                study.settling.versions.keep(erasure.after)
        said = [(one.transcript, replaced(one.payload, reason=reason)) for one in planned.erasures]
        study.record(*(ev.Draft(ev.Forget, *one) for one in said))
        study.settling.settle(study.state)
        _forget_people(study, planned)
        for erasure in planned.erasures:
            for path in study.layout.cache.glob(f"*/{erasure.transcript}.*"):
                files.remove(path)


def _naming(study: Study, name: str) -> Iterator[Path]:
    layout = study.layout
    by_hand = [layout.config, layout.codebook, layout.theory, *sorted((layout.root / "workshops").rglob("*"))]
    yield from (path for path in by_hand if path.is_file() and name.encode() in path.read_bytes())


def _whole(study: Study, name: str) -> Erasure:
    old, held = study.shelf.load(name), study.settling.held(study.state, name)
    before = study.settling.current(transcript_file(name))
    payload = ev.Gone(what="source", before=before, old=old.sha, new="", purged=held)
    return Erasure(name, "", len(old.turns), _codings(study, name), b"", payload)


def _speaker(study: Study, old: Transcript, label: str) -> Erasure:
    head = read_header(study.shelf.path(old.id))
    new, moved = without(old, label)
    data = freeze(new, received=head.received, stored=head.stored)

    def went(place: Span) -> tuple[int, int, int, int] | None:
        who = {turn.speaker for turn in old.turns if turn.span.overlaps(place)}
        return (*place, *moved.carry(place)) if who and label not in who else None

    coded, beside = places_of(study, old)
    places = {place: went(place) for place in sorted(coded)}
    payload = ev.Gone(
        what="speaker",
        before=study.settling.current(transcript_file(old.id)),
        after=files.sha256(data),
        old=old.sha,
        new=new.sha,
        moves=tuple(filter(None, places.values())),
        aside=tuple(filter(None, map(went, sorted(beside)))),
        lost=tuple(place for place, now in places.items() if now is None),
        purged=study.settling.held(study.state, old.id),
    )
    said = sum(turn.speaker == label for turn in old.turns)
    return Erasure(old.id, label, said, len(payload.lost), data, payload)


def without(old: Transcript, label: str) -> tuple[Transcript, Edits]:
    """A transcript in which a speaker says nothing any more, and has no name; and where the rest went."""
    nobody = _free_label(old)
    said = [turn.span for turn in old.turns if turn.speaker == label and turn.start < turn.end]
    gone = [(*span, WITHDRAWN) for span in said]
    moved = Edits(lengths(gone))

    def turned(turn: Turn) -> Turn:
        start, end = moved.carry(turn.span)
        return replace(turn, start=start, end=end, speaker=nobody if turn.speaker == label else turn.speaker)

    new = replace(
        old,
        text=edited(old.text, gone),
        turns=tuple(map(turned, old.turns)),
        speakers=tuple(Speaker(nobody, one.part) if one.label == label else one for one in old.speakers),
        notes=tuple(_notes(old, label, moved)),
        changes=(*old.changes, f"a speaker withdrew {ev.now()[:10]}"),
    )
    return new, moved


def _notes(old: Transcript, label: str, moved: Edits) -> Iterator[Note]:
    """Those that stand in what somebody else said."""
    for note in old.notes:
        turn = next((one for one in old.turns if one.start <= note.start and note.end <= one.end), None)
        if turn is not None and turn.speaker != label:
            start, end = moved.carry(Span(note.start, note.end))
            yield replace(note, start=start, end=end)


def _free_label(transcript: Transcript) -> str:
    taken = {speaker.label for speaker in transcript.speakers}
    return next(name for n in range(1, len(taken) + 2) if (name := f"Withdrawn {n}") not in taken)


def _codings(study: Study, transcript: str) -> int:
    return sum(
        isinstance(one.fact, ev.CodingFact) and one.fact.transcript == transcript and one.status != "rejected"
        for one in study.state.verdicts()
    )


def _forget_people(study: Study, planned: Plan) -> None:
    """Take the rows of whoever withdrew out of participants.csv."""
    path = study.layout.participants
    if not path.exists():
        return
    text = path.read_text(encoding="utf-8-sig", errors="surrogateescape")
    mark = between(text)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    names = {erasure.speaker or erasure.transcript for erasure in planned.erasures} | {planned.name}
    kept = [row for n, row in enumerate(rows) if not n or not names & {cell.strip() for cell in row}]
    if len(kept) < len(rows):
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=mark, lineterminator="\n").writerows(kept)
        files.write_atomic(path, out.getvalue().encode("utf-8", "surrogateescape"))
