"""Pieces of text on pages to lines of a transcript: rows, then page furniture away, then paragraphs."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise

from realist_eval.importer.raw import Line
from realist_eval.importer.readers.blocks import Block, Table, measured_lines

_SAME_ROW = 0.35  # of the letters' height: how far apart two pieces of one row may stand
_OVERLAP = 3  # rows
_MARGIN = 0.11  # of the page's height at the top and at the bottom
_NUMBER = re.compile(r"\d{1,5}[.:]?")
_PAGE_NUMBER = re.compile(
    r"(?:[^\W\d]{1,12}\.? ?)?[-–—|\[( ]{0,3}\d{1,4}[-–—|\]) .]{0,3}"
    r"(?:(?:/|of|von|de|di|sur|van|av|из) ?\d{1,4}\.?)?",
    re.IGNORECASE,
)
_NARROW = frozenset("iljtfrI.,:;'’‘!|()[] \"“”-")
_WIDE = frozenset("mwMW@%—…œæ")
_START = re.compile(  # a time, a label before a colon, a label in brackets, a dash, initials before a gap
    r"[\[(]?\d{1,2}:\d{2}"
    r"|[\[(#]?(?:\d{1,4}[.)]?\s)?[^\W\d_a-z][\w .,'’()/&#-]{0,40}[\])]?\s?:(?!\d|//)"
    r"|[\[(][^\])]{1,30}[\])]\s|[-–—•>]\s|[A-Z]{1,3}\d{0,3}\t"
)
_TIME_AT_END = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?[\])]?")
_SENTENCE_END = (".", "?", "!", ":", ";", "…", '"', "”", ")", "]", "—", "–")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words drawn in one go: where they begin, in points from the lower left, and how high they are."""

    x: float
    y: float
    size: float
    text: str
    bold: bool = False
    turn: int = 0  # quarter turns from upright

    def moved(self, right: float, up: float) -> Piece:
        """The same words elsewhere."""
        return replace(self, x=self.x + right, y=self.y + up)

    def upright(self) -> Piece:
        """The same words with the page turned so that they run from left to right."""
        x, y = ((self.x, self.y), (self.y, -self.x), (-self.x, -self.y), (-self.y, self.x))[self.turn]
        return replace(self, x=x, y=y, turn=0)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page: its size in points, and its pieces in the order in which they are drawn."""

    number: int
    width: float
    height: float
    pieces: tuple[Piece, ...]


@dataclass(slots=True)
class Row:
    """Pieces that stand side by side."""

    sheet: Sheet
    y: float
    size: float
    pieces: list[Piece] = field(default_factory=list)

    @property
    def x(self) -> float:
        """Where the row begins."""
        return self.pieces[0].x

    @property
    def text(self) -> str:
        """The row's words; a wide gap is a tab."""
        return "".join(text for text, _ in self.words())

    @property
    def right(self) -> float:
        """About where the row ends; letters are taken to be of common width."""
        last = max((piece for piece in self.pieces if piece.text.strip()), key=lambda piece: piece.x)
        return last.x + width(last.text.strip()) * last.size

    @property
    def body_x(self) -> float:
        """Where the words begin that follow the last wide gap."""
        worded = [piece for piece in self.pieces if piece.text.strip()]
        gaps = [after.x for before, after in pairwise(worded) if _gap(before, after)]
        return gaps[-1] if gaps else self.x

    def words(self) -> list[tuple[str, bool]]:
        """(words, bold) in order, with single spaces."""
        found: list[tuple[str, bool]] = []
        before: Piece | None = None
        for piece in self.pieces:
            text = " ".join(piece.text.split())
            if before is not None and _gap(before, piece):
                found.append(("\t", piece.bold))
            elif piece.text[:1].isspace() or (before is not None and before.text[-1:].isspace()):
                found.append((" ", piece.bold))
            if text:
                found.append((text, piece.bold))
            before = piece if text or before is None else replace(before, text=before.text + " ")
        return _trimmed(found)

    @property
    def wholly_bold(self) -> bool:
        """Whether all its words are bold."""
        return all(bold for text, bold in self.words() if text.strip())


def width(text: str) -> float:
    """About how wide words are, in heights of their letters."""
    return sum(map(_width, text))


def _width(char: str) -> float:
    if char in _NARROW:
        return 0.3
    if char in _WIDE:
        return 0.85
    if char >= "\u2e80":
        return 1.0
    return 0.67 if char.isupper() else 0.52


def _gap(before: Piece, after: Piece) -> bool:
    """Whether two pieces of a row stand so far apart that a tab or a column is between them."""
    if not before.text.strip() or not after.text.strip():
        return False
    wide = width(before.text.rstrip())
    return after.x - before.x > (wide * 1.12 + 1.1) * before.size


