"""Ballots from paper and e-mail: xlsx and csv with a row a vote, and the pack's form filled in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from realist_eval.codebook.words import nearest
from realist_eval.errors import InputError, Problem, SourceError
from realist_eval.importer.readers.columns import Row
from realist_eval.importer.source_file import SourceFile, clean_text
from realist_eval.study import Study, files
from realist_eval.study.filled import tables
from realist_eval.workshop import box
from realist_eval.workshop.ballots import Room, Vote, now
from realist_eval.workshop.cards import Item, items
from realist_eval.workshop.consensus import CHOICES
from realist_eval.workshop.handouts import ENTRY, LETTERS
from realist_eval.workshop.plan import folder, load
from realist_eval.workshop.serving import LOCK

MOST_VOTES = 20_000  # of one file
MOST_TEXT = 2_000
_ALSO = {  # other words for the answers, as people write them
    "yes": "agree",
    "a": "agree",
    "amend": "amend",
    "agree if amended": "amend",
    "change": "amend",
    "no": "reject",
    "r": "reject",
    "disagree": "reject",
    "not mine": "not_mine",
    "does not fit": "not_mine",
    "does not fit my experience": "not_mine",
    "doesn't fit my experience": "not_mine",
}
_SAME = {
    "card": "item",
    "finding": "item",
    "answer": "vote",
    "choice": "vote",
    "what should change": "change",
}
_SAME |= {"voter": "ballot", "number": "ballot", "comments": "comment"}
_EMPTY = "☐□▢ \u00a0\n\t_.…"


@dataclass(frozen=True)
class Entry:
    """One row of a file of ballots, as it stands there."""

    line: int
    ballot: str
    item: str
    vote: str
    comment: str = ""
    change: str = ""


@dataclass(frozen=True)
class Collected:
    """What came in: new votes, votes that were there already, and what could not be read."""

    new: int
    known: int
    ballots: int
    problems: tuple[Problem, ...]


def collect(study: Study, name: str, paths: Sequence[Path], number: int = 0) -> Collected:
    """Add ballots to a workshop; raises InputError with all faults, and then nothing is added."""
    plan, place = load(study, name), folder(study, name)
    shown = {item.id: item for item in items(plan, study.codebook(), study.transcript)}
    path = place / "ballots.jsonl"
    with files.locked(place / LOCK, wait=0.5):
        box.mend(path)
        lines, problems = box.read(path)
        room = Room(lines)
        votes = read_ballots(paths, shown, number or 1)
        fresh = [vote for vote in votes if not _known(room, vote)]
        box.add(path, fresh)
    return Collected(
        len(fresh), len(votes) - len(fresh), len({vote.voter for vote in votes}), tuple(problems)
    )


def _known(room: Room, vote: Vote) -> bool:
    there = room.vote(vote.voter, vote.item, vote.round)
    return there is not None and there.says == vote.says


def read_ballots(paths: Iterable[Path], shown: Mapping[str, Item], number: int) -> list[Vote]:
    """The votes in files, for one round; raises InputError with every fault."""
    votes: list[Vote] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            entries = list(_entries(path, shown))
        except SourceError as error:
            problems += error.problems
            continue
        for entry in entries:
            found = _vote(entry, shown, path, number)
            if isinstance(found, Problem):
                problems.append(found)
            elif found is not None:
                votes.append(found)
        problems += _doubles(entries, path)
    problems += _mixed(votes, paths)
    if problems:
        raise InputError(problems)
    return votes


def _entries(path: Path, shown: Mapping[str, Item]) -> Iterator[Entry]:
    source = SourceFile.open(path)
    rows: list[Row] = next(iter(tables(source)), [])
    return _from_form(source, rows, shown) if source.suffix == ".docx" else _from_rows(source, rows)


def _vote(entry: Entry, shown: Mapping[str, Item], path: Path, number: int) -> Vote | Problem | None:
    """The vote of a row; nothing where the person passed."""
    if not entry.vote and not entry.comment and not entry.change:
        return None
    item = shown.get(entry.item.upper())
    if item is None:
        hint = nearest(entry.item.upper(), shown)
        return Problem(f"“{entry.item[:40]}” is no item of this workshop.", str(path), entry.line, hint=hint)
    choice = _choice(entry.vote, item)
    if choice is None:
        hint = f"Use one of: {', '.join(item.choices.values())}."
        what = f"“{entry.vote[:40]}” is no answer." if entry.vote else "There is a comment but no vote."
        return Problem(what, str(path), entry.line, hint=hint)
    if max(len(entry.comment), len(entry.change)) > MOST_TEXT:
        return Problem(
            f"A comment is longer than {MOST_TEXT} characters.", str(path), entry.line, hint="Shorten it."
        )
    return Vote(
        at=now(), voter=f"paper {entry.ballot}", item=item.id, round=number, choice=choice,
        comment=entry.comment, change=entry.change,
    )  # fmt: skip


def _choice(said: str, item: Item) -> str | None:
    word = " ".join(said.lower().split()).rstrip(".")
    known = {key.lower(): key for key in item.choices} | {
        label.lower(): key for key, label in item.choices.items()
    }
    if item.kind == "passage":
        known |= {letter.lower(): key for letter, key in zip(LETTERS, item.choices, strict=False)}
    else:
        known |= _ALSO
    return known.get(word)


def _doubles(entries: Iterable[Entry], path: Path) -> Iterator[Problem]:
    first: dict[tuple[str, str], int] = {}
    for entry in entries:
        key = entry.ballot, entry.item.upper()
        if key in first and entry.vote:
            message = f"Ballot {entry.ballot} votes on {entry.item} in row {first[key]} too."
            yield Problem(message, str(path), entry.line, hint="Keep one of the two, or number the ballots.")
        first.setdefault(key, entry.line)


def _mixed(votes: Iterable[Vote], paths: Iterable[Path]) -> Iterator[Problem]:
    """Forms under one name in different folders would be taken for one person's."""
    names = Counter(path.stem for path in paths if path.suffix.lower() == ".docx")
    voters = {vote.voter for vote in votes}
    for name, count in names.items():
        if count > 1 and f"paper {name}" in voters:
            hint = "Give each ballot a file name of its own."
            yield Problem(f"{count} files are called “{name}”: they would count as one ballot.", hint=hint)


