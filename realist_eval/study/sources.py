"""How files come into a study: copied as they are, read, frozen; a changed file is refused, not replaced."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from realist_eval.errors import InputError, OutputError, Problem, Severity, StudyError
from realist_eval.model import OnProgress, Transcript
from realist_eval.study import events as ev
from realist_eval.study import files
from realist_eval.study.config import Config
from realist_eval.study.ids import free_name, safe_id
from realist_eval.study.layout import Layout
from realist_eval.study.transcripts import Header, Shelf, freeze, read_header

if TYPE_CHECKING:
    from realist_eval.importer import Profile, Reading

PEOPLE = "participants.csv"
_OWN = {"sources", "transcripts", "log", "versions", "reports", "workshops", ".realist-eval"}
_ALIKE = 0.3  # share of the lines that two versions of one interview have in common, at the least


@dataclass(frozen=True)
class Arrival:
    """A source that came in; `file` is the SHA-256 of transcripts/ID.json."""

    transcript: str
    source: str
    sha: str
    file: str
    source_sha: str
    reader: str
    turns: int
    words: int
    speakers: tuple[str, ...]

    @classmethod
    def of(cls, frozen: Transcript, written: bytes) -> Arrival:
        """The arrival of a transcript, from that and the bytes of its file."""
        people = tuple(speaker.label for speaker in frozen.speakers)
        shas = frozen.sha, files.sha256(written), frozen.source_sha
        words = len(frozen.text.split())
        return cls(frozen.id, frozen.source, *shas, frozen.reader, len(frozen.turns), words, people)

    def draft(self) -> ev.Draft:
        """The event that tells of it."""
        payload = ev.Imported(after=self.file, sha=self.sha, source=self.source_sha, reader=self.reader)
        return ev.Draft(ev.Import, self.transcript, payload)


@dataclass
class Imported:
    """What became of a batch: nothing in `problems` that is an error came in."""

    arrived: list[Arrival] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        """Whether any file was refused or could not be read."""
        return any(problem.severity == "error" for problem in self.problems)

    def tell(self, severity: Severity, message: str, path: Path, hint: str = "") -> None:
        """Note what somebody should know of a file."""
        self.problems.append(Problem(message, str(path), None, severity, hint))


class Intake:
    """One batch of files on its way into a study. The caller holds the study's lock."""

    def __init__(
        self, layout: Layout, profiles: Profiles, *, apart: bool = False, purged: Collection[str] = ()
    ) -> None:
        """Note what is there before the batch begins; `apart` splits files that hold several interviews.

        `purged`: SHA-256 of what was taken out for good and is not to come back.
        """
        self.purged = purged
        self.layout = layout
        self.apart = apart
        self.profiles = profiles
        self.shelf = Shelf(layout.transcripts)
        self.before = self.shelf.headers()
        self.by_source = {known.source_sha: known for known in self.before.values()}
        self.by_text = {known.sha: known.id for known in self.before.values()}
        self.ids = set(self.before)
        self.stored = {path.name for path in layout.sources.glob("*")} if layout.sources.exists() else set()
        self.result = Imported()

    def take_all(self, paths: Sequence[Path], on_progress: OnProgress | None) -> Imported:
        """Take every file that can be taken; the rest is listed."""
        found = list(self._find(paths))
        for done, path in enumerate(found):
            if on_progress:
                on_progress(path.name, done, len(found))
            try:
                self._take(path)
            except OutputError:
                raise  # a full disk or a folder that may not be written to: no other file will fare better
            except InputError as error:
                self.result.problems.extend(error.problems)
        if on_progress:
            on_progress("", len(found), len(found))
        return self.result

    def _find(self, paths: Sequence[Path]) -> Iterator[Path]:
        from realist_eval.importer import find_sources

        seen: set[Path] = set()
        for path in paths:
            table = path / PEOPLE if path.is_dir() else path
            if table.name.casefold() == PEOPLE and table.is_file():
                self._take_people(table)
                if table == path:
                    continue
            self._tell_of_codebook(path / self.layout.codebook.name)
            try:
                for source in find_sources([path]):
                    if source.resolve() not in seen and not self._own(source.resolve()):
                        yield source
                    seen.add(source.resolve())
            except InputError as error:
                self.result.problems.extend(error.problems)

    def _own(self, path: Path) -> bool:
        """Whether a file is part of the study already: `import .` is not to read its own logs and reports."""
        root = self.layout.root
        if not path.is_relative_to(root):
            return False
        first = path.relative_to(root).parts[0]
        return first in _OWN or path in {self.layout.config, self.layout.codebook, self.layout.theory}

    def _take_people(self, path: Path) -> None:
        """A table of participants that lies with the sources; one that is in the study is never replaced."""
        place, data = self.layout.participants, path.read_bytes()
        if not place.exists():
            files.create(place, data)
            self.result.tell("note", "is now the study's table of speakers.", path)
        elif place.read_bytes() != data:
            hint = f"Change {place.name} in the study by hand, if it should."
            self.result.tell("warning", "is not the table that the study has; that one stays.", path, hint)

    def _tell_of_codebook(self, path: Path) -> None:
        """Somebody who brings a folder with a codebook in it may take that for the study's."""
        own = self.layout.codebook
        if path.is_file() and not (own.exists() and own.read_bytes() == path.read_bytes()):
            hint = f"To code with this one, copy it over the study's {own.name}."
            self.result.tell("note", "is a codebook; the study keeps its own.", path, hint)

    def _take(self, path: Path) -> None:
        from realist_eval.importer import read_file
        from realist_eval.importer.source_file import SourceFile

        data = SourceFile.open(path).data
        sha = files.sha256(data)
        if sha in self.purged:
            message = "held words that were taken out of this study for good (a withdrawal, or names)."
            hint = "It is not taken in again. What remains of it is in the study; see: realist-eval log"
            raise InputError(message, path, hint=hint)
        known = self.by_source.get(sha)
        if known is not None and not self.apart:
            self._unchanged(path, known)
            return
        if known is None:
            self._refuse_same(path)
        reading = read_file(path, self.profiles.of(path.name))
        if reading.transcript.source_sha != sha:
            raise InputError("changed while it was being read.", path, hint="Import it again.")
        parts = self._parts(path, reading, known)
        stored = known.stored if known is not None else self._store(path, data)
        for part in parts:
            self._keep(path, stored, part)
        self.result.problems.extend(reading.problems)

    def _parts(self, path: Path, reading: Reading, known: Header | None) -> list[Transcript]:
        """The interviews of a file that have not come in yet: mostly the one that it holds."""
        from realist_eval.importer import interviews_in, split

        parts = split(reading) if self.apart else [reading.transcript]
        if known is not None:
            there = {head.sha for head in self.before.values() if head.source_sha == known.source_sha}
            if not there <= {part.sha for part in parts}:
                hint = "Undo that import first, then import the file with --split."
                raise InputError(f"is in the study as “{known.id}”, in one piece.", path, hint=hint)
            self._unchanged(path, known)
            return [part for part in parts if part.sha not in there]
        self._refuse_same(path, reading.transcript)
        if interviews_in(reading) and not self.apart:
            hint = "If so: realist-eval undo, then import it with --split."
            several = len(interviews_in(reading))
            self.result.tell("question", f"seems to hold {several} interviews.", path, hint)
        return parts

    def _unchanged(self, path: Path, known: Header) -> None:
        self.result.unchanged.append(known.id)
        if self.profiles.now:
            message = f"is in the study as “{known.id}”, as it was read then."
            self.result.tell("warning", message, path, "To read it anew, add --replace.")

    def _keep(self, path: Path, stored: str, transcript: Transcript) -> None:
        """Freeze the text of a source that was copied: only with that has it come in."""
        name = free_name(safe_id(transcript.id), self.ids)
        frozen = replace(transcript, id=name, source=shown(path.name))
        written = self.shelf.save(frozen, received=received(path), stored=stored)
        self.ids.add(name)
        self.by_source[frozen.source_sha] = Header.of(written)
        self.result.arrived.append(Arrival.of(frozen, written))
        if twin := self.by_text.get(frozen.sha):
            message = f"has the very words of “{twin}”; as two sources, they count as twice the support."
            hint = "If it is one interview: realist-eval undo, then import it in one format."
            self.result.tell("warning", message, path, hint)
        self.by_text.setdefault(frozen.sha, name)

    def _store(self, path: Path, data: bytes) -> str:
        """Copy a source under its own name, or under a free one; one that lies there already is used."""
        stem, ending = safe_id(path.stem), path.suffix.lower()
        wanted = f"{stem}{ending}"
        if wanted in self.stored and (self.layout.sources / wanted).read_bytes() == data:
            return wanted
        name = free_name(stem, self.stored, ending)
        files.create(self.layout.sources / name, data)
        self.stored.add(name)
        return name

    def _refuse_same(self, path: Path, transcript: Transcript | None = None) -> None:
        """Of a file that came from this place, or from another folder and has mostly the same words.

        One of the same name from elsewhere may be another interview, or the same one corrected.
        """
        lines = lines_of(transcript) if transcript else set()
        for known in self.before.values():
            if known.received == received(path):
                raise _changed(path, known)
            if transcript and known.source.casefold() == path.name.casefold():
                theirs = lines_of(self.shelf.load(known.id))
                if len(lines & theirs) > _ALIKE * min(len(lines), len(theirs)):
                    raise _changed(path, known)


