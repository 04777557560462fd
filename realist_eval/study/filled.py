"""Tables that people filled in and sent back: spreadsheets, CSV as any program saves it, and Word."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping

from realist_eval.importer.readers.columns import Row
from realist_eval.importer.readers.sheets import ods_sheets, xlsx_sheets
from realist_eval.importer.source_file import Element, SourceFile

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def tables(source: SourceFile) -> Iterator[list[Row]]:
    """The numbered rows of each table or sheet that holds any; raises SourceError."""
    reader = READERS.get(source.suffix)
    if reader is None:
        raise source.cannot("is no form or table that can be read.", f"Give one of: {', '.join(READERS)}.")
    yield from filter(None, reader(source))


def between(text: str) -> str:
    """What stands between the cells of a table in text: a comma, semicolon or tab."""
    return max(",;\t", key=text.partition("\n")[0].count)


def read_csv(source: SourceFile) -> Iterable[list[Row]]:
    """With commas, semicolons or tabs."""
    text = source.text()
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=between(text), strict=True)
    try:
        return [[(rows.line_num, row) for row in rows]]
    except csv.Error as error:
        raise source.cannot(f"is no table ({error}).", "Save it as .csv again.", rows.line_num) from error


def _word(source: SourceFile) -> Iterable[list[Row]]:
    """The rows of every table of a document, counted through; tables within cells are rows, too."""
    rows = enumerate(source.xml("word/document.xml").iter(f"{_W}tr"), 1)
    return [[(number, [_words(cell) for cell in _cells(row)]) for number, row in rows]]


def _cells(row: Element) -> Iterator[Element]:
    for child in row:
        if child.tag == f"{_W}tc":
            yield child
        yield from child.iterfind(f"{_W}sdtContent/{_W}tc")


def _words(cell: Element) -> str:
    """The text of a cell; a ticked box of Word counts as a mark, what was deleted does not."""
    paragraphs = cell.iter(f"{_W}p")
    return "\n".join("".join(text.text or "" for text in one.iter(f"{_W}t")) for one in paragraphs)


READERS: Mapping[str, Callable[[SourceFile], Iterable[list[Row]]]] = {
    ".docx": _word,
    ".xlsx": lambda source: (rows for _, rows in xlsx_sheets(source)),
    ".ods": lambda source: (rows for _, rows in ods_sheets(source)),
    **dict.fromkeys((".csv", ".tsv", ".txt"), read_csv),
}
