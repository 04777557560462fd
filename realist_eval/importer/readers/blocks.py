"""Paragraphs and tables of a document in the order of its body, whatever the format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from realist_eval.importer.containers import fault
from realist_eval.importer.decoding import clean_text
from realist_eval.importer.raw import Line

MAX_LINES = 100_000
"""Lines or cells of one document; a transcript of a million words has fewer."""

LONG_ANCHOR = 2000  # characters after which a comment is taken to be about the passage, not its words
OPEN_ANCHORS = 200

Cell = tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; a cell is a few lines."""

    rows: tuple[tuple[Cell, ...], ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines of all cells, row by row."""
        return tuple(line for row in self.rows for cell in row for line in cell)

    @property
    def texts(self) -> list[list[str]]:
        """Rows of cell texts; lines of one cell joined by a line feed."""
        return [["\n".join(line.text for line in cell).strip() for cell in row] for row in self.rows]


Block = Line | Table


@dataclass(slots=True)
class Anchor:
    """Where a comment hangs: the number of the line, and the words it is about."""

    line: int
    text: str = ""


class Builder:
    """Takes text piece by piece and hands back numbered lines and tables.

    A line break inside a paragraph begins a new line; numbers count lines from 1 over the whole document.
    """

    def __init__(self, file: str) -> None:
        """Start an empty document; `file` is how messages call it."""
        self._file = file
        self._cells = 0
        self.blocks: list[Block] = []
        self.number = 1  # of the line that is being written
        self._pieces: list[tuple[str, bool]] = []
        self._open: list[tuple[list[Block], list[list[Cell]]]] = []  # tables being read, outermost first
        self.anchors: dict[str, Anchor] = {}
        self._anchored: set[str] = set()  # comments whose words have not ended

    @property
    def pending(self) -> bool:
        """Whether words wait for the end of their paragraph."""
        return any(text.strip() for text, _ in self._pieces)

    def add(self, text: str, bold: bool = False) -> None:
        """Add words to the paragraph; a line feed begins a new line."""
        text = clean_text(text)
        self.number += text.count("\n")
        self._pieces.append((text, bold))
        for name in list(self._anchored):
            anchor = self.anchors[name]
            anchor.text += text
            if len(anchor.text) > LONG_ANCHOR:
                self._anchored.discard(name)

    def begin_anchor(self, name: str) -> None:
        """What is added from here on is what the comment `name` is about."""
        self.anchors[name] = Anchor(self.number)
        if len(self._anchored) < OPEN_ANCHORS:
            self._anchored.add(name)

    def end_anchor(self, name: str) -> None:
        """The words of the comment end here; one without words hangs here."""
        self.anchors.setdefault(name, Anchor(self.number))
        self._anchored.discard(name)

    def end_paragraph(self, heading: int = 0) -> None:
        """Close the paragraph, blank or not."""
        found = list(measured_lines(self._pieces))
        first = self.number - len(found) + 1
        self.blocks += [Line(text, first + i, bold, heading) for i, (text, bold) in enumerate(found)]
        self._pieces = []
        self.number += 1
        self._check(self.number <= MAX_LINES)

    def end_words(self, heading: int = 0) -> None:
        """Close the paragraph if it holds words, else forget its spaces."""
        if self.pending:
            self.end_paragraph(heading)
        self._pieces = []

    def begin_table(self) -> None:
        """Open a table; what follows goes into its cells."""
        self._open.append((self.blocks, []))
        self.blocks = []

    def begin_row(self) -> None:
        """Open a row."""
        self._open[-1][1].append([])

    def end_cell(self, span: int = 1) -> None:
        """Close a cell; one that spans several columns is followed by empty ones."""
        cell = tuple(flatten(self.blocks))
        while cell and not cell[-1].text.strip():
            cell = cell[:-1]
        span = max(1, min(span, 64))
        self._cells += span
        self._check(self._cells <= MAX_LINES)
        self._open[-1][1][-1] += [cell, *[()] * (span - 1)]
        self.blocks = []

    def end_table(self) -> None:
        """Close the table; inside another one it becomes lines of the outer cell."""
        self.blocks, rows = self._open.pop()
        if any(rows):
            self.blocks.append(Table(tuple(tuple(row) for row in rows)))

    def _check(self, fits: bool) -> None:
        if not fits:
            message = f"holds more than {MAX_LINES:,} lines or cells, more than any transcript."
            raise fault(message, self._file, "Split it, or export the transcript alone.")


def flatten(blocks: Iterable[Block]) -> Iterator[Line]:
    """Lines and the lines of tables, in order."""
    for block in blocks:
        yield from block.lines if isinstance(block, Table) else (block,)


def measured_lines(pieces: Iterable[tuple[str, bool]]) -> Iterator[tuple[str, int]]:
    """Lines with the length of their bold beginning; blanks belong to neither side."""
    line, bold_length, still_bold = "", 0, True
    for text, bold in pieces:
        for count, part in enumerate(text.split("\n")):
            if count:
                yield line, _prefix(line, bold_length)
                line, bold_length, still_bold = "", 0, True
            still_bold = still_bold and (bold or not part.strip())
            bold_length += len(part) if still_bold else 0
            line += part
    yield line, _prefix(line, bold_length)


def _prefix(line: str, length: int) -> int:
    return len(line[:length].rstrip())
