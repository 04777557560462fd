"""The whole job in memory, without a study folder: files to suggestions to material for a report."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from realist_eval import __version__
from realist_eval.errors import InputError, Problem, SourceError
from realist_eval.model import (
    PARTS,
    UNREVIEWED,
    Codebook,
    Material,
    OnProgress,
    Suggestions,
    Transcript,
    Turn,
)

if TYPE_CHECKING:
    from realist_eval.engine import Suggester


@dataclass(frozen=True)
class Imported:
    """What could be read of a batch of files, and what could not."""

    transcripts: tuple[Transcript, ...]
    problems: tuple[Problem, ...]

    @property
    def failed(self) -> bool:
        """Whether a file of the batch could not be read."""
        return any(problem.severity == "error" for problem in self.problems)


def _silent(_what: str, _done: int, _total: int) -> None:
    """Report no progress."""


def read_all(
    paths: Sequence[Path | str], participants: Path | str | None = None, on_progress: OnProgress = _silent
) -> Imported:
    """Read every file that can be read; a bad file becomes a problem and the rest go on.

    Raises SourceError when there is nothing to read at all.
    """
    from realist_eval.importer import find_sources, join_participants, read_file, read_participants

    files = find_sources(paths)
    transcripts: list[Transcript] = []
    problems: list[Problem] = []
    for done, path in enumerate(files):
        on_progress(path.name, done, len(files))
        try:
            reading = read_file(path)
        except SourceError as error:
            problems.extend(error.problems)
            continue
        transcripts.append(_with_free_id(reading.transcript, {known.id for known in transcripts}))
        problems.extend(reading.problems)
    if participants is not None:
        transcripts, doubts = join_participants(transcripts, read_participants(participants))
        problems.extend(doubts)
    on_progress("", len(files), len(files))
    return Imported(tuple(transcripts), tuple(problems))


def _with_free_id(transcript: Transcript, taken: set[str]) -> Transcript:
    if transcript.id not in taken:
        return transcript
    number = 2
    while f"{transcript.id}-{number}" in taken:
        number += 1
    return replace(transcript, id=f"{transcript.id}-{number}")


def suggest_all(
    transcripts: Iterable[Transcript],
    codebook: Codebook | None,
    suggester: Suggester,
    on_progress: OnProgress = _silent,
    total: int = 0,
) -> Iterator[tuple[Transcript, Suggestions]]:
    """Each transcript with what the suggester proposes for it, in order, one at a time in memory."""
    for done, (transcript, digest) in enumerate(suggester.digest(transcripts), start=1):
        yield transcript, suggester.suggest(transcript, digest, codebook)
        on_progress(transcript.id, done, total)


def run(
    transcripts: Sequence[Transcript],
    codebook: Codebook,
    *,
    title: str = "",
    suggester: Suggester | None = None,
    on_progress: OnProgress = _silent,
) -> Material:
    """Suggest codings and configurations for all transcripts: material that nobody has reviewed."""
    from realist_eval.engine import CausationCoder

    suggester = suggester or CausationCoder()
    pairs = list(suggest_all(transcripts, codebook, suggester, on_progress, len(transcripts)))
    return Material(
        title=title or f"Configurations suggested under “{codebook.title}”",
        codebook=codebook,
        transcripts={transcript.id: transcript for transcript, _ in pairs},
        codings=tuple(coding for _, found in pairs for coding in found.codings),
        configurations=tuple(link for _, found in pairs for link in found.configurations),
        facts={
            "Status": UNREVIEWED,
            "Tool": f"realist-eval {__version__}",
            "Engine": suggester.version,
            "Codebook": f"{codebook.title}, version {codebook.version}",
            "Transcripts": str(len(pairs)),
        },
    )


# ---------------------------------------------------------------- tag


def tag(
    transcripts: Iterable[Transcript], codebook: Codebook | None, suggester: Suggester | None = None
) -> Iterator[dict[str, Any]]:
    """One row a transcript, in the shape that scripts rely on; relations alone without a codebook."""
    from realist_eval.engine import CausationCoder, tag_row

    for transcript, found in suggest_all(transcripts, codebook, suggester or CausationCoder()):
        yield tag_row(transcript.id, transcript, found)


def read_texts(path: Path) -> Iterator[Transcript]:
    """Texts of a JSONL file as transcripts: {"id", "text", "turns"?} a line; offsets are into that text.

    Raises InputError with the line of the first fault.
    """
    from realist_eval.importer.source_file import SourceFile

    for number, line in enumerate(SourceFile.open(path).text().split("\n"), start=1):
        if line.strip():
            yield _transcript_of(line, path, number)


def _transcript_of(line: str, path: Path, number: int) -> Transcript:
    def fault(message: str) -> InputError:
        hint = 'Each line is one JSON object with "id" and "text".'
        return InputError(Problem(message, str(path), number, hint=hint))

    try:
        row = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise fault(f"this line is not valid JSON ({error}).") from None
    if not isinstance(row, dict) or not isinstance(row.get("text"), str) or "id" not in row:
        raise fault("this line has no id or no text.")
    text = row["text"]
    if not row.get("turns"):
        return Transcript(id=str(row["id"]), text=text, turns=_labelled_turns(text))
    try:
        turns = tuple(_turn_of(n, turn, len(text)) for n, turn in enumerate(row["turns"], start=1))
    except (KeyError, TypeError, ValueError) as error:
        raise fault(f"a turn could not be understood ({error}).") from None
    return Transcript(id=str(row["id"]), text=text, turns=turns)


_UNREAD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\u200b\u200e\u200f]")


def _labelled_turns(text: str) -> tuple[Turn, ...]:
    """Turns by the speaker labels inside a text, as spans of that text; one turn where there are none."""
    from realist_eval.importer import read_text

    turns: list[Turn] = []
    text = _UNREAD.sub(" ", text)  # what a reader takes out, by a blank: places stay
    found = read_text(text).transcript
    at = 0
    for turn in found.turns:
        place = re.compile(r"\s+".join(map(re.escape, found.quote(turn).split()))).search(text, at)
        if turn.speaker is None or place is None or place.start() == place.end():
            return (Turn(1, 0, len(text)),)
        turns.append(replace(turn, start=place.start(), end=place.end()))
        at = place.end()
    return tuple(turns) or (Turn(1, 0, len(text)),)


def _turn_of(n: int, turn: dict[str, Any], length: int) -> Turn:
    start, end = int(turn["start"]), int(turn["end"])
    if not 0 <= start <= end <= length:
        raise ValueError(f"{start} to {end} is outside the text")
    speaker = turn.get("speaker")
    part = turn.get("part") or "participant"
    if part not in PARTS:
        raise ValueError(f"its part is not one of {', '.join(PARTS)}")
    return Turn(n, start, end, None if speaker is None else str(speaker), part)