# ------------------------------------------------------------ tables


def _from_rows(source: SourceFile, rows: Sequence[Row]) -> Iterator[Entry]:
    filled = [(line, row) for line, row in rows if any(cell.strip() for cell in row)]
    if not filled:
        raise source.cannot("holds no rows.")
    if len(filled) > MOST_VOTES:
        raise source.cannot(f"holds more than {MOST_VOTES} rows.", "Split it.")
    line, head = filled[0]
    names = [_SAME.get(cell.strip().lower(), cell.strip().lower()) for cell in head]
    missing = [name for name in ENTRY[:3] if name not in names]
    if missing:
        hint = f"The first row names the columns: {', '.join(ENTRY)}."
        raise source.cannot(f"has no column “{missing[0]}”.", hint, line)
    return (_entry(line, dict(zip(names, row, strict=False))) for line, row in filled[1:])


def _entry(line: int, cells: Mapping[str, str]) -> Entry:
    said = {name: clean_text(cells.get(name, "")).strip() for name in ENTRY}
    return Entry(
        line,
        said["ballot"].removesuffix(".0") or "?",
        said["item"],
        said["vote"],
        said["comment"],
        said["change"],
    )


# ------------------------------------------------------------ the form


def _from_form(source: SourceFile, rows: Sequence[Row], shown: Mapping[str, Item]) -> Iterator[Entry]:
    """Rows whose first cell is an item; lines are counted as rows of all tables."""
    found = 0
    for line, cells in rows:
        item = shown.get(cells[0].strip().upper()) if cells else None
        if item is not None and len(cells) > len(CHOICES):
            found += 1
            yield _marked(line, source, item, cells)
    if not found:
        raise source.cannot("is not a ballot of this workshop.", "Fill in the form ballot.docx of the pack.")


def _marked(line: int, source: SourceFile, item: Item, cells: Sequence[str]) -> Entry:
    passage = item.kind == "passage"
    start, boxes = (1, len(LETTERS)) if passage else (2, len(CHOICES))
    marks = [at for at, cell in enumerate(cells[start : start + boxes]) if cell.strip(_EMPTY)]
    said = [*(cell.strip() for cell in cells[start + boxes :]), "", ""]
    if len(marks) > 1:
        raise source.cannot(f"marks {len(marks)} answers to {item.id}.", "Keep one mark in each row.", line)
    answers = list(item.choices)
    vote = answers[marks[0]] if marks and marks[0] < len(answers) else ""
    return Entry(
        line, source.path.stem, item.id, vote, clean_text(said[0]), "" if passage else clean_text(said[1])
    )
