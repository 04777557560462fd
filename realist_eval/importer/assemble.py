"""Units to a frozen transcript: the text with its offsets, the speakers with their parts, the notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from realist_eval.importer.labels import role_of
from realist_eval.importer.language import language_of
from realist_eval.importer.notes import marks
from realist_eval.importer.parts import parts_of
from realist_eval.importer.profile import Profile
from realist_eval.importer.raw import Comment
from realist_eval.importer.turns import Told, Unit
from realist_eval.model import PARTS, Note, Part, SourceKind, Speaker, Transcript, Turn

_CONTROLS = str.maketrans(
    {code: " " if code == 9 else None for code in range(32) if code != 10} | {0x7F: None}
)
_OBSERVED = re.compile(r"observation|field\s?-?_?notes?|feldnotiz|beobachtung", re.IGNORECASE)
_SPOKEN = re.compile(
    r"interview|transcri|focus\s?-?_?group|entretien|entrevista|intervista|oral history", re.IGNORECASE
)
_GROUP = 3  # participants that make a focus group


def assemble(told: Told, name: str, profile: Profile, *, spoken: bool) -> Transcript:
    """The transcript of told turns; `spoken` says that the format holds recordings only."""
    units = [unit for unit in told.units if _clean(unit)]
    text = "\n".join(unit.text for unit in units)
    speakers = _speakers(units, told, profile)
    parts = {speaker.label: speaker.part for speaker in speakers}
    turns, at = [], 0
    for n, unit in enumerate(units, 1):
        part = "other" if unit.aside else parts.get(unit.speaker or "", "participant")
        turns.append(Turn(n, at, at + len(unit.text), unit.speaker, part, unit.start, unit.end))
        at += len(unit.text) + 1
    return Transcript(
        id=name,
        text=text,
        turns=tuple(turns),
        speakers=speakers,
        notes=tuple(marks(text)),
        kind=_kind(told, speakers, name, profile, spoken=spoken),
        language=profile.language or language_of(text),
        convention=told.convention,
        case=profile.case,
    )


def _clean(unit: Unit) -> str:
    text = unit.text.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROLS)
    unit.text = text.encode("utf-8", "replace").decode("utf-8").strip()
    return unit.text


def _speakers(units: Sequence[Unit], told: Told, profile: Profile) -> tuple[Speaker, ...]:
    parts = parts_of(((unit.speaker, unit.text) for unit in units), told.head, told.key)
    return tuple(_speaker(label, part, reason, told, profile) for label, (part, reason) in parts.items())


def _speaker(label: str, part: Part, reason: str, told: Told, profile: Profile) -> Speaker:
    given = next((each for each in PARTS if each == profile.parts.get(label)), None)
    name, role = told.key.get(label), profile.roles.get(label, "")
    known = {"name": name} if name else {}
    return Speaker(label, given or part, "as set" if given else reason, role, profile.case, attributes=known)


def _kind(
    told: Told, speakers: Sequence[Speaker], name: str, profile: Profile, *, spoken: bool
) -> SourceKind:
    if profile.kind:
        return profile.kind  # type: ignore[return-value] # the profile refuses other words
    if told.answers:
        return "open_answers"
    if speakers:
        people = [each for each in speakers if each.part == "participant" and role_of(each.label) != "other"]
        return "focus_group" if len(people) >= _GROUP else "interview"
    about = " ".join([name, *told.head[:5], *(title for _, title in told.titles[:3])])
    if _OBSERVED.search(about):
        return "observation"
    return "interview" if spoken or _SPOKEN.search(about) else "document"


def with_comments(transcript: Transcript, comments: Iterable[Comment], units: Sequence[Unit]) -> Transcript:
    """Comments from the margin as notes at the words they are anchored to."""
    notes = [note for comment in comments if (note := _placed(transcript, comment, units))]
    ordered = sorted([*transcript.notes, *notes], key=lambda note: (note.start, note.end))
    return replace(transcript, notes=tuple(ordered))


def _placed(transcript: Transcript, comment: Comment, units: Sequence[Unit]) -> Note | None:
    """In the last turn that begins at or before the comment's line; else wherever its words stand."""
    said = f"{comment.author}: {comment.text}" if comment.author else comment.text
    numbered = zip(reversed(transcript.turns), reversed(units), strict=True)
    turn = next((turn for turn, unit in numbered if unit.number <= comment.line), None)
    anchor = comment.anchor.strip()
    start, end = (turn.start, turn.end) if turn else (0, len(transcript.text))
    at = transcript.text.find(anchor, start, end) if anchor else -1
    at = transcript.text.find(anchor) if anchor and at < 0 else at
    if at >= 0:
        return Note(at, at + len(anchor), "comment", said)
    return Note(turn.start, turn.end, "comment", said) if turn else None
