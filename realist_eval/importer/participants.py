"""participants.csv: who people are, joined to transcripts by file and label."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path

from realist_eval.errors import Problem, SourceError
from realist_eval.importer.labels import fold
from realist_eval.importer.source_file import SourceFile
from realist_eval.model import PARTS, Speaker, Transcript

KNOWN = ("speaker", "source", "pseudonym", "role", "case", "part")
_ALSO = {"participant": "speaker", "name": "speaker", "label": "speaker", "id": "speaker"}
_ALSO |= {"file": "source", "filename": "source", "transcript": "source", "site": "case"}


@dataclass(frozen=True)
class Person:
    """One row: facts about a speaker in one source, or in all; without a speaker, about the source."""

    speaker: str
    source: str = ""  # file name, with or without its suffix; empty for every source
    facts: Mapping[str, str] = field(default_factory=dict)  # column to value, blanks left out
    line: int = 0


@dataclass(frozen=True)
class Participants:
    """The rows of a participants.csv."""

    people: tuple[Person, ...]
    file: str = "participants.csv"
    problems: tuple[Problem, ...] = ()


def read_participants(path: Path | str) -> Participants:
    """Read the table; raises SourceError with every fault: no speaker column, a row twice, a wrong part."""
    path = Path(path)
    source = SourceFile.open(path)
    text = source.text()
    delimiter = max((",", ";", "\t"), key=text.split("\n", 1)[0].count)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    if not rows:
        raise source.cannot("is empty.")
    header = _header(rows[0])
    if "speaker" not in header and "source" not in header:
        near = get_close_matches("speaker", header, n=1, cutoff=0.6)
        usual = "The first line names the columns: speaker, source, role, case."
        hint = f"Is “{near[0]}” meant to be speaker?" if near else usual
        raise source.cannot("has no column “speaker”.", hint, 1)
    people = tuple(_people(header, rows[1:]))
    faults = [replace(fault, file=str(path)) for fault in _faults(people)]
    if faults:
        raise SourceError(faults)
    return Participants(people, str(path), source.problems)


def join_participants(
    transcripts: Iterable[Transcript], participants: Participants
) -> tuple[list[Transcript], list[Problem]]:
    """Transcripts whose speakers carry the facts of the table, and who is unknown or missing."""
    given = list(transcripts)
    used: set[int] = set()
    joined = [_joined(transcript, participants.people, used) for transcript in given]
    problems = [*_unused(participants, given, used), *_without_row(participants, joined)]
    return joined, [replace(problem, file=participants.file) for problem in problems]


def _header(cells: Sequence[str]) -> list[str]:
    """Column names in lower case; other words for speaker and source are understood too."""
    names = [" ".join(cell.split()).lower() for cell in cells]
    for at, name in enumerate(names):
        meant = _ALSO.get(name)
        if meant and meant not in names:
            names[at] = meant
    return names


def _people(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[Person]:
    for line, cells in enumerate(rows, 2):
        said = zip(header, map(str.strip, cells), strict=False)
        facts = {name: cell for name, cell in said if name and cell}
        speaker, source = facts.pop("speaker", ""), facts.pop("source", "")
        if speaker or source:
            yield Person(speaker, source, facts, line)


def _faults(people: Sequence[Person]) -> Iterator[Problem]:
    first: dict[tuple[str, str], int] = {}
    for person in people:
        key = (fold(person.speaker), fold(Path(person.source).stem))
        if key in first:
            who = f"“{person.speaker}” of “{person.source or 'every source'}”"
            message = f"{who} stands in line {first[key]} too."
            yield Problem(message, line=person.line, hint="Keep one of the two.")
        first.setdefault(key, person.line)
        part = person.facts.get("part", "")
        if part and part not in PARTS:
            yield Problem(f"“{part}” is no part.", line=person.line, hint=f"Use one of: {', '.join(PARTS)}.")


def _joined(transcript: Transcript, people: Sequence[Person], used: set[int]) -> Transcript:
    here = [person for person in people if not person.source or _is_source(person.source, transcript)]
    general = [person for person in here if not person.speaker]
    case = next((person.facts["case"] for person in general if person.facts.get("case")), transcript.case)
    used.update(person.line for person in general)
    speakers = []
    for speaker in transcript.speakers:
        rows = [person for person in here if person.speaker and _is_speaker(person.speaker, speaker)]
        used.update(person.line for person in rows)
        rows.sort(key=lambda person: bool(person.source))  # this source's stand over the general
        facts = {key: value for person in [*general, *rows] for key, value in person.facts.items()}
        speakers.append(_with_facts(speaker, facts))
    return replace(transcript.with_speakers(tuple(speakers)), case=case)


def _is_source(said: str, transcript: Transcript) -> bool:
    names = {fold(transcript.id), fold(transcript.source), fold(Path(transcript.source).stem)}
    return fold(said) in names or fold(Path(said).stem) in names


def _is_speaker(said: str, speaker: Speaker) -> bool:
    return fold(said) in {
        fold(speaker.label),
        fold(speaker.attributes.get("name", "")) or fold(speaker.label),
    }


def _with_facts(speaker: Speaker, facts: Mapping[str, str]) -> Speaker:
    part = next((each for each in PARTS if each == facts.get("part")), speaker.part)
    rest = {key: value for key, value in facts.items() if key not in KNOWN}
    return replace(
        speaker,
        part=part,
        reason="participants.csv says so" if "part" in facts else speaker.reason,
        role=facts.get("role", speaker.role),
        case=facts.get("case", speaker.case),
        pseudonym=facts.get("pseudonym", speaker.pseudonym),
        attributes={**speaker.attributes, **rest},
    )


def _unused(
    participants: Participants, transcripts: Sequence[Transcript], used: set[int]
) -> Iterator[Problem]:
    sources = list(dict.fromkeys(transcript.source or transcript.id for transcript in transcripts))
    for person in participants.people:
        if person.line in used:
            continue
        here = [each for each in transcripts if not person.source or _is_source(person.source, each)]
        labels = [speaker.label for each in here for speaker in each.speakers]
        where = f" in “{person.source}”" if person.source else ""
        message, hint = f"nobody is called “{person.speaker}”{where}.", _nearest(person.speaker, labels)
        if not here:
            message, hint = f"there is no source “{person.source}”.", _nearest(person.source, sources)
        yield Problem(message, line=person.line, severity="warning", hint=hint)


def _without_row(participants: Participants, transcripts: Sequence[Transcript]) -> Iterator[Problem]:
    """Participants of whom the table says nothing, each once with the first source."""
    people = [person for person in participants.people if person.speaker]
    rows = [person.speaker for person in people]
    for transcript in transcripts:
        here = [one.speaker for one in people if not one.source or _is_source(one.source, transcript)]
        for speaker in transcript.speakers:
            if speaker.part == "participant" and not any(_is_speaker(said, speaker) for said in here):
                message = f"“{speaker.label}” in “{transcript.source or transcript.id}” has no row."
                yield Problem(message, severity="note", hint=_nearest(speaker.label, rows))


def _nearest(word: str, known: Sequence[str]) -> str:
    by_fold = {fold(each): each for each in known}
    near = get_close_matches(fold(word), by_fold, n=1, cutoff=0.5)
    return f"Is it “{by_fold[near[0]]}”?" if near else ""