def _trimmed(words: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    while words and not words[0][0].strip():
        words = words[1:]
    while words and not words[-1][0].strip():
        words = words[:-1]
    kept: list[tuple[str, bool]] = []
    for text, bold in words:
        if text == " " and kept and kept[-1][0].isspace():
            continue
        if text == "\t" and kept and kept[-1][0] == " ":
            kept.pop()
        kept.append((text, bold))
    return kept


def blocks(sheets: Sequence[Sheet]) -> list[Block]:
    """A document's lines: rows that run on are joined, furniture of pages is left out.

    Lines with the same two or more gaps, again and again, are a table.
    """
    rows = [row for sheet in sheets for row in rows_of(sheet)]
    rows = without_overlaps(without_furniture(without_margin_numbers(rows), len(sheets)))
    joiner = _Joiner(rows)
    lines = [joiner.line(paragraph, number) for number, paragraph in enumerate(joiner.joined(), 1)]
    found: list[Block] = []
    for gaps, group in groupby(lines, key=lambda line: line.text.count("\t")):
        together = list(group)
        found += [_table(together)] if gaps > 1 and len(together) > 3 else together
    return found


def _table(lines: Sequence[Line]) -> Table:
    return Table(
        tuple(tuple((replace(line, text=cell, bold=0),) for cell in line.text.split("\t")) for line in lines)
    )


# ---------------------------------------------------------------- rows


def rows_of(sheet: Sheet) -> list[Row]:
    """The rows of a page, from top to bottom where it has one column, else as they are drawn."""
    rows: list[Row] = []
    for piece in _visible(sheet):
        row = rows[-1] if rows else None
        if (
            row is not None
            and abs(row.y - piece.y) <= _SAME_ROW * max(row.size, piece.size)
            and piece.x >= row.x - 1
        ):
            row.pieces.append(piece)
            row.size = max(row.size, piece.size) if piece.text.strip() else row.size
        elif piece.text.strip():
            rows.append(Row(sheet, piece.y, piece.size, [piece]))
    gutter = _gutter(rows)
    return _one_below_the_other(rows, gutter) if gutter else _merged(rows)


def _visible(sheet: Sheet) -> Iterator[Piece]:
    """Pieces on the page; words drawn twice in one place, to look bold, stand once."""
    seen: set[tuple[str, int, int]] = set()
    for piece in sheet.pieces:
        if not (-2 <= piece.y <= sheet.height + 2 and -2 <= piece.x <= sheet.width + 2):
            continue
        place = (piece.text, round(piece.x / 1.5), round(piece.y / 1.5))
        if piece.text.strip() and place in seen:
            continue
        seen.add(place)
        yield piece


def _gutter(rows: Sequence[Row]) -> float:
    """Where the right one of two newspaper columns begins; 0 where the page has one column."""
    long = [row for row in rows if len(row.text) > 20]
    right = [row for row in long if row.x > 0.4 * row.sheet.width]
    if len(right) < max(5, 0.2 * len(long)):
        return 0.0
    gutter = min(row.x for row in right)
    left = [row for row in long if row.x < gutter]
    crossing = sum(row.right > gutter + row.size for row in left)
    return gutter if left and crossing <= 0.2 * len(left) else 0.0


def _one_below_the_other(rows: Sequence[Row], gutter: float) -> list[Row]:
    """The left column and then the right one, moved under it."""
    left = [row for row in rows if row.x < gutter - 1]
    right = [row for row in rows if row.x >= gutter - 1]
    shift = min(row.x for row in left if len(row.text) > 20) - gutter
    for row in right:
        row.pieces = [piece.moved(shift, 0) for piece in row.pieces]
    return [*_merged(left), *_merged(right)]


def _merged(rows: Sequence[Row]) -> list[Row]:
    """Rows from top to bottom; pieces drawn at different times but in one row come together."""
    merged: list[Row] = []
    for row in sorted(rows, key=lambda row: -row.y):
        last = merged[-1] if merged else None
        if last is not None and abs(last.y - row.y) <= _SAME_ROW * max(last.size, row.size):
            last.pieces = sorted([*last.pieces, *row.pieces], key=lambda piece: piece.x)
        else:
            merged.append(row)
    return merged


# ---------------------------------------------------------------- furniture


def without_furniture(rows: Sequence[Row], pages: int) -> list[Row]:
    """Rows without running heads, footers and page numbers, which recur in the margins."""
    marginal = [row for row in rows if _in_margin(row)]
    places: dict[tuple[str, int], set[int]] = defaultdict(set)
    for row in marginal:
        for place in _places(row):
            places[place].add(row.sheet.number)
    recurring = {place for place, sheets in places.items() if len(sheets) >= max(2, pages * 0.4)}
    dropped = {
        id(row) for row in marginal if _is_page_number(row, pages) or not recurring.isdisjoint(_places(row))
    }
    return [row for row in rows if id(row) not in dropped]


def _in_margin(row: Row) -> bool:
    height = row.sheet.height or 1.0
    return not _MARGIN * height < row.y < (1 - _MARGIN) * height


def _places(row: Row) -> list[tuple[str, int]]:
    """What a row says, numbers aside, and about where: each row has two, lest a border fall between."""
    words = re.sub(r"\d+", "#", row.text.casefold())
    return [(words, int(row.y // 8)), (words, int((row.y + 4) // 8) + 10_000)]


def _is_page_number(row: Row, pages: int) -> bool:
    text = row.text.strip()
    if not _PAGE_NUMBER.fullmatch(text):
        return False
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    words = re.sub(r"[\W\d_]+", "", text)
    own = row.sheet.number + 1
    return (
        numbers[0] == own
        or (len(numbers) > 1 and numbers[1] >= own)
        or (not words and pages > 1 and numbers[0] < 2000)
    )


def without_margin_numbers(rows: Sequence[Row]) -> list[Row]:
    """Rows without the numbers of lines or paragraphs that stand in a column left or right of the words."""
    edge = _left_edge(rows)
    numbers = [
        (row, piece)
        for row in rows
        for piece in {id(piece): piece for piece in (row.pieces[0], row.pieces[-1])}.values()
        if _NUMBER.fullmatch(piece.text.strip()) and _apart(piece, row, edge)
    ]
    values = [int(re.sub(r"\D", "", piece.text)) for _, piece in numbers]
    rising = sum(after > before for before, after in pairwise(values))
    if len(values) < 4 or rising < 0.7 * (len(values) - 1):
        return list(rows)
    marked = {id(piece) for _, piece in numbers}
    kept = [replace(row, pieces=[piece for piece in row.pieces if id(piece) not in marked]) for row in rows]
    return [row for row in kept if any(piece.text.strip() for piece in row.pieces)]


def without_overlaps(rows: Sequence[Row]) -> list[Row]:
    """Rows without those that a page repeats from the foot of the page before, cut through by its edge."""
    pages: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        pages[row.sheet.number].append(row)
    kept: list[Row] = []
    for page in pages.values():
        texts = [row.text for row in kept[-_OVERLAP:]]
        again = [
            count
            for count in range(1, min(len(texts), len(page)) + 1)
            if texts[-count:] == [row.text for row in page[:count]] and len("".join(texts[-count:])) > 15
        ]
        kept += page[max(again, default=0) :]
    return kept


def _left_edge(rows: Sequence[Row]) -> float:
    """Where most rows of words begin."""
    starts: Counter[int] = Counter()
    for row in rows:
        worded = [piece for piece in row.pieces if re.search(r"[^\W\d]", piece.text)]
        if worded:
            starts[round(worded[0].x)] += len(row.text)
    return float(starts.most_common(1)[0][0]) if starts else 0.0


def _apart(piece: Piece, row: Row, edge: float) -> bool:
    """Whether a number stands left of where the words begin, or by itself far to the right."""
    if piece.x + width(piece.text.strip()) * piece.size < edge - 1:
        return True
    return (
        piece is row.pieces[-1]
        and len(row.pieces) > 1
        and piece.x > row.sheet.width * 0.85
        and _gap(row.pieces[-2], piece)
    )


# ---------------------------------------------------------------- paragraphs


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
        return Line(text, number, bold, self._heading(paragraph), paragraph[0].x)

    def _heading(self, paragraph: Sequence[Row]) -> int:
        size = paragraph[0].size
        if size < self.size * 1.2 or len(paragraph) > 3:
            return 0
        return 1 if size > self.size * 1.5 else 2

    def _runs_on(self, paragraph: Sequence[Row], row: Row) -> bool:
        before = paragraph[-1]
        if abs(before.size - row.size) > 0.12 * max(before.size, row.size):
            return False
        if (
            _START.match(row.text)
            or _TIME_AT_END.search(before.text[-14:])
            or self._bold_says_no(before, row)
        ):
            return False
        same_page = before.sheet.number == row.sheet.number and row.y < before.y
        if same_page and before.y - row.y > self.spacing * 1.3:
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
        return (
            row.x <= first.x + 0.6 * row.size
            or abs(row.x - first.body_x) <= row.size
            or self._is_full(first, row)
        )

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
        return before.right + (0.3 + width(word)) * row.size > 0.95 * self.right


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
