"""A file as received: its bytes within bounds, what it really is, and safe ways to look inside."""

from __future__ import annotations

import stat
from dataclasses import dataclass, field
from pathlib import Path

from realist_eval.errors import Problem, SourceError
from realist_eval.importer.containers import CheckedZip, Element, fault, parse_xml
from realist_eval.importer.decoding import Decoded, clean_text, decode, looks_binary
from realist_eval.importer.sniff import Refusal, kind_of

__all__ = ["CheckedZip", "Element", "SourceFile", "clean_text", "parse_xml"]

MAX_BYTES = 200 * 10**6
_LARGE = frozenset({".docx", ".odt", ".xlsx", ".ods", ".qdpx", ".pdf", ".rtf"})  # may hold pictures
_CONTAINERS = _LARGE - {".rtf"}
_WORDS_ONLY = frozenset({".txt", ".md", ".rst", ".vtt", ".srt", ".cha"})
MAX_WORDS = 10 * 10**6  # bytes of a file of words alone: three times the longest novel
MAX_TEXT = 30 * 10**6  # bytes of other files that are text all through, such as JSON
SAME = {
    ".docm": ".docx",
    ".dotx": ".docx",
    ".ott": ".odt",
    ".htm": ".html",
    ".xhtml": ".html",
    ".xlsm": ".xlsx",
}
SAME |= {
    ".markdown": ".md",
    ".text": ".txt",
    ".log": ".txt",
    ".tab": ".tsv",
}  # other names of the same formats
_FREE = frozenset({".txt", ".doc", ".xml", ""})  # names that promise no format


@dataclass(frozen=True)
class SourceFile:
    """A source in memory; `suffix` is the format to read it as, which may not be the one in its name."""

    path: Path
    data: bytes = field(repr=False)
    suffix: str = ""
    problems: tuple[Problem, ...] = ()

    @classmethod
    def open(cls, path: Path) -> SourceFile:
        """Read a file within bounds; raises SourceError: missing, empty, too large, no transcript."""
        return cls.of(path, _bytes(path))

    @classmethod
    def of(cls, path: Path, data: bytes) -> SourceFile:
        """The same for bytes already in memory, such as a part of a container named `path`."""
        suffix, problems = _suffix(path, data)
        most = MAX_BYTES if suffix in _LARGE else MAX_WORDS if suffix in _WORDS_ONLY else MAX_TEXT
        if len(data) > most:
            message = f"holds {len(data) // 10**6} MB of text, more than any transcript."
            raise fault(message, str(path), "Split it into parts.")
        return cls(path, data, suffix, problems)

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return self.path.name

    @property
    def file(self) -> str:
        """How messages call it."""
        return str(self.path)

    def decoded(self, encoding: str | None = None) -> Decoded:
        """The text with the encoding that was found; raises SourceError for an unknown encoding."""
        try:
            return decode(self.data, encoding)
        except LookupError as reason:
            hint = "Names such as utf-8, cp1252 or mac_roman are known."
            raise fault(f"cannot be read as “{encoding}”: no such encoding.", self.file, hint) from reason

    def text(self, encoding: str | None = None) -> str:
        """The text: `\\n` line ends, no control characters, else verbatim; raises SourceError."""
        return self.decoded(encoding).text

    def text_problems(self, decoded: Decoded) -> tuple[Problem, ...]:
        """What a person should know about how the text was decoded."""
        other = "utf-8" if decoded.encoding.startswith("cp") else "cp1252"
        hint = f"If words look wrong, name the right encoding, for example --encoding {other}."
        if decoded.lost:
            lost = f"{decoded.lost} characters could not be read as {decoded.encoding}"
            warning = Problem(f"{lost} and stand as \ufffd.", self.file, severity="warning", hint=hint)
            return (*self.problems, warning)
        if decoded.guessed:
            message = f"names no encoding; it was read as {decoded.encoding}."
            return (*self.problems, Problem(message, self.file, severity="note", hint=hint))
        return self.problems

    def open_zip(self) -> CheckedZip:
        """The parts of a container; raises SourceError when it is damaged, locked or a trap."""
        return CheckedZip.open(self.data, self.file)

    def xml(self, name: str | None = None, *, doctype: bool = False) -> Element:
        """Parsed XML: the file itself, or one part of a container; raises SourceError."""
        return self.open_zip().xml(name) if name else parse_xml(self.data, self.file, doctype=doctype)

    def too_long(self, count: int, most: int, what: str) -> None:
        """Raise SourceError where there are more lines or cues than any transcript has."""
        if count > most:
            raise self.cannot(
                f"holds more than {most:,} {what}, more than any transcript.", "Split it into parts."
            )

    def cannot(self, message: str, hint: str = "", line: int | None = None) -> SourceError:
        """A SourceError about this file: `raise source.cannot("holds no text.")`."""
        return SourceError(Problem(message, self.file, line, hint=hint))


def _bytes(path: Path) -> bytes:
    try:
        facts = path.stat()
        if stat.S_ISDIR(facts.st_mode):
            raise fault("is a folder, not a file.", str(path))
        if not stat.S_ISREG(facts.st_mode):
            raise fault("is not an ordinary file.", str(path))
        if facts.st_size > MAX_BYTES:
            message = f"is {facts.st_size // 10**6} MB large; up to {MAX_BYTES // 10**6} MB are read."
            raise fault(message, str(path), "Take pictures and sound out of it, or save its text alone.")
        data = path.read_bytes()
    except FileNotFoundError as reason:
        raise fault("was not found.", str(path), "Check the name and the folder.") from reason
    except (OSError, ValueError) as reason:
        why = getattr(reason, "strerror", None) or reason
        raise fault(f"could not be opened ({why}).", str(path)) from reason
    if not data.strip(b"\0 \t\r\n"):
        raise fault("is empty.", str(path), "Was it copied whole? Ask for it again.")
    return data


def _suffix(path: Path, data: bytes) -> tuple[str, tuple[Problem, ...]]:
    """The format to read `data` as; raises SourceError where it is none."""
    said = SAME.get(path.suffix.lower(), path.suffix.lower())
    found = kind_of(data)
    if isinstance(found, Refusal):
        raise fault(found.message, str(path), found.hint)
    if found == said:
        return said, ()
    if found:
        return found, _remark(path, said, found)
    if looks_binary(data):
        what = f"is damaged, or is no {said} file." if said in _CONTAINERS else "is not a text file."
        raise fault(what, str(path), "Open it in the program it was made with and save it as .docx or .txt.")
    if said in _CONTAINERS or said in {".doc", ".rtf", ".xls"}:
        return ".txt", _remark(path, said, ".txt")
    return said, ()


def _remark(path: Path, said: str, found: str) -> tuple[Problem, ...]:
    if said in _FREE:
        return ()
    message = f"is named {said} but holds {found}; it was read as {found}."
    return (Problem(message, str(path), severity="note"),)
