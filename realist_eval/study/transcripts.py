"""transcripts/ID.json: the frozen text of each source, one turn a line, with hashes of file and text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any
from unicodedata import normalize

import msgspec

from realist_eval.codebook.words import listed
from realist_eval.errors import SourceError, StudyError
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


class _File(Header, frozen=True, kw_only=True):
    speakers: tuple[Speaker, ...] = ()
    notes: tuple[Note, ...] = ()
    turns: tuple[_Spoken, ...] = ()


_full = msgspec.json.Decoder(_File)
_head = msgspec.json.Decoder(Header)


_OF_TURN = ("n", "speaker", "part", "start_time", "end_time")
_BLANK = asdict(Speaker(""))


def _same(found: Transcript | _File) -> dict[str, Any]:
    names = ("id", "source", "source_sha", "reader", "convention", "kind", "language", "case", "changes")
    return {name: getattr(found, name) for name in names}


def _brief(speaker: Speaker) -> dict[str, Any]:
    said = asdict(speaker)
    return {name: said[name] for name in said if name == "label" or said[name] != _BLANK[name]}


def freeze(transcript: Transcript, *, received: str, stored: str) -> bytes:
    """The bytes of transcripts/ID.json; raises SourceError where the turns do not make up the text."""
    turns = [
        _Spoken(text=transcript.quote(turn), **{name: getattr(turn, name) for name in _OF_TURN})
        for turn in transcript.turns
    ]
    _check(transcript, turns)
    header = {"v": VERSION, "sha": transcript.sha, "received": received, "stored": stored} | _same(transcript)
    lines = [f'"{name}": {_json(header[name])}' for name in Header.__struct_fields__]
    blocks = (("speakers", map(_brief, transcript.speakers)), ("notes", transcript.notes), ("turns", turns))
    lines += [_block(name, items) for name, items in blocks]
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def thaw(data: bytes, name: str) -> Transcript:
    """The transcript in the bytes of transcripts/ID.json; raises StudyError where it was changed."""
    try:
        file = _full.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise _damaged(name) from error
    transcript = Transcript(
        text="\n".join(spoken.text for spoken in file.turns),
        turns=tuple(_turns(file.turns)),
        speakers=file.speakers,
        notes=file.notes,
        **_same(file),
    )
    if transcript.sha != file.sha:
        raise _damaged(name)
    return transcript


def read_header(path: Path) -> Header:
    """What stands at the head of a transcript file; raises StudyError."""
    try:
        return Header.of(path.read_bytes(), path.stem)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise _damaged(str(path)) from error


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
        hint = "Save it as UTF-8, then try again."
        raise SourceError("holds broken characters.", transcript.source, hint=hint) from error
    if not whole:
        raise SourceError("could not be split into turns without losing words.", transcript.source)


def _block(name: str, items: Iterable[object]) -> str:
    inside = ",\n".join(f" {_json(item)}" for item in items)
    return f'"{name}": [\n{inside}\n]' if inside else f'"{name}": []'


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _damaged(name: str) -> StudyError:
    hint = "Run `realist-eval check`; the source it was read from is still in sources/."
    return StudyError("is not as it was frozen: it was changed from outside.", name, hint=hint)


@dataclass(frozen=True)
class Shelf:
    """The frozen transcripts of a study, by id."""

    folder: Path

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
            hint = f"There are: {listed(self.ids())}." if self.ids() else "Import it first."
            raise StudyError(f"There is no transcript “{transcript}”.", hint=hint) from error

    def save(self, transcript: Transcript, *, received: str, stored: str) -> bytes:
        """Freeze a transcript; gives the bytes written."""
        data = freeze(transcript, received=received, stored=stored)
        files.write_atomic(self.path(transcript.id), data)
        return data
