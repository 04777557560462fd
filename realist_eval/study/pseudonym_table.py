"""The table of proposed replacements, which a person edits in Excel or LibreOffice, and the key file."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from realist_eval.errors import InputError, OutputError, Problem
from realist_eval.study import files
from realist_eval.study.layout import Layout

if TYPE_CHECKING:
    from realist_eval.importer.source_file import SourceFile

Decision = Literal["replace", "keep", "?"]
DECISIONS: tuple[Decision, ...] = ("replace", "keep", "?")
COLUMNS = ("words", "kind", "times", "transcripts", "example", "replacement", "decision", "note", "check")
KEY_COLUMNS = ("original", "kind", "replacement")
_WIDTHS = {"words": 26, "transcripts": 26, "example": 70, "replacement": 22, "note": 44}
_LONGEST = 200  # characters of words or a replacement
PLAIN = re.compile(
    r"[\w .'’()\[\]-]+"
)  # what a replacement may hold: nothing that CSV, YAML or JSON would read
_FORMULA = re.compile(r"'(?=[=+\-@])")


@dataclass(frozen=True)
class Row:
    """A line of the table: words, and what becomes of them."""

    words: str
    kind: str = ""
    times: int = 0
    transcripts: tuple[str, ...] = ()
    example: str = ""
    replacement: str = ""
    decision: Decision = "replace"
    note: str = ""

    def cells(self) -> list[str]:
        """The line as text; the last cell tells whether a spreadsheet has changed the words."""
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        said |= {"times": str(self.times or ""), "transcripts": ", ".join(self.transcripts)}
        return [*map(str, said.values()), _check(self.words)]


def outside(layout: Layout, path: Path, what: str) -> Path:
    """The path, refused where it lies in the study: what it holds must not travel with the study."""
    place = path.resolve()
    if place.is_relative_to(layout.root.resolve()):
        hint = "Name a place outside, where only those who may know the names can read it."
        raise InputError(f"lies inside the study; {what} must be kept apart from it.", path, hint=hint)
    return path


# ---------------------------------------------------------------- writing and reading the table


def write_table(path: Path, rows: Sequence[Row]) -> None:
    """Write the table, .xlsx or .csv, readable by its owner alone; raises InputError, OutputError."""
    lines = [list(COLUMNS), *(row.cells() for row in rows)]
    kind = path.suffix.lower()
    if kind not in {".xlsx", ".csv"}:
        raise InputError("is neither .xlsx nor .csv.", path, hint="Name it names.xlsx.")
    if path.exists():
        hint = "Name another file, or move that one away: it may hold your decisions."
        raise OutputError("is already there and is not overwritten.", path, hint=hint)
    write_private(path, _xlsx(lines) if kind == ".xlsx" else _csv([list(map(_safe, line)) for line in lines]))


def read_table(path: Path) -> list[Row]:
    """The rows as a person left them; raises InputError with every fault and its line."""
    lines = list(_lines_of(path))
    header = [cell.strip().casefold() for cell in lines[0]] if lines else []
    missing = [name for name in ("words", "replacement", "decision") if name not in header]
    if missing:
        hint = "Make the table with `realist-eval pseudonymise propose`, and keep its first line."
        raise InputError(f"has no column “{missing[0]}”.", path, 1, hint=hint)
    rows, faults = [], []
    for number, cells in enumerate(lines[1:], 2):
        said = {name: cell for name, cell in zip(header, cells, strict=False) if name in COLUMNS}
        if not any(cell.strip() for cell in said.values()):
            continue
        row = _row(said)
        faults += [Problem(message, str(path), number, hint=hint) for message, hint in _faults(row, said)]
        rows.append(row)
    faults += _twice(rows, path)
    if faults:
        raise InputError(faults)
    return rows


def _row(said: dict[str, str]) -> Row:
    decision = said["decision"].strip().casefold()
    return Row(
        words=_FORMULA.sub("", said["words"]).strip(),
        kind=said.get("kind", "").strip(),
        replacement=" ".join(_FORMULA.sub("", said["replacement"]).split()),
        decision=next((one for one in DECISIONS if one == (decision or "?")), "?"),
        note=decision,
    )


def _faults(row: Row, said: dict[str, str]) -> Iterator[tuple[str, str]]:
    if said["decision"].strip().casefold() not in {*DECISIONS, ""}:
        yield f"“{said['decision']}” is no decision.", "Use replace, keep or ?."
    check = said.get("check", "").strip()
    if check and check != _check(row.words):
        hint = "Spreadsheets do that to numbers and dates in .csv: propose a table in .xlsx instead. "
        hint += "If you changed them yourself, empty the cell under “check”."
        yield f"the words “{row.words}” are not those that were proposed.", hint
    if row.decision == "replace" and not (row.words and row.replacement):
        yield "has nothing to replace, or nothing to put in its place.", "Fill in both columns, or say keep."
    if row.decision == "replace" and not any(map(str.isalnum, row.words)):
        yield f"“{row.words}” holds no letter or digit.", "Such words cannot be found; say keep."
    if max(len(row.words), len(row.replacement)) > _LONGEST:
        yield "is too long.", f"Words and replacements have up to {_LONGEST} characters."
    if row.decision == "replace" and row.replacement and not PLAIN.fullmatch(row.replacement):
        yield (
            f"“{row.replacement}” holds marks that files take for their own.",
            "Use letters, digits, spaces, . - ' ( ).",
        )


def _twice(rows: Iterable[Row], path: Path) -> Iterator[Problem]:
    said: dict[str, str] = {}
    for row in rows:
        if row.decision == "replace" and said.setdefault(row.words, row.replacement) != row.replacement:
            message = f"“{row.words}” would become both “{said[row.words]}” and “{row.replacement}”."
            yield Problem(message, str(path), hint="Keep one of the two lines.")


def _check(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:6]


def _safe(cell: str) -> str:
    """A cell that a spreadsheet does not take for a formula."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@"} else cell


