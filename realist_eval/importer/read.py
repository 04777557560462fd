"""From a file to a reading: the transcript, what was found and why, and what a person should know."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any
from unicodedata import normalize

from realist_eval.errors import Problem, SourceError
from realist_eval.importer.assemble import assemble, with_comments
from realist_eval.importer.formats import SUFFIXES, reader_for
from realist_eval.importer.names import same_people
from realist_eval.importer.profile import Profile
from realist_eval.importer.raw import Page, Script
from realist_eval.importer.source_file import SourceFile
from realist_eval.importer.turns import Told, lines_of, tell_page, tell_script, timed_apart
from realist_eval.model import Transcript

READER_VERSION = "1"
_IGNORED = ("~$", ".", "._")
_NO_TRANSCRIPTS = frozenset(
    {"participants.csv", "readme.md", "readme.txt", "readme.rst", "codebook.yaml", "study.yaml"}
)


@dataclass(frozen=True)
class Reading:
    """A source as it was read."""

    transcript: Transcript
    problems: tuple[Problem, ...]
    format: str  # the suffix of the format, without its dot
    why: str  # why turns were told apart this way
    sections: tuple[tuple[int, str], ...] = ()  # number of a turn, the title that stood before it


def read_file(path: Path | str, profile: Profile | None = None) -> Reading:
    """Read any source; raises SourceError with every problem when it cannot be read."""
    path, profile = Path(path), profile or Profile()
    source = SourceFile.open(path)
    name, reader = reader_for(source)
    raw = reader(source, profile)
    reading = _reading(raw, path.stem, name, profile)
    transcript = replace(
        reading.transcript,
        source=path.name,
        source_sha=hashlib.sha256(source.data).hexdigest(),
        reader=f"{name} {READER_VERSION}",
    )
    found = (*source.problems, *reading.problems)
    problems = tuple(replace(problem, file=problem.file or str(path)) for problem in found)
    if not transcript.turns:
        hint = "Is it a scan, or a form that is not filled in?"
        raise SourceError([Problem("holds no words of a transcript.", str(path), hint=hint), *problems])
    return replace(reading, transcript=transcript, problems=tuple(dict.fromkeys(problems)))


def read_text(text: str, name: str = "text", profile: Profile | None = None) -> Reading:
    """Tell the turns of a text in memory apart, as if it stood in a plain file."""
    return _reading(Page(lines_of(text)), name, "txt", profile or Profile())


def _reading(raw: Page | Script, stem: str, name: str, profile: Profile) -> Reading:
    told = tell_page(raw, profile) if isinstance(raw, Page) else tell_script(raw, profile)
    told.units = timed_apart(told.units)
    problems = [*raw.problems, *told.problems, *_rename(told, profile)]
    transcript = assemble(told, _id(stem), profile, spoken=isinstance(raw, Script) and not told.answers)
    units = [unit for unit in told.units if unit.text]
    if raw.comments:
        transcript = with_comments(transcript, raw.comments, units)
    problems += _doubts(transcript)
    sections = _sections(told.titles, [unit.number for unit in units])
    return Reading(transcript, tuple(dict.fromkeys(problems)), name, told.why, sections)


def _id(stem: str) -> str:
    return re.sub(r"[^\w.-]+", "-", normalize("NFC", stem)).strip("-.") or "transcript"


def _rename(told: Told, profile: Profile) -> list[Problem]:
    """Join spellings, then call people what the profile calls them; returns what is to be decided."""
    named = [unit for unit in told.units if unit.speaker]
    names = same_people([unit.speaker for unit in named], told.key, [unit.number for unit in named])
    for unit in told.units:
        label = profile.speakers.get(unit.speaker or "", names.renamed.get(unit.speaker or ""))
        unit.speaker = profile.speakers.get(label or "", label) or None
    labels = {unit.speaker for unit in told.units} | set(names.renamed)
    settled = [f"“{label}”" for label in profile.speakers]
    asked = [each for each in names.problems if not any(label in each.message for label in settled)]
    said = dict.fromkeys((*profile.speakers, *profile.parts, *profile.roles))
    unknown = (label for label in said if label not in labels)
    message = "“{}” of the reading profile is no speaker here."
    return asked + [Problem(message.format(label), severity="warning") for label in unknown]


def _doubts(transcript: Transcript) -> list[Problem]:
    if transcript.kind not in {"interview", "focus_group"}:
        return []
    if not transcript.speakers:
        message = "no speakers are named, so questions cannot be told from answers."
        hint = "Name what stands before their words with --label, if anything does."
        return [Problem(message, severity="warning", hint=hint)]
    if any(speaker.part == "interviewer" for speaker in transcript.speakers):
        return []
    hint = "If there is one, name the label: --part LABEL=interviewer."
    return [Problem("nobody could be told to be the interviewer.", severity="question", hint=hint)]


def _sections(titles: Sequence[tuple[int, str]], numbers: Sequence[int]) -> tuple[tuple[int, str], ...]:
    """Titles with the number of the first turn after each."""
    after = ((next((n for n, at in enumerate(numbers, 1) if at > line), 0), title) for line, title in titles)
    return tuple((n, title) for n, title in after if n)


# ---------------------------------------------------------------- several interviews, broken turns

_INTERVIEW = re.compile(
    r"(?:interview|transcript|focus group|group|participant|respondent|session|entretien|entrevista"
    r"|intervista|gespräch)"
    r"\s*(?:with\s.+|no\.?\s*|number\s*|nr\.?\s*|#\s*|n°\s*|:\s*)?(?:[\dA-Z]\w{0,3})?\b.{0,60}",
    re.IGNORECASE,
)


def interviews_in(reading: Reading) -> tuple[tuple[int, str], ...]:
    """Where several interviews stand in one file: the first turn and the title of each; empty for one."""
    found = [(n, title) for n, title in reading.sections if _INTERVIEW.fullmatch(title.strip(" .:"))]
    by_turn = dict(found)
    return tuple(by_turn.items()) if 2 <= len(by_turn) == len(set(by_turn.values())) else ()


def split(reading: Reading) -> list[Transcript]:
    """One transcript an interview; the whole one where the file holds one interview only."""
    whole = reading.transcript
    cuts = [n for n, _ in interviews_in(reading)]
    if not cuts:
        return [whole]
    cuts = [1, *cuts[1:], len(whole.turns) + 1]
    return [_part(whole, first, last, at) for at, (first, last) in enumerate(pairwise(cuts), 1)]


def _part(whole: Transcript, first: int, last: int, at: int) -> Transcript:
    turns = whole.turns[first - 1 : last - 1]
    start, end = turns[0].start, turns[-1].end
    labels = {turn.speaker for turn in turns}

    def moved(one: Any) -> Any:
        return replace(one, start=one.start - start, end=one.end - start)

    return replace(
        whole,
        id=f"{whole.id}-{at}",
        text=whole.text[start:end],
        turns=tuple(replace(moved(turn), n=n) for n, turn in enumerate(turns, 1)),
        notes=tuple(moved(note) for note in whole.notes if start <= note.start and note.end <= end),
        speakers=tuple(speaker for speaker in whole.speakers if speaker.label in labels),
    )


_BROKEN_OFF = re.compile(r"(?:[,–—-]|\.\.\.?|…|[^\W\d_])[\"”']?\s*$")
_RESUMES = re.compile(r"\s*(?:[-–—…]|\.\.\.?|[a-zß-ÿ])")
_INTERRUPTION = 12  # words at most


def continuations(transcript: Transcript) -> dict[int, int]:
    """Turns that go on with an earlier one: the speaker's next, or what a short interruption cut.

    Number of the turn to the turn it continues.
    """
    found = {
        turn.n: before.n
        for before, turn in pairwise(transcript.turns)
        if before.speaker is not None and before.speaker == turn.speaker
    }
    turns = transcript.turns
    for before, between, turn in zip(turns, turns[1:], turns[2:], strict=False):
        if before.speaker is None or before.speaker != turn.speaker or between.speaker == turn.speaker:
            continue
        words = transcript.quote(between).split()
        first, then = transcript.quote(before), transcript.quote(turn)
        if len(words) <= _INTERRUPTION and _BROKEN_OFF.search(first) and _RESUMES.match(then):
            found[turn.n] = before.n
    return found


# ---------------------------------------------------------------- folders


def find_sources(paths: Iterable[Path | str]) -> list[Path]:
    """Files to read, folders opened, sorted; raises SourceError for what is missing or empty."""
    problems: list[Problem] = []
    found: dict[Path, None] = {}
    for path in map(Path, paths):
        if path.is_dir():
            inside = sorted(_inside(path))
            if not inside:
                problems.append(_nothing_in(path))
            found |= dict.fromkeys(inside)
        elif path.exists():
            found[path] = None
        else:
            problems.append(Problem("was not found.", str(path), hint="Check the name and the folder."))
    if problems:
        raise SourceError(problems)
    return sorted(found)


def _inside(folder: Path) -> Iterable[Path]:
    for at, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in files:
            known = Path(name).suffix.lower() in SUFFIXES and name.lower() not in _NO_TRANSCRIPTS
            if known and not name.startswith(_IGNORED):
                yield Path(at) / name


def _nothing_in(folder: Path) -> Problem:
    kinds = ", ".join(sorted(suffix.removeprefix(".") for suffix in SUFFIXES))
    return Problem("holds no file that can be read.", str(folder), hint=f"These kinds can: {kinds}.")
