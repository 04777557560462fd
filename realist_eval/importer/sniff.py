"""What a file really is, by its first bytes and not by its name."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a kind of file cannot be read, and what to do."""

    message: str
    hint: str


_RECORDING = Refusal(
    "is a sound or video recording.",
    "Only transcripts are read here: transcribe it first, for example in Word, Teams or with Whisper.",
)
_PICTURE = Refusal("is a picture.", "Have its text recognised (OCR) and save that as .docx or .txt.")
_ARCHIVE = Refusal("is an archive.", "Unpack it first and name the files inside.")
_WORD_97 = Refusal(
    "is a Word 97-2003 document (.doc), which cannot be read.",
    "Open it in Word or LibreOffice, choose Save As, .docx, and use the new file.",
)
_LOCKED = Refusal("is locked with a password.", "Open it, save it without a password, and use that copy.")
_EXCEL_97 = Refusal(
    "is an Excel 97-2003 workbook (.xls), which cannot be read.",
    "Open it in Excel or LibreOffice, choose Save As, .xlsx, and use the new file.",
)
_OLD_OFFICE = Refusal(
    "is a file of an old office program, which cannot be read.",
    "Open it in the program it was made with and save it as .docx, .xlsx or .txt.",
)
_SLIDES = Refusal("is a slide show.", "Save its text as .docx or .txt.")
_PROGRAM = Refusal("is a program or a database.", "Export the transcript as .docx, .txt, .csv or .vtt.")

_MAGIC: tuple[tuple[str | Refusal, tuple[bytes, ...]], ...] = (  # how files of a kind begin
    (".rtf", (b"{\\rtf",)),
    (
        _RECORDING,
        (b"ID3", b"OggS", b"fLaC", b"\x1aE\xdf\xa3", b"RIFF", b"\xff\xfb", b"\xff\xf3", b"\xff\xf1"),
    ),
    (_RECORDING, (b"0&\xb2u\x8ef\xcf\x11",)),
    (_PICTURE, (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")),
    (_ARCHIVE, (b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh")),
    (_PROGRAM, (b"SQLite format 3", b"MZ\x90", b"\x7fELF")),
)
_PARTS: tuple[tuple[str, str | Refusal], ...] = (  # a part that only this kind of zip holds
    (r"(?i)word/document\d*\.xml", ".docx"),
    (r"(?i)xl/workbook\.(xml|bin)", ".xlsx"),
    (r"(?i).*\.qde", ".qdpx"),
    (r"(?i)ppt/.*", _SLIDES),
)
_PACKAGES: tuple[tuple[bytes, str | Refusal], ...] = (  # what the main part of an Office package says it is
    (b"wordprocessingml.document.main", ".docx"),
    (b"spreadsheetml.sheet.main", ".xlsx"),
    (b"presentationml.presentation.main", _SLIDES),
)
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError)
"""What Python's zip reader raises on damaged files."""
_TYPES = 2**18  # bytes of the list that are looked at
_OPEN_DOCUMENT: tuple[tuple[bytes, str | Refusal], ...] = (
    (b"opendocument.text", ".odt"),
    (b"opendocument.spreadsheet", ".ods"),
    (b"opendocument.presentation", _SLIDES),
)
_WORDS: tuple[tuple[str, str], ...] = (  # how a text begins
    (r"WEBVTT\b", ".vtt"),
    (r"(?i)<!doctype html|<html[\s>]", ".html"),
    (r"@UTF8\s|@Begin\s", ".cha"),
    (r"(<\?xml[^>]*>\s*)?<ANNOTATION_DOCUMENT\b", ".eaf"),
    (r"(<\?xml[^>]*>\s*)?(<!DOCTYPE Trans\b[^>]*>\s*)?<Trans\b", ".trs"),
    (r"(?i)<\?xml[^>]*>\s*(<!doctype html|<html[\s>])", ".html"),
)


def kind_of(data: bytes) -> str | Refusal | None:
    """The suffix that the content asks for, a refusal, or None where the content does not say."""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(data)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _ole_kind(data)
    if b"%PDF-" in data[:1024]:
        return ".pdf"
    if data[4:8] == b"ftyp":
        return _RECORDING
    return next((kind for kind, magic in _MAGIC if data.startswith(magic)), None) or _text_kind(data)


def _zip_kind(data: bytes) -> str | Refusal | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            types = _content_types(archive) if "[Content_Types].xml" in names else b""
    except BROKEN:
        return _zip_kind_of_ruin(data)
    for pattern, kind in _PARTS:
        if any(re.fullmatch(pattern, name.replace("\\", "/")) for name in names[:20_000]):
            return kind
    if "content.xml" in names:
        return _open_document(data) or ".odt"
    if types:  # the main part may lie anywhere and have any name
        return next((kind for mark, kind in _PACKAGES if mark in types), None)
    return _ARCHIVE


def _content_types(archive: zipfile.ZipFile) -> bytes:
    """The beginning of the list of what an Office package holds; a stop where it cannot be read."""
    try:
        with archive.open("[Content_Types].xml") as part:
            return part.read(_TYPES) or b"."
    except BROKEN:
        return b"."


def _open_document(data: bytes) -> str | Refusal | None:
    return next((kind for mark, kind in _OPEN_DOCUMENT if mark in data[:200]), None)


def _zip_kind_of_ruin(data: bytes) -> str | Refusal | None:
    """A zip whose directory is lost: the names still stand before the parts."""
    for mark, kind in ((b"word/", ".docx"), (b"xl/", ".xlsx"), (b".qde", ".qdpx")):
        if mark in data:
            return kind
    return _open_document(data)


def _ole_kind(data: bytes) -> Refusal:
    for name, refusal in (("EncryptedPackage", _LOCKED), ("WordDocument", _WORD_97), ("Workbook", _EXCEL_97)):
        if name.encode("utf-16-le") in data:
            return refusal
    return _OLD_OFFICE


def _text_kind(data: bytes) -> str | None:
    head = data[:400].decode("utf-8", errors="ignore").lstrip("\ufeff \t\r\n")
    return next((kind for pattern, kind in _WORDS if re.match(pattern, head)), None)