def _csv(lines: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(lines)
    return out.getvalue().encode("utf-8-sig")


def _xlsx(lines: Sequence[Sequence[str]]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook(write_only=False)
    sheet = book.worksheets[0]
    sheet.title = "replacements"
    for number, line in enumerate(lines, 1):
        for column, value in enumerate(line, 1):
            shown = "".join(letter if letter.isprintable() else " " for letter in value)
            cell = sheet.cell(number, column, shown)
            cell.number_format = "@"  # text: no spreadsheet turns it into a number, a date or a formula
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=number == 1)
    for column, name in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS.get(name, 12)
    choice = DataValidation(type="list", formula1='"replace,keep,?"', allow_blank=True)
    choice.add(f"G2:G{len(lines) + 500}")
    sheet.add_data_validation(choice)
    sheet.freeze_panes = "B2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _lines_of(path: Path) -> Iterator[list[str]]:
    from realist_eval.importer.source_file import SourceFile

    source = SourceFile.open(path)
    if source.suffix == ".xlsx":
        yield from _sheet(source)
        return
    text = source.text()
    first = text.split("\n", 1)[0]
    yield from csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))


def _sheet(source: SourceFile) -> Iterator[list[str]]:
    from openpyxl import load_workbook

    source.open_zip()
    try:
        book = load_workbook(io.BytesIO(source.data), read_only=True, data_only=True)
        for line in book.worksheets[0].iter_rows(values_only=True):
            yield ["" if cell is None else str(cell) for cell in line]
    except Exception as error:  # somebody else's parser
        raise source.cannot("could not be read as a workbook.", "Save it as .xlsx or .csv again.") from error


# ---------------------------------------------------------------- the key


def add_to_key(path: Path, rows: Iterable[Row]) -> None:
    """Write who is who, after what the key holds already; readable by its owner alone. Raises InputError."""
    known = _key_lines(path)
    new = [[row.words, row.kind, row.replacement] for row in rows]
    lines = [*known, *(line for line in new if line not in known)]
    write_private(path, _csv([list(KEY_COLUMNS), *(list(map(_safe, line)) for line in lines)]))


def _key_lines(path: Path) -> list[list[str]]:
    if not path.exists():
        return []
    lines = list(_lines_of(path))
    if not lines or tuple(lines[0][: len(KEY_COLUMNS)]) != KEY_COLUMNS:
        raise InputError("is not a key file.", path, hint="Name a new file with --key.")
    return [[_FORMULA.sub("", cell) for cell in line[: len(KEY_COLUMNS)]] for line in lines[1:] if line]


def write_private(path: Path, data: bytes) -> None:
    """Write a file, whole, that only its owner can read; on Windows the folder decides who can."""
    beside = path.with_name(f".{path.name[:120]}.{os.getpid()}{files.PART}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(beside, flags, 0o600)
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(handle, rest) :]
            os.fsync(handle)
        finally:
            os.close(handle)
        os.replace(beside, path)  # noqa: PTH105 - beside the other writes of a study
        files.sync_folder(path.parent)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise OutputError.cannot_write(path, error) from error
