"""Rows of text out of spreadsheets: Excel (.xlsx) and OpenDocument (.ods), as a person would see them."""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from collections.abc import Iterator, Mapping
from functools import reduce
from typing import NamedTuple

from realist_eval.importer.containers import whole
from realist_eval.importer.readers.columns import Row
from realist_eval.importer.source_file import CheckedZip, Element, SourceFile

MAX_ROWS = 50_000
MAX_COLUMNS = 256
MAX_CELLS = 500_000
_MAIN = "{*}"
_ODS_TABLE, _ODS_OFFICE, _ODS_TEXT = (
    f"{{urn:oasis:names:tc:opendocument:xmlns:{space}:1.0}}" for space in ("table", "office", "text")
)
_DATES = {14: "d", 15: "d", 16: "d", 17: "d", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss", 22: "d"}
_DATES |= {45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0"}
_ISO_DURATION = re.compile(r"(-)?P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?")


class _Book(NamedTuple):
    """What the cells of a workbook refer to."""

    strings: Mapping[int, str]
    formats: Mapping[int, str]  # of each cell style: how it shows a number as a time
    old_mac: bool  # days count from 1904


def xlsx_sheets(source: SourceFile) -> Iterator[tuple[str, list[Row]]]:
    """(name, rows) of each sheet of an Excel workbook; raises SourceError."""
    parts = source.open_zip()
    name = _part(parts, "xl/workbook.xml")
    targets = _targets(parts, name)
    strings, formats = dict(enumerate(_strings(parts))), dict(enumerate(_formats(parts)))
    root = parts.xml(name)
    book = _Book(strings, formats, bool(root.findall(f".//{_MAIN}workbookPr[@date1904='1']")))
    for sheet in root.iterfind(f".//{_MAIN}sheet"):
        relation = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
        target = targets.get(relation, "")
        if target in parts and "chartsheet" not in target:
            yield sheet.get("name", ""), _xlsx_rows(source, parts.xml(target), book)


def _part(parts: CheckedZip, name: str) -> str:
    """The name of a part as this container spells it."""
    return next((there for there in parts.names if there.lower() == name), name)


def _targets(parts: CheckedZip, book: str) -> dict[str, str]:
    """Relation ids of the workbook to the names of parts."""
    folder, name = posixpath.split(book)
    relations = f"{folder}/_rels/{name}.rels"
    found = {}
    for relation in parts.xml(relations) if relations in parts else ():
        target = relation.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
        found[relation.get("Id", "")] = path
    return found


def _strings(parts: CheckedZip) -> list[str]:
    """The shared texts; phonetic guides are left out."""
    name = _part(parts, "xl/sharedstrings.xml")
    if name not in parts:
        return []
    return [_rich_text(item) for item in parts.xml(name).iterfind(f"{_MAIN}si")]


def _rich_text(item: Element) -> str:
    runs = item.iterfind(f"{_MAIN}r/{_MAIN}t")
    return "".join(text.text or "" for text in (*item.iterfind(f"{_MAIN}t"), *runs))


def _formats(parts: CheckedZip) -> list[str]:
    """Of each cell style: how it shows a number as a time, or an empty string."""
    name = _part(parts, "xl/styles.xml")
    if name not in parts:
        return []
    root = parts.xml(name)
    own = {item.get("numFmtId"): item.get("formatCode", "") for item in root.iterfind(f".//{_MAIN}numFmt")}
    styles = root.findall(f"{_MAIN}cellXfs/{_MAIN}xf")
    return [_time_format(style.get("numFmtId", "0"), own) for style in styles]


def _time_format(id_: str, own: dict[str | None, str]) -> str:
    code = own.get(id_)
    if code is None:
        return _DATES.get(int(id_), "") if id_.isdecimal() else ""
    bare = re.sub(r'"[^"]*"|\\.|_.|\[(?!h|m|s)[^\]]*\]', "", code.casefold()).split(";")[0]
    return bare if re.search("[dyhs]", bare) and "general" not in bare else ""


def _xlsx_rows(source: SourceFile, sheet: Element, book: _Book) -> list[Row]:
    main = str(sheet.tag).rpartition("}")[0] + "}"
    rows: list[Row] = []
    cells_seen = 0
    for position, row in enumerate(sheet.iterfind(f"{main}sheetData/{main}row"), start=1):
        cells = _xlsx_cells(row, main, book)
        cells_seen += len(cells)
        if any(cells):
            rows.append((whole(row.get("r"), position), cells))
        check_size(source, len(rows), cells_seen)
    return rows


def _xlsx_cells(row: Element, main: str, book: _Book) -> list[str]:
    cells: list[str] = []
    for cell in row.iterchildren(f"{main}c"):
        column = _column_number(cell.get("r", ""), len(cells))
        if column >= MAX_COLUMNS:
            break
        cells += [""] * (column + 1 - len(cells))
        cells[column] = _xlsx_value(cell, main, book)
    return cells


def _column_number(reference: str, default: int) -> int:
    """`AB12` is column 27, counted from 0."""
    letters = re.match(r"[A-Z]{1,3}", reference)
    return (
        reduce(lambda number, letter: number * 26 + ord(letter) - 64, letters[0], 0) - 1
        if letters
        else default
    )


def _xlsx_value(cell: Element, main: str, book: _Book) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return "".join(map(_rich_text, cell.iterchildren(f"{main}is"))).strip()
    value = next((part.text or "" for part in cell.iterchildren(f"{main}v")), "").strip()
    if kind == "s":
        return book.strings.get(whole(value, -1), "").strip()
    if kind == "n":
        return _number_as_shown(value, book.formats.get(whole(cell.get("s"), -1), ""), book)
    return "" if kind == "e" else value


def _number_as_shown(value: str, shown: str, book: _Book) -> str:
    """A number as its cell shows it: a clock, a date, or plain; whole numbers without a point."""
    try:
        number = float(value)
    except ValueError:
        return value
    if not abs(number) < 3e6:
        return value
    if not shown:
        return str(int(number)) if number == int(number) else value
    if re.search("[dy]", shown) and number >= 1:
        day = dt.datetime(1904, 1, 1) if book.old_mac else dt.datetime(1899, 12, 30)
        return (day + dt.timedelta(days=number)).replace(microsecond=0).isoformat(" ")
    return _clock_as_shown(number * 86_400, shown)


def _clock_as_shown(total: float, shown: str) -> str:
    """`h:mm` shows hours and minutes and no seconds; what people typed as 12:34 stays 12:34."""
    minutes, rest = divmod(round(abs(total), 3), 60)
    hours, minutes = divmod(int(minutes), 60)
    fraction = f"{rest:06.3f}".rstrip("0").rstrip(".")
    if "s" not in shown and rest < 0.5:
        return f"{hours}:{minutes:02d}"
    return f"{hours}:{minutes:02d}:{fraction}"


def ods_sheets(source: SourceFile) -> Iterator[tuple[str, list[Row]]]:
    """(name, rows) of each sheet of an OpenDocument spreadsheet; raises SourceError."""
    content = source.xml("content.xml")
    for table in content.iterfind(f".//{_ODS_OFFICE}spreadsheet/{_ODS_TABLE}table"):
        yield table.get(f"{_ODS_TABLE}name", ""), _ods_rows(source, table)


def _ods_rows(source: SourceFile, table: Element) -> list[Row]:
    rows: list[Row] = []
    number = 1
    cells_seen = 0
    for row in table.iter(f"{_ODS_TABLE}table-row"):
        cells = _ods_cells(row)
        times = max(1, whole(row.get(f"{_ODS_TABLE}number-rows-repeated"), 1))
        if any(cells):
            cells_seen += len(cells) * times
            check_size(source, len(rows) + times, cells_seen)
            rows += [(number + again, cells) for again in range(times)]
        number += times
    return rows


def _ods_cells(row: Element) -> list[str]:
    """The cells of a row; empty ones at its end, repeated a thousand times, are left out."""
    cells: list[str] = []
    waiting = 0  # empty cells that count only if another follows
    for cell in row.iterfind("*"):
        times = max(1, whole(cell.get(f"{_ODS_TABLE}number-columns-repeated"), 1))
        value = _ods_value(cell)
        if not value:
            waiting += times
            continue
        cells += [""] * min(waiting, MAX_COLUMNS - len(cells))
        cells += [value] * min(times, MAX_COLUMNS - len(cells))
        waiting = 0
        if len(cells) >= MAX_COLUMNS:
            break
    return cells


def _ods_value(cell: Element) -> str:
    if not str(cell.tag).endswith("}table-cell"):
        return ""
    duration = _ISO_DURATION.fullmatch(cell.get(f"{_ODS_OFFICE}time-value", "") or "-")
    lines = ["".join(_ods_text(line)) for line in cell.iterfind(f"{_ODS_TEXT}p")]
    shown = "\n".join(lines).strip()
    if duration and any(duration.groups()[1:]) and ":" not in shown:
        days, hours, minutes = (int(group or 0) for group in duration.groups()[1:4])
        total = days * 86_400 + hours * 3600 + minutes * 60 + float((duration[5] or "0").replace(",", "."))
        return _clock_as_shown(total, "h:mm:ss")
    return shown


def _ods_text(line: Element) -> Iterator[str]:
    """The words of a paragraph, with its tabs, spaces and line breaks, without remarks from the margin."""
    yield line.text or ""
    for part in line.iterfind("*"):
        name = str(part.tag).rpartition("}")[2]
        if name in {"tab", "s", "line-break"}:
            yield "\n" if name == "line-break" else " "
        elif name not in {"annotation", "note"}:
            yield from _ods_text(part)
        yield part.tail or ""


def check_size(source: SourceFile, rows: int, cells: int) -> None:
    """Raise SourceError for a table larger than any transcript."""
    if rows > MAX_ROWS or cells > MAX_CELLS:
        raise source.cannot(f"holds more than {MAX_ROWS:,} rows or {MAX_CELLS:,} cells.", "Split the table.")