@dataclass(frozen=True)
class Profiles:
    """How each file is to be read: what the person says now, over what study.yaml says."""

    config: Config
    now: Profile | None = None

    def of(self, name: str) -> Profile | None:
        """The profile of one file, or None to guess everything."""
        kept = self.config.profile(name)
        return self.now.over(kept) if self.now is not None and kept is not None else self.now or kept


def frozen_again(layout: Layout, source: Path, name: str, config: Config) -> bytes | None:
    """What freezing a stored source gives today, under the head that its transcript has; None without one."""
    from realist_eval.importer import read_file

    try:
        head = read_header(Shelf(layout.transcripts).path(name))
    except (OSError, StudyError):
        head = None
    if head is not None and head.stored != source.name:
        return None
    as_received, where = (head.source, head.received) if head else (source.name, source.name)
    transcript = read_file(source, Profiles(config).of(as_received)).transcript
    return freeze(replace(transcript, id=name, source=as_received), received=where, stored=source.name)


def received(path: Path) -> str:
    """A file's name with the folder that it lies in: enough to know it again, nothing about the machine."""
    return shown(f"{path.resolve().parent.name}/{path.name}")


def shown(name: str) -> str:
    """A file's name as text; bytes that are none, as some systems allow, become question marks."""
    return name.encode("utf-8", "replace").decode()


def lines_of(transcript: Transcript) -> set[str]:
    """What people answered, line by line, to tell whether two texts are versions of one.

    Questions do not count: interviews held with one guide share them.
    """
    said = (transcript.quote(turn) for turn in transcript.turns if turn.part != "interviewer")
    lines = (" ".join(line.split()) for text in said for line in text.split("\n"))
    return {line for line in lines if line.count(" ") > 2 and not line.endswith("?")}


def _changed(path: Path, known: Header) -> InputError:
    return InputError(
        f"has changed since it came into the study as “{known.id}”. Nothing was written.",
        path,
        hint="If it is a corrected version, import it with --replace, and its codings move along. "
        "If it is another source, give it another name.",
    )
