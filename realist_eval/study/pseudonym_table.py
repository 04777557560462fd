"""The table of proposed replacements, which a person edits in Excel or LibreOffice, and the key file."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from realist_eval.errors import InputError, OutputError, Problem
from realist_eval.study import files
from realist_eval.study.layout import Layout

if TYPE_CHECKING:
    from realist_eval.importer.readers.columns import Row as NumberedRow

Decision = Literal["replace", "keep", "?"]
DECISIONS: tuple[Decision, ...] = ("replace", "keep", "?")
COLUMNS = ("words", "kind", "times", "transcripts", "example", "replacement", "decision", "note", "check")
KEY_COLUMNS = ("original", "kind", "replacement")
_WIDTHS = {"words": 26, "transcripts": 26, "example": 70, "replacement": 22, "note": 44}
_LONGEST = 200  # characters of words or a replacement
PLAIN = re.compile(r"[\w .'’()\[\]-]+")  # a replacement holds nothing that CSV, YAML or JSON would read
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
    if path.resolve().is_relative_to(layout.root.resolve()):
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
    files.write_atomic(path, _xlsx(lines) if kind == ".xlsx" else _csv(lines), private=True)


def read_table(path: Path) -> list[Row]:
    """The rows as a person left them; raises InputError with every fault and its line."""
    lines = _lines_of(path)
    header = [cell.strip().casefold() for cell in lines[0][1]] if lines else []
    missing = [name for name in ("words", "replacement", "decision") if name not in header]
    if missing:
        hint = "Make the table with `realist-eval pseudonymise propose`, and keep its first line."
        raise InputError(f"has no column “{missing[0]}”.", path, 1, hint=hint)
    rows, faults = [], []
    for number, cells in lines[1:]:
        filled = dict(zip_longest(header, cells[: len(header)], fillvalue=""))
        said = {name: cell for name, cell in filled.items() if name in COLUMNS}
        if any(cell.strip() for cell in said.values()):
            rows.append(_row(said))
            found = _faults(rows[-1], said)
            faults += [Problem(message, str(path), number, hint=hint) for message, hint in found]
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
        allowed = "Use letters, digits, spaces, . - ' ( )."
        yield f"“{row.replacement}” holds marks that files take for their own.", allowed


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
    csv.writer(out).writerows(map(_safe, line) for line in lines)
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


def _lines_of(path: Path) -> list[NumberedRow]:
    """The first sheet that holds anything; a file of an unknown kind is taken for text."""
    from realist_eval.importer.source_file import SourceFile
    from realist_eval.study.filled import READERS, read_csv

    source = SourceFile.open(path)
    return next(filter(None, READERS.get(source.suffix, read_csv)(source)), [])


# ---------------------------------------------------------------- the key


def add_to_key(path: Path, rows: Iterable[Row]) -> None:
    """Write who is who, after what the key holds already; readable by its owner alone. Raises InputError."""
    known = _key_lines(path)
    new = [[row.words, row.kind, row.replacement] for row in rows]
    lines = [list(KEY_COLUMNS), *known, *(line for line in new if line not in known)]
    files.write_atomic(path, _csv(lines), private=True)


def _key_lines(path: Path) -> list[list[str]]:
    if not path.exists():
        return []
    lines = [cells[: len(KEY_COLUMNS)] for _, cells in _lines_of(path)]
    if not lines or tuple(lines[0]) != KEY_COLUMNS:
        raise InputError("is not a key file.", path, hint="Name a new file with --key.")
    return [[_FORMULA.sub("", cell) for cell in line] for line in lines[1:] if line]
