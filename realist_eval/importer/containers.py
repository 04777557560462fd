"""Zip containers and XML from strangers: counted, bounded, and refused when they are built to harm."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from typing import Any

from realist_eval.errors import Problem, SourceError
from realist_eval.importer.sniff import BROKEN

Element = Any
"""An lxml element; lxml ships no types."""

MAX_ENTRIES = 20_000
MAX_PART = 64 * 2**20  # bytes of one part, unpacked
MAX_TOTAL = 2**30  # bytes of all parts, unpacked
MAX_RATIO = 400  # how many times a part above SMALL may grow
SMALL = 2**20
MAX_NODES = 1_200_000  # elements, attributes and their ends: a transcript of a million words has fewer
_DAMAGED = "Open it in the program it was made with, save it again, and use the new file."
_HARMFUL = "Such a file can do harm; it was not read. Ask its sender for a plain export."


def whole(text: object, default: int = 1) -> int:
    """A whole number out of an attribute; the default where it is none, or absurd."""
    said = str(text or "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else default


def fault(message: str, file: str, hint: str = "") -> SourceError:
    """A SourceError about one file."""
    return SourceError(Problem(message, file, hint=hint))


@dataclass(frozen=True, slots=True)
class CheckedZip:
    """A zip file whose entries were counted, measured and named before anything was unpacked."""

    file: str
    _zip: zipfile.ZipFile
    _entries: dict[str, zipfile.ZipInfo]

    @classmethod
    def open(cls, data: bytes, file: str) -> CheckedZip:
        """Check the directory of a zip; raises SourceError when it is damaged, locked or a trap."""
        try:
            archive = zipfile.ZipFile(io.BytesIO(data))
            entries = archive.infolist()
        except BROKEN as reason:
            raise fault(f"is damaged or cut short ({reason}).", file, _DAMAGED) from reason
        _check(entries, file)
        return cls(file, archive, {_plain(entry.filename): entry for entry in entries})

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the parts, as they stand in the directory."""
        return tuple(self._entries)

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def read(self, name: str) -> bytes:
        """One part, unpacked; raises SourceError when it is missing, damaged or larger than it says."""
        entry = self._entries.get(name)
        if entry is None:
            raise fault(f"is not complete: the part {name} is missing.", self.file, _DAMAGED)
        if entry.file_size > MAX_PART:
            raise fault(f"holds a part of {entry.file_size // 2**20} MB ({name}).", self.file, _HARMFUL)
        try:
            with self._zip.open(entry) as part:
                data = part.read(MAX_PART + 1)
        except BROKEN as reason:
            raise fault(f"is damaged: {name} cannot be unpacked ({reason}).", self.file, _DAMAGED) from reason
        if len(data) > MAX_PART:
            raise fault(f"holds a part larger than it says ({name}).", self.file, _HARMFUL)
        return data

    def xml(self, name: str) -> Element:
        """One part as parsed XML; raises SourceError."""
        return parse_xml(self.read(name), self.file)


def _plain(name: str) -> str:
    return name.replace("\\", "/")


def _check(entries: list[zipfile.ZipInfo], file: str) -> None:
    if len(entries) > MAX_ENTRIES:
        raise fault(f"holds {len(entries):,} parts.", file, _HARMFUL)
    if sum(entry.file_size for entry in entries) > MAX_TOTAL:
        raise fault("would unpack to more than 1 GB.", file, _HARMFUL)
    for entry in entries:
        name = _plain(entry.filename)
        if name.startswith("/") or re.match("[A-Za-z]:", name) or ".." in name.split("/"):
            raise fault(f"holds a part that points outside it ({name[:60]}).", file, _HARMFUL)
        if entry.flag_bits & 1:
            raise fault("is locked with a password.", file, "Save it without a password and use that copy.")
        if entry.file_size > SMALL and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
            raise fault(f"holds a part that grows {MAX_RATIO} times and more ({name[:60]}).", file, _HARMFUL)


def parse_xml(data: bytes, file: str, *, doctype: bool = False) -> Element:
    """The root of an XML document, with nothing fetched and nothing expanded.

    Entities are always refused; a DOCTYPE only where `doctype` is false (a Transcriber file names its DTD).
    Raises SourceError, also when the document is not well formed, too large or too deep.
    """
    from lxml import etree

    _check_xml(data, file, doctype=doctype)
    parser = etree.XMLParser(resolve_entities=False, remove_comments=True, remove_pis=True)  # fetches nothing
    try:
        root = etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError, LookupError) as reason:
        raise fault(f"is damaged: it is not well-formed XML ({reason}).", file, _DAMAGED) from reason
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and (not doctype or next(dtd.iterentities(), None) is not None):
        raise fault("holds definitions of its own (a DOCTYPE).", file, _HARMFUL)
    return root


def _check_xml(data: bytes, file: str, *, doctype: bool) -> None:
    if len(data) > MAX_PART or data.count(b"<") + data.count(b"=") > MAX_NODES:
        raise fault("is too large to be a transcript.", file, "Split it, or export the transcript alone.")
    for word in ("<!ENTITY",) if doctype else ("<!ENTITY", "<!DOCTYPE"):
        if any(word.encode(encoding) in data for encoding in ("ascii", "utf-16-le", "utf-16-be")):
            raise fault(f"holds definitions of its own ({word[2:]}).", file, _HARMFUL)
