"""The files around transcripts without the replaced words: settings, codes, tables, logs, stand-ins."""

from __future__ import annotations

import csv
import html
import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from itertools import zip_longest
from pathlib import PurePosixPath
from typing import Any

import msgspec

from realist_eval.errors import InputError, Problem
from realist_eval.model import Transcript
from realist_eval.study.filled import between
from realist_eval.study.layout import STAND_IN
from realist_eval.study.pseudonym_words import Replacer
from realist_eval.study.yaml_edits import edited

_KEPT = {  # keys whose values are ids, not words
    "codebook.yaml": frozenset({"id", "parent", "codes", "kind", "kinds", "level", "expected", "version"}),
    "theory.yaml": frozenset({"id", "codes", "status", "version"}),
    "study.yaml": frozenset({"coders", "attribution", "language", "pipeline", "semantic"}),
}
_WHO = frozenset({"speaker", "participant", "label", "id", "source", "file", "filename", "transcript"})
_FREE_TEXT = frozenset({"memo", "text", "reason"})
_NAMES = frozenset({"target", "transcript"})
_MOST = 64 * 2**20  # bytes of one part of a container that are searched
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".emf", ".wmf", ".bmp", ".tif", ".tiff", ".svm")
_BREAKS = re.compile(r"</(?:w:p|text:p|text:h|p|div|td|a:p|si)>|<(?:w:br|br|w:tab|text:s|text:tab)\b[^>]*>")
_TAGS = re.compile(r"<[^<>]*>")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_BINARY = (
    b"%PDF",
    b"{\\rtf",
    b"\xd0\xcf\x11\xe0",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"PAR1",
    b"GIF8",
    b"\x1f\x8b",
)


def holds(data: bytes, by: Replacer) -> bool | None:
    """Whether a file holds any of the words, inside containers too; None where it cannot be searched."""
    if data.startswith(b"PK"):
        return _zip_holds(data, by)
    if data.startswith(_BINARY):
        return None
    text = _decoded(data)
    return None if text is None else _text_holds(text, by)


def _zip_holds(data: bytes, by: Replacer) -> bool | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = {_entry_holds(archive, entry, by) for entry in archive.infolist()}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError):
        return None
    return True if True in found else None if None in found else False


def _entry_holds(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, by: Replacer) -> bool | None:
    if _text_holds(entry.filename, by):
        return True
    if entry.filename.lower().endswith(_PICTURES) or entry.is_dir():
        return False
    return None if entry.file_size > _MOST else holds(archive.read(entry), by)


def _text_holds(text: str, by: Replacer) -> bool:
    shown = text
    if "<" in text:
        shown = html.unescape(_TAGS.sub("", _BREAKS.sub(" ", text)))
    if "\\u" in text:
        shown += " " + _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    return by.holds(text) or (shown != text and by.holds(shown))


def _decoded(data: bytes) -> str | None:
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", "replace")
    if b"\0" in data:
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


# ---------------------------------------------------------------- new contents


def stand_in(transcript: Transcript, day: str) -> bytes:
    """What lies in sources/ instead of a file that held the words: the transcript, to be read by people."""
    head = f"{STAND_IN} on {day}. The file as it was received is no longer in this study.\n"
    labels = (f"{turn.speaker}: " if turn.speaker else "" for turn in transcript.turns)
    said = map(transcript.quote, transcript.turns)
    return "\n".join([head, *(f"{who}{words}\n" for who, words in zip(labels, said, strict=True))]).encode()


def yaml_without(name: str, data: bytes, by: Replacer) -> bytes:
    """A YAML file of the study with words replaced in texts and comments; ids stay. Raises InputError."""
    if not by.holds(data.decode("utf-8-sig", "replace")):
        return data
    kept = _KEPT.get(name, frozenset())

    def edit(tree: Any) -> None:
        _walk(tree, by, kept)
        if name == "study.yaml" and isinstance(tree.get("profiles"), dict):
            _rename_keys(tree["profiles"], by.file_name)

    lines = edited(data, edit).decode().split("\n")
    new = "\n".join(_comment(line, by) for line in lines).encode()
    _valid(name, new)
    return new


def _walk(tree: Any, by: Replacer, kept: frozenset[str]) -> None:
    if isinstance(tree, dict):
        for key, value in list(tree.items()):
            if key in kept and not _has_tables(value):
                continue
            tree[key] = by.apply(value) if isinstance(value, str) and by.holds(value) else value
            _walk(value, by, kept)
        _rename_keys(tree, by.apply)
    elif isinstance(tree, list):
        for place, value in enumerate(tree):
            if isinstance(value, str) and by.holds(value):
                tree[place] = by.apply(value)
            _walk(value, by, kept)


