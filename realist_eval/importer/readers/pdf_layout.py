"""Rows of a PDF to lines of a transcript: those that run on are joined, those in columns become a table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from realist_eval.importer.raw import Line
from realist_eval.importer.readers import pdf_furniture as furniture
from realist_eval.importer.readers.blocks import Block, Table, measured_lines
from realist_eval.importer.readers.pdf_rows import Row, Sheet, rows_of, width

_START = re.compile(  # a time, a label before a colon, a label in brackets, a dash, initials before a gap
    r"[\[(]?\d{1,2}:\d{2}"
    r"|[\[(#]?(?:\d{1,4}[.)]?\s)?[^\W\d_a-z][\w .,'’()/&#-]{0,40}[\])]?\s?:(?!\d|//)"
    r"|[\[(][^\])]{1,30}[\])]\s|[-–—•>]\s|[A-Z]{1,3}\d{0,3}\t"
)
_TIME_AT_END = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?[\])]?")
_SENTENCE_END = (".", "?", "!", ":", ";", "…", '"', "”", ")", "]", "—", "–")


def blocks(sheets: Sequence[Sheet]) -> list[Block]:
    """A document's lines: rows that run on are joined, furniture of pages is left out.

    Lines with the same two or more gaps, again and again, are a table.
    """
    rows = [row for sheet in sheets for row in rows_of(sheet)]
    rows = furniture.without_margin_numbers(rows)
    rows = furniture.without_overlaps(furniture.without_furniture(rows, len(sheets)))
    joiner = _Joiner(rows)
    lines = [joiner.line(paragraph, number) for number, paragraph in enumerate(joiner.joined(), 1)]
    found: list[Block] = []
    for gaps, group in groupby(lines, key=lambda line: line.text.count("\t")):
        together = list(group)
        found += [_table(together)] if gaps > 1 and len(together) > 3 else together
    return found


def _table(lines: Sequence[Line]) -> Table:
    rows = ([replace(line, text=cell, bold=0) for cell in line.text.split("\t")] for line in lines)
    return Table(tuple(tuple((cell,) for cell in row) for row in rows))


class _Joiner:
    """Joins rows that run on: what counts as close, full and large is learned from the document."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows
        self.spacing = _usual_gap(rows)
        rights = sorted(row.right for row in rows)
        self.right = rights[int(len(rights) * 0.95)] if rights else 0.0
        sizes: Counter[float] = Counter()
        for row in rows:
            sizes[round(row.size * 2) / 2] += len(row.text)
        self.size = sizes.most_common(1)[0][0] if sizes else 10.0

    def joined(self) -> Iterator[list[Row]]:
        """Rows by paragraph."""
        paragraph: list[Row] = []
        for row in self.rows:
            if paragraph and not self._runs_on(paragraph, row):
                yield paragraph
                paragraph = []
            paragraph.append(row)
        if paragraph:
            yield paragraph

    def line(self, paragraph: Sequence[Row], number: int) -> Line:
        """One line of the transcript."""
        words: list[tuple[str, bool]] = []
        for row in paragraph:
            own = row.words()
            if words:
                words[-1], seam = _seam(words[-1], own)
                words += seam
            words += own
        text, bold = next(measured_lines(words))
        return Line(text, number, bold, self._heading(paragraph))

    def _heading(self, paragraph: Sequence[Row]) -> int:
        times = paragraph[0].size / self.size
        return 0 if times < 1.2 or len(paragraph) > 3 else 1 if times > 1.5 else 2

    def _runs_on(self, paragraph: Sequence[Row], row: Row) -> bool:
        before = paragraph[-1]
        if abs(before.size - row.size) > 0.12 * max(before.size, row.size):
            return False
        starts = _START.match(row.text) or _TIME_AT_END.search(before.text[-14:])
        same_page = before.sheet.number == row.sheet.number and row.y < before.y
        apart = same_page and before.y - row.y > self.spacing * 1.3
        if starts or apart or self._bold_says_no(before, row):
            return False
        return self._fits_indent(paragraph, row) and self._is_unfinished(before, row)

    def _bold_says_no(self, before: Row, row: Row) -> bool:
        """A bold beginning is a label; bold words and plain ones in rows of their own are two paragraphs."""
        if row.wholly_bold or before.wholly_bold:
            return row.wholly_bold != before.wholly_bold
        first = next((bold for text, bold in row.words() if text.strip()), False)
        return first and not before.words()[-1][1]

    def _fits_indent(self, paragraph: Sequence[Row], row: Row) -> bool:
        """Whether the row begins where this paragraph's rows do; a second row may hang or come back."""
        if len(paragraph) > 1:
            return abs(row.x - paragraph[-1].x) <= 0.6 * row.size
        first = paragraph[0]
        if first.body_x > first.x + first.size and row.x < first.body_x - first.size and _is_label(first):
            return False
        aligned = row.x <= first.x + 0.6 * row.size or abs(row.x - first.body_x) <= row.size
        return aligned or self._is_full(first, row)

    def _is_unfinished(self, before: Row, row: Row) -> bool:
        """Whether the next row's first word had no room before, or the sentence plainly goes on."""
        if self._is_full(before, row):
            return True
        ended = before.text.rstrip().endswith(_SENTENCE_END)
        if before.right > 0.6 * self.right and row.text[:1].islower() and not ended:
            return True
        return before.right > 0.85 * self.right and not (ended and row.text[:1].isupper())

    def _is_full(self, before: Row, row: Row) -> bool:
        word = row.text.split(maxsplit=1)[0] if row.text.strip() else ""
        return before.right + width(f" {word}", row.pieces[0].face) * row.size > 0.95 * self.right


def _is_label(row: Row) -> bool:
    """Whether a row begins with a few words and a wide gap, as where speakers stand in the margin."""
    return len(row.text.partition("\t")[0]) <= 25


def _usual_gap(rows: Sequence[Row]) -> float:
    """The distance between rows of one paragraph: the smallest that is common."""
    gaps = Counter(
        round(before.y - row.y)
        for before, row in pairwise(rows)
        if before.sheet.number == row.sheet.number and 0.6 * row.size < before.y - row.y < 5 * row.size
    )
    common = [gap for gap, count in gaps.items() if count >= 0.12 * gaps.total()]
    return float(min(common, default=0)) or 14.0


def _seam(
    last: tuple[str, bool], following: Iterable[tuple[str, bool]]
) -> tuple[tuple[str, bool], list[tuple[str, bool]]]:
    """The last words of a row as they go on, and what stands between them and the next row."""
    text, bold = last
    first = next((words for words, _ in following), "")
    if text.endswith("\u00ad"):
        return (text[:-1], bold), []
    if text.endswith("-") and text[-2:-1].isalpha() and first[:1].islower():
        return last, []
    both_wide = text[-1:] >= "\u2e80" and first[:1] >= "\u2e80"
    return last, [] if both_wide else [(" ", bold)]
