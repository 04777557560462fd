"""transcripts/ID.json: the frozen text of each source, one turn a line, with hashes of file and text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any
from unicodedata import normalize

import msgspec

from realist_eval.errors import Problem, SourceError, StudyError
from realist_eval.model import Note, Part, SourceKind, Speaker, Transcript, Turn
from realist_eval.study import files

VERSION = 1


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a transcript without reading its words."""

    v: int = VERSION
    id: str
    sha: str  # SHA-256 of the text
    source: str  # file name as received
    received: str  # the same with the folder that it lay in
    stored: str  # file name in sources/
    source_sha: str
    reader: str = ""
    convention: str = ""
    kind: SourceKind = "interview"
    language: str = "en"
    case: str = ""
    changes: tuple[str, ...] = ()

    @classmethod
    def of(cls, data: bytes, name: str = "") -> Header:
        """The head of the bytes of a transcript file; raises msgspec.MsgspecError.

        `name`: the id that it lies under, where that is not its own: a merge found another source there.
        """
        head = _head.decode(data)
        if not name or normalize("NFC", name) == head.id:
            return head
        return msgspec.structs.replace(head, id=name, stored=f"{name}{Path(head.stored).suffix}")


class _Spoken(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    n: int
    speaker: str | None = None
    part: Part = "participant"
    start_time: float | None = None
    end_time: float | None = None
    text: str = msgspec.field()


class _Person(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    label: str
    part: Part = "participant"
    reason: str = ""
    role: str = ""
    case: str = ""
    pseudonym: str = ""
    attributes: Mapping[str, str] = {}


class _File(Header, frozen=True, kw_only=True):
    speakers: tuple[_Person, ...] = ()
    notes: tuple[Note, ...] = ()
    turns: tuple[_Spoken, ...] = ()


_full = msgspec.json.Decoder(_File)
_head = msgspec.json.Decoder(Header)


def _same(found: Transcript | _File) -> dict[str, Any]:
    """What a transcript and its file call by the same names."""
    names = ("id", "source", "source_sha", "reader", "convention", "kind", "language", "case", "changes")
    return {name: getattr(found, name) for name in names}


def freeze(transcript: Transcript, *, received: str, stored: str) -> bytes:
    """The bytes of transcripts/ID.json; raises SourceError where the turns do not make up the text."""
    turns = [
        _Spoken(
            n=turn.n,
            speaker=turn.speaker,
            part=turn.part,
            start_time=turn.start_time,
            end_time=turn.end_time,
            text=transcript.quote(turn),
        )
        for turn in transcript.turns
    ]
    _check(transcript, turns)
    header = {"v": VERSION, "sha": transcript.sha, "received": received, "stored": stored} | _same(transcript)
    order = [name for name in Header.__struct_fields__ if name in header]
    people = [_Person(**asdict(speaker)) for speaker in transcript.speakers]
    lines = [f'"{name}": {_json(header[name])}' for name in order]
    lines += [_block("speakers", people), _block("notes", transcript.notes), _block("turns", turns)]
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def thaw(data: bytes, name: str) -> Transcript:
    """The transcript in the bytes of transcripts/ID.json; raises StudyError where it was changed."""
    try:
        file = _full.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise StudyError(_damaged(name)) from error
    texts = [spoken.text for spoken in file.turns]
    transcript = Transcript(
        text="\n".join(texts),
        turns=tuple(_turns(file.turns)),
        speakers=tuple(Speaker(**msgspec.structs.asdict(person)) for person in file.speakers),
        notes=file.notes,
        **_same(file),
    )
    if transcript.sha != file.sha:
        raise StudyError(_damaged(name))
    return transcript


def read_header(path: Path) -> Header:
    """What stands at the head of a transcript file; raises StudyError."""
    try:
        return Header.of(path.read_bytes(), path.stem)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise StudyError(_damaged(str(path))) from error


def _turns(spoken: tuple[_Spoken, ...]) -> Iterator[Turn]:
    start = 0
    for turn in spoken:
        end = start + len(turn.text)
        yield Turn(turn.n, start, end, turn.speaker, turn.part, turn.start_time, turn.end_time)
        start = end + 1


def _check(transcript: Transcript, turns: list[_Spoken]) -> None:
    try:
        whole = "\n".join(turn.text for turn in turns) == transcript.text and bool(transcript.sha)
    except UnicodeEncodeError as error:
        raise SourceError(
            Problem("holds broken characters.", transcript.source, hint="Save it as UTF-8, then try again.")
        ) from error
    if not whole:
        raise SourceError("could not be split into turns without losing words.", transcript.source)


def _block(name: str, items: object) -> str:
    inside = ",\n".join(f" {_json(item)}" for item in items)  # type: ignore[attr-defined]
    return f'"{name}": [\n{inside}\n]' if inside else f'"{name}": []'


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _damaged(name: str) -> Problem:
    hint = "Run `realist-eval check`; the source it was read from is still in sources/."
    return Problem("is not as it was frozen: it was changed from outside.", name, hint=hint)


class Shelf:
    """The frozen transcripts of a study, by id."""

    def __init__(self, folder: Path) -> None:
        """Name the folder `transcripts/`."""
        self.folder = folder

    def ids(self) -> list[str]:
        """The ids of all transcripts, sorted."""
        return sorted(path.stem for path in self.folder.glob("*.json") if not path.name.startswith("."))

    def path(self, transcript: str) -> Path:
        """Where a transcript is kept."""
        return self.folder / f"{transcript}.json"

    def headers(self) -> dict[str, Header]:
        """What is known of each transcript without its words."""
        return {name: read_header(self.path(name)) for name in self.ids()}

    def load(self, transcript: str) -> Transcript:
        """One transcript; raises StudyError where there is none or where it was changed."""
        path = self.path(transcript)
        try:
            found = thaw(path.read_bytes(), str(path))
            return found if normalize("NFC", transcript) == found.id else replace(found, id=transcript)
        except FileNotFoundError as error:
            hint = f"There are: {', '.join(self.ids()[:12])}." if self.ids() else "Import it first."
            raise StudyError(f"There is no transcript “{transcript}”.", hint=hint) from error

    def save(self, transcript: Transcript, *, received: str, stored: str) -> bytes:
        """Freeze a transcript; gives the bytes written."""
        data = freeze(transcript, received=received, stored=stored)
        files.write_atomic(self.path(transcript.id), data)
        return data