def _has_tables(value: Any) -> bool:
    """`codes:` of a codebook holds entries, that of a theory ids."""
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)


def _rename_keys(tree: Any, new: Any) -> None:
    if any(isinstance(key, str) and new(key) != key for key in tree):
        items = [(new(key) if isinstance(key, str) else key, value) for key, value in tree.items()]
        tree.clear()
        tree.update(items)


def _comment(line: str, by: Replacer) -> str:
    match = re.search(r"(?:^|\s)#.*$", line)
    return line if match is None else line[: match.start()] + by.apply(match[0])


def _valid(name: str, data: bytes) -> None:
    """Raise InputError where the result is no longer what the file has to be."""
    from realist_eval.codebook import parse_codebook
    from realist_eval.study.config import parse_config

    try:
        if name == "codebook.yaml":
            parse_codebook(data.decode(), name)
        elif name == "study.yaml":
            parse_config(data.decode(), name)
    except InputError as error:
        hint = "Change the names in this file by hand, then apply the table again."
        broken = Problem("would be broken by the replacements.", name, hint=hint)
        raise InputError([*error.problems, broken]) from error


def people_without(data: bytes, by: Replacer, labels: Mapping[str, str]) -> bytes:
    """participants.csv with words replaced; `labels`: speakers' labels in small letters to the new ones."""
    text = _decoded(data) or ""
    mark = between(text)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    columns = [" ".join(cell.split()).casefold() for cell in rows[0]] if rows else []
    files = {at for at, name in enumerate(columns) if name in {"source", "file", "filename", "transcript"}}
    new = rows[:1]
    new += [[_cell(cell, at in files, by, labels) for at, cell in enumerate(row)] for row in rows[1:]]
    if new == rows:
        return data
    new = _one_row_each(new, columns)
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=mark, lineterminator="\n").writerows(new)
    return out.getvalue().encode("utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "utf-8")


def _one_row_each(rows: list[list[str]], columns: list[str]) -> list[list[str]]:
    """Two rows of one person become one; raises InputError where they say different things."""
    keys = [at for at, name in enumerate(columns) if name in _WHO]
    kept: dict[tuple[str, ...], list[str]] = {}
    for line, row in enumerate(rows):
        key = tuple(row[at].casefold() for at in keys if at < len(row)) or (str(line),)
        other = kept.setdefault(key, row)
        if other is row or not any(row):
            continue
        if any(one and two and one != two for one, two in zip(other, row, strict=False)):
            message = "and another line would be about one person, but say different things."
            hint = "Make the two alike, or let one person be somebody else in the table of names."
            raise InputError(message, "participants.csv", line + 1, hint=hint)
        kept[key] = [one or two for one, two in zip_longest(other, row, fillvalue="")]
    return list(kept.values())


def _cell(cell: str, is_file: bool, by: Replacer, labels: Mapping[str, str]) -> str:
    if is_file:
        return by.file_name(cell)
    return labels.get(" ".join(cell.split()).casefold(), by.apply(cell))


def log_without(data: bytes, by: Replacer, ids: Mapping[str, str]) -> bytes:
    """A log whose memos and reasons hold none of the words, and whose transcripts go by their new ids."""
    return b"".join(_line(line, by, ids) for line in data.splitlines(keepends=True))


def _line(line: bytes, by: Replacer, ids: Mapping[str, str]) -> bytes:
    text = line.decode("utf-8", "surrogateescape")
    if not by.holds(text) and not any(old in text for old in ids) and "\\" not in text:
        return line
    try:
        said = msgspec.json.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return by.apply(text).encode("utf-8", "surrogateescape")
    return msgspec.json.encode(_event(said, by, ids)) + (b"\n" if line.endswith(b"\n") else b"")


def _event(said: Any, by: Replacer, ids: Mapping[str, str], key: str = "") -> Any:
    if isinstance(said, dict):
        return {name: _event(value, by, ids, name) for name, value in said.items()}
    if isinstance(said, list):
        return [_event(value, by, ids, key) for value in said]
    if isinstance(said, str) and key in _FREE_TEXT:
        return by.apply(said)
    return ids.get(said, said) if isinstance(said, str) and key in _NAMES else said


def path_without(path: str, by: Replacer) -> str:
    """Every part of a path without the words."""
    return str(PurePosixPath(*(by.file_name(part) for part in PurePosixPath(path).parts)))
